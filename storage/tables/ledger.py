"""The ledger of choices, and the notes beside it. Nothing is ever deleted here: a choice is retracted."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from assist.records import Choice, Note
from storage.tables.connection import WHOSE, Connection, Row, dumps, must_stamp, read_stamp, stamp

CHOICE = (
    "id, customer, dimension, offered, chosen, situation, on_at, thread, quote, link, how, recorded_by, source,"
    " retracted_on"
)


class Ledger:
    def __init__(self, db: Connection) -> None:
        self.db = db

    def add(self, choices: Sequence[Choice]) -> int:
        """Store choices; one whose id is known already stays as it is. The number of new ones."""
        return self.db.many(
            f"INSERT INTO choice ({CHOICE}) VALUES (?, {WHOSE}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO NOTHING",
            [
                (
                    choice.id,
                    choice.customer,
                    choice.customer,
                    choice.dimension,
                    dumps(choice.offered),
                    choice.chosen,
                    choice.situation,
                    stamp(choice.on),
                    choice.thread,
                    choice.quote,
                    choice.link,
                    choice.how,
                    choice.recorded_by,
                    choice.source,
                    stamp(choice.retracted_on) if choice.retracted_on else None,
                )
                for choice in choices
            ],
        )

    def get(self, choice_id: str) -> Choice | None:
        return next(choices_of(self.db.rows(f"SELECT {CHOICE} FROM choice WHERE id = ?", choice_id)), None)

    def of_customer(self, customer_id: str) -> list[Choice]:
        """What counts for a customer, oldest first: retracted choices are left out."""
        return list(
            choices_of(
                self.db.rows(
                    f"SELECT {CHOICE} FROM choice WHERE customer = ? AND retracted_on IS NULL ORDER BY on_at, id",
                    customer_id,
                )
            )
        )

    def chosen_at(self, customer_id: str, on: datetime) -> list[Choice]:
        """What a customer chose at a moment, retracted or not."""
        found = f"SELECT {CHOICE} FROM choice WHERE customer = ? AND on_at = ? ORDER BY id"
        return list(choices_of(self.db.rows(found, customer_id, stamp(on))))

    def of_thread(self, thread: str) -> list[Choice]:
        return list(
            choices_of(
                self.db.rows(
                    f"SELECT {CHOICE} FROM choice WHERE thread = ? AND retracted_on IS NULL ORDER BY on_at, id",
                    thread,
                )
            )
        )

    def in_thread(self, thread: str, customer_id: str) -> list[Choice]:
        """All of a customer's choices in a thread, retracted or not."""
        return list(
            choices_of(
                self.db.rows(
                    f"SELECT {CHOICE} FROM choice WHERE thread = ? AND customer = ? ORDER BY on_at, id",
                    thread,
                    customer_id,
                )
            )
        )

    def all(self) -> Iterator[Choice]:
        """Everything that counts, customer by customer, oldest first."""
        return choices_of(
            self.db.rows(f"SELECT {CHOICE} FROM choice WHERE retracted_on IS NULL ORDER BY customer, on_at, id")
        )

    def retract(self, choice_id: str, *, by: str, on: datetime) -> bool:
        """Take a choice back; True where it counted until now."""
        return (
            self.db.run(
                "UPDATE choice SET retracted_on = ?, retracted_by = ? WHERE id = ? AND retracted_on IS NULL",
                stamp(on),
                by,
                choice_id,
            )
            > 0
        )

    def refresh(self, choice: Choice, *, retracted_by: str) -> bool:
        """Bring the words of a known choice up to date; one taken back by `retracted_by` counts again."""
        return (
            self.db.run(
                "UPDATE choice SET offered = ?, situation = ?, quote = ?, link = ?,"
                " retracted_on = CASE WHEN retracted_by = ? THEN NULL ELSE retracted_on END,"
                " retracted_by = CASE WHEN retracted_by = ? THEN '' ELSE retracted_by END WHERE id = ?",
                dumps(choice.offered),
                choice.situation,
                choice.quote,
                choice.link,
                retracted_by,
                retracted_by,
                choice.id,
            )
            > 0
        )

    def restore(self, thread: str, *, retracted_by: str) -> int:
        """Count again what `retracted_by` took back in a thread."""
        return self.db.run(
            "UPDATE choice SET retracted_on = NULL, retracted_by = '' WHERE thread = ? AND retracted_by = ?",
            thread,
            retracted_by,
        )

    def from_source(self, source: str) -> list[Choice]:
        """What was read out of one message, retracted or not."""
        return list(choices_of(self.db.rows(f"SELECT {CHOICE} FROM choice WHERE source = ? ORDER BY id", source)))

    def add_note(self, note: Note) -> int:
        return self.db.run(
            f"INSERT INTO note (id, customer, on_at, text) VALUES (?, {WHOSE}, ?, ?) ON CONFLICT (id) DO NOTHING",
            note.id,
            note.customer,
            note.customer,
            stamp(note.on) if note.on else None,
            note.text,
        )

    def notes_of(self, customer_id: str) -> list[Note]:
        return [
            Note(id=row["id"], customer=row["customer"], on=read_stamp(row["on_at"]), text=row["text"])
            for row in self.db.rows("SELECT * FROM note WHERE customer = ? ORDER BY on_at, id", customer_id)
        ]

    def count(self) -> int:
        return int(self.db.rows("SELECT count(*) AS n FROM choice WHERE retracted_on IS NULL")[0]["n"])


def choices_of(rows: Iterable[Row]) -> Iterator[Choice]:
    for row in rows:
        yield Choice(
            id=row["id"],
            customer=row["customer"],
            dimension=row["dimension"],
            offered=tuple(json.loads(row["offered"])),
            chosen=row["chosen"],
            situation=row["situation"],
            on=must_stamp(row["on_at"]),
            thread=row["thread"],
            quote=row["quote"],
            link=row["link"],
            how=row["how"],
            recorded_by=row["recorded_by"],
            source=row["source"],
            retracted_on=read_stamp(row["retracted_on"]),
        )
