"""Why: agents work by the card; there has to be one, in its place, about the latest message, about nobody else."""

import pytest

from tests.slack_fakes import CHOICES
from tests.slack_stage import (
    AGENT,
    BROKEN,
    TICKETS,
    Stage,
    buttons,
    choices_of,
    opened,
    said,
)

stage = pytest.fixture(opened)


def lines_above_buttons(stage: Stage) -> int:
    """How many lines of 80 characters a card has before its buttons."""
    count = 0
    for block in stage.card()["blocks"]:
        if block["type"] == "actions":
            return count
        for part in block.get("elements", []):
            texts = part["elements"] if part["type"] == "rich_text_list" else [part]
            for text in texts:
                words = "".join(one.get("text", "") for one in text.get("elements", [text]) if isinstance(one, dict))
                count += sum(1 + len(line) // 80 for line in words.split("\n"))
    raise AssertionError("a card has buttons")


def test_a_card_says_what_to_answer_why_and_what_else_is_open(stage: Stage) -> None:
    ts = stage.ticket()
    (card,) = stage.messages(TICKETS, ts)
    assert buttons(card) == ["write_reply", "another_wording"]
    assert set(choices_of(card, "show_instead")) == {"your money back", "a repair", "store credit"}
    assert [block["type"] for block in card["blocks"]].count("actions") == 2
    for part in ("Suggested reply for Nora Field", "4 of 4 times", "Also open:", "Written from templates"):
        assert part in card["text"]
    assert (card["unfurl_links"], card["unfurl_media"], "metadata" in card) == (False, False, False)


def test_a_card_is_short_enough_to_be_read_at_a_glance(stage: Stage) -> None:
    for number in range(4):
        stage.ticket(f"The lamp of order 55{number} has a broken shade and a torn cable. What can we do?")
    assert lines_above_buttons(stage) <= 12
    why = next(block for block in stage.card()["blocks"] if "Why" in said({"blocks": [block]}))
    assert len(why["elements"][1]["elements"]) <= 4


def test_each_past_choice_comes_with_a_link_to_its_words(stage: Stage) -> None:
    stage.ticket()
    assert [choice.link in said(stage.card()) for choice in CHOICES[:0:-1]] == [True, True, True]


def test_what_a_card_cites_under_earlier_it_does_not_cite_twice(stage: Stage) -> None:
    stage.ticket("The desk lamp of order 4400 flickers. What can we do?")
    stage.ticket("The desk lamp of order 4400 flickers again. What can we do?")
    assert said(stage.card()).count("The desk lamp of order 4400 flickers.") == 1


def test_the_next_message_gets_a_card_and_the_older_one_says_that_it_is_one(stage: Stage) -> None:
    ts = stage.ticket()
    stage.ticket("And the second lamp of order 5513 is broken. What can we do?", thread=ts)
    old, new = stage.messages(TICKETS, ts)
    assert old["text"] == "The conversation has moved on since this suggestion."
    assert buttons(old) == []
    assert "5513" in new["text"]


def test_a_choice_gets_a_small_line_with_undo_and_no_card(stage: Stage) -> None:
    ts = stage.ticket()
    stage.says(AGENT, "A replacement or store credit: which would you like?", thread=ts)
    stage.ticket("A replacement, please.", thread=ts)
    card, line = stage.messages(TICKETS, ts)
    assert line["text"] == "Noted: chose a replacement (“A replacement, please”)."
    assert buttons(line) == ["undo_choice", "correct_choice"]
    assert buttons(card) == []


def test_thanks_get_no_card(stage: Stage) -> None:
    ts = stage.ticket()
    stage.ticket("Thanks!", thread=ts)
    assert len(stage.messages(TICKETS, ts)) == 1


def test_a_message_of_nobody_known_shows_nobodys_record_and_offers_to_link_one(stage: Stage) -> None:
    ts = stage.ticket(sender="")
    stage.ticket("Hello? It is about order 5512.", sender="", thread=ts)
    (card,) = stage.messages(TICKETS, ts)
    assert "I can't tell whose message this is" in card["text"]
    assert buttons(card) == ["find_customer"]
    assert not [word for word in ("Nora", "Otto", "Mei", "replacement", "field.example") if word in str(card)]


def test_where_it_could_be_either_of_two_both_are_offered_and_none_is_guessed(stage: Stage) -> None:
    stage.ticket(sender="nora@field.example, otto@field.example")
    (card,) = stage.messages()
    assert buttons(card) == ["link_customer_0", "link_customer_1", "find_customer"]
    assert "Nora Field (nora@field.example" in card["text"]
    assert "4 of 4" not in str(card)


def test_one_customers_record_never_stands_on_anothers_card(stage: Stage) -> None:
    stage.ticket()
    stage.ticket(sender="Otto Field <otto@field.example>")
    card = str(stage.card())
    assert "Otto Field" in card
    assert not [word for word in ("Nora", "4 of 4", "lamp number", BROKEN) if word in card]
