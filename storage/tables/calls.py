"""What was asked of a language model, day by day: how often, how it ended, how long it took, how many tokens."""

from __future__ import annotations

from datetime import datetime

from assist.workplace import ModelCall, ModelFigures
from storage.tables.connection import Connection, stamp


class Calls:
    def __init__(self, db: Connection) -> None:
        self.db = db

    def add(self, call: ModelCall, *, on: datetime) -> None:
        self.db.run(
            "INSERT INTO model_call (day, task, version, model, outcome, times, calls, ms, slowest, tokens_in,"
            " tokens_out) VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)"
            " ON CONFLICT (day, task, version, model, outcome) DO UPDATE SET times = model_call.times + 1,"
            " calls = model_call.calls + excluded.calls, ms = model_call.ms + excluded.ms,"
            " slowest = CASE WHEN excluded.slowest > model_call.slowest THEN excluded.slowest"
            " ELSE model_call.slowest END, tokens_in = model_call.tokens_in + excluded.tokens_in,"
            " tokens_out = model_call.tokens_out + excluded.tokens_out",
            stamp(on)[:10],
            call.task,
            call.version,
            call.model,
            call.outcome,
            call.calls,
            call.ms,
            call.ms,
            call.tokens_in,
            call.tokens_out,
        )

    def figures(self, since: datetime) -> list[ModelFigures]:
        """Everything from the day of `since` on, by task, version, model and outcome, the most frequent first."""
        rows = self.db.rows(
            "SELECT task, version, model, outcome, sum(times) AS times, sum(calls) AS calls, sum(ms) AS ms,"
            " max(slowest) AS slowest, sum(tokens_in) AS tokens_in, sum(tokens_out) AS tokens_out FROM model_call"
            " WHERE day >= ? GROUP BY task, version, model, outcome ORDER BY task, version, times DESC, outcome",
            stamp(since)[:10],
        )
        return [ModelFigures(**row) for row in rows]
