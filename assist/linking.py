"""Whose a thread is, said by a person, and two customers taken for one: each can be undone, and everything goes back.

Identity is exact keys only; what keys do not tell, people do, and people err. A wrong customer is worse than none, so
what was moved is noted and can be put back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assist.bookkeeping import READER, Bookkeeper
from assist.cards import thread_key
from assist.ports import Clock, Store
from assist.records import Choice, Customer, new_id
from assist.workplace import CUSTOMERS_CHANGED, AuditEntry, InboxEvent, Linking, Merge, Thread

_MOST_CARDS = 50


class Linker:
    def __init__(self, store: Store, books: Bookkeeper, *, clock: Clock) -> None:
        self.store = store
        self.books = books
        self.clock = clock

    def link(self, thread: Thread, customer: Customer, *, by: str) -> tuple[Thread, tuple[Choice, ...]]:
        """The thread as the customer's, and the choices that follow.

        What is nobody's in it, and what was thought to be of whoever it was before, goes to that customer. A third
        person's messages in it stay theirs.
        """
        key, before = thread_key(thread.channel, thread.ts), thread.customer
        linking = Linking(
            id=new_id(),
            channel=thread.channel,
            ts=thread.ts,
            customer=customer.id,
            by=by,
            on=self.clock(),
            before=before,
            previous=thread.link,
        )
        with self.store.transaction():
            self.store.linkings.make(linking)
            now = self.store.conversations.thread(thread.channel, thread.ts) or thread  # its card may be there by now
            thread = replace(now, customer=customer.id, link=linking.id)
            self.store.conversations.save_thread(thread, on=self.clock())
            self._record(by, "linked thread", customer.id, thread=key)
            if before and before != customer.id:
                self._set_aside(linking, key, before, because=f"linking {linking.id}")
                self.books.read_thread(key, before)
                self.store.lapses.drop(key, before)
                self._show_others_anew(before, thread, f"{linking.id}:made")
            return thread, self.books.read_thread(key, customer.id)

    def unlink(self, link_id: str, *, by: str) -> Thread | None:
        """Take a linking back: messages, choices and thread are as they were, and what came in since by the thread
        alone goes along. None where it no longer stands, or the thread was linked anew since.
        """
        linking = self.store.linkings.get(link_id)
        thread = self.store.conversations.thread(linking.channel, linking.ts) if linking else None
        if linking is None or thread is None or thread.link != link_id:
            return None
        key, linked = thread_key(thread.channel, thread.ts), self.store.merges.resolved(linking.customer)
        with self.store.transaction():
            self.store.linkings.undo(linking, on=self.clock())
            back = self._latest_writer(key) or self.store.merges.resolved(linking.before)
            now = self.store.conversations.thread(thread.channel, thread.ts) or thread
            thread = replace(now, customer=back, link=linking.previous)
            self.store.conversations.save_thread(thread, on=self.clock())
            if back != linked:
                self._set_aside(linking, key, linked, because=f"unlinking {link_id}")
                self.store.lapses.drop(key, linked)
                self._show_others_anew(linked, thread, f"{link_id}:undone")
            self.store.ledger.restore(key, retracted_by=f"linking {link_id}")
            for customer_id in {linked, back} - {""}:
                self.books.read_thread(key, customer_id)
            self._record(by, "unlinked thread", linked, thread=key)
        return thread

    def merge(self, kept_id: str, gone_id: str, *, by: str) -> Merge:
        """Take two customers for one. Raises ValueError where either is unknown, or they are one already."""
        kept, gone = self._customer(kept_id), self._customer(gone_id)
        if kept.id == gone.id:
            raise ValueError(f"{kept_id} and {gone_id} are one customer already")
        merge = Merge(id=new_id(), kept=kept.id, gone=gone.id, by=by, on=self.clock())
        with self.store.transaction():
            self.store.merges.make(merge)
            for subject in (kept.id, gone.id):
                self._record(by, "merged customers", subject, merge=merge.id, kept=kept.id, gone=gone.id)
            self._show_anew(self.store.merges.threads(merge, _MOST_CARDS), f"{merge.id}:made")
        return merge

    def unmerge(self, merge_id: str, *, by: str) -> Merge:
        """Take two customers apart again. Raises ValueError where that can't be done (now)."""
        merge = self.store.merges.get(merge_id)
        if merge is None:
            raise ValueError(f"no merge has the id {merge_id!r}")
        if merge.undone_on is not None:
            raise ValueError(f"merge {merge_id} has been taken apart already")
        if self.store.merges.resolved(merge.kept) != merge.kept:
            raise ValueError(f"{merge.kept} was merged into another customer since: take that apart first")
        with self.store.transaction():
            self.store.merges.undo(merge, on=self.clock())
            for thread in self.store.merges.shared_threads(merge):
                for customer_id in (merge.kept, merge.gone):
                    self.books.read_thread(thread, customer_id)
                self._give_to_latest_writer(thread, merge)
            for subject in (merge.kept, merge.gone):
                self._record(by, "took customers apart", subject, merge=merge.id, kept=merge.kept, gone=merge.gone)
            self._show_anew(self.store.merges.dealt_since(merge), f"{merge.id}:undone")
        return merge

    def _customer(self, customer_id: str) -> Customer:
        customer = self.store.people.get(customer_id)
        if customer is None:
            raise ValueError(f"no customer has the id {customer_id!r}")
        return customer

    def _give_to_latest_writer(self, key: str, merge: Merge) -> None:
        """Of two customers who wrote in one thread it is whose message came last, and that message is its latest."""
        channel, _, ts = key.partition(":")
        thread, writer = self.store.conversations.thread(channel, ts), self._latest_writer(key)
        if thread is not None and {thread.customer, writer} == {merge.kept, merge.gone}:
            self.store.conversations.save_thread(replace(thread, customer=writer), on=self.clock())

    def _latest_writer(self, key: str) -> str:
        """Whose the newest customer's message in a thread is; empty where it is nobody's, or there is none."""
        said = self.store.conversations.of_thread(key)
        return next((one.customer for one in reversed(said) if one.role == "customer"), "")

    def _set_aside(self, linking: Linking, key: str, customer_id: str, *, because: str) -> None:
        """Retract what agents confirmed for a customer out of messages that are theirs no longer."""
        moved = {interaction for interaction, _ in self.store.linkings.handed(linking.id)}
        for choice in self.store.ledger.in_thread(key, customer_id):
            if choice.recorded_by != READER and choice.source in moved:
                self.store.ledger.retract(choice.id, by=because, on=self.clock())

    def _show_others_anew(self, customer_id: str, thread: Thread, why: str) -> None:
        """Have a customer's other cards dealt anew: they may show what was chosen in a thread that is not theirs."""
        theirs = self.store.conversations.threads_of(customer_id, _MOST_CARDS)
        here = (thread.channel, thread.ts)
        self._show_anew([(one.channel, one.ts) for one in theirs if one.card_ts and (one.channel, one.ts) != here], why)

    def _show_anew(self, threads: Sequence[tuple[str, str]], why: str) -> None:
        """Have the worker deal cards anew, some at once: a card must not show what is another's now."""
        for first in range(0, len(threads), _MOST_CARDS):
            self.store.inbox.put(
                InboxEvent(
                    key=f"{CUSTOMERS_CHANGED}:{why}:{first}",
                    kind=CUSTOMERS_CHANGED,
                    payload={"threads": [list(place) for place in threads[first : first + _MOST_CARDS]]},
                    received_on=self.clock(),
                )
            )

    def _record(self, actor: str, action: str, subject: str, **detail: str) -> None:
        self.store.house.record(AuditEntry(on=self.clock(), actor=actor, action=action, subject=subject, detail=detail))
