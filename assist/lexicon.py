"""Why: whether "card" names an option depends on what the other options of the dimension are called.

A lexicon is made once for a catalogue. It holds, for each dimension, the runs of stems that name an option and
how surely: a whole name, a word of an id, a word of a label that no other option shares, a light synonym that
no other option claims. Options that consist in going without ("no gift wrap") are called by the negated word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from assist.synonyms import id_phrases, synonyms
from assist.words import STOP, is_weak, stems, words

Names = tuple[tuple[str, tuple[tuple[str, tuple[str, ...]], ...]], ...]
Run = tuple[str, ...]

_TELLING = frozenset(["both", "off", "none", "neither"])  # small words that do name an option
_PASSING = 0.25  # the word is there, and may well mean something else
_ARTICLES = frozenset(["a", "an", "the"])


@dataclass(frozen=True, slots=True)
class Lexicon:
    """How the options of one dimension are called: runs of stems by their first stem, and who owns each."""

    dimension: str
    runs: dict[str, list[tuple[Run, str, float]]]
    slips: dict[str, str]
    shared: dict[str, frozenset[str]]
    negative: frozenset[str]


@lru_cache(maxsize=256)
def lexicons(names: Names) -> tuple[Lexicon, ...]:
    return tuple(_lexicon(dimension, options) for dimension, options in names)


def _speaking_id(option: str) -> str:
    """An id as words; nothing for one that only numbers the options (`o3`, `b`)."""
    plain = re.sub(r"[_\-./]+", " ", option).strip()
    return "" if re.fullmatch(r"[a-z]{0,2}\d*|(opt|option|choice) ?\w?\d*", plain.lower()) else plain


def _split_negation(name: str) -> tuple[bool, str]:
    """`no gift wrap` is (True, "gift wrap")."""
    found = re.match(r"\W*(?:no|without|not|none|skip|don['’]t|never)\b\W*(?=\w)", name, re.IGNORECASE)
    return (True, name[found.end() :]) if found else (False, name)


@dataclass(slots=True)
class _Called:
    """How one option is called: `content` without small words, `spelled` with them, `in_id` the words of its id.

    Id and label also name the option by words of their own. A phrase that a team has added names it as a whole only:
    "send me the guide" is no reason to hear it in every "send".
    """

    content: list[Run]
    spelled: list[Run]
    in_id: set[str]

    @property
    def terms(self) -> set[str]:
        return {term for run in self.content for term in run}

    @property
    def exact(self) -> list[Run]:
        return [*self.content, *self.spelled]


def _called(option: str, names: tuple[str, ...]) -> _Called:
    speaking = _speaking_id(option)
    label, *phrases = names
    content = []
    for name in filter(None, (speaking, label)):
        negative, rest = _split_negation(name)
        run = stems(rest)
        if run:
            content.append(tuple("¬" + term for term in run) if negative else run)
    spelled = [run for run in map(_spelled, phrases) if run]
    if len(in_full := _spelled(label)) > 1:
        spelled.append(in_full)
    return _Called(content, spelled, set(stems(speaking)) if speaking else set())


def _spelled(name: str) -> Run:
    return tuple(word.stem for word in words(name) if word.raw not in _ARTICLES)


def _lexicon(dimension: str, options: tuple[tuple[str, tuple[str, ...]], ...]) -> Lexicon:
    called = {option: _called(option, names) for option, names in options}
    owners: dict[str, set[str]] = {}
    for option, names in called.items():
        for term in names.terms:
            owners.setdefault(term, set()).add(option)
    negative = frozenset(term[1:] for term in owners if term.startswith("¬"))
    topic = set(stems(dimension.replace("_", " "))) - negative  # said of the matter itself, whichever way it goes

    table: dict[tuple[Run, str], float] = {}
    for option, names in called.items():
        for run, weight in _runs(option, names, owners, topic):
            table[run, option] = max(weight, table.get((run, option), 0.0))
    claimed: dict[Run, set[str]] = {}
    for run, option in table:
        claimed.setdefault(run, set()).add(option)
    by_first: dict[str, list[tuple[Run, str, float]]] = {}
    for (run, option), weight in table.items():
        rivals = claimed[run] - {option}
        if not rivals or (run in called[option].exact and all(run not in called[rival].exact for rival in rivals)):
            by_first.setdefault(run[0], []).append((run, option, weight))
    shared = {term: frozenset(by) for term, by in owners.items() if len(by) > 1}
    return Lexicon(dimension, by_first, _slips(by_first), shared, negative)


def _runs(option: str, names: _Called, owners: dict[str, set[str]], topic: set[str]) -> Iterator[tuple[Run, float]]:
    """Everything that names an option, with how surely: its names, words of its own, synonyms of these."""
    for run in names.exact:
        if len(run) > 1:
            yield run, 1.0
        else:
            faint = run[0] in topic or (run[0] in STOP and run[0] not in _TELLING)
            yield run, _PASSING if faint else _strength(run[0], 1, run[0] in names.in_id)
    for term in names.terms:
        if len(owners[term]) > 1 or term.removeprefix("¬") in STOP:
            continue
        longest = max(len(run) for run in names.content if term in run)
        strength = _PASSING if term in topic else _strength(term, longest, term in names.in_id)
        yield (term,), strength
        for other in synonyms(term) if strength >= 0.5 else ():
            if not any(word in owners for word in other if word != term and not is_weak(word)):
                yield other, 0.35 if len(other) == 1 and is_weak(other[0]) else 0.65
    for run in id_phrases(option):
        yield run, 0.45 if run == ("for", "me") else 0.7


def _slips(known: Iterable[str]) -> dict[str, str]:
    """Longer words with one letter left out or two swapped, and what was meant: people type in haste."""
    table: dict[str, str] = {}
    for term in known:
        if len(term) >= 6 and term.isalpha():
            for i in range(1, len(term)):
                table.setdefault(term[:i] + term[i + 1 :], term)
                table.setdefault(term[: i - 1] + term[i] + term[i - 1] + term[i + 1 :], term)
    return {slip: term for slip, term in table.items() if slip not in known and not is_weak(slip)}


def _strength(term: str, size: int, in_id: bool) -> float:
    """How surely one word of an option's name of `size` words names it."""
    term = term.removeprefix("¬")
    if term.isdigit():
        return 0.55 if len(term) > 1 else 0.5 if in_id or size == 1 else _PASSING
    if is_weak(term):
        return 0.5 if in_id or size == 1 else _PASSING
    return 0.9 if in_id or size == 1 else 0.6 if size == 2 else 0.45
