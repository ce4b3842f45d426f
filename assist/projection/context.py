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
_SENTENCE_END = re.compile(r"(?<=[.!?\n])")
_QUESTION = re.compile(r"[^.!?\n]*\?")


@dataclass(frozen=True, slots=True)
class Stance:
    """What a text says of each option of a dimension: the weight of the words that ask for it, refuse it, name it."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """`said` are the stems of message and notes, `said_pairs` those that follow each other, `said_plain` the text
    itself in lower case with single spaces. `tells` is how much of themselves the customer gives away, see `_tells`.
    `order` is the place of each choice in the list that was given, by its `id()`: what evidence refers to.
    """

    catalogue: Catalogue
    standings: tuple[Standing, ...]
    message: str
    message_words: int
    message_keys: frozenset[str]
    note_keys: frozenset[str]
    said_text: str
    said_plain: str
    said: frozenset[str]
    said_pairs: frozenset[tuple[str, str]]
    option_keys: frozenset[str]
    asks_advice: bool
    asks_crowd: bool
    changes: bool
    tells: dict[str, float]
    order: dict[int, int]


def stance(text: str, dimension: Dimension) -> Stance:
    """What a customer's text says of the options of a dimension, clause by clause."""
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


def _tells(message: str, noted: str) -> dict[str, float]:
    """How much of themselves the customer gives away, whatever the option: wishes, circumstances, moods."""
    statements = " . ".join(part for part in _SENTENCE_END.split(message) if not part.rstrip().endswith("?"))
    counts = {
        "tells_wish": len(WISH.findall(statements)),
        "tells_life": len(LIFE.findall(statements)),
        "tells_mood": len(MOOD.findall(message)),
        "tells_note": len(WISH.findall(noted)) + len(MOOD.findall(noted)),
    }
    return {
        **{name: float(min(3, count)) for name, count in counts.items()},
        "note_quoted": float(any(mark in noted for mark in "'\"‘")),
        "tells_no": float(REFUSES.search(statements) is not None),
        "only_asks": float(not statements.strip(" .")),
    }


def _standing(dimension: Dimension, message: str, noted: str, choices: Sequence[Choice]) -> Standing:
    mine = (one for one in choices if one.dimension == dimension.id and one.retracted_on is None)
    own = tuple(sorted(mine, key=lambda one: one.on))
    clear = clear_record(own)
    recorded = dimension.option(clear) if clear else None
    if recorded is not None and recorded.closed:
        clear = None  # what a rule has closed cannot be what they are held to
    return Standing(dimension, own, clear, stance(message, dimension), stance(noted, dimension))


def read(message: str, catalogue: Catalogue, choices: Sequence[Choice], notes: Sequence[Note]) -> Context:
    """The context of one draft."""
    noted = "\n".join(note.text for note in notes)
    said_text = f"{message}\n{noted}"
    return Context(
        catalogue=catalogue,
        standings=tuple(_standing(dimension, message, noted, choices) for dimension in catalogue),
        message=message,
        message_words=len(message.split()),
        message_keys=keys(message),
        note_keys=keys(noted),
        said_text=said_text,
        said_plain=" ".join(said_text.lower().split()),
        said=frozenset(content(said_text)),
        said_pairs=pairs(content(message)) | pairs(content(noted)),
        option_keys=frozenset(key for one in catalogue for weights in profile(one).values() for key in weights),
        asks_advice=ASKS_ADVICE.search(message) is not None,
        asks_crowd=any(ASKS_CROWD.search(question) for question in _QUESTION.findall(message)),
        changes=CHANGES.search(message) is not None,
        tells=_tells(message, noted),
        order={id(choice): index for index, choice in enumerate(choices)},
    )
