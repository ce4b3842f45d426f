"""A message -> the past interactions that matter: few, and none that does not bear on it.

Words decide first, because an order number or a name is either there or not. Each interaction is then read in its
place: a word said shortly before or after counts nearly as much as one said in it, since people ask in one message and
answer in the next; so does nearness in meaning, where an encoder is installed. Who spoke and when count where the
message names a speaker or a date. The weights of these few things were learned once, on conversations (docs/history.md).

Left out on purpose: reading the whole text of every interaction for every message. The store finds the words; only
the few hundred best candidates are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assist.dates import Day, days_in
from assist.records import Interaction

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

RANKED = 50
_READ = 300
_REACH = 90.0  # words over which what is said fades by e: a burst of short messages counts like one long message
_SENSE_REACH = 30.0
_CHARACTERS_A_WORD = 5.5
_PAUSE_WORDS = 4.0
_LONGEST_WORDS = 80.0

_WORD = re.compile(r"[^\W_]+")
_WHEN = re.compile(r"\b(?:when|what date|(?:which|what) (?:day|date|month|year))\b", re.IGNORECASE)
_HOW_MANY = re.compile(r"\bhow (?:many|much|old|long|often|big|far)\b", re.IGNORECASE)
_TELLS_WHEN = re.compile(
    r"\b(?:yesterday|today|tonight|tomorrow|ago|last|next|since|weeks?|weekend|months?|years?|(?:19|20)\d\d"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october"
    r"|november|december)\b",
    re.IGNORECASE,
)
_TELLS_HOW_MANY = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|once|twice|couple|few|several|dozen)\b", re.IGNORECASE
)


class Log(Protocol):
    """One customer's interactions as a store keeps them. A number stands for an interaction."""

    def timeline(self) -> Sequence[tuple[int, int, str]]:
        """(number, characters, thread) of every interaction, in the order of time."""
        ...

    def matches(self, text: str) -> Mapping[str, Sequence[int]]:
        """The terms of a text that are worth looking up, each with the numbers of the interactions that have it."""
        ...

    def vectors(self) -> tuple[Sequence[int], NDArray[np.float32]]:
        """The numbers of the interactions that have a unit vector, and the vectors, (n, dimensions)."""
        ...

    def read(self, numbers: Sequence[int]) -> Sequence[Interaction]:
        """The interactions of these numbers, in their order."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """An interaction with how well it fits a message; `score` orders the finds of one message, no more than that."""

    interaction: Interaction
    score: float


@dataclass(frozen=True, slots=True)
class Place:
    """The history as it lies: `numbers` in order of conversation, `words` of each, `at` its middle, counted in words."""

    numbers: Rows
    at: Floats


FEATURES = ("words", "near", "sense", "speaker", "question", "length", "month", "day", "when", "how_many")
_WITH_ENCODER = np.array([0.48, 0.6, 11.5, 1.26, -1.27, 0.53, 4.4, 4.0, 1.4, 1.3])
_WORDS_ALONE = np.array([0.55, 0.7, 0.0, 1.3, -1.2, 0.6, 4.5, 4.5, 1.4, 1.3])


def rank(query: str, log: Log, vector: NDArray[np.float32] | None = None, *, limit: int = RANKED) -> list[Found]:
    """The interactions that fit a message, best first, newest first among equals.

    `vector` is the message's, from the encoder that made the log's; without it words alone decide.
    """
    found = candidates(query, log, vector)
    if found is None:
        return []
    interactions, features = found
    scores = features @ (_WORDS_ALONE if vector is None else _WITH_ENCODER)
    order = sorted(range(len(scores)), key=lambda row: (scores[row], interactions[row].on), reverse=True)
    return [Found(interactions[row], float(scores[row])) for row in order[:limit]]


def candidates(query: str, log: Log, vector: NDArray[np.float32] | None) -> tuple[Sequence[Interaction], Floats] | None:
    """The few hundred interactions worth reading and what speaks for each, (n, len(FEATURES)); None for no history."""
    place = _place(log.timeline())
    if not len(place.numbers):
        return None
    row_of = {int(number): row for row, number in enumerate(place.numbers)}
    terms = log.matches(query)
    hits = np.zeros((len(terms), len(place.numbers)), dtype=bool)
    for term, numbers in enumerate(terms.values()):
        hits[term, [row_of[number] for number in numbers if number in row_of]] = True
    weights = _rarity(hits)
    words, near = weights @ hits, weights @ _nearby(hits, place.at)
    sense = _smooth(_sense(log, row_of, vector), place.at)
    first = np.stack([words, near, sense], axis=1) @ _WITH_ENCODER[:3]
    chosen = np.sort(np.argsort(-first, kind="stable")[:_READ])
    interactions = log.read([int(number) for number in place.numbers[chosen]])

    named = _named(query, interactions)
    if named:
        kept = np.array([term not in named for term in terms], dtype=bool)
        words, near = weights[kept] @ hits[kept], weights[kept] @ _nearby(hits[kept], place.at)
    columns = [words[chosen], near[chosen], sense[chosen], *_read(query, interactions, named)]
    return interactions, np.stack(columns, axis=1)


def _place(timeline: Sequence[tuple[int, int, str]]) -> Place:
    """The timeline with each thread's interactions together, threads in the order in which they began."""
    if not timeline:
        return Place(np.empty(0, dtype=np.int64), np.empty(0))
    numbers, characters, threads = zip(*timeline, strict=True)
    began: dict[str, int] = {}
    order = np.argsort([began.setdefault(thread, len(began)) for thread in threads], kind="stable")
    words = np.array(characters, dtype=np.float64)[order] / _CHARACTERS_A_WORD
    length = _PAUSE_WORDS + np.minimum(words, _LONGEST_WORDS)
    return Place(np.array(numbers, dtype=np.int64)[order], np.cumsum(length) - length / 2)


def _rarity(hits: NDArray[np.bool_]) -> Floats:
    """BM25's weight of each term in this customer's history: ln(1 + (N - n + .5) / (n + .5)), 0 for a term it lacks."""
    having = hits.sum(axis=1)
    return np.where(having > 0, np.log1p((hits.shape[1] - having + 0.5) / (having + 0.5)), 0.0)


def _nearby(hits: NDArray[np.bool_], at: Floats) -> Floats:
    """For each term, how near the closest other interaction with it is: exp(-words apart / reach), 0 where it has it."""
    gap = np.minimum(_gap_before(hits, at), _gap_before(hits[:, ::-1], -at[::-1])[:, ::-1])
    return np.where(hits, 0.0, np.exp(-gap / _REACH))


def _gap_before(hits: NDArray[np.bool_], at: Floats) -> Floats:
    last = np.maximum.accumulate(np.where(hits, np.arange(hits.shape[1]), -1), axis=1)
    return np.where(last >= 0, at - at[last], np.inf)


def _sense(log: Log, row_of: Mapping[int, int], vector: NDArray[np.float32] | None) -> Floats:
    sense = np.zeros(len(row_of))
    if vector is not None:
        numbers, vectors = log.vectors()
        if len(numbers):
            known = [row_of[number] for number in numbers]
            sense[known] = vectors @ vector
    return sense


def _smooth(sense: Floats, at: Floats) -> Floats:
    """Each value averaged with its neighbours', weighed by exp(-words apart / reach)."""
    total, weight = sense.copy(), np.ones_like(sense)
    for step in range(1, min(6, len(sense))):
        share = np.exp(-(at[step:] - at[:-step]) / _SENSE_REACH)
        total[step:] += share * sense[:-step]
        total[:-step] += share * sense[step:]
        weight[step:] += share
        weight[:-step] += share
    return total / weight


def _named(query: str, interactions: Sequence[Interaction]) -> set[str]:
    """The words of the message, with a capital, that name one who speaks in the history."""
    speakers = {word.lower() for who in {moment.who for moment in interactions} for word in _WORD.findall(who)}
    return {word.lower() for word in _WORD.findall(query) if word[0].isupper()} & speakers


def _read(query: str, interactions: Sequence[Interaction], named: set[str]) -> list[Floats]:
    who = [named & {word.lower() for word in _WORD.findall(moment.who)} for moment in interactions]
    one = len({moment.who for moment, names in zip(interactions, who, strict=True) if names}) == 1
    days = days_in(query)
    asks_when, asks_how_many = bool(_WHEN.search(query)), bool(_HOW_MANY.search(query))
    texts = [moment.text for moment in interactions]
    return [
        np.array([one and bool(names) for names in who], dtype=float),
        np.array([text.rstrip().endswith("?") for text in texts], dtype=float),
        np.log1p([len(_WORD.findall(text[:5000])) for text in texts]),
        np.array([max((_in_month(day, moment.on) for day in days), default=0.0) for moment in interactions]),
        np.array([any(_on_day(day, moment.on) for day in days) for moment in interactions], dtype=float),
        np.array([asks_when and bool(_TELLS_WHEN.search(text)) for text in texts], dtype=float),
        np.array([asks_how_many and bool(_TELLS_HOW_MANY.search(text)) for text in texts], dtype=float),
    ]


def _in_month(day: Day, on: datetime) -> float:
    """1 in the month that a text names, a half in the next, when people still speak of the last; else 0."""
    if day.year not in (None, on.year):
        return 0.0
    return {0: 1.0, 1: 0.5}.get((on.month - day.month) % 12, 0.0)


def _on_day(day: Day, on: datetime) -> bool:
    return day.day == on.day and day.month == on.month and day.year in (None, on.year)


MOST = 3
_NEAR_BEST = 0.5


def relevant(query: str, found: Sequence[tuple[Interaction, float]]) -> tuple[Interaction, ...]:
    """At most three of the interactions found, those with at least half the best score, newest first among equals."""
    if not query.strip() or not found:
        return ()
    best = max(score for _, score in found)
    near = [(score, moment) for moment, score in found if score >= _NEAR_BEST * best]
    near.sort(key=lambda pair: (pair[0], pair[1].on), reverse=True)
    return tuple(moment for _, moment in near[:MOST])
