"""The draft check, a draft at a time, as it runs while an agent waits."""

from __future__ import annotations

import json
from pathlib import Path

from assist import batch
from assist.projection.sentences import split
from tests.bench.measure import Line, seconds

CASES = Path(__file__).parents[1] / "cases" / "drafts.jsonl"


def check() -> Line:
    """The drafts that the tests ship, each with its record and message."""
    cases = [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]
    return Line(
        f"check one draft (mean of {len(cases)})",
        seconds(lambda: [list(batch.check_line(case)) for case in cases], 3) / len(cases),
        "split it into sentences",
        seconds(lambda: [split(case["draft"]) for case in cases], 3) / len(cases),
    )
