"""Why: stock runs out while customers write; what is open must change at once, checked, and with a way back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist import catalogue_file
from assist.catalogue import Catalogue
from assist.records import Dimension, Option
from assist.rulebook import Rulebook
from assist.slack.blocks import catalogue as forms
from assist.slack.blocks import setup as setup_forms
from tests.slack_stage import ADMIN, BROKEN, Json, Stage, buttons, opened, said, value_of

stage = pytest.fixture(opened)


def book(stage: Stage) -> Rulebook:
    return Rulebook(stage.store, stage.times)


def catalogue(stage: Stage) -> Json:
    stage.click(
        f"{setup_forms.OPEN}_catalogue", "catalogue", user=ADMIN, view={"id": "V0", "type": "home", "blocks": []}
    )
    return {**stage.view(), "root_view_id": "V1"}


def dimension(stage: Stage, name: str = "resolution") -> Json:
    """The form of a dimension, on top of the catalogue's."""
    root = catalogue(stage)
    stage.click(f"{forms.DIMENSION}_0", name, user=ADMIN, view=root)
    return {**stage.view(), "root_view_id": root["id"], "previous_view_id": root["id"]}


def option(stage: Stage, name: str = "credit") -> Json:
    below = dimension(stage)
    value = next(value_of(below, one) for one in buttons(below) if f'"{name}"' in value_of(below, one))
    stage.click(f"{forms.OPTION}_3", value, user=ADMIN, view=below)
    return {**stage.view(), "root_view_id": below["root_view_id"], "previous_view_id": below["id"]}


def yaml_of(form: Json) -> str:
    return str(next(one["element"]["initial_value"] for one in form["blocks"] if one["type"] == "input"))


def test_the_catalogue_shows_its_version_dimensions_and_options(stage: Stage) -> None:
    shown = said(catalogue(stage))
    assert "Version 1" in shown
    assert "how a fault is put right: a replacement, your money back, a repair, store credit" in shown


def test_an_option_is_closed_in_a_form_and_the_next_reply_keeps_to_it(stage: Stage) -> None:
    form = option(stage)
    typed = {forms.LABEL: "store credit", forms.PHRASES: "credit\nvoucher", forms.CLOSED: "not before May"}
    assert stage.submit(form, user=ADMIN, **typed) == {}
    updated = [told["view_id"] for method, told in stage.client.calls if method == "views.update"]
    assert updated == [form["root_view_id"], form["previous_view_id"]]
    assert "store credit (closed: not before May)" in said(stage.client.views[-2])
    assert "closed: not before May" in yaml_of(stage.view())
    stage.ticket()
    found = stage.desk.catalogue.option("resolution", "credit")
    assert found is not None
    assert (found.closed, found.phrases) == ("not before May", ("credit", "voucher"))
    (entry,) = stage.store.house.trail("catalogue")
    assert (entry.actor, entry.detail["what"]) == (ADMIN, "resolution.credit")


def test_a_dimension_is_changed_as_yaml(stage: Stage) -> None:
    form = dimension(stage)
    text = yaml_of(form).replace("store credit", "a voucher")
    assert stage.submit(form, user=ADMIN, **{forms.yaml_block(1): text}) == {}
    assert book(stage).catalogue().label("resolution", "credit") == "a voucher"
    before = catalogue_file.read()
    assert [one.id for one in book(stage).catalogue()] == [one.id for one in before]
    assert book(stage).catalogue().dimensions[1:] == before.dimensions[1:]


def test_a_dimension_is_added_and_left_out(stage: Stage) -> None:
    form = dimension(stage, "")
    assert stage.submit(form, user=ADMIN, **{forms.yaml_block(1): yaml_of(form)}) == {}
    assert book(stage).catalogue().dimensions[-1].id == "delivery"
    form = dimension(stage, "delivery")
    assert stage.submit(form, user=ADMIN, **{forms.yaml_block(2): ""}) == {}
    assert book(stage).catalogue() == catalogue_file.read()
    assert book(stage).versions()[0].note == "without delivery"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("resolution: [", "your text:1: not YAML"),
        ("resolution:\n  options:\n    a: {}\n", "your text:2: dimensions.resolution.options: lists one option"),
        ("resolution:\n  colour: red\n", "your text:2: dimensions.resolution.colour: is no field here"),
        ("contact:\n  options: {a: {}, b: {}}\n", "dimensions.contact: is another dimension already"),
        ("just words", "must list at least one entry"),
    ],
)
def test_a_mistake_stands_below_the_field_with_its_line_and_changes_nothing(stage: Stage, text: str, says: str) -> None:
    answer = stage.submit(dimension(stage), user=ADMIN, **{forms.yaml_block(1): text})
    assert says in answer["errors"][forms.yaml_block(1)]
    assert book(stage).current().number == 1


def test_the_last_open_option_cannot_be_closed(stage: Stage) -> None:
    ours = "dimensions:\n  resolution:\n    options: {a: {closed: gone}, credit: {label: store credit}}\n"
    book(stage).put(ours, by=ADMIN, based_on=1)
    answer = stage.submit(option(stage), user=ADMIN, **{forms.LABEL: "x", forms.PHRASES: "", forms.CLOSED: "gone"})
    assert "are all closed" in answer["errors"][forms.CLOSED]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(stage: Stage) -> None:
    form = dimension(stage)
    book(stage).put(catalogue_file.text_of(catalogue_file.DEFAULT), by="U0BEN", based_on=1)
    answer = stage.submit(form, user=ADMIN, **{forms.yaml_block(1): yaml_of(form)})
    assert "U0BEN has made version 2 meanwhile" in answer["errors"][forms.yaml_block(1)]
    assert book(stage).current().number == 2


def test_an_option_that_is_gone_meanwhile_is_not_changed(stage: Stage) -> None:
    form = option(stage)
    book(stage).put("dimensions:\n  pace:\n    options: {a: {}, b: {}}\n", by="U0BEN", based_on=1)
    answer = stage.submit(form, user=ADMIN, **{forms.LABEL: "x", forms.PHRASES: "", forms.CLOSED: ""})
    assert "no longer there" in answer["errors"][forms.CLOSED]
    views = len(stage.client.views)
    stage.click(f"{forms.OPTION}_3", '["resolution", "credit"]', user=ADMIN, view=form)
    assert len(stage.client.views) == views


def test_an_earlier_version_is_seen_and_used_again(stage: Stage) -> None:
    changed = book(stage).put("dimensions:\n  pace:\n    options: {a: {}, b: {}}\n", by=ADMIN, based_on=1, note="less")
    stage.click(forms.VERSIONS, user=ADMIN, view=catalogue(stage))
    listing = stage.view()
    assert "Version 2" in said(listing)
    assert ": less" in said(listing)
    stage.click(f"{forms.VERSION}_2", "2", user=ADMIN, view=listing)
    assert "submit" not in stage.view()  # it is the one in use
    stage.click(f"{forms.VERSION}_1", "1", user=ADMIN, view=listing)
    old = stage.view()
    assert "dimensions:" in said(old)
    assert stage.submit(old, user=ADMIN) == {"response_action": "clear"}
    assert book(stage).current().number == changed.number + 1
    stage.ticket(BROKEN)
    assert stage.desk.catalogue == catalogue_file.read()
    answer = stage.submit(old, user=ADMIN)  # a second click, or another admin's
    assert "has made version 3 meanwhile" in said(answer["view"])


def test_a_long_catalogue_fits_every_form(stage: Stage) -> None:
    many = tuple(Option(id=f"o{n}", label="x" * 300, phrases=("y" * 80,) * 10) for n in range(40))
    few = many[:3]
    long = Catalogue(tuple(Dimension(id=f"d{n}", label="z" * 300, options=few if n else many) for n in range(25)))
    book(stage).put(catalogue_file.written(long), by=ADMIN, based_on=1)
    assert "more. The format is" in said(catalogue(stage))
    assert "too long for a form" in said(dimension(stage, "d0"))
    stage.click(f"{forms.VERSION}_2", "2", user=ADMIN, view=catalogue(stage))
    assert "characters more" in said(stage.view())


names = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
texts = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=30).map(
    lambda text: " ".join(text.split()) or "x"
)
options = st.builds(
    Option,
    id=names,
    label=texts,
    phrases=st.lists(texts, max_size=3).map(tuple),
    attributes=st.dictionaries(names, st.floats(-1e6, 1e6).map(lambda value: round(value, 3)), max_size=2),
)
dimensions = st.builds(
    Dimension,
    id=names,
    label=texts,
    options=st.lists(options, min_size=2, max_size=4, unique_by=lambda one: one.id).map(tuple),
    question=st.one_of(st.just(""), texts),
    style=st.booleans(),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(dimensions, min_size=1, max_size=3, unique_by=lambda one: one.id))
def test_what_is_written_reads_as_the_same(made: list[Dimension]) -> None:
    assert catalogue_file.parse(catalogue_file.written(Catalogue(tuple(made)))) == Catalogue(tuple(made))
    assert catalogue_file.parse_dimensions(catalogue_file.written_dimension(made[0]), name="x") == (made[0],)
