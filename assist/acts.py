"""Why: a choice is an act, and most sentences that name an option are not one.

A turn is cut into clauses. For each clause that names an option (the name masked as `ŧ`), `force` says what
the customer does with it: take it, rule it out, merely name it or tell of it, and how surely. The rules go by the form
of the clause (mood, subject, tense, negation, condition), not by its topic, so they hold for any catalogue.
Left out: irony without any outward sign, and reasons that imply an option without naming it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assist.forms import (
    ALONGSIDE,
    CONTENT,
    EXCLAIMS,
    FRAGMENT,
    GOOD,
    IMPERATIVE,
    INFO_VERB,
    LEAVING,
    MILDLY,
    NO_REFUSAL,
    NOT,
    OTHER_HALF,
    REJECT_AFTER,
    REJECT_BEFORE,
    REPORTED_OF,
    RESOLVED,
    SELF,
    SHALL,
    STATE_AFTER,
    STRONG,
    SWITCHED_OFF,
    UNDECIDED,
)
from assist.moods import (
    DECIDED,
    HEDGE,
    MAY_I,
    PAST,
    PLEASE,
    QUESTION_FORM,
    SUGGEST,
    TAG_QUESTION,
    asks_to_act,
    interrogative,
    of_others,
)

Kind = Literal["take", "reject", "name", "tell"]


@dataclass(frozen=True, slots=True)
class Force:
    act: Kind
    sure: float  # in [0, 1]


_NAMED = Force("name", 0.0)
_TOLD = Force("tell", 0.0)  # how things were: a complaint or a story puts no option on the table


def force(masked: str, *, asked: bool, conditional: bool, offered: bool) -> Force:  # noqa: PLR0911 - one rule a return, in order
    """What the customer does with the option that `masked` names as `ŧ`.

    `asked`: the clause ends in a question mark. `conditional`: a condition governs it. `offered`: the agent had
    put options of this dimension before the customer, so that a bare name answers.
    """
    text = masked.lower().replace("’", "'")
    if TAG_QUESTION.search(text):
        return _NAMED
    if LEAVING.search(text):
        return _NAMED
    if _rejects(ALONGSIDE.sub("", text)):
        return Force("reject", 0.4 if asked or interrogative(text) else 0.9)
    if conditional:
        return _NAMED
    requested = _request(text, offered)
    if requested is not None:
        return requested
    if interrogative(text):
        return _NAMED
    if not DECIDED.search(text):
        if PAST.search(text):
            return _TOLD
        if INFO_VERB.search(text) or of_others(text):
            return _NAMED
    if asked and not PLEASE.search(text):
        return Force("take", 0.3) if offered and FRAGMENT.search(text) else _NAMED
    sure = 0.0 if UNDECIDED.search(text) else _taking(text, offered)
    if not sure:
        return _NAMED
    return Force("take", 0.35 if HEDGE.search(text) else sure)


_SIGNS = (
    ("strong", STRONG), ("imperative", IMPERATIVE), ("good", GOOD), ("fragment", FRAGMENT), ("state", STATE_AFTER),
    ("informs", INFO_VERB), ("past", PAST), ("decided", DECIDED), ("hedge", HEDGE), ("please", PLEASE),
    ("may_i", MAY_I), ("suggest", SUGGEST), ("self", SELF), ("shall", SHALL), ("beside", OTHER_HALF), ("not", NOT),
    ("mildly", MILDLY), ("resolved", RESOLVED), ("reported_of", REPORTED_OF), ("exclaims", EXCLAIMS),
    ("either", UNDECIDED), ("leaving", LEAVING),
)  # fmt: skip


def signs(masked: str) -> list[str]:
    """The forms that a clause naming an option as `ŧ` shows, each by its name, for weighing them."""
    text = masked.lower().replace("’", "'")
    found = [name for name, form in _SIGNS if form.search(text)]
    if _rejects(ALONGSIDE.sub("", text)):
        found.append("rejects")
    if asks_to_act(text):
        found.append("requests")
    if interrogative(text):
        found.append("question")
    if of_others(text):
        found.append("others")
    return found


def _request(text: str, offered: bool) -> Force | None:
    """A question in form that asks for the thing itself: "could you just send it", "can I have …"."""
    if asks_to_act(text):
        return Force("take", 0.8)
    if MAY_I.search(text):
        if QUESTION_FORM.search(text) or interrogative(text):
            return _NAMED
        return Force("take", 0.75 if offered or PLEASE.search(text) else 0.4)
    return Force("take", 0.4) if SUGGEST.search(text) else None


def _rejects(text: str) -> bool:
    if REJECT_BEFORE.search(text) and not NO_REFUSAL.search(text):
        return True
    return REJECT_AFTER.search(text) is not None or SWITCHED_OFF.search(text) is not None


def refused_after(masked: str) -> bool:
    """Whether what follows the masked option refuses it ("… don't work for me")."""
    return REJECT_AFTER.search(masked.lower().replace("’", "'")) is not None


def _taking(text: str, offered: bool) -> float:
    praised = GOOD.search(text) is not None
    if REPORTED_OF.search(text) and not praised:
        return 0.0  # "send me what the remote one would report"
    if STRONG.search(text):
        return 0.9
    if IMPERATIVE.search(text):
        return 0.85
    if praised:
        return 0.75 if offered else 0.55
    if RESOLVED.search(text) or CONTENT.search(text):
        return 0.7 if offered else 0.5
    answers = FRAGMENT.search(text) and not STATE_AFTER.search(text)
    return (0.85 if offered else 0.3) if answers else 0.0
