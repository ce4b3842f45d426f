"""Why: what admins change must hold at once, in every process, and not undo what somebody else has just changed."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from assist.catalogue import Catalogue
from assist.catalogue_file import CatalogueError, read
from assist.desk import Desk
from assist.records import Choice, Customer, Flag
from assist.reviews import weigh
from assist.rulebook import MOST_CHARACTERS, Outdated, Rulebook, RuleError, in_force
from assist.workplace import CatalogueVersion, HouseRules, Thread
from assist.writer import OfflineWriter
from storage import SqliteStore, open_store

NOW = datetime(2026, 5, 1, tzinfo=UTC)
OURS = """\
dimensions:
  delivery:
    options:
      home: {label: to your door}
      shop: {label: to the shop}
"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    made = open_store(str(tmp_path / "x.db"))
    yield made
    made.close()


@pytest.fixture
def book(store: SqliteStore, tmp_path: Path) -> Rulebook:
    (tmp_path / "ours.yml").write_text(OURS, encoding="utf-8")
    return Rulebook(store, lambda: NOW, file=tmp_path / "ours.yml")


def desk_of(book: Rulebook) -> Desk:
    return Desk(book.store, book.catalogue(), OfflineWriter(), clock=book.clock)


def test_the_file_is_the_first_version(book: Rulebook) -> None:
    assert (book.current().number, book.current().text) == (1, OURS)
    assert [one.number for one in book.versions()] == [1]
    assert [one.id for one in book.catalogue()] == ["delivery"]


def test_a_change_is_a_version_of_its_own_and_the_file_is_kept(book: Rulebook) -> None:
    made = book.put(OURS.replace("shop", "locker"), by="U0ADM", based_on=1, note="lockers")
    assert made.number == 2
    assert book.catalogue().option("delivery", "locker")
    assert [(one.number, one.by, one.note) for one in book.versions()] == [
        (2, "U0ADM", "lockers"),
        (1, "file", "ours.yml"),
    ]
    (entry,) = book.store.house.trail("catalogue")
    assert (entry.actor, entry.detail) == ("U0ADM", {"version": "2", "what": "lockers"})


def test_a_file_that_has_changed_and_is_not_in_use_waits(book: Rulebook) -> None:
    assert not book.file_waits()
    book.put(OURS.replace("shop", "locker"), by="U0ADM", based_on=1)
    assert not book.file_waits()
    newer = OURS.replace("shop", "kiosk")
    book.file.write_text(newer, encoding="utf-8")
    assert book.file_waits()
    book.put(newer, by="terminal", based_on=2)
    assert not book.file_waits()


def test_going_back_is_a_version_too(book: Rulebook) -> None:
    book.put(OURS.replace("shop", "locker"), by="U0ADM", based_on=1)
    made = book.go_back(1, by="U0BEN", based_on=2)
    assert (made.number, made.text, made.note) == (3, OURS, "back to version 1")
    with pytest.raises(KeyError):
        book.go_back(9, by="U0BEN", based_on=3)


def test_two_who_change_the_same_version_do_not_overwrite_each_other(book: Rulebook) -> None:
    book.put(OURS.replace("shop", "locker"), by="U0ADM", based_on=1)
    with pytest.raises(Outdated, match="U0ADM has made version 2"):
        book.put(OURS, by="U0BEN", based_on=1)
    assert book.current().number == 2


@pytest.mark.parametrize("text", ["dimensions: []", "a: [", "", "#" * (MOST_CHARACTERS + 1)])
def test_a_mistake_changes_nothing(book: Rulebook, text: str) -> None:
    with pytest.raises(CatalogueError):
        book.put(text, by="U0ADM", based_on=1)
    assert book.current().number == 1
    assert book.store.house.trail("catalogue") == []


def test_rules_begin_as_the_settings_say_and_keep_what_was_changed(store: SqliteStore) -> None:
    book = Rulebook(store, lambda: NOW, HouseRules(turn_pause=5, no_answer_days=3))
    assert (book.rules().turn_pause, book.rules().keep_days) == (5, 0)
    book.change("U0ADM", turn_pause=9, leads=("U1", "U2"))
    other = Rulebook(store, lambda: NOW, HouseRules(turn_pause=5, no_answer_days=4))
    assert (other.rules().turn_pause, other.rules().no_answer_days, other.rules().leads) == (9, 4, ("U1", "U2"))


def test_who_changed_a_rule_from_what_to_what_is_on_record(book: Rulebook) -> None:
    book.change("U0ADM", turn_pause=30.0, least_severity="medium")
    book.change("U0ADM", turn_pause=30.0)
    book.change("U0BEN", keep_quotes=False, lead_group="S0LEADS")
    assert [(one.actor, one.detail) for one in book.store.house.trail("rules")] == [
        ("U0ADM", {"turn_pause": "20 → 30", "least_severity": "low → medium"}),
        ("U0BEN", {"keep_quotes": "yes → no", "lead_group": "none → S0LEADS"}),
    ]


@pytest.mark.parametrize(("field", "value"), [("turn_pause", -1), ("no_answer_days", 1000), ("keep_days", -5)])
def test_a_rule_has_bounds(book: Rulebook, field: str, value: float) -> None:
    with pytest.raises(RuleError, match="It must be between 0 and") as caught:
        book.change("U0ADM", **{field: value})
    assert caught.value.field == field


def test_a_running_desk_has_a_change_at_its_next_event_in_every_process(book: Rulebook) -> None:
    first, second = desk_of(book), desk_of(book)
    one, other = in_force(first, book), in_force(second, book)
    one()
    assert first.turn_pause == 0  # as it was made
    book.put(OURS.replace("shop", "locker"), by="U0ADM", based_on=1)
    book.change("U0ADM", turn_pause=7.0, least_severity="high")
    for desk, catch_up in ((first, one), (second, other)):
        catch_up()
        assert desk.catalogue.option("delivery", "locker")
        assert {id(part.catalogue) for part in (desk.insight, desk.books, desk.corrections)} == {id(desk.catalogue)}
        assert (desk.turn_pause, desk.insight.least) == (7.0, "high")


def test_nobody_goes_on_by_old_rules_while_another_thread_takes_up_the_new_ones(book: Rulebook) -> None:
    begun, go_on = threading.Event(), threading.Event()

    class Slow(Desk):
        def follow(self, catalogue: Catalogue, rules: HouseRules) -> None:
            begun.set()
            go_on.wait(10)
            super().follow(catalogue, rules)

    desk = Slow(book.store, book.catalogue(), OfflineWriter(), clock=book.clock)
    catch_up, worked_by = in_force(desk, book), []
    book.change("U0ADM", turn_pause=7.0)

    def work() -> None:
        catch_up()
        worked_by.append(desk.turn_pause)

    first, second = threading.Thread(target=catch_up), threading.Thread(target=work)
    first.start()
    assert begun.wait(10)
    second.start()
    second.join(0.1)  # it must not get through
    go_on.set()
    first.join()
    second.join()
    assert worked_by == [7.0]


def test_what_could_not_be_taken_up_is_taken_up_at_the_next_call(book: Rulebook) -> None:
    class Failing(Desk):
        tries = 0

        def follow(self, catalogue: Catalogue, rules: HouseRules) -> None:
            self.tries += 1
            if self.tries == 1:
                raise OSError("the store is away")
            super().follow(catalogue, rules)

    desk = Failing(book.store, book.catalogue(), OfflineWriter(), clock=book.clock)
    catch_up = in_force(desk, book)
    book.change("U0ADM", turn_pause=7.0)
    with pytest.raises(OSError, match="away"):
        catch_up()
    catch_up()
    assert desk.turn_pause == 7.0


def test_a_change_of_rules_leaves_the_catalogue_of_the_desk_alone(book: Rulebook) -> None:
    desk = Desk(book.store, read(), OfflineWriter(), clock=book.clock)
    catch_up = in_force(desk, book)
    book.change("U0ADM", turn_pause=7.0)
    catch_up()
    assert desk.catalogue == read()


def test_a_version_that_this_program_cannot_read_leaves_the_desk_as_it_was(book: Rulebook) -> None:
    desk = desk_of(book)
    catch_up = in_force(desk, book)
    book.store.rules.add_version(CatalogueVersion(number=2, text="dimensions: []", by="U0ADM", on=NOW))
    catch_up()
    assert desk.catalogue.option("delivery", "shop")


def test_flags_below_the_least_severity_are_not_shown() -> None:
    flags = [Flag(kind="own_preference", quote="x", start=0, reason="", severity=one) for one in ("low", "medium")]  # type: ignore[arg-type]
    assert [one.severity for one in weigh(flags, {}, "medium")] == ["medium"]
    assert len(weigh(flags, {})) == 2


def test_the_least_severity_holds_for_a_draft(book: Rulebook) -> None:
    desk = Desk(book.store, read(), OfflineWriter(), clock=book.clock)
    book.store.people.add(Customer(id="c", name="Maria"), by="test", on=NOW)
    on = {"customer": "c", "on": NOW, "dimension": "resolution", "offered": ("refund", "replacement")}
    book.store.ledger.add([Choice(id=f"x{n}", chosen="replacement", **on) for n in range(4)])  # type: ignore[arg-type]
    thread = Thread(channel="C1", ts="1.1", customer="c", message="The lid is cracked.")
    found = desk.insight.flags("If it were me, I'd take the refund.", thread)
    assert found
    desk.insight.least = "high"
    assert desk.insight.flags("If it were me, I'd take the refund.", thread) == tuple(
        flag for flag in found if flag.severity == "high"
    )
