"""What leads see of how well each kind of flag does, and the forms in which they overrule it or set up the digest."""

from __future__ import annotations

from collections.abc import Sequence

from assist.readers import reader_words
from assist.reviews import ENOUGH, KIND_WORDS, Shown, Standing, trust_words, ways
from assist.slack.blocks.parts import (
    Block,
    actions,
    bullets,
    button,
    line,
    modal,
    person,
    plain,
    rich,
    section,
    select,
    text_input,
    words,
)
from assist.slack.text import shorten

OVERRULE, SHOWN, WHY = "overrule_kind", "overrule_shown", "overrule_why"
SETTINGS, CHANNEL, FLOOR = "oversight_settings", "digest_channel", "flag_floor"
MEASURED = "measured"
_MOST_VERSIONS = 4
_WAYS: dict[Shown, str] = {
    "flag": "shown as a flag",
    "note": "shown as a note, which asks for no reason",
    "none": "held back",
}
_ALWAYS: dict[Shown, str] = {"flag": "Always as a flag", "note": "Always as a note", "none": "Never"}


def standings_view(standings: Sequence[Standing], floor: float) -> Block:
    """How each kind stands, with a button to overrule it."""
    told = (
        f"A kind of which leads upheld less than {100 * floor:.0f} % in {ENOUGH} or more of the latest verdicts "
        "becomes a note until verdicts bring it back; one that is only ever a note is held back. Notes wait at the end "
        "of the queue."
    )
    blocks = [section(told)]
    for standing in standings:
        blocks += [
            rich(line(words(KIND_WORDS[standing.kind], bold=True)), bullets(_lines(standing))),
            actions(button("Overrule", "ask_overrule", standing.kind), block_id=f"kind:{standing.kind}"),
        ]
    return modal("How far to trust it", "inert", blocks)


def overrule_view(standing: Standing) -> Block:
    """Asks a lead how a kind is to be shown, and why."""
    offered = [(MEASURED, "As the verdicts say"), *((way, _ALWAYS[way]) for way in ways(standing.kind))]
    now = standing.override.shown if standing.override else MEASURED
    blocks = [
        rich(line(words(KIND_WORDS[standing.kind], bold=True)), bullets(_lines(standing))),
        select(SHOWN, "Show this kind", offered, picked=now),
        text_input(WHY, "Why", hint="It is kept with your name.", focus=True),
    ]
    return modal("Overrule", OVERRULE, blocks, submit="Keep", metadata=standing.kind)


def settings_view(channel: str, floor: float) -> Block:
    """Asks leads for the digest's channel and for the floor, in per cent."""
    picker: Block = {
        "type": "conversations_select",
        "action_id": CHANNEL,
        "filter": {"include": ["public", "private"], "exclude_external_shared_channels": True},
    }
    if channel:
        picker["initial_conversation"] = channel
    number: Block = {
        "type": "number_input",
        "action_id": FLOOR,
        "is_decimal_allowed": False,
        "initial_value": f"{100 * floor:.0f}",
        "min_value": "0",
        "max_value": "100",
    }
    about = "An internal channel that I was invited to. The first comes at once, then one every Monday; empty for none."
    blocks = [
        _input(CHANNEL, "Channel of the weekly digest", picker, about) | {"optional": True},
        _input(FLOOR, "Floor in per cent", number, "A kind with a smaller share of upheld flags becomes a note."),
    ]
    return modal("Digest and floor", SETTINGS, blocks, submit="Keep")


def _input(block_id: str, label: str, element: Block, hint: str) -> Block:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label, 2000),
        "element": element,
        "hint": plain(hint, 2000),
    }


def _lines(standing: Standing) -> list[Block]:
    lines = [line(words(f"Latest verdicts: {trust_words(standing.trust)}."))]
    latest = list(standing.versions.items())[-_MOST_VERSIONS:]
    for version, trust in latest:
        lines.append(line(words(f"{reader_words(version)}: {trust_words(trust)}; {_WAYS[standing.shown[version]]}.")))
    if standing.disputed:
        lines.append(line(words(f"Called wrong by the agents themselves: {standing.disputed}.")))
    if over := standing.override:
        lines.append(
            line(person(over.by), words(f" overruled it: always {_WAYS[over.shown]}. {shorten(over.why, 200)}"))
        )
    return lines
