"""Why: what was stored must be done, whatever happens to the process or to Slack, and done once."""

import threading

import pytest

from assist.cards import Answer, interaction_id
from assist.desk import Desk
from assist.model.switch import is_off, turn
from assist.rulebook import Rulebook
from assist.slack.assembly import assemble
from assist.slack.claiming import CLAIM_SECONDS, CardHeld, Claiming
from assist.slack.errors import code
from assist.slack.tickets import hear
from assist.slack.worker import Worker
from assist.workplace import AuditEntry, Channel, Invitation, Thread
from assist.writer import OfflineWriter
from storage import open_store
from storage.tables.connection import dumps
from tests.slack_fakes import Crash
from tests.slack_stage import (
    AGENT,
    BROKEN,
    CATALOGUE,
    GUEST,
    LEAD,
    MIRROR,
    PROJECTS,
    SHARED,
    TICKETS,
    Json,
    Stage,
    opened,
    said,
)

stage = pytest.fixture(opened)
METHODS = ("conversations.info", "chat.getPermalink", "chat.postMessage")
REPLY = "No credit please. A replacement, like last time."


def crash(stage: Stage, method: str, at: int, *, after: bool) -> None:
    stage.client.crash = (method, at, after)


def event_of(stage: Stage, text: str, channel: str = TICKETS, **more: object) -> Json:
    event: Json = {"type": "message", "subtype": "bot_message", "channel": channel, "bot_id": "B0FORWARD"}
    return {**event, "ts": stage.ts(), "text": f"From: nora@field.example\n\n{text}", **more}


def test_what_was_stored_before_a_crash_is_done_after_it(stage: Stage) -> None:
    stage.event(event_of(stage, BROKEN))
    stage.start()
    stage.worker.drain()
    assert len(stage.cards()) == 1


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("method", METHODS)
def test_a_crash_at_any_call_leaves_one_card(stage: Stage, method: str, after: bool) -> None:
    crash(stage, method, 1, after=after)
    stage.event(event_of(stage, BROKEN))
    with pytest.raises(Crash):
        stage.worker.drain()
    stage.start()
    stage.worker.drain()
    assert len(stage.messages()) == 1
    assert stage.thread(stage.messages()[0]["thread_ts"]).card_ts == stage.messages()[0]["ts"]


@pytest.mark.parametrize("at", [1, 2])
def test_a_crash_between_posting_and_noting_leaves_one_mirror_thread_with_one_card(stage: Stage, at: int) -> None:
    crash(stage, "chat.postMessage", at, after=True)
    ts = stage.ts()
    stage.event({"type": "message", "channel": SHARED, "user": GUEST, "team": "T0THEIRS", "ts": ts, "text": BROKEN})
    with pytest.raises(Crash):
        stage.worker.drain()
    stage.start()
    stage.worker.drain()
    assert [bool(one.get("thread_ts")) for one in stage.messages(MIRROR)] == [False, True]


def test_a_crash_after_a_card_for_an_unknown_customer_leaves_one_card(stage: Stage) -> None:
    crash(stage, "chat.postMessage", 1, after=True)
    stage.event({**event_of(stage, ""), "text": "Where is my parcel?"})
    with pytest.raises(Crash):
        stage.worker.drain()
    stage.start()
    stage.worker.drain()
    assert len(stage.messages()) == 1


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_at_the_line_about_a_choice_leaves_one_line_and_one_choice(stage: Stage, after: bool) -> None:
    ts = stage.ticket()
    stage.says(AGENT, "A replacement or store credit: which would you like?", thread=ts)
    crash(stage, "chat.postMessage", 1, after=after)
    stage.event(event_of(stage, REPLY, thread_ts=ts))
    with pytest.raises(Crash):
        stage.worker.drain()
    stage.start()
    stage.worker.drain()
    assert [one["text"][:19] for one in stage.messages(thread=ts)[1:]] == ["Noted: chose a repl"]
    assert len(stage.store.ledger.of_customer("cust-nora")) == 5


@pytest.mark.parametrize("method", METHODS[::2])
@pytest.mark.parametrize("failure", ["ratelimited", "internal_error", "fatal_error", "service_unavailable"])
def test_errors_and_then_success_give_one_card(stage: Stage, method: str, failure: str) -> None:
    stage.client.failing[method] = [failure, failure]
    stage.ticket()
    assert not stage.messages()
    for _ in range(4):
        stage.times.later(60)
        stage.worker.drain()
    assert len(stage.cards()) == 1
    assert stage.store.inbox.set_aside() == []


def test_where_the_permission_is_gone_it_is_not_tried_again(stage: Stage) -> None:
    stage.client.failing["chat.postMessage"] = ["is_archived"]
    ts = stage.ticket()
    assert stage.store.inbox.waiting() == 0
    assert [error for _, error in stage.store.inbox.set_aside()] == ["is_archived"]
    assert stage.store.conversations.get([interaction_id(TICKETS, ts)])


def test_an_event_that_fails_every_time_is_set_aside_and_the_next_one_is_done(stage: Stage) -> None:
    stage.pace = 0
    stage.client.failing["chat.postMessage"] = ["internal_error"] * 100
    stage.ticket()
    del stage.client.failing["chat.postMessage"][:]
    posted = stage.ticket("The second lamp is broken. What can we do?")
    assert stage.card()["thread_ts"] == posted
    stage.client.failing["chat.postMessage"] = ["internal_error"] * 100
    for _ in range(30):
        stage.times.later(3600)
        stage.worker.drain()
    assert stage.store.inbox.waiting() == 0
    assert [error for _, error in stage.store.inbox.set_aside()] == ["internal_error"]


def test_a_card_that_somebody_deleted_does_not_keep_the_next_one_back(stage: Stage) -> None:
    ts = stage.ticket()
    stage.client.messages[TICKETS].clear()
    stage.ticket("And the second lamp is broken, too. What can we do?", thread=ts)
    assert len(stage.cards()) == 1
    assert stage.store.inbox.set_aside() == []


def test_an_edit_is_read_anew_and_the_card_follows(stage: Stage) -> None:
    ts = stage.ticket()
    message = {"type": "message", "subtype": "bot_message", "bot_id": "B0FORWARD", "ts": ts}
    message |= {"text": "From: nora@field.example\n\nThe kettle from order 9000 leaks. What can we do?"}
    changed: Json = {"type": "message", "subtype": "message_changed", "hidden": True, "channel": TICKETS}
    stage.deliver({**changed, "ts": stage.ts(), "message": message})
    assert stage.thread(ts).message == "The kettle from order 9000 leaks. What can we do?"
    assert len(stage.messages()) == 1
    assert "9000" in stage.card()["text"]


def test_an_edit_that_only_shows_a_links_preview_changes_nothing(stage: Stage) -> None:
    ts = stage.ticket()
    message = {"type": "message", "subtype": "bot_message", "bot_id": "B0FORWARD", "ts": ts}
    message |= {"text": f"From: Nora Field &lt;nora@field.example&gt;\n\n{BROKEN}"}
    calls = len(stage.client.written_to(TICKETS))
    stage.deliver({"type": "message", "subtype": "message_changed", "channel": TICKETS, "message": message})
    assert stage.thread(ts).message == BROKEN
    assert len(stage.client.written_to(TICKETS)) == calls


@pytest.mark.parametrize("root", [False, True])
def test_a_deleted_message_takes_its_choices_and_its_card_along(stage: Stage, root: bool) -> None:
    ts = stage.ticket()
    stage.says(AGENT, "A replacement or store credit: which would you like?", thread=ts)
    reply = stage.ticket(REPLY, thread=ts)
    assert len(stage.store.ledger.of_customer("cust-nora")) == 5
    gone: Json = {"type": "message", "subtype": "message_deleted", "channel": TICKETS, "deleted_ts": reply}
    if root:  # one with replies stays, as a tombstone
        gone = {"type": "message", "subtype": "message_changed", "channel": TICKETS}
        gone["message"] = {"subtype": "tombstone", "ts": reply, "thread_ts": ts, "text": "This message was deleted."}
    stage.deliver({**gone, "previous_message": {"ts": reply, "thread_ts": ts, "text": REPLY}})
    assert len(stage.store.ledger.of_customer("cust-nora")) == 4
    assert REPLY not in stage.thread(ts).message
    assert not stage.store.conversations.get([interaction_id(TICKETS, reply)])


def test_a_card_about_a_deleted_message_is_taken_away_and_the_next_message_gets_one(stage: Stage) -> None:
    ts = stage.ticket()
    stage.deliver({"type": "message", "subtype": "message_deleted", "channel": TICKETS, "deleted_ts": ts})
    assert stage.messages()[0]["text"] == "The message that this was about has been deleted."
    assert stage.thread(ts).message == ""
    stage.ticket("The second lamp is broken. What can we do?", thread=ts)
    assert len(stage.cards()) == 1


def test_a_channel_that_is_shared_falls_silent_at_once(stage: Stage) -> None:
    ts = stage.ticket()
    stage.workspace.channels[TICKETS]["is_ext_shared"] = True
    written = len(stage.written_to(TICKETS))
    stage.deliver({"type": "channel_shared", "connected_team_id": "T0THEIRS", "channel": TICKETS, "event_ts": "1.1"})
    later = stage.ticket("The second lamp is broken. What can we do?", thread=ts)
    assert len(stage.written_to(TICKETS)) == written
    assert stage.store.conversations.get([interaction_id(TICKETS, later)])
    shared = stage.store.house.channel(TICKETS)
    assert shared is not None
    assert shared.shared is True


def test_a_channel_that_is_no_longer_shared_speaks_again(stage: Stage) -> None:
    stage.workspace.channels[TICKETS]["is_ext_shared"] = True
    stage.ticket()
    stage.workspace.channels[TICKETS]["is_ext_shared"] = False
    stage.deliver({"type": "channel_unshared", "previously_connected_team_id": "T0THEIRS", "channel": TICKETS})
    stage.ticket()
    assert len(stage.cards()) == 1


def test_when_slack_gives_a_channel_another_id_its_settings_and_threads_move_along(stage: Stage) -> None:
    ts = stage.ticket()
    stage.workspace.channels["C0NEW"] = stage.workspace.channels.pop(TICKETS)
    stage.deliver({"type": "channel_id_changed", "old_channel_id": TICKETS, "new_channel_id": "C0NEW"})
    stage.ticket("And the second lamp, what can we do?", channel="C0NEW", thread=ts)
    assert stage.store.house.channel(TICKETS) is None
    assert len(stage.cards("C0NEW")) == 1
    assert stage.store.inbox.set_aside() == []


def test_leads_follow_their_user_group(stage: Stage) -> None:
    stage.command("/flags", user=AGENT)
    assert "No flags on your drafts" in stage.answer()["text"]
    stage.workspace.groups["S0LEADS"].append(AGENT)
    stage.command("/flags", user=AGENT)
    assert "No flags on your drafts" in stage.answer()["text"]
    stage.deliver({"type": "subteam_members_changed", "subteam_id": "S0LEADS", "team_id": "T0HOME"})
    stage.command("/flags", user=AGENT)
    assert "Nothing waits for review" in stage.answer()["text"]
    assert LEAD not in stage.workspace.groups["S0LEADS"]


def test_an_ignored_channel_is_not_read(stage: Stage) -> None:
    stage.store.house.save_channel(Channel(id=TICKETS, kind="ignored", senders=("B0FORWARD",)))
    stage.ticket()
    assert stage.store.conversations.count() == 0


def test_an_older_message_that_comes_late_does_not_replace_the_newer_card(stage: Stage) -> None:
    first = stage.ts()
    root = stage.ticket("My lamp again: the shade of order 7001 is torn. What can we do?")
    stage.ticket("Hello, lamp 6000 is broken.", ts=first, thread=root)
    assert "7001" in stage.card()["text"]
    assert len(stage.messages()) == 1


def test_an_error_goes_by_slacks_name_for_it_else_by_its_own(stage: Stage) -> None:
    assert code(stage.client.error("chat.postMessage", "is_archived")) == "is_archived"
    assert code(OSError("no route")) == "OSError('no route')"


def test_the_thread_of_a_worker_starts_works_and_stops(stage: Stage) -> None:
    stage.event(event_of(stage, BROKEN))
    stage.worker.start()
    stage.worker.stop()
    stage.worker.drain()
    assert len(stage.cards()) == 1
    assert "Nora Field" in said(stage.card())


def test_a_process_that_sees_no_event_keeps_house_by_what_another_has_set(stage: Stage) -> None:
    Rulebook(stage.store, stage.times).change(LEAD, turn_pause=7.0)  # as another process would
    done, found = threading.Event(), []

    def between() -> bool:
        found.append(stage.desk.turn_pause)
        done.set()
        return False

    worker = assemble(stage.wire(), stage.desk, between=between, in_line=True).worker
    worker.start()
    assert done.wait(10)
    worker.stop()
    assert found[0] == 7.0


def test_nothing_holds_a_channels_old_id_after_it_has_got_another(stage: Stage) -> None:
    """Every column of every table, stored JSON too; but for what people wrote, and Slack's own word of the change."""
    link = f"https://x.slack.example/archives/{TICKETS}/p1"
    house = stage.store.house
    house.set("digest_channel", TICKETS, on=stage.times())
    house.set("digest_state", {"week": "2026-01", "channel": TICKETS}, on=stage.times())
    turn(stage.store, TICKETS, off=True, by=LEAD, on=stage.times())
    house.invite(Invitation(channel=TICKETS, by=LEAD, on=stage.times()))
    house.save_channel(Channel(id=SHARED, kind="connect", mirror=TICKETS, shared=True))
    house.record(
        AuditEntry(on=stage.times(), actor=LEAD, action="x", subject=TICKETS, detail={"mirror": f"a → {TICKETS}"})
    )
    ts = stage.ticket("My lamp broke, what can we do?", sender="")
    stage.says(AGENT, "Sorry! A replacement, a repair or your money back?", thread=ts)
    stage.desk.link(TICKETS, ts, "cust-otto", by=LEAD)
    stage.ticket("A replacement please.", sender="", thread=ts)
    stage.ticket("Maybe by phone would be better?", sender="", thread=ts)
    stage.desk.linker.merge("cust-nora", "cust-otto", by=LEAD)
    other = stage.ticket(BROKEN)
    stage.desk.drafts.check(draft_id="d", agent=AGENT, channel=TICKETS, thread_ts=other, text=PROJECTS)
    (said_before, *_) = stage.store.conversations.of_thread(f"{TICKETS}:{ts}")
    stage.store.db.run(
        "UPDATE flag SET evidence = ?",
        dumps([{"kind": "interaction", "ref": said_before.id, "says": "x", "link": link}]),
    )
    stage.event(event_of(stage, "Not done yet"))
    stage.store.house.rename_channel(TICKETS, "C0RENAMED")
    db = stage.store.db
    tables = [row["name"] for row in db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    left = {
        (table, column, value)
        for table in tables
        if not table.startswith(("interaction_fts", "sqlite_"))
        for row in db.rows(f"SELECT * FROM {table}")
        for column, value in row.items()
        if TICKETS in str(value) or said_before.id in str(value)
    }
    assert left == set()
    assert house.channel("C0RENAMED") is not None
    assert is_off(stage.store, "C0RENAMED", None)
    assert stage.desk.oversight.digest_channel == "C0RENAMED"
    stage.workspace.channels["C0RENAMED"] = stage.workspace.channels[TICKETS]
    stage.worker.drain()
    assert stage.store.inbox.set_aside() == []
    assert stage.cards("C0RENAMED")  # what had not been done yet is done where the channel is now


def test_a_message_from_before_its_channel_got_another_id_can_be_edited_and_deleted(stage: Stage) -> None:
    ts = stage.ticket()
    stage.deliver({"type": "channel_id_changed", "old_channel_id": TICKETS, "new_channel_id": "C0RENAMED"})
    assert stage.desk.edited("C0RENAMED", ts, "The shade is fine after all.")
    assert stage.desk.deleted("C0RENAMED", ts)


def test_what_came_in_under_the_new_id_first_stays(stage: Stage) -> None:
    ts = stage.ticket()
    stage.store.house.save_channel(Channel(id="C0RENAMED", kind="tickets", senders=("B0FORWARD",), shared=False))
    stage.store.house.invite(Invitation(channel="C0RENAMED", by=LEAD, on=stage.times()))
    stage.store.house.invite(Invitation(channel=TICKETS, by=LEAD, on=stage.times()))
    stage.store.conversations.save_thread(Thread(channel="C0RENAMED", ts=ts, customer="cust-otto"), on=stage.times())
    for channel, off in ((TICKETS, True), ("C0RENAMED", False)):
        turn(stage.store, channel, off=off, by=LEAD, on=stage.times())
    stage.deliver({"type": "channel_id_changed", "old_channel_id": TICKETS, "new_channel_id": "C0RENAMED"})
    assert stage.store.inbox.set_aside() == []
    assert stage.thread(ts, "C0RENAMED").customer == "cust-otto"
    assert is_off(stage.store, "C0RENAMED", None)
    assert [one.id for one in stage.store.house.channels()] == ["C0RENAMED", SHARED]


# Two workers, one thread


def second_worker(stage: Stage) -> Worker:
    """Another process over the same database, which does not wait for a card that is held."""
    store = open_store(str(stage.path / "bot.db"))
    desk = Desk(store, CATALOGUE, OfflineWriter(), clock=stage.times, turn_pause=20)
    worker = assemble(stage.wire(), desk, worker_name="second", in_line=True).worker
    worker.dealer.claiming = Claiming(store, clock=stage.times, name="second", pause=lambda seconds: None)
    return worker


@pytest.mark.parametrize("pace", [5.0, 60.0])
def test_two_workers_with_two_messages_of_one_thread_leave_one_card(stage: Stage, pace: float) -> None:
    other = second_worker(stage)
    root = event_of(stage, BROKEN)
    stage.event(root)

    def meanwhile() -> None:
        stage.pace = pace
        stage.event(event_of(stage, "Order 5512, and it is scratched. What now?", thread_ts=root["ts"]))
        other.drain()

    stage.client.meanwhile = meanwhile
    stage.worker.drain()
    assert stage.store.inbox.waiting() == 1  # the second worker found the card held, and comes back to it
    stage.times.later(10)
    other.drain()
    assert stage.store.inbox.waiting() == 0
    (card,) = stage.cards()
    thread = stage.thread(root["ts"])
    assert (thread.card_ts, thread.about) == (card["ts"], thread.message_ts)
    assert "scratched" in thread.message
    assert stage.store.db.rows("SELECT * FROM claim") == []


def answered_only(stage: Stage) -> tuple[Answer, Channel]:
    """What a worker makes of the next message, before it deals a card."""
    event, channel = stage.store.inbox.take(by="worker", now=stage.times()), stage.store.house.channel(TICKETS)
    assert event is not None
    assert channel is not None
    heard = hear(event.payload, channel, stage.gateway)
    assert heard is not None
    return stage.desk.answer(heard.incoming), channel


def test_a_card_is_for_whom_the_thread_is_by_the_time_it_is_posted(stage: Stage) -> None:
    root = event_of(stage, BROKEN)
    stage.event({**root, "text": BROKEN})
    late, channel = answered_only(stage)
    assert late.customer is None
    stage.desk.link(TICKETS, root["ts"], "cust-nora", by=LEAD)
    stage.worker.dealer.deal(late, channel)
    (card,) = stage.cards()
    assert "Nora" in said(card)
    assert stage.thread(root["ts"]).customer == "cust-nora"


def test_what_is_said_while_a_card_is_on_its_way_stays(stage: Stage) -> None:
    root = event_of(stage, BROKEN)
    stage.event(root)
    late, channel = answered_only(stage)
    stage.desk.link(TICKETS, root["ts"], "cust-otto", by=LEAD)
    stage.desk.card_posted(late.thread, channel=channel.id, root=root["ts"], ts="1.1", suggestion="s")
    assert (stage.thread(root["ts"]).customer, stage.thread(root["ts"]).card_ts) == ("cust-otto", "1.1")


def test_a_message_that_is_late_in_its_turn_leaves_the_newer_ones_card_alone(stage: Stage) -> None:
    """The first worker has read its message; before it claims the card, the second has answered the next one."""
    other = second_worker(stage)
    root, reply = event_of(stage, BROKEN), event_of(stage, "And it is scratched. What now?")
    stage.event(root)
    stage.event({**reply, "thread_ts": root["ts"]})
    late, channel = answered_only(stage)
    other.drain()
    stage.worker.dealer.deal(late, channel)
    (card,) = stage.cards()
    thread = stage.thread(root["ts"])
    assert (thread.card_ts, thread.message_ts) == (card["ts"], reply["ts"])


def test_a_card_that_was_posted_and_not_noted_is_found_by_whoever_answers_the_next_message(stage: Stage) -> None:
    crash(stage, "chat.postMessage", 1, after=True)
    root = event_of(stage, BROKEN)
    stage.event(root)
    with pytest.raises(Crash):
        stage.worker.drain()
    other = second_worker(stage)
    stage.event(event_of(stage, "And it is scratched. What now?", thread_ts=root["ts"]))
    other.drain()
    assert len(stage.cards()) == 1  # the dead worker's: its claim stands
    stage.times.later(CLAIM_SECONDS + 1)
    other.drain()
    (card,) = stage.cards()
    assert stage.thread(root["ts"]).card_ts == card["ts"]
    assert stage.store.inbox.waiting() == 0


def test_a_claim_is_let_go_when_posting_fails_and_kept_when_the_worker_dies(stage: Stage) -> None:
    claiming = Claiming(stage.store, clock=stage.times, name="first", pause=lambda seconds: None)
    with pytest.raises(OSError, match="away"), claiming.held("C1", "1.0"):
        raise OSError("Slack is away")
    with pytest.raises(Crash), claiming.held("C1", "1.0"):
        raise Crash
    other = Claiming(stage.store, clock=stage.times, name="second", pause=lambda seconds: None)
    with pytest.raises(CardHeld), other.held("C1", "1.0"):
        pass
    with other.held("C1", "2.0") as left_undone:
        assert not left_undone
    claiming.take_up()  # a worker of this name starts again
    with other.held("C1", "1.0") as left_undone:
        assert left_undone
    with claiming.held("C1", "1.0") as left_undone:
        assert not left_undone
