"""Why: whose words may go to an endpoint is the team's and the customer's to say, one by one.

A channel or a customer for whom the model is off is answered and checked as if there were none. For a customer that is
kept by their exact keys as well as by their id. Where two records are taken for one, it is off if it was for either,
and each has its own again when they are taken apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from assist.ports import Store
from assist.records import Customer, derived_id
from assist.workplace import MODEL_OFF, AuditEntry


def turn(store: Store, subject: str | Customer, *, off: bool, by: str, on: datetime) -> None:
    """Turn the model off, or on again, for a channel (its id) or a customer, with those merged into them."""
    for name in [subject] if isinstance(subject, str) else _names(store, subject):
        store.house.set(f"{MODEL_OFF}{name}", off, on=on)
    about = subject if isinstance(subject, str) else subject.id
    store.house.record(AuditEntry(on=on, actor=by, action="model off" if off else "model on", subject=about))


def is_off(store: Store, channel: str, customer: Customer | None) -> bool:
    """Whether nothing of a channel or of a customer may go to the model."""
    names = [channel, *(_names(store, customer) if customer else ())]
    return any(store.house.setting(f"{MODEL_OFF}{name}") for name in names)


def _names(store: Store, customer: Customer) -> Iterator[str]:
    """What is kept in the place of a customer's keys: nothing that could be read once they are forgotten."""
    yield customer.id
    yield from store.merges.members(customer.id)
    for identity in customer.identities:
        yield derived_id("model off", identity.kind, identity.value)
