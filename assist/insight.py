"""What is known about a customer, put together for one message: it reads, and stores nothing.

Everything here is asked for one customer id and built from that customer's rows alone, so that nothing of one customer
can stand on another's card.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assist import history, preferences
from assist.cards import Taste, thread_key
from assist.catalogue import Catalogue
from assist.composing import compose, preferences_for
from assist.ports import Clock, Encoder, Store, Writer
from assist.preferences import Population
from assist.projection.check import check
from assist.records import Choice, Customer, Flag, Interaction, Preference, Suggestion, derived_id
from assist.reviews import weigh
from assist.workplace import Thread

POPULATION = "population"
_CANDIDATES = 50


class Insight:
    def __init__(
        self, store: Store, catalogue: Catalogue, writer: Writer, *, clock: Clock, encoder: Encoder | None
    ) -> None:
        self.store = store
        self.catalogue = catalogue
        self.writer = writer
        self.encoder = encoder
        self.clock = clock

    def population(self) -> Population:
        kept = self.store.house.setting(POPULATION)
        return Population.from_json(kept) if kept else Population()

    def tastes(self, customer_id: str, message: str = "") -> tuple[Taste, ...]:
        """What the customer takes in each dimension; a wish in the message is shown as stated."""
        found = self._preferences(self.store.ledger.of_customer(customer_id), message)
        return tuple(
            Taste(dimension=d, preference=found[d.id], says=preferences.says(found[d.id], d)) for d in self.catalogue
        )

    def moments(self, thread: Thread) -> tuple[Interaction, ...]:
        """At most three past interactions of the thread's customer that bear on its message, of other threads."""
        found = self.store.search(thread.customer, thread.message, _CANDIDATES)
        return history.relevant(
            thread.message,
            [(moment, score) for moment, score in found if moment.thread != thread_key(thread.channel, thread.ts)],
        )

    def suggest(self, thread: Thread, customer: Customer, *, wording: int = 0, agent: str = "") -> Suggestion:
        """A reply to the thread's latest message that our own check finds nothing in."""
        choices = self.store.ledger.of_customer(customer.id)
        written = compose(
            thread.message,
            catalogue=self.catalogue,
            choices=choices,
            notes=self.store.ledger.notes_of(customer.id),
            preferred=self._preferences(choices, thread.message),
            writer=self.writer,
            moments=self.moments(thread),
            customer_name=customer.name,
            agent_name=agent,
            wording=wording,
        )
        return replace(
            written,
            id=derived_id(
                "suggestion", thread.channel, thread.ts, customer.id, thread.message_ts, thread.message, str(wording)
            ),
            customer=customer.id,
            channel=thread.channel,
            thread=thread.ts,
            on=self.clock(),
        )

    def flags(self, text: str, thread: Thread) -> tuple[Flag, ...]:
        """Where a draft for the thread projects, each flag no louder than the verdicts on its kind allow."""
        found = check(
            text,
            message=thread.message,
            catalogue=self.catalogue,
            choices=self.store.ledger.of_customer(thread.customer),
            notes=self.store.ledger.notes_of(thread.customer),
        )
        return weigh(found, self.store.reviews.tallies())

    def _preferences(self, choices: Sequence[Choice], message: str) -> dict[str, Preference]:
        return preferences_for(self.catalogue, choices, self.population(), message=message, now=self.clock())
