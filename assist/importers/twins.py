"""One thing said is one thing, under however many ids: a second export of a team's tool gives everything new ones.

What a customer said, or was told, at one moment in the same words is known already, whatever its id; so is a choice
with all the same particulars. Where only the day is known, short words may well fall twice on it: then the
conversation must be the same too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from assist.records import Choice, Interaction

_TELLING_CHARACTERS = 40  # words so long are not said twice on one day by chance
_Said = TypeVar("_Said", Interaction, Choice)


class Past(Protocol):
    def said_at(self, customer_id: str, on: datetime, text: str) -> list[Interaction]: ...
    def chosen_at(self, customer_id: str, on: datetime) -> list[Choice]: ...


class Twins:
    """Tells twins from news over a whole import; remembers which conversation is another under a new name."""

    def __init__(self, past: Past) -> None:
        self._past = past
        self._known_as: dict[tuple[str, str], str] = {}

    def news(self, interactions: Sequence[Interaction]) -> list[Interaction]:
        """Those that are not known under another id; what goes on with a known conversation is put into that."""
        found: list[Interaction] = []
        by_words: dict[tuple[str, datetime, str], list[Interaction]] = {}
        for one in interactions:
            here = by_words.setdefault((one.customer, one.on, one.text), [])
            twin = _twin(one, [*self._past.said_at(one.customer, one.on, one.text), *here])
            if twin is None:
                found.append(one)
                here.append(one)
            elif twin.thread and one.thread:
                self._known_as[one.customer, one.thread] = twin.thread
        return [self._in_place(one) for one in found]

    def new_choices(self, choices: Sequence[Choice]) -> list[Choice]:
        """Those that are not known under another id."""
        found: list[Choice] = []
        for one in map(self._in_place, choices):
            here = [other for other in found if (other.customer, other.on) == (one.customer, one.on)]
            if _twin(one, [*self._past.chosen_at(one.customer, one.on), *here]) is None:
                found.append(one)
        return found

    def _in_place(self, one: _Said) -> _Said:
        return replace(one, thread=self._known_as.get((one.customer, one.thread), one.thread))


def _twin(one: _Said, known: Iterable[_Said]) -> _Said | None:
    """The same under another id; None where it is new, or known under its own."""
    same = [other for other in known if _particulars(other) == _particulars(one)]
    if any(other.id == one.id for other in same):
        return None
    return next((other for other in same if other.thread == one.thread or _tells(one)), None)


def _particulars(one: Interaction | Choice) -> tuple[object, ...]:
    if isinstance(one, Interaction):
        return one.customer, one.on, one.role, one.text
    return one.customer, one.on, one.dimension, one.chosen, frozenset(one.offered), one.situation, one.quote


def _tells(one: Interaction | Choice) -> bool:
    """Whether a thing is told from all others by its moment and its words alone."""
    on = one.on.astimezone(UTC)
    if (on.hour, on.minute, on.second, on.microsecond) != (0, 0, 0, 0):
        return True
    words = one.text if isinstance(one, Interaction) else one.situation + one.quote
    return len(words) >= _TELLING_CHARACTERS
