"""Why: an English reply to a German message is a poor one, and a reply that its agent cannot read may say anything.

So a model composes nothing here. It translates the offline reply, which is known to hold, and what it made of it is
translated back by a second question that knows nothing of the first. The way back is held against plan and facts as any
reply of a model's is, the way out against numbers, names and the language itself; the card shows the agent both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from assist import phrasing
from assist.invented import beyond
from assist.languages import language
from assist.model.answers import Translation
from assist.model.asking import Heard, ask
from assist.model.client import Client
from assist.model.injection import IGNORED, holds_instructions
from assist.model.redaction import NEVER_REPEATED, Redaction
from assist.records import Suggestion
from assist.suggestions import Plan
from assist.verification import LONGEST
from assist.writer import NOT_ENGLISH, label_of

PROMPT = "translate"
MOST_TOKENS = 900  # of an answer: many languages take more of them than English
_ELSEWHERE = re.compile(r"https?://\S+|\S+@\S+", re.IGNORECASE)
_STRETCHED = 2.5  # how much longer than the English a translation may be, with a little beside
_BESIDE = 60
Judge = Callable[[str], str]


class Translator:
    """Says an offline reply in the language of its message."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def translate(
        self, offline: Suggestion, plan: Plan, *, redaction: Redaction, case: str, names: Sequence[str], judge: Judge
    ) -> Suggestion:
        """The offline suggestion in the customer's language; as it was, with a note why, where that does not hold.

        `judge` says what is wrong with an English reply to this plan, as a clause, or nothing. Both questions are asked
        in the time of one.
        """
        into = language(plan.message)
        if not into:
            return offline
        until = self._client.deadline()
        ignored = IGNORED * holds_instructions(plan.message)

        def asked(text: str, into: str, words: Sequence[str], amiss: Judge) -> Heard[Translation]:
            return ask(
                self._client,
                PROMPT,
                {"text": text, "into": into, "words": list(words)},
                Translation,
                redaction=redaction,
                case=case,
                most_tokens=MOST_TOKENS,
                amiss=lambda answer: (
                    "repeated a card or account number"
                    if NEVER_REPEATED.search(answer.text)
                    else amiss(redaction.restore(answer.text.strip()))
                ),
                until=until,
            )

        out = asked(offline.text, into, (), lambda text: amiss(text, offline.text, into, names))
        heard, text = out, redaction.restore(out.form.text.strip()) if out.form else ""
        if out.form is not None and not out.trouble:
            options = plan.dimension.options if plan.dimension else ()
            words = [label_of(one, plan) for one in options]
            heard = asked(text, "English", words, lambda back: judge(back) or _added(back, offline.text))
        if heard.form is None or heard.trouble:
            notes = [f"Offline wording: in {into}, the model {heard.trouble}.", ignored, offline.note]
            return replace(offline, note=" ".join(filter(None, notes)), prompt=out.version)
        back = " ".join(redaction.restore(heard.form.text).split())
        notes = [f"It is in {into}, the language of the message. Back in English it reads: “{back}”", ignored]
        said = [part for part in [*notes, offline.note.replace(NOT_ENGLISH, "").strip()] if part]
        return replace(offline, text=text, writer="openai", note=" ".join(said), prompt=out.version)


def _added(back: str, english: str) -> str:
    more = beyond(back, english)
    return f"added what was not there to translate ({', '.join(more)})" if more else ""


def amiss(text: str, english: str, into: str, names: Sequence[str]) -> str:
    """What shows without reading a translation that it is none, as a clause about its writer, or nothing."""
    if len(text) > min(LONGEST, _STRETCHED * len(english) + _BESIDE):
        return "wrote far more than there was to translate"
    if language(text) != into:
        return f"did not write in {into}"
    if Counter(re.findall(r"\d+", text)) != Counter(re.findall(r"\d+", english)):
        return "changed, left out or added a number"
    if set(_ELSEWHERE.findall(text)) - set(_ELSEWHERE.findall(english)):
        return "added an address"
    first = [phrasing.first_name(name) for name in names]
    if any(name and name in english and name not in text for name in first):
        return "left out a name"
    return ""
