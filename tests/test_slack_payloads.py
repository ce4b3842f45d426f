"""Why: neither stand-in sends everything that Slack does; here are the documented payloads whole, with every field.

Retries, shortcuts on messages of every kind, Home payloads with their view, edits, deletions and channels that change:
each goes through the program's own app, as Socket Mode would pass it on.
"""

import pytest
from slack_bolt import BoltRequest

from assist.slack.recorder import TEAM
from tests.slack_stage import (
    AGENT,
    BROKEN,
    FORWARDER,
    LEAD,
    SHARED,
    TICKETS,
    Json,
    Stage,
    draft_in,
    opened,
    said,
)

stage = pytest.fixture(opened)
HEAD = "From: Nora Field &lt;nora@field.example&gt;\n\n"
TEXT = {"type": "rich_text", "block_id": "x1", "elements": [{"type": "rich_text_section", "elements": []}]}


def envelope(event: Json, event_id: str = "Ev08MFMKH6", **outer: object) -> Json:
    """An event as it comes, with all that Slack says around it."""
    authorization = {"enterprise_id": None, "team_id": TEAM, "user_id": "U0ASSIST", "is_bot": True}
    return {
        "token": "one-long-verification-token",
        "team_id": TEAM,
        "context_team_id": TEAM,
        "context_enterprise_id": None,
        "api_app_id": "A0ASSIST",
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": 1355517523,
        "authorizations": [{**authorization, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
        "event_context": "4-eyJldCI6Im1lc3NhZ2UifQ",
        **outer,
    }


def forwarded(ts: str, text: str = HEAD + BROKEN, **more: object) -> Json:
    profile = {"id": FORWARDER, "deleted": False, "name": "tickets", "updated": 1, "app_id": "A0OTHER", "team_id": TEAM}
    event = {"type": "message", "subtype": "bot_message", "text": text, "username": "tickets", "ts": ts}
    event |= {"bot_id": FORWARDER, "bot_profile": profile, "app_id": "A0OTHER", "blocks": [TEXT], "channel": TICKETS}
    return {**event, "event_ts": ts, "channel_type": "channel", **more}


def comes(stage: Stage, body: Json, retry: str = "", reason: str = "timeout") -> None:
    """A payload comes, by Socket Mode, perhaps not for the first time; then the worker does what is due."""
    headers: dict[str, str | list[str]] = (
        {"x-slack-retry-num": [retry], "x-slack-retry-reason": [reason]} if retry else {}
    )
    response = stage.app.dispatch(BoltRequest(body=body, headers=headers, mode="socket_mode"))
    assert response.status == 200
    stage.worker.drain()


# Retries.


def test_what_is_sent_again_was_done_already(stage: Stage) -> None:
    event = forwarded(stage.ts())
    for retry in ("", "1", "2", "3"):
        comes(stage, envelope(event), retry)
    assert len(stage.cards()) == 1


@pytest.mark.parametrize("reason", ["http_timeout", "http_error", "connection_failed", "unknown_error"])
def test_what_only_arrives_as_a_retry_is_not_lost(stage: Stage, reason: str) -> None:
    comes(stage, envelope(forwarded(stage.ts())), "1", reason)
    assert len(stage.cards()) == 1


# Shortcuts.


def shortcut(message: Json, *, user: str = AGENT) -> Json:
    return {
        "type": "message_action",
        "token": "one-long-verification-token",
        "action_ts": "1583637157.207593",
        "team": {"id": TEAM, "domain": "lumen"},
        "user": {"id": user, "username": "ada", "team_id": TEAM, "name": "ada"},
        "channel": {"id": TICKETS, "name": "tickets"},
        "is_enterprise_install": False,
        "enterprise": None,
        "callback_id": "check_reply",
        "trigger_id": "979645254884.62036237234.3e9f",
        "response_url": "https://hooks.slack.example/app/T0HOME/1/x",
        "message_ts": message["ts"],
        "message": {"type": "message", **message},
    }


def test_a_shortcut_on_each_kind_of_message_in_a_thread_opens_the_modal(stage: Stage) -> None:
    ts = stage.ticket()
    card = stage.card()
    reply = {"ts": "2.2", "thread_ts": ts, "team": TEAM, "blocks": [TEXT]}
    messages: list[Json] = [
        forwarded(ts),
        {**reply, "user": AGENT, "text": "We will send a new one"},
        {
            **reply,
            "user": AGENT,
            "text": "We will send a new one",
            "subtype": "thread_broadcast",
            "root": forwarded(ts),
        },
        {**reply, "user": AGENT, "text": "", "subtype": "file_share", "files": [{"id": "F1", "name": "a.png"}]},
        {**reply, "user": "U0ASSIST", "bot_id": "B0ASSIST", "text": card["text"], "blocks": card["blocks"]},
        {**reply, "user": AGENT, "text": "We send one", "edited": {"user": AGENT, "ts": "2.3"}, "reactions": []},
    ]
    for message in messages:
        comes(stage, shortcut(message))
        assert BROKEN in said(stage.view())
    assert len(stage.client.views) == len(messages)
    assert draft_in(stage.client.views[1]) == "We will send a new one"


# The Home.


def home_payload(view: Json, action_id: str, value: str) -> Json:
    """A click in the Home: no channel, no message, no response_url, but the view as it was published."""
    kept = {"id": "V0HOME", "team_id": TEAM, "state": {"values": {}}, "hash": "1231232323.12321312", "type": "home"}
    kept |= {"private_metadata": "", "callback_id": "", "title": {"type": "plain_text", "text": "View Title"}}
    kept |= {"clear_on_close": False, "notify_on_close": False, "close": None, "submit": None, "previous_view_id": None}
    kept |= {"root_view_id": "V0HOME", "app_id": "A0ASSIST", "external_id": "", "bot_id": "B0ASSIST"}
    action = {"type": "button", "block_id": "b", "action_id": action_id, "value": value, "action_ts": "1584.1"}
    return {
        "type": "block_actions",
        "team": {"id": TEAM, "domain": "lumen"},
        "user": {"id": LEAD, "username": "lin", "name": "lin", "team_id": TEAM},
        "api_app_id": "A0ASSIST",
        "token": "one-long-verification-token",
        "container": {"type": "view", "view_id": "V0HOME"},
        "trigger_id": "12466734323.1395872398",
        "view": {**kept, **view},
        "actions": [{**action, "text": {"type": "plain_text", "text": "Go", "emoji": True}}],
    }


def test_every_button_of_a_leads_home_can_be_pressed_there(stage: Stage) -> None:
    stage.flagged()
    stage.open_home(LEAD)
    home = stage.client.homes[LEAD]
    pressed = [one for block in home["blocks"] for one in [*block.get("elements", []), block.get("accessory", {})]]
    buttons = [(one["action_id"], str(one.get("value", ""))) for one in pressed if one.get("type") == "button"]
    assert buttons
    for action_id, value in buttons:
        shown = len(stage.client.calls)
        comes(stage, home_payload(home, action_id, value))
        assert [name for name, _ in stage.client.calls[shown:] if name.startswith("views.")], action_id
    assert stage.answered == []


def test_an_opened_home_is_published_whether_slack_sends_the_old_view_or_none(stage: Stage) -> None:
    event = {"type": "app_home_opened", "user": LEAD, "channel": "D0LAN2Q65", "event_ts": "1515449522.0", "tab": "home"}
    comes(stage, envelope(event, "Ev1"))
    before = stage.client.homes[LEAD]
    stage.flagged()
    comes(stage, envelope({**event, "view": {"id": "V0HOME", "type": "home", **before, "hash": "1.2"}}, "Ev2"))
    assert stage.client.homes[LEAD] != before


# Messages that change.


def changed(stage: Stage, message: Json, previous: Json) -> Json:
    ts = stage.ts()
    event = {"type": "message", "subtype": "message_changed", "message": message, "previous_message": previous}
    event |= {"channel": TICKETS, "hidden": True, "ts": ts, "event_ts": ts, "channel_type": "channel"}
    return envelope(event, f"Ev{ts}")


def deleted(stage: Stage, previous: Json) -> Json:
    ts = stage.ts()
    event = {"type": "message", "subtype": "message_deleted", "previous_message": previous, "channel": TICKETS}
    event |= {"hidden": True, "deleted_ts": previous["ts"], "event_ts": ts, "ts": ts, "channel_type": "channel"}
    return envelope(event, f"Ev{ts}")


def spoken(message: Json) -> Json:
    """A message as it stands inside another event: without the channel and the time of the event."""
    return {key: value for key, value in message.items() if key not in {"channel", "channel_type", "event_ts"}}


def test_an_edited_ticket_gets_its_card_anew_and_the_same_edit_again_changes_nothing(stage: Stage) -> None:
    ts = stage.ts()
    before = forwarded(ts)
    comes(stage, envelope(before))
    after = {**before, "text": HEAD + "The kettle from order 9000 leaks. What can we do?"}
    after["edited"] = {"user": FORWARDER, "ts": "1355517530.000000"}
    edit = changed(stage, spoken(after), spoken(before))
    for retry in ("", "1"):
        comes(stage, edit, retry)
    assert "9000" in stage.card()["text"]
    assert len(stage.messages()) == 1
    written = len(stage.written_to(TICKETS))
    comes(stage, changed(stage, {**spoken(after), "reply_count": 1, "latest_reply": "1.1"}, spoken(after)))
    assert len(stage.written_to(TICKETS)) == written


def test_a_deleted_ticket_and_the_same_deletion_again_leave_no_word_of_it(stage: Stage) -> None:
    before = forwarded(stage.ts())
    comes(stage, envelope(before))
    for _ in range(2):
        comes(stage, deleted(stage, spoken(before)))
    assert BROKEN not in said(stage.messages()[0])
    assert stage.thread(str(before["ts"])).message == ""
    assert stage.store.inbox.set_aside() == []


def test_an_edit_or_a_deletion_of_what_was_never_heard_stops_nothing(stage: Stage) -> None:
    unknown = forwarded(stage.ts())
    comes(stage, deleted(stage, spoken(unknown)))
    comes(stage, changed(stage, {**spoken(unknown), "subtype": "tombstone", "text": "gone"}, spoken(unknown)))
    assert stage.store.inbox.set_aside() == []
    assert stage.messages() == []
    stage.ticket()
    assert len(stage.cards()) == 1


def test_a_deletion_that_overtakes_its_message_does_not_bring_it_back_on_a_retry(stage: Stage) -> None:
    message = forwarded(stage.ts())
    comes(stage, envelope(message))
    comes(stage, deleted(stage, spoken(message)))
    comes(stage, envelope(message), "1")
    assert BROKEN not in said(stage.messages()[0])
    assert stage.cards() == []


# Channels that change.


@pytest.mark.parametrize("kind", ["channel_shared", "channel_unshared"])
def test_whether_a_channel_is_shared_is_asked_of_slack_and_not_believed_of_an_event(stage: Stage, kind: str) -> None:
    team = {"channel_shared": "connected_team_id", "channel_unshared": "previously_connected_team_id"}[kind]
    event = {"type": kind, team: "T0THEIRS", "channel": SHARED, "is_ext_shared": False, "event_ts": "1561064063.1"}
    comes(stage, envelope(event))
    channel = stage.store.house.channel(SHARED)
    assert channel is not None
    assert channel.shared is True
    stage.workspace.channels[SHARED]["is_ext_shared"] = False
    comes(stage, envelope(event, "Ev2"))
    channel = stage.store.house.channel(SHARED)
    assert channel is not None
    assert channel.shared is False


@pytest.mark.parametrize(
    "event",
    [
        {"type": "app_uninstalled"},
        {"type": "tokens_revoked", "tokens": {"oauth": ["U0ADA"], "bot": ["U0ASSIST"]}},
        {"type": "member_joined_channel", "user": "U0ASSIST", "channel": TICKETS, "channel_type": "C", "team": TEAM},
        {"type": "subteam_members_changed", "subteam_id": "S0LEADS", "team_id": TEAM, "added_users": [AGENT]},
    ],
)
def test_what_happens_beside_the_talk_is_done_and_nothing_is_said_about_it(stage: Stage, event: Json) -> None:
    comes(stage, envelope({**event, "event_ts": "1.1"}))
    assert stage.store.inbox.waiting() == 0
    assert stage.store.inbox.set_aside() == []
    assert stage.client.messages == {}
