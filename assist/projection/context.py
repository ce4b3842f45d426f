"""What is known about the customer before a draft is read: record, message and notes, by dimension and option.

The same draft is fine for one customer and presumes too much for another; everything that makes the difference is
gathered here once for a draft, so that each sentence can be held against it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assist.catalogue import Catalogue
from assist.preferences import clear_record
from assist.projection.concepts import content, keys, pairs
from assist.projection.cues import ASKS, ASKS_ADVICE, ASKS_CROWD, CHANGES, LIFE, MOOD, REFUSES, WISH
from assist.projection.linking import profile, scores
from assist.records import Choice, Dimension, Note

_CLAUSE = re.compile(r"[.!?;,:\n()]+|\b(?:but|and then|so that)\b")
_QUESTION = re.compile(r"[^.!?\n]*\?")


@dataclass(frozen=True, slots=True)
class Stance:
    """What a text says of each option of a dimension: how strongly it asks for it, refuses it, names it at all."""

    asked: dict[str, float]
    refused: dict[str, float]
    named: dict[str, float]


@dataclass(frozen=True, slots=True)
class Standing:
    """One dimension as it stands for this customer."""

    dimension: Dimension
    choices: tuple[Choice, ...]
    clear: str | None
    message: Stance
    notes: Stance


@dataclass(frozen=True, slots=True)
class Context:
    """`order` is the place of each choice in the list that was given, by its `id()`: what evidence refers to."""

    catalogue: Catalogue
    standings: tuple[Standing, ...]
    message_keys: frozenset[str]
    note_keys: frozenset[str]
    asks_advice: bool
    asks_crowd: bool
    changes: bool
    tells: tuple[float, ...]
    said: frozenset[str]
    said_pairs: frozenset[tuple[str, str]]
    option_keys: frozenset[str]
    message_words: int
    message: str
    said_text: str
    order: dict[int, int]


def stance(text: str, dimension: Dimension) -> Stance:
    """What a customer's text says of the options of a dimension, clause by clause.

    A clause that refuses one option of two and names no other asks for what is left.
    """
    asked: dict[str, float] = {}
    refused: dict[str, float] = {}
    named: dict[str, float] = {}
    for clause in _CLAUSE.split(text):
        if not clause.strip():
            continue
        negative, wanting = REFUSES.search(clause), ASKS.search(clause)
        for option, score in scores(keys(clause), dimension).items():
            if score <= 0:
                continue
            named[option] = max(named.get(option, 0.0), score)
            if negative:
                refused[option] = max(refused.get(option, 0.0), score)
            if wanting:
                asked[option] = max(asked.get(option, 0.0), score)
    return Stance(asked, refused, named)


def _tells(message: str, noted: str) -> tuple[float, ...]:
    """How much of themselves the customer gives away, whatever the option: wishes, circumstances, moods, own words on file."""
    statements = " . ".join(part for part in re.split(r"(?<=[.!?\n])", message) if not part.rstrip().endswith("?"))
    return (
        float(min(3, len(WISH.findall(statements)))),
        float(min(3, len(LIFE.findall(statements)))),
        float(min(3, len(MOOD.findall(message)))),
        float(min(3, len(WISH.findall(noted)) + len(MOOD.findall(noted)))),
        float("'" in noted or '"' in noted or "‘" in noted),
        float(REFUSES.search(statements) is not None),
        float(not statements.strip(" .")),
    )


def read(message: str, catalogue: Catalogue, choices: Sequence[Choice], notes: Sequence[Note]) -> Context:
    """The context of one draft."""
    noted = "\n".join(note.text for note in notes)
    standings = []
    for dimension in catalogue:
        own = tuple(
            sorted(
                (one for one in choices if one.dimension == dimension.id and one.retracted_on is None),
                key=lambda one: one.on,
            )
        )
        clear = clear_record(own)
        recorded = dimension.option(clear) if clear else None
        if recorded is not None and recorded.closed:
            clear = None
        standings.append(Standing(dimension, own, clear, stance(message, dimension), stance(noted, dimension)))
    return Context(
        catalogue,
        tuple(standings),
        keys(message),
        keys(noted),
        ASKS_ADVICE.search(message) is not None,
        any(ASKS_CROWD.search(question) for question in _QUESTION.findall(message)),
        CHANGES.search(message) is not None,
        _tells(message, noted),
        frozenset(content(message + " . " + noted)),
        pairs(content(message)) | pairs(content(noted)),
        frozenset(key for dimension in catalogue for weights in profile(dimension).values() for key in weights),
        len(message.split()),
        message,
        message + "\n" + noted,
        {id(choice): index for index, choice in enumerate(choices)},
    )
