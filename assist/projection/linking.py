"""Which option does a sentence speak for? The bridge from what people write to what a catalogue lists.

Every option is known by the words and concepts that tell it apart from the others of its dimension; a sentence is
scored against each. What all options share ("plan", "call") tells nothing and weighs nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Set
from functools import lru_cache

from assist.projection.concepts import keys
from assist.records import Dimension

_JOINTS = re.compile(r"[_\-/]+")


@lru_cache(maxsize=512)
def _weights(options: tuple[tuple[str, str], ...]) -> dict[str, dict[str, float]]:
    own = {option: keys(words) for option, words in options}
    counts = Counter(key for found in own.values() for key in found)
    size = len(own)
    return {
        option: {
            key: math.log(1 + size / counts[key]) * (0.8 if key.startswith("#") else 1.0)
            for key in found
            if counts[key] < size or size == 1
        }
        for option, found in own.items()
    }


def profile(dimension: Dimension) -> dict[str, dict[str, float]]:
    """For each option its keys with weights: the rarer among the dimension's options, the heavier."""
    return _weights(
        tuple((one.id, " . ".join([_JOINTS.sub(" ", one.id), one.label, *one.phrases])) for one in dimension.options)
    )


def scores(present: Set[str], dimension: Dimension) -> dict[str, float]:
    """How strongly the `keys` of a text speak for each option of a dimension; 0 for one that they do not touch."""
    return {
        option: sum(weight for key, weight in weights.items() if key in present)
        for option, weights in profile(dimension).items()
    }
