"""One at a time at a thread's card: two workers that hear two messages of a thread at once must not both post one.

A claim outlasts whoever made it: what was posted and not noted, because the worker died or Slack's answer was lost, is
looked for by whoever takes it over.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from assist.ports import Clock, Store
from assist.records import new_id

CLAIM_SECONDS = 120.0
_TRIES, _PAUSE_SECONDS = 30, 0.1


class CardHeld(RuntimeError):
    """Somebody else is at this thread's card: to be tried again later."""


class Claiming:
    def __init__(
        self,
        store: Store,
        *,
        clock: Clock,
        name: str,
        seconds: float = CLAIM_SECONDS,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """`name` is the worker's, the same after a restart; a claim is taken over after so many `seconds`."""
        self.store = store
        self.clock = clock
        self.name = name
        self.lease = timedelta(seconds=seconds)
        self._pause = pause

    @contextmanager
    def held(self, channel: str, ts: str) -> Iterator[bool]:
        """Be the only one at a thread's card; whether something may have been posted there that is not noted.

        Raises CardHeld where another is at it for longer than a moment.
        """
        by = f"{self.name}:{new_id()}"
        claim = self._take(channel, ts, by)
        try:
            yield claim == "taken over"
        except Exception:
            self.store.claims.let_go(by, now=self.clock())
            raise
        self.store.claims.done(channel, ts, by=by)

    def take_up(self) -> None:
        """Let go of what a worker of this name had claimed when it died."""
        self.store.claims.let_go(self.name, now=self.clock())

    def _take(self, channel: str, ts: str, by: str) -> str:
        for _ in range(_TRIES):
            now = self.clock()
            claim = self.store.claims.take(channel, ts, by=by, now=now, until=now + self.lease)
            if claim != "held":
                return claim
            self._pause(_PAUSE_SECONDS)
        raise CardHeld(f"somebody else is at the card of thread {channel}:{ts}")
