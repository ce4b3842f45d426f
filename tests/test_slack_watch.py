"""Why: an agent who is corrected in front of others stops writing; here it is said to them alone, and once."""

from dataclasses import replace

import pytest

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
    draft_in,
    opened,
    said,
    value_of,
)

stage = pytest.fixture(opened)


def watch(stage: Stage, channel: str = TICKETS) -> None:
    kept = stage.store.house.channel(channel)
    assert kept is not None
    stage.store.house.save_channel(replace(kept, watch=True))


def whispered(stage: Stage) -> list[Json]:
    return [told for method, told in stage.client.calls if method == "chat.postEphemeral"]


def test_nothing_is_watched_unless_somebody_says_so(stage: Stage) -> None:
    stage.says(AGENT, PROJECTS, thread=stage.ticket())
    assert whispered(stage) == []


def test_only_the_author_is_told_in_the_thread_once(stage: Stage) -> None:
    watch(stage)
    ts = stage.ticket()
    for author in (AGENT, AGENT, OTHER_AGENT):
        stage.says(author, PROJECTS, thread=ts)
    (told,) = whispered(stage)
    assert (told["channel"], told["user"], told["thread_ts"]) == (TICKETS, AGENT, ts)
    assert "If it were me, I'd take the store credit." in told["text"]
    assert "Only you see this" in told["text"]
    stage.says(OTHER_AGENT, PROJECTS, thread=stage.ticket())
    assert whispered(stage)[-1]["user"] == OTHER_AGENT


def test_a_reply_in_which_nothing_is_found_is_met_with_silence(stage: Stage) -> None:
    watch(stage)
    stage.says(AGENT, OPEN, thread=stage.ticket())
    stage.says(AGENT, PROJECTS)  # beside all threads
    stage.says(AGENT, PROJECTS, thread=stage.ticket(sender=""))  # nobody knows whose
    assert whispered(stage) == []


def test_a_channel_with_a_customer_in_it_is_never_watched(stage: Stage) -> None:
    watch(stage, SHARED)
    stage.workspace.users[GUEST]["profile"]["email"] = "nora@field.example"
    stage.says(AGENT, PROJECTS, channel=SHARED, thread=stage.says(GUEST, BROKEN, channel=SHARED))
    assert len(stage.cards(MIRROR)) == 0  # it says who has answered
    assert whispered(stage) == []
    assert stage.written_to(SHARED) == []


def test_a_ticket_channel_that_was_shared_since_gets_no_word(stage: Stage) -> None:
    watch(stage)
    ts = stage.ticket()
    stage.workspace.channels[TICKETS]["is_ext_shared"] = True
    stage.says(AGENT, PROJECTS, thread=ts)
    assert whispered(stage) == []


def test_the_button_opens_what_was_found_with_the_reply_in_its_field(stage: Stage) -> None:
    watch(stage)
    stage.says(AGENT, PROJECTS, thread=stage.ticket())
    look = value_of(whispered(stage)[-1], "check_posted")
    stage.click("check_posted", look)
    assert draft_in(stage.view()) == PROJECTS
    assert "may say more about us" in said(stage.view())
    stage.click("check_posted", f"{TICKETS}:1.1:2.2")
    assert "no longer kept" in said(stage.view())


def test_what_was_posted_by_hand_is_not_offered_to_be_sent_again(stage: Stage) -> None:
    watch(stage)
    ts = stage.ticket()
    stage.says(AGENT, PROJECTS, thread=ts)
    stage.click("check_posted", value_of(whispered(stage)[-1], "check_posted"))
    before = len(stage.messages(thread=ts))
    assert stage.view()["submit"]["text"] == "Done"
    stage.submit(stage.view(), draft_text_0=PROJECTS, draft_reason="They asked for it")
    assert len(stage.messages(thread=ts)) == before
