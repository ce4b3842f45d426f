"""The second reader of drafts: what it is shown, when it is asked, what its word counts for, and what ships."""

from __future__ import annotations

import json
import logging
import random
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist import draft_check
from assist.catalogue import from_mapping
from assist.encoder import word_pieces
from assist.projection.check import MOST_CANDIDATES, candidates, check, ruled
from assist.projection.classifier import load
from assist.projection.context import Context, read
from assist.projection.cross_encoder import CrossEncoder, combined
from assist.projection.features import matrix
from assist.projection.pairing import BEGIN, END, pairs
from assist.projection.sentences import split
from assist.records import Choice, Note, moment

CASES = Path(__file__).parent / "cases" / "drafts.jsonl"
TOKENIZE = word_pieces()
CATALOGUE = from_mapping({"resolution": {"refund": "money back", "replacement": "a new one", "credit": "store credit"}})
PRESSING = "The best thing here is store credit, shall I add it?"
DRAFT = f"Sorry about that kettle. {PRESSING} It is done in a day."


def took(*options: str) -> list[Choice]:
    start = datetime(2026, 1, 10, tzinfo=UTC)
    offered = ("refund", "replacement", "credit")
    return [
        Choice(on=start + timedelta(days=30 * at), dimension="resolution", offered=offered, chosen=option)
        for at, option in enumerate(options)
    ]


def context(choices: Sequence[Choice] = (), message: str = "It broke again. What now?") -> Context:
    return read(message, CATALOGUE, choices, ())


def shown(draft: str, at: int, known: Context, notes: Sequence[Note] = ()) -> str:
    """The words of the pair for one sentence, with the two marks around it as < and >."""
    (pair,) = pairs([at], split(draft), known, notes, TOKENIZE)
    names = {number: piece for piece, number in TOKENIZE._ids.items()} | {1: "<", 2: ">", END: "|"}
    return " ".join(names[number] for number in pair.ids[1:]).replace(" ##", "")


def test_a_sentence_stands_marked_between_its_neighbours() -> None:
    before, sentence, after = (
        "sorry about that kettle .",
        "the best thing here is store credit",
        "it is done in a day .",
    )
    assert shown(DRAFT, 1, context()).startswith(f"{before} < {sentence} , shall i add it ? > {after} |")


def test_options_are_marked_by_what_the_record_says_of_them() -> None:
    assert "open : refund , money back" in shown(DRAFT, 1, context())
    clear = shown(DRAFT, 1, context(took(*["replacement"] * 4)))
    assert "usual : replacement , a new one" in clear
    assert "other : store credit" in clear
    mixed = shown(DRAFT, 1, context(took("refund", "credit", "refund")))
    assert "mixed : refund" in mixed
    assert "open : replacement" in mixed


def test_notes_and_message_are_shown_too() -> None:
    seen = shown(DRAFT, 1, context(message="No more vouchers please."), [Note(text="Reads mail at night.")])
    assert "note : reads mail at night . | no more vouchers please . |" in seen


def test_of_a_long_message_what_touches_the_options_is_shown() -> None:
    long = "The weather was bad and the road was long. " * 30
    seen = shown(DRAFT, 1, context(message=f"{long}Could I have my money back? {long}"))
    assert "could i have my money back ?" in seen


@given(st.text(max_size=3000), st.text(max_size=3000), st.text(max_size=500))
@settings(max_examples=60, deadline=None)
def test_whatever_people_write_a_pair_is_short_and_has_two_sides(draft: str, message: str, note: str) -> None:
    sentences = split(draft)
    for pair in pairs(range(len(sentences)), sentences, context(message=message), [Note(text=note)] * 3, TOKENIZE):
        assert len(pair.ids) <= 280
        assert pair.ids[0] == BEGIN
        assert pair.ids[pair.own - 1] == pair.ids[-1] == END


def test_in_training_the_order_of_the_options_changes_and_nothing_else() -> None:
    (plain,) = pairs([1], split(DRAFT), context(), (), TOKENIZE)
    found = {pairs([1], split(DRAFT), context(), (), TOKENIZE, shuffle=random.Random(n))[0].ids for n in range(9)}
    assert len(found) > 1
    assert {tuple(sorted(ids)) for ids in found} == {tuple(sorted(plain.ids))}


class Fake:
    """A model that says the same of every sentence, and counts them."""

    def __init__(self, *logits: float) -> None:
        self.logits = np.array([logits], dtype=np.float32)
        self.asked = 0

    def __call__(self, ids: npt.NDArray[np.int64], types: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
        self.asked += 1
        assert ids.shape == types.shape
        return self.logits

    @property
    def reader(self) -> CrossEncoder:
        return CrossEncoder(TOKENIZE, self)


SURE, NOTHING = Fake(-9, -9, -9, 9, -9, -9), Fake(9, -9, -9, -9, -9, -9)
DOUBTFUL = "Thanks for the photo. I would put it on store credit for you, it is less trouble than a parcel."


def kinds(draft: str, model: Fake | None, choices: Sequence[Choice] = ()) -> list[str]:
    known = {"message": "It broke again.", "catalogue": CATALOGUE, "choices": choices, "notes": ()}
    return [flag.kind for flag in check(draft, **known, second=model and model.reader)]  # type: ignore[arg-type]


def test_where_the_first_reader_is_in_doubt_the_word_of_the_second_decides() -> None:
    assert kinds(DOUBTFUL, None) == []
    assert kinds(DOUBTFUL, NOTHING) == []
    assert kinds(DOUBTFUL, SURE) == ["decided_for_customer"]


def test_the_second_reader_cannot_silence_what_the_first_is_sure_of() -> None:
    assert kinds("Most customers just go for the refund, so let's do that.", NOTHING) == ["crowd_preference"]
    assert kinds("You'll love the store credit.", NOTHING) == ["assumed_preference"]


def test_the_second_reader_cannot_flag_what_the_first_rules_out() -> None:
    sure = Fake(-9, -9, -9, 9, -9, -9)
    assert kinds("Thank you for your message. Kind regards, Ann", sure) == []
    assert sure.asked == 0


def test_what_is_certain_needs_neither() -> None:
    assert kinds("If it were me I'd take the credit.", NOTHING) == ["own_preference"]


def test_in_a_very_long_draft_the_second_reader_is_asked_about_the_likeliest_sentences_alone() -> None:
    counting = Fake(9, -9, -9, -9, -9, -9)
    kinds(" ".join([DOUBTFUL] * 30), counting)
    assert counting.asked == MOST_CANDIDATES


def test_both_readings_together_are_odds_again() -> None:
    first = np.array([[0.5, 0.1, 0.1, 0.1, 0.1, 0.1], [1, 0, 0, 0, 0, 0]], dtype=np.float32)
    second = np.array([[0, 1, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0]], dtype=np.float32)
    both = combined(first, second)
    assert both.sum(axis=1) == pytest.approx(np.ones(2))
    assert both.argmax(axis=1).tolist() == [1, 0]


def test_without_its_package_there_is_no_second_reader_and_the_check_still_works(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)  # what Python itself does for a module that is barred
    draft_check.second_reader.cache_clear()
    with caplog.at_level(logging.WARNING):
        (flag,) = draft_check.check(
            f"Sorry. {PRESSING}", message="It broke.", catalogue=CATALOGUE, choices=took(*["replacement"] * 4), notes=()
        )
    draft_check.second_reader.cache_clear()
    assert flag.kind == "against_choices"
    assert "onnxruntime" in caplog.text


def test_the_model_that_ships_suspects_what_is_labelled_more_than_what_is_not() -> None:
    """On the 84 drafts that nothing was trained on; it is given the sentences that the first reader doubts."""
    reader = draft_check.second_reader()
    assert reader is not None
    labelled, others = [], []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        choices = [
            Choice(on=moment(c["on"]), dimension=c["dimension"], offered=tuple(c["offered"]), chosen=c["chosen"])
            for c in case["choices"]
        ]
        known = read(case["message"], from_mapping(case["catalogue"]), choices, ())
        sentences = split(case["draft"])
        rows, _ = matrix(sentences, known)
        wanted = candidates(ruled(load().probabilities(rows, [one.text for one in sentences]), rows, sentences, known))
        odds = reader.probabilities(wanted, sentences, known, [Note(text=text) for text in case["notes"]])
        assert odds.sum(axis=1) == pytest.approx(np.ones(len(wanted)), abs=1e-5)
        for at, row in zip(wanted, odds, strict=True):
            found = any(
                sentences[at].text in flag["quote"] or flag["quote"] in sentences[at].text for flag in case["flags"]
            )
            (labelled if found else others).append(1 - float(row[0]))
    assert np.mean(labelled) > np.mean(others) + 0.15
