"""All that is held about one customer, to be handed out or deleted; and what is old, deleted a little at a time.

An admin must be able to answer for the data. What only a customer's messages carry (search index, vectors, threads,
suggestions, drafts, what Slack sent) goes with them; the schema's triggers see to the index and the vectors.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from storage.tables.connection import Connection, Row, marks, stamp
from storage.tables.expiry import expire

_EVENTS_AT_ONCE = 5_000
# By part of an export: the table, and the column that says whose a row is.
_PARTS = {
    "customers": ("customer", "id"),
    "identities": ("identity", "customer"),
    "messages": ("interaction", "customer"),
    "choices": ("choice", "customer"),
    "notes": ("note", "customer"),
    "threads": ("thread", "customer"),
    "suggestions": ("suggestion", "customer"),
    "drafts": ("draft", "customer"),
    "questions": ("question", "customer"),
    "unanswered": ("unanswered", "customer"),
    "links": ("link", "customer"),
    "channels": ("channel", "customer"),
}
_WITH_JSON = {"offered", "body", "evidence", "senders", "detail", "payload"}
_BY_ROW = (
    ("inbox", "id", "events"),
    ("interaction", "id", "messages"),
    ("suggestion", "id", "suggestions"),
    ("draft", "id", "drafts"),
)
_KEPT_ROWS = {"channels"}  # how a channel is treated is nobody's data: it only no longer names the customer


class Held:
    def __init__(self, db: Connection) -> None:
        self.db = db

    def of_customer(self, customer_id: str) -> dict[str, list[dict[str, Any]]]:
        """Every row about a customer and those merged into them, by part, as plain values."""
        ids = self._ids(customer_id)
        found = {part: self._rows(table, column, ids) for part, (table, column) in _PARTS.items()}
        threads = self._threads(ids)
        found["messages"] += self._unclaimed(ids)
        own = [f"{row['channel']}:{row['ts']}" for row in found["threads"]]
        for part, table in (("suggestions", "suggestion"), ("drafts", "draft")):  # made before the thread was theirs
            mine = {row["id"] for row in found[part]}
            there = self._rows(table, "channel || ':' || thread", own)
            found[part] += [row for row in there if row["id"] not in mine]
        drafts = [row["id"] for row in found["drafts"]]
        found["pressed"] = self._rows("pressed", "draft", drafts)
        found["flags"] = self._rows("flag", "draft", drafts)
        found["verdicts"] = self._rows("verdict", "flag", [row["id"] for row in found["flags"]])
        found["unsent"] = self._rows("unsent", "channel || ':' || thread", own)
        found["merges"] = self._rows("merge", "kept", ids)
        found["audit"] = [_plain(row) for row in self._audit(ids, found)]
        found["events"] = [_plain(row) for row in self._events(threads)]
        return found

    def forget(self, customer_id: str) -> dict[str, int]:
        """Delete all of it; how many rows of each part. Of the audit trail who did what stays, without the words."""
        with self.db.transaction():
            ids = self._ids(customer_id)
            found = self.of_customer(customer_id)
            here = marks(ids)
            for table, key, part in _BY_ROW:
                self._delete(table, key, [row[key] for row in found[part]])
            for row in found["unsent"]:
                where = "agent = ? AND channel = ? AND thread = ?"
                self.db.run(f"DELETE FROM unsent WHERE {where}", row["agent"], row["channel"], row["thread"])
            self._blank_audit([row["id"] for row in found["audit"]])
            self.db.run(f"UPDATE channel SET customer = '' WHERE customer IN ({here})", *ids)
            for column in ("before", "previous"):
                self.db.run(f"UPDATE link SET {column} = '' WHERE {column} IN ({here})", *ids)
            self.db.run(f"UPDATE handed SET before = '' WHERE before IN ({here})", *ids)
            self.db.run(f"DELETE FROM merge WHERE kept IN ({here}) OR gone IN ({here})", *ids, *ids)
            for part, (table, column) in reversed(_PARTS.items()):
                if part not in _KEPT_ROWS:
                    self.db.run(f"DELETE FROM {table} WHERE {column} IN ({here})", *ids)
        return {part: len(rows) for part, rows in found.items() if rows}

    def expire(self, before: datetime, *, keep_quotes: bool, limit: int) -> tuple[int, int]:
        """Delete threads in which nothing was said since `before`, at most `limit`, and what only they carry.

        Choices stay, with the customer's words or without. (Threads, messages) that went. See `expiry`.
        """
        return expire(self.db, before, keep_quotes=keep_quotes, limit=limit)

    def drop_events(self, before: datetime, limit: int) -> int:
        """Delete what Slack sent and is done, from before a time; how many."""
        return self.db.run(
            "DELETE FROM inbox WHERE id IN (SELECT id FROM inbox WHERE done_on IS NOT NULL AND done_on < ? LIMIT ?)",
            stamp(before),
            limit,
        )

    def _ids(self, customer_id: str) -> list[str]:
        """The customer's id and those of customers that were merged into them."""
        rows = self.db.rows("SELECT id FROM customer WHERE id = ? OR merged_into = ?", customer_id, customer_id)
        return [str(row["id"]) for row in rows]

    def _rows(self, table: str, column: str, values: Sequence[object]) -> list[dict[str, Any]]:
        rows = self.db.rows(f"SELECT * FROM {table} WHERE {column} IN ({marks(values)})", *values) if values else []
        return [_plain(row) for row in rows]

    def _delete(self, table: str, column: str, values: Sequence[object]) -> int:
        return self.db.many(f"DELETE FROM {table} WHERE {column} = ?", [(value,) for value in values])

    def _threads(self, ids: Sequence[str]) -> set[str]:
        rows = self.db.rows(
            f"SELECT thread FROM interaction WHERE customer IN ({marks(ids)}) UNION"
            f" SELECT channel || ':' || ts FROM thread WHERE customer IN ({marks(ids)})",
            *ids,
            *ids,
        )
        return {str(row["thread"]) for row in rows} - {""}

    def _unclaimed(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Messages in the customer's threads that are nobody's, as an agent's from before the thread was linked."""
        rows = self.db.rows(
            "SELECT interaction.* FROM interaction JOIN thread ON thread.channel || ':' || thread.ts ="
            f" interaction.thread WHERE thread.customer IN ({marks(ids)}) AND interaction.customer IS NULL",
            *ids,
        )
        return [_plain(row) for row in rows]

    def _audit(self, ids: Sequence[str], found: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Row]:
        """What was done about the customer, and about each thing of theirs."""
        parts = ("choices", "suggestions", "drafts", "flags", "questions", "links", "merges")
        subjects = [*ids, *(str(row["id"]) for part in parts for row in found[part])]
        rows = {
            row["id"]: row
            for subject in subjects
            for row in self.db.rows("SELECT * FROM audit WHERE subject = ?", subject)
        }
        for customer_id in ids:
            said = self.db.rows("SELECT * FROM audit WHERE instr(detail, ?) > 0", json.dumps(customer_id))
            rows |= {row["id"]: row for row in said}
        return [rows[key] for key in sorted(rows)]

    def _blank_audit(self, numbers: Sequence[int]) -> None:
        self.db.many("UPDATE audit SET detail = '{}' WHERE id = ?", [(number,) for number in numbers])

    def _events(self, threads: set[str]) -> Iterator[Row]:
        """What Slack sent of these threads."""
        last = 0
        while rows := self.db.rows(
            "SELECT * FROM inbox WHERE id > ? AND kind = 'message' ORDER BY id LIMIT ?", last, _EVENTS_AT_ONCE
        ):
            yield from (row for row in rows if _thread_of(json.loads(row["payload"])) in threads)
            last = rows[-1]["id"]


def _thread_of(payload: Mapping[str, Any]) -> str:
    message = payload.get("message") or payload.get("previous_message") or payload
    return f"{payload.get('channel')}:{message.get('thread_ts') or message.get('ts')}"


def _plain(row: Row) -> dict[str, Any]:
    return {name: json.loads(value) if name in _WITH_JSON and value else value for name, value in row.items()}
