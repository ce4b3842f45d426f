"""Where things are kept. `open_store` is all that the rest of the program asks for."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from storage.sqlite import SqliteStore

__all__ = ["SEED", "SqliteStore", "open_store"]

# Believable customers of a small shop, in the format of our own import, for the demo and the sandbox.
SEED = Path(__file__).with_name("seed.jsonl")


def open_store(where: str) -> SqliteStore:
    """The store at a file path (made when missing) or `:memory:`.

    Raises ValueError for an address that names a kind of database we do not keep things in, and for a file that can't
    be opened or is no database; the message names the setting.
    """
    if "://" in where:
        raise ValueError(f"DATABASE={where.partition('://')[0]}://…: only a path of an SQLite file is understood")
    try:
        return SqliteStore(where)
    except (sqlite3.Error, OSError) as error:
        raise ValueError(f"DATABASE={where}: can't be used as an SQLite file: {error}") from None
