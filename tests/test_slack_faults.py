"""Why: on a bad day Slack asks to wait, answers with a web page, or does what it was asked and never says so.

The program's own Web client meets a small Web API of the tests' own over HTTP, which does each of these now and then.
Whatever happens, a customer's message gets its card, and one.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk import WebClient

from assist.cards import interaction_id
from tests.slack_fakes import BROKEN_GATEWAY, LIMITED, Fault, FaultyApi
from tests.slack_stage import AGENT, FORWARDER, TICKETS, Json, Stage, said, value_of

REPLY = "Hi Nora, would you like a replacement or your money back?"
LOST = Fault(502, b"<html>Bad Gateway</html>", done=True)
HALF = Fault(200, b'{"ok": tru')
DROPPED = Fault(0, done=True)
CUT = Fault(200, b'{"ok": true', headers=(("Content-Length", "99"),))


class Wired(Stage):
    """A stage whose program reaches Slack over HTTP."""

    def wire(self) -> WebClient:
        self.api = FaultyApi(self.client)
        return self.api.client()

    def patiently(self) -> None:
        """What failed is due again, twice."""
        for _ in range(2):
            self.times.later(3600)
            self.worker.drain()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Wired]:
    stage = Wired(tmp_path)
    yield stage
    stage.assert_all_sendable()
    stage.assert_all_listened_to()
    stage.api.close()
    stage.store.close()


@pytest.mark.parametrize("method", ["chat.postMessage", "conversations.info", "chat.getPermalink", "auth.test"])
def test_a_rate_limit_is_waited_out_as_long_as_slack_says(stage: Wired, method: str) -> None:
    stage.api.faults[method] = [LIMITED, LIMITED]
    stage.ticket()
    assert len(stage.cards()) == 1
    assert stage.api.faults[method] == []
    assert stage.store.inbox.waiting() == 0


@pytest.mark.parametrize("fault", [LIMITED, BROKEN_GATEWAY, LOST, HALF, CUT, DROPPED])
@pytest.mark.parametrize("method", ["chat.postMessage", "conversations.info"])
def test_a_method_that_keeps_failing_delays_the_card_and_makes_no_second_one(
    stage: Wired, method: str, fault: Fault
) -> None:
    stage.api.faults[method] = [fault] * 3
    stage.ticket()
    stage.patiently()
    stage.patiently()
    assert len(stage.cards()) == 1
    assert stage.store.inbox.waiting() == 0
    assert stage.store.inbox.set_aside() == []


def test_while_a_channel_can_not_be_looked_up_nothing_is_sent_there(stage: Wired) -> None:
    stage.api.faults["conversations.info"] = [LIMITED] * 3
    stage.ticket()
    assert "chat.postMessage" not in stage.api.asked
    assert stage.store.inbox.waiting() == 1
    stage.patiently()
    assert len(stage.cards()) == 1


@pytest.mark.parametrize("fault", [LIMITED, BROKEN_GATEWAY, HALF, CUT])
def test_a_reply_that_was_not_sent_comes_back_to_the_agent_and_can_be_sent_again(stage: Wired, fault: Fault) -> None:
    checked = stage.checked(REPLY)
    stage.api.faults["chat.postMessage"] = [fault] * 3
    stage.submit(checked, draft_text_0=REPLY)
    assert len(stage.messages()) == 1
    assert REPLY in said(stage.view())
    stage.api.faults.clear()
    stage.submit(stage.view(), draft_text_0=REPLY)
    assert [one["text"].startswith(REPLY) for one in stage.messages()] == [False, True]


@pytest.mark.parametrize("fault", [LOST, DROPPED])
def test_a_reply_of_which_slack_does_not_say_that_it_took_it_is_found_and_not_sent_again(
    stage: Wired, fault: Fault
) -> None:
    checked = stage.checked(REPLY)
    stage.api.faults["chat.postMessage"] = [fault]
    views = len(stage.client.views)
    stage.submit(checked, draft_text_0=REPLY)
    (reply,) = replies(stage)
    assert len(stage.client.views) == views
    assert stage.thread(reply["thread_ts"]).answered_by == AGENT
    assert stage.store.conversations.get([interaction_id(TICKETS, reply["ts"])])[0].text == REPLY
    assert "sent already" in said(stage.submit(checked, draft_text_0=REPLY)["view"])


@pytest.mark.parametrize("fault", [LOST, DROPPED])
def test_before_a_reply_is_sent_again_the_thread_is_searched_and_what_stands_there_gets_the_text(
    stage: Wired, fault: Fault
) -> None:
    checked = stage.checked(REPLY)
    stage.api.faults["chat.postMessage"] = [fault]
    stage.api.faults["conversations.replies"] = [BROKEN_GATEWAY] * 2
    stage.submit(checked, draft_text_0=REPLY)
    for _ in range(2):  # the second time Slack still does not let us look, and nothing is posted
        assert "Not sent" in said(stage.view())
        assert len(replies(stage)) == 1
        stage.submit(stage.view(), draft_text_0=f"{REPLY} Ada")
    (reply,) = replies(stage)
    assert reply["text"] == f"{REPLY} Ada\n\nSent by Ada"
    assert stage.store.conversations.get([interaction_id(TICKETS, reply["ts"])])[0].text == f"{REPLY} Ada"


def replies(stage: Stage) -> list[Json]:
    return [one for one in stage.messages() if one["text"].startswith(REPLY)]


@pytest.mark.parametrize("fault", [LOST, DROPPED])
@pytest.mark.parametrize("edited", [False, True])
def test_a_question_of_which_slack_does_not_say_that_it_took_it_is_asked_once(
    stage: Wired, edited: bool, fault: Fault
) -> None:
    ts = stage.ticket()
    stage.says(AGENT, "A replacement or store credit?", thread=ts)
    answer = stage.ticket("Thanks.", thread=ts) if edited else stage.ts()
    stage.api.faults["chat.postMessage"] = [fault] * 2
    message: Json = {"type": "message", "subtype": "bot_message", "bot_id": FORWARDER, "ts": answer, "thread_ts": ts}
    message |= {"text": "From: nora@field.example\n\nI guess the replacement?"}
    changed: Json = {"type": "message", "subtype": "message_changed", "channel": TICKETS, "message": message}
    stage.deliver(changed if edited else {**message, "channel": TICKETS})
    stage.patiently()
    stage.patiently()
    assert sum("Did they choose" in one["text"] for one in stage.messages()) == 1
    assert stage.store.inbox.set_aside() == []


def test_a_click_that_slack_did_not_let_through_can_be_made_again(stage: Wired) -> None:
    stage.ticket()
    stage.api.faults["views.open"] = [LIMITED] * 3
    stage.failures_allowed = True
    stage.click("write_reply", value_of(stage.card(), "write_reply"))
    assert stage.client.views == []
    stage.click("write_reply", value_of(stage.card(), "write_reply"))
    assert len(stage.client.views) == 1


def test_somebody_whom_slack_does_not_name_just_now_is_kept_out_and_let_in_afterwards(stage: Wired) -> None:
    stage.team_of = lambda _: ""  # type: ignore[method-assign]
    stage.api.faults["users.info"] = [LIMITED] * 3
    stage.command("/customer", "nora@field.example", user=AGENT)
    assert stage.answered == []
    stage.command("/customer", "nora@field.example", user=AGENT)
    assert "Nora Field" in stage.answer()["text"]
    assert stage.written_to(TICKETS) == stage.answered
