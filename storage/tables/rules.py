"""The versions of the catalogue that admins made while the bot ran; the rules beside it are small settings."""

from __future__ import annotations

from assist.workplace import CatalogueVersion
from storage.tables.connection import Connection, Row, must_stamp, one, stamp

_LAST = "SELECT coalesce(max(number), 0) FROM catalogue_version"


class Rules:
    def __init__(self, db: Connection) -> None:
        self.db = db

    def state(self, setting: str) -> tuple[str, int]:
        """When a setting was changed last and the number of the latest version: the same as long as nothing changes."""
        changed = f"SELECT coalesce(max(changed_on), '') AS rules, ({_LAST}) AS n FROM setting WHERE name = ?"
        row = self.db.rows(changed, setting)[0]
        return str(row["rules"]), int(row["n"])

    def latest(self) -> CatalogueVersion | None:
        row = one(self.db.rows("SELECT * FROM catalogue_version ORDER BY number DESC LIMIT 1"))
        return _version(row) if row else None

    def version(self, number: int) -> CatalogueVersion | None:
        row = one(self.db.rows("SELECT * FROM catalogue_version WHERE number = ?", number))
        return _version(row) if row else None

    def versions(self, limit: int) -> list[CatalogueVersion]:
        """Newest first."""
        return [
            _version(row) for row in self.db.rows("SELECT * FROM catalogue_version ORDER BY number DESC LIMIT ?", limit)
        ]

    def add_version(self, version: CatalogueVersion) -> bool:
        """False where somebody has taken its number."""
        return (
            self.db.run(
                "INSERT INTO catalogue_version (number, text, made_by, on_at, note) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (number) DO NOTHING",
                version.number,
                version.text,
                version.by,
                stamp(version.on),
                version.note,
            )
            > 0
        )


def _version(row: Row) -> CatalogueVersion:
    return CatalogueVersion(
        number=row["number"], text=row["text"], by=row["made_by"], on=must_stamp(row["on_at"]), note=row["note"]
    )
