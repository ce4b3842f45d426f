"""The small lines about choices in a ticket's thread: what was noted, what is only probable, and what became of it."""

from __future__ import annotations

from assist.readers import found_by_model
from assist.records import Choice, Dimension
from assist.slack.blocks.parts import Block, actions, button, line, modal, rich, section, select, words
from assist.slack.text import shorten
from assist.workplace import Question

CORRECT = "correct_choice_view"
OTHER = "other_choice_view"
OPTION = "choice_option"
_CHOICE = "choice:"
_BORNE_OUT = "Our rules took it for probable, a language model for certain."
_MODEL_ALONE = "A language model reads it so; our rules do not see it."
_QUOTE_CHARACTERS = 150
_NAME_CHARACTERS = 150


def chosen_line(choice: Choice, label: str) -> tuple[str, list[Block]]:
    """The small line about a choice that is in the ledger, with undo and correct."""
    label = shorten(label, _NAME_CHARACTERS)
    quoted = f" (“{shorten(choice.quote, _QUOTE_CHARACTERS)}”)." if choice.quote.strip() else "."
    elements = [words("Noted: chose "), words(label, bold=True), words(quoted)]
    said = f"Noted: chose {label}{quoted}"
    if choice.how == "confirmed":
        elements += [words(" Confirmed by "), {"type": "user", "user_id": choice.recorded_by}, words(".")]
        said += " Confirmed by a colleague."
    elif found_by_model(choice.recorded_by):
        elements.append(words(f" {_BORNE_OUT}"))
        said += f" {_BORNE_OUT}"
    buttons = actions(button("Undo", "undo_choice", choice.id), button("Correct", "correct_choice", choice.id))
    return said, [rich(line(*elements), block_id=choice_block_id(choice)), buttons]


def undone_line(label: str, by: str) -> tuple[str, list[Block]]:
    return _closed(f"Taken back: {label} is not in the record.", by)


def question_line(question: Question, label: str) -> tuple[str, list[Block]]:
    """A probable choice, put to the agents."""
    label = shorten(label, _NAME_CHARACTERS)
    quoted = f" (“{shorten(question.choice.quote, _QUOTE_CHARACTERS)}”)" if question.choice.quote.strip() else ""
    asked = line(words("Did they choose "), words(label, bold=True), words(f"?{quoted}"))
    by_model = f" {_MODEL_ALONE}" if found_by_model(question.choice.recorded_by) else ""
    asked["elements"] += [words(by_model, italic=True)] if by_model else []
    buttons = actions(
        button("Yes", "choice_yes", question.id),
        button("No", "choice_no", question.id),
        button("Something else", "choice_other", question.id),
    )
    return f"Did they choose {label}?{quoted}{by_model}", [rich(asked, block_id=question_block_id(question)), buttons]


def refused_line(label: str, by: str) -> tuple[str, list[Block]]:
    return _closed(f"Not noted: they did not choose {shorten(label, _NAME_CHARACTERS)}.", by)


def withdrawn_line(label: str) -> tuple[str, list[Block]]:
    """What a question becomes when the conversation has answered it, or no longer raises it."""
    said = f"No longer asked whether they chose {shorten(label, _NAME_CHARACTERS)}: the conversation has gone on."
    return said, [rich(line(words(said, italic=True)))]


def retracted_line(label: str) -> tuple[str, list[Block]]:
    """What the line of a noted choice becomes when it no longer follows from what was said; without the old words."""
    label = shorten(label, _NAME_CHARACTERS)
    said = f"No longer in the record: {label}. The conversation reads differently now."
    return said, [rich(line(words(said, italic=True)))]


def options_view(dimension: Dimension, quoted: str, *, without: str = "", callback: str, metadata: str) -> Block:
    """Asks an agent which option it was; `without` is the one that it was not."""
    said = f"What did they choose when they wrote “{shorten(quoted, 500)}”?" if quoted.strip() else "What was it?"
    options = [(one.id, one.label) for one in dimension.options if one.id != without]
    blocks = [section(said), select(OPTION, dimension.label, options)]
    return modal("What they chose", callback, blocks, submit="Record", metadata=metadata)


def choice_block_id(choice: Choice) -> str:
    """By this id a line is recognised as ours: after a crash between posting and noting it, and once it is wrong."""
    return f"{_CHOICE}{choice.id}"


def choice_named(block_id: str) -> str:
    """The id of the choice whose line a block is; '' for other blocks."""
    return block_id.removeprefix(_CHOICE) if block_id.startswith(_CHOICE) else ""


def question_block_id(question: Question) -> str:
    return f"question:{question.id}"


def _closed(said: str, by: str) -> tuple[str, list[Block]]:
    return said, [rich(line(words(f"{said} ("), {"type": "user", "user_id": by}, words(")")))]
