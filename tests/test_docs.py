"""What is written for people, held against the code: nothing is left out, and nothing is promised that is not there."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

import app as root
from assist import cli
from assist.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MANIFEST: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8"))
COMMANDS = [
    info.name or info.callback.__name__ for info in cli.build(root.Program()).registered_commands if info.callback
]
TARGETS = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("target", sorted(set(TARGETS) - {"help"}))
def test_the_readme_names_every_make_target(target: str) -> None:
    assert f"make {target}" in README


def test_the_readme_names_no_make_target_that_is_not_there() -> None:
    assert set(re.findall(r"(?:^|`)make ([a-z]+)(?=$|`|  )", README, re.MULTILINE)) <= set(TARGETS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_readme_names_every_command(command: str) -> None:
    assert f"app.py {command}" in README or f"`{command}`" in README


def test_the_readme_names_no_command_that_is_not_there() -> None:
    assert set(re.findall(r"app\.py ([a-z]+)", README)) <= set(COMMANDS)


def test_every_command_of_the_contracts_is_there() -> None:
    assert {"check", "suggest", "capture", "retrieve", "predict"} <= set(COMMANDS)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_readme_names_every_setting_and_its_default(name: str) -> None:
    row = next(line for line in README.splitlines() if line.startswith("|") and f"`{name.upper()}`" in line)
    default = Settings.model_fields[name].default
    assert not default or f"`{default}`" in row


def test_the_readme_names_no_setting_that_is_not_there() -> None:
    table = [line for line in README.splitlines() if re.match(r"\| `[A-Z_]+`", line)]
    named = {name for line in table for name in re.findall(r"`([A-Z_]{4,})`", line.split("|")[1])}
    assert named == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("command", [one["command"] for one in MANIFEST["features"]["slash_commands"]])
def test_the_readme_names_every_slash_command(command: str) -> None:
    assert f"`{command}" in README


def test_the_manifest_asks_for_socket_mode_and_for_escaped_commands() -> None:
    assert MANIFEST["settings"]["socket_mode_enabled"] is True
    assert MANIFEST["settings"]["interactivity"]["is_enabled"] is True
    assert all(one["should_escape"] for one in MANIFEST["features"]["slash_commands"])


def test_every_page_and_picture_that_the_documents_link_to_is_there() -> None:
    for document in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[\w-]*)?\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_says_what_it_does(command: str) -> None:
    built = typer.main.get_command(cli.build(root.Program()))
    assert built.commands[command].help  # type: ignore[attr-defined]


@pytest.mark.parametrize(("number", "command"), list(enumerate(("check", "suggest", "capture", "retrieve"))))
def test_each_command_on_files_answers_every_line_that_the_readme_shows_for_it(number: int, command: str) -> None:
    shown = (ROOT / "README.md").read_text(encoding="utf-8").split("```jsonl\n")[1].split("```")[0].splitlines()
    line = shown[number]
    done = subprocess.run(
        [sys.executable, "app.py", command, "--jsonl"], input=line, capture_output=True, text=True, cwd=ROOT, check=True
    )
    answer = json.loads(done.stdout)
    assert "error" not in answer
    assert answer["id"] == (json.loads(line)["id"] if command != "retrieve" else "q")
