"""The sense of sentences: what it is asked for, what becomes of it beside the customer's record, and what ships."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist import draft_check
from assist.catalogue import Catalogue, from_mapping
from assist.check_version import check_version
from assist.encoder import word_pieces
from assist.projection.check import check
from assist.projection.context import Context, read
from assist.projection.linked import NAMES, by_sense, linked
from assist.projection.pressing import Pressing
from assist.projection.sense import (
    ACTS,
    ASKED,
    MOST_OF_DRAFT,
    MOST_SENTENCES,
    MOST_TOKENS,
    STANCES,
    WIDTH,
    Sense,
    SenseReader,
    Senses,
    described,
)
from assist.records import Choice, Dimension, Note, Option

CATALOGUE = from_mapping({"handover": {"collect": "fetch it from the shop", "van": "we bring it by van"}})
EMPTY = Catalogue((Dimension(id="pace", label="pace", options=()),))


class Fake:
    """Points each text in a direction of its own, and counts the texts it was given and the longest of them."""

    def __init__(self) -> None:
        self.texts = 0
        self.longest = 0

    def __call__(self, ids: npt.NDArray[np.int64], mask: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.float32], ...]:
        self.texts += len(ids)
        self.longest = max(self.longest, ids.shape[1])
        assert not (ids * (1 - mask)).any()
        vectors = np.zeros((len(ids), WIDTH), dtype=np.float32)
        vectors[np.arange(len(ids)), ids.sum(axis=1) % WIDTH] = 3.0
        heads = (np.zeros((len(ids), len(names)), dtype=np.float32) for names in (ACTS, STANCES, ASKED))
        return vectors, *heads, np.array([1.0], dtype=np.float32)


def reader(model: Fake) -> SenseReader:
    return SenseReader(word_pieces(), model)  # type: ignore[arg-type]


def sense(act: str, *links: Sequence[float], stance: str = "nothing") -> Sense:
    """Sure of one act and stance; `links` are none and the options, dimension by dimension."""
    acts = np.array([float(name == act) for name in ACTS], dtype=np.float32)
    stances = np.array([float(name == stance) for name in STANCES], dtype=np.float32)
    asked = np.array([1.0, 0.0, 0.0], dtype=np.float32)
    return Sense(acts, stances, asked, tuple(np.array(odds, dtype=np.float32) for odds in links))


def took(*options: str) -> list[Choice]:
    start = datetime(2026, 1, 10, tzinfo=UTC)
    return [
        Choice(on=start + timedelta(days=30 * at), dimension="handover", offered=("collect", "van"), chosen=option)
        for at, option in enumerate(options)
    ]


def known(*options: str, message: str = "When is it ready?") -> Context:
    return read(message, CATALOGUE, took(*options), ())


def numbers(
    draft: Sense, *, message: Sequence[Sense] = (), notes: Sequence[Sense] = (), context: Context
) -> dict[str, float]:
    (row,) = linked(Senses((draft,), tuple(message), tuple(notes), (True,)), context)
    return dict(zip(NAMES, map(float, row), strict=True))


def test_an_option_is_read_once_however_many_sentences_are_held_against_it() -> None:
    model = Fake()
    reading = reader(model)
    reading.read(["One.", "Two."], CATALOGUE)
    reading.read(["Three."], CATALOGUE)
    assert model.texts == 2 + 3


def test_each_text_gets_its_own_sense_whatever_is_read_with_it() -> None:
    texts = [f"{'word ' * (40 - number)}{number}" for number in range(20)]
    together = reader(Fake()).read(texts, CATALOGUE)
    alone = [reader(Fake()).read([text], CATALOGUE)[0] for text in texts]
    for one, other in zip(together, alone, strict=True):
        assert np.array_equal(one.links[0], other.links[0])


def test_an_option_is_described_by_dimension_name_and_label_and_no_word_twice() -> None:
    dimension = Dimension(id="h", label="handover", options=())
    assert described(dimension, Option(id="van", label="we bring it by van")) == "handover : we bring it by van"
    assert described(dimension, Option(id="by_post", label="a parcel")) == "handover : by post, a parcel"


def test_of_a_long_text_only_the_beginning_is_read() -> None:
    model = Fake()
    context = read("Word. " * 500, CATALOGUE, [], ())
    notes = [Note(text="Note. " * 500)] * 50
    senses = reader(model).of_draft(["Hello there."] * 300, context, notes)
    assert len(senses.draft) == 300
    assert len(senses.message) == MOST_SENTENCES
    assert model.texts < 2 + MOST_OF_DRAFT + 8 * MOST_SENTENCES
    assert senses.draft[-1].acts[ACTS.index("filler")] == 1.0


def test_of_a_very_long_sentence_only_the_beginning_is_read_and_this_is_known() -> None:
    model = Fake()
    senses = reader(model).of_draft(["word " * 5_000, "A word."], read("", EMPTY, [], ()), ())
    assert model.longest == MOST_TOKENS
    assert senses.whole == (False, True)


def test_a_sentence_too_long_to_be_read_whole_is_judged_by_its_words() -> None:
    draft = (
        f"{'As to the kettle and the box it came in and the string around it, ' * 12}if it were me I'd take the van."
    )
    known = {"message": "Is it ready?", "catalogue": CATALOGUE, "choices": (), "notes": ()}
    with_sense = check(draft, **known, sense=draft_check.sense_reader())  # type: ignore[arg-type]
    assert [flag.kind for flag in with_sense] == [flag.kind for flag in check(draft, **known)]  # type: ignore[arg-type]
    assert with_sense


@settings(deadline=None, max_examples=60)
@given(st.lists(st.text(max_size=80), max_size=5))
def test_whatever_is_written_the_odds_of_its_options_sum_to_one(texts: list[str]) -> None:
    for one in reader(Fake()).read(texts, CATALOGUE):
        assert one.acts.sum() == pytest.approx(1, abs=1e-5)
        assert one.stance.sum() == pytest.approx(1, abs=1e-5)
        assert [odds.sum() for odds in one.links] == pytest.approx([1], abs=1e-5)


def test_a_dimension_without_options_and_a_draft_without_sentences_are_read_too() -> None:
    context = read("Hello?", EMPTY, [], ())
    senses = reader(Fake()).of_draft(["Hello."], context, ())
    assert linked(senses, context).shape == (1, len(NAMES))
    assert linked(Senses((), (), (), ()), context).shape == (0, len(NAMES))


def test_an_option_pressed_against_a_clear_record_shows_in_the_numbers() -> None:
    pressed = sense("press", [0.1, 0.9, 0.0])
    against = numbers(pressed, context=known("van", "van", "van"))
    same = numbers(pressed, context=known("collect", "collect", "collect"))
    assert against["pushed&clear_other"] == pytest.approx(0.9)
    assert same["pushed&clear_other"] == 0
    assert same["clear_same"] == pytest.approx(0.9)


def test_what_the_message_asks_for_in_its_own_words_is_wanted() -> None:
    done = sense("done", [0.1, 0.9, 0.0])
    asks = sense("filler", [0.0, 1.0, 0.0], stance="for")
    refuses = sense("filler", [0.0, 1.0, 0.0], stance="against")
    assert numbers(done, context=known())["decided&unwanted"] == pytest.approx(0.9)
    assert numbers(done, message=[asks], context=known())["decided&unwanted"] < 0.1
    assert numbers(done, notes=[asks], context=known())["noted_same"] == pytest.approx(0.9)
    assert numbers(done, message=[refuses], context=known())["pushed&refused"] == pytest.approx(0.9)


def test_words_that_name_an_option_come_before_sense_and_sense_before_nothing() -> None:
    context = known()
    (standing,) = context.standings
    sure, unsure = sense("press", [0.1, 0.1, 0.8]), sense("press", [0.4, 0.1, 0.5])
    named = Pressing(standing, "collect", 1.2, 1.2)
    nothing = Pressing(None, "", 0.0, 0.0)
    assert by_sense(named, sure, context) == named
    assert by_sense(nothing, sure, context).option == "van"
    assert by_sense(nothing, unsure, context) == nothing


BAKERY = from_mapping(
    {
        "bread": {"rye": "dark rye loaf", "white": "white tin loaf"},
        "pickup": {"counter": "collect at the counter", "bike": "brought to you by bicycle"},
    }
)


@pytest.mark.parametrize(
    ("said", "dimension", "option"),
    [
        ("Leave it by the till, I'll be in before nine.", "pickup", "counter"),
        ("Could your rider drop it round?", "pickup", "bike"),
        ("the one with seeds and treacle, nearly black, please", "bread", "rye"),
    ],
)
def test_the_model_that_ships_links_words_that_no_option_shares(said: str, dimension: str, option: str) -> None:
    shipped = draft_check.sense_reader()
    assert shipped is not None
    (found,) = shipped.read([said], BAKERY)
    for of, odds in zip(BAKERY, found.links, strict=True):
        if of.id == dimension:
            assert of.options[int(odds[1:].argmax())].id == option


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("be honest with me, which is the better loaf?", "view"),
        ("what does the rest of the street go for?", "crowd"),
        ("when do you close on saturdays?", "nothing"),
    ],
)
def test_the_model_that_ships_knows_when_a_customer_asks_for_a_view_or_for_what_others_do(
    said: str, asked: str
) -> None:
    shipped = draft_check.sense_reader()
    assert shipped is not None
    (found,) = shipped.read([said], BAKERY)
    assert ASKED[int(found.asked.argmax())] == asked


@pytest.mark.parametrize(
    ("said", "act"),
    [
        ("I can't abide queues myself, which is why the bike it is.", "own"),
        ("Half the street has it brought round these days.", "crowd"),
        ("Your loaf went out with Jonas at six.", "done"),
        ("You'd hate to stand about in the rain.", "feel"),
        ("We bake from four in the morning, seven days a week.", "filler"),
        ("Shall it wait here for you, or would you like it cycled over?", "even"),
    ],
)
def test_the_model_that_ships_knows_what_a_sentence_does(said: str, act: str) -> None:
    shipped = draft_check.sense_reader()
    assert shipped is not None
    (found,) = shipped.read([said], BAKERY)
    assert ACTS[int(found.acts.argmax())] == act


@pytest.mark.parametrize(
    ("said", "stance"),
    [
        ("yes bring it round", "for"),
        ("not the bicycle, it arrived squashed", "against"),
        ("how much is it to have it brought?", "about"),
        ("my order number is 4471", "nothing"),
    ],
)
def test_the_model_that_ships_knows_what_a_customer_does(said: str, stance: str) -> None:
    shipped = draft_check.sense_reader()
    assert shipped is not None
    (found,) = shipped.read([said], BAKERY)
    assert STANCES[int(found.stance.argmax())] == stance


def test_without_its_package_words_alone_are_read_and_the_check_and_its_name_say_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with_sense = check_version()
    monkeypatch.setitem(sys.modules, "onnxruntime", None)  # what Python itself does for a module that is barred
    for known in (draft_check.sense_reader, check_version):
        known.cache_clear()
    with caplog.at_level(logging.WARNING):
        (flag,) = draft_check.check(
            "Sorry. The best thing here is the van, shall I book it?",
            message="Is it ready?",
            catalogue=CATALOGUE,
            choices=took(*["collect"] * 4),
            notes=(),
        )
        assert check_version() == f"{with_sense}-words"
    for known in (draft_check.sense_reader, check_version):
        known.cache_clear()
    assert flag.kind == "against_choices"
    assert "onnxruntime" in caplog.text
