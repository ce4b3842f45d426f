"""What is asked over many threads at once: who waits for an answer, whom an agent knows, what our side spoke for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from assist.records import Choice, Customer
from assist.workplace import Offered, OpenThread
from storage.tables.connection import Connection, must_stamp, stamp
from storage.tables.conversations import THREAD_COLUMNS, thread_of
from storage.tables.ledger import CHOICE, choices_of
from storage.tables.people import People


class Overview:
    def __init__(self, db: Connection, people: People) -> None:
        self.db = db
        self.people = people

    def unanswered(self, agent: str, name: str, *, since: datetime, limit: int) -> list[OpenThread]:
        """Threads active after `since` in which the customer spoke last: first those in which this agent drafted or,
        by the `name` they are shown under, wrote; in each part, who has waited longest first.
        """
        columns = ", ".join(f"thread.{column}" for column in THREAD_COLUMNS)
        rows = self.db.rows(
            "WITH drafted AS (SELECT DISTINCT channel || ':' || thread AS thread FROM draft WHERE agent = ?)"
            f" SELECT {columns}, latest.on_at AS spoke_on, latest.link AS spoke_at,"
            " coalesce(customer.name, '') AS customer_name,"
            " (latest.thread IN (SELECT thread FROM drafted) OR EXISTS (SELECT 1 FROM interaction AS mine"
            " WHERE mine.role = 'agent' AND mine.who = ? AND mine.thread = latest.thread)) AS is_mine"
            " FROM thread JOIN interaction AS latest ON latest.seq = (SELECT seq FROM interaction"
            " WHERE interaction.thread = thread.channel || ':' || thread.ts ORDER BY on_at DESC, seq DESC LIMIT 1)"
            " LEFT JOIN customer ON customer.id = thread.customer"
            " WHERE thread.updated_on > ? AND latest.role = 'customer'"
            " ORDER BY is_mine DESC, latest.on_at, thread.channel, thread.ts LIMIT ?",
            agent,
            name,
            stamp(since),
            limit,
        )
        return [
            OpenThread(
                thread=thread_of({column: row[column] for column in THREAD_COLUMNS}),
                customer=row["customer_name"],
                since=must_stamp(row["spoke_on"]),
                link=row["spoke_at"],
                mine=bool(row["is_mine"]),
            )
            for row in rows
        ]

    def customers_of(self, agent: str, limit: int = 5) -> list[Customer]:
        """Those for whom an agent drafted last, the latest first."""
        rows = self.db.rows(
            "SELECT customer, max(on_at) AS latest FROM draft WHERE agent = ? AND customer <> ''"
            " GROUP BY customer ORDER BY latest DESC, customer LIMIT ?",
            agent,
            limit,
        )
        return [found for row in rows if (found := self.people.get(row["customer"]))]

    def pressed(self, since: datetime, until: datetime) -> list[Offered]:
        """What agents' sent drafts pressed, oldest first."""
        rows = self.db.rows(
            "SELECT pressed.dimension, pressed.pressed, draft.channel, draft.thread, draft.sent_on, draft.agent"
            " FROM pressed JOIN draft ON draft.id = pressed.draft WHERE draft.sent_on >= ? AND draft.sent_on < ?"
            " ORDER BY draft.sent_on, draft.id, pressed.dimension",
            stamp(since),
            stamp(until),
        )
        return [
            Offered(
                dimension=row["dimension"],
                option=row["pressed"],
                thread=f"{row['channel']}:{row['thread']}",
                on=must_stamp(row["sent_on"]),
                by=row["agent"],
            )
            for row in rows
        ]

    def led(self, since: datetime, until: datetime) -> list[Offered]:
        """What the suggestions on cards led with, oldest first."""
        return list(self._led(since, until))

    def _led(self, since: datetime, until: datetime) -> Iterator[Offered]:
        for row in self.db.rows(
            "SELECT channel, thread, on_at, body FROM suggestion WHERE on_at >= ? AND on_at < ? ORDER BY on_at, id",
            stamp(since),
            stamp(until),
        ):
            if lead := json.loads(row["body"])["leads_with"]:
                yield Offered(
                    dimension=lead["dimension"],
                    option=lead["option"],
                    thread=f"{row['channel']}:{row['thread']}",
                    on=must_stamp(row["on_at"]),
                )

    def chosen(self, since: datetime, until: datetime) -> list[Choice]:
        """What customers chose, oldest first, taken-back choices left out."""
        return list(
            choices_of(
                self.db.rows(
                    f"SELECT {CHOICE} FROM choice WHERE retracted_on IS NULL AND on_at >= ? AND on_at < ?"
                    " ORDER BY on_at, id",
                    stamp(since),
                    stamp(until),
                )
            )
        )
