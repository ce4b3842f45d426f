"""Why: in a shared channel the customer reads along. One message there that was meant for us can't be taken back.

Every kind of event, click, command and submission goes into channels that are shared, about to be, unknown or not to be
looked up; whatever the bot does then, no call that writes anything may name that channel.
"""

import pytest

from assist.slack.messages import STORED
from assist.slack.recorder import BOT_USER
from assist.workplace import Channel
from tests.slack_stage import (
    AGENT,
    BROKEN,
    FORWARDER,
    GUEST,
    LEAD,
    MIRROR,
    PENDING,
    SHARED,
    TICKETS,
    UNKNOWN,
    Json,
    Stage,
    opened,
    said,
    value_of,
)

stage = pytest.fixture(opened)
SILENT = "C0SILENT"
CHANNELS = [SHARED, PENDING, UNKNOWN, SILENT]
KINDS = ["tickets", "connect", "ignored", ""]


def message(channel: str, **more: object) -> Json:
    base: Json = {
        "type": "message",
        "channel": channel,
        "channel_type": "channel",
        "text": BROKEN,
        "ts": "1700000000.1",
    }
    return {**base, **more}


def every_event(channel: str) -> list[Json]:
    head = "From: nora@field.example\n\n"
    changed = message(channel, user=GUEST, text=BROKEN + " Hello?")
    return [
        message(channel, user=GUEST, team="T0THEIRS"),
        message(channel, user=GUEST, team="T0THEIRS", ts="1700000001.1", thread_ts="1700000000.1"),
        message(channel, user=AGENT, team="T0HOME", ts="1700000002.1", text="A replacement or store credit?"),
        message(channel, user=AGENT, ts="1700000003.1", thread_ts="1700000000.1", text="A replacement or a refund?"),
        message(channel, user=GUEST, ts="1700000004.1", thread_ts="1700000000.1", text="A replacement, please."),
        message(channel, subtype="bot_message", bot_id=FORWARDER, ts="1700000005.1", text=head + BROKEN),
        message(channel, subtype="bot_message", bot_id="B0STRANGER", ts="1700000006.1"),
        message(channel, ts="1700000007.1"),
        message(channel, subtype="file_share", user=GUEST, ts="1700000008.1", files=[{"id": "F1"}]),
        message(channel, subtype="thread_broadcast", user=GUEST, ts="1700000009.1", thread_ts="1700000000.1"),
        message(channel, subtype="channel_join", user=GUEST, ts="1700000010.1"),
        {**message(channel, ts="1700000011.1"), "subtype": "message_changed", "message": changed},
        {**message(channel, ts="1700000012.1"), "subtype": "message_deleted", "deleted_ts": "1700000001.1"},
        {"type": "channel_shared", "channel": channel, "connected_team_id": "T0THEIRS"},
        {"type": "channel_unshared", "channel": channel, "previously_connected_team_id": "T0THEIRS"},
        {"type": "member_joined_channel", "channel": channel, "user": AGENT, "team": "T0HOME"},
        {"type": "member_joined_channel", "channel": channel, "user": BOT_USER, "team": "T0HOME", "inviter": AGENT},
        {"type": "channel_id_changed", "old_channel_id": "C0BEFORE", "new_channel_id": channel},
        {"type": "app_home_opened", "channel": channel, "user": AGENT, "tab": "home"},
        {"type": "app_home_opened", "channel": channel, "user": GUEST, "tab": "home"},
        {"type": "subteam_members_changed", "subteam_id": "S0LEADS"},
        {"type": "tokens_revoked", "tokens": {"oauth": [AGENT], "bot": []}},
        {"type": "app_uninstalled"},
    ]


ENDED = {"tokens_revoked", "app_uninstalled"}  # after these the bot rests


def test_every_kind_of_event_is_among_them() -> None:
    assert {event["type"] for event in every_event(SHARED)} == {*STORED, "app_home_opened"}


def everything(stage: Stage, channel: str, root: str) -> None:
    """All that Slack can send of a channel, all that was ever shown pressed there, and every command and shortcut."""
    for event in every_event(channel):
        if event["type"] not in ENDED:
            stage.event(event)
    for _ in range(3):
        stage.times.later(600)
        stage.worker.drain()
    stage.failures_allowed = True  # a send that is refused may end a listener
    for user in (AGENT, LEAD, GUEST):
        for action, value in stage.pressables().items():
            stage.click(action, value, user=user, channel=channel, message=root)
        for text in ("Field", "nora@field.example", "", "nobody at all"):
            stage.command("/customer", text, user=user, channel=channel)
        stage.command("/flags", user=user, channel=channel)
        stage.shortcut({"ts": root, "user": user, "text": BROKEN}, user=user, channel=channel)
    for view in list(stage.client.views):
        for user in (AGENT, LEAD, GUEST):
            stage.submit(view, user=user, **dict.fromkeys(inputs(view), "a refund"))
    stage.worker.drain()


def inputs(view: Json) -> list[str]:
    return [block["block_id"] for block in view["blocks"] if block["type"] == "input"]


@pytest.mark.parametrize("mirror", [MIRROR, ""])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("channel", CHANNELS)
def test_nothing_is_ever_written_where_a_customer_may_be(stage: Stage, channel: str, kind: str, mirror: str) -> None:
    if channel == SILENT:  # ours, but Slack does not answer
        stage.workspace.channels[SILENT] = {"name": "silent"}
        stage.client.unknown.add(SILENT)
    if kind:
        setting = Channel(id=channel, kind=kind, name="x", senders=(FORWARDER,), mirror=mirror)  # type: ignore[arg-type]
        stage.store.house.save_channel(setting)
    ts = stage.ticket()
    draft = stage.flagged()
    known = value_of(stage.card(), "write_reply")
    everything(stage, channel, "1700000000.1")
    place = f"{channel}:1700000000.1"
    values = {"find_customer": place, "undo_choice": "choice-1", "link_customer_0": f"{place}:cust-otto"}
    values |= {"show_customer_0": "cust-nora", "uphold_flag": draft.flags[0].id, "dismiss_flag": draft.flags[0].id}
    values |= dict.fromkeys(["write_reply", "another_wording", "not_right", "check_again", "use_rewrite_0"], known)
    for user in (AGENT, GUEST):
        for action, value in values.items():
            if action not in {"check_again", "use_rewrite_0"}:
                stage.click(action, value, user=user, channel=channel, message="1700000000.1")
        for text in ("Field", "nora@field.example", "", "nobody at all"):
            stage.command("/customer", text, user=user, channel=channel)
        stage.command("/flags", user=user, channel=channel)
        for root in ("1700000000.1", ts):
            stage.shortcut({"ts": root, "user": user, "text": BROKEN}, user=user, channel=channel)
    here = [place.split(":", maxsplit=1)[0], "1700000000.1", "draft-there", 0]
    writing = {"type": "modal", "callback_id": "draft_write", "private_metadata": str(here).replace("'", '"')}
    for callback in ("draft_write", "draft_send"):
        for user in (AGENT, GUEST):
            stage.submit({**writing, "callback_id": callback}, user=user, draft_text_0="Hi", draft_reason="because")
    for event in every_event(channel):
        stage.event(event)
    stage.worker.drain()
    assert stage.written_to(channel) == []


@pytest.mark.parametrize("told", [True, False])
@pytest.mark.parametrize("becomes", [{"is_ext_shared": True}, {"is_pending_ext_shared": True}, None])
def test_a_ticket_channel_that_becomes_shared_falls_silent_at_once_and_the_others_go_on(
    stage: Stage, becomes: Json | None, told: bool
) -> None:
    stage.workspace.channels["C0OTHERS"] = {"name": "other-tickets"}
    stage.store.house.save_channel(Channel(id="C0OTHERS", kind="tickets", senders=(FORWARDER,), shared=False))
    ts = stage.ticket()
    stage.flagged()
    stage.ticket("Where is my lamp? What can we do?", sender="")
    before = len(stage.written_to(TICKETS))
    assert before
    if becomes is None:
        stage.client.unknown.add(TICKETS)
    else:
        stage.workspace.channels[TICKETS] |= becomes
    if told:
        stage.deliver(
            {"type": "channel_shared", "connected_team_id": "T0THEIRS", "channel": TICKETS, "event_ts": "1.1"}
        )
    everything(stage, TICKETS, ts)
    stage.ticket(thread=ts)
    assert len(stage.written_to(TICKETS)) == before
    stage.ticket(channel="C0OTHERS")
    assert len(stage.cards("C0OTHERS")) == 1


@pytest.mark.parametrize("channel", [PENDING, UNKNOWN])
def test_a_mirror_that_is_not_ours_alone_any_more_gets_nothing(stage: Stage, channel: str) -> None:
    stage.store.house.save_channel(Channel(id=SHARED, kind="connect", mirror=channel, shared=True))
    stage.says(GUEST, BROKEN, channel=SHARED)
    assert stage.client.messages == {}
    assert stage.store.conversations.count() == 1


def test_without_a_mirror_everything_is_kept_and_nothing_posted(stage: Stage) -> None:
    stage.store.house.save_channel(Channel(id=SHARED, kind="connect", shared=True))
    ts = stage.says(GUEST, BROKEN, channel=SHARED)
    stage.says(AGENT, "A replacement or store credit: which would you like?", channel=SHARED, thread=ts)
    stage.says(GUEST, "A replacement, please.", channel=SHARED, thread=ts)
    (customer,) = stage.store.people.find("gus@theirs.example")
    assert [choice.chosen for choice in stage.store.ledger.of_customer(customer.id)] == ["replacement"]
    assert stage.client.messages == {}
    assert stage.store.inbox.set_aside() == []


def test_each_customer_thread_has_one_mirror_thread_with_a_link_back(stage: Stage) -> None:
    first = stage.says(GUEST, BROKEN, channel=SHARED)
    stage.says(GUEST, "The cable is torn, too. What can we do?", channel=SHARED, thread=first)
    second = stage.says(GUEST, "My invoice from May is missing. Can you send it?", channel=SHARED)
    roots = [one for one in stage.messages(MIRROR) if not one.get("thread_ts")]
    assert len(roots) == 2
    for root, ts in zip(roots, (first, second), strict=True):
        assert f"{SHARED}/p{ts.replace('.', '')}" in said(root)
        assert len(stage.cards(MIRROR, root["ts"])) == 1
    assert len(stage.messages(MIRROR, roots[0]["ts"])) == 2


def test_in_a_new_mirror_the_thread_begins_anew(stage: Stage) -> None:
    ts = stage.says(GUEST, BROKEN, channel=SHARED)
    stage.workspace.channels["C0MIRROR2"] = {"name": "mirror-2"}
    stage.store.house.save_channel(Channel(id=SHARED, kind="connect", mirror="C0MIRROR2", shared=True))
    stage.says(GUEST, "The cable is torn, too. What can we do?", channel=SHARED, thread=ts)
    assert stage.cards(MIRROR) == []
    assert len(stage.cards("C0MIRROR2")) == 1
    assert stage.store.inbox.set_aside() == []


def test_an_agent_answers_in_the_mirror_and_gets_the_text_to_copy(stage: Stage) -> None:
    stage.says(GUEST, BROKEN, channel=SHARED)
    stage.click("write_reply", value_of(stage.card(MIRROR), "write_reply"), channel=MIRROR)
    assert BROKEN in said(stage.view())
    checked = stage.checked("Hi Gus, would you like a replacement or your money back?", stage.view())
    assert checked["submit"]["text"] == "Done"
    assert "copy your reply" in said(checked)
    posted = len(stage.messages(MIRROR))
    assert stage.submit(checked, draft_text_0="Hi Gus, would you like a replacement or your money back?") == {}
    assert stage.written_to(SHARED) == []
    assert len(stage.messages(MIRROR)) == posted


def test_the_shortcut_in_a_mirror_thread_knows_the_customers_thread(stage: Stage) -> None:
    stage.says(GUEST, BROKEN, channel=SHARED)
    root = stage.card(MIRROR)["thread_ts"]
    note = {"ts": "1900000099.1", "thread_ts": root, "user": AGENT, "text": "I&apos;d write: a refund &amp; sorry"}
    stage.shortcut(note, channel=MIRROR)
    assert BROKEN in said(stage.view())
    assert "a refund & sorry" in said(stage.view())


def test_a_lookup_in_a_shared_channel_is_answered_in_a_modal(stage: Stage) -> None:
    stage.command("/customer", "nora@field.example", channel=SHARED)
    assert stage.answered == []
    assert "Nora Field" in said(stage.view())


def test_a_reply_is_not_sent_into_a_ticket_channel_that_has_become_shared(stage: Stage) -> None:
    checked = stage.checked("Hi Nora, a replacement or your money back?")
    stage.workspace.channels[TICKETS]["is_ext_shared"] = True
    written = len(stage.written_to(TICKETS))
    stage.submit(checked, draft_text_0="Hi Nora, a replacement or your money back?")
    assert len(stage.written_to(TICKETS)) == written
    assert "shared with people outside" in said(stage.view())
    assert "a replacement or your money back?" in said(stage.view())
