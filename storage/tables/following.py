"""Suggestions and drafts answer a message: when it turns out to be another customer's, they are that customer's too.

Whose message one answers is looked up, not noted: it is the latest that a customer wrote in its thread before.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from storage.tables.connection import Connection, stamp

TABLES = ("suggestion", "draft")


def to_other(db: Connection, *, kept: str, gone: str, since: datetime) -> None:
    """Of what was made for `kept` since a time, give `gone` what answers their messages, or stands in their threads."""
    for table in TABLES:
        owner = (
            f"SELECT thread.customer FROM thread WHERE thread.channel = {table}.channel AND thread.ts = {table}.thread"
        )
        db.run(
            f"UPDATE {table} SET customer = ? WHERE customer = ? AND on_at >= ?"
            f" AND coalesce(({_writer(table, 'interaction.customer')}), ({owner})) = ?",
            gone,
            kept,
            stamp(since),
            gone,
        )


def of_others(
    db: Connection, channel: str, ts: str, *, customer: str, since: datetime
) -> Iterator[tuple[str, str, str | None]]:
    """(table, id, whose) of what was made for a customer in a thread since a time and answers another's message.

    `whose` is '' for nobody's message, None where no message is there any more.
    """
    whose = "coalesce(interaction.customer, '')"
    for table in TABLES:
        rows = db.rows(
            f"SELECT id, ({_writer(table, whose)}) AS whose FROM {table}"
            " WHERE channel = ? AND thread = ? AND customer = ? AND on_at >= ?",
            channel,
            ts,
            customer,
            stamp(since),
        )
        yield from ((table, row["id"], row["whose"]) for row in rows if row["whose"] != customer)


def give(db: Connection, table: str, row_id: str, customer: str) -> None:
    db.run(f"UPDATE {table} SET customer = ? WHERE id = ?", customer, row_id)


def _writer(table: str, column: str) -> str:
    return (
        f"SELECT {column} FROM interaction WHERE interaction.thread = {table}.channel || ':' || {table}.thread"
        f" AND interaction.role = 'customer' AND interaction.on_at <= {table}.on_at"
        " ORDER BY interaction.on_at DESC, interaction.seq DESC LIMIT 1"
    )
