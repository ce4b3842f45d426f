"""Why: an agent's text must never be lost, never be sent twice, and never be sent unseen after it was changed."""

import threading

import pytest

from tests.slack_stage import (
    AGENT,
    BROKEN,
    NASTY,
    OPEN,
    PROJECTS,
    TICKETS,
    UNKNOWN,
    Stage,
    buttons,
    draft_in,
    input_block,
    opened,
    said,
    value_of,
)

stage = pytest.fixture(opened)


def sent(stage: Stage) -> list[str]:
    return [one["blocks"][0]["text"]["text"] for one in stage.messages() if "Sent by " in said(one)]


def test_the_modal_begins_with_the_suggestion_and_the_customers_words(stage: Stage) -> None:
    view = stage.writing()
    assert BROKEN in said(view)
    assert draft_in(view) in stage.card()["text"]


@pytest.mark.parametrize("text", ["", "   ", "\n", "\x00"])
def test_an_empty_draft_is_asked_for_in_both_views(stage: Stage, text: str) -> None:
    view = stage.writing()
    assert list(stage.submit(view, draft_text_0=text)["errors"]) == ["draft_text_0"]
    assert list(stage.submit(stage.checked(OPEN, view), draft_text_0=text)["errors"]) == ["draft_text_0"]
    assert sent(stage) == []


def test_a_good_draft_is_checked_and_sent_with_the_agents_name(stage: Stage) -> None:
    checked = stage.checked(OPEN)
    assert "Nothing found" in said(checked)
    assert stage.submit(checked, draft_text_0=OPEN) == {}
    assert sent(stage) == [OPEN]
    assert stage.messages()[-1]["text"] == f"{OPEN}\n\nSent by Ada"
    (reply,) = [one for one in stage.store.conversations.of_customer("cust-nora") if one.role == "agent"]
    assert (reply.who, reply.text) == ("Ada", OPEN)
    assert stage.queue() == []


def test_a_draft_that_the_check_cannot_read_is_not_called_good(stage: Stage) -> None:
    checked = stage.checked("Hallo Nora, das tut mir leid. Ich nehme selbst immer den Gutschein. Viele Grüße, Ada")
    assert "reads English only" in said(checked)
    assert "Nothing found" not in said(checked)


def test_flags_come_with_the_quote_the_reason_the_record_and_another_wording(stage: Stage) -> None:
    checked = stage.checked(PROJECTS)
    assert "If it were me, I'd take the store credit." in said(checked)
    assert "4 of 4 times" in said(checked)
    assert "use_rewrite_0" in buttons(checked)
    assert draft_in(checked) == PROJECTS


def test_what_is_flagged_is_sent_only_with_a_reason(stage: Stage) -> None:
    checked = stage.checked(PROJECTS)
    for reason in ("", "  "):
        asked = stage.submit(checked, draft_text_0=PROJECTS, draft_reason=reason)["view"]
        assert said({"blocks": asked["blocks"][:1]}).count("Not sent yet") == 1  # seen without scrolling
        above_reason = [block.get("block_id") for block in asked["blocks"]].index("draft_reason") - 1
        assert "Not sent yet" in said({"blocks": [asked["blocks"][above_reason]]})
        assert input_block(asked) == "draft_text_0"  # so what was typed stays
    assert sent(stage) == []
    assert stage.submit(checked, draft_text_0=PROJECTS, draft_reason="She asked for it") == {}
    assert sent(stage) == [PROJECTS]
    assert [draft.sent_reason for draft in stage.queue()] == ["She asked for it"]


def test_a_draft_that_was_changed_after_the_check_is_checked_again_before_it_goes(stage: Stage) -> None:
    checked = stage.checked(OPEN)
    again = stage.submit(checked, draft_text_0=PROJECTS, draft_reason="I know best")
    assert again["response_action"] == "update"
    assert "store credit" in said(again["view"])
    assert sent(stage) == []
    assert stage.submit(stage.checked(PROJECTS), draft_text_0=OPEN) == {}
    assert sent(stage) == [OPEN]


def test_check_again_shows_what_is_found_in_the_text_as_it_is_now(stage: Stage) -> None:
    checked = stage.checked(PROJECTS)
    stage.click("check_again", view={"id": "V1", "hash": "7", **checked}, typed={"draft_text_0": OPEN})
    assert "Nothing found" in said(stage.view())
    assert stage.client.calls[-1][1]["hash"] == "7"


def test_a_rewrite_takes_the_place_of_the_flagged_words_in_a_fresh_field(stage: Stage) -> None:
    checked = stage.checked(PROJECTS)
    opened_view = {"id": "V1", "hash": "7", **checked}
    stage.click("use_rewrite_0", value_of(checked, "use_rewrite_0"), view=opened_view, typed={"draft_text_0": PROJECTS})
    text = draft_in(stage.view())
    assert text.startswith("Hi Nora, sorry about the lamp.")
    assert text.endswith("Ada")
    assert "If it were me" not in text
    assert input_block(stage.view()) == "draft_text_1"  # Slack keeps what was typed while the block id stays
    assert stage.submit(stage.view(), draft_text_1=text) == {}
    assert sent(stage) == [text]


def test_a_rewrite_finds_its_words_where_the_agent_has_moved_them(stage: Stage) -> None:
    checked = stage.checked(PROJECTS)
    moved = f"Good morning! {PROJECTS}"
    flag = value_of(checked, "use_rewrite_0")
    stage.click("use_rewrite_0", flag, view={"id": "V1", **checked}, typed={"draft_text_0": moved})
    assert draft_in(stage.view()).startswith("Good morning! Hi Nora, sorry about the lamp.")


def test_a_rewrite_of_words_that_are_gone_is_put_below(stage: Stage) -> None:
    checked = stage.checked(PROJECTS)
    gone = {"draft_text_0": "Quite another text."}
    stage.click("use_rewrite_0", value_of(checked, "use_rewrite_0"), view={"id": "V1", **checked}, typed=gone)
    assert draft_in(stage.view()).startswith("Quite another text.\nI'd suggest a replacement")


def test_a_draft_submitted_twice_is_sent_once(stage: Stage) -> None:
    checked = stage.checked(OPEN)
    stage.submit(checked, draft_text_0=OPEN)
    again = stage.submit(checked, draft_text_0=OPEN)
    assert "sent already" in said(again["view"])
    changed = stage.submit(checked, draft_text_0=PROJECTS, draft_reason="x")
    assert "sent already" in said(changed["view"])
    stage.click("check_again", view={"id": "V1", **checked}, typed={"draft_text_0": PROJECTS})
    assert "sent already" in said(stage.view())
    assert sent(stage) == [OPEN]
    assert stage.queue() == []


def test_a_draft_submitted_twice_at_the_same_moment_is_sent_once(stage: Stage) -> None:
    checked = stage.checked(OPEN)
    threads = [threading.Thread(target=stage.submit, args=(checked,), kwargs={"draft_text_0": OPEN}) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sent(stage) == [OPEN]


@pytest.mark.parametrize("failure", ["ratelimited", "msg_too_long", "internal_error", "is_archived"])
def test_where_sending_fails_the_text_comes_back_and_can_be_sent(stage: Stage, failure: str) -> None:
    checked = stage.checked(PROJECTS)
    stage.client.failing["chat.postMessage"] = [failure]
    stage.submit(checked, draft_text_0=PROJECTS, draft_reason="She asked")
    assert sent(stage) == []
    assert "Not sent" in said(stage.view())
    assert draft_in(stage.view()) == PROJECTS
    assert stage.queue() == []
    assert stage.submit(stage.view(), draft_text_0=PROJECTS, draft_reason="She asked") == {}
    assert sent(stage) == [PROJECTS]


def test_the_shortcut_on_a_customers_message_begins_blank(stage: Stage) -> None:
    ts = stage.ticket()
    stage.shortcut({"ts": ts, "bot_id": "B0FORWARD", "text": BROKEN})
    assert BROKEN in said(stage.view())
    assert draft_in(stage.view()) == ""


def test_the_shortcut_on_ones_own_message_begins_with_it(stage: Stage) -> None:
    ts = stage.ticket()
    stage.shortcut({"ts": "2.2", "thread_ts": ts, "user": AGENT, "text": "We &lt;will&gt; send a new one"})
    assert draft_in(stage.view()) == "We <will> send a new one"


def test_the_shortcut_on_somebody_elses_message_begins_blank(stage: Stage) -> None:
    ts = stage.ticket()
    stage.shortcut({"ts": "2.2", "thread_ts": ts, "user": "U0BEN", "text": "We will send a new one"})
    assert draft_in(stage.view()) == ""


@pytest.mark.parametrize("channel", [TICKETS, UNKNOWN])
def test_the_shortcut_outside_a_known_thread_says_so(stage: Stage, channel: str) -> None:
    stage.shortcut({"ts": "3.3", "user": AGENT, "text": "Lunch?"}, channel=channel)
    assert "no customer's conversation" in said(stage.view())


def test_a_message_that_is_longer_than_a_field_is_cut_and_says_so(stage: Stage) -> None:
    ts = stage.ticket()
    stage.shortcut({"ts": "2.2", "thread_ts": ts, "user": AGENT, "text": "word " * 8000})
    assert len(draft_in(stage.view())) == 3000
    assert "first 3000 characters" in said(stage.view())


def test_a_draft_with_a_hundred_flags_keeps_its_field(stage: Stage) -> None:
    text = "If it were me I'd take the store credit. " * 70
    checked = stage.checked(text[:3000])
    assert input_block(checked) == "draft_text_0"
    assert draft_in(checked) == text[:3000].strip()
    assert "more: they show when these are done" in said(checked)


def test_what_people_write_is_never_interpreted(stage: Stage) -> None:
    stage.ticket(NASTY + " What can we do?", sender=f"{{{{ 1+1 }}}} <!here> <{'eve@odd.example'}>")
    text = f"Hi, {NASTY}"
    checked = stage.checked(text, stage.writing(stage.card()["thread_ts"]))
    assert draft_in(checked) == text
    stage.submit(checked, draft_text_0=text, draft_reason=NASTY)
    assert sent(stage) == [text]
    assert "49" not in stage.messages()[-1]["text"]
    assert stage.store.people.count() == 4


def test_the_suggestion_and_a_blank_field_are_a_click_away_and_nothing_typed_is_lost(stage: Stage) -> None:
    view = stage.writing()
    suggestion = draft_in(view)
    opened_view = {"id": "V1", "hash": "7", **view}
    assert "confirm" in said(view)  # emptying asks first
    stage.click("start_blank", view=opened_view, typed={"draft_text_0": suggestion})
    blank = stage.view()
    assert (draft_in(blank), input_block(blank)) == ("", "draft_text_1")
    stage.click("put_suggestion", view={"id": "V1", **blank}, typed={"draft_text_1": "Good morning!"})
    assert draft_in(stage.view()) == f"Good morning!\n\n{suggestion}"
    assert "put_suggestion" not in buttons(stage.view())


def test_back_to_writing_keeps_what_was_changed_after_the_check(stage: Stage) -> None:
    checked = stage.checked(PROJECTS)
    changed = f"{PROJECTS} PS: thank you."
    stage.click("back_to_writing", view={"id": "V1", "hash": "7", **checked}, typed={"draft_text_0": changed})
    assert stage.view()["callback_id"] == "draft_write"
    assert draft_in(stage.view()) == changed
    assert "PS: thank you." in said(stage.submit(stage.view(), draft_text_1=changed)["view"])


def test_flagged_words_stand_in_their_place_with_the_reason_below(stage: Stage) -> None:
    blocks = [block for block in stage.checked(PROJECTS)["blocks"] if block["type"] == "rich_text"][1:]
    place, reason = blocks[0]["elements"][:2]
    before, flagged = place["elements"]
    assert before["text"] == "Hi Nora, sorry about the lamp. "
    assert flagged["text"] == "If it were me, I'd take the store credit."
    assert flagged["style"] == {"bold": True}
    assert reason["elements"][1]["text"]


def test_finding_nothing_says_what_was_looked_at(stage: Stage) -> None:
    assert "Looked at: the message, 4 choices (" in said(stage.checked(OPEN))
    stage.ticket(sender="Otto Field <otto@field.example>")
    assert "There is no record of this customer's choices" in said(stage.checked(OPEN, stage.writing("again")))


def test_a_flag_can_be_answered_with_a_reason_which_leads_see_and_which_suffices(stage: Stage) -> None:
    checked = stage.checked(PROJECTS)
    while answering := [one for one in buttons(checked) if one.startswith("flag_right_")]:
        stage.click(answering[0], value_of(checked, answering[0]), view={"id": "V1", **checked})
        asked = stage.view()
        assert list(stage.submit(asked, flag_right_reason=" ")["errors"]) == ["flag_right_reason"]
        assert stage.submit(asked, flag_right_reason="She asked for credit") == {}
        checked = stage.view()
        assert stage.client.calls[-1][1]["view_id"] == "V1"
    assert "You said that it is right here: “She asked for credit”" in said(checked)
    assert "draft_reason" not in said(checked)
    assert stage.submit(checked, draft_text_0=PROJECTS) == {}
    assert sent(stage) == [PROJECTS]
    (draft,) = stage.queue()
    assert {flag.agent_reason for flag in draft.flags} == {"She asked for credit"}
    assert draft.sent_reason == "She asked for credit"
    assert sum(stage.store.reviews.disputed().values()) == len(draft.flags)


def test_only_the_author_of_a_draft_answers_its_flags(stage: Stage) -> None:
    checked = stage.checked(PROJECTS)
    stage.click("flag_right_0", value_of(checked, "flag_right_0"), view={"id": "V1", **checked})
    stage.submit(stage.view(), user="U0BEN", flag_right_reason="I know better")
    assert stage.store.reviews.disputed() == {}


def test_where_nothing_is_posted_the_reply_stands_ready_to_be_copied(stage: Stage) -> None:
    stage.workspace.users["U0GUEST"]["profile"]["email"] = "nora@field.example"
    stage.says("U0GUEST", BROKEN, channel="C0SHARED")
    card = stage.card("C0MIRROR")
    stage.click("write_reply", value_of(card, "write_reply"), channel="C0MIRROR", message=card["ts"])
    checked = stage.submit(stage.view(), draft_text_0=OPEN)["view"]
    (box,) = [e for b in checked["blocks"] for e in b.get("elements", []) if e["type"] == "rich_text_preformatted"]
    assert box["elements"][0]["text"] == OPEN
    assert checked["submit"]["text"] == "Done"
    assert stage.submit(checked, draft_text_0=OPEN) == {}
    assert "C0SHARED" not in stage.client.messages
