"""What is picked up from a message stands in it word for word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.gist import gist, only_thanks


@pytest.mark.parametrize(
    ("message", "subject"),
    [
        ("my kettle is broken again", "your kettle"),
        ("The blender from order 77120 arrived with a crack, it's broken", "the blender"),
        ("Our delivery note printer won't print", "your delivery note printer"),
        ("My son is ill", ""),
        ("Any news? Our VP is asking", ""),
        ("Our EORI is changed since the merger", "your EORI"),
        ("MY KETTLE IS BROKEN", "your kettle"),
        ("the same is true here", ""),
        ("It just doesn't work", ""),
    ],
)
def test_the_thing_a_message_is_about(message: str, subject: str) -> None:
    assert gist(message).subject == subject


@pytest.mark.parametrize(
    ("message", "reference"),
    [
        ("about order 88213 please", "order 88213"),
        ("Ref: RC-55210", "reference RC-55210"),
        ("invoice no. 2231 is wrong", "invoice 2231"),
        ("in order to help", ""),
        ("the account is locked", ""),
    ],
)
def test_a_reference_is_one_only_with_a_number_in_it(message: str, reference: str) -> None:
    assert gist(message).reference == reference


def test_questions_are_counted_and_a_short_plain_one_is_kept() -> None:
    read = gist("Hi! And when does the next box go out? Thanks")
    assert (read.questions, read.question) == (1, "when does the next box go out?")
    assert gist("When is it? Where is it?").questions == 2


def test_a_question_without_its_mark_counts_as_one() -> None:
    assert gist("Please advise when it will arrive. Regards").questions == 1
    assert gist("whats the status of the move").questions == 1
    assert gist("I told you when it broke").questions == 0


def test_a_request_in_the_form_of_a_question_asks_nothing() -> None:
    assert gist("Can you send a new one?").questions == 0
    assert gist("Can you tell me the price?").questions == 1


@pytest.mark.parametrize(
    ("message", "trouble"),
    [
        ("it arrived smashed", True),
        ("it does not work", True),
        ("what if it is broken one day?", False),
        ("do you sell kettles?", False),
        ("my late aunt had one of these", False),
    ],
)
def test_trouble_is_told_from_conditions(message: str, trouble: bool) -> None:
    assert gist(message).trouble is trouble


def test_asking_for_advice_and_for_the_options_is_seen() -> None:
    assert gist("What would you do?").advice
    assert gist("Which sizes are there?").options


@pytest.mark.parametrize(
    ("message", "english"),
    [
        ("Hallo, meine Maschine ist kaputt und ich weiß nicht weiter", False),
        ("Bonjour, la machine ne marche pas", False),
        ("やかんが壊れました 助けて ください お願い", False),
        ("Hi, the Maschine is broken", True),
        ("HELP", True),
        ("", True),
    ],
)
def test_only_plainly_foreign_messages_count_as_not_english(message: str, english: bool) -> None:
    assert gist(message).english is english


def test_thanks_alone_are_thanks_alone() -> None:
    assert only_thanks("Thank you so much!! :tada:")
    assert not only_thanks("Thanks, when?")
    assert not only_thanks("thanks for nothing, it broke")


@given(st.text(max_size=400))
def test_nothing_is_picked_up_that_is_not_there(message: str) -> None:
    read = gist(message)
    flat = " ".join(message.replace("’", "'").split()).casefold()
    assert " ".join(read.question.split()).casefold() in flat
    assert read.reference.rpartition(" ")[2].casefold() in flat
    assert read.subject.partition(" ")[2].casefold() in flat
