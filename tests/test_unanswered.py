"""Why: an offer that nobody took up says nothing about what the customer wants, so it must not look like a refusal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assist.cards import Incoming
from assist.catalogue_file import read as read_catalogue
from assist.chores import Chores
from assist.desk import Desk
from assist.records import Customer, Identity, Interaction, Turn
from assist.unanswered import AT_ONCE, Patience, open_offers
from assist.writer import OfflineWriter
from storage import SqliteStore, open_store

CATALOGUE = read_catalogue()
OFFER = "I'm sorry. A replacement or store credit: which would you like?"
BROKEN = "The lamp arrived with a broken shade. What can we do?"


def turns(*texts: str) -> list[Turn]:
    """The customer's and the agent's by turns, the customer first."""
    return [Turn("agent" if number % 2 else "customer", text) for number, text in enumerate(texts)]


@pytest.mark.parametrize("after", [(), ("Thanks!",), ("I will ask my sister about it.",)])
def test_an_offer_without_an_answer_stays_open(after: tuple[str, ...]) -> None:
    (offer,) = open_offers(turns(BROKEN, OFFER, *after), CATALOGUE)
    assert (offer.dimension, set(offer.offered), offer.turn) == ("resolution", {"replacement", "credit"}, 1)


@pytest.mark.parametrize(
    "answer", ["A replacement, please.", "I guess the replacement?", "No store credit, and no replacement either."]
)
def test_an_offer_that_was_taken_refused_or_probably_taken_is_answered(answer: str) -> None:
    assert open_offers(turns(BROKEN, OFFER, answer), CATALOGUE) == []


def test_where_nothing_was_offered_nothing_is_open() -> None:
    assert open_offers(turns(BROKEN, "Which order is it, please?"), CATALOGUE) == []
    assert open_offers([], CATALOGUE) == []


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 3, 4, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    store: SqliteStore = open_store(str(tmp_path / "quiet.db"))
    ann = Customer(id="ann", name="Ann", identities=(Identity("email", "ann@shop.example"),))
    store.people.add(ann, by="test", on=clock())
    desk = Desk(store, CATALOGUE, OfflineWriter(), clock=clock)
    desk.answer(message(BROKEN, "100.0"))
    desk.heard_agent(message(OFFER, "101.0"))
    yield desk
    store.close()


def message(text: str, ts: str) -> Incoming:
    keys = (Identity("email", "ann@shop.example"),)
    on = datetime.fromtimestamp(float(ts), UTC)
    return Incoming(channel="C1", thread="100.0", ts=ts, text=text, who="", on=on, keys=keys)


def noted(desk: Desk) -> list[tuple[str, ...]]:
    return [one.offered for one in desk.store.lapses.of_customer("ann")]


def test_after_so_many_days_it_is_noted_once_and_is_no_choice(desk: Desk, clock: Clock) -> None:
    patience = Patience(desk.store, CATALOGUE, clock=clock, days=14)
    clock.now += timedelta(days=13)
    assert (patience.look(), noted(desk)) == (0, [])
    clock.now += timedelta(days=2)
    assert (patience.look(), len(noted(desk))) == (1, 1)
    assert (patience.look(), len(noted(desk))) == (0, 1)
    assert desk.store.ledger.of_customer("ann") == []
    (entry,) = desk.store.house.trail("ann")
    assert (entry.action, entry.detail["resolution"]) == ("offered, no answer", "replacement, credit")
    card = desk.insight.card("ann")
    assert card is not None
    assert [one.dimension for one in card.unanswered] == ["resolution"]
    assert all(taste.preference.total == 0 for taste in card.tastes)


def test_a_thread_that_goes_on_has_its_time_begin_anew(desk: Desk, clock: Clock) -> None:
    patience = Patience(desk.store, CATALOGUE, clock=clock, days=14)
    clock.now += timedelta(days=10)
    desk.heard_agent(message("Did you have time to think about it?", "102.0"))
    clock.now += timedelta(days=10)
    assert patience.look() == 0
    clock.now += timedelta(days=5)
    assert (patience.look(), len(noted(desk))) == (1, 1)


def test_an_answer_that_comes_late_all_the_same_counts_and_the_note_is_not_shown(desk: Desk, clock: Clock) -> None:
    clock.now += timedelta(days=20)
    Patience(desk.store, CATALOGUE, clock=clock, days=14).look()
    desk.answer(message("A replacement, please.", "103.0"))
    assert [choice.chosen for choice in desk.store.ledger.of_customer("ann")] == ["replacement"]
    assert noted(desk) == []


def imported(desk: Desk, clock: Clock, thread: str, *texts: str, days_ago: int = 100) -> None:
    """A conversation of Ann's as an import keeps it, the customer first."""
    began = clock() - timedelta(days=days_ago)
    said = [
        Interaction(
            id=f"{thread}-{days_ago}-{n}",
            customer="ann",
            on=began + timedelta(minutes=n),
            who="x",
            role="agent" if n % 2 else "customer",
            text=text,
            thread=thread,
            link=f"link-{n}",
        )
        for n, text in enumerate(texts)
    ]
    desk.store.conversations.add(said)


def look_back(desk: Desk, clock: Clock) -> list[int]:
    """Looks until nothing waits; how many threads each time."""
    patience = Patience(desk.store, CATALOGUE, clock=clock, days=14)
    looked = [patience.look_back()]
    while looked[-1] == AT_ONCE:
        looked.append(patience.look_back())
    return looked


def test_an_imported_offer_without_an_answer_is_noted_once_and_an_answered_one_is_not(desk: Desk, clock: Clock) -> None:
    imported(desk, clock, "t-1", BROKEN, OFFER)
    imported(desk, clock, "t-2", BROKEN, OFFER, "A replacement, please.")
    look_back(desk, clock)
    (lapse,) = desk.store.lapses.of_customer("ann")
    assert (lapse.thread, set(lapse.offered), lapse.link) == ("t-1", {"replacement", "credit"}, "link-1")
    assert look_back(desk, clock) == [0]
    assert len(desk.store.house.trail("ann")) == 1


def test_what_is_imported_later_has_its_turn_and_what_is_young_waits(desk: Desk, clock: Clock) -> None:
    imported(desk, clock, "young", BROKEN, OFFER, days_ago=3)
    look_back(desk, clock)
    assert noted(desk) == []
    imported(desk, clock, "old", BROKEN, OFFER, days_ago=300)
    look_back(desk, clock)
    assert [one.thread for one in desk.store.lapses.of_customer("ann")] == ["old"]
    clock.now += timedelta(days=20)
    look_back(desk, clock)
    assert {one.thread for one in desk.store.lapses.of_customer("ann")} == {"old", "young"}


def test_a_thread_of_slacks_own_is_not_looked_at_as_an_import(desk: Desk, clock: Clock) -> None:
    clock.now += timedelta(days=10_000)
    look_back(desk, clock)
    assert noted(desk) == []


def test_many_imported_threads_are_looked_at_in_small_steps_and_the_chores_do_it(desk: Desk, clock: Clock) -> None:
    for number in range(AT_ONCE + 5):
        imported(desk, clock, f"t-{number:03d}", BROKEN, OFFER)
    chores = Chores(desk, None, now=lambda: 0.0)
    assert (chores(), chores()) == (True, False)
    assert len(desk.store.lapses.of_customer("ann", limit=100)) == AT_ONCE + 5
