"""The use cases on a real SQLite store, with a clock that is set by hand and the offline writer."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assist.cards import Answer, Incoming, thread_key
from assist.catalogue import Catalogue
from assist.catalogue_file import read as read_catalogue
from assist.desk import Desk
from assist.identity import keys, read_ticket
from assist.records import Choice, Customer, Draft, Identity, Interaction, Note, Verdict
from assist.workplace import AuditEntry, Channel, HouseRules, Thread
from assist.writer import OfflineWriter
from storage import SqliteStore, open_store

CATALOGUE = read_catalogue()
BEGIN = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
MARIA = Customer(
    id="maria",
    name="Maria Silva",
    identities=(Identity("email", "maria@silva.example"), Identity("external", "1001")),
)
BOB = Customer(id="bob", name="Bob Stone", identities=(Identity("email", "bob@stone.example"),))


class Clock:
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.now = BEGIN

    def __call__(self) -> datetime:
        return self.now

    def on(self, **delta: int) -> None:
        self.now += timedelta(**delta)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    opened = open_store(str(tmp_path / "desk.db"))
    for customer in (MARIA, BOB):
        opened.people.add(customer, by="test", on=BEGIN)
    yield opened
    opened.close()


@pytest.fixture
def desk(store: SqliteStore, clock: Clock) -> Desk:
    return Desk(store, CATALOGUE, OfflineWriter(), clock=clock)


def message(
    text: str,
    *,
    ts: str = "100.000100",
    thread: str = "100.000100",
    sender: tuple[Identity, ...] = MARIA.identities[:1],
    who: str = "Maria Silva",
    channel: str = "C1",
) -> Incoming:
    return Incoming(
        channel=channel,
        thread=thread,
        ts=ts,
        text=text,
        who=who,
        on=datetime.fromtimestamp(float(ts), UTC),
        keys=sender,
        link=f"https://slack.example/{ts}",
    )


def forwarded(text: str, **more: str) -> Incoming:
    """A ticket as the listeners hand it over: taken apart by its head lines."""
    ticket = read_ticket(text)
    found = message(ticket.body, sender=keys(emails=ticket.emails, external_ids=ticket.external_ids), **more)  # type: ignore[arg-type]
    return replace(found, who=ticket.name)


def past(store: SqliteStore, customer: Customer, chosen: str, times: int = 4, dimension: str = "resolution") -> None:
    store.ledger.add(
        [
            Choice(
                id=f"{customer.id}-{dimension}-{chosen}-{number}",
                customer=customer.id,
                on=BEGIN - timedelta(days=30 * (times - number)),
                dimension=dimension,
                offered=tuple(option.id for option in CATALOGUE.get(dimension).options),  # type: ignore[union-attr]
                chosen=chosen,
                situation="kettle arrived cracked",
                how="import",
            )
            for number in range(times)
        ]
    )


def chosen(store: SqliteStore, customer: Customer) -> list[tuple[str, str]]:
    return [(choice.dimension, choice.chosen) for choice in store.ledger.of_customer(customer.id)]


def everything_shown(answer: Answer) -> str:
    """Each word of an answer that could stand on a card."""
    suggestion = answer.suggestion
    parts = [answer.customer.name if answer.customer else ""]
    parts += [one.text + one.who for one in answer.moments]
    parts += [taste.says for taste in answer.tastes]
    parts += [choice.quote + choice.situation for choice in answer.taken]
    parts += [choice.quote + choice.situation for taste in answer.tastes for choice in taste.preference.choices]
    if suggestion:
        parts += [suggestion.text, *(item.says + item.link for item in suggestion.basis)]
    return "\n".join(parts)


# The first trip


def test_a_known_customers_message_gets_a_suggestion_from_their_own_record(desk: Desk, store: SqliteStore) -> None:
    past(store, MARIA, "replacement")
    past(store, BOB, "refund")
    mine = desk.answer(message("My kettle arrived cracked, order 4401. What now?"))
    his = desk.answer(
        message("My kettle arrived cracked, order 4401. What now?", thread="200.0", ts="200.0", sender=BOB.identities)
    )
    assert mine.customer == MARIA
    assert his.customer == BOB
    assert mine.suggestion is not None
    assert his.suggestion is not None
    assert mine.suggestion.leads_with is not None
    assert his.suggestion.leads_with is not None
    assert (mine.suggestion.leads_with.option, his.suggestion.leads_with.option) == ("replacement", "refund")
    assert {item.ref for item in mine.suggestion.basis if item.kind == "choice"} <= {
        f"maria-resolution-replacement-{number}" for number in range(4)
    }


def test_what_is_suggested_passes_our_own_check(desk: Desk, store: SqliteStore) -> None:
    past(store, MARIA, "replacement")
    answer = desk.answer(message("My kettle arrived cracked. What can we do?"))
    assert answer.suggestion is not None
    draft = desk.drafts.check(
        draft_id="d1", agent="U9", channel="C1", thread_ts="100.000100", text=answer.suggestion.text
    )
    assert draft.flags == ()


def test_a_message_is_kept_with_its_thread_and_its_suggestion(desk: Desk, store: SqliteStore) -> None:
    answer = desk.answer(message("My kettle leaks"))
    (kept,) = store.conversations.of_customer("maria")
    assert (kept.text, kept.thread, kept.link) == (
        "My kettle leaks",
        "C1:100.000100",
        "https://slack.example/100.000100",
    )
    assert answer.suggestion is not None
    assert store.conversations.suggestion(answer.suggestion.id) == answer.suggestion
    thread = store.conversations.thread("C1", "100.000100")
    assert thread is not None
    assert (thread.customer, thread.message, thread.message_ts) == ("maria", "My kettle leaks", "100.000100")


def test_the_same_message_again_changes_nothing_and_gives_the_same_answer(desk: Desk, store: SqliteStore) -> None:
    past(store, MARIA, "refund", times=1)
    said = message("I'll take the replacement, please")
    first = desk.answer(said)
    before = store.conversations.count(), store.ledger.count()
    again = desk.answer(said)
    assert first.taken
    assert replace(again, thread=replace(again.thread, updated_on=None)) == first
    assert (store.conversations.count(), store.ledger.count()) == before


def test_one_unknown_address_opens_a_new_customers_file(desk: Desk, store: SqliteStore) -> None:
    new = message("My kettle leaks", sender=(Identity("email", "new@shop.example"),), who="Nadia")
    answer = desk.answer(new)
    assert answer.customer is not None
    assert (answer.customer.name, answer.customer.identities) == ("Nadia", new.keys)
    again = desk.answer(replace(new, ts="101.0"))
    assert again.customer == answer.customer
    assert store.people.count() == 3


def test_a_message_without_a_key_is_nobodys_and_nothing_of_anybody_is_shown(desk: Desk, store: SqliteStore) -> None:
    past(store, MARIA, "replacement")
    answer = desk.answer(message("Maria Silva here, maria@silva.example, I'll take the replacement", sender=()))
    assert (answer.customer, answer.candidates, answer.suggestion) == (None, (), None)
    assert (answer.tastes, answer.moments, answer.taken) == ((), (), ())
    assert store.ledger.count() == 4
    assert store.conversations.count() == 1


def test_keys_of_two_customers_are_offered_and_not_guessed(desk: Desk, store: SqliteStore) -> None:
    answer = desk.answer(message("I'll take the refund", sender=(*MARIA.identities[:1], *BOB.identities)))
    assert answer.customer is None
    assert answer.candidates == (MARIA, BOB)
    assert store.ledger.count() == 0


def test_a_slack_user_that_comes_with_a_known_address_is_linked_to_its_customer(desk: Desk, store: SqliteStore) -> None:
    seen = (Identity("slack", "U1MARIA"), Identity("email", "maria@silva.example"))
    desk.answer(message("Hello, my kettle leaks", sender=seen))
    alone = desk.answer(message("It leaks", ts="300.0", thread="300.0", sender=seen[:1]))
    assert alone.customer is not None
    assert alone.customer.id == "maria"


def test_a_slack_user_is_not_linked_where_the_address_is_another_customers(desk: Desk, store: SqliteStore) -> None:
    store.people.link("maria", Identity("slack", "U1MARIA"), by="test", on=BEGIN)
    answer = desk.answer(message("Hello", sender=(Identity("slack", "U1MARIA"), *BOB.identities)))
    assert answer.customer is None
    assert {customer.id for customer in answer.candidates} == {"maria", "bob"}


def test_a_message_without_a_key_in_a_linked_thread_is_its_customers(desk: Desk) -> None:
    desk.answer(message("My kettle leaks"))
    follow = desk.answer(message("It got worse", ts="101.0", sender=()))
    assert follow.customer == MARIA


def test_keys_that_nobody_holds_in_a_customers_thread_do_not_make_it_that_customers(desk: Desk) -> None:
    desk.answer(message("My kettle leaks"))
    strangers = (Identity("email", "a@x.example"), Identity("email", "b@y.example"))
    answer = desk.answer(message("Me too", ts="101.0", sender=strangers))
    assert answer.customer is None


def test_a_choice_enters_the_ledger_with_words_and_place(desk: Desk, store: SqliteStore) -> None:
    desk.answer(message("My kettle leaks"))
    desk.heard_agent(message("Would you like a refund or a replacement?", ts="101.0", sender=()))
    answer = desk.answer(message("The replacement, please", ts="102.0"))
    (taken,) = answer.taken
    assert (taken.dimension, taken.chosen) == ("resolution", "replacement")
    assert {"refund", "replacement"} <= set(taken.offered)
    assert taken.quote in "The replacement, please"
    assert (taken.situation, taken.link) == ("My kettle leaks", "https://slack.example/102.0")
    assert answer.suggestion is None
    assert store.ledger.of_customer("maria") == [taken]


def test_thanks_need_no_answer(desk: Desk) -> None:
    desk.answer(message("My kettle leaks"))
    assert desk.answer(message("Thank you!", ts="101.0")).suggestion is None


def test_a_change_of_mind_replaces_the_choice(desk: Desk, store: SqliteStore) -> None:
    desk.answer(message("My kettle leaks, I'd like the refund please"))
    assert chosen(store, MARIA) == [("resolution", "refund")]
    answer = desk.answer(message("Actually, I'll take the replacement instead", ts="101.0"))
    assert chosen(store, MARIA) == [("resolution", "replacement")]
    assert [choice.chosen for choice in answer.taken] == ["replacement"]


def test_a_message_that_comes_late_is_read_but_the_newer_one_stays_the_one_to_answer(
    desk: Desk, store: SqliteStore
) -> None:
    desk.answer(message("Is the replacement on its way?", ts="105.0"))
    late = desk.answer(message("My kettle leaks", ts="101.0"))
    thread = store.conversations.thread("C1", "100.000100")
    assert thread is not None
    assert (thread.message, thread.message_ts) == ("Is the replacement on its way?", "105.0")
    assert late.thread.message == "Is the replacement on its way?"
    assert store.conversations.of_thread("C1:100.000100")[0].text == "My kettle leaks"


def test_an_agent_in_an_unknown_thread_is_not_kept(desk: Desk, store: SqliteStore) -> None:
    desk.heard_agent(message("Anybody at lunch?", ts="900.0", thread="900.0", sender=()))
    assert store.conversations.count() == 0


# Linking


def test_linking_gives_thread_words_and_choices_to_the_customer(desk: Desk, store: SqliteStore) -> None:
    past(store, MARIA, "replacement")
    desk.answer(message("My kettle leaks, I'd like the refund please. When does it come?", sender=()))
    answer = desk.link("C1", "100.000100", "maria", by="U9")
    assert answer is not None
    assert answer.customer == MARIA
    assert [choice.chosen for choice in answer.taken] == ["refund"]
    assert ("resolution", "refund") in chosen(store, MARIA)
    assert [one.customer for one in store.conversations.of_thread("C1:100.000100")] == ["maria"]
    (entry,) = store.house.trail("maria")
    assert entry == AuditEntry(
        on=BEGIN, actor="U9", action="linked thread", subject="maria", detail={"thread": "C1:100.000100"}
    )


def test_linking_what_is_unknown_does_nothing(desk: Desk, store: SqliteStore) -> None:
    desk.answer(message("My kettle leaks", sender=()))
    assert desk.link("C1", "100.000100", "nobody", by="U9") is None
    assert desk.link("C1", "999.0", "maria", by="U9") is None
    assert store.house.trail("maria") == []


def test_a_wrong_link_put_right_leaves_nothing_with_the_wrong_customer(desk: Desk, store: SqliteStore) -> None:
    desk.answer(message("My zebra kettle leaks, I'd like the refund please", sender=()))
    wrong = desk.link("C1", "100.000100", "bob", by="U9")
    right = desk.link("C1", "100.000100", "maria", by="U9")
    assert wrong is not None
    assert right is not None
    assert chosen(store, BOB) == []
    assert chosen(store, MARIA) == [("resolution", "refund")]
    assert store.conversations.of_customer("bob") == []
    assert store.log("bob").timeline() == []
    card = desk.insight.card("bob")
    assert card is not None
    assert (card.contacts, card.threads) == ((), ())
    back = desk.link("C1", "100.000100", "bob", by="U9")
    assert back is not None
    assert chosen(store, BOB) == [("resolution", "refund")]
    assert chosen(store, MARIA) == []


def test_a_suggestion_of_a_relinked_thread_is_a_new_one(desk: Desk, store: SqliteStore) -> None:
    past(store, MARIA, "replacement")
    past(store, BOB, "refund")
    desk.answer(message("My kettle leaks. What now?", sender=()))
    wrong, right = (desk.link("C1", "100.000100", who, by="U9") for who in ("bob", "maria"))
    assert wrong is not None
    assert right is not None
    assert wrong.suggestion is not None
    assert right.suggestion is not None
    assert wrong.suggestion.id != right.suggestion.id
    kept = store.conversations.suggestion(right.suggestion.id)
    assert kept is not None
    assert kept.customer == "maria"


# Edits, deletions, undo


def test_an_edited_message_takes_its_choice_along_and_back(desk: Desk, store: SqliteStore) -> None:
    desk.answer(message("I'd like the refund please"))
    assert desk.edited("C1", "100.000100", "I'd like the replacement please")
    assert chosen(store, MARIA) == [("resolution", "replacement")]
    assert desk.edited("C1", "100.000100", "I'd like the refund please")
    assert chosen(store, MARIA) == [("resolution", "refund")]
    assert desk.edited("C1", "100.000100", "Where is my parcel?")
    assert chosen(store, MARIA) == []


def test_an_edited_message_keeps_no_old_words_anywhere(desk: Desk, store: SqliteStore) -> None:
    desk.answer(message("The refund please, card 4111-1111 it is"))
    assert desk.edited("C1", "100.000100", "The refund please, you know the card")
    (choice,) = store.ledger.of_customer("maria")
    assert "4111" not in choice.quote + choice.situation
    thread = store.conversations.thread("C1", "100.000100")
    assert thread is not None
    assert thread.message == "The refund please, you know the card"
    assert not any(store.log("maria").matches("4111-1111").values())


def test_an_edit_that_changes_nothing_or_is_of_an_unknown_message_is_none(desk: Desk) -> None:
    desk.answer(message("My kettle leaks"))
    assert not desk.edited("C1", "100.000100", "My kettle leaks")
    assert not desk.edited("C1", "999.0", "Anything")
    assert not desk.deleted("C1", "999.0")


def test_a_deleted_message_takes_its_choice_along_and_an_older_one_stands_again(desk: Desk, store: SqliteStore) -> None:
    desk.answer(message("My kettle leaks, I'd like the refund please"))
    desk.answer(message("No wait, I'll take the replacement instead", ts="101.0"))
    assert desk.deleted("C1", "101.0")
    assert chosen(store, MARIA) == [("resolution", "refund")]
    thread = store.conversations.thread("C1", "100.000100")
    assert thread is not None
    assert thread.message == "My kettle leaks, I'd like the refund please"
    assert desk.deleted("C1", "100.000100")
    assert chosen(store, MARIA) == []
    assert store.conversations.count() == 0


def test_editing_and_deleting_in_a_thread_of_nobody_is_no_trouble(desk: Desk, store: SqliteStore) -> None:
    desk.answer(message("My kettle leaks", sender=()))
    assert desk.edited("C1", "100.000100", "I'd like the refund please")
    assert desk.deleted("C1", "100.000100")
    assert store.ledger.count() == 0


def test_what_an_agent_undid_stays_undone_however_often_the_thread_is_read(desk: Desk, store: SqliteStore) -> None:
    (taken,) = desk.answer(message("My kettle leaks, I'd like the refund please")).taken
    assert desk.corrections.undo(taken.id, by="U9") == taken
    assert desk.corrections.undo(taken.id, by="U9") is None
    assert desk.corrections.undo("unknown", by="U9") is None
    desk.answer(message("It still leaks", ts="101.0"))
    desk.answer(message("My kettle leaks, I'd like the refund please"))
    desk.edited("C1", "101.0", "It leaks even more")
    desk.capture_imported()
    desk.link("C1", "100.000100", "bob", by="U9")
    desk.link("C1", "100.000100", "maria", by="U9")
    assert chosen(store, MARIA) == []
    assert [entry.action for entry in store.house.trail("maria")][:1] == ["retracted choice"]


def test_a_choice_that_was_entered_by_hand_is_not_recorded_a_second_time(desk: Desk, store: SqliteStore) -> None:
    store.ledger.add(
        [
            Choice(
                id="hand",
                customer="maria",
                on=BEGIN,
                dimension="resolution",
                offered=("refund", "repair"),
                chosen="refund",
                thread="C1:100.000100",
                how="entered",
                recorded_by="U9",
            )
        ]
    )
    assert desk.answer(message("My kettle leaks, I'd like the refund please")).taken == ()
    assert [choice.id for choice in store.ledger.of_customer("maria")] == ["hand"]
    desk.deleted("C1", "100.000100")
    assert [choice.id for choice in store.ledger.of_customer("maria")] == ["hand"]


# Nothing of one customer on another's card


def test_equal_words_of_another_customer_are_no_moment_of_this_one(desk: Desk, store: SqliteStore) -> None:
    text = "My zebra kettle RT-4401 leaks"
    store.conversations.add(
        [
            Interaction(
                id=f"old-{who}",
                customer=who,
                on=BEGIN - timedelta(days=9),
                who=f"by {who}",
                text=text,
                thread=f"t-{who}",
            )
            for who in ("maria", "bob")
        ]
    )
    answer = desk.answer(message(text))
    assert [one.id for one in answer.moments] == ["old-maria"]
    assert "bob" not in everything_shown(answer)


def test_two_customers_in_one_thread_keep_words_and_choices_apart(desk: Desk, store: SqliteStore) -> None:
    desk.answer(message("My zebra kettle leaks, I'd like the refund please"))
    his = desk.answer(
        message("The lamp flickers, I'd like the repair please", ts="101.0", sender=BOB.identities, who="Bob Stone")
    )
    assert his.customer == BOB
    assert chosen(store, MARIA) == [("resolution", "refund")]
    assert chosen(store, BOB) == [("resolution", "repair")]
    assert "zebra" not in everything_shown(his)
    (choice,) = store.ledger.of_customer("bob")
    assert choice.situation.startswith("The lamp flickers")
    assert "refund" not in choice.offered
    again = desk.answer(message("And the zebra handle is loose", ts="102.0"))
    assert "lamp" not in everything_shown(again)
    assert chosen(store, BOB) == [("resolution", "repair")]


def test_an_offer_made_to_one_is_not_taken_by_another_who_says_yes(desk: Desk, store: SqliteStore) -> None:
    desk.answer(message("My kettle leaks"))
    desk.heard_agent(message("Shall I send a replacement?", ts="101.0", sender=()))
    his = desk.answer(message("Yes please, go ahead", ts="102.0", sender=BOB.identities))
    assert his.taken == ()
    assert chosen(store, BOB) == chosen(store, MARIA) == []


def test_linking_what_nobody_wrote_does_not_take_a_third_persons_words_along(desk: Desk, store: SqliteStore) -> None:
    desk.answer(message("My zebra kettle leaks, I'd like the refund please"))
    strangers = (Identity("email", "a@x.example"), Identity("email", "b@y.example"))
    desk.answer(message("The lamp flickers", ts="101.0", sender=strangers))
    answer = desk.link("C1", "100.000100", "bob", by="U9")
    assert answer is not None
    assert "zebra" not in everything_shown(answer)
    assert [one.text for one in store.conversations.of_customer("bob")] == ["The lamp flickers"]
    assert [one.text for one in store.conversations.of_customer("maria")] == [
        "My zebra kettle leaks, I'd like the refund please"
    ]
    assert chosen(store, BOB) == []
    assert chosen(store, MARIA) == [("resolution", "refund")]


def test_a_forwarded_mail_of_somebody_else_stays_the_senders(desk: Desk, store: SqliteStore) -> None:
    past(store, BOB, "refund")
    answer = desk.answer(
        forwarded(
            "From: Nadia <nadia@new.example>\nSubject: Fwd: kettle\n\nSee below, can you help?\n\n"
            "---------- Forwarded message ---------\nFrom: Bob Stone <bob@stone.example>\nSubject: kettle\n\n"
            "I'll take the refund"
        )
    )
    assert answer.customer is not None
    assert answer.customer.id not in ("bob", "maria")
    assert "Bob" not in answer.customer.name
    assert len(store.ledger.of_customer("bob")) == 4


def test_an_address_in_the_text_names_nobody(desk: Desk) -> None:
    answer = desk.answer(forwarded("From: nadia@new.example\n\nPlease copy bob@stone.example on this. From: bob"))
    assert answer.customer is not None
    assert answer.customer.id != "bob"


def test_imported_threads_of_one_name_are_read_customer_by_customer(desk: Desk, store: SqliteStore) -> None:
    def turn(number: int, who: Customer, text: str) -> Interaction:
        return Interaction(
            id=f"t{number}",
            customer=who.id,
            on=BEGIN + timedelta(minutes=number),
            who=who.name,
            text=text,
            thread="ticket-1",
        )

    store.conversations.add([turn(1, MARIA, "I'd like the refund please"), turn(2, BOB, "I'd like the repair please")])
    assert desk.capture_imported() == (2, 2)
    assert desk.capture_imported() == (2, 0)
    assert chosen(store, MARIA) == [("resolution", "refund")]
    assert chosen(store, BOB) == [("resolution", "repair")]


def test_a_customers_card_holds_their_own_rows_only(desk: Desk, store: SqliteStore) -> None:
    past(store, BOB, "refund")
    desk.answer(message("The lamp flickers", ts="101.0", thread="101.0", sender=BOB.identities))
    desk.answer(message("My kettle leaks, I'd like the repair please"))
    card = desk.insight.card("maria")
    assert card is not None
    assert [one.text for one in card.contacts] == ["My kettle leaks, I'd like the repair please"]
    assert [thread.ts for thread in card.threads] == ["100.000100"]
    record = next(taste.preference for taste in card.tastes if taste.dimension.id == "resolution")
    assert [choice.customer for choice in record.choices] == ["maria"]
    assert desk.insight.card("nobody") is None


def test_another_customers_notes_and_record_do_not_count_against_a_draft(desk: Desk, store: SqliteStore) -> None:
    past(store, BOB, "refund")
    store.ledger.add_note(Note(id="n", customer="bob", text="No replacements, ever"))
    desk.answer(message("My kettle leaks"))
    draft = desk.drafts.check(
        draft_id="d1", agent="U9", channel="C1", thread_ts="100.000100", text="The best thing here is a replacement."
    )
    assert "against_choices" not in [flag.kind for flag in draft.flags]


# Suggestions


def test_another_wording_says_the_same_in_other_words(desk: Desk, store: SqliteStore) -> None:
    past(store, MARIA, "replacement")
    first = desk.answer(message("My kettle arrived cracked. What now?")).suggestion
    assert first is not None
    thread = store.conversations.thread("C1", "100.000100")
    assert thread is not None
    desk.card_posted(thread, channel="C1", root="100.000100", ts="100.5", suggestion=first.id)
    reworded = desk.reword(first.id)
    assert reworded is not None
    assert reworded.suggestion is not None
    assert reworded.suggestion.leads_with == first.leads_with
    assert reworded.suggestion.text != first.text
    assert reworded.suggestion.wording > first.wording


def test_a_suggestion_that_the_thread_has_left_behind_is_not_reworded(desk: Desk, store: SqliteStore) -> None:
    first = desk.answer(message("My kettle arrived cracked. What now?")).suggestion
    assert first is not None
    assert desk.reword(first.id) is None  # its card was never posted
    assert desk.reword("unknown") is None


def test_not_right_is_kept_with_its_reason(desk: Desk, store: SqliteStore) -> None:
    suggestion = desk.answer(message("My kettle arrived cracked. What now?")).suggestion
    assert suggestion is not None
    assert desk.not_right(suggestion.id, by="U9", kind="tone", why="wrong tone")
    assert [(e.actor, e.detail) for e in store.house.trail(suggestion.id)] == [
        ("U9", {"kind": "tone", "why": "wrong tone"})
    ]
    assert not desk.not_right("unknown", by="U9", kind="tone", why="wrong tone")
    assert store.house.trail("unknown") == []


# The second trip


def checked(
    desk: Desk, text: str = "If it were me I'd take the store credit.", draft_id: str = "d1", agent: str = "U9"
) -> Draft:
    return desk.drafts.check(draft_id=draft_id, agent=agent, channel="C1", thread_ts="100.000100", text=text)


def test_a_draft_is_stored_with_its_flags_and_each_quote_stands_in_it(desk: Desk, store: SqliteStore) -> None:
    past(store, MARIA, "replacement")
    desk.answer(message("My kettle leaks"))
    draft = checked(desk)
    assert draft.flags
    assert all(draft.text[flag.start : flag.start + len(flag.quote)] == flag.quote for flag in draft.flags)
    assert len({flag.id for flag in draft.flags}) == len(draft.flags)
    assert store.reviews.draft("d1") == draft
    assert (draft.customer, draft.message) == ("maria", "My kettle leaks")


def test_a_draft_is_rewritten_until_it_is_sent(desk: Desk, store: SqliteStore) -> None:
    desk.answer(message("My kettle leaks"))
    checked(desk)
    clean = checked(desk, "Which would you like: a refund or a replacement?")
    assert clean.flags == ()
    assert store.reviews.draft("d1") == clean
    assert desk.drafts.claim_sending("d1", reason="") is not None
    checked(desk, "If it were me I'd take the store credit.")
    kept = store.reviews.draft("d1")
    assert kept is not None
    assert (kept.text, kept.flags) == (clean.text, ())


def test_a_draft_in_an_unknown_thread_is_checked_on_its_words_alone(desk: Desk, store: SqliteStore) -> None:
    draft = checked(desk)
    assert draft.flags
    assert (draft.customer, draft.message) == ("", "")


def test_a_draft_is_sent_once(desk: Desk, store: SqliteStore, clock: Clock) -> None:
    desk.answer(message("My kettle leaks"))
    checked(desk)
    claims: list[Draft | None] = []
    threads = [
        threading.Thread(target=lambda: claims.append(desk.drafts.claim_sending("d1", reason="They asked")))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (won,) = [claim for claim in claims if claim is not None]
    assert (won.sent_on, won.sent_reason) == (BEGIN, "They asked")
    desk.drafts.take_back_sending("d1")
    assert desk.drafts.claim_sending("d1", reason="") is not None
    assert desk.drafts.claim_sending("unknown", reason="") is None


def test_a_sent_draft_is_the_agents_turn_and_the_next_choice_is_read_against_it(desk: Desk, store: SqliteStore) -> None:
    desk.answer(message("My kettle leaks"))
    draft = checked(desk, "Would you like your money back or a repair?")
    desk.drafts.sent(draft, ts="101.0", who="Sam", link="https://slack.example/101")
    (taken,) = desk.answer(message("The repair please", ts="102.0")).taken
    assert {"refund", "repair"} <= set(taken.offered)
    turn = store.conversations.of_thread("C1:100.000100")[1]
    assert (turn.role, turn.who, turn.customer, turn.text) == ("agent", "Sam", "maria", draft.text)


def test_replies_go_to_internal_ticket_channels_only(desk: Desk, store: SqliteStore) -> None:
    store.house.save_channel(Channel(id="C1", kind="tickets"))
    store.house.save_channel(Channel(id="C2", kind="connect", mirror="C1"))
    store.house.save_channel(Channel(id="C3", kind="ignored"))
    assert [desk.drafts.may_send(channel) for channel in ("C1", "C2", "C3", "C4")] == [True, False, False, False]


def test_a_thread_is_found_where_it_stands_and_where_its_card_does(desk: Desk, store: SqliteStore) -> None:
    desk.answer(message("My kettle leaks"))
    thread = store.conversations.thread("C1", "100.000100")
    assert thread is not None
    desk.card_posted(thread, channel="C9", root="500.0", ts="501.0", suggestion="s")
    for place in (("C1", "100.000100"), ("C9", "500.0")):
        found = desk.thread_at(*place)
        assert found is not None
        assert thread_key(found.channel, found.ts) == "C1:100.000100"
    assert desk.thread_at("C9", "100.000100") is None


# Reviews


def test_the_first_leads_word_stands_and_everybody_is_told_it(desk: Desk, store: SqliteStore) -> None:
    desk.answer(message("My kettle leaks"))
    flag = checked(desk).flags[0]
    desk.drafts.claim_sending("d1", reason="They asked")
    first = desk.oversight.decide(flag.id, lead="U1", upheld=False, note="They asked what I would do")
    second = desk.oversight.decide(flag.id, lead="U2", upheld=True)
    assert (
        first == second == Verdict(flag=flag.id, lead="U1", upheld=False, on=BEGIN, note="They asked what I would do")
    )
    assert [entry.actor for entry in store.house.trail(flag.id)] == ["U1"]
    assert desk.oversight.decide("unknown", lead="U1", upheld=True) is None
    assert sum(one.trust.decided for one in desk.oversight.standings() if one.kind == flag.kind) == 1


def test_a_kind_that_leads_keep_dismissing_becomes_a_note_until_they_uphold_it_again(desk: Desk) -> None:
    desk.answer(message("My kettle leaks"))
    loud = checked(desk).flags[0]
    for number in range(20):
        draft = checked(desk, draft_id=f"x{number}")
        for flag in (*draft.flags, *draft.notes):
            desk.oversight.decide(flag.id, lead="U1", upheld=False)
    quiet = checked(desk, draft_id="last")
    assert loud.kind in {flag.kind for flag in quiet.notes}
    assert quiet.notes[0].severity == "low"
    assert loud.severity != "low"
    for number in range(40):
        for flag in (draft := checked(desk, draft_id=f"y{number}")).flags + draft.notes:
            desk.oversight.decide(flag.id, lead="U1", upheld=True)
    assert loud.kind in {flag.kind for flag in checked(desk, draft_id="again").flags}


def test_what_an_agent_keeps_pressing_sharpens_the_reason_of_a_flag_and_makes_none(
    desk: Desk, store: SqliteStore
) -> None:
    past(store, MARIA, "replacement")
    desk.answer(message("My kettle leaks"))
    text = "If it were me, I'd take the store credit."
    first = checked(desk, text, draft_id="first", agent="U1").flags
    for number in range(6):
        checked(desk, text, draft_id=f"x{number}", agent="U1")
    (later,) = checked(desk, text, draft_id="later", agent="U1").flags
    assert "of your last" not in first[0].reason
    assert "in 7 of your last 7 drafts; this customer has taken it 0 of 4 times." in later.reason
    assert ("low", "medium", "high").index(later.severity) >= ("low", "medium", "high").index(first[0].severity)
    assert "of your last" not in checked(desk, text, draft_id="other", agent="U2").flags[0].reason
    assert checked(desk, "Which would you like?", draft_id="open", agent="U1").flags == ()


def test_habits_and_figures_speak_the_catalogue_that_is_in_use(desk: Desk) -> None:
    desk.answer(message("My kettle leaks"))
    for number in range(4):
        checked(desk, draft_id=f"x{number}")
    (before,) = desk.agents.own_page("U9", "").habits
    named = [replace(one, label=f"{one.label}, anew") for one in desk.catalogue]
    desk.follow(Catalogue(tuple(named)), HouseRules())
    (after,) = desk.agents.own_page("U9", "").habits
    assert after.dimension == f"{before.dimension}, anew"
    assert desk.oversight.catalogue is desk.catalogue


def test_a_flag_names_the_check_that_made_it(desk: Desk) -> None:
    desk.answer(message("My kettle leaks"))
    (version,) = {flag.version for flag in checked(desk).flags}
    assert re.fullmatch(r"check-[0-9a-f]{8}", version)


def test_leads_overrule_a_kind_and_the_trail_says_who_and_why(desk: Desk, store: SqliteStore) -> None:
    desk.answer(message("My kettle leaks"))
    kind = checked(desk).flags[0].kind
    assert desk.oversight.overrule(kind, "note", by="U1", why="too many quotes")
    assert kind in {flag.kind for flag in checked(desk, draft_id="d2").notes}
    assert desk.oversight.overrule(kind, "", by="U2", why="mended")
    assert kind in {flag.kind for flag in checked(desk, draft_id="d3").flags}
    assert [(entry.actor, entry.detail["shown"], entry.detail["why"]) for entry in store.house.trail(kind)] == [
        ("U1", "note", "too many quotes"),
        ("U2", "as measured", "mended"),
    ]
    assert not desk.oversight.overrule("nonsense", "note", by="U1", why="x")
    assert not desk.oversight.overrule(kind, "nonsense", by="U1", why="x")


def test_the_floor_is_a_share_that_leads_set(desk: Desk) -> None:
    desk.oversight.set_floor(0.8, by="U1")
    assert desk.oversight.policy().floor == 0.8
    with pytest.raises(ValueError, match="share"):
        desk.oversight.set_floor(60, by="U1")


# Looking things up, and the population


def test_the_population_is_learned_from_what_counts_and_kept(desk: Desk, store: SqliteStore) -> None:
    past(store, MARIA, "replacement", times=3)
    past(store, BOB, "refund", times=1)
    store.ledger.retract("bob-resolution-refund-0", by="U9", on=BEGIN)
    desk.learn_population()
    kept = desk.insight.population()
    assert kept == desk.learn_population()
    assert kept.tastes["resolution"].customers == 1
    assert "contact" not in kept.tastes


def test_a_new_customer_leans_on_the_population_and_the_card_says_so(desk: Desk, store: SqliteStore) -> None:
    past(store, BOB, "repair", times=9)
    desk.learn_population()
    card = desk.insight.card("maria")
    assert card is not None
    record = next(taste.preference for taste in card.tastes if taste.dimension.id == "resolution")
    assert (record.thin, record.ranking[0].option, record.choices) == (True, "repair", ())


def test_sharing_a_channel_is_kept_and_recorded(desk: Desk, store: SqliteStore) -> None:
    store.house.save_channel(Channel(id="C1", kind="tickets", name="tickets", senders=("B1",), shared=False))
    found = store.house.channel("C1")
    assert found is not None
    desk.set_shared(found, shared=True)
    assert store.house.channel("C1") == replace(found, shared=True)
    assert [entry.action for entry in store.house.trail("C1")] == ["channel shared"]


@pytest.mark.parametrize(
    "text",
    [
        "'; DROP TABLE choice; --",
        "{{ 7 * 7 }} {% for x in y %}",
        "<!channel> hi",
        "word " * 8_000,
        "\ud83d",
        "🫖",
        "a\x00b",
    ],
)
def test_no_message_breaks_the_desk_or_is_interpreted(desk: Desk, store: SqliteStore, text: str) -> None:
    past(store, MARIA, "replacement")
    answer = desk.answer(message(f"{text} My kettle arrived cracked, what now?", who=text))
    assert answer.customer == MARIA
    assert answer.suggestion is not None
    assert "49" not in answer.suggestion.text
    draft = checked(desk, f"If it were me I'd take the store credit. {text}")
    assert store.reviews.draft("d1") == draft
    assert desk.edited("C1", "100.000100", text)
    assert desk.deleted("C1", "100.000100")


def test_a_thread_row_alone_gives_a_card_without_a_suggestion(desk: Desk, store: SqliteStore) -> None:
    store.conversations.save_thread(Thread(channel="C1", ts="1.0"), on=BEGIN)
    answer = desk.answer(message("My kettle leaks", ts="1.0", thread="1.0"))
    assert answer.customer == MARIA
