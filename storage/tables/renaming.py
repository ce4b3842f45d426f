"""Slack gives a channel another id when it is shared or unshared: everything that holds the old one follows.

A channel's id stands alone, before a thread's ts (`C1:17.5`), in links (`/C1/`) and within stored JSON; and the id of
a kept message is made of it. What people wrote is left as it is. Events may come in any order, so there may be rows
under the new id already: those stay, and the old ones that they stand for go.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC
from typing import Any

from assist.records import derived_id
from assist.workplace import MODEL_OFF
from storage.tables.connection import Connection, Row, dumps, must_stamp, one

_ALONE = (
    ("suggestion", "channel"),
    ("draft", "channel"),
    ("link", "channel"),
    ("question", "channel"),
    ("thread", "card_channel"),
    ("channel", "mirror"),
    ("audit", "subject"),
)
_BEFORE_TS = (
    ("interaction", "thread"),
    ("choice", "thread"),
    ("question", "thread"),
    ("unanswered", "thread"),
    ("audit", "subject"),
)
_LINKS = ("interaction", "choice", "question", "unanswered")
_JSON = (
    ("suggestion", "body", ""),
    ("flag", "evidence", ""),
    ("setting", "value", ""),
    ("audit", "detail", ""),
    ("inbox", "payload", " AND kind <> 'channel_id_changed'"),
)
_EVIDENCE = (("suggestion", "body"), ("flag", "evidence"))


def rename(db: Connection, old: str, new: str) -> int:
    """Give a channel another id everywhere; how many channels there were to rename: one, or none."""
    with db.transaction():
        _rename_messages(db, old, new)
        for table, column in _ALONE:
            db.run(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", new, old)
        for place in _BEFORE_TS:
            _rename_start(db, place, f"{old}:", f"{new}:")
        for table in _LINKS:
            _replace(db, (table, "link"), f"/{old}/", f"/{new}/")
        for table, column, but in _JSON:
            for form in ('"{}"', '"{}:', '"{} ', ' {}"', "/{}/"):
                _replace(db, (table, column), form.format(old), form.format(new), but=but)
        _rename_unique(db, ("thread", "channel"), old, new, also="ts")
        _rename_unique(db, ("claim", "channel"), old, new, also="ts")
        _rename_unique(db, ("unsent", "channel"), old, new, also="thread")
        _rename_unique(db, ("invitation", "channel"), old, new)
        _rename_keys(db, old, new)
        _rename_switch(db, MODEL_OFF + old, MODEL_OFF + new)
        return _rename_unique(db, ("channel", "id"), old, new)


def _rename_messages(db: Connection, old: str, new: str) -> None:
    """Give kept messages the ids under which Slack will speak of them, and all that names them."""
    rows = db.rows("SELECT id, on_at, link FROM interaction WHERE substr(thread, 1, ?) = ?", len(old) + 1, f"{old}:")
    ids = {str(row["id"]): name for row in rows if (name := _new_id(row, old, new))}
    for before, after in ids.items():
        if db.rows("SELECT 1 FROM interaction WHERE id = ?", after):
            db.run("DELETE FROM interaction WHERE id = ?", before)
    pairs = [(after, before) for before, after in ids.items()]
    db.many("UPDATE interaction SET id = ? WHERE id = ?", pairs)
    for table in ("choice", "question"):
        db.many(f"UPDATE {table} SET source = ? WHERE source = ?", pairs)
    db.many("UPDATE handed SET interaction = ? WHERE interaction = ?", pairs)
    db.many("UPDATE merged_row SET key = ? WHERE kind = 'interaction' AND key = ?", pairs)
    lent = db.rows("SELECT key FROM merged_row WHERE kind = 'interaction lent'")
    for key, link, message in ((row["key"], *row["key"].split(" ", 1)) for row in lent):
        if message in ids:
            db.run(
                "UPDATE merged_row SET key = ? WHERE kind = 'interaction lent' AND key = ?",
                f"{link} {ids[message]}",
                key,
            )
    for table, column in _EVIDENCE if ids else ():
        for row in db.rows(f"SELECT id, {column} AS kept FROM {table} WHERE {column} LIKE ?", '%"interaction"%'):
            kept = json.loads(row["kept"])
            for item in _evidence(kept):
                item["ref"] = ids.get(str(item["ref"]), item["ref"])
            db.run(f"UPDATE {table} SET {column} = ? WHERE id = ?", dumps(kept), row["id"])


def _new_id(row: Row, old: str, new: str) -> str:
    """The id of a message in the channel's new place, empty where it did not come from Slack's channel itself."""
    on = must_stamp(row["on_at"]).astimezone(UTC)
    digits = str(row["link"]).partition("?")[0].rpartition("/p")[2]
    for ts in (f"{int(on.timestamp())}.{on.microsecond:06d}", f"{digits[:-6]}.{digits[-6:]}"):
        if derived_id("slack", old, ts) == row["id"]:
            return derived_id("slack", new, ts)
    return ""


def _evidence(kept: Any) -> Iterator[dict[str, Any]]:
    items: list[dict[str, Any]] = kept["basis"] if isinstance(kept, Mapping) else kept
    yield from (item for item in items if item["kind"] == "interaction")


def _rename_start(db: Connection, column_of: tuple[str, str], old: str, new: str) -> None:
    table, column = column_of
    db.run(
        f"UPDATE {table} SET {column} = ? || substr({column}, ?) WHERE substr({column}, 1, ?) = ?",
        new,
        len(old) + 1,
        len(old),
        old,
    )


def _replace(db: Connection, column_of: tuple[str, str], old: str, new: str, *, but: str = "") -> None:
    table, column = column_of
    db.run(f"UPDATE {table} SET {column} = replace({column}, ?, ?) WHERE {column} LIKE ?{but}", old, new, f"%{old}%")


def _rename_unique(db: Connection, column_of: tuple[str, str], old: str, new: str, *, also: str = "") -> int:
    table, column = column_of
    same = f" AND there.{also} = {table}.{also}" if also else ""
    there = f"EXISTS (SELECT 1 FROM {table} AS there WHERE there.{column} = ?{same})"
    db.run(f"DELETE FROM {table} WHERE {column} = ? AND {there}", old, new)
    return db.run(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", new, old)


def _rename_keys(db: Connection, old: str, new: str) -> None:
    """The keys by which an event is known and a row was moved: as above, but the id stands within the key."""
    for table, column, same in (
        ("inbox", "key", ""),
        ("merged_row", "key", " AND there.merge = merged_row.merge AND there.kind = merged_row.kind"),
    ):
        for row in db.rows(f"SELECT DISTINCT {column} AS kept FROM {table} WHERE {column} LIKE ?", f"%{old}:%"):
            moved = ":".join(new if part == old else part for part in str(row["kept"]).split(":"))
            there = f"EXISTS (SELECT 1 FROM {table} AS there WHERE there.{column} = ?{same})"
            if moved != row["kept"]:
                db.run(f"DELETE FROM {table} WHERE {column} = ? AND {there}", row["kept"], moved)
                db.run(f"UPDATE {table} SET {column} = ? WHERE {column} = ?", moved, row["kept"])


def _rename_switch(db: Connection, old: str, new: str) -> None:
    """The model stays off where it was off under either id."""
    before = one(db.rows("SELECT value FROM setting WHERE name = ?", old))
    there = one(db.rows("SELECT value FROM setting WHERE name = ?", new))
    if before and there:
        either = json.loads(before["value"]) or json.loads(there["value"])
        db.run("UPDATE setting SET value = ? WHERE name = ?", dumps(either), old)
        db.run("DELETE FROM setting WHERE name = ?", new)
    db.run("UPDATE setting SET name = ? WHERE name = ?", new, old)
