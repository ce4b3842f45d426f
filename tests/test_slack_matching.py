"""Why: every ticket system forwards in its own way, and a matcher that errs gives a message to the wrong customer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assist.cards import interaction_id
from assist.identity import read_labelled, read_payload
from assist.records import Interaction
from assist.slack.matching import preview
from assist.workplace import Channel
from tests.slack_stage import AGENT, BROKEN, FORWARDER, GUEST, SHARED, TICKETS, Stage, buttons, escaped, opened

stage = pytest.fixture(opened)
NORA_FIELD = [{"title": "Requester", "value": escaped("Nora Field <nora@field.example>")}]


def treat(stage: Stage, channel: str = TICKETS, **settings: object) -> Channel:
    found = stage.store.house.channel(channel)
    assert found is not None
    treated = replace(found, **settings)  # type: ignore[arg-type]  # the tests know the fields
    stage.store.house.save_channel(treated)
    assert stage.store.house.channel(channel) == treated
    return treated


def kept(stage: Stage, ts: str, channel: str = TICKETS) -> Interaction:
    (found,) = stage.store.conversations.get([interaction_id(channel, ts)])
    return found


# Reading


@pytest.mark.parametrize(
    ("text", "label", "emails", "body"),
    [
        (
            "Ticket 7\nReporter: Ann <ann@shop.example>\nIt leaks.",
            "reporter",
            ("ann@shop.example",),
            "Ticket 7\nIt leaks.",
        ),
        ("It leaks.\n*Raised by*\nann@shop.example", r"raised by", ("ann@shop.example",), "It leaks."),
        (
            "via form ann@shop.example\nFrom: bob@other.example",
            r"^via form",
            ("ann@shop.example",),
            "From: bob@other.example",
        ),
        ("Reporter: Ann\nMail bob@other.example", "reporter", (), "Mail bob@other.example"),
        ("Nothing here, bob@other.example", "reporter", (), "Nothing here, bob@other.example"),
        ("Reporter: ann@shop.example, bob@other.example", "reporter", ("ann@shop.example", "bob@other.example"), ""),
        ("Reporter: sam@ours.example\nHi", "reporter", (), "Hi"),
    ],
)
def test_the_line_with_the_label_and_no_other_holds_the_address(
    text: str, label: str, emails: tuple[str, ...], body: str
) -> None:
    ticket = read_labelled(text, label, ours=["ours.example"])
    assert (ticket.emails, ticket.external_ids, ticket.body) == (emails, (), body)


def test_a_group_named_id_is_a_customer_id() -> None:
    ticket = read_labelled("Shop order, account #4711\nWhere is it?", r"account #(?P<id>\d+)")
    assert (ticket.external_ids, ticket.emails, ticket.body) == (("4711",), (), "Where is it?")


@pytest.mark.parametrize(
    ("value", "emails", "ids"),
    [
        ("Ann@Shop.example", ("ann@shop.example",), ()),
        ("EXT-77", (), ("EXT-77",)),
        (4711, (), ("4711",)),
        ("not@an address", (), ()),
        ("", (), ()),
        (None, (), ()),
        ({"a": 1}, (), ()),
    ],
)
def test_metadata_holds_an_address_or_an_id(value: object, emails: tuple[str, ...], ids: tuple[str, ...]) -> None:
    ticket = read_payload({"customer": value}, "customer", "Hi")
    assert (ticket.emails, ticket.external_ids, ticket.body) == (emails, ids, "Hi")


# In a channel


def test_an_address_in_an_attachment_is_found_and_the_text_is_the_customers(stage: Stage) -> None:
    treat(stage, address_in="attachment", label="requester")
    ts = stage.ticket(
        sender="", text="From: otto@field.example is whom I wrote to.", attachments=[{"fields": NORA_FIELD}]
    )
    assert (kept(stage, ts).customer, kept(stage, ts).text) == (
        "cust-nora",
        "From: otto@field.example is whom I wrote to.",
    )


def test_head_lines_in_an_attachment_are_read_without_a_label(stage: Stage) -> None:
    treat(stage, address_in="attachment")
    ts = stage.ticket(sender="", attachments=[{"fields": NORA_FIELD, "text": "ignored above the head"}])
    assert kept(stage, ts).customer == "cust-nora"


def test_an_address_in_blocks_is_found(stage: Stage) -> None:
    treat(stage, address_in="blocks", label="opened by")
    element = {"type": "text", "text": "Opened by: otto@field.example\nThe invoice is wrong. Help?"}
    blocks = [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [element]}]}]
    ts = stage.ticket(sender="", text="New request", blocks=blocks)
    assert (kept(stage, ts).customer, kept(stage, ts).text) == ("cust-otto", "The invoice is wrong. Help?")


@pytest.mark.parametrize(
    ("metadata", "customer"),
    [
        ({"event_type": "t", "event_payload": {"who": "EXT-77"}}, "cust-mei"),
        ({"event_type": "t", "event_payload": {"who": "nora@field.example"}}, "cust-nora"),
        ({"event_type": "t", "event_payload": "x"}, ""),
        ("x", ""),
        (None, ""),
    ],
)
def test_an_address_in_the_metadata_is_found(stage: Stage, metadata: object, customer: str) -> None:
    treat(stage, address_in="metadata", label="who")
    ts = stage.ticket(metadata=metadata)  # the head line names Nora, and does not count here
    assert kept(stage, ts).customer == customer


def test_in_a_channel_of_one_customer_every_message_is_theirs_unless_it_names_another(stage: Stage) -> None:
    treat(stage, customer="cust-mei")
    mine = stage.ticket("My invoice is wrong. What now?", sender="")
    assert kept(stage, mine).customer == "cust-mei"
    assert kept(stage, stage.ticket(sender="stranger@new.example")).customer == "cust-mei"
    others = stage.ticket(sender="otto@field.example")
    assert kept(stage, others).customer == ""
    assert buttons(stage.messages()[-1])[:2] == ["link_customer_0", "link_customer_1"]
    assert [one.id for one in stage.store.people.find("stranger@new.example")] == []


def test_people_of_a_companys_domain_are_of_that_company_and_each_is_themselves(stage: Stage) -> None:
    treat(stage, domain="theirs.example")
    treat(stage, SHARED, domain="theirs.example")
    stage.ticket(sender="Ann <ann@theirs.example>")
    stage.ticket(sender="Eve <eve@not-theirs.example>")
    stage.ticket(sender="otto@field.example")
    stage.says(GUEST, BROKEN, channel=SHARED)
    companies = {
        address: stage.store.people.find(address)[0].company
        for address in ("ann@theirs.example", "gus@theirs.example", "eve@not-theirs.example", "otto@field.example")
    }
    assert list(companies.values()) == ["theirs.example", "theirs.example", "", ""]
    assert len({stage.store.people.find(address)[0].id for address in companies}) == 4


def test_a_known_customer_of_the_domain_without_a_company_gets_it_and_one_with_keeps_theirs(stage: Stage) -> None:
    treat(stage, domain="field.example")
    stage.ticket(sender="otto@field.example")
    stage.ticket(sender="nora@field.example")
    found = [stage.store.people.find(f"{name}@field.example")[0].company for name in ("otto", "nora")]
    assert found == ["field.example", "Field Lighting"]


# The dry run


def test_a_dry_run_says_what_the_settings_make_of_each_message_and_does_nothing(stage: Stage) -> None:
    channel = treat(stage, label="reporter")
    texts = {
        "Reporter: nora@field.example\nIt leaks.": ("nora@field.example", "Nora Field", "It leaks."),
        "Reporter: new@shop.example\nHello?": ("new@shop.example", "new", "Hello?"),
        "Reporter: unknown\nHm.": ("", "nobody", "Hm."),
        "Reporter: nora@field.example, otto@field.example\nWe.": (
            "nora@field.example, otto@field.example",
            "either of: Nora Field, Otto Field",
            "We.",
        ),
    }
    for text in texts:
        stage.event(
            {"type": "message", "channel": TICKETS, "ts": stage.ts(), "bot_id": FORWARDER, "text": escaped(text)}
        )
    stage.event({"type": "message", "channel": TICKETS, "ts": stage.ts(), "user": AGENT, "text": "Lunch?"})
    stage.event({"type": "message", "channel": SHARED, "ts": stage.ts(), "bot_id": FORWARDER, "text": "elsewhere"})
    stage.event({"type": "message", "channel": TICKETS, "ts": stage.ts(), "subtype": "channel_join", "text": "joined"})
    calls = len(stage.client.calls)
    found = preview(stage.store, channel)
    assert [(one.address, one.customer, one.begins) for one in found[:-1]] == list(texts.values())
    assert (found[-1].sender, found[-1].customer) == (AGENT, "not read: no sender of this channel")
    assert (stage.store.conversations.count(), stage.store.people.count(), len(stage.client.calls)) == (0, 3, calls)


def test_a_dry_run_shows_the_last_twenty_oldest_first(stage: Stage) -> None:
    for number in range(30):
        stage.event(
            {"type": "message", "channel": TICKETS, "ts": stage.ts(), "bot_id": FORWARDER, "text": f"Number {number}"}
        )
    channel = stage.store.house.channel(TICKETS)
    assert channel is not None
    assert [one.begins for one in preview(stage.store, channel)] == [f"Number {number}" for number in range(10, 30)]
