"""Keeping the ledger in step with what a thread says: each choice once, with the customer's words and where they stand.

The ledger follows the thread, not the other way round: when a message is edited or deleted, or a customer changes
their mind, what no longer follows from the thread is retracted, and what an agent undid stays undone. What is only
probable is not recorded: it becomes a question to the agents, and is withdrawn when it no longer follows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assist import capture
from assist.catalogue import Catalogue
from assist.ports import Clock, Store
from assist.records import Captured, Choice, How, Interaction, Turn, derived_id
from assist.workplace import Question

READER = "capture"
_SITUATION_CHARACTERS = 80
_READ_CHARACTERS = 40_000  # of a message: Slack has no longer ones, an import may
_READING_AGAIN = "reading the thread again"
_SUPERSEDED = "a later choice in the thread"


class Bookkeeper:
    def __init__(self, store: Store, catalogue: Catalogue, *, clock: Clock) -> None:
        self.store = store
        self.catalogue = catalogue
        self.clock = clock

    def read_thread(self, thread: str, customer_id: str, *, how: How = "message") -> tuple[Choice, ...]:
        """Bring the ledger in step with a thread; the choices that count now and did not before.

        Only what was said by this customer and to them is read: a thread may hold others' messages too. Choices that
        came from elsewhere (entered, confirmed by an agent, imported as such) are left alone, and are not recorded a
        second time; but a later choice in the thread takes the place of one that an agent confirmed.
        """
        said = [one for one in self.store.conversations.of_thread(thread) if one.customer == customer_id]
        turns = [Turn(one.role, one.text[:_READ_CHARACTERS], one.on) for one in said]
        readings = capture.readings(turns, self.catalogue)  # once for the sure and the unsure: it is what takes time
        read = [_choice(one, said, customer_id, thread, how) for one in readings if one.sure]
        with self.store.transaction():
            self.store.ledger.restore(thread, retracted_by=_SUPERSEDED)
            held = self.store.ledger.in_thread(thread, customer_id)
            before = {choice.id: choice for choice in held if choice.retracted_on is None}
            others = [choice for choice in before.values() if choice.recorded_by != READER]
            asked = self.store.questions.of_thread(thread, customer_id)
            settled = _settled(others, asked, said)
            found = [_as_held(choice, held) for choice in _news(read, others, settled)]
            self._record(found, before)
            self._supersede(found, others)
            if how == "message":
                probable = [_choice(one, said, customer_id, thread, "confirmed") for one in readings if not one.sure]
                self._ask(_news(probable, others, settled), asked)
            counted = {choice.id for choice in self.store.ledger.of_thread(thread)}
        return tuple(choice for choice in found if choice.id in counted and choice.id not in before)

    def taken_in(self, interaction_id: str) -> tuple[Choice, ...]:
        """The choices that were read out of one message and count."""
        return tuple(one for one in self.store.ledger.from_source(interaction_id) if one.retracted_on is None)

    def read_in(self, thread: str) -> tuple[Choice, ...]:
        """The choices that were read out of a thread, and not entered by somebody, and count."""
        return tuple(one for one in self.store.ledger.of_thread(thread) if one.recorded_by == READER)

    def message_changed(self, interaction_id: str, text: str) -> None:
        """Retract what agents confirmed in words that a message no longer has: all of it for the empty text."""
        for choice in self.taken_in(interaction_id):
            if not text or (choice.recorded_by != READER and choice.quote not in text):
                by = "message edited" if text else "message deleted"
                self.store.ledger.retract(choice.id, by=by, on=self.clock())

    def _record(self, found: Sequence[Choice], before: dict[str, Choice]) -> None:
        self.store.ledger.add(found)
        for choice in found:
            self.store.ledger.refresh(choice, retracted_by=_READING_AGAIN)
        follows = {choice.id for choice in found}
        for choice in before.values():
            if choice.recorded_by == READER and choice.id not in follows:
                self.store.ledger.retract(choice.id, by=_READING_AGAIN, on=self.clock())

    def _supersede(self, found: Sequence[Choice], others: Sequence[Choice]) -> None:
        for choice in found:
            for other in others:
                earlier = other.on <= choice.on and other.source != choice.source
                if other.how == "confirmed" and other.dimension == choice.dimension and earlier:
                    self.store.ledger.retract(other.id, by=_SUPERSEDED, on=self.clock())

    def _ask(self, probable: Sequence[Choice], asked: Sequence[Question]) -> None:
        known = {_what(question.choice): question.id for question in asked}
        now = {known.get(_what(one)) or derived_id("question", one.customer, *_what(one)): one for one in probable}
        for question in asked:
            if question.state == "open" and question.id not in now:
                self.store.questions.settle(question.id, "withdrawn")
        for question_id, choice in now.items():
            self.store.questions.put(Question(id=question_id, choice=choice))


def _what(choice: Choice) -> tuple[str, ...]:
    return choice.source, choice.dimension, choice.chosen, choice.quote


def _settled(others: Sequence[Choice], asked: Sequence[Question], said: Sequence[Interaction]) -> set[tuple[str, str]]:
    """The (message, dimension)s about which an agent has spoken, as long as the words they spoke about are there."""
    texts = {one.id: one.text for one in said}
    spoken = {(choice.source, choice.dimension) for choice in others if choice.how == "confirmed"}
    return spoken | {
        (question.choice.source, question.choice.dimension)
        for question in asked
        if question.state == "answered" and question.choice.quote in texts.get(question.choice.source, "")
    }


def _news(read: Sequence[Choice], others: Sequence[Choice], settled: set[tuple[str, str]]) -> list[Choice]:
    """What was read and is not known from elsewhere, nor settled by an agent."""
    told = {(choice.dimension, choice.chosen) for choice in others}
    return [
        choice
        for choice in read
        if (choice.dimension, choice.chosen) not in told and (choice.source, choice.dimension) not in settled
    ]


def _as_held(choice: Choice, held: Sequence[Choice]) -> Choice:
    """The same reading under the id that it has already: it may have come with a merged customer's thread."""
    for one in held:
        same = (one.source, one.dimension, one.chosen) == (choice.source, choice.dimension, choice.chosen)
        if same and one.recorded_by == READER:
            return replace(choice, id=one.id)
    return choice


def _choice(found: Captured, said: Sequence[Interaction], customer_id: str, thread: str, how: How) -> Choice:
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
        recorded_by=READER,
        source=at.id,
    )


def _situation(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SITUATION_CHARACTERS else line[: _SITUATION_CHARACTERS - 1].rstrip() + "…"
