"""Why: "the smaller one", "the cheapest" and "till five" name an option by how it measures against the others.

An option's measure is the first number of its label, a clock time on the 24-hour clock; where labels have none, a price
that stood beside it in the offer. Only what is on the table is compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from assist.listing import Listing

Pointed = tuple[str, int, int, float]

_LESS, _MORE = -1, 1
_DIRECTIONS = {  # stems, as the patterns below cut them
    **dict.fromkeys(
        "small short little low light thin narrow few less early earli soon quick fast cheap".split(), _LESS
    ),
    **dict.fromkeys("big bigg large larg long high heavy heavi thick wide wid more late lat slow".split(), _MORE),
    **dict.fromkeys("expensive dear pricey pric".split(), _MORE),
}
_PRICED = frozenset(["cheap", "expensive", "dear", "pricey", "pric"])
_COMPARED = re.compile(
    r"\b(?:the|a|your)\s+(?:(?:most|more|least|less)\s+(?P<plain>cheap|expensive|small|big|large|short|long|early|late|fast|quick)"
    r"|(?P<stem>small|short|little|low|light|thin|narrow|few|bigg|larg|long|high|heavi|thick|wid|earli|soon|quick|fast|lat|slow|cheap|"
    r"dear|pric\w*|less)(?P<grade>er|est|r|st))"
    r"(?=\W*$|\W+(?:one|ones|option|version|of|please|pls|then|for|would|will|is|sounds|it|thanks)\b|\s?[.,!;])",
    re.IGNORECASE,
)
_PLAIN_ONE = re.compile(
    r"\bthe\s+(early|late|small|short|little|large|big|long|cheap|quick|fast|slow)\s+(?:one|option|version)\b",
    re.IGNORECASE,
)
_LEAST = re.compile(r"\bthe\s+(?:least|less)\b", re.IGNORECASE)
_CLOCK = re.compile(r"\b(\d{1,2})[:.h](\d{2})?\b|\b(\d{1,2})\s?(am|pm|a\.m|p\.m|o'?clock|uhr)\b", re.IGNORECASE)
_AT = re.compile(
    r"\b(?:at|till?|until|by|from|around|about|before|for)\s+(?:the\s+)?(\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|"
    r"eleven|twelve|noon)(?:[:.](\d{2}))?(?=\W*$|\s?[.,!;)]|\W+(?:please|pls|then|is|works|would|if|and|o'?clock|in|pm|am|sharp|suits|thanks)\b)",
    re.IGNORECASE,
)
_WORDS = {
    word: number
    for number, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), start=1)
} | {"noon": 12}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def by_measure(own: str, labels: Mapping[str, str], live: Sequence[str], listing: Listing) -> Iterator[Pointed]:
    """ "The smaller one" of two, "the biggest" of any; nothing where the options cannot be measured."""
    for found in [*_COMPARED.finditer(own), *_PLAIN_ONE.finditer(own)]:
        plain = found.re is _PLAIN_ONE
        stem = (found.group(1) if plain else found.group("plain") or found.group("stem")).lower()
        direction = _DIRECTIONS.get(stem, 0)
        if _LEAST.match(found.group()):
            direction = -direction
        comparative = not plain and (found.group("grade") or "").lower() in ("er", "r")
        if not direction or (comparative and len(live) != 2) or len(live) < 2:
            continue
        measures = {} if stem in _PRICED else _measures(labels, live)
        if not measures:
            measures = listing.prices(labels, live)
        if not measures:
            continue
        ranked = sorted(live, key=lambda option: direction * measures[option], reverse=True)
        if measures[ranked[0]] != measures[ranked[1]]:
            yield ranked[0], found.start(), found.end(), 0.9


def _measures(labels: Mapping[str, str], live: Sequence[str]) -> dict[str, float]:
    """Option -> the first number of its label; empty unless each has one."""
    found = {}
    for option in live:
        number = _NUMBER.search(labels[option])
        if number:
            found[option] = float(number.group().replace(",", "."))
    return found if len(found) == len(live) else {}


def by_clock(own: str, labels: Mapping[str, str]) -> Iterator[Pointed]:
    """ "Till 5" and "at five" where one option's label alone has that hour, on either clock."""
    owners: dict[int, set[str]] = {}
    for option, label in labels.items():
        for hour in _hours(label):
            owners.setdefault(hour % 12, set()).add(option)
    if not owners:
        return
    for found in _AT.finditer(own):
        said = found.group(1).lower()
        hour = _WORDS[said] if said in _WORDS else int(said)
        meant = owners.get(hour % 12, set())
        if len(meant) == 1 and hour <= 24:
            yield next(iter(meant)), found.start(), found.end(), 0.7


def _hours(label: str) -> Iterator[int]:
    for found in _CLOCK.finditer(label):
        hour = int(found.group(1) or found.group(3))
        if hour <= 24:
            yield hour
