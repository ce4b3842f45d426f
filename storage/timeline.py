"""A customer's whole timeline, a page at a time, and what in it has certain words: for people who look something up."""

from __future__ import annotations

from assist.records import Interaction
from storage.search import terms
from storage.tables.connection import Connection, must_stamp

_LINE_CHARACTERS = 400  # of each text: one line is shown, and a text may be a megabyte long
_WHERE = "FROM interaction WHERE customer = ?"


def page(db: Connection, customer_id: str, words: str, *, limit: int, offset: int) -> tuple[list[Interaction], int]:
    """The interactions that have all these words, newest first, with the beginning of their texts; and how many.

    Words are looked up stemmed, whatever operators stand between them; what has no word in it (an emoji, "...") as it
    is written. Empty `words` for everything.
    """
    where, values = _WHERE, [customer_id]
    if found := terms(words):
        every = " AND ".join(f'text:"{term}"' for term in found)
        where += " AND seq IN (SELECT rowid FROM interaction_fts WHERE interaction_fts MATCH ?)"
        values.append(f"customer:c{customer_id.encode().hex().upper()}z AND {every}")
    elif words.strip():
        where += " AND instr(text, ?) > 0"
        values.append(words.strip())
    total = int(db.rows(f"SELECT count(*) AS n {where}", *values)[0]["n"])
    rows = db.rows(
        f"SELECT id, customer, on_at, who, role, substr(text, 1, {_LINE_CHARACTERS}) AS text, thread, link {where}"
        " ORDER BY on_at DESC, seq DESC LIMIT ? OFFSET ?",
        *values,
        limit,
        offset,
    )
    return [
        Interaction(
            id=row["id"],
            customer=row["customer"],
            on=must_stamp(row["on_at"]),
            who=row["who"],
            role=row["role"],
            text=row["text"],
            thread=row["thread"],
            link=row["link"],
        )
        for row in rows
    ], total
