"""From what is known of the alternatives to the columns that people may like them for.

An attribute enters as it is and, in two further designs, with a curved companion as well, since a price of 9 need not
weigh nine prices of 1. Where an alternative means the same thing each time (an option, a brand) people may also like it
for itself, and for having taken it last time: taste and habit are told apart by estimating both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from assist.choice_model.likelihood import Flags, Floats, Integers

Curve = Literal["straight", "square", "log"]
CURVES: tuple[Curve, ...] = ("straight", "square", "log")
_FAR = 3.0  # standard deviations from which on a square no longer grows: one odd value must not decide a curve
NEVER = -1


@dataclass(frozen=True, slots=True)
class Panel:
    """The same people choosing again and again.

    attributes [task, alternative, attribute]; offered [task, alternative]; chosen [task], the alternative's number or
    -1 where it is not known; person [task], 0 to people - 1, each person's tasks together and in order of time.
    `labelled` says that alternative number j is the same thing in every task.
    """

    attributes: Floats
    offered: Flags
    chosen: Integers
    person: Integers
    people: int
    labelled: bool

    def without(self, tasks: Integers) -> Panel:
        """The same panel with the choices of `tasks` unknown."""
        chosen = self.chosen.copy()
        chosen[tasks] = -1
        return replace(self, chosen=chosen)


@dataclass(frozen=True, slots=True)
class Design:
    """What the columns are: features [task, alternative, column] but for the last choice, which depends on the record.

    `habit` is the number of the last choice's column, None where alternatives are not labelled.
    """

    columns: Floats
    habit: int | None

    def given(self, last: Integers) -> Floats:
        """The features with each task's last choice filled in; `last` [task] holds alternatives or NEVER."""
        if self.habit is None:
            return self.columns
        filled = self.columns.copy()
        known = np.flatnonzero(last != NEVER)
        filled[known, last[known], self.habit] = 1.0
        return filled


def design(panel: Panel, curve: Curve) -> Design:
    """The columns of a panel. Attributes are scaled to a standard deviation of 1 within what was on offer together."""
    offered = panel.offered
    columns = []
    for k in range(panel.attributes.shape[2]):
        values = panel.attributes[..., k]
        for column in (values, *_curved(values, offered, curve)):
            spread = _spread(column, offered)
            if spread > 1e-9 * np.abs(column).max():
                columns.append(np.where(offered, column, 0.0) / spread)
    tasks, alternatives = offered.shape
    habit = None
    constant = set(range(alternatives)) if panel.labelled else _unchanging(panel)
    if constant:
        counts = np.bincount(panel.chosen[panel.chosen >= 0], minlength=alternatives)
        # One alternative is the measure of the others; the commonest is known best.
        measured = constant - {int(counts.argmax())} if len(constant) == alternatives else constant
        for alternative in sorted(measured):
            column = np.zeros((tasks, alternatives))
            column[:, alternative] = 1.0
            columns.append(column)
    if panel.labelled:
        habit = len(columns)
        columns.append(np.zeros((tasks, alternatives)))
    return Design(np.stack(columns, 2) if columns else np.zeros((tasks, alternatives, 0)), habit)


def curves(panel: Panel) -> tuple[Curve, ...]:
    """The designs that differ on this panel: no curve goes through two points."""
    seen = (np.unique(panel.attributes[..., k][panel.offered]) for k in range(panel.attributes.shape[2]))
    return CURVES if any(len(values) > 2 for values in seen) else CURVES[:1]


def last_choices(panel: Panel) -> Integers:
    """For each task the person's latest choice that is known before it [task], or NEVER."""
    task = np.arange(len(panel.chosen))
    known = np.maximum.accumulate(np.where(panel.chosen >= 0, task, NEVER))
    before = np.concatenate([[NEVER], known[:-1]])
    first = np.searchsorted(panel.person, panel.person)
    return np.where(before >= first, panel.chosen[before], NEVER)


def _curved(values: Floats, offered: Flags, curve: Curve) -> list[Floats]:
    inside = values[offered]
    if curve == "straight" or len(np.unique(inside)) <= 2:
        return []
    if curve == "log" and inside.min() >= 0:
        step = 0.0 if inside.min() > 0 else inside[inside > 0].min()
        return [np.log(np.where(offered, values + step, 1.0))]
    return [np.clip((values - inside.mean()) / inside.std(), -_FAR, _FAR) ** 2]


def _spread(column: Floats, offered: Flags) -> float:
    """Standard deviation around each task's own mean, over what was on offer."""
    count = offered.sum(1, keepdims=True)
    mean = np.where(offered, column, 0.0).sum(1, keepdims=True) / np.maximum(count, 1)
    return float(np.sqrt((np.where(offered, column - mean, 0.0) ** 2).sum() / max(count.sum(), 1)))


def _unchanging(panel: Panel) -> set[int]:
    """Alternatives that have the same attributes in every task, such as "none of these", though the others vary."""
    if not panel.attributes.shape[2]:
        return set()
    same = {
        j
        for j in range(panel.offered.shape[1])
        if panel.offered[:, j].any() and (np.ptp(panel.attributes[panel.offered[:, j], j], axis=0) == 0).all()
    }
    return same if len(same) < panel.offered.shape[1] else set()
