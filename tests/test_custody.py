"""Why: an admin must answer for the data: what is held of a customer, that it is gone, and who did what."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assist import custody
from assist.office import Mistake
from assist.records import Choice, Interaction
from assist.retention import EVENT_DAYS, expire
from assist.workplace import AuditEntry, HouseRules
from storage import SqliteStore
from tests.slack_stage import BROKEN, FORWARDER, LEAD, OTHER_AGENT, PROJECTS, TICKETS, Stage, opened

stage = pytest.fixture(opened)
OTTO = "Otto Field <otto@field.example>"
SECRET = "zirconium"
YEARS = 10 * 366 * 86_400.0  # what the bot itself says in tests is dated 2030


def everywhere(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in path.parent.glob("bot.db*"))


@pytest.fixture
def busy(stage: Stage) -> Stage:
    """Nora and Otto have written, chosen and been answered; a lead has decided; something is asked and unanswered."""
    for sender in ("Nora Field <nora@field.example>", OTTO):
        ts = stage.ticket(f"The {SECRET if 'nora' in sender else 'brass'} lamp is broken.", sender=sender)
        stage.says(OTHER_AGENT, "Sorry! A replacement, a repair or your money back?", thread=ts)
        stage.ticket("A replacement please.", sender=sender, thread=ts)
        stage.ticket("Maybe by phone would be better?", sender=sender, thread=ts)
    draft = stage.flagged(f"{PROJECTS} About the {SECRET} lamp.")
    stage.desk.oversight.decide(draft.flags[0].id, lead=LEAD, upheld=True, note="see the record")
    return stage


def test_an_export_holds_every_part_and_nothing_of_anybody_else(busy: Stage) -> None:
    held = custody.exported(busy.store, "nora@field.example")
    said = json.dumps(held, ensure_ascii=False)
    parts = "customers identities messages choices threads suggestions drafts flags verdicts events"
    for part in parts.split():
        assert held[part], part
    assert SECRET in said
    assert "see the record" in said
    assert "brass" not in said
    assert "otto" not in said.lower()


def test_forgetting_leaves_no_word_in_the_files_and_all_of_the_others(busy: Stage) -> None:
    before = {key: len(rows) for key, rows in custody.exported(busy.store, "otto@field.example").items()}
    assert SECRET.encode() in everywhere(busy.path / "bot.db")
    told = custody.forget(busy.desk, "nora@field.example")
    assert "1 customers" in told
    assert busy.store.people.find("nora@field.example") == []
    busy.store.close()
    kept = everywhere(busy.path / "bot.db")
    for word in (SECRET, "Nora", "nora@field.example", "see the record"):
        assert word.encode() not in kept, word
    assert {key: len(rows) for key, rows in custody.exported(busy.store, "otto@field.example").items()} == before
    (entry,) = busy.store.house.latest(1)
    assert (entry.action, entry.subject) == ("forgot customer", "cust-nora")


def test_forgetting_leaves_no_row_in_any_table_that_names_the_customer(busy: Stage) -> None:
    busy.desk.linker.merge("cust-nora", "cust-mei", by="test")
    busy.desk.link(TICKETS, busy.cards()[-1]["thread_ts"], "cust-otto", by=LEAD)
    custody.forget(busy.desk, "nora@field.example")
    db = busy.store.db
    tables = [row["name"] for row in db.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
    named = [
        (table, column)
        for table in tables
        if not table.startswith("interaction_fts")
        for row in db.rows(f"SELECT * FROM {table}")
        for column, value in row.items()
        if value in {"cust-nora", "cust-mei"}
    ]
    assert named == [("audit", "subject")] * len(named)
    assert named


def test_whoever_writes_again_after_being_forgotten_is_new(busy: Stage) -> None:
    custody.forget(busy.desk, "nora@field.example")
    busy.ticket(BROKEN)
    (found,) = busy.store.people.find("nora@field.example")
    assert found.id != "cust-nora"
    assert busy.store.ledger.of_customer(found.id) == []
    assert busy.store.inbox.set_aside() == []


def test_a_merged_customer_is_exported_and_forgotten_with_the_other(busy: Stage) -> None:
    busy.desk.linker.merge("cust-nora", "cust-mei", by="test")
    held = custody.exported(busy.store, "EXT-77")
    assert {row["id"] for row in held["customers"]} == {"cust-nora", "cust-mei"}
    custody.forget(busy.desk, "EXT-77")
    assert busy.store.people.get("cust-mei") is None
    assert busy.store.db.rows("SELECT * FROM merged_row") == []


def test_nobody_is_exported_or_forgotten_by_a_guess(busy: Stage) -> None:
    for wrong in ("Field", "nobody@x.example"):
        with pytest.raises(Mistake):
            custody.exported(busy.store, wrong)
        with pytest.raises(Mistake):
            custody.forget(busy.desk, wrong)


# The audit trail


def test_the_trail_says_who_did_what_about_whom_newest_first(busy: Stage) -> None:
    (line,) = custody.trail(busy.store, "", 9)
    assert f"{LEAD} upheld flag" in line
    busy.store.house.record(AuditEntry(on=busy.times(), actor="U1", action="linked", subject="cust-nora"))
    assert [line[17:] for line in custody.trail(busy.store, "nora@field.example", 9)] == ["U1 linked cust-nora"]
    assert len(list(custody.trail(busy.store, "", 1))) == 1


# Retention


def old(store: SqliteStore, thread: str, days: int) -> None:
    on = datetime.now(UTC) - timedelta(days=days)
    said = Interaction(id=f"{thread}-{days}", customer="cust-nora", on=on, who="x", text="old words", thread=thread)
    store.conversations.add([said])


def test_while_nothing_is_set_messages_are_kept_for_ever(stage: Stage) -> None:
    old(stage.store, "t-1", 9_000)
    assert expire(stage.store, HouseRules(), clock=stage.times) is False
    assert stage.store.conversations.count() == 1


def test_a_thread_goes_as_a_whole_once_nothing_was_said_in_it_for_so_long(stage: Stage) -> None:
    old(stage.store, "quiet", 40)
    old(stage.store, "quiet", 35)
    old(stage.store, "alive", 40)
    old(stage.store, "alive", 5)
    old(stage.store, "", 50)
    assert expire(stage.store, HouseRules(keep_days=30), clock=stage.times) is False
    assert [one.thread for one in stage.store.conversations.timeline("cust-nora")] == ["alive", "alive"]
    (entry,) = stage.store.house.trail("retention")
    assert entry.detail["messages"] == "3"
    expire(stage.store, HouseRules(keep_days=30), clock=stage.times)
    assert len(stage.store.house.trail("retention")) == 1


def test_many_threads_go_in_small_steps(stage: Stage) -> None:
    for number in range(60):
        old(stage.store, f"t-{number}", 40)
    steps = 1
    while expire(stage.store, HouseRules(keep_days=30), clock=stage.times):
        steps += 1
    assert (steps, stage.store.conversations.count()) == (3, 0)


@pytest.mark.parametrize("keep_quotes", [True, False])
def test_what_only_an_old_thread_carries_goes_and_the_choice_stays(busy: Stage, keep_quotes: bool) -> None:
    thread = busy.store.conversations.threads_of("cust-nora", 9)[-1]
    before = {one.id: one for one in busy.store.ledger.of_customer("cust-nora")}
    busy.times.later(YEARS)
    rules = HouseRules(keep_days=30, keep_quotes=keep_quotes)
    while expire(busy.store, rules, clock=busy.times):
        pass
    assert busy.store.conversations.count() == 0
    assert busy.store.conversations.thread(thread.channel, thread.ts) is None
    after = {one.id: one for one in busy.store.ledger.of_customer("cust-nora")}
    assert after.keys() == before.keys()
    read = next(one for one in before.values() if one.source)
    assert after[read.id].quote == (read.quote if keep_quotes else "")
    assert list(busy.store.reviews.tallies().values()) == [(1, 1)]  # what a lead decided goes on to count
    assert busy.store.db.rows("SELECT * FROM inbox") == []
    busy.store.scrub()
    busy.store.close()
    assert (SECRET.encode() in everywhere(busy.path / "bot.db")) is keep_quotes  # what the choice was about


def test_a_message_in_a_thread_that_was_deleted_takes_back_no_choice(busy: Stage) -> None:
    thread = busy.store.conversations.threads_of("cust-nora", 9)[-1]
    before = {one.id for one in busy.store.ledger.of_customer("cust-nora")}
    busy.times.later(YEARS)
    while expire(busy.store, HouseRules(keep_days=30), clock=busy.times):
        pass
    busy.ticket("Is there any news?", thread=thread.ts)
    assert {one.id for one in busy.store.ledger.of_customer("cust-nora")} == before


def test_what_slack_sent_goes_after_a_month_even_where_messages_stay(busy: Stage) -> None:
    messages = busy.store.conversations.count()
    busy.times.later((EVENT_DAYS + 1) * 86_400)
    busy.event({"type": "message", "channel": TICKETS, "ts": "1.1", "bot_id": FORWARDER, "text": "not done yet"})
    expire(busy.store, HouseRules(), clock=busy.times)
    assert len(busy.store.db.rows("SELECT * FROM inbox")) == 1
    assert busy.store.conversations.count() == messages


def test_a_draft_written_before_the_thread_was_linked_goes_with_the_customer(stage: Stage) -> None:
    ts = stage.ticket("My lamp broke, what can we do?", sender="")
    stage.desk.drafts.check(draft_id="d", agent=LEAD, channel=TICKETS, thread_ts=ts, text=PROJECTS)
    stage.desk.link(TICKETS, ts, "cust-nora", by=LEAD)
    assert [row["id"] for row in custody.exported(stage.store, "cust-nora")["drafts"]] == ["d"]
    custody.forget(stage.desk, "cust-nora")
    assert stage.store.reviews.draft("d") is None


def test_old_flags_that_nobody_judged_do_not_wait_in_the_queue_without_their_words(stage: Stage) -> None:
    draft = stage.flagged(f"{PROJECTS} Most people take store credit, so I'll send that over.")
    assert len(draft.flags) == 2
    stage.desk.oversight.decide(draft.flags[0].id, lead=LEAD, upheld=True, note="ask Nora first")
    stage.store.held.expire(stage.times() + timedelta(seconds=YEARS), keep_quotes=False, limit=100)
    kept = stage.store.reviews.verdict(draft.flags[0].id)
    assert kept is not None
    assert kept.note == ""
    assert stage.store.reviews.flag(draft.flags[1].id) is None


def expired(stage: Stage, *, keep_quotes: bool = True) -> bytes:
    """What the files hold when everything is past its time."""
    stage.times.later(YEARS)
    while expire(stage.store, HouseRules(keep_days=30, keep_quotes=keep_quotes), clock=stage.times):
        pass
    stage.store.scrub()
    stage.store.close()
    return everywhere(stage.path / "bot.db")


def test_a_thread_goes_in_its_time_though_all_its_messages_were_deleted_in_slack(stage: Stage) -> None:
    ts = stage.ticket(f"The {SECRET} lamp is broken. What can we do?")
    stage.desk.drafts.check(
        draft_id="d", agent=LEAD, channel=TICKETS, thread_ts=ts, text=f"The {SECRET} one? {PROJECTS}"
    )
    stage.deliver({"type": "message", "subtype": "message_deleted", "channel": TICKETS, "deleted_ts": ts})
    assert stage.store.conversations.count() == 0
    soon = stage.times() + timedelta(days=5)
    assert expire(stage.store, HouseRules(keep_days=30), clock=lambda: soon) is False
    assert stage.store.conversations.thread(TICKETS, ts) is not None
    kept = expired(stage)
    assert stage.store.conversations.thread(TICKETS, ts) is None
    assert stage.store.reviews.draft("d") is None
    assert SECRET.encode() not in kept
    (entry,) = stage.store.house.trail("retention")
    assert entry.detail["threads"] == "1"


def test_what_people_wrote_about_a_suggestion_or_a_flag_goes_with_it_from_the_audit_trail_too(stage: Stage) -> None:
    draft = stage.flagged()
    stage.desk.oversight.decide(draft.flags[0].id, lead=LEAD, upheld=True, note=f"She has the {SECRET} lamp")
    suggestion = stage.thread(draft.thread).suggestion
    assert stage.desk.not_right(suggestion, by=OTHER_AGENT, kind="offer", why=f"The {SECRET} one can't be repaired")
    expire(stage.store, HouseRules(keep_days=30), clock=stage.times)
    assert stage.store.house.trail(suggestion)[0].detail["kind"] == "offer"  # in its time it stays
    assert SECRET.encode() not in expired(stage)
    entries = [(entry.action, dict(entry.detail)) for entry in stage.store.house.latest(9)]
    assert ("rejected suggestion", {}) in entries
    assert ("upheld flag", {}) in entries


def test_old_choices_without_a_conversation_lose_the_customers_words_where_quotes_are_not_kept(stage: Stage) -> None:
    entered = Choice(
        id="old",
        customer="cust-otto",
        on=stage.times(),
        dimension="resolution",
        offered=("refund", "repair"),
        chosen="repair",
        quote=f"the {SECRET} one, repaired",
        situation=f"{SECRET} lamp",
    )
    stage.store.ledger.add([entered])
    assert SECRET.encode() not in expired(stage, keep_quotes=False)
    assert "repair" in [one.chosen for one in stage.store.ledger.of_customer("cust-otto")]
