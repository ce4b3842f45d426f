"""Why: "yes", "2" and "the latter" mean what the agent put there before, so an agent's turn is read for that.

For each dimension: which options it names in which order, which it rules out, which it announces as done and
which it leaves for the customer to accept; what numbers or letters stand for; and by which details ("the 22
one", "at 4") an option can be told from the others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assist.acts import Clause, clauses
from assist.catalogue import Mention
from assist.words import STOP, words

_UNAVAILABLE = re.compile(
    r"\b(?:sold out|out of stock|no longer|unavailable|(?:not|isn'?t|aren'?t|wasn'?t) (?:available|possible|open|an option|in stock)|can'?t (?:offer|do|give|send)|cannot (?:offer|do|give|send)|"
    r"ended|(?:is|are) (?:over|gone|finished|off the table|discontinued)|discontinued|don'?t (?:have|offer|do)|do not (?:have|offer)|no more|none left|fully booked|booked out|"
    r"is full|are full|won'?t (?:be possible|work)|doesn'?t work|was out|ran out|run out|not (?:covered|allowed|permitted)|against (?:the|our) (?:rules|policy)|too late for|ruled out|without the)\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:(?:i|we)(?:'ve| have| had|'ll| will| just| am|'m|'re| are)\b(?! be (?:glad|happy))(?! (?:can|could|would|suggest|propose))|(?:is|are|has been|have been|was|were|gets?|'s) (?:now |all |already )?(?:\w+ed|set|sent|done|on (?:its|the|their) way|put|made|yours|noted|in place)\b|"
    r"^\W*(?:done|noted|booked|sent|changed|reserved|updated|sure|great|fine|right|ok|okay|understood|perfect|will do|of course|then)\b|it is\W*$|(?:leaves|starts|goes|comes) (?:out )?(?:today|tomorrow|on|from)|from now on|"
    r"^\W*(?:i|we) (?:sent|put|booked|changed|moved|set|fitted|upgraded|cancelled|refunded|switched|added|made|gave|took|issued)\b)",
    re.IGNORECASE,
)
_AS_IT_IS = re.compile(r"\byou(?:'re| are) (?:currently |now |still |already |only )?(?:on|using|with|paying|getting|at)\b|\byour current\b|\byou (?:currently|already) (?:have|use|pay|get)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"\b(?:it|that|this|those|these|them|one|so|do|suit|work|works|okay|ok|alright|all right|interested|agree|agreed|fine|shall i|should i|shall we|should we|may i|think|sound|happy|go ahead|proceed|deal|yes|right)\b",
    re.IGNORECASE,
)
_LINE_MARK = re.compile(r"(?m)^\W{0,3}([1-9]|[A-Ha-h])(?:️?⃣|[\])*.:]+|\s*[-–=:])\s*")
_EMOJI_MARK = re.compile(r"(🅰|🅱|🅾)\ufe0f?|:(a|b|o2|one|two|three|four|five|six):")
_EMOJI = {"🅰": "a", "🅱": "b", "🅾": "c", "a": "a", "b": "b", "o2": "c", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6"}
_NUMBER_MARK = re.compile(r"(?<![\w.,€$£#+-])[\[(*]?([1-9])(?:️?⃣|[\])*.:]+(?!\d)|\s*[-–=:](?!\d)|(?=\s))\s*")
_LETTER_MARK = re.compile(r"(?<![\w'’])[\[(*]?([A-Ha-h])(?:[\])*:]+|\.(?=\s)|\s*[-–=](?=\s))\s*")
_DETAIL = re.compile(
    r"\d|^(?:mon|tues|wednes|thurs|fri|satur|sun)day$|^(?:mon|tue|wed|thu|fri|sat|sun)$|^(?:january|february|march|april|may|june|july|august|september|october|november|december)$|"
    r"^(?:morning|noon|afternoon|evening|night|tomorrow|today|tonight|free)$"
)


@dataclass(frozen=True, slots=True)
class Offer:
    """What one agent turn puts before the customer in one dimension.

    `named` in order of first mention; `open` are those a bare yes would take; `marks` maps a number or letter
    to its option; `details` maps a word of the offer to the one option it tells apart; `doers` maps "we" and "you"
    to the one option that each would have to carry out.
    """

    named: tuple[str, ...] = ()
    doers: dict[str, str] = field(default_factory=dict)
    ruled_out: frozenset[str] = frozenset()
    open: tuple[str, ...] = ()
    announced: frozenset[str] = frozenset()
    marks: dict[str, str] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)


def plain_marks(text: str) -> str:
    """The text with emoji that number a list (🅰️, :one:) as plain marks, every place kept."""
    return _EMOJI_MARK.sub(lambda found: f"{_EMOJI[found.group(1) or found.group(2)]})".ljust(len(found.group()))[: len(found.group())], text)


def read_offer(text: str, named: Sequence[Mention], options: Sequence[str]) -> Offer:
    """One dimension of an agent's turn: `named` are its mentions there, `options` the dimension's option ids."""
    marks = _marks(text, named, options)
    parts = clauses(text)
    standing = [part for part in parts if _AS_IT_IS.search(text[part.start : part.end].replace("’", "'"))]
    found = [
        m
        for m in named
        if (m.weight >= 0.4 or m.option in marks.values()) and not any(p.start <= m.start < p.end for p in standing)
    ]
    if not found and not marks:
        return Offer()
    gone: set[str] = set()
    done: set[str] = set()
    live: list[tuple[int, str, Clause]] = []
    for part in parts:
        inside = [m for m in found if part.start <= m.start < part.end]
        if not inside:
            continue
        said = text[part.start : part.end].replace("’", "'")
        whole = text[min(c.start for c in parts if c.sentence == part.sentence) : part.end].replace("’", "'")
        for mention in inside:
            if _UNAVAILABLE.search(said):
                gone.add(mention.option)
            elif _DONE.search(said) and not part.asked and not re.search(r"\b(?:can|could|or|either|shall)\b", whole, re.I):
                done.add(mention.option)
            else:
                live.append((mention.start, mention.option, part))
    order = list(dict.fromkeys([*(m.option for m in found), *marks.values()]))
    if marks:
        order = [*dict.fromkeys(marks.values()), *(o for o in order if o not in marks.values())]
    alive = [option for option in order if option not in gone and (option in done) <= any(option == o for _, o, _ in live)]
    pending = _pending(text, parts, live, alive)
    if len(options) == 2 and len(order) == 1 and _unnamed_alternative(text, found):
        order = [*order, *(option for option in options if option not in order)]
        pending = order
    return Offer(
        tuple(order), _doers(text, found, parts), frozenset(gone), tuple(pending), frozenset(done), marks, _details(text, found, parts)
    )


_EITHER = re.compile(r"\bor\s+(?=(?:you|we|i|to|go|come|by|in|at|on|with|the|a|an|have|do|let|simply|just)\b(?! (?:so|two|few|day|week|couple))[^.?!\n]{3,})", re.IGNORECASE)


def _unnamed_alternative(text: str, found: Sequence[Mention]) -> bool:
    """Whether one of two options is named and the other put in words of its own ("by video or go there")."""
    for either in _EITHER.finditer(text):
        end = re.search(r"[.?!\n]|$", text[either.end() :])
        stop = either.end() + (end.start() if end else 0)
        start = max(text.rfind(mark, 0, either.start()) for mark in ".?!\n") + 1
        before = any(start <= m.start < either.start() for m in found)
        after = any(either.end() <= m.start < stop for m in found)
        if before != after:
            return True
    return False


def _doers(text: str, found: Sequence[Mention], parts: list[Clause]) -> dict[str, str]:
    """Who would have to act: "I can restore it, or you follow the guide"."""
    by: dict[str, set[str]] = {"we": set(), "you": set()}
    for part in parts:
        inside = [m for m in found if part.start <= m.start < part.end]
        if not inside:
            continue
        subject = re.search(r"\b(i|we|you)(?:'\w+)?\b", text[part.start : inside[0].end].lower().replace("’", "'"))
        if subject:
            by["you" if subject.group(1) == "you" else "we"].add(inside[0].option)
    both = by["we"] & by["you"]
    return {who: next(iter(options)) for who, options in by.items() if len(options) == 1 and not both}


def asks_something_else(text: str) -> bool:
    """Whether an agent's turn ends in a question that does not point back at what was offered."""
    parts = [part for part in clauses(text) if part.asked]
    if not parts:
        return False
    last = [part for part in parts if part.sentence == parts[-1].sentence]
    return not _POINTS_BACK.search(text[last[0].start : last[-1].end])


def _pending(text: str, parts: list[Clause], live: list[tuple[int, str, Clause]], alive: list[str]) -> list[str]:
    """What a bare yes would take: the options of the closing question, or of what it points back at, or all."""
    asked = [part.sentence for part in parts if part.asked]
    if asked:
        last = [part for part in parts if part.sentence == asked[-1]]
        inside = list(dict.fromkeys(option for _, option, part in live if part.sentence == asked[-1]))
        if inside:
            return inside
        question = text[last[0].start : last[-1].end]
        before = [entry for entry in live if entry[0] < last[0].start]
        if before and _POINTS_BACK.search(question) and not re.search(r"\b(?:which|what|how|either|any)\b", question, re.I):
            closest = before[-1][2]
            near = list(dict.fromkeys(option for _, option, part in before if part.start == closest.start))
            if len(near) == 1 and len(alive) > 1 and re.search(rf"\b(?:or)\b", text[closest.start : closest.end], re.I):
                return alive
            return near
    return alive


def _marks(text: str, named: Sequence[Mention], options: Sequence[str]) -> dict[str, str]:
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


def _details(text: str, found: Sequence[Mention], parts: list[Clause]) -> dict[str, str]:
    """Numbers, days and the like that stand beside exactly one of the options named in a turn."""
    alternatives = len({mention.option for mention in found}) > 1
    if not alternatives and not re.search(r"\bor\b", text, re.IGNORECASE):
        return {}
    owner: dict[str, set[str]] = {}
    for word in words(text):
        if word.raw in STOP:
            continue
        before = [m for m in found if m.start <= word.start]
        same = [part for part in parts if part.start <= word.start < part.end]
        inside = [m for m in found if same and same[0].start <= m.start < same[0].end]
        if len({m.option for m in inside}) == 1:
            owner.setdefault(word.stem, set()).add(inside[0].option)
        elif alternatives and before:
            owner.setdefault(word.stem, set()).add(before[-1].option)
    return {term: next(iter(by)) for term, by in owner.items() if len(by) == 1}


def is_detail(raw: str) -> bool:
    """Whether a word is of the kind that people use to point at an offer: a number, a day, a time of day."""
    return bool(_DETAIL.search(raw))
