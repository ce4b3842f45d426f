"""Why: a verdict is a person's word about a colleague's sentence; it is given once, by a lead, and none gets lost."""

import pytest

from assist.slack.blocks.queue import PAGE
from tests.slack_stage import (
    AGENT,
    BROKEN,
    LEAD,
    NASTY,
    PROJECTS,
    SECOND_LEAD,
    Json,
    Stage,
    buttons,
    opened,
    said,
    value_of,
)

stage = pytest.fixture(opened)


def decide(stage: Stage, flag: str, action: str = "uphold_flag", user: str = LEAD, note: str = "Ask first") -> Json:
    stage.click(action, flag, user=user)
    return stage.submit(stage.view(), user=user, verdict_note=note)


def test_the_queue_shows_what_a_lead_needs_to_decide(stage: Stage) -> None:
    stage.flagged()
    stage.command("/flags", user=LEAD)
    assert "1 flag waits for a verdict." in stage.answer()["text"]
    for part in (PROJECTS.split(". ")[1], BROKEN, "She said so on the phone"):
        assert part in stage.answer()["text"]
    assert '{"type": "user", "user_id": "U0ADA"}' in said(stage.answer())


@pytest.mark.parametrize(("action", "outcome"), [("uphold_flag", "upheld it"), ("dismiss_flag", "a false alarm")])
def test_a_verdict_and_its_note_reach_the_agent_and_refresh_the_leads_home(
    stage: Stage, action: str, outcome: str
) -> None:
    flag = stage.flagged().flags[0]
    assert decide(stage, flag.id, action) == {}
    stage.command("/flags", user=AGENT)
    assert outcome in stage.answer()["text"]
    assert "“Ask first”" in stage.answer()["text"]
    assert "Nothing waits for review" in said(stage.client.homes[LEAD])
    (entry,) = stage.store.house.trail(flag.id)
    assert (entry.actor, entry.detail) == (LEAD, {"note": "Ask first"})


def test_of_two_leads_the_first_one_stands_and_the_second_is_told(stage: Stage) -> None:
    flag = stage.flagged().flags[0]
    stage.click("uphold_flag", flag.id, user=LEAD)
    first = stage.view()
    stage.click("dismiss_flag", flag.id, user=SECOND_LEAD)
    second = stage.view()
    assert stage.submit(first, user=LEAD, verdict_note="") == {}
    late = stage.submit(second, user=SECOND_LEAD, verdict_note="fine")
    assert "Somebody was quicker and has upheld this flag already" in said(late["view"])
    verdict = stage.store.reviews.verdict(flag.id)
    assert verdict is not None
    assert (verdict.lead, verdict.upheld) == (LEAD, True)
    stage.click("dismiss_flag", flag.id, user=LEAD)
    assert "You have upheld this flag already" in said(stage.view())


def test_page_by_page_every_flag_comes_up_once(stage: Stage) -> None:
    for number in range(PAGE + 3):
        stage.flagged(f"{PROJECTS} {number}")
    waiting = {flag.id for draft in stage.store.reviews.queue(limit=99) for flag in draft.flags}
    seen: list[str] = []
    while True:
        stage.command("/flags", user=LEAD)
        if "uphold_flag" not in buttons(stage.answer()):
            break
        flag = value_of(stage.answer(), "uphold_flag")
        seen.append(flag)
        decide(stage, flag, note=NASTY)
    assert sorted(seen) == sorted(waiting)


def test_a_queue_of_long_drafts_fits_and_says_how_many_are_left(stage: Stage) -> None:
    for number in range(4):
        stage.flagged(
            (f"If it were me, I'd take store credit {number}. " + '"quoted" ' * 3 + NASTY) * 12, reason="r" * 3000
        )
    stage.command("/flags", user=LEAD)
    stage.open_home(LEAD)
    waiting = stage.store.reviews.queue_length()
    shown = buttons(stage.answer()).count("uphold_flag")
    assert 1 <= shown < waiting
    assert f"{waiting - shown} more after" in said(stage.answer())
    stage.open_home(AGENT)
    stage.command("/flags", user=AGENT)
    assert "older." in said(stage.answer())


def test_a_verdict_on_a_flag_that_is_gone_says_so(stage: Stage) -> None:
    view: Json = {"type": "modal", "callback_id": "verdict", "private_metadata": '["gone", true]'}
    assert "no longer kept" in said(stage.submit(view, user=LEAD, verdict_note="x")["view"])
