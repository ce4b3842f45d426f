"""What agents say about the choices that were read: right, wrong, or another one. The history of it is kept.

A choice is never changed: it is retracted, and what is right stands beside it as confirmed by whoever said so.
"""

from __future__ import annotations

from dataclasses import replace

from assist.catalogue import Catalogue
from assist.ports import Clock, Store
from assist.records import Choice, derived_id
from assist.workplace import AuditEntry, Question


class Corrections:
    def __init__(self, store: Store, catalogue: Catalogue, *, clock: Clock) -> None:
        self.store = store
        self.catalogue = catalogue
        self.clock = clock

    def undo(self, choice_id: str, *, by: str) -> Choice | None:
        """Take a recorded choice back; None where it was not counted any more."""
        choice = self.store.ledger.get(choice_id)
        if choice is None or not self.store.ledger.retract(choice_id, by=by, on=self.clock()):
            return None
        self._record(by, "retracted choice", choice.customer, choice=choice_id)
        return choice

    def correct(self, choice_id: str, option: str, *, by: str) -> Choice | None:
        """Not this option, that one: the choice that now stands; None where nothing was to be corrected."""
        wrong = self.store.ledger.get(choice_id)
        if wrong is None or wrong.chosen == option or not self._known(wrong.dimension, option):
            return None
        right = _confirmed(wrong, option, by, derived_id("confirmed", choice_id, option))
        with self.store.transaction():
            if not self.store.ledger.retract(choice_id, by=by, on=self.clock()):
                return None
            self.store.ledger.add([right])
            self._record(by, "corrected choice", wrong.customer, choice=choice_id, now=right.id)
        return right

    def confirm(self, question_id: str, *, by: str, option: str = "") -> Choice | None:
        """An agent says that a customer chose what is probable, or `option`: recorded. None where somebody was quicker,
        or the question no longer stands.
        """
        question = self.store.questions.get(question_id)
        if question is None or (option and not self._known(question.choice.dimension, option)):
            return None
        taken = option or question.choice.chosen
        choice = _confirmed(question.choice, taken, by, derived_id("confirmed", question_id, taken))
        with self.store.transaction():
            if not self.store.questions.settle(question_id, "answered"):
                return None
            self.store.ledger.add([choice])
            self._record(by, "confirmed choice", choice.customer, choice=choice.id)
        return choice

    def refuse(self, question_id: str, *, by: str) -> Question | None:
        """An agent says that it was no choice; None where somebody was quicker."""
        question = self.store.questions.get(question_id)
        if question is None or not self.store.questions.settle(question_id, "answered"):
            return None
        self._record(by, "said it was no choice", question.choice.customer, question=question_id)
        return question

    def _known(self, dimension: str, option: str) -> bool:
        found = self.catalogue.get(dimension)
        return found is not None and found.option(option) is not None

    def _record(self, actor: str, action: str, subject: str, **detail: str) -> None:
        self.store.house.record(AuditEntry(on=self.clock(), actor=actor, action=action, subject=subject, detail=detail))


def _confirmed(read: Choice, option: str, by: str, choice_id: str) -> Choice:
    offered = read.offered if option in read.offered else (*read.offered, option)
    return replace(read, id=choice_id, chosen=option, offered=offered, how="confirmed", recorded_by=by)
