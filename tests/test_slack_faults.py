"""Why: on a bad day Slack asks to wait, answers with a web page, or does what it was asked and never says so.

The program's own Web client meets a small Web API of the tests' own over HTTP, which does each of these now and then.
Whatever happens, a customer's message gets its card, and one.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from slack_sdk import WebClient

from tests.slack_fakes import BROKEN_GATEWAY, LIMITED, Fault, FaultyApi
from tests.slack_stage import AGENT, TICKETS, Stage, said, value_of

REPLY = "Hi Nora, would you like a replacement or your money back?"
LOST = Fault(502, b"<html>Bad Gateway</html>", done=True)
HALF = Fault(200, b'{"ok": tru')
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


@pytest.mark.parametrize("fault", [LIMITED, BROKEN_GATEWAY, LOST, HALF, CUT])
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
