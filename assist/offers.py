"""Why: "yes", "2" and "the latter" mean what the agent put there before, so an agent's turn is read for that.

For each dimension: which options it names in which order, which it rules out, which it announces as done and
which it leaves for the customer to accept; what numbers or letters stand for; and by which details ("the 22
one", "at 4") an option can be told from the others.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assist.catalogue import Mention
from assist.clauses import Clause, clause_at, clauses, sentence_spans
from assist.listing import Listing, details_of, doers_of, marks_of
from assist.words import words

_UNAVAILABLE = re.compile(
    r"\b(?:(?:is|are) off\b|(?:can'?t|cannot|won'?t|will not|isn'?t|not) (?:run|running|go ahead|"
    r"take place|happen|leave|"
    r"sail|fly|start)|called off|goes away|going away|will be (?:gone|removed|retired)|retired|deprecated|"
    r"phased out|sold out|out of stock|no longer|unavailable|(?:not|isn'?t|aren'?t|"
    r"wasn'?t) (?:available|"
    r"possible|open|an option|in stock)|can'?t (?:offer|do|give|send)|cannot (?:offer|do|give|send)|"
    r"(?:has|have) (?:just |already )?(?:taken|bought|snapped up|sold|booked) (?:all|the last)|"
    r"(?:just )?filled up|snapped up|"
    r"ended|(?:is|are) (?:over|gone|finished|off the table|discontinued)|discontinued|don'?t (?:have|offer|"
    r"do)|do not (?:have|offer)|no more|none left|fully booked|booked out|"
    r"is full|are full|won'?t (?:be possible|work)|doesn'?t work|was out|ran out|run out|not (?:covered|"
    r"allowed|permitted)|against (?:the|our) (?:rules|policy)|too late for|ruled out|without the)\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:(?:i|we)(?:'ve| have| had|'ll| will| just| am|'m|'re| are)\b(?! be (?:glad|happy))(?! (?:can|"
    r"could|would|suggest|propose))|(?:is|are|has been|have been|was|were|gets?|'s) (?:now |all |"
    r"already )?(?:\w+ed|set|sent|done|on (?:its|the|their) way|put|made|yours|noted|in place)\b|"
    r"^\W*(?:done|noted|booked|sent|changed|reserved|updated|sure|great|fine|right|ok|okay|understood|"
    r"perfect|will do|of course|then)\b|it is\W*$|(?:leaves|starts|goes|comes) (?:out )?(?:today|tomorrow|"
    r"on|from)|from now on|"
    r"^\W*(?:i|we) (?:sent|put|booked|changed|moved|set|fitted|upgraded|cancelled|refunded|switched|added|"
    r"made|gave|took|issued)\b)",
    re.IGNORECASE,
)
_AS_IT_IS = re.compile(
    r"\byou(?:'re| are) (?:currently |now |still |already |only )?(?:on|using|with|paying|getting|at)\b|"
    r"\byour current\b|\byou (?:currently|already) (?:have|use|pay|get)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|that|this|those|these|them|one|so|do|suit|work|works|okay|ok|alright|all right|interested|"
    r"agree|agreed|fine|shall i|should i|shall we|should we|may i|think|sound|happy|go ahead|proceed|deal|"
    r"yes|right)\b",
    re.IGNORECASE,
)
_CHOICE = re.compile(r"\b(?:can|could|or|either|shall)\b", re.IGNORECASE)
_OFFERING = re.compile(
    r"\b(?:can|could|would|may|might|shall|should|or|either|options?|offer|suggest|propose|recommend|"
    r"alternatively|otherwise|"
    r"choose|choice|pick|available|possible|open|if you|prefer|like|want|idea|happy to|instead|i['’]d|"
    r"we['’]d|which|there['’]?s|"
    r"there is|there are|there['’]d|have|['’]ve|also|interested|still|included|yes|sure|of course|certainly)\b",
    re.IGNORECASE,
)
_I_CAN = re.compile(
    r"\b(?:i|we)(?: can| could|['’]d| would) (?!be glad|be happy)|\bshall (?:i|we)\b|\bwould you like\b",
    re.IGNORECASE,
)
_BARRED = re.compile(r"\b(?:doesn't|don't|won't|can't|cannot|isn't|aren't|wouldn't|does not|will not)\b", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:no|without|not|minus)\s+(?:the\s+|an?\s+|our\s+|your\s+)?$", re.IGNORECASE)
_OPEN_QUESTION = re.compile(r"\b(?:which|what|how|either|any)\b", re.IGNORECASE)
_SENTENCE_MARK = re.compile(r"[.?!\n]")
_OFFERED = 0.4  # an agent's passing words put an option on the table from this weight on


@dataclass(frozen=True, slots=True)
class Offer:
    """What one agent turn puts before the customer in one dimension.

    `named` in order of first mention; `ruled_out` is no longer to be had; `open` is what a bare yes would take;
    `asked` says that it stood in, or before, the turn's closing question; `listing` is there where several options
    stand side by side.
    """

    named: tuple[str, ...] = ()
    ruled_out: frozenset[str] = frozenset()
    open: tuple[str, ...] = ()
    asked: bool = False
    listing: Listing | None = None


def read_offer(text: str, named: Sequence[Mention], options: Sequence[str]) -> Offer:
    """One dimension of an agent's turn: `named` are its mentions there by place, `options` the dimension's ids."""
    marks = marks_of(text, named, options)
    parts = clauses(text)
    found: list[tuple[Mention, Clause]] = []
    for mention in named:
        part = clause_at(parts, mention.start)
        if part and (mention.weight >= _OFFERED or mention.option in marks.values()):
            found.append((mention, part))
    left_behind = {found_from.start(1) for found_from in _FROM.finditer(text)}
    as_it_is = {part.start for part in {part for _, part in found} if _AS_IT_IS.search(_said(text, part))}
    found = [
        (mention, part) for mention, part in found if part.start not in as_it_is and mention.start not in left_behind
    ]
    if not found and not marks:
        return Offer()
    gone, live = _standing(text, parts, found)
    denied = {mention.option for mention, _ in found if _DENIED.search(text, max(0, mention.start - 12), mention.start)}
    live = [(mention, part) for mention, part in live if mention.option not in denied]
    order = list(dict.fromkeys([*marks.values(), *(mention.option for mention, _ in found)]))
    alive = [option for option in order if option in {mention.option for mention, _ in live}]
    alive = alive or [option for option in marks.values() if option not in gone]
    stated = len(words(text)) > 3
    if stated and len(order) == 1 and live and not any(part.asked for part in parts) and not _OFFERING.search(text):
        alive = []  # stated, not offered: "results are in the app from noon"
    pending = _pending(text, parts, live, alive)
    asked = any(part.asked for part in parts) and not asks_something_else(text)
    if len(options) == 2 and len(order) == 1 and _unnamed_alternative(text, [mention for mention, _ in found]):
        order = pending = [*order, *(option for option in options if option not in order)]
    listing = None
    details = details_of(text, parts, found)
    if len(order) > 1 or details:
        listing = Listing(tuple(order), marks, details, doers_of(text, found))
    return Offer(tuple(order), frozenset(gone), tuple(pending), asked, listing)


def _said(text: str, part: Clause) -> str:
    return text[part.start : part.end].replace("’", "'")


def _standing(
    text: str, parts: Sequence[Clause], found: Sequence[tuple[Mention, Clause]]
) -> tuple[set[str], list[tuple[Mention, Clause]]]:
    """Which options are no longer to be had, and which mentions still offer one; the rest is announced as done."""
    spans = sentence_spans(parts)
    lost, done = set(), set()
    following = {part.start: later for part, later in pairwise(parts) if part.sentence == later.sentence}
    for part in {part for _, part in found}:
        said = _said(text, part)
        after = following.get(part.start)
        barred = after and after.joiner.startswith("but") and _BARRED.search(_said(text, after))
        if _UNAVAILABLE.search(said) or barred:
            lost.add(part)
        elif not part.asked and _DONE.search(said) and not _CHOICE.search(text[spans[part.sentence][0] : part.end]):
            done.add(part)
    gone = {mention.option for mention, part in found if part in lost}
    live = [(mention, part) for mention, part in found if part not in lost and part not in done]
    return gone, live


_FROM = re.compile(r"\bfrom\s+(?:the\s+|your\s+)?(?=\S+(?:\s+\S+){0,4}\s+to\b)(?=(\S))", re.IGNORECASE)
_EITHER = re.compile(
    r"\bor\s+(?=(?:[€£$]?\d+ ?(?:€|£|back|euros?|pounds|dollars|%)|you|we|i|to|go|come|by|in|at|on|with|"
    r"the|a|an|have|do|let|simply|just|will|would|shall|"
    r"should|can|could)\b(?! (?:so|two|few|"
    r"day|week|couple))[^.?!\n]{3,})",
    re.IGNORECASE,
)


def _unnamed_alternative(text: str, found: Sequence[Mention]) -> bool:
    """Whether one of two options is named and the other put in words of its own ("by video or go there")."""
    places = [mention.start for mention in found]
    for either in _EITHER.finditer(text):
        closing = _SENTENCE_MARK.search(text, either.end())
        stop = closing.start() if closing else len(text)
        start = max(text.rfind(mark, 0, either.start()) for mark in ".?!\n") + 1
        before = bisect_left(places, start) < bisect_left(places, either.start())
        after = bisect_left(places, either.end()) < bisect_left(places, stop)
        if before != after:
            return True
    return False


_HAD = re.compile(
    r"\byou(?:'ve| have)? (?:always |usually |already |last |previously )?(?:had|took|taken|used|chose|chosen|"
    r"ordered|got|booked|picked|bought|been on)\b|"
    r"\blast (?:time|year|month|week)\b|\b(?:as|like) before\b|\byour (?:usual|current|old|previous)\b|"
    r"\byou(?:'re| are) (?:currently |now |still )?(?:on|using|with|paying|getting)\b|\bthe last \w+\b",
    re.IGNORECASE,
)


def usual(named: Sequence[Mention], text: str) -> str:
    """The one option of which an agent's turn says that the customer has or had it; empty where it says so of none."""
    parts = clauses(text)
    past = {part.start for part in parts if _HAD.search(_said(text, part))}
    had = set()
    for mention in named if past else ():
        part = clause_at(parts, mention.start)
        if part and mention.weight >= _OFFERED and part.start in past:
            had.add(mention.option)
    return next(iter(had)) if len(had) == 1 else ""


def offers_something(text: str) -> bool:
    """Whether a turn offers anything at all, of whatever dimension or none."""
    return _I_CAN.search(text) is not None


def asks_something_else(text: str) -> bool:
    """Whether an agent's turn ends in a question that does not point back at what was offered."""
    parts = [part for part in clauses(text) if part.asked]
    if not parts:
        return False
    last = [part for part in parts if part.sentence == parts[-1].sentence]
    return not _POINTS_BACK.search(text[last[0].start : last[-1].end])


def _pending(text: str, parts: Sequence[Clause], live: Sequence[tuple[Mention, Clause]], alive: list[str]) -> list[str]:
    """What a bare yes would take: the options of the closing question, or of what it points back at, or all."""
    asked = [part.sentence for part in parts if part.asked]
    if not asked:
        return alive
    inside = list(dict.fromkeys(mention.option for mention, part in live if part.sentence == asked[-1]))
    if inside:
        return inside
    start, end = sentence_spans(parts)[asked[-1]]
    before = [(mention, part) for mention, part in live if mention.start < start]
    question = text[start:end]
    if not before or not _POINTS_BACK.search(question) or _OPEN_QUESTION.search(question):
        return alive
    closest = before[-1][1]
    near = list(dict.fromkeys(mention.option for mention, part in before if part.start == closest.start))
    listed = len(alive) > 1 and re.search(r"\bor\b", _said(text, closest), re.IGNORECASE)
    beside = list(dict.fromkeys(mention.option for mention, part in before if part.sentence == closest.sentence))
    if len(beside) > 1 and _ALTERNATIVES.search(text[sentence_spans(parts)[closest.sentence][0] : closest.end]):
        return beside  # "an engineer on Thursday, or a new router today. Would you like that?"
    return alive if listed and len(near) == 1 else near


_ALTERNATIVES = re.compile(r",? or\b", re.IGNORECASE)
