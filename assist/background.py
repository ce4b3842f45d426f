"""Why: what takes seconds and may come to nothing is done beside everything else, and nobody waits for it.

Jobs are done in the order in which they came, by threads of their own. In a rush the latest are not done at all, which
is right for what only makes better what is there already.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from contextlib import suppress

import structlog

log = structlog.get_logger()
Job = Callable[[], object]


class Background:
    """Does jobs beside the rest of the program. `name` names its threads; at most `waiting` jobs wait."""

    def __init__(self, name: str, *, waiting: int = 50, threads: int = 1) -> None:
        self.name = name
        self._waiting: queue.Queue[Job | None] = queue.Queue(waiting + threads)
        self._most = waiting
        self._threads = [threading.Thread(target=self._run, name=name, daemon=True) for _ in range(threads)]

    def put(self, job: Job) -> bool:
        """Do a job when its turn comes; False where too many wait."""
        if self._waiting.qsize() >= self._most:
            log.info("too many jobs wait; this one is not done", of=self.name)
            return False
        self._waiting.put(job)
        return True

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End after the jobs in hand; those that wait are not done."""
        with suppress(queue.Empty):
            while True:
                self._waiting.get_nowait()
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            if thread.is_alive():
                thread.join()

    def drain(self) -> None:
        """Do all that wait now, in the caller's thread."""
        with suppress(queue.Empty):
            while True:
                if (job := self._waiting.get_nowait()) is not None:
                    job()

    def _run(self) -> None:
        while (job := self._waiting.get()) is not None:
            try:
                job()
            except Exception:  # one job comes to nothing; the next must not
                log.exception("a job beside failed", of=self.name)
