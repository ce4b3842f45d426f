"""How well the draft check does, on labelled drafts of your own: `evaluate drafts`.

Precision by kind says which flags to trust, precision by file which agents' voices the check reads badly, and a file
of real replies in which nothing should be flagged how often it cries wolf. Beside that stands what no file of ours can
show, since the check was fitted on them: how it did on each author's drafts while it had never read that author.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from pathlib import Path
from typing import Any

from rich.table import Table

from assist import batch, fields
from assist.records import FLAG_KINDS

LEFT_OUT = Path(__file__).with_name("drafts_left_out.json")
_LABELS = ("flags", "why")


@dataclass(slots=True)
class Tally:
    """Of `flagged` drafts (or flags of a kind) `right` should have been, of `wanted` in all."""

    right: int = 0
    flagged: int = 0
    wanted: int = 0

    @property
    def precision(self) -> float | None:
        return self.right / self.flagged if self.flagged else None

    @property
    def recall(self) -> float | None:
        return self.right / self.wanted if self.wanted else None

    @property
    def f1(self) -> float | None:
        return 2 * self.right / (self.flagged + self.wanted) if self.flagged + self.wanted else None

    def add(self, got: bool, want: bool) -> None:
        self.right += got and want
        self.flagged += got
        self.wanted += want


@dataclass(slots=True)
class Scorecard:
    """One file or several: drafts flagged or not, each kind, whether quotes meet, and milliseconds a draft."""

    drafts: int = 0
    cases: Tally = field(default_factory=Tally)
    kinds: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in FLAG_KINDS})
    quotes: Counter[bool] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)

    @property
    def all_kinds(self) -> Tally:
        each = self.kinds.values()
        return Tally(sum(one.right for one in each), sum(one.flagged for one in each), sum(one.wanted for one in each))


def evaluate_file(path: Path) -> Scorecard:
    """Check each labelled draft of a file, as `check --jsonl` would without the labels.

    Raises FieldError, which names line and field, and OSError.
    """
    found = Scorecard()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                _judge(found, _object(line))
            except fields.FieldError as error:
                raise fields.FieldError(f"line {number}: {error}") from None
    return found


def together(cards: Sequence[Scorecard]) -> Scorecard:
    """The sum of several."""
    found = Scorecard()
    for card in cards:
        found.drafts += card.drafts
        found.times += card.times
        found.quotes.update(card.quotes)
        for total, part in ((found.cases, card.cases), *((found.kinds[kind], card.kinds[kind]) for kind in FLAG_KINDS)):
            total.right += part.right
            total.flagged += part.flagged
            total.wanted += part.wanted
    return found


def tables(cards: Mapping[str, Scorecard], real: Scorecard | None) -> list[Table]:
    """The scorecard: by file, by kind, false alarms and time, and what to expect of an author it has never read."""
    total = together(list(cards.values()))
    by_file = _table("Drafts, by file", "drafts", "flagged", "precision", "recall", "kinds F1")
    for name, card in [*cards.items(), *([("all", total)] if len(cards) > 1 else [])]:
        by_file.add_row(
            name, str(card.drafts), str(card.cases.flagged), *_shares(card.cases), _share(card.all_kinds.f1)
        )
    by_kind = _table("Flags, by kind", "flagged", "labelled", "precision", "recall", "F1")
    for kind, tally in total.kinds.items():
        by_kind.add_row(
            kind.replace("_", " "), str(tally.flagged), str(tally.wanted), *_shares(tally), _share(tally.f1)
        )
    return [by_file, by_kind, _rest(total, real), _left_out()]


def _judge(card: Scorecard, case: dict[str, Any]) -> None:
    labels = [fields.mapping(item, f"flags[{n}]") for n, item in enumerate(fields.items(case, "flags"))]
    draft = fields.text(case, "draft")
    wanted: dict[str, list[range]] = {}
    for number, label in enumerate(labels):
        kind, quote = (fields.text(label, name, f"flags[{number}]") for name in ("kind", "quote"))
        if kind not in FLAG_KINDS:
            raise fields.FieldError(f"flags[{number}].kind: must be one of {', '.join(FLAG_KINDS)}, not {kind!r}")
        if quote not in draft:
            raise fields.FieldError(f"flags[{number}].quote: does not stand in the draft")
        wanted.setdefault(kind, []).append(_span(draft.index(quote), quote))
    (answer,) = batch.check_line({name: value for name, value in case.items() if name not in _LABELS})
    got: dict[str, list[range]] = {}
    for flag in answer["flags"]:
        got.setdefault(flag["kind"], []).append(_span(flag["start"], flag["quote"]))
    card.drafts += 1
    card.cases.add(bool(got), bool(wanted))
    for kind, tally in card.kinds.items():
        tally.add(kind in got, kind in wanted)
    for kind in got.keys() & wanted.keys():
        card.quotes.update(any(_meet(span, one) for one in got[kind]) for span in wanted[kind])
    card.times.append(answer["ms"])


def _object(line: str) -> dict[str, Any]:
    try:
        case = json.loads(line)
    except ValueError:
        raise fields.FieldError("is not JSON") from None
    return dict(fields.mapping(case, "the line"))


def _span(start: int, quote: str) -> range:
    return range(start, start + len(quote))


def _meet(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop


def _rest(total: Scorecard, real: Scorecard | None) -> Table:
    table = Table(title="Quotes, false alarms, time", show_header=False)
    if total.quotes:
        table.add_row(
            "right flags whose quote meets the labelled one", _share(total.quotes[True] / total.quotes.total())
        )
    if real is not None and real.drafts:
        low, high = _interval(real.cases.flagged, real.drafts)
        share = f"{real.cases.flagged} of {real.drafts:,}, {real.cases.flagged / real.drafts:.2%}"
        table.add_row("real replies flagged", f"{share} ({low:.2%} to {high:.2%})")
    times = sorted(total.times)
    if times:
        table.add_row("a draft, median", f"{times[len(times) // 2]:.1f} ms")
        table.add_row("a draft, 95th percentile", f"{times[int(len(times) * 0.95)]:.1f} ms")
    return table


def _left_out() -> Table:
    table = _table("What to expect of authors it has not read", "drafts", "precision", "recall", "kinds F1")
    table.caption = "each judged while left out of the fitting, see docs/projection.md"
    for author in json.loads(LEFT_OUT.read_text(encoding="utf-8")):
        shares = (_share(author[name]) for name in ("precision", "recall", "kind_f1"))
        table.add_row(author["author"], str(author["drafts"]), *shares)
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title)
    table.add_column("")
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _shares(tally: Tally) -> tuple[str, str]:
    return _share(tally.precision), _share(tally.recall)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _interval(hits: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927), which holds near 0 too."""
    middle = (hits + z * z / 2) / (of + z * z)
    half = z / (of + z * z) * sqrt(hits * (of - hits) / of + z * z / 4)
    return max(0.0, middle - half), middle + half
