"""A Slack export, the folder or its zip: what was said to and by customers. `slack_people` tells who they are.

Shapes: "How to read Slack data exports" (slack.com/help): `users.json`, `channels.json` and its like, one folder
a channel with one file a day. What a member, a message and its subtypes hold: "User object" and "message event"
in the reference on docs.slack.dev.

A thread goes to the customer with whom it began. A thread in which no customer wrote is the team's own business
and is left alone, unless just one customer ever writes in its channel: there people answer without threads.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from assist.identity import Ticket, read_ticket
from assist.importers.files import parse
from assist.importers.markup import slack_text
from assist.importers.rows import ImportProblem, Rejected, Row, RowProblem, strand, text, time
from assist.importers.slack_people import Members, Side, SlackPeople
from assist.records import Customer, Identity, Interaction, derived_id

USER_LISTS = ("users.json", "org_users.json")
_CHANNEL_LISTS = ("channels.json", "groups.json", "mpims.json", "dms.json")
# Every other subtype tells of joins, topics, pins and the like, or, as a tombstone, of what is no longer there.
_SAID = (None, "bot_message", "file_share", "me_message", "thread_broadcast")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Message:
    place: str
    ts: str
    on: datetime
    thread: str
    side: Side
    author: str
    name: str
    text: str
    whose: Identity | None
    raw: Mapping[str, Any]
    done: int


def read(path: Path, told: SlackPeople) -> Iterator[Row | Rejected]:
    with _opened(path) as (names, load):
        users_file = next(name for name in names if name.rsplit("/", 1)[-1] in USER_LISTS)
        top = users_file.removesuffix(users_file.rsplit("/", 1)[-1])
        lists = {name: load(top + name) for name in (*USER_LISTS, *_CHANNEL_LISTS) if top + name in names}
        done = sum(len(content) for content in lists.values())
        users = {_id(item): item for name in USER_LISTS for item in _objects(lists.get(name, b""))}
        channels = {
            str(item.get("name")): _id(item) for name in _CHANNEL_LISTS for item in _objects(lists.get(name, b""))
        }
        members = Members(users, told)
        unsure: set[str] = set()
        days = [name for name in names if name.startswith(top) and name.count("/") == top.count("/") + 1]
        for folder, files in groupby(days, key=lambda name: name.rpartition("/")[0]):
            messages: dict[str, _Message] = {}
            for name in files:
                content = load(name) if name.endswith(".json") else b"[]"
                done += len(content)
                yield from _day(members, name, content, messages=messages, unsure=unsure, done=done)
            channel = folder.removeprefix(top)
            yield from _channel(members, channels.get(channel) or channel, list(messages.values()))


@contextmanager
def _opened(path: Path) -> Iterator[tuple[list[str], Callable[[str], bytes]]]:
    """The names of the files of a folder or zip, sorted, and how to load one. Nothing is unpacked."""
    if path.is_dir():
        files = (file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file())
        yield sorted(files), lambda name: (path / name).read_bytes()
        return
    try:
        with zipfile.ZipFile(path) as archive:
            yield sorted(name for name in archive.namelist() if not name.endswith("/")), archive.read
    except (zipfile.BadZipFile, zlib.error, RuntimeError) as error:
        raise ImportProblem(f"{path}: the zip can't be read ({error}): download it again, or unpack it") from None


def _objects(content: bytes) -> list[Mapping[str, Any]]:
    """The objects of a JSON array; none where it is something else."""
    try:
        items = parse(content.decode("utf-8-sig"))
    except ValueError:
        return []
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _id(item: Mapping[str, Any]) -> str:
    return str(item.get("id") or "")


def _day(
    members: Members, name: str, content: bytes, *, messages: dict[str, _Message], unsure: set[str], done: int
) -> Iterator[Rejected]:
    """Adds a day's messages to those of its channel, by timestamp, and carries out edits and deletions.

    Somebody of whom it is not clear on which side they are is reported once and then left out.
    """
    try:
        items = parse(content.decode("utf-8-sig"))
        if not isinstance(items, list):
            raise ValueError("expected a list of messages")
    except ValueError as error:
        yield Rejected(place=name, reason=f"not valid JSON ({error}): export the channel again", raw=None, done=done)
        return
    for index, item in enumerate(items):
        place = f"{name}[{index}]"
        if not isinstance(item, dict):
            yield Rejected(place=place, reason="not an object: expected a message", raw=item, done=done)
            continue
        if item.get("subtype") == "message_deleted":
            messages.pop(str(item.get("deleted_ts")), None)
            continue
        edited = item.get("message") if item.get("subtype") == "message_changed" else None
        raw = edited if isinstance(edited, dict) else item
        if raw.get("subtype") not in _SAID:
            continue
        try:
            message = _message(members, place, raw, done)
        except RowProblem as problem:
            yield Rejected(place=place, reason=str(problem), raw=raw, type="interactions", done=done)
            continue
        if message.side in ("guest", "unknown") and message.author not in unsure:
            unsure.add(message.author)
            yield Rejected(place=place, reason=_doubt(message), raw=raw, type="interactions", done=done)
        elif message.side in ("customer", "agent", "forwarder") and message.text:
            messages[message.ts] = message


def _doubt(message: _Message) -> str:
    who = f"user {message.name or 'without a name'} ({message.author or 'without an id'})"
    if message.side == "guest":
        return f"{who} is a guest: say whether guests are customers or agents, or name the customers among them"
    return f"{who} is in no list of members: name them among the customers if they are one"


def _message(members: Members, place: str, raw: Mapping[str, Any], done: int) -> _Message:
    ts = text(raw, "ts")
    try:
        on = time({"ts": float(ts)}, "ts")
    except ValueError:
        raise RowProblem("ts is no timestamp: expected seconds since 1970, for example 1355517523.000005") from None
    author = text(raw, "user") or text(raw, "bot_id")
    side = members.side(author, raw)
    name, words = members.name(author, raw), slack_text(text(raw, "text") or _attached(raw), members.names)
    whose = Identity("slack", author) if side == "customer" else None
    if side == "forwarder":
        ticket = read_ticket(words)
        name, words, whose = ticket.name, ticket.body, _sender(ticket, members)
    return _Message(
        place=place,
        ts=ts,
        on=on,
        thread=text(raw, "thread_ts") or ts,
        side=side,
        author=author,
        name=name,
        text=words,
        whose=whose,
        raw=raw,
        done=done,
    )


def _attached(raw: Mapping[str, Any]) -> str:
    """Bots often write into attachments and leave the text empty."""
    found = raw.get("attachments")
    items = [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []
    return "\n".join(words for item in items if (words := text(item, "text") or text(item, "fallback")))


def _sender(ticket: Ticket, members: Members) -> Identity | None:
    """The one key that a forwarded message carries."""
    emails = [address for address in ticket.emails if address not in members.team_addresses]
    if len(emails) == 1:
        return Identity("email", emails[0])
    return Identity("external", ticket.external_ids[0]) if not emails and len(ticket.external_ids) == 1 else None


def _channel(members: Members, channel: str, messages: list[_Message]) -> Iterator[Row | Rejected]:
    threads: dict[str, list[_Message]] = {}
    for message in sorted(messages, key=lambda message: message.on):
        threads.setdefault(message.thread, []).append(message)
    writing = {message.whose for message in messages if message.side == "customer"}
    only = writing.pop() if len(writing) == 1 else None
    introduced: set[Identity] = set()
    for thread, said in threads.items():
        owner = next((message.whose for message in said if message.whose), only)
        for message in said:
            if owner:
                whose = message.whose or owner
                if message.whose and whose not in introduced:
                    introduced.add(whose)
                    yield _customer(members, message, whose)
                yield _interaction(channel, thread, message, whose, owner)
            elif message.side == "forwarder":
                reason = "text names no single customer's e-mail address or id: nobody can tell whose message it is"
                yield Rejected(
                    place=message.place, reason=reason, raw=message.raw, type="interactions", done=message.done
                )


def _customer(members: Members, message: _Message, whose: Identity) -> Row:
    email = members.email(message.author) if message.side == "customer" else ""
    keys = (whose, *((Identity("email", email),) if email else ()))
    record = Customer(id="", name=message.name, identities=keys)
    return Row(place=message.place, record=record, raw=message.raw, done=message.done)


def _interaction(channel: str, thread: str, message: _Message, whose: Identity, owner: Identity) -> Row:
    """Ids and threads are named as those of the live bot, so that what it has kept already is not kept twice."""
    record = Interaction(
        id=derived_id("slack", channel, message.ts),
        customer="",
        on=message.on,
        who=message.name or ("agent" if message.side == "agent" else "customer"),
        text=message.text,
        role="agent" if message.side == "agent" else "customer",
        thread=strand(f"{channel}:{thread}", whose, owner),
    )
    return Row(place=message.place, record=record, raw=message.raw, whose=whose, done=message.done)
