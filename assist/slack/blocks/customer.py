"""A customer's card for `/customer`, and the list to pick from where several match."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from assist.cards import PAGE, CustomerCard
from assist.catalogue import Catalogue
from assist.records import Customer, Interaction
from assist.slack.blocks.card import taste_lines
from assist.slack.blocks.parts import (
    Block,
    actions,
    bullets,
    button,
    date_words,
    day,
    header,
    line,
    link,
    rich,
    section,
    small,
    spoken,
    words,
)
from assist.slack.text import shorten
from assist.workplace import Thread, Unanswered

NO_CHOICES = "No choices on record yet. Offer what is open, and let them choose."
_ABOUT_CHARACTERS = 600
_ONE_LINE = 150
_MOST_UNANSWERED = 3
_IDENTITY_WORDS = {"slack": "Slack user", "email": "e-mail", "external": "customer id"}


def customer_card(
    card: CustomerCard, links: Mapping[tuple[str, str], str], catalogue: Catalogue
) -> tuple[str, list[Block]]:
    """The card of one customer; `links` gives the address of a thread by (channel, ts) where it is known."""
    customer = card.customer
    keys = [f"{_IDENTITY_WORDS[one.kind]} {one.value}" for one in customer.identities]
    taken = taste_lines(card.tastes)
    about = " · ".join([*([customer.company] if customer.company else []), *keys]) or "no identity on file"
    about = shorten(about, _ABOUT_CHARACTERS)
    blocks: list[Block] = [header(_name(customer)), small(about)]
    if taken:
        blocks.append(rich(line(words("What they take", bold=True)), bullets(taken)))
    else:
        blocks.append(section(NO_CHOICES))
    if card.unanswered:
        blocks.append(small(*(_unanswered(one, catalogue) for one in card.unanswered[:_MOST_UNANSWERED])))
    if card.threads and not card.page and not card.words:
        threads = bullets([_thread(thread, links) for thread in card.threads])
        blocks.append(rich(line(words("Open threads", bold=True)), threads))
    blocks += _timeline(card)
    return spoken(blocks), blocks


def _timeline(card: CustomerCard) -> list[Block]:
    """A page of what was said, a line each, with buttons to the pages beside it."""
    what = f"What has “{shorten(card.words, 80)}” in it" if card.words else "Timeline"
    if not card.total:
        return [section(f"{what}: nothing." if card.words else "Nothing was said yet.")]
    begin = card.page * PAGE
    where = f" ({begin + 1}–{begin + len(card.contacts)} of {card.total}, newest first)"
    lines = [bullets([_contact(one) for one in card.contacts])] if card.contacts else []
    blocks = [rich(line(words(what, bold=True), words(where)), *lines)]
    turns = [
        button(label, f"timeline_{label.lower()}", json.dumps([card.customer.id, page, card.words]))
        for label, page, there in (
            ("Newer", card.page - 1, card.page > 0),
            ("Older", card.page + 1, card.page + 1 < card.pages),
        )
        if there
    ]
    return [*blocks, actions(*turns)] if turns else blocks


def _unanswered(one: Unanswered, catalogue: Catalogue) -> str:
    labels = ", ".join(catalogue.label(one.dimension, option) for option in one.offered)
    return f"Offered, no answer: {shorten(labels, 200)} ({date_words(one.on)})."


def several(query: str, customers: Sequence[Customer], *, more: bool = False) -> tuple[str, list[Block]]:
    """Several customers match: offered, none guessed. `more` says that these are not all."""
    count = f"More than {len(customers)}" if more else str(len(customers))
    narrower = " These are the first; add a word or use an e-mail address to see others." if more else ""
    said = f"{count} customers match “{shorten(query, 80)}”. Which one do you mean?{narrower}"
    blocks: list[Block] = [section(said)]
    for number, customer in enumerate(customers):
        show = button("Show", f"show_customer_{number}", customer.id)
        blocks.append(section(_described(customer), accessory=show))
    return "\n".join([said, *(_described(customer) for customer in customers)]), blocks


def nobody(query: str) -> tuple[str, list[Block]]:
    said = (
        f"I know no customer by “{shorten(query, 80)}”. Try an e-mail address, an @mention, a customer id, or part of "
        "a name or company."
    )
    return said, [section(said)]


def choose_for_thread(customers: Sequence[Customer], place: str) -> list[Block]:
    """Buttons that link a thread (`channel:ts`) to one of these customers."""
    return [
        section(_described(customer), accessory=button("Link", f"link_customer_{number}", f"{place}:{customer.id}"))
        for number, customer in enumerate(customers)
    ]


def usage() -> tuple[str, list[Block]]:
    said = (
        "Whom are you looking for? For example: /customer maria@silva.example, /customer @maria, /customer Silva. "
        "Words after an address or a mention show what has them in it: /customer maria@silva.example kettle"
    )
    return said, [section(said)]


def _described(customer: Customer) -> str:
    keys = ", ".join(one.value for one in customer.identities)
    parts = [customer.name or "(no name)", customer.company, keys]
    return shorten(" · ".join(part for part in parts if part), _ONE_LINE)


def _contact(one: Interaction) -> Block:
    said = words(f" · {_told(one)} ")
    return line(day(one.on), said, *([link(one.link, "open")] if one.link else []))


def _told(one: Interaction) -> str:
    return f"{shorten(one.who, 80)}: “{shorten(one.text, 120)}”"


def _thread(thread: Thread, links: Mapping[tuple[str, str], str]) -> Block:
    said = f"“{shorten(thread.message, 100)}”"
    url = links.get((thread.channel, thread.ts))
    return line(link(url, said)) if url else line(words(said))


def _name(customer: Customer) -> str:
    return shorten(customer.name, _ONE_LINE) or "A customer without a name"
