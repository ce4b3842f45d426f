"""Why: one object decides what may leave for Slack, so this object has to be right about every shape of a channel."""

import pytest
from slack_sdk.errors import SlackApiError

from assist.slack.gateway import Gateway, NotInternal
from tests.slack_stage import AGENT, GUEST, PENDING, SHARED, TICKETS, UNKNOWN, Json, Stage, opened

stage = pytest.fixture(opened)
TEXT = {"type": "section", "text": {"type": "plain_text", "text": "Hello"}}


@pytest.mark.parametrize(
    "channel",
    [
        {},
        {"is_ext_shared": None},
        {"is_ext_shared": True},
        {"is_ext_shared": "false"},
        {"is_ext_shared": False, "is_pending_ext_shared": True},
        {"is_ext_shared": False, "pending_shared": ["T1"]},
        {"is_ext_shared": False, "pending_connected_team_ids": ["T1"]},
    ],
)
def test_only_a_channel_that_is_said_to_be_ours_alone_is(channel: Json) -> None:
    assert not Gateway.is_internal(channel)
    assert Gateway.is_internal({"is_ext_shared": False, "is_pending_ext_shared": False, "pending_shared": []})


def test_it_looks_again_before_each_send(stage: Stage) -> None:
    ts = stage.gateway.post(TICKETS, "Hello", [TEXT])
    stage.workspace.channels[TICKETS]["is_pending_ext_shared"] = True
    with pytest.raises(NotInternal):
        stage.gateway.post(TICKETS, "Hello", [TEXT])
    with pytest.raises(NotInternal):
        stage.gateway.update(TICKETS, ts, "Hello", [TEXT])
    with pytest.raises(NotInternal):
        stage.gateway.show_picture(TICKETS, b"x", "x.png", title="x", alt="x", thread=ts)
    assert stage.client.uploads == {}
    assert len(stage.written_to(TICKETS)) == 1


@pytest.mark.parametrize("channel", [SHARED, PENDING, UNKNOWN, ""])
def test_no_picture_is_uploaded_where_a_customer_may_be(stage: Stage, channel: str) -> None:
    with pytest.raises(NotInternal):
        stage.gateway.show_picture(channel, b"x", "x.png", title="x", alt="x", thread="1.1")
    assert [method for method, _ in stage.client.calls if method.startswith("files.")] == []


def test_an_alt_text_is_no_longer_than_slack_takes(stage: Stage) -> None:
    ts = stage.gateway.post(TICKETS, "Hello", [TEXT])
    stage.gateway.show_picture(TICKETS, b"x", "x.png", title="x", alt="word " * 999, thread=ts)
    (file,) = stage.client.uploads.values()
    assert 990 < len(file["alt_txt"]) <= 1000


def test_a_channel_that_nobody_knows_is_not_ours(stage: Stage) -> None:
    for channel in (UNKNOWN, ""):
        with pytest.raises(NotInternal):
            stage.gateway.post(channel, "Hello", [TEXT])


def test_while_slack_does_not_answer_a_send_fails_so_that_it_is_tried_again(stage: Stage) -> None:
    stage.client.failing["conversations.info"] = ["ratelimited", "ratelimited"]
    with pytest.raises(SlackApiError):
        stage.gateway.post(TICKETS, "Hello", [TEXT])
    assert not stage.gateway.internal(TICKETS)
    assert stage.written_to(TICKETS) == []


def test_people_and_groups_are_remembered_for_a_while(stage: Stage) -> None:
    now = [0.0]
    gateway = Gateway(stage.client, clock=lambda: now[0])
    for at in (0.0, 100.0, 700.0):
        now[0] = at
        assert gateway.ours(AGENT)
        assert gateway.group("S0LEADS")
    asked = [name for name, _ in stage.client.calls]
    assert (asked.count("users.info"), asked.count("usergroups.users.list")) == (2, 2)


def test_whose_team_somebody_is_of_is_known_or_they_are_not_ours(stage: Stage) -> None:
    assert not stage.gateway.ours(GUEST)
    assert not stage.gateway.ours("U0NOBODY")
    assert not stage.gateway.ours(AGENT, "T0THEIRS")
    assert stage.gateway.ours(AGENT)


def test_of_a_thread_only_our_own_blocks_count(stage: Stage) -> None:
    block = {**TEXT, "block_id": "ours"}
    ts = stage.gateway.post(TICKETS, "Hello", [block], thread="1.1")
    theirs = {"ts": "1900000009.1", "thread_ts": "1.1", "user": AGENT, "blocks": [{**TEXT, "block_id": "theirs"}]}
    stage.client.messages[TICKETS].append(theirs)
    assert stage.gateway.own_blocks(TICKETS, thread="1.1", since="1.1") == {"ours": ts}
    stage.client.failing["conversations.replies"] = ["missing_scope", "ratelimited"]
    assert stage.gateway.own_blocks(TICKETS, thread="1.1", since="1.1") == {}
    with pytest.raises(SlackApiError):
        stage.gateway.own_blocks(TICKETS, thread="1.1", since="1.1")
