"""Why: a verdict is a person's word about a colleague's sentence; it is given once, by a lead, and none gets lost."""

import pytest

from assist.cards import interaction_id
from assist.slack.blocks.queue import AGE, ALL, GROUP, KIND
from tests.slack_stage import (
    AGENT,
    BROKEN,
    LEAD,
    NASTY,
    OPEN,
    OTHER_AGENT,
    PROJECTS,
    SECOND_LEAD,
    TICKETS,
    Json,
    Stage,
    buttons,
    opened,
    said,
    value_of,
)

stage = pytest.fixture(opened)
FIRST = ["uphold_flag", "dismiss_flag", "coach_flag"]


def decide(stage: Stage, flag: str, action: str = "uphold_flag", user: str = LEAD, note: str = "Ask first") -> Json:
    stage.click(action, flag, user=user)
    return stage.submit(stage.view(), user=user, verdict_note=note)


def home(stage: Stage, user: str = LEAD) -> Json:
    stage.open_home(user)
    return stage.client.homes[user]


def turn(stage: Stage, where: str = "queue_next", user: str = LEAD) -> Json:
    """Press a button of paging in the Home that stands there."""
    seen = stage.client.homes[user]
    stage.click(where, value_of(seen, where), user=user, view={"id": "V1", "hash": "h1", **seen})
    return stage.client.homes[user]


def test_the_queue_shows_what_a_lead_needs_to_decide(stage: Stage) -> None:
    stage.flagged()
    stage.command("/flags", user=LEAD)
    assert "1 flag waits for a verdict." in stage.answer()["text"]
    for part in (PROJECTS.split(". ")[1], BROKEN, "She said so on the phone", "The customer has not written since"):
        assert part in stage.answer()["text"]
    assert '{"type": "user", "user_id": "U0ADA"}' in said(stage.answer())


def test_the_queue_shows_what_the_customer_did_then(stage: Stage) -> None:
    draft = stage.flagged()
    stage.says(AGENT, OPEN, thread=draft.thread)
    stage.ticket("No credit please. A replacement, like last time.", thread=draft.thread)
    shown = said(home(stage))
    assert "Then the customer wrote" in shown
    assert "like last time" in shown
    assert '"They took: "' in shown
    assert "replacement" in shown.split('"They took: "')[1]


def test_a_reply_that_was_pasted_in_other_words_shows_what_was_said(stage: Stage) -> None:
    draft = stage.flagged()
    (sent,) = [one for one in stage.messages(thread=draft.thread) if PROJECTS in one["text"]]
    assert "What our side said next" not in said(home(stage))
    stage.store.conversations.remove(interaction_id(TICKETS, sent["ts"]))
    stage.says(AGENT, "I have put it on your account.", thread=draft.thread)
    assert "What our side said next: “I have put it on your account.”" in said(home(stage))


def test_an_agents_own_word_on_a_flag_stands_beside_it(stage: Stage) -> None:
    draft = stage.flagged()
    assert stage.store.reviews.dismiss_by_agent(draft.flags[0].id, AGENT, "She told me to decide")
    assert "She told me to decide" in said(home(stage))
    assert "You said: “She told me to decide”" in said(home(stage, AGENT))


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


def test_a_coaching_note_stands_on_top_of_the_agents_home_until_they_have_read_it(stage: Stage) -> None:
    flag = stage.flagged().flags[0]
    assert decide(stage, flag.id, "coach_flag", note="Offer both ways; she decides.") == {}
    page = stage.client.homes[AGENT]  # at once, without their opening it
    assert page["blocks"][2]["text"]["text"] == "🔵 A new note for you"
    assert "Offer both ways; she decides." in said(page)
    assert "Offer both ways" not in said(home(stage, OTHER_AGENT))
    assert AGENT not in stage.client.messages
    stage.click("note_read", flag.id, user=OTHER_AGENT, view={"id": "V1", **page})
    assert "A new note" in said(home(stage, AGENT))
    stage.click("note_read", flag.id, view={"id": "V1", **page})
    assert "A new note" not in said(stage.client.homes[AGENT])
    assert "A lead upheld it. “Offer both ways" in said(stage.client.homes[AGENT])


def test_coaching_needs_words(stage: Stage) -> None:
    flag = stage.flagged().flags[0]
    assert "verdict_note" in decide(stage, flag.id, "coach_flag", note="")["errors"]
    assert stage.store.reviews.verdict(flag.id) is None


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


def test_a_lead_who_was_too_late_with_the_same_word_hears_that_their_note_was_not_kept(stage: Stage) -> None:
    flag = stage.flagged().flags[0]
    stage.click("uphold_flag", flag.id, user=SECOND_LEAD)
    late = stage.view()
    decide(stage, flag.id, user=LEAD)
    assert "Somebody was quicker" in said(stage.submit(late, user=SECOND_LEAD, verdict_note="another note")["view"])


def test_a_button_on_a_stale_page_says_so_and_shows_the_queue_as_it_is(stage: Stage) -> None:
    flag = stage.flagged().flags[0]
    seen = home(stage, SECOND_LEAD)
    decide(stage, flag.id, user=LEAD)
    stage.click("uphold_flag", value_of(seen, "uphold_flag"), user=SECOND_LEAD, view={"id": "V1", **seen})
    assert "Somebody was quicker" in said(stage.view())
    assert "Nothing waits" in said(stage.client.homes[SECOND_LEAD])


def test_verdict_by_verdict_every_flag_comes_up_once(stage: Stage) -> None:
    for number in range(4):
        stage.flagged(f"{PROJECTS} {number}")
    waiting = stage.store.reviews.waiting()
    seen: list[str] = []
    while True:
        stage.command("/flags", user=LEAD)
        if "uphold_flag" not in buttons(stage.answer()):
            break
        seen.append(value_of(stage.answer(), "uphold_flag"))
        decide(stage, seen[-1], note=NASTY)
    assert seen == waiting


def test_page_by_page_every_flag_comes_up_once_and_the_buttons_stay_in_place(stage: Stage) -> None:
    for number in range(3):
        stage.flagged(f"{PROJECTS} {number}")
    page = home(stage)
    seen = []
    for _ in range(3):
        assert buttons(page)[:6] == [*FIRST, "queue_next", "queue_previous", "queue_filter"]
        seen.append(value_of(page, "uphold_flag"))
        page = turn(stage)
    assert seen == stage.store.reviews.waiting()
    assert value_of(page, "uphold_flag") == seen[0]
    assert value_of(turn(stage, "queue_previous"), "uphold_flag") == seen[2]


def test_paging_skips_nothing_while_another_lead_decides(stage: Stage) -> None:
    for number in range(4):
        stage.flagged(f"{PROJECTS} {number}")
    first, second, third, fourth = stage.store.reviews.waiting()
    home(stage)
    decide(stage, first, user=SECOND_LEAD)
    assert value_of(turn(stage), "uphold_flag") == second
    decide(stage, third, user=SECOND_LEAD)
    assert value_of(turn(stage), "uphold_flag") == fourth  # the page still pointed at the third


def test_a_leads_place_in_the_queue_is_their_own(stage: Stage) -> None:
    for number in range(2):
        stage.flagged(f"{PROJECTS} {number}")
    first, second = stage.store.reviews.waiting()
    home(stage)
    turn(stage)
    assert value_of(home(stage), "uphold_flag") == second
    assert value_of(home(stage, SECOND_LEAD), "uphold_flag") == first


def test_a_page_is_turned_with_the_hash_of_the_home_it_was_seen_in(stage: Stage) -> None:
    for number in range(2):
        stage.flagged(f"{PROJECTS} {number}")
    home(stage)
    stage.client.failing["views.publish"] = ["hash_conflict"]
    second = stage.store.reviews.waiting()[1]
    assert value_of(turn(stage), "uphold_flag") == second
    published = [told.get("hash") for method, told in stage.client.calls if method == "views.publish"]
    assert published[-2:] == ["h1", None]


def test_next_in_the_answer_to_a_command_replaces_that_answer(stage: Stage) -> None:
    for number in range(2):
        stage.flagged(f"{PROJECTS} {number}")
    stage.command("/flags", user=LEAD)
    stage.click("queue_next", value_of(stage.answer(), "queue_next"), user=LEAD)
    assert value_of(stage.answer(), "uphold_flag") == stage.store.reviews.waiting()[1]
    assert stage.answer()["replace_original"] is True


def test_a_lead_filters_by_kind_group_and_age_and_the_filter_stays(stage: Stage) -> None:
    flag = stage.flagged().flags[0]
    home(stage)
    for picks, there in (
        ({KIND: flag.kind, GROUP: "S0AGENTS", AGE: "week"}, True),
        ({KIND: "crowd_preference", GROUP: ALL, AGE: ALL}, False),
        ({KIND: ALL, GROUP: "S0OTHERS", AGE: ALL}, False),
        ({KIND: ALL, GROUP: ALL, AGE: "older"}, False),
        ({KIND: ALL, GROUP: ALL, AGE: ALL}, True),
    ):
        stage.click("queue_filter", user=LEAD)
        assert [block["block_id"] for block in stage.view()["blocks"]] == [KIND, GROUP, AGE]
        stage.submit(stage.view(), user=LEAD, **picks)
        assert ("uphold_flag" in buttons(stage.client.homes[LEAD])) == there
        assert ("uphold_flag" in buttons(home(stage))) == there


def test_who_is_no_longer_a_lead_can_do_nothing_with_a_page_that_is_still_open(stage: Stage) -> None:
    flag = stage.flagged().flags[0]
    page = home(stage, SECOND_LEAD)
    stage.click("uphold_flag", flag.id, user=SECOND_LEAD)
    form = stage.view()
    stage.click("queue_filter", user=SECOND_LEAD, view={"id": "V1", **page})
    asked = stage.view()
    stage.workspace.groups["S0LEADS"] = []
    stage.gateway.forget_groups()
    for action in (*FIRST, "queue_filter"):
        stage.click(action, flag.id, user=SECOND_LEAD, view={"id": "V1", **page})
        assert "Only team leads" in said(stage.view())
    stage.click("queue_next", f'["{flag.id}", 0]', user=SECOND_LEAD, view={"id": "V1", **page})
    assert "Only team leads" in said(stage.view())
    for view in (form, asked):
        assert "Only team leads" in said(stage.submit(view, user=SECOND_LEAD, verdict_note="x")["view"])
    assert stage.store.reviews.verdict(flag.id) is None


def test_a_queue_of_long_drafts_fits(stage: Stage) -> None:
    for number in range(2):
        stage.flagged(
            (f"If it were me, I'd take store credit {number}. " + '"quoted" ' * 3 + NASTY) * 12, reason="r" * 3000
        )
    stage.command("/flags", user=LEAD)
    assert "uphold_flag" in buttons(stage.answer())
    assert "uphold_flag" in buttons(home(stage))
    home(stage, AGENT)
    stage.command("/flags", user=AGENT)
    assert "older." in said(stage.answer())


def test_a_verdict_on_a_flag_that_is_gone_says_so(stage: Stage) -> None:
    view: Json = {"type": "modal", "callback_id": "verdict", "private_metadata": '["gone", "uphold"]'}
    assert "no longer kept" in said(stage.submit(view, user=LEAD, verdict_note="x")["view"])
