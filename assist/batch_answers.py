"""What a line of the faculties says: the names and fields of the command-line contracts, in one place."""

from __future__ import annotations

from typing import Any

from assist.records import Flag, Suggestion

Json = dict[str, Any]


def of_flag(flag: Flag) -> Json:
    """A flag, or a note, which has the same form."""
    return {
        "kind": flag.kind,
        "quote": flag.quote,
        "start": flag.start,
        "reason": flag.reason,
        "evidence": [{"kind": item.kind, "ref": item.ref, "says": item.says} for item in flag.evidence],
        "severity": flag.severity,
        "rewrite": flag.rewrite,
        **({"version": flag.version} if flag.version else {}),
    }


def of_suggestion(written: Suggestion) -> Json:
    """A reply with what it leads with, leaves open and rests on."""
    lead = written.leads_with
    return {
        "text": written.text,
        "leads_with": {"dimension": lead.dimension, "option": lead.option} if lead else None,
        "keeps_open": list(written.keeps_open),
        "asks": written.asks,
        "basis": [{"kind": item.kind, "ref": item.ref, "says": item.says} for item in written.basis],
        "writer": written.writer,
        **told(written.prompt, written.note),
    }


def told(version: str, note: str) -> Json:
    """What a line says beyond its contract where a model was asked: by which prompt, and what is to be known of it."""
    return {"prompt": version, "note": note} if version else {}
