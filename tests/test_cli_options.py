"""Why: an option that no test ever gives is a promise of the help text alone; this finds each, and drives the rest."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.core import TyperGroup, TyperOption

from assist import cli
from assist.cli.main import build
from assist.records import Role
from assist.rulebook import Rulebook
from tests.test_cli import CHECK, HISTORY, NOW, Program, given, written

TESTS = Path(__file__).parent


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    made = Program(tmp_path)
    yield made
    made.store().close()


def options(program: Program) -> set[tuple[str, str]]:
    """(command, the option's name) for every option of the command line."""
    group = typer.main.get_command(build(program))
    assert isinstance(group, TyperGroup)
    return {
        (name, parameter.opts[0])
        for name, command in group.commands.items()
        for parameter in command.params
        if isinstance(parameter, TyperOption)
    }


def words_of_tests() -> list[set[str]]:
    """By test, the words in it and around it that it does not only look for in something."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in TESTS.glob("test_*.py"))
    tests = (node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef))
    return [set(_words(test)) for test in tests if test.name.startswith("test_")]


def _words(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif not (isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In)):
        for inner in ast.iter_child_nodes(node):
            yield from _words(inner)


def test_every_option_of_every_command_is_given_in_some_test(program: Program) -> None:
    known, given_words = options(program), words_of_tests()
    assert ("channel", "--watch") in known
    assert {wanted for wanted in known if not any(set(wanted) <= words for words in given_words)} == set()


def test_channel_watch_is_kept_and_off_unless_it_is_given(program: Program) -> None:
    argv = ["channel", "C0TICKETS", "--kind", "tickets", "--sender", "B0BOT"]
    for more, watched in (([], False), (["--watch"], True), ([], False)):
        assert cli.main(program, [*argv, *more]) == 0
        found = program.store().house.channel("C0TICKETS")
        assert found is not None
        assert found.watch is watched


def test_a_shared_channel_can_not_be_watched(program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["channel", "C0SHARED", "--kind", "connect", "--mirror", "C0MIRROR", "--watch"]
    assert cli.main(program, argv) == 2
    assert "--watch" in capsys.readouterr().err
    assert program.store().house.channels() == []


def test_audit_limit_shows_the_newest(program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    for days in (10, 20, 30):
        Rulebook(program.store(), lambda: NOW).change("U1", keep_days=days)
    assert cli.main(program, ["audit", "rules", "--limit", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert ["20 → 30" in lines[0], "10 → 20" in lines[1], len(lines)] == [True, True, 2]


def test_check_dialogue_notes_what_else_spoils_a_dialogue(
    program: Program, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = {**CHECK, "draft": "We will look into this today. You should have read the manual before you called us."}
    found = []
    for more in ([], ["--dialogue"]):
        given(monkeypatch, case)
        assert cli.main(program, ["check", "--jsonl", *more]) == 0
        found.append(capsys.readouterr().out)
    assert "read the manual" not in found[0]
    assert "read the manual" in found[1]


def test_retrieve_answers_each_query_of_a_line(
    program: Program, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = [{"id": f"i{n}", "on": "2026-03-04", "who": "customer", "text": text} for n, text in enumerate(_SAID)]
    given(monkeypatch, {"id": "h", "interactions": said, "queries": [{"id": "q", "text": "the kettle leaks again"}]})
    assert cli.main(program, ["retrieve", "--jsonl"]) == 0
    assert '"i1"' in capsys.readouterr().out


_SAID = ("Where is my invoice?", "The kettle leaks at the spout.", "Thank you.")


@pytest.mark.parametrize(("kind", "status", "new"), [("jsonl", 0, 3), ("csv", 0, 0), ("zendesk", 0, 0), ("odd", 2, 0)])
def test_import_kind_decides_how_a_file_is_read(
    program: Program, tmp_path: Path, kind: str, status: int, new: int
) -> None:
    path = str(written(tmp_path, "history.txt", *HISTORY))
    assert cli.main(program, ["import", path, "--kind", kind]) == status
    assert program.store().conversations.count() == new


@pytest.mark.parametrize(
    ("more", "sides"),
    [
        (["--guests", "customer"], {"U1": "agent", "U2": "customer"}),
        (["--customers", "U1", "--guests", "agent"], {"U1": "customer", "U2": "agent"}),
        (["--forwarders", "B1, U1", "--guests", "agent"], {"U1": "customer", "U2": "agent"}),
    ],
)
def test_import_is_told_who_is_a_customer_in_a_slack_export(
    program: Program, tmp_path: Path, more: list[str], sides: dict[str, Role]
) -> None:
    people = [{"id": "U1", "team_id": "T1", "real_name": "Kim", "is_owner": True}]
    people.append({"id": "U2", "team_id": "T1", "real_name": "Gus", "is_restricted": True})
    texts = {"U1": "From: Maria Silva <maria@silva.example>\n\nThe lid is cracked.", "U2": "We look into it."}
    messages: list[dict[str, Any]] = [
        {"user": user, "text": text, "ts": f"{n}.0", "thread_ts": "1.0"}
        for n, (user, text) in enumerate(texts.items(), 1)
    ]
    folder = tmp_path / "export"
    (folder / "shop").mkdir(parents=True)
    (folder / "users.json").write_text(json.dumps(people), encoding="utf-8")
    (folder / "shop" / "2026-01-01.json").write_text(json.dumps(messages), encoding="utf-8")
    assert cli.main(program, ["import", str(folder), *more]) == 0
    rows = program.store().db.rows("SELECT role, text FROM interaction")
    found = {user: next(row["role"] for row in rows if row["text"].endswith(text[-9:])) for user, text in texts.items()}
    assert found == sides
