"""One line of the table, and how long something takes."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Line:
    """`seconds` for `what`, and `plain` seconds for the least that could be done in its place, `than`."""

    what: str
    seconds: float
    than: str
    plain: float
    note: str = ""


def seconds(act: Callable[[], object], times: int = 1) -> float:
    """The median time on the wall of `times` calls, after one that warms up where there are several."""
    if times > 1:
        act()
    found = []
    for _ in range(times):
        begin = time.perf_counter()
        act()
        found.append(time.perf_counter() - begin)
    return median(found)
