"""What Slack sent, kept until it is done: the queue between the listeners and the worker.

An event is stored once (its key is unique), taken by one worker under a lease, and given back when the lease runs
out, so that whatever was stored is done after a crash. One that keeps failing, or keeps taking its worker down with
it, is set aside with its error.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

from assist.workplace import InboxEvent
from storage.tables.connection import Connection, Row, dumps, must_stamp, one, stamp

LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 10  # with the waits between them a good quarter of an hour: an outage must not cost messages


class Inbox:
    def __init__(self, db: Connection) -> None:
        self.db = db

    def put(self, event: InboxEvent) -> bool:
        """Store an event; False where its key was there already."""
        return (
            self.db.run(
                "INSERT INTO inbox (key, kind, payload, received_on, due_on) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (key) DO NOTHING",
                event.key,
                event.kind,
                dumps(dict(event.payload)),
                stamp(event.received_on),
                stamp(event.received_on),
            )
            > 0
        )

    def take(self, *, by: str, now: datetime) -> InboxEvent | None:
        """The oldest event that is due, leased to this worker; None where nothing is."""
        with self.db.transaction():
            self.db.run(
                "UPDATE inbox SET done_on = ?, error = CASE WHEN error = '' THEN ? ELSE error END"
                " WHERE done_on IS NULL AND due_on <= ? AND attempts >= ?",
                stamp(now),
                f"taken {MOST_ATTEMPTS} times and never finished",
                stamp(now),
                MOST_ATTEMPTS,
            )
            row = one(
                self.db.rows(
                    "SELECT * FROM inbox WHERE done_on IS NULL AND due_on <= ? ORDER BY id LIMIT 1", stamp(now)
                )
            )
            if row is None:
                return None
            self.db.run(
                "UPDATE inbox SET taken_by = ?, attempts = attempts + 1, due_on = ? WHERE id = ?",
                by,
                stamp(now + LEASE),
                row["id"],
            )
        return replace(_event(row), attempts=row["attempts"] + 1)

    def done(self, event_id: int, *, on: datetime, error: str = "") -> None:
        """Nothing more is to be done; `error` says why where that is because nothing can be."""
        self.db.run("UPDATE inbox SET done_on = ?, error = ? WHERE id = ?", stamp(on), error[:2000], event_id)

    def failed(self, event: InboxEvent, error: str, *, on: datetime) -> bool:
        """Note a failure and try again later, ever more patiently; True where it is set aside for good."""
        given_up = event.attempts >= MOST_ATTEMPTS
        self.db.run(
            "UPDATE inbox SET error = ?, due_on = ?, done_on = ? WHERE id = ? AND done_on IS NULL",
            error[:2000],
            stamp(on + timedelta(seconds=2**event.attempts)),
            stamp(on) if given_up else None,
            event.id,
        )
        return given_up

    def release(self, *, by: str, now: datetime) -> int:
        """Give back what a worker of this name had taken when it died; the number of events."""
        return self.db.run(
            "UPDATE inbox SET due_on = ?, taken_by = '' WHERE done_on IS NULL AND taken_by = ? AND due_on > ?",
            stamp(now),
            by,
            stamp(now),
        )

    def latest(self, channel: str, limit: int) -> list[InboxEvent]:
        """The messages that came last in a channel, newest first, done or not."""
        rows = self.db.rows(
            "SELECT * FROM inbox WHERE kind = 'message' AND payload LIKE ? ORDER BY id DESC LIMIT ?",
            f'%"channel":"{channel}"%',
            limit,
        )
        return [event for event in map(_event, rows) if event.payload.get("channel") == channel]

    def waiting(self) -> int:
        return int(self.db.rows("SELECT count(*) AS n FROM inbox WHERE done_on IS NULL")[0]["n"])

    def set_aside(self) -> list[tuple[str, str]]:
        """(key, error) of the events that were given up, newest first."""
        rows = self.db.rows(
            "SELECT key, error FROM inbox WHERE done_on IS NOT NULL AND error <> '' ORDER BY id DESC LIMIT 100"
        )
        return [(row["key"], row["error"]) for row in rows]


def _event(row: Row) -> InboxEvent:
    return InboxEvent(
        id=row["id"],
        key=row["key"],
        kind=row["kind"],
        payload=json.loads(row["payload"]),
        received_on=must_stamp(row["received_on"]),
        attempts=row["attempts"],
    )
