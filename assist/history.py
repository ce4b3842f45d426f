"""A message -> the past interactions that matter: few, and none that does not bear on it.

Words decide first, because an order number or a name is either there or not. Each interaction is then read in its
place: a word said shortly before or after counts nearly as much as one said in it, since people ask in one message and
answer in the next; so does nearness in meaning, where an encoder is installed. Who spoke and when count where the
message names a speaker or a date. The weights of these few things were learned once, on conversations: docs/history.md.

Left out on purpose: reading every interaction whole for every message. The store finds the words; only the few hundred
best candidates are read.
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

Vector = NDArray[np.float32]
Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

RANKED = 50
SHOWN = 3

FEATURES = ("words", "sense", "speaker", "question", "length", "month", "day", "when", "how_many")
# Made by docs/training/fit_history.py: what each feature adds to the log-odds that a candidate is what was asked for.
_WITH_ENCODER = np.array([0.47, 10.8, 1.31, -1.34, 0.23, 4.3, 4.0, 1.2, 1.3])
_WORDS_ALONE = np.array([0.6, 0.0, 1.17, -1.21, 0.26, 4.4, 4.1, 1.2, 1.5])
# Made there too: intercept, rarity found, share of the message's rarity found, nearness in meaning.
_BEARS_WITH_ENCODER = np.array([-5.5, 0.26, 3.6, 6.3])
_BEARS_BY_WORDS = np.array([-4.6, 0.30, 3.7, 0.0])
_BEARS_ENOUGH = 0.68  # shows something for one in twenty messages that are about something else
_MORE_THAN_A_WORD = 1.25  # times what one word can be worth: a lone "5" or "Tuesday" says nothing of the matter
_SAYS_SO = 0.4  # cosine from which a text that shares no word says the same

_READ = 300
_REACH = 90.0  # words over which what is said fades by e: a burst of short messages counts like one long message
_SENSE_REACH = 30.0
_SENSE_STEPS = 5
_CHARACTERS_A_WORD = 5.5
_PAUSE_WORDS = 4.0
_LONGEST_WORDS = 80.0
_OTHER_MESSAGES = 20.0  # counted as if they had none of the words, or three messages would make every word common

_WORD = re.compile(r"[^\W_]+")
_WHEN = re.compile(r"\b(?:when|(?:which|what) (?:day|date|month|year))\b", re.IGNORECASE)
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
_SCANNED = 4_000  # characters of a text that are searched for such words


class Log(Protocol):
    """One customer's interactions as a store keeps them. A number stands for an interaction."""

    def timeline(self) -> Sequence[tuple[int, int, str]]:
        """(number, characters, thread) of every interaction, in the order of time."""
        ...

    def matches(self, text: str) -> Mapping[str, Sequence[int]]:
        """The terms of a text that are worth looking up, each with the numbers of the interactions that have it."""
        ...

    def vectors(self) -> tuple[Sequence[int], Vector]:
        """The numbers of the interactions that have a unit vector, and the vectors, (n, dimensions)."""
        ...

    def read(self, numbers: Sequence[int]) -> Mapping[int, Interaction]:
        """The interactions of these numbers, by number; one that is gone is left out."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """An interaction found for a message. `score` orders the finds of one message and says nothing between messages;
    `bears`, in [0, 1], is how likely it is to bear on the message at all; `itself`: it says so, not
    only what stands beside it."""

    interaction: Interaction
    score: float
    bears: float
    itself: bool


@dataclass(frozen=True, slots=True)
class Candidates:
    """What was read: the interactions, what speaks for each, (n, len(FEATURES)), and which of them say so themselves;
    the rarity of all words asked, and the most that one word of this history can be worth."""

    interactions: Sequence[Interaction]
    features: Floats
    itself: NDArray[np.bool_]
    asked: float
    one_word: float


@dataclass(frozen=True, slots=True)
class Place:
    """The history as it lies: `numbers` in order of conversation, and the middle of each, `at`, counted in words."""

    numbers: Rows
    at: Floats
    by_number: Rows

    def rows(self, numbers: Sequence[int]) -> tuple[Rows, NDArray[np.bool_]]:
        """Where the interactions of these numbers lie, and which of the numbers lie here at all."""
        wanted = np.asarray(numbers, dtype=np.int64)
        rank = np.searchsorted(self.numbers, wanted, sorter=self.by_number)
        rows = self.by_number[np.minimum(rank, len(self.numbers) - 1)]
        here = self.numbers[rows] == wanted
        return rows[here], here


def moments(query: str, log: Log, vector: Vector | None = None, *, but_thread: str = "") -> tuple[Interaction, ...]:
    """At most three past interactions that bear on a message, best first, none twice; none where nothing does."""
    shown: dict[tuple[str, str], Interaction] = {}
    for found in rank(query, log, vector, but_thread=but_thread):
        said = found.interaction
        if found.itself and found.bears >= _BEARS_ENOUGH and len(shown) < SHOWN:
            shown.setdefault((said.role, " ".join(said.text.split())), said)
    return tuple(shown.values())


def rank(query: str, log: Log, vector: Vector | None = None, *, but_thread: str = "") -> list[Found]:
    """At most 50 interactions that fit a message, best first, newest first among equals, none of `but_thread`.

    `vector` is the message's own, from the encoder that made the log's; without it words alone decide.
    """
    read = candidates(query, log, vector, but_thread=but_thread)
    scores = read.features @ (_WORDS_ALONE if vector is None else _WITH_ENCODER)
    bears = _bearing(read, _BEARS_BY_WORDS if vector is None else _BEARS_WITH_ENCODER)
    order = sorted(range(len(scores)), key=lambda row: (scores[row], read.interactions[row].on), reverse=True)
    return [
        Found(read.interactions[row], float(scores[row]), float(bears[row]), bool(read.itself[row]))
        for row in order[:RANKED]
    ]


def candidates(query: str, log: Log, vector: Vector | None, *, but_thread: str = "") -> Candidates:
    """The few hundred interactions worth reading, in order of conversation."""
    timeline = log.timeline()
    if but_thread:
        timeline = [item for item in timeline if item[2] != but_thread]
    if not timeline:
        return Candidates((), np.empty((0, len(FEATURES))), np.empty(0, dtype=bool), 0.0, 0.0)
    place = _place(timeline)
    terms = log.matches(query)
    hits = np.zeros((len(terms), len(timeline)), dtype=bool)
    for row, numbers in enumerate(terms.values()):
        hits[row, place.rows(numbers)[0]] = True
    rarity, presence = _weight(hits.sum(axis=1), len(timeline)), _presence(hits, place.at)
    meaning = _meaning(log, place, vector)
    sense = _smooth(meaning, place.at)
    first = np.stack([rarity @ presence, sense], axis=1) @ _WITH_ENCODER[:2]
    best = np.sort(np.argsort(-first, kind="stable")[:_READ])
    texts = log.read(place.numbers[best].tolist())
    chosen = np.array([row for row in best if int(place.numbers[row]) in texts], dtype=np.int64)
    interactions = [texts[int(number)] for number in place.numbers[chosen]]

    named = _named(query, interactions)
    if named:  # a name says who speaks; inside a text it rather says who is spoken to
        rarity = np.where([term in named for term in terms], 0.0, rarity)
    one_word = float(_weight(np.array(1), len(timeline)))
    columns = [rarity @ presence[:, chosen], sense[chosen], *_reading(query, interactions, named)]
    itself = np.any(hits[rarity > 0], axis=0)[chosen] | (meaning[chosen] >= _SAYS_SO)
    return Candidates(interactions, np.stack(columns, axis=1), np.asarray(itself), float(rarity.sum()), one_word)


def _bearing(read: Candidates, weights: Floats) -> Floats:
    found, sense = read.features[:, 0], read.features[:, 1]
    odds = weights[0] + weights[1] * found + weights[2] * found / max(read.asked, 1.0) + weights[3] * sense
    return np.where(found >= _MORE_THAN_A_WORD * read.one_word, 1 / (1 + np.exp(-odds)), 0.0)


def _place(timeline: Sequence[tuple[int, int, str]]) -> Place:
    """The timeline with each thread's interactions together, threads in the order in which they began."""
    numbers, characters, threads = zip(*timeline, strict=True)
    began = {thread: order for order, thread in enumerate(dict.fromkeys(threads))}
    order = np.argsort([began[thread] for thread in threads], kind="stable")
    words = np.array(characters, dtype=np.float64)[order] / _CHARACTERS_A_WORD
    length = _PAUSE_WORDS + np.minimum(words, _LONGEST_WORDS)
    lying = np.array(numbers, dtype=np.int64)[order]
    return Place(lying, np.cumsum(length) - length / 2, np.argsort(lying))


def _weight(having: NDArray[np.int_], total: int) -> Floats:
    """BM25's weight of a term, ln(1 + (N - n + .5) / (n + .5)) (Robertson and Zaragoza 2009), in this history."""
    weight: Floats = np.log1p((total + _OTHER_MESSAGES - having + 0.5) / (having + 0.5))
    return weight


def _presence(hits: NDArray[np.bool_], at: Floats) -> Floats:
    """How near the closest interaction with each term is: exp(-words apart / reach), 1 where the term itself stands."""
    gap: Floats = np.minimum(_gap_before(hits, at), _gap_before(hits[:, ::-1], -at[::-1])[:, ::-1])
    return np.exp(-gap / _REACH)


def _gap_before(hits: NDArray[np.bool_], at: Floats) -> Floats:
    last = np.maximum.accumulate(np.where(hits, np.arange(hits.shape[1]), -1), axis=1)
    return np.where(last >= 0, at - at[last], np.inf)


def _meaning(log: Log, place: Place, vector: Vector | None) -> Floats:
    """How near in meaning each interaction is to the message: the cosine, 0 for one that has no vector yet."""
    meaning = np.zeros(len(place.numbers))
    if vector is not None:
        numbers, vectors = log.vectors()
        rows, here = place.rows(numbers)
        if len(rows):
            meaning[rows] = (vectors @ vector)[here]
    return meaning


def _smooth(sense: Floats, at: Floats) -> Floats:
    """Each value averaged with its neighbours', weighed by exp(-words apart / reach)."""
    total, weight = sense.copy(), np.ones_like(sense)
    for step in range(1, min(_SENSE_STEPS + 1, len(sense))):
        share = np.exp(-(at[step:] - at[:-step]) / _SENSE_REACH)
        total[step:] += share * sense[:-step]
        total[:-step] += share * sense[step:]
        weight[step:] += share
        weight[:-step] += share
    return total / weight


def _named(query: str, interactions: Sequence[Interaction]) -> set[str]:
    """The words of the message, with a capital, that name one who speaks in the history."""
    speakers = {word.lower() for who in {said.who for said in interactions} for word in _WORD.findall(who)}
    return {word.lower() for word in _WORD.findall(query) if word[0].isupper()} & speakers


def _reading(query: str, interactions: Sequence[Interaction], named: set[str]) -> list[Floats]:
    """The features that take the interactions themselves, from `speaker` on."""
    by = [bool(named & {word.lower() for word in _WORD.findall(said.who)}) for said in interactions]
    one_speaker = len({said.who for said, named_one in zip(interactions, by, strict=True) if named_one}) == 1
    texts = [said.text[:_SCANNED] for said in interactions]
    days = days_in(query)
    when, how_many = _WHEN.search(query) is not None, _HOW_MANY.search(query) is not None
    return [
        np.array(by, dtype=float) * one_speaker,
        np.array([said.text.rstrip().endswith("?") for said in interactions], dtype=float),
        np.log1p([len(_WORD.findall(text)) for text in texts]),
        np.array([max((_in_month(day, said.on) for day in days), default=0.0) for said in interactions]),
        np.array([any(_on_day(day, said.on) for day in days) for said in interactions], dtype=float),
        np.array([when and _TELLS_WHEN.search(text) is not None for text in texts], dtype=float),
        np.array([how_many and _TELLS_HOW_MANY.search(text) is not None for text in texts], dtype=float),
    ]


def _in_month(day: Day, on: datetime) -> float:
    """1 in the month that a text names, a half in the next, when people still speak of the last; else 0."""
    if day.year not in (None, on.year):
        return 0.0
    return {0: 1.0, 1: 0.5}.get((on.month - day.month) % 12, 0.0)


def _on_day(day: Day, on: datetime) -> bool:
    return day.day == on.day and day.month == on.month and day.year in (None, on.year)
