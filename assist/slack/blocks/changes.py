"""Who changed what, as people in Slack read it: in the words of the forms, with names for ids."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assist.slack.blocks.parts import Block, bullets, channel, day, divider, line, modal, person, rich, section, words
from assist.slack.text import shorten
from assist.workplace import AuditEntry

_IDS = re.compile(r"\b([UWCG](?=[A-Z]*\d)[A-Z0-9]{4,})\b")
_NAMES = {  # of the fields of HouseRules and Channel
    "turn_pause": "seconds within which messages are one turn",
    "no_answer_days": "days after which an offer counts as never answered",
    "least_severity": "least severity of flags that are shown",
    "dialogue_notes": "notes on what else spoils a dialogue",
    "keep_days": "days for which messages are kept",
    "keep_quotes": "choices keep the customer's words",
    "leads": "team leads",
    "lead_group": "user group of team leads",
    "guests": "guests on the team",
    "senders": "whose messages are customers'",
    "shared": "shared with people outside",
    "address_in": "where a ticket says whose it is",
    "watch": "replies posted by hand are checked",
}


def audit_view(entries: Sequence[AuditEntry]) -> Block:
    said = "Who changed what, newest first. python app.py audit shows all of it."
    blocks = [section(said), rich(bullets(list(map(_change, entries))))] if entries else [section("Nothing yet.")]
    return modal("What changed", "inert", blocks)


def changed(entries: Sequence[AuditEntry]) -> list[Block]:
    """The end of a form: who changed it last."""
    if not entries:
        return []
    return [divider(), rich(line(words("Last changes", bold=True)), bullets(list(map(_change, entries))))]


def _change(entry: AuditEntry) -> Block:
    named = replace(entry, detail={_NAMES.get(name, name): value for name, value in entry.detail.items()})
    pieces = _IDS.split(f"{entry.actor} {shorten(named.told(), 250)}")
    return line(day(entry.on), words(" "), *(_piece(one) for one in pieces if one))


def _piece(text: str) -> Block:
    if not _IDS.fullmatch(text):
        return words(text)
    return person(text) if text[0] in "UW" else channel(text)
