"""Why: a digest that comes twice, or stands where guests read, is worse than none."""

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from assist.slack.digest import LOOK_SECONDS, WeeklyDigest
from assist.slack.gateway import Gateway
from tests.slack_fakes import Crash
from tests.slack_stage import AGENT, LEAD, MIRROR, OPEN, TICKETS, Json, Stage, opened, said

stage = pytest.fixture(opened)


@pytest.fixture(autouse=True)
def _midweek(stage: Stage) -> None:
    """It is Wednesday, so that no test runs into another week by itself."""
    stage.times.now += timedelta(days=(2 - stage.times.now.weekday()) % 7)


class Worktime:
    """A monotonic clock and the weekly digest by it; `again` is the same program ten minutes later."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.seconds = stage, 0.0
        self.start()

    def start(self) -> None:
        self.weekly = WeeklyDigest(self.stage.desk, self.stage.gateway, now=lambda: self.seconds)

    def again(self, **later: float) -> list[Json]:
        self.stage.times.now += timedelta(seconds=LOOK_SECONDS, **later)
        self.seconds += LOOK_SECONDS
        self.weekly.look()
        return digests(self.stage)


def digests(stage: Stage, channel: str = MIRROR) -> list[Json]:
    return [one for one in stage.messages(channel) if "Their Way, week" in one["text"]]


@pytest.fixture
def work(stage: Stage) -> Worktime:
    stage.desk.oversight.set_digest_channel(MIRROR, by=LEAD)
    stage.workspace.scopes = ("files:write",)
    return Worktime(stage)


def test_without_a_channel_nothing_is_posted(stage: Stage) -> None:
    work = Worktime(stage)
    work.again()
    assert [call for call in stage.client.calls if call[0] == "chat.postMessage"] == []


def test_the_digest_comes_once_a_week_with_all_figures_in_the_text(stage: Stage, work: Worktime) -> None:
    (posted,) = work.again()
    for part in ("What customers took", "How often flags were right", "Too few to say"):
        assert part in posted["text"]
    assert len(work.again()) == 1
    work.start()
    assert len(work.again(days=4)) == 1
    assert len(work.again(days=1)) == 2


def test_between_two_looks_nothing_is_asked_of_anybody(stage: Stage, work: Worktime) -> None:
    work.again()
    calls = len(stage.client.calls)
    work.weekly.look()
    assert len(stage.client.calls) == calls


def test_once_leads_have_said_where_the_first_comes_without_waiting_for_the_next_look(stage: Stage) -> None:
    work = Worktime(stage)
    work.weekly.look()
    stage.desk.oversight.set_digest_channel(MIRROR, by=LEAD)
    work.weekly.look()
    assert digests(stage) == []
    work.weekly.look_now()
    work.weekly.look()
    assert len(digests(stage)) == 1


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_while_posting_neither_loses_nor_doubles_it(stage: Stage, work: Worktime, after: bool) -> None:
    stage.client.crash = ("chat.postMessage", 1, after)
    with pytest.raises(Crash):
        work.again()
    stage.start()
    work.start()
    assert len(work.again()) == 1
    assert len(work.again()) == 1


def test_two_programs_on_one_store_post_one_digest(stage: Stage, work: Worktime) -> None:
    other = Worktime(stage)
    work.weekly.look()
    other.weekly.look()
    assert len(digests(stage)) == 1


def test_where_slack_is_away_it_is_tried_again_later(stage: Stage, work: Worktime) -> None:
    stage.client.failing["chat.postMessage"] = ["internal_error"]
    assert work.again() == []
    stage.client.failing.clear()
    assert len(work.again(minutes=1)) == 1


def test_a_channel_that_is_shared_now_gets_nothing_and_leads_are_asked_for_another(
    stage: Stage, work: Worktime
) -> None:
    stage.workspace.channels[MIRROR]["is_ext_shared"] = True
    assert work.again() == []
    stage.open_home(LEAD)
    assert "The weekly digest was not posted" in said(stage.client.homes[LEAD])
    stage.desk.oversight.set_digest_channel(TICKETS, by=LEAD)
    stage.open_home(LEAD)
    assert "The weekly digest was not posted" not in said(stage.client.homes[LEAD])
    work.again()
    assert len(digests(stage, TICKETS)) == 1
    assert len(stage.client.uploads) == 3
    assert stage.written_to(MIRROR) == []


def charts(stage: Stage) -> list[Json]:
    """The files in the thread of the digest, which there is one of."""
    (posted,) = digests(stage)
    return [file for one in stage.messages(MIRROR, posted["ts"]) for file in one["files"]]


def test_each_part_has_its_chart_in_the_thread_with_the_lines_of_the_message_as_alt_text(
    stage: Stage, work: Worktime
) -> None:
    (posted,) = work.again()
    shown = charts(stage)
    assert [one["title"] for one in shown] == [
        "What customers took",
        "How often flags were right",
        "Where our offers and customers' choices part, over four weeks",
    ]
    for one in shown:
        assert one["bytes"].startswith(b"\x89PNG")
        assert one["length"] == len(one["bytes"])
        assert one["alt_txt"].startswith(f"{one['title']}. ")
        assert one["title"] in posted["text"]
        assert len(one["alt_txt"]) <= 1000
    assert "too few to say" in shown[0]["alt_txt"]
    work.start()
    work.again()
    assert len(charts(stage)) == 3


def test_without_the_optional_scope_the_digest_is_as_complete_and_says_how_to_get_the_charts(
    stage: Stage, work: Worktime
) -> None:
    assert home(stage).count("comes with charts in its thread") == 1
    stage.workspace.scopes = ("chat:write",)
    assert home(stage).count("without charts: an admin has to allow the app the optional scope files:write") == 1
    (posted,) = work.again()
    assert "What customers took" in posted["text"]
    assert "With charts: allow the app the optional scope files:write on its page in Slack" in posted["text"]
    assert charts(stage) == []
    assert [method for method, _ in stage.client.calls if method.startswith("files.")] == []
    stage.workspace.scopes = ("files:write",)
    work.again(days=7)
    assert "Charts follow in the thread" in digests(stage)[-1]["text"]


def home(stage: Stage) -> str:
    stage.open_home(LEAD)
    return said(stage.client.homes[LEAD])


@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "files.completeUploadExternal"])
def test_a_chart_that_is_not_taken_costs_neither_the_digest_nor_the_other_charts(
    stage: Stage, work: Worktime, method: str
) -> None:
    stage.client.failing[method] = ["missing_scope"]
    assert len(work.again()) == 1
    assert len(charts(stage)) == 2
    assert len(work.again()) == 1
    assert len(charts(stage)) == 2
    assert not work.weekly.failed()


def test_a_crash_between_digest_and_charts_does_not_post_it_again(stage: Stage, work: Worktime) -> None:
    stage.client.crash = ("files.completeUploadExternal", 2, False)
    with pytest.raises(Crash):
        work.again()
    stage.start()
    work.start()
    assert len(work.again()) == 1
    assert len(charts(stage)) == 1


class SharedOnPosting(Gateway):
    """Somebody shares the channel the moment that something stands in it."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage.client)
        self.stage = stage

    def post(self, channel: str, text: str, blocks: Sequence[Json], *, thread: str | None = None) -> str:
        ts = super().post(channel, text, blocks, thread=thread)
        self.stage.workspace.channels[channel]["is_ext_shared"] = True
        return ts


def test_a_channel_that_is_shared_before_the_charts_come_gets_none(stage: Stage, work: Worktime) -> None:
    WeeklyDigest(stage.desk, SharedOnPosting(stage), now=lambda: 0.0).look()
    assert charts(stage) == []
    assert stage.client.uploads == {}
    assert len(work.again()) == 1


def test_the_figures_are_of_the_week_that_is_over(stage: Stage, work: Worktime) -> None:
    ticket = stage.ticket()
    stage.says(AGENT, OPEN, thread=ticket)
    stage.ticket("A replacement please.", thread=ticket)
    week = stage.desk.oversight.digest()
    assert week.led.offers == 0
    stage.times.now += timedelta(days=7)
    led = stage.desk.oversight.digest().led
    assert (led.offers, led.taken) == (1, 1)


def test_drafts_of_three_people_show_where_offers_and_choices_part_and_those_of_two_do_not(stage: Stage) -> None:
    pressed = "Hi Nora, I have put the store credit on your account. Ada"
    stage.ticket()
    checked = stage.desk.drafts.check
    for number in range(21):
        place = {"channel": TICKETS, "thread_ts": stage.card()["thread_ts"]}
        checked(draft_id=f"d{number}", agent=f"U{number % 2}", text=pressed, **place)
        stage.desk.drafts.claim_sending(f"d{number}", reason="x")
    choice = stage.store.ledger.get("choice-0")
    assert choice is not None
    stage.store.ledger.add([replace(choice, id="new", on=stage.times())])
    stage.times.now += timedelta(days=7)
    assert not stage.desk.oversight.digest().enough
    stage.times.now -= timedelta(days=7)
    checked(draft_id="third", agent="U9", text=pressed, **place)
    stage.desk.drafts.claim_sending("third", reason="x")
    stage.times.now += timedelta(days=7)
    week = stage.desk.oversight.digest()
    assert week.enough
    assert {(gap.option, gap.pressed, gap.drafts) for gap in week.gaps} >= {("credit", 22, 22), ("replacement", 0, 22)}


def test_a_worker_with_nothing_else_to_do_posts_what_is_due(stage: Stage) -> None:
    stage.desk.oversight.set_digest_channel(MIRROR, by=LEAD)
    stage.worker.start()
    try:
        for _ in range(200):
            if digests(stage):
                break
            time.sleep(0.05)
    finally:
        stage.worker.stop()
    assert len(digests(stage)) == 1
