"""Drafts, what was found in them, and what team leads said of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from itertools import groupby

from assist.records import Draft, Evidence, Flag, Verdict
from storage.tables.connection import Connection, Row, dumps, marks, must_stamp, read_stamp, stamp

_DRAFT = "id, agent, text, message, customer, channel, thread, on_at, sent_on, sent_reason"


class Reviews:
    def __init__(self, db: Connection) -> None:
        self.db = db

    def add_draft(self, draft: Draft) -> None:
        """Store a draft with its flags; the same draft again replaces text and flags, as long as it is not sent."""
        with self.db.transaction():
            if self.db.rows("SELECT 1 FROM draft WHERE id = ? AND sent_on IS NOT NULL", draft.id):
                return
            self.db.run(
                f"INSERT INTO draft ({_DRAFT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET text = excluded.text, message = excluded.message,"
                " customer = excluded.customer, on_at = excluded.on_at",
                draft.id,
                draft.agent,
                draft.text,
                draft.message,
                draft.customer,
                draft.channel,
                draft.thread,
                stamp(draft.on),
                stamp(draft.sent_on) if draft.sent_on else None,
                draft.sent_reason,
            )
            self.db.run("DELETE FROM flag WHERE draft = ?", draft.id)
            self.db.many(
                "INSERT INTO flag (id, draft, kind, quote, start, reason, evidence, severity, rewrite)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
                [
                    (
                        flag.id,
                        draft.id,
                        flag.kind,
                        flag.quote,
                        flag.start,
                        flag.reason,
                        dumps([asdict(item) for item in flag.evidence]),
                        flag.severity,
                        flag.rewrite,
                    )
                    for flag in draft.flags
                ],
            )

    def draft(self, draft_id: str) -> Draft | None:
        return next(iter(self._with_flags(self.db.rows(f"SELECT {_DRAFT} FROM draft WHERE id = ?", draft_id))), None)

    def mark_sent(self, draft_id: str, *, reason: str, on: datetime) -> bool:
        """True where the draft had not been sent before: it is sent once only."""
        return (
            self.db.run(
                "UPDATE draft SET sent_on = ?, sent_reason = ? WHERE id = ? AND sent_on IS NULL",
                stamp(on),
                reason,
                draft_id,
            )
            > 0
        )

    def unmark_sent(self, draft_id: str) -> None:
        """Take back a claim of `mark_sent` whose sending failed."""
        self.db.run("UPDATE draft SET sent_on = NULL, sent_reason = '' WHERE id = ?", draft_id)

    def queue(self, *, limit: int = 10, offset: int = 0) -> list[Draft]:
        """Drafts sent although flagged that have a flag without a verdict, oldest first; only those flags."""
        rows = self.db.rows(
            f"SELECT {_DRAFT} FROM draft WHERE sent_on IS NOT NULL AND EXISTS (SELECT 1 FROM flag"
            " LEFT JOIN verdict ON verdict.flag = flag.id WHERE flag.draft = draft.id AND verdict.flag IS NULL)"
            " ORDER BY sent_on, id LIMIT ? OFFSET ?",
            limit,
            offset,
        )
        return self._with_flags(rows, undecided_only=True)

    def queue_length(self) -> int:
        rows = self.db.rows(
            "SELECT count(*) AS n FROM flag JOIN draft ON draft.id = flag.draft"
            " LEFT JOIN verdict ON verdict.flag = flag.id WHERE draft.sent_on IS NOT NULL AND verdict.flag IS NULL"
        )
        return int(rows[0]["n"])

    def flag(self, flag_id: str) -> tuple[Draft, Flag] | None:
        rows = self.db.rows(f"SELECT {_DRAFT} FROM draft WHERE id = (SELECT draft FROM flag WHERE id = ?)", flag_id)
        for draft in self._with_flags(rows):
            return draft, next(flag for flag in draft.flags if flag.id == flag_id)
        return None

    def decide(self, verdict: Verdict) -> bool:
        """Store the first verdict on a flag; False where somebody was quicker, whose word stands."""
        return (
            self.db.run(
                "INSERT INTO verdict (flag, lead, upheld, note, on_at) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (flag) DO NOTHING",
                verdict.flag,
                verdict.lead,
                int(verdict.upheld),
                verdict.note,
                stamp(verdict.on),
            )
            > 0
        )

    def verdict(self, flag_id: str) -> Verdict | None:
        for row in self.db.rows("SELECT * FROM verdict WHERE flag = ?", flag_id):
            return Verdict(
                flag=row["flag"],
                lead=row["lead"],
                upheld=bool(row["upheld"]),
                note=row["note"],
                on=must_stamp(row["on_at"]),
            )
        return None

    def tallies(self) -> dict[str, tuple[int, int]]:
        """By kind of flag: (upheld, decided)."""
        rows = self.db.rows(
            "SELECT flag.kind, sum(verdict.upheld) AS upheld, count(*) AS decided FROM verdict"
            " JOIN flag ON flag.id = verdict.flag GROUP BY flag.kind"
        )
        return {row["kind"]: (int(row["upheld"]), int(row["decided"])) for row in rows}

    def of_agent(self, agent: str, limit: int = 10) -> list[Draft]:
        """An agent's own drafts with flags, newest first."""
        rows = self.db.rows(
            f"SELECT {_DRAFT} FROM draft WHERE agent = ? AND EXISTS (SELECT 1 FROM flag WHERE flag.draft = draft.id)"
            " ORDER BY on_at DESC, id LIMIT ?",
            agent,
            limit,
        )
        return self._with_flags(rows)

    def _with_flags(self, rows: Sequence[Row], *, undecided_only: bool = False) -> list[Draft]:
        if not rows:
            return []
        ids = [row["id"] for row in rows]
        open_only = " AND NOT EXISTS (SELECT 1 FROM verdict WHERE verdict.flag = flag.id)" if undecided_only else ""
        flags = self.db.rows(
            f"SELECT * FROM flag WHERE draft IN ({marks(ids)}){open_only} ORDER BY draft, start, id", *ids
        )
        by_draft = {
            draft: tuple(map(_flag, group)) for draft, group in groupby(flags, key=lambda row: str(row["draft"]))
        }
        return [replace(_draft(row), flags=by_draft.get(row["id"], ())) for row in rows]


def _draft(row: Row) -> Draft:
    return Draft(
        id=row["id"],
        agent=row["agent"],
        text=row["text"],
        message=row["message"],
        customer=row["customer"],
        channel=row["channel"],
        thread=row["thread"],
        on=must_stamp(row["on_at"]),
        sent_on=read_stamp(row["sent_on"]),
        sent_reason=row["sent_reason"],
    )


def _flag(row: Row) -> Flag:
    return Flag(
        id=row["id"],
        kind=row["kind"],
        quote=row["quote"],
        start=row["start"],
        reason=row["reason"],
        evidence=tuple(Evidence(**item) for item in json.loads(row["evidence"])),
        severity=row["severity"],
        rewrite=row["rewrite"],
    )
