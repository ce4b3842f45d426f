"""The search of one customer's history in a store that is full of others'. BENCH_ROWS sets how full."""

from __future__ import annotations

import os
import random
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assist.history import rank
from assist.records import Customer, Interaction
from storage import SqliteStore, open_store
from storage.vectors import keep
from tests.bench.measure import Line, seconds

ROWS = int(os.environ.get("BENCH_ROWS", "200000"))
OURS, OTHERS = 5_000, 500
QUERY = "the kettle leaks again, can you send a replacement to the office?"
_START = datetime(2020, 1, 1, tzinfo=UTC)
_WORDS = (
    "kettle teapot lamp order parcel box lid handle glass leaks broken late again replacement refund repair office "
    "home monday friday courier invoice please thanks could send call write today morning number address colour "
    "size wrong"
).split() + [f"word{number}" for number in range(2000)]


def search() -> Line:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        store = open_store(str(path))
        with store.transaction():
            for number in range(-(-(ROWS - OURS) // OTHERS) + 1):
                store.people.add(Customer(id=f"c{number}", name=f"Customer {number}"), by="bench", on=_START)
            filling = seconds(lambda: store.conversations.add(list(_interactions())))
        meant = _vectors(store)
        ours = seconds(lambda: rank(QUERY, store.log("c0", "bench"), meant), 5)
        with sqlite3.connect(path) as plain:
            terms = ("kettle", "leak", "again", "send", "replacement", "office")
            wanted = " OR ".join("text LIKE ?" for _ in terms)
            statement = f"SELECT id FROM interaction WHERE customer = 'c0' AND ({wanted})"
            scan = seconds(lambda: plain.execute(statement, [f"%{term}%" for term in terms]).fetchall(), 5)
        store.close()
    return Line(
        f"rank {OURS:,} interactions among {ROWS:,} by words and meaning",
        ours,
        "LIKE, unranked",
        scan,
        f"{ROWS / filling:,.0f} rows/s stored",
    )


def _vectors(store: SqliteStore) -> NDArray[np.float32]:
    """A vector for each interaction of the customer and one for the message, of no meaning, as long as real ones."""
    connection = store.db.database.conn
    rows = connection.execute("SELECT seq, customer, text FROM interaction WHERE customer = 'c0'").fetchall()
    made = np.random.default_rng(0).standard_normal((len(rows) + 1, 384)).astype(np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    with store.transaction():
        keep(connection, "bench", rows, made[1:])
    return made[0]


def _interactions() -> Iterator[Interaction]:
    chance = random.Random(0)
    for number in range(ROWS):
        who = 0 if number % (ROWS // OURS) == 0 else 1 + number % ((ROWS - OURS) // OTHERS)
        yield Interaction(
            id=f"i{number}",
            customer=f"c{who}",
            on=_START + timedelta(minutes=number),
            who="customer",
            text=" ".join(chance.choices(_WORDS, k=18)),
        )
