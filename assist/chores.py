"""What the worker does when nothing is waiting: a vector for each new message, and now and then what everybody takes,
which offers nobody took up, and what has been kept for long enough.

Each call does a little and says whether there is more, so that a message that comes in meanwhile does not wait.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from assist.desk import Desk
from assist.ports import Encoder
from assist.retention import expire
from assist.unanswered import AT_ONCE as THREADS_AT_ONCE
from assist.unanswered import Patience
from assist.workplace import HouseRules

RELEARN_SECONDS = 600.0
AT_ONCE = 16  # vectors a call: about 0.2 s


class Chores:
    def __init__(
        self,
        desk: Desk,
        encoder: Encoder | None,
        *,
        rules: Callable[[], HouseRules] = HouseRules,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.desk = desk
        self.encoder = encoder
        self.rules = rules
        self._now = now
        self._learned = -1
        self._next_learning = now()

    def __call__(self) -> bool:
        """Do a little of what there is to do; whether more of it waits."""
        encoded = self.desk.store.encode_due(self.encoder, AT_ONCE) if self.encoder else 0
        if encoded == AT_ONCE:
            return True
        if self._now() >= self._next_learning:
            rules, store = self.rules(), self.desk.store
            patience = Patience(store, self.desk.catalogue, clock=self.desk.clock, days=rules.no_answer_days)
            if THREADS_AT_ONCE in (patience.look(), patience.look_back()):
                return True
            if expire(store, rules, clock=self.desk.clock):
                return True
            self._next_learning = self._now() + RELEARN_SECONDS
            count = self.desk.store.ledger.count()
            if count != self._learned:
                self.desk.learn_population()
                self._learned = count
        return False
