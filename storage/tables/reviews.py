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

    def add_draft(self, draft: Draft) -> bool:
        """Store a draft with its flags; the same draft again replaces text and flags. False where it has been sent."""
        with self.db.transaction():
            if self.db.rows("SELECT 1 FROM draft WHERE id = ? AND sent_on IS NOT NULL", draft.id):
                return False
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
            said = {(row["kind"], row["quote"]): row["agent_reason"] for row in self._rows_of(draft.id)}
            self.db.run("DELETE FROM flag WHERE draft = ?", draft.id)
            self.db.many(
                "INSERT INTO flag (id, draft, kind, quote, start, reason, evidence, severity, rewrite, version,"
                " agent_reason, as_note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
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
                        flag.version,
                        flag.agent_reason or said.get((flag.kind, flag.quote), ""),
                        as_note,
                    )
                    for as_note, found in enumerate((draft.flags, draft.notes))
                    for flag in found
                ],
            )
        return True

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

    def waiting(
        self,
        *,
        kind: str = "",
        agents: Sequence[str] | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
    ) -> list[str]:
        """The ids of flags in sent drafts that have no verdict yet, oldest first, and after them those of notes.

        Of one `kind`, of these `agents`, sent from `since` on and before `until`, where given.
        """
        clauses, values = [], []
        for clause, value in (
            ("flag.kind = ?", kind or None),
            ("draft.sent_on >= ?", stamp(since) if since else None),
            ("draft.sent_on < ?", stamp(until) if until else None),
        ):
            if value is not None:
                clauses.append(f" AND {clause}")
                values.append(value)
        if agents is not None:
            clauses.append(f" AND draft.agent IN ({marks(agents)})")
            values += agents
        rows = self.db.rows(
            "SELECT flag.id FROM flag JOIN draft ON draft.id = flag.draft LEFT JOIN verdict ON verdict.flag = flag.id"
            f" WHERE draft.sent_on IS NOT NULL AND verdict.flag IS NULL{''.join(clauses)}"
            " ORDER BY flag.as_note, draft.sent_on, draft.id, flag.start, flag.id",
            *values,
        )
        return [str(row["id"]) for row in rows]

    def flag(self, flag_id: str) -> tuple[Draft, Flag] | None:
        rows = self.db.rows(f"SELECT {_DRAFT} FROM draft WHERE id = (SELECT draft FROM flag WHERE id = ?)", flag_id)
        for draft in self._with_flags(rows):
            return draft, next(flag for flag in (*draft.flags, *draft.notes) if flag.id == flag_id)
        return None

    def dismiss_by_agent(self, flag_id: str, agent: str, reason: str) -> bool:
        """Keep why an agent says that a flag on a draft of their own is wrong; False where it is not theirs."""
        return (
            self.db.run(
                "UPDATE flag SET agent_reason = ? WHERE id = ? AND draft IN (SELECT id FROM draft WHERE agent = ?)",
                reason,
                flag_id,
                agent,
            )
            > 0
        )

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

    def tallies(self, latest: int = 40) -> dict[tuple[str, str], tuple[int, int]]:
        """By kind of flag and version of what found it: (upheld, decided) of so many latest verdicts."""
        rows = self.db.rows(
            "SELECT kind, version, sum(upheld) AS upheld, count(*) AS decided FROM (SELECT flag.kind, flag.version,"
            " verdict.upheld, row_number() OVER (PARTITION BY flag.kind, flag.version ORDER BY verdict.on_at DESC,"
            " flag.id) AS place FROM verdict JOIN flag ON flag.id = verdict.flag) AS judged WHERE place <= ?"
            " GROUP BY kind, version ORDER BY kind, version",
            latest,
        )
        return {(row["kind"], row["version"]): (int(row["upheld"]), int(row["decided"])) for row in rows}

    def disputed(self) -> dict[str, int]:
        """By kind, how many flags their agents have called wrong."""
        rows = self.db.rows("SELECT kind, count(*) AS n FROM flag WHERE agent_reason <> '' GROUP BY kind")
        return {row["kind"]: int(row["n"]) for row in rows}

    def of_agent(self, agent: str, limit: int = 10) -> list[Draft]:
        """An agent's own drafts with flags, newest first."""
        rows = self.db.rows(
            f"SELECT {_DRAFT} FROM draft WHERE agent = ? AND EXISTS (SELECT 1 FROM flag WHERE flag.draft = draft.id)"
            " ORDER BY on_at DESC, id LIMIT ?",
            agent,
            limit,
        )
        return self._with_flags(rows)

    def _rows_of(self, draft_id: str) -> list[Row]:
        return self.db.rows("SELECT * FROM flag WHERE draft = ?", draft_id)

    def _with_flags(self, rows: Sequence[Row]) -> list[Draft]:
        if not rows:
            return []
        ids = [row["id"] for row in rows]
        found = self.db.rows(f"SELECT * FROM flag WHERE draft IN ({marks(ids)}) ORDER BY draft, start, id", *ids)
        by_draft = {draft: list(group) for draft, group in groupby(found, key=lambda row: str(row["draft"]))}
        return [
            replace(_draft(row), flags=_flags(there, as_note=False), notes=_flags(there, as_note=True))
            for row in rows
            for there in [by_draft.get(row["id"], [])]
        ]


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


def _flags(rows: Sequence[Row], *, as_note: bool) -> tuple[Flag, ...]:
    return tuple(_flag(row) for row in rows if bool(row["as_note"]) == as_note)


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
        version=row["version"],
        agent_reason=row["agent_reason"],
    )
