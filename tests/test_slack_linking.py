"""Why: the wrong customer's record on a card is the worst that can happen; one click must take it away again."""

import pytest

from tests.slack_stage import (
    AGENT,
    BROKEN,
    GUEST,
    MIRROR,
    OTHER_AGENT,
    SHARED,
    TICKETS,
    Stage,
    buttons,
    opened,
    said,
    value_of,
)

stage = pytest.fixture(opened)


def linked(stage: Stage, customer: str = "cust-nora", text: str = BROKEN) -> str:
    ts = stage.ticket(text, sender="")
    stage.click("link_customer_0", f"{TICKETS}:{ts}:{customer}", message=stage.messages()[-1]["ts"])
    return ts


def test_undo_takes_the_record_off_the_card_and_says_who_did_it(stage: Stage) -> None:
    ts = linked(stage)
    card, line = stage.messages(TICKETS, ts)
    assert "4 of 4 times" in card["text"]
    stage.click("undo_link", value_of(line, "undo_link"), user=OTHER_AGENT, message=line["ts"])
    assert "I can't tell whose message this is" in card["text"]
    assert "Nora" not in said(card)
    assert buttons(card) == ["find_customer"]
    assert "taken back" in line["text"]
    assert (OTHER_AGENT in said(line), buttons(line)) == (True, [])
    assert stage.thread(ts).customer == ""


def test_undo_after_the_conversation_went_on_changes_the_latest_card(stage: Stage) -> None:
    ts = linked(stage)
    line = stage.messages(TICKETS, ts)[-1]
    stage.ticket("And the cable? What can we do?", sender="", thread=ts)
    assert "Nora" in said(stage.card())
    stage.click("undo_link", value_of(line, "undo_link"), message=line["ts"])
    assert not [one for one in stage.messages() if "4 of 4" in said(one) or "for Nora" in one["text"]]


def test_undo_where_there_was_nothing_to_answer_brings_the_question_back(stage: Stage) -> None:
    linked(stage, "cust-otto", "Thanks!")
    (card,) = stage.messages()
    stage.click("undo_link", value_of(card, "undo_link"), message=card["ts"])
    assert buttons(card) == ["find_customer"]


def test_a_link_that_was_undone_or_is_not_the_latest_is_not_undone(stage: Stage) -> None:
    ts = linked(stage)
    line = stage.messages(TICKETS, ts)[-1]
    stage.click("link_customer_0", f"{TICKETS}:{ts}:cust-otto")
    stage.click("undo_link", value_of(line, "undo_link"), message=line["ts"])
    assert "linked anew since" in stage.answer()["text"]
    assert stage.thread(ts).customer == "cust-otto"
    stage.click("undo_link", "gone", message=line["ts"])
    assert stage.thread(ts).customer == "cust-otto"


def test_a_suggestion_for_another_customer_is_not_written_from(stage: Stage) -> None:
    ts = linked(stage)
    old = value_of(stage.card(), "write_reply")
    line = stage.messages(TICKETS, ts)[-1]
    stage.click("undo_link", value_of(line, "undo_link"), message=line["ts"])
    card = stage.thread(ts).card_ts
    stage.click("write_reply", old, message=card)
    assert "out of date" in stage.answer()["text"]
    assert stage.client.views == []


def test_in_a_shared_channel_the_link_is_undone_in_the_mirror(stage: Stage) -> None:
    stage.workspace.users[GUEST]["profile"]["email"] = "nora@field.example"
    ts = stage.says(GUEST, BROKEN, channel=SHARED)
    stage.click("link_customer_0", f"{SHARED}:{ts}:cust-otto", channel=MIRROR)
    line = stage.messages(MIRROR)[-1]
    stage.click("undo_link", value_of(line, "undo_link"), channel=MIRROR, message=line["ts"])
    assert "Nora Field" in said(stage.card(MIRROR))
    assert stage.written_to(SHARED) == []


def test_after_a_merge_and_its_undoing_the_open_cards_are_dealt_anew(stage: Stage) -> None:
    ts = stage.ticket(sender="otto@field.example")
    assert "4 of 4" not in said(stage.card())
    merge = stage.desk.linker.merge("cust-nora", "cust-otto", by=AGENT)
    stage.worker.drain()
    assert "4 of 4 times" in stage.card()["text"]
    stage.desk.linker.unmerge(merge.id, by=AGENT)
    stage.worker.drain()
    assert stage.thread(ts).customer == "cust-otto"
    (card,) = stage.cards()
    assert "Otto Field" in said(card)
    assert not [word for word in ("Nora", "4 of 4", "lamp number") if word in said(card)]
