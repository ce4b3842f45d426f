"""Why: a model finds better words for what has been decided; it is asked in the time nobody waits for, and verified.

The offline reply is there already. A model gets the plan behind it and may write it anew; what it writes is held
against the plan, the facts and our own check. What fails is sent back once with the reason, then dropped, and the
offline words stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assist import phrasing
from assist.invented import Known
from assist.model.answers import Reply
from assist.model.asking import ask, reports
from assist.model.client import Client
from assist.model.injection import IGNORED, holds_instructions
from assist.model.redaction import NEVER_REPEATED, Redaction
from assist.model.translating import Translator
from assist.records import Form, Option, Suggestion
from assist.suggestions import Plan
from assist.verification import amiss, problems
from assist.writer import facts_of, form_of, label_of, suggestion

PROMPT = "suggest"
MOST_TOKENS = 700  # of an answer; a reply takes a fifth of that
READ = 2_400  # characters of a message that a model is given
Objection = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Given:
    """What a model is given for one plan, and what of it a reply may be held against."""

    content: Mapping[str, Any]
    known: Known
    evidence: frozenset[str]


class ModelWriter:
    """Writes a plan down in a model's words, where they hold."""

    def __init__(self, client: Client, *, hide_names: bool = False) -> None:
        self._client = client
        self._hide_names = hide_names

    def improve(
        self,
        offline: Suggestion,
        plan: Plan,
        *,
        objection: Objection,
        case: str,
        names: Sequence[str] = (),
        form: Form = "",
    ) -> Suggestion:
        """The offline suggestion in a model's words; as it was, with a note why, where they don't hold.

        `objection` says what our own check finds in a text, as a clause, or nothing. `case` names the case to the
        endpoint and must name nobody; `names` are hidden where that is set.
        """
        form = form or form_of(plan)
        redaction = Redaction([*names, plan.customer_name, plan.agent_name] if self._hide_names else ())
        suspicious = holds_instructions(plan.message)
        sent = given(plan, offline.wording, form, trusted=not suspicious)
        if not plan.gist.english:
            lead = offline.leads_with.option if offline.leads_with else None

            def wrong(text: str) -> Iterator[str]:
                return problems(text, lead, offline.keeps_open, plan, sent.known, form=form)

            ours = set(wrong(offline.text))  # our own words may leave unsaid what a model has to say
            return Translator(self._client).translate(
                offline,
                plan,
                redaction=redaction,
                case=case,
                names=[plan.customer_name, plan.agent_name],
                judge=lambda text: next((one for one in wrong(text) if one not in ours), "") or objection(text),
            )
        heard = ask(
            self._client,
            PROMPT,
            sent.content,
            Reply,
            redaction=redaction,
            case=case,
            most_tokens=MOST_TOKENS,
            amiss=lambda reply: _amiss(reply, redaction, sent, plan, form) or objection(redaction.restore(reply.text)),
        )
        reply = heard.form
        ignored = IGNORED * (suspicious or reports(heard))
        if reply is not None and not heard.trouble:
            text = redaction.restore(reply.text.strip())
            said = suggestion(plan, text, writer="openai", note=ignored)
            return replace(said, wording=offline.wording, prompt=heard.version)
        notes = [f"Offline wording: the model {heard.trouble}.", ignored, offline.note]
        return replace(offline, note=" ".join(filter(None, notes)), prompt=heard.version)


def given(plan: Plan, wording: int, form: Form, *, trusted: bool = True) -> Given:
    """What a model is told of a plan. Where the message is not `trusted`, nothing of it bears a reply out."""
    facts = facts_of(plan)
    evidence = {f"e{number}": item.says for number, item in enumerate(plan.basis, 1)}
    message = plan.message[:READ]

    def shown(option: Option | None) -> dict[str, str] | None:
        return {"id": option.id, "label": label_of(option, plan)} if option else None

    told: dict[str, Any] = {
        "customer_name": phrasing.first_name(plan.customer_name),
        "agent_name": phrasing.first_name(plan.agent_name),
        "matter": plan.dimension.label if plan.dimension else "",
        "lead": shown(plan.lead),
        "lead_taken": facts["often"] if plan.record.times else "",
        "open": [shown(option) for option in plan.open],
        "closed": {**(shown(plan.closed) or {}), "rule": facts["rule"]} if plan.closed else None,
        "also_asked_for": label_of(plan.also, plan),
        "read_back": plan.confirm,
        "evidence": evidence,
        "style": [value for value in (form, plan.style.detail, plan.style.help) if value],
        "contact": facts["contact"],
        "last": facts["last"] if plan.record.times else "",
        "month": facts["month"],
        "other_wording": wording,
    }
    sent = {"message": message, **{key: value for key, value in told.items() if value not in ("", None, [], {}, 0)}}
    beside = [
        *(told[key] for key in ("customer_name", "agent_name", "matter", "lead_taken", "also_asked_for")),
        *(facts[key] for key in ("lead", "closed", "rule", "contact", "last", "month")),
        *facts["others"],
        *evidence.values(),
    ]
    offered = len(plan.open) + (plan.lead is not None)
    known = Known(
        facts="\n".join(filter(None, beside)),
        said=message if trusted else facts["reference"],
        counts=frozenset({offered, len(plan.open), plan.gist.questions} - {0}),
    )
    return Given(sent, known, frozenset(evidence))


def _amiss(reply: Reply, redaction: Redaction, sent: Given, plan: Plan, form: Form) -> str:
    """What is wrong with a reply, as a clause, if anything."""
    if NEVER_REPEATED.search(reply.text):
        return "repeated a card or account number"
    if unknown := set(reply.facts_used) - sent.evidence:
        return f"named evidence that is not there ({', '.join(sorted(unknown))})"
    text = redaction.restore(reply.text.strip())
    return amiss(text, reply.leads_with, reply.keeps_open, plan, sent.known, form=form) or ""
