"""Why: what a listener does not store is lost, and what it stores twice is answered twice."""

import pytest

from assist.slack.messages import event_key
from tests.slack_stage import AGENT, FORWARDER, TICKETS, Json, Stage, opened

stage = pytest.fixture(opened)
MESSAGE: Json = {"type": "message", "subtype": "bot_message", "channel": TICKETS, "bot_id": FORWARDER, "ts": "1.000100"}


def test_a_listener_stores_the_event_and_does_nothing_else(stage: Stage) -> None:
    before = len(stage.client.calls)
    assert stage.event({**MESSAGE, "text": "From: nora@field.example\n\nThe lamp broke."}) == 200
    assert stage.store.inbox.waiting() == 1
    assert [method for method, _ in stage.client.calls[before:]] in ([], ["auth.test"])


def test_an_event_that_slack_delivers_again_leads_to_one_card(stage: Stage) -> None:
    for _ in range(3):
        stage.deliver({**MESSAGE, "text": "From: nora@field.example\n\nThe lamp broke. What now?"}, "Ev0SAME")
    assert len(stage.messages()) == 1


def test_a_message_that_arrives_as_two_events_leads_to_one_card(stage: Stage) -> None:
    for event_id in ("Ev0ONE", "Ev0TWO"):
        stage.deliver({**MESSAGE, "text": "From: nora@field.example\n\nThe lamp broke. What now?"}, event_id)
    assert len(stage.messages()) == 1


def test_every_edit_of_a_message_is_an_event_of_its_own() -> None:
    edit = {"type": "message", "subtype": "message_changed", "channel": TICKETS, "ts": "1.000100"}
    assert event_key({"event_id": "Ev1"}, edit) != event_key({"event_id": "Ev2"}, edit)


def test_an_event_without_an_id_is_known_by_what_it_says() -> None:
    event = {"type": "channel_shared", "channel": "C1"}
    assert event_key({}, event) == event_key({}, dict(reversed(event.items()))) != event_key({}, {**event, "x": 1})


@pytest.mark.parametrize(
    "event",
    [
        {"type": "message"},
        {"type": "message", "channel": None, "text": None, "ts": None},
        {"type": "message", "channel": TICKETS, "text": None, "ts": "1.0", "user": AGENT},
        {"type": "message", "channel": TICKETS, "text": 7, "ts": "1.1", "bot_id": FORWARDER},
        {"type": "message", "channel": TICKETS, "text": "x", "ts": "yesterday", "bot_id": FORWARDER},
        {"type": "message", "channel": TICKETS, "text": "x", "ts": "nan", "bot_id": FORWARDER},
        {"type": "message", "channel": TICKETS, "text": "x", "ts": "1e99", "bot_id": FORWARDER},
        {"type": "message", "channel": TICKETS, "text": "x", "bot_id": FORWARDER},
        {"type": "message", "channel": TICKETS, "text": "x", "ts": ["1.2"], "bot_id": FORWARDER},
        {"type": "message", "channel": TICKETS, "text": "x", "ts": "1.3", "thread_ts": {}, "user": AGENT},
        {"type": "message", "channel": TICKETS, "text": "x", "ts": "1.35", "thread_ts": "soon", "bot_id": FORWARDER},
        {"type": "message", "channel": TICKETS, "text": "", "ts": "1.4", "bot_id": FORWARDER, "blocks": "none"},
        {"type": "message", "channel": TICKETS, "ts": "1.5", "bot_id": FORWARDER, "blocks": [None, 3, {"text": []}]},
        {"type": "message", "channel": TICKETS, "ts": "1.6", "bot_id": FORWARDER, "attachments": [{"fields": 4}]},
        {"type": "message", "channel": TICKETS, "ts": "1.7", "text": "x", "subtype": ["bot_message"]},
        {"type": "message", "channel": TICKETS, "ts": "1.8", "text": "x", "user": ["U1"]},
        {"type": "message", "channel": {"id": TICKETS}, "ts": "1.9", "text": "x", "user": AGENT},
        {"type": "message", "channel": TICKETS, "subtype": "message_changed"},
        {"type": "message", "channel": TICKETS, "subtype": "message_changed", "message": "gone"},
        {"type": "message", "channel": TICKETS, "subtype": "message_changed", "message": {"ts": None}},
        {"type": "message", "channel": TICKETS, "subtype": "message_deleted"},
        {"type": "message", "channel": TICKETS, "subtype": "message_deleted", "deleted_ts": 4, "previous_message": 5},
        {"type": "channel_shared"},
        {"type": "channel_shared", "channel": {"id": "C1"}},
        {"type": "channel_id_changed", "old_channel_id": "C1"},
        {"type": "subteam_members_changed"},
        {"type": "member_joined_channel"},
        {"type": "app_uninstalled"},
        {"type": "tokens_revoked", "tokens": None},
    ],
)
def test_an_event_of_the_wrong_shape_is_done_with_at_once_and_the_next_one_is_answered(
    stage: Stage, event: Json
) -> None:
    assert stage.event(event) == 200
    stage.ticket()
    assert len(stage.cards()) == 1
    assert stage.store.inbox.waiting() == 0


def test_half_a_character_that_a_bot_cut_in_two_does_not_cost_the_message(stage: Stage) -> None:
    stage.ticket("The lamp is broken \ud83d\x00 what can we do?")
    assert "\ud83d" not in stage.thread(stage.card()["thread_ts"]).message
    assert len(stage.cards()) == 1
