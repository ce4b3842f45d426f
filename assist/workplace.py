"""The nouns of the workplace: channels and how they are treated, threads, what Slack sent, and who did what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

ChannelKind = Literal["tickets", "connect", "ignored"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """How a channel is treated. `shared` is None while it is not known; nothing is posted unless it is False.

    `senders` are the bot ids and user ids whose messages there are customers' (forwarding bots, named people);
    `mirror` is the internal channel where a Connect channel's cards go.
    """

    id: str
    kind: ChannelKind
    name: str = ""
    senders: tuple[str, ...] = ()
    customer: str = ""
    mirror: str = ""
    shared: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A conversation about one customer's request. `customer` is empty while nobody knows whose it is.

    `message` is the customer's latest message; the card about it stands at (`card_channel`, `card_ts`), empty while
    it is being posted; `suggestion` is what the card shows.
    """

    channel: str
    ts: str
    customer: str = ""
    message: str = ""
    message_ts: str = ""
    card_channel: str = ""
    card_thread: str = ""
    card_ts: str = ""
    suggestion: str = ""
    updated_on: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxEvent:
    """Something Slack sent, stored before anything is done about it. `key` is unique."""

    key: str
    kind: str
    payload: Mapping[str, Any]
    received_on: datetime
    attempts: int = 0
    id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    on: datetime
    actor: str
    action: str
    subject: str
    detail: Mapping[str, Any] = field(default_factory=dict)
