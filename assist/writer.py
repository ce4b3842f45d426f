"""Why: the plan says what to offer; a writer only finds the words, and may offer nothing else.

The offline writer fills the team's own templates and always answers. The one with a language model is asked for better
words; what it writes is held against the plan, and where anything is amiss the offline words stand and say so.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError

from assist import phrasing, prompting
from assist.dossier import Record
from assist.gist import READ
from assist.ports import Writer
from assist.records import Form, Lead, Option, Suggestion
from assist.suggestions import Plan
from assist.topics import shapes_reply, style_kind
from assist.verification import amiss

Render = Callable[..., str]
MOST_TOKENS = 700  # of an answer; a reply takes a fifth of that
NOT_ENGLISH = "The message does not seem to be in English; this reply is."


class OfflineWriter:
    """Replies from templates, with nothing but what the plan holds."""

    def __init__(self, render: Render = prompting.render) -> None:
        self._render = render

    @property
    def fallback(self) -> Writer:
        return self

    def write(self, plan: Plan, wording: int = 0, form: Form = "") -> Suggestion:
        return suggestion(plan, self._text(plan, wording, form), writer="offline")

    def _text(self, plan: Plan, wording: int, form: Form) -> str:
        seed = zlib.crc32(plan.message.encode("utf-8", "surrogatepass")) + wording
        facts = facts_of(plan)

        def say(part: str, shift: int = 0) -> str:
            return self._render(f"reply_{part}", wording=seed + shift, **facts)

        form = form or _form_of(plan)
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


def _form_of(plan: Plan) -> Form:
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
    others = [_label(option, plan) for option in plan.open]
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
        "lead": _label(plan.lead, plan),
        "wanted": _wanted(plan),
        "others": others,
        "whole_question": _whole_question(plan),
        "listed": len(others) > 4 or sum(map(len, others)) > 90,
        "closed": _label(plan.closed, plan),
        "rule": phrasing.spoken(plan.closed.closed) if plan.closed else "",
        "asked": any(evidence.kind == "message" for evidence in plan.basis),
        "often": _often(record),
        "month": phrasing.month(record.choices[-1].on) if record.choices else "",
        "last": _label(record.option, plan),
        "mixed": record.total > 1 and record.times < record.total,
        "help": plan.style.help,
        "style": plan.dimension is not None and shapes_reply(plan.dimension),
        "contact": _label(plan.style.contact, plan),
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
    lead, also = _label(plan.lead, plan), _label(plan.also, plan)
    if not (lead and also):
        return lead
    return f"{lead} and {also}" if phrasing.fits(lead) and phrasing.fits(also) else f"{lead}; and also: {also}"


def _whole_question(plan: Plan) -> str:
    """The catalogue's own question for the dimension, where all that it asks about is open."""
    if plan.dimension is None or len(plan.open) < len(plan.dimension.options):
        return ""
    return plan.dimension.question


def _label(option: Option | None, plan: Plan) -> str:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An OpenAI-compatible endpoint. `base_url` empty is OpenAI's own; `timeout` is in seconds, for each try."""

    model: str
    api_key: str
    base_url: str = ""
    timeout: float = 8.0
    max_retries: int = 1


class Reply(BaseModel):
    """What the model is asked for."""

    text: str
    leads_with: str | None
    keeps_open: list[str]
    asks: bool


class OpenAIWriter:
    """Better words from a language model, held against the plan; the offline writer's where anything is amiss."""

    def __init__(
        self, endpoint: Endpoint, offline: Writer, *, render: Render = prompting.render, http_client: Any = None
    ) -> None:
        self._endpoint = endpoint
        self._offline = offline
        self._render = render
        self._http_client = http_client
        self._client: Any = None

    @property
    def fallback(self) -> Writer:
        return self._offline

    def write(self, plan: Plan, wording: int = 0, form: Form = "") -> Suggestion:
        known = json.dumps(_given(plan, wording, form or _form_of(plan)), ensure_ascii=False)
        reply, trouble = self._ask(known)
        if reply is not None:
            trouble = amiss(reply.text, reply.leads_with, reply.keeps_open, plan, known)
        if reply is None or trouble:
            note = f"Offline wording: the model {trouble}."
            return suggestion(plan, self._offline.write(plan, wording, form).text, writer="offline", note=note)
        return suggestion(plan, reply.text.strip(), writer="openai")

    def _ask(self, known: str) -> tuple[Reply | None, str | None]:
        """The model's reply, or None and what went wrong as a clause."""
        import openai  # noqa: PLC0415 -- takes most of a second, and many teams never use it

        endpoint = self._endpoint
        try:
            self._client = self._client or openai.OpenAI(
                api_key=endpoint.api_key,
                base_url=endpoint.base_url or None,
                timeout=endpoint.timeout,
                max_retries=endpoint.max_retries,
                http_client=self._http_client,
            )
            answer = self._client.chat.completions.parse(
                model=endpoint.model,
                messages=[
                    {"role": "system", "content": self._render("suggest")},
                    {"role": "user", "content": known},
                ],
                response_format=Reply,
                max_completion_tokens=MOST_TOKENS,
            )
        except (openai.OpenAIError, ValidationError, ValueError, AttributeError, TypeError) as error:
            # The last two: the client stumbles over an endpoint that answers with a web page, or without choices.
            return None, _trouble(error)
        message = answer.choices[0].message if answer.choices else None
        if message is None or message.refusal or message.parsed is None:
            return None, "declined to answer"
        return message.parsed, None


def _trouble(error: Exception) -> str:
    """What went wrong, as the end of a sentence about the model; never the error's own text, which may hold secrets."""
    import openai  # noqa: PLC0415 -- as above

    clauses: tuple[tuple[type[Exception], str], ...] = (
        (openai.APITimeoutError, "did not answer in time"),
        (openai.APIConnectionError, "could not be reached"),
        (openai.RateLimitError, "is over its limit"),
        (openai.APIStatusError, "answered with an error"),
        (openai.LengthFinishReasonError, "broke off in the middle"),
        (openai.ContentFilterFinishReasonError, "declined to answer"),
    )
    return next((clause for kind, clause in clauses if isinstance(error, kind)), "wrote what cannot be read")


def _given(plan: Plan, wording: int, form: Form) -> dict[str, Any]:
    """What the model is told: the message and the facts of the plan."""

    def shown(option: Option | None) -> dict[str, str] | None:
        return {"id": option.id, "label": _label(option, plan)} if option else None

    facts = facts_of(plan)
    return {
        "message": plan.message[:READ],
        "customer_name": phrasing.first_name(plan.customer_name),
        "agent_name": phrasing.first_name(plan.agent_name),
        "matter": plan.dimension.label if plan.dimension else "",
        "lead": shown(plan.lead),
        "open": [shown(option) for option in plan.open],
        "closed": {**(shown(plan.closed) or {}), "rule": facts["rule"]} if plan.closed else None,
        "also_asked_for": _label(plan.also, plan),
        "why": [evidence.says for evidence in plan.basis],
        "style": [value for value in (form, plan.style.help, facts["contact"]) if value],
        "other_wording": wording,
    }
