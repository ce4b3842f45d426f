"""The scorecard of the draft check: what counts as found, what the tables say, and files that are no good."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx2
import pytest
from rich.console import Console

from assist import cli
from assist.draft_evaluation import Scorecard, Tally, evaluate_file, tables, together
from assist.model.reading import ModelReader
from assist.records import FLAG_KINDS
from tests.recorded import Recorded, says
from tests.test_cli import Program

TASTE = "If it were me I'd take the credit."
CATALOGUE = {"resolution": {"refund": "money back", "replacement": "a new one", "credit": "store credit"}}


def case(draft: str, **labels: str) -> dict[str, Any]:
    flags = [{"kind": kind, "quote": quote} for kind, quote in labels.items()]
    return {"id": draft[:9], "catalogue": CATALOGUE, "message": "It broke.", "draft": draft, "flags": flags}


def written(path: Path, *cases: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in cases), encoding="utf-8")
    return path


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return written(
        tmp_path / "shop.jsonl",
        case(f"Sorry. {TASTE}", own_preference=TASTE),
        case(f"Sorry about that. {TASTE}"),
        case("Would you like a new one, or your money back?", crowd_preference="Would you like a new one"),
        case("Thank you, it is on its way."),
    )


def test_a_draft_counts_as_found_where_anything_is_flagged_and_anything_should_be(shop: Path) -> None:
    found = evaluate_file(shop)
    assert found.drafts == 4
    assert found.cases == Tally(right=1, flagged=2, wanted=2)
    assert (found.cases.precision, found.cases.recall, found.cases.f1) == (0.5, 0.5, 0.5)


def test_each_kind_is_counted_by_itself(shop: Path) -> None:
    kinds = evaluate_file(shop).kinds
    assert kinds["own_preference"] == Tally(right=1, flagged=2, wanted=1)
    assert kinds["crowd_preference"] == Tally(right=0, flagged=0, wanted=1)
    assert kinds["against_choices"] == Tally()


def test_a_quote_counts_where_it_meets_the_labelled_one(tmp_path: Path) -> None:
    elsewhere = case(f"Sorry. {TASTE}", own_preference="Sorry.")
    found = evaluate_file(written(tmp_path / "a.jsonl", case(TASTE, own_preference="the credit"), elsewhere))
    assert (found.quotes[True], found.quotes[False]) == (1, 1)


def test_a_share_of_nothing_is_unknown_and_not_nought() -> None:
    assert (Tally().precision, Tally().recall, Tally().f1) == (None, None, None)


def test_files_are_added_up(shop: Path) -> None:
    one = evaluate_file(shop)
    both = together([one, one])
    assert both.drafts == 8
    assert both.cases == Tally(right=2, flagged=4, wanted=4)
    assert both.all_kinds == Tally(right=2, flagged=4, wanted=4)
    assert len(both.times) == 8
    assert together([]) == Scorecard()


def test_the_command_prints_files_kinds_false_alarms_and_what_to_expect(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = written(tmp_path / "bakery.jsonl", case(TASTE, own_preference=TASTE))
    real = written(tmp_path / "real.jsonl", *[case("Your driver is on the way.")] * 40, case(TASTE))
    argv = ["evaluate", "drafts", str(shop), str(other), "--real", str(real)]
    assert cli.main(Program(tmp_path), argv) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in ("shop", "bakery", "all", *(kind.replace("_", " ") for kind in FLAG_KINDS)))
    assert "1 of 41, 2.44%" in shown
    assert "95th percentile" in shown
    assert "authors it has not read" in shown


def test_the_second_pack_is_counted_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blames = "You failed to read the label."
    right = {**case(f"Sorry. {blames}"), "dialogue": [{"kind": "blame", "quote": "failed to read"}]}
    missed = {**case("That is for you to know."), "dialogue": [{"kind": "blame", "quote": "for you to know"}]}
    path = written(tmp_path / "shop.jsonl", right, missed, case(f"Hello. {blames}"), case("It is on its way."))
    found = evaluate_file(path)
    assert (found.cases.flagged, found.all_kinds.flagged) == (0, 0)
    assert found.notes.kinds["blame"] == Tally(right=1, flagged=2, wanted=2)
    assert (found.notes.drafts, found.notes.noted) == (4, 2)
    assert together([found, found]).notes.kinds["blame"] == Tally(right=2, flagged=4, wanted=4)
    assert cli.main(Program(tmp_path), ["evaluate", "drafts", str(path), "--real", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "bare policy" in shown
    assert "2 of 4 real replies noted, 50.0%" in " ".join(shown.split())


VEILED = "There is a soft spot on this side of the counter for the credit."


def model(*quotes: str) -> ModelReader:
    """A model that takes these for the agent's own taste, wherever they stand."""

    def answers(request: httpx2.Request) -> httpx2.Response:
        draft = json.loads(json.loads(request.content)["messages"][1]["content"])["draft"]
        found = [one for one in quotes if one in draft]
        flags = [{"quote": q, "why": "", "kind": "own_preference", "option": "resolution/credit"} for q in found]
        return says({"flags": flags, "instructions": False})(request)

    return ModelReader(Recorded(answers).client)


def test_what_a_model_finds_is_measured_by_itself(tmp_path: Path) -> None:
    drafts = written(
        tmp_path / "a.jsonl",
        case(f"Sorry. {VEILED}", own_preference=VEILED),
        case(f"Sorry about it. {VEILED}"),
        case(f"Sorry. {TASTE}", own_preference=TASTE),
        case(f"I'm sorry. {TASTE} Best.", own_preference=TASTE),
    )
    found = evaluate_file(drafts, model(VEILED, f"Sorry. {TASTE}"))
    assert found.readers == {
        ("the model alone", "own_preference"): Tally(right=1, flagged=2),
        ("both", "own_preference"): Tally(right=1, flagged=1),
        ("the check alone", "own_preference"): Tally(right=1, flagged=1),
    }
    assert together([found, found]).readers[("the model alone", "own_preference")] == Tally(right=2, flagged=4)
    shown = Console(width=120, record=True)
    for table in tables({"a": found}, None):
        shown.print(table)
    text = shown.export_text()
    assert "the model alone: own preference" in text
    assert "50.0%" in text


def test_the_command_asks_a_model_where_that_is_said(
    shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = Program(tmp_path)
    assert cli.main(program, ["evaluate", "drafts", str(shop)]) == 0
    assert program.endpoint.asked == []
    assert "by reader" not in capsys.readouterr().out
    assert cli.main(program, ["evaluate", "drafts", str(shop), "--reader", "model"]) == 0
    assert {sent["user"] for sent in program.endpoint.asked} == {
        json.loads(line)["id"] for line in shop.read_text(encoding="utf-8").splitlines()
    }
    assert "the check alone: own preference" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (json.dumps({**case("Hi."), "dialogue": [{"kind": "x", "quote": "Hi."}]}), "line 1: dialogue[0].kind: must be"),
        (
            json.dumps({**case("Hi."), "dialogue": [{"kind": "blame", "quote": "Ho"}]}),
            "line 1: dialogue[0].quote: does",
        ),
        ("nonsense", "line 1: is not JSON"),
        ("[]", "line 1: the line: must be an object"),
        (json.dumps(case("Hi.", rudeness="Hi.")), "line 1: flags[0].kind: must be one of own_preference, "),
        (json.dumps(case("Hi.", own_preference="Ho.")), "line 1: flags[0].quote: does not stand in the draft"),
        ('{"draft": "Hi."}', "line 1: message: is missing"),
    ],
)
def test_a_file_that_is_no_good_is_one_line_that_names_the_field(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, message: str
) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    assert cli.main(Program(tmp_path), ["evaluate", "drafts", str(path)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(f"{path}: {message}")
    assert shown.err.count("\n") == 1


def test_a_file_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(Program(tmp_path), ["evaluate", "drafts", str(tmp_path / "missing.jsonl")]) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'missing.jsonl'}: No such file or directory\n"
