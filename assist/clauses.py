"""Why: what is done to an option is said in its own clause, not somewhere in the message.

Sentences are cut at their marks, at line breaks, dashes and emoji, but not after "no." or "Dr."; clauses at
commas, brackets and the small words that open a new thought. Blunt, linear, and good enough for chat.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clause:
    """`text[start:end]` of a turn; `sentence` numbers the sentence, `asked` says it ends in a question mark."""

    start: int
    end: int
    sentence: int
    asked: bool
    last: bool
    joiner: str


_SENTENCE_END = re.compile(
    r"(?:[.!?…]+[\"'”’)]*(?=\s|$)|\n+|;|\s[-–—]{1,2}\s|\s?[—–]\s?|:\s|(?<=\w)\s?[:;]-?[)(DPp](?=\s|$)|"
    r"[🙄😒😂🤣🤡🤦😡😀😃😄😅😉😊🙂🙃👍🙏]+\s*)"
)
_ABBREVIATION = re.compile(r"\b(?:nr|mr|mrs|ms|dr|st|vs|prof|approx|e\.g|i\.e|a\.m|p\.m)\.$", re.IGNORECASE)
_LIST_MARK = re.compile(r"\W*(?:\d{1,2}|[a-h])\.", re.IGNORECASE)
_NUMERO = re.compile(r"\b(?:no|nr|opt)\.\s?\d", re.IGNORECASE)
_JOIN = re.compile(
    r",(?!\d)\s*(?:(?:and|but|so|then|or)\b)?\s*(?:then\b)?\s*|[()]\s*|"
    r"\s(?=(?:but|so(?!\s(?:good|kind|much|many|far|long|nice|very)\b)|because|cause|cos|since|although|though|"
    r"whereas|unless|otherwise|provided|as long as|only if)\s)|"
    r"(?<!grateful)(?<!great)(?<!appreciate)(?<!appreciate it)(?<!nice)(?<!lovely)(?<!good)(?<!kind)(?<!happy)(?<!glad)"
    r"(?<!helpful)(?<!better)(?<!perfect)(?<!obliged)(?<!prefer it)\s(?=if\s)|"
    r"\sand\s(?=(?:i|we|i'?ll|i'?d|please|pls|then|let'?s|send|can|could|don'?t|do|not|no|maybe|my|our|he|"
    r"she|they|just)\b)",
    re.IGNORECASE,
)


_TAG = re.compile(
    r"\b(?:do|does|is|are|was|were|ca|wo|would|has|have|did|ai)n['’]?t (?:it|they|that|you|we|he|she|i|"
    r"there)\W*$",
    re.IGNORECASE,
)


def clauses(text: str) -> list[Clause]:
    """The clauses of a text, in order; they cover all of it but the marks between them."""
    result: list[Clause] = []
    for number, (start, end, mark) in enumerate(_sentences(text)):
        parts, at, joiner = [], start, ""
        for found in _JOIN.finditer(text, start, end):
            if found.start() > at:
                parts.append((at, found.start(), joiner))
            at, joiner = found.end(), found.group().strip(" ,").lower()
        if end > at:
            parts.append((at, end, joiner))
        tagged = len(parts) > 1 and _TAG.search(text, *parts[-1][:2]) is not None  # "…, doesn't it?" asks all of it
        for index, (first, last, joined) in enumerate(parts):
            final = tagged or index == len(parts) - 1
            result.append(Clause(first, last, number, "?" in mark or tagged, final, joined))
    return result


def _sentences(text: str) -> list[tuple[int, int, str]]:
    result, start = [], 0
    for found in _SENTENCE_END.finditer(text):
        dot = found.start() + 1
        if found.group() == "." and (
            _NUMERO.match(text, dot - 3, dot + 2)
            or _ABBREVIATION.search(text[max(start, dot - 7) : dot])
            or _LIST_MARK.fullmatch(text[start:dot] if dot - start < 8 else "")
        ):
            continue
        if text[start : found.start()].strip():
            result.append((start, found.start(), found.group()))
        start = found.end()
    if text[start:].strip():
        result.append((start, len(text), ""))
    return result


def clause_at(parts: Sequence[Clause], place: int) -> Clause | None:
    """The clause that a place in the text falls into; None for a place between two."""
    index = bisect_right(parts, place, key=lambda part: part.start) - 1
    return parts[index] if index >= 0 and place < parts[index].end else None


def sentence_spans(parts: Sequence[Clause]) -> dict[int, tuple[int, int]]:
    """Where each sentence begins and ends, by its number."""
    spans: dict[int, tuple[int, int]] = {}
    for part in parts:
        spans[part.sentence] = (spans.get(part.sentence, (part.start, 0))[0], part.end)
    return spans
