"""Why: a wrong customer is worse than none, so whoever said whose a thread is, or who is one with whom, can undo it.

The state machine at the end tries to make something of one customer stand on another's card.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from assist.cards import Incoming, interaction_id
from assist.catalogue_file import read as read_catalogue
from assist.desk import Desk
from assist.records import Choice, Customer, Draft, Identity, Note
from assist.workplace import InboxEvent, Thread, Unanswered
from assist.writer import OfflineWriter
from storage import SqliteStore, open_store

CATALOGUE = read_catalogue()
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
NAMES = ("ann", "ben", "cleo")
OFFER = "I'm sorry. A replacement or store credit: which would you like?"


def keys_of(name: str) -> tuple[Identity, ...]:
    return (Identity("email", f"{name}@shop.example"),)


def customer(name: str) -> Customer:
    return Customer(id=name, name=name.title(), identities=keys_of(name))


def message(text: str, ts: str, *, thread: str = "100.0", sender: str = "") -> Incoming:
    return Incoming(
        channel="C1",
        thread=thread,
        ts=ts,
        text=text,
        who=sender,
        on=datetime.fromtimestamp(float(ts), UTC),
        keys=keys_of(sender) if sender else (),
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = open_store(str(tmp_path / "linking.db"))
    for name in NAMES:
        opened.people.add(customer(name), by="test", on=NOW)
    yield opened
    opened.close()


@pytest.fixture
def desk(store: SqliteStore) -> Desk:
    return Desk(store, CATALOGUE, OfflineWriter(), clock=lambda: NOW)


def thread(store: SqliteStore, ts: str = "100.0") -> Thread:
    found = store.conversations.thread("C1", ts)
    assert found is not None
    return found


def owners(store: SqliteStore, ts: str = "100.0") -> list[str]:
    return [one.customer for one in store.conversations.of_thread(f"C1:{ts}")]


def chosen(store: SqliteStore, name: str) -> list[str]:
    return [choice.chosen for choice in store.ledger.of_customer(name)]


def everything(store: SqliteStore) -> dict[str, list[tuple[object, ...]]]:
    """Whose each row is, table by table."""
    tables = ("interaction", "choice", "note", "suggestion", "draft", "question", "unanswered")
    rows = {name: [(row["id"], row["customer"]) for row in store.db.rows(f"SELECT * FROM {name}")] for name in tables}
    rows["identity"] = [(row["value"], row["customer"]) for row in store.db.rows("SELECT * FROM identity")]
    rows["thread"] = [(row["ts"], row["customer"]) for row in store.db.rows("SELECT * FROM thread")]
    rows["customer"] = [(row["id"], row["merged_into"]) for row in store.db.rows("SELECT * FROM customer")]
    return {name: sorted(found, key=str) for name, found in rows.items()}


def furnish(desk: Desk, store: SqliteStore, name: str, ts: str) -> None:
    """Something of every kind for a customer, in a thread of its own."""
    desk.answer(message(f"The lamp of {name} is broken. What now?", ts, thread=ts, sender=name))
    desk.heard_agent(message(OFFER, f"{ts}1", thread=ts))
    desk.answer(message("A replacement, please.", f"{ts}2", thread=ts, sender=name))
    store.ledger.add_note(Note(id=f"note-{name}", text=f"Note on {name}", customer=name))
    draft = Draft(id=f"draft-{name}", agent="U1", text="Hi", message="", customer=name, channel="C1", thread=ts, on=NOW)
    store.reviews.add_draft(draft)


def test_an_undone_link_puts_messages_choices_and_thread_back(desk: Desk, store: SqliteStore) -> None:
    desk.answer(message("The lamp is broken. What can we do?", "100.0"))
    desk.heard_agent(message(OFFER, "101.0"))
    desk.answer(message("A replacement, please.", "102.0"))
    before = thread(store), everything(store)
    assert desk.link("C1", "100.0", "ann", by="U1") is not None
    assert (owners(store), chosen(store, "ann")) == (["ann"] * 3, ["replacement"])
    desk.answer(message("When will it be here?", "103.0"))
    desk.heard_agent(message("On Friday.", "104.0"))
    assert desk.linker.unlink(thread(store).link, by="U2") is not None
    assert owners(store) == [""] * 5  # what came in by the link alone goes along
    assert chosen(store, "ann") == []
    assert (thread(store).customer, thread(store).link) == (before[0].customer, "")
    assert [entry.action for entry in store.house.trail("ann")] == ["linked thread", "unlinked thread"]


def test_an_undone_link_gives_back_what_was_somebody_elses_with_what_was_confirmed(
    desk: Desk, store: SqliteStore
) -> None:
    furnish(desk, store, "ben", "100.0")
    (taken,) = store.ledger.of_customer("ben")
    assert desk.corrections.correct(taken.id, "credit", by="U1") is not None
    desk.link("C1", "100.0", "ann", by="U1")
    assert (chosen(store, "ben"), chosen(store, "ann")) == ([], ["replacement"])
    desk.linker.unlink(thread(store).link, by="U1")
    assert (chosen(store, "ben"), chosen(store, "ann")) == (["credit"], [])
    assert owners(store) == ["ben"] * 3


def test_what_the_linked_customer_wrote_themselves_stays_theirs(desk: Desk, store: SqliteStore) -> None:
    desk.answer(message("The lamp is broken.", "100.0"))
    desk.link("C1", "100.0", "ann", by="U1")
    link = thread(store).link
    desk.answer(message("It is mine, by the way.", "101.0", sender="ann"))
    desk.linker.unlink(link, by="U1")
    assert owners(store) == ["", "ann"]


def test_only_the_latest_link_of_a_thread_is_undone_and_once(desk: Desk, store: SqliteStore) -> None:
    desk.answer(message("The lamp is broken.", "100.0"))
    desk.link("C1", "100.0", "ann", by="U1")
    first = thread(store).link
    desk.link("C1", "100.0", "ben", by="U1")
    second = thread(store).link
    assert desk.linker.unlink(first, by="U1") is None
    assert desk.linker.unlink(second, by="U1") is not None
    assert (owners(store), thread(store).customer) == (["ann"], "ann")
    assert desk.linker.unlink(second, by="U1") is None
    assert desk.linker.unlink(first, by="U1") is not None
    assert owners(store) == [""]


def test_a_merge_moves_everything_and_taking_it_apart_restores_everything(desk: Desk, store: SqliteStore) -> None:
    furnish(desk, store, "ann", "100.0")
    furnish(desk, store, "ben", "200.0")
    before = everything(store)
    merge = desk.linker.merge("ann", "ben", by="U1")
    assert store.people.get("ben") == store.people.get("ann")
    assert [one.id for one in store.people.find("ben@shop.example")] == ["ann"]
    assert store.people.find("Ben") == []
    assert chosen(store, "ann") == ["replacement", "replacement"]
    assert {note.text for note in store.ledger.notes_of("ann")} == {"Note on ann", "Note on ben"}
    assert store.ledger.of_customer("ben") == []
    assert store.people.count() == 2
    desk.linker.unmerge(merge.id, by="U1")
    assert everything(store) == before
    for name in ("ann", "ben"):
        actions = [entry.action for entry in store.house.trail(name)]
        assert actions == ["merged customers", "took customers apart"]


def test_what_came_in_between_stays_and_what_was_read_of_a_moved_message_goes_back(
    desk: Desk, store: SqliteStore
) -> None:
    furnish(desk, store, "ben", "200.0")
    merge = desk.linker.merge("ann", "ben", by="U1")
    desk.answer(message("Another lamp is broken.", "300.0", thread="300.0", sender="ben"))
    assert desk.edited("C1", "200.02", "Store credit, please.") is True
    assert chosen(store, "ann") == ["credit"]
    desk.linker.unmerge(merge.id, by="U1")
    assert owners(store, "300.0") == ["ann"]
    assert (chosen(store, "ann"), chosen(store, "ben")) == ([], ["credit"])


def test_what_an_agent_undid_stays_undone_when_its_thread_is_read_as_merged(desk: Desk, store: SqliteStore) -> None:
    furnish(desk, store, "ben", "200.0")
    (taken,) = store.ledger.of_customer("ben")
    desk.corrections.undo(taken.id, by="U1")
    merge = desk.linker.merge("ann", "ben", by="U1")
    desk.answer(message("When will it be here?", "203.0", thread="200.0", sender="ben"))
    assert chosen(store, "ann") == []
    desk.linker.unmerge(merge.id, by="U1")
    assert chosen(store, "ben") == []


def test_a_thread_of_both_is_read_apart_again(desk: Desk, store: SqliteStore) -> None:
    furnish(desk, store, "ben", "200.0")
    desk.answer(message("And mine?", "203.0", thread="200.0", sender="ann"))
    merge = desk.linker.merge("ann", "ben", by="U1")
    desk.answer(message("No, the store credit, please.", "204.0", thread="200.0", sender="ann"))
    assert chosen(store, "ann") == ["credit"]
    desk.linker.unmerge(merge.id, by="U1")
    assert chosen(store, "ben") == ["replacement"]


def test_what_is_imported_for_a_merged_customer_is_the_kept_ones(desk: Desk, store: SqliteStore) -> None:
    desk.linker.merge("ann", "ben", by="U1")
    renamed = replace(customer("ben"), name="Benjamin", identities=(*keys_of("ben"), Identity("external", "77")))
    assert store.people.add(renamed, by="import", on=NOW) is True
    kept = store.people.get("ben")
    assert kept is not None
    assert (kept.id, kept.name, len(kept.identities)) == ("ann", "Ann", 3)
    past = Choice(id="c1", customer="ben", on=NOW, dimension="resolution", offered=("refund",), chosen="refund")
    store.ledger.add([past])
    assert chosen(store, "ann") == ["refund"]


def test_merges_are_taken_apart_from_the_outside_in(desk: Desk, store: SqliteStore) -> None:
    furnish(desk, store, "ben", "200.0")
    before = everything(store)
    inner = desk.linker.merge("ann", "ben", by="U1")
    outer = desk.linker.merge("cleo", "ann", by="U1")
    assert chosen(store, "cleo") == ["replacement"]
    with pytest.raises(ValueError, match="take that apart first"):
        desk.linker.unmerge(inner.id, by="U1")
    desk.linker.unmerge(outer.id, by="U1")
    desk.linker.unmerge(inner.id, by="U1")
    assert everything(store) == before


def of_whom(store: SqliteStore, table: str) -> dict[str, str]:
    return {row["id"]: row["customer"] for row in store.db.rows(f"SELECT id, customer FROM {table}")}


def drafted(desk: Desk, ts: str) -> str:
    return desk.drafts.check(draft_id=f"d{ts}", agent="U1", channel="C1", thread_ts=ts, text="On Friday.").id


def test_what_was_written_while_two_were_one_goes_back_with_the_message_that_it_answers(
    desk: Desk, store: SqliteStore
) -> None:
    for name, ts in (("ann", "100.0"), ("ben", "200.0")):
        furnish(desk, store, name, ts)
        desk.answer(message("Where is it?", f"{ts}3", thread=ts, sender=name))
    merge = desk.linker.merge("ann", "ben", by="U1")
    shown = {ts: desk.again(thread(store, ts)).suggestion for ts in ("100.0", "200.0")}
    made = {ts: drafted(desk, ts) for ts in shown}
    assert {of_whom(store, "draft")[one] for one in made.values()} == {"ann"}
    desk.linker.unmerge(merge.id, by="U1")
    for ts, whose in (("100.0", "ann"), ("200.0", "ben")):
        suggestion = shown[ts]
        assert suggestion is not None
        assert of_whom(store, "suggestion")[suggestion.id] == whose
        assert of_whom(store, "draft")[made[ts]] == whose


def test_what_was_written_under_a_link_goes_back_with_the_thread(desk: Desk, store: SqliteStore) -> None:
    furnish(desk, store, "ben", "100.0")
    earlier = desk.link("C1", "100.0", "ann", by="U1")
    assert earlier is not None
    made = drafted(desk, "100.0")
    desk.answer(message("Where is it?", "104.0"))
    shown = desk.again(thread(store)).suggestion
    assert shown is not None
    assert (of_whom(store, "draft")[made], of_whom(store, "suggestion")[shown.id]) == ("ann", "ann")
    desk.linker.unlink(thread(store).link, by="U1")
    assert (of_whom(store, "draft")[made], of_whom(store, "suggestion")[shown.id]) == ("ben", "ben")
    assert of_whom(store, "draft")["draft-ben"] == "ben"


def test_what_was_written_under_a_link_and_through_a_merge_is_whose_the_thread_was(
    desk: Desk, store: SqliteStore
) -> None:
    furnish(desk, store, "ben", "100.0")
    desk.link("C1", "100.0", "ann", by="U1")
    made = drafted(desk, "100.0")
    merge = desk.linker.merge("cleo", "ann", by="U1")
    desk.linker.unlink(thread(store).link, by="U1")
    desk.linker.unmerge(merge.id, by="U1")
    assert of_whom(store, "draft")[made] == "ben"


def test_an_offer_that_nobody_answered_is_shown_to_nobody_else(desk: Desk, store: SqliteStore) -> None:
    desk.answer(message("The lamp of ben is broken. What now?", "100.0", sender="ben"))
    desk.heard_agent(message(OFFER, "101.0"))
    unanswered = Unanswered(customer="ben", thread="C1:100.0", dimension="resolution", offered=("credit",), on=NOW)
    store.lapses.add([unanswered])
    desk.link("C1", "100.0", "ann", by="U1")
    assert store.lapses.of_customer("ben") == []
    store.lapses.add([replace(unanswered, customer="ann")])
    desk.linker.unlink(thread(store).link, by="U1")
    assert store.lapses.of_customer("ann") == []


def test_what_was_noted_of_a_merged_customer_is_not_noted_twice(desk: Desk, store: SqliteStore) -> None:
    furnish(desk, store, "ben", "200.0")
    merge = desk.linker.merge("ann", "ben", by="U1")
    noted = Unanswered(customer="ann", thread="C1:200.0", dimension="contact", offered=("phone",), on=NOW)
    store.lapses.add([noted])
    desk.linker.unmerge(merge.id, by="U1")
    assert store.lapses.add([replace(noted, customer="ben")]) == 0
    assert len(store.lapses.of_customer("ben")) == 1


def test_the_cards_of_both_are_dealt_anew_when_they_are_taken_apart(desk: Desk, store: SqliteStore) -> None:
    furnish(desk, store, "ann", "100.0")
    furnish(desk, store, "ben", "200.0")
    for ts in ("100.0", "200.0"):
        desk.card_posted(thread(store, ts), channel="C1", root=ts, ts=f"{ts}9", suggestion="s")
    merge = desk.linker.merge("ann", "ben", by="U1")
    desk.linker.unmerge(merge.id, by="U1")
    dealt = [event.payload["threads"] for event in taken(store) if "undone" in event.key]
    assert sorted(dealt[0]) == [["C1", "100.0"], ["C1", "200.0"]]


def test_other_cards_that_may_show_what_was_read_in_a_linked_thread_are_dealt_anew(
    desk: Desk, store: SqliteStore
) -> None:
    furnish(desk, store, "ann", "200.0")
    furnish(desk, store, "ben", "100.0")
    desk.card_posted(thread(store, "200.0"), channel="C1", root="200.0", ts="200.9", suggestion="s")
    desk.link("C1", "100.0", "ann", by="U1")
    assert [event.payload["threads"] for event in taken(store)] == []
    desk.linker.unlink(thread(store).link, by="U1")
    assert [event.payload["threads"] for event in taken(store)] == [[["C1", "200.0"]]]


def taken(store: SqliteStore) -> list[InboxEvent]:
    found = []
    while event := store.inbox.take(by="w", now=NOW):
        found.append(event)
    return found


@pytest.mark.parametrize(
    ("kept", "gone", "why"),
    [("ann", "ann", "one customer already"), ("ann", "nobody", "no customer"), ("x", "ann", "no")],
)
def test_what_can_not_be_merged_is_refused(desk: Desk, kept: str, gone: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        desk.linker.merge(kept, gone, by="U1")


def test_a_merge_is_taken_apart_once(desk: Desk) -> None:
    merge = desk.linker.merge("ann", "ben", by="U1")
    with pytest.raises(ValueError, match="one customer already"):
        desk.linker.merge("ann", "ben", by="U1")
    desk.linker.unmerge(merge.id, by="U1")
    for known, why in ((merge.id, "already"), ("gone", "no merge")):
        with pytest.raises(ValueError, match=why):
            desk.linker.unmerge(known, by="U1")


class OneCustomersCard(RuleBasedStateMachine):
    """People write, agents link, merge and undo both, messages are edited and deleted, in any order.

    A message that came with a customer's own key, while that customer was not merged, may stand on another's card only
    while the two are merged or its thread is linked to the other (or to whoever is merged with them).
    """

    @initialize()
    def open(self) -> None:
        self.store = open_store(":memory:")
        for name in NAMES:
            self.store.people.add(customer(name), by="test", on=NOW)
        self.desk = Desk(self.store, CATALOGUE, OfflineWriter(), clock=lambda: NOW, turn_pause=20)
        self.ts, self.drafts = 100, 0
        self.own: dict[str, tuple[str, str, str]] = {}  # ts -> (writer, thread, word)
        self.by_key: dict[str, set[str]] = {}  # thread -> who wrote there with a key, whoever they were then
        self.unkeyed: dict[str, tuple[str, str]] = {}  # ts -> (thread, word)
        self.links: list[tuple[str, str, str]] = []  # (id, thread, customer), those that stand
        self.merges: list[tuple[str, str, str]] = []  # (id, kept, gone), those that stand

    def teardown(self) -> None:
        self.store.close()

    def _one_with(self, name: str) -> str:
        return self.store.merges.resolved(name)

    @rule(name=st.sampled_from((*NAMES, "")), thread=st.sampled_from("12"), chooses=st.booleans())
    def write(self, name: str, thread: str, chooses: bool) -> None:
        self.ts += 30
        word = f"word{self.ts}"
        text = f"A replacement, please, {word}." if chooses else f"The lamp {word} is broken. What now?"
        self.desk.answer(message(text, str(self.ts), thread=thread, sender=name))
        if not name:
            self.unkeyed[str(self.ts)] = (thread, word)
            return
        self.by_key.setdefault(thread, set()).add(self._one_with(name))
        if self._one_with(name) == name:
            self.own[str(self.ts)] = (name, thread, word)

    @rule(thread=st.sampled_from("12"))
    def offer(self, thread: str) -> None:
        self.ts += 30
        self.desk.heard_agent(message(OFFER, str(self.ts), thread=thread))

    @rule(thread=st.sampled_from("12"))
    def draft(self, thread: str) -> None:
        self.drafts += 1
        self.desk.drafts.check(
            draft_id=f"d{self.drafts}", agent="U1", channel="C1", thread_ts=thread, text="On Friday."
        )

    @rule(name=st.sampled_from(NAMES), thread=st.sampled_from("12"))
    def link(self, name: str, thread: str) -> None:
        if self.desk.link("C1", thread, name, by="U1"):
            found = self.store.conversations.thread("C1", thread)
            assert found is not None
            self.links.append((found.link, thread, self._one_with(name)))

    @rule(number=st.integers(0, 20))
    def undo_link(self, number: int) -> None:
        if self.links:
            undone = self.links[number % len(self.links)]
            if self.desk.linker.unlink(undone[0], by="U1"):
                self.links.remove(undone)

    @rule(kept=st.sampled_from(NAMES), gone=st.sampled_from(NAMES))
    def merge(self, kept: str, gone: str) -> None:
        kept, gone = self._one_with(kept), self._one_with(gone)
        if kept != gone:
            self.merges.append((self.desk.linker.merge(kept, gone, by="U1").id, kept, gone))

    @rule(number=st.integers(0, 20))
    def unmerge(self, number: int) -> None:
        if self.merges:
            undone = self.merges[number % len(self.merges)]
            if self._one_with(undone[1]) == undone[1]:
                self.desk.linker.unmerge(undone[0], by="U1")
                self.merges.remove(undone)

    @rule(number=st.integers(0, 50))
    def edit(self, number: int) -> None:
        if self.own:
            ts, (name, thread, word) = list(self.own.items())[number % len(self.own)]
            self.desk.edited("C1", ts, f"Store credit, please, {word} {number}.")
            self.own[ts] = (name, thread, word)

    @rule(number=st.integers(0, 50))
    def delete(self, number: int) -> None:
        if self.own:
            ts, (_, _, word) = list(self.own.items())[number % len(self.own)]
            self.desk.deleted("C1", ts)
            del self.own[ts]
            assert all(word not in self._card(name) for name in NAMES)

    def _card(self, name: str) -> str:
        """Each word that can stand on a customer's card, or on the card of a thread that is theirs."""
        card = self.desk.insight.card(name)
        assert card is not None
        parts = [one.text for one in card.contacts]
        parts += [c.quote + c.situation for taste in card.tastes for c in taste.preference.choices]
        parts += [one.message for one in card.threads]
        for one in card.threads:
            answer = self.desk.again(one)
            parts += [moment.text for moment in answer.moments]
            parts += [item.says for item in answer.suggestion.basis] if answer.suggestion else []
        return "\n".join(parts)

    def _linked_to(self, thread: str) -> set[str]:
        return {self._one_with(name) for _, place, name in self.links if place == thread}

    @invariant()
    def nothing_of_one_customer_stands_on_anothers_card(self) -> None:
        cards = {name: self._card(name) for name in NAMES if self._one_with(name) == name}
        for name, card in cards.items():
            for writer, thread, word in self.own.values():
                allowed = self._one_with(writer) == name or name in self._linked_to(thread)
                assert allowed or word not in card, f"{word} of {writer} stands on {name}'s card"
            for thread, word in self.unkeyed.values():
                wrote = {self._one_with(one) for one in self.by_key.get(thread, ())}
                allowed = name in self._linked_to(thread) | wrote
                assert allowed or word not in card, f"{word} of nobody stands on {name}'s card"

    @invariant()
    def each_message_is_kept_once(self) -> None:
        for ts in self.own:
            assert len(self.store.conversations.get([interaction_id("C1", ts)])) == 1


TestOneCustomersCard = OneCustomersCard.TestCase
TestOneCustomersCard.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
)
