"""The leads' weekly digest in words: what the figures say, for Slack, for the terminal, and as pictures' alt texts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from assist.catalogue import Catalogue
from assist.reviews import KIND_WORDS, trust_words
from assist.uptake import ENOUGH_DRAFTS, ENOUGH_PEOPLE, Digest, Gap, Uptake


@dataclass(frozen=True, slots=True)
class Part:
    """One question of the digest and what there is to say to it, a line each; `id` names its picture."""

    id: str
    title: str
    lines: tuple[str, ...]


def week_name(digest: Digest) -> str:
    """The week by ISO 8601.

    >>> from datetime import UTC, datetime
    >>> ends = datetime(2026, 11, 16, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)
    >>> week_name(Digest(since=ends[0], until=ends[1], led=Uptake(), pressed=Uptake(), standings=(), gaps=()))
    '2026-W47'
    """
    return f"{digest.since:%G-W%V}"


def parts(digest: Digest, catalogue: Catalogue) -> list[Part]:
    """What the week's figures say, in the order of the questions."""
    return [
        Part("uptake", "What customers took", _uptakes(digest)),
        Part("precision", "How often flags were right", _precision(digest)),
        Part("apart", "Where our offers and customers' choices part, over four weeks", _gaps(digest, catalogue)),
    ]


def week_words(digest: Digest) -> str:
    """The week as leads know it: its name, and its first and last day."""
    last = digest.until - timedelta(days=1)
    return f"{week_name(digest)}, {digest.since.day} {digest.since:%b} to {last.day} {last:%b}"


def as_text(digest: Digest, catalogue: Catalogue) -> str:
    """The digest as plain text."""
    lines = [f"Week {week_words(digest)}"]
    for part in parts(digest, catalogue):
        lines += ["", part.title, *(f"- {line}" for line in part.lines)]
    return "\n".join(lines)


def gap_words(gap: Gap, catalogue: Catalogue) -> tuple[str, str]:
    """The dimension and the option of a gap as people name them."""
    dimension = catalogue.get(gap.dimension)
    return (dimension.label if dimension else gap.dimension), catalogue.label(gap.dimension, gap.option)


def _uptakes(digest: Digest) -> tuple[str, ...]:
    led = f"Suggestions led with an option {_times(digest.led.offers)}. {_taken(digest.led)}"
    pressed = f"Sent drafts spoke for one option {_times(digest.pressed.offers)}. {_taken(digest.pressed)}"
    return led, pressed if digest.enough else f"What drafts spoke for: too few to say. {_too_few(digest.drafts)}"


def _taken(uptake: Uptake) -> str:
    if not uptake.answered:
        return "No customer has chosen there yet."
    open_still = uptake.offers - uptake.answered
    rest = f"; {open_still} not chosen yet" if open_still else ""
    share = f"{100 * uptake.share:.0f} %"
    return f"Of {uptake.answered} customers who then chose, {uptake.taken} took it ({share}){rest}."


def _precision(digest: Digest) -> tuple[str, ...]:
    told = [
        f"{KIND_WORDS[one.kind]}: {trust_words(one.trust)}{noted}."
        for one in digest.standings
        for noted in ["; shown as a note" if "note" in one.shown.values() else ""]
        if one.trust.decided or noted
    ]
    silent = [KIND_WORDS[one.kind] for one in digest.standings if not one.trust.decided]
    return (*told, *([f"No verdicts yet: {'; '.join(silent)}."] if silent else []))


def _gaps(digest: Digest, catalogue: Catalogue) -> tuple[str, ...]:
    if not digest.enough:
        return (f"Too few to say. {_too_few(digest.drafts)}",)
    if not digest.gaps:
        return ("In no dimension are there enough drafts and choices to compare.",)
    return tuple(
        f"{dimension}: “{option}” in {gap.pressed} of {gap.drafts} drafts ({100 * gap.offered_share:.0f} %), taken in "
        f"{gap.chosen} of {gap.choices} choices ({100 * gap.chosen_share:.0f} %)."
        for gap in digest.gaps
        for dimension, option in [gap_words(gap, catalogue)]
    )


def _too_few(drafts: int) -> str:
    return (
        f"{drafts} {'draft' if drafts == 1 else 'drafts'} in four weeks; it takes {ENOUGH_DRAFTS} by {ENOUGH_PEOPLE} "
        "people, so that a figure is the team's and nobody's own."
    )


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
