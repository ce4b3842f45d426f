"""Why: the Home is what people see of the bot before a customer writes; it must load, whatever there is."""

import pytest

from assist.slack.digest import WeeklyDigest
from assist.slack.guard import Leads
from assist.slack.home import Home
from assist.slack.reviews import Board
from assist.workplace import Channel
from tests.slack_stage import (
    ADMIN,
    AGENT,
    LEAD,
    MIRROR,
    NASTY,
    OPEN,
    OTHER_AGENT,
    PROJECTS,
    TICKETS,
    Json,
    Stage,
    buttons,
    opened,
    said,
    value_of,
)

stage = pytest.fixture(opened)


def home(stage: Stage, user: str = AGENT) -> Json:
    stage.open_home(user)
    return stage.client.homes[user]


def part(page: Json, title: str) -> str:
    """What stands under a heading of a Home."""
    titles = [(at, block["text"]["text"]) for at, block in enumerate(page["blocks"]) if block["type"] == "header"]
    begin = next(at for at, each in titles if each == title)
    end = next((at for at, _ in titles if at > begin), len(page["blocks"]))
    return said({"blocks": page["blocks"][begin:end]})


def test_an_agents_home_shows_their_own_flags_and_the_channels(stage: Stage) -> None:
    stage.flagged()
    stage.open_home(AGENT)
    home = said(stage.client.homes[AGENT])
    assert "I'd take the store credit" in home
    assert "uphold_flag" not in home
    assert home.count(TICKETS) == 1
    assert f'", cards go to "}}, {{"type": "channel", "channel_id": "{MIRROR}"}}' in home


def test_a_leads_home_shows_the_queue(stage: Stage) -> None:
    stage.flagged()
    stage.open_home(LEAD)
    assert "uphold_flag" in said(stage.client.homes[LEAD])


def test_the_messages_tab_is_not_the_home(stage: Stage) -> None:
    stage.open_home(AGENT, tab="messages")
    assert stage.client.homes == {}


def test_without_a_channel_the_home_says_who_sets_one_up(stage: Stage) -> None:
    stage.store.house.db.run("DELETE FROM channel")
    stage.open_home(AGENT)
    assert "No channel is set up yet. An admin of this workspace does that" in said(stage.client.homes[AGENT])
    stage.open_home(ADMIN)
    assert said(stage.client.homes[ADMIN]).count("No channel is set up") == 1


def test_a_home_with_a_hundred_channels_fits(stage: Stage) -> None:
    for number in range(100):
        stage.store.house.save_channel(Channel(id=f"C{number:09}", kind="connect", name=NASTY, mirror=f"C1{number:08}"))
    stage.flagged(NASTY + "If it were me, I'd take the store credit.")
    stage.open_home(LEAD)
    assert "and 90 more" in said(stage.client.homes[LEAD])


def test_who_waits_for_an_answer_comes_with_the_agents_own_threads_first(stage: Stage) -> None:
    older = stage.ticket("The lamp from order 11 flickers. Can it be repaired?")
    mine = stage.ticket("The cable of order 12 is missing.")
    stage.says(AGENT, OPEN, thread=mine)
    assert "order 12" not in part(home(stage), "Waiting for an answer")
    stage.ticket("It is the cable for order 12, I mean the black one.", thread=mine)
    waiting = part(home(stage), "Waiting for an answer")
    assert waiting.index("Yours") < waiting.index("order 12") < waiting.index("In the team's channels")
    assert waiting.index("In the team's channels") < waiting.index("order 11")
    assert f"/archives/{TICKETS}/p" in waiting
    assert '"type": "date"' in waiting
    assert '"Yours"' not in part(home(stage, OTHER_AGENT), "Waiting for an answer")
    stage.says(OTHER_AGENT, OPEN, thread=older)
    assert "order 11" not in part(home(stage), "Waiting for an answer")


def test_thanks_wait_for_no_answer(stage: Stage) -> None:
    ticket = stage.ticket()
    stage.says(AGENT, OPEN, thread=ticket)
    stage.ticket("Thank you!", thread=ticket)
    assert "No customer waits for an answer." in part(home(stage), "Waiting for an answer")


def test_more_threads_than_fit_are_counted(stage: Stage) -> None:
    for number in range(9):
        stage.ticket(f"The lamp number {number} flickers. Can it be repaired?")
    assert "And 3 more." in part(home(stage), "Waiting for an answer")


def test_an_agent_sees_their_own_habits_and_nobody_elses(stage: Stage) -> None:
    stage.ticket()
    for number in range(4):
        stage.desk.drafts.check(
            draft_id=f"d{number}", agent=AGENT, channel=TICKETS, thread_ts=stage.card()["thread_ts"], text=PROJECTS
        )
    assert "in 4 of your last 4 drafts that spoke for one way." in part(home(stage), "My habits")
    for user in (OTHER_AGENT, LEAD):
        assert "My habits" not in said(home(stage, user))


def test_three_drafts_are_no_habit(stage: Stage) -> None:
    stage.ticket()
    for number in range(3):
        stage.desk.drafts.check(
            draft_id=f"d{number}", agent=AGENT, channel=TICKETS, thread_ts=stage.card()["thread_ts"], text=PROJECTS
        )
    assert "My habits" not in said(home(stage))


def test_a_customer_written_to_lately_is_one_click_away(stage: Stage) -> None:
    stage.flagged()
    page = home(stage)
    assert "Nora Field" in part(page, "My last customers")
    stage.click("show_customer_0", value_of(page, "show_customer_0"), view={"id": "V1", "type": "home", **page})
    assert "What they take" in said(stage.view())
    assert "show_customer_0" not in buttons(home(stage, OTHER_AGENT))


def test_what_an_admin_has_to_do_stands_above_everything(stage: Stage) -> None:
    def set_up(user: str) -> list[Json]:
        return [{"type": "section", "text": {"type": "plain_text", "text": f"Missing for {user}: a channel"}}]

    board = Board(stage.desk, stage.gateway, Leads(stage.gateway))
    weekly = WeeklyDigest(stage.desk, stage.gateway)
    page = Home(stage.desk, stage.gateway, Leads(stage.gateway), board, weekly, set_up=set_up)
    page.publish(AGENT)
    assert stage.client.homes[AGENT]["blocks"][2]["text"]["text"] == f"Missing for {AGENT}: a channel"


def test_a_home_with_too_much_in_it_leaves_the_last_parts_out_and_says_so(stage: Stage) -> None:
    for number in range(8):
        draft = stage.flagged((f"If it were me, I'd take store credit {number}. " + '"quoted" ' * 3 + NASTY) * 12)
        for flag in draft.flags[:1]:
            stage.desk.oversight.decide(flag.id, lead=LEAD, upheld=True, note=NASTY + '""""" ' * 200)
    page = home(stage)
    assert "5 new notes for you" in said(page)
    assert "There is more than fits here." in said(page)
