"""Why: the plan says what to offer; a writer only finds the words, and may offer nothing else.

This one fills the team's own templates, answers at once and always. What a language model makes of the same plan
(`assist/model/writing.py`) comes later, if at all.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assist import phrasing, prompting
from assist.dossier import Record
from assist.records import Form, Lead, Option, Suggestion
from assist.suggestions import Plan
from assist.topics import shapes_reply, style_kind

Render = Callable[..., str]
NOT_ENGLISH = "The message does not seem to be in English; this reply is."


class OfflineWriter:
    """Replies from templates, with nothing but what the plan holds."""

    def __init__(self, render: Render = prompting.render) -> None:
        self._render = render

    def write(self, plan: Plan, wording: int = 0, form: Form = "") -> Suggestion:
        return suggestion(plan, self._text(plan, wording, form), writer="offline")

    def _text(self, plan: Plan, wording: int, form: Form) -> str:
        seed = zlib.crc32(plan.message.encode("utf-8", "surrogatepass")) + wording
        facts = facts_of(plan)

        def say(part: str, shift: int = 0) -> str:
            return self._render(f"reply_{part}", wording=seed + shift, **facts)

        form = form or form_of(plan)
        if form == "shorter":
            body = [say("opening"), say("short")]
        elif form == "steps":
            body = [say("opening"), say("steps")]
        else:
            body = [say("opening"), *(say(part, shift) for shift, part in enumerate(_parts(plan, facts)))]
        name = phrasing.first_name(plan.customer_name)
        greeting = f"{'Hi' if seed % 2 else 'Hello'} {name}," if name else ""
        lines = [greeting, _joined(body), phrasing.first_name(plan.agent_name)]
        return "\n".join(line for line in lines if line)


def form_of(plan: Plan) -> Form:
    """The length that this customer's own choices or a foreign language ask for."""
    return "shorter" if plan.style.detail == "short" or not plan.gist.english else ""


def _parts(plan: Plan, facts: Mapping[str, Any]) -> list[str]:
    """The templates of the body, in order."""
    stated = plan.ground in ("message", "note", "left")
    parts: list[str] = []
    if (plan.loose or plan.ground == "nothing") and not facts["questions"]:
        parts.append("nothing")
    if plan.loose and plan.ground == "record":
        parts.append("standing")
    elif plan.ground != "nothing":
        parts.append("stated" if stated else "record" if plan.ground == "leaning" else plan.ground)
        if plan.open and plan.lead and not plan.confirm:
            parts.append("stays_open" if stated else "others")
    spoken_of = style_kind(plan.dimension) if plan.dimension else None
    if plan.loose or not plan.lead:
        pass
    elif plan.style.detail == "full" and spoken_of != "detail":
        parts.append("detail")
    elif plan.style.help and spoken_of != "help":
        parts.append("help")
    if plan.style.contact:
        parts.append("contact")
    return parts


def _joined(parts: Sequence[str]) -> str:
    """Sentences in one paragraph; a part that holds a list keeps its lines."""
    text = ""
    for part in filter(None, parts):
        lines = part if "\n• " in part or "\n1. " in part else " ".join(part.split())
        text += ("\n" if "\n" in lines or "\n" in text.rpartition("• ")[0] else " ") * bool(text) + lines
    return text


def facts_of(plan: Plan) -> dict[str, Any]:
    """What the templates may say: strings, numbers and truth values, no ids."""
    record, read = plan.record, plan.gist
    others = [label_of(option, plan) for option in plan.open]
    return {
        "ground": plan.ground,
        "confirm": plan.confirm,
        "loose": plan.loose,
        "subject": read.subject,
        "reference": read.reference,
        "question": "" if plan.answered else read.question,
        "questions": 0 if plan.answered else read.questions,
        "trouble": read.trouble,
        "advice": read.advice,
        "lead": label_of(plan.lead, plan),
        "wanted": _wanted(plan),
        "others": others,
        "whole_question": _whole_question(plan),
        "listed": len(others) > 4 or sum(map(len, others)) > 90,
        "closed": label_of(plan.closed, plan),
        "rule": phrasing.spoken(plan.closed.closed) if plan.closed else "",
        "asked": any(evidence.kind == "message" for evidence in plan.basis),
        "often": _often(record),
        "month": phrasing.month(record.choices[-1].on) if record.choices else "",
        "last": label_of(record.option, plan),
        "mixed": record.total > 1 and record.times < record.total,
        "help": plan.style.help,
        "style": plan.dimension is not None and shapes_reply(plan.dimension),
        "contact": label_of(plan.style.contact, plan),
        "noted": any(evidence.kind == "note" for evidence in plan.basis),
    }


def suggestion(plan: Plan, text: str, *, writer: str, note: str = "") -> Suggestion:
    """The plan with a text to it."""
    notes = [note, "" if plan.gist.english else NOT_ENGLISH]
    return Suggestion(
        text=text,
        leads_with=Lead(plan.dimension.id, plan.lead.id) if plan.dimension and plan.lead else None,
        keeps_open=tuple(option.id for option in plan.open),
        asks=plan.asks,
        basis=plan.basis,
        writer=writer,
        note=" ".join(filter(None, notes)),
    )


def _wanted(plan: Plan) -> str:
    """The lead, with what the message asks for beside it."""
    lead, also = label_of(plan.lead, plan), label_of(plan.also, plan)
    if not (lead and also):
        return lead
    return f"{lead} and {also}" if phrasing.fits(lead) and phrasing.fits(also) else f"{lead}; and also: {also}"


def _whole_question(plan: Plan) -> str:
    """The catalogue's own question for the dimension, where all that it asks about is open."""
    if plan.dimension is None or len(plan.open) < len(plan.dimension.options):
        return ""
    return plan.dimension.question


def label_of(option: Option | None, plan: Plan) -> str:
    """The words for an option, with its id where another option of the dimension bears the same label."""
    if option is None:
        return ""
    label = phrasing.spoken(option.label) or phrasing.spoken(option.id)
    twins = [other for other in (plan.dimension.options if plan.dimension else ()) if other.label == option.label]
    return f"{label} ({option.id})" if len(twins) > 1 else label


def _often(record: Record) -> str:
    """How steadily the option was taken, in words that a customer can recognise."""
    if record.times == record.total:
        return {0: "", 1: "last time", 2: "both times before"}.get(record.total, "every time so far")
    if record.latest > 1:
        return f"the last {phrasing.number(record.latest)} times"
    return "most times so far"
