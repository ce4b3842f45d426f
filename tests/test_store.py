"""The contract of a store. A second one passes it by one more entry in STORES."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assist.ports import Store
from assist.records import (
    Choice,
    Customer,
    Draft,
    Evidence,
    Flag,
    Identity,
    Interaction,
    Lead,
    Note,
    Pressed,
    Role,
    Suggestion,
    Verdict,
)
from assist.workplace import AuditEntry, Channel, InboxEvent, Linking, Merge, Offered, Question, Thread, Unsent
from storage import open_store
from storage.migrations import STEPS
from storage.tables.inbox import LEASE, MOST_ATTEMPTS

NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
LINKING = Linking(id="l1", channel="C1", ts="1.0", customer="c1", by="U1", on=NOW)
HOSTILE = (
    "'; DROP TABLE customer; --",
    "{{ 7 * 7 }}{% raw %}",
    "<!channel> <@U1> &amp; <script>",
    "x" * 40_000,
    "👩‍🔧 naïve İstanbul ﷽",
    "half an emoji \ud83d and \udfff",
    "the code point that is kept free: \U0010ffff and \U0010ffffd83d",
    "a\x00b\r\n\tc",
    "%_\\\"'`",
)


class Opener(Protocol):
    """Opens the same store anew at each call, as another process would."""

    def __call__(self) -> Store: ...


def sqlite(folder: Path) -> Opener:
    return lambda: open_store(str(folder / "store.db"))


STORES: list[Callable[[Path], Opener]] = [sqlite]


@pytest.fixture(params=STORES, ids=lambda factory: factory.__name__)
def opener(request: pytest.FixtureRequest, tmp_path: Path) -> Opener:
    found: Opener = request.param(tmp_path)
    return found


@pytest.fixture
def store(opener: Opener) -> Iterator[Store]:
    opened = opener()
    yield opened
    opened.close()


def maria(**more: object) -> Customer:
    return replace(
        Customer(
            id="c1",
            name="Maria Silva",
            company="Silva Lamps",
            identities=(Identity("email", "maria@silva.example"), Identity("slack", "U1MARIA")),
        ),
        **more,  # type: ignore[arg-type]
    )


def other(number: int, name: str = "Somebody", company: str = "") -> Customer:
    return Customer(id=f"o{number}", name=name, company=company)


def put(store: Store, *customers: Customer) -> None:
    for customer in customers or (maria(),):
        store.people.add(customer, by="test", on=NOW)


def said(number: int, text: str = "Hello", **more: object) -> Interaction:
    base = Interaction(
        id=f"i{number}",
        customer="c1",
        on=NOW + timedelta(minutes=number),
        who="Maria",
        text=text,
        thread="C1:1.0",
    )
    return replace(base, **more)  # type: ignore[arg-type]


def choice(number: int = 1, **more: object) -> Choice:
    base = Choice(
        id=f"ch{number}",
        customer="c1",
        on=NOW + timedelta(minutes=number),
        dimension="resolution",
        offered=("refund", "replacement"),
        chosen="refund",
        thread="C1:1.0",
        source="i1",
        recorded_by="capture",
    )
    return replace(base, **more)  # type: ignore[arg-type]


def event(key: str, **more: object) -> InboxEvent:
    base = InboxEvent(key=key, kind="message", payload={"text": key}, received_on=NOW)
    return replace(base, **more)  # type: ignore[arg-type]


def draft(number: int = 1, flags: int = 1, text: str = "I'd take the credit.") -> Draft:
    return Draft(
        id=f"d{number}",
        agent="U9",
        text=text,
        message="It leaks",
        customer="c1",
        channel="C1",
        thread="1.0",
        on=NOW + timedelta(minutes=number),
        flags=tuple(
            Flag(
                id=f"d{number}:{at}:{len(text)}",
                kind="own_preference",
                quote="I'd",
                start=at,
                reason="It gives your own taste as the reason.",
                evidence=(Evidence("choice", "ch1", "took refund", "https://x.example"),),
                rewrite="Which would you like?",
            )
            for at in range(flags)
        ),
    )


def at_once(*jobs: Callable[[], object]) -> list[object]:
    """Run the jobs in as many threads that start together; their results, or what they raised."""
    gate = threading.Barrier(len(jobs))
    results: list[object] = [None] * len(jobs)

    def run(number: int, job: Callable[[], object]) -> None:
        gate.wait()
        try:
            results[number] = job()
        except Exception as error:
            results[number] = error

    threads = [threading.Thread(target=run, args=(number, job)) for number, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


# People


def test_a_customer_comes_back_as_stored(store: Store) -> None:
    put(store)
    assert store.people.get("c1") == maria()
    assert store.people.get("nobody") is None


def test_the_same_customer_twice_changes_nothing(store: Store) -> None:
    assert store.people.add(maria(), by="test", on=NOW)
    assert not store.people.add(maria(), by="test", on=LATER)
    assert store.people.count() == 1


def test_an_identity_belongs_to_one_customer_and_a_second_claim_stores_nothing(store: Store) -> None:
    put(store)
    thief = Customer(
        id="c2", name="Thief", identities=(Identity("slack", "U2"), Identity("email", "maria@silva.example"))
    )
    with pytest.raises(ValueError, match=r"identities: email 'maria@silva.example' already belongs to customer c1"):
        store.people.add(thief, by="test", on=NOW)
    assert store.people.get("c2") is None
    assert store.people.holders([Identity("slack", "U2")]) == []


def test_linking_an_identity_that_somebody_holds_leaves_it_where_it_is(store: Store) -> None:
    put(store, maria(), other(1))
    assert store.people.link("o1", Identity("slack", "U1MARIA"), by="test", on=NOW) == 0
    assert [holder.id for holder in store.people.holders([Identity("slack", "U1MARIA")])] == ["c1"]


def test_two_threads_that_claim_one_identity_leave_it_with_one_customer(store: Store) -> None:
    key = Identity("email", "new@shop.example")
    claims = [replace(other(number), identities=(key,)) for number in range(4)]
    outcome = at_once(*[lambda claim=claim: store.people.add(claim, by="test", on=NOW) for claim in claims])
    assert outcome.count(True) == 1
    assert sum(isinstance(one, ValueError) for one in outcome) == 3
    assert len(store.people.holders([key])) == 1
    assert store.people.count() == 1


def test_an_unknown_customer_gets_no_identity(store: Store) -> None:
    with pytest.raises(Exception, match="FOREIGN KEY"):
        store.people.link("nobody", Identity("slack", "U7"), by="test", on=NOW)


def test_an_empty_name_or_company_does_not_wipe_what_is_known(store: Store) -> None:
    put(store)
    store.people.add(maria(name="", company=""), by="test", on=NOW)
    assert store.people.get("c1") == maria()


def test_holders_names_each_customer_once_in_the_order_of_the_keys(store: Store) -> None:
    put(store, maria(), replace(other(1), identities=(Identity("external", "77"),)))
    keys = [Identity("external", "77"), Identity("slack", "U1MARIA"), Identity("email", "maria@silva.example")]
    assert [holder.id for holder in store.people.holders(keys)] == ["o1", "c1"]
    assert store.people.holders([Identity("external", "U1MARIA")]) == []  # another kind is another key


@pytest.mark.parametrize(
    "query",
    ["c1", "U1MARIA", " Maria@Silva.Example ", "maria", "SILVA LAMPS", "silva maria", "Maria  Lamps", "ria sil"],
)
def test_find_takes_an_id_any_identity_and_words_of_name_or_company(store: Store, query: str) -> None:
    put(store, maria(), other(1, "Bob Stone", "Stone Works"))
    assert [found.id for found in store.people.find(query)] == ["c1"]


@pytest.mark.parametrize("query", ["émile", "ÉMILE", "ömer", "åse", "zoë"])
def test_find_ignores_case_in_every_alphabet(store: Store, query: str) -> None:
    put(store, other(1, "Émile Ömer Åse Zoë"), other(2, "Emile Omer Ase Zoe"))
    assert [found.id for found in store.people.find(query)] == ["o1"]


def test_percent_underscore_and_backslash_in_a_query_are_letters(store: Store) -> None:
    put(
        store,
        other(1, "100% Cotton"),
        other(2, "snake_case"),
        other(3, "back\\slash"),
        other(4, "1000 Cotton snakeXcase"),
    )
    assert [found.id for found in store.people.find("100% cotton")] == ["o1"]
    assert [found.id for found in store.people.find("snake_case")] == ["o2"]
    assert [found.id for found in store.people.find("k\\s")] == ["o3"]
    assert store.people.find("%%") == []


def test_find_offers_several_up_to_the_limit_and_nobody_for_nothing(store: Store) -> None:
    put(store, *[other(number, f"Anna {number}") for number in range(5)])
    assert len(store.people.find("anna", limit=3)) == 3
    assert store.people.find("   ") == []
    assert store.people.find("anna ' OR 1=1 --") == []
    assert store.people.find("y" * 70_000) == []


# Texts


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_is_given_back_exactly_from_every_table(store: Store, text: str) -> None:
    put(store, maria(name=text, company=text))
    store.conversations.add([said(1, text, who=text)])
    store.ledger.add([choice(situation=text, quote=text, offered=(text, "b"), chosen=text)])
    store.ledger.add_note(Note(id="n1", customer="c1", text=text))
    store.inbox.put(event("k", payload={"text": text, text: [text]}))
    store.reviews.add_draft(replace(draft(), text=text, message=text))
    store.conversations.save_thread(Thread(channel="C1", ts="1.0", customer="c1", message=text), on=NOW)
    store.conversations.add_suggestion(Suggestion(id="s1", text=text, customer="c1"), on=NOW)
    store.house.record(AuditEntry(on=NOW, actor=text, action="did", subject="x", detail={"why": text}))
    store.house.set("name", {text: text}, on=NOW)

    customer = store.people.get("c1")
    assert customer is not None
    assert (customer.name, customer.company) == (text, text)
    (kept,) = store.conversations.get(["i1"])
    assert (kept.text, kept.who) == (text, text)
    (taken,) = store.ledger.of_customer("c1")
    assert (taken.situation, taken.quote, taken.offered, taken.chosen) == (text, text, (text, "b"), text)
    assert store.ledger.notes_of("c1")[0].text == text
    got = store.inbox.take(by="w", now=NOW)
    assert got is not None
    assert got.payload == {"text": text, text: [text]}
    back = store.reviews.draft("d1")
    assert back is not None
    assert (back.text, back.message) == (text, text)
    thread = store.conversations.thread("C1", "1.0")
    assert thread is not None
    assert thread.message == text
    suggestion = store.conversations.suggestion("s1")
    assert suggestion is not None
    assert suggestion.text == text
    (entry,) = store.house.trail("x")
    assert (entry.actor, entry.detail) == (text, {"why": text})
    assert store.house.setting("name") == {text: text}


def ids_with(store: Store, customer: str, text: str) -> list[str]:
    """The ids of a customer's interactions that share a word with a text."""
    log = store.log(customer)
    numbers = sorted({number for rows in log.matches(text).values() for number in rows})
    return [moment.id for moment in log.read(numbers).values()]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_breaks_a_search_or_is_read_as_a_query(store: Store, text: str) -> None:
    put(store, maria(name=text), other(1, "Bob"))
    store.conversations.add([said(1, f"kettle {text}"), said(2, "The kettle leaks", customer="o1")])
    assert ids_with(store, "c1", f"kettle {text}") == ["i1"]
    store.conversations.edit("i1", f"teapot {text}")
    assert ids_with(store, "c1", "teapot") == ["i1"]
    assert store.people.find(text) == [store.people.get("c1")] or len(text) > 200
    store.conversations.remove("i1")
    assert ids_with(store, "c1", f"teapot {text}") == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet=st.characters(exclude_categories=[])), st.text())
def test_any_text_at_all_is_kept_and_searched_without_harm(store: Store, text: str, query: str) -> None:
    put(store)
    store.conversations.remove("i1")
    store.conversations.add([said(1, text)])
    assert store.conversations.get(["i1"])[0].text == text
    ids_with(store, "c1", query + text)
    store.people.find(query + text)


def test_search_sees_one_customers_words_only_however_alike_the_texts(store: Store) -> None:
    put(store, maria(), other(1), other(2))
    same = "The kettle RT-4401 leaks"
    store.conversations.add(
        [said(1, same), said(2, same, customer="o1"), said(3, same, customer="o2"), said(4, same, customer="")]
    )
    for customer, number in (("c1", "i1"), ("o1", "i2"), ("o2", "i3")):
        assert ids_with(store, customer, same) == [number]


def test_what_is_nobodys_is_found_for_nobody(store: Store) -> None:
    store.conversations.add([said(number, "The kettle leaks", customer="") for number in range(5)])
    assert ids_with(store, "", "kettle") == []


def test_search_follows_a_hand_over_an_edit_and_a_removal(store: Store) -> None:
    put(store, maria(), other(1))
    store.conversations.add([said(1, "The kettle leaks", customer="")])
    assert ids_with(store, "c1", "kettle") == []
    store.linkings.make(LINKING)
    assert ids_with(store, "c1", "kettle") == ["i1"]
    store.conversations.edit("i1", "The toaster smokes")
    assert ids_with(store, "c1", "kettle") == []
    assert ids_with(store, "c1", "toaster") == ["i1"]
    store.conversations.remove("i1")
    assert ids_with(store, "c1", "toaster") == []


def test_search_finds_other_forms_of_a_word(store: Store) -> None:
    put(store)
    store.conversations.add([said(1, "my order"), said(9, "my order, the kettles leaked")])
    assert ids_with(store, "c1", "does the kettle leak?") == ["i9"]


# Interactions and threads


def test_the_same_interaction_twice_is_kept_once_and_as_it_was(store: Store) -> None:
    put(store)
    assert store.conversations.add([said(1), said(2), said(1, "Other words")]) == 2
    assert store.conversations.add([said(1, "Other words")]) == 0
    assert store.conversations.get(["i2", "nothing", "i1"]) == [said(2), said(1)]
    assert store.conversations.count() == 2


def test_an_interaction_of_an_unknown_customer_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match="FOREIGN KEY"):
        store.conversations.add([said(1, customer="nobody")])
    assert store.conversations.count() == 0


def test_threads_read_oldest_first_and_customers_newest_first(store: Store) -> None:
    put(store)
    store.conversations.add([said(3), said(1), said(2)])
    assert [one.id for one in store.conversations.of_thread("C1:1.0")] == ["i1", "i2", "i3"]
    assert [one.id for one in store.conversations.of_customer("c1", limit=2)] == ["i3", "i2"]
    assert [one.id for one in store.conversations.of_customer("c1", limit=2, offset=2)] == ["i1"]


def test_times_of_any_zone_sort_as_times(store: Store) -> None:
    put(store)
    tokyo = datetime.fromisoformat("2026-03-04T10:00:00+09:00")  # 01:00 UTC
    store.conversations.add([said(1, on=NOW), said(2, on=tokyo), said(3, on=NOW + timedelta(microseconds=1))])
    assert [one.id for one in store.conversations.of_thread("C1:1.0")] == ["i2", "i1", "i3"]
    assert store.conversations.get(["i2"])[0].on == tokyo


def test_a_thread_is_handed_over_without_what_a_third_person_said_in_it(store: Store) -> None:
    put(store, maria(), other(1), other(2))
    store.conversations.add([said(1, customer=""), said(2, customer="o1"), said(3, customer="o2")])
    store.linkings.make(replace(LINKING, before="o1"))
    assert [one.customer for one in store.conversations.of_thread("C1:1.0")] == ["c1", "c1", "o2"]


def test_a_thread_is_found_by_its_place_its_mirror_and_its_customer(store: Store) -> None:
    first = Thread(channel="C1", ts="1.0", customer="c1", message="Hi", message_ts="1.0", suggestion="s1")
    second = replace(first, ts="2.0", card_channel="C9", card_thread="5.0", card_ts="6.0")
    store.conversations.save_thread(first, on=NOW)
    store.conversations.save_thread(second, on=LATER)
    assert store.conversations.thread("C1", "1.0") == replace(first, updated_on=NOW)
    assert store.conversations.mirrored("C9", "5.0") == replace(second, updated_on=LATER)
    assert [one.ts for one in store.conversations.threads_of("c1")] == ["2.0", "1.0"]
    assert store.conversations.thread("C1", "3.0") is None


def test_imported_threads_name_each_customer_of_a_thread(store: Store) -> None:
    put(store, maria(), other(1))
    store.conversations.add(
        [said(1), said(2, customer="o1"), said(3, thread=""), said(4, thread="C1:9.0"), said(5, customer="")]
    )
    assert list(store.conversations.imported_threads()) == [("c1", "C1:1.0"), ("o1", "C1:1.0"), ("c1", "C1:9.0")]


def test_a_suggestion_comes_back_whole_and_can_be_rejected(store: Store) -> None:
    whole = Suggestion(
        id="s1",
        text="Here is a replacement.",
        leads_with=Lead("resolution", "replacement"),
        keeps_open=("refund",),
        asks=True,
        basis=(Evidence("choice", "ch1", "took it", "https://x.example"), Evidence("note", 0, "says so")),
        writer="openai",
        wording=2,
        note="slow",
        customer="c1",
        channel="C1",
        thread="1.0",
        on=NOW,
    )
    store.conversations.add_suggestion(whole, on=NOW)
    assert store.conversations.suggestion("s1") == whole
    assert store.conversations.reject_suggestion("s1", by="U9", kind="tone", why="wrong tone")
    assert not store.conversations.reject_suggestion("s2", by="U9", kind="tone", why="wrong tone")
    assert store.conversations.rejections() == (1, {"tone": 1})


# The ledger


def test_the_same_choice_twice_is_counted_once(store: Store) -> None:
    put(store)
    assert store.ledger.add([choice(1), choice(2)]) == 2
    assert store.ledger.add([choice(1, chosen="replacement")]) == 0
    assert [one.chosen for one in store.ledger.of_customer("c1")] == ["refund", "refund"]


def test_a_retracted_choice_counts_nowhere_but_stays(store: Store) -> None:
    put(store)
    store.ledger.add([choice(1), choice(2)])
    assert store.ledger.retract("ch1", by="U9", on=LATER)
    assert not store.ledger.retract("ch1", by="U9", on=LATER)
    assert [one.id for one in store.ledger.of_customer("c1")] == ["ch2"]
    assert [one.id for one in store.ledger.of_thread("C1:1.0")] == ["ch2"]
    assert [one.id for one in store.ledger.all()] == ["ch2"]
    assert store.ledger.count() == 1
    kept = store.ledger.get("ch1")
    assert kept is not None
    assert kept.retracted_on == LATER
    assert [one.id for one in store.ledger.from_source("i1")] == ["ch1", "ch2"]


def test_a_retracted_choice_that_is_added_again_stays_retracted(store: Store) -> None:
    put(store)
    store.ledger.add([choice(1)])
    store.ledger.retract("ch1", by="U9", on=LATER)
    assert store.ledger.add([choice(1)]) == 0
    assert store.ledger.of_customer("c1") == []


def test_only_what_the_reader_took_back_is_counted_again(store: Store) -> None:
    put(store)
    store.ledger.add([choice(1), choice(2)])
    store.ledger.retract("ch1", by="reader", on=LATER)
    store.ledger.retract("ch2", by="U9", on=LATER)
    assert store.ledger.refresh(choice(1, quote="new words", offered=("refund",)), retracted_by="reader")
    assert store.ledger.refresh(choice(2), retracted_by="reader")
    assert not store.ledger.refresh(choice(3), retracted_by="reader")
    (counts,) = store.ledger.of_customer("c1")
    assert (counts.id, counts.quote, counts.offered) == ("ch1", "new words", ("refund",))


def test_a_choice_of_an_unknown_customer_is_refused(store: Store) -> None:
    with pytest.raises(Exception, match="FOREIGN KEY"):
        store.ledger.add([choice(customer="nobody")])


def test_a_choice_with_everything_comes_back_whole(store: Store) -> None:
    put(store)
    whole = choice(link="https://x.example", quote="the refund", situation="leaks", how="confirmed", recorded_by="U9")
    store.ledger.add([whole])
    assert store.ledger.get("ch1") == whole


def test_notes_are_of_one_customer_and_kept_once(store: Store) -> None:
    put(store, maria(), other(1))
    assert store.ledger.add_note(Note(id="n1", customer="c1", text="E-mail only", on=NOW)) == 1
    assert store.ledger.add_note(Note(id="n1", customer="c1", text="E-mail only", on=NOW)) == 0
    assert store.ledger.notes_of("c1") == [Note(id="n1", customer="c1", text="E-mail only", on=NOW)]
    assert store.ledger.notes_of("o1") == []


# The inbox


def test_an_event_is_stored_once(store: Store) -> None:
    assert store.inbox.put(event("k1"))
    assert not store.inbox.put(event("k1", payload={"text": "again"}))
    got = store.inbox.take(by="w", now=NOW)
    assert got is not None
    assert (got.key, got.payload, got.attempts, got.received_on) == ("k1", {"text": "k1"}, 1, NOW)
    assert store.inbox.take(by="w", now=NOW) is None


def test_a_taken_event_comes_back_when_its_lease_has_run_out(store: Store) -> None:
    store.inbox.put(event("k1"))
    store.inbox.take(by="w1", now=NOW)
    assert store.inbox.take(by="w2", now=NOW + LEASE - timedelta(seconds=1)) is None
    again = store.inbox.take(by="w2", now=NOW + LEASE)
    assert again is not None
    assert again.attempts == 2


def test_after_a_crash_a_worker_of_the_same_name_takes_up_its_events_in_their_order(opener: Opener) -> None:
    before = opener()
    before.inbox.put(event("k1"))
    before.inbox.put(event("k2", received_on=NOW + timedelta(seconds=1)))
    before.inbox.take(by="w", now=NOW)
    before.close()  # and nothing more: as a killed process leaves it
    after = opener()
    soon = NOW + timedelta(seconds=5)
    assert after.inbox.release(by="another", now=soon) == 0
    assert after.inbox.release(by="w", now=soon) == 1
    assert [one.key for one in drained(after, soon)] == ["k1", "k2"]
    after.close()


def test_a_failed_event_is_tried_again_later_and_later_then_set_aside_with_its_error(store: Store) -> None:
    store.inbox.put(event("k1"))
    now, waits = NOW, []
    for attempt in range(1, MOST_ATTEMPTS + 1):
        got = None
        began = now
        while got is None:
            got = store.inbox.take(by="w", now=now)
            now += timedelta(seconds=1)
        waits.append((now - began).total_seconds())
        assert got.attempts == attempt
        assert store.inbox.failed(got, "Slack is away", on=now) is (attempt == MOST_ATTEMPTS)
    assert waits == sorted(waits)
    assert store.inbox.take(by="w", now=now + timedelta(days=30)) is None
    assert store.inbox.waiting() == 0
    assert store.inbox.set_aside() == [("k1", "Slack is away")]


def test_an_event_that_kills_its_worker_every_time_is_set_aside_and_the_next_is_reached(store: Store) -> None:
    store.inbox.put(event("deadly"))
    store.inbox.put(event("next"))
    now, taken = NOW, []
    for _ in range(MOST_ATTEMPTS + 1):
        got = store.inbox.take(by="w", now=now)
        assert got is not None
        taken.append(got.key)
        now += timedelta(seconds=1)
        store.inbox.release(by="w", now=now)
    assert taken == ["deadly"] * MOST_ATTEMPTS + ["next"]
    ((key, error),) = store.inbox.set_aside()
    assert key == "deadly"
    assert "never finished" in error


def test_a_late_failure_does_not_reopen_what_another_worker_has_done(store: Store) -> None:
    store.inbox.put(event("k1"))
    slow = store.inbox.take(by="w1", now=NOW)
    quick = store.inbox.take(by="w2", now=NOW + LEASE)
    assert slow is not None
    assert quick is not None
    store.inbox.done(quick.id, on=NOW + LEASE)
    store.inbox.failed(slow, "timed out", on=NOW + LEASE)
    assert store.inbox.waiting() == 0
    assert store.inbox.set_aside() == []


def test_events_are_taken_in_the_order_in_which_they_came(store: Store) -> None:
    for number in range(5):
        store.inbox.put(event(f"k{number}", received_on=NOW + timedelta(seconds=number)))
    assert [one.key for one in drained(store, LATER)] == [f"k{number}" for number in range(5)]


def test_an_event_that_can_never_be_done_is_done_with_its_reason(store: Store) -> None:
    store.inbox.put(event("k1"))
    got = store.inbox.take(by="w", now=NOW)
    assert got is not None
    store.inbox.done(got.id, on=NOW, error="ts: a message has a timestamp")
    assert store.inbox.take(by="w", now=LATER) is None
    assert store.inbox.set_aside() == [("k1", "ts: a message has a timestamp")]


def test_two_threads_never_take_the_same_event(store: Store) -> None:
    for number in range(40):
        store.inbox.put(event(f"k{number}"))
    taken = at_once(*[lambda name=name: [one.key for one in drained(store, NOW, name)] for name in ("a", "b", "c")])
    keys = [key for part in taken if isinstance(part, list) for key in part]
    assert sorted(keys) == sorted(f"k{number}" for number in range(40))


def test_two_threads_that_store_one_event_store_it_once(store: Store) -> None:
    assert sorted(at_once(*[lambda: store.inbox.put(event("k1"))] * 4)) == [False, False, False, True]  # type: ignore[type-var]
    assert store.inbox.waiting() == 1


# Drafts, flags, verdicts


def test_a_draft_comes_back_with_its_flags(store: Store) -> None:
    store.reviews.add_draft(draft(flags=2))
    assert store.reviews.draft("d1") == draft(flags=2)
    assert store.reviews.flag("d1:1:20") == (draft(flags=2), draft(flags=2).flags[1])
    assert store.reviews.flag("nothing") is None


def test_a_draft_written_anew_replaces_text_flags_and_whom_it_is_for(store: Store) -> None:
    store.reviews.add_draft(draft(flags=2))
    anew = replace(draft(text="Which would you like?", flags=0), customer="c2", message="It still leaks")
    store.reviews.add_draft(anew)
    assert store.reviews.draft("d1") == anew


def test_what_an_agent_has_not_sent_is_theirs_alone_and_the_latest_of_a_thread(store: Store) -> None:
    first = Unsent(agent="U1", channel="C1", thread="1.1", text="Let me see", on=NOW)
    for one in (
        first,
        replace(first, text="Let me look", on=LATER),
        replace(first, agent="U2"),
        replace(first, thread="2.1"),
    ):
        store.aside.keep(one)
    assert store.aside.get("U1", "C1", "1.1") == replace(first, text="Let me look", on=LATER)
    assert [one.thread for one in store.aside.of_agent("U1")] == ["1.1", "2.1"]
    assert store.aside.drop("U1", "C1", "1.1") is True
    assert store.aside.drop("U1", "C1", "1.1") is False
    assert store.aside.get("U2", "C1", "1.1") is not None


def test_a_sent_draft_is_not_replaced_and_gains_no_flags(store: Store) -> None:
    store.reviews.add_draft(draft())
    assert store.reviews.mark_sent("d1", reason="He asked me", on=LATER)
    store.reviews.add_draft(draft(text="Something else entirely", flags=3))
    kept = store.reviews.draft("d1")
    assert kept == replace(draft(), sent_on=LATER, sent_reason="He asked me")


def test_a_draft_is_marked_sent_by_one_of_many(store: Store) -> None:
    store.reviews.add_draft(draft())
    outcome = at_once(*[lambda: store.reviews.mark_sent("d1", reason="", on=NOW)] * 4)
    assert sorted(map(str, outcome)) == ["False", "False", "False", "True"]
    assert not store.reviews.mark_sent("unknown", reason="", on=NOW)
    store.reviews.unmark_sent("d1")
    assert store.reviews.mark_sent("d1", reason="", on=NOW)


def test_flags_of_sent_drafts_wait_oldest_first_and_notes_after_them(store: Store) -> None:
    for number, flags in ((1, 2), (2, 1), (3, 0), (4, 1)):
        store.reviews.add_draft(draft(number, flags))
    noted = replace(draft(5), flags=(), notes=draft(5).flags)
    store.reviews.add_draft(noted)
    for number in (1, 2, 3, 5):
        store.reviews.mark_sent(f"d{number}", reason="", on=NOW + timedelta(hours=9 - number))
    assert store.reviews.waiting() == ["d2:0:20", "d1:0:20", "d1:1:20", "d5:0:20"]
    store.reviews.decide(Verdict(flag="d1:0:20", lead="U1", upheld=True, on=NOW))
    assert store.reviews.waiting() == ["d2:0:20", "d1:1:20", "d5:0:20"]
    kept = store.reviews.flag("d5:0:20")
    assert kept is not None
    assert (kept[0].flags, kept[0].notes) == ((), (kept[1],))


def test_what_waits_is_told_apart_by_kind_agent_and_time(store: Store) -> None:
    store.reviews.add_draft(draft(1))
    store.reviews.add_draft(replace(draft(2), agent="U8"))
    other = replace(draft(3).flags[0], kind="crowd_preference")
    store.reviews.add_draft(replace(draft(3), flags=(other,)))
    for number in (1, 2, 3):
        store.reviews.mark_sent(f"d{number}", reason="", on=NOW + timedelta(days=number))
    waiting = store.reviews.waiting
    assert waiting(kind="crowd_preference") == ["d3:0:20"]
    assert waiting(agents=["U8", "U7"]) == ["d2:0:20"]
    assert waiting(agents=[]) == []
    assert waiting(since=NOW + timedelta(days=2)) == ["d2:0:20", "d3:0:20"]
    assert waiting(until=NOW + timedelta(days=2), agents=["U9"]) == ["d1:0:20"]


def test_only_the_agent_of_a_draft_says_that_a_flag_is_wrong_and_the_word_outlasts_a_second_check(store: Store) -> None:
    store.reviews.add_draft(draft())
    assert not store.reviews.dismiss_by_agent("d1:0:20", "U8", "No")
    assert store.reviews.dismiss_by_agent("d1:0:20", "U9", "She asked me")
    store.reviews.add_draft(replace(draft(text="I'd take the credit, Ada"), on=LATER))
    kept = store.reviews.draft("d1")
    assert kept is not None
    assert [flag.agent_reason for flag in kept.flags] == ["She asked me"]
    assert store.reviews.disputed() == {"own_preference": 1}


def test_verdicts_are_counted_by_kind_and_version_the_latest_ones_alone(store: Store) -> None:
    for number, (version, upheld) in enumerate((("a", False), ("a", True), ("a", True), ("b", False)), 1):
        flag = replace(draft(number).flags[0], version=version)
        store.reviews.add_draft(replace(draft(number), flags=(flag,)))
        on = NOW + timedelta(hours=number)
        store.reviews.decide(Verdict(flag=flag.id, lead="U1", upheld=upheld, on=on))
    assert store.reviews.tallies() == {("own_preference", "a"): (2, 3), ("own_preference", "b"): (0, 1)}
    assert store.reviews.tallies(latest=2)[("own_preference", "a")] == (2, 2)


def test_a_leads_note_waits_for_its_agent_until_they_put_it_away(store: Store) -> None:
    store.reviews.add_draft(draft(flags=2))
    store.reviews.decide(Verdict(flag="d1:0:20", lead="U1", upheld=True, on=NOW))
    noted = Verdict(flag="d1:1:20", lead="U1", upheld=True, note="Ask first", on=NOW)
    store.reviews.decide(noted)
    assert store.coaching.unread("U9") == [(noted, "I'd")]
    assert store.coaching.unread("U8") == []
    assert not store.coaching.read("d1:1:20", "U8", on=NOW)
    assert store.coaching.read("d1:1:20", "U9", on=NOW)
    assert not store.coaching.read("d1:1:20", "U9", on=NOW)
    assert store.coaching.unread("U9") == []


def test_a_thread_waits_while_its_customer_spoke_last(store: Store) -> None:
    put(store)
    spoke: list[tuple[str, Role]] = [("1.0", "customer"), ("2.0", "customer"), ("2.0", "agent"), ("3.0", "customer")]
    for number, (ts, role) in enumerate(spoke):
        link = f"https://x.example/{number}"
        store.conversations.add([said(number, who="Ada", role=role, thread=f"C1:{ts}", link=link)])
    for ts, seen in (("1.0", NOW), ("2.0", NOW), ("3.0", NOW), ("4.0", NOW - timedelta(days=90))):
        store.conversations.save_thread(Thread(channel="C1", ts=ts, customer="c1", message_ts=ts), on=seen)
    store.reviews.add_draft(replace(draft(), thread="3.0"))
    found = store.overview.unanswered("U9", "Ben", since=NOW - timedelta(days=30), limit=9)
    assert [(one.thread.ts, one.mine, one.link) for one in found] == [
        ("3.0", True, "https://x.example/3"),
        ("1.0", False, "https://x.example/0"),
    ]
    assert store.overview.unanswered("U8", "Ben", since=NOW - timedelta(days=30), limit=1)[0].thread.ts == "1.0"
    assert [one.id for one in store.overview.customers_of("U9")] == ["c1"]


def test_what_our_side_spoke_for_and_what_was_chosen_are_read_by_time(store: Store) -> None:
    put(store)
    end = NOW + timedelta(hours=1)
    for number, lead in enumerate((Lead("resolution", "refund"), None)):
        kept = Suggestion(id=f"s{number}", text="x", leads_with=lead, customer="c1", channel="C1", thread="1.0", on=NOW)
        store.conversations.add_suggestion(kept, on=NOW)
    store.reviews.add_draft(draft())
    store.coaching.keep_pressed("d1", [Pressed(NOW.date(), "resolution", ("refund", "credit"), "credit")])
    assert store.overview.pressed(NOW, end) == []  # not sent
    store.reviews.mark_sent("d1", reason="", on=NOW)
    store.ledger.add([choice(1, on=NOW), choice(2, on=end)])
    made = {"dimension": "resolution", "thread": "C1:1.0", "on": NOW}
    assert store.overview.led(NOW, end) == [Offered(option="refund", **made)]  # type: ignore[arg-type]
    assert store.overview.pressed(NOW, end) == [Offered(option="credit", by="U9", **made)]  # type: ignore[arg-type]
    assert [one.id for one in store.overview.chosen(NOW, end)] == ["ch1"]
    for read in (store.overview.led, store.overview.pressed, store.overview.chosen):
        assert read(end, end) == []  # type: ignore[operator]


def test_what_drafts_press_is_kept_by_agent_and_the_latest_wording_counts(store: Store) -> None:
    def pressed(option: str, number: int) -> Pressed:
        return Pressed(draft(number).on.date(), "resolution", ("refund", "credit"), option)

    for number in (1, 2):
        store.reviews.add_draft(draft(number))
        store.coaching.keep_pressed(f"d{number}", [pressed("credit", number)])
    store.coaching.keep_pressed("d2", [pressed("refund", 2)])
    assert store.coaching.pressed_by("U9") == [pressed("credit", 1), pressed("refund", 2)]
    assert store.coaching.pressed_by("U9", but_draft="d2") == [pressed("credit", 1)]
    assert store.coaching.pressed_by("U8") == []


def test_the_first_verdict_stands(store: Store) -> None:
    store.reviews.add_draft(draft())
    first = Verdict(flag="d1:0:20", lead="U1", upheld=False, note="quoted", on=NOW)
    assert store.reviews.decide(first)
    assert not store.reviews.decide(Verdict(flag="d1:0:20", lead="U2", upheld=True, on=LATER))
    assert store.reviews.verdict("d1:0:20") == first
    assert store.reviews.tallies() == {("own_preference", ""): (0, 1)}


def test_of_two_leads_who_decide_at_once_one_is_first_and_both_see_the_same(store: Store) -> None:
    store.reviews.add_draft(draft())
    verdicts = [Verdict(flag="d1:0:20", lead=f"U{n}", upheld=n % 2 == 0, on=NOW) for n in range(4)]
    outcome = at_once(*[lambda verdict=verdict: store.reviews.decide(verdict) for verdict in verdicts])
    assert outcome.count(True) == 1
    assert store.reviews.verdict("d1:0:20") == verdicts[outcome.index(True)]


def test_a_verdict_needs_a_flag(store: Store) -> None:
    with pytest.raises(Exception, match="FOREIGN KEY"):
        store.reviews.decide(Verdict(flag="nothing", lead="U1", upheld=True, on=NOW))
    assert store.reviews.verdict("nothing") is None


def test_an_agent_sees_their_own_flagged_drafts_newest_first(store: Store) -> None:
    for number in (1, 2, 3):
        store.reviews.add_draft(draft(number, flags=number % 3))
    assert [one.id for one in store.reviews.of_agent("U9")] == ["d2", "d1"]
    assert store.reviews.of_agent("U8") == []


# The house


def test_a_channel_is_saved_changed_and_listed_by_name(store: Store) -> None:
    tickets = Channel(id="C2", kind="tickets", name="a-tickets", senders=("B1", "U2"), shared=False, watch=True)
    connect = Channel(id="C1", kind="connect", name="b-acme", customer="c1", mirror="C2")
    for channel in (connect, tickets, replace(tickets, shared=None)):
        store.house.save_channel(channel)
    assert store.house.channels() == [replace(tickets, shared=None), connect]
    assert store.house.channel("C9") is None


def test_a_channel_with_a_new_id_keeps_everything_that_was_said_in_it(store: Store) -> None:
    put(store)
    store.house.save_channel(Channel(id="C1", kind="tickets"))
    store.house.save_channel(Channel(id="C7", kind="connect", mirror="C1"))
    store.house.save_channel(Channel(id="C10", kind="tickets"))
    store.conversations.save_thread(Thread(channel="C1", ts="1.0", customer="c1", card_channel="C1"), on=NOW)
    store.conversations.add([said(1), said(2, thread="C10:1.0")])
    store.ledger.add([choice()])
    store.conversations.add_suggestion(Suggestion(id="s1", text="Hi", channel="C1", thread="1.0"), on=NOW)
    store.reviews.add_draft(draft())
    assert store.house.rename_channel("C1", "C2") == 1
    thread = store.conversations.thread("C2", "1.0")
    assert thread is not None
    assert thread.card_channel == "C2"
    assert [one.id for one in store.conversations.of_thread("C2:1.0")] == ["i1"]
    assert [one.id for one in store.conversations.of_thread("C10:1.0")] == ["i2"]
    assert [one.id for one in store.ledger.of_thread("C2:1.0")] == ["ch1"]
    moved, mirror, written = store.conversations.suggestion("s1"), store.house.channel("C7"), store.reviews.draft("d1")
    assert moved is not None
    assert mirror is not None
    assert written is not None
    assert (moved.channel, mirror.mirror, written.channel) == ("C2", "C2", "C2")
    assert store.house.channel("C1") is None


def question(text: str = "I guess the replacement?") -> Question:
    return Question(
        id="q1",
        choice=Choice(
            customer="c1",
            thread="C1:1.0",
            on=NOW,
            dimension="resolution",
            offered=("replacement", "credit"),
            chosen="replacement",
            situation=text,
            quote=text,
            link=text,
            source="i1",
            how="confirmed",
        ),
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_a_question_comes_back_whole_wherever_it_stands(store: Store, text: str) -> None:
    put(store, maria())
    store.questions.put(question(text))
    assert store.questions.of_thread("C1:1.0", "c1") == [question(text)]
    assert store.questions.due("C1:1.0") == [question(text)]
    store.questions.placed("q1", channel="C9", ts="5.0")
    assert store.questions.get("q1") == replace(question(text), channel="C9", ts="5.0")
    assert store.questions.due("C1:1.0") == []


def test_a_question_is_settled_once_and_a_withdrawn_one_may_be_asked_again(store: Store) -> None:
    put(store, maria())
    store.questions.put(question())
    assert [store.questions.settle("q1", "withdrawn"), store.questions.settle("q1", "answered")] == [True, False]
    store.questions.put(question())
    assert store.questions.settle("q1", "answered") is True
    store.questions.put(question())
    found = store.questions.get("q1")
    assert found is not None
    assert found.state == "answered"


def test_a_channel_with_a_new_id_keeps_its_questions_and_links(store: Store) -> None:
    put(store, maria())
    store.house.save_channel(Channel(id="C1", kind="tickets"))
    store.questions.put(question())
    store.linkings.make(LINKING)
    store.house.rename_channel("C1", "C2")
    assert [one.id for one in store.questions.of_thread("C2:1.0", "c1")] == ["q1"]
    found = store.linkings.get("l1")
    assert found is not None
    assert found.channel == "C2"


def test_a_channel_that_moved_while_customers_were_one_is_taken_apart_with_them(store: Store) -> None:
    put(store, maria(), other(1))
    store.house.save_channel(Channel(id="C1", kind="tickets"))
    store.conversations.save_thread(Thread(channel="C1", ts="1.0", customer="o1"), on=NOW)
    merge = Merge(id="m1", kept="c1", gone="o1", by="U1", on=NOW)
    store.merges.make(merge)
    store.house.rename_channel("C1", "C2")
    assert [one.ts for one in store.conversations.threads_of("c1")] == ["1.0"]
    store.merges.undo(merge, on=LATER)
    assert [one.channel for one in store.conversations.threads_of("o1")] == ["C2"]


def test_a_card_is_claimed_by_one_and_taken_over_when_the_claim_has_run_out(store: Store) -> None:
    def take(by: str, now: datetime, ts: str = "1.0") -> str:
        return store.claims.take("C1", ts, by=by, now=now, until=now + timedelta(seconds=60))

    assert [take("a:1", NOW), take("b:1", NOW), take("b:1", NOW, "2.0")] == ["free", "held", "free"]
    assert take("b:2", NOW + timedelta(seconds=61)) == "taken over"
    store.claims.done("C1", "1.0", by="a:1")  # whoever was too late has nothing to give back
    assert take("c:1", NOW + timedelta(seconds=62)) == "held"
    assert store.claims.let_go("b", now=NOW + timedelta(seconds=62)) == 1
    assert take("c:1", NOW + timedelta(seconds=62)) == "taken over"
    store.claims.done("C1", "1.0", by="c:1")
    assert take("d:1", NOW + timedelta(seconds=62)) == "free"


def test_of_many_that_claim_one_card_one_has_it(store: Store) -> None:
    jobs = [lambda n=n: store.claims.take("C1", "1.0", by=f"w{n}:1", now=NOW, until=LATER) for n in range(8)]
    assert sorted(map(str, at_once(*jobs))) == ["free", *["held"] * 7]


def test_the_trail_of_a_subject_is_kept_in_order(store: Store) -> None:
    first = AuditEntry(on=NOW, actor="U1", action="linked thread", subject="c1", detail={"thread": "C1:1.0"})
    for entry in (first, replace(first, action="undid"), replace(first, subject="c2")):
        store.house.record(entry)
    assert [entry.action for entry in store.house.trail("c1")] == ["linked thread", "undid"]
    assert store.house.trail("c1")[0] == first


def test_a_setting_holds_any_json_and_none_while_unset(store: Store) -> None:
    assert store.house.setting("population") is None
    store.house.set("population", {"a": [1, 2.5, None, "é"]}, on=NOW)
    store.house.set("population", {"a": []}, on=NOW)
    assert store.house.setting("population") == {"a": []}


# Transactions


class Broken(Exception):
    pass


def test_a_transaction_that_is_left_by_an_exception_leaves_nothing(store: Store) -> None:
    def break_off() -> None:
        with store.transaction():
            put(store)
            store.conversations.add([said(1)])
            raise Broken

    with pytest.raises(Broken):
        break_off()
    assert store.people.count() == store.conversations.count() == 0
    assert ids_with(store, "c1", "Hello") == []


def test_a_transaction_inside_another_is_undone_with_it(store: Store) -> None:
    def break_off() -> None:
        with store.transaction():
            with store.transaction():
                put(store)
            assert store.people.count() == 1
            raise Broken

    with pytest.raises(Broken):
        break_off()
    assert store.people.count() == 0
    put(store)
    assert store.people.count() == 1


def test_what_is_done_outside_a_transaction_stands_at_once_for_others(opener: Opener) -> None:
    one, two = opener(), opener()
    put(one)
    one.ledger.add([choice()])
    assert [found.id for found in two.ledger.of_customer("c1")] == ["ch1"]
    one.ledger.retract("ch1", by="U1", on=NOW)
    assert two.ledger.of_customer("c1") == []
    one.close()
    two.close()


def test_others_read_the_old_state_while_a_transaction_runs(opener: Opener) -> None:
    one, two = opener(), opener()
    with one.transaction():
        put(one)
        assert two.people.count() == 0
    assert two.people.count() == 1
    one.close()
    two.close()


def test_writers_of_several_threads_wait_for_each_other(store: Store) -> None:
    put(store)

    def write(part: int) -> None:
        for number in range(20):
            with store.transaction():
                count = store.conversations.count()
                store.conversations.add([said(part * 100 + number)])
                assert store.conversations.count() == count + 1

    assert at_once(*[lambda part=part: write(part) for part in range(4)]) == [None] * 4
    assert store.conversations.count() == 80


def test_what_was_stored_is_there_after_closing_and_opening_again(opener: Opener) -> None:
    first = opener()
    put(first)
    first.conversations.add([said(1, "The kettle leaks")])
    first.close()
    second = opener()
    assert second.people.get("c1") == maria()
    assert ids_with(second, "c1", "kettle") == ["i1"]
    second.close()


def test_stores_that_open_a_new_place_at_the_same_time_all_work(opener: Opener) -> None:
    opened = at_once(*[opener] * 4)
    assert not [one for one in opened if isinstance(one, Exception)]
    for one in opened:
        one.close()  # type: ignore[attr-defined]


# SQLite alone


def pragma(path: Path, name: str) -> object:
    with sqlite3.connect(path) as raw:
        (value,) = raw.execute(f"PRAGMA {name}").fetchone()
    return value


def test_an_sqlite_store_writes_ahead_and_keeps_its_foreign_keys(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "store.db"))
    assert pragma(tmp_path / "store.db", "journal_mode") == "wal"
    seen = at_once(*[lambda: store.db.rows("PRAGMA foreign_keys")[0]["foreign_keys"]] * 3)
    assert seen == [1, 1, 1]
    store.close()


def test_a_folder_that_does_not_exist_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="does not exist"):
        open_store(str(tmp_path / "typo" / "store.db"))
    assert list(tmp_path.iterdir()) == []


def test_migrations_apply_once_and_in_order(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    for _ in range(2):
        open_store(str(path)).close()
    with sqlite3.connect(path) as raw:
        steps: Sequence[tuple[str]] = raw.execute("SELECT name FROM _sqlite_migrations ORDER BY id").fetchall()
    assert [name for (name,) in steps] == [name for name, _ in STEPS]


def test_a_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    with sqlite3.connect(path) as raw:
        raw.execute("CREATE TABLE choice (x)")  # in the way of the first step, half-way through it
    with pytest.raises(ValueError, match=r"DATABASE=.*store\.db.*already exists"):
        open_store(str(path))
    with sqlite3.connect(path) as raw:
        tables = {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert "customer" not in tables


@pytest.mark.parametrize("where", ["postgresql://localhost/db", "mysql://x"])
def test_an_address_of_another_database_is_refused_by_name(where: str) -> None:
    with pytest.raises(ValueError, match="only a path of an SQLite file"):
        open_store(where)


def test_a_file_that_is_no_database_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Just some notes, longer than a header of a database file would be." * 50)
    with pytest.raises(ValueError, match=r"DATABASE=.*notes\.txt: can't be used as an SQLite file: file is not"):
        open_store(str(path))
    with pytest.raises(ValueError, match="DATABASE="):
        open_store(str(tmp_path))


def drained(store: Store, now: datetime, name: str = "w") -> list[InboxEvent]:
    taken = []
    while (got := store.inbox.take(by=name, now=now)) is not None:
        taken.append(got)
        store.inbox.done(got.id, on=now)
    return taken
