"""The store on one machine: an SQLite file, through sqlite-utils.

One connection a thread, write-ahead logging (readers never wait for the writer), foreign keys on, and write
transactions that begin as such, so that two threads queue up instead of failing half-way.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from assist.records import Interaction
from assist.workplace import Health
from storage.health import health
from storage.log import CustomerLog
from storage.migrations import STEPS
from storage.tables.aside import Aside
from storage.tables.calls import Calls
from storage.tables.claims import Claims
from storage.tables.coaching import Coaching
from storage.tables.connection import Row
from storage.tables.conversations import Conversations
from storage.tables.held import Held
from storage.tables.house import House
from storage.tables.inbox import Inbox
from storage.tables.ledger import Ledger
from storage.tables.linkings import Linkings
from storage.tables.merges import Merges
from storage.tables.overview import Overview
from storage.tables.people import People
from storage.tables.questions import Questions
from storage.tables.reviews import Reviews
from storage.tables.rules import Rules
from storage.tables.unanswered import Lapses
from storage.timeline import page
from storage.values import given, kept
from storage.vectors import Encoder, due, keep

_WAIT_SECONDS = 30.0


class SqliteConnection:
    """`storage.tables.connection.Connection` over one SQLite file, or over memory for one thread's use."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._local = threading.local()

    @property
    def database(self) -> Database:
        """This thread's connection, opened at its first use."""
        found: Database | None = getattr(self._local, "database", None)
        if found is None:
            raw = sqlite3.connect(self.path, timeout=_WAIT_SECONDS, check_same_thread=False)
            found = self._local.database = Database(raw)
            _write_ahead(raw)
            for pragma in ("foreign_keys = ON", "synchronous = NORMAL", "secure_delete = ON"):
                raw.execute(f"PRAGMA {pragma}")
            # SQLite's own lower() knows A to Z only: "émile" must find Émile, as it does in any other database.
            raw.create_function("lower", 1, str.lower, deterministic=True)
        return found

    def rows(self, sql: str, *values: object) -> list[Row]:
        return [
            {name: given(value) for name, value in row.items()}
            for row in self.database.query(sql, tuple(map(kept, values)))
        ]

    def run(self, sql: str, *values: object) -> int:
        return self.database.execute(sql, tuple(map(kept, values))).rowcount

    def many(self, sql: str, values: Sequence[Sequence[object]]) -> int:
        with self.transaction():
            rows = [tuple(map(kept, row)) for row in values]
            return self.database.conn.executemany(sql, rows).rowcount if rows else 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        raw = self.database.conn
        if raw.in_transaction:
            yield
            return
        raw.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            raw.rollback()
            raise
        raw.commit()

    def close(self) -> None:
        """Close this thread's connection. Another thread may be at work on its own, which ends with that thread."""
        found: Database | None = getattr(self._local, "database", None)
        if found is not None:
            found.conn.close()
            del self._local.database


class SqliteStore:
    """Everything that is kept, in the parts that `assist.ports.Store` names."""

    def __init__(self, path: str | Path) -> None:
        if str(path) != ":memory:":
            folder = Path(path).parent
            if not folder.is_dir():
                raise FileNotFoundError(f"the folder {folder} does not exist")
        self.db = SqliteConnection(str(path))
        self.people = People(self.db)
        self.ledger = Ledger(self.db)
        self.conversations = Conversations(self.db)
        self.reviews = Reviews(self.db)
        self.inbox = Inbox(self.db)
        self.house = House(self.db)
        self.questions = Questions(self.db)
        self.merges = Merges(self.db)
        self.linkings = Linkings(self.db, self.merges)
        self.lapses = Lapses(self.db)
        self.coaching = Coaching(self.db)
        self.aside = Aside(self.db)
        self.overview = Overview(self.db, self.people)
        self.rules = Rules(self.db)
        self.held = Held(self.db)
        self.calls = Calls(self.db)
        self.claims = Claims(self.db)
        self.migrate()

    def migrate(self) -> None:
        migrations = Migrations("their-way")
        for name, statements in STEPS:
            migrations(name=name)(_run_all(statements))
        if migrations.pending(self.db.database):
            with self.db.transaction():  # two processes may open a new file at once: the second finds nothing to do
                migrations.apply(self.db.database)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, over every part."""
        with self.db.transaction():
            yield

    def log(self, customer_id: str, model: str = "") -> CustomerLog:
        """A customer's history as `assist.history` reads it, with the vectors of this encoder where there are any."""
        return CustomerLog(self.db.database.conn, customer_id, model)

    def vectors_due(self) -> int:
        """How many interactions wait for a vector."""
        return int(self.db.rows("SELECT count(*) AS n FROM vector_due")[0]["n"])

    def encode_due(self, encoder: Encoder, limit: int) -> int:
        """Make the vectors of interactions that wait for one, at most `limit`; how many there were."""
        raw = self.db.database.conn
        rows = due(raw, limit)
        if rows:
            vectors = encoder.encode([text for *_, text in rows])
            with self.db.transaction():
                keep(raw, encoder.model, rows, vectors)
        return len(rows)

    def timeline(self, customer_id: str, words: str, *, limit: int, offset: int) -> tuple[list[Interaction], int]:
        """A page of a customer's interactions that have all these words, newest first, and how many there are."""
        return page(self.db, customer_id, words, limit=limit, offset=offset)

    def health(self) -> Health:
        """Raises sqlite3.Error where nothing can be written."""
        return health(self.db, self.db.path)

    def scrub(self) -> None:
        """See to it that what was deleted stands nowhere in the files any more."""
        raw = self.db.database.conn
        raw.execute("INSERT INTO interaction_fts(interaction_fts) VALUES ('optimize')")
        raw.commit()
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        self.db.close()


def _write_ahead(raw: sqlite3.Connection) -> None:
    """SQLite does not wait for its turn here as it does elsewhere, so whoever opens a new file as well must."""
    until = time.monotonic() + _WAIT_SECONDS
    while True:
        try:
            raw.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _run_all(statements: Sequence[str]) -> Callable[[Database], None]:
    def step(db: Database) -> None:
        for statement in statements:
            db.execute(statement)

    return step
