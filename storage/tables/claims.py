"""Who is at a thread's card: one worker at a time, whichever process it is in.

A claim is in the database before anything is posted. One that was let go because posting failed, or that ran out
because its worker died, is there still: whoever takes it over knows that something may have been posted and not noted.
"""

from __future__ import annotations

from datetime import datetime

from assist.workplace import Claim
from storage.tables.connection import Connection, stamp


class Claims:
    def __init__(self, db: Connection) -> None:
        self.db = db

    def take(self, channel: str, ts: str, *, by: str, now: datetime, until: datetime) -> Claim:
        """Claim a thread's card until a time; `taken over` where an earlier claim was never done, `held` by another."""
        with self.db.transaction():
            if self.db.run(
                "INSERT INTO claim (channel, ts, taken_by, until) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (channel, ts) DO NOTHING",
                channel,
                ts,
                by,
                stamp(until),
            ):
                return "free"
            taken = self.db.run(
                "UPDATE claim SET taken_by = ?, until = ? WHERE channel = ? AND ts = ? AND until <= ?",
                by,
                stamp(until),
                channel,
                ts,
                stamp(now),
            )
        return "taken over" if taken else "held"

    def done(self, channel: str, ts: str, *, by: str) -> None:
        """All that was posted under a claim is noted."""
        self.db.run("DELETE FROM claim WHERE channel = ? AND ts = ? AND taken_by = ?", channel, ts, by)

    def let_go(self, by: str, *, now: datetime) -> int:
        """Let others take over what a worker claimed (its name, or the claim's own with it in front); how many."""
        return self.db.run(
            "UPDATE claim SET until = ? WHERE until > ? AND (taken_by = ? OR substr(taken_by, 1, ?) = ?)",
            stamp(now),
            stamp(now),
            by,
            len(by) + 1,
            f"{by}:",
        )
