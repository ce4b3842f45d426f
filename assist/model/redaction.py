"""Why: a model needs to know what somebody writes about, and hardly ever who they are or where they live.

Before a call, e-mail addresses, phone, card and account numbers, postal addresses, order numbers and, where that is
set, names become placeholders; in the answer they become again what they were. One value has one placeholder throughout
a request, so that what belongs together can still be seen to. What this cannot catch stands in docs/model.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from assist.model.patterns import PATTERNS, Pattern

Value = TypeVar("Value")
_PLACEHOLDER = re.compile(r"\[(?:EMAIL|PHONE|CARD|IBAN|ADDRESS|ORDER|NAME|NUMBER)_\d+\]")
NEVER_REPEATED = re.compile(r"\[(?:CARD|IBAN)_\d+\]")  # no reply may hold one, however it got there


class Redaction:
    """The placeholders of one request. Text goes out by `hide` and comes back by `restore`."""

    def __init__(self, names: Iterable[str] = (), patterns: Sequence[Pattern] = PATTERNS) -> None:
        """`names` are to be hidden wherever they stand, whole or by their parts of three letters and more."""
        self._patterns = patterns
        self._names = _names(names)
        self._by_value: dict[tuple[str, str], str] = {}
        self._values: dict[str, str] = {}
        self._taken: set[str] = set()

    def hide(self, text: str) -> str:
        """The text with placeholders in the place of what is nobody's business."""
        self._taken.update(_PLACEHOLDER.findall(text))  # somebody types one of ours: then it is none of ours
        for pattern in self._patterns:
            text = self._replace(text, pattern.kind, pattern.spans)
        return self._replace(text, "NAME", self._name_spans) if self._names else text

    def hide_all(self, value: Value) -> Value:
        """A structure of lists, tuples, mappings and texts with each text hidden."""
        if isinstance(value, str):
            return self.hide(value)  # type: ignore[return-value]  # a text for a text
        if isinstance(value, Mapping):
            return {key: self.hide_all(item) for key, item in value.items()}  # type: ignore[return-value]
        if isinstance(value, list | tuple):
            return [self.hide_all(item) for item in value]  # type: ignore[return-value]
        return value

    def restore(self, text: str) -> str:
        """The text with the hidden values back in it; a placeholder that was never given stays as it is."""
        return _PLACEHOLDER.sub(lambda found: self._values.get(found.group(), found.group()), text)

    def _replace(self, text: str, kind: str, spans: Callable[[str], Iterator[tuple[int, int]]]) -> str:
        parts, at = [], 0
        for start, end in spans(text):
            if start >= at:
                parts += [text[at:start], self._placeholder(kind, text[start:end])]
                at = end
        return "".join([*parts, text[at:]])

    def _placeholder(self, kind: str, value: str) -> str:
        known = self._by_value.get((kind, value))
        if known:
            return known
        number = 1
        while (name := f"[{kind}_{number}]") in self._taken:
            number += 1
        self._taken.add(name)
        self._by_value[kind, value], self._values[name] = name, value
        return name

    def _name_spans(self, text: str) -> Iterator[tuple[int, int]]:
        for found in self._names.finditer(text) if self._names else ():
            yield found.span()


def _names(names: Iterable[str]) -> re.Pattern[str] | None:
    wholes = {" ".join(name.split()) for name in names} - {""}
    parts = {part for name in wholes for part in re.findall(r"[^\W\d_]{3,}", name)}
    longest_first = sorted(wholes | parts, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)") if longest_first else None
