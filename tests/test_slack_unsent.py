"""Why: who closes the modal to look something up must find their words again; nobody else may, and nothing judges."""

from datetime import timedelta

import pytest

from assist import custody
from assist.slack.drafts import SEND, WRITE
from tests.slack_stage import (
    AGENT,
    BROKEN,
    GUEST,
    MIRROR,
    OPEN,
    OTHER_AGENT,
    PROJECTS,
    SHARED,
    TICKETS,
    Json,
    Stage,
    buttons,
    choices_of,
    draft_in,
    opened,
    said,
    value_of,
)

stage = pytest.fixture(opened)
MINE = "Hi Nora, let me look up what the shade costs."


def kept(stage: Stage, agent: str = AGENT) -> list[str]:
    return [one.text for one in stage.store.aside.of_agent(agent)]


def home(stage: Stage, user: str = AGENT) -> Json:
    stage.open_home(user)
    return stage.client.homes[user]


def test_both_views_ask_slack_to_tell_of_their_closing(stage: Stage) -> None:
    view = stage.writing()
    assert (view["callback_id"], view["notify_on_close"]) == (WRITE, True)
    checked = stage.checked(OPEN, view)
    assert (checked["callback_id"], checked["notify_on_close"]) == (SEND, True)


def test_what_was_typed_comes_back_when_the_modal_is_opened_for_the_thread_again(stage: Stage) -> None:
    ts = stage.ticket()
    assert stage.closes(stage.writing(ts), draft_text_0=MINE) == {}
    again = stage.writing(ts)
    assert draft_in(again) == MINE
    assert "You had written this here and not sent it. Only you see it." in said(again)
    assert "put_suggestion" in buttons(again)
    stage.click("card_more", next(one for one in choices_of(stage.card(), "card_more").values() if "blank" in one))
    assert draft_in(stage.view()) == MINE
    stage.shortcut({"ts": "1900000099.1", "thread_ts": ts, "user": OTHER_AGENT, "text": "Hello"})
    assert draft_in(stage.view()) == MINE


def test_nobody_else_and_no_other_thread_sees_it(stage: Stage) -> None:
    stage.closes(stage.writing(), draft_text_0=MINE)
    stage.click("write_reply", value_of(stage.card(), "write_reply"), user=OTHER_AGENT)
    assert MINE not in said(stage.view())
    assert MINE not in said(home(stage, OTHER_AGENT))
    assert draft_in(stage.writing()) != MINE


def test_a_text_that_was_changed_after_the_check_comes_back_as_it_was_last(stage: Stage) -> None:
    ts = stage.ticket()
    checked = stage.checked(PROJECTS, stage.writing(ts))
    stage.closes(checked, draft_text_0=f"{PROJECTS} Sorry!")
    assert draft_in(stage.writing(ts)) == f"{PROJECTS} Sorry!"


def test_a_reply_that_is_chosen_stands_below_what_was_written(stage: Stage) -> None:
    stage.closes(stage.writing(), draft_text_0=MINE)
    first = next(iter(choices_of(stage.card(), "show_instead").values()))
    stage.click("show_instead", first)
    view = stage.submit(stage.view())["view"]
    assert draft_in(view).startswith(f"{MINE}\n\nHello Nora,")


def test_a_suggestion_that_nobody_touched_is_not_kept_and_an_emptied_field_forgets(stage: Stage) -> None:
    ts = stage.ticket()
    view = stage.writing(ts)
    stage.closes(view, draft_text_0=draft_in(view))
    stage.closes(stage.checked(draft_in(view), view), draft_text_0=draft_in(view))
    assert kept(stage) == []
    stage.closes(view, draft_text_0=MINE)
    stage.closes(view)  # Slack does not say what stands in it
    assert kept(stage) == [MINE]
    stage.closes(view, draft_text_0="  ")
    assert kept(stage) == []


def test_what_is_sent_is_not_kept_and_closing_another_window_of_it_keeps_nothing(stage: Stage) -> None:
    ts = stage.ticket()
    stage.closes(stage.writing(ts), draft_text_0=MINE)
    checked = stage.checked(OPEN, stage.writing(ts))
    stage.submit(checked, draft_text_0=OPEN)
    assert kept(stage) == []
    stage.closes(checked, draft_text_0=OPEN)
    assert kept(stage) == []


def test_a_reply_that_slack_did_not_take_is_kept_when_its_window_is_closed(stage: Stage) -> None:
    checked = stage.checked(OPEN)
    stage.client.failing["chat.postMessage"] = ["internal_error"]
    stage.submit(checked, draft_text_0=OPEN)
    stage.closes(stage.view(), draft_text_0=OPEN)
    assert kept(stage) == [OPEN]


def test_it_is_never_judged_and_never_evidence(stage: Stage) -> None:
    before = stage.store.ledger.count()
    ts = stage.ticket()
    for _ in range(3):
        stage.closes(stage.writing(ts), draft_text_0=PROJECTS)
    assert kept(stage) == [PROJECTS]
    for table in ("draft", "flag", "pressed", "verdict"):
        assert stage.store.db.rows(f"SELECT * FROM {table}") == []
    assert stage.store.ledger.count() == before
    assert stage.store.conversations.count() == 1


def test_their_home_shows_it_with_a_way_on_and_a_way_to_throw_it_away(stage: Stage) -> None:
    stage.closes(stage.writing(), draft_text_0=MINE)
    shown = home(stage)
    assert MINE in said(shown)
    stage.click("go_on_writing_0", value_of(shown, "go_on_writing_0"), view={**shown, "id": "V1"})
    assert draft_in(stage.view()) == MINE
    stage.click("drop_unsent_0", value_of(shown, "drop_unsent_0"), view={**shown, "id": "V1"})
    assert kept(stage) == []
    assert MINE not in said(stage.client.homes[AGENT])
    stage.click("go_on_writing_0", "C0GONE:1.1", view={**shown, "id": "V1"})
    assert "no longer kept" in said(stage.view())


def test_an_outsider_keeps_nothing_and_a_colleague_throws_nothing_of_others_away(stage: Stage) -> None:
    view = stage.writing()
    stage.closes(view, user=GUEST, draft_text_0=MINE)
    assert kept(stage, GUEST) == []
    stage.closes(view, draft_text_0=MINE)
    views = len(stage.client.views)
    stage.click("go_on_writing_0", value_of(home(stage), "go_on_writing_0"), user=GUEST)
    stage.click("drop_unsent_0", value_of(home(stage), "drop_unsent_0"), user=OTHER_AGENT)
    assert (len(stage.client.views), kept(stage)) == (views, [MINE])


def test_it_is_part_of_what_is_held_about_the_customer_and_goes_with_them(stage: Stage) -> None:
    stage.closes(stage.writing(), draft_text_0=MINE)
    (row,) = custody.exported(stage.store, "cust-nora")["unsent"]
    assert (row["agent"], row["text"]) == (AGENT, MINE)
    custody.forget(stage.desk, "cust-nora")
    assert kept(stage) == []


def test_it_goes_with_its_thread_when_that_is_old(stage: Stage) -> None:
    view = stage.writing()
    stage.closes(view, draft_text_0=MINE)
    stage.store.held.expire(stage.times() + timedelta(days=1), keep_quotes=True, limit=10)
    assert kept(stage) == []
    stage.closes(view, draft_text_0=MINE)  # its window was open all the time
    assert kept(stage) == []


def test_when_slack_gives_the_channel_another_id_it_moves_along(stage: Stage) -> None:
    stage.closes(stage.writing(), draft_text_0=MINE)
    stage.store.house.rename_channel(TICKETS, "C0NEW")
    (moved,) = stage.store.aside.of_agent(AGENT)
    assert moved.channel == "C0NEW"


def test_in_a_shared_channels_mirror_it_comes_back_too_and_nothing_is_written_to_the_customer(stage: Stage) -> None:
    stage.says(GUEST, BROKEN, channel=SHARED)
    press = value_of(stage.card(MIRROR), "write_reply")
    stage.click("write_reply", press, channel=MIRROR)
    stage.closes(stage.view(), draft_text_0="Hi Gus, let me see.")
    stage.click("write_reply", press, channel=MIRROR)
    assert draft_in(stage.view()) == "Hi Gus, let me see."
    assert stage.written_to(SHARED) == []
