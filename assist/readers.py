"""Why: a draft may have two readers, the offline check and a language model, and leads judge each by itself.

So a flag's version names whoever found it: the check ("check-1a2b3c4d"), a prompt and the model that it was put to
("check_draft@3f2a91/name"), or both. Verdicts are counted by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assist.records import FLAG_KINDS, Draft, Flag

_OF_A_PROMPT = "@"


def found_by_model(version: str) -> str:
    """The part of a version that names a model with its prompt, or ''.

    >>> found_by_model("check-1a2b check_draft@3f2a/m"), found_by_model("check-1a2b")
    ('check_draft@3f2a/m', '')
    """
    return next((part for part in version.split() if _OF_A_PROMPT in part), "")


def model_alone(version: str) -> bool:
    """Whether a model found it and the offline check did not."""
    return bool(version) and found_by_model(version) == version


def reader_words(version: str) -> str:
    """Who found flags of a version, for people.

    >>> reader_words("check_draft@3f2a/m")
    'the language model alone (check_draft@3f2a/m)'
    """
    if not version:
        return "earlier"
    if model_alone(version):
        return f"the language model alone ({version})"
    return f"both readers ({version})" if found_by_model(version) else version


def combined(offline: Sequence[Flag], added: Sequence[Flag]) -> tuple[Flag, ...]:
    """One flag a sentence: the offline one where there is one, which names both where the model agrees."""
    by_place: dict[int, Flag] = {flag.start: flag for flag in offline}
    for flag in sorted(added, key=lambda one: (one.start, FLAG_KINDS.index(one.kind))):
        mine = by_place.get(flag.start)
        if mine is None:
            by_place[flag.start] = flag
        elif mine in offline and mine.kind == flag.kind:
            by_place[flag.start] = replace(mine, version=f"{mine.version} {flag.version}".strip())
    return tuple(by_place[start] for start in sorted(by_place))


def found_beside(draft: Draft) -> tuple[Flag, ...]:
    """What a model has found in a draft, under its own name: to be combined again while the words are the same."""
    both = ((flag, found_by_model(flag.version)) for flag in (*draft.flags, *draft.notes))
    return tuple(replace(flag, version=version) for flag, version in both if version)
