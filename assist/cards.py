"""What goes into the desk and what comes out of it: a message as it came, and what a card shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from assist.records import Choice, Customer, Dimension, Identity, Interaction, Preference, Suggestion, derived_id
from assist.workplace import Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A message as a listener hands it over: `ts` and `thread` are Slack's timestamps, `text` is plain text.

    `keys` are the exact keys of whoever wrote it.
    """

    channel: str
    thread: str
    ts: str
    text: str
    who: str
    on: datetime
    keys: tuple[Identity, ...] = ()
    link: str = ""

    @property
    def thread_key(self) -> str:
        return thread_key(self.channel, self.thread)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taste:
    """One dimension of a customer's card: what they take, in one line."""

    dimension: Dimension
    preference: Preference
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the desk makes of a customer's message: everything a card shows.

    `customer` is None where it can't be told whose message it is; `candidates` are then those it might be of.
    `taken` are choices that this message has just added to the ledger. `suggestion` is None where there is
    nothing to answer (a choice and no more, or thanks).
    """

    thread: Thread
    customer: Customer | None
    candidates: tuple[Customer, ...] = ()
    suggestion: Suggestion | None = None
    tastes: tuple[Taste, ...] = ()
    moments: tuple[Interaction, ...] = ()
    taken: tuple[Choice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCard:
    """What `/customer` shows: `contacts` are the latest interactions, newest first, `threads` the latest active."""

    customer: Customer
    tastes: tuple[Taste, ...]
    contacts: tuple[Interaction, ...]
    threads: tuple[Thread, ...]


def thread_key(channel: str, ts: str) -> str:
    """The name under which a Slack thread's interactions and choices are kept."""
    return f"{channel}:{ts}"


def interaction_id(channel: str, ts: str) -> str:
    """The id under which a Slack message is kept, the same however often it arrives."""
    return derived_id("slack", channel, ts)
