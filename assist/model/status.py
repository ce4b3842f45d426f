"""Why: a team should see what its model costs, how long it takes and how often its words are of use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assist.model.client import ANSWERED
from assist.workplace import ModelFigures


def report(figures: Sequence[ModelFigures], prices: tuple[float, float]) -> Iterator[str]:
    """The figures in lines, by task and version of its prompt. `prices`: of a million tokens asked, and answered."""
    for task, version in dict.fromkeys((one.task, one.version) for one in figures):
        mine = [one for one in figures if (one.task, one.version) == (task, version)]
        calls = sum(one.calls for one in mine)
        asked, answered = sum(one.tokens_in for one in mine), sum(one.tokens_out for one in mine)
        seconds = sum(one.ms for one in mine) / 1000 / (calls or 1)
        slowest = max(one.slowest for one in mine) / 1000
        cost = (asked * prices[0] + answered * prices[1]) / 1_000_000
        spent = f", cost {cost:.2f}" if any(prices) else ""
        yield (
            f"{version}: {calls} calls, {seconds:.1f} s on average, {slowest:.1f} s at most;"
            f" {asked} tokens asked, {answered} answered{spent}"
        )
        for one in mine:
            if one.outcome != ANSWERED:
                yield f"  {one.times} × {one.outcome}"
