"""The modal in which an agent writes a reply, sees what the check found, and sends."""

from __future__ import annotations

from assist.records import Draft, Flag
from assist.slack.blocks.parts import (
    INPUT_CHARACTERS,
    MODAL_BLOCKS,
    VIEW_CHARACTERS,
    Block,
    actions,
    bullets,
    button,
    divider,
    fits,
    line,
    link,
    modal,
    quote,
    rich,
    section,
    small,
    text_input,
    words,
)
from assist.slack.text import shorten

WRITE = "draft_write"
SEND = "draft_send"
TEXT = "draft_text"
REASON = "draft_reason"

_KINDS = {
    "own_preference": "Own taste as the reason",
    "against_choices": "Against what this customer chooses",
    "decided_for_customer": "Decided for the customer",
    "assumed_preference": "A wish nobody voiced",
    "crowd_preference": "What other people like as the reason",
}
_MESSAGE_CHARACTERS = 600
_QUOTE_CHARACTERS = 400


def text_block(revision: int) -> str:
    """The block id of the draft's input. Slack keeps what was typed while the id stays, so new text needs a new id."""
    return f"{TEXT}_{revision}"


def write_view(*, metadata: str, message: str, text: str) -> Block:
    """The first view: the customer's message, and the draft to write."""
    return modal("Write a reply", WRITE, [*_about(message), _draft_input(text, 0)], submit="Check", metadata=metadata)


def checked_view(draft: Draft, *, metadata: str, can_send: bool, revision: int = 0, failed: str = "") -> Block:
    """The second view: what was found, in place, and the draft to edit, send, or send with a reason.

    `failed` says why the last attempt to send it did not work.
    """
    above, below = _about(draft.message), _below(draft, can_send=can_send, revision=revision)
    if failed:
        above.insert(0, section(failed))
    if draft.flags:
        count = "One sentence" if len(draft.flags) == 1 else f"{len(draft.flags)} sentences"
        above.append(
            section(
                f"{count} may say more about us than about this customer. You decide: change it, or say below why it "
                "is right as it is."
            )
        )
        for number, flag in enumerate(draft.flags):
            found = _flag(flag, number)
            more = small(f"{len(draft.flags) - number} more: they show when these are done and you check again.")
            if not fits([*above, *found, more, *below], most=MODAL_BLOCKS, characters=VIEW_CHARACTERS):
                above.append(more)
                break
            above += found
        above.append(divider())
    elif not draft.notes:
        above.append(section("Nothing found: this draft leaves the choice with the customer."))
    for noted in draft.notes:
        note = small(f"A note, no more: “{shorten(noted.quote, 150)}”. {noted.reason} Leads often disagree with these.")
        if fits([*above, note, *below], most=MODAL_BLOCKS, characters=VIEW_CHARACTERS):
            above.append(note)
    submit = "Send to thread" if can_send else "Done"
    return modal("Your reply", SEND, [*above, *below], submit=submit, metadata=metadata)


def lost_view(why: str) -> Block:
    """Shown where there is nothing to write about."""
    return modal("Not possible here", "inert", [section(why)])


def flag_words(flag: Flag) -> str:
    return kind_words(flag.kind)


def kind_words(kind: str) -> str:
    return _KINDS[kind]


def record_lines(flag: Flag) -> list[Block]:
    return [
        line(words(shorten(item.says, 200)), *([words(" "), link(item.link, "open")] if item.link else []))
        for item in flag.evidence
    ]


def _about(message: str) -> list[Block]:
    if not message.strip():
        return []
    return [rich(line(words("The customer wrote", bold=True)), quote(shorten(message, _MESSAGE_CHARACTERS)))]


def _draft_input(text: str, revision: int) -> Block:
    hint = f"Only the first {INPUT_CHARACTERS} characters fit here." if len(text) > INPUT_CHARACTERS else ""
    return text_input(text_block(revision), "Your reply", initial=text, multiline=True, hint=hint)


def _below(draft: Draft, *, can_send: bool, revision: int) -> list[Block]:
    """The draft's input, which no list of flags may push out of the view, and what belongs to it."""
    blocks = [_draft_input(draft.text, revision)]
    if draft.flags:
        blocks += [
            actions(button("Check again", "check_again", draft.id)),
            text_input(
                REASON,
                "Reason, if you send it as it is",
                optional=True,
                placeholder="e.g. the customer asked for this on the phone",
                hint="Needed only while something is flagged. A team lead will see it beside the draft.",
            ),
        ]
    if not can_send:
        blocks.append(small("Nothing is posted from here in this channel: copy the text above and send it yourself."))
    return blocks


def _flag(flag: Flag, number: int) -> list[Block]:
    parts = [
        line(words(f"{_KINDS[flag.kind]} ({flag.severity})", bold=True)),
        quote(shorten(flag.quote, _QUOTE_CHARACTERS)),
        line(words(flag.reason)),
    ]
    if record := record_lines(flag):
        parts.append(bullets(record))
    blocks = [rich(*parts)]
    if flag.rewrite:
        instead = shorten(flag.rewrite, _QUOTE_CHARACTERS)
        blocks.append(rich(line(words("Instead, for example: ", italic=True), words(instead))))
        blocks.append(actions(button("Use this wording", f"use_rewrite_{number}", flag.id)))
    return blocks
