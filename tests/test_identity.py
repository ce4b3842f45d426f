"""Whose message: exact keys where they may stand, and never a guess."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.identity import addresses, keys, may_be_new, proven, read_ticket, whose
from assist.records import Customer, Identity

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=[]))
NAMES = st.from_regex(r"[a-z][a-z0-9]{0,8}([._+-][a-z0-9]{1,5})?", fullmatch=True)
ADDRESSES = st.builds("{}@{}.example".format, NAMES, st.from_regex(r"[a-z][a-z0-9-]{0,8}[a-z0-9]", fullmatch=True))


def test_a_ticket_with_head_lines_is_taken_apart() -> None:
    ticket = read_ticket(
        "New ticket #88\nFrom: Maria Silva <Maria@Silva.example>\nTo: help@us.example\nCustomer id: 1001\n"
        "Subject: Kettle\nPriority: high\n\nIt leaks.\nFrom: the bottom."
    )
    assert ticket.emails == ("maria@silva.example",)
    assert ticket.external_ids == ("1001",)
    assert (ticket.name, ticket.subject, ticket.body) == ("Maria Silva", "Kettle", "It leaks.\nFrom: the bottom.")


@pytest.mark.parametrize(
    ("text", "email", "name", "body"),
    [
        ("New ticket from maria@silva.example: It leaks", "maria@silva.example", "", "It leaks"),
        ("Ticket #12 by Maria Silva <maria@silva.example>\nIt leaks", "maria@silva.example", "Maria Silva", "It leaks"),
        (
            "E-mail from maria@silva.example\n\nIt leaks\nFrom: bob@stone.example",
            "maria@silva.example",
            "",
            "It leaks\nFrom: bob@stone.example",
        ),
        ("*From:* maria@silva.example\nIt leaks", "maria@silva.example", "", "It leaks"),
        ("Requester: Maria\nE-mail: maria@silva.example\n\nIt leaks", "maria@silva.example", "Maria", "It leaks"),
    ],
)
def test_a_sender_stands_in_a_title_or_in_head_lines(text: str, email: str | None, name: str, body: str) -> None:
    ticket = read_ticket(text)
    assert ticket.emails == ((email,) if email else ())
    assert (ticket.name, ticket.body) == (name, body)


@pytest.mark.parametrize(
    "text",
    [
        "I had a mail from bob@stone.example about it",
        "I never got the mail from bob@stone.example\nIt leaks",
        "Please write to bob@stone.example.",
        "bob@stone.example says that it leaks",
        "It leaks.\n> From: Bob <bob@stone.example>\n> It does not",
        "From me\nbob@stone.example",
        "",
        "🫖",
    ],
)
def test_an_address_that_somebody_writes_about_is_no_sender(text: str) -> None:
    ticket = read_ticket(text)
    assert (ticket.emails, ticket.external_ids) == ((), ())
    assert ticket.body == text.strip()


@pytest.mark.parametrize(
    "gap",
    ["\n\n", "\n\n---------- Forwarded message ---------\n", "\nSee below.\n", "\n\n-----Original Message-----\n"],
)
def test_the_head_of_a_forwarded_message_is_the_customers_text(gap: str) -> None:
    ticket = read_ticket(
        f"From: Maria <maria@silva.example>{gap}From: Bob <bob@stone.example>\nCustomer id: 7\n\nHello"
    )
    assert ticket.emails == ("maria@silva.example",)
    assert ticket.external_ids == ()
    assert "bob@stone.example" in ticket.body


def test_a_title_outweighs_a_quoted_head_below_it() -> None:
    ticket = read_ticket("New ticket from maria@silva.example: see below\nFrom: Bob <bob@stone.example>\nHello")
    assert ticket.emails == ("maria@silva.example",)


def test_from_and_reply_to_that_differ_are_two_keys() -> None:
    ticket = read_ticket("From: robot@desk.example\nReply-To: maria@silva.example\n\nIt leaks")
    assert ticket.emails == ("robot@desk.example", "maria@silva.example")
    assert read_ticket(
        "From: robot@desk.example\nReply-To: maria@silva.example\n\nIt leaks", ours=("desk.example",)
    ).emails == ("maria@silva.example",)


def test_a_ticket_without_a_body_says_its_subject() -> None:
    assert read_ticket("From: maria@silva.example\nSubject: Kettle leaks").body == "Kettle leaks"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Maria@Silva.Example", ["maria@silva.example"]),
        ("o'brien+shop@x.example, o'brien+shop@x.example", ["o'brien+shop@x.example"]),
        ("'maria@silva.example'", ["maria@silva.example"]),
        ("(maria@silva.example).", ["maria@silva.example"]),
        ("maria@silva.example's kettle", ["maria@silva.example"]),
        ("mailto:maria@silva.example?subject=x", ["maria@silva.example"]),
        ("éric@silva.example", []),  # "ric@silva.example" would be somebody else
        ("eric@silva.exampleé", []),
        ("a" * 70 + "@silva.example", []),
        ("maria@localhost maria@ @silva.example", []),
        ("a@b.example.", ["a@b.example"]),
    ],
)
def test_addresses_are_read_whole_or_not_at_all(text: str, found: list[str]) -> None:
    assert addresses(text) == found


def test_our_own_domains_are_no_customers_but_lookalikes_are() -> None:
    text = "help@us.example HELP@US.EXAMPLE maria@notus.example"
    assert addresses(text, ours=("us.example",)) == ["maria@notus.example"]
    assert addresses(text, ours=("@US.example",)) == ["maria@notus.example"]


def test_keys_name_their_kind() -> None:
    assert keys(slack_user="U1", emails=["Maria@Silva.example"], external_ids=["A7"]) == (
        Identity("slack", "U1"),
        Identity("email", "maria@silva.example"),
        Identity("external", "A7"),
    )
    assert keys() == ()


MARIA = Customer(id="m", name="Maria", identities=(Identity("email", "m@x.example"),))
BOB = Customer(id="b", name="Bob", identities=(Identity("slack", "UBOB"),))


def test_one_holder_is_the_customer_none_or_two_are_nobody() -> None:
    assert whose([MARIA]) == MARIA
    assert whose([]) is None
    assert whose([MARIA, BOB]) is None


@pytest.mark.parametrize(
    ("found", "holders", "new"),
    [
        ([Identity("email", "n@x.example")], [], True),
        ([Identity("email", "n@x.example"), Identity("slack", "U9")], [], True),
        ([Identity("email", "n@x.example"), Identity("email", "o@x.example")], [], False),
        ([Identity("email", "n@x.example")], [MARIA], False),
        ([], [], False),
    ],
)
def test_only_keys_of_one_unknown_person_may_be_a_new_customers(
    found: list[Identity], holders: list[Customer], new: bool
) -> None:
    assert may_be_new(found, holders) is new


def test_a_slack_user_is_proven_by_an_address_that_the_customer_holds_and_nothing_else_is() -> None:
    both = (Identity("slack", "U1"), Identity("email", "m@x.example"))
    assert proven(both, MARIA) == (Identity("slack", "U1"),)
    assert proven(both[:1], MARIA) == ()
    assert proven((Identity("slack", "UBOB"), Identity("email", "b@x.example")), BOB) == ()


@given(ANY_TEXT)
def test_any_text_is_read_without_harm_and_no_key_is_made_up(text: str) -> None:
    ticket = read_ticket(text)
    assert all(email in text.lower() for email in ticket.emails)
    assert all(one in text for one in ticket.external_ids)
    assert ticket.body == ticket.body.strip()


@given(ADDRESSES, ADDRESSES, st.text(alphabet="abc \n.,", max_size=60))
def test_whoever_is_named_in_the_body_the_head_alone_says_who_wrote(sender: str, named: str, around: str) -> None:
    ticket = read_ticket(f"From: {sender}\n\n{around} {named} {around}\nFrom: {named}")
    assert ticket.emails == (sender,)


@given(ADDRESSES)
def test_an_address_is_found_whatever_stands_around_it(address: str) -> None:
    for before, after in (("<", ">"), ("(", ")"), ("mail ", "."), ('"', '"'), ("x: ", ", y"), ("\n", "\n")):
        assert addresses(before + address + after) == [address]


@pytest.mark.parametrize(
    "text", ["a" * 40_000, "a@" * 20_000, "From: " * 7_000, "new " * 10_000, "a.b" * 13_000, "from a " * 6_000]
)
def test_a_very_long_text_takes_no_time(text: str) -> None:
    began = time.process_time()
    read_ticket(text)
    addresses(text)
    assert time.process_time() - began < 6
