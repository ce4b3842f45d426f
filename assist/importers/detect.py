"""Which format a file has, by what is in it: the name of a file says little, its first keys say enough.

Only the outermost keys of the first JSON object are looked at, so nothing that a customer wrote can make a
file look like another kind.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Literal, cast, get_args

from assist.importers.files import sample
from assist.importers.own import csv_header, csv_type
from assist.importers.rows import ImportProblem
from assist.importers.slack_export import USER_LISTS

Kind = Literal["jsonl", "csv", "slack", "zendesk", "intercom"]
KINDS: tuple[Kind, ...] = get_args(Kind)
CSV_SUFFIXES = (".csv", ".tsv")

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s"{}\[\]:,]+')
_OWN_TYPES = {"customer", "interaction", "choice"}
_INTERCOM_TYPES = {"conversation", "conversation.list", "contact", "contact.list"}
_INTERCOM_KEYS = {"conversation_parts", "conversations"}
_ZENDESK_KEYS = {"tickets", "ticket", "requester_id", "requester", "users"}


def detect(path: Path, kind: str | None = None) -> Kind:
    """The format of a file or folder, or `kind` if it is given and can be. Raises ImportProblem if neither tells."""
    told = next((known for known in KINDS if known == kind), None)
    if kind is not None and told is None:
        raise ImportProblem(f"{kind!r} is no kind of import: give one of {', '.join(KINDS)}")
    if not path.exists():
        raise ImportProblem(f"{path}: there is no such file")
    if path.is_dir() or zipfile.is_zipfile(path):
        if not _is_slack(path):
            raise ImportProblem(
                f"{path}: not a Slack export (it has no users.json): unpack it and name the files in it"
            )
        if told not in (None, "slack"):
            raise ImportProblem(f"{path}: a Slack export can't be read as {kind}: leave the kind out")
        return "slack"
    if told == "slack":
        raise ImportProblem(f"{path}: a Slack export is a folder or a zip: name that, not a file in it")
    found = _plain(path)
    if told is None and found is None:
        raise ImportProblem(f"{path}: can't tell what this file is: say which kind, one of {', '.join(KINDS)}")
    return cast("Kind", told or found)


def size(path: Path) -> int:
    """The bytes of a file, or of all files in a folder."""
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return path.stat().st_size


def _is_slack(path: Path) -> bool:
    if path.is_dir():
        return any((path / name).is_file() for name in USER_LISTS)
    with zipfile.ZipFile(path) as archive:
        return any(name.rsplit("/", 1)[-1] in USER_LISTS for name in archive.namelist())


def _plain(path: Path) -> Kind | None:
    head = sample(path)
    if path.suffix.lower() not in CSV_SUFFIXES:
        by_line = (_by_keys(line) for line in head.split("\n") if line.strip())
        if found := _by_keys(head) or next((kind for kind in by_line if kind), None):
            return found
    return "csv" if csv_type(csv_header(head.split("\n", 1)[0])) else None


def _by_keys(head: str) -> Kind | None:
    keys, declared = opening(head)
    if "turns" in keys or declared in _OWN_TYPES:
        return "jsonl"
    if declared in _INTERCOM_TYPES or keys & _INTERCOM_KEYS or (declared == "list" and "data" in keys):
        return "intercom"
    if keys & _ZENDESK_KEYS or {"id", "role", "email"} <= keys:
        return "zendesk"
    return None


def opening(head: str) -> tuple[set[str], str]:
    """The outermost keys of the first JSON object in a text that may be cut off, and its `type`.

    >>> opening('[{"type": "contact", "data": {"inner": 1}')[1]
    'contact'
    """
    keys: set[str] = set()
    declared, depth, last, key = "", 0, "", ""
    for token in _TOKEN.findall(head):
        if token in "{[":
            depth += token == "{" or bool(depth)
        elif token in "}]":
            depth -= depth > 0
            if not depth and keys:
                break
        elif depth == 1 and token == ":":
            key = last.strip('"')
            keys.add(key)
        elif depth == 1 and key == "type" and token.startswith('"') and last == '"type"':
            declared = token.strip('"')
        if token != ":":
            last = token
    return keys, declared
