"""What a rule about a dialogue's tone is: a pattern, what spares a sentence from it, and its own examples.

The patterns are narrow on purpose. A note that is wrong costs more than one that is missing, so each needs words that
hardly have another reading.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assist.records import DialogueKind, Severity

REASONS: dict[DialogueKind, str] = {
    "bare_policy": "The rule is the whole answer here: it says neither why, nor what is possible instead.",
    "blame": "This reads as the customer's fault; what happened, and what helps now, can be said without that.",
    "overpromise": "This is promised as certain, and neither the message, nor the notes, nor the record say so.",
    "suspicion": "This can be read as doubt about what the customer says; the facts can be asked for without it.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`pattern` is looked for in a sentence with straight apostrophes and quotation marks.

    `spares` takes the note away where it is found in the same sentence. A sentence with a condition passes unless the
    rule is `conditional`, a question unless it is `asking`. `softer` are pairs of a pattern and what can stand in its
    place; where none is found, no other wording is offered.
    """

    name: str
    pattern: re.Pattern[str]
    should_note: tuple[str, ...]
    should_pass: tuple[str, ...]
    spares: re.Pattern[str] | None = None
    severity: Severity = "medium"
    conditional: bool = False
    asking: bool = False
    softer: tuple[tuple[re.Pattern[str], str], ...] = ()


def words(*alternatives: str) -> re.Pattern[str]:
    """Any of these between word boundaries, letter case ignored."""
    return re.compile(rf"\b(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)
