"""The card in a ticket's thread: a suggested reply, why, what else is open, and three buttons."""

from __future__ import annotations

from collections.abc import Sequence

from assist.cards import Answer, Taste
from assist.catalogue import Catalogue
from assist.records import Choice, Customer, Evidence, Interaction, Suggestion
from assist.slack.blocks.parts import (
    Block,
    actions,
    bullets,
    button,
    date_words,
    day,
    line,
    link,
    quote,
    rich,
    small,
    words,
)
from assist.slack.text import shorten

_MOST_REASONS = 4
_MOMENT_CHARACTERS = 120
OFFLINE_NOTE = "Written from templates and the record. It can be wrong: read it before you send it."
MODEL_NOTE = "Written by a language model from the record. It can be wrong: read it before you send it."


def card(answer: Answer, catalogue: Catalogue) -> tuple[str, list[Block]]:
    """The message to post about a customer's message: its top-level text, which carries everything, and its blocks."""
    if answer.customer is None:
        return unknown_card(answer)
    suggestion = answer.suggestion
    if suggestion is None:
        raise ValueError("suggestion: there is nothing to show for this message")
    reasons = _reasons(suggestion)
    open_labels = _open(suggestion, catalogue)
    blocks = [
        rich(
            line(words("Suggested reply for "), words(answer.customer.name or "this customer", bold=True)),
            quote(suggestion.text),
            block_id=block_id(suggestion.id),
        ),
        rich(line(words("Why", bold=True)), bullets([_evidence(item) for item in reasons])),
    ]
    if open_labels:
        blocks.append(small("Also open: " + " · ".join(open_labels)))
    if answer.moments:
        blocks.append(
            rich(
                line(words("Earlier", bold=True)),
                bullets([_moment(moment, _speaker(moment, answer.customer)) for moment in answer.moments]),
            )
        )
    blocks += [
        actions(
            button("Write my reply", "write_reply", suggestion.id, style="primary"),
            button("Another wording", "another_wording", suggestion.id),
            button("Not right", "not_right", suggestion.id),
        ),
        small(_fine_print(suggestion)),
    ]
    return _spoken(answer.customer, suggestion, reasons, open_labels, answer.moments), blocks


def unknown_card(answer: Answer) -> tuple[str, list[Block]]:
    """Nobody knows whose message it is: say so, and offer to link a customer. Nothing of anybody's record is shown."""
    value = f"{answer.thread.channel}:{answer.thread.ts}"
    if answer.candidates:
        said = "This message could be from more than one customer. Which one is it?"
        choose = [
            button(_who(customer), f"link_customer_{number}", f"{value}:{customer.id}")
            for number, customer in enumerate(answer.candidates[:4])
        ]
    else:
        said = "I can't tell whose message this is: it names no e-mail address, Slack user or customer id that I know."
        choose = []
    rest = button("Link a customer", "find_customer", value, style="" if choose else "primary")
    return said, [rich(line(words(said))), actions(*choose, rest)]


def chosen_line(choice: Choice, label: str) -> tuple[str, list[Block]]:
    """The small line about a choice that has just entered the ledger, with undo."""
    said = f"Noted: chose {label} (“{shorten(choice.quote, 150)}”)."
    return said, [
        rich(line(words("Noted: chose "), words(label, bold=True), words(f" (“{shorten(choice.quote, 150)}”)."))),
        actions(button("Undo", "undo_choice", choice.id)),
    ]


def undone_line(label: str, by: str) -> tuple[str, list[Block]]:
    said = f"Taken back: {label} is not in the record."
    return said, [rich(line(words(said + " By "), {"type": "user", "user_id": by}))]


def superseded() -> tuple[str, list[Block]]:
    """What an older card becomes when the conversation has moved on."""
    said = "The conversation has moved on; the card for the latest message is below."
    return said, [small(said)]


def rejected(by: str, why: str) -> tuple[str, list[Block]]:
    """What a card becomes when an agent has said that it is not right."""
    said = f"Marked as not right ({why}). Thank you: it is kept, and everybody who reviews suggestions can see it."
    return said, [rich(line({"type": "user", "user_id": by}, words(f" marked this suggestion as not right: {why}.")))]


def block_id(suggestion_id: str) -> str:
    """By this id a card is recognised as ours after a crash between posting and noting it."""
    return f"suggestion:{suggestion_id}"


def taste_lines(tastes: Sequence[Taste]) -> list[Block]:
    return [
        line(words(f"{taste.dimension.label}: ", bold=True), words(taste.says))
        for taste in tastes
        if taste.preference.choices or taste.preference.wished
    ]


def _reasons(suggestion: Suggestion) -> Sequence[Evidence]:
    return suggestion.basis[:_MOST_REASONS] or [
        Evidence("message", 0, "no record to go by yet: the options stand side by side")
    ]


def _evidence(item: Evidence) -> Block:
    said = words(item.says)
    return line(said, words(" "), link(item.link, "open")) if item.link else line(said)


def _open(suggestion: Suggestion, catalogue: Catalogue) -> list[str]:
    if suggestion.leads_with is not None:
        dimensions = [suggestion.leads_with.dimension]
    else:
        dimensions = [dimension.id for dimension in catalogue]
    labels: list[str] = []
    for option in suggestion.keeps_open:
        holder = next((one for one in dimensions if catalogue.option(one, option)), "")
        labels.append(catalogue.label(holder, option))
    return labels


def _speaker(moment: Interaction, customer: Customer) -> str:
    return customer.name if moment.role == "customer" and customer.name else moment.who


def _moment(moment: Interaction, speaker: str) -> Block:
    said = words(f" · {speaker}: “{shorten(moment.text, _MOMENT_CHARACTERS)}” ")
    return line(day(moment.on), said, *([link(moment.link, "open")] if moment.link else []))


def _fine_print(suggestion: Suggestion) -> str:
    note = OFFLINE_NOTE if suggestion.writer == "offline" else MODEL_NOTE
    return f"{note} {suggestion.note}".strip()


def _who(customer: Customer) -> str:
    keys = ", ".join(identity.value for identity in customer.identities)
    return f"{customer.name} ({keys})" if keys else customer.name


def _spoken(
    customer: Customer,
    suggestion: Suggestion,
    reasons: Sequence[Evidence],
    open_labels: Sequence[str],
    moments: Sequence[Interaction],
) -> str:
    """The whole card in words, for screen readers and notifications."""
    lines = [f"Suggested reply for {customer.name or 'this customer'}: {suggestion.text}"]
    lines.append("Why: " + "; ".join(item.says for item in reasons) + ".")
    if open_labels:
        lines.append("Also open: " + ", ".join(open_labels) + ".")
    for moment in moments:
        lines.append(f"Earlier, {date_words(moment.on)}, {moment.who}: “{shorten(moment.text, _MOMENT_CHARACTERS)}”")
    return "\n".join([*lines, _fine_print(suggestion)])
