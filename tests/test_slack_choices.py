"""Why: what is only probable is asked, not stored; what was stored wrongly is put right, and how it was is kept."""

import pytest

from assist.records import Choice
from tests.slack_stage import (
    AGENT,
    BROKEN,
    GUEST,
    MIRROR,
    OTHER_AGENT,
    SHARED,
    TICKETS,
    Json,
    Stage,
    buttons,
    opened,
    said,
    value_of,
)

stage = pytest.fixture(opened)
OFFER = "A replacement or store credit: which would you like?"
UNSURE = "I guess the replacement?"


def recorded(stage: Stage) -> list[Choice]:
    """What counts for Nora beside what she had chosen before."""
    return stage.store.ledger.of_customer("cust-nora")[4:]


def asked(stage: Stage) -> Json:
    """The line that asks about Nora's unsure answer, in a thread of its own."""
    ts = stage.ticket()
    stage.says(AGENT, OFFER, thread=ts)
    stage.ticket(UNSURE, thread=ts)
    return line(stage)


def line(stage: Stage, channel: str = TICKETS) -> Json:
    return next(one for one in reversed(stage.messages(channel)) if "Did they choose" in one["text"])


def test_a_probable_choice_is_asked_about_and_not_stored(stage: Stage) -> None:
    question = asked(stage)
    assert question["text"] == "Did they choose a replacement? (“I guess the replacement”)"
    assert buttons(question) == ["choice_yes", "choice_no", "choice_other"]
    assert recorded(stage) == []


def test_yes_records_it_as_confirmed_by_the_agent_with_the_customers_words(stage: Stage) -> None:
    question = asked(stage)
    stage.click("choice_yes", value_of(question, "choice_yes"), message=question["ts"])
    (choice,) = recorded(stage)
    assert (choice.chosen, choice.how, choice.recorded_by) == ("replacement", "confirmed", AGENT)
    assert (choice.quote, bool(choice.link)) == ("I guess the replacement", True)
    assert question["text"].startswith("Noted: chose a replacement")
    assert buttons(question) == ["undo_choice", "correct_choice"]
    stage.click("undo_choice", choice.id, message=question["ts"])
    assert recorded(stage) == []


def test_no_records_nothing_and_is_not_asked_again(stage: Stage) -> None:
    question = asked(stage)
    stage.click("choice_no", value_of(question, "choice_no"), message=question["ts"])
    stage.says(AGENT, "Take your time.", thread=question["thread_ts"])
    assert recorded(stage) == []
    assert question["text"].startswith("Not noted: they did not choose a replacement.")
    assert "Did they choose" not in said({"blocks": [one["blocks"] for one in stage.messages()]})


def test_something_else_opens_the_options_and_records_the_one_that_is_picked(stage: Stage) -> None:
    question = asked(stage)
    stage.click("choice_other", value_of(question, "choice_other"), message=question["ts"])
    view = stage.view()
    assert "a replacement" not in {one["text"]["text"] for one in view["blocks"][1]["element"]["options"]}
    assert stage.submit(view, choice_option="")["response_action"] == "errors"
    assert stage.submit(view, choice_option="credit") == {}
    (choice,) = recorded(stage)
    assert (choice.chosen, choice.how) == ("credit", "confirmed")
    assert question["text"].startswith("Noted: chose store credit")


def test_of_two_agents_who_answer_the_first_is_heard(stage: Stage) -> None:
    question = asked(stage)
    value = value_of(question, "choice_yes")
    stage.click("choice_other", value, message=question["ts"])
    view = stage.view()
    stage.click("choice_no", value, user=OTHER_AGENT, message=question["ts"])
    stage.click("choice_yes", value, message=question["ts"])
    assert "settled this already" in said(stage.submit(view, choice_option="credit")["view"])
    assert recorded(stage) == []


def test_a_question_is_asked_once_however_often_its_message_arrives(stage: Stage) -> None:
    question = asked(stage)
    stage.ticket("Are you there? What about my lamp?", thread=question["thread_ts"])
    assert sum("Did they choose" in one["text"] for one in stage.messages()) == 1


def test_a_later_certain_choice_withdraws_the_question(stage: Stage) -> None:
    question = asked(stage)
    stage.ticket("Store credit, please.", thread=question["thread_ts"])
    assert [choice.chosen for choice in recorded(stage)] == ["credit"]
    assert question["text"].startswith("No longer asked")
    assert buttons(question) == []


def test_a_later_certain_choice_takes_the_place_of_a_confirmed_one(stage: Stage) -> None:
    question = asked(stage)
    stage.click("choice_yes", value_of(question, "choice_yes"), message=question["ts"])
    later = stage.ticket("No, the store credit, please.", thread=question["thread_ts"])
    assert [choice.chosen for choice in recorded(stage)] == ["credit"]
    stage.deliver({"type": "message", "subtype": "message_deleted", "channel": TICKETS, "deleted_ts": later})
    gone = {"ts": later, "thread_ts": question["thread_ts"]}
    stage.deliver(
        {"type": "message", "subtype": "message_deleted", "channel": TICKETS, "deleted_ts": later}
        | {"previous_message": gone}
    )
    assert [choice.chosen for choice in recorded(stage)] == ["replacement"]


def test_an_edited_message_takes_its_question_and_what_was_confirmed_along(stage: Stage) -> None:
    for confirmed in (False, True):
        question = asked(stage)
        ts = stage.thread(question["thread_ts"]).message_ts
        if confirmed:
            stage.click("choice_yes", value_of(question, "choice_yes"), message=question["ts"])
            assert len(recorded(stage)) == 1
        message = {"type": "message", "subtype": "bot_message", "bot_id": "B0FORWARD", "ts": ts}
        message |= {"thread_ts": question["thread_ts"], "text": "From: nora@field.example\n\nLet me sleep on it."}
        stage.deliver({"type": "message", "subtype": "message_changed", "channel": TICKETS, "message": message})
        assert recorded(stage) == []
        assert "Did they choose" not in question["text"]


def rewrites(stage: Stage, ts: str, text: str, thread: str, channel: str = TICKETS) -> None:
    """Ada edits what she has written."""
    message = {"type": "message", "user": AGENT, "team": "T0HOME", "ts": ts, "thread_ts": thread, "text": text}
    changed = {"type": "message", "subtype": "message_changed", "channel": channel, "ts": stage.ts()}
    stage.deliver({**changed, "hidden": True, "message": message})


def notes(stage: Stage, channel: str = TICKETS) -> list[str]:
    return [one["text"] for one in stage.messages(channel) if one["text"].startswith("Noted")]


def test_an_agents_edit_that_makes_an_answer_a_choice_is_noted_once_like_a_new_message(stage: Stage) -> None:
    ts = stage.ticket()
    vague = stage.says(AGENT, "Let me see what can be done.", thread=ts)
    stage.ticket("A replacement, please.", thread=ts)
    assert (recorded(stage), notes(stage)) == ([], [])
    for text in (OFFER, f"{OFFER} Ada", f"{OFFER} Ada"):
        rewrites(stage, vague, text, ts)
    (choice,) = recorded(stage)
    assert notes(stage) == ["Noted: chose a replacement (“A replacement, please”)."]
    stage.click("undo_choice", choice.id, message=stage.messages()[-1]["ts"])
    rewrites(stage, vague, OFFER, ts)
    assert (recorded(stage), notes(stage)) == ([], [])


def test_in_a_shared_channel_an_agents_edit_is_noted_in_the_mirror(stage: Stage) -> None:
    ts = stage.says(GUEST, BROKEN, channel=SHARED)
    vague = stage.says(AGENT, "Let me see what can be done.", channel=SHARED, thread=ts)
    stage.says(GUEST, "A replacement, please.", channel=SHARED, thread=ts)
    rewrites(stage, vague, OFFER, ts, SHARED)
    assert len(notes(stage, MIRROR)) == 1
    assert stage.written_to(SHARED) == []


@pytest.mark.parametrize("fails", ["chat.postMessage", "conversations.replies"])
def test_a_line_that_an_edit_calls_for_and_slack_does_not_take_comes_later_and_once(stage: Stage, fails: str) -> None:
    ts = stage.ticket()
    vague = stage.says(AGENT, "Let me see what can be done.", thread=ts)
    stage.ticket("A replacement, please.", thread=ts)
    stage.client.failing[fails] = ["internal_error"]
    rewrites(stage, vague, OFFER, ts)
    assert (len(recorded(stage)), notes(stage)) == (1, [])
    for _ in range(2):
        stage.times.later(600)
        stage.worker.drain()
    assert len(notes(stage)) == 1


STRUCK = "No longer in the record: a replacement. The conversation reads differently now."


def chosen(stage: Stage) -> tuple[str, str, str]:
    """A thread in which a choice was noted; the ts of the thread, of the offer and of the answer."""
    ts = stage.ticket()
    offer = stage.says(AGENT, OFFER, thread=ts)
    return ts, offer, stage.ticket("A replacement, please.", thread=ts)


def lines(stage: Stage, channel: str = TICKETS) -> list[str]:
    return [one["text"] for one in stage.messages(channel) if one["text"].startswith(("Noted", "No longer in"))]


def deleted(ts: str, thread: str, channel: str = TICKETS) -> Json:
    gone: Json = {"type": "message", "subtype": "message_deleted", "channel": channel, "deleted_ts": ts}
    return {**gone, "previous_message": {"ts": ts, "thread_ts": thread}}


def test_the_line_of_a_choice_that_an_edit_takes_back_says_so_without_buttons(stage: Stage) -> None:
    ts, offer, _ = chosen(stage)
    line = stage.messages()[-1]
    assert lines(stage) == ["Noted: chose a replacement (“A replacement, please”)."]
    rewrites(stage, offer, "Let me see what can be done.", ts)
    assert (recorded(stage), lines(stage)) == ([], [STRUCK])
    assert buttons(next(one for one in stage.messages() if one["ts"] == line["ts"])) == []
    rewrites(stage, offer, OFFER, ts)
    assert lines(stage) == [STRUCK, "Noted: chose a replacement (“A replacement, please”)."]


@pytest.mark.parametrize("confirmed", [False, True])
def test_the_line_of_a_choice_whose_message_is_deleted_says_so_without_its_words(stage: Stage, confirmed: bool) -> None:
    if confirmed:
        question = asked(stage)
        ts, answer = question["thread_ts"], stage.thread(question["thread_ts"]).message_ts
        stage.click("choice_yes", value_of(question, "choice_yes"), message=question["ts"])
    else:
        ts, _, answer = chosen(stage)
    stage.deliver(deleted(answer, ts))
    assert lines(stage) == [STRUCK]


def test_the_line_of_a_choice_that_a_later_message_takes_back_says_so(stage: Stage) -> None:
    ts, _, _ = chosen(stage)
    stage.ticket("No, the store credit, please.", thread=ts)
    assert [choice.chosen for choice in recorded(stage)] == ["credit"]
    first, second = lines(stage)
    assert (first, second.partition(" (")[0]) == (STRUCK, "Noted: chose store credit")


def test_in_a_shared_channel_the_mirrors_line_says_so_and_nothing_is_written_to_the_customer(stage: Stage) -> None:
    ts = stage.says(GUEST, BROKEN, channel=SHARED)
    stage.says(AGENT, OFFER, channel=SHARED, thread=ts)
    answer = stage.says(GUEST, "A replacement, please.", channel=SHARED, thread=ts)
    stage.deliver(deleted(answer, ts, SHARED))
    assert lines(stage, MIRROR) == [STRUCK]
    assert stage.written_to(SHARED) == []


@pytest.mark.parametrize("fails", ["chat.update", "conversations.replies"])
def test_a_line_that_slack_does_not_change_is_changed_later(stage: Stage, fails: str) -> None:
    ts, _, answer = chosen(stage)
    stage.client.failing[fails] = ["internal_error"] * 2
    stage.deliver(deleted(answer, ts))
    assert recorded(stage) == []
    for _ in range(4):
        stage.times.later(600)
        stage.worker.drain()
    assert lines(stage) == [STRUCK]


def test_a_line_that_was_undone_stays_as_it_is(stage: Stage) -> None:
    ts, _, answer = chosen(stage)
    (choice,) = recorded(stage)
    stage.click("undo_choice", choice.id, message=stage.messages()[-1]["ts"])
    undone = stage.messages()[-1]["text"]
    stage.deliver(deleted(answer, ts))
    assert stage.messages()[-1]["text"] == undone


def test_a_line_that_a_late_offer_calls_for_and_slack_does_not_take_comes_later_and_once(stage: Stage) -> None:
    ts = stage.ticket()
    offered = stage.ts()
    stage.ticket("A replacement, please.", thread=ts)
    stage.client.failing["chat.postMessage"] = ["internal_error"]
    stage.says(AGENT, OFFER, thread=ts, ts=offered)
    assert (len(recorded(stage)), notes(stage)) == (1, [])
    for _ in range(2):
        stage.times.later(600)
        stage.worker.drain()
    assert len(notes(stage)) == 1


def test_a_recorded_choice_is_corrected_and_both_stay_in_the_ledger(stage: Stage) -> None:
    ts = stage.ticket()
    stage.says(AGENT, OFFER, thread=ts)
    stage.ticket("A replacement, please.", thread=ts)
    noted = stage.messages()[-1]
    stage.click("correct_choice", value_of(noted, "correct_choice"), message=noted["ts"])
    assert stage.submit(stage.view(), choice_option="credit") == {}
    (right,) = recorded(stage)
    wrong = stage.store.ledger.get(value_of(noted, "undo_choice"))
    assert (right.chosen, right.how, right.recorded_by, right.quote) == (
        "credit",
        "confirmed",
        AGENT,
        "A replacement, please",
    )
    assert noted["text"].startswith("Noted: chose store credit")
    held = stage.store.ledger.in_thread(right.thread, "cust-nora")
    assert [one.chosen for one in held if one.retracted_on] == ["replacement"]
    assert wrong == right
    stage.ticket("When will it be here?", thread=ts)  # the thread is read again, and the agent's word stands
    assert [choice.chosen for choice in recorded(stage)] == ["credit"]


def test_correcting_what_was_undone_meanwhile_says_so(stage: Stage) -> None:
    question = asked(stage)
    stage.click("choice_yes", value_of(question, "choice_yes"), message=question["ts"])
    choice = value_of(question, "undo_choice")
    stage.click("correct_choice", choice, message=question["ts"])
    view = stage.view()
    stage.click("undo_choice", choice, message=question["ts"])
    assert "settled this already" in said(stage.submit(view, choice_option="credit")["view"])
    stage.click("correct_choice", choice, message=question["ts"])
    assert "settled this already" in said(stage.view())
    assert recorded(stage) == []


def test_in_a_shared_channel_the_question_stands_in_the_mirror(stage: Stage) -> None:
    ts = stage.says(GUEST, BROKEN, channel=SHARED)
    stage.says(AGENT, OFFER, channel=SHARED, thread=ts)
    stage.says(GUEST, UNSURE, channel=SHARED, thread=ts)
    question = line(stage, MIRROR)
    stage.click("choice_yes", value_of(question, "choice_yes"), channel=MIRROR, message=question["ts"])
    (customer,) = stage.store.people.find("gus@theirs.example")
    assert [one.chosen for one in stage.store.ledger.of_customer(customer.id)] == ["replacement"]
    assert stage.written_to(SHARED) == []


def test_an_answer_that_makes_a_choice_certain_leaves_the_card_answered(stage: Stage) -> None:
    ts = stage.ticket()
    stage.says(AGENT, "Which would you like: a replacement, a repair or your money back?", thread=ts)
    stage.ticket("The replacement would be nice", thread=ts)
    stage.says(AGENT, "A replacement, then. I'll send it today.", thread=ts)
    assert [one.chosen for one in stage.store.ledger.of_thread(f"{TICKETS}:{ts}")] == ["replacement"]
    assert stage.thread(ts).answered_by == AGENT
    assert not any("moved on" in message["text"] for message in stage.messages(thread=ts)[-2:])
