"""Why: what a language model writes reads well whether or not it is true, so it is held against what is known.

Whatever a customer could take as a fact or a promise has to stand in the facts or in their own message: numbers, dates,
spans of time, names, things said to be done. What cannot be shown to stand there counts as invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from assist.catalogue import Catalogue, Mention, mentions
from assist.phrasing import NUMBERS
from assist.records import Option
from assist.suggestions import Plan
from assist.topics import NAMED
from assist.words import stems

LONGEST = 1_200  # characters of a reply

_UNIT = r"(?:second|minute|hour|day|week|weekday|month|year|percent|euro|dollar|pound)s?"
_SPAN = re.compile(
    rf"\b({'|'.join(NUMBERS[1:])}|an?|\d+)\s+((?:business|working|full|more)\s+)?({_UNIT})\b", re.IGNORECASE
)
_CALENDAR = re.compile(
    r"""\b(?:january|february|march|april|june|july|august|september|october|november|december|(?:mon|tues|wednes|thurs
    |fri|satur|sun)day|today|tomorrow|tonight|yesterday|this\ (?:morning|afternoon|evening|week|month)
    |next\ (?:week|month|year)|shortly|immediately|(?:right|straight)\ away|asap|overnight
    |end\ of\ (?:the\ )?(?:day|week|month))\b""",
    re.IGNORECASE | re.VERBOSE,
)
_PROMISE = re.compile(
    r"""\b(?:guarantee\w*|promise\w*|free\ of\ charge|for\ free|at\ no\ (?:extra\ )?cost|no\ charge|discount\w*
    |compensat\w*|bonus|on\ the\ house|full\ refund
    |(?:you|it|that|(?:the|your)\ \w+)(?:['’]ll|\ will)\ (?:be|get|receive|arrive|reach
    |have)\ \w+)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# What may be said to be done: what an agent does by reading.
_READING = r"(?:read|received|looked|noted|seen|understood|noticed|checked|need|asked|told)"
_DONE = re.compile(
    rf"""\b(?:i|we)(?:['’]ve|\ have)\s+(?:(?:already|just|now|also|gone\ ahead\ and)\ )*(?!{_READING}\b)
        (?:\w+ed|sent|put|made|set|gone|done|taken|given|paid|begun|chosen|written|found)\b
    |\b(?:has|have)\ (?:already\ |now\ |just\ )?been\ \w+(?:ed|t|n)\b
    |\b(?:was|were)\ (?:sent|issued|processed|refunded|cancelled|canceled|shipped|booked|ordered|credited|upgraded)\b
    |\b(?:is|are)\ (?:already|now)\ (?:on\ (?:its|the)\ way|done|set\ up)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_NAME = re.compile(r"(?<![.!?:\n•“\"'(]\s)(?<![.!?:\n•“\"'(])(?<!^)\b[A-Z][^\W\d_]{2,}\b")


def amiss(text: str, leads_with: str | None, keeps_open: Sequence[str], plan: Plan, known: str) -> str | None:
    """The first thing in a reply that the plan or the facts in `known` do not bear out, as a clause, or None.

    `known` is everything the writer was given, the customer's message included.
    """
    problems = chain(
        _form(text), _offer(text, leads_with, keeps_open, plan), _figures(text, known), _words(text, known)
    )
    return next(problems, None)


def _form(text: str) -> Iterator[str]:
    if not text.strip():
        yield "wrote nothing"
    if len(text) > LONGEST:
        yield f"wrote more than {LONGEST} characters"


def _offer(text: str, leads_with: str | None, keeps_open: Sequence[str], plan: Plan) -> Iterator[str]:
    allowed = {option.id for option in plan.open}
    if (leads_with or None) != (plan.lead.id if plan.lead else None):
        yield "led with another option"
    if not set(keeps_open) <= allowed:
        yield "named an option that is not on offer"
    if plan.lead and not _names(text, plan.lead, plan):
        yield "did not name what it leads with"
    unsaid = [option for option in plan.open if not _names(text, option, plan)]
    if unsaid and plan.lead is None:
        yield "left out an option that is open"
    if unsaid and len(unsaid) == len(plan.open):
        yield "left nothing else open"
    told = {option.id for option in (plan.lead, plan.closed, plan.record.option) if option}
    if {m.option for m in _mentions(text, plan) if m.weight >= NAMED} - allowed - told:
        yield "named an option that is not on offer"
    if plan.closed and not _most(plan.closed.closed, text):
        yield "left out the rule"


def _figures(text: str, known: str) -> Iterator[str]:
    figures = set(re.findall(r"\d+", known))
    for figure in re.findall(r"\d+", text):
        if figure not in figures:
            yield f"wrote a number that nobody gave ({figure})"


def _words(text: str, known: str) -> Iterator[str]:
    facts = " ".join(known.casefold().split())
    for found in _SPAN.finditer(text):
        unit, count = found.group(3).casefold().rstrip("s"), found.group(1).casefold()
        digits = str(NUMBERS.index(count)) if count in NUMBERS else count
        if not re.search(rf"\b(?:{count}|{digits})\W+(?:\w+\W+)?{unit}", facts):
            yield f"wrote a span of time or an amount that nobody gave ({found.group()})"
    for pattern, what in ((_CALENDAR, "a time"), (_PROMISE, "a promise"), (_NAME, "a name")):
        for found in pattern.finditer(text):
            if found.group().casefold() not in facts:
                yield f"wrote {what} that nobody gave ({found.group()})"
    for found in _DONE.finditer(text):
        yield f"said that something is done ({found.group()})"


def _mentions(text: str, plan: Plan) -> list[Mention]:
    return mentions(text, Catalogue((plan.dimension,))) if plan.dimension else []


def _names(text: str, option: Option, plan: Plan) -> bool:
    if " ".join(option.label.split()).casefold() in " ".join(text.split()).casefold():
        return True
    return any(m.option == option.id and m.weight >= NAMED for m in _mentions(text, plan)) or _most(option.label, text)


def _most(words: str, text: str) -> bool:
    """Whether at least two thirds of the words stand in the text, whatever their order and ending."""
    wanted, said = set(stems(words)), set(stems(text))
    return len(wanted & said) * 3 >= len(wanted) * 2
