"""Whose message is this? Exact keys only, never a guess: a wrong customer is worse than none.

A key is a Slack user id, an e-mail address or an external id. A forwarded ticket carries its sender in its head
lines ("From: Maria Silva <maria@silva.example>") or in its first line ("New ticket from maria@silva.example: …").
An address anywhere else is something that the customer wrote about, not who they are. Two candidates are nobody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assist.records import Customer, Identity

_ADDRESS = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}")
_HEAD = re.compile(
    r"[\s>*_]*(?P<key>from|sender|requester|customer|e-?mail|reply-to|subject|ticket|customer id|external id)[*_]*\s*"
    r":[*_]*\s*(?P<value>.+?)\s*\Z",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"[^@\n]{0,60}?\b(?:from|by)\s+(?P<name>(?:[^\s<@:]+\s+){0,4})<?(?P<address>[^\s<>@]+@[^\s<>:,]+)>?\s*[:–—-]*\s*",
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
    lines = text.splitlines()
    emails: dict[str, None] = {}
    ids: dict[str, None] = {}
    name = subject = ""
    end = 0
    for number, line in enumerate(lines[:_HEAD_LINES]):
        head = _HEAD.match(line)
        if head is None:
            continue
        key, value = head["key"].lower(), head["value"].strip("*_ ")
        end = number + 1
        if key in _SENDER_KEYS:
            found = addresses(value, ours=ours)
            emails.update(dict.fromkeys(found))
            name = name or _ADDRESS.sub("", value).strip(" <>()\"'|,;:")
        elif key in _ID_KEYS:
            ids[value] = None
        elif key == "subject":
            subject = value
    body = "\n".join(lines[end:]).strip()
    body = "\n".join(lines[end:]).strip()
    opening = _OPENING.match(text[:_READ_CHARACTERS]) if not emails and not ids else None
    if opening:
        emails.update(dict.fromkeys(addresses(opening["address"], ours=ours)))
        name, body = opening["name"].strip(), text[opening.end() :].strip()
    if not emails and not ids and lines and (opening := _OPENING.search(lines[0])):
        emails.update(dict.fromkeys(addresses(lines[0][opening.end() :], ours=ours)))
    return Ticket(tuple(emails), tuple(ids), name, subject, body or subject)


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
