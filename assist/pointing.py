"""Why: "2 please", "the latter", "the 22 one" and "you do it" name an option by its place in the agent's offer.

What is pointed at becomes a `Mention` like any other, so that "not the first" and "is the second in stock?" are
read by the same rules as words are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assist.catalogue import Mention
from assist.clauses import clause_at
from assist.comparing import by_clock, by_measure
from assist.listing import Listing
from assist.records import Dimension
from assist.statements import Said
from assist.words import is_weak, stem, stems, words

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
_BARE_ORDINAL = re.compile(
    r"\W*(?:(?:ok|okay|yes|yeah|then|so|well|hi|hello|for me|i'?d say|make it|let'?s do|go with|i'?ll take|take|"
    r"pls|please|the|hm+)\W+)*"
    r"(former|latter|first|second|third|fourth|fifth|1st|2nd|3rd|4th|last)\b(?:\W+(?:one|please|pls|plz|then|thanks|thx|thank|you|it|is|"
    r"for|me|us|of|course|sounds|good|works|ty|cheers|mate|if|possible))*\W*",
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
    r"\bthe (?:other|others)(?: (?:one|ones|option|way|choice|version))?\b(?! \w+s\b)"
    r"(?=\W*$|\W+(?:please|pls|then|instead|sounds|is|would)\b|\s?[.,!;])",
    re.IGNORECASE,
)
_OTHER_KIND = re.compile(r"\bthe other (\w+)\b", re.IGNORECASE)
_THE_ONE = re.compile(r"\bthe ((?:[\w€$£.,%'’-]+ ){1,3})(?:one|ones|option|version)\b", re.IGNORECASE)
_DETAIL = re.compile(
    r"\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day$|(?:mon|tue|wed|thu|fri|sat|sun)$|(?:january|february|march|april|may|june|"
    r"|july|august|september|october|november|december)$|"
    r"(?:morning|noon|afternoon|evening|night|tomorrow|today|tonight|free)$"
)
_BRIEF = 40  # letters: so short an answer to a list can only be about the list


@dataclass(frozen=True, slots=True)
class Before:
    """What lies before the customer in one dimension when they speak.

    `listing`: the agent's last list; `live`: the options on the table; `last`: the option that was named last;
    `usual`: the one that, as the agent said, the customer had so far.
    """

    dimension: Dimension
    listing: Listing
    live: tuple[str, ...]
    last: str = ""
    usual: str = ""


def references(said: Said, named: Sequence[Mention], before: Before, elsewhere: Sequence[Mention]) -> list[Mention]:
    """What the turn points at among the options before the customer.

    `named` are the options that it names outright, `elsewhere` what it names in other dimensions.
    """
    listing, live = before.listing, before.live
    labels = {option.id: option.label for option in before.dimension.options}
    pointed = [*by_clock(said.own, labels), *by_measure(said.own, labels, live, listing)]
    pointed += _by_contrast(said.own, live, named[0].option if named else before.last, labels)
    pointed += _by_habit(said.own, before.usual)
    if listing.order:
        pointed += [*_by_label(said, listing), *_by_ordinal(said, listing), *_by_doer(said, listing)]
        pointed += _by_detail(said, named, listing, elsewhere)
    found = [Mention(before.dimension.id, option, start, end, weight) for option, start, end, weight in pointed]
    return found + [Mention(before.dimension.id, *one) for one in _by_pronoun(said, [*named, *found])]


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


def _by_ordinal(said: Said, listing: Listing) -> Iterator[_Pointed]:
    own, order = said.own, listing.order
    for found in _ORDINAL.finditer(own):
        word = found.group(1).lower().removeprefix("very ")
        certain = found.group("noun") or word in ("former", "latter")
        if not certain and not (found.group().lower().startswith("the ") and _ALONE.match(own, found.end())):
            continue
        middle = len(order) // 2 if len(order) % 2 else len(order)  # an even list has none
        place = middle if word == "middle" else _ORDINALS[word]
        if -len(order) <= place < len(order):
            yield order[place], found.start(), found.end(), 0.95
    for part in said.parts:
        bare = _BARE_ORDINAL.fullmatch(own, part.start, part.end)
        place = _ORDINALS[bare.group(1).lower()] if bare else len(order)
        if bare and -len(order) <= place < len(order):
            yield order[place], bare.start(1), bare.end(1), 0.95


def _by_doer(said: Said, listing: Listing) -> Iterator[_Pointed]:
    """ "You, please", after "I can restore it, or you follow the guide"."""
    for part in said.parts if listing.doers else ():
        who = _WHO.fullmatch(said.own[part.start : part.end]) if part.end - part.start <= 80 else None
        option = listing.doers.get("we" if who.group(1) else "you") if who else None
        if who and option:
            group = 1 if who.group(1) else 2
            yield option, part.start + who.start(group), part.start + who.end(group), 0.8


def _by_contrast(own: str, live: Sequence[str], last: str, labels: Mapping[str, str]) -> Iterator[_Pointed]:
    """ "The other one" where two are on the table."""
    rest = [option for option in live if option != last]
    if len(live) == 2 and len(rest) == 1:
        for found in _OTHER_ONE.finditer(own):
            yield rest[0], found.start(), found.end(), 0.9
    for found in _OTHER_KIND.finditer(own):  # "the other sync" of those that are called so
        kind = stem(found.group(1).lower())
        same = [option for option in rest if kind in stems(labels[option])]
        if len(same) == 1 and last in labels and kind in stems(labels[last]):
            yield same[0], found.start(), found.end(), 0.85


_AS_BEFORE = re.compile(
    r"\b(?:(?:the )?same (?:as|like) (?:usual|always|ever|before|last (?:time|year|month|week)|the last \w+|now)|"
    r"as (?:usual|always|ever|before|"
    r"last (?:time|year|month|week))|the usual|like (?:always|last (?:time|year)|before|usual)|(?:what|"
    r"the one) (?:i|we) (?:always |usually |already )?"
    r"(?:have|had|take|took|get|got)|keep (?:it|things|everything) (?:as|the way)|(?:stay|leave it|"
    r"remain) as (?:it|i|we) (?:is|am|are)|no change)\b",
    re.IGNORECASE,
)


def _by_habit(own: str, usual: str) -> Iterator[_Pointed]:
    """ "The usual", where the agent has said what the customer had."""
    for found in _AS_BEFORE.finditer(own) if usual else ():
        yield usual, found.start(), found.end(), 0.8


_NOT_THAT = re.compile(
    r"\b(?:not|no|never|without)\W+(?:for me\W+|\w+ing\W+)?(those|that one|this one|that|them|these|this|"
    r"it)\b(?!\W+(?:is|was|bad|matter|means?)\b)|"
    r"\b(that one|this one|those|them|that|these)\W+(?:rather\W+|really\W+)?not\b(?=\W*$|\s?[.,!;])|"
    r"\b(?:don'?t|do not|won'?t|can'?t|cannot) (?:\w+ ){0,2}?(?:want|like|need|take|have|use|"
    r"do) (?:\w+ )?(that one|this one|those|them|these)\b",
    re.IGNORECASE,
)


def _by_pronoun(said: Said, before: Sequence[Mention]) -> Iterator[_Pointed]:
    """ "So not those any more": what is refused by a pronoun is what was named before it."""
    there = {clause.start for m in before if (clause := clause_at(said.parts, m.start))}
    for found in _NOT_THAT.finditer(said.own):
        group = next(number for number in (1, 2, 3) if found.group(number))
        part = clause_at(said.parts, found.start(group))
        earlier = [m for m in before if m.end <= found.start()]
        if part and part.start not in there and earlier:
            last = max(earlier, key=lambda m: m.start)
            yield last.option, found.start(group), found.end(group), max(0.6, last.weight)


def _by_detail(
    said: Said, named: Sequence[Mention], listing: Listing, elsewhere: Sequence[Mention]
) -> Iterator[_Pointed]:
    """ "The 22 one", "at 4": a word that stood beside one option only, where the clause names none itself."""
    spans = [(found.start(1), found.end(1)) for found in _THE_ONE.finditer(said.own)]
    taken = {clause.start for m in named if (clause := clause_at(said.parts, m.start))}
    brief = len(said.own) <= _BRIEF
    for word in words(said.own):
        option = listing.details.get(word.stem)
        part = clause_at(said.parts, word.start) if option else None
        if option is None or part is None or part.start in taken:
            continue
        if any(m.start <= word.start < m.end for m in elsewhere):
            continue  # the word names something of another kind
        pointed = any(start <= word.start < end for start, end in spans)
        if pointed or (brief and not is_weak(word.stem)) or _DETAIL.match(word.raw):
            yield option, word.start, word.end, 0.5 if pointed else 0.45
