"""What the parts of the store ask of a database, and how values travel to and from its rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any, Protocol

Row = dict[str, Any]


class Connection(Protocol):
    """A database as the parts see it. Parameters are written `?`; a call outside a transaction is one of its own."""

    def rows(self, sql: str, *values: object) -> list[Row]: ...

    def run(self, sql: str, *values: object) -> int:
        """The number of rows that the statement changed."""
        ...

    def many(self, sql: str, values: Sequence[Sequence[object]]) -> int: ...

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing; one inside another belongs to the outer one."""
        ...


def one(rows: list[Row]) -> Row | None:
    return rows[0] if rows else None


def stamp(on: datetime) -> str:
    """A time as stored: UTC, microseconds always written, so that text order is time order."""
    return on.astimezone(UTC).isoformat(timespec="microseconds")


def read_stamp(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def must_stamp(text: str) -> datetime:
    return datetime.fromisoformat(text)


def dumps(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def marks(values: Sequence[object]) -> str:
    """Placeholders for an IN list: `?, ?, ?`."""
    return ", ".join("?" * len(values))


# In an INSERT, in the place of a customer's id, twice the same parameter: whom the id stands for if it was merged.
WHOSE = "coalesce((SELECT nullif(merged_into, '') FROM customer WHERE id = ?), ?)"
