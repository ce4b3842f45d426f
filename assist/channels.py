"""How a channel may be set up, wherever it is set up: one check for the terminal and for Slack's modals."""

from __future__ import annotations

import re
from dataclasses import fields, replace

from assist.ports import Clock, Store
from assist.workplace import AuditEntry, Channel

_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,20}")
_SENDER = re.compile(r"[BUW][A-Z0-9]{1,20}")
_DOMAIN = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+")


class ChannelError(ValueError):
    """A channel can't be treated like this. `field` is the setting that is wrong, and the message goes on after it."""

    def __init__(self, field: str, says: str) -> None:
        super().__init__(says)
        self.field = field


def checked(store: Store, channel: Channel) -> Channel:
    """The channel as it is to be kept, with its customer by id. Raises ChannelError."""
    for field, given in (("id", channel.id), ("mirror", channel.mirror)):
        if (given or field == "id") and not _CHANNEL.fullmatch(given):
            raise ChannelError(field, f"{given!r} is no channel id: it begins with C or G, as in C0123ABCD")
    if channel.mirror == channel.id:
        raise ChannelError("mirror", "must be another, internal channel: nothing is posted where a customer is")
    if channel.watch and channel.kind != "tickets":
        raise ChannelError("watch", "is for internal ticket channels: where a customer is, nobody is told anything")
    for given in channel.senders:
        if not _SENDER.fullmatch(given):
            raise ChannelError("sender", f"{given!r} is no bot id (B…) and no user id (U…)")
    if channel.domain and not _DOMAIN.fullmatch(channel.domain.lower()):
        raise ChannelError("domain", f"{channel.domain!r} is no mail domain, as in silva.example")
    if channel.address_in == "metadata" and not channel.label:
        says = "is missing: with metadata it is the key of the event's payload that holds the address"
        raise ChannelError("label", says)
    try:
        re.compile(channel.label)
    except re.error as error:
        raise ChannelError("label", f"{channel.label!r} is no regular expression: {error}") from None
    if not channel.customer:
        return channel
    found = store.people.find(channel.customer, limit=2)
    if len(found) != 1:
        many = "more than one customer" if found else "no customer"
        raise ChannelError("customer", f"{channel.customer!r} names {many}: use an id or an exact key")
    return replace(channel, customer=found[0].id)


def set_up(store: Store, channel: Channel, *, by: str, clock: Clock) -> None:
    """Keep how a channel is treated, and who said so. Raises ChannelError."""
    kept = checked(store, channel)
    with store.transaction():
        before = store.house.channel(kept.id)
        store.house.save_channel(kept)
        store.house.uninvite(kept.id)
        changes = _changes(before or Channel(id=kept.id, kind=kept.kind), kept)
        if before is None:
            changes = {"kind": kept.kind, **changes}
        if changes:
            action = "changed channel" if before else "set up channel"
            store.house.record(AuditEntry(on=clock(), actor=by, action=action, subject=kept.id, detail=changes))


def _changes(before: Channel, after: Channel) -> dict[str, str]:
    pairs = ((one.name, getattr(before, one.name), getattr(after, one.name)) for one in fields(Channel))
    return {name: f"{_told(old)} → {_told(new)}" for name, old, new in pairs if old != new}


def _told(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value or "none")
