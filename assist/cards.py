"""What goes into the desk and what comes out of it: a message as it came, and what a card shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assist.records import (
    Choice,
    Customer,
    Dimension,
    Draft,
    Identity,
    Interaction,
    Lead,
    Preference,
    Suggestion,
    Verdict,
    derived_id,
)
from assist.workplace import OpenThread, Thread, Unanswered, Unsent

PAGE = 10  # interactions of a customer's timeline that are shown at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A message as a listener hands it over: `ts` and `thread` are Slack's timestamps, `text` is plain text.

    `keys` are the exact keys of whoever wrote it, `author` the Slack user id of an agent; `customer` is whose
    the channel's settings say that everything there is, and `company` whose people they say the author is one of.
    """

    channel: str
    thread: str
    ts: str
    text: str
    who: str
    on: datetime
    keys: tuple[Identity, ...] = ()
    author: str = ""
    link: str = ""
    customer: str = ""
    company: str = ""

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
    nothing to answer (a choice and no more, or thanks); `others` are what it could lead with instead. `goes_on` says
    that the thread's card is about the beginning of the same turn.
    """

    thread: Thread
    customer: Customer | None
    candidates: tuple[Customer, ...] = ()
    suggestion: Suggestion | None = None
    tastes: tuple[Taste, ...] = ()
    moments: tuple[Interaction, ...] = ()
    taken: tuple[Choice, ...] = ()
    others: tuple[Lead, ...] = ()
    goes_on: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A reply that leads with `lead` (in words: `label`), which the record does not point to. It is never stored."""

    customer: Customer
    lead: Lead
    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a draft was held against: whether there was a message, choices by dimension's label, and notes.

    Not `read` where it is in a language that the check does not know.
    """

    message: bool
    choices: tuple[tuple[str, int], ...]
    notes: int
    read: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCard:
    """What `/customer` shows: `contacts` are one page of the interactions that have all of `words`, newest first,
    `page` counts from 0, `total` is how many there are in all; `threads` are the latest active ones, `unanswered` the
    latest offers that nobody took up.
    """

    customer: Customer
    tastes: tuple[Taste, ...]
    contacts: tuple[Interaction, ...]
    threads: tuple[Thread, ...]
    unanswered: tuple[Unanswered, ...] = ()
    words: str = ""
    page: int = 0
    total: int = 0

    @property
    def pages(self) -> int:
        return -(-self.total // PAGE) or 1


@dataclass(frozen=True, slots=True)
class Habit:
    """In `pressed` of an agent's `drafts` latest drafts that spoke for one option of a dimension, it was this one."""

    dimension: str
    option: str
    pressed: int
    drafts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """What an agent sees of their own work: `notes` are leads' unread notes with the words they are about, `verdicts`
    those on `drafts` by flag.
    """

    notes: tuple[tuple[Verdict, str], ...]
    threads: tuple[OpenThread, ...]
    drafts: tuple[Draft, ...]
    verdicts: Mapping[str, Verdict]
    habits: tuple[Habit, ...]
    customers: tuple[Customer, ...]
    unsent: tuple[Unsent, ...] = ()


def thread_key(channel: str, ts: str) -> str:
    """The name under which a Slack thread's interactions and choices are kept."""
    return f"{channel}:{ts}"


def interaction_id(channel: str, ts: str) -> str:
    """The id under which a Slack message is kept, the same however often it arrives."""
    return derived_id("slack", channel, ts)
