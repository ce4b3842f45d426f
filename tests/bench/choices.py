"""The choice model: a panel forecast, one customer's update, and 100,000 customers learned from.

Learning runs in a process of its own (`python -m tests.bench.choices`), so that its peak of memory is nobody else's.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import numpy as np

from assist import catalogue_file
from assist.choice_model import ensemble
from assist.choice_model.features import Panel
from assist.choice_model.references import everyone_alike
from assist.preferences import learn, prefer
from assist.records import Choice
from tests.bench.measure import Line, seconds

CUSTOMERS = 100_000
_START = datetime(2025, 1, 1, tzinfo=UTC)


def forecast() -> Line:
    """300 people, 10 choices of 4 each, by two attributes; the last two hidden."""
    chance = np.random.default_rng(0)
    people, tasks = 300, 10
    person = np.repeat(np.arange(people), tasks)
    attributes = chance.uniform(0, 3, (len(person), 4, 2))
    tastes = np.array([-1.0, 0.5]) + chance.standard_normal((people, 2))
    utilities = (attributes * tastes[person][:, None]).sum(2) + chance.gumbel(size=(len(person), 4))
    offered = np.ones(utilities.shape, dtype=bool)
    panel = Panel(attributes, offered, utilities.argmax(1), person, people, labelled=False)
    unknown = panel.without(np.flatnonzero(np.arange(len(person)) % tasks >= tasks - 2))
    return Line(
        "forecast 600 choices of 300 people",
        seconds(lambda: ensemble.predict(unknown), 3),
        "everyone alike (multinomial logit)",
        seconds(lambda: everyone_alike(unknown), 3),
    )


def update() -> Line:
    """One customer's ranking anew, after their ninth choice."""
    catalogue = catalogue_file.read()
    population = learn(_choices(300), catalogue)
    dimension = next(iter(catalogue))
    own = [choice for choice in _of_one(random.Random(1), 0, 9) if choice.dimension == dimension.id]
    return Line(
        f"rank one customer's options after {len(own)} choices",
        seconds(lambda: prefer(dimension, own, population), 50),
        "count them",
        seconds(lambda: Counter(choice.chosen for choice in own), 50),
        "goal 5 ms",
    )


def learning() -> Line:
    ran = subprocess.run([sys.executable, "-m", "tests.bench.choices"], capture_output=True, text=True, check=True)
    found = json.loads(ran.stdout)
    return Line(
        f"learn from {found['choices']:,} choices of {CUSTOMERS:,} customers",
        found["learn"],
        "read and count them",
        found["count"],
        f"peak {found['peak'] / 2**30:.2f} GB; goal 2 min, 2 GB",
    )


def _choices(customers: int) -> Iterator[Choice]:
    """One to nine choices a customer, made when they are asked for, as from a database."""
    chance = random.Random(0)
    for number in range(customers):
        yield from _of_one(chance, number, chance.randint(1, 9))


_DIMENSIONS = [(each.id, tuple(option.id for option in each.options)) for each in catalogue_file.read()]


def _of_one(chance: random.Random, number: int, choices: int) -> Sequence[Choice]:
    """Somebody who mostly takes what they took before."""
    loyal = [chance.choice(options) for _, options in _DIMENSIONS]
    made = []
    for step in range(choices):
        at = 0 if step % 2 == 0 else chance.randrange(len(_DIMENSIONS))
        dimension, options = _DIMENSIONS[at]
        made.append(
            Choice(
                on=_START + timedelta(days=40 * step),
                dimension=dimension,
                offered=options,
                chosen=loyal[at] if chance.random() < 0.7 else chance.choice(options),
                customer=str(number),
            )
        )
    return made


def _learn_alone() -> None:
    counts: Counter[tuple[str, str]] = Counter()
    counted = seconds(lambda: counts.update((each.dimension, each.chosen) for each in _choices(CUSTOMERS)))
    learned = seconds(lambda: learn(_choices(CUSTOMERS), catalogue_file.read()))
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    print(json.dumps({"choices": counts.total(), "peak": peak, "learn": learned, "count": counted}))


if __name__ == "__main__":
    _learn_alone()
