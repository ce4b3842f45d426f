"""One customer's history as `assist.history` reads it: the order, where words stand, vectors, and a few whole texts."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from assist.records import Interaction
from storage.search import matches, timeline
from storage.values import given
from storage.vectors import vectors_of


class CustomerLog:
    """What `assist.history.Log` asks for. `model` names the encoder whose vectors are read; empty for none."""

    def __init__(self, connection: sqlite3.Connection, customer: str, model: str = "") -> None:
        self.connection = connection
        self.customer = customer
        self.model = model

    def timeline(self) -> list[tuple[int, int, str]]:
        return timeline(self.connection, self.customer)

    def matches(self, text: str) -> dict[str, list[int]]:
        return matches(self.connection, self.customer, text)

    def vectors(self) -> tuple[list[int], NDArray[np.float32]]:
        return vectors_of(self.connection, self.customer, self.model)

    def read(self, numbers: Sequence[int]) -> dict[int, Interaction]:
        query = (
            "SELECT seq, id, customer, on_at, who, role, text, thread, link FROM interaction"
            f" WHERE seq IN ({','.join('?' * len(numbers))})"
        )
        return {
            seq: Interaction(
                id=name,
                customer=customer,
                on=datetime.fromisoformat(on_at),
                who=given(who),
                role=role,
                text=given(text),
                thread=thread,
                link=link,
            )
            for seq, name, customer, on_at, who, role, text, thread, link in self.connection.execute(query, numbers)
        }
