"""The card in a ticket's thread: a suggested reply, why, what else is open, and three buttons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from assist.cards import Answer, Taste
from assist.catalogue import Catalogue
from assist.records import Customer, Evidence, Interaction, Suggestion
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

# A card is read at a glance: about a dozen lines above its buttons.
_MOST_REASONS = 4
_MOST_CHOICES = 3  # of one dimension: the record in a line, and two choices
_MOST_MOMENTS = 2
_REASON_CHARACTERS = 200
_MOMENT_CHARACTERS = 120
_NAME_CHARACTERS = 100
OFFLINE_NOTE = "Written from templates and the record. It can be wrong: read it before you send it."
MODEL_NOTE = "Written by a language model from the record. It can be wrong: read it before you send it."


def card(answer: Answer, catalogue: Catalogue) -> tuple[str, list[Block]]:
    """The message to post about a customer's message: its top-level text, which carries everything, and its blocks."""
    if answer.customer is None:
        return unknown_card(answer)
    suggestion = answer.suggestion
    if suggestion is None:
        raise ValueError("suggestion: there is nothing to show for this message")
    moments = answer.moments[:_MOST_MOMENTS]
    reasons = _reasons(suggestion, moments, answer.tastes)
    open_labels = _open(suggestion, catalogue)
    blocks = [
        rich(
            line(words("Suggested reply for "), words(_name(answer.customer), bold=True)),
            quote(suggestion.text),
            block_id=block_id(suggestion.id),
        ),
        rich(line(words("Why", bold=True)), bullets([_evidence(item) for item in reasons])),
    ]
    if open_labels:
        blocks.append(small("Also open: " + " · ".join(open_labels)))
    if moments:
        blocks.append(
            rich(line(words("Earlier", bold=True)), bullets([_moment(moment, answer.customer) for moment in moments]))
        )
    blocks += [
        actions(
            button("Write my reply", "write_reply", suggestion.id, style="primary"),
            button("Another wording", "another_wording", suggestion.id),
            button("Not right", "not_right", suggestion.id),
        ),
        small(_fine_print(suggestion)),
    ]
    return _spoken(answer.customer, suggestion, reasons, open_labels, moments), blocks


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
    names = " " + "; ".join(_who(customer) for customer in answer.candidates[:4]) if choose else ""
    return said + names, [rich(line(words(said)), block_id=block_id("unknown")), actions(*choose, rest)]


def nothing_line(customer: Customer, link_id: str) -> tuple[str, list[Block]]:
    """What the card of an unknown customer becomes when the message needs no reply."""
    said = f"Linked to {_name(customer)}. Nothing to answer here."
    return said, [small(said), *_undo_link(link_id)]


def linked_line(customer: Customer, link_id: str, by: str) -> tuple[str, list[Block]]:
    """The small line that says whose a thread is now, and who said so, with undo."""
    said = f"Linked to {_name(customer)}."
    who: list[Block] = [words(f"{said} ("), {"type": "user", "user_id": by}, words(")")]
    return said, [rich(line(*who)), *_undo_link(link_id)]


def unlinked_line(by: str) -> tuple[str, list[Block]]:
    said = "The link was taken back: messages, choices and card are as they were."
    return said, [rich(line(words(f"{said} ("), {"type": "user", "user_id": by}, words(")")))]


def superseded() -> tuple[str, list[Block]]:
    """What an older card becomes when the conversation has moved on."""
    said = "The conversation has moved on since this suggestion."
    return said, [small(said)]


def withdrawn() -> tuple[str, list[Block]]:
    """What a card becomes when the message it was about is gone."""
    said = "The message that this was about has been deleted."
    return said, [small(said)]


def rejected(by: str, why: str) -> tuple[str, list[Block]]:
    """What a card becomes when an agent has said that it is not right."""
    said = f"marked this suggestion as not right: {shorten(why, 500)}"
    return f"Somebody {said}", [rich(line({"type": "user", "user_id": by}, words(f" {said}")))]


def block_id(suggestion_id: str) -> str:
    """By this id a card is recognised as ours after a crash between posting and noting it."""
    return f"suggestion:{suggestion_id}"


def _undo_link(link_id: str) -> list[Block]:
    return [actions(button("Undo", "undo_link", link_id))] if link_id else []


def taste_lines(tastes: Sequence[Taste]) -> list[Block]:
    return [
        line(words(f"{taste.dimension.label}: ", bold=True), words(taste.says))
        for taste in tastes
        if taste.preference.choices or taste.preference.wished
    ]


def _reasons(suggestion: Suggestion, moments: Sequence[Interaction], tastes: Sequence[Taste]) -> Sequence[Evidence]:
    """What the suggestion rests on, without what stands under "Earlier" anyway; choices with links to their words."""
    held = {choice.id: choice for taste in tastes for choice in taste.preference.choices}
    told = {moment.id for moment in moments}
    seen: Counter[str] = Counter()
    reasons: list[Evidence] = []
    for item in suggestion.basis:
        choice = held.get(str(item.ref)) if item.kind == "choice" else None
        if choice:
            seen[choice.dimension] += 1
        if item.ref in told or (choice and seen[choice.dimension] > _MOST_CHOICES):
            continue
        link_to = item.link or (choice.link if choice else "")
        reasons.append(replace(item, says=shorten(item.says, _REASON_CHARACTERS), link=link_to))
    return reasons[:_MOST_REASONS] or [Evidence("message", 0, "no record to go by yet: the options stand side by side")]


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


def _name(customer: Customer) -> str:
    return shorten(customer.name, _NAME_CHARACTERS) or "this customer"


def _moment(moment: Interaction, customer: Customer) -> Block:
    said = words(f" · {_told(moment, customer)} ")
    return line(day(moment.on), said, *([link(moment.link, "open")] if moment.link else []))


def _told(moment: Interaction, customer: Customer) -> str:
    speaker = customer.name if moment.role == "customer" and customer.name else moment.who
    return f"{shorten(speaker, _NAME_CHARACTERS)}: “{shorten(moment.text, _MOMENT_CHARACTERS)}”"


def _fine_print(suggestion: Suggestion) -> str:
    note = OFFLINE_NOTE if suggestion.writer == "offline" else MODEL_NOTE
    return f"{note} {suggestion.note}".strip()


def _who(customer: Customer) -> str:
    keys = ", ".join(identity.value for identity in customer.identities)
    return shorten(f"{customer.name} ({keys})" if keys else customer.name, 150)


def _spoken(
    customer: Customer,
    suggestion: Suggestion,
    reasons: Sequence[Evidence],
    open_labels: Sequence[str],
    moments: Sequence[Interaction],
) -> str:
    """The whole card in words, for screen readers and notifications."""
    lines = [f"Suggested reply for {_name(customer)}: {suggestion.text}"]
    lines.append("Why: " + "; ".join(item.says for item in reasons))
    if open_labels:
        lines.append("Also open: " + " · ".join(open_labels))
    lines += [f"Earlier, {date_words(moment.on)}, {_told(moment, customer)}" for moment in moments]
    return "\n".join([*lines, _fine_print(suggestion)])
