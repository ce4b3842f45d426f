"""Why: people name one thing in many words, so words are compared by stem, number and light synonym.

A hand-made stemmer is enough here, since both sides, catalogue and message, go through the same one. It is
blunt on purpose: `delivery`, `deliver` and `delivered` must meet, and a word that is cut too short only
matters where two options of one dimension would meet in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"e-?mail\w*|\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?", re.IGNORECASE)
_BREAK = re.compile(r"[.!?;\n\r]|\s[-–—]+\s")

# Said about anything, so they name nothing.
_STOP = """
a an the this that these those it its it's i me my mine you your yours he him his she her hers we us our ours
they them their theirs and or but nor so if then than as at by for from in into of off on onto out over to up
with within about after before between during through under until till is are was were be been being am do does
did done doing has have had having will would shall should can could may might must not no yes just only also
too very really quite please thanks thank hi hello hey dear there here what which who whom whose when where why
how any some such each every both either neither all more most much many few little less least own via per plus
i'm i'd i'll i've we're we'd we'll we've you're you'd you'll you've don't doesn't didn't can't cannot won't
wouldn't isn't aren't wasn't that's there's let's let one ones thing things something anything nothing ok okay
"""
STOP = frozenset(_STOP.split())

# Said so often of other matters that alone they name an option only faintly.
_WEAK = """
account add again another answer ask away back best bit bring case change check choose clear come company
customer date day end file find first fix free general get give go good great have help hold home hour keep last
late later leave like line long look make message mind minute money month move name need new next now number old
open option order other own part pay person place plan point problem product put question same see send service
set show side soon start stay stop support sure take team tell thing three time today tomorrow try two use wait
want way week wish work write year
"""
WEAK = frozenset(_WEAK.split())

_IRREGULAR = {
    "sent": "send", "kept": "keep", "bought": "buy", "took": "take", "taken": "take", "rang": "ring", "rung": "ring",
    "gave": "give", "given": "give", "paid": "pay", "payment": "pay", "chose": "choose", "chosen": "choose",
    "went": "go", "gone": "go", "goes": "go", "wrote": "write", "written": "write", "held": "hold", "left": "leave",
    "brought": "bring", "daily": "daily", "weekly": "weekly", "monthly": "monthly",
    "yearly": "yearly", "annual": "yearly", "annually": "yearly",
    "bigger": "big", "biggest": "big", "got": "get", "met": "meet",
    "extension": "extend", "extensions": "extend", "subscription": "subscribe", "subscriptions": "subscribe",
    "suspension": "suspend", "conversion": "convert", "reduction": "reduce", "explanation": "explain",
    "choice": "choose", "choices": "choose", "sold": "sell", "lent": "lend", "rebuilt": "rebuild", "split": "split",
    "mailed": "mail", "mailing": "mail", "calling": "call", "called": "call", "calls": "call", "bodies": "body",
    "tried": "try", "photos": "photo", "stayed": "stay", "staying": "stay", "said": "say", "says": "say",
    "collection": "collect", "withdrawal": "withdraw", "withdrawn": "withdraw", "frozen": "freeze", "froze": "freeze",
    "shipping": "ship", "shipment": "ship", "thrown": "throw", "threw": "throw", "shown": "show", "done": "do",
    "redone": "redo", "redid": "redo", "grew": "grow", "swam": "swim", "ran": "run", "running": "run", "spoke": "speak",
    "spoken": "speak", "driven": "drive", "drove": "drive", "woven": "weave", "people": "person", "men": "man",
    "women": "woman", "children": "child", "news": "news", "gas": "gas", "lens": "lens",
}  # fmt: skip

_NUMBERS = {
    "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "eleven": "11", "twelve": "12", "thirteen": "13", "fourteen": "14", "fifteen": "15",
    "sixteen": "16", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60",
    "ninety": "90", "hundred": "100", "twice": "2", "dozen": "12",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: `text[start:end]`, its stem, and the number of the sentence it stands in."""

    start: int
    end: int
    raw: str
    stem: str
    sentence: int


# What is cut off, the first that fits, and how many letters must be left.
_SUFFIXES = (
    ("ement", 4), ("ment", 4), ("ness", 4), ("ingly", 3), ("ing", 3), ("edly", 3), ("ed", 3), ("ally", 4), ("ly", 4),
    ("ion", 4), ("able", 4), ("ance", 4), ("al", 4), ("y", 4),
)  # fmt: skip


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The common root of a lower-case word: `replacing`, `replacement` and `replaced` give `replac`."""
    if word in _NUMBERS:
        return _NUMBERS[word]
    if word.startswith(("email", "e-mail")):
        return "email"
    word = word.replace("’", "'").removesuffix("'s")
    word = _IRREGULAR.get(word, word)
    if len(word) <= 3:
        return word
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("sses", "xes", "ches", "shes")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for suffix, least in _SUFFIXES:
        root = word[: -len(suffix)]
        if word.endswith(suffix) and len(root) >= least and any(letter in "aeiouy" for letter in root):
            word = root
            break
    if len(word) > 5 and word[-1] in "yi":
        word = word[:-1]
    word = _undouble(word)
    if word.endswith("er") and len(word) > 5 and word[-3] != word[-4]:
        word = word[:-2]
    word = word.removesuffix("e") if len(word) > 3 else word
    if word.endswith("at") and len(word) > 5:
        word = _undouble(word[:-2])
    return word


def _undouble(word: str) -> str:
    return word[:-1] if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "aeiousf" else word


def words(text: str) -> list[Word]:
    """Every word of a text with its place; numbers written out become digits."""
    breaks = [found.start() for found in _BREAK.finditer(text)]
    result, sentence = [], 0
    for found in _TOKEN.finditer(text):
        while sentence < len(breaks) and breaks[sentence] < found.start():
            sentence += 1
        raw = found.group().lower().replace("’", "'")
        end = found.end() - 2 * raw.endswith("'s")  # "e-mail's fine" names e-mail and says that it is fine
        result.append(Word(found.start(), end, raw, stem(raw), sentence))
    return result


def is_weak(word: str) -> bool:
    """Whether a stem is said so often of other matters that it hardly names anything."""
    return word in _WEAK_STEMS


def stems(text: str) -> tuple[str, ...]:
    """The stems of the words of a text that carry meaning; all of them where none does."""
    every = words(text)
    return tuple(word.stem for word in every if word.raw not in STOP) or tuple(word.stem for word in every)


_WEAK_STEMS = frozenset(stem(word) for word in WEAK)
