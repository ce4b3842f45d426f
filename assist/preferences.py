"""What one customer takes, how surely, and why: their own choices first, everybody's only where those run out.

The only evidence is what was put before somebody and what they took. A ranking is always over what is on offer now and
open, so that an option nobody can have never leads. A thin record leans on the population and says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np

from assist import phrasing
from assist.choice_model.hierarchy import individuals
from assist.choice_model.likelihood import shares
from assist.population import learn
from assist.records import Choice, Dimension, Preference, Ranked
from assist.tastes import Population, Taste, frame

__all__ = [
    "Population",
    "ahead",
    "clear_record",
    "learn",
    "nearest",
    "prefer",
    "says",
    "worth_asking",
]

CLEAR_AT_LEAST = 3
THIN_BELOW = 3
WISH = 0.9  # how far a stated wish moves the ranking: what people ask for they nearly always take
SHARE_FROM = 10  # customers below whom a share of all of them is no news
_DRAWS = 256
LONGEST_NAME = 6  # words of a label that still read as a name
AHEAD = 0.2  # the lead over the next option from which one option may stand alone


def clear_record(choices: Sequence[Choice]) -> str | None:
    """The option of a clear record among the choices of one dimension, else None.

    At least three choices, at least three quarters of them the same option, the most recent among them.
    Retracted choices count for nothing.
    """
    mine = _standing(choices)
    if len(mine) < CLEAR_AT_LEAST:
        return None
    last = mine[-1].chosen
    same = sum(choice.chosen == last for choice in mine)
    return last if same * 4 >= len(mine) * 3 else None


def prefer(
    dimension: Dimension,
    own: Sequence[Choice],
    population: Population,
    *,
    offered: Sequence[str] | None = None,
    wished: str | None = None,
    now: datetime | None = None,
) -> Preference:
    """What this customer takes in `dimension`, over the open options (those of `offered` where given).

    `own` are this customer's choices, of any dimension; those after `now` are left out. `wished` is an option that the
    current message or a note asks for: it comes first where it is open, whatever the record. `clear` and `wished` name
    the option even where it is closed or not on offer, so that the rule can be told. The ranking is empty where nothing
    is open.
    """
    choices = tuple(
        choice for choice in _standing(own) if choice.dimension == dimension.id and (now is None or choice.on <= now)
    )
    options = [option.id for option in dimension.open_options if offered is None or option.id in offered]
    taste = population.tastes.get(dimension.id, Taste())
    odds = _odds(dimension, taste, choices, options, now) if options else {}
    if wished in odds:
        odds = {option: (1 - WISH) * odds[option] + WISH * (option == wished) for option in options}
    ranking = sorted((Ranked(option, odds[option]) for option in options), key=lambda ranked: -ranked.probability)
    return Preference(
        dimension=dimension.id,
        ranking=tuple(ranking),
        choices=choices,
        clear=clear_record(choices),
        wished=wished,
        thin=len(choices) < THIN_BELOW,
        customers=taste.customers,
    )


def says(preference: Preference, dimension: Dimension) -> str:
    """The record in one line, as a person would count it.

    "chose a replacement 4 of 5 times, last on 6 Feb 2026" · "no choices yet; 62 % of all customers take e-mail"
    """
    parts = [f"asks for {name_of(dimension, preference.wished)}"] if preference.wished else []
    if preference.choices:
        parts.append(_record(preference, dimension))
    elif preference.customers >= SHARE_FROM and preference.ranking and not preference.wished:
        top = preference.ranking[0]
        share = round(100 * top.probability)
        parts.append(f"no choices yet; {share} % of all customers take {name_of(dimension, top.option)}")
    else:
        parts.append("no choices yet")
    return "; ".join(parts)


def ahead(preference: Preference, margin: float = AHEAD) -> str | None:
    """The option that leads the next by at least `margin` in probability, else None: then offer several or ask."""
    if not preference.ranking:
        return None
    first, *rest = preference.ranking
    return first.option if not rest or first.probability - rest[0].probability >= margin else None


def nearest(dimension: Dimension, option_id: str) -> str | None:
    """The open option nearest by attributes to one that is closed, or None where no shared attribute tells.

    Distance is Euclidean over the attributes that both have, each in units of its range over the dimension.
    """
    gone = dimension.option(option_id)
    if gone is None:
        return None
    spans: dict[str, list[float]] = defaultdict(list)
    for option in dimension.options:
        for name, value in option.attributes.items():
            spans[name].append(value)
    width = {name: max(values) - min(values) for name, values in spans.items()}
    distances: dict[str, float] = {}
    for option in dimension.open_options:
        shared = [name for name in gone.attributes if name in option.attributes and width[name] > 0]
        if option.id != option_id and shared:
            steps = (((gone.attributes[name] - option.attributes[name]) / width[name]) ** 2 for name in shared)
            distances[option.id] = sum(steps) / len(shared)
    return min(distances, key=lambda option: distances[option]) if distances else None


def worth_asking(preferences: Iterable[Preference]) -> str | None:
    """The dimension whose answer would change the suggestion most, or None where none would.

    Without an answer the suggestion leads with the most probable option; an answer changes that with the probability of
    all the others together. Where that is level, the dimension with more at stake (fewer choices behind it) comes
    first. A wish or a clear record has been answered already.
    """
    open_questions = [
        preference
        for preference in preferences
        if preference.wished is None and preference.clear is None and ahead(preference) is None and preference.ranking
    ]
    if not open_questions:
        return None
    return max(open_questions, key=lambda p: (1 - p.ranking[0].probability, -p.total)).dimension


def _standing(choices: Sequence[Choice]) -> list[Choice]:
    return sorted((choice for choice in choices if choice.retracted_on is None), key=lambda choice: choice.on)


def _odds(
    dimension: Dimension, taste: Taste, choices: Sequence[Choice], options: Sequence[str], now: datetime | None
) -> dict[str, float]:
    """P of each of `options`, averaged over what this customer's taste may be given their choices."""
    if not choices and not taste.customers:
        return dict.fromkeys(options, 1 / len(options))
    known = frame(dimension, taste)
    draws = individuals(known.likelihood([choices], now), known.crowd, draws=_DRAWS)
    rows = [known.options.index(option) for option in options]
    utilities = known.given(choices[-1].chosen if choices else None)[rows] @ draws.tastes[0].T
    odds = shares(utilities, np.ones(len(rows), dtype=bool)) @ draws.weights[0]
    return dict(zip(options, odds.tolist(), strict=True))


def _record(preference: Preference, dimension: Dimension) -> str:
    counts = preference.taken
    latest = preference.choices[-1]
    usual = max(counts, key=lambda option: (counts[option], option == latest.chosen))
    last = next(choice.on for choice in reversed(preference.choices) if choice.chosen == usual)
    times = "the one time" if preference.total == 1 else f"{counts[usual]} of {preference.total} times"
    words = f"chose {name_of(dimension, usual)} {times}, last on {day(last)}"
    if latest.chosen != usual:
        words += f", then {name_of(dimension, latest.chosen)} on {day(latest.on)}"
    return words


def day(on: datetime) -> str:
    """A date as people write it: 6 Feb 2026."""
    return f"{on.day} {on:%b %Y}"


def name_of(dimension: Dimension, option_id: str) -> str:
    """How to name an option in a sentence: its label where that is short enough, else its id in words."""
    option = dimension.option(option_id)
    label = phrasing.spoken(option.label) if option else ""
    return phrasing.named(label) if 0 < len(label.split()) <= LONGEST_NAME else option_id.replace("_", " ")
