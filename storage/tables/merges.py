"""Two customers taken for one, in a way that can be taken apart: every row that moves is noted.

The merged customer's own row stays and points at the other, so that old buttons, links and imports still find the
person. What comes in while two are one is the kept one's and stays there; but what was read out of a message that goes
back, and what was written in answer to it, goes back with it.
"""

from __future__ import annotations

from datetime import datetime

from assist.workplace import Merge
from storage.tables import following
from storage.tables.connection import Connection, Row, must_stamp, one, read_stamp, stamp

# Table, key of a row, and the column that says whose it is.
_MOVED = (
    ("identity", "kind || ' ' || value", "customer"),
    ("interaction", "id", "customer"),
    ("choice", "id", "customer"),
    ("note", "id", "customer"),
    ("thread", "channel || ':' || ts", "customer"),
    ("suggestion", "id", "customer"),
    ("draft", "id", "customer"),
    ("question", "id", "customer"),
    ("unanswered", "id", "customer"),
    ("channel", "id || ':'", "customer"),
    ("customer", "id", "merged_into"),
)
# What linkings would give back, to whom: table, key of its row, key of the row it stands for, and that row's table.
_LENT = (
    ("handed", "link || ' ' || interaction", "interaction", "interaction"),
    ("link", "id", "channel || ':' || ts", "thread"),
)
_ROWS = "(SELECT key FROM merged_row WHERE merge = ? AND kind = ?)"


class Merges:
    def __init__(self, db: Connection) -> None:
        self.db = db

    def make(self, merge: Merge) -> None:
        """Move everything of `gone` to `kept`. Both must be customers that are not merged into another."""
        with self.db.transaction():
            self.db.run(
                "INSERT INTO merge (id, kept, gone, made_by, on_at) VALUES (?, ?, ?, ?, ?)",
                merge.id,
                merge.kept,
                merge.gone,
                merge.by,
                stamp(merge.on),
            )
            for table, key, column in _MOVED:
                self.db.run(
                    f"INSERT INTO merged_row (merge, kind, key) SELECT ?, ?, {key} FROM {table} WHERE {column} = ?",
                    merge.id,
                    table,
                    merge.gone,
                )
                self.db.run(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", merge.kept, merge.gone)
            self.db.run("UPDATE customer SET merged_into = ? WHERE id = ?", merge.kept, merge.gone)
            for table, key, _, kind in _LENT:  # what was the kept one's own before must not go back with the rest
                self.db.run(
                    f"INSERT INTO merged_row (merge, kind, key) SELECT ?, ?, {key} FROM {table} WHERE before = ?",
                    merge.id,
                    f"{kind} lent",
                    merge.kept,
                )

    def undo(self, merge: Merge, *, on: datetime) -> None:
        """Move everything back that was moved and is the kept customer's still."""
        with self.db.transaction():
            self.db.run("UPDATE merge SET undone_on = ? WHERE id = ?", stamp(on), merge.id)
            self.db.run("UPDATE customer SET merged_into = '' WHERE id = ?", merge.gone)
            for table, key, column in _MOVED:
                self._back(table, key, column, merge, table)
            for table in ("choice", "question"):  # read since, out of a message that goes back
                self._back(table, "source", "customer", merge, "interaction")
            self._back("unanswered", "thread", "customer", merge, "thread")
            for table, key, moved, kind in _LENT:
                self._back(table, moved, "before", merge, kind, but=f"AND {key} NOT IN {_ROWS}")
            following.to_other(self.db, kept=merge.kept, gone=merge.gone, since=merge.on)

    def _back(self, table: str, key: str, column: str, merge: Merge, kind: str, *, but: str = "") -> None:
        self.db.run(
            f"UPDATE {table} SET {column} = ? WHERE {column} = ? AND {key} IN {_ROWS} {but}",
            merge.gone,
            merge.kept,
            merge.id,
            kind,
            *((merge.id, f"{kind} lent") if but else ()),
        )

    def get(self, merge_id: str) -> Merge | None:
        row = one(self.db.rows("SELECT * FROM merge WHERE id = ?", merge_id))
        return _merge(row) if row else None

    def resolved(self, customer_id: str) -> str:
        """The customer that an id stands for now."""
        rows = self.db.rows("SELECT merged_into FROM customer WHERE id = ? AND merged_into <> ''", customer_id)
        return str(rows[0]["merged_into"]) if rows else customer_id

    def members(self, customer_id: str) -> list[str]:
        """The ids of those that are merged into a customer."""
        return [row["id"] for row in self.db.rows("SELECT id FROM customer WHERE merged_into = ?", customer_id)]

    def belongs(self, customer_id: str, kind: str, key: str) -> None:
        """Note of a row that has come (back) to a merged customer that it is theirs, not the kept one's."""
        while merge := one(self.db.rows("SELECT * FROM merge WHERE gone = ? AND undone_on IS NULL", customer_id)):
            self.db.run(
                "INSERT INTO merged_row (merge, kind, key) VALUES (?, ?, ?) ON CONFLICT (merge, kind, key) DO NOTHING",
                merge["id"],
                kind,
                key,
            )
            customer_id = merge["kept"]

    def follows(self, thread: str, interaction_id: str) -> None:
        """Note of a message that is a customer's by its thread alone that it goes where the thread goes."""
        self.db.run(
            "INSERT INTO merged_row (merge, kind, key) SELECT merge, 'interaction', ? FROM merged_row"
            " WHERE kind = 'thread' AND key = ? AND merge IN (SELECT id FROM merge WHERE undone_on IS NULL)"
            " ON CONFLICT (merge, kind, key) DO NOTHING",
            interaction_id,
            thread,
        )

    def leaves(self, customer_id: str, kind: str, key: str) -> None:
        """Note of a row that it is no longer the merged customer's: taking them apart must not give it back."""
        while merge := one(self.db.rows("SELECT * FROM merge WHERE gone = ? AND undone_on IS NULL", customer_id)):
            self.db.run("DELETE FROM merged_row WHERE merge = ? AND kind = ? AND key = ?", merge["id"], kind, key)
            customer_id = merge["kept"]

    def shared_threads(self, merge: Merge) -> list[str]:
        """The threads in which both of a merge's customers have messages, the gone one's being the moved ones."""
        rows = self.db.rows(
            "SELECT DISTINCT mine.thread FROM merged_row JOIN interaction mine ON mine.id = merged_row.key"
            " JOIN interaction theirs ON theirs.thread = mine.thread AND theirs.customer = ?"
            " WHERE merged_row.merge = ? AND merged_row.kind = 'interaction' AND mine.thread <> ''"
            " AND NOT EXISTS (SELECT 1 FROM merged_row r WHERE r.merge = merged_row.merge"
            " AND r.kind = 'interaction' AND r.key = theirs.id)",
            merge.kept,
            merge.id,
        )
        return [row["thread"] for row in rows]

    def dealt_since(self, merge: Merge) -> list[tuple[str, str]]:
        """(channel, ts) of both customers' threads with a card that may show what they were as one."""
        rows = self.db.rows(
            "SELECT channel, ts FROM thread WHERE customer IN (?, ?) AND card_ts <> '' AND updated_on >= ?"
            " ORDER BY updated_on DESC, channel, ts",
            merge.kept,
            merge.gone,
            stamp(merge.on),
        )
        return [(row["channel"], row["ts"]) for row in rows]

    def threads(self, merge: Merge, limit: int) -> list[tuple[str, str]]:
        """(channel, ts) of the moved threads that were active last."""
        rows = self.db.rows(
            f"SELECT channel, ts FROM thread WHERE channel || ':' || ts IN {_ROWS} ORDER BY updated_on DESC LIMIT ?",
            merge.id,
            "thread",
            limit,
        )
        return [(row["channel"], row["ts"]) for row in rows]


def _merge(row: Row) -> Merge:
    return Merge(
        id=row["id"],
        kept=row["kept"],
        gone=row["gone"],
        by=row["made_by"],
        on=must_stamp(row["on_at"]),
        undone_on=read_stamp(row["undone_on"]),
    )
