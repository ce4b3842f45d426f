"""What a command loads before it does anything: `predict` must not wait for what it never uses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = "sqlite_utils structlog jinja2 slack_bolt slack_sdk openai onnxruntime yaml pydantic_settings rich matplotlib"


def loaded(folder: Path, *argv: str) -> set[str]:
    """The packages that a run of the program imports, of HEAVY."""
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", str(ROOT / "app.py"), *argv],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    names = {line.rsplit("|", 1)[-1].strip() for line in ran.stderr.splitlines() if line.startswith("import time:")}
    assert "assist.cli" in names
    return names & set(HEAVY.split())


@pytest.mark.parametrize("argv", [["--help"], ["predict", "panel.csv"]])
def test_what_needs_no_database_no_slack_and_no_language_model_loads_none(tmp_path: Path, argv: list[str]) -> None:
    (tmp_path / "panel.csv").write_text("person,task,alt,chosen\na,1,x,1\na,1,y,0\na,2,x,\na,2,y,\n", encoding="utf-8")
    assert loaded(tmp_path, *argv) == set()
