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
from pathlib import Path
from typing import Any

from rich.table import Table

from assist import batch, dialogue_evaluation, fields
from assist.dialogue_evaluation import Notes
from assist.model.ports import DraftReader
from assist.readers import found_by_model, model_alone
from assist.records import FLAG_KINDS
from assist.tally import Tally, interval, meet, new_table, percent, percents, reach

LEFT_OUT = Path(__file__).with_name("drafts_left_out.json")
_LABELS = ("flags", "why", "dialogue")
# Who found a flag, in the order of the table.
READERS = ("the check alone", "both", "the model alone")


@dataclass(slots=True)
class Scorecard:
    """One file or several: drafts flagged or not, each kind, whether quotes meet, and milliseconds a draft.

    `notes` is the second pack's, counted apart. `readers`, where a model reads too, counts flags by who found them and
    kind: right where one of the kind is labelled at the same place.
    """

    drafts: int = 0
    cases: Tally = field(default_factory=Tally)
    kinds: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in FLAG_KINDS})
    quotes: Counter[bool] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)
    readers: dict[tuple[str, str], Tally] = field(default_factory=dict)

    @property
    def all_kinds(self) -> Tally:
        each = self.kinds.values()
        return Tally(sum(one.right for one in each), sum(one.flagged for one in each), sum(one.wanted for one in each))


def evaluate_file(path: Path, reader: DraftReader | None = None) -> Scorecard:
    """Check each labelled draft of a file, as `check --jsonl` would without the labels; with a model's beside.

    Raises FieldError, which names line and field, and OSError.
    """
    found = Scorecard()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip():
            try:
                _judge(found, _object(line), reader)
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
        found.notes.add(card.notes)
        for who, tally in card.readers.items():
            one = found.readers.setdefault(who, Tally())
            one.right, one.flagged = one.right + tally.right, one.flagged + tally.flagged
        for total, part in ((found.cases, card.cases), *((found.kinds[kind], card.kinds[kind]) for kind in FLAG_KINDS)):
            total.right += part.right
            total.flagged += part.flagged
            total.wanted += part.wanted
    return found


def tables(cards: Mapping[str, Scorecard], real: Scorecard | None) -> list[Table]:
    """The scorecard: by file, by kind, false alarms and time, and what to expect of an author it has never read."""
    total = together(list(cards.values()))
    by_file = new_table("Drafts, by file", "drafts", "flagged", "precision", "recall", "kinds F1")
    for name, card in [*cards.items(), *([("all", total)] if len(cards) > 1 else [])]:
        by_file.add_row(
            name, str(card.drafts), str(card.cases.flagged), *percents(card.cases), percent(card.all_kinds.f1)
        )
    by_kind = new_table("Flags, by kind", "flagged", "labelled", "precision", "recall", "F1")
    for kind, tally in total.kinds.items():
        by_kind.add_row(
            kind.replace("_", " "), str(tally.flagged), str(tally.wanted), *percents(tally), percent(tally.f1)
        )
    notes = dialogue_evaluation.table(total.notes, real.notes if real else None)
    by_reader = [_by_reader(total)] if total.readers else []
    return [by_file, by_kind, *by_reader, _rest(total, real), notes, _left_out()]


def _judge(card: Scorecard, case: dict[str, Any], reader: DraftReader | None) -> None:
    labels = [fields.mapping(item, f"flags[{n}]") for n, item in enumerate(fields.items(case, "flags"))]
    draft = fields.text(case, "draft")
    wanted: dict[str, list[range]] = {}
    for number, label in enumerate(labels):
        kind, quote = (fields.text(label, name, f"flags[{number}]") for name in ("kind", "quote"))
        if kind not in FLAG_KINDS:
            raise fields.FieldError(f"flags[{number}].kind: must be one of {', '.join(FLAG_KINDS)}, not {kind!r}")
        if quote not in draft:
            raise fields.FieldError(f"flags[{number}].quote: does not stand in the draft")
        wanted.setdefault(kind, []).append(reach(draft.index(quote), quote))
    bare = {name: value for name, value in case.items() if name not in _LABELS}
    (answer,) = batch.check_line(bare, reader, dialogue=True)
    card.notes.judge(case, answer["dialogue"])
    got: dict[str, list[range]] = {}
    for flag in answer["flags"]:
        span = reach(flag["start"], flag["quote"])
        got.setdefault(flag["kind"], []).append(span)
        if reader:
            right = any(meet(span, one) for one in wanted.get(flag["kind"], []))
            tally = card.readers.setdefault((_who(flag["version"]), flag["kind"]), Tally())
            tally.flagged, tally.right = tally.flagged + 1, tally.right + right
    card.drafts += 1
    card.cases.add(bool(got), bool(wanted))
    for kind, tally in card.kinds.items():
        tally.add(kind in got, kind in wanted)
    for kind in got.keys() & wanted.keys():
        card.quotes.update(any(meet(span, one) for one in got[kind]) for span in wanted[kind])
    card.times.append(answer["ms"])


def _who(version: str) -> str:
    if model_alone(version):
        return READERS[2]
    return READERS[1] if found_by_model(version) else READERS[0]


def _by_reader(total: Scorecard) -> Table:
    table = new_table("Flags, by reader and kind", "flags", "right", "precision", "likely between")
    for who in READERS:
        for kind in FLAG_KINDS:
            if tally := total.readers.get((who, kind)):
                low, high = interval(tally.right, tally.flagged)
                name = f"{who}: {kind.replace('_', ' ')}"
                shown = str(tally.flagged), str(tally.right), percent(tally.precision), f"{low:.0%} and {high:.0%}"
                table.add_row(name, *shown)
    return table


def _object(line: str) -> dict[str, Any]:
    try:
        case = json.loads(line)
    except ValueError:
        raise fields.FieldError("is not JSON") from None
    return dict(fields.mapping(case, "the line"))


def _rest(total: Scorecard, real: Scorecard | None) -> Table:
    table = Table(title="Quotes, false alarms, time", show_header=False)
    if total.quotes:
        table.add_row(
            "right flags whose quote meets the labelled one", percent(total.quotes[True] / total.quotes.total())
        )
    if real is not None and real.drafts:
        low, high = interval(real.cases.flagged, real.drafts)
        share = f"{real.cases.flagged} of {real.drafts:,}, {real.cases.flagged / real.drafts:.2%}"
        table.add_row("real replies flagged", f"{share} ({low:.2%} to {high:.2%})")
    times = sorted(total.times)
    if times:
        table.add_row("a draft, median", f"{times[len(times) // 2]:.1f} ms")
        table.add_row("a draft, 95th percentile", f"{times[int(len(times) * 0.95)]:.1f} ms")
    return table


def _left_out() -> Table:
    table = new_table("What to expect of authors it has not read", "drafts", "precision", "recall", "kinds F1")
    table.caption = "each judged while left out of the fitting, see docs/projection.md"
    for author in json.loads(LEFT_OUT.read_text(encoding="utf-8")):
        shares = (percent(author[name]) for name in ("precision", "recall", "kind_f1"))
        table.add_row(author["author"], str(author["drafts"]), *shares)
    return table
