"""A draft is judged sentence by sentence, and what is flagged must be found again in what the agent typed.

So the splitter works on offsets: every sentence is an exact slice of the text. It knows the few places in customer
mail where a full stop ends nothing (abbreviations, initials, list numbers, decimals, addresses) and the places
where a line ends a sentence without one. What stands in fenced code is no sentence.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ABBREVIATIONS = frozenset(
    """mr mrs ms mx dr prof sr sra st no nos nr approx ca cf e.g i.e eg ie etc vs incl excl ext dept tel fig vol p pp
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun a.m p.m""".split()
)
_CODE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_END = re.compile(
    r"[.!?…]+[\"'”’)\]]*(?=\s|$)|(?::[a-z0-9_+-]+:|[\U0001F300-\U0001FAFF☀-➿]|[:;]-?[)(DP])(?=\s+[A-Z])|\n+"
)
_LAST_WORD = re.compile(r"[^\s(\"'“‘]+$")
_LIST_NUMBER = re.compile(r"(?:^|\n)\s*\(?[0-9a-z]{1,2}$")


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text` is the draft from `start` to `end`, without white space around it."""

    start: int
    end: int
    text: str


def _ends_nothing(text: str, at: int, mark: str) -> bool:
    """Whether the full stop at `at` belongs to an abbreviation, an initial or a list number."""
    if mark[0] != ".":
        return False
    before = text[max(0, at - 24) : at]
    word = _LAST_WORD.search(before)
    if word is None:
        return False
    bare = word.group().lower()
    if bare in _ABBREVIATIONS:
        following = text[at + len(mark) :].lstrip(" ")
        return bare not in {"a.m", "p.m", "etc", "no"} or not following[:1].isupper()
    return (len(bare) == 1 and word.group().isupper()) or _LIST_NUMBER.search(before) is not None


def _trimmed(text: str, start: int, end: int) -> Sentence | None:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    body = piece.strip()
    if not any(character.isalnum() for character in body):
        return None
    return Sentence(start + left, start + left + len(body), body)


def split(draft: str) -> tuple[Sentence, ...]:
    """The sentences of a draft in order, each an exact slice of it.

    >>> [s.text for s in split("Dear Mr. Ito, it left at 8.30 a.m. today. Shall I ring?")]
    ['Dear Mr. Ito, it left at 8.30 a.m. today.', 'Shall I ring?']
    """
    plain = _CODE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), draft)
    found: list[Sentence] = []
    start = 0
    for match in _END.finditer(plain):
        if _ends_nothing(plain, match.start(), match.group()):
            continue
        piece = _trimmed(draft, start, match.end())
        if piece is not None and plain[start : match.end()].strip():
            found.append(piece)
        start = match.end()
    piece = _trimmed(draft, start, len(draft))
    if piece is not None and plain[start:].strip():
        found.append(piece)
    return tuple(found)
