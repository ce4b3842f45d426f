"""Why: a plan holds what may be offered; a text of somebody else's must offer that, all of it, and nothing beside it.

`amiss` says the first thing that is wrong with a reply, as the end of a sentence about whoever wrote it, which a writer
can be told and can put right.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from assist.catalogue import Catalogue, Mention, mentions
from assist.invented import Known, invented
from assist.projection.language import reads_as_english
from assist.records import Form, Option
from assist.suggestions import Plan
from assist.topics import NAMED
from assist.words import stems

LONGEST = 1_200  # characters of a reply
SHORT = 420  # of one that is to be short


def amiss(
    text: str, leads_with: str | None, keeps_open: Sequence[str], plan: Plan, known: Known, *, form: Form = ""
) -> str | None:
    """The first thing in a reply that the plan or what is known does not bear out, as a clause, or None."""
    return next(problems(text, leads_with, keeps_open, plan, known, form=form), None)


def problems(
    text: str, leads_with: str | None, keeps_open: Sequence[str], plan: Plan, known: Known, *, form: Form = ""
) -> Iterator[str]:
    """All that the plan or what is known does not bear out in a reply, as clauses."""
    return chain(_form(text, form), _offer(text, leads_with, keeps_open, plan), invented(text, known))


def _form(text: str, form: Form) -> Iterator[str]:
    if not text.strip():
        yield "wrote nothing"
    most = SHORT if form == "shorter" else LONGEST
    if len(text) > most:
        yield f"wrote more than {most} characters"
    if form == "steps" and "1." not in text:
        yield "wrote no numbered steps"
    if not reads_as_english(text):
        yield "wrote in another language"


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
