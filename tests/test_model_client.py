"""Whatever an endpoint does, the caller hears of it in time, and the endpoint is neither flooded nor waited for."""

from __future__ import annotations

import threading

import httpx2
import pytest

from assist.model.answers import Form
from assist.model.client import FAILED_OFTEN, OVER_CAP, Answer, Question
from assist.model.limits import FAILURES, PAUSE, Caps
from tests.recorded import Drip, Handler, Recorded, completion, raises


class Yes(Form):
    yes: bool


GOOD = '{"instructions": false, "yes": true}'
QUESTION = Question(
    task="suggest",
    version="suggest@000000",
    messages=[{"role": "system", "content": "Say yes."}, {"role": "user", "content": "{}"}],
    form=Yes,
    case="case-7",
    most_tokens=50,
)


def ask(endpoint: Recorded) -> Answer[Yes]:
    return endpoint.client.ask(QUESTION, endpoint.client.deadline())


def fine(request: httpx2.Request) -> httpx2.Response:
    return completion(GOOD)


def fails(status: int, **headers: str) -> Handler:
    body = {"error": {"message": "bad key k"}}
    return lambda request: httpx2.Response(
        status, json=body, headers={k.replace("_", "-"): v for k, v in headers.items()}
    )


def test_an_answer_in_the_form_comes_back_and_is_booked_with_its_tokens() -> None:
    endpoint = Recorded(fine)
    answer = ask(endpoint)
    assert answer.form == Yes(yes=True, instructions=False)
    assert [(one.outcome, one.tokens_in, one.tokens_out) for one in endpoint.booked] == [("answered", 900, 60)]


def test_a_request_has_a_schema_a_case_and_a_cap_and_no_tools() -> None:
    endpoint = Recorded(fine)
    ask(endpoint)
    sent = endpoint.asked[0]
    assert sent["user"] == "case-7"
    assert sent["max_completion_tokens"] == 50
    assert sent["response_format"]["json_schema"]["schema"]["additionalProperties"] is False
    assert not {"tools", "functions", "stream", "store"} & sent.keys()


@pytest.mark.parametrize(
    ("handler", "why", "tries"),
    [
        (raises(httpx2.ConnectError), "could not be reached", 2),
        (raises(httpx2.RemoteProtocolError), "could not be reached", 2),
        (raises(httpx2.ReadTimeout), "did not answer in time", 1),
        (fails(429), "is over its limit", 2),
        (fails(500), "answered with an error", 2),
        (fails(401), "answered with an error", 1),
        (lambda request: completion(GOOD[:5], finish="length"), "broke off in the middle", 1),
        (lambda request: completion(None, finish="content_filter"), "declined to answer", 1),
        (lambda request: completion(None, refusal="I can't"), "declined to answer", 1),
        (lambda request: completion("Sure! Yes."), "wrote what cannot be read", 1),
        (lambda request: completion('{"instructions": false, "yes": "maybe"}'), "wrote what cannot be read", 1),
        (lambda request: completion(GOOD.replace("}", ', "run": "ls"}')), "wrote what cannot be read", 1),
        (lambda request: completion(None), "wrote what cannot be read", 1),
        (lambda request: httpx2.Response(200, text="<html>"), "wrote what cannot be read", 1),
        (lambda request: httpx2.Response(200, json={"choices": []}), "wrote what cannot be read", 1),
        (lambda request: httpx2.Response(200, json={"choices": ["x"]}), "wrote what cannot be read", 1),
        (lambda request: httpx2.Response(200, json=[]), "wrote what cannot be read", 1),
    ],
)
def test_every_failure_is_told_in_our_words_and_tried_again_only_where_that_may_help(
    handler: Handler, why: str, tries: int
) -> None:
    endpoint = Recorded(handler)
    answer = ask(endpoint)
    assert (answer.form, answer.trouble) == (None, why)
    assert len(endpoint.asked) == tries
    assert {one.outcome for one in endpoint.booked} == {why}


def test_a_second_try_may_do_better() -> None:
    endpoint = Recorded(fails(503), fine)
    assert ask(endpoint).form == Yes(yes=True, instructions=False)
    assert [one.outcome for one in endpoint.booked] == ["answered with an error", "answered"]


def test_the_endpoint_says_how_long_to_wait_and_is_not_tried_again_where_that_is_too_long() -> None:
    patient, hasty = Recorded(fails(429, retry_after="2"), fine), Recorded(fails(429, retry_after="30"), fine)
    assert ask(patient).form is not None
    assert patient.slept == [2.0]
    assert ask(hasty).trouble == "is over its limit"
    assert len(hasty.asked) == 1


def test_one_that_hangs_is_left_behind_when_the_time_is_up() -> None:
    let_go = threading.Event()

    def hangs(request: httpx2.Request) -> httpx2.Response:
        let_go.wait(30)
        return completion(GOOD)

    endpoint = Recorded(hangs, seconds=0.05)
    assert ask(endpoint).trouble == "did not answer in time"
    let_go.set()


def test_one_that_drips_is_cut_off_when_the_time_is_up() -> None:
    endpoint = Recorded(lambda request: httpx2.Response(200, stream=drip))
    drip = Drip(completion(GOOD).content, lambda: endpoint.passes(0.5))
    assert ask(endpoint).trouble == "did not answer in time"
    assert endpoint.time < 9
    assert drip.closed


def test_one_that_never_stops_talking_is_cut_off() -> None:
    endpoint = Recorded(lambda request: httpx2.Response(200, content=b" " * 1_000_000))
    assert ask(endpoint).trouble == "wrote what cannot be read"


def test_after_several_failures_in_a_row_it_is_left_alone_for_a_while() -> None:
    endpoint = Recorded(fails(500))
    for _ in range(FAILURES):
        ask(endpoint)
    asked = len(endpoint.asked)
    assert ask(endpoint).trouble == FAILED_OFTEN
    assert len(endpoint.asked) == asked
    endpoint.passes(PAUSE + 1)
    ask(endpoint)
    assert len(endpoint.asked) > asked
    assert ask(endpoint).trouble == FAILED_OFTEN


def test_one_that_works_again_is_asked_again() -> None:
    endpoint = Recorded(*[fails(401)] * FAILURES, fine)
    for _ in range(FAILURES):
        ask(endpoint)
    endpoint.passes(PAUSE + 1)
    assert [ask(endpoint).trouble for _ in range(3)] == ["", "", ""]


def test_bad_answers_do_not_count_against_the_endpoint() -> None:
    endpoint = Recorded(lambda request: completion("no JSON"))
    for _ in range(FAILURES + 1):
        assert ask(endpoint).trouble == "wrote what cannot be read"


@pytest.mark.parametrize("caps", [Caps(calls=2), Caps(tokens=120)])
def test_no_more_is_asked_in_a_minute_than_is_allowed(caps: Caps) -> None:
    endpoint = Recorded(fine, caps=caps)
    assert [ask(endpoint).trouble for _ in range(3)] == ["", "", OVER_CAP]
    assert len(endpoint.asked) == 2
    endpoint.passes(61)
    assert ask(endpoint).trouble == ""


def test_an_endpoint_that_knows_no_schemas_is_asked_without_one_from_then_on() -> None:
    def plain(request: httpx2.Request) -> httpx2.Response:
        if b"response_format" in request.content:
            return httpx2.Response(400, json={"error": {"message": "response_format is not supported"}})
        return completion(f"```json\n{GOOD}\n```")

    endpoint = Recorded(plain)
    assert ask(endpoint).form == Yes(yes=True, instructions=False)
    assert ask(endpoint).form == Yes(yes=True, instructions=False)
    assert len(endpoint.asked) == 3
