"""Why: whoever looks a customer up must get that customer, or a question; a guess would show a stranger's record."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from assist.records import Customer, Identity, Interaction
from assist.workplace import Unanswered
from tests.slack_stage import MIRROR, NASTY, TICKETS, Json, Stage, buttons, opened, said, value_of

stage = pytest.fixture(opened)
BEGIN = datetime(2026, 3, 4, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "nora@field.example",
        "Nora@Field.example",
        "<mailto:nora@field.example|nora@field.example>",
        "<@U0NORA|nora>",
        "<@U0NORA>",
        "cust-nora",
        "nora",
        "@nora",
        "Lighting",
        "  Nora Field ",
    ],
)
def test_a_customer_is_found_by_address_mention_id_and_name(stage: Stage, text: str) -> None:
    stage.command("/customer", text)
    answer = stage.answer()
    assert answer["response_type"] == "ephemeral"
    for part in ("Nora Field", "nora@field.example", "4 of 4"):
        assert part in answer["text"]
    assert stage.client.messages == {}


def test_a_customers_card_shows_contacts_and_open_threads_with_links(stage: Stage) -> None:
    ts = stage.ticket("The lamp of order 5512 is broken. What can we do?")
    stage.command("/customer", "nora@field.example")
    assert stage.answer()["text"].count("The lamp of order 5512 is broken.") == 2
    assert f"/archives/{TICKETS}/p{ts.replace('.', '')}" in said(stage.answer())


def fill(stage: Stage, count: int, text: str = "Message {} about the lamp") -> None:
    stage.store.conversations.add(
        [
            Interaction(
                id=f"i{number}",
                customer="cust-nora",
                on=BEGIN + timedelta(hours=number),
                who="Nora",
                text=text.format(number),
                link=f"https://lumen.slack.example/p{number}",
            )
            for number in range(count)
        ]
    )


def numbers(answer: Json) -> list[int]:
    return [int(number) for number in re.findall(r"Message (\d+) about", answer["text"])]


def test_the_whole_timeline_is_paged_ten_a_page_newest_first(stage: Stage) -> None:
    fill(stage, 25)
    stage.command("/customer", "nora@field.example")
    assert numbers(stage.answer()) == list(range(24, 14, -1))
    assert buttons(stage.answer()) == ["timeline_older"]
    assert "(1–10 of 25, newest first)" in stage.answer()["text"]
    assert "https://lumen.slack.example/p24" in said(stage.answer())
    for expected in (range(14, 4, -1), range(4, -1, -1)):
        stage.click("timeline_older", value_of(stage.answer(), "timeline_older"))
        assert numbers(stage.answer()) == list(expected)
        assert stage.answer()["replace_original"] is True
    assert buttons(stage.answer()) == ["timeline_newer"]
    stage.click("timeline_newer", value_of(stage.answer(), "timeline_newer"))
    assert numbers(stage.answer()) == list(range(14, 4, -1))


@pytest.mark.parametrize(
    "key", ["nora@field.example", "<mailto:nora@field.example|nora@field.example>", "<@U0NORA|nora>", "cust-nora"]
)
def test_words_after_an_exact_key_show_what_has_all_of_them(stage: Stage, key: str) -> None:
    fill(stage, 12)
    fill_one = Interaction(id="k", customer="cust-nora", on=BEGIN, who="Nora", text="The kettles of order RT-44 leak")
    stage.store.conversations.add([fill_one])
    stage.command("/customer", f"{key} kettle rt-44")
    assert "What has “kettle rt-44” in it (1–1 of 1, newest first)" in stage.answer()["text"]
    assert "The kettles of order RT-44 leak" in stage.answer()["text"]
    stage.command("/customer", f"{key} kettle lamp")
    assert "What has “kettle lamp” in it: nothing." in stage.answer()["text"]
    stage.command("/customer", f"{key} lamp")
    stage.click("timeline_older", value_of(stage.answer(), "timeline_older"))
    assert numbers(stage.answer()) == [1, 0]


@pytest.mark.parametrize(
    "words", ['" OR *', "NEAR(lamp", "text:lamp", "-", "x" * 3000, "'; DROP TABLE interaction; --"]
)
def test_no_search_words_are_read_as_a_query(stage: Stage, words: str) -> None:
    fill(stage, 1)
    stage.command("/customer", f"nora@field.example {words}")
    assert "What has “" in stage.answer()["text"]


def test_an_emoji_is_looked_for_as_it_is_written(stage: Stage) -> None:
    fill(stage, 1, "Thank you 🙂")
    stage.command("/customer", "nora@field.example 🙂")
    assert "(1–1 of 1" in stage.answer()["text"]
    stage.command("/customer", "nora@field.example 🙃")
    assert "nothing" in stage.answer()["text"]


def test_words_after_a_name_are_part_of_the_name(stage: Stage) -> None:
    fill(stage, 1)
    stage.command("/customer", "Nora lamp")
    assert "I know no customer" in stage.answer()["text"]


def test_pages_in_a_modal_take_the_modals_place(stage: Stage) -> None:
    fill(stage, 11)
    stage.command("/customer", "nora@field.example", channel="D0DIRECT")
    view = stage.view()
    stage.click("timeline_older", value_of(view, "timeline_older"), view={"id": "V1", **view})
    assert [name for name, _ in stage.client.calls if name.startswith("views.")] == ["views.open", "views.update"]
    assert "Message 0 about" in said(stage.view())


def test_a_page_of_messages_of_a_megabyte_is_a_page(stage: Stage) -> None:
    fill(stage, 12, "Message {} about " + "x" * 1_000_000)
    stage.command("/customer", "nora@field.example")
    assert numbers(stage.answer()) == list(range(11, 1, -1))


def test_what_was_never_answered_is_a_small_line(stage: Stage) -> None:
    offer = Unanswered(
        customer="cust-nora", thread="C1:1.0", dimension="resolution", offered=("replacement", "credit"), on=BEGIN
    )
    stage.store.lapses.add([offer])
    stage.command("/customer", "nora@field.example")
    assert "Offered, no answer: a replacement, store credit (4 Mar 2026)." in stage.answer()["text"]


def test_several_are_offered_and_one_is_shown_on_a_click(stage: Stage) -> None:
    stage.command("/customer", "field")
    assert "2 customers match “field”" in stage.answer()["text"]
    assert "4 of 4" not in stage.answer()["text"]
    stage.click("show_customer_1", value_of(stage.answer(), "show_customer_1"))
    assert stage.answer()["text"].startswith("Otto Field")


def test_many_are_not_passed_off_as_all(stage: Stage) -> None:
    for number in range(30):
        name = f"Sam Other {number} " + "x" * 500
        stage.store.people.add(Customer(id=f"s{number}", name=name), by="test", on=stage.times())
    stage.command("/customer", "Sam Other")
    assert "More than 10 customers match" in stage.answer()["text"]
    assert len(buttons(stage.answer())) == 10


@pytest.mark.parametrize("text", ["", "   ", "<>"])
def test_an_empty_question_gets_an_example(stage: Stage, text: str) -> None:
    stage.command("/customer", text)
    assert "Whom are you looking for" in stage.answer()["text"] or "I know no customer" in stage.answer()["text"]


@pytest.mark.parametrize("text", ["nobody@at.all", "%", "_", "' OR 1=1 --", NASTY, "x" * 39_000, "<@U0NEVER|x>"])
def test_nobody_is_nobody(stage: Stage, text: str) -> None:
    stage.command("/customer", text)
    assert "I know no customer" in stage.answer()["text"]
    assert "Nora" not in stage.answer()["text"]


def test_a_customer_without_name_record_or_identity_has_a_card(stage: Stage) -> None:
    stage.store.people.add(Customer(id="bare", name=""), by="test", on=stage.times())
    stage.command("/customer", "bare")
    assert "A customer without a name" in stage.answer()["text"]
    assert "No choices on record yet" in stage.answer()["text"]


def test_a_customer_with_enormous_fields_has_a_card(stage: Stage) -> None:
    keys = tuple(Identity("email", f"{number}{'y' * 60}@many.example") for number in range(200))
    stage.store.people.add(
        Customer(id="big", name=NASTY * 90, company=NASTY * 90, identities=keys), by="test", on=stage.times()
    )
    for _ in range(6):
        stage.ticket(NASTY * 60 + " What now?", sender="cut", channel=TICKETS)
    stage.command("/customer", "big")
    assert "DROP TABLE" in stage.answer()["text"]


def test_where_we_are_not_in_the_channel_the_answer_comes_in_a_modal(stage: Stage) -> None:
    stage.command("/customer", "field", channel="D0DIRECT")
    assert stage.answered == []
    view = stage.view()
    stage.click("show_customer_0", value_of(view, "show_customer_0"), view={"id": "V1", **view})
    assert "Nora Field" in said(stage.view())
    assert [name for name, _ in stage.client.calls if name.startswith("views.")] == ["views.open", "views.push"]


def test_flags_shows_a_lead_the_queue_and_an_agent_their_own(stage: Stage) -> None:
    stage.flagged()
    stage.command("/flags", user="U0LIN")
    assert buttons(stage.answer())[:2] == ["uphold_flag", "dismiss_flag"]
    stage.command("/flags", user="U0ADA")
    assert "Sent; no verdict yet." in stage.answer()["text"]
    stage.command("/flags", user="U0BEN")
    assert "No flags on your drafts." in stage.answer()["text"]
    assert MIRROR not in stage.client.messages
