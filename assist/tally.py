"""Right of found, and found of what there was: the counts behind every scorecard, and how they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from rich.table import Table


@dataclass(slots=True)
class Tally:
    """Of `flagged` drafts (or flags of a kind) `right` should have been, of `wanted` in all."""

    right: int = 0
    flagged: int = 0
    wanted: int = 0

    @property
    def precision(self) -> float | None:
        return self.right / self.flagged if self.flagged else None

    @property
    def recall(self) -> float | None:
        return self.right / self.wanted if self.wanted else None

    @property
    def f1(self) -> float | None:
        return 2 * self.right / (self.flagged + self.wanted) if self.flagged + self.wanted else None

    def add(self, got: bool, want: bool) -> None:
        self.right += got and want
        self.flagged += got
        self.wanted += want


def reach(start: int, quote: str) -> range:
    """Where a quote stands: characters from `start` on."""
    return range(start, start + len(quote))


def meet(one: range, other: range) -> bool:
    """Whether two quotes overlap."""
    return one.start < other.stop and other.start < one.stop


def new_table(title: str, *columns: str) -> Table:
    """A table whose first column names the rows."""
    table = Table(title=title)
    table.add_column("")
    for column in columns:
        table.add_column(column, justify="right")
    return table


def percents(tally: Tally) -> tuple[str, str]:
    """Precision and recall."""
    return percent(tally.precision), percent(tally.recall)


def percent(value: float | None) -> str:
    """A share as people read it; a dash where there is none."""
    return "–" if value is None else f"{value:.1%}"


def interval(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927), which holds near 0 too."""
    middle = (hits + z * z / 2) / (of + z * z)
    half = z / (of + z * z) * sqrt(hits * (of - hits) / of + z * z / 4)
    return max(0.0, middle - half), middle + half
