"""What an agent's Home says of their own work: leads' notes, who waits, their flags, their habits, their customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assist.cards import Habit
from assist.records import Customer, Draft, Verdict
from assist.slack.blocks.draft import flag_words
from assist.slack.blocks.parts import (
    Block,
    actions,
    bullets,
    button,
    divider,
    header,
    line,
    link,
    person,
    quote,
    rich,
    section,
    small,
    spoken,
    sure,
    time_of,
    words,
)
from assist.slack.text import shorten
from assist.workplace import OpenThread, Unsent

_MOST_THREADS = 6


def lead_notes(notes: Sequence[tuple[Verdict, str]]) -> list[Block]:
    """Notes that an agent has not put away; only they see them."""
    if not notes:
        return []
    count = "A new note" if len(notes) == 1 else f"{len(notes)} new notes"
    blocks = [header(f"🔵 {count} for you")]
    for verdict, quoted in notes:
        stands = "upheld the flag" if verdict.upheld else "dismissed the flag"
        about = [person(verdict.lead), words(f" {stands} on “{shorten(quoted, 150)}”, "), time_of(verdict.on)]
        blocks += [
            rich(line(*about), quote(shorten(verdict.note, 600))),
            actions(button("Got it", "note_read", verdict.flag), block_id=f"note:{verdict.flag}"),
        ]
    return [*blocks, divider()]


def open_threads(threads: Sequence[OpenThread]) -> list[Block]:
    """Whose customers wait for an answer: the agent's own threads first, the longest waiting first."""
    if not threads:
        return [header("Waiting for an answer"), section("No customer waits for an answer.")]
    blocks = [header("Waiting for an answer")]
    shown = threads[:_MOST_THREADS]
    for title, mine in (("Yours", True), ("In the team's channels", False)):
        if lines := [_waiting(one) for one in shown if one.mine == mine]:
            blocks.append(rich(line(words(title, bold=True)), bullets(lines)))
    if len(threads) > len(shown):
        blocks.append(small(f"And {len(threads) - len(shown)} more."))
    return blocks


def own_flags(drafts: Sequence[Draft], verdicts: Mapping[str, Verdict], *, most: int = 12) -> tuple[str, list[Block]]:
    """An agent's latest flags and notes, at most so many, and what became of them."""
    flags = [(draft, flag) for draft in drafts for flag in (*draft.flags, *draft.notes)]
    if not flags:
        said = "No flags on your drafts."
        return said, [section(said)]
    items = []
    for draft, flag in flags[:most]:
        quoted = words(f"“{shorten(flag.quote, 150)}” ", italic=True)
        own = f" You said: “{shorten(flag.agent_reason, 120)}”." if flag.agent_reason else ""
        what = f"A note: {flag_words(flag)}" if flag in draft.notes else flag_words(flag)
        items.append(line(quoted, words(f"{what}. {_outcome(draft, verdicts.get(flag.id))}{own}")))
    blocks = [rich(bullets(items))]
    if len(flags) > most:
        blocks.append(small(f"And {len(flags) - most} older."))
    return spoken(blocks), blocks


def unsent_replies(unsent: Sequence[Unsent]) -> list[Block]:
    """What an agent has written and not sent; shown to nobody else."""
    if not unsent:
        return []
    blocks = [header("Not sent yet"), small("Only you see this. It is not checked, and counts for nothing.")]
    for number, one in enumerate(unsent):
        where = [words("For a conversation in "), {"type": "channel", "channel_id": one.channel}, words(", ")]
        key = f"{one.channel}:{one.thread}"
        throw = sure(
            button("Throw away", f"drop_unsent_{number}", key), "Throw it away?", "The text goes.", "Throw away"
        )
        blocks += [
            rich(line(*where, time_of(one.on)), quote(shorten(one.text, 300))),
            actions(button("Go on writing", f"go_on_writing_{number}", key), throw, block_id=f"unsent:{key}"),
        ]
    return blocks


def own_habits(habits: Sequence[Habit]) -> list[Block]:
    """What an agent's drafts speak for most; shown to nobody else."""
    if not habits:
        return []
    lines = [
        line(
            words(f"{one.dimension}: ", bold=True),
            words(f"“{one.option}” in {one.pressed} of your last {one.drafts} drafts that spoke for one way."),
        )
        for one in habits
    ]
    told = "Only you see this. What the customer's own message asked for is not counted."
    return [header("My habits"), rich(bullets(lines)), small(told)]


def recent_customers(customers: Sequence[Customer]) -> list[Block]:
    """The customers an agent wrote to last, each with a button that opens their card."""
    if not customers:
        return []
    buttons = [
        button(shorten(one.name, 70) or "(no name)", f"show_customer_{number}", one.id)
        for number, one in enumerate(customers)
    ]
    return [header("My last customers"), actions(*buttons, block_id="recent_customers")]


def _waiting(one: OpenThread) -> Block:
    who = one.customer or "Somebody I can't tell"
    said = [words(f"{shorten(who, 60)}: “{shorten(one.thread.message, 100)}” since "), time_of(one.since)]
    return line(*said, *([words(" "), link(one.link, "open")] if one.link else []))


def _outcome(draft: Draft, verdict: Verdict | None) -> str:
    if verdict is not None:
        note = f" “{shorten(verdict.note, 200)}”" if verdict.note else ""
        return f"A lead {'upheld it' if verdict.upheld else 'dismissed it: a false alarm'}.{note}"
    return "Sent; no verdict yet." if draft.sent_on else "Not sent."
