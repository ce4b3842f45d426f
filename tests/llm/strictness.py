"""How many true replies the verification of a model's words would turn away: `python -m tests.llm.strictness`.

The offline replies to our own labelled cases say nothing but what plan and facts hold. Each is held against them as if
a model had written it; whatever is found amiss in one is the verification's own error.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assist.catalogue import from_mapping
from assist.composing import compose, preferences_for
from assist.model.writing import given
from assist.preferences import Population
from assist.records import Choice, Note, moment
from assist.verification import amiss
from assist.writer import OfflineWriter, form_of

CASES = Path(__file__).parent.parent / "cases"


def turned_away(paths: list[Path]) -> Iterator[tuple[str, str]]:
    """Each case's id with what would be found amiss in its true reply, as a clause, or ''."""
    writer = OfflineWriter()
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            case: dict[str, Any] = json.loads(line)
            catalogue = from_mapping(case["catalogue"])
            choices = [
                Choice(
                    on=moment(one["on"]),
                    dimension=one["dimension"],
                    offered=tuple(one["offered"]),
                    chosen=one["chosen"],
                    situation=one.get("situation", ""),
                )
                for one in case.get("choices", [])
            ]
            composed = compose(
                case["message"],
                catalogue=catalogue,
                choices=choices,
                notes=[Note(text=note if isinstance(note, str) else note["text"]) for note in case.get("notes", [])],
                preferred=preferences_for(catalogue, choices, Population(), message=case["message"]),
                writer=writer,
            )
            plan, said = composed.plan, composed.suggestion
            form = form_of(plan)
            lead = said.leads_with.option if said.leads_with else None
            known = given(plan, 0, form).known
            yield case["id"], amiss(said.text, lead, said.keeps_open, plan, known, form=form) or ""


def main(paths: list[Path]) -> None:
    found = list(turned_away(paths))
    wrong = Counter(why.partition(" (")[0] for _, why in found if why)
    print(f"{len(found) - wrong.total()} of {len(found)} true replies pass.")
    for why, times in wrong.most_common():
        print(f"  {times} × {why}")


if __name__ == "__main__":
    main([Path(one) for one in sys.argv[1:]] or sorted(CASES.glob("drafts*.jsonl")))
