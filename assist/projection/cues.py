"""The turns of phrase by which people give a taste, ascribe one, point to the crowd, announce, ask or leave open.

Each cue is a regular expression over one sentence, kept as data in `cues.json`: `words` stand between word
boundaries, `patterns` as they are, `<name>` is one of the lists at its top. No cue flags anything: they are what
the classifier weighs, together with the record, the message and the option that the sentence speaks for. Written
from general knowledge of English, wide rather than exact.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

_ON_MESSAGES = "message: "


def _compiled() -> dict[str, re.Pattern[str]]:
    data = json.loads(Path(__file__).with_name("cues.json").read_text(encoding="utf-8"))
    lists = {f"<{name}>": f"(?:{'|'.join(entries)})" for name, entries in data["lists"].items()}
    found = {}
    for name, cue in data["cues"].items():
        alternatives = [f"\\b(?:{'|'.join(cue['words'])})\\b"] if "words" in cue else []
        source = "|".join([*alternatives, *cue.get("patterns", ())])
        for mark, entries in lists.items():
            source = source.replace(mark, entries)
        found[name] = re.compile(source, re.IGNORECASE)
    return found


_ALL = _compiled()
CUES = {name: pattern for name, pattern in _ALL.items() if not name.startswith(_ON_MESSAGES)}

# What a message or note does to an option that it names in the same clause, and what it asks of the agent.
ASKS = _ALL[_ON_MESSAGES + "asks"]
REFUSES = _ALL[_ON_MESSAGES + "refuses"]
ASKS_ADVICE = _ALL[_ON_MESSAGES + "asks_advice"]
ASKS_CROWD = _ALL[_ON_MESSAGES + "asks_crowd"]
WISH = _ALL[_ON_MESSAGES + "wish"]
LIFE = _ALL[_ON_MESSAGES + "life"]
MOOD = _ALL[_ON_MESSAGES + "mood"]
CHANGES = _ALL[_ON_MESSAGES + "changes"]
