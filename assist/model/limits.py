"""Why: an endpoint that is down, slow or dear must cost a support team neither time nor a surprise on the bill.

A breaker stops asking after several failures in a row and tries again after a pause; the caps hold calls and tokens a
minute. Both count in this process alone, which is where the calls are made.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

MINUTE = 60.0
FAILURES = 5  # in a row, before the endpoint is left alone
PAUSE = 60.0  # seconds, until one call tries again


class Breaker:
    """Open (nothing is asked) for `pause` seconds after `failures` failures in a row; then one call tries again."""

    def __init__(self, now: Callable[[], float], *, failures: int = FAILURES, pause: float = PAUSE) -> None:
        self._now = now
        self._most = failures
        self._pause = pause
        self._failed = 0
        self._open_until = 0.0
        self._lock = threading.Lock()

    def lets_through(self) -> bool:
        """Whether a call may be made now; the first after a pause is let through alone."""
        with self._lock:
            if self._failed < self._most:
                return True
            if self._now() < self._open_until:
                return False
            self._open_until = self._now() + self._pause
            return True

    def worked(self) -> None:
        with self._lock:
            self._failed = 0

    def failed(self) -> None:
        with self._lock:
            self._failed += 1
            if self._failed >= self._most:
                self._open_until = self._now() + self._pause


@dataclass(frozen=True, slots=True)
class Caps:
    """The most calls and tokens (asked and answered) in any minute; 0 is no cap."""

    calls: int = 0
    tokens: int = 0


NO_CAPS = Caps()


class Meter:
    """Counts calls and tokens of the last minute and says whether there is room for one more."""

    def __init__(self, caps: Caps, now: Callable[[], float]) -> None:
        self._caps = caps
        self._now = now
        self._spent: deque[tuple[float, int]] = deque()
        self._lock = threading.Lock()

    def take(self, tokens: int) -> bool:
        """Count a call of at most so many tokens; False, and nothing counted, where a cap stands against it."""
        with self._lock:
            while self._spent and self._spent[0][0] <= self._now() - MINUTE:
                self._spent.popleft()
            if self._caps.calls and len(self._spent) >= self._caps.calls:
                return False
            if self._caps.tokens and sum(spent for _, spent in self._spent) + tokens > self._caps.tokens:
                return False
            self._spent.append((self._now(), tokens))
            return True
