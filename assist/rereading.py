"""Why: drafts and threads are read offline at once; a model reads them after that, beside everything else.

Several drafts are read at once, since each agent looks at their own, and only for somebody who is still there: one
whose turn comes too late is not read, since by then its agent has sent it. Threads wait for each other; what a model
makes of one goes through the inbox, since the worker alone writes into Slack about choices.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence

from assist.background import Background
from assist.cards import thread_key
from assist.desk import Desk
from assist.model.ports import DraftReader, ThreadReader
from assist.model.switch import is_off
from assist.proposals import Proposals
from assist.records import Draft, new_id
from assist.workplace import THREAD_READ, InboxEvent

WAITING, AT_ONCE = 20, 4  # drafts
WAITING_THREADS = 50
REMEMBERED = 200  # drafts, and threads, whose words need no second reading again


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
        self._read = _Known()

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
        if self._read.has(draft.id, draft.text) or is_off(store, draft.channel, store.people.get(draft.customer)):
            return
        until = self._now() + self._seconds

        def job() -> None:
            if self._now() < until and there() and (both := self.read(draft, names())):
                then(both)

        self.jobs.put(job)

    def read(self, draft: Draft, names: Sequence[str]) -> Draft | None:
        """The draft with more flags or notes than it had; None where nothing was added."""
        self._read.keep(draft.id, draft.text)
        both = self.desk.drafts.reread(draft, self._reader, names=names)
        had = {(flag.start, flag.kind) for flag in (*draft.flags, *draft.notes)}
        more = both is not None and any((one.start, one.kind) not in had for one in (*both.flags, *both.notes))
        return both if more else None


class ThreadRereader:
    """Reads threads a second time. `wake` is called when something has been put into the inbox."""

    def __init__(self, desk: Desk, reader: ThreadReader, *, wake: Callable[[], None] = lambda: None) -> None:
        self.desk = desk
        self.wake = wake
        self.jobs = Background("thread reader", waiting=WAITING_THREADS)
        self._reader = reader
        self._proposals = Proposals(desk.store, desk.books, clock=desk.clock)
        self._read = _Known()

    def want(self, channel: str, thread_ts: str) -> None:
        """Read a thread when its turn comes, if its customer has said anything since it was read last."""
        self.jobs.put(lambda: self.read(channel, thread_ts))

    def read(self, channel: str, thread_ts: str) -> None:
        store, key = self.desk.store, thread_key(channel, thread_ts)
        thread = store.conversations.thread(channel, thread_ts)
        customer = store.people.get(thread.customer) if thread else None
        if customer is None or is_off(store, channel, customer):
            return
        theirs = [one.text for one in self.desk.books.said(key, customer.id) if one.role == "customer"]
        if self._read.has(key, "\x1f".join(theirs)):
            return
        self._read.keep(key, "\x1f".join(theirs))
        found = self._proposals.read(key, customer.id, self._reader)
        if not found.recorded and not found.asks:
            return
        recorded = [[question.id, choice.id] for question, choice in found.recorded]
        payload = {"channel": channel, "thread": thread_ts, "recorded": recorded}
        event = InboxEvent(
            key=f"{THREAD_READ}:{new_id()}", kind=THREAD_READ, payload=payload, received_on=self.desk.clock()
        )
        store.inbox.put(event)
        self.wake()


class _Known:
    """The words in which things were read last, for as many as are remembered."""

    def __init__(self) -> None:
        self._words: OrderedDict[str, str] = OrderedDict()

    def has(self, key: str, words: str) -> bool:
        return self._words.get(key) == words

    def keep(self, key: str, words: str) -> None:
        self._words[key] = words
        while len(self._words) > REMEMBERED:
            self._words.popitem(last=False)
