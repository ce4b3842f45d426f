"""What our side spoke for, held against what customers then did: the figures of the leads' weekly digest.

Two questions. Of what we led with, and of what agents pressed, how much did customers take? And where do the team's
offers and customers' choices part? Everything is about the team as a whole: no figure here is of one person, and
shares are shown only where enough drafts by enough people are behind them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from assist.records import Choice
from assist.reviews import Standing
from assist.workplace import Offered

ENOUGH_DRAFTS = 20
ENOUGH_PEOPLE = 3  # so that no figure of the team is one person's
MOST_GAPS = 5


@dataclass(frozen=True, slots=True)
class Uptake:
    """Of `offers`, so many were `taken`, and so many customers chose something `other`; the rest is not known yet."""

    offers: int = 0
    taken: int = 0
    other: int = 0

    @property
    def answered(self) -> int:
        return self.taken + self.other

    @property
    def share(self) -> float:
        """The share taken of what was answered. ZeroDivisionError where nothing was."""
        return self.taken / self.answered


@dataclass(frozen=True, slots=True)
class Gap:
    """One option: `pressed` in so many of the `drafts` that pressed something in its dimension, and `chosen` in so many
    of the customers' `choices` there.
    """

    dimension: str
    option: str
    pressed: int
    drafts: int
    chosen: int
    choices: int

    @property
    def offered_share(self) -> float:
        return self.pressed / self.drafts

    @property
    def chosen_share(self) -> float:
        return self.chosen / self.choices

    @property
    def width(self) -> float:
        """How far the shares are apart, in [-1, 1]; above 0 the team speaks for it more than customers take it."""
        return self.offered_share - self.chosen_share


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A week of the team: `since` up to, not including, `until`. `gaps` are of the four weeks up to `until`."""

    since: datetime
    until: datetime
    led: Uptake
    pressed: Uptake
    standings: tuple[Standing, ...]
    gaps: tuple[Gap, ...]
    drafts: int = 0  # those of the four weeks that pressed something
    enough: bool = False  # whether these are so many, by so many people, that their figures are the team's


def week_before(now: datetime) -> tuple[datetime, datetime]:
    """The last whole week, Monday to Monday, in `now`'s own zone.

    >>> from datetime import UTC
    >>> [end.day for end in week_before(datetime(2026, 11, 26, 15, tzinfo=UTC))]
    [16, 23]
    """
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    monday = midnight - timedelta(days=midnight.weekday())
    return monday - timedelta(days=7), monday


def uptake(offers: Sequence[Offered], choices: Sequence[Choice]) -> Uptake:
    """What became of offers. An offer is answered by the first choice in its thread and dimension that came after it,
    and of several offers before that choice only the last one counts: it is the one that the customer had before them.
    """
    asked: dict[tuple[str, str], list[Offered]] = {}
    for offer in sorted(offers, key=lambda one: one.on):
        asked.setdefault((offer.thread, offer.dimension), []).append(offer)
    given: dict[tuple[str, str], list[Choice]] = {}
    for choice in sorted(choices, key=lambda one: one.on):
        given.setdefault((choice.thread, choice.dimension), []).append(choice)
    made = taken = other = 0
    for key, stood in asked.items():
        answers = given.get(key, [])
        bounds = [*(answer.on for answer in answers), None]
        begin: datetime | None = None
        for number, end in enumerate(bounds):
            live = [one for one in stood if (begin is None or one.on >= begin) and (end is None or one.on < end)]
            begin = end
            if not live:
                continue
            made += 1
            if number < len(answers):
                hit = answers[number].chosen == live[-1].option
                taken += hit
                other += not hit
    return Uptake(made, taken, other)


def gaps(pressed: Sequence[Offered], choices: Sequence[Choice], most: int = MOST_GAPS) -> tuple[Gap, ...]:
    """Where the team's offers and the customers' choices are furthest apart, the widest first.

    Only in dimensions with `ENOUGH_DRAFTS` drafts by `ENOUGH_PEOPLE` people, and with a choice.
    """
    found = []
    for dimension in sorted({one.dimension for one in pressed}):
        here = [one for one in pressed if one.dimension == dimension]
        taken = [one for one in choices if one.dimension == dimension]
        if not enough(here) or not taken:
            continue
        offered, chosen = Counter(one.option for one in here), Counter(one.chosen for one in taken)
        found += [
            Gap(dimension, option, offered[option], len(here), chosen[option], len(taken))
            for option in sorted({*offered, *chosen})
        ]
    apart = [gap for gap in found if gap.width]
    return tuple(sorted(apart, key=lambda gap: (-abs(gap.width), gap.dimension, gap.option))[:most])


def enough(pressed: Sequence[Offered]) -> bool:
    """Whether so many drafts by so many people are behind a figure that it is the team's and nobody's own."""
    return len(pressed) >= ENOUGH_DRAFTS and len({one.by for one in pressed}) >= ENOUGH_PEOPLE
