"""The customers' tastes in one dimension, and what their numbers refer to.

A `Taste` is kept as JSON and may be older than the catalogue; a `Frame` puts it next to the options of today: what was
renamed or added since is there with the little that can be said of it, what was dropped still counts in the record.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from assist.choice_model.hierarchy import Crowd
from assist.choice_model.likelihood import Floats, Integers, Likelihood, likelihood
from assist.records import Choice, Dimension

# Before anything is learned: people differ a lot in which option they take, somewhat in what they like it for.
OPTION_VARIANCE, ATTRIBUTE_VARIANCE, HABIT_VARIANCE = 4.0, 0.5, 0.25
_DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Taste:
    """The customers' tastes in one dimension, over `customers` people.

    `mean` [d] and `covariance` [d][d] are utilities of the options, then of the attributes in units of their `scale`
    around `centre`, then of an option for having been taken last. `half_life` is in days, None where old choices count
    as much as new ones.
    """

    customers: int = 0
    options: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    centre: tuple[float, ...] = ()
    scale: tuple[float, ...] = ()
    mean: tuple[float, ...] = ()
    covariance: tuple[tuple[float, ...], ...] = ()
    half_life: float | None = None


@dataclass(frozen=True, slots=True)
class Population:
    """What all the team's customers take, by dimension."""

    tastes: Mapping[str, Taste] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {
            name: {
                "customers": taste.customers,
                "options": list(taste.options),
                "attributes": list(taste.attributes),
                "centre": list(taste.centre),
                "scale": list(taste.scale),
                "mean": list(taste.mean),
                "covariance": [list(row) for row in taste.covariance],
                "half_life": taste.half_life,
            }
            for name, taste in self.tastes.items()
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Population:
        """Raises TypeError or KeyError where `plain` is not what `to_json` gives."""
        return cls(
            {
                name: Taste(
                    customers=taste["customers"],
                    options=tuple(taste["options"]),
                    attributes=tuple(taste["attributes"]),
                    centre=tuple(taste["centre"]),
                    scale=tuple(taste["scale"]),
                    mean=tuple(taste["mean"]),
                    covariance=tuple(tuple(row) for row in taste["covariance"]),
                    half_life=taste["half_life"],
                )
                for name, taste in plain.items()
            }
        )


@dataclass(frozen=True, slots=True)
class Frame:
    """What the numbers of one dimension refer to: its options, their features and the crowd's tastes for these.

    features [option, feature]; the last feature is the habit, 0 until a last choice is known.
    """

    options: tuple[str, ...]
    features: Floats
    crowd: Crowd
    half_life: float | None

    def likelihood(self, records: Sequence[Sequence[Choice]], now: datetime | None = None) -> Likelihood:
        """Of the choices of each person, in order of time; options that are not the frame's are left out.

        Where nothing but the thing taken was on offer, or nobody wrote down what was, everything counts as offered: who
        asks for a thing unprompted prefers it to the rest.

        Where old choices count less, age is counted back from `now`, or from each person's latest choice.
        """
        number = {option: index for index, option in enumerate(self.options)}
        people, chosen, last, rows, ages = [], [], [], [], []
        for person, choices in enumerate(records):
            before = -1
            for choice in choices:
                taken = number.get(choice.chosen, -1)
                if taken < 0:
                    continue
                people.append(person)
                chosen.append(taken)
                last.append(before)
                offer = {*choice.offered, choice.chosen}
                offer = offer if len(offer) > 1 else {*self.options}
                rows.append([number[option] for option in offer if option in number])
                ages.append(((now or choices[-1].on) - choice.on).total_seconds() / _DAY)
                before = taken
        features, offered = self._filled(np.array(last, dtype=np.intp)), np.zeros((len(rows), len(self.options)), bool)
        for row, columns in enumerate(rows):
            offered[row, columns] = True
        weights = None if self.half_life is None else 0.5 ** (np.array(ages) / self.half_life)
        who = np.array(people, dtype=np.intp)
        return likelihood(features, offered, np.array(chosen, dtype=np.intp), who, people=len(records), weights=weights)

    def given(self, last: str | None) -> Floats:
        """The features [option, feature] after `last` was taken."""
        number = self.options.index(last) if last in self.options else -1
        features: Floats = self._filled(np.array([number]))[0]
        return features

    def _filled(self, last: Integers) -> Floats:
        filled = np.repeat(self.features[None], len(last), 0)
        known = np.flatnonzero(last >= 0)
        filled[known, last[known], -1] = 1.0
        return filled


def frame(dimension: Dimension, taste: Taste) -> Frame:
    """The options of the catalogue and of the taste, and the crowd's tastes for them.

    An option that the population has not met has the mean of all others, 0, and varies as they do on average; an
    attribute that it has not met counts for nothing on average. An option with an unknown attribute counts as average.
    """
    options = tuple(dict.fromkeys([*taste.options, *(option.id for option in dimension.options)]))
    known = {option.id: option.attributes for option in dimension.options}
    units = scales(dimension)
    units |= dict(zip(taste.attributes, zip(taste.centre, taste.scale, strict=True), strict=True))
    names = tuple(dict.fromkeys([*taste.attributes, *units]))
    features = np.zeros((len(options), len(options) + len(names) + 1))
    features[:, : len(options)] = np.eye(len(options))
    for column, name in enumerate(names, len(options)):
        centre, scale = units[name]
        for row, option in enumerate(options):
            if name in known.get(option, {}):
                features[row, column] = (known[option][name] - centre) / scale
    crowd = _widened(taste, len(options) - len(taste.options), len(names) - len(taste.attributes))
    return Frame(options, features, crowd, taste.half_life)


def scales(dimension: Dimension) -> dict[str, tuple[float, float]]:
    """Mean and standard deviation of each attribute over the options that have it; constant ones tell nothing."""
    values: dict[str, list[float]] = {}
    for option in dimension.options:
        for name, value in option.attributes.items():
            values.setdefault(name, []).append(value)
    return {name: (float(np.mean(known)), float(np.std(known))) for name, known in values.items() if np.std(known) > 0}


def _widened(taste: Taste, options: int, names: int) -> Crowd:
    """The crowd of a taste, with `options` and `names` more of which nothing is known."""
    old, old_names = len(taste.options), len(taste.attributes)
    kept = [*range(old), *range(old + options, old + options + old_names)]
    d = old + options + old_names + names + 1
    mean, covariance = np.zeros(d), np.zeros((d, d))
    variance = OPTION_VARIANCE
    if taste.mean:
        kept.append(d - 1)
        mean[kept] = taste.mean
        covariance[np.ix_(kept, kept)] = taste.covariance
        variance = float(np.mean(np.diag(taste.covariance)[:old]))
    for index in sorted(set(range(d)) - set(kept)):
        is_option, is_habit = index < old + options, index == d - 1
        covariance[index, index] = variance if is_option else HABIT_VARIANCE if is_habit else ATTRIBUTE_VARIANCE
    return Crowd(mean, covariance)
