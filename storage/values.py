"""Text that no database takes, on its way in and out: half a surrogate pair, and NUL, are written as their codes."""

from __future__ import annotations

import re
from typing import Any

_CODE = "\U0010ffff"  # a code point that no text has: Unicode keeps it free
_NO_TEXT = re.compile(f"[\0\ud800-\udfff{_CODE}]")
_CODED = re.compile(f"{_CODE}([0-9a-f]{{4}})")


def kept(value: object) -> object:
    """A value as a database takes it: half a surrogate pair (a broken emoji) is no UTF-8, and SQL's text functions end
    at a NUL, so these are written as their codes.
    """
    if isinstance(value, str):
        return _NO_TEXT.sub(lambda match: f"{_CODE}{ord(match[0]) & 0xFFFF:04x}", value)
    return value


def given(value: Any) -> Any:
    if isinstance(value, str) and _CODE in value:
        return _CODED.sub(lambda match: _CODE if match[1] == "ffff" else chr(int(match[1], 16)), value)
    return value
