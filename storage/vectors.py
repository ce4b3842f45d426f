"""Sentence vectors beside the interactions they stand for, made in the background and resumed where they stopped.

A vector is 384 bytes, one a component: MiniLM's components hardly ever leave [-0.32, 0.32], and in steps of 1/400 the
cosine of two texts moves by less than 0.003. The rows of one customer lie together, so that a customer's 5,000 are read
in 4 ms with a million others in the store. Triggers say which interactions wait for one, and a
changed text waits again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Encoder(Protocol):
    """Texts to unit vectors, (n, 384); `model` names what made them."""

    @property
    def model(self) -> str: ...
    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]: ...


_STEPS = 400.0

_DUE = "INSERT OR IGNORE INTO vector_due SELECT new.seq WHERE new.customer IS NOT NULL"
_GONE = "DELETE FROM vector WHERE customer = old.customer AND interaction = old.seq"

CREATE_VECTORS: list[str] = [
    "CREATE TABLE vector (customer TEXT NOT NULL, interaction INTEGER NOT NULL, model TEXT NOT NULL,"
    " body BLOB NOT NULL, PRIMARY KEY (customer, interaction)) WITHOUT ROWID",
    "CREATE TABLE vector_due (interaction INTEGER PRIMARY KEY)",
    "INSERT INTO vector_due SELECT seq FROM interaction WHERE customer IS NOT NULL",
    f"CREATE TRIGGER vector_insert AFTER INSERT ON interaction BEGIN {_DUE}; END",
    "CREATE TRIGGER vector_delete AFTER DELETE ON interaction BEGIN"
    f" {_GONE}; DELETE FROM vector_due WHERE interaction = old.seq; END",
    f"CREATE TRIGGER vector_update AFTER UPDATE OF customer, text ON interaction BEGIN {_GONE}; {_DUE}; END",
]
"""Another model is another migration: it puts every interaction into `vector_due` once more."""


def due(connection: sqlite3.Connection, limit: int) -> list[tuple[int, str, str]]:
    """(seq, customer, text) of interactions that wait for a vector, newest first, at most `limit`."""
    query = (
        "SELECT i.seq, i.customer, i.text FROM vector_due d JOIN interaction i ON i.seq = d.interaction"
        " ORDER BY d.interaction DESC LIMIT ?"
    )
    return connection.execute(query, (limit,)).fetchall()


def keep(
    connection: sqlite3.Connection, model: str, rows: Sequence[tuple[int, str, str]], vectors: NDArray[np.float32]
) -> None:
    """Store the vectors, (n, 384), of rows as `due` gave them; one that changed or went meanwhile is left out."""
    bodies = np.clip(np.rint(vectors * _STEPS), -127, 127).astype(np.int8)
    for body, row in zip(bodies, rows, strict=True):
        kept = connection.execute(
            "INSERT INTO vector (customer, interaction, model, body)"
            " SELECT customer, seq, ?, ? FROM interaction WHERE seq = ? AND customer = ? AND text = ?"
            " ON CONFLICT (customer, interaction) DO UPDATE SET model = excluded.model, body = excluded.body",
            (model, body.tobytes(), *row),
        )
        if kept.rowcount:
            connection.execute("DELETE FROM vector_due WHERE interaction = ?", (row[0],))


def vectors_of(connection: sqlite3.Connection, customer: str, model: str) -> tuple[list[int], NDArray[np.float32]]:
    """The seq and vector of each interaction of a customer that has one, (n, 384); (0, 0) for none."""
    query = "SELECT interaction, body FROM vector WHERE customer = ? AND model = ?"
    rows = connection.execute(query, (customer, model)).fetchall()
    packed = np.frombuffer(b"".join(body for _, body in rows), dtype=np.int8)
    return [seq for seq, _ in rows], packed.reshape(len(rows), -1 if rows else 0).astype(np.float32) / _STEPS
