"""A second reader, because turns of phrase alone do not say whether "Yours come at 8 a.m." decides for somebody.

A small transformer, fine-tuned for this task, reads a sentence together with the customer's side (`pairing.py`) and
says of which kind it is. It costs some milliseconds a sentence, so it reads only those about which the first reader is
in doubt; and it is optional: what runs it is handed in, so that this room needs no package for it. What it was made
from and how well it does stands in `docs/projection.md`; the script is `docs/training/fit_cross_encoder.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assist.projection.classifier import CLASSES, Array, softmax
from assist.projection.context import Context
from assist.projection.pairing import Tokenizer, pairs
from assist.projection.sentences import Sentence
from assist.records import Note

WEIGHT = 0.5  # of its word beside the first reader's, see docs/projection.md
_LEAST_FIRST, _LEAST = 1e-3, 1e-2  # what a probability of nearly nothing counts as, so that neither silences the other
MODEL = Path(__file__).with_name("cross_encoder.onnx")
Run = Callable[[npt.NDArray[np.int64], npt.NDArray[np.int64]], Array]
"""Token ids and token types, each (1, tokens), to logits (1, 6)."""


@dataclass(frozen=True, slots=True)
class CrossEncoder:
    tokenize: Tokenizer
    run: Run

    def probabilities(
        self, wanted: Sequence[int], sentences: Sequence[Sentence], context: Context, notes: Sequence[Note]
    ) -> Array:
        """Shape (wanted, 6): how likely each of the sentences at the places `wanted` is of each of `CLASSES`.

        One at a time: the weights are int8, and in a batch the longest sentence would round the others' numbers.
        """
        logits = np.zeros((len(wanted), len(CLASSES)), dtype=np.float32)
        for row, pair in enumerate(pairs(wanted, sentences, context, notes, self.tokenize)):
            types = np.zeros((1, len(pair.ids)), dtype=np.int64)
            types[0, pair.own :] = 1
            logits[row] = self.run(np.array([pair.ids], dtype=np.int64), types)[0]
        return softmax(logits)


def combined(first: Array, second: Array) -> Array:
    """Both readers' odds of the same sentences as one, same shape: a weighted geometric mean."""
    return softmax((1 - WEIGHT) * np.log(first + _LEAST_FIRST) + WEIGHT * np.log(second + _LEAST))
