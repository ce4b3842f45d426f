"""Why: in a shared channel people of other companies see our buttons and our Home; for them nothing may happen."""

import pytest

from assist.rulebook import Rulebook
from assist.slack.guard import Admins, Leads
from assist.slack.recorder import WRITING
from tests.slack_stage import (
    ADMIN,
    AGENT,
    BROKEN,
    GUEST,
    LEAD,
    MIRROR,
    PROJECTS,
    SECOND_LEAD,
    SHARED,
    Json,
    Stage,
    opened,
    said,
    value_of,
)

stage = pytest.fixture(opened)
NOBODY = "U0NOBODY"
INSIDE, NARROW = "U0INSIDE", "U0NARROW"  # guests of our own workspace: in some of its channels, and in one


def invite(stage: Stage) -> None:
    """As users.info tells of guests."""
    stage.workspace.users[INSIDE] = {"is_restricted": True, "is_ultra_restricted": False}
    stage.workspace.users[NARROW] = {"is_restricted": True, "is_ultra_restricted": True}


def welcome(stage: Stage, *guests: str) -> None:
    """An admin counts them among the team."""
    Rulebook(stage.store, stage.times).change(ADMIN, guests=guests)


def effects(stage: Stage) -> list[str]:
    return [name for name, _ in stage.client.calls if name in WRITING or name.startswith("views.")] + [
        path for path, _ in stage.answered
    ]


@pytest.mark.parametrize("user", [GUEST, INSIDE, NARROW, NOBODY, ""])
def test_for_outsiders_and_guests_every_button_command_and_submission_is_dead(stage: Stage, user: str) -> None:
    draft = stage.flagged()
    stage.ticket()
    writing = stage.writing(stage.card()["thread_ts"])
    suggestion = value_of(stage.card(), "write_reply")
    # Where a payload does not say whose team somebody is of, Slack is asked; nobody knows NOBODY.
    stage.workspace.users.setdefault(GUEST, {})
    invite(stage)
    before, ledger = len(effects(stage)), stage.store.ledger.count()
    team_of = stage.team_of
    stage.team_of = lambda who: "" if who in (NOBODY, "") else team_of(who)  # type: ignore[method-assign]
    for action in ("write_reply", "another_wording", "not_right"):
        stage.click(action, suggestion, user=user)
    stage.click("undo_choice", "choice-1", user=user)
    stage.click("find_customer", "C0TICKETS:1.1", user=user)
    stage.click("link_customer_0", f"C0TICKETS:{stage.card()['thread_ts']}:cust-otto", user=user)
    stage.click("show_customer_0", "cust-nora", user=user)
    stage.click("uphold_flag", draft.flags[0].id, user=user)
    stage.click("check_again", draft.id, user=user, view=writing)
    stage.command("/customer", "Field", user=user)
    stage.command("/flags", user=user)
    stage.shortcut({"ts": "1.1", "user": user, "text": "x"}, user=user)
    assert stage.submit(writing, user=user, draft_text_0=PROJECTS) == {}
    for callback in ("not_right_view", "find_customer_view", "verdict", "draft_send"):
        assert stage.submit({**writing, "callback_id": callback}, user=user) == {}
    assert len(effects(stage)) == before
    assert stage.store.ledger.count() == ledger
    assert stage.store.reviews.verdict(draft.flags[0].id) is None


def test_a_payload_that_does_not_say_the_team_is_looked_up(stage: Stage) -> None:
    stage.team_of = lambda _: ""  # type: ignore[method-assign]
    stage.command("/customer", "nora@field.example", user=AGENT)
    assert "Nora Field" in stage.answer()["text"]


def test_while_slack_does_not_say_who_somebody_is_they_are_kept_out(stage: Stage) -> None:
    stage.client.failing["users.info"] = ["ratelimited"]
    stage.command("/customer", "nora@field.example", user=AGENT)
    assert stage.answered == []


def test_a_guests_home_says_nothing(stage: Stage) -> None:
    stage.flagged()
    invite(stage)
    for user in (GUEST, INSIDE, NARROW, NOBODY):
        stage.open_home(user)
        home = stage.client.homes[user]
        assert len(home["blocks"]) == 1
        assert "nothing to see for guests" in said(home)


@pytest.mark.parametrize("where", ["listed", "in the group", "in the form"])
def test_a_guest_is_no_lead_and_no_admin_wherever_they_are_listed(stage: Stage, where: str) -> None:
    invite(stage)
    if where == "in the group":
        stage.workspace.groups["S0LEADS"] = [INSIDE]
    if where == "in the form":
        Rulebook(stage.store, stage.times).change(ADMIN, leads=(INSIDE,))
    listed = frozenset({INSIDE}) if where == "listed" else frozenset()
    leads = Leads(stage.gateway, listed, "S0LEADS", Rulebook(stage.store, stage.times).rules)
    assert INSIDE not in leads
    assert INSIDE not in Admins(stage.gateway, frozenset({INSIDE}))
    assert LEAD not in leads
    welcome(stage, INSIDE)
    assert INSIDE in leads


def test_a_guest_whom_an_admin_counts_among_the_team_is_a_colleague(stage: Stage) -> None:
    invite(stage)
    ts = stage.ticket()
    welcome(stage, INSIDE)
    stage.command("/customer", "nora@field.example", user=INSIDE)
    assert "Nora Field" in stage.answer()["text"]
    stage.click("write_reply", value_of(stage.card(), "write_reply"), user=INSIDE)
    assert stage.view()["callback_id"] == "draft_write"
    stage.open_home(INSIDE)
    assert "My flags" in said(stage.client.homes[INSIDE])
    stage.says(INSIDE, "A replacement or your money back?", thread=ts)
    assert stage.thread(ts).answered_by == INSIDE
    welcome(stage, NARROW)
    stage.ticket()
    stage.click("write_reply", value_of(stage.card(), "write_reply"), user=INSIDE)
    assert len(stage.client.views) == 1


def test_what_a_guest_writes_in_a_tickets_thread_is_nobodys_turn(stage: Stage) -> None:
    invite(stage)
    ts = stage.ticket()
    stage.says(INSIDE, "A replacement or store credit: which would you like?", thread=ts)
    stage.ticket("A replacement, please.", thread=ts)
    assert stage.store.ledger.count() == 4
    assert stage.thread(ts).answered_by == ""
    assert stage.store.conversations.count() == 2


def test_in_a_customers_channel_a_guest_of_ours_is_a_customer(stage: Stage) -> None:
    invite(stage)
    stage.says(NARROW, BROKEN, channel=SHARED)
    assert len(stage.messages(MIRROR)) == 2
    assert stage.written_to(SHARED) == []


def test_while_slack_does_not_say_whether_somebody_is_a_guest_their_message_waits(stage: Stage) -> None:
    ts = stage.ticket()
    stage.client.failing["users.info"] = ["ratelimited"]
    stage.says(AGENT, "A replacement or store credit: which would you like?", thread=ts)
    assert stage.thread(ts).answered_by == ""
    stage.times.later(600)
    stage.worker.drain()
    assert stage.thread(ts).answered_by == AGENT


def test_a_lead_of_the_group_is_one_and_without_an_answer_of_slack_is_none(stage: Stage) -> None:
    stage.client.failing["usergroups.users.list"] = ["ratelimited"]
    stage.command("/flags", user=SECOND_LEAD)
    assert "No flags on your drafts" in stage.answer()["text"]
    stage.command("/flags", user=SECOND_LEAD)
    assert "Nothing waits for review" in stage.answer()["text"]


def test_an_agent_who_is_no_lead_decides_nothing(stage: Stage) -> None:
    flag = stage.flagged().flags[0]
    stage.click("uphold_flag", flag.id, user=AGENT)
    assert "Only team leads decide" in said(stage.view())
    verdict: Json = {"type": "modal", "callback_id": "verdict", "private_metadata": f'["{flag.id}", true]'}
    answer = stage.submit(verdict, user=AGENT, verdict_note="mine")
    assert "Only team leads decide" in said(answer["view"])
    assert stage.store.reviews.verdict(flag.id) is None
    assert MIRROR not in stage.client.messages
