"""Which check made a flag: verdicts on one version of rules and weights say nothing sure about the next.

The name is made of what the check decides by, so that nobody has to remember to count it up.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from assist.dialogue.check import fingerprint
from assist.draft_check import sense_reader
from assist.projection.check import FLOOR, FLOOR_OF_WORDS
from assist.projection.classifier import WEIGHTS

_DECIDE = {".npz", ".json", ".onnx"}
_RULES = {"rules.py", "certain.py"}


@lru_cache(maxsize=1)
def check_version() -> str:
    """The name of the check in this program: the same for the same weights, rules and floors.

    Where words alone are read, since nothing can run the model, the name says so: that check errs elsewhere.
    """
    made_of = hashlib.sha256(f"{FLOOR} {FLOOR_OF_WORDS}".encode())
    for path in sorted(WEIGHTS.parent.iterdir()):
        if path.suffix in _DECIDE or path.name in _RULES:
            made_of.update(path.read_bytes())
    return f"check-{made_of.hexdigest()[:8]}{'' if sense_reader() else '-words'}"


@lru_cache(maxsize=1)
def dialogue_version() -> str:
    """The name of the pack for what else spoils a dialogue: the same for the same patterns."""
    return f"dialogue-{hashlib.sha256(fingerprint().encode()).hexdigest()[:8]}"
