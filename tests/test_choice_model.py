"""The choice model on made-up people whose tastes are known, and the file it reads and writes."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.choice_model import features, hierarchy, references
from assist.choice_model.ensemble import predict
from assist.choice_model.features import Panel
from assist.choice_model.likelihood import likelihood
from assist.panels import predict_file


def made_up(people: int, tasks: int, alternatives: int, *, habit: float = 0.0, labelled: bool = False) -> Panel:
    """People with normally distributed tastes for two attributes, and, where labelled, for each alternative."""
    chance = np.random.default_rng(people + tasks)
    attributes = chance.uniform(0, 4, (people * tasks, alternatives, 2))
    taste = np.array([-1.5, 1.0]) + chance.standard_normal((people, 2)) * [1.0, 0.5]
    liking = 1.5 * chance.standard_normal((people, alternatives)) * labelled
    person = np.repeat(np.arange(people), tasks)
    utilities = (attributes * taste[person][:, None]).sum(2) + liking[person]
    utilities += chance.gumbel(size=utilities.shape)
    chosen = np.zeros(people * tasks, dtype=np.intp)
    for task in range(people * tasks):
        if task % tasks:
            utilities[task, chosen[task - 1]] += habit
        chosen[task] = utilities[task].argmax()
    return Panel(attributes, np.ones(utilities.shape, dtype=bool), chosen, person, people, labelled)


def latest(panel: Panel, tasks: int) -> np.ndarray:
    """The last task of each person."""
    return np.arange(tasks - 1, len(panel.chosen), tasks)


def surprise(probabilities: np.ndarray, chosen: np.ndarray) -> float:
    return float(-np.log(probabilities[np.arange(len(chosen)), chosen]).mean())


def test_the_gradient_is_the_slope_of_the_log_likelihood_and_the_information_its_bend() -> None:
    panel = made_up(6, 5, 3)
    data = likelihood(panel.attributes, panel.offered, panel.chosen, panel.person, people=6)
    taste, step = np.full((6, 2), 0.3), 1e-5
    value, gradient, information = data.derivatives(taste)
    for k in range(2):
        nudge = step * np.eye(2)[k]
        above, slope, _ = data.derivatives(taste + nudge)
        assert (above - data.derivatives(taste - nudge)[0]) / (2 * step) == pytest.approx(gradient[:, k], abs=1e-5)
        assert (gradient - slope) / step == pytest.approx(information[:, k], abs=1e-3)
    assert data.at(taste[:, None])[:, 0] == pytest.approx(value)


def test_a_choice_that_counts_half_gives_half_the_log_likelihood() -> None:
    panel = made_up(4, 3, 3)
    whole, half = (
        likelihood(
            panel.attributes, panel.offered, panel.chosen, panel.person, people=4, weights=np.full(12, weight)
        ).derivatives(np.ones((4, 2)))
        for weight in (1.0, 0.5)
    )
    for one, other in zip(whole, half, strict=True):
        assert other == pytest.approx(one / 2)


def test_mean_and_spread_of_the_tastes_that_made_the_choices_are_found_again() -> None:
    panel = made_up(400, 12, 3)
    data = likelihood(panel.attributes, panel.offered, panel.chosen, panel.person, people=400)
    crowd = hierarchy.fit(data, np.full(2, 0.01))
    assert crowd.mean == pytest.approx([-1.5, 1.0], abs=0.2)
    assert np.sqrt(np.diag(crowd.covariance)) == pytest.approx([1.0, 0.5], abs=0.25)


def test_a_feature_on_which_people_agree_gets_little_variance() -> None:
    chance = np.random.default_rng(1)
    attributes = chance.uniform(0, 2, (3000, 3, 1))
    chosen = (attributes[..., 0] + chance.gumbel(size=(3000, 3))).argmax(1)
    data = likelihood(attributes, np.ones((3000, 3), bool), chosen, np.repeat(np.arange(300), 10), people=300)
    assert hierarchy.fit(data, np.full(1, 0.01)).covariance[0, 0] < 0.2


def test_knowing_the_person_beats_treating_everyone_alike() -> None:
    panel = made_up(150, 10, 3)
    hidden = latest(panel, 10)
    alike = panel.attributes[hidden] @ np.array([-1.5, 1.0])
    alike = np.exp(alike) / np.exp(alike).sum(1, keepdims=True)
    known = predict(panel.without(hidden))[hidden]
    assert surprise(known, panel.chosen[hidden]) < surprise(alike, panel.chosen[hidden]) - 0.05


def test_what_was_taken_last_weighs_where_people_have_habits() -> None:
    panel = made_up(120, 8, 3, habit=2.0, labelled=True)
    hidden = latest(panel, 8)
    told = surprise(predict(panel.without(hidden))[hidden], panel.chosen[hidden])
    untold = Panel(panel.attributes, panel.offered, panel.chosen, panel.person, 120, labelled=False)
    assert told < surprise(predict(untold.without(hidden))[hidden], panel.chosen[hidden]) - 0.1


def test_two_unknown_choices_in_a_row_are_less_sure_than_one() -> None:
    panel = made_up(120, 8, 3, habit=2.5, labelled=True)
    alike = Panel(np.zeros_like(panel.attributes), panel.offered, panel.chosen, panel.person, 120, labelled=True)
    hidden = np.concatenate([latest(panel, 8) - 1, latest(panel, 8)])
    found = predict(alike.without(hidden))[hidden].max(1)
    assert found[:120].mean() > found[120:].mean() + 0.01


def test_curves_are_tried_only_where_an_attribute_has_more_than_two_values() -> None:
    panel = made_up(5, 4, 2)
    assert features.curves(panel) == features.CURVES
    coarse = Panel(panel.attributes.round() > 1, panel.offered, panel.chosen, panel.person, 5, labelled=False)
    assert features.curves(coarse) == ("straight",)


def test_an_alternative_that_never_changes_may_be_liked_for_itself() -> None:
    panel = made_up(60, 6, 3)
    attributes = panel.attributes.copy()
    attributes[:, 2] = 0.0
    none = Panel(attributes, panel.offered, np.full(360, 2), panel.person, 60, labelled=False)
    hidden = latest(none, 6)
    assert predict(none.without(hidden))[hidden, 2].mean() > 0.9


@pytest.mark.parametrize("labelled", [True, False])
def test_people_who_never_waver_and_people_with_one_choice_get_finite_probabilities(labelled: bool) -> None:
    panel = made_up(30, 6, 3, labelled=labelled)
    separable = Panel(panel.attributes, panel.offered, panel.attributes[..., 0].argmax(1), panel.person, 30, labelled)
    hidden = np.arange(180)[np.arange(180) % 6 > 0]
    for unknown in (latest(panel, 6), hidden, np.arange(180)):
        found = predict(separable.without(unknown))[unknown]
        assert np.isfinite(found).all()
        assert found.sum(1) == pytest.approx(np.ones(len(unknown)))


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "panel.csv"
    path.write_text(text, encoding="utf-8")
    return path


def answered(path: Path, labelled: bool = False) -> list[dict[str, str]]:
    out = io.StringIO()
    predict_file(path, labelled, out)
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def test_each_row_of_each_task_to_predict_gets_a_probability_and_nothing_else_does(tmp_path: Path) -> None:
    rows = answered(
        written(
            tmp_path,
            "person,task,alt,chosen,avail,price\n"
            "ann,1,x,1,1,2\nann,1,y,0,1,3\nann,2,x,,1,2\nann,2,y,,1,3\nann,2,z,,0,\n"
            "bob,1,x,0,1,2\nbob,1,y,1,1,1\n",
        ),
        labelled=True,
    )
    assert [(row["person"], row["task"], row["alt"]) for row in rows] == [("ann", "2", alt) for alt in "xyz"]
    assert sum(float(row["probability"]) for row in rows) == pytest.approx(1)
    assert float(rows[2]["probability"]) == 0
    assert float(rows[0]["probability"]) > 0.5


def test_a_task_with_one_alternative_is_sure_and_avail_may_be_missing(tmp_path: Path) -> None:
    rows = answered(written(tmp_path, "person,task,alt,chosen,price\na,1,1,1,2\na,1,2,0,3\na,2,1,,4\n"))
    assert [float(row["probability"]) for row in rows] == [1.0]


def test_a_file_in_which_nothing_is_known_gives_even_chances(tmp_path: Path) -> None:
    rows = answered(written(tmp_path, "person,task,alt,chosen\na,1,1,\na,1,2,\n"))
    assert [float(row["probability"]) for row in rows] == [0.5, 0.5]


def test_a_file_with_nothing_to_predict_gives_the_header_alone(tmp_path: Path) -> None:
    assert answered(written(tmp_path, "person,task,alt,chosen,price\na,1,1,1,2\na,1,2,0,3\n")) == []
    assert answered(written(tmp_path, "person,task,alt,chosen,price\n")) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: no field 'person'"),
        ("person,task,alt\n", "line 1: no field 'chosen'"),
        ("person,task,alt,chosen,alt\n", "line 1: a field stands there twice"),
        ("person,task,alt,chosen,price\na,1,x,1,cheap\n", "line 2: field 'price' is 'cheap', not a number"),
        ("person,task,alt,chosen,price\na,1,x,1,nan\n", "line 2: field 'price' is 'nan', not a number"),
        ("person,task,alt,chosen\na,1,x,yes\n", "line 2: field 'chosen' is 'yes', not 0, 1 or empty"),
        ("person,task,alt,chosen\na,1,x\n", "line 2: 3 fields, the header has 4"),
        ("person,task,alt,chosen\na,1,x,1\na,1,y,1\n", "line 2: field 'chosen' must be 1 for exactly one"),
        ("person,task,alt,chosen\na,1,x,0\na,1,y,0\n", "line 2: field 'chosen' must be 1 for exactly one"),
        ("person,task,alt,chosen\na,1,x,1\na,1,y,\n", "line 3: field 'chosen' is empty in a part of the task"),
        ("person,task,alt,chosen\na,1,x,1\na,1,x,0\n", "line 3: field 'alt' is 'x' for the second time"),
        ("person,task,alt,chosen,avail\na,1,x,,0\n", "line 2: field 'avail' leaves no alternative"),
    ],
)
def test_a_wrong_file_is_refused_with_line_and_field(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        answered(written(tmp_path, text))


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_text_is_refused_or_answered(text: str) -> None:
    out, refusal = io.StringIO(), ""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "panel.csv"
        path.write_text("person,task,alt,chosen,price\n" + text, encoding="utf-8", errors="ignore")
        try:
            predict_file(path, labelled=True, out=out)
        except ValueError as refused:
            refusal = str(refused)
    assert refusal.startswith("line ") or out.getvalue().startswith("person,task,alt,probability\n")


def test_the_references_are_probabilities_of_the_unknown_tasks_and_know_what_they_claim() -> None:
    panel = made_up(60, 8, 3, labelled=True)
    hidden = latest(panel, 8)
    for reference in (references.everyone_alike, references.own_frequencies):
        found = reference(panel.without(hidden))
        assert found[hidden].sum(1) == pytest.approx(np.ones(60))
        assert found.sum() == pytest.approx(60)
    loyal = Panel(panel.attributes, panel.offered, panel.person % 3, panel.person, 60, labelled=True)
    own = references.own_frequencies(loyal.without(hidden))[hidden]
    assert own.argmax(1).tolist() == (np.arange(60) % 3).tolist()


def test_the_same_task_twice_is_refused_whether_it_agrees_with_itself_or_not(tmp_path: Path) -> None:
    once = "a,1,x,1,2\na,1,y,0,3\n"
    for again in (once, "a,1,x,0,2\na,1,y,1,3\n"):
        with pytest.raises(ValueError, match="line 4: field 'alt' is 'x' for the second time in this task"):
            answered(written(tmp_path, f"person,task,alt,chosen,price\n{once}{again}"))


def test_the_same_offer_taken_and_refused_is_even(tmp_path: Path) -> None:
    rows = "".join(f"p{p},{t},x,{(p + t) % 2},2\np{p},{t},y,{(p + t + 1) % 2},2\n" for p in range(10) for t in range(4))
    asked = answered(written(tmp_path, f"person,task,alt,chosen,price\n{rows}p0,9,x,,2\np0,9,y,,2\n"))
    assert [float(row["probability"]) for row in asked] == pytest.approx([0.5, 0.5])


def test_an_attribute_that_is_not_known_of_what_was_on_offer_is_refused(tmp_path: Path) -> None:
    text = "person,task,alt,chosen,avail,price\na,1,x,1,1,2\na,1,y,0,1,\n"
    with pytest.raises(ValueError, match="line 3: field 'price' is '', not a number"):
        answered(written(tmp_path, text))


def test_somebody_with_one_choice_is_forecast_from_it_and_from_everybody(tmp_path: Path) -> None:
    rows = "".join(f"p{p},{t},{alt},{int(alt == 'xy'[p % 2])}\n" for p in range(40) for t in range(5) for alt in "xy")
    new = "n,1,x,0\nn,1,y,1\nn,2,x,\nn,2,y,\n"
    asked = answered(written(tmp_path, f"person,task,alt,chosen\n{rows}{new}"), labelled=True)
    assert 0.6 < float(asked[1]["probability"]) < 1
