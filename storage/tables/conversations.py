"""What was said: interactions, the threads they stand in, and the suggestions made about them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime

from assist.records import Evidence, Interaction, Lead, Suggestion
from assist.workplace import NotRight, Thread
from storage.tables.connection import WHOSE, Connection, Row, dumps, marks, must_stamp, one, read_stamp, stamp

_INTERACTION = "id, customer, on_at, who, role, text, thread, link"
THREAD_COLUMNS = tuple(
    "channel ts customer message message_ts card_channel card_thread card_ts suggestion updated_on link about"
    " answered_by".split()
)
_THREAD = ", ".join(THREAD_COLUMNS)


class Conversations:
    def __init__(self, db: Connection) -> None:
        self.db = db

    def add(self, interactions: Sequence[Interaction]) -> int:
        """Store interactions; one whose id is known already stays as it is. The number of new ones.

        One without a customer is kept all the same, until somebody says whose it is.
        """
        return self.db.many(
            f"INSERT INTO interaction ({_INTERACTION}) VALUES (?, {WHOSE}, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO NOTHING",
            [
                (i.id, *[i.customer or None] * 2, stamp(i.on), i.who, i.role, i.text, i.thread, i.link)
                for i in interactions
            ],
        )

    def get(self, ids: Sequence[str]) -> list[Interaction]:
        """In the order of the ids; unknown ones are left out."""
        if not ids:
            return []
        rows = self.db.rows(f"SELECT {_INTERACTION} FROM interaction WHERE id IN ({marks(ids)})", *ids)
        found = {interaction.id: interaction for interaction in _interactions(rows)}
        return [found[i] for i in ids if i in found]

    def edit(self, interaction_id: str, text: str) -> bool:
        return self.db.run("UPDATE interaction SET text = ? WHERE id = ?", text, interaction_id) > 0

    def remove(self, interaction_id: str) -> bool:
        return self.db.run("DELETE FROM interaction WHERE id = ?", interaction_id) > 0

    def said_at(self, customer_id: str, on: datetime, text: str) -> list[Interaction]:
        """What a customer said or was told at a moment in these words."""
        found = f"SELECT {_INTERACTION} FROM interaction WHERE customer = ? AND on_at = ? AND text = ? ORDER BY seq"
        return list(_interactions(self.db.rows(found, customer_id, stamp(on), text)))

    def of_thread(self, thread: str) -> list[Interaction]:
        """Oldest first."""
        return list(
            _interactions(
                self.db.rows(f"SELECT {_INTERACTION} FROM interaction WHERE thread = ? ORDER BY on_at, seq", thread)
            )
        )

    def of_customer(self, customer_id: str, *, limit: int = 20, offset: int = 0) -> list[Interaction]:
        """Newest first."""
        return list(
            _interactions(
                self.db.rows(
                    f"SELECT {_INTERACTION} FROM interaction WHERE customer = ?"
                    " ORDER BY on_at DESC, seq DESC LIMIT ? OFFSET ?",
                    customer_id,
                    limit,
                    offset,
                )
            )
        )

    def timeline(self, customer_id: str) -> list[Interaction]:
        """Everything of one customer, oldest first."""
        return list(
            _interactions(
                self.db.rows(
                    f"SELECT {_INTERACTION} FROM interaction WHERE customer = ? ORDER BY on_at, seq", customer_id
                )
            )
        )

    def imported_threads(self) -> Iterator[tuple[str, str]]:
        """(customer, thread) of every thread with interactions, oldest first."""
        for row in self.db.rows(
            "SELECT customer, thread, min(on_at) AS began FROM interaction WHERE thread <> '' AND customer IS NOT NULL"
            " GROUP BY customer, thread ORDER BY began, thread"
        ):
            yield row["customer"], row["thread"]

    def newest(self) -> int:
        """The number of the interaction that was stored last; 0 where there is none."""
        return int(self.db.rows("SELECT coalesce(max(seq), 0) AS n FROM interaction")[0]["n"])

    def fallen_quiet(self, *, after: str, since: datetime, until: datetime, newer_than: int, limit: int) -> list[str]:
        """Threads that come after a name, in which nothing was said after `until`, in their names' order.

        Of those already quiet at `since` only the ones in which something was stored after the interaction with the
        number `newer_than`.
        """
        rows = self.db.rows(
            "SELECT thread FROM interaction WHERE thread > ? GROUP BY thread"
            " HAVING max(on_at) <= ? AND (max(on_at) > ? OR max(seq) > ?) ORDER BY thread LIMIT ?",
            after,
            stamp(until),
            stamp(since),
            newer_than,
            limit,
        )
        return [str(row["thread"]) for row in rows]

    def count(self) -> int:
        return int(self.db.rows("SELECT count(*) AS n FROM interaction")[0]["n"])

    def thread(self, channel: str, ts: str) -> Thread | None:
        row = one(self.db.rows(f"SELECT {_THREAD} FROM thread WHERE channel = ? AND ts = ?", channel, ts))
        return thread_of(row) if row else None

    def mirrored(self, channel: str, root: str) -> Thread | None:
        """The thread whose card stands in the thread (channel, root)."""
        row = one(
            self.db.rows(f"SELECT {_THREAD} FROM thread WHERE card_channel = ? AND card_thread = ?", channel, root)
        )
        return thread_of(row) if row else None

    def threads_of(self, customer_id: str, limit: int = 5) -> list[Thread]:
        """The customer's threads, last active first."""
        rows = self.db.rows(
            f"SELECT {_THREAD} FROM thread WHERE customer = ? ORDER BY updated_on DESC LIMIT ?", customer_id, limit
        )
        return [thread_of(row) for row in rows]

    def quiet(self, since: datetime, until: datetime, limit: int) -> list[Thread]:
        """Customers' threads in which nothing was said after `until`, of those active after `since`: oldest first."""
        rows = self.db.rows(
            f"SELECT {_THREAD} FROM thread WHERE customer <> '' AND updated_on > ? AND updated_on <= ?"
            " ORDER BY updated_on LIMIT ?",
            stamp(since),
            stamp(until),
            limit,
        )
        return [thread_of(row) for row in rows]

    def save_thread(self, thread: Thread, *, on: datetime) -> None:
        self.db.run(
            f"INSERT INTO thread ({_THREAD}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (channel, ts) DO UPDATE SET customer = excluded.customer, message = excluded.message,"
            " message_ts = excluded.message_ts, card_channel = excluded.card_channel,"
            " card_thread = excluded.card_thread, card_ts = excluded.card_ts, suggestion = excluded.suggestion,"
            " updated_on = excluded.updated_on, link = excluded.link, about = excluded.about,"
            " answered_by = excluded.answered_by",
            thread.channel,
            thread.ts,
            thread.customer,
            thread.message,
            thread.message_ts,
            thread.card_channel,
            thread.card_thread,
            thread.card_ts,
            thread.suggestion,
            stamp(on),
            thread.link,
            thread.about,
            thread.answered_by,
        )

    def place_card(self, thread: Thread, *, on: datetime) -> None:
        """Note where a thread's card stands and what it is about; what was said meanwhile stays as it is."""
        self.db.run(
            "UPDATE thread SET card_channel = ?, card_thread = ?, card_ts = ?, suggestion = ?, about = ?,"
            " answered_by = CASE WHEN message_ts = ? THEN ? ELSE answered_by END, updated_on = ?"
            " WHERE channel = ? AND ts = ?",
            thread.card_channel,
            thread.card_thread,
            thread.card_ts,
            thread.suggestion,
            thread.about,
            thread.message_ts,
            thread.answered_by,
            stamp(on),
            thread.channel,
            thread.ts,
        )

    def add_suggestion(self, suggestion: Suggestion, *, on: datetime) -> None:
        body = {
            "text": suggestion.text,
            "leads_with": asdict(suggestion.leads_with) if suggestion.leads_with else None,
            "keeps_open": suggestion.keeps_open,
            "asks": suggestion.asks,
            "basis": [asdict(item) for item in suggestion.basis],
            "writer": suggestion.writer,
            "prompt": suggestion.prompt,
            "note": suggestion.note,
            "wording": suggestion.wording,
            "form": suggestion.form,
        }
        self.db.run(
            "INSERT INTO suggestion (id, customer, channel, thread, on_at, body) VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            suggestion.id,
            suggestion.customer,
            suggestion.channel,
            suggestion.thread,
            stamp(on),
            dumps(body),
        )

    def suggestion(self, suggestion_id: str) -> Suggestion | None:
        row = one(self.db.rows("SELECT * FROM suggestion WHERE id = ?", suggestion_id))
        if row is None:
            return None
        body = json.loads(row["body"])
        lead = body.pop("leads_with")
        return Suggestion(
            **{**body, "keeps_open": tuple(body["keeps_open"]), "basis": tuple(Evidence(**b) for b in body["basis"])},
            leads_with=Lead(**lead) if lead else None,
            id=row["id"],
            customer=row["customer"],
            channel=row["channel"],
            thread=row["thread"],
            on=must_stamp(row["on_at"]),
        )

    def is_rejected(self, suggestion_id: str) -> bool:
        """Whether an agent has said that a suggestion is not right."""
        return bool(self.db.rows("SELECT 1 FROM suggestion WHERE id = ? AND rejected_by <> ''", suggestion_id))

    def reject_suggestion(self, suggestion_id: str, *, by: str, kind: NotRight, why: str) -> bool:
        return (
            self.db.run(
                "UPDATE suggestion SET rejected_by = ?, rejected_kind = ?, rejected_why = ? WHERE id = ?",
                by,
                kind,
                why,
                suggestion_id,
            )
            > 0
        )

    def rejections(self) -> tuple[int, dict[str, int]]:
        """How many suggestions there are, and by kind how many of them an agent found not right."""
        rows = self.db.rows("SELECT rejected_kind AS kind, count(*) AS n FROM suggestion GROUP BY rejected_kind")
        counts = {str(row["kind"]): int(row["n"]) for row in rows}
        return sum(counts.values()), {kind: n for kind, n in counts.items() if kind}


def _interactions(rows: Sequence[Row]) -> Iterator[Interaction]:
    for row in rows:
        yield Interaction(
            id=row["id"],
            customer=row["customer"] or "",
            on=must_stamp(row["on_at"]),
            who=row["who"],
            role=row["role"],
            text=row["text"],
            thread=row["thread"],
            link=row["link"],
        )


def thread_of(row: Row) -> Thread:
    return Thread(**{**row, "updated_on": read_stamp(row["updated_on"])})
