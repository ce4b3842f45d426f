"""Why: "2 please", "the latter", "the 22 one" and "you do it" name an option by its place in the agent's offer.

What is pointed at becomes a `Mention` like any other, so that "not the first" and "is the second in stock?" are
read by the same rules as words are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assist.catalogue import Mention
from assist.clauses import clause_at
from assist.listing import Listing
from assist.statements import Said
from assist.words import is_weak, words

_ORDINALS = {
    "first": 0, "1st": 0, "former": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "fifth": 4,
    "last": -1, "latter": -1,
}  # fmt: skip
_DIGITS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5"}
_ORDINAL = re.compile(
    r"\b(?:(?:the|your|my|that) )?"
    r"(former|latter|(?:very )?(?:first|second|third|fourth|fifth|1st|2nd|3rd|4th|last|middle))"
    r"(?P<noun> (?:one|ones|option|choice|suggestion|idea|offer|slot|of (?:the|those|these) \w+|variant|solution|"
    r"possibility|proposal|thing|way|version))?\b",
    re.IGNORECASE,
)
_ALONE = re.compile(r"\W*(?:$|[.,!;\n]|(?:please|pls|then|sounds|is|works|suits|for|would)\b)", re.IGNORECASE)
_LABELLED = re.compile(
    r"\b(?:option|number|no\.?|nr\.?|choice|variant|opt)\W{0,2}#?([1-9]|[a-h]|one|two|three|four|five)\b|"
    r"(?<!\w)[#\[(]([1-9a-h])\b[\])]?",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^\W*(?:(?:ok|okay|yes|yeah|so|then|well|i'?d say|i say|let'?s go with|let'?s do|i'?ll take|i'?ll go with|"
    r"we'?ll take|i choose|go with|for me|i'?d take|i want|definitely|hm+|take|give me|pls|please|hi|hello|"
    r"thanks|just)\W+)*"
    r"[\[(#]?([1-9a-h]|one|two|three|four)[\])]?"
    r"(?=\W*$|\W+(?:please|pls|plz|then|thanks|thx|thank|for|it is|sounds|works|is|would|and|but|as|because|since|if|"
    r"pl|cheers|mate|of course|again|obviously|definitely)\b|\s?[.,!:;–-])(?![.:]\d)",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"\W*(?:(?:ok|okay|yes|well|rather|better|preferably|please|then|hm+|oh)\W+)*"
    r"(?:(you|you guys|you lot|your side|your people)|"
    r"(me|myself|i'll do it|i will do it|i'll do it myself|we'll do it ourselves|ourselves|on my own))"
    r"(?:\W+(?:please|pls|then|do it|can do it|thanks|should|may|of course))*\W*",
    re.IGNORECASE,
)
_OTHER_ONE = re.compile(
    r"\bthe other(?: (?:one|option|way|choice|version))?\b(?! \w+s\b)"
    r"(?=\W*$|\W+(?:please|pls|then|instead|sounds|is|would)\b|\s?[.,!;])",
    re.IGNORECASE,
)
_CHEAPER = re.compile(
    r"\bthe (?:cheap(?:er|est)|less expensive|least expensive)(?: (?:one|option|version|of the two))?\b", re.IGNORECASE
)
_THE_ONE = re.compile(r"\bthe ((?:[\w€$£.,%'’-]+ ){1,3})(?:one|ones|option|version)\b", re.IGNORECASE)
_DETAIL = re.compile(
    r"\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day$|(?:mon|tue|wed|thu|fri|sat|sun)$|(?:january|february|march|april|may|june|"
    r"|july|august|september|october|november|december)$|"
    r"(?:morning|noon|afternoon|evening|night|tomorrow|today|tonight|free)$"
)
_BRIEF = 40  # letters: so short an answer to a list can only be about the list


def references(said: Said, named: Sequence[Mention], listing: Listing, last: str, dimension: str) -> list[Mention]:
    """What the turn points at in the agent's last list. `last` is the option that was named last."""
    if not listing.order:
        return []
    pointed = [*_by_label(said, listing), *_by_ordinal(said.own, listing), *_by_doer(said, listing)]
    pointed += _by_contrast(said.own, listing, named[0].option if named else last)
    pointed += _by_detail(said, named, listing)
    return [Mention(dimension, option, start, end, weight) for option, start, end, weight in pointed]


_Pointed = tuple[str, int, int, float]


def _by_label(said: Said, listing: Listing) -> Iterator[_Pointed]:
    """ "Option 2", "#2", and a bare "2" or "b" where the agent gave numbers or letters."""
    for found in _LABELLED.finditer(said.own):
        label = _digit(found.group(1) or found.group(2))
        option = listing.labelled(label) if label.isdigit() or listing.marks else None
        if option:
            start, end = found.span(2) if found.group(2) else found.span()  # a bracket may part two clauses
            yield option, start, end, 0.99
    for part in said.parts if listing.marks or len(said.own.strip()) <= 3 else ():
        bare = _BARE.search(said.own[part.start : min(part.end, part.start + 80)])
        option = listing.labelled(_digit(bare.group(1))) if bare else None
        if bare and option:
            yield option, part.start + bare.start(1), part.start + bare.end(1), 0.95


def _digit(label: str) -> str:
    return _DIGITS.get(label.lower(), label.lower())


def _by_ordinal(own: str, listing: Listing) -> Iterator[_Pointed]:
    order = listing.order
    for found in _ORDINAL.finditer(own):
        word = found.group(1).lower().removeprefix("very ")
        certain = found.group("noun") or word in ("former", "latter")
        if not certain and not (found.group().lower().startswith("the ") and _ALONE.match(own, found.end())):
            continue
        middle = len(order) // 2 if len(order) % 2 else len(order)  # an even list has none
        place = middle if word == "middle" else _ORDINALS[word]
        if -len(order) <= place < len(order):
            yield order[place], found.start(), found.end(), 0.95


def _by_doer(said: Said, listing: Listing) -> Iterator[_Pointed]:
    """ "You, please", after "I can restore it, or you follow the guide"."""
    for part in said.parts if listing.doers else ():
        who = _WHO.fullmatch(said.own[part.start : part.end]) if part.end - part.start <= 80 else None
        option = listing.doers.get("we" if who.group(1) else "you") if who else None
        if who and option:
            group = 1 if who.group(1) else 2
            yield option, part.start + who.start(group), part.start + who.end(group), 0.8


def _by_contrast(own: str, listing: Listing, last: str) -> Iterator[_Pointed]:
    """ "The other one" of two, and "the cheaper one" where every option had one price."""
    rest = [option for option in listing.order if option != last]
    if len(listing.order) == 2 and len(rest) == 1:
        for found in _OTHER_ONE.finditer(own):
            yield rest[0], found.start(), found.end(), 0.9
    cheapest = listing.cheapest()
    if cheapest:
        for found in _CHEAPER.finditer(own):
            yield cheapest, found.start(), found.end(), 0.9


def _by_detail(said: Said, named: Sequence[Mention], listing: Listing) -> Iterator[_Pointed]:
    """ "The 22 one", "at 4": a word that stood beside one option only, where the clause names none itself."""
    spans = [(found.start(1), found.end(1)) for found in _THE_ONE.finditer(said.own)]
    taken = {clause.start for m in named if (clause := clause_at(said.parts, m.start))}
    brief = len(said.own) <= _BRIEF
    for word in words(said.own):
        option = listing.details.get(word.stem)
        part = clause_at(said.parts, word.start) if option else None
        if option is None or part is None or part.start in taken:
            continue
        pointed = any(start <= word.start < end for start, end in spans)
        if pointed or (brief and not is_weak(word.stem)) or _DETAIL.match(word.raw):
            yield option, word.start, word.end, 0.5 if pointed else 0.45
