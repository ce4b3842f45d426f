"""The faculties on files: one JSON object a line in, one a line out, in order (README shows a line for each command).

A bad line gets an answer too, which names the field, and the run goes on.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, NoReturn, TextIO

from assist import capture, fields
from assist.batch_answers import Json, of_flag, of_suggestion, told
from assist.catalogue import Catalogue, from_mapping
from assist.check_version import check_version
from assist.composing import compose, preferences_for
from assist.dates import in_order
from assist.dialogue.check import check as check_dialogue
from assist.draft_check import check
from assist.history import Vector, rank
from assist.model.ports import BetterWords, DraftReader, ThreadReader
from assist.ports import Encoder, Store, Writer
from assist.preferences import Population
from assist.records import Choice, Customer, Interaction, Note, Pressed, Role, Turn, new_id

Answers = Iterator[Json]
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


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
                raise fields.FieldError("the line: must be one JSON object")
            answers = list(answer(case))
        except fields.FieldError as error:
            status = 1
            name = case.get("id") if isinstance(case, dict) else None
            answers = [{"id": name, "error": f"line {number}: {error}"}]
        for one in answers:
            out.write(_line(one) + "\n")
        out.flush()
    return status


def check_line(case: Json, reader: DraftReader | None = None, *, dialogue: bool = False) -> Answers:
    """The flags of a draft; with a model's beside them where `reader` is given, and with `dialogue` notes on what else
    spoils the dialogue.
    """
    draft = fields.text(case, "draft")
    read = _case(case)
    begin = time.perf_counter()
    flags = check(
        draft,
        **read.known,
        pressed=[_pressed(item, f"agent_offers[{n}]") for n, item in enumerate(fields.items(case, "agent_offers"))],
    )
    beside: Json = {}
    if reader:
        checked = [replace(flag, version=check_version()) for flag in flags]
        both = reader.read(draft, checked, case=str(read.id), **read.known)
        flags, beside = both.flags, told(both.version, both.note)
    if dialogue:
        found = check_dialogue(draft, message=read.message, choices=read.choices, notes=read.notes)
        beside["dialogue"] = [of_flag(note) for note in found]
    yield {"id": read.id, "flags": [of_flag(flag) for flag in flags], **beside, "ms": _ms(begin)}


def suggest_line(case: Json, writer: Writer, better: BetterWords | None = None) -> Answers:
    """A reply; in a model's words where `better` is given and they hold."""
    read = _case(case)
    moments = [_interaction(item, f"interactions[{n}]") for n, item in enumerate(fields.items(case, "interactions"))]
    begin = time.perf_counter()
    composed = compose(
        **read.known,
        preferred=preferences_for(read.catalogue, read.choices, Population(), message=read.message),
        writer=writer,
        moments=moments,
    )
    written = composed.suggestion
    if better:
        written = better.improve(written, composed.plan, objection=composed.objection, case=str(read.id))
    yield {"id": read.id, **of_suggestion(written), "ms": _ms(begin)}


def capture_line(case: Json, reader: ThreadReader | None = None) -> Answers:
    """The choices made in a thread; a model proposes beside the rules where `reader` is given."""
    catalogue = _catalogue(case)
    turns = [_turn(item, f"turns[{number}]") for number, item in enumerate(fields.items(case, "turns"))]
    begin = time.perf_counter()
    beside: Json = {}
    if reader:
        both = reader.read(turns, catalogue, case=str(case.get("id")))
        choices, beside = both.choices, told(both.version, both.note)
    else:
        choices = tuple(capture.read(turns, catalogue))
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
        **beside,
        "ms": _ms(begin),
    }


def retrieve_line(case: Json, store: Store, encoder: Encoder | None) -> Answers:
    """One customer's history and queries. `store` is one for this run alone, where nothing else is kept."""
    raw = [fields.mapping(item, f"interactions[{n}]") for n, item in enumerate(fields.items(case, "interactions"))]
    queries = [fields.mapping(item, f"queries[{n}]") for n, item in enumerate(fields.items(case, "queries"))]
    texts = [fields.text(item, "text", f"queries[{n}]") for n, item in enumerate(queries)]
    customer = new_id()
    history = _history(raw, customer)
    names = {kept.id: item.get("id") for kept, item in zip(history, raw, strict=True)}
    with store.transaction():
        store.people.add(Customer(id=customer, name=""), by="retrieve", on=_LONG_AGO)
        store.conversations.add(history)
    vectors: Sequence[Vector | None] = [None] * len(texts)
    if encoder and texts:
        store.encode_due(encoder, len(history))
        vectors = list(encoder.encode(texts))
    log = store.log(customer, encoder.model if encoder else "")
    for query, text, vector in zip(queries, texts, vectors, strict=True):
        ranked = rank(text, log, vector)
        yield {"id": query.get("id"), "ranked": [names[found.interaction.id] for found in ranked]}


def _history(raw: Sequence[Mapping[str, Any]], customer: str) -> list[Interaction]:
    """Interactions in the order of the line, whatever their times say."""
    try:
        when = in_order([fields.text(item, "on", f"interactions[{n}]") for n, item in enumerate(raw)])
    except OverflowError:
        raise fields.FieldError("interactions: on: a time lies outside the calendar") from None
    return [
        Interaction(
            id=f"{customer}:{n}",
            customer=customer,
            on=on,
            who=fields.text(item, "who", f"interactions[{n}]"),
            text=fields.text(item, "text", f"interactions[{n}]"),
        )
        for n, (item, on) in enumerate(zip(raw, when, strict=True))
    ]


def _json(line: str) -> object:
    """The line's value. Bytes that are no UTF-8 arrive as lone surrogates, which no JSON text may hold unescaped."""
    if not _is_utf8(line):
        raise fields.FieldError("the line: is not UTF-8")
    try:
        return json.loads(line.removeprefix("\ufeff"), parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise fields.FieldError(f"the line: is not JSON: {error}") from None


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

    @property
    def known(self) -> Json:
        """What the faculties are told of a case, by their parameters' names."""
        return {name: getattr(self, name) for name in ("message", "catalogue", "choices", "notes")}


def _case(case: Json) -> _Case:
    return _Case(
        id=case.get("id"),
        message=fields.text(case, "message"),
        catalogue=_catalogue(case),
        choices=[_choice(item, f"choices[{number}]") for number, item in enumerate(fields.items(case, "choices"))],
        notes=[
            Note(text=fields.string(note, f"notes[{number}]"))
            for number, note in enumerate(fields.items(case, "notes"))
        ],
    )


def _catalogue(case: Json) -> Catalogue:
    plain = fields.mapping(case.get("catalogue"), "catalogue")
    for name, options in plain.items():
        for option, label in fields.mapping(options, f"catalogue.{name}").items():
            fields.string(label, f"catalogue.{name}.{option}")
    return from_mapping(plain)


def _choice(item: object, at: str) -> Choice:
    raw = fields.mapping(item, at)
    offered = tuple(fields.string(option, f"{at}.offered") for option in fields.items(raw, "offered"))
    return Choice(
        on=fields.when(raw, at),
        dimension=fields.text(raw, "dimension", at),
        offered=offered,
        chosen=fields.text(raw, "chosen", at),
        situation=fields.string(raw.get("situation", ""), f"{at}.situation"),
    )


def _pressed(item: object, at: str) -> Pressed:
    raw = fields.mapping(item, at)
    return Pressed(
        on=_day(raw, at),
        dimension=fields.text(raw, "dimension", at),
        offered=tuple(fields.string(option, f"{at}.offered") for option in fields.items(raw, "offered")),
        pressed=fields.text(raw, "pressed", at),
    )


def _interaction(item: object, at: str) -> Interaction:
    raw = fields.mapping(item, at)
    who = fields.text(raw, "who", at)
    return Interaction(
        id=fields.text(raw, "id", at),
        customer="",
        on=fields.when(raw, at),
        who=who,
        text=fields.text(raw, "text", at),
        role="agent" if who == "agent" else "customer",
    )


def _turn(item: object, at: str) -> Turn:
    raw = fields.mapping(item, at)
    who = fields.text(raw, "who", at)
    if who not in ("agent", "customer"):
        raise fields.FieldError(f"{at}.who: must be agent or customer, not {who!r}")
    role: Role = "agent" if who == "agent" else "customer"
    return Turn(role, fields.text(raw, "text", at))


def _day(raw: Mapping[str, Any], at: str) -> date:
    return fields.when(raw, at).date()


def _ms(begin: float) -> float:
    return round((time.perf_counter() - begin) * 1000, 3)
