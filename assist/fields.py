"""The fields of a line of JSON, each read as what it must be; a wrong one is named, so that a person can mend it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from assist.records import moment


class FieldError(ValueError):
    """A field of a line is missing or wrong; the message names it."""


def text(case: Mapping[str, Any], field: str, at: str = "") -> str:
    name = f"{at}.{field}" if at else field
    if field not in case:
        raise FieldError(f"{name}: is missing")
    return string(case[field], name)


def string(value: object, field: str) -> str:
    if not isinstance(value, str):
        raise FieldError(f"{field}: must be text, not {type(value).__name__}")
    return value


def items(case: Mapping[str, Any], field: str) -> list[Any]:
    value = case.get(field, [])
    if not isinstance(value, list):
        raise FieldError(f"{field}: must be a list, not {type(value).__name__}")
    return value


def mapping(value: object, field: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise FieldError(f"{field}: must be an object, not {type(value).__name__}")
    return value


def when(raw: Mapping[str, Any], at: str) -> datetime:
    try:
        return moment(text(raw, "on", at))
    except FieldError:
        raise
    except (ValueError, OverflowError):  # the first and last day of the calendar overflow in another time zone
        raise FieldError(f"{at}.on: must be a date like 2026-03-04, not {raw['on']!r}") from None
