"""Why: every job asks in the same way: our words in the system part, theirs as data, one more try with the reason.

A job says what it knows, which form the answer has, and what is wrong with one; here it is asked, and asked once more
where something came back that was no good.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from assist import prompting
from assist.model.answers import Form
from assist.model.client import BROKE_OFF, UNREADABLE, Answer, Client, Message, Question
from assist.model.redaction import Redaction

F = TypeVar("F", bound=Form)


@dataclass(frozen=True, slots=True)
class Heard(Generic[F]):
    """The last answer, in its form or None, with what is wrong with it as a clause about the model, or nothing.

    `trouble` holds no word of the model's own, so that it can be shown. `version` is the prompt's.
    """

    form: F | None
    trouble: str
    version: str


def messages(prompt: str, known: Mapping[str, Any], redaction: Redaction) -> list[Message]:
    """The messages of a request: our instructions in the system part, all that came from outside in the user's."""
    content = json.dumps(redaction.hide_all(known), ensure_ascii=False)
    return [{"role": "system", "content": prompting.render(prompt)}, {"role": "user", "content": content}]


def ask(
    client: Client,
    prompt: str,
    known: Mapping[str, Any],
    form: type[F],
    *,
    redaction: Redaction,
    case: str,
    most_tokens: int,
    amiss: Callable[[F], str],
    until: float | None = None,
) -> Heard[F]:
    """An answer, asked for a second time with the reason where `amiss` finds something wrong with the first.

    `until` is when the job that this is part of has to be done; by itself it has the whole time.
    """
    sent: Sequence[Message] = messages(prompt, known, redaction)
    version = prompting.version(prompt)
    until = client.deadline() if until is None else until
    heard: Heard[F] = Heard(None, "", version)
    for last in (False, True):
        question = Question(task=prompt, version=version, messages=sent, form=form, case=case, most_tokens=most_tokens)
        answer = client.ask(question, until)
        trouble = answer.trouble or (amiss(answer.form) if answer.form else "")
        if heard.form is not None and answer.form is None:
            break  # the second try came to nothing: the first one's answer is still there
        heard = Heard(answer.form, trouble.partition(" (")[0], version)
        if not trouble:
            break
        client.note(question, f"not used: {heard.trouble}")
        if last or not _repairable(answer):
            break
        sent = [*sent, *_repair(answer.raw, redaction.hide(trouble))]
    return heard


def reports(heard: Heard[F]) -> bool:
    """Whether a model says that it met instructions, in an answer that is otherwise good: bad ones say anything."""
    return heard.form is not None and not heard.trouble and heard.form.instructions


def _repairable(answer: Answer[F]) -> bool:
    """Whether asking again with the reason may help: an answer came, and was no good."""
    return answer.form is not None or answer.trouble in (UNREADABLE, BROKE_OFF)


def _repair(raw: str, trouble: str) -> list[Message]:
    why = f"This can't be used: it {trouble}. Write it again, whole, and keep to the rules and the form."
    before: list[Message] = [{"role": "assistant", "content": raw}] if raw else []
    return [*before, {"role": "user", "content": why}]
