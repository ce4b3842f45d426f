"""That agents said whose threads are, with all that was moved by it, so that a linking can be undone."""

from __future__ import annotations

from datetime import datetime

from assist.workplace import Linking
from storage.tables import following
from storage.tables.connection import Connection, must_stamp, one, stamp
from storage.tables.merges import Merges


class Linkings:
    def __init__(self, db: Connection, merges: Merges) -> None:
        self.db = db
        self.merges = merges

    def make(self, linking: Linking) -> None:
        """Store a linking and hand over what is nobody's in its thread, and what was thought to be `before`'s."""
        with self.db.transaction():
            self.db.run(
                "INSERT INTO link (id, channel, ts, customer, before, previous, made_by, on_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                linking.id,
                linking.channel,
                linking.ts,
                linking.customer,
                linking.before,
                linking.previous,
                linking.by,
                stamp(linking.on),
            )
            self.db.run(
                "INSERT INTO handed (link, interaction, before) SELECT ?, id, coalesce(customer, '') FROM interaction"
                " WHERE thread = ? AND (customer IS NULL OR customer = ?)",
                linking.id,
                f"{linking.channel}:{linking.ts}",
                linking.before,
            )
            self.db.run(
                "UPDATE interaction SET customer = ? WHERE id IN (SELECT interaction FROM handed WHERE link = ?)",
                linking.customer,
                linking.id,
            )

    def get(self, link_id: str) -> Linking | None:
        """A linking that stands; None where it is unknown or undone."""
        row = one(self.db.rows("SELECT * FROM link WHERE id = ? AND undone_on IS NULL", link_id))
        if row is None:
            return None
        return Linking(
            id=row["id"],
            channel=row["channel"],
            ts=row["ts"],
            customer=row["customer"],
            by=row["made_by"],
            on=must_stamp(row["on_at"]),
            before=row["before"],
            previous=row["previous"],
        )

    def follows(self, link_id: str, interaction_id: str) -> None:
        """Note that a later message is the linked customer's because of the linking alone."""
        self.db.run(
            "INSERT INTO handed (link, interaction, before) SELECT id, ?, before FROM link WHERE id = ?"
            " ON CONFLICT (link, interaction) DO NOTHING",
            interaction_id,
            link_id,
        )

    def handed(self, link_id: str) -> list[tuple[str, str]]:
        """(interaction, whose it was before) of what a linking moved."""
        rows = self.db.rows("SELECT interaction, before FROM handed WHERE link = ? ORDER BY interaction", link_id)
        return [(row["interaction"], row["before"]) for row in rows]

    def undo(self, linking: Linking, *, on: datetime) -> None:
        """Give back what the linking moved, as far as it is the linked customer's still."""
        now_of = self.merges.resolved(linking.customer)
        with self.db.transaction():
            self.db.run("UPDATE link SET undone_on = ? WHERE id = ?", stamp(on), linking.id)
            for interaction, before in self.handed(linking.id):
                moved = self.db.run(
                    "UPDATE interaction SET customer = ? WHERE id = ? AND customer = ?",
                    self.merges.resolved(before) or None,
                    interaction,
                    now_of,
                )
                if moved:
                    self._goes_back(linking, before, "interaction", interaction)
            self._goes_back(linking, linking.before, "thread", f"{linking.channel}:{linking.ts}")
            for table, row_id, whose in following.of_others(
                self.db, linking.channel, linking.ts, customer=now_of, since=linking.on
            ):
                given = self.merges.resolved(linking.before) if whose is None else whose
                following.give(self.db, table, row_id, given)
                self._goes_back(linking, linking.before, table, row_id)

    def _goes_back(self, linking: Linking, before: str, kind: str, key: str) -> None:
        self.merges.leaves(linking.customer, kind, key)
        self.merges.belongs(before, kind, key)
