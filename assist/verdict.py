"""How surely a turn chooses an option: a conditional logit over the options of a dimension and "none of them".

The weights are learned from labelled threads by docs/training/fit_capture.py and stand, by name, in
capture_weights.json. McFadden (1974): P(option) is exp(w·x) over the sum of these.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path

WEIGHTS = Path(__file__).with_name("capture_weights.json")


@cache
def weights() -> Mapping[str, float]:
    """The learned weight of each feature by its name."""
    return dict(json.loads(WEIGHTS.read_text(encoding="utf-8")))


def probabilities(rows: Mapping[str, Mapping[str, float]], by: Mapping[str, float]) -> dict[str, float]:
    """Option -> probability; they sum to 1, the empty option included."""
    scores = {option: sum(by.get(name, 0.0) * value for name, value in row.items()) for option, row in rows.items()}
    top = max(scores.values())
    raised = {option: math.exp(score - top) for option, score in scores.items()}
    total = sum(raised.values())
    return {option: one / total for option, one in raised.items()}
