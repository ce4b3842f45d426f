"""Whose message is this? Exact keys only, never a guess: a wrong customer is worse than none.

A key is a Slack user id, an e-mail address or an external id. A forwarded ticket carries its sender in its head
lines ("From: Maria Silva <maria@silva.example>") or in its first line ("New ticket from maria@silva.example: …").
An address anywhere else is something that the customer wrote about, not who they are. Two candidates are nobody.
Where a team's tickets look otherwise, the channel's settings say in which line, or in which field, the address stands.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assist.records import Customer, Identity

# Whole or not at all: the "ric@x.example" in "éric@x.example" would be somebody else.
_ADDRESS = re.compile(
    r"(?<![\w.%+-])[A-Za-z0-9_][A-Za-z0-9._%+'-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}(?!\.?[\w-])"
)
_HEAD = re.compile(
    r"[\s*_]*(?P<key>from|sender|requester|customer|e-?mail|reply-to|subject|ticket|customer id|external id)[*_]*\s*"
    r":[*_]*\s*(?P<value>.+?)\s*\Z",
    re.IGNORECASE,
)
_FIELD = re.compile(r"[\s*_]*[A-Za-z][A-Za-z -]{0,30}[*_]*\s*:")
# A title such as a bot writes. "I have a mail from bob@silva.example" is prose, and Bob is not who wrote it.
_OPENING = re.compile(
    r"\s*[^A-Za-z\n@]*(?:(?:an?|new|incoming|support|customer|contact|form|ticket|request|message|e-?mail|mail|conversation"
    r"|case|enquiry|inquiry|question|submission|comment|reply|update|sent|submitted|opened|created|received|forwarded"
    r"|posted|raised)\b[^A-Za-z\n@]*){0,8}(?:from|by)[^\S\n]+(?P<name>(?:[^\s<@:]+[^\S\n]+){0,4})"
    r"<?(?P<address>[^\s<>@]+@[^\s<>:,()]+)>?[^\S\n]*(?:[:,(–—-]+\s*|\n\s*|\Z)",
    re.IGNORECASE,
)
_SENDER_KEYS = {"from", "sender", "requester", "customer", "e-mail", "email", "reply-to"}
_ID_KEYS = {"customer id", "external id"}
_HEAD_LINES = 12
_READ_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Ticket:
    """A forwarded message taken apart: who sent it, about what, and the customer's own words."""

    emails: tuple[str, ...]
    external_ids: tuple[str, ...]
    name: str
    subject: str
    body: str


def read_ticket(text: str, *, ours: Sequence[str] = ()) -> Ticket:
    """Take a forwarded ticket apart. Addresses in the domains `ours` (the team's own) are no customer's.

    >>> read_ticket("From: Maria Silva <maria@silva.example>\\nSubject: Kettle\\n\\nIt leaks.").body
    'It leaks.'
    """
    opening = _OPENING.match(text, 0, _READ_CHARACTERS)
    if opening and (found := addresses(opening["address"], ours=ours)):
        return Ticket(tuple(found), (), opening["name"].strip(), "", text[opening.end() :].strip())
    lines = text.splitlines()
    emails: dict[str, None] = {}
    ids: dict[str, None] = {}
    name = subject = ""
    begin, end = _head(lines)
    for line in lines[begin:end]:
        head = _HEAD.match(line)
        if head is None:
            continue
        key, value = head["key"].lower(), head["value"].strip("*_ ")
        if key in _SENDER_KEYS:
            emails.update(dict.fromkeys(addresses(value, ours=ours)))
            name = name or _ADDRESS.sub("", value).strip(" <>()\"'|,;:")
        elif key in _ID_KEYS:
            ids[value] = None
        elif key == "subject":
            subject = value
    body = "\n".join(lines[end:]).strip()
    return Ticket(tuple(emails), tuple(ids), name, subject, body or subject)


def read_labelled(text: str, label: str, *, ours: Sequence[str] = ()) -> Ticket:
    """Take a forwarded ticket apart whose address stands where a team says: behind `label`, a regular expression.

    What follows the label in its line is read, else the line below it. A group named `id` in the expression is a
    customer id. The rest of the text is the customer's.

    >>> read_labelled("Ticket 7\nReporter: Maria <maria@silva.example>\nIt leaks.", "reporter").emails
    ('maria@silva.example',)
    """
    found = re.compile(label, re.IGNORECASE)
    lines = text[:_READ_CHARACTERS].splitlines()
    for at, line in enumerate(lines):
        match = found.search(line)
        if match is None:
            continue
        value, end = line[match.end() :].strip(" \t:*_"), at + 1
        external = (match.groupdict().get("id") or "").strip()
        if not value and not external and end < len(lines):
            value, end = lines[end].strip(), end + 1
        name = _ADDRESS.sub("", value).strip(" <>()\"'|,;:*_")
        rest = "\n".join([*lines[:at], *lines[end:]]) + text[_READ_CHARACTERS:]
        emails = tuple(addresses(line[: match.end()] if external and not value else value, ours=ours))
        return Ticket(emails, (external,) if external else (), name, "", rest.strip())
    return Ticket((), (), "", "", text.strip())


def read_payload(payload: Mapping[str, object], key: str, body: str, *, ours: Sequence[str] = ()) -> Ticket:
    """A forwarded ticket whose customer stands in the message's metadata under `key`: an address, or else an id."""
    value = payload.get(key)
    said = str(value).strip() if isinstance(value, str | int) else ""
    emails = tuple(addresses(said, ours=ours))
    external = (said,) if said and "@" not in said else ()
    return Ticket(emails, external, "", "", body.strip())


def _head(lines: Sequence[str]) -> tuple[int, int]:
    """Where the head lines stand: (first, after the last); (0, 0) where there are none.

    They stand together. What follows them, be it a forwarded message with a head of its own, is the customer's text.
    """
    begin = next((at for at, line in enumerate(lines[:_HEAD_LINES]) if _HEAD.match(line)), None)
    if begin is None:
        return 0, 0
    end = begin
    while end < len(lines) and _FIELD.match(lines[end]):
        end += 1
    return begin, end


def addresses(text: str, *, ours: Sequence[str] = ()) -> list[str]:
    """The distinct e-mail addresses in a text, lower case, in order, without the team's own."""
    found = dict.fromkeys(match[0].lower().rstrip(".") for match in _ADDRESS.finditer(text[:_READ_CHARACTERS]))
    own = tuple("@" + domain.lower().lstrip("@") for domain in ours)
    return [address for address in found if not address.endswith(own)] if own else list(found)


def keys(*, slack_user: str = "", emails: Sequence[str] = (), external_ids: Sequence[str] = ()) -> tuple[Identity, ...]:
    """The identities that these keys name."""
    return (
        *((Identity("slack", slack_user),) if slack_user else ()),
        *(Identity("email", email.lower()) for email in emails),
        *(Identity("external", external_id) for external_id in external_ids),
    )


def names_exactly(customer: Customer, key: str) -> bool:
    """Whether a text is the customer's id or one of their keys, not just part of their name."""
    return key == customer.id or bool({key, key.lower()} & {one.value for one in customer.identities})


def whose(holders: Sequence[Customer]) -> Customer | None:
    """The one customer that holds the keys; None where it is nobody or more than one."""
    return holders[0] if len(holders) == 1 else None


def may_be_new(found: Sequence[Identity], holders: Sequence[Customer]) -> bool:
    """Whether these keys are one unknown person's: nobody holds any, and no two are of a kind."""
    return bool(found) and not holders and len({one.kind for one in found}) == len(found)


def proven(found: Sequence[Identity], customer: Customer) -> tuple[Identity, ...]:
    """Keys that this customer does not hold yet and that came with one they hold: a Slack profile shows both."""
    if not set(found) & set(customer.identities):
        return ()
    return tuple(one for one in found if one.kind == "slack" and one not in customer.identities)
