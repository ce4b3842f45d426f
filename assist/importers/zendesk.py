"""Zendesk tickets with their comments, and users, as Zendesk hands them out.

Shapes: "Exporting data to a JSON, CSV, or XML file" (support.zendesk.com; the JSON export, a ticket or user a
line) and, from the API reference on developer.zendesk.com, "Incremental Exports" (pages of `tickets` or
`users`), "Tickets", "Ticket Comments" and "Users". A page may also be `{"ticket": …, "comments": […],
"users": […]}`, as a script saves it that asks for the comments of each ticket.

Only what the customer could read is taken: internal notes (`public` false) and deleted tickets are not.
A requester and any other end user speak for themselves, each as a customer of their own; whoever is not
known to be an end user, and did not request the ticket, counts as the team's side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assist.importers.files import documents
from assist.importers.markup import html_text
from assist.importers.rows import Rejected, Row, RowProblem, identity, required, strand, text, time, well_formed
from assist.records import Customer, Identity, Interaction, Role, derived_id

_API_LINK = re.compile(r"(https://[^/\s]+)/api/v2/tickets/(\d+)\.json")
_Users = Mapping[str, Mapping[str, Any]]


def read(path: Path) -> Iterator[Row | Rejected]:
    for item in documents(path):
        if isinstance(item, Rejected):
            yield item
            continue
        number, document, done = item
        yield from _document(f"line {number}" if number > 1 else "", document, done)


def _document(at: str, document: Any, done: int) -> Iterator[Row | Rejected]:
    if not isinstance(document, list):
        yield from _page(at, document, done)
        return
    for index, item in enumerate(document):
        yield from _page(f"{at}[{index}]", item, done)


def _page(at: str, page: Any, done: int) -> Iterator[Row | Rejected]:
    if not isinstance(page, dict):
        yield Rejected(place=at or 1, reason="not an object: expected a ticket or a user", raw=page, done=done)
        return
    users = {key: user for user in _objects(page, "users") if (key := _key(user, "id"))}
    for index, user in enumerate(_objects(page, "users")):
        yield from _user(_path(at, f"users[{index}]"), user, done)
    if "tickets" in page:
        for index, ticket in enumerate(_objects(page, "tickets")):
            yield from _ticket(_path(at, f"tickets[{index}]"), ticket, users, done)
    elif isinstance(page.get("ticket"), dict):
        ticket = {**page["ticket"], "comments": page.get("comments")}
        yield from _ticket(_path(at, "ticket"), ticket, users, done)
    elif "requester_id" in page or "requester" in page:
        yield from _ticket(at or 1, page, users, done)
    elif "role" in page or "email" in page:
        yield from _user(at or 1, page, done)
    elif "users" not in page:
        reason = "neither a ticket (requester_id) nor a user (role, email): expected objects of Zendesk's API"
        yield Rejected(place=at or 1, reason=reason, raw=page, done=done)


def _path(at: str, step: str) -> str:
    return f"{at}, {step}" if at else step


def _objects(parent: Mapping[str, Any], field: str) -> list[Mapping[str, Any]]:
    found = parent.get(field)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _key(parent: Mapping[str, Any], field: str) -> str:
    value = parent.get(field)
    return well_formed(str(value)) if isinstance(value, int | str) and not isinstance(value, bool) else ""


def _external(user_id: str) -> Identity:
    return Identity("external", f"zendesk:{user_id}")


def _user(place: int | str, user: Mapping[str, Any], done: int) -> Iterator[Row | Rejected]:
    """An end user's row; members of the team are nobody's customers."""
    if user.get("role", "end-user") != "end-user":
        return
    try:
        user_id = required(user, "id", "35436")
        email = text(user, "email")
        keys = (_external(user_id), *([identity("email", email)] if email else []))
        record = Customer(id="", name=text(user, "name"), identities=keys)
    except RowProblem as problem:
        yield Rejected(place=place, reason=str(problem), raw=user, type="customers", done=done)
    else:
        yield Row(place=place, record=record, raw=user, done=done)


@dataclass(frozen=True, slots=True)
class _Ticket:
    """What a ticket's comments need to know of it."""

    id: str
    requester: str
    users: _Users
    link: str
    done: int


def _ticket(place: int | str, raw: Mapping[str, Any], users: _Users, done: int) -> Iterator[Row | Rejected]:
    if raw.get("status") == "deleted":
        return
    embedded = [raw[role] for role in ("requester", "submitter", "assignee") if isinstance(raw.get(role), dict)]
    try:
        ticket = _understood(raw, {**users, **{key: user for user in embedded if (key := _key(user, "id"))}}, done)
    except RowProblem as problem:
        yield Rejected(place=place, reason=str(problem), raw=raw, type="interactions", done=done)
        return
    requester = raw.get("requester")
    if isinstance(requester, dict) and _key(requester, "id"):
        yield from _user(_path(str(place), "requester"), requester, done)
    comments = [(f"comments[{index}]", comment) for index, comment in enumerate(_objects(raw, "comments"))]
    comments.sort(key=lambda item: str(item[1].get("created_at")))
    for index, (step, comment) in enumerate(comments or [("description", _described(raw, ticket.requester))]):
        at = _path(str(place), step)
        try:
            # The description is the first comment: either way it is the same message and has the same id.
            row = _comment(at, comment, "first" if index == 0 else _key(comment, "id"), ticket)
        except RowProblem as problem:
            yield Rejected(place=at, reason=str(problem), raw=comment, type="interactions", done=done)
        else:
            if row:
                yield row


def _understood(raw: Mapping[str, Any], users: _Users, done: int) -> _Ticket:
    ticket_id, url = required(raw, "id", "35436"), _API_LINK.match(text(raw, "url"))
    embedded = raw.get("requester")
    requester = _key(raw, "requester_id") or (_key(embedded, "id") if isinstance(embedded, dict) else "")
    if not requester:
        raise RowProblem("requester_id is missing: a ticket has to say whose it is")
    role = users.get(requester, {}).get("role", "end-user")
    if role != "end-user":
        raise RowProblem(f"requester_id {requester} is of the team (role {role}): only customers' tickets are taken")
    return _Ticket(ticket_id, requester, users, f"{url[1]}/agent/tickets/{url[2]}" if url else "", done)


def _described(raw: Mapping[str, Any], requester: str) -> Mapping[str, Any]:
    author = _key(raw, "submitter_id") or requester
    return {"author_id": author, "body": raw.get("description"), "created_at": raw.get("created_at")}


def _comment(place: str, raw: Mapping[str, Any], message_id: str, ticket: _Ticket) -> Row | None:
    """A public comment with words in it, None for any other."""
    words = html_text(text(raw, "html_body")) or text(raw, "plain_body") or text(raw, "body")
    if raw.get("public", True) is False or not words:
        return None
    if not message_id:
        raise RowProblem("id is missing: a comment has to have the one that Zendesk gave it")
    author_id = _key(raw, "author_id") or ticket.requester
    author = ticket.users.get(author_id, {})
    of_customer = author.get("role") == "end-user" or author_id == ticket.requester
    speaker: Role = "customer" if of_customer else "agent"
    owner = _external(ticket.requester)
    whose = _external(author_id) if of_customer else owner
    record = Interaction(
        id=derived_id("zendesk", ticket.id, message_id),
        customer="",
        on=time(raw, "created_at"),
        who=text(author, "name") or speaker,
        text=words,
        role=speaker,
        thread=strand(f"zendesk:{ticket.id}", whose, owner),
        link=ticket.link,
    )
    return Row(place=place, record=record, raw=raw, whose=whose, done=ticket.done)
