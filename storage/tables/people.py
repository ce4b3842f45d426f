"""Customers and their identities. An identity belongs to one customer; the primary key says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from assist.records import Customer, Identity
from storage.tables.connection import Connection, Row, marks, stamp

_MOST_CHARACTERS = 200  # of what somebody looks for


class People:
    def __init__(self, db: Connection) -> None:
        self.db = db

    def get(self, customer_id: str) -> Customer | None:
        """A customer; for one that was merged into another, that one."""
        return next(iter(self._with_identities([self._resolved(customer_id)])), None)

    def holders(self, identities: Sequence[Identity]) -> list[Customer]:
        """The customers that hold any of these identities, each once, in the identities' order."""
        found: dict[str, None] = {}
        for identity in identities:
            for row in self.db.rows(
                "SELECT customer FROM identity WHERE kind = ? AND value = ?", identity.kind, identity.value
            ):
                found[row["customer"]] = None
        return self._with_identities(list(found))

    def find(self, text: str, limit: int = 10) -> list[Customer]:
        """Customers by id, any identity, or the words of their name or company; an exact hit comes alone."""
        wanted = text.strip()[:_MOST_CHARACTERS]
        exact = self.db.rows(
            "SELECT CASE WHEN merged_into = '' THEN id ELSE merged_into END AS id FROM customer WHERE id = ?"
            " UNION SELECT customer FROM identity WHERE value = ? OR value = ?",
            wanted,
            wanted,
            wanted.lower(),
        )
        if not exact and wanted:
            words = [_like(word) for word in wanted.lower().split()]
            every = " AND ".join(["lower(name || ' ' || company) LIKE ? ESCAPE '\\'"] * len(words))
            exact = self.db.rows(
                f"SELECT id FROM customer WHERE merged_into = '' AND {every} ORDER BY name, id LIMIT ?", *words, limit
            )
        return self._with_identities([row["id"] for row in exact])

    def add(self, customer: Customer, *, by: str, on: datetime) -> bool:
        """Store a customer, or what is new about a known one; True where anything changed.

        Of one that was merged into another only identities are new: they become the other's.
        Raises ValueError where an identity already belongs to somebody else: nothing is stored then.
        """
        with self.db.transaction():
            holder = self._resolved(customer.id)
            for identity in customer.identities:
                for row in self.db.rows(
                    "SELECT customer FROM identity WHERE kind = ? AND value = ?", identity.kind, identity.value
                ):
                    if row["customer"] != holder:
                        raise ValueError(
                            f"identities: {identity.kind} {identity.value!r} already belongs to customer "
                            f"{row['customer']}; leave it out, or merge the two"
                        )
            changed = self.db.run(
                "INSERT INTO customer (id, name, company, created_on) VALUES (?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET"
                " name = CASE WHEN excluded.name = '' THEN customer.name ELSE excluded.name END,"
                " company = CASE WHEN excluded.company = '' THEN customer.company ELSE excluded.company END"
                " WHERE (excluded.name <> '' AND excluded.name <> customer.name)"
                " OR (excluded.company <> '' AND excluded.company <> customer.company)",
                customer.id,
                customer.name,
                customer.company,
                stamp(on),
            )
            for identity in customer.identities:
                changed += self.link(holder, identity, by=by, on=on)
        return changed > 0

    def link(self, customer_id: str, identity: Identity, *, by: str, on: datetime) -> int:
        return self.db.run(
            "INSERT INTO identity (kind, value, customer, linked_by, linked_on) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (kind, value) DO NOTHING",
            identity.kind,
            identity.value,
            customer_id,
            by,
            stamp(on),
        )

    def count(self) -> int:
        return int(self.db.rows("SELECT count(*) AS n FROM customer WHERE merged_into = ''")[0]["n"])

    def _resolved(self, customer_id: str) -> str:
        rows = self.db.rows("SELECT merged_into FROM customer WHERE id = ? AND merged_into <> ''", customer_id)
        return str(rows[0]["merged_into"]) if rows else customer_id

    def _with_identities(self, ids: Sequence[str]) -> list[Customer]:
        if not ids:
            return []
        rows = self.db.rows(
            "SELECT c.id, c.name, c.company, i.kind, i.value FROM customer c LEFT JOIN identity i ON i.customer = c.id"
            f" WHERE c.id IN ({marks(ids)}) ORDER BY c.id, i.kind, i.value",
            *ids,
        )
        customers = {group: _customer(list(lines)) for group, lines in groupby(rows, key=lambda row: str(row["id"]))}
        return [customers[customer_id] for customer_id in ids if customer_id in customers]


def _like(word: str) -> str:
    return "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _customer(rows: list[Row]) -> Customer:
    return Customer(
        id=rows[0]["id"], name=rows[0]["name"], company=rows[0]["company"], identities=tuple(_identities(rows))
    )


def _identities(rows: Iterable[Row]) -> Iterable[Identity]:
    return (Identity(row["kind"], row["value"]) for row in rows if row["kind"])
