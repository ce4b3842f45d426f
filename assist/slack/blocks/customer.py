"""A customer's card for `/customer`, and the list to pick from where several match."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assist.cards import CustomerCard
from assist.records import Customer, Interaction
from assist.slack.blocks.card import taste_lines
from assist.slack.blocks.parts import (
    Block,
    bullets,
    button,
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
from assist.workplace import Thread

NO_CHOICES = "No choices on record yet. Offer what is open, and let them choose."
_ABOUT_CHARACTERS = 600
_ONE_LINE = 150
_IDENTITY_WORDS = {"slack": "Slack user", "email": "e-mail", "external": "customer id"}


def customer_card(card: CustomerCard, links: Mapping[tuple[str, str], str]) -> tuple[str, list[Block]]:
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
    if card.contacts:
        blocks.append(rich(line(words("Last contacts", bold=True)), bullets([_contact(one) for one in card.contacts])))
    if card.threads:
        threads = bullets([_thread(thread, links) for thread in card.threads])
        blocks.append(rich(line(words("Open threads", bold=True)), threads))
    return spoken(blocks), blocks


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
    said = "Whom are you looking for? For example: /customer maria@silva.example, /customer @maria, /customer Silva"
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
