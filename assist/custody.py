"""What whoever answers for the data asks at a terminal: what is held of a customer, to forget it, and who did what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from assist.desk import Desk
from assist.office import Mistake, one_customer
from assist.ports import Store
from assist.workplace import AuditEntry

_BY = "terminal"


def exported(store: Store, key: str) -> dict[str, Any]:
    """Everything that is held about a customer, named by id or exact key, as plain values. Raises Mistake."""
    return dict(store.held.of_customer(one_customer(store, key).id))


def forget(desk: Desk, key: str) -> str:
    """Delete everything about a customer; what was done, in words. Raises Mistake.

    What all customers take is learned anew, without them.
    """
    customer = one_customer(desk.store, key)
    with desk.store.transaction():
        counts = desk.store.held.forget(customer.id)
        told = {part: str(count) for part, count in counts.items()}
        entry = AuditEntry(on=desk.clock(), actor=_BY, action="forgot customer", subject=customer.id, detail=told)
        desk.store.house.record(entry)
    desk.learn_population()
    desk.store.scrub()
    return "Deleted: " + ", ".join(f"{count} {part}" for part, count in counts.items()) + "."


def trail(store: Store, subject: str, limit: int) -> Iterator[str]:
    """Who did what and when, newest first, a line each: about everything, or about a channel, a customer (by id or any
    exact key), `catalogue`, `rules`, `retention`, or whatever else has an id.
    """
    for entry in store.house.latest(limit, _subject(store, subject)):
        yield f"{entry.on:%Y-%m-%d %H:%M} {entry.actor} {entry.told()}"


def _subject(store: Store, subject: str) -> str:
    try:
        return one_customer(store, subject).id if subject else ""
    except Mistake:
        return subject
