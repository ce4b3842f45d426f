"""From Slack's event to the card beside it, in process: the same app and worker as in Slack, on SQLite on disk."""

from __future__ import annotations

import itertools
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from assist import catalogue_file, importers
from assist.importers import StoreSink
from assist.slack.demo import FORWARDER, TICKETS, Stage
from assist.workplace import InboxEvent
from storage import SEED, open_store
from tests.bench.measure import Line, seconds

_FROM, _SAID = "Maria Silva <maria@silva.example>", "The glass teapot from order 81220 arrived broken. What now?"


def event_to_card() -> Line:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(str(Path(folder) / "bench.db"))
        importers.run([SEED], StoreSink(store, _now), catalogue=catalogue_file.read())
        stage = Stage(store, _now)
        carded = seconds(lambda: stage.card(stage.ticket(_FROM, _SAID)), 10)
        numbers = itertools.count(1)
        kept = seconds(lambda: store.inbox.put(_event(next(numbers))), 10)
        store.close()
    return Line("Slack's event to the card, without Slack's own time", carded, "store the event", kept)


def _now() -> datetime:
    return datetime.now(UTC)


def _event(number: int) -> InboxEvent:
    payload = {"type": "message", "channel": TICKETS, "bot_id": FORWARDER, "text": f"From: {_FROM}\n\n{_SAID}"}
    return InboxEvent(key=f"bench {number}", kind="message", payload=payload, received_on=_now())
