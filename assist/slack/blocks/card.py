"""The card in a ticket's thread: a suggested reply, why, what else is open, and what to do about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from assist.cards import Answer, Taste
from assist.catalogue import Catalogue
from assist.records import Customer, Evidence, Form, Interaction, Suggestion
from assist.slack.blocks.parts import (
    Block,
    actions,
    bullets,
    button,
    date_words,
    day,
    divider,
    line,
    link,
    menu,
    overflow,
    rich,
    small,
    words,
)
from assist.slack.text import shorten
from assist.workplace import NotRight, Thread

# A card is read at a glance: a dozen lines above its buttons, of so many characters.
_LINES = 12
_WIDTH = 80
_MOST_REASONS = 4
_MOST_CHOICES = 3  # of one dimension: the record in a line, and two choices
_MOST_MOMENTS = 2
_REASON_CHARACTERS = 200
_MOMENT_CHARACTERS = 120
_NAME_CHARACTERS = 100
MORE, BLANK, INSTEAD, NOT_RIGHT = "card_more", "blank", "show_instead", "not_right"
_FORMS: tuple[tuple[Form, str], ...] = (("", "Usual length"), ("shorter", "Shorter"), ("steps", "In steps"))
OTHER_REASON: NotRight = "other"
REASONS: dict[NotRight, str] = {
    "customer": "Wrong customer",
    "message": "Misread the message",
    "offer": "Wrong offer",
    "tone": "Wrong tone or length",
    OTHER_REASON: "Something else …",
}
OFFLINE_NOTE = "Written from templates and the record. It can be wrong: read it before you send it."
MODEL_NOTE = "Written by a language model from the record. It can be wrong: read it before you send it."


def card(answer: Answer, catalogue: Catalogue) -> tuple[str, list[Block]]:
    """The message to post about a customer's message: its top-level text, which carries everything, and its blocks."""
    if answer.customer is None:
        return unknown_card(answer)
    suggestion = answer.suggestion
    if suggestion is None:
        raise ValueError("suggestion: there is nothing to show for this message")
    options = [catalogue.label(lead.dimension, lead.option) for lead in answer.others]
    # Where nothing leads, the text itself puts them side by side.
    open_labels = options if suggestion.leads_with else []
    reasons, moments = _what_fits(answer, answer.customer, suggestion, open_line=bool(open_labels))
    blocks = [
        # No quote around the reply: what is copied out of one brings its bar along, and code its type.
        rich(
            line(words("Suggested reply for "), words(name_of(answer.customer), bold=True)),
            block_id=block_id(suggestion.id),
        ),
        rich(line(words(suggestion.text))),
        divider(),
        rich(line(words("Why", bold=True)), bullets([_evidence(item) for item in reasons])),
    ]
    if open_labels:
        blocks.append(small("Also open: " + " · ".join(open_labels)))
    if moments:
        blocks.append(
            rich(line(words("Earlier", bold=True)), bullets([_moment(moment, answer.customer) for moment in moments]))
        )
    blocks += [*buttons(suggestion, options), small(_fine_print(suggestion))]
    return _spoken(answer.customer, suggestion, reasons, open_labels, moments), blocks


def second_try(suggestion: Suggestion, thread: Thread, kind: NotRight, options: Sequence[str]) -> list[Block]:
    """The buttons of a card that was not right: what mends the reason given comes first."""
    key = suggestion.id
    first = [button("Link a customer", "find_customer", f"{thread.channel}:{thread.ts}")] if kind == "customer" else []
    row = [
        *first,
        button("Write my reply", "write_reply", f"{key}:{BLANK}"),
        button("Suggest again", "another_wording", key),
    ]
    menus = [_others(key, options)] if options else []
    return [actions(*row, *menus, block_id=f"again:{key}")]


def buttons(suggestion: Suggestion, options: Sequence[str]) -> list[Block]:
    """The card's two rows: what is done every day above, what is done now and then below."""
    key = suggestion.id
    forms = [(form, text) for form, text in _FORMS if form != suggestion.form]
    more = [*((f"{key}:{form}", text) for form, text in forms), (f"{key}:{BLANK}", "Write from scratch")]
    above = [
        button("Write my reply", "write_reply", key, style="primary"),
        button("Another wording", "another_wording", key),
        overflow(MORE, more),
    ]
    below = [menu(NOT_RIGHT, "Not right …", [(f"{key}:{kind}", text) for kind, text in REASONS.items()])]
    if options:
        below.insert(0, _others(key, options))
    return [actions(*above, block_id=f"write:{key}"), actions(*below, block_id=f"other:{key}")]


def _others(key: str, options: Sequence[str]) -> Block:
    shown = [(f"{key}:{place}", shorten(label, _NAME_CHARACTERS)) for place, label in enumerate(options)]
    return menu(INSTEAD, "Show the reply for …", shown)


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


def block_id(suggestion_id: str) -> str:
    """By this id a card is recognised as ours after a crash between posting and noting it."""
    return f"suggestion:{suggestion_id}"


def is_card(name: str) -> bool:
    """Whether a block of this id is a card's."""
    return name.startswith(block_id(""))


def taste_lines(tastes: Sequence[Taste]) -> list[Block]:
    return [
        line(words(f"{taste.dimension.label}: ", bold=True), words(taste.says))
        for taste in tastes
        if taste.preference.choices or taste.preference.wished
    ]


def _what_fits(
    answer: Answer, customer: Customer, suggestion: Suggestion, *, open_line: bool
) -> tuple[list[Evidence], list[Interaction]]:
    """What of the reasons and the moments goes onto a card that is read at a glance: one reason at the least."""
    left = _LINES - 2 - _lines(suggestion.text) - open_line  # two for the headings
    moments = list(answer.moments[:_MOST_MOMENTS])
    found = _reasons(suggestion, moments, answer.tastes)
    reasons = found[:1]
    heights = [_lines(f"{date_words(moment.on)} · {_told(moment, customer)}") for moment in moments]
    kept = 1 + heights[0] if heights else 0  # the heading "Earlier" and one moment go before a second reason
    left -= kept + sum(_lines(item.says) for item in reasons)
    for item in found[1:]:
        if _lines(item.says) > left:
            break
        left -= _lines(item.says)
        reasons.append(item)
    return reasons, [one for one, height in zip(moments, heights, strict=True) if one is moments[0] or height <= left]


def _lines(text: str) -> int:
    return sum(1 + len(one) // _WIDTH for one in text.split("\n"))


def _reasons(suggestion: Suggestion, moments: Sequence[Interaction], tastes: Sequence[Taste]) -> list[Evidence]:
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


def name_of(customer: Customer) -> str:
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
    lines = [f"Suggested reply for {name_of(customer)}: {suggestion.text}"]
    lines.append("Why: " + "; ".join(item.says for item in reasons))
    if open_labels:
        lines.append("Also open: " + " · ".join(open_labels))
    lines += [f"Earlier, {date_words(moment.on)}, {_told(moment, customer)}" for moment in moments]
    return "\n".join([*lines, _fine_print(suggestion)])
