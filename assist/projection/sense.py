"""What a sentence does, and for which option: read off its meaning, because people rarely use a catalogue's words.

"Yours come at 8 a.m." shares no word with "morning slot". A small sentence encoder (MiniLM) was tuned on
`docs/training/option_language` until a sentence lies near the option that it speaks for, and far from the others of its
dimension; beside that it says what an agent's sentence does (presses, announces, ascribes a wish …) and what a
customer's is (takes, refuses, only speaks of). It knows nothing of the customer: what they took and asked for is added
in `linked.py`. It is optional: what runs it is handed in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assist.catalogue import Catalogue
from assist.projection.context import Context
from assist.projection.odds import Array, softmax
from assist.projection.sentences import split
from assist.records import Dimension, Note, Option

MODEL = Path(__file__).with_name("sense.onnx")
ACTS = ("filler", "even", "press", "done", "presuppose", "feel", "own", "crowd", "grounds", "record")
STANCES = ("nothing", "for", "against", "about")
ASKED = ("nothing", "view", "crowd")  # whether a customer asks for the agent's own view, or for what others do
MOST_TOKENS, MOST_SENTENCES, MOST_OF_DRAFT, MOST_NOTES = 40, 7, 40, 4
WIDTH = 384
_KEPT, _BATCH = 1_024, 8
_JOINTS = re.compile(r"[_\-/]+")
Heads = tuple[Array, Array, Array, Array, Array]
"""Vectors (texts, 384); logits of acts (texts, 10), stances (texts, 4), what is asked (texts, 3), no option (1,)."""
Run = Callable[[npt.NDArray[np.int64], npt.NDArray[np.int64]], Heads]
"""Token ids and mask, each (texts, tokens), to the heads."""


@dataclass(frozen=True, slots=True)
class Sense:
    """`acts`, `stance` and `asked` are probabilities in the order of `ACTS`, `STANCES` and `ASKED`.

    `links` holds, for each dimension of the catalogue in order, the probabilities of none of its options and of each.
    """

    acts: Array
    stance: Array
    asked: Array
    links: tuple[Array, ...]


@dataclass(frozen=True, slots=True)
class Senses:
    """Those of a draft's sentences, of the message's and of the notes', each in order.

    `whole` says of which of the draft's sentences all could be read.
    """

    draft: tuple[Sense, ...]
    message: tuple[Sense, ...]
    notes: tuple[Sense, ...]
    whole: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class SenseReader:
    tokenize: Callable[[str], list[int]]
    run: Run
    _options: dict[tuple[str, ...], Array] = field(default_factory=dict)

    def read(self, texts: Sequence[str], catalogue: Catalogue) -> list[Sense]:
        """The sense of each text, some 2 ms each; an option is read once and kept."""
        known = [self._options_of(dimension) for dimension in catalogue]
        vectors, acts, stances, asked, nothing = self._heads(texts)
        return [
            Sense(
                softmax(acts[at : at + 1])[0],
                softmax(stances[at : at + 1])[0],
                softmax(asked[at : at + 1])[0],
                tuple(softmax(np.concatenate([nothing, options @ vectors[at]])[None])[0] for options in known),
            )
            for at in range(len(texts))
        ]

    def of_draft(self, texts: Sequence[str], context: Context, notes: Sequence[Note]) -> Senses:
        """Of a draft's sentences `texts` and of what the customer said; what comes late in a long text is left out."""
        catalogue = context.catalogue
        noted = [sentence.text for note in notes[:MOST_NOTES] for sentence in split(note.text)[:MOST_SENTENCES]]
        told = [sentence.text for sentence in split(context.message)[:MOST_SENTENCES]]
        own = texts[:MOST_OF_DRAFT]
        senses = self.read([*own, *told, *noted], catalogue)
        draft, message = senses[: len(own)], senses[len(own) : len(own) + len(told)]
        whole = [len(self.tokenize(text)) <= MOST_TOKENS for text in texts[:MOST_OF_DRAFT]]
        beyond = len(texts) - len(draft)
        return Senses(
            draft=(*draft, *[_nothing(catalogue)] * beyond),
            message=tuple(message),
            notes=tuple(senses[len(own) + len(told) :]),
            whole=(*whole, *[False] * beyond),
        )

    def _options_of(self, dimension: Dimension) -> Array:
        """Shape (options, 384). They are read together, since what stands in one batch is rounded together."""
        texts = tuple(described(dimension, option) for option in dimension.options)
        if texts not in self._options:
            if len(self._options) >= _KEPT:
                self._options.clear()
            self._options[texts] = self._heads(texts)[0]
        return self._options[texts]

    def _heads(self, texts: Sequence[str]) -> Heads:
        """The heads of all texts, in batches of like length."""
        tokens = [self.tokenize(text)[:MOST_TOKENS] for text in texts]
        sizes = WIDTH, len(ACTS), len(STANCES), len(ASKED)
        found = [np.zeros((len(texts), size), dtype=np.float32) for size in sizes]
        nothing = np.zeros(1, dtype=np.float32)
        order = sorted(range(len(tokens)), key=lambda at: len(tokens[at]))
        for start in range(0, len(order), _BATCH):
            rows = order[start : start + _BATCH]
            ids = np.zeros((len(rows), len(tokens[rows[-1]])), dtype=np.int64)
            mask = np.zeros_like(ids)
            for row, at in enumerate(rows):
                ids[row, : len(tokens[at])] = tokens[at]
                mask[row, : len(tokens[at])] = 1
            *heads, nothing = self.run(ids, mask)
            for kept, head in zip(found, heads, strict=True):
                kept[rows] = head
        vectors, acts, stances, asked = found
        return vectors, acts, stances, asked, nothing


def described(dimension: Dimension, option: Option) -> str:
    """An option in words, as it is read."""
    name = _JOINTS.sub(" ", option.id)
    label = option.label if name.lower() in option.label.lower() else f"{name}, {option.label}"
    return f"{dimension.label} : {label}"


def _nothing(catalogue: Catalogue) -> Sense:
    """Of a sentence that was not read: it does nothing, for no option."""
    none = (np.eye(1, len(dimension.options) + 1, dtype=np.float32)[0] for dimension in catalogue)
    acts, stance, asked = (np.eye(1, len(names), dtype=np.float32)[0] for names in (ACTS, STANCES, ASKED))
    return Sense(acts, stance, asked, tuple(none))
