"""People name an option by what it does, not by its label: "I'll ring you at three" presses *by phone*.

So labels and sentences are compared by words and by concepts: everyday families of words that stand for the same
way of doing things in any trade, kept as data in `concepts.json`. This is general knowledge of English as data;
what a team means by its own options still comes from the labels in its catalogue.
"""

from __future__ import annotations

import itertools
import json
import re
from functools import lru_cache
from pathlib import Path

_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
    )
} | {"twenty": "20", "thirty": "30", "forty": "40", "forty-five": "45", "fifty": "50", "sixty": "60", "ninety": "90"}
STOP_WORDS = frozenset(
    """a an the and or but of to in on at by for with from as is are was were be been am i you he she it we they
    me him her us them my your his its our their this that these those there here so then than too very can
    could will would shall should may might must do does did done have has had not no if when what which who how
    all any some only just also get got let lets up out off over about into onto per via yes please thank thanks
    hello hi dear kind regards best sir madam one two day days time new make made take took want like need go
    going come way thing things us re ll ve d s t m more other first last good same own back still even much
    well now know see say said""".split()
)
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_TIME = re.compile(
    r"\b(?:at|by|around|from|between|before|after|till|until|-|–)?\s*(\d{1,2})(?:[:.h](\d{2}))?\s*(a\.?m|p\.?m|o'?clock)?\b",
    re.I,
)


def stem(word: str) -> str:
    """A word without its commonest endings; good enough to join *delivered* and *delivery*, no more.

    >>> stem("deliveries"), stem("Booked"), stem("booking")
    ('deliver', 'book', 'book')
    """
    word = word.lower().replace("’", "'").removesuffix("'s")
    for ending in ("ations", "ation", "ments", "ment"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    for ending in ("ings", "ing", "ies", "ied"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    for ending in ("ly", "ed", "es", "er", "s", "y", "e"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)]
            break
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] else word


@lru_cache(maxsize=1)
def _index() -> tuple[dict[str, tuple[str, ...]], tuple[tuple[str, str], ...]]:
    families = json.loads(Path(__file__).with_name("concepts.json").read_text(encoding="utf-8"))
    words: dict[str, tuple[str, ...]] = {}
    phrases: list[tuple[str, str]] = []
    for family, members in families.items():
        for member in members:
            if " " in member:
                phrases.append((f" {member} ", family))
            else:
                words[stem(member)] = (*words.get(stem(member), ()), family)
    return words, tuple(phrases)


def tokens(text: str) -> list[tuple[str, int, int]]:
    """The words of a text, lower case, with their offsets."""
    return [(match.group().lower().replace("’", "'"), match.start(), match.end()) for match in _WORD.finditer(text)]


def _clock(text: str) -> set[str]:
    """The parts of the day that clock times in the text fall in; a bare small number is no time."""
    parts: set[str] = set()
    for match in _TIME.finditer(text):
        hour, minutes, half = int(match[1]), match[2], (match[3] or "").lower().replace(".", "")
        if not minutes and not half:
            continue
        if half == "pm" and hour < 12:
            hour += 12
        elif half.startswith("o"):
            hour += 12 if hour < 7 else 0
        if hour < 24:
            parts.add("morning" if hour < 12 else "afternoon" if hour < 17 else "evening")
    return parts


@lru_cache(maxsize=4096)
def keys(text: str) -> frozenset[str]:
    """What a text can be matched by: stems of its content words, numbers as digits, and its concepts (`#phone`)."""
    words, phrases = _index()
    found: set[str] = set()
    listed = [word for word, _, _ in tokens(text)]
    for word in listed:
        if word in _NUMBERS:
            found.add(_NUMBERS[word])
        root = stem(word)
        found.update("#" + family for family in words.get(root, ()))
        if word not in STOP_WORDS:
            found.add(root)
            if "-" in word:
                found.update(stem(part) for part in word.split("-") if part not in STOP_WORDS)
    spaced = " " + " ".join(listed) + " "
    found.update("#" + family for phrase, family in phrases if phrase in spaced)
    found.update("#" + part for part in _clock(text))
    return frozenset(found)


def content(text: str) -> list[str]:
    """The stems of a text's content words, in order."""
    return [stem(word) for word, _, _ in tokens(text) if word not in STOP_WORDS and not word[0].isdigit()]


def pairs(stems: list[str]) -> frozenset[tuple[str, str]]:
    """The content words of a text that follow each other, two by two: a turn of phrase, not a topic."""
    return frozenset(itertools.pairwise(stems))
