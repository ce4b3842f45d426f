"""Choice data in a file: people, tasks, alternatives, in long format, for a team that wants to try its own export.

A row is one alternative of one task: `person,task,alt,chosen,avail,<attributes…>`. In a task to be predicted `chosen`
is empty throughout. A wrong file is refused with its line and field; a guess at what was meant would go unnoticed.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import numpy as np

from assist.choice_model.ensemble import predict
from assist.choice_model.features import Panel

_KEYS = ("person", "task", "alt", "chosen")
_YES, _NO = ("1", "1.0"), ("0", "0.0")


@dataclass(frozen=True, slots=True)
class Row:
    """One alternative of one task. `chosen` is None where it is to be predicted."""

    line: int
    person: str
    task: str
    alternative: str
    chosen: bool | None
    available: bool
    attributes: tuple[float, ...]


def predict_file(path: Path, labelled: bool, out: TextIO) -> None:
    """Write `person,task,alt,probability` for each row of each task to predict, in the file's order.

    `labelled` says that `alt` names the same thing in every task. Raises ValueError with line and field for a file that
    is not choice data, OSError for one that cannot be read.
    """
    tasks = read_tasks(path)
    probabilities = predict(as_panel(tasks, labelled))
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["person", "task", "alt", "probability"])
    columns = _columns(tasks, labelled)
    for number, rows in enumerate(tasks):
        if rows[0].chosen is None:
            for row, column in zip(rows, columns[number], strict=True):
                writer.writerow([row.person, row.task, row.alternative, f"{probabilities[number, column]:.9f}"])


def read_tasks(path: Path) -> list[list[Row]]:
    """The tasks of a file, each person's together and in the order in which they stand."""
    people: dict[str, dict[str, list[Row]]] = {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in _rows(lines):
            people.setdefault(row.person, {}).setdefault(row.task, []).append(row)
    tasks = [rows for tasks in people.values() for rows in tasks.values()]
    for rows in tasks:
        _check(rows)
    return tasks


def as_panel(tasks: list[list[Row]], labelled: bool) -> Panel:
    """The arrays of tasks as `read_tasks` gives them.

    Labelled alternatives are numbered by name over the whole file, others by their place in the task. An alternative
    that was chosen counts as on offer whatever `avail` says.
    """
    columns = _columns(tasks, labelled)
    width = 1 + max((column for task in columns for column in task), default=0)
    known = len(tasks[0][0].attributes) if tasks else 0
    attributes = np.zeros((len(tasks), width, known))
    offered = np.zeros((len(tasks), width), dtype=bool)
    chosen = np.full(len(tasks), -1)
    person = np.zeros(len(tasks), dtype=np.intp)
    numbers: dict[str, int] = {}
    for number, rows in enumerate(tasks):
        person[number] = numbers.setdefault(rows[0].person, len(numbers))
        for row, column in zip(rows, columns[number], strict=True):
            attributes[number, column] = row.attributes
            offered[number, column] = row.available or bool(row.chosen)
            if row.chosen:
                chosen[number] = column
    return Panel(attributes, offered, chosen, person, len(numbers), labelled)


def _rows(lines: TextIO) -> Iterator[Row]:
    reader = csv.reader(lines)
    header = [name.strip() for name in next(reader, [])]
    for key in _KEYS:
        if key not in header:
            raise ValueError(f"line 1: no field {key!r}")
    if len(set(header)) < len(header):
        raise ValueError("line 1: a field stands there twice")
    at = {name: column for column, name in enumerate(header)}
    extra = [name for name in header if name not in (*_KEYS, "avail")]
    for values in reader:
        line = reader.line_num
        if not values:
            continue
        if len(values) != len(header):
            raise ValueError(f"line {line}: {len(values)} fields, the header has {len(header)}")
        chosen = _flag(values[at["chosen"]], line, "chosen")
        available = _flag(values[at["avail"]], line, "avail") if "avail" in at else None
        yield Row(
            line=line,
            person=values[at["person"]],
            task=values[at["task"]],
            alternative=values[at["alt"]],
            chosen=chosen,
            available=available is not False,
            # What is not on offer has no price: its attributes may be empty.
            attributes=tuple(_number(values[at[name]], line, name, available is False) for name in extra),
        )


def _flag(text: str, line: int, field: str) -> bool | None:
    text = text.strip()
    if text in _YES:
        return True
    if text in _NO:
        return False
    if not text:
        return None
    raise ValueError(f"line {line}: field {field!r} is {text!r}, not 0, 1 or empty")


def _number(text: str, line: int, field: str, optional: bool) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if math.isfinite(number):
        return number
    if optional:
        return 0.0
    raise ValueError(f"line {line}: field {field!r} is {text!r}, not a number")


def _check(rows: list[Row]) -> None:
    line = rows[0].line
    seen: set[str] = set()
    for row in rows:
        if row.alternative in seen:
            raise ValueError(f"line {row.line}: field 'alt' is {row.alternative!r} for the second time in this task")
        seen.add(row.alternative)
        if (row.chosen is None) != (rows[0].chosen is None):
            raise ValueError(f"line {row.line}: field 'chosen' is empty in a part of the task only")
    if rows[0].chosen is None:
        if not any(row.available for row in rows):
            raise ValueError(f"line {line}: field 'avail' leaves no alternative in this task")
    elif sum(row.chosen is True for row in rows) != 1:
        raise ValueError(f"line {line}: field 'chosen' must be 1 for exactly one alternative of this task")


def _columns(tasks: list[list[Row]], labelled: bool) -> list[list[int]]:
    """The number of each row's alternative, task by task."""
    if not labelled:
        return [list(range(len(rows))) for rows in tasks]
    names: dict[str, int] = {}
    return [[names.setdefault(row.alternative, len(names)) for row in rows] for rows in tasks]
