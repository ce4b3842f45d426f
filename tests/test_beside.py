"""All that asks a model does so through one client, and ends when the program does."""

from __future__ import annotations

import threading

import pytest

from assist.beside import beside
from assist.model.limits import Caps
from assist.slack.assembly import assemble
from tests.recorded import Recorded, completion
from tests.slack_stage import AGENT, LEAD, OPEN, Stage, opened

stage = pytest.fixture(opened)


def test_one_cap_holds_for_words_drafts_and_threads_together(stage: Stage) -> None:
    endpoint = Recorded(lambda request: completion("no JSON"), caps=Caps(calls=2))
    helped = beside(stage.desk, endpoint.client, hide_names=False)
    built = assemble(
        stage.client,
        stage.desk,
        leads=frozenset({LEAD}),
        in_line=True,
        shown=helped.improver.want,
        heard=helped.threads.want,
        rereads=helped.drafts,
        settling=lambda seconds: None,
    )
    stage.app, stage.worker, stage.gateway = built.app, built.worker, built.gateway
    ts = stage.ticket()
    helped.improver.jobs.drain()
    stage.checked(OPEN, stage.writing(ts))
    helped.drafts.jobs.drain()
    stage.says(AGENT, "A replacement or store credit?", thread=ts)
    stage.ticket("I guess the replacement?", thread=ts)
    helped.threads.jobs.drain()
    assert len(endpoint.asked) == 2
    over = [one.task for one in endpoint.booked if "as much as is allowed" in one.outcome]
    assert {"check_draft", "capture"} <= set(over)


def test_it_starts_and_ends_with_the_program(stage: Stage) -> None:
    woken: list[str] = []
    helped = beside(stage.desk, Recorded(lambda request: completion("no JSON")).client, hide_names=False)
    helped.start(lambda: woken.append("now"))
    names = {"improver", "draft reader", "thread reader"}
    assert names <= {thread.name for thread in threading.enumerate()}
    helped.threads.wake()
    helped.improver.wake()
    assert len(woken) == 2
    helped.stop()
    assert not names & {thread.name for thread in threading.enumerate()}
