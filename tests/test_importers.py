"""Importing: every format, every kind of bad row, and that the same import twice changes nothing."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assist import importers
from assist.catalogue import from_mapping
from assist.importers import ImportProblem, Sink, SlackPeople, StoreSink, Summary
from assist.importers.files import SAMPLE
from assist.importers.load import BATCH
from assist.importers.markup import html_text, slack_text
from assist.importers.sink import filled_in
from assist.intake import described
from assist.records import Choice, Customer, Identity, Interaction, moment
from storage import open_store

SAMPLES = Path(__file__).parent / "samples"
DOCS = Path(__file__).parent.parent / "docs" / "import.md"
CATALOGUE = from_mapping({"resolution": {"repair": "a repair", "replacement": "a new one", "refund": "money back"}})
EVERYTHING = (
    "history.jsonl",
    "customers.csv",
    "interactions.csv",
    "choices.csv",
    "zendesk_tickets.ndjson",
    "zendesk_page.json",
    "intercom_conversations.json",
    "intercom_contacts.json",
    "slack_export",
)


@dataclass
class MemorySink:
    """A sink of dicts that rolls back, and can be made to fail at a certain call."""

    customers: dict[str, Customer] = field(default_factory=dict)
    interactions: dict[str, Interaction] = field(default_factory=dict)
    choices: dict[str, Choice] = field(default_factory=dict)
    fail_after: int | None = None

    def resolve(self, identities: Sequence[Identity]) -> list[str]:
        return [known.id for known in self.customers.values() if set(known.identities) & set(identities)]

    def add_customer(self, customer: Customer) -> bool:
        if set(self.resolve(customer.identities)) - {customer.id}:
            raise ValueError("identities: one of them belongs to another customer")
        before = self.customers.get(customer.id)
        self.customers[customer.id] = filled_in(before, customer)
        return self.customers[customer.id] != before

    def said_at(self, customer_id: str, on: datetime, text: str) -> list[Interaction]:
        return [one for one in self.said() if (one.customer, one.on, one.text) == (customer_id, on, text)]

    def chosen_at(self, customer_id: str, on: datetime) -> list[Choice]:
        return [one for one in self.choices.values() if (one.customer, one.on) == (customer_id, on)]

    def add_interactions(self, interactions: Sequence[Interaction]) -> int:
        if self.fail_after is not None:
            self.fail_after -= 1
            if self.fail_after < 0:
                raise KeyboardInterrupt
        return _add(self.interactions, interactions)

    def add_choices(self, choices: Sequence[Choice]) -> int:
        return _add(self.choices, choices)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        before = (dict(self.customers), dict(self.interactions), dict(self.choices))
        try:
            yield
        except BaseException:
            self.customers, self.interactions, self.choices = before
            raise

    def texts(self) -> list[str]:
        return [one.text for one in self.said()]

    def said(self) -> list[Interaction]:
        return sorted(self.interactions.values(), key=lambda one: one.on)

    def named(self, name: str) -> Customer:
        return next(customer for customer in self.customers.values() if customer.name == name)


def _add(kept: dict[str, Any], records: Sequence[Any]) -> int:
    before = len(kept)
    for record in records:
        kept.setdefault(record.id, record)
    return len(kept) - before


def run(sink: Sink, *paths: Path, **options: Any) -> Summary:
    return importers.run(paths, sink, **options)


def write(tmp_path: Path, *rows: object, name: str = "in.jsonl") -> Path:
    path = tmp_path / name
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def rejects(path: Path) -> list[dict[str, Any]]:
    listed = path.with_name(path.name + ".rejected.jsonl")
    return [json.loads(line) for line in listed.read_text(encoding="utf-8").split("\n")[:-1]]


def interaction(**changes: object) -> dict[str, object]:
    return {"type": "interaction", "customer": "c-1", "on": "2026-01-01", "who": "customer", "text": "Hello"} | changes


def choice(**changes: object) -> dict[str, object]:
    row = {"type": "choice", "customer": "c-1", "on": "2026-01-01", "dimension": "resolution"}
    return row | {"offered": ["repair", "refund"], "chosen": "refund"} | changes


@pytest.fixture
def sink() -> MemorySink:
    return MemorySink()


@pytest.fixture
def samples(tmp_path: Path) -> Path:
    """The samples in a folder of their own, since lists of rejects are written beside them."""
    return Path(shutil.copytree(SAMPLES, tmp_path / "samples"))


# Our own formats.


def test_a_jsonl_file_brings_customers_messages_choices_and_whole_conversations(
    sink: MemorySink, samples: Path
) -> None:
    summary = run(sink, samples / "history.jsonl", catalogue=CATALOGUE)
    assert (summary.customers.new, summary.interactions.new, summary.choices.new, summary.rejected) == (2, 5, 1, 0)
    nadia, piet = sink.named("Nadia Brandt"), sink.named("Piet Vos")
    assert nadia.company == "Brandt Lamps"
    assert Identity("email", "nadia@brandt-lamps.example") in nadia.identities
    assert len(piet.identities) == 3
    (taken,) = sink.choices.values()
    assert (taken.customer, taken.chosen, taken.offered, taken.how) == (
        nadia.id,
        "replacement",
        ("repair", "replacement"),
        "import",
    )
    assert [one.customer for one in sink.said()] == [nadia.id] * 2 + [piet.id] * 3


def test_the_turns_of_a_conversation_keep_their_order_by_a_running_second(sink: MemorySink, samples: Path) -> None:
    run(sink, samples / "history.jsonl")
    turns = [one for one in sink.said() if one.thread.endswith("t-9")]
    assert [(one.on, one.role) for one in turns] == [
        (moment("2026-03-01T00:00:00"), "customer"),
        (moment("2026-03-01T00:00:01"), "agent"),
        (moment("2026-03-01T00:00:02"), "customer"),
    ]


def test_a_turn_with_a_time_of_its_own_keeps_it_and_the_next_one_follows(sink: MemorySink, tmp_path: Path) -> None:
    turns = [{"who": "customer", "text": "one"}, {"who": "agent", "text": "two", "on": "2026-01-02T10:00:00+02:00"}]
    path = write(
        tmp_path, {"customer": "c", "on": "2026-01-01", "turns": [*turns, {"who": "customer", "text": "three"}]}
    )
    run(sink, path)
    assert [one.on.isoformat() for one in sink.said()] == [
        "2026-01-01T00:00:00+00:00",
        "2026-01-02T08:00:00+00:00",
        "2026-01-02T08:00:01+00:00",
    ]
    assert len({one.thread for one in sink.said()}) == 1
    assert sink.said()[0].thread


def test_csv_files_are_told_by_their_header_and_say_the_same_as_json(sink: MemorySink, samples: Path) -> None:
    summary = run(sink, *(samples / name for name in ("customers.csv", "interactions.csv", "choices.csv")))
    assert [file.kind for file in summary.files] == ["csv"] * 3
    assert (summary.customers.new, summary.interactions.new, summary.choices.new, summary.rejected) == (2, 2, 1, 0)
    assert sink.texts()[0] == "The desk lamp flickers;\nwhat can we do?"
    assert next(iter(sink.choices.values())).offered == ("repair", "replacement")
    assert set(sink.named("Piet Vos").identities) == {
        Identity("email", "piet@vos.example"),
        Identity("email", "vos.piet@mail.example"),
        Identity("slack", "U0PIET"),
    }


def test_threads_of_the_same_name_of_two_customers_are_kept_apart(sink: MemorySink, tmp_path: Path) -> None:
    run(sink, write(tmp_path, interaction(thread="1"), interaction(customer="c-2", thread="1")))
    assert len({one.thread for one in sink.said()}) == 2


def test_an_id_of_ones_own_is_the_message_whatever_its_words_but_only_for_its_customer(
    sink: MemorySink, tmp_path: Path
) -> None:
    rows = [interaction(id=1), interaction(id=1, text="Hello, corrected"), interaction(id=1, customer="c-2")]
    summary = run(sink, write(tmp_path, *rows))
    assert (summary.interactions.new, summary.interactions.unchanged) == (2, 1)


def test_a_thread_is_one_whichever_of_a_customers_keys_its_rows_use(sink: MemorySink, samples: Path) -> None:
    run(sink, samples / "history.jsonl")
    nadia = sink.named("Nadia Brandt")
    assert {one.thread for one in sink.said() if one.customer == nadia.id} == {f"{nadia.id}:t-1"}


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (interaction(on="yesterday"), "on"),
        (interaction(on=None), "on"),
        (interaction(on=1e20), "on"),
        (interaction(on="0001-01-01T00:00:00+23:00"), "on"),
        (interaction(on=True), "on"),
        (interaction(who="Nadia"), "role"),
        (interaction(role="boss"), "role"),
        (interaction(text=" "), "text"),
        (interaction(text=["a"]), "text"),
        (interaction(customer=""), "customer"),
        (interaction(customer={"email": "x"}), "email"),
        (interaction(customer={"email": "a@b.example", "external": "1"}), "customer"),
        (choice(offered=[]), "offered"),
        (choice(chosen="repair-cafe"), "offered"),
        (choice(dimension="colour"), "dimension"),
        (choice(offered=["refund", "voucher"]), "offered"),
        ({"type": "customer", "name": "Nobody"}, "email, slack and external"),
        ({"type": "customer", "email": "not an address"}, "email"),
        ({"type": "order", "id": 1}, "type"),
        ({"name": "no type"}, "type"),
        ({"customer": "c", "on": "2026-01-01", "turns": "hello"}, "turns"),
        ({"customer": "c", "on": "9999-12-31T23:59:59", "turns": [{}, {"who": "agent", "text": "later"}]}, "role"),
        ([1, 2], "not an object"),
        ("{broken", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_a_bad_row_is_listed_with_its_line_and_field_and_the_rest_imported(
    sink: MemorySink, tmp_path: Path, row: object, field: str
) -> None:
    path = write(tmp_path, interaction(text="before"), row, interaction(text="after"))
    summary = run(sink, path, catalogue=CATALOGUE)
    listed = rejects(path)
    assert listed[0]["line"] in (2, "line 2, turns[0]")
    assert listed[0]["reason"].startswith(field)
    assert sink.texts() == ["before", "after"]
    assert summary.rejected == len(listed)
    assert summary.files[0].rejects is not None


def test_a_rejected_row_is_listed_as_it_stood(sink: MemorySink, tmp_path: Path) -> None:
    row = interaction(on="soon", text="half a pair: \ud800")
    path = write(tmp_path, row, "{not json")
    run(sink, path, kind="jsonl")
    assert [item["row"] for item in rejects(path)] == [row, "{not json"]


def test_the_list_of_rejects_is_removed_when_the_rows_have_been_put_right(sink: MemorySink, tmp_path: Path) -> None:
    path = write(tmp_path, interaction(on="soon"))
    first = run(sink, path)
    assert first.files[0].rejects is not None
    assert first.files[0].rejects.exists()
    write(tmp_path, interaction())
    assert run(sink, path).files[0].rejects is None
    assert not first.files[0].rejects.exists()


def test_a_list_of_rejects_among_the_inputs_is_passed_over(sink: MemorySink, tmp_path: Path) -> None:
    path = write(tmp_path, interaction(), interaction(on="soon"))
    run(sink, path)
    summary = run(sink, *sorted(tmp_path.iterdir()))
    assert [skipped.name for skipped in summary.skipped] == ["in.jsonl.rejected.jsonl"]
    assert [file.path for file in summary.files] == [path]


def test_csv_rows_that_do_not_fit_their_header_are_rejected_with_the_line_they_begin_on(
    sink: MemorySink, tmp_path: Path
) -> None:
    lines = ("customer,on,who,text", 'c-1,2026-01-01,customer,"two', 'lines"', "c-1,2026-01-01,customer,one, two")
    path = write(tmp_path, *lines, "c-1,soon,customer,three", "", "c-1,2026-01-02,customer,four", name="in.csv")
    run(sink, path)
    assert [item["line"] for item in rejects(path)] == [4, 5]
    assert "quotation marks" in rejects(path)[0]["reason"]
    assert sink.texts() == ["two\nlines", "four"]


def test_a_quotation_mark_that_is_never_closed_does_not_swallow_the_import(sink: MemorySink, tmp_path: Path) -> None:
    lines = [f"c-1,2026-01-01,customer,{'words ' * 20}{number}" for number in range(2000)]
    path = write(tmp_path, "customer,on,who,text", 'c-1,2026-01-01,customer,"open', *lines, name="in.csv")
    summary = run(sink, path)
    assert "quotation mark" in rejects(path)[0]["reason"]
    assert summary.interactions.new > 500


def test_a_byte_order_mark_is_no_part_of_the_first_row(sink: MemorySink, tmp_path: Path) -> None:
    for name, content in (
        ("a.jsonl", json.dumps(interaction())),
        ("b.csv", "customer,on,who,text\nc-2,2026-01-01,agent,Hi\n"),
    ):
        (tmp_path / name).write_text(content, encoding="utf-8-sig")
    assert run(sink, tmp_path / "a.jsonl", tmp_path / "b.csv").interactions.new == 2


def test_a_file_that_is_not_utf8_is_refused_with_the_line_before_anything_is_stored(
    sink: MemorySink, tmp_path: Path
) -> None:
    good, bad = write(tmp_path, interaction(), name="a.jsonl"), tmp_path / "b.csv"
    bad.write_bytes("customer,on,who,text\nc-1,2026-01-01,customer,café\n".encode("latin-1"))
    for kind in (None, "csv"):
        with pytest.raises(ImportProblem, match=r"b\.csv: line 2 is not UTF-8 \(byte 0xe9\): save the file as UTF-8"):
            run(sink, *([good] if kind is None else []), bad, kind=kind)
    assert not sink.interactions


def test_a_stray_byte_far_down_a_file_costs_one_row(sink: MemorySink, tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    line = json.dumps(interaction(text="ü" * 1000), ensure_ascii=False).encode()
    count = SAMPLE // len(line) + 5
    bad = json.dumps(interaction(text="café", on="2026-02-02"), ensure_ascii=False).encode("latin-1")
    path.write_bytes(b"\n".join([line] * count + [bad, line]))
    summary = run(sink, path)
    assert (summary.interactions.new, summary.interactions.unchanged, summary.other.rejected) == (1, count, 1)
    assert rejects(path)[0]["reason"].startswith("not UTF-8 (byte 0xe9)")


# Who a row belongs to.


def test_rows_with_one_key_in_common_are_one_customer(sink: MemorySink, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        interaction(customer="Nadia@Lamps.example"),
        {"type": "customer", "name": "Nadia", "email": "nadia@lamps.example", "external": "c-9"},
        interaction(customer="c-9", text="Again"),
    )
    summary = run(sink, path)
    assert (summary.customers.new, summary.customers.changed) == (1, 1)
    (nadia,) = sink.customers.values()
    assert nadia.name == "Nadia"
    assert {one.customer for one in sink.said()} == {nadia.id}


def test_keys_of_two_customers_are_never_merged(sink: MemorySink, tmp_path: Path) -> None:
    path = write(
        tmp_path,
        interaction(customer="nadia@lamps.example"),
        interaction(customer="c-9"),
        {"type": "customer", "name": "Nadia", "email": "nadia@lamps.example", "external": "c-9"},
    )
    summary = run(sink, path)
    assert (summary.customers.new, summary.customers.rejected) == (2, 1)
    assert rejects(path)[0]["line"] == 3
    assert "2 different customers" in rejects(path)[0]["reason"]


def test_a_name_that_is_known_is_not_overwritten_by_a_later_row(sink: MemorySink, tmp_path: Path) -> None:
    rows = [{"type": "customer", "name": name, "external": "c-1"} for name in ("Nadia Brandt", "N. Brandt")]
    path = write(tmp_path, *rows)
    run(sink, path)
    assert run(sink, path).customers.unchanged == 2
    assert [customer.name for customer in sink.customers.values()] == ["Nadia Brandt"]


# The same import twice, and half of one.


def test_everything_imported_twice_changes_nothing(sink: MemorySink, samples: Path) -> None:
    paths = [samples / name for name in EVERYTHING]
    told = SlackPeople(forwarders=frozenset({"B0MAIL"}))
    first = run(sink, *paths, slack=told)
    stored = deepcopy((sink.customers, sink.interactions, sink.choices))
    second = run(sink, *paths, slack=told)
    assert first.interactions.new > 15
    for counts in (second.customers, second.interactions, second.choices):
        assert (counts.new, counts.changed) == (0, 0)
    assert (sink.customers, sink.interactions, sink.choices) == stored


def test_the_projects_own_store_is_a_sink(samples: Path, tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "house.db"))
    sink, paths = StoreSink(store, lambda: moment("2026-11-01")), [samples / name for name in EVERYTHING]
    first, second = run(sink, *paths), run(sink, *paths)
    assert (first.customers.new, first.interactions.new, first.choices.new) == (
        store.people.count(),
        store.conversations.count(),
        store.ledger.count(),
    )
    assert (second.customers.new, second.customers.changed, second.interactions.new, second.choices.new) == (0, 0, 0, 0)
    (nadia,) = store.people.find("c-1001")
    assert (nadia.name, nadia.company, len(nadia.identities)) == ("Nadia Brandt", "Brandt Lamps", 4)
    store.close()


def conversation(number: int, *more: dict[str, str]) -> dict[str, object]:
    """The same words and times under a number of its own."""
    turns = [
        {"who": "customer", "text": "My lamp is broken.", "on": "2026-01-01T09:00:00Z"},
        {"who": "agent", "text": "Sorry! A repair, a replacement or your money back?", "on": "2026-01-01T09:05:00Z"},
        {"who": "customer", "text": "A replacement, please.", "on": "2026-01-01T09:07:00Z"},
    ]
    return {"customer": "c-1", "thread": f"t-{number}", "on": "2026-01-01T09:00:00Z", "turns": [*turns, *more]}


def chosen(number: int, **changes: object) -> dict[str, object]:
    row = {"type": "choice", "id": number, "customer": "c-1", "on": "2026-01-01T09:07:00Z", "thread": f"t-{number}"}
    return {**row, "dimension": "resolution", "offered": ["repair", "refund"], "chosen": "repair", **changes}


def test_the_same_conversation_under_other_ids_is_one_and_goes_on_in_its_place(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "house.db"))
    sink = StoreSink(store, lambda: moment("2026-11-01"))
    first = run(sink, write(tmp_path, conversation(1), chosen(1)))
    later = {"who": "customer", "text": "It has come, thank you.", "on": "2026-01-05T09:00:00Z"}
    second = run(sink, write(tmp_path, conversation(2, later), chosen(2), name="again.jsonl"))
    assert (first.interactions.new, first.interactions.duplicates, first.choices.duplicates) == (3, 0, 0)
    assert (second.interactions.new, second.interactions.duplicates) == (1, 3)
    assert (second.choices.new, second.choices.duplicates) == (0, 1)
    assert "3 there already under another id" in described(second)
    assert "under another id" not in described(first)
    ((_, thread),) = store.conversations.imported_threads()
    assert [one.text for one in store.conversations.of_thread(thread)][2:] == [
        "A replacement, please.",
        "It has come, thank you.",
    ]
    assert store.ledger.count() == 1
    store.close()


def test_twins_in_one_file_are_one(sink: MemorySink, tmp_path: Path) -> None:
    summary = run(sink, write(tmp_path, conversation(1), conversation(2), chosen(1), chosen(2)))
    assert (summary.interactions.new, summary.interactions.duplicates) == (3, 3)
    assert (summary.choices.new, summary.choices.duplicates) == (1, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"customer": "c-2"},
        {"on": "2026-01-01T10:00:01Z"},
        {"who": "agent"},
        {"text": "Thanks!"},
    ],
)
def test_what_differs_in_anything_but_its_id_is_no_twin(
    sink: MemorySink, tmp_path: Path, changes: dict[str, str]
) -> None:
    one = interaction(id=1, on="2026-01-01T10:00:00Z", text="Thank you!")
    assert run(sink, write(tmp_path, one, one | {"id": 2} | changes)).interactions.new == 2


def test_short_words_may_fall_twice_on_a_day_when_only_the_day_is_known(sink: MemorySink, tmp_path: Path) -> None:
    short, long = interaction(text="Yes, please."), interaction(text="The shade of the lamp from order 5512 is broken.")
    rows = [{**one, "id": f"{thread}-{n}", "thread": thread} for n, one in enumerate((short, long)) for thread in "ab"]
    summary = run(sink, write(tmp_path, *rows))
    assert (summary.interactions.new, summary.interactions.duplicates) == (3, 1)


def test_an_interrupted_import_leaves_whole_batches_and_a_rerun_completes_it(tmp_path: Path) -> None:
    path = write(tmp_path, *(interaction(customer=f"c-{n // BATCH}", text=f"message {n}") for n in range(3 * BATCH)))
    sink = MemorySink(fail_after=1)
    with pytest.raises(KeyboardInterrupt):
        run(sink, path)
    assert (len(sink.interactions), len(sink.customers)) == (BATCH, 1)
    sink.fail_after = None
    summary = run(sink, path)
    assert (summary.interactions.new, summary.interactions.unchanged) == (2 * BATCH, BATCH)


def test_progress_is_told_in_bytes_and_ends_at_the_whole(sink: MemorySink, samples: Path) -> None:
    told: list[tuple[int, int]] = []
    paths = [samples / name for name in EVERYTHING]
    run(sink, *paths, progress=lambda done, total: told.append((done, total)))
    size = sum(file.stat().st_size for path in paths for file in ([path] if path.is_file() else path.rglob("*.json")))
    assert told == sorted(told)
    assert {total for _, total in told} == {size}
    assert told[-1] == (size, size)


# Which format a file has.


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("history.jsonl", "jsonl"),
        ("customers.csv", "csv"),
        ("interactions.csv", "csv"),
        ("choices.csv", "csv"),
        ("zendesk_tickets.ndjson", "zendesk"),
        ("zendesk_page.json", "zendesk"),
        ("intercom_conversations.json", "intercom"),
        ("intercom_contacts.json", "intercom"),
        ("slack_export", "slack"),
    ],
)
def test_each_sample_is_recognised_by_its_content(name: str, kind: str) -> None:
    assert importers.detect(SAMPLES / name) == kind


def test_a_broken_first_line_does_not_hide_what_a_file_is(sink: MemorySink, tmp_path: Path) -> None:
    assert run(sink, write(tmp_path, "{broken", interaction())).interactions.new == 1


def test_what_a_customer_wrote_does_not_make_a_file_another_kind(tmp_path: Path) -> None:
    path = write(tmp_path, {"note": {"tickets": []}, "text": '"conversation_parts":', "type": "customer"})
    assert importers.detect(path) == "jsonl"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.jsonl", '{"some": "thing"}', "say which kind, one of jsonl, csv, slack, zendesk, intercom"),
        ("a.csv", "who,what\n1,2\n", "say which kind"),
        ("a.jsonl", "", "say which kind"),
        ("missing", None, "there is no such file"),
        (".", None, "not a Slack export"),
    ],
)
def test_an_input_that_cannot_be_imported_is_refused_with_what_to_do(
    sink: MemorySink, tmp_path: Path, name: str, content: str | None, says: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(ImportProblem, match=re.escape(says)):
        run(sink, path)


@pytest.mark.parametrize(
    ("kind", "says"), [("xml", "'xml' is no kind of import: give one of jsonl"), ("slack", "a folder or a zip")]
)
def test_a_kind_that_a_file_cannot_have_is_refused(sink: MemorySink, tmp_path: Path, kind: str, says: str) -> None:
    with pytest.raises(ImportProblem, match=says):
        run(sink, write(tmp_path, interaction()), kind=kind)


def test_a_slack_export_is_not_read_as_another_kind(sink: MemorySink) -> None:
    with pytest.raises(ImportProblem, match="can't be read as zendesk"):
        run(sink, SAMPLES / "slack_export", kind="zendesk")


def test_a_csv_file_with_strange_columns_that_is_called_csv_says_so(sink: MemorySink, tmp_path: Path) -> None:
    path = write(tmp_path, "who,what", "1,2", name="a.csv")
    assert run(sink, path, kind="csv").other.rejected == 1
    assert "header" in rejects(path)[0]["reason"]


# Slack.


def test_a_slack_thread_holds_what_customer_and_agent_said_as_they_saw_it(sink: MemorySink, samples: Path) -> None:
    run(sink, samples / "slack_export")
    nadia = sink.named("Nadia Brandt")
    assert set(nadia.identities) == {Identity("slack", "U0NADIA"), Identity("email", "nadia@brandt-lamps.example")}
    thread = [one for one in sink.said() if one.thread == "C0BRANDT:1772442000.000200"]
    assert [(one.who, one.role, one.text) for one in thread] == [
        ("Nadia Brandt", "customer", "@Sam Reed the hall lamp buzzes & flickers"),
        ("Sam Reed", "agent", "Repair or a new one?"),
        ("Nadia Brandt", "customer", "a new one then, in brass"),
    ]
    assert {one.customer for one in thread} == {nadia.id}


def test_another_customer_in_a_slack_thread_keeps_their_words_apart(sink: MemorySink, samples: Path) -> None:
    run(sink, samples / "slack_export")
    (said,) = [one for one in sink.said() if one.who == "Ole Brandt"]
    assert said.customer == sink.named("Ole Brandt").id
    assert said.thread == "C0BRANDT:1772442000.000200:U0OLE"


def test_what_bots_and_the_team_say_among_themselves_is_not_imported(sink: MemorySink, samples: Path) -> None:
    run(sink, samples / "slack_export")
    said = " ".join(sink.texts())
    for words in ("cake", "Card:", "has joined", "wrong channel", "wobbles"):
        assert words not in said


def test_a_guest_is_reported_once_until_somebody_says_which_side_they_are_on(sink: MemorySink, samples: Path) -> None:
    path = samples / "slack_export"
    run(sink, path)
    assert [(item["line"], item["reason"][:29]) for item in rejects(path)] == [
        ("random/2026-03-02.json[1]", "user Gus Guest (U0GUEST) is a")
    ]
    run(sink, path, slack=SlackPeople(guests="customer"))
    assert {"on my way", "gone already?"} <= set(sink.texts())
    assert run(MemorySink(), path, slack=SlackPeople(guests="agent")).rejected == 0


def slack_export(tmp_path: Path, users: list[object], messages: list[object]) -> Path:
    folder = tmp_path / "export"
    (folder / "shop").mkdir(parents=True)
    (folder / "users.json").write_text(json.dumps(users), encoding="utf-8")
    (folder / "shop" / "2026-01-01.json").write_text(json.dumps(messages), encoding="utf-8")
    return folder


def test_members_of_other_workspaces_of_the_same_organisation_are_colleagues(sink: MemorySink, tmp_path: Path) -> None:
    organisation = {"enterprise_user": {"enterprise_id": "E1"}}
    users = [
        {"id": "U1", "team_id": "T1", "real_name": "Kim", "is_owner": True, **organisation},
        {"id": "U2", "team_id": "T2", "real_name": "Lou", **organisation},
        {"id": "U3", "team_id": "T3", "real_name": "Cleo", "enterprise_user": {"enterprise_id": "E9"}},
    ]
    messages = [{"user": f"U{n}", "text": f"from U{n}", "ts": f"{n}.0", "thread_ts": "1.0"} for n in (1, 2, 3)]
    run(sink, slack_export(tmp_path, list(users), list(messages)))
    assert [(one.who, one.role) for one in sink.said()] == [("Kim", "agent"), ("Lou", "agent"), ("Cleo", "customer")]


def test_somebody_who_is_in_no_list_of_members_is_told_by_the_message(sink: MemorySink, tmp_path: Path) -> None:
    messages = [
        {"user": "U9", "user_team": "T9", "user_profile": {"real_name": "Cleo"}, "text": "hello", "ts": "1.0"},
        {"user": "U8", "user_team": "T1", "text": "hi", "ts": "2.0", "thread_ts": "1.0"},
        {"user": "U7", "text": "who am I", "ts": "3.0", "thread_ts": "1.0"},
    ]
    path = slack_export(tmp_path, [{"id": "U1", "team_id": "T1", "is_owner": True}], list(messages))
    run(sink, path)
    assert [(one.who, one.role) for one in sink.said()] == [("Cleo", "customer"), ("agent", "agent")]
    assert [item["line"] for item in rejects(path)] == ["shop/2026-01-01.json[2]"]


def test_a_person_named_as_a_customer_is_one_whatever_their_account(sink: MemorySink, samples: Path) -> None:
    run(sink, samples / "slack_export", slack=SlackPeople(customers=frozenset({"U0GUEST"})))
    assert Identity("email", "gus@guest.example") in sink.named("Gus Guest").identities


def test_a_forwarding_bots_message_is_of_the_one_whose_address_it_carries(sink: MemorySink, samples: Path) -> None:
    path = samples / "slack_export"
    run(sink, path, slack=SlackPeople(forwarders=frozenset({"B0MAIL"})))
    piet = sink.named("Piet Vos")
    assert piet.identities == (Identity("email", "piet@vos.example"),)
    assert [(one.role, one.text) for one in sink.said() if one.customer == piet.id] == [
        ("customer", "The chair wobbles."),
        ("agent", "A new leg or a new chair?"),
        ("customer", "The leg will do."),
    ]
    assert [item["line"] for item in rejects(path) if "e-mail" in item["reason"]] == ["tickets/2026-03-02.json[3]"]


def test_a_zip_of_a_slack_export_says_the_same_as_its_folder(sink: MemorySink, samples: Path, tmp_path: Path) -> None:
    for prefix in ("", "Lumen Slack export/"):
        packed = tmp_path / "export.zip"
        with zipfile.ZipFile(packed, "w") as archive:
            for file in (samples / "slack_export").rglob("*.json"):
                archive.write(file, prefix + file.relative_to(samples / "slack_export").as_posix())
        from_zip = MemorySink()
        run(from_zip, packed)
        run(sink, samples / "slack_export")
        assert from_zip.interactions.keys() == sink.interactions.keys()


def test_a_damaged_zip_is_refused_with_what_to_do(sink: MemorySink, tmp_path: Path) -> None:
    packed, content = tmp_path / "export.zip", io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("users.json", "[]")
    packed.write_bytes(content.getvalue().replace(b"[]", b"[}", 1))
    with pytest.raises(ImportProblem, match="download it again"):
        run(sink, packed)


def test_damaged_files_of_a_slack_export_are_listed_and_the_rest_imported(sink: MemorySink, samples: Path) -> None:
    path = samples / "slack_export"
    (path / "with-brandt" / "2026-03-04.json").write_text("[{", encoding="utf-8")
    (path / "with-brandt" / "2026-03-05.json").write_text('{"a": 1}', encoding="utf-8")
    (path / "with-brandt" / "2026-03-06.json").write_text(
        '[7, {"user": "U0NADIA", "text": "hm", "ts": "noon"}]', encoding="utf-8"
    )
    (path / "with-brandt" / "2026-03-07.json").write_text(
        '[{"user": "U0WHO", "text": "hm", "ts": "1.0"}]', encoding="utf-8"
    )
    summary = run(sink, path, slack=SlackPeople(guests="agent"))
    reasons = [item["reason"] for item in rejects(path)]
    assert [reason.split()[0] for reason in reasons] == ["not", "not", "not", "ts", "user"]
    assert summary.interactions.new == 4


# Zendesk.


def test_a_zendesk_ticket_brings_what_the_customer_could_read(sink: MemorySink, samples: Path) -> None:
    summary = run(sink, samples / "zendesk_tickets.ndjson")
    assert summary.rejected == 0
    nadia = sink.named("Nadia Brandt")
    assert set(nadia.identities) == {
        Identity("external", "zendesk:9001"),
        Identity("email", "nadia@brandt-lamps.example"),
    }
    ticket = [one for one in sink.said() if one.thread == "zendesk:501"]
    assert [(one.who, one.role, one.text) for one in ticket] == [
        ("Nadia Brandt", "customer", "My lamp is dim."),
        ("Sam Reed", "agent", "Hello,\nrefund & done, or a new lamp?"),
        ("agent", "agent", "I am her colleague, I would take the refund."),
    ]
    assert {one.link for one in ticket} == {"https://lumen.zendesk.com/agent/tickets/501"}
    assert "SCRUBBED" not in sink.texts()


def test_a_zendesk_page_tells_end_users_from_the_team_by_its_users(sink: MemorySink, samples: Path) -> None:
    run(sink, samples / "zendesk_page.json")
    assert [(one.who, one.role, one.thread) for one in sink.said()] == [
        ("Sam Reed", "agent", "zendesk:601"),
        ("Nadia Brandt", "customer", "zendesk:601"),
        ("Ole Brandt", "customer", "zendesk:601:zendesk:9002"),
    ]
    (team_ticket,) = rejects(samples / "zendesk_page.json")
    assert team_ticket["line"] == "tickets[1]"
    assert team_ticket["reason"].startswith("requester_id 7 is of the team")


def test_a_zendesk_description_and_the_first_comment_are_one_message(sink: MemorySink, tmp_path: Path) -> None:
    ticket = {"id": 1, "requester_id": 2, "created_at": "2026-01-01T00:00:00Z", "description": "Hi"}
    first = {"id": 5, "author_id": 2, "body": "Hi", "public": True, "created_at": "2026-01-01T00:00:00Z"}
    later = {"id": 6, "author_id": 9, "body": "Hello", "public": True, "created_at": "2026-01-02T00:00:00Z"}
    run(sink, write(tmp_path, ticket))
    summary = run(sink, write(tmp_path, {"ticket": ticket, "comments": [later, first]}))
    assert (summary.interactions.new, summary.interactions.unchanged) == (1, 1)
    assert sink.texts() == ["Hi", "Hello"]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"requester_id": 1, "description": "x", "created_at": "2026-01-01T00:00:00Z"}, "id is missing"),
        ({"id": 1, "requester_id": None, "description": "x"}, "requester_id is missing"),
        ({"id": 1, "requester_id": 2, "description": "x", "created_at": "?"}, "created_at is '?'"),
        ({"id": 1, "requester_id": 2, "comments": [{"body": "x"}, {"body": "y"}]}, "created_at is missing"),
        ({"role": "end-user", "email": "a@b.example"}, "id is missing"),
        ({"role": "end-user", "id": 1, "email": "nowhere"}, "email is 'nowhere'"),
        ({"what": 1}, "neither a ticket"),
        (7, "not an object"),
    ],
)
def test_a_broken_zendesk_object_is_rejected_with_the_field(
    sink: MemorySink, tmp_path: Path, row: object, says: str
) -> None:
    path = write(tmp_path, row)
    assert run(sink, path, kind="zendesk").rejected >= 1
    assert rejects(path)[0]["reason"].startswith(says)


def test_a_json_file_that_is_cut_off_is_one_rejected_row(sink: MemorySink, tmp_path: Path) -> None:
    path = tmp_path / "page.json"
    path.write_text((SAMPLES / "zendesk_page.json").read_text(encoding="utf-8")[:-20], encoding="utf-8")
    assert run(sink, path).other.rejected == 1
    assert rejects(path)[0]["reason"].startswith("not valid JSON")


# Intercom.


def test_an_intercom_conversation_brings_what_the_contact_could_read(sink: MemorySink, samples: Path) -> None:
    run(sink, samples / "intercom_conversations.json", samples / "intercom_contacts.json")
    iris = sink.named("Iris Holm")
    assert set(iris.identities) == {Identity("external", "intercom:5f01"), Identity("email", "iris@holm.example")}
    assert [(one.who, one.role, one.text) for one in sink.said()] == [
        ("Iris Holm", "customer", "Hi, my order came twice."),
        ("Lea", "agent", "Keep it at half the price, or send it back?"),
        ("Iris Holm", "customer", "I'll send it back\n> Keep it at half the price, or send it back?"),
    ]
    assert sink.said()[0].on == moment("2026-01-01T09:00:00Z")
    assert {one.customer for one in sink.said()} == {iris.id}
    assert sink.named("Blue Bicycle").identities == (Identity("external", "intercom:5f02"),)


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({"type": "conversation", "id": "1", "source": {"body": "x"}, "created_at": 1}, "contacts is empty"),
        ({"type": "conversation", "contacts": [{"id": "c"}]}, "id is missing"),
        (
            {"type": "conversation", "id": "1", "contacts": [{"id": "c"}], "source": {"body": "x"}},
            "created_at is missing",
        ),
        ({"type": "contact", "email": "a@b.example"}, "id is missing"),
        ({"type": "admin", "id": "1"}, "type is neither"),
        (["x"], "type is neither"),
    ],
)
def test_a_broken_intercom_object_is_rejected_with_the_field(
    sink: MemorySink, tmp_path: Path, row: object, says: str
) -> None:
    path = write(tmp_path, row)
    assert run(sink, path, kind="intercom").rejected == 1
    assert rejects(path)[0]["reason"].startswith(says)


# Markup.


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<p>One<br/>two</p><ul><li>three</li><li>four</li></ul>", "One\ntwo\n- three\n- four"),
        ("<div>a&nbsp;b <script>alert(1)</script><style>p{}</style></div>", "a b"),
        (
            "<p>mine</p><blockquote><p>theirs</p><blockquote>older</blockquote></blockquote>",
            "mine\n> theirs\n> > older",
        ),
        ("if a < b & c > d then stop", "if a < b & c > d then stop"),
        ("<p>cut off <b>here", "cut off here"),
        ("<p>broken <![foo[ bar</p>", "broken <![foo[ bar"),
    ],
)
def test_html_becomes_the_words_that_were_read(body: str, words: str) -> None:
    assert html_text(body) == words


def test_slack_marks_become_what_people_saw() -> None:
    people = slack_text("<@U1> <@U2|bo> <!channel> <!subteam^S1|@team>", {"U1": "Ana"})
    assert people == "@Ana @bo @channel @team"
    rest = slack_text("<#C1|shop> <https://a.example> <mailto:a@b.example|a@b.example> &lt;b&gt;", {})
    assert rest == "#shop https://a.example a@b.example <b>"


# Any input at all.

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = (
    "type id customer email slack external name on who role text thread turns offered chosen dimension quote "
    "tickets ticket users comments requester requester_id author_id body html_body created_at public url description "
    "status conversations conversation_parts contacts source author part_type data "
    "user bot_id ts thread_ts subtype message deleted_ts user_team profile user_profile team_id is_restricted"
).split()
LIKELY = st.sampled_from(
    [
        "customer",
        "interaction",
        "choice",
        "conversation",
        "contact",
        "user",
        "2026-01-01",
        "a@b.example",
        "1.5",
        "end-user",
    ]
)
OBJECTS = st.recursive(
    st.dictionaries(st.sampled_from(FIELDS), LIKELY | JSON, max_size=8),
    lambda inner: st.dictionaries(st.sampled_from(FIELDS), LIKELY | inner | st.lists(inner, max_size=3), max_size=8),
    max_leaves=8,
)


def adds_up(summary: Summary) -> bool:
    counts = (summary.customers, summary.interactions, summary.choices, summary.other)
    rejected = sum(count.rejected for count in counts)
    return rejected == summary.rejected and all(
        count.read == count.new + count.changed + count.unchanged + count.duplicates + count.rejected
        for count in counts
    )


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(OBJECTS | JSON, min_size=1, max_size=4), kind=st.sampled_from(["jsonl", "zendesk", "intercom"]))
def test_arbitrary_json_never_raises_and_every_row_is_counted(tmp_path: Path, rows: list[object], kind: str) -> None:
    sink = MemorySink()
    path = write(tmp_path, *rows)
    first = run(sink, path, kind=kind, catalogue=CATALOGUE)
    assert adds_up(first)
    assert first.interactions.new == len(sink.interactions)
    assert (rejects(path) if first.rejected else []) is not None
    second = run(sink, path, kind=kind, catalogue=CATALOGUE)
    assert (second.customers.new, second.interactions.new, second.choices.new) == (0, 0, 0)
    assert second.rejected == first.rejected


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200) | st.text(alphabet='",;|\n\r\tcustomeron whtxa1', max_size=200).map(str.encode))
@pytest.mark.parametrize("header", [b"", b"customer,on,who,text\n", b"email;name\n"])
@pytest.mark.parametrize("kind", ["jsonl", "csv", "zendesk"])
def test_arbitrary_bytes_are_rejected_or_refused_but_never_crash(
    tmp_path: Path, content: bytes, header: bytes, kind: str
) -> None:
    path = tmp_path / "in.csv"
    path.write_bytes(header + content)
    try:
        (header + content).decode("utf-8-sig")
    except UnicodeDecodeError:
        with pytest.raises(ImportProblem, match="UTF-8"):
            run(MemorySink(), path, kind=kind)
    else:
        assert adds_up(run(MemorySink(), path, kind=kind))


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(users=st.lists(OBJECTS, max_size=3), messages=st.lists(OBJECTS | JSON, max_size=4))
def test_arbitrary_slack_exports_never_raise(tmp_path: Path, users: list[object], messages: list[object]) -> None:
    day = tmp_path / "export" / "general" / "2026-01-01.json"
    day.parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / "export" / "users.json").write_text(json.dumps(users), encoding="utf-8")
    day.write_text(json.dumps(messages), encoding="utf-8")
    told = SlackPeople(guests="customer", forwarders=frozenset({"1.5"}))
    assert adds_up(run(MemorySink(), tmp_path / "export", slack=told))


@given(body=st.text(alphabet="<>!/[]&;=\"'- abpdivbrlockquote", max_size=80))
def test_no_html_is_too_broken_to_read(body: str) -> None:
    html_text("<p>" + body)


# The page for admins.


@pytest.mark.parametrize("block", re.findall(r"```(jsonl|csv)\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL))
def test_every_example_of_the_page_can_be_imported(sink: MemorySink, tmp_path: Path, block: tuple[str, str]) -> None:
    path = tmp_path / f"example.{block[0]}"
    path.write_text(block[1], encoding="utf-8")
    summary = run(sink, path, catalogue=CATALOGUE)
    assert (summary.rejected, summary.customers.new > 0) == (0, True)


def test_the_page_names_every_kind() -> None:
    page = DOCS.read_text(encoding="utf-8")
    assert all(f"| `{kind}` |" in page for kind in importers.KINDS)
