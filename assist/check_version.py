"""Which check made a flag: verdicts on one version of rules and weights say nothing sure about the next.

The name is made of what the check decides by, so that nobody has to remember to count it up.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from assist.dialogue.check import fingerprint
from assist.projection.check import FLOOR, FLOOR_OF_BOTH
from assist.projection.classifier import WEIGHTS

_DECIDE = {".npz", ".json", ".onnx"}


@lru_cache(maxsize=1)
def check_version() -> str:
    """The name of the check in this program: the same for the same weights, rules and floors."""
    made_of = hashlib.sha256(f"{FLOOR} {FLOOR_OF_BOTH}".encode())
    for path in sorted(WEIGHTS.parent.iterdir()):
        if path.suffix in _DECIDE:
            made_of.update(path.read_bytes())
    return f"check-{made_of.hexdigest()[:8]}"


@lru_cache(maxsize=1)
def dialogue_version() -> str:
    """The name of the pack for what else spoils a dialogue: the same for the same patterns."""
    return f"dialogue-{hashlib.sha256(fingerprint().encode()).hexdigest()[:8]}"
