"""The modal in which an agent writes a reply, sees what the check found, and sends."""

from __future__ import annotations

from assist.cards import Looked
from assist.readers import model_alone
from assist.records import DIALOGUE_KINDS, Draft, Flag
from assist.reviews import KIND_WORDS
from assist.slack.blocks.parts import (
    INPUT_CHARACTERS,
    MODAL_BLOCKS,
    VIEW_CHARACTERS,
    Block,
    actions,
    bullets,
    button,
    copyable,
    divider,
    fits,
    line,
    link,
    modal,
    quote,
    rich,
    section,
    small,
    sure,
    text_input,
    words,
)
from assist.slack.text import shorten

WRITE = "draft_write"
SEND = "draft_send"
TEXT = "draft_text"
REASON = "draft_reason"
RIGHT = "flag_right"
RIGHT_REASON = "flag_right_reason"

_MESSAGE_CHARACTERS = 600
_QUOTE_CHARACTERS = 400
_BEFORE_CHARACTERS = 60
_BACK = "You had written this here and not sent it. Only you see it."
BY_MODEL = "Found by a language model, not by our own check. It can be wrong."
_NOT_READ = "Not checked: our own check reads English only, and this draft does not seem to be in English."
_REASON_WANTED = "Not sent yet: say in a few words why this is right for this customer, or change the draft."


def text_block(revision: int) -> str:
    """The block id of the draft's input. Slack keeps what was typed while the id stays, so new text needs a new id."""
    return f"{TEXT}_{revision}"


def initial_text(view: Block) -> str:
    """What stood in the draft's input of a view when it was shown."""
    inputs = (block["element"] for block in view["blocks"] if str(block.get("block_id", "")).startswith(TEXT))
    return next((str(one.get("initial_value", "")) for one in inputs), "")


def write_view(
    *, metadata: str, message: str, text: str, revision: int = 0, suggestion: str = "", back: bool = False
) -> Block:
    """The first view: the customer's message, and the draft to write; `suggestion` can be put in, or all be emptied.

    `back` says that the text is what its agent left here before.
    """
    ways = [button("Put the suggestion in", "put_suggestion")] if suggestion and suggestion not in text else []
    if text:
        ways.append(
            sure(button("Start blank", "start_blank"), "Empty the field?", "What stands in it goes.", "Empty it")
        )
    blocks = [
        *_about(message),
        *([small(_BACK)] if back else []),
        _draft_input(text, revision),
        *([actions(*ways)] if ways else []),
    ]
    return modal("Write a reply", WRITE, blocks, submit="Check", metadata=metadata, told_of_close=True)


def checked_view(
    draft: Draft,
    looked: Looked,
    *,
    metadata: str,
    can_send: bool,
    revision: int = 0,
    failed: str = "",
    asked: bool = False,
) -> Block:
    """The second view: what was found, in place, and the draft to edit, send, or send with a reason.

    `failed` says why the last attempt to send it did not work; `asked` that it was for want of a reason.
    """
    above, below = _about(draft.message), _below(draft, can_send=can_send, revision=revision, asked=asked)
    if failed or asked:
        above.insert(0, section(failed or _REASON_WANTED))
    if draft.flags:
        count = "One sentence" if len(draft.flags) == 1 else f"{len(draft.flags)} sentences"
        above.append(
            section(
                f"{count} may say more about us than about this customer. You decide: change it, or say why it is "
                "right as it is."
            )
        )
        for number, flag in enumerate(draft.flags):
            found = _flag(draft, flag, number)
            more = small(f"{len(draft.flags) - number} more: they show when these are done and you check again.")
            if not fits([*above, *found, more, *below], most=MODAL_BLOCKS, characters=VIEW_CHARACTERS):
                above.append(more)
                break
            above += found
        above.append(divider())
    elif not looked.read:
        above.append(section(_NOT_READ))
    elif all(noted.kind in DIALOGUE_KINDS for noted in draft.notes):
        found_none = "Nothing flagged" if draft.notes else "Nothing found"
        above.append(section(f"{found_none}: this draft leaves the choice with the customer. {_looked_at(looked)}"))
    for number, noted in enumerate(draft.notes, len(draft.flags)):
        note = _note(draft, noted, number)
        if fits([*above, *note, *below], most=MODAL_BLOCKS, characters=VIEW_CHARACTERS):
            above += note
    submit = "Send to thread" if can_send else "Done"
    return modal("Your reply", SEND, [*above, *below], submit=submit, metadata=metadata, told_of_close=True)


def right_view(flag: Flag, *, metadata: str) -> Block:
    """Asks an agent why flagged words are right for this customer."""
    blocks = [
        rich(quote(shorten(flag.quote, _QUOTE_CHARACTERS))),
        text_input(
            RIGHT_REASON,
            f"Not “{KIND_WORDS[flag.kind].lower()}”, because",
            placeholder="e.g. the customer asked for this on the phone",
            hint="Kept with the flag. Team leads see it beside the draft.",
        ),
    ]
    return modal("Right as it is", RIGHT, blocks, submit="Keep", metadata=metadata)


def unexplained(draft: Draft) -> list[Flag]:
    """The flags that the agent has given no reason against."""
    return [flag for flag in draft.flags if not flag.agent_reason]


def _looked_at(looked: Looked) -> str:
    """What stands behind finding nothing.

    >>> _looked_at(Looked(message=True, choices=(("resolution", 4),), notes=1))
    'Looked at: the message, 4 choices (resolution 4), 1 note, and what is open here.'
    """
    message = ["the message"] if looked.message else []
    notes = [f"{looked.notes} {'note' if looked.notes == 1 else 'notes'}"] if looked.notes else []
    if not looked.choices:
        seen = ", ".join([*message, *notes, "and what is open here"])
        return f"There is no record of this customer's choices to hold it against; looked at: {seen}."
    total = sum(count for _, count in looked.choices)
    by_dimension = ", ".join(f"{label} {count}" for label, count in looked.choices)
    choices = f"{total} {'choice' if total == 1 else 'choices'} ({by_dimension})"
    return f"Looked at: {', '.join([*message, choices, *notes])}, and what is open here."


def lost_view(why: str) -> Block:
    """Shown where there is nothing to write about."""
    return modal("Not possible here", "inert", [section(why)])


def flag_words(flag: Flag) -> str:
    return KIND_WORDS[flag.kind]


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


def _below(draft: Draft, *, can_send: bool, revision: int, asked: bool) -> list[Block]:
    """The draft's input, which no list of flags may push out of the view, and what belongs to it."""
    blocks = [
        _draft_input(draft.text, revision),
        actions(button("Check again", "check_again", draft.id), button("Back", "back_to_writing")),
    ]
    if unexplained(draft):
        blocks += [
            *([section(_REASON_WANTED)] if asked else []),
            text_input(
                REASON,
                "Reason, if you send it as it is",
                optional=True,
                placeholder="e.g. the customer asked for this on the phone",
                hint="Needed only while something is flagged. A team lead will see it beside the draft.",
            ),
        ]
    if not can_send:
        blocks += [
            small("Nothing is posted from here in this channel: copy your reply, as checked, and send it yourself."),
            rich(copyable(draft.text)),
        ]
    return blocks


def _note(draft: Draft, noted: Flag, number: int) -> list[Block]:
    """A note on the dialogue in the form of a flag; what was a flag's kind until leads disagreed, in one small line."""
    if noted.kind in DIALOGUE_KINDS:
        return _flag(draft, noted, number)
    said = f"A note, no more: “{shorten(noted.quote, 150)}”. {noted.reason} Leads often disagree with these."
    return [small(said)]


def _flag(draft: Draft, flag: Flag, number: int) -> list[Block]:
    named = f"{KIND_WORDS[flag.kind]} ({flag.severity}): "
    if flag.kind in DIALOGUE_KINDS:
        named = f"A note, which asks for nothing. {KIND_WORDS[flag.kind]}: "
    parts = [
        {"type": "rich_text_quote", "elements": _in_place(draft, flag)},
        line(words(named, bold=True), words(flag.reason)),
    ]
    if model_alone(flag.version):
        parts.append(line(words(BY_MODEL, italic=True)))
    if record := record_lines(flag):
        parts.append(bullets(record))
    if flag.rewrite:
        instead = shorten(flag.rewrite, _QUOTE_CHARACTERS)
        parts.append(line(words("Instead, for example: ", italic=True), words(instead)))
    if flag.agent_reason:
        said = f"You said that it is right here: “{shorten(flag.agent_reason, 200)}”. Team leads see that."
        return [rich(*parts), small(said)]
    row = [button("Use this wording", f"use_rewrite_{number}", flag.id)] if flag.rewrite else []
    return [rich(*parts), actions(*row, button("It is right here …", f"flag_right_{number}", flag.id))]


def _in_place(draft: Draft, flag: Flag) -> list[Block]:
    """The flagged words in bold, after what comes before them on their line."""
    head = draft.text[: flag.start].rpartition("\n")[2]
    before = f"…{head[-_BEFORE_CHARACTERS:]}" if len(head) > _BEFORE_CHARACTERS else head
    flagged = words(shorten(flag.quote, _QUOTE_CHARACTERS), bold=True)
    return [words(before), flagged] if before.strip() else [flagged]
