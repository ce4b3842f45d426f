"""The command line as a person meets it: what it prints where, its exit status, and never a traceback."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import app as root
from assist import cli
from assist.catalogue_file import read as read_catalogue
from assist.desk import Desk
from assist.findings import Finding
from assist.model.capturing import ModelCapture
from assist.model.ports import BetterWords, DraftReader, ThreadReader
from assist.model.reading import ModelReader
from assist.model.switch import is_off
from assist.model.writing import ModelWriter
from assist.ports import Writer
from assist.records import Customer, Identity
from assist.rulebook import Rulebook
from assist.settings import Settings, SettingsError
from assist.workplace import Channel, InboxEvent, ModelCall
from assist.writer import OfflineWriter
from storage import SqliteStore, open_store
from tests.recorded import Recorded, completion

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
HISTORY = [
    {"type": "customer", "name": "Maria Silva", "email": "maria@silva.example"},
    {
        "customer": "maria@silva.example",
        "thread": "t-1",
        "on": "2026-02-03",
        "turns": [
            {"who": "customer", "text": "The kettle leaks."},
            {"who": "agent", "text": "Sorry! A refund or a replacement?"},
            {"who": "customer", "text": "The replacement, please."},
        ],
    },
    {
        "type": "choice",
        "customer": "maria@silva.example",
        "on": "2026-01-05",
        "dimension": "contact",
        "offered": ["email", "phone"],
        "chosen": "email",
    },
]
CAPTURE = {
    "id": "t1",
    "catalogue": {"resolution": {"refund": "your money back", "replacement": "a replacement"}},
    "turns": [{"who": "customer", "text": "I'd like the replacement, please."}],
}


class Program:
    """The parts, over one store in a folder; what needs Slack is refused as the real one refuses it."""

    def __init__(self, folder: Path) -> None:
        self._store = open_store(str(folder / "cli.db"))
        self.served = self.shown = False
        self.endpoint = Recorded(lambda request: completion("no JSON"))

    def store(self) -> SqliteStore:
        return self._store

    def desk(self) -> Desk:
        return Desk(self._store, read_catalogue(), OfflineWriter(), clock=lambda: NOW)

    def offline_writer(self) -> Writer:
        return OfflineWriter()

    def better_words(self) -> BetterWords:
        return ModelWriter(self.endpoint.client)

    def draft_reader(self) -> DraftReader:
        return ModelReader(self.endpoint.client)

    def thread_reader(self) -> ThreadReader:
        return ModelCapture(self.endpoint.client)

    encoder = None  # the history is searched by words

    def memory_store(self) -> SqliteStore:
        return open_store(":memory:")

    def serve(self) -> None:
        raise SettingsError("SLACK_BOT_TOKEN is missing: copy it from your Slack app's page")

    def demo(self) -> None:
        self.shown = True

    def rulebook(self) -> Rulebook:
        return Rulebook(self._store, lambda: NOW)

    def findings(self) -> list[Finding]:
        return [Finding("SLACK_BOT_TOKEN", "ok"), Finding("encoder", "note", "Its packages are missing")]


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    made = Program(tmp_path)
    yield made
    made.store().close()


def given(monkeypatch: pytest.MonkeyPatch, *cases: object) -> None:
    lines = "".join((case if isinstance(case, str) else json.dumps(case)) + "\n" for case in cases)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode()), encoding="latin-1"))


def written(folder: Path, name: str, *rows: object) -> Path:
    path = folder / name
    path.write_text(
        "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows), encoding="utf-8"
    )
    return path


def program_alone(folder: Path, *argv: str, stdin: bytes = b"", **more: str) -> subprocess.CompletedProcess[bytes]:
    """The real program in a process of its own, in an empty folder."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "OPENAI_"))}
    env = {**bare, "PYTHONPATH": str(ROOT), "DATABASE": "app.db", **more}
    return subprocess.run(
        [sys.executable, str(ROOT / "app.py"), *argv],
        cwd=folder,
        env=env,
        input=stdin,
        capture_output=True,
        check=False,
    )


# Commands in general


def test_alone_it_lists_what_there_is(program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    cli.main(program, [])
    shown = capsys.readouterr()
    for command in ("run", "demo", "import", "capture", "check", "suggest", "predict", "channel"):
        assert f"  {command}" in shown.out + shown.err


@pytest.mark.parametrize(
    "argv", [["nonsense"], ["check", "--nonsense"], ["import"], ["channel"], ["channel", "C1", "--kind", "x"]]
)
def test_a_wrong_call_is_explained_and_not_a_success(
    program: Program, capsys: pytest.CaptureFixture[str], argv: list[str]
) -> None:
    assert cli.main(program, argv) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Traceback" not in shown.err
    assert "Error" in shown.err


def test_the_demo_needs_nothing(program: Program) -> None:
    assert cli.main(program, ["demo"]) == 0
    assert program.shown


def test_a_missing_token_is_one_line_that_names_the_variable(
    program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(program, ["run"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith("SLACK_BOT_TOKEN is missing: ")
    assert shown.err.count("\n") == 1


def test_a_doctor_with_nothing_amiss_is_a_success(program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(program, ["doctor"]) == 0
    assert capsys.readouterr().out == "ok      SLACK_BOT_TOKEN\nnote    encoder: Its packages are missing.\n"


# Lines


@pytest.mark.parametrize("command", ["check", "suggest", "capture", "retrieve"])
def test_without_jsonl_it_says_what_it_needs(
    program: Program, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    assert cli.main(program, [command]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "--jsonl" in shown.err


def test_lines_in_lines_out_and_a_bad_one_makes_the_status_1(
    program: Program, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given(monkeypatch, CAPTURE, CAPTURE)
    assert cli.main(program, ["capture", "--jsonl"]) == 0
    assert [json.loads(line)["id"] for line in capsys.readouterr().out.splitlines()] == ["t1", "t1"]
    given(monkeypatch, "oops", CAPTURE)
    assert cli.main(program, ["capture", "--jsonl"]) == 1
    first, second = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert "not JSON" in first["error"]
    assert [choice["chosen"] for choice in second["choices"]] == ["replacement"]


def test_lines_are_utf_8_whatever_the_machine_says(
    program: Program, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given(monkeypatch, json.dumps({**CAPTURE, "id": "é🫖"}, ensure_ascii=False))
    assert cli.main(program, ["capture", "--jsonl"]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == "é🫖"


# A language model beside


CHECK = {
    "id": "d1",
    "catalogue": CAPTURE["catalogue"],
    "message": "It leaks.",
    "draft": "We will look into this today.",
}


@pytest.mark.parametrize(
    ("argv", "field"),
    [
        (["check", "--jsonl", "--reader", "model"], "flags"),
        (["suggest", "--jsonl", "--writer", "model"], "text"),
        (["capture", "--jsonl", "--reader", "model"], "choices"),
    ],
)
def test_with_a_model_a_line_is_sent_under_its_id_and_answered_in_any_case(
    program: Program, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, argv: list[str], field: str
) -> None:
    case: dict[str, Any] = CAPTURE if argv[0] == "capture" else CHECK
    given(monkeypatch, case)
    assert cli.main(program, argv) == 0
    answer = json.loads(capsys.readouterr().out)
    given(monkeypatch, case)
    assert cli.main(program, argv[:2]) == 0
    assert answer[field] == json.loads(capsys.readouterr().out)[field]
    assert {sent["user"] for sent in program.endpoint.asked} == {case["id"]}
    assert answer["prompt"].startswith({"flags": "check_draft", "text": "suggest", "choices": "capture"}[field] + "@")
    assert "the model wrote what cannot be read" in answer["note"]


@pytest.mark.parametrize("argv", [["check", "--reader"], ["suggest", "--writer"], ["capture", "--reader"]])
def test_without_an_endpoint_a_model_is_refused_in_one_line(tmp_path: Path, argv: list[str]) -> None:
    ran = program_alone(tmp_path, argv[0], "--jsonl", argv[1], "model")
    assert ran.returncode == 2
    assert ran.stderr.decode().startswith("OPENAI_API_KEY is missing: ")
    assert ran.stderr.count(b"\n") == 1


def test_the_model_is_turned_off_and_on_and_its_figures_are_shown(
    program: Program, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    maria = Customer(id="c1", name="Maria", identities=(Identity("email", "maria@silva.example"),))
    program.store().people.add(maria, by="test", on=NOW)
    assert cli.main(program, ["model", "off", "maria@silva.example"]) == 0
    assert is_off(program.store(), "C0", maria)
    assert cli.main(program, ["model", "on", "c1"]) == 0
    assert not is_off(program.store(), "C0", maria)
    assert cli.main(program, ["model", "off"]) == 2
    assert cli.main(program, ["model", "off", "nobody"]) == 2
    capsys.readouterr()
    program.store().calls.add(
        ModelCall(task="suggest", version="suggest@1", model="m", outcome="answered", ms=1500, tokens_in=900),
        on=datetime.now(UTC),
    )
    assert cli.main(program, ["model"]) == 0
    said = capsys.readouterr().out
    assert "No language model is set up" in said
    assert "suggest@1: 1 calls, 1.5 s on average, 1.5 s at most; 900 tokens asked, 0 answered" in said


# Import


def test_an_import_brings_in_everything_and_the_same_again_changes_nothing(
    program: Program, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = str(written(tmp_path, "history.jsonl", *HISTORY))
    assert cli.main(program, ["import", path]) == 0
    assert "interactions: 3 new, 0 there already, 0 rejected" in capsys.readouterr().out
    assert cli.main(program, ["import", path]) == 0
    said = capsys.readouterr().out
    assert "customers: 0 new" in said
    assert "interactions: 0 new, 3 there already" in said
    assert "choices: 0 new, 1 there already" in said
    store = program.store()
    assert (store.people.count(), store.conversations.count(), store.ledger.count()) == (1, 3, 1)


def test_bad_rows_are_listed_in_a_file_beside_and_the_rest_is_there(
    program: Program, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = written(tmp_path, "history.jsonl", *HISTORY, "{oops", {"type": "choice", "customer": "maria@silva.example"})
    assert cli.main(program, ["import", str(path)]) == 0
    said = capsys.readouterr().out
    (line,) = [line for line in said.splitlines() if line.startswith("rejected rows")]
    rejects = Path(line.partition(": ")[2])
    assert rejects.parent == tmp_path
    listed = rejects.read_text(encoding="utf-8")
    assert "4" in listed
    assert "on" in listed
    assert program.store().conversations.count() == 3


def test_choices_of_imported_threads_enter_the_ledger_once(
    program: Program, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    cli.main(program, ["import", str(written(tmp_path, "history.jsonl", *HISTORY))])
    capsys.readouterr()
    assert cli.main(program, ["capture", "--import"]) == 0
    assert capsys.readouterr().out == "1 new choices in 1 threads.\n"
    assert cli.main(program, ["capture", "--import"]) == 0
    assert capsys.readouterr().out == "0 new choices in 1 threads.\n"
    (customer,) = program.store().people.find("maria@silva.example")
    assert [choice.chosen for choice in program.store().ledger.of_customer(customer.id)] == ["email", "replacement"]
    assert "resolution" in program.desk().insight.population().tastes


@pytest.mark.parametrize("name", ["missing.jsonl", "picture.png"])
def test_a_file_that_cannot_be_imported_is_one_line(
    program: Program, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    (tmp_path / "picture.png").write_bytes(bytes(range(256)))
    assert cli.main(program, ["import", str(tmp_path / name)]) == 2
    shown = capsys.readouterr()
    assert name in shown.err
    assert shown.err.strip().count("\n") == 0


# Channels


def test_a_channel_is_set_up_and_set_up_anew(program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["channel", "C0TICKETS", "--kind", "tickets", "--sender", "B0BOT", "--sender", "U0SAM", "--name", "tickets"]
    assert cli.main(program, argv) == 0
    assert capsys.readouterr().out == "C0TICKETS is now treated as tickets; senders: B0BOT, U0SAM.\n"
    channel = Channel(id="C0TICKETS", kind="tickets", name="tickets", senders=("B0BOT", "U0SAM"))
    assert program.store().house.channel("C0TICKETS") == channel
    assert cli.main(program, ["channel", "C0TICKETS", "--kind", "ignored"]) == 0
    assert program.store().house.channels() == [Channel(id="C0TICKETS", kind="ignored")]


def test_tickets_without_a_sender_are_warned_about(program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(program, ["channel", "C0TICKETS", "--kind", "tickets"]) == 0
    assert "No sender given" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "why"), [(["--mirror", "C0SHARED"], "--mirror must be another"), (["--sender", "Maria"], "no bot id")]
)
def test_a_channel_that_mirrors_itself_and_a_sender_by_name_are_refused(
    program: Program, capsys: pytest.CaptureFixture[str], more: list[str], why: str
) -> None:
    assert cli.main(program, ["channel", "C0SHARED", "--kind", "connect", *more]) == 2
    assert why in capsys.readouterr().err
    assert program.store().house.channels() == []


def test_a_shared_channel_without_a_mirror_is_warned_about(
    program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(program, ["channel", "C0SHARED", "--kind", "connect"]) == 0
    assert "No mirror given" in capsys.readouterr().err
    assert cli.main(program, ["channel", "C0SHARED", "--kind", "connect", "--mirror", "C0MIRROR"]) == 0
    assert capsys.readouterr().err == ""


def test_where_a_channels_tickets_say_whose_they_are_is_kept(program: Program) -> None:
    program.store().people.add(
        Customer(id="c1", name="Maria", identities=(Identity("email", "maria@silva.example"),)), by="test", on=NOW
    )
    argv = ["channel", "C0TICKETS", "--kind", "tickets", "--address-in", "attachment", "--label", "Reporter"]
    assert cli.main(program, [*argv, "--customer", "maria@silva.example", "--domain", "Silva.example"]) == 0
    found = program.store().house.channel("C0TICKETS")
    assert found is not None
    assert (found.address_in, found.label, found.customer, found.domain) == (
        "attachment",
        "Reporter",
        "c1",
        "silva.example",
    )


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--label", "("], "no regular expression"),
        (["--address-in", "metadata"], "--label is missing"),
        (["--customer", "nobody@at.example"], "no customer"),
        (["--domain", "not a domain"], "no mail domain"),
        (["--address-in", "elsewhere"], "elsewhere"),
    ],
)
def test_a_channel_setting_that_can_not_be_is_refused_in_one_line(
    program: Program, capsys: pytest.CaptureFixture[str], options: list[str], why: str
) -> None:
    assert cli.main(program, ["channel", "C0TICKETS", "--kind", "tickets", *options]) == 2
    assert why in capsys.readouterr().err
    assert program.store().house.channels() == []


def test_match_shows_what_the_settings_make_of_the_last_messages(
    program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(program, ["match", "C0TICKETS"]) == 2
    assert "not set up yet" in capsys.readouterr().err
    assert cli.main(program, ["channel", "C0TICKETS", "--kind", "tickets", "--sender", "B1"]) == 0
    assert cli.main(program, ["match", "C0TICKETS"]) == 0
    assert "No message of C0TICKETS has come in yet" in capsys.readouterr().out
    payload = {"type": "message", "channel": "C0TICKETS", "ts": "100.0", "bot_id": "B1"}
    payload |= {"text": "From: maria@silva.example\n\n[red]It leaks"}
    program.store().inbox.put(InboxEvent(key="k", kind="message", payload=payload, received_on=NOW))
    assert cli.main(program, ["match", "C0TICKETS"]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    for part in ("1970-01-01", "B1", "new", "[red]It leaks"):
        assert part in shown
    assert program.store().conversations.count() == 0


def test_two_customers_are_merged_by_key_and_taken_apart_by_the_merges_id(
    program: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("maria", "mary"):
        person = Customer(id=name, name=name.title(), identities=(Identity("email", f"{name}@silva.example"),))
        program.store().people.add(person, by="test", on=NOW)
    assert cli.main(program, ["merge", "maria@silva.example", "mary"]) == 0
    said = capsys.readouterr().out
    assert "Mary (mary) is now one with Maria (maria)." in said
    assert cli.main(program, ["merge", "maria", "mary"]) == 2
    assert "one customer already" in capsys.readouterr().err
    assert cli.main(program, ["unmerge", said.split()[-1]]) == 0
    assert "mary and maria are two customers again." in capsys.readouterr().out
    for argv in (["merge", "maria", "nobody"], ["unmerge", "gone"]):
        assert cli.main(program, argv) == 2
        assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(
    "argv", [["#support", "--kind", "tickets"], ["C0SHARED", "--kind", "connect", "--mirror", "support"]]
)
def test_a_channels_name_in_place_of_its_id_is_refused(
    program: Program, capsys: pytest.CaptureFixture[str], argv: list[str]
) -> None:
    assert cli.main(program, ["channel", *argv]) == 2
    assert "is no channel id" in capsys.readouterr().err
    assert program.store().house.channels() == []


# Predict


def panel(folder: Path) -> Path:
    rows = ["person,task,alt,chosen,avail,price"]
    for person in ("p1", "p2", "p3"):
        for task in range(4):
            for place, alt in enumerate(("a", "b")):
                chosen = "" if task == 3 else str(int(place == (task + len(person)) % 2))
                rows.append(f"{person},{task},{alt},{chosen},1,{place + task}")
    return written(folder, "panel.csv", *rows)


@pytest.mark.parametrize("flags", [[], ["--labelled"]])
def test_predict_gives_a_probability_for_each_alternative_of_each_open_task(
    program: Program, capsys: pytest.CaptureFixture[str], tmp_path: Path, flags: list[str]
) -> None:
    assert cli.main(program, ["predict", str(panel(tmp_path)), *flags]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["person"], row["task"], row["alt"]) for row in rows] == [
        (person, "3", alt) for person in ("p1", "p2", "p3") for alt in ("a", "b")
    ]
    for first, second in zip(rows[::2], rows[1::2], strict=True):
        assert float(first["probability"]) + float(second["probability"]) == pytest.approx(1, abs=1e-6)


def test_predict_says_where_a_file_is_wrong(
    program: Program, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = written(tmp_path, "bad.csv", "person,task,alt,chosen,avail,price", "p,1,a,yes,1,3")
    assert cli.main(program, ["predict", str(path)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "bad.csv: line 2: field 'chosen' is 'yes'" in shown.err
    assert cli.main(program, ["predict", str(tmp_path / "none.csv")]) == 2
    assert "none.csv: No such file" in capsys.readouterr().err


# The program itself


def test_the_program_answers_lines_and_puts_nothing_else_on_standard_output(tmp_path: Path) -> None:
    done = program_alone(
        tmp_path, "capture", "--jsonl", stdin=b'{"id": "caf\xe9"}\n' + json.dumps(CAPTURE).encode() + b"\n"
    )
    assert done.returncode == 1
    first, second = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert first == {"id": None, "error": "line 1: the line: is not UTF-8"}
    assert second["id"] == "t1"
    assert not (tmp_path / "app.db").exists()  # a batch command needs no store


@pytest.mark.parametrize(
    ("argv", "environment", "says"),
    [
        (["run"], {}, "SLACK_BOT_TOKEN is missing: "),
        (["run"], {"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN is missing: "),
        (["run"], {"SLACK_BOT_TOKEN": "nonsense"}, "SLACK_BOT_TOKEN: a bot token begins with xoxb-"),
        (["capture", "--import"], {"CATALOGUE": "missing.yml"}, "CATALOGUE: missing.yml can't be read"),
        (["capture", "--import"], {"CATALOGUE": "bad.yml"}, "bad.yml:1: dimension"),
        (["capture", "--import"], {"DATABASE": "postgresql://x"}, "DATABASE=postgresql://…: only a path"),
        (["capture", "--import"], {"DATABASE": "bad.yml"}, "DATABASE=bad.yml: can't be used as an SQLite file"),
    ],
)
def test_what_is_wrong_with_the_settings_is_one_line(  # noqa: PLR0917 - fixtures and a table's columns
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    argv: list[str],
    environment: dict[str, str],
    says: str,
) -> None:
    written(tmp_path, "bad.yml", "dimensions: []" + " " * 2000)
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cli.main(root.Program(), argv) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(says)
    assert shown.err.count("\n") == 1


# Answering for the data


def test_an_export_is_json_and_forgetting_asks_first(
    program: Program, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    cli.main(program, ["import", str(written(tmp_path, "history.jsonl", *HISTORY))])
    capsys.readouterr()
    assert cli.main(program, ["export", "maria@silva.example"]) == 0
    assert len(json.loads(capsys.readouterr().out)["messages"]) == 3
    assert cli.main(program, ["forget", "maria@silva.example"]) == 1
    assert "To do so: add --yes." in capsys.readouterr().err
    assert cli.main(program, ["forget", "maria@silva.example", "--yes"]) == 0
    assert "3 messages" in capsys.readouterr().out
    assert cli.main(program, ["export", "maria@silva.example"]) == 2
    assert "names no customer" in capsys.readouterr().err


def test_the_catalogue_is_printed_and_a_file_becomes_the_next_version(
    program: Program, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert cli.main(program, ["catalogue"]) == 0
    text = capsys.readouterr().out
    ours = tmp_path / "ours.yml"
    ours.write_text(text.replace("store credit", "a voucher"), encoding="utf-8")
    assert cli.main(program, ["catalogue", str(ours)]) == 0
    assert "is version 2 of the catalogue" in capsys.readouterr().out
    ours.write_text("dimensions: []", encoding="utf-8")
    assert cli.main(program, ["catalogue", str(ours)]) == 2
    assert "must list at least one entry" in capsys.readouterr().err
    assert cli.main(program, ["audit", "catalogue"]) == 0
    assert "terminal changed catalogue (version: 2; what: ours.yml)" in capsys.readouterr().out


def test_an_empty_trail_says_so(program: Program, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(program, ["audit"]) == 0
    assert capsys.readouterr().out == "Nothing is on record.\n"


def test_digest_prints_the_weeks_figures_and_writes_them_with_pictures(
    program: Program, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = tmp_path / "new" / "week"
    assert cli.main(program, ["digest", "--out", str(folder)]) == 0
    printed = capsys.readouterr().out
    assert "What customers took" in printed
    assert str(folder / "digest.md") in printed
    assert sorted(path.name for path in folder.iterdir()) == ["apart.png", "digest.md", "precision.png", "uptake.png"]


def test_digest_says_in_one_line_that_a_folder_can_not_be_made(
    program: Program, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x")
    assert cli.main(program, ["digest", "--out", str(tmp_path / "file" / "week")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
