"""How much each kind of flag is trusted, learned from what team leads said of earlier ones.

A lead upholds a flag or dismisses it. From these verdicts comes each kind's precision, shrunk to a prior so that three
verdicts don't move mountains, and from the precision how loudly a flag of that kind speaks. It never silences a kind
by itself: a flag that is hardly trusted is shown as low, and says how often its kind was right.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assist.records import Flag, Severity

# The checker's own precision on cases by authors it had never seen, worth this many verdicts.
PRIOR_PRECISION = 0.9
PRIOR_VERDICTS = 8
_LOW_BELOW = 0.6
_MEDIUM_BELOW = 0.8
_ORDER: tuple[Severity, ...] = ("low", "medium", "high")


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
    def loudest(self) -> Severity:
        """The highest severity that a flag of this kind may carry."""
        if self.precision < _LOW_BELOW:
            return "low"
        return "medium" if self.precision < _MEDIUM_BELOW else "high"


def weigh(flags: Sequence[Flag], tallies: Mapping[str, tuple[int, int]]) -> tuple[Flag, ...]:
    """The flags with their severity held down to what the verdicts on their kind allow.

    `tallies` counts (upheld, decided) by kind.
    """
    return tuple(_held_down(flag, Trust(*tallies.get(flag.kind, (0, 0)))) for flag in flags)


def _held_down(flag: Flag, trust: Trust) -> Flag:
    return replace(flag, severity=min(flag.severity, trust.loudest, key=_ORDER.index))
