"""A Slack message event as the desk understands it: whose side it is on, who wrote it, and what they said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from assist import identity
from assist.cards import Incoming
from assist.records import Role
from assist.slack.gateway import Gateway
from assist.slack.people import Person
from assist.slack.text import attachments_text, blocks_text, message_text, plain
from assist.workplace import Channel

# Subtypes that are somebody speaking; all others (joins, topic changes, …) are Slack's own bookkeeping.
_SPOKEN = {"bot_message", "file_share", "thread_broadcast", "me_message"}


class MalformedEvent(ValueError):
    """An event without what every message has; it can't be read, now or later."""


class WriterUnknown(Exception):
    """Slack does not say just now which side somebody is on; it may when it is asked again."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A message and the side it is on."""

    role: Role
    incoming: Incoming


def hear(
    event: Mapping[str, Any], channel: Channel, gateway: Gateway, *, our_domains: Sequence[str] = ()
) -> Heard | None:
    """Read a message event in a channel that is set up; None where it is nobody's turn in a conversation.

    A guest of our workspace is no agent; in a channel for customers they are a customer. Raises MalformedEvent naming
    the field, WriterUnknown.
    """
    text = message_text(event)
    if not spoken(event) or event.get("hidden") or not text.strip() or _by_us(event, gateway):
        return None
    ts = _time(event, "ts")
    thread = _time(event, "thread_ts") if event.get("thread_ts") else ts
    base = Incoming(channel=channel.id, thread=thread, ts=ts, text=text, who="", on=_moment(ts))
    user, bot = str(event.get("user") or ""), str(event.get("bot_id") or "")
    if {user, bot} & set(channel.senders):
        return Heard("customer", _linked(_settled(forwarded(base, event, channel, our_domains), channel), gateway))
    if bot:
        return None
    team = str(event.get("user_team") or event.get("team") or "")
    person = gateway.person(user) if user else None
    if person is None and user and team == gateway.us["team_id"]:
        raise WriterUnknown(f"{user}: a colleague or a guest, which Slack does not say just now")
    if gateway.ours(user, team):
        agent = replace(base, who=person.name if person and person.name else "agent", author=user)
        return Heard("agent", _linked(agent, gateway))
    if channel.kind == "connect":
        return Heard("customer", _linked(_settled(_present(base, user, person), channel), gateway))
    return None


def spoken(event: Mapping[str, Any]) -> bool:
    """Whether a message event is somebody speaking, and not Slack's own bookkeeping."""
    subtype = event.get("subtype")
    return subtype is None or (isinstance(subtype, str) and subtype in _SPOKEN)


def named(event: Mapping[str, Any], field: str) -> str:
    """A field of an event that holds a name. Raises MalformedEvent where it does not."""
    if not isinstance(event.get(field), str):
        raise MalformedEvent(f"{field}: missing")
    return str(event[field])


def _linked(incoming: Incoming, gateway: Gateway) -> Incoming:
    return replace(incoming, link=gateway.permalink(incoming.channel, incoming.ts))


def _by_us(event: Mapping[str, Any], gateway: Gateway) -> bool:
    """Our own messages come back as events, by bot id or by bot user."""
    user, bot = event.get("user"), event.get("bot_id")
    return (user is not None and user == gateway.us["user_id"]) or (bot is not None and bot == gateway.us.get("bot_id"))


def forwarded(base: Incoming, event: Mapping[str, Any], channel: Channel, our_domains: Sequence[str] = ()) -> Incoming:
    """A ticket that a bot or a named person passed on: the customer stands where the channel's settings say."""
    ticket = _ticket(base.text, event, channel, our_domains)
    return replace(
        base,
        text=ticket.body or base.text,
        who=ticket.name or next(iter(ticket.emails), ""),
        keys=identity.keys(emails=ticket.emails, external_ids=ticket.external_ids),
    )


def _ticket(text: str, event: Mapping[str, Any], channel: Channel, ours: Sequence[str]) -> identity.Ticket:
    if channel.address_in == "metadata":
        metadata = event.get("metadata")
        payload = metadata.get("event_payload") if isinstance(metadata, Mapping) else None
        return identity.read_payload(payload if isinstance(payload, Mapping) else {}, channel.label, text, ours=ours)
    where = text
    if channel.address_in != "text":
        where = attachments_text(event) if channel.address_in == "attachment" else blocks_text(event)
    if channel.label:
        ticket = identity.read_labelled(where, channel.label, ours=ours)
    else:
        ticket = identity.read_ticket(where, ours=ours)
    return (
        ticket
        if ticket.body or channel.address_in == "text"
        else replace(ticket, body=plain(str(event.get("text") or "")))
    )


def _settled(incoming: Incoming, channel: Channel) -> Incoming:
    """With what the channel's settings say of everybody who writes in it."""
    domain = channel.domain.lower()
    theirs = domain and any(one.kind == "email" and one.value.endswith(f"@{domain}") for one in incoming.keys)
    return replace(incoming, customer=channel.customer, company=domain if theirs else "")


def _present(base: Incoming, user: str, person: Person | None) -> Incoming:
    """A customer who is in the channel: known by their Slack user id, and by e-mail where Slack shows it."""
    email = (person.email,) if person and person.email else ()
    return replace(
        base,
        who=person.name if person else user,
        keys=identity.keys(slack_user=user, emails=email),
    )


def _time(event: Mapping[str, Any], field: str) -> str:
    value = event.get(field)
    try:
        float(str(value))
    except ValueError:
        raise MalformedEvent(f"{field}: a message has a timestamp like 1700000000.000100, not {value!r}") from None
    return str(value)


def _moment(ts: str) -> datetime:
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        raise MalformedEvent(f"ts: {ts!r} is no time") from None
