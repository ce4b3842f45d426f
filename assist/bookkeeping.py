"""Keeping the ledger in step with what a thread says: each choice once, with the customer's words and where they stand.

The ledger follows the thread, not the other way round: when a message is edited or deleted, or a customer changes
their mind, what no longer follows from the thread is retracted, and what an agent undid stays undone.
"""

from __future__ import annotations

from assist import capture
from assist.catalogue import Catalogue
from assist.ports import Clock, Store
from assist.records import Captured, Choice, How, Interaction, Turn, derived_id

_SITUATION_CHARACTERS = 80
_READER = "capture"
_READING_AGAIN = "reading the thread again"


class Bookkeeper:
    def __init__(self, store: Store, catalogue: Catalogue, *, clock: Clock) -> None:
        self.store = store
        self.catalogue = catalogue
        self.clock = clock

    def read_thread(self, thread: str, customer_id: str, *, how: How = "message") -> tuple[Choice, ...]:
        """Bring the ledger in step with a thread; the choices that count now and did not before.

        Only what was said by this customer and to them is read: a thread may hold others' messages too. Choices that
        came from elsewhere (entered, confirmed by an agent, imported as such) are left alone, and are not recorded a
        second time.
        """
        said = [one for one in self.store.conversations.of_thread(thread) if one.customer == customer_id]
        read = capture.read([Turn(one.role, one.text, one.on) for one in said], self.catalogue)
        found = [_choice(one, said, customer_id, thread, how) for one in read]
        with self.store.transaction():
            before = self._counted(thread, customer_id)
            told = {(one.dimension, one.chosen) for one in before.values() if one.recorded_by != _READER}
            found = [choice for choice in found if (choice.dimension, choice.chosen) not in told]
            self.store.ledger.add(found)
            for choice in found:
                self.store.ledger.refresh(choice, retracted_by=_READING_AGAIN)
            follows = {choice.id for choice in found}
            for choice in before.values():
                if choice.recorded_by == _READER and choice.id not in follows:
                    self.store.ledger.retract(choice.id, by=_READING_AGAIN, on=self.clock())
            counted = self._counted(thread, customer_id)
        return tuple(choice for choice in found if choice.id in counted and choice.id not in before)

    def taken_in(self, interaction_id: str) -> tuple[Choice, ...]:
        """The choices that were read out of one message and count."""
        return tuple(one for one in self.store.ledger.from_source(interaction_id) if one.retracted_on is None)

    def forget_message(self, interaction_id: str) -> None:
        """Retract what was read out of one message."""
        for choice in self.store.ledger.from_source(interaction_id):
            self.store.ledger.retract(choice.id, by="message deleted", on=self.clock())

    def _counted(self, thread: str, customer_id: str) -> dict[str, Choice]:
        return {one.id: one for one in self.store.ledger.of_thread(thread) if one.customer == customer_id}


def _choice(found: Captured, said: list[Interaction], customer_id: str, thread: str, how: How) -> Choice:
    at = said[found.turn]
    first = next(one for one in said if one.role == "customer")
    return Choice(
        id=derived_id("choice", customer_id, at.id, found.dimension, found.chosen),
        customer=customer_id,
        dimension=found.dimension,
        offered=found.offered,
        chosen=found.chosen,
        situation=_situation(first.text),
        on=at.on,
        thread=thread,
        quote=found.quote,
        link=at.link,
        how=how,
        recorded_by=_READER,
        source=at.id,
    )


def _situation(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SITUATION_CHARACTERS else line[: _SITUATION_CHARACTERS - 1].rstrip() + "…"
