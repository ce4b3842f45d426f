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
        said = self.said(thread, customer_id)
        readings = capture.readings(
            turns_of(said), self.catalogue
        )  # once for the sure and the unsure: it is what takes time
        both = [as_choice(one, said, customer_id, thread, how) for one in readings]
        read = [choice for one, choice in zip(readings, both, strict=True) if one.sure]
        with self.store.transaction():
            self.store.ledger.restore(thread, retracted_by=_SUPERSEDED)
            self._drop_read_twice(both, thread, customer_id)
            held = self.store.ledger.in_thread(thread, customer_id)
            before = {choice.id: choice for choice in held if choice.retracted_on is None}
            others = [choice for choice in before.values() if choice.recorded_by != READER]
            asked = self.store.questions.of_thread(thread, customer_id)
            settled = settled_by_agents(held, asked, said)
            found = [_as_held(choice, held) for choice in news(read, others, settled)]
            self._record(found, before)
            self._supersede(found, others)
            if how == "message":
                probable = [
                    replace(choice, how="confirmed") for one, choice in zip(readings, both, strict=True) if not one.sure
                ]
                kept = self._still_asked(asked, both, said)
                self._ask(news([*probable, *kept], others, settled), asked)
            counted = {choice.id for choice in self.store.ledger.of_thread(thread)}
        return tuple(choice for choice in found if choice.id in counted and choice.id not in before)

    def said(self, thread: str, customer_id: str) -> list[Interaction]:
        """What was said in a thread by a customer and to them, oldest first."""
        return [one for one in self.store.conversations.of_thread(thread) if one.customer == customer_id]

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

    def _drop_read_twice(self, read: Sequence[Choice], thread: str, customer_id: str) -> None:
        """Retract what was probable and borne out by a model, where the rules no longer take it for probable."""
        follows = {(one.source, one.dimension, one.chosen) for one in read}
        for choice in self.store.ledger.in_thread(thread, customer_id):
            if by_model(choice) and (choice.source, choice.dimension, choice.chosen) not in follows:
                self.store.ledger.retract(choice.id, by=_READING_AGAIN, on=self.clock())

    def _still_asked(
        self,
        asked: Sequence[Question],
        read: Sequence[Choice],
        said: Sequence[Interaction],
    ) -> list[Choice]:
        """What a model alone has seen and agents are asked about, while its words stand and the rules see nothing."""
        texts, seen = {one.id: one.text for one in said}, {one.dimension for one in read}
        return [
            question.choice
            for question in asked
            if question.state == "open"
            and by_model(question.choice)
            and question.choice.dimension not in seen
            and question.choice.quote in texts.get(question.choice.source, "")
        ]

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
                may_go = other.how == "confirmed" or by_model(other)
                if may_go and other.dimension == choice.dimension and earlier:
                    self.store.ledger.retract(other.id, by=_SUPERSEDED, on=self.clock())

    def _ask(self, probable: Sequence[Choice], asked: Sequence[Question]) -> None:
        known = {what(question.choice): question.id for question in asked}
        now = {known.get(what(one)) or derived_id("question", one.customer, *what(one)): one for one in probable}
        for question in asked:
            if question.state == "open" and question.id not in now:
                self.store.questions.settle(question.id, "withdrawn")
        for question_id, choice in now.items():
            self.store.questions.put(Question(id=question_id, choice=choice))


def by_model(choice: Choice) -> bool:
    """Whether a language model had a part in reading a choice: the version of its prompt has recorded it."""
    return choice.recorded_by.startswith(f"{READER}@")


def turns_of(said: Sequence[Interaction]) -> list[Turn]:
    return [Turn(one.role, one.text[:_READ_CHARACTERS], one.on) for one in said]


def what(choice: Choice) -> tuple[str, ...]:
    """What a question is about: the same for the same words."""
    return choice.source, choice.dimension, choice.chosen, choice.quote


def settled_by_agents(
    held: Sequence[Choice], asked: Sequence[Question], said: Sequence[Interaction]
) -> set[tuple[str, str]]:
    """The (message, dimension)s about which an agent has spoken, as long as the words they spoke about are there."""
    texts = {one.id: one.text for one in said}
    spoken = {
        (choice.source, choice.dimension)
        for choice in held
        if (choice.how == "confirmed" and choice.retracted_on is None)
        or (by_model(choice) and choice.retracted_on is not None and choice.quote in texts.get(choice.source, ""))
    }
    return spoken | {
        (question.choice.source, question.choice.dimension)
        for question in asked
        if question.state == "answered" and question.choice.quote in texts.get(question.choice.source, "")
    }


def news(read: Sequence[Choice], others: Sequence[Choice], settled: set[tuple[str, str]]) -> list[Choice]:
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


def as_choice(
    found: Captured,
    said: Sequence[Interaction],
    customer_id: str,
    thread: str,
    how: How,
    *,
    recorded_by: str = READER,
) -> Choice:
    """What was read in a thread, as a choice of the customer's."""
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
        recorded_by=recorded_by,
        source=at.id,
    )


def _situation(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SITUATION_CHARACTERS else line[: _SITUATION_CHARACTERS - 1].rstrip() + "…"
