"""What an agent presses whatever their customers take: a draft that fits its writer better than its reader projects.

From an agent's earlier drafts comes how often they press each option of a dimension; from a customer's choices how
often that customer takes it. The score of a pressed option is

    log P(pressed | this agent's habit) - log P(pressed | this customer's record)

in nats, both shrunk to the team's shares by `STRENGTH` imagined choices (the mean of a Dirichlet posterior: Gelman
et al., Bayesian Data Analysis, 3rd ed., section 3.4). Above 0 the writer explains the draft better than the reader
does. The score sharpens a flag's severity and its reason; it never makes a flag.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from assist.catalogue import Catalogue, mentions
from assist.records import Choice, Dimension, Pressed

STRENGTH = 2.0  # as many imagined choices as two options with nothing known: a habit shows from four or five drafts on
MOSTLY = 0.6  # the share of drafts from which "you mostly offer" is a fair thing to say
ENOUGH = 4
RECENT = 10
_NAMED = 0.5  # the weight from which the catalogue takes an option as named


@dataclass(frozen=True, slots=True)
class Lean:
    """How one option sits between agent and customer. `score` in nats; counts are of the last `RECENT` of each."""

    score: float
    pressed: int
    drafts: int
    taken: int
    choices: int

    @property
    def habitual(self) -> bool:
        """Whether the agent has pressed this option often enough that it can be said to them."""
        return self.drafts >= ENOUGH and self.pressed >= MOSTLY * self.drafts

    @property
    def own(self) -> bool:
        """Whether the agent's habit explains the option better than the customer's record, `e` times or more."""
        return self.habitual and self.score >= 1.0


@dataclass(frozen=True, slots=True)
class Team:
    """What is usual here, by dimension and option: the shares of all agents' drafts that pressed it, and of all
    customers' choices that took it. Empty where nothing is known: then every option counts alike.
    """

    presses: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    takes: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


NOTHING_USUAL = Team()


def team(pressed: Iterable[tuple[str, str]], taken: Iterable[tuple[str, str]]) -> Team:
    """From the (dimension, option) of each draft that pressed one, and of each choice.

    >>> team([("pace", "now"), ("pace", "now"), ("pace", "later"), ("pace", "later")], []).presses
    {'pace': {'now': 0.5, 'later': 0.5}}
    """
    return Team(_shares_by_dimension(pressed), _shares_by_dimension(taken))


def _shares_by_dimension(seen: Iterable[tuple[str, str]]) -> dict[str, dict[str, float]]:
    counts: dict[str, Counter[str]] = {}
    for dimension, option in seen:
        counts.setdefault(dimension, Counter())[option] += 1
    return {
        dimension: {option: number / found.total() for option, number in found.items()}
        for dimension, found in counts.items()
    }


def pressed_in(draft: str, message: str, catalogue: Catalogue, on: date) -> tuple[Pressed, ...]:
    """What a draft speaks for: in each dimension the option that it names alone.

    Two options side by side are an offer and press nothing, and what the customer's message names is the customer's.
    What a draft presses without naming it is not seen: the count errs towards too few.
    """
    asked = {(one.dimension, one.option) for one in mentions(message, catalogue)}
    named: dict[str, set[str]] = {}
    for one in mentions(draft, catalogue):
        if one.weight >= _NAMED:
            named.setdefault(one.dimension, set()).add(one.option)
    return tuple(
        Pressed(on, dimension.id, tuple(option.id for option in dimension.open_options), option)
        for dimension in catalogue
        if not dimension.style and len(named.get(dimension.id, ())) == 1
        for option in named[dimension.id]
        if (dimension.id, option) not in asked
    )


def shares(counts: Mapping[str, int], options: Sequence[str], team: Mapping[str, float]) -> dict[str, float]:
    """The probability of each option, shrunk to the team's shares; `team` may be empty (every option alike). Sums to 1.

    >>> shares({"chat": 3}, ["chat", "phone"], {})
    {'chat': 0.8, 'phone': 0.2}
    """
    known = sum(team.get(option, 0.0) for option in options)
    even = 1.0 / len(options)
    prior = {option: (team.get(option, 0.0) + even) / (known + 1.0) for option in options}
    total = sum(counts.get(option, 0) for option in options) + STRENGTH
    return {option: (counts.get(option, 0) + STRENGTH * prior[option]) / total for option in options}


def profile(pressed: Sequence[Pressed]) -> dict[str, dict[str, int]]:
    """How often each option was pressed, by dimension, over all of an agent's drafts."""
    found: dict[str, Counter[str]] = {}
    for one in pressed:
        found.setdefault(one.dimension, Counter())[one.pressed] += 1
    return {dimension: dict(counts) for dimension, counts in found.items()}


def lean(
    option: str,
    dimension: Dimension,
    pressed: Sequence[Pressed],
    choices: Sequence[Choice],
    *,
    usual: Team = NOTHING_USUAL,
) -> Lean:
    """Whether an option pressed in this dimension is the agent's habit or the customer's record, both shrunk to what is
    usual in the team.
    """
    options = [one.id for one in dimension.options] or [option]
    drafts = sorted((one for one in pressed if one.dimension == dimension.id), key=lambda one: one.on)[-RECENT:]
    record = sorted(
        (one for one in choices if one.dimension == dimension.id and one.retracted_on is None), key=lambda one: one.on
    )[-RECENT:]
    habit, taken = Counter(one.pressed for one in drafts), Counter(one.chosen for one in record)
    by_habit = shares(habit, options, usual.presses.get(dimension.id, {}))[option]
    by_record = shares(taken, options, usual.takes.get(dimension.id, {}))[option]
    return Lean(math.log(by_habit / by_record), habit[option], len(drafts), taken[option], len(record))
