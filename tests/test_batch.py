"""The faculties on files: every command's fields exactly, and an answer for every line, good or bad."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assist import batch
from assist.batch import Answers
from assist.batch_answers import Json
from assist.writer import OfflineWriter
from storage import open_store

CATALOGUE = {
    "resolution": {"refund": "your money back", "replacement": "a replacement", "credit": "store credit"},
    "contact": {"email": "by e-mail", "phone": "by phone"},
}
CHOICES = [
    {
        "on": f"2026-0{month}-04",
        "dimension": "resolution",
        "offered": list(CATALOGUE["resolution"]),
        "chosen": "replacement",
    }
    for month in range(1, 5)
]
CASE: Json = {
    "id": "case-1",
    "domain": "kettles",
    "catalogue": CATALOGUE,
    "choices": CHOICES,
    "notes": ["2026-01-10: 'Please e-mail, I am in meetings all day.'"],
    "message": "My kettle arrived cracked. What now?",
}
DRAFT: Json = {**CASE, "draft": "Thanks for the photos. If it were me I'd take the store credit."}
THREAD: Json = {
    "id": "t1",
    "catalogue": CATALOGUE,
    "turns": [
        {"who": "customer", "on": "2026-03-04", "text": "My kettle arrived cracked."},
        {"who": "agent", "on": "2026-03-04", "text": "Sorry! Would you like a refund or a replacement?"},
        {"who": "customer", "on": "2026-03-05", "text": "The replacement, please."},
    ],
}
HISTORY: Json = {
    "id": "maria",
    "interactions": [
        {"id": "D1:1", "on": "1:56 pm on 8 May, 2023", "who": "Maria", "text": "My kettle leaks, order RT-4401."},
        {"id": 2, "on": "2:10 pm on 8 May, 2023", "who": "Sam", "text": "Sorry to hear that."},
        {"id": "D2:1", "on": "some time in June", "who": "Maria", "text": "The toaster is fine, thank you."},
    ],
    "queries": [
        {"id": "q1", "text": "What about order RT-4401?"},
        {"id": "q2", "text": "toaster"},
        {"id": 3, "text": ""},
    ],
}
COMMANDS: dict[str, tuple[Callable[[Json], Answers], Json]] = {
    "check": (batch.check_line, DRAFT),
    "suggest": (lambda case: batch.suggest_line(case, OfflineWriter()), CASE),
    "capture": (batch.capture_line, THREAD),
}


def retrieved(*cases: object) -> tuple[int, list[Json]]:
    store, out = open_store(":memory:"), io.StringIO()
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    status = batch.run(io.StringIO(lines), out, lambda case: batch.retrieve_line(case, store, None))
    store.close()
    return status, [json.loads(line) for line in out.getvalue().split("\n")[:-1]]


def run(command: str, *lines: str) -> tuple[int, list[Json]]:
    out = io.StringIO()
    status = batch.run(io.StringIO("".join(line + "\n" for line in lines)), out, COMMANDS[command][0])
    return status, [json.loads(line) for line in out.getvalue().split("\n")[:-1]]


def one(command: str, case: object) -> Json:
    status, (answer,) = run(command, json.dumps(case))
    assert status == 0, answer
    return answer


def test_check_answers_with_exactly_the_fields_of_the_contract() -> None:
    answer = one(
        "check",
        {
            **DRAFT,
            "agent_offers": [
                {"on": "2026-01-01", "dimension": "resolution", "offered": ["credit"], "pressed": "credit"}
            ],
        },
    )
    assert list(answer) == ["id", "flags", "ms"]
    assert answer["id"] == "case-1"
    assert answer["ms"] >= 0
    assert answer["flags"]
    for flag in answer["flags"]:
        assert list(flag) == ["kind", "quote", "start", "reason", "evidence", "severity", "rewrite"]
        assert DRAFT["draft"][flag["start"] : flag["start"] + len(flag["quote"])] == flag["quote"]
        assert flag["severity"] in ("high", "medium", "low")
        assert flag["rewrite"] is None or isinstance(flag["rewrite"], str)
        assert all(list(item) == ["kind", "ref", "says"] for item in flag["evidence"])
    assert "own_preference" in [flag["kind"] for flag in answer["flags"]]


def test_notes_on_the_dialogue_are_told_only_where_they_are_asked_for_and_leave_the_flags_as_they_are() -> None:
    case = {**DRAFT, "draft": f"{DRAFT['draft']} You failed to read the label."}
    plain, (asked,) = one("check", case), batch.check_line(case, dialogue=True)
    assert "dialogue" not in plain
    assert list(asked) == ["id", "flags", "dialogue", "ms"]
    assert asked["flags"] == plain["flags"]
    (note,) = asked["dialogue"]
    assert list(note) == list(asked["flags"][0])
    assert (note["kind"], note["quote"]) == ("blame", "You failed to read the label.")
    assert case["draft"][note["start"] :] == note["quote"]


def test_a_draft_that_projects_nothing_has_no_flags() -> None:
    assert one("check", {**DRAFT, "draft": "Sorry to hear that. Which would you like?"})["flags"] == []


def test_suggest_answers_with_exactly_the_fields_of_the_contract() -> None:
    answer = one(
        "suggest",
        {**CASE, "interactions": [{"id": "m1", "on": "2026-01-01", "who": "Maria", "text": "The kettle again"}]},
    )
    assert list(answer) == ["id", "text", "leads_with", "keeps_open", "asks", "basis", "writer", "ms"]
    assert answer["leads_with"] == {"dimension": "resolution", "option": "replacement"}
    assert set(answer["keeps_open"]) <= {"refund", "credit"}
    assert answer["writer"] == "offline"
    assert answer["asks"] in (True, False)
    assert answer["basis"]
    for item in answer["basis"]:
        assert list(item) == ["kind", "ref", "says"]
        assert item["kind"] in ("choice", "note", "interaction", "rule", "message")
        if item["kind"] == "choice":
            assert item["ref"] in range(len(CHOICES))


def test_suggest_without_a_record_leads_with_nothing_it_cannot_know() -> None:
    answer = one("suggest", {**CASE, "choices": [], "notes": []})
    assert answer["leads_with"] is None or set(answer["keeps_open"]) | {answer["leads_with"]["option"]} >= set(
        CATALOGUE["resolution"]
    )


def test_capture_answers_with_exactly_the_fields_of_the_contract() -> None:
    answer = one("capture", THREAD)
    assert list(answer) == ["id", "choices", "ms"]
    (choice,) = answer["choices"]
    assert list(choice) == ["dimension", "offered", "chosen", "turn", "quote"]
    assert (choice["dimension"], choice["chosen"], choice["turn"]) == ("resolution", "replacement", 2)
    assert set(choice["offered"]) == {"refund", "replacement"}
    assert choice["quote"] in THREAD["turns"][2]["text"]


def test_retrieve_answers_each_query_with_the_ids_as_they_were_given() -> None:
    status, answers = retrieved(HISTORY)
    assert status == 0
    assert [list(answer) for answer in answers] == [["id", "ranked"]] * 3
    assert [answer["id"] for answer in answers] == ["q1", "q2", 3]
    assert (answers[0]["ranked"][0], answers[1]["ranked"][0]) == ("D1:1", "D2:1")
    assert all(name in ("D1:1", 2, "D2:1") for answer in answers for name in answer["ranked"])


def test_retrieve_mixes_no_two_lines_and_ranks_fifty_at_most() -> None:
    many = [{"id": n, "on": "2026-01-01", "who": "x", "text": f"the kettle {n}"} for n in range(80)]
    query = [{"id": "q", "text": "kettle"}]
    status, answers = retrieved(
        HISTORY, {**HISTORY, "interactions": many, "queries": query}, {**HISTORY, "interactions": [], "queries": query}
    )
    assert status == 0
    assert len(answers[3]["ranked"]) == len(set(answers[3]["ranked"])) == 50
    assert set(answers[3]["ranked"]) <= set(range(80))
    assert answers[4]["ranked"] == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"interactions": [{"id": 1, "on": "x", "who": "y"}]}, "interactions[0].text: is missing"),
        ({"interactions": [{"id": 1, "on": 3, "who": "y", "text": "z"}]}, "interactions[0].on: must be text"),
        ({"queries": [{"id": 1}]}, "queries[0].text: is missing"),
        ({"queries": {}}, "queries: must be a list"),
    ],
)
def test_retrieve_names_a_bad_field(change: Json, says: str) -> None:
    status, answers = retrieved({**HISTORY, **change}, HISTORY)
    assert status == 1
    assert says in answers[0]["error"]
    assert len(answers) == 4


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", ["x", 7, None, "é 🫖", "\ud83d"])
def test_an_id_of_any_kind_comes_back_as_it_was(command: str, name: object) -> None:
    assert one(command, {**COMMANDS[command][1], "id": name})["id"] == name


@pytest.mark.parametrize("command", COMMANDS)
def test_a_case_without_choices_notes_or_catalogue_entries_is_no_fault(command: str) -> None:
    case = {k: v for k, v in COMMANDS[command][1].items() if k not in ("choices", "notes", "turns", "domain")}
    one(command, case)
    one(command, {**case, "catalogue": {}})
    one(command, {**case, "catalogue": {"resolution": {}}})


BAD = [
    ("check", {"draft": None}, "draft: must be text, not NoneType"),
    ("check", {"message": ...}, "message: is missing"),
    ("check", {"catalogue": ["refund"]}, "catalogue: must be an object, not list"),
    ("check", {"catalogue": ...}, "catalogue: must be an object, not NoneType"),
    ("check", {"catalogue": {"resolution": ["refund"]}}, "catalogue.resolution: must be an object"),
    ("check", {"catalogue": {"resolution": {"refund": 1}}}, "catalogue.resolution.refund: must be text"),
    ("check", {"choices": {}}, "choices: must be a list, not dict"),
    ("check", {"choices": [CHOICES[0], 7]}, "choices[1]: must be an object, not int"),
    ("check", {"choices": [{**CHOICES[0], "on": "yesterday"}]}, "choices[0].on: must be a date like 2026-03-04"),
    ("check", {"choices": [{**CHOICES[0], "on": "0001-01-01T00:00:00+14:00"}]}, "choices[0].on: must be a date"),
    ("check", {"choices": [{**CHOICES[0], "on": 20260304}]}, "choices[0].on: must be text"),
    ("check", {"choices": [{"on": "2026-01-01", "dimension": "resolution"}]}, "choices[0].chosen: is missing"),
    ("check", {"choices": [{**CHOICES[0], "offered": ["refund", None]}]}, "choices[0].offered: must be text"),
    ("check", {"notes": [{"text": "x"}]}, "notes[0]: must be text"),
    ("check", {"agent_offers": [{"on": "2026-01-01", "dimension": "d"}]}, "agent_offers[0].pressed: is missing"),
    ("suggest", {"message": 7}, "message: must be text, not int"),
    ("suggest", {"interactions": [{"id": "1", "on": "2026-01-01", "who": "x"}]}, "interactions[0].text: is missing"),
    ("capture", {"turns": "hello"}, "turns: must be a list, not str"),
    ("capture", {"turns": [{"who": "bot", "text": "hi"}]}, "turns[0].who: must be agent or customer, not 'bot'"),
    ("capture", {"turns": [{"who": "agent"}]}, "turns[0].text: is missing"),
]


@pytest.mark.parametrize(("command", "change", "says"), BAD, ids=range(len(BAD)))
def test_a_bad_field_is_named_and_the_run_goes_on(command: str, change: Json, says: str) -> None:
    good = COMMANDS[command][1]
    bad = {key: value for key, value in {**good, **change}.items() if value is not ...}
    status, answers = run(command, json.dumps(good), json.dumps(bad), "", json.dumps({**good, "id": "after"}))
    assert status == 1
    assert [answer["id"] for answer in answers] == [good["id"], good["id"], "after"]
    assert list(answers[1]) == ["id", "error"]
    assert answers[1]["error"].startswith("line 2: ")
    assert says in answers[1]["error"]
    assert "error" not in answers[0]
    assert "error" not in answers[2]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "line", ["{", "[]", "7", "null", '"text"', "\udce9", "NaN", '{"id": NaN}', "[" * 100_000, "9" * 5_000, '{"a" "b"}']
)
def test_a_line_that_is_no_case_gets_an_answer_too(command: str, line: str) -> None:
    status, answers = run(command, line, json.dumps(COMMANDS[command][1]))
    assert status == 1
    assert answers[0]["id"] is None
    assert "the line: " in answers[0]["error"]
    assert "error" not in answers[1]


def test_a_byte_order_mark_and_empty_lines_are_no_fault() -> None:
    status, answers = run("capture", "\ufeff" + json.dumps(THREAD), "", "   ", json.dumps(THREAD))
    assert (status, len(answers)) == (0, 2)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "text", ["{{ 7*7 }}", "'; DROP TABLE x", "<!channel>", "\ud83d \udfff", "a\u2028b\x85c\x00", "word " * 3000, ""]
)
def test_no_text_is_interpreted_and_each_answer_is_one_line(command: str, text: str) -> None:
    case = json.loads(json.dumps(COMMANDS[command][1]).replace("kettle", "KETTLE"))
    case = {**case, "message": text, "draft": f"{text} If it were me I'd take the credit.", "notes": [text]}
    if command == "capture":
        case["turns"] = [{"who": "customer", "text": text}, {"who": "agent", "text": text}]
    out = io.StringIO()
    status = batch.run(io.StringIO(json.dumps(case) + "\n"), out, COMMANDS[command][0])
    assert status == 0
    assert out.getvalue().count("\n") == 1
    out.getvalue().encode()
    assert "49" not in json.loads(out.getvalue()).get("text", "")


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_stands_in_a_field_the_line_gets_one_answer(data: st.DataObject) -> None:
    command = data.draw(st.sampled_from(sorted(COMMANDS)))
    good: dict[str, Any] = COMMANDS[command][1]
    field = data.draw(st.sampled_from([*good, "agent_offers", "interactions"]))
    status, answers = run(command, json.dumps({**good, field: data.draw(JSON_VALUES)}))
    assert len(answers) == 1
    assert status == ("error" in answers[0])
