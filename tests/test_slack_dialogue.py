"""Why: a pack that nobody asked for is noise, so it is silent until an admin says so, and never louder than a note."""

import json
from typing import Any

import pytest

from assist.records import DIALOGUE_KINDS, FLAG_KINDS
from assist.reviews import ENOUGH
from assist.rulebook import Rulebook
from assist.slack.blocks import setup as forms
from assist.slack.blocks.oversight import SHOWN, WHY
from assist.slack.blocks.queue import AGE, KIND
from tests.slack_sendable import assert_view
from tests.slack_stage import (
    ADMIN,
    AGENT,
    LEAD,
    NASTY,
    PROJECTS,
    Json,
    Stage,
    buttons,
    draft_in,
    opened,
    said,
)

stage = pytest.fixture(opened)
BLAMES = "You failed to read the care label."
PROMISES = "The new one will definitely arrive on Friday."
TEXT = f"Hi Nora, sorry about the lamp. {BLAMES} {PROMISES}"


def switched(stage: Stage, *, on: bool = True) -> None:
    """An admin ticks the box in the form for thresholds."""
    stage.open_home(ADMIN)
    stage.click("setup_open_limits", "limits", user=ADMIN, view={"id": "V1", **stage.client.homes[ADMIN]})
    box: Json = {"type": "checkboxes", "selected_options": [{"value": "on"}] if on else []}
    menu: Json = {"type": "static_select", "selected_option": {"value": "low"}}
    number: Json = {"type": "number_input", "value": "20"}
    typed = {forms.DIALOGUE: box, forms.LEAST: menu, forms.NO_ANSWER: number, forms.TURN_PAUSE: number}
    assert stage.submit(stage.view(), user=ADMIN, **typed) == {}
    stage.ticket()


def noted(stage: Stage, text: str = TEXT) -> Any:
    """A draft that was sent with notes."""
    assert stage.submit(stage.checked(text), draft_text_0=text) == {}
    return stage.queue()[-1]


def test_it_is_off_until_an_admin_switches_it_on(stage: Stage) -> None:
    assert not Rulebook(stage.store, stage.times).rules().dialogue_notes
    checked = stage.checked(TEXT)
    assert "A note" not in said(checked)
    assert stage.submit(checked, draft_text_0=TEXT) == {}
    assert stage.queue() == []
    switched(stage)
    assert [note.kind for note in noted(stage).notes] == ["blame", "overpromise"]
    assert stage.store.house.trail("rules")[-1].detail["dialogue_notes"] == "no → yes"


def test_it_stays_on_after_a_restart_and_goes_when_it_is_switched_off(stage: Stage) -> None:
    switched(stage)
    stage.store.close()
    stage.start()
    stage.ticket()
    assert len(noted(stage).notes) == 2
    switched(stage, on=False)
    stage.submit(stage.checked(TEXT), draft_text_0=TEXT)
    assert len(stage.queue()) == 1


def test_notes_stand_beside_the_flags_with_quote_reason_evidence_and_another_wording(stage: Stage) -> None:
    switched(stage)
    checked = stage.checked(f"{TEXT} {PROJECTS}")
    assert "One sentence may say more about us" in said(checked)
    assert BLAMES in said(checked)
    assert "A note, which asks for nothing. Reads as the customer's fault" in said(checked)
    assert "the words are “You failed to”" in said(checked)
    assert "“friday”: not in the message, no notes and 4 choices on record" in said(checked)
    assert "The new one should arrive on Friday." in said(checked)
    assert [one for one in buttons(checked) if one.startswith("flag_right")] == [
        "flag_right_0",
        "flag_right_1",
        "flag_right_2",
    ]


def test_a_draft_with_notes_alone_is_sent_without_a_reason(stage: Stage) -> None:
    switched(stage)
    checked = stage.checked(TEXT)
    assert "Nothing flagged" in said(checked)
    assert "draft_reason" not in said(checked)
    draft = noted(stage)
    assert (draft.flags, draft.sent_reason) == ((), "")


def test_the_wording_of_a_note_is_put_in_and_a_note_can_be_called_wrong(stage: Stage) -> None:
    switched(stage)
    checked = stage.checked(TEXT)
    _, promise = stage.store.reviews.draft(_draft_of(stage, checked)).notes  # type: ignore[union-attr]
    stage.click("use_rewrite_1", promise.id, view={"id": "V1", "hash": "h", **checked}, typed={"draft_text_0": TEXT})
    assert draft_in(stage.view()) == TEXT.replace("will definitely", "should")
    (blame,) = stage.store.reviews.draft(_draft_of(stage, checked)).notes  # type: ignore[union-attr]
    view = {"id": "V2", "hash": "h", **stage.view()}
    stage.click("flag_right_0", blame.id, view=view, typed={"draft_text_1": draft_in(view)})
    assert stage.submit(stage.view(), flag_right_reason="She asked what went wrong") == {}
    assert "She asked what went wrong" in said(stage.view())
    assert stage.store.reviews.disputed() == {"blame": 1}


def _draft_of(stage: Stage, view: Json) -> str:
    return str(json.loads(view["private_metadata"])[2])


def test_leads_judge_notes_at_the_end_of_the_queue(stage: Stage) -> None:
    switched(stage)
    first = noted(stage)
    stage.submit(stage.checked(PROJECTS), draft_text_0=PROJECTS, draft_reason="She said so on the phone")
    flag, *rest = stage.store.reviews.waiting()
    assert rest == [note.id for note in first.notes]
    stage.desk.oversight.decide(flag, lead=LEAD, upheld=True)
    stage.open_home(LEAD)
    assert "Reads as the customer's fault (a note on the dialogue)" in said(stage.client.homes[LEAD])
    stage.click("uphold_flag", first.notes[0].id, user=LEAD)
    assert "The note was right" in said(stage.view())
    stage.submit(stage.view(), user=LEAD, verdict_note="")
    assert stage.store.reviews.verdict(first.notes[0].id).upheld  # type: ignore[union-attr]


def test_leads_filter_by_the_kinds_that_drafts_are_read_for(stage: Stage) -> None:
    stage.click("queue_filter", user=LEAD)
    assert set(_options(stage.view())) == {"all", *FLAG_KINDS}
    switched(stage)
    noted(stage)
    stage.click("queue_filter", user=LEAD)
    assert set(_options(stage.view())) == {"all", *FLAG_KINDS, *DIALOGUE_KINDS}
    menus: dict[str, str | Json] = {KIND: "overpromise", AGE: "all"}
    stage.submit(stage.view(), user=LEAD, **menus)
    assert "1 flag waits" in said(stage.client.homes[LEAD])
    switched(stage, on=False)
    stage.click("queue_filter", user=LEAD)
    assert set(_options(stage.view())) == {"all", *FLAG_KINDS}


def _options(view: Json) -> list[str]:
    return [one["value"] for one in view["blocks"][0]["element"]["options"]]


def test_its_figures_are_its_own_and_one_that_falls_short_is_held_back_until_a_lead_overrules(stage: Stage) -> None:
    switched(stage)
    before = stage.desk.oversight.standings()
    for number in range(ENOUGH):
        draft = noted(stage, f"{BLAMES} Number {number}.")
        stage.desk.oversight.decide(draft.notes[0].id, lead=LEAD, upheld=False)
    assert stage.desk.oversight.standings() == before
    assert stage.desk.oversight.digest().standings == tuple(before)
    assert "A note" not in said(stage.checked(BLAMES))
    assert "A note" in said(stage.checked(PROMISES))
    view = _standings(stage)
    assert f"0 of {ENOUGH} upheld" in said(view)
    assert "held back" in said(view)
    assert buttons(view) == ["ask_overrule"] * (len(FLAG_KINDS) + len(DIALOGUE_KINDS))
    stage.click("ask_overrule", "blame", user=LEAD, view=view)
    assert [one["value"] for one in stage.view()["blocks"][1]["element"]["options"]] == ["measured", "note", "none"]
    stage.submit(stage.view(), user=LEAD, **{SHOWN: "note", WHY: "the pattern is better now"})
    assert "A note" in said(stage.checked(BLAMES))


def _standings(stage: Stage) -> Json:
    stage.open_home(LEAD)
    stage.click("show_standings", user=LEAD, view={"id": "V1", **stage.client.homes[LEAD]})
    return stage.view()


def test_no_kind_of_dialogue_can_be_made_a_flag(stage: Stage) -> None:
    oversight = stage.desk.oversight
    assert not oversight.overrule("blame", "flag", by=LEAD, why="louder")
    assert not oversight.overrule("own_preference", "none", by=LEAD, why="quieter")
    assert oversight.overrule("blame", "none", by=LEAD, why="not for us")
    switched(stage)
    assert "A note" not in said(stage.checked(BLAMES))


def test_an_agent_sees_their_own_notes_and_what_became_of_them(stage: Stage) -> None:
    switched(stage)
    draft = noted(stage, BLAMES)
    stage.open_home(AGENT)
    assert "A note: Reads as the customer's fault. Sent; no verdict yet." in said(stage.client.homes[AGENT])
    stage.desk.oversight.decide(draft.notes[0].id, lead=LEAD, upheld=False)
    stage.open_home(AGENT)
    assert "A lead dismissed it" in said(stage.client.homes[AGENT])


def test_notes_never_push_the_draft_out_of_the_view(stage: Stage) -> None:
    switched(stage)
    text = "\n".join(f"You failed to send page {number}. {NASTY}" for number in range(40))[:3000]
    checked = stage.checked(text)
    assert_view(checked)
    assert draft_in(checked)


def test_our_own_suggestions_get_no_note(stage: Stage) -> None:
    switched(stage)
    suggestion = stage.store.conversations.suggestion(stage.thread(stage.ticket()).suggestion)
    assert suggestion is not None
    assert "A note" not in said(stage.checked(suggestion.text))
