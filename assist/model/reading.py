"""Why: a model reads turns of phrase that no list holds, and has no record of how often it is right.

So it adds and never takes away. What it finds has to be quoted to the letter, and what is known of the customer has the
last word on it; the offline flags, whose precision is known (docs/projection.md), stand as they are. Reason, evidence
and rewrite are our own: a model's word on why is not shown to anybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from assist.catalogue import Catalogue
from assist.model.answers import Found, Reading
from assist.model.asking import ask, reports
from assist.model.client import Client
from assist.model.injection import IGNORED, holds_instructions
from assist.model.ports import DraftRead
from assist.model.redaction import Redaction
from assist.projection import explain
from assist.projection.concepts import keys
from assist.projection.context import Context, Standing
from assist.projection.context import read as gathered
from assist.projection.pressing import Pressing, pressing
from assist.projection.sentences import Sentence, split
from assist.readers import combined
from assist.records import Choice, Flag, FlagKind, Note, Severity

PROMPT = "check_draft"
MOST_TOKENS = 900  # of an answer: half a dozen flags
READ = 4_000  # characters of a draft, 2,000 of a message, that a model is given
_LATEST = 8  # choices of a dimension that a model is told of
_MATTERS: tuple[FlagKind, ...] = ("against_choices", "decided_for_customer")  # about an option, not about a reason


class ModelReader:
    """Reads drafts with a model, beside the offline check."""

    def __init__(self, client: Client, *, hide_names: bool = False) -> None:
        self._client = client
        self._hide_names = hide_names

    def read(
        self,
        draft: str,
        offline: Sequence[Flag],
        *,
        message: str,
        catalogue: Catalogue,
        choices: Sequence[Choice],
        notes: Sequence[Note],
        case: str,
        names: Sequence[str] = (),
    ) -> DraftRead:
        """The offline flags with what a model finds beside them, as far as it holds."""
        sentences = split(draft[:READ])
        if not sentences:
            return DraftRead(tuple(offline))
        redaction = Redaction(names if self._hide_names else ())
        context = gathered(message, catalogue, choices, notes)
        heard = ask(
            self._client,
            PROMPT,
            given(draft, context, notes),
            Reading,
            redaction=redaction,
            case=case,
            most_tokens=MOST_TOKENS,
            amiss=lambda reading: _amiss(reading, redaction, draft),
        )
        version = f"{heard.version}/{self._client.endpoint.model}"
        told = holds_instructions(message) or reports(heard)
        if heard.form is None:
            note = f"Checked offline only: the model {heard.trouble}."
            return DraftRead(tuple(offline), f"{note} {IGNORED * told}".strip(), version)
        restored = [one.model_copy(update={"quote": redaction.restore(one.quote)}) for one in heard.form.flags]
        added = [
            _flag(one, sentence, pressed, context, version)
            for one in restored
            for sentence in _quoted(one.quote, draft, sentences)
            if (pressed := _pressed(one, sentence, context)) and bears_out(one.kind, pressed, context)
        ]
        return DraftRead(combined(offline, added), IGNORED * told, version)


def given(draft: str, context: Context, notes: Sequence[Note]) -> dict[str, Any]:
    """What a model is told of a draft: the message, the record as it stands, the notes, the catalogue."""
    return {
        "message": context.message[:2_000],
        "record": {one.dimension.id: _record(one) for one in context.standings if one.choices},
        "notes": [note.text[:300] for note in notes[-6:]],
        "catalogue": {
            dimension.id: {option.id: option.label for option in dimension.open_options}
            for dimension in context.catalogue
        },
        "draft": draft[:READ],
    }


def _record(standing: Standing) -> dict[str, Any]:
    latest = standing.choices[-_LATEST:]
    told = {"took, oldest first": [one.chosen for one in latest]}
    return {**told, "clear": standing.clear} if standing.clear else told


def _amiss(reading: Reading, redaction: Redaction, draft: str) -> str:
    wrong = [one.quote for one in reading.flags if not one.quote.strip() or redaction.restore(one.quote) not in draft]
    return f"quoted what is not in the draft ({wrong[0][:80]})" if wrong else ""


def _quoted(quote: str, draft: str, sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    """The sentence that an exact quote stands in, or covers most of; none where the draft does not have it."""
    at = draft.find(quote) if quote.strip() else -1
    if at < 0:
        return
    shared = [min(one.end, at + len(quote)) - max(one.start, at) for one in sentences]
    most = max(shared)
    if most > 0:
        yield sentences[shared.index(most)]


def _pressed(found: Found, sentence: Sentence, context: Context) -> Pressing:
    """The option that a flag is about: the one the model names, where the catalogue has it, else what the words say."""
    dimension, _, option = (found.option or "").partition("/")
    for standing in context.standings:
        if standing.dimension.id == dimension and standing.dimension.option(option):
            return Pressing(standing, option, 1.0, 1.0)
    return pressing(keys(sentence.text), context)


def bears_out(kind: FlagKind, pressed: Pressing, context: Context) -> bool:
    """Whether what is known allows this kind of flag on this option (docs/model.md: the record vetoes).

    What somebody takes steadily is neither against them nor decided for them, unless they have just spoken of it
    themselves; and nothing goes against somebody of whom there is no clear record and no word.
    """
    if kind not in _MATTERS:
        return True
    standing, option = pressed.standing, pressed.option
    if standing is None:
        return False
    if standing.clear == option:
        return bool({**standing.message.named, **standing.notes.named})
    return kind == "decided_for_customer" or standing.clear is not None or bool(context.said_plain)


def _flag(found: Found, sentence: Sentence, pressed: Pressing, context: Context, version: str) -> Flag:
    severity: Severity = "medium" if found.kind in _MATTERS else "low"
    return Flag(
        kind=found.kind,
        quote=sentence.text,
        start=sentence.start,
        reason=explain.reason(found.kind, sentence.text, pressed, context, None),
        evidence=explain.evidence(pressed, context),
        severity=severity,
        rewrite=explain.rewrite(pressed, context),
        version=version,
    )
