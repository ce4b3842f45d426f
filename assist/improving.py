"""Why: nobody waits for a language model. The card is up with the offline words before one is asked.

A thread of its own asks for better words, one suggestion at a time, and tells the worker through the inbox when there
are some: the worker alone changes cards. What is not asked in time is not asked at all; the offline words stand.
"""

from __future__ import annotations

from collections.abc import Callable

from assist.background import Background
from assist.desk import Desk
from assist.model.injection import IGNORED
from assist.model.ports import BetterWords
from assist.model.switch import is_off
from assist.records import new_id
from assist.workplace import WORDS_READY, InboxEvent

WAITING = 50  # suggestions at most; in a rush the latest keep their offline words


class Improver:
    def __init__(self, desk: Desk, better: BetterWords, *, wake: Callable[[], None] = lambda: None) -> None:
        """`wake` is called when something has been put into the inbox."""
        self.desk = desk
        self.wake = wake
        self._better = better
        self.jobs = Background("improver", waiting=WAITING)

    def want(self, suggestion_id: str) -> None:
        """Ask for better words for a suggestion that is on a card now, when its turn comes."""
        self.jobs.put(lambda: self.improve(suggestion_id))

    def improve(self, suggestion_id: str) -> bool:
        """Ask for better words for one suggestion, and put into the inbox that they are there; False for none."""
        store = self.desk.store
        suggestion = store.conversations.suggestion(suggestion_id)
        thread = store.conversations.thread(suggestion.channel, suggestion.thread) if suggestion else None
        customer = store.people.get(suggestion.customer) if suggestion else None
        if suggestion is None or suggestion.prompt or thread is None or customer is None:
            return False
        if thread.suggestion != suggestion_id or is_off(store, thread.channel, customer):
            return False
        written = self.desk.insight.improve(suggestion, thread, customer, self._better)
        now = self.desk.clock()
        with store.transaction():
            if store.conversations.suggestion(suggestion_id) is None:
                return False  # deleted while the model was asked: it must not come back
            store.conversations.add_suggestion(written, on=now)
        if written.text == suggestion.text and IGNORED not in written.note:
            return False
        payload = {"channel": thread.channel, "thread": thread.ts, "suggestion": suggestion_id}
        store.inbox.put(InboxEvent(key=f"{WORDS_READY}:{new_id()}", kind=WORDS_READY, payload=payload, received_on=now))
        self.wake()
        return True
