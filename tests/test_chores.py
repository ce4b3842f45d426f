"""What the worker does when nothing waits: vectors a few at a time, and what everybody takes every now and then."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assist.catalogue_file import read
from assist.chores import AT_ONCE, RELEARN_SECONDS, Chores
from assist.desk import Desk
from assist.insight import POPULATION
from assist.records import Choice, Customer, Interaction
from assist.writer import OfflineWriter
from storage import open_store
from storage.sqlite import SqliteStore

NOW = datetime(2026, 5, 1, tzinfo=UTC)


class Counting:
    """An encoder that gives every text the same vector and counts them."""

    model = "counting"

    def __init__(self) -> None:
        self.texts: list[str] = []

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        self.texts += texts
        return np.full((len(texts), 384), 384**-0.5, dtype=np.float32)


def kept(tmp_path: Path, messages: int) -> tuple[SqliteStore, Desk]:
    store = open_store(str(tmp_path / "x.db"))
    store.people.add(Customer(id="c", name="Maria"), by="test", on=NOW)
    said = [Interaction(id=f"i{n}", customer="c", on=NOW, who="Maria", text=f"message {n}") for n in range(messages)]
    store.conversations.add(said)
    return store, Desk(store, read(), OfflineWriter(), clock=lambda: NOW)


def test_messages_are_encoded_a_few_at_a_time_until_none_is_left(tmp_path: Path) -> None:
    store, desk = kept(tmp_path, AT_ONCE + 3)
    encoder = Counting()
    chores = Chores(desk, encoder, now=lambda: 0.0)
    assert chores() is True
    assert store.vectors_due() == 3
    assert chores() is False
    assert store.vectors_due() == 0
    assert sorted(encoder.texts) == sorted(f"message {n}" for n in range(AT_ONCE + 3))


def test_a_changed_message_is_encoded_again(tmp_path: Path) -> None:
    store, desk = kept(tmp_path, 1)
    encoder = Counting()
    chores = Chores(desk, encoder, now=lambda: 0.0)
    chores()
    store.conversations.edit("i0", "other words")
    chores()
    assert encoder.texts == ["message 0", "other words"]


def test_without_an_encoder_messages_wait_and_nothing_fails(tmp_path: Path) -> None:
    store, desk = kept(tmp_path, 2)
    assert Chores(desk, None, now=lambda: 0.0)() is False
    assert store.vectors_due() == 2


def test_the_population_is_learned_anew_when_the_ledger_has_grown_and_time_has_passed(tmp_path: Path) -> None:
    store, desk = kept(tmp_path, 0)
    at = 0.0
    chores = Chores(desk, None, now=lambda: at)
    chores()
    empty = store.house.setting(POPULATION)
    options = ("refund", "replacement")
    store.ledger.add([Choice(id="1", customer="c", on=NOW, dimension="resolution", offered=options, chosen="refund")])
    chores()
    assert store.house.setting(POPULATION) == empty
    at = RELEARN_SECONDS
    chores()
    assert store.house.setting(POPULATION) != empty
