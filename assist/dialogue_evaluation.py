"""How well the second pack does on labelled drafts: in `evaluate drafts`, apart from the figures of the five kinds.

A draft's own labels for it stand under `dialogue`, each a `kind` and a `quote` like those of flags. A file without any
says nothing of recall, and each note in it is a likely false alarm.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.table import Table

from assist import fields
from assist.records import DIALOGUE_KINDS
from assist.tally import Tally, interval, meet, new_table, percent, percents, reach


@dataclass(slots=True)
class Notes:
    """Of a file or several: `noted` of `drafts` have a note; by kind, how many are right and how many were wanted."""

    drafts: int = 0
    noted: int = 0
    kinds: dict[str, Tally] = field(default_factory=lambda: {kind: Tally() for kind in DIALOGUE_KINDS})

    def judge(self, case: Mapping[str, Any], found: Sequence[Mapping[str, Any]]) -> None:
        """Hold what was found in a case's draft against its labels. Raises FieldError for a wrong label."""
        draft = fields.text(case, "draft")
        wanted: list[tuple[str, range]] = []
        for number, item in enumerate(fields.items(case, "dialogue")):
            at = f"dialogue[{number}]"
            label = fields.mapping(item, at)
            kind, quote = (fields.text(label, name, at) for name in ("kind", "quote"))
            if kind not in DIALOGUE_KINDS:
                raise fields.FieldError(f"{at}.kind: must be one of {', '.join(DIALOGUE_KINDS)}, not {kind!r}")
            if quote not in draft:
                raise fields.FieldError(f"{at}.quote: does not stand in the draft")
            wanted.append((kind, reach(draft.index(quote), quote)))
        self.drafts += 1
        self.noted += bool(found)
        for kind, _ in wanted:
            self.kinds[kind].wanted += 1
        for note in found:
            tally = self.kinds[note["kind"]]
            tally.flagged += 1
            span = reach(note["start"], note["quote"])
            tally.right += any(kind == note["kind"] and meet(span, place) for kind, place in wanted)

    def add(self, other: Notes) -> None:
        self.drafts += other.drafts
        self.noted += other.noted
        for kind, tally in other.kinds.items():
            mine = self.kinds[kind]
            mine.right += tally.right
            mine.flagged += tally.flagged
            mine.wanted += tally.wanted


def table(notes: Notes, real: Notes | None) -> Table:
    """The second pack by kind, and how often it speaks up where nothing should be noted."""
    found = new_table("Notes on the dialogue (second pack, off by default)", "noted", "labelled", "precision", "recall")
    for kind, tally in notes.kinds.items():
        found.add_row(kind.replace("_", " "), str(tally.flagged), str(tally.wanted), *percents(tally))
    each = notes.kinds.values()
    total = Tally(sum(one.right for one in each), sum(one.flagged for one in each), sum(one.wanted for one in each))
    found.add_row("all", str(total.flagged), str(total.wanted), *percents(total))
    captions = [f"{notes.noted:,} of {notes.drafts:,} drafts noted"]
    if real is not None and real.drafts:
        low, high = interval(real.noted, real.drafts)
        share = percent(real.noted / real.drafts)
        captions.append(f"{real.noted:,} of {real.drafts:,} real replies noted, {share} ({low:.2%} to {high:.2%})")
    found.caption = "; ".join(captions)
    return found
