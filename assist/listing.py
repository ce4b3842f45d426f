"""Why: "2 please", "the latter" and "the 22 one" only mean something beside the list the agent gave.

Reads a turn for what its numbers and letters stand for, which words stand beside one option only, and who would
have to act.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assist.catalogue import Mention
from assist.clauses import Clause
from assist.words import STOP, words

_LINE_MARK = re.compile(r"(?m)^\W{0,3}([1-9]|[A-Ha-h])(?:️?⃣|[\])*.:]+|\s*[-–=:])\s*")
_EMOJI_MARK = re.compile(r"(🅰|🅱|🅾)\ufe0f?|:(a|b|o2|one|two|three|four|five|six):")
_EMOJI = {
    "🅰": "a",
    "🅱": "b",
    "🅾": "c",
    "a": "a",
    "b": "b",
    "o2": "c",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
}
_NUMBER_MARK = re.compile(r"(?<![\w.,€$£#+-])[\[(*]?([1-9])(?:️?⃣|[\])*.:]+(?!\d)|\s*[-–=:](?!\d)|(?=\s))\s*")
_LETTER_MARK = re.compile(r"(?<![\w'’])[\[(*]?([A-Ha-h])(?:[\])*:]+|\.(?=\s)|\s*[-–=](?=\s))\s*")
_ALTERNATIVE = re.compile(r"\b(?:or|and)\b|[,;:\n]\s|[.!?]\s", re.IGNORECASE)
_SUBJECT = re.compile(r"\b(i|we|you)(?:'\w+)?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Listing:
    """Several options side by side, as the agent put them.

    `marks` maps a number or letter to its option; `details` a word of the offer to the one option that it
    stands beside; `doers` maps "we" and "you" to the one option that each would carry out.
    """

    order: tuple[str, ...] = ()
    marks: dict[str, str] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)
    doers: dict[str, str] = field(default_factory=dict)

    def labelled(self, label: str) -> str | None:
        """The option under a number or letter; without a numbered list, numbers count the options."""
        if self.marks:
            return self.marks.get(label)
        place = int(label) - 1 if label.isdigit() else ord(label) - ord("a")
        return self.order[place] if 0 <= place < len(self.order) else None

    def prices(self, labels: Mapping[str, str], options: Sequence[str]) -> dict[str, float]:
        """Option -> the one number beside it that its label has not, for these options; empty unless each has one."""
        found: dict[str, list[float]] = {}
        for word, option in self.details.items():
            known = {said.stem for said in words(labels.get(option, ""))}
            if re.fullmatch(r"\d+(?:[.,]\d{1,2})?", word) and word not in known:
                found.setdefault(option, []).append(float(word.replace(",", ".")))
        if any(len(found.get(option, ())) != 1 for option in options):
            return {}
        return {option: found[option][0] for option in options}


NO_LIST = Listing()


def plain_marks(text: str) -> str:
    """The text with emoji that number a list (🅰️, :one:) as plain marks, every place kept."""
    return _EMOJI_MARK.sub(
        lambda found: f"{_EMOJI[found.group(1) or found.group(2)]})".ljust(len(found.group()))[: len(found.group())],
        text,
    )


def doers_of(text: str, found: Sequence[tuple[Mention, Clause]]) -> dict[str, str]:
    """Who would have to act: "I can restore it, or you follow the guide"."""
    by: dict[str, set[str]] = {"we": set(), "you": set()}
    seen: set[int] = set()
    for mention, part in found:
        if part.start not in seen:
            seen.add(part.start)
            subject = _SUBJECT.search(text[part.start : mention.end].replace("’", "'"))
            if subject:
                by["you" if subject.group(1).lower() == "you" else "we"].add(mention.option)
    if by["we"] & by["you"]:
        return {}
    return {who: next(iter(options)) for who, options in by.items() if len(options) == 1}


def marks_of(text: str, named: Sequence[Mention], options: Sequence[str]) -> dict[str, str]:
    """Which option each number or letter of a list stands for; empty where there is no such list."""
    for pattern, first in ((_LINE_MARK, "1"), (_LINE_MARK, "a"), (_NUMBER_MARK, "1"), (_LETTER_MARK, "a")):
        chain: list[re.Match[str]] = []
        for found in pattern.finditer(text):
            label = found.group(1).lower()
            if label == (chr(ord(chain[-1].group(1).lower()) + 1) if chain else first):
                chain.append(found)
        if len(chain) < 2:
            continue
        result: dict[str, str] = {}
        empty: list[str] = []
        for found, after in zip(chain, [*chain[1:], None], strict=True):
            end = after.start() if after else _segment_end(text, found.end())
            inside = [m for m in named if found.end() <= m.start < end and m.option not in result.values()]
            if inside:
                best = max(inside, key=lambda m: m.weight - 0.001 * (m.start - found.end()))
                result[found.group(1).lower()] = best.option
            else:
                empty.append(found.group(1).lower())
        left = [option for option in options if option not in result.values()]
        if len(empty) == 1 and len(left) == 1 and result:
            result[empty[0]] = left[0]
        if len(result) >= 2:
            return dict(sorted(result.items()))
    return {}


def _segment_end(text: str, start: int) -> int:
    newline = text.find("\n", start)
    return newline if newline >= 0 else len(text)


def details_of(text: str, parts: Sequence[Clause], found: Sequence[tuple[Mention, Clause]]) -> dict[str, str]:
    """Numbers, days and other words that stand beside exactly one of the options named in a turn."""
    alternatives = len({mention.option for mention, _ in found}) > 1
    if not alternatives and not re.search(r"\bor\b", text, re.IGNORECASE):
        return {}
    cuts = [cut.end() for cut in _ALTERNATIVE.finditer(text)]
    in_segment: dict[int, set[str]] = {}
    for mention, _ in found:
        in_segment.setdefault(bisect_right(cuts, mention.start), set()).add(mention.option)
    places = [mention.start for mention, _ in found]
    owner: dict[str, set[str]] = {}
    for word in words(text):
        if word.raw in STOP:
            continue
        beside = in_segment.get(bisect_right(cuts, word.start), set())
        index = bisect_right(places, word.start) - 1
        if len(beside) == 1:
            owner.setdefault(word.stem, set()).update(beside)
        elif alternatives and index >= 0:
            owner.setdefault(word.stem, set()).add(found[index][0].option)
    return {term: next(iter(by)) for term, by in owner.items() if len(by) == 1}
