"""How much each kind of flag is trusted, learned from what team leads said of earlier ones.

A lead upholds a flag or dismisses it. From these verdicts comes a precision for each kind and, within it, for each
version of the check, with its interval. It says how loudly a flag speaks, shrunk to a prior so that three verdicts
don't move mountains. Where enough verdicts put it under a floor, flags of that kind and version become notes: they are
shown, ask for no reason, and wait at the end of the leads' queue, so that verdicts on them can bring the kind back.
What is only ever a note, the kinds of dialogue, is then held back. A lead can overrule this for a kind, with a reason.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from assist.records import DIALOGUE_KINDS, Draft, Flag, Interaction, Severity

Shown = Literal["flag", "note", "none"]
Age = Literal["", "day", "week", "older"]
Tallies = Mapping[tuple[str, str], tuple[int, int]]

KIND_WORDS: dict[str, str] = {
    "own_preference": "Own taste as the reason",
    "against_choices": "Against what this customer chooses",
    "decided_for_customer": "Decided for the customer",
    "assumed_preference": "A wish nobody voiced",
    "crowd_preference": "What other people like as the reason",
    "bare_policy": "A rule as the whole answer",
    "blame": "Reads as the customer's fault",
    "overpromise": "More promised than is known",
    "suspicion": "Reads as doubt about the customer",
}
# The checker's own precision on cases by authors it had never seen, worth this many verdicts.
PRIOR_PRECISION = 0.9
PRIOR_VERDICTS = 8
FLOOR = 0.6
ENOUGH = 10  # verdicts before a kind can fall under the floor
_LOW_BELOW = 0.6
_MEDIUM_BELOW = 0.8
_ORDER: tuple[Severity, ...] = ("low", "medium", "high")
_NINETY_FIVE = 1.959964  # the normal quantile of a two-sided interval of 95 %


@dataclass(frozen=True, slots=True)
class Trust:
    """How a kind of flag has done: `upheld` of `decided` verdicts, and the precision in [0, 1] that follows."""

    upheld: int
    decided: int

    @property
    def precision(self) -> float:
        """The mean of a beta posterior: (upheld + prior) / (decided + weight of the prior)."""
        return (self.upheld + PRIOR_PRECISION * PRIOR_VERDICTS) / (self.decided + PRIOR_VERDICTS)

    @property
    def measured(self) -> float:
        """The share upheld. ZeroDivisionError where nothing was decided."""
        return self.upheld / self.decided

    @property
    def interval(self) -> tuple[float, float]:
        """Where the share upheld lies with 95 % confidence, by E. B. Wilson's score interval (JASA 22, 1927).

        >>> [round(end, 2) for end in Trust(8, 10).interval]
        [0.49, 0.94]
        """
        if not self.decided:
            return 0.0, 1.0
        z, n = _NINETY_FIVE, self.decided
        centre = (self.measured + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * math.sqrt(self.measured * (1 - self.measured) / n + z * z / (4 * n * n))
        return max(0.0, centre - half), min(1.0, centre + half)

    @property
    def loudest(self) -> Severity:
        """The highest severity that a flag of this kind may carry."""
        if self.precision < _LOW_BELOW:
            return "low"
        return "medium" if self.precision < _MEDIUM_BELOW else "high"


@dataclass(frozen=True, slots=True)
class Override:
    """That a lead said how flags of a kind are shown, whatever was measured; `why` is theirs."""

    shown: Shown
    by: str
    why: str


def ways(kind: str) -> tuple[Shown, Shown]:
    """How a kind is shown as long as it is trusted, and how where it is not.

    >>> ways("blame"), ways("own_preference")
    (('note', 'none'), ('flag', 'note'))
    """
    return ("note", "none") if kind in DIALOGUE_KINDS else ("flag", "note")


@dataclass(frozen=True, slots=True)
class Policy:
    """When a kind speaks more quietly: where its share of upheld flags is under `floor`, unless overruled."""

    floor: float = FLOOR
    overrides: Mapping[str, Override] = field(default_factory=dict)

    def shown(self, kind: str, trust: Trust) -> Shown:
        if overruled := self.overrides.get(kind):
            return overruled.shown
        loud, quiet = ways(kind)
        return quiet if trust.decided >= ENOUGH and trust.measured < self.floor else loud


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a kind of flag stands, as leads see it: over all, by version, and how its flags are `shown` today.

    `disputed` counts the flags that agents themselves called wrong; no verdict, and no part of the precision.
    """

    kind: str
    trust: Trust
    versions: Mapping[str, Trust]
    shown: Mapping[str, Shown]
    disputed: int = 0
    override: Override | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a lead wants to see of the queue: one kind, the people of one user group, an age; '' for all."""

    kind: str = ""
    group: str = ""
    age: Age = ""

    def span(self, now: datetime) -> tuple[datetime | None, datetime | None]:
        """The times between which a draft was sent that is of this age; None where there is no bound."""
        week = now - timedelta(days=7)
        bounds: dict[Age, tuple[datetime | None, datetime | None]] = {
            "": (None, None),
            "day": (now - timedelta(days=1), None),
            "week": (week, None),
            "older": (None, week),
        }
        return bounds[self.age]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One flag that waits for a verdict, with what is needed to decide: number `place` of `total`, from 1.

    `before` and `after` are the flags beside it with their indices, round at the ends. `sent` is the draft as it stands
    in the thread, or what our side said next there, `then` what the customer wrote next, `took` what they chose since.
    """

    draft: Draft
    flag: Flag
    as_note: bool
    trust: Trust
    place: int
    total: int
    before: tuple[str, int]
    after: tuple[str, int]
    sent: Interaction | None = None
    then: Interaction | None = None
    took: tuple[str, ...] = ()


def placed(waiting: Sequence[str], flag: str, at: int) -> int:
    """Where in the queue a reader stands who last saw `flag` at index `at`: on it, or, where it is decided, on what
    came after it. ValueError where nothing waits.
    """
    if not waiting:
        raise ValueError("the queue is empty")
    return waiting.index(flag) if flag in waiting else max(0, min(at, len(waiting) - 1))


def weigh(flags: Sequence[Flag], tallies: Tallies, least: Severity = "low") -> tuple[Flag, ...]:
    """The flags with their severity held down to what the verdicts on their kind and version allow, without those
    below `least`.

    `tallies` counts (upheld, decided) by (kind, version).
    """
    weighed = (_held_down(flag, trust_of(flag, tallies)) for flag in flags)
    return tuple(flag for flag in weighed if _ORDER.index(flag.severity) >= _ORDER.index(least))


def parted(flags: Sequence[Flag], tallies: Tallies, policy: Policy) -> tuple[tuple[Flag, ...], tuple[Flag, ...]]:
    """(flags, notes): what is shown as a flag, and what as a note; without what is held back."""
    shown = [policy.shown(flag.kind, trust_of(flag, tallies)) for flag in flags]
    both = list(zip(flags, shown, strict=True))
    return tuple(flag for flag, how in both if how == "flag"), tuple(flag for flag, how in both if how == "note")


def trust_of(flag: Flag, tallies: Tallies) -> Trust:
    return Trust(*tallies.get((flag.kind, flag.version), (0, 0)))


def trust_words(trust: Trust) -> str:
    """How many of a kind's flags leads upheld, with what that share may be.

    >>> trust_words(Trust(8, 10))
    '8 of 10 upheld: 80 %, likely between 49 and 94 %'
    """
    if not trust.decided:
        return "no verdicts yet"
    low, high = trust.interval
    share = f"{100 * trust.measured:.0f} %, likely between {100 * low:.0f} and {100 * high:.0f} %"
    return f"{trust.upheld} of {trust.decided} upheld: {share}"


def by_kind(tallies: Tallies) -> dict[str, Trust]:
    """Each kind over all its versions."""
    found: dict[str, Trust] = {}
    for (kind, _), (upheld, decided) in tallies.items():
        before = found.get(kind, Trust(0, 0))
        found[kind] = Trust(before.upheld + upheld, before.decided + decided)
    return found


def standings(tallies: Tallies, policy: Policy, kinds: Sequence[str], disputed: Mapping[str, int]) -> list[Standing]:
    """How each of these kinds stands, in their order."""
    overall = by_kind(tallies)
    return [
        Standing(
            kind=kind,
            trust=overall.get(kind, Trust(0, 0)),
            versions=versions,
            shown={version: policy.shown(kind, trust) for version, trust in versions.items()},
            disputed=disputed.get(kind, 0),
            override=policy.overrides.get(kind),
        )
        for kind in kinds
        for versions in [{version: Trust(*tally) for (of, version), tally in tallies.items() if of == kind}]
    ]


def _held_down(flag: Flag, trust: Trust) -> Flag:
    return replace(flag, severity=min(flag.severity, trust.loudest, key=_ORDER.index))
