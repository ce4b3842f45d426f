"""What the rest of the program asks of a language model: better words, and a second reading of drafts and threads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from assist.catalogue import Catalogue
from assist.records import Captured, Choice, Flag, Note, Suggestion, Turn
from assist.suggestions import Plan


class BetterWords(Protocol):
    """Writes an offline suggestion anew in better words, or gives it back with a note why not.

    `objection` says what our own check finds in a text, as a clause, or nothing; `case` is a stable name of the case
    that names nobody; `names` are people's, and may have to be hidden.
    """

    def improve(
        self,
        offline: Suggestion,
        plan: Plan,
        *,
        objection: Callable[[str], str],
        case: str,
        names: Sequence[str] = (),
    ) -> Suggestion: ...


@dataclass(frozen=True, slots=True)
class DraftRead:
    """The flags of both readers, in order of their place; `note` says what kept the model out, or what it ignored.

    `version` is the prompt's with the model's name, where one was asked.
    """

    flags: tuple[Flag, ...]
    note: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class ThreadRead:
    """The choices of both readers; `note` says what kept the model out, or what it ignored.

    `version` is the prompt's with the model's name, where one was asked.
    """

    choices: tuple[Captured, ...]
    note: str = ""
    version: str = ""


class DraftReader(Protocol):
    """Reads a draft beside the offline check: its flags, and what else is to be known."""

    def read(
        self,
        draft: str,
        offline: Sequence[Flag],
        *,
        message: str,
        catalogue: Catalogue,
        choices: Sequence[Choice],
        notes: Sequence[Note],
        case: str,
        names: Sequence[str] = (),
    ) -> DraftRead: ...


class ThreadReader(Protocol):
    """Reads a thread beside the rules of capture: the choices that count."""

    def read(
        self, turns: Sequence[Turn], catalogue: Catalogue, *, case: str, names: Sequence[str] = ()
    ) -> ThreadRead: ...
