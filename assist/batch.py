"""The faculties on files: one JSON object a line in, one a line out, in order (docs: the command-line contracts).

A bad line gets an answer too, which names the field, and the run goes on.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NoReturn, TextIO

from assist import capture
from assist.catalogue import Catalogue, from_mapping
from assist.composing import compose, preferences_for
from assist.ports import Writer
from assist.preferences import Population
from assist.projection.check import check
from assist.records import Choice, Flag, Interaction, Note, Pressed, Role, Suggestion, Turn, moment

Json = dict[str, Any]
Answers = Iterator[Json]


class FieldError(ValueError):
    """A field of a line is missing or wrong; the message names it."""


def run(lines: TextIO, out: TextIO, answer: Callable[[Json], Answers]) -> int:
    """Answer each line; the exit status: 1 where any line was bad, else 0."""
    status = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        case: object = None
        try:
            case = _json(line)
            if not isinstance(case, dict):
                raise FieldError("the line: must be one JSON object")
            answers = list(answer(case))
        except FieldError as error:
            status = 1
            name = case.get("id") if isinstance(case, dict) else None
            answers = [{"id": name, "error": f"line {number}: {error}"}]
        for one in answers:
            out.write(_line(one) + "\n")
        out.flush()
    return status


def check_line(case: Json) -> Answers:
    draft = _text(case, "draft")
    read = _case(case)
    begin = time.perf_counter()
    flags = check(
        draft,
        message=read.message,
        catalogue=read.catalogue,
        choices=read.choices,
        notes=read.notes,
        pressed=[_pressed(item, f"agent_offers[{n}]") for n, item in enumerate(_items(case, "agent_offers"))],
    )
    yield {"id": read.id, "flags": [_flag(flag) for flag in flags], "ms": _ms(begin)}


def suggest_line(case: Json, writer: Writer) -> Answers:
    read = _case(case)
    moments = [_interaction(item, f"interactions[{n}]") for n, item in enumerate(_items(case, "interactions"))]
    begin = time.perf_counter()
    written = compose(
        read.message,
        catalogue=read.catalogue,
        choices=read.choices,
        notes=read.notes,
        preferred=preferences_for(read.catalogue, read.choices, Population(), message=read.message),
        writer=writer,
        moments=moments,
    )
    yield {"id": read.id, **_suggestion(written), "ms": _ms(begin)}


def capture_line(case: Json) -> Answers:
    catalogue = _catalogue(case)
    turns = [_turn(item, f"turns[{number}]") for number, item in enumerate(_items(case, "turns"))]
    begin = time.perf_counter()
    choices = capture.read(turns, catalogue)
    yield {
        "id": case.get("id"),
        "choices": [
            {
                "dimension": found.dimension,
                "offered": list(found.offered),
                "chosen": found.chosen,
                "turn": found.turn,
                "quote": found.quote,
            }
            for found in choices
        ],
        "ms": _ms(begin),
    }


def _json(line: str) -> object:
    """The line's value. Bytes that are no UTF-8 arrive as lone surrogates, which no JSON text may hold unescaped."""
    if not _is_utf8(line):
        raise FieldError("the line: is not UTF-8")
    try:
        return json.loads(line.removeprefix("\ufeff"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise FieldError(f"the line: is not JSON: {error}") from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def _line(answer: Json) -> str:
    """As people read it; escaped where the text is broken (half a surrogate pair) and UTF-8 can't hold it."""
    line = json.dumps(answer, ensure_ascii=False)
    return line if _is_utf8(line) else json.dumps(answer)


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Case:
    id: object
    message: str
    catalogue: Catalogue
    choices: list[Choice]
    notes: list[Note]


def _case(case: Json) -> _Case:
    return _Case(
        id=case.get("id"),
        message=_text(case, "message"),
        catalogue=_catalogue(case),
        choices=[_choice(item, f"choices[{number}]") for number, item in enumerate(_items(case, "choices"))],
        notes=[Note(text=_string(note, f"notes[{number}]")) for number, note in enumerate(_items(case, "notes"))],
    )


def _text(case: Mapping[str, Any], field: str, at: str = "") -> str:
    name = f"{at}.{field}" if at else field
    if field not in case:
        raise FieldError(f"{name}: is missing")
    return _string(case[field], name)


def _string(value: object, field: str) -> str:
    if not isinstance(value, str):
        raise FieldError(f"{field}: must be text, not {type(value).__name__}")
    return value


def _items(case: Mapping[str, Any], field: str) -> list[Any]:
    value = case.get(field, [])
    if not isinstance(value, list):
        raise FieldError(f"{field}: must be a list, not {type(value).__name__}")
    return value


def _mapping(value: object, field: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise FieldError(f"{field}: must be an object, not {type(value).__name__}")
    return value


def _catalogue(case: Json) -> Catalogue:
    plain = _mapping(case.get("catalogue"), "catalogue")
    for name, options in plain.items():
        for option, label in _mapping(options, f"catalogue.{name}").items():
            _string(label, f"catalogue.{name}.{option}")
    return from_mapping(plain)


def _choice(item: object, at: str) -> Choice:
    raw = _mapping(item, at)
    offered = tuple(_string(option, f"{at}.offered") for option in _items(raw, "offered"))
    return Choice(
        on=_time(raw, at),
        dimension=_text(raw, "dimension", at),
        offered=offered,
        chosen=_text(raw, "chosen", at),
        situation=_string(raw.get("situation", ""), f"{at}.situation"),
    )


def _pressed(item: object, at: str) -> Pressed:
    raw = _mapping(item, at)
    return Pressed(
        on=_day(raw, at),
        dimension=_text(raw, "dimension", at),
        offered=tuple(_string(option, f"{at}.offered") for option in _items(raw, "offered")),
        pressed=_text(raw, "pressed", at),
    )


def _interaction(item: object, at: str) -> Interaction:
    raw = _mapping(item, at)
    who = _text(raw, "who", at)
    return Interaction(
        id=_text(raw, "id", at),
        customer="",
        on=_time(raw, at),
        who=who,
        text=_text(raw, "text", at),
        role="agent" if who == "agent" else "customer",
    )


def _turn(item: object, at: str) -> Turn:
    raw = _mapping(item, at)
    who = _text(raw, "who", at)
    if who not in ("agent", "customer"):
        raise FieldError(f"{at}.who: must be agent or customer, not {who!r}")
    role: Role = "agent" if who == "agent" else "customer"
    return Turn(role, _text(raw, "text", at))


def _time(raw: Mapping[str, Any], at: str) -> datetime:
    try:
        return moment(_text(raw, "on", at))
    except FieldError:
        raise
    except (ValueError, OverflowError):  # the first and last day of the calendar overflow in another time zone
        raise FieldError(f"{at}.on: must be a date like 2026-03-04, not {raw['on']!r}") from None


def _day(raw: Mapping[str, Any], at: str) -> date:
    return _time(raw, at).date()


def _flag(flag: Flag) -> Json:
    return {
        "kind": flag.kind,
        "quote": flag.quote,
        "start": flag.start,
        "reason": flag.reason,
        "evidence": [{"kind": item.kind, "ref": item.ref, "says": item.says} for item in flag.evidence],
        "severity": flag.severity,
        "rewrite": flag.rewrite,
    }


def _suggestion(written: Suggestion) -> Json:
    lead = written.leads_with
    return {
        "text": written.text,
        "leads_with": {"dimension": lead.dimension, "option": lead.option} if lead else None,
        "keeps_open": list(written.keeps_open),
        "asks": written.asks,
        "basis": [{"kind": item.kind, "ref": item.ref, "says": item.says} for item in written.basis],
        "writer": written.writer,
    }


def _ms(begin: float) -> float:
    return round((time.perf_counter() - begin) * 1000, 3)
