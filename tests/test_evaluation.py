"""Forecasts held against what was taken: what is hidden, how it is counted, the table, the picture, and bad files."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread
from rich.console import Console

from assist import charts, cli, evaluation, mixed_logit
from assist.choice_model.features import Panel
from assist.choice_model.references import everyone_alike
from assist.panels import as_panel, read_tasks
from tests.test_cli import Program


def panel_file(folder: Path, records: dict[str, int], name: str = "shop") -> Path:
    """People who take the tea or the coffee, whichever is cheap for them; `records` is how many choices each made."""
    chance = np.random.default_rng(3)
    path = folder / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(["person", "task", "alt", "chosen", "price"])
        for number, (person, choices) in enumerate(records.items()):
            for task in range(choices):
                prices = chance.uniform(1, 5, 2)
                utilities = -prices + [1.5 * (-1) ** number, 0] + chance.gumbel(size=2)
                for alternative, drink in enumerate(("tea", "coffee")):
                    taken = int(utilities.argmax() == alternative)
                    writer.writerow([person, task, drink, taken, f"{prices[alternative]:.2f}"])
    return path


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return panel_file(tmp_path, {f"p{number}": 6 for number in range(40)} | {"new": 3})


def scores(found: evaluation.Evaluation) -> dict[str, evaluation.Score]:
    return {score.method: score for score in found.scores}


def test_the_last_two_choices_are_hidden_of_people_who_have_at_least_four(shop: Path) -> None:
    found = evaluation.evaluate_file(shop, labelled=True)
    assert (found.people, found.choices) == (40, 80)
    panel = as_panel(evaluation.kept(read_tasks(shop)), labelled=True)
    assert evaluation.latest(panel).tolist() == [6 * person + task for person in range(40) for task in (4, 5)]


def test_no_method_sees_what_it_is_asked_to_forecast(shop: Path) -> None:
    panel = as_panel(evaluation.kept(read_tasks(shop)), labelled=True)
    hidden = evaluation.latest(panel)
    seen: list[Panel] = []

    def looks(given: Panel) -> np.ndarray:
        seen.append(given)
        return everyone_alike(given)

    evaluation.evaluate("shop", panel, hidden, {"looks": looks})
    assert (seen[0].chosen[hidden] == -1).all()
    assert (np.delete(seen[0].chosen, hidden) >= 0).all()


def test_a_forecast_is_scored_by_hits_by_surprise_and_by_whether_it_was_as_sure_as_it_was_right() -> None:
    forecast = np.array([[0.8, 0.2], [0.8, 0.2], [0.4, 0.6], [0.4, 0.6]])
    found = evaluation.score("m", forecast, np.array([0, 1, 1, 1]), 0.5)
    assert found.top1 == 0.75
    assert found.log_loss == pytest.approx(-np.log([0.8, 0.2, 0.6, 0.6]).mean())
    assert [(each.count, each.stated, each.found) for each in found.bins] == [
        (2, pytest.approx(0.6), 1.0),
        (2, pytest.approx(0.8), 0.5),
    ]
    assert found.calibration_error == pytest.approx((0.4 + 0.3) / 2)


def test_what_was_given_no_chance_and_happened_costs_much_and_not_everything() -> None:
    assert evaluation.score("m", np.array([[1.0, 0.0]]), np.array([1]), 0.0).log_loss == pytest.approx(20.7, abs=0.1)


def test_the_model_is_held_against_everyone_alike_and_own_frequencies_where_these_mean_something(shop: Path) -> None:
    found = scores(evaluation.evaluate_file(shop, labelled=True))
    assert {evaluation.OURS, evaluation.ALIKE, evaluation.OWN} <= set(found)
    assert found[evaluation.OURS].log_loss < found[evaluation.ALIKE].log_loss
    assert evaluation.OWN not in evaluation.methods(labelled=False)


def test_xlogit_is_compared_where_it_is_installed_and_only_there() -> None:
    assert (evaluation.MIXED in evaluation.methods(labelled=False)) == mixed_logit.installed()


def test_the_mixed_logit_gives_probabilities_over_what_was_on_offer(shop: Path) -> None:
    panel = as_panel(evaluation.kept(read_tasks(shop)), labelled=True)
    hidden = evaluation.latest(panel)
    found = mixed_logit.predict(panel.without(hidden))
    assert found[hidden].sum(1) == pytest.approx(np.ones(len(hidden)))
    assert found.sum() == pytest.approx(len(hidden))


def test_tasks_of_unknown_outcome_are_left_out(shop: Path) -> None:
    with shop.open("a", encoding="utf-8") as lines:
        lines.write("p0,open,tea,,2\np0,open,coffee,,3\n")
    assert evaluation.evaluate_file(shop, labelled=True).choices == 80


def test_the_table_names_each_method_and_the_best_figures_are_bold(shop: Path) -> None:
    found = evaluation.evaluate_file(shop, labelled=True)
    out = Console(record=True, width=100, force_terminal=True, file=(shop.parent / "out").open("w", encoding="utf-8"))
    out.print(evaluation.table(found))
    shown = out.export_text(styles=True)
    assert "shop: 80 hidden choices of 40 people" in shown
    assert all(score.method in shown for score in found.scores)
    best = min(score.log_loss for score in found.scores)
    assert f"\x1b[1m{best:.3f}\x1b[0m" in shown


def test_the_pictures_are_png_on_a_light_ground(shop: Path, tmp_path: Path) -> None:
    found = evaluation.evaluate_file(shop, labelled=True)
    charts.calibration([found] * 4, tmp_path / "calibration.png")
    bars = charts.Bars("Drinks", (("everyone alike", 0.5), ("by their record", 0.9)))
    charts.cost_of_alike([bars], tmp_path / "alike.png")
    for name in ("calibration.png", "alike.png"):
        picture = imread(tmp_path / name)
        assert picture[0, 0, :3].tolist() == [1, 1, 1]
        assert picture[..., :3].min() < 0.5


@pytest.fixture
def program(tmp_path: Path) -> Program:
    return Program(tmp_path)


def test_the_command_prints_a_table_a_file_and_saves_the_picture(
    program: Program, shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = panel_file(tmp_path, {f"q{number}": 5 for number in range(20)}, name="bakery")
    picture = tmp_path / "picture.png"
    argv = ["evaluate", "choices", str(shop), str(other), "--labelled", "shop", "--plot", str(picture)]
    assert cli.main(program, argv) == 0
    shown = capsys.readouterr().out
    assert shown.index("shop: 80") < shown.index("bakery: 40")
    assert shown.count("own frequencies") == 1
    assert picture.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nonsense\n", "line 1: no field 'person'"),
        ("person,task,alt,chosen,price\na,1,x,1,2\na,1,y,0,dear\n", "line 3: field 'price' is 'dear', not a number"),
        ("person,task,alt,chosen\na,1,x,1\na,1,y,1\n", "line 2: field 'chosen' must be 1 for exactly one"),
        ("person,task,alt,chosen\na,1,x,1\na,1,y,0\n", "nobody has 4 known choices"),
        ("person,task,alt,chosen\n", "nobody has 4 known choices"),
    ],
)
def test_a_file_that_cannot_be_evaluated_is_one_line(
    program: Program, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, message: str
) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(text, encoding="utf-8")
    assert cli.main(program, ["evaluate", "choices", str(path)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(f"{path}: {message}")
    assert shown.err.count("\n") == 1


def test_what_cannot_be_opened_and_a_label_for_no_file_are_told(
    program: Program, shop: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(program, ["evaluate", "choices", str(tmp_path / "missing.csv")]) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'missing.csv'}: No such file or directory\n"
    assert cli.main(program, ["evaluate", "choices", str(shop), "--labelled", "shopp"]) == 2
    assert "no file here is called shopp" in capsys.readouterr().err
    nowhere = tmp_path / "nowhere" / "picture.png"
    assert cli.main(program, ["evaluate", "choices", str(shop), "--plot", str(nowhere)]) == 2
    assert capsys.readouterr().err == f"{nowhere}: No such file or directory\n"
    assert cli.main(program, ["evaluate", "nonsense", str(shop)]) == 2
