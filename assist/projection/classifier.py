"""What no list of phrases can weigh: which kind of projection, if any, the turns of one sentence add up to.

Two readers that err differently are averaged: a logistic regression over the features and hashed words of a sentence,
and boosted trees over the features alone. Both run in numpy from one small file. `docs/projection.md` says what they
were fitted on and how well they do; the script that made the file is `docs/training/fit_projection.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assist.projection import linked
from assist.projection.features import NAMES, hashed
from assist.projection.odds import Array, softmax
from assist.records import FLAG_KINDS

CLASSES: tuple[str, ...] = ("none", *FLAG_KINDS)
WEIGHTS = Path(__file__).with_name("weights.npz")
SENSED_WEIGHTS = Path(__file__).with_name("weights_sensed.npz")
_LEAST = 1e-4  # what a probability of nearly nothing counts as, so that one sure reader does not silence the other


@dataclass(frozen=True, slots=True)
class Regression:
    """`named` (features, classes) acts on standardised features, `words` (buckets, classes) on hashed words."""

    mean: Array
    scale: Array
    named: Array
    words: Array
    bias: Array

    def probabilities(self, rows: Array, texts: Sequence[str]) -> Array:
        logits = (rows - self.mean) / self.scale @ self.named + self.bias
        for at, text in enumerate(texts):
            buckets = hashed(text)
            if buckets:
                logits[at] += self.words[buckets].sum(axis=0) / np.sqrt(len(buckets))
        return softmax(logits)


@dataclass(frozen=True, slots=True)
class Forest:
    """Boosted trees side by side, shape (trees, nodes): tree `i` adds to class `i % 6`; a leaf leads to itself."""

    feature: npt.NDArray[np.int16]
    threshold: Array
    left: npt.NDArray[np.int16]
    right: npt.NDArray[np.int16]
    value: Array
    start: Array
    depth: int

    def probabilities(self, rows: Array) -> Array:
        trees = np.arange(len(self.feature))
        at = np.zeros((len(rows), len(trees)), dtype=np.int16)
        sample = np.arange(len(rows))[:, None]
        for _ in range(self.depth):
            below = rows[sample, self.feature[trees, at]] <= self.threshold[trees, at]
            at = np.where(below, self.left[trees, at], self.right[trees, at])
        return softmax(self.start + self.value[trees, at].reshape(len(rows), -1, len(CLASSES)).sum(axis=1))


def pooled(*readers: Array) -> Array:
    """The geometric mean of several readers' probabilities, row by row."""
    return softmax(sum(np.log(one + _LEAST) for one in readers) / len(readers))


@dataclass(frozen=True, slots=True)
class Classifier:
    regression: Regression
    forest: Forest

    def probabilities(self, rows: Array, texts: Sequence[str]) -> Array:
        """Shape (sentences, 6): how likely each sentence is of each of `CLASSES`; every row sums to 1."""
        return pooled(self.regression.probabilities(rows, texts), self.forest.probabilities(rows))


@lru_cache(maxsize=2)
def load(*, sensed: bool = False) -> Classifier:
    """The shipped classifier over the words of a sentence, or over words and sense.

    ValueError if its file was made for another list of features.
    """
    file, names = (SENSED_WEIGHTS, (*NAMES, *linked.NAMES)) if sensed else (WEIGHTS, NAMES)
    with np.load(file) as stored:
        if tuple(stored["names"]) != names:
            raise ValueError(f"{file.name} was fitted on other features; run docs/training/fit_projection.py")
        return from_arrays({name: stored[name] for name in stored.files})


def from_arrays(stored: dict[str, npt.NDArray[Any]]) -> Classifier:
    """A classifier from the arrays that `fit_projection.py` makes."""
    names = ("mean", "scale", "named", "words", "bias")
    regression = Regression(*(stored[name].astype(np.float32) for name in names))
    forest = Forest(
        stored["feature"],
        stored["threshold"].astype(np.float32),
        stored["left"],
        stored["right"],
        stored["value"].astype(np.float32),
        stored["start"].astype(np.float32),
        int(stored["depth"]),
    )
    return Classifier(regression, forest)
