"""Why: a click must do what it says, once, also when somebody else was quicker or the conversation has moved on."""

import pytest

from assist.cards import interaction_id
from tests.slack_stage import AGENT, BROKEN, MIRROR, OTHER_AGENT, TICKETS, Stage, buttons, opened, said, value_of

stage = pytest.fixture(opened)


def test_a_choice_is_taken_back_once(stage: Stage) -> None:
    ts = stage.ticket()
    stage.says(AGENT, "A replacement or store credit: which would you like?", thread=ts)
    stage.ticket("Store credit, please.", thread=ts)
    line = stage.messages()[-1]
    choice = value_of(line, "undo_choice")
    for user in (AGENT, OTHER_AGENT):
        stage.click("undo_choice", choice, user=user, message=line["ts"])
    assert len(stage.store.ledger.of_customer("cust-nora")) == 4
    assert stage.messages()[-1]["text"].startswith("Taken back: store credit is not in the record.")
    assert AGENT in said(stage.messages()[-1])
    assert buttons(stage.messages()[-1]) == []


def test_linking_a_customer_shows_the_record_and_gives_them_the_threads_messages(stage: Stage) -> None:
    ts = stage.ticket(sender="")
    later = stage.ticket("It was the shade. What can we do?", sender="", thread=ts)
    stage.click("find_customer", value_of(stage.messages()[0], "find_customer"))
    found = stage.submit(stage.view(), customer_query="Field")["view"]
    assert buttons(found) == ["link_customer_0", "link_customer_1"]
    nora = next(b["accessory"] for b in found["blocks"] if "Nora" in b["text"]["text"])
    stage.click(nora["action_id"], nora["value"], view={"id": "V1", **found})
    assert "now shows this customer's record" in said(stage.view())
    card, line = stage.messages(TICKETS, ts)
    assert "4 of 4 times" in card["text"]
    assert (line["text"], buttons(line)) == ("Linked to Nora Field.", ["undo_link"])
    kept = stage.store.conversations.get([interaction_id(TICKETS, one) for one in (ts, later)])
    assert [one.customer for one in kept] == ["cust-nora", "cust-nora"]
    stage.ticket("Is there news about the lamp?", sender="", thread=ts)
    assert "Nora Field" in stage.card()["text"]


def test_linking_finds_by_address_id_and_says_when_there_is_nobody(stage: Stage) -> None:
    stage.ticket(sender="")
    stage.click("find_customer", value_of(stage.messages()[0], "find_customer"))
    for query in ("otto@field.example", "EXT-77", "cust-mei", "@Mei"):
        assert len(buttons(stage.submit(stage.view(), customer_query=query)["view"])) == 1
    answer = stage.submit(stage.view(), customer_query="Nobody <!here>")
    assert "I know no customer" in answer["errors"]["customer_query"]


def test_a_candidate_on_the_card_is_linked_with_one_click(stage: Stage) -> None:
    stage.ticket(sender="nora@field.example, otto@field.example")
    stage.click("link_customer_1", value_of(stage.messages()[0], "link_customer_1"))
    assert "Suggested reply for Otto Field" in stage.messages()[0]["text"]
    assert len(stage.cards()) == 1


def test_a_thread_with_nothing_to_answer_only_says_whose_it_is(stage: Stage) -> None:
    ts = stage.ticket("Thanks!", sender="")
    stage.click("link_customer_0", f"{TICKETS}:{ts}:cust-otto")
    assert stage.messages()[0]["text"] == "Linked to Otto Field. Nothing to answer here."


@pytest.mark.parametrize("value", [f"{TICKETS}:9.9:cust-otto", f"{TICKETS}:TS:cust-gone"])
def test_linking_what_is_no_longer_kept_says_so(stage: Stage, value: str) -> None:
    ts = stage.ticket(sender="")
    stage.click("link_customer_0", value.replace("TS", ts))
    assert "Not linked" in stage.answer()["text"]
    assert buttons(stage.messages()[0]) == ["find_customer"]


def test_a_click_on_what_is_no_longer_kept_breaks_nothing(stage: Stage) -> None:
    for action, value in (
        ("write_reply", "gone"),
        ("another_wording", "gone"),
        ("show_suggestion", "gone"),
        ("card_more", "gone:shorter"),
        ("card_more", "gone:blank"),
        ("show_instead", "gone:0"),
        ("not_right", "gone:tone"),
    ):
        stage.click(action, value)
        assert "out of date" in stage.answer()["text"]
    stage.click("not_right", "gone:other")
    assert stage.submit(stage.view(), not_right_why="x") == {}
    stage.click("undo_choice", "gone")
    stage.click("show_customer_0", "gone")
    stage.click("uphold_flag", "gone")
    assert stage.messages() == []
    assert MIRROR not in stage.client.messages
    assert BROKEN not in said(stage.view())
