"""What agents have written and neither checked to the end nor sent: theirs alone, and no evidence of anything.

It goes when it is sent or thrown away, and at the latest with its thread.
"""

from __future__ import annotations

from assist.workplace import Unsent
from storage.tables.connection import Connection, Row, must_stamp, one, stamp


class Aside:
    def __init__(self, db: Connection) -> None:
        self.db = db

    def keep(self, unsent: Unsent) -> None:
        """In the place of what its agent had written in this thread before."""
        self.db.run(
            "INSERT INTO unsent (agent, channel, thread, text, on_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (agent, channel, thread) DO UPDATE SET text = excluded.text, on_at = excluded.on_at",
            unsent.agent,
            unsent.channel,
            unsent.thread,
            unsent.text,
            stamp(unsent.on),
        )

    def get(self, agent: str, channel: str, thread: str) -> Unsent | None:
        found = one(
            self.db.rows("SELECT * FROM unsent WHERE agent = ? AND channel = ? AND thread = ?", agent, channel, thread)
        )
        return _unsent(found) if found else None

    def of_agent(self, agent: str, limit: int = 5) -> list[Unsent]:
        """Newest first."""
        rows = self.db.rows(
            "SELECT * FROM unsent WHERE agent = ? ORDER BY on_at DESC, channel, thread LIMIT ?", agent, limit
        )
        return list(map(_unsent, rows))

    def drop(self, agent: str, channel: str, thread: str) -> bool:
        """False where there is nothing."""
        return (
            self.db.run("DELETE FROM unsent WHERE agent = ? AND channel = ? AND thread = ?", agent, channel, thread) > 0
        )


def _unsent(row: Row) -> Unsent:
    return Unsent(
        agent=row["agent"],
        channel=row["channel"],
        thread=row["thread"],
        text=row["text"],
        on=must_stamp(row["on_at"]),
    )
