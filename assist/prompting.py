"""Why: wording belongs to the people who answer customers, so it lives in prompts/*.j2 and not in code.

A template is ours; what a customer wrote only ever goes into it as a value, so that `{{ 7*7 }}` in a message comes out
as typed. A missing fact raises instead of leaving a hole. A file may hold several wordings of one thing, with a
line of three dashes between them.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template

from assist import phrasing

FOLDER = Path(__file__).resolve().parent.parent / "prompts"
_BETWEEN = re.compile(r"^---[^\S\n]*\n", re.MULTILINE)

_ENVIRONMENT = Environment(
    undefined=StrictUndefined,
    autoescape=False,  # plain text, never HTML; Slack's own escaping is the gateway's
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=False,
)
_ENVIRONMENT.filters.update(
    named=phrasing.named, either=phrasing.either, number=phrasing.number, sentence=phrasing.sentence
)
_ENVIRONMENT.tests.update(
    noun=phrasing.noun,
    fitting=phrasing.fits,
    all_nouns=lambda labels: all(map(phrasing.noun, labels)),
    all_fitting=lambda labels: all(map(phrasing.fits, labels)),
)


def wordings(name: str) -> int:
    """How many wordings the template `name` holds. Raises FileNotFoundError for an unknown one."""
    return len(_load(name))


def render(name: str, /, *, wording: int = 0, **facts: object) -> str:
    """The text of `prompts/{name}.j2` filled with facts, in one of its wordings (counted around).

    Raises FileNotFoundError for an unknown template and jinja2.UndefinedError for a missing fact.
    """
    alternatives = _load(name)
    return alternatives[wording % len(alternatives)].render(facts).strip()


@lru_cache(maxsize=16)
def version(name: str) -> str:
    """What tells this text of a template from any other: its name with the head of its hash, "suggest@3f2a91"."""
    source = (FOLDER / f"{name}.j2").read_bytes()
    return f"{name}@{hashlib.sha256(source).hexdigest()[:6]}"


@lru_cache(maxsize=64)
def _load(name: str) -> tuple[Template, ...]:
    source = (FOLDER / f"{name}.j2").read_text(encoding="utf-8")
    return tuple(_ENVIRONMENT.from_string(part) for part in _BETWEEN.split(source))
