"""Why: a model follows turns of phrase that no rule holds, and the ledger takes nothing on its word alone.

It reads a thread after the rules have, without being told what they made of it. What they took for probable and it
takes for a choice is recorded, since two readers say so. What it alone sees is put to the agents, as anything uncertain
is. What it stops seeing, once the customer has said more, is no longer asked. What an agent has settled stays settled.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import get_args

from assist import capture
from assist.bookkeeping import Bookkeeper, as_choice, by_model, news, settled_by_agents, turns_of, what
from assist.catalogue import Catalogue, mentions
from assist.insight import names_of
from assist.model.ports import ThreadReader
from assist.ports import Clock, Store
from assist.records import Captured, Choice, Interaction, Role, Turn, derived_id
from assist.topics import NAMED
from assist.workplace import Question

_ROLES = get_args(Role)


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a model's reading of a thread came to: choices recorded, each with the question that it settles, and whether
    there is something else to ask, or no longer to ask.
    """

    recorded: tuple[tuple[Question, Choice], ...] = ()
    asks: bool = False


class Proposals:
    def __init__(self, store: Store, books: Bookkeeper, *, clock: Clock) -> None:
        self.store = store
        self.books = books
        self.clock = clock

    def read(self, thread: str, customer_id: str, reader: ThreadReader) -> Proposed:
        """Have a model read a customer's turns in a thread, and do what follows from it: nothing, where somebody has
        written or changed something meanwhile.
        """
        customer = self.store.people.get(customer_id)
        said = self.books.said(thread, customer_id)
        turns = turns_of(said)
        if customer is None or not may_matter(turns, self.books.catalogue):
            return Proposed()
        names = [*names_of(customer), *(one.who for one in said if one.who not in _ROLES)]
        found = reader.read(turns, self.books.catalogue, case=derived_id("case", thread), names=names)
        with self.store.transaction():
            if self.books.said(thread, customer_id) != said:
                return Proposed()
            return self._follow(found.choices, said, customer_id, thread, found.version)

    def _follow(
        self, choices: Sequence[Captured], said: Sequence[Interaction], customer_id: str, thread: str, version: str
    ) -> Proposed:
        probable, sure = {}, set()
        for one in capture.readings(turns_of(said), self.books.catalogue):
            if one.sure:
                sure.add(one.dimension)
            else:
                probable[one.dimension] = one
        asked = self.store.questions.of_thread(thread, customer_id)
        twice, alone = [], []
        for one in choices:
            read = as_choice(one, said, customer_id, thread, "message", recorded_by=version)
            if one.dimension in probable:
                twice.append(read)
            elif one.dimension not in sure:
                alone.append(read)
        recorded = [pair for read in twice if (pair := self._record(read, asked))]
        return Proposed(tuple(recorded), self._ask(alone, asked, said, thread, customer_id))

    def _record(self, read: Choice, asked: Sequence[Question]) -> tuple[Question, Choice] | None:
        """Record what agents are asked about now, and ask no longer; None where it is not asked, or not any more."""
        same = (read.source, read.dimension, read.chosen)
        for question in asked:
            put = question.choice
            if (put.source, put.dimension, put.chosen) == same and self.store.questions.settle(
                question.id, "withdrawn"
            ):
                choice_id = derived_id("read twice", question.id)
                choice = replace(put, id=choice_id, how="message", recorded_by=read.recorded_by)
                self.store.ledger.add([choice])
                return question, choice
        return None

    def _ask(
        self,
        alone: Sequence[Choice],
        asked: Sequence[Question],
        said: Sequence[Interaction],
        thread: str,
        customer_id: str,
    ) -> bool:
        """Put what a model alone sees to the agents, and withdraw what it no longer does; whether either was done."""
        held = self.store.ledger.in_thread(thread, customer_id)
        counted = [choice for choice in held if choice.retracted_on is None]
        new = news(alone, counted, settled_by_agents(held, asked, said))
        ids = {derived_id("question", one.customer, *what(one)): one for one in new}
        open_now = {question.id for question in asked if question.state == "open" and by_model(question.choice)}
        for gone in open_now - ids.keys():
            self.store.questions.settle(gone, "withdrawn")
        for question_id, choice in ids.items():
            self.store.questions.put(Question(id=question_id, choice=replace(choice, how="confirmed")))
        return open_now != ids.keys()


def may_matter(turns: Sequence[Turn], catalogue: Catalogue) -> bool:
    """Whether a model's word could change anything: on what is spoken of and not settled by the rules."""
    found = capture.readings(turns, catalogue)
    named = {one.dimension for turn in turns for one in mentions(turn.text, catalogue) if one.weight >= NAMED}
    spoken_of = named | {one.dimension for one in found}
    return any(turn.who == "customer" for turn in turns) and bool(
        spoken_of - {one.dimension for one in found if one.sure}
    )
