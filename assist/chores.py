"""What the worker does when nothing is waiting: a vector for each new message, and now and then what everybody takes
and which offers nobody took up.

Each call does a little and says whether there is more, so that a message that comes in meanwhile does not wait.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from assist.desk import Desk
from assist.ports import Encoder
from assist.unanswered import AT_ONCE as THREADS_AT_ONCE
from assist.unanswered import Patience

RELEARN_SECONDS = 600.0
AT_ONCE = 16  # vectors a call: about 0.2 s


class Chores:
    def __init__(
        self,
        desk: Desk,
        encoder: Encoder | None,
        *,
        no_answer_days: float = 14.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`no_answer_days`: an offer in a thread that was quiet for so many days is noted as never answered."""
        self.desk = desk
        self.encoder = encoder
        self.patience = Patience(desk.store, desk.catalogue, clock=desk.clock, days=no_answer_days)
        self._now = now
        self._learned = -1
        self._next_learning = now()

    def __call__(self) -> bool:
        """Do a little of what there is to do; whether more of it waits."""
        encoded = self.desk.store.encode_due(self.encoder, AT_ONCE) if self.encoder else 0
        if encoded == AT_ONCE:
            return True
        if self._now() >= self._next_learning:
            if self.patience.look() == THREADS_AT_ONCE:
                return True
            self._next_learning = self._now() + RELEARN_SECONDS
            count = self.desk.store.ledger.count()
            if count != self._learned:
                self.desk.learn_population()
                self._learned = count
        return False
