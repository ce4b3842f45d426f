"""What was put before customers and never answered: neither a choice nor a refusal, and no evidence of anything."""

from __future__ import annotations

import json
from collections.abc import Sequence

from assist.records import derived_id
from assist.workplace import Unanswered
from storage.tables.connection import Connection, dumps, must_stamp, stamp


class Lapses:
    def __init__(self, db: Connection) -> None:
        self.db = db

    def add(self, found: Sequence[Unanswered]) -> int:
        """Store them, each once, also where it was noted while the customer was one with another; how many are new."""
        return self.db.many(
            "INSERT INTO unanswered (id, customer, thread, dimension, offered, on_at, link)"
            " SELECT ?, ?, ?, ?, ?, ?, ? WHERE NOT EXISTS"
            " (SELECT 1 FROM unanswered WHERE customer = ? AND thread = ? AND dimension = ?)"
            " ON CONFLICT (id) DO NOTHING",
            [
                (
                    derived_id("unanswered", one.customer, one.thread, one.dimension),
                    one.customer,
                    one.thread,
                    one.dimension,
                    dumps(one.offered),
                    stamp(one.on),
                    one.link,
                    one.customer,
                    one.thread,
                    one.dimension,
                )
                for one in found
            ],
        )

    def drop(self, thread: str, customer_id: str) -> None:
        """Forget what was noted of a thread that is not this customer's after all."""
        self.db.run("DELETE FROM unanswered WHERE thread = ? AND customer = ?", thread, customer_id)

    def of_customer(self, customer_id: str, limit: int = 5) -> list[Unanswered]:
        """Newest first, without those that were answered after all."""
        rows = self.db.rows(
            "SELECT * FROM unanswered u WHERE customer = ? AND NOT EXISTS (SELECT 1 FROM choice c"
            " WHERE c.thread = u.thread AND c.dimension = u.dimension AND c.customer = u.customer"
            " AND c.retracted_on IS NULL) ORDER BY on_at DESC, id LIMIT ?",
            customer_id,
            limit,
        )
        return [
            Unanswered(
                customer=row["customer"],
                thread=row["thread"],
                dimension=row["dimension"],
                offered=tuple(json.loads(row["offered"])),
                on=must_stamp(row["on_at"]),
                link=row["link"],
            )
            for row in rows
        ]
