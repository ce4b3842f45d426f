"""What no list of phrases can weigh: which kind of projection, if any, the turns of one sentence add up to.

A multinomial logistic regression over the cues of a sentence, the option it speaks for, the customer's record, and
hashed words, run in numpy from one small file. `docs/projection.md` says what it was fitted on and how well it
does; the script that made the file is `docs/training/fit_projection.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assist.projection.features import NAMES, hashed
from assist.records import FLAG_KINDS

Array = npt.NDArray[np.float32]
CLASSES: tuple[str, ...] = ("none", *FLAG_KINDS)
WEIGHTS = Path(__file__).with_name("weights.npz")


@dataclass(frozen=True, slots=True)
class Classifier:
    """`named` (features, classes) acts on standardised features, `words` (buckets, classes) on hashed words."""

    mean: Array
    scale: Array
    named: Array
    words: Array
    bias: Array

    def probabilities(self, rows: Array, texts: Sequence[str]) -> Array:
        """Shape (sentences, 6): how likely each sentence is of each of `CLASSES`; every row sums to 1."""
        logits = (rows - self.mean) / self.scale @ self.named + self.bias
        for at, text in enumerate(texts):
            buckets = hashed(text)
            if buckets:
                logits[at] += self.words[buckets].sum(axis=0) / np.sqrt(len(buckets))
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True), dtype=np.float32)


@lru_cache(maxsize=1)
def load() -> Classifier:
    """The shipped classifier. ValueError if its file was made for another list of features."""
    with np.load(WEIGHTS) as stored:
        if tuple(stored["names"]) != NAMES:
            raise ValueError(f"{WEIGHTS.name} was fitted on other features; run docs/training/fit_projection.py")
        return Classifier(*(stored[name].astype(np.float32) for name in ("mean", "scale", "named", "words", "bias")))
