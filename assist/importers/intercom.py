"""Intercom conversations with their parts, and contacts, as Intercom's API hands them out.

Shapes: the API reference on developers.intercom.com, "Conversations" (the conversation model, its `source`
and `conversation_parts`) and "Contacts" (the contact model): single objects, lists, or one object a line.
Times are seconds since 1970, bodies are HTML.

Only what the customer could read is taken: notes, redacted parts and parts of unknown types are not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from assist.importers.files import documents
from assist.importers.markup import html_text
from assist.importers.rows import Rejected, Row, RowProblem, identity, required, strand, text, time
from assist.records import Customer, Identity, Interaction, derived_id

# A reply may also close, reopen or assign a conversation: the body is then the message the contact sees.
_MESSAGES = ("comment", "quick_reply", "open", "close", "assignment")
_CUSTOMERS = ("user", "lead", "contact")
_LISTS = ("conversations", "contacts", "data")


def read(path: Path) -> Iterator[Row | Rejected]:
    for item in documents(path):
        if isinstance(item, Rejected):
            yield item
            continue
        number, document, done = item
        yield from _document(f"line {number}" if number > 1 else "", document, done)


def _document(at: str, document: Any, done: int) -> Iterator[Row | Rejected]:
    items, step = document, ""
    if isinstance(document, dict) and not _is_conversation(document) and document.get("type") not in _CUSTOMERS:
        step = next((name for name in _LISTS if name in document), "")
        items = _listed(document, step) if step else document
    if not isinstance(items, list):
        yield from _object_row(at, items, done)
        return
    for index, item in enumerate(items):
        yield from _object_row(f"{at}, {step}[{index}]" if at else f"{step}[{index}]", item, done)


def _is_conversation(item: Mapping[str, Any]) -> bool:
    return item.get("type") == "conversation" or "conversation_parts" in item


def _object_row(at: str, item: Any, done: int) -> Iterator[Row | Rejected]:
    if isinstance(item, dict) and _is_conversation(item):
        yield from _conversation(at, item, done)
    elif isinstance(item, dict) and item.get("type") in _CUSTOMERS:
        yield from _contact(at or 1, item, done)
    else:
        reason = 'type is neither "conversation" nor "contact": expected objects of the Conversations or Contacts API'
        yield Rejected(place=at or 1, reason=reason, raw=item, done=done)


def _listed(parent: Mapping[str, Any], field: str) -> list[Any]:
    """Intercom wraps lists in an object that has them again under their own name; older versions do not."""
    found = parent.get(field)
    if isinstance(found, dict):
        found = found.get(field)
    return found if isinstance(found, list) else []


def _object(parent: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    found = parent.get(field)
    return found if isinstance(found, dict) else {}


def _external(contact_id: str) -> Identity:
    return Identity("external", f"intercom:{contact_id}")


def _contact(place: int | str, contact: Mapping[str, Any], done: int) -> Iterator[Row | Rejected]:
    try:
        key, email = _external(required(contact, "id", '"5ba682d2"')), text(contact, "email")
        keys = (key, *([identity("email", email)] if email else []))
        record = Customer(id="", name=text(contact, "name"), identities=keys)
    except RowProblem as problem:
        yield Rejected(place=place, reason=str(problem), raw=contact, type="customers", done=done)
    else:
        yield Row(place=place, record=record, raw=contact, done=done)


def _conversation(at: str, conversation: Mapping[str, Any], done: int) -> Iterator[Row | Rejected]:
    source = _object(conversation, "source")
    parts = [part for part in _listed(conversation, "conversation_parts") if isinstance(part, dict)]
    contacts = [contact for contact in _listed(conversation, "contacts") if isinstance(contact, dict)]
    authors = [
        author for message in (source, *parts) if (author := _object(message, "author")).get("type") in _CUSTOMERS
    ]
    try:
        conversation_id = required(conversation, "id", '"1911149811"')
        known = {contact_id: author for author in authors if (contact_id := text(author, "id"))}
        owner = next((contact_id for person in contacts if (contact_id := text(person, "id"))), next(iter(known), ""))
        if not owner:
            raise RowProblem("contacts is empty and no message is a contact's: a conversation has to say whose it is")
    except RowProblem as problem:
        yield Rejected(place=at or 1, reason=str(problem), raw=conversation, type="interactions", done=done)
        return
    for author in known.values():
        yield from _contact(f"{at}, author" if at else "author", author, done)
    first = {**source, "created_at": conversation.get("created_at"), "part_type": "comment", "id": "source"}
    steps = ["source", *(f"conversation_parts[{index}]" for index in range(len(parts)))]
    for step, message in zip(steps, (first, *parts), strict=True):
        place = f"{at}, {step}" if at else step
        try:
            row = _message(place, message, conversation_id, owner, done)
        except RowProblem as problem:
            yield Rejected(place=place, reason=str(problem), raw=message, type="interactions", done=done)
        else:
            if row:
                yield row


def _message(place: str, message: Mapping[str, Any], conversation_id: str, owner: str, done: int) -> Row | None:
    """A message with words in it that the contact could read, None for any other part."""
    words = html_text(text(message, "body"))
    if message.get("part_type") not in _MESSAGES or message.get("redacted") is True or not words:
        return None
    author = _object(message, "author")
    of_customer = author.get("type") in _CUSTOMERS
    whose = _external((text(author, "id") if of_customer else "") or owner)
    record = Interaction(
        id=derived_id("intercom", conversation_id, required(message, "id", '"4412"')),
        customer="",
        on=time(message, "created_at"),
        who=text(author, "name") or ("customer" if of_customer else "agent"),
        text=words,
        role="customer" if of_customer else "agent",
        thread=strand(f"intercom:{conversation_id}", whose, _external(owner)),
    )
    return Row(place=place, record=record, raw=message, whose=whose, done=done)
