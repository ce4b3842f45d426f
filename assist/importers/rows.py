"""What every reader hands on: one row of a foreign file, as a noun or as the reason why it is none.

A reader knows nothing of the store, so a row says whose it is by an exact key (`whose`), and whoever
loads the rows asks the store which customer holds that key. A field that can't be read raises
`RowProblem` with the field's name and what to put there; the reader turns it into a `Rejected`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from assist.records import Choice, Customer, Identity, IdentityKind, Interaction, Role, derived_id, moment

RecordType = Literal["customers", "interactions", "choices", "other"]
ROLES: tuple[Role, ...] = ("customer", "agent")
IDENTITY_KINDS: tuple[IdentityKind, ...] = ("email", "slack", "external")
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


class ImportProblem(Exception):
    """A file that can't be imported at all. The message names the file and what to do."""


class RowProblem(Exception):
    """A row that can't be imported. The message names the field and the fix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record with where it stands and `done`, the bytes of the input read up to and with it.

    `record.customer` (or the id of a `Customer`) is empty: `whose` is the key under which the store knows
    the customer; a customer's own row carries its keys in `record.identities`. `local_thread` says that the
    record's thread is a name within the customer's history, not one that stands for a thread everywhere.
    """

    place: int | str
    record: Customer | Interaction | Choice
    raw: Any
    whose: Identity | None = None
    local_thread: bool = False
    done: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A row that is not imported: its line or JSON path, why with the field and the fix, and the row itself."""

    place: int | str
    reason: str
    raw: Any
    type: RecordType = "other"
    done: int = 0


def type_of(record: Customer | Interaction | Choice) -> RecordType:
    if isinstance(record, Customer):
        return "customers"
    return "interactions" if isinstance(record, Interaction) else "choices"


def text(raw: Mapping[str, Any], field: str) -> str:
    """The field as text without surrounding space, "" where it is absent or null.

    Half a surrogate pair, which JSON can carry and UTF-8 can't, becomes U+FFFD. Raises RowProblem for a
    list, an object or a truth value.
    """
    value = raw.get(field)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise RowProblem(f"{field} is {_kind(value)}: write it as text")
    return well_formed(str(value)).strip()


def required(raw: Mapping[str, Any], field: str, example: str) -> str:
    value = text(raw, field)
    if not value:
        raise RowProblem(f"{field} is missing: give it, for example {example}")
    return value


def texts(raw: Mapping[str, Any], field: str) -> tuple[str, ...]:
    """The field as a tuple of texts: one text is a tuple of one, empty ones are left out."""
    value = raw.get(field)
    if not isinstance(value, list):
        value = [value]
    return tuple(word for item in value if (word := text({field: item}, field)))


def well_formed(value: str) -> str:
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def time(raw: Mapping[str, Any], field: str) -> datetime:
    """The field as UTC: an ISO 8601 date or time, or seconds since 1970. Raises RowProblem otherwise."""
    value = raw.get(field)
    if value is None or value == "":
        raise RowProblem(f"{field} is missing: give the date or time, for example 2026-03-04T09:30:00Z")
    try:
        if isinstance(value, str):
            return moment(value.strip())
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    raise RowProblem(
        f"{field} is {shown(value)}: write it as an ISO 8601 date or time, for example 2026-03-04T09:30:00Z"
    )


def later(start: datetime, seconds: int) -> datetime:
    try:
        return start + timedelta(seconds=seconds)
    except OverflowError:
        raise RowProblem(f"on is {start.date()}: the calendar ends there, write the real date") from None


def identity(kind: IdentityKind, value: str) -> Identity:
    """An exact key. E-mail addresses are lower case. Raises RowProblem for an address that is none."""
    if kind != "email":
        return Identity(kind, value)
    if not _ADDRESS.fullmatch(value):
        raise RowProblem(f"email is {shown(value)}: write one address such as ana@example.com")
    return Identity(kind, value.lower())


def reference(raw: Mapping[str, Any], field: str = "customer") -> Identity:
    """Whose row it is: an e-mail address, `slack:U…`, any other text as an external id, or {"email": …}.

    >>> reference({"customer": "Ana@Example.com"})
    Identity(kind='email', value='ana@example.com')
    >>> reference({"customer": {"slack": "U07"}})
    Identity(kind='slack', value='U07')
    """
    value = raw.get(field)
    if isinstance(value, dict):
        keys = identities(value)
        if len(keys) != 1:
            raise RowProblem(f"{field} has {len(keys)} keys: give one of email, slack, external")
        return keys[0]
    word = required(raw, field, '"ana@example.com", "slack:U07AB" or an external id')
    if word.startswith("slack:") and len(word) > len("slack:"):
        return Identity("slack", word.removeprefix("slack:"))
    return identity("email", word) if _ADDRESS.fullmatch(word) else Identity("external", word)


def identities(raw: Mapping[str, Any]) -> tuple[Identity, ...]:
    """The keys in the fields email, slack and external, each one text or a list of texts, without repeats."""
    return tuple(dict.fromkeys(identity(kind, word) for kind in IDENTITY_KINDS for word in texts(raw, kind)))


def role(raw: Mapping[str, Any]) -> Role:
    """Who spoke, from `role` or else from `who`. Never guessed: a customer's words are evidence, an agent's are not."""
    given = text(raw, "role")
    word = (given or text(raw, "who")).lower()
    for known in ROLES:
        if word == known:
            return known
    said = f"is {shown(given)}" if given else "is missing"
    raise RowProblem(f'role {said}: give role (or who) as "customer" or "agent"')


def strand(thread: str, whose: Identity, owner: Identity) -> str:
    """Where a customer's words in somebody's thread belong: the thread itself if it is theirs, else a strand of it.

    Choices are read out of a thread for the one customer it is of: nobody's act may count as another's.
    """
    return thread if whose == owner else f"{thread}:{whose.value}"


def message_id(whose: Identity, on: datetime, speaker: Role, words: str, thread: str) -> str:
    """The id of a message that brings none: the same words by the same side at the same time are the same message."""
    return derived_id("message", whose.kind, whose.value, thread, on.isoformat(), speaker, words)


def shown(value: object) -> str:
    """A value as it stands in a reason: short."""
    words = repr(value)
    return words if len(words) <= 60 else words[:57] + "…"


def _kind(value: bool | list[Any] | dict[str, Any]) -> str:
    return {bool: "true or false", list: "a list", dict: "an object"}[type(value)]
