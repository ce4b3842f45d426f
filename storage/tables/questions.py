"""Probable choices that agents are asked about. What is asked here is no evidence: only an answer makes it a choice."""

from __future__ import annotations

import json
from typing import Any

from assist.records import Choice
from assist.workplace import Question, QuestionState
from storage.tables.connection import Connection, Row, dumps, must_stamp, stamp


class Questions:
    def __init__(self, db: Connection) -> None:
        self.db = db

    def put(self, question: Question) -> None:
        """Store a question. One that is known stays as it is; one that was withdrawn is asked again."""
        choice = question.choice
        values: list[Any] = [question.id, choice.customer, choice.thread, choice.dimension, dumps(choice.offered)]
        values += [choice.chosen, choice.situation, stamp(choice.on), choice.quote, choice.link, choice.source]
        values.append(choice.recorded_by)
        self.db.run(
            "INSERT INTO question (id, customer, thread, dimension, offered, chosen, situation, on_at, quote, link,"
            " source, read_by, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open')"
            " ON CONFLICT (id) DO UPDATE SET state = 'open' WHERE question.state = 'withdrawn'",
            *values,
        )

    def get(self, question_id: str) -> Question | None:
        return next(map(_question, self.db.rows("SELECT * FROM question WHERE id = ?", question_id)), None)

    def of_thread(self, thread: str, customer_id: str) -> list[Question]:
        rows = self.db.rows(
            "SELECT * FROM question WHERE thread = ? AND customer = ? ORDER BY on_at, id", thread, customer_id
        )
        return [_question(row) for row in rows]

    def settle(self, question_id: str, state: QuestionState) -> bool:
        """Answer or withdraw a question; False where somebody was quicker."""
        return self.db.run("UPDATE question SET state = ? WHERE id = ? AND state = 'open'", state, question_id) > 0

    def due(self, thread: str) -> list[Question]:
        """Those of a thread that people do not see as they are: open and not posted, or withdrawn and still there."""
        rows = self.db.rows(
            "SELECT * FROM question WHERE thread = ?"
            " AND ((state = 'open' AND ts = '') OR (state = 'withdrawn' AND ts <> '')) ORDER BY on_at, id",
            thread,
        )
        return [_question(row) for row in rows]

    def placed(self, question_id: str, *, channel: str, ts: str) -> None:
        """Note where a question stands; nowhere for empty."""
        self.db.run("UPDATE question SET channel = ?, ts = ? WHERE id = ?", channel, ts, question_id)


def _question(row: Row) -> Question:
    return Question(
        id=row["id"],
        choice=Choice(
            customer=row["customer"],
            thread=row["thread"],
            dimension=row["dimension"],
            offered=tuple(json.loads(row["offered"])),
            chosen=row["chosen"],
            situation=row["situation"],
            on=must_stamp(row["on_at"]),
            quote=row["quote"],
            link=row["link"],
            source=row["source"],
            how="confirmed",
            recorded_by=row["read_by"],
        ),
        state=row["state"],
        channel=row["channel"],
        ts=row["ts"],
    )
