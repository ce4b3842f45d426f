"""A flag is only worth raising if the agent sees at once what it rests on and what to write instead.

The reason is one plain sentence about the draft and the customer, never about the person who wrote it. The rewrite
puts the choice back with the customer: it leads with what they asked for or have always taken, or lays the options
open. Where neither is honest there is no rewrite.
"""

from __future__ import annotations

from datetime import datetime

from assist.catalogue import mentions
from assist.habits import Lean
from assist.projection.context import Context, Standing
from assist.projection.pressing import Pressing
from assist.records import Dimension, Evidence, FlagKind, Severity

_NAMED = 0.5  # the weight from which the catalogue takes an option as named
_SURE = 1.0  # the margin from which it can be said to an agent which option a sentence presses
_LONGEST_QUOTE = 70


def day(on: datetime) -> str:
    """A date as people write it: 6 Feb 2026."""
    return f"{on.day} {on:%b %Y}"


def label(dimension: Dimension, option_id: str) -> str:
    option = dimension.option(option_id)
    return option.label if option else option_id.replace("_", " ")


def named_by_customer(pressed: Pressing, context: Context) -> str | None:
    """The one other option of the dimension that message or notes name, or None where they name none or several."""
    if pressed.standing is None:
        return None
    named = {
        one.option
        for one in mentions(context.said_text, context.catalogue)
        if one.dimension == pressed.standing.dimension.id and one.weight >= _NAMED and one.option != pressed.option
    }
    return named.pop() if len(named) == 1 else None


def taken(standing: Standing, option: str) -> str:
    """The record of one option in words: "replacement 4 of 4 times, last on 6 Feb 2026"."""
    mine = [one for one in standing.choices if one.chosen == option]
    return (
        f"{label(standing.dimension, option)} {len(mine)} of {len(standing.choices)} times, last on {day(mine[-1].on)}"
    )


def _record(standing: Standing | None) -> str:
    """What the record says in one clause, for a customer without a clear one too."""
    if standing is None:
        return "nothing on file says that this customer shares it"
    if standing.clear:
        return f"this customer took {taken(standing, standing.clear)}"
    if not standing.choices:
        return f"there is no choice of theirs on file yet about {standing.dimension.label}"
    counts: dict[str, int] = {}
    for one in standing.choices:
        counts[one.chosen] = counts.get(one.chosen, 0) + 1
    parts = [f"{label(standing.dimension, option)} {count}" for option, count in counts.items()]
    if len(parts) > 1:
        return f"their choices so far are mixed ({', '.join(parts)})"
    times = "once" if len(standing.choices) == 1 else "twice"
    return f"so far they took {label(standing.dimension, standing.choices[-1].chosen)} {times}"


def shortened(text: str) -> str:
    """A quotation short enough to stand inside a sentence."""
    plain = " ".join(text.split())
    return plain if len(plain) <= _LONGEST_QUOTE else plain[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " …"


def reason(kind: FlagKind, text: str, pressed: Pressing, context: Context, lean: Lean | None) -> str:
    """One sentence why, with both sides' evidence in it."""
    standing = pressed.standing
    quote = f"“{shortened(text)}”"
    if lean is not None and lean.own and standing is not None:
        name = label(standing.dimension, pressed.option)
        yours = f"You offered {name} in {lean.pressed} of your last {lean.drafts} drafts"
        return f"{yours}; this customer has taken it {lean.taken} of {lean.choices} times."
    if kind == "against_choices" and standing is not None:
        return _against(quote, pressed, standing, named_by_customer(pressed, context))
    if kind == "decided_for_customer" and standing is not None:
        what = label(standing.dimension, pressed.option) if pressed.margin >= _SURE else quote
        return f"You announce {what} as settled; their message does not ask for it and {_record(standing)}."
    return _GENERAL[kind].format(record=_record(standing))


_GENERAL: dict[FlagKind, str] = {
    "own_preference": "The reason given here is an agent's own taste or convenience; {record}.",
    "crowd_preference": "The reason given here is what others do; {record}.",
    "assumed_preference": "This says what the customer wants or feels; neither message nor history does.",
    "against_choices": "This does not go with what the customer asked for or has always taken.",
    "decided_for_customer": "This settles something that is the customer's to choose.",
}


def _against(quote: str, pressed: Pressing, standing: Standing, wish: str | None) -> str:
    what = label(standing.dimension, pressed.option) if pressed.margin >= _SURE else quote
    if standing.clear and standing.clear != pressed.option:
        return f"You press {what}; this customer took {taken(standing, standing.clear)}."
    if standing.clear:
        return f"{quote} does not go with their record: this customer took {taken(standing, standing.clear)}."
    if wish:
        return f"You press {what}; what they wrote points to {label(standing.dimension, wish)}."
    return f"You press {what}, which what they wrote rules out."


def evidence(pressed: Pressing, context: Context) -> tuple[Evidence, ...]:
    """What the flag rests on: the choices of the dimension it is about, else the message that does not say so."""
    standing = pressed.standing
    if standing is None or not standing.choices:
        said = shortened(context.message) if context.message.strip() else "no message"
        return (Evidence("message", 0, f"the message says: “{said}”"),)
    return tuple(
        Evidence(
            "choice",
            one.id or context.order[id(one)],
            f"{day(one.on)}: took {label(standing.dimension, one.chosen)}{_when(one.situation)}",
            one.link,
        )
        for one in standing.choices[-4:]
    )


def _when(situation: str) -> str:
    return f" ({shortened(situation)})" if situation.strip() else ""


def rewrite(pressed: Pressing, context: Context) -> str | None:
    """What could stand there instead: leads with what was clearly taken before, else lays the options open."""
    standing = pressed.standing
    if standing is None:
        return None
    dimension = standing.dimension
    names = [one.label for one in dimension.open_options]
    if len(names) < 2:
        return None
    lead = standing.clear
    # what a customer has just named may overrule their record, so then the choice is laid open
    if lead in {one.id for one in dimension.open_options} and named_by_customer(pressed, context) in (None, lead):
        others = [one.label for one in dimension.open_options if one.id != lead]
        rest = f"{_listed(others, 'and')} {'is' if len(others) == 1 else 'are'} open to you as well"
        since = f"since that is what you took {_times(standing, lead)}"
        return f"I'd suggest {label(dimension, lead)}, {since}; {rest}. Shall I go ahead?"
    question = dimension.question or "Which would you like"
    return f"{question.rstrip('?')}: {_listed(names, 'or')}?"


def _times(standing: Standing, option: str) -> str:
    count, total = sum(one.chosen == option for one in standing.choices), len(standing.choices)
    return f"every time so far ({count} of {total})" if count == total else f"{count} of {total} times"


def _listed(names: list[str], word: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {word} {names[-1]}"


def severity(kind: FlagKind, probability: float, floor: float, lean: Lean | None) -> Severity:
    """By what is at stake and how sure: what is settled or goes against a record weighs most."""
    sure = (probability - floor) / max(1.0 - floor, 1e-6)
    if lean is not None and lean.own:
        return "high"
    if kind in ("against_choices", "decided_for_customer"):
        return "high" if sure > 0.5 else "medium"
    return "low" if sure < 0.2 else "medium"
