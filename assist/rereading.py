"""Why: what a model finds in a draft comes after what the check found, and only for somebody who is still there.

Several drafts are read at once, since each agent looks at their own. One whose turn comes too late is not read: by then
its agent has sent it.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence

from assist.background import Background
from assist.desk import Desk
from assist.model.ports import DraftReader
from assist.model.switch import is_off
from assist.records import Draft

WAITING, AT_ONCE = 20, 4
REMEMBERED = 200  # drafts whose words need no second reading again


class DraftRereader:
    def __init__(
        self, desk: Desk, reader: DraftReader, *, seconds: float, now: Callable[[], float] = time.monotonic
    ) -> None:
        """`seconds` is how long a draft may wait for its turn."""
        self.desk = desk
        self.jobs = Background("draft reader", waiting=WAITING, threads=AT_ONCE)
        self._reader = reader
        self._seconds = seconds
        self._now = now
        self._read: OrderedDict[str, str] = OrderedDict()

    def want(
        self,
        draft: Draft,
        *,
        there: Callable[[], bool],
        then: Callable[[Draft], None],
        names: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        """Read a draft when its turn comes, if it is still `there`; `then` is told of it where anything was added.

        `names` may have to be hidden from the model, beside the customer's.
        """
        store = self.desk.store
        if self._read.get(draft.id) == draft.text or is_off(store, draft.channel, store.people.get(draft.customer)):
            return
        until = self._now() + self._seconds

        def job() -> None:
            if self._now() < until and there() and (both := self.read(draft, names())):
                then(both)

        self.jobs.put(job)

    def read(self, draft: Draft, names: Sequence[str]) -> Draft | None:
        """The draft with more flags or notes than it had; None where nothing was added."""
        self._read[draft.id] = draft.text
        while len(self._read) > REMEMBERED:
            self._read.popitem(last=False)
        both = self.desk.drafts.reread(draft, self._reader, names=names)
        had = {(flag.start, flag.kind) for flag in (*draft.flags, *draft.notes)}
        more = both is not None and any((one.start, one.kind) not in had for one in (*both.flags, *both.notes))
        return both if more else None
