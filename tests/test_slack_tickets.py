"""Why: the same channel carries customers, agents and bots; a message taken for the wrong side spoils a record."""

import pytest

from assist.cards import interaction_id
from assist.records import Interaction
from assist.slack.recorder import BOT_USER
from tests.slack_stage import (
    AGENT,
    BROKEN,
    FORWARDER,
    GUEST,
    MIRROR,
    SHARED,
    TICKETS,
    UNKNOWN,
    Stage,
    escaped,
    opened,
    said,
)

stage = pytest.fixture(opened)


def kept(stage: Stage, ts: str, channel: str = TICKETS) -> Interaction:
    (found,) = stage.store.conversations.get([interaction_id(channel, ts)])
    return found


def test_a_forwarded_ticket_is_the_customers_own_words_without_the_head(stage: Stage) -> None:
    ts = stage.ticket(sender="Nora Field <nora@field.example>")
    found = kept(stage, ts)
    assert (found.role, found.customer, found.text) == ("customer", "cust-nora", BROKEN)
    assert found.link.endswith(ts.replace(".", ""))


def test_a_person_whom_the_channels_settings_name_forwards_like_a_bot(stage: Stage) -> None:
    channel = stage.store.house.channel(TICKETS)
    assert channel is not None
    stage.store.house.save_channel(type(channel)(id=TICKETS, kind="tickets", senders=("U0DESK",), shared=False))
    stage.says("U0DESK", "From: otto@field.example\n\nMy invoice is wrong, who can correct it?")
    assert "Otto Field" in stage.card()["text"]


def test_an_agents_reply_in_a_customers_thread_is_kept_as_the_agents(stage: Stage) -> None:
    ts = stage.ticket()
    reply = stage.says(AGENT, "A replacement or your money back?", thread=ts)
    found = kept(stage, reply)
    assert (found.role, found.who, found.customer) == ("agent", "Ada", "cust-nora")
    assert len(stage.messages()) == 1


def test_what_the_team_writes_among_itself_is_not_kept(stage: Stage) -> None:
    ts = stage.says(AGENT, "Who is in on Friday?")
    assert not stage.store.conversations.get([interaction_id(TICKETS, ts)])
    assert not stage.messages()


def test_other_bots_and_its_own_messages_are_ignored(stage: Stage) -> None:
    stage.ticket(bot_id="B0STRANGER")
    stage.ticket(bot_id="B0ASSIST", user=BOT_USER)
    stage.says(BOT_USER, BROKEN)
    assert not stage.messages()
    assert stage.store.inbox.set_aside() == []


@pytest.mark.parametrize("subtype", ["channel_join", "channel_topic", "reminder_add", "pinned_item"])
def test_slacks_own_bookkeeping_is_nobody_speaking(stage: Stage, subtype: str) -> None:
    stage.ticket(subtype=subtype)
    assert not stage.messages()


def test_a_message_without_a_user_is_read_all_the_same(stage: Stage) -> None:
    stage.ticket(subtype=None, user=None)
    assert len(stage.cards()) == 1


def test_a_ticket_in_blocks_or_attachments_is_read(stage: Stage) -> None:
    head = escaped("From: Nora Field <nora@field.example>")
    stage.ticket(text="", sender="", attachments=[{"pretext": head, "text": escaped(BROKEN), "fallback": "ticket"}])
    element = {"type": "rich_text_section", "elements": [{"type": "text", "text": "From: otto@field.example\n\nHelp?"}]}
    stage.ticket(text="", sender="", blocks=[{"type": "rich_text", "elements": [element]}])
    assert ["Nora Field" in stage.messages()[0]["text"], "Otto Field" in stage.messages()[1]["text"]] == [True, True]


def test_in_an_unknown_channel_nothing_is_posted_or_kept(stage: Stage) -> None:
    stage.ticket(channel=UNKNOWN)
    stage.says(GUEST, BROKEN, channel=UNKNOWN)
    assert stage.store.conversations.count() == 0
    assert stage.client.messages == {}


def test_a_guest_in_a_shared_channel_is_a_customer_known_by_slack_and_by_address(stage: Stage) -> None:
    ts = stage.says(GUEST, BROKEN, channel=SHARED)
    (customer,) = stage.store.people.find("gus@theirs.example")
    assert kept(stage, ts, SHARED).customer == customer.id
    assert {one.value for one in customer.identities} == {GUEST, "gus@theirs.example"}
    assert "Gus" in said(stage.card(MIRROR))


def test_our_own_people_in_a_shared_channel_are_agents(stage: Stage) -> None:
    ts = stage.says(GUEST, BROKEN, channel=SHARED)
    reply = stage.says(AGENT, "A replacement or your money back?", channel=SHARED, thread=ts)
    assert kept(stage, reply, SHARED).role == "agent"
    assert stage.messages(MIRROR)[-1]["text"] == "Answered by a colleague."


def test_a_guest_in_a_ticket_channel_is_not_taken_for_an_agent(stage: Stage) -> None:
    ts = stage.ticket()
    wrote = stage.says(GUEST, "We will send you a new one.", thread=ts)
    assert not stage.store.conversations.get([interaction_id(TICKETS, wrote)])


def test_a_message_of_forty_thousand_characters_gets_a_card(stage: Stage) -> None:
    ts = stage.ticket(BROKEN + " lamp & shade <b>" * 2500)
    assert len(stage.cards()) == 1
    assert len(stage.thread(ts).message) > 30_000
    assert FORWARDER not in stage.card()["text"]
