"""A dry run of a channel's settings: what they make of the messages that came last. Nothing is posted or stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from assist import identity
from assist.cards import Incoming
from assist.ports import Store
from assist.records import Identity
from assist.slack.text import message_text, shorten
from assist.slack.tickets import forwarded, spoken
from assist.workplace import Channel

_FIRST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Matched:
    """One message as the settings read it: who sent it, the address found, whose it is, and its first words."""

    on: datetime
    sender: str
    address: str
    customer: str
    begins: str


def preview(store: Store, channel: Channel, *, limit: int = 20, our_domains: Sequence[str] = ()) -> list[Matched]:
    """The channel's last messages that somebody spoke, oldest first, whoever sent them."""
    found = []
    for event in store.inbox.latest(channel.id, limit * 3):
        text = message_text(event.payload)
        if not spoken(event.payload) or not text.strip():
            continue
        ts = str(event.payload.get("ts"))
        sender = str(event.payload.get("bot_id") or event.payload.get("user") or "")
        base = Incoming(channel=channel.id, thread=ts, ts=ts, text=text, who="", on=_moment(ts, event.received_on))
        if sender in channel.senders or str(event.payload.get("user") or "") in channel.senders:
            read = forwarded(base, event.payload, channel, our_domains)
            address = ", ".join(one.value for one in read.keys)
            found.append(
                Matched(base.on, sender, address, _whose(store, channel, read.keys), shorten(read.text, _FIRST_WORDS))
            )
        else:
            who = "read in the channel" if channel.kind == "connect" else "not read: no sender of this channel"
            found.append(Matched(base.on, sender, "", who, shorten(text, _FIRST_WORDS)))
        if len(found) == limit:
            break
    return found[::-1]


def _whose(store: Store, channel: Channel, keys: Sequence[Identity]) -> str:
    holders = store.people.holders(keys)
    settled = store.people.get(channel.customer) if channel.customer else None
    if settled is not None:
        holders = [settled, *(one for one in holders if one.id != settled.id)]
    found = identity.whose(holders)
    if found is not None:
        return found.name or found.id
    if holders:
        return "either of: " + ", ".join(one.name or one.id for one in holders)
    return "new" if identity.may_be_new(keys, holders) else "nobody"


def _moment(ts: str, otherwise: datetime) -> datetime:
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return otherwise
