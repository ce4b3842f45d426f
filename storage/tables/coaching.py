"""What an agent is told, and what their own drafts tell: notes from leads, and the options that the drafts pressed.

Everything here is asked for by one agent's id and answers about that agent alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from assist.records import Pressed, Verdict
from storage.tables.connection import Connection, dumps, must_stamp, stamp


class Coaching:
    def __init__(self, db: Connection) -> None:
        self.db = db

    def unread(self, agent: str, limit: int = 5) -> list[tuple[Verdict, str]]:
        """Leads' verdicts with a note on an agent's drafts that they have not put away, newest first; each with the
        words that were flagged.
        """
        rows = self.db.rows(
            "SELECT verdict.*, flag.quote FROM verdict JOIN flag ON flag.id = verdict.flag"
            " JOIN draft ON draft.id = flag.draft WHERE draft.agent = ? AND verdict.note <> '' AND read_on IS NULL"
            " ORDER BY verdict.on_at DESC, verdict.flag LIMIT ?",
            agent,
            limit,
        )
        return [
            (
                Verdict(
                    flag=row["flag"],
                    lead=row["lead"],
                    upheld=bool(row["upheld"]),
                    note=row["note"],
                    on=must_stamp(row["on_at"]),
                ),
                row["quote"],
            )
            for row in rows
        ]

    def read(self, flag_id: str, agent: str, *, on: datetime) -> bool:
        """Put a note away; False where it is not about a draft of this agent, or was put away before."""
        return (
            self.db.run(
                "UPDATE verdict SET read_on = ? WHERE flag = ? AND read_on IS NULL AND flag IN (SELECT flag.id FROM"
                " flag JOIN draft ON draft.id = flag.draft WHERE draft.agent = ?)",
                stamp(on),
                flag_id,
                agent,
            )
            > 0
        )

    def keep_pressed(self, draft_id: str, pressed: Sequence[Pressed]) -> None:
        """What a draft presses, in the place of what an earlier wording of it did."""
        with self.db.transaction():
            self.db.run("DELETE FROM pressed WHERE draft = ?", draft_id)
            self.db.many(
                "INSERT INTO pressed (draft, dimension, offered, pressed) VALUES (?, ?, ?, ?)",
                [(draft_id, one.dimension, dumps(one.offered), one.pressed) for one in pressed],
            )

    def pressed_by(self, agent: str, *, but_draft: str = "", limit: int = 200) -> list[Pressed]:
        """What an agent's latest drafts pressed, oldest first."""
        rows = self.db.rows(
            "SELECT pressed.*, draft.on_at FROM pressed JOIN draft ON draft.id = pressed.draft"
            " WHERE draft.agent = ? AND draft.id <> ? ORDER BY draft.on_at DESC, draft.id LIMIT ?",
            agent,
            but_draft,
            limit,
        )
        return [
            Pressed(
                on=must_stamp(row["on_at"]).date(),
                dimension=row["dimension"],
                offered=tuple(json.loads(row["offered"])),
                pressed=row["pressed"],
            )
            for row in reversed(rows)
        ]
