"""The queue of drafts that were sent although flagged, for team leads; and an agent's own flags, for the agent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assist.records import Draft, Flag, Verdict
from assist.reviews import Trust
from assist.slack.blocks.draft import flag_words, record_lines
from assist.slack.blocks.parts import (
    MESSAGE_BLOCKS,
    MESSAGE_CHARACTERS,
    Block,
    actions,
    bullets,
    button,
    clip,
    divider,
    fits,
    line,
    modal,
    quote,
    rich,
    section,
    small,
    spoken,
    text_input,
    words,
)
from assist.slack.text import shorten

VERDICT = "verdict"
NOTE = "verdict_note"
PAGE = 5
_QUOTE_CHARACTERS = 400
_BETWEEN_CHARACTERS = 300


def queue(
    drafts: Sequence[Draft], waiting: int, trust: Mapping[str, Trust], *, characters: int = MESSAGE_CHARACTERS
) -> tuple[str, list[Block]]:
    """The oldest undecided flags with what is needed to decide, as many as `characters` hold; the rest come next.

    `waiting` is the number of undecided flags, those included that are not among `drafts`.
    """
    if not drafts:
        said = "Nothing waits for review: no draft was sent with a flag that has no verdict yet."
        return said, [section(said)]
    said = f"{waiting} {'flag waits' if waiting == 1 else 'flags wait'} for a verdict."
    blocks: list[Block] = [section(said)]
    shown = 0
    for draft, flag in [(one, flag) for one in drafts for flag in one.flags]:
        begins = [divider(), _sent(draft)] if flag == draft.flags[0] else []
        found = [*begins, _found(flag, trust.get(flag.kind)), _decide(flag)]
        if shown and not fits([*blocks, *found], most=MESSAGE_BLOCKS - 1, characters=characters):
            break
        blocks += found
        shown += 1
    if shown < waiting:
        blocks.append(small(f"{waiting - shown} more after {'this one' if shown == 1 else 'these'}."))
    return spoken(blocks), blocks


def verdict_view(flag: Flag, *, upheld: bool, metadata: str) -> Block:
    """Asks a lead for a note before the verdict is kept."""
    verb = "Uphold" if upheld else "Dismiss"
    said = (
        "The flag was right: the sentence says more about us than about this customer."
        if upheld
        else "The flag was a false alarm: the sentence is fine for this customer."
    )
    blocks = [
        rich(quote(shorten(flag.quote, _QUOTE_CHARACTERS))),
        section(said),
        text_input(NOTE, "Note to the agent", multiline=True, optional=True),
    ]
    return modal(f"{verb} this flag", VERDICT, blocks, submit=verb, metadata=metadata)


def own_flags(drafts: Sequence[Draft], verdicts: Mapping[str, Verdict], *, most: int = 12) -> tuple[str, list[Block]]:
    """An agent's latest flags, at most so many, and what became of them."""
    flags = [(draft, flag) for draft in drafts for flag in draft.flags]
    if not flags:
        said = "No flags on your drafts."
        return said, [section(said)]
    items = []
    for draft, flag in flags[:most]:
        quoted = words(f"“{shorten(flag.quote, 150)}” ", italic=True)
        items.append(line(quoted, words(f"{flag_words(flag)}. {_outcome(draft, verdicts.get(flag.id))}")))
    blocks = [rich(bullets(items))]
    if len(flags) > most:
        blocks.append(small(f"And {len(flags) - most} older."))
    return spoken(blocks), blocks


def _reason(draft: Draft) -> str:
    return shorten(draft.sent_reason, _QUOTE_CHARACTERS) or "none"


def _sent(draft: Draft) -> Block:
    author: list[Block] = [{"type": "user", "user_id": draft.agent}, words(" answered “")]
    parts = [
        line(*author, words(shorten(draft.message, 300) or "(no message on record)"), words("” with:")),
        {"type": "rich_text_quote", "elements": _highlighted(draft)},
        line(words("Reason given: ", bold=True), words(_reason(draft))),
    ]
    return rich(*parts)


def _highlighted(draft: Draft) -> list[Block]:
    """The draft with its flagged words in bold; long stretches between them are cut."""
    elements: list[Block] = []
    at = 0
    for flag in draft.flags:
        if flag.start < at:
            continue
        if flag.start > at:
            elements.append(words(clip(draft.text[at : flag.start], _BETWEEN_CHARACTERS)))
        at = flag.start + len(flag.quote)
        elements.append(words(clip(draft.text[flag.start : at], _QUOTE_CHARACTERS), bold=True))
    if at < len(draft.text):
        elements.append(words(clip(draft.text[at:], _BETWEEN_CHARACTERS)))
    return elements


def _found(flag: Flag, trust: Trust | None) -> Block:
    parts = [line(words(f"{flag_words(flag)}: ", bold=True), words(flag.reason))]
    if record := record_lines(flag):
        parts.append(bullets(record))
    if trust and trust.decided:
        parts.append(line(words(f"Leads upheld {trust.upheld} of {trust.decided} flags of this kind.", italic=True)))
    return rich(*parts)


def _decide(flag: Flag) -> Block:
    return actions(
        button("Uphold", "uphold_flag", flag.id), button("Dismiss", "dismiss_flag", flag.id), block_id=f"flag:{flag.id}"
    )


def _outcome(draft: Draft, verdict: Verdict | None) -> str:
    if verdict is not None:
        note = f" “{shorten(verdict.note, 200)}”" if verdict.note else ""
        return f"A lead {'upheld it' if verdict.upheld else 'dismissed it: a false alarm'}.{note}"
    return "Sent; no verdict yet." if draft.sent_on else "Not sent."
