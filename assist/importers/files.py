"""Reading foreign files without trusting them: lines and JSON documents, with how far the reading has come.

Lines are read one at a time, so a file of any size fits; a JSON document that is not a document a line is
read whole, as the vendors' exports come in pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assist.importers.rows import ImportProblem, Rejected

BOM = b"\xef\xbb\xbf"
SAMPLE = 65_536
LINE_SUFFIXES = (".jsonl", ".ndjson")


def sample(path: Path) -> str:
    """The first 64 KB as text. Raises ImportProblem where they are not UTF-8."""
    try:
        with path.open("rb") as file:
            head = file.read(SAMPLE)
    except OSError as error:
        raise ImportProblem(f"{path}: {error.strerror or error}") from None
    body = head.removeprefix(BOM)
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        if len(head) == SAMPLE and error.reason == "unexpected end of data":
            return body[: error.start].decode()
        line = body[: error.start].count(b"\n") + 1
        raise ImportProblem(
            f"{path}: line {line} is not UTF-8 (byte 0x{body[error.start]:02x}): "
            "save the file as UTF-8 and import it again"
        ) from None


def lines(path: Path) -> Iterator[tuple[int, str, int]]:
    """Each line with its number from 1 and the bytes read. Bytes that are not UTF-8 come as lone surrogates."""
    done = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            done += len(line)
            yield number, (line.removeprefix(BOM) if number == 1 else line).decode(errors="surrogateescape"), done


def not_utf8(line: str) -> str:
    """Why a line that `lines` could not decode is rejected, "" for a good one."""
    bad = next((character for character in line if "\udc80" <= character <= "\udcff"), "")
    return f"not UTF-8 (byte 0x{ord(bad) - 0xDC00:02x}): save the file as UTF-8 and import it again" if bad else ""


def parse(source: str) -> Any:
    """A JSON value. Raises ValueError, also for what is nested too deeply to be anybody's data."""
    try:
        return json.loads(source)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def json_lines(path: Path) -> Iterator[tuple[int, Any, int] | Rejected]:
    """Each line's JSON value with its number and the bytes read; blank lines are passed over."""
    for number, line, done in lines(path):
        if not line.strip():
            continue
        reason = not_utf8(line)
        if not reason:
            try:
                yield number, parse(line), done
                continue
            except ValueError as error:
                reason = f"not valid JSON ({error}): write one JSON object on the line"
        yield Rejected(place=number, reason=reason, raw=line.rstrip("\r\n"), done=done)


def documents(path: Path) -> Iterator[tuple[int, Any, int] | Rejected]:
    """The JSON documents of a file: one a line where the first line is one by itself, else the whole file."""
    if path.suffix.lower() in LINE_SUFFIXES or _first_line_is_json(path):
        yield from json_lines(path)
        return
    size = path.stat().st_size
    try:
        yield 1, parse(path.read_bytes().removeprefix(BOM).decode()), size
    except ValueError as error:
        yield Rejected(place=1, reason=f"not valid JSON ({error}): export the file again", raw=None, done=size)


def _first_line_is_json(path: Path) -> bool:
    for _, line, _ in lines(path):
        if line.strip():
            try:
                return isinstance(parse(line), dict | list)
            except ValueError:
                return False
    return False
