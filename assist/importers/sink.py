"""Where an import goes: the little that it asks of a store, and the project's own store seen that way."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from typing import Protocol

from assist.ports import Clock, Store
from assist.records import Choice, Customer, Identity, Interaction


class Sink(Protocol):
    """Identities are unique: each is held by one customer at most."""

    def resolve(self, identities: Sequence[Identity]) -> list[str]:
        """The ids, without repeats, of the customers that hold any of these identities."""

    def add_customer(self, customer: Customer) -> bool:
        """Store a customer, or fill in one that is there: True if anything changed.

        Identities are added and none is removed. A name or company that is already known stays; a name is
        known if it is neither empty nor one of the customer's own identities. Raises ValueError, before
        anything has changed, if another customer holds one of the identities.
        """

    def said_at(self, customer_id: str, on: datetime, text: str) -> list[Interaction]:
        """What a customer said or was told at a moment in these words."""

    def chosen_at(self, customer_id: str, on: datetime) -> list[Choice]:
        """What a customer chose at a moment, retracted or not."""

    def add_interactions(self, interactions: Sequence[Interaction]) -> int:
        """Store those whose id is not there yet, and say how many they were."""

    def add_choices(self, choices: Sequence[Choice]) -> int:
        """Store those whose id is not there yet (a retracted one is there), and say how many they were."""

    def transaction(self) -> AbstractContextManager[None]:
        """All that is stored within it stands together or, if it is left by an exception, not at all."""


class StoreSink:
    """A `Store` as a sink. What people have written about a customer is never overwritten by an import."""

    def __init__(self, store: Store, clock: Clock, *, by: str = "import") -> None:
        self._store = store
        self._clock = clock
        self._by = by

    def resolve(self, identities: Sequence[Identity]) -> list[str]:
        return [holder.id for holder in self._store.people.holders(identities)]

    def add_customer(self, customer: Customer) -> bool:
        return self._store.people.add(
            filled_in(self._store.people.get(customer.id), customer), by=self._by, on=self._clock()
        )

    def said_at(self, customer_id: str, on: datetime, text: str) -> list[Interaction]:
        return self._store.conversations.said_at(customer_id, on, text)

    def chosen_at(self, customer_id: str, on: datetime) -> list[Choice]:
        return self._store.ledger.chosen_at(customer_id, on)

    def add_interactions(self, interactions: Sequence[Interaction]) -> int:
        return self._store.conversations.add(interactions)

    def add_choices(self, choices: Sequence[Choice]) -> int:
        return self._store.ledger.add(choices)

    def transaction(self) -> AbstractContextManager[None]:
        return self._store.transaction()


def filled_in(known: Customer | None, found: Customer) -> Customer:
    """`found` with the name and company that are known already, and their identities put together."""
    if known is None:
        return found
    placeholders = ("", *(identity.value for identity in known.identities))
    return replace(
        found,
        name=(found.name or known.name) if known.name in placeholders else known.name,
        company=known.company or found.company,
        identities=tuple(dict.fromkeys((*known.identities, *found.identities))),
    )
