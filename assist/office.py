"""What whoever runs the bot says and asks at a terminal: how channels are treated, and which customers are one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from assist import channels
from assist.desk import Desk
from assist.model.switch import turn
from assist.ports import Store
from assist.records import Customer
from assist.slack.matching import preview
from assist.workplace import Channel

_BY = "terminal"


class Mistake(ValueError):
    """What was typed can't be done; the message is one line that says why."""


def set_up(store: Store, channel: Channel) -> None:
    """Keep how a channel is treated. Raises Mistake where it can't be."""
    try:
        channels.set_up(store, channel, by=_BY, clock=lambda: datetime.now(UTC))
    except channels.ChannelError as error:
        option = "" if error.field == "id" else f"--{error.field} "
        raise Mistake(f"{option}{error}") from None


def show_matches(store: Store, channel_id: str, our_domains: Sequence[str], console: Console) -> None:
    """Print what a channel's settings make of its last messages. Raises Mistake for a channel that is not set up."""
    channel = store.house.channel(channel_id)
    if channel is None:
        raise Mistake(f"{channel_id} is not set up yet: say how it is treated with the command `channel` first")
    table = Table("time", "sender", "address", "customer", "begins", title=f"{channel_id}: the last messages")
    for one in preview(store, channel, our_domains=our_domains):
        table.add_row(f"{one.on:%Y-%m-%d %H:%M}", *map(_shown, (one.sender, one.address, one.customer, one.begins)))
    if table.row_count:
        console.print(table)
    else:
        console.print(f"No message of {channel_id} has come in yet. Is the bot in the channel, and running?")


def merge(desk: Desk, kept: str, gone: str) -> str:
    """Take two customers for one, each named by id or exact key; what was done, in words. Raises Mistake."""
    one, other = one_customer(desk.store, kept), one_customer(desk.store, gone)
    try:
        merged = desk.linker.merge(one.id, other.id, by=_BY)
    except ValueError as error:
        raise Mistake(str(error)) from None
    return f"{_named(other)} is now one with {_named(one)}. To take them apart again: app.py unmerge {merged.id}"


def unmerge(desk: Desk, merge_id: str) -> str:
    """Take two customers apart again; what was done, in words. Raises Mistake."""
    try:
        parted = desk.linker.unmerge(merge_id, by=_BY)
    except ValueError as error:
        raise Mistake(str(error)) from None
    return f"{parted.gone} and {parted.kept} are two customers again."


def turn_model(store: Store, subject: str, *, off: bool, now: datetime) -> str:
    """Turn the model off (on) for a channel or a customer; what was done, in words. Raises Mistake for neither."""
    channel = store.house.channel(subject)
    customer = None if channel else one_customer(store, subject)
    turn(store, customer or subject, off=off, by=_BY, on=now)
    whom = _named(customer) if customer else subject
    return f"Nothing of {whom} goes to the language model any more." if off else f"The model is on again for {whom}."


def one_customer(store: Store, key: str) -> Customer:
    """The customer that an id or an exact key names. Raises Mistake where it is nobody, or several."""
    found = store.people.find(key, limit=2)
    if len(found) != 1:
        many = "more than one customer" if found else "no customer"
        raise Mistake(f"{key!r} names {many}: use an id, an e-mail address, a Slack user id or an external id")
    return found[0]


def _named(customer: Customer) -> str:
    return f"{customer.name or 'a customer without a name'} ({customer.id})"


def _shown(text: str) -> str:
    return text.replace("[", "\\[")  # rich reads brackets as markup
