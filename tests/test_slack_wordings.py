"""Why: an agent who does not like a suggestion needs another one, in one click, and the reason must not be lost."""

import pytest

from assist.slack.blocks.parts import section
from tests.slack_stage import (
    AGENT,
    OTHER_AGENT,
    TICKETS,
    Stage,
    buttons,
    choices_of,
    draft_in,
    opened,
    said,
    value_of,
)

stage = pytest.fixture(opened)
OTTO = "Otto Field <otto@field.example>"


def suggested(stage: Stage) -> str:
    """The reply that the card suggests."""
    return str(stage.card()["blocks"][1]["elements"][0]["elements"][0]["text"])


def test_another_wording_takes_the_place_of_the_card(stage: Stage) -> None:
    stage.ticket()
    first = stage.card()["text"]
    stage.click("another_wording", value_of(stage.card(), "another_wording"))
    assert len(stage.messages()) == 1
    assert stage.card()["text"] != first
    assert "4 of 4 times" in stage.card()["text"]


def test_a_reply_can_be_had_shorter_in_steps_and_as_usual_again(stage: Stage) -> None:
    stage.ticket()
    usual = suggested(stage)
    stage.click("card_more", choices_of(stage.card(), "card_more")["Shorter"])
    shorter = suggested(stage)
    assert len(shorter) < len(usual)
    assert "Shorter" not in choices_of(stage.card(), "card_more")
    stage.click("another_wording", value_of(stage.card(), "another_wording"))
    assert suggested(stage) != shorter
    assert "Usual length" in choices_of(stage.card(), "card_more")  # other words keep the form
    stage.click("card_more", choices_of(stage.card(), "card_more")["In steps"])
    assert "\n1. " in suggested(stage)
    stage.click("card_more", choices_of(stage.card(), "card_more")["Usual length"])
    assert "\n1. " not in suggested(stage)
    assert len(stage.messages()) == 1


def test_a_reply_can_be_written_from_scratch(stage: Stage) -> None:
    stage.ticket()
    stage.click("card_more", choices_of(stage.card(), "card_more")["Write from scratch"])
    assert draft_in(stage.view()) == ""


def test_each_open_option_shows_the_reply_it_would_make_and_stores_nothing(stage: Stage) -> None:
    stage.ticket()
    before = stage.store.conversations.rejections(), stage.store.ledger.count(), stage.card()
    for label, value in choices_of(stage.card(), "show_instead").items():
        stage.click("show_instead", value)
        assert f"{label}" in said(stage.view())
        assert "not what the record of Nora Field says" in said(stage.view())
        text = stage.view()["blocks"][1]["elements"][0]["elements"][0]["text"]
        assert label in text
        begun = stage.submit(stage.view())["view"]
        assert draft_in(begun) == text
        assert "Nothing found" in said(stage.checked(text, begun))
    assert (stage.store.conversations.rejections(), stage.store.ledger.count(), stage.card()) == before


def test_where_nothing_leads_the_text_lists_what_is_open_and_the_card_does_not_repeat_it(stage: Stage) -> None:
    stage.ticket(sender=OTTO)
    assert "Also open" not in stage.card()["text"]
    options = choices_of(stage.card(), "show_instead")
    assert len(options) == 4
    assert all(label in suggested(stage) for label in options)


@pytest.mark.parametrize("reason", ["Wrong customer", "Misread the message", "Wrong offer", "Wrong tone or length"])
def test_not_right_is_kept_with_its_reason_in_one_click(stage: Stage, reason: str) -> None:
    stage.ticket()
    chosen = choices_of(stage.card(), "not_right")[reason]
    stage.click("not_right", chosen)
    card = stage.messages()[0]
    assert f"not right: {reason.lower()}" in card["text"]
    assert "1 of 1 suggestions were not right, 1 of them for this reason" in card["text"]
    suggestion, _, kind = chosen.partition(":")
    (entry,) = stage.store.house.trail(suggestion)
    assert (entry.actor, entry.detail) == (AGENT, {"kind": kind, "why": reason.lower()})
    assert stage.store.conversations.rejections()[1] == {kind: 1}
    assert ("find_customer" in buttons(card)) == (reason == "Wrong customer")


def test_after_not_right_there_is_a_blank_reply_and_another_suggestion(stage: Stage) -> None:
    stage.ticket()
    first = suggested(stage)
    stage.click("not_right", choices_of(stage.card(), "not_right")["Wrong offer"])
    card = stage.messages()[0]
    assert buttons(card) == ["write_reply", "another_wording"]
    stage.click("write_reply", value_of(card, "write_reply"))
    assert draft_in(stage.view()) == ""
    stage.click("show_instead", choices_of(card, "show_instead")["a repair"])
    assert "a repair" in said(stage.view())
    stage.click("another_wording", value_of(card, "another_wording"))
    assert suggested(stage) != first
    assert "not_right" in str(stage.card())


def test_any_other_reason_is_asked_for_in_words(stage: Stage) -> None:
    stage.ticket()
    stage.click("not_right", choices_of(stage.card(), "not_right")["Something else …"])
    assert stage.submit(stage.view(), not_right_why="  ")["response_action"] == "errors"
    assert stage.submit(stage.view(), not_right_why="They asked for the invoice") == {}
    assert "They asked for the invoice" in stage.messages()[0]["text"]


def test_not_right_about_an_older_suggestion_leaves_the_newer_card_alone(stage: Stage) -> None:
    ts = stage.ticket()
    old = choices_of(stage.card(), "not_right")
    stage.click("not_right", old["Something else …"])
    asked = stage.view()
    stage.ticket("And the second lamp of order 5513 is broken. What can we do?", thread=ts)
    stage.submit(asked, not_right_why="Too long")
    stage.click("not_right", old["Wrong offer"])
    assert "5513" in stage.card()["text"]
    assert stage.store.conversations.rejections()[1] == {"offer": 1}  # the last word on it is kept all the same


@pytest.mark.parametrize("action", ["another_wording", "write_reply"])
def test_a_click_on_an_old_card_says_so_to_that_person_alone_and_leads_to_the_latest(stage: Stage, action: str) -> None:
    ts = stage.ticket()
    old, card = value_of(stage.card(), action), stage.card()["ts"]
    stage.ticket("And the second lamp of order 5513 is broken. What can we do?", thread=ts)
    stage.client.chat_update(channel=TICKETS, ts=card, text="Old", blocks=[section("Old")])  # it was never marked
    stage.click(action, old, message=card)
    assert "out of date" in stage.answer()["text"]
    assert stage.answer()["response_type"] == "ephemeral"
    (latest,) = [one for block in stage.answer()["blocks"] for one in block.get("elements", [])]
    assert latest["url"].endswith(stage.card()["ts"].replace(".", ""))
    assert stage.messages()[0]["text"] == "The conversation has moved on since this suggestion."
    stage.click("show_latest")
    assert "5513" in stage.card()["text"]


def test_a_card_whose_thread_is_another_customers_by_now_is_brought_up_to_date_by_a_click(stage: Stage) -> None:
    ts = stage.ticket()
    old = value_of(stage.card(), "another_wording")
    stage.desk.link(TICKETS, ts, "cust-otto", by=AGENT)
    stage.click("another_wording", old, message=stage.card()["ts"])
    assert "It now shows what is right" in stage.answer()["text"]
    assert stage.card()["text"].startswith("Suggested reply for Otto Field")


def test_a_card_says_who_has_answered_and_shows_its_suggestion_again_when_asked(stage: Stage) -> None:
    ts = stage.ticket()
    before = stage.card()["text"]
    stage.says(OTHER_AGENT, "Hi Nora, I'm on it.", thread=ts)
    (card,) = stage.messages(TICKETS, ts)
    assert card["text"] == "Answered by a colleague."
    assert OTHER_AGENT in said(card)
    stage.click("show_suggestion", value_of(card, "show_suggestion"), message=card["ts"])
    assert stage.card()["text"] == before
    stage.says(AGENT, "And me.", thread=ts)
    assert stage.cards() == []
    stage.ticket("And the second lamp of order 5513 is broken. What can we do?", thread=ts)
    assert "5513" in stage.card()["text"]


def test_a_reply_that_was_sent_from_the_modal_closes_the_card_as_well(stage: Stage) -> None:
    checked = stage.checked("Hi Nora, a replacement, a repair or your money back?")
    stage.submit(checked, draft_text_0="Hi Nora, a replacement, a repair or your money back?")
    card, reply = stage.messages()
    assert card["text"] == "Answered by a colleague."
    assert "Sent by" in reply["text"]


def test_what_an_agent_wrote_before_the_customers_latest_message_answers_nothing(stage: Stage) -> None:
    ts = stage.ticket()
    early = f"{float(ts) - 5:.6f}"
    stage.says(AGENT, "Which lamp is it?", thread=ts, ts=early)
    assert len(stage.cards()) == 1


def test_a_thread_of_nobody_known_still_offers_to_link_a_customer_after_an_answer(stage: Stage) -> None:
    ts = stage.ticket(sender="")
    stage.says(AGENT, "Who is this?", thread=ts)
    assert buttons(stage.messages()[0]) == ["find_customer"]
