"""A thread is read offline and recorded; what a model sees in it afterwards is borne out, asked, or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from assist import prompting
from assist.model.capturing import ModelCapture
from assist.model.switch import turn
from assist.records import Choice
from assist.rereading import ThreadRereader
from assist.slack.assembly import assemble
from tests.recorded import Handler, Recorded, completion, says
from tests.slack_stage import AGENT, LEAD, TICKETS, Json, Stage, buttons, opened, value_of

stage = pytest.fixture(opened)

OFFER = "A replacement or store credit: which would you like?"
UNSURE = "I guess the replacement?"
VEILED = "Make it the thing with the points on my account."
READ_BY = f"{prompting.version('capture')}/m"


def takes(*found: dict[str, Any]) -> Handler:
    whole = {"dimension": "resolution", "offered": ["replacement", "credit"], "chosen": "replacement", "turn": 2}
    return says({"choices": [{**whole, **one} for one in found], "instructions": False})


PROBABLE = takes({"quote": "I guess the replacement"})
ALONE = takes({"chosen": "credit", "quote": "the thing with the points on my account"})


def reading(stage: Stage, endpoint: Recorded, *, hide_names: bool = False) -> ThreadRereader:
    """The program with a model that reads threads, in the place of the one without."""
    reader = ThreadRereader(stage.desk, ModelCapture(endpoint.client, hide_names=hide_names))
    built = assemble(stage.client, stage.desk, leads=frozenset({LEAD}), in_line=True, heard=reader.want)
    stage.app, stage.worker, stage.gateway = built.app, built.worker, built.gateway
    return reader


def answered(stage: Stage, text: str) -> str:
    """A thread in which Nora answers an offer; its ts."""
    ts = stage.ticket()
    stage.says(AGENT, OFFER, thread=ts)
    stage.ticket(text, thread=ts)
    return ts


def done(stage: Stage, reader: ThreadRereader) -> None:
    """All that the model is asked, and all that follows."""
    reader.jobs.drain()
    stage.worker.drain()


def recorded(stage: Stage) -> list[Choice]:
    """What counts for Nora beside what she had chosen before."""
    return stage.store.ledger.of_customer("cust-nora")[4:]


def lines(stage: Stage, words: str) -> list[Json]:
    return [one for one in stage.messages() if words in one["text"]]


def test_what_the_rules_are_sure_of_is_recorded_before_a_model_is_asked_and_without_it(stage: Stage) -> None:
    endpoint = Recorded(takes())
    reader = reading(stage, endpoint)
    answered(stage, "The replacement please.")
    assert [one.chosen for one in recorded(stage)] == ["replacement"]
    assert endpoint.asked == []
    done(stage, reader)
    assert [(one.chosen, one.recorded_by) for one in recorded(stage)] == [("replacement", "capture")]


def test_what_is_probable_is_asked_at_once_and_noted_in_the_same_line_once_a_model_says_the_same(stage: Stage) -> None:
    reader = reading(stage, Recorded(PROBABLE))
    answered(stage, UNSURE)
    (question,) = lines(stage, "Did they choose")
    assert recorded(stage) == []
    done(stage, reader)
    (choice,) = recorded(stage)
    assert (choice.chosen, choice.how, choice.recorded_by) == ("replacement", "message", READ_BY)
    assert (choice.quote, bool(choice.link)) == ("I guess the replacement", True)
    assert question["text"].startswith("Noted: chose a replacement")
    assert "a language model for certain" in question["text"]
    assert buttons(question) == ["undo_choice", "correct_choice"]
    assert lines(stage, "No longer asked") == []


def test_what_a_model_alone_sees_is_asked_and_says_so(stage: Stage) -> None:
    reader = reading(stage, Recorded(ALONE))
    answered(stage, VEILED)
    done(stage, reader)
    assert recorded(stage) == []
    (question,) = lines(stage, "Did they choose")
    assert "A language model reads it so; our rules do not see it." in question["text"]
    stage.click("choice_yes", value_of(question, "choice_yes"), message=question["ts"])
    (choice,) = recorded(stage)
    assert (choice.chosen, choice.how, choice.recorded_by) == ("credit", "confirmed", AGENT)


def test_a_question_of_the_models_outlives_what_our_side_says_next(stage: Stage) -> None:
    endpoint = Recorded(ALONE)
    reader = reading(stage, endpoint)
    ts = answered(stage, VEILED)
    done(stage, reader)
    stage.says(AGENT, "Thank you, one moment.", thread=ts)
    done(stage, reader)
    assert len(lines(stage, "Did they choose")) == 1
    assert len(endpoint.asked) == 1  # what the customer said is what it was


@pytest.mark.parametrize(
    ("said", "answer"), [("Hm, let me think about it again.", takes()), ("The replacement please.", takes())]
)
def test_a_question_of_the_models_is_withdrawn_when_the_customer_goes_on(
    stage: Stage, said: str, answer: Handler
) -> None:
    reader = reading(stage, Recorded(ALONE, answer))
    ts = answered(stage, VEILED)
    done(stage, reader)
    stage.ticket(said, thread=ts)
    done(stage, reader)
    assert lines(stage, "Did they choose") == []
    assert len(lines(stage, "No longer asked")) == 1


def test_a_question_of_the_models_goes_with_the_words_that_it_is_about(stage: Stage) -> None:
    reader = reading(stage, Recorded(ALONE, takes()))
    ts = stage.ticket()
    stage.says(AGENT, OFFER, thread=ts)
    gone = stage.ticket(VEILED, thread=ts)
    done(stage, reader)
    assert len(lines(stage, "Did they choose")) == 1
    event = {"type": "message", "subtype": "message_deleted", "channel": TICKETS, "ts": stage.ts()}
    stage.deliver({**event, "deleted_ts": gone, "previous_message": {"ts": gone, "thread_ts": ts}})
    assert lines(stage, "Did they choose") == []


@pytest.mark.parametrize("text", [UNSURE, VEILED])
def test_what_an_agent_has_settled_stays_settled(stage: Stage, text: str) -> None:
    endpoint = Recorded(PROBABLE if text == UNSURE else ALONE)
    reader = reading(stage, endpoint)
    ts = answered(stage, text)
    if text == VEILED:
        done(stage, reader)
    question = lines(stage, "Did they choose")[0]
    stage.click("choice_no", value_of(question, "choice_no"), message=question["ts"])
    done(stage, reader)
    stage.ticket("And thank you!", thread=ts)
    done(stage, reader)
    assert recorded(stage) == []
    assert lines(stage, "Did they choose") == []


def test_what_was_borne_out_and_undone_stays_undone_and_is_not_asked_again(stage: Stage) -> None:
    reader = reading(stage, Recorded(PROBABLE))
    ts = answered(stage, UNSURE)
    done(stage, reader)
    (choice,) = recorded(stage)
    stage.click("undo_choice", choice.id, message=lines(stage, "Noted")[0]["ts"])
    stage.ticket("And thank you!", thread=ts)
    done(stage, reader)
    assert recorded(stage) == []
    assert lines(stage, "Did they choose") == []


def test_what_was_borne_out_goes_when_the_customer_takes_something_else(stage: Stage) -> None:
    reader = reading(stage, Recorded(PROBABLE, takes()))
    ts = answered(stage, UNSURE)
    done(stage, reader)
    stage.ticket("No, the store credit please.", thread=ts)
    done(stage, reader)
    assert [one.chosen for one in recorded(stage)] == ["credit"]


def test_what_was_said_while_the_model_read_is_not_judged_by_what_it_read(stage: Stage) -> None:
    def meanwhile(request: object) -> object:
        stage.ticket("No, wait.", thread=ts)
        return PROBABLE(request)  # type: ignore[arg-type]

    endpoint = Recorded(meanwhile, takes())  # type: ignore[arg-type]
    reader = reading(stage, endpoint)
    ts = answered(stage, UNSURE)
    done(stage, reader)
    assert recorded(stage) == []


@pytest.mark.parametrize("whose", ["channel", "customer"])
def test_no_thread_goes_out_where_the_model_is_off(stage: Stage, whose: str) -> None:
    endpoint = Recorded(PROBABLE)
    reader = reading(stage, endpoint)
    (nora,) = stage.store.people.find("nora@field.example")
    turn(stage.store, TICKETS if whose == "channel" else nora, off=True, by="test", on=stage.times())
    answered(stage, UNSURE)
    done(stage, reader)
    assert endpoint.asked == []


def test_a_thread_in_which_a_models_word_could_change_nothing_is_not_sent(stage: Stage) -> None:
    endpoint = Recorded(takes())
    reader = reading(stage, endpoint)
    stage.ticket("The lamp arrived with a broken shade.")
    answered(stage, "The replacement please.")
    done(stage, reader)
    assert endpoint.asked == []


def test_names_addresses_and_who_it_is_stay_here(stage: Stage) -> None:
    endpoint = Recorded(takes())
    reader = reading(stage, endpoint, hide_names=True)
    ts = answered(stage, f"{UNSURE} Nora, 020 7946 0958")
    done(stage, reader)
    for hidden in ("Nora", "7946", "nora@"):
        assert hidden not in endpoint.user_parts()
    assert '"who": "agent"' in endpoint.user_parts()
    assert not {"cust-nora", ts, f"{TICKETS}:{ts}"} & {endpoint.asked[0]["user"]}


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: completion("no JSON"),
        takes({"quote": "nobody wrote that"}),
        takes({"turn": 1, "quote": "replacement"}),
    ],
    ids=["no JSON", "a wrong quote", "the agent's turn"],
)
def test_what_does_not_hold_leaves_the_question_to_the_agents(stage: Stage, answer: Handler) -> None:
    reader = reading(stage, Recorded(answer))
    answered(stage, UNSURE)
    done(stage, reader)
    assert recorded(stage) == []
    assert len(lines(stage, "Did they choose")) == 1


def test_an_event_done_twice_notes_a_choice_once(stage: Stage) -> None:
    reader = reading(stage, Recorded(PROBABLE))
    answered(stage, UNSURE)
    reader.jobs.drain()
    stage.client.failing["chat.update"] = ["internal_error"]
    stage.worker.drain()
    stage.times.later(3600)
    stage.worker.drain()
    assert len(lines(stage, "Noted: chose a replacement")) == 1
    assert lines(stage, "Did they choose") == []


def test_a_customer_who_was_forgotten_meanwhile_stays_forgotten(stage: Stage) -> None:
    def forgetting(request: object) -> object:
        stage.store.held.forget("cust-nora")
        return PROBABLE(request)  # type: ignore[arg-type]

    reader = reading(stage, Recorded(forgetting))  # type: ignore[arg-type]
    answered(stage, UNSURE)
    done(stage, reader)
    assert stage.store.ledger.of_customer("cust-nora") == []
    assert stage.store.people.get("cust-nora") is None
