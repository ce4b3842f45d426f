"""Why: leads must see how far the check can be trusted, and be able to overrule it under their own names."""

import pytest

from assist.records import FLAG_KINDS
from assist.reviews import ENOUGH
from assist.slack.blocks.oversight import CHANNEL, MEASURED, SHOWN, WHY
from tests.slack_stage import (
    AGENT,
    LEAD,
    MIRROR,
    PROJECTS,
    SHARED,
    TICKETS,
    UNKNOWN,
    Json,
    Stage,
    buttons,
    opened,
    said,
)

stage = pytest.fixture(opened)


def judged(stage: Stage, upheld: int, dismissed: int) -> str:
    """A kind of which leads decided so many flags."""
    for number in range(upheld + dismissed):
        flag = stage.flagged(f"{PROJECTS} {number}").flags[0]
        stage.desk.oversight.decide(flag.id, lead=LEAD, upheld=number < upheld)
    return flag.kind


def standings(stage: Stage, user: str = LEAD) -> Json:
    stage.open_home(user)
    stage.click("show_standings", user=user, view={"id": "V1", **stage.client.homes[user]})
    return stage.view()


def overruled(stage: Stage, kind: str, shown: str, why: str, user: str = LEAD) -> Json:
    stage.click("ask_overrule", kind, user=user, view=standings(stage))
    return stage.submit(stage.view(), user=user, **{SHOWN: shown, WHY: why})


def test_leads_see_each_kind_with_its_share_and_what_that_share_may_be(stage: Stage) -> None:
    judged(stage, 2, 1)
    view = standings(stage)
    assert "2 of 3 upheld: 67 %, likely between 21 and 94 %" in said(view)
    assert "less than 60 %" in said(view)
    assert "shown as a flag" in said(view)
    assert "no verdicts yet" in said(view)
    assert buttons(view) == ["ask_overrule"] * len(FLAG_KINDS)


def test_a_note_asks_for_no_reason_and_waits_at_the_end_of_the_queue(stage: Stage) -> None:
    judged(stage, 0, ENOUGH)
    text = f"{PROJECTS} again"
    checked = stage.checked(text)
    assert "A note, no more" in said(checked)
    assert "draft_reason" not in said(checked)
    assert stage.submit(checked, draft_text_0=text) == {}
    assert "shown as a note" in said(standings(stage))
    stage.open_home(LEAD)
    assert "a note, since leads dismissed many of its kind" in said(stage.client.homes[LEAD])


def test_a_lead_overrules_a_kind_with_a_reason_and_takes_it_back(stage: Stage) -> None:
    kind = judged(stage, 0, ENOUGH)
    view = overruled(stage, kind, "flag", "the quotes are mended")["view"]
    assert "always shown as a flag. the quotes are mended" in said(view)
    assert stage.flagged(f"{PROJECTS} again").flags
    assert "overruled it" not in said(overruled(stage, kind, MEASURED, "no longer needed")["view"])
    assert [entry.detail["why"] for entry in stage.store.house.trail(kind)] == [
        "the quotes are mended",
        "no longer needed",
    ]


def test_overruling_needs_a_reason(stage: Stage) -> None:
    assert WHY in overruled(stage, "own_preference", "note", "")["errors"]
    assert stage.store.house.trail("own_preference") == []


def test_only_leads_see_the_figures_and_change_anything(stage: Stage) -> None:
    view = standings(stage)
    stage.click("ask_overrule", "own_preference", user=AGENT, view=view)
    assert "Only team leads" in said(stage.view())
    for action in ("show_standings", "ask_oversight"):
        stage.click(action, user=AGENT)
        assert "Only team leads" in said(stage.view())
    stage.click("ask_overrule", "own_preference", user=LEAD, view=standings(stage))
    form = stage.view()
    assert "Only team leads" in said(stage.submit(form, user=AGENT, **{SHOWN: "note", WHY: "x"})["view"])
    stage.click("ask_oversight", user=LEAD)
    answer = stage.submit(stage.view(), user=AGENT, **{CHANNEL: MIRROR, "flag_floor": "10"})
    assert "Only team leads" in said(answer["view"])
    assert (stage.desk.oversight.digest_channel, stage.desk.oversight.policy().floor) == ("", 0.6)


def test_leads_choose_an_internal_channel_for_the_digest_and_a_floor(stage: Stage) -> None:
    for channel, floor, wrong in ((SHARED, "50", CHANNEL), (UNKNOWN, "50", CHANNEL), (TICKETS, "101", "flag_floor")):
        stage.click("ask_oversight", user=LEAD)
        answer = stage.submit(stage.view(), user=LEAD, **{CHANNEL: channel, "flag_floor": floor})
        assert list(answer["errors"]) == [wrong]
    assert stage.submit(stage.view(), user=LEAD, **{CHANNEL: MIRROR, "flag_floor": "70"}) == {}
    assert (stage.desk.oversight.digest_channel, stage.desk.oversight.policy().floor) == (MIRROR, 0.7)
    stage.click("ask_oversight", user=LEAD)
    assert f'"initial_conversation": "{MIRROR}"' in said(stage.view())
    assert stage.submit(stage.view(), user=LEAD, **{CHANNEL: "", "flag_floor": "70"}) == {}
    assert stage.desk.oversight.digest_channel == ""
    (chosen,) = stage.store.house.trail(MIRROR)
    assert chosen.actor == LEAD
