"""The few past interactions that matter for a message, and none that does not bear on it."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist import history
from assist.history import Vector, moments, rank
from assist.records import Interaction, Role

BEGIN = datetime(2026, 1, 5, 9, tzinfo=UTC)
STOP = {"the", "is", "a", "my", "it", "did", "you", "i", "and", "of", "to", "was", "what", "when", "in", "how", "many"}


class FakeLog:
    """A log in memory: whole words, no stemming; vectors by hand."""

    def __init__(self, interactions: Sequence[Interaction], vectors: dict[str, list[float]] | None = None) -> None:
        self.interactions = list(interactions)
        self.by_id = vectors or {}
        self.gone: set[int] = set()

    def timeline(self) -> list[tuple[int, int, str]]:
        order = sorted(range(len(self.interactions)), key=lambda n: (self.interactions[n].on, n))
        return [(n, len(self.interactions[n].text), self.interactions[n].thread) for n in order]

    def matches(self, text: str) -> dict[str, list[int]]:
        said = [set(re.findall(r"\w+", item.text.lower())) for item in self.interactions]
        terms = dict.fromkeys(word for word in re.findall(r"\w+", text.lower()) if word not in STOP)
        return {term: [n for n, words in enumerate(said) if term in words] for term in terms}

    def vectors(self) -> tuple[list[int], Vector]:
        known = [n for n, item in enumerate(self.interactions) if item.id in self.by_id]
        rows = [self.by_id[self.interactions[n].id] for n in known]
        return known, np.array(rows, dtype=np.float32).reshape(len(rows), 2)

    def read(self, numbers: Sequence[int]) -> dict[int, Interaction]:
        return {n: self.interactions[n] for n in numbers if n not in self.gone}


def said(
    *texts: str, who: str = "Ada", role: Role = "customer", thread: str = "", on: datetime = BEGIN, apart: int = 60
) -> list[Interaction]:
    return [
        Interaction(
            id=f"{thread}{n}",
            customer="c",
            on=on + timedelta(minutes=apart * n),
            who=who,
            role=role,
            text=text,
            thread=thread,
        )
        for n, text in enumerate(texts)
    ]


def chatter(count: int) -> list[str]:
    return [f"small talk number {n} about weather and lunch" for n in range(count)]


def ids(query: str, log: FakeLog, vector: list[float] | None = None) -> list[str]:
    return [f.interaction.id for f in rank(query, log, None if vector is None else np.array(vector, dtype=np.float32))]


def test_a_history_without_interactions_gives_nothing() -> None:
    assert rank("the kettle leaks", FakeLog([])) == []
    assert moments("the kettle leaks", FakeLog([])) == ()


def test_the_interaction_with_the_words_comes_first() -> None:
    log = FakeLog(said(*chatter(10), "the kettle leaks from the lid", *chatter(10)))
    assert ids("my kettle leaks", log)[0] == "10"


def test_an_answer_beside_the_question_comes_before_one_that_stands_elsewhere() -> None:
    log = FakeLog(
        said(
            *chatter(8),
            "which colour is the kettle?",
            "a dark green one",
            *chatter(8),
            "a light green one",
            *chatter(4),
        )
    )
    order = ids("what colour is the kettle", log)
    assert order.index("9") < order.index("18")


def test_a_burst_of_short_messages_reaches_as_far_as_one_long_message() -> None:
    burst = said(*chatter(8), "the kettle", "hm", "so", "well", "the green one then", *chatter(20))
    assert ids("kettle", FakeLog(burst)).index("12") < ids("kettle", FakeLog(burst)).index("14")


def test_neighbours_in_time_of_another_thread_are_no_neighbours() -> None:
    one = said("the kettle leaks", "from the lid", thread="one", apart=10)
    two = said("parking permit please", "for my van", thread="two", on=BEGIN + timedelta(minutes=1), apart=10)
    order = ids("kettle", FakeLog([*one, *two]))
    assert order.index("one1") < order.index("two0")


def test_a_name_in_the_message_prefers_what_that_person_said() -> None:
    ada = said("hello Bert, I moved to a house with a garden", who="Ada")
    bert = said("hello Ada, I moved to a flat with a balcony", who="Bert", on=BEGIN + timedelta(days=1))
    bert = [Interaction(id="bert", customer="c", on=item.on, who=item.who, text=item.text) for item in bert]
    log = FakeLog([*ada, *bert])
    assert ids("what did Ada say, moved?", log)[0] == "0"
    assert ids("what did Bert say, moved?", log)[0] == "bert"


def test_a_date_in_the_message_prefers_what_was_said_then() -> None:
    log = FakeLog(said(*["the invoice is wrong"] * 12, apart=60 * 24 * 31))
    first = rank("the invoice of 8 May 2026", log)[0].interaction
    assert (first.on.year, first.on.month) == (2026, 5)


def test_the_newest_of_equals_comes_first() -> None:
    log = FakeLog(said(*["invoice"] * 3, apart=60 * 24 * 40))
    assert ids("invoice", log)[0] != "0"
    same = [
        Interaction(id=str(n), customer="c", on=BEGIN + timedelta(days=n), who="", text="🙂", thread=str(n))
        for n in range(3)
    ]
    assert ids("🙂", FakeLog(same)) == ["2", "1", "0"]


def test_nearness_in_meaning_finds_what_shares_no_word() -> None:
    log = FakeLog(said(*chatter(6), "still no delivery", *chatter(6)), {"6": [1.0, 0.0], "2": [0.0, 1.0]})
    assert ids("parcel never came", log, [1.0, 0.0])[0] == "6"


def test_interactions_without_a_vector_yet_are_still_found_by_their_words() -> None:
    log = FakeLog(said(*chatter(6), "the kettle leaks", *chatter(6)), {"0": [0.0, 1.0]})
    assert ids("kettle leaks", log, [1.0, 0.0])[0] == "6"
    assert ids("kettle leaks", FakeLog(said("the kettle leaks", "hm")), [1.0, 0.0])[0] == "0"


def test_at_most_fifty_are_ranked_each_once() -> None:
    order = ids("small talk", FakeLog(said(*chatter(400))))
    assert len(order) == len(set(order)) == 50


def test_the_thread_at_hand_is_left_out() -> None:
    old = said("the kettle leaks", thread="old")
    now = said("the kettle leaks again", thread="now", on=BEGIN + timedelta(days=9))
    found = rank("the kettle leaks again", FakeLog([*old, *now]), but_thread="now")
    assert [f.interaction.id for f in found] == ["old0"]


def test_one_deleted_while_it_is_searched_for_is_left_out() -> None:
    log = FakeLog(said("the kettle leaks", "the kettle is new", "hm"))
    log.gone = {0}
    assert "0" not in ids("kettle", log)


def test_clocks_that_stand_still_or_run_backwards_change_nothing_but_the_order() -> None:
    still = [
        Interaction(id=str(n), customer="c", on=BEGIN, who="", text=text)
        for n, text in enumerate([*chatter(5), "the kettle leaks from the lid"])
    ]
    assert ids("kettle", FakeLog(still))[0] == "5"
    assert ids("kettle", FakeLog(still[::-1]))[0] == "5"


FAULT = said(
    "hello there", "hi, how can I help?", "the kettle leaks from the lid since yesterday",
    "sorry, I promise a new lid within a week", "thanks, bye", *chatter(12), thread="kettle",
)  # fmt: skip


def test_the_card_shows_at_most_three_moments_that_bear_on_the_message() -> None:
    shown = moments("the kettle leaks from the lid again, you promised a new lid", FakeLog(FAULT))
    assert 1 <= len(shown) <= 3
    assert {item.id for item in shown} <= {"kettle2", "kettle3", "kettle1", "kettle4"}


def test_what_only_stands_beside_the_fault_is_not_quoted() -> None:
    log = FakeLog(said("the kettle leaks from the lid", "oh dear", "thanks, bye", *chatter(12)))
    assert [item.id for item in moments("the kettle leaks from the lid again", log)] == ["0"]


def test_beside_such_a_moment_one_that_says_it_in_other_words_is_shown_too() -> None:
    near = {str(n): [1.0, 0.0] if n in (6, 7) else [0.1, 0.99] for n in range(14)}
    texts = [*chatter(6), "has the parcel come that you posted on monday?", "still no delivery over here", *chatter(6)]
    shown = moments(
        "the parcel posted on monday never came", FakeLog(said(*texts), near), np.array([1, 0], dtype=np.float32)
    )
    assert {item.id for item in shown} == {"6", "7"}


@pytest.mark.parametrize(
    "message", ["🙂", "ok", "lid", "5", "hello?", "can you move my dentist appointment to friday", ""]
)
def test_the_card_shows_nothing_where_nothing_bears_on_the_message(message: str) -> None:
    log = FakeLog(said("the kettle leaks from the lid", "a new lid is on its way", *chatter(5)))
    assert moments(message, log) == ()


def test_the_first_message_about_the_same_fault_is_found_in_a_short_history() -> None:
    log = FakeLog(said("the kettle leaks from the lid", "a new lid is on its way"))
    assert moments("the kettle leaks from the lid again", log)[0].id == "0"


def test_a_moment_imported_twice_is_shown_once() -> None:
    twice = [
        Interaction(id=f"copy{n}", customer="c", on=item.on, who=item.who, text=item.text)
        for n, item in enumerate(FAULT)
    ]
    shown = moments("the kettle leaks from the lid again", FakeLog([*FAULT, *twice]))
    assert len({item.text for item in shown}) == len(shown)


@given(st.lists(st.text(max_size=30), max_size=8), st.text(max_size=30))
def test_any_texts_give_each_interaction_at_most_once(texts: list[str], query: str) -> None:
    order = ids(query, FakeLog(said(*texts)))
    assert sorted(order) == sorted(map(str, range(len(texts))))


def test_a_megabyte_message_in_the_history_costs_little() -> None:
    log = FakeLog(said("kettle " * 150_000, *chatter(5), "the kettle leaks from the lid", *chatter(5)))
    begin = time.process_time()
    assert ids("does the kettle leaks?", log)[0] == "6"
    assert time.process_time() - begin < 6


def test_there_is_a_weight_for_every_feature() -> None:
    read = history.candidates("kettle", FakeLog(FAULT), None)
    assert read.features.shape == (len(FAULT), len(history.FEATURES))
