"""The queue of drafts that were sent although flagged, for team leads; and an agent's own flags, for the agent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assist.records import Draft, Flag, Verdict
from assist.reviews import Trust
from assist.slack.blocks.draft import flag_words, record_lines
from assist.slack.blocks.parts import (
    Block,
    actions,
    bullets,
    button,
    divider,
    line,
    modal,
    quote,
    rich,
    section,
    text_input,
    words,
)
from assist.slack.text import shorten

VERDICT = "verdict"
NOTE = "verdict_note"
PAGE = 5


def queue(drafts: Sequence[Draft], waiting: int, trust: Mapping[str, Trust]) -> tuple[str, list[Block]]:
    """The oldest undecided flags with what is needed to decide, at most `PAGE` drafts."""
    if not drafts:
        said = "Nothing waits for review: no draft was sent with a flag that has no verdict yet."
        return said, [section(said)]
    said = f"{waiting} {'flag waits' if waiting == 1 else 'flags wait'} for a verdict."
    blocks: list[Block] = [section(said)]
    spoken = [said]
    for draft in drafts[:PAGE]:
        blocks.append(divider())
        blocks.append(_sent(draft))
        for flag in draft.flags:
            blocks += [_found(flag, trust.get(flag.kind)), _decide(flag)]
            spoken.append(
                f"{flag_words(flag)}: “{flag.quote}”. {flag.reason} Sent with the reason: {draft.sent_reason}"
            )
    return "\n".join(spoken), blocks


def verdict_view(flag: Flag, *, upheld: bool, metadata: str) -> Block:
    """Asks a lead for a note before the verdict is kept."""
    verb = "Uphold" if upheld else "Dismiss"
    said = (
        "The flag was right: the sentence says more about us than about this customer."
        if upheld
        else "The flag was a false alarm: the sentence is fine for this customer."
    )
    blocks = [
        rich(quote(flag.quote)),
        section(said),
        text_input(NOTE, "Note to the agent", multiline=True, optional=True),
    ]
    return modal(f"{verb} this flag", VERDICT, blocks, submit=verb, metadata=metadata)


def own_flags(drafts: Sequence[Draft], verdicts: Mapping[str, Verdict]) -> tuple[str, list[Block]]:
    """Everything that is held about an agent's own drafts, and what became of it."""
    flags = [(draft, flag) for draft in drafts for flag in draft.flags]
    if not flags:
        said = "No flags on your drafts."
        return said, [section(said)]
    items, spoken = [], []
    for draft, flag in flags:
        outcome = _outcome(draft, verdicts.get(flag.id))
        items.append(
            line(words(f"“{shorten(flag.quote, 150)}” ", italic=True), words(f"{flag_words(flag)}. {outcome}"))
        )
        spoken.append(f"“{shorten(flag.quote, 150)}”: {flag_words(flag)}. {outcome}")
    return "\n".join(spoken), [rich(bullets(items))]


def _sent(draft: Draft) -> Block:
    author: list[Block] = [{"type": "user", "user_id": draft.agent}, words(" answered “")]
    parts = [
        line(*author, words(shorten(draft.message, 300) or "(no message on record)"), words("” with:")),
        {"type": "rich_text_quote", "elements": _highlighted(draft)},
        line(words("Reason given: ", bold=True), words(draft.sent_reason or "none")),
    ]
    return rich(*parts)


def _highlighted(draft: Draft) -> list[Block]:
    """The draft with its flagged words in bold."""
    elements: list[Block] = []
    at = 0
    for flag in draft.flags:
        if flag.start < at:
            continue
        if flag.start > at:
            elements.append(words(draft.text[at : flag.start]))
        at = flag.start + len(flag.quote)
        elements.append(words(draft.text[flag.start : at], bold=True))
    if at < len(draft.text):
        elements.append(words(draft.text[at:]))
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
