"""Whether the file is sound: its size, the room beside it, that it takes writes, and that no newer program made it."""

from __future__ import annotations

import shutil
from pathlib import Path

from assist.workplace import Health
from storage.migrations import STEPS
from storage.tables.connection import Connection


def health(db: Connection, path: str) -> Health:
    """Raises the driver's error where nothing can be written."""
    with db.transaction():  # begins as a writing one
        applied = {str(row["name"]) for row in db.rows("SELECT name FROM _sqlite_migrations")}
    events = db.rows(
        "SELECT coalesce(sum(done_on IS NULL), 0) AS waiting,"
        " coalesce(sum(done_on IS NOT NULL AND error <> ''), 0) AS aside FROM inbox"
    )[0]
    size = free = 0
    if path != ":memory:":
        files = (Path(path + end) for end in ("", "-wal"))
        size = sum(file.stat().st_size for file in files if file.exists())
        free = shutil.disk_usage(Path(path).parent).free
    return Health(
        size=size,
        free=free,
        newer=tuple(sorted(applied - {name for name, _ in STEPS})),
        waiting=int(events["waiting"]),
        set_aside=int(events["aside"]),
    )
