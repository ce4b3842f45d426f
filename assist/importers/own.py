"""Our own formats: one JSON object a line, or one CSV file a type. `docs/import.md` lists every field.

A JSON line is a customer, an interaction, a choice, or a whole conversation (`turns`). A CSV file is told
by its header and its rows go the same way as JSON lines; a list in a cell is written with `|` between.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from assist.importers.files import json_lines, lines, not_utf8
from assist.importers.rows import (
    IDENTITY_KINDS,
    RecordType,
    Rejected,
    Row,
    RowProblem,
    identities,
    later,
    message_id,
    reference,
    required,
    role,
    shown,
    text,
    texts,
    time,
)
from assist.records import Choice, Customer, Identity, Interaction, derived_id

LIST_SEPARATOR = "|"
_LIST_COLUMNS = (*IDENTITY_KINDS, "offered")


def customer(raw: Mapping[str, Any]) -> tuple[Customer, None]:
    keys = identities(raw)
    if not keys:
        raise RowProblem("email, slack and external are missing: give at least one, a customer is known by it")
    return Customer(id="", name=text(raw, "name"), identities=keys, company=text(raw, "company")), None


def interaction(raw: Mapping[str, Any]) -> tuple[Interaction, Identity]:
    whose, on, speaker = reference(raw), time(raw, "on"), role(raw)
    words = required(raw, "text", '"The parcel came, thank you"')
    thread, own_id = text(raw, "thread"), text(raw, "id")
    record = Interaction(
        id=derived_id("own", "interaction", whose.kind, whose.value, own_id)
        if own_id
        else message_id(whose, on, speaker, words, thread),
        customer="",
        on=on,
        who=text(raw, "who") or speaker,
        text=words,
        role=speaker,
        thread=thread,
        link=text(raw, "link"),
    )
    return record, whose


def choice(raw: Mapping[str, Any]) -> tuple[Choice, Identity]:
    whose, on = reference(raw), time(raw, "on")
    dimension = required(raw, "dimension", '"resolution"')
    chosen = required(raw, "chosen", '"replacement"')
    offered = tuple(dict.fromkeys(texts(raw, "offered")))
    if chosen not in offered:
        said = f"does not list the chosen {shown(chosen)}" if offered else "is missing"
        raise RowProblem(f"offered {said}: list every option that was put before the customer, the chosen one too")
    thread, situation, own_id = text(raw, "thread"), text(raw, "situation"), text(raw, "id")
    content = (whose.kind, whose.value, thread, on.isoformat(), dimension, chosen, situation)
    record = Choice(
        id=derived_id("own", "choice", whose.kind, whose.value, own_id) if own_id else derived_id("choice", *content),
        on=on,
        dimension=dimension,
        offered=offered,
        chosen=chosen,
        situation=situation,
        thread=thread,
        quote=text(raw, "quote"),
        link=text(raw, "link"),
        how="import",
        recorded_by="import",
    )
    return record, whose


_Maker = Callable[[Mapping[str, Any]], tuple[Customer | Interaction | Choice, Identity | None]]
_MAKERS: dict[str, tuple[RecordType, _Maker]] = {
    "customer": ("customers", customer),
    "interaction": ("interactions", interaction),
    "choice": ("choices", choice),
}


def read(path: Path) -> Iterator[Row | Rejected]:
    """The rows of a JSONL file, line by line."""
    for item in json_lines(path):
        if isinstance(item, Rejected):
            yield item
            continue
        number, raw, done = item
        if isinstance(raw, dict) and "turns" in raw:
            yield from _conversation(number, raw, done)
        else:
            yield _row(number, raw, done, raw.get("type") if isinstance(raw, dict) else None)


def _row(place: int, raw: Any, done: int, row_type: object) -> Row | Rejected:
    if not isinstance(raw, dict):
        return Rejected(place=place, reason="not an object: write {…} with named fields", raw=raw, done=done)
    named = _MAKERS.get(row_type) if isinstance(row_type, str) else None
    if named is None:
        said = "is missing" if row_type is None else f"is {shown(row_type)}"
        reason = f"type {said}: give {', '.join(_MAKERS)}, or turns for a conversation"
        return Rejected(place=place, reason=reason, raw=raw, done=done)
    record_type, make = named
    try:
        record, whose = make(raw)
    except RowProblem as problem:
        return Rejected(place=place, reason=str(problem), raw=raw, type=record_type, done=done)
    return Row(place=place, record=record, raw=raw, whose=whose, local_thread=True, done=done)


def _conversation(number: int, raw: Mapping[str, Any], done: int) -> Iterator[Row | Rejected]:
    """A turn without a time of its own comes a second after the one before it, so that the order is kept."""
    try:
        whose, start = reference(raw), time(raw, "on")
        thread, link = text(raw, "thread"), text(raw, "link")
        if not isinstance(raw["turns"], list):
            raise RowProblem('turns is not a list: write [{"who": "customer", "text": …}, …]')
    except RowProblem as problem:
        yield Rejected(place=number, reason=str(problem), raw=raw, type="interactions", done=done)
        return
    # Without a thread's name its turns would lie about singly, and no choice could be read out of them.
    thread = thread or derived_id("conversation", whose.kind, whose.value, start.isoformat(), repr(raw["turns"][:1]))
    after = 0
    for index, turn in enumerate(raw["turns"]):
        place = f"line {number}, turns[{index}]"
        try:
            if not isinstance(turn, dict):
                raise RowProblem('the turn is not an object: write {"who": "customer", "text": …}')
            if turn.get("on") is not None:
                start, after = time(turn, "on"), 0
            on, speaker = later(start, after), role(turn)
            words = required(turn, "text", '"Yes, please"')
            who = text(turn, "who") or speaker
        except RowProblem as problem:
            yield Rejected(place=place, reason=str(problem), raw=turn, type="interactions", done=done)
        else:
            record = Interaction(
                id=message_id(whose, on, speaker, words, thread),
                customer="",
                on=on,
                who=who,
                text=words,
                role=speaker,
                thread=thread,
                link=link,
            )
            yield Row(place=place, record=record, raw=turn, whose=whose, local_thread=True, done=done)
        after += 1


def csv_type(header: Sequence[str]) -> str | None:
    """Which type of row a CSV header announces: customer, interaction, choice, or None."""
    columns = {column.strip().lower() for column in header}
    if {"customer", "dimension", "chosen"} <= columns:
        return "choice"
    if {"customer", "text"} <= columns:
        return "interaction"
    return "customer" if columns & set(IDENTITY_KINDS) else None


def csv_header(first_line: str) -> list[str]:
    """The column names of a first line whose separator is a comma, a semicolon or a tab; none if it is no CSV."""
    try:
        return next(csv.reader([first_line], delimiter=csv_separator(first_line)), [])
    except csv.Error:
        return []


def csv_separator(first_line: str) -> str:
    return max(",;\t", key=first_line.count)


def read_csv(path: Path) -> Iterator[Row | Rejected]:
    """The rows of a CSV file, row by row; `place` is the line on which a row begins."""
    done = 0

    def decoded() -> Iterator[str]:
        nonlocal done
        for _, line, done in lines(path):  # noqa: B007 - read by the loop below
            yield line

    source = decoded()
    first = next(source, "")
    columns = [column.strip().lower() for column in csv_header(first)]
    row_type = csv_type(columns)
    if row_type is None:
        reason = "the header names no known columns: see docs/import.md for those of customers, interactions, choices"
        yield Rejected(place=1, reason=reason, raw=first.rstrip("\r\n"), done=done)
        return
    reader = csv.reader(source, delimiter=csv_separator(first))
    begins = 2
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reason = f"not valid CSV ({error}): look for a quotation mark that is not closed"
            yield Rejected(place=begins, reason=reason, raw=None, done=done)
        else:
            if any(cells):
                yield _csv_row(begins, columns, cells, done, row_type)
        begins = reader.line_num + 2


def _csv_row(place: int, columns: Sequence[str], cells: Sequence[str], done: int, row_type: str) -> Row | Rejected:
    reason = not_utf8("".join(cells))
    if not reason and len(cells) > len(columns):
        reason = (
            f"{len(cells)} cells under {len(columns)} columns: put quotation marks around text with a separator in it"
        )
    if reason:
        return Rejected(place=place, reason=reason, raw=list(cells), type=_MAKERS[row_type][0], done=done)
    raw: dict[str, Any] = {}
    for column, cell in zip(columns, cells, strict=False):
        raw[column] = cell.split(LIST_SEPARATOR) if column in _LIST_COLUMNS else cell
    return _row(place, raw, done, row_type)
