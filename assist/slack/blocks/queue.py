"""The queue of drafts that were sent although flagged, for team leads: one flag at a time, and the forms around it.

The buttons stand above everything else and always in the same order, so that hands learn the way: with the keyboard
it is the same number of steps to the same button on every page.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from assist.records import DIALOGUE_KINDS, Draft, Flag
from assist.reviews import KIND_WORDS, Case, Wanted, trust_words
from assist.slack.blocks.draft import flag_words, record_lines
from assist.slack.blocks.parts import (
    MESSAGE_CHARACTERS,
    Block,
    actions,
    bullets,
    button,
    clip,
    day,
    fits,
    line,
    link,
    modal,
    person,
    quote,
    rich,
    section,
    select,
    spoken,
    text_input,
    time_of,
    words,
)
from assist.slack.text import shorten

VERDICT, NOTE = "verdict", "verdict_note"
FILTER, KIND, GROUP, AGE = "queue_filter", "queue_kind", "queue_group", "queue_age"
ALL = "all"
_QUOTE_CHARACTERS = 400
_LENGTHS = (300, 120, 40)  # of what stands around the flagged words: the longest that fits is shown
_AGES = (("day", "Sent in the last day"), ("week", "Sent in the last week"), ("older", "Older than a week"))
_VERBS = {"uphold": "Uphold", "dismiss": "Dismiss", "coach": "Coach"}
_MEANS = {
    "uphold": "The flag was right: the sentence says more about us than about this customer.",
    "dismiss": "The flag was a false alarm: the sentence is fine for this customer.",
    "coach": "The flag was right, and a few words of yours help. Only the agent sees them, at the top of their Home.",
}
_MEANS_OF_NOTE = {
    "uphold": "The note was right: the sentence would be better said in another way.",
    "dismiss": "The note was a false alarm: the sentence is fine as it is.",
    "coach": "The note was right, and a few words of yours help. Only the agent sees them, at the top of their Home.",
}


def queue(
    case: Case | None, wanted: Wanted, *, group: str = "", characters: int = MESSAGE_CHARACTERS
) -> tuple[str, list[Block]]:
    """What waits for a verdict, the flag of `case` in full; `group` is the name of the user group that is wanted."""
    shown = _wanted(wanted, group)
    if case is None:
        said = "Nothing waits for review: no draft was sent with a flag that has no verdict yet."
        blocks = [section(f"Nothing waits that fits: {shown}." if shown else said)]
        return spoken(blocks), [*blocks, actions(button("Filter", FILTER))] if shown else blocks
    for most in _LENGTHS:
        blocks = [section(_heading(case, shown)), _buttons(case), _sent(case, most), _found(case), *_aftermath(case)]
        if fits(blocks, characters=characters):
            break
    return spoken(blocks), blocks


def verdict_view(flag: Flag, *, verb: str, metadata: str) -> Block:
    """Asks a lead for a note before the verdict is kept; `verb` is uphold, dismiss or coach."""
    named = _VERBS[verb]
    blocks = [
        rich(quote(shorten(flag.quote, _QUOTE_CHARACTERS))),
        section(_MEANS_OF_NOTE[verb] if flag.kind in DIALOGUE_KINDS else _MEANS[verb]),
        text_input(NOTE, "Note to the agent", multiline=True, optional=verb != "coach", focus=True),
    ]
    title = f"{named} this flag" if verb != "coach" else "Coach the agent"
    return modal(title, VERDICT, blocks, submit=named if verb != "coach" else "Send the note", metadata=metadata)


def filter_view(wanted: Wanted, kinds: Sequence[str], groups: Sequence[tuple[str, str]]) -> Block:
    """Asks a lead what to see of the queue; `groups` are the user groups of agents as (id, name)."""
    named = [(ALL, "All kinds"), *((kind, KIND_WORDS[kind]) for kind in kinds)]
    ages = [(ALL, "Any age"), *_AGES]
    blocks = [select(KIND, "Kind", named, picked=wanted.kind if wanted.kind in kinds else ALL)]
    if groups:
        blocks.append(select(GROUP, "Agents", [(ALL, "All agents"), *groups], picked=wanted.group or ALL))
    blocks.append(select(AGE, "Age", ages, picked=wanted.age or ALL))
    return modal("What to review", FILTER, blocks, submit="Show")


def _heading(case: Case, shown: str) -> str:
    waits = "1 flag waits for a verdict." if case.total == 1 else f"{case.total} flags wait for a verdict."
    what = f"severity {case.flag.severity}"
    if case.flag.kind in DIALOGUE_KINDS:
        what = "a note on the dialogue"
    elif case.as_note:
        what = "a note, since leads dismissed many of its kind"
    here = f"Number {case.place}: {flag_words(case.flag)} ({what})."
    return " ".join([waits, *([f"Filter: {shown}."] if shown else []), here])


def _wanted(wanted: Wanted, group: str) -> str:
    parts = [KIND_WORDS[wanted.kind]] if wanted.kind else []
    parts += [f"agents of {group or wanted.group}"] if wanted.group else []
    parts += [text.lower() for age, text in _AGES if age == wanted.age]
    return ", ".join(parts)


def _buttons(case: Case) -> Block:
    moves = [
        button(label, f"queue_{name}", json.dumps(where))
        for label, name, where in (("Next", "next", case.after), ("Previous", "previous", case.before))
        if case.total > 1
    ]
    return actions(
        button("Uphold", "uphold_flag", case.flag.id),
        button("Dismiss", "dismiss_flag", case.flag.id),
        button("Coach", "coach_flag", case.flag.id),
        *moves,
        button("Filter", FILTER),
        block_id=f"flag:{case.flag.id}",
    )


def _sent(case: Case, most: int) -> Block:
    draft = case.draft
    message = shorten(draft.message, most) or "(no message on record)"
    reason = shorten(draft.sent_reason, most) or "none"
    parts = [
        line(person(draft.agent), words(" answered “"), words(message), words("” with:")),
        {"type": "rich_text_quote", "elements": _highlighted(draft, case.flag, most)},
        line(words("Reason given: ", bold=True), words(reason)),
    ]
    if case.flag.agent_reason:
        said = shorten(case.flag.agent_reason, most)
        parts.append(line(words("The agent calls this flag wrong: ", bold=True), words(said)))
    return rich(*parts)


def _highlighted(draft: Draft, asked: Flag, most: int) -> list[Block]:
    """The draft with the words in question in bold and other flagged words in italics; what is between them is cut."""
    elements: list[Block] = []
    at = 0
    for flag in sorted((*draft.flags, *draft.notes), key=lambda one: one.start):
        if flag.start < at:
            continue
        if flag.start > at:
            elements.append(words(clip(draft.text[at : flag.start], most)))
        at = flag.start + len(flag.quote)
        own = flag.id == asked.id
        quoted = clip(draft.text[flag.start : at], _QUOTE_CHARACTERS if own else most)
        elements.append(words(quoted, bold=own, italic=not own))
    if at < len(draft.text):
        elements.append(words(clip(draft.text[at:], most)))
    return elements


def _found(case: Case) -> Block:
    parts = [line(words("Why: ", bold=True), words(shorten(case.flag.reason, 600)))]
    if record := record_lines(case.flag):
        parts.append(bullets(record))
    if case.trust.decided:
        parts.append(line(words(f"Flags of this kind: {trust_words(case.trust)}.", italic=True)))
    return rich(*parts)


def _aftermath(case: Case) -> list[Block]:
    """What happened then: where it was sent, what the customer wrote next, what they took."""
    parts = []
    if case.draft.sent_on:
        told = [words("Sent ", bold=True), time_of(case.draft.sent_on)]
        if case.sent and case.sent.text.strip() != case.draft.text.strip():
            told.append(words(f". What our side said next: “{shorten(case.sent.text, 200)}”"))
        if case.sent and case.sent.link:
            told += [words(" "), link(case.sent.link, "open")]
        parts.append(line(*told))
    if case.then:
        said = [words("Then the customer wrote ", bold=True), words(f"“{shorten(case.then.text, 200)}” (")]
        said += [day(case.then.on), words(")")]
        parts.append(line(*said, *([words(" "), link(case.then.link, "open")] if case.then.link else [])))
    else:
        parts.append(line(words("The customer has not written since.", italic=True)))
    if case.took:
        parts.append(line(words("They took: ", bold=True), words(shorten(", ".join(case.took), 200))))
    return [rich(*parts)]
