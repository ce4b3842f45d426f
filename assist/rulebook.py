"""What admins set while the bot runs: the catalogue, in versions, and the house's rules.

The file that CATALOGUE names is the first version and the settings of the environment are the first rules; whatever
is changed later is in the store, so that every process has it at its next event. Each change says who made it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from assist import catalogue_file
from assist.catalogue import Catalogue
from assist.desk import Desk
from assist.ports import Clock, Store
from assist.workplace import AuditEntry, CatalogueVersion, HouseRules

log = structlog.get_logger()
RULES, CATALOGUE = "rules", "catalogue"  # the setting's name; both are subjects of the audit trail too
_MOST = {"turn_pause": 3_600.0, "no_answer_days": 365.0, "keep_days": 36_500}
MOST_CHARACTERS = 200_000


class RuleError(ValueError):
    """A rule can't be set to this; `field` names it, the message is what people read."""

    def __init__(self, field: str, says: str) -> None:
        super().__init__(says)
        self.field = field


class Outdated(ValueError):
    """Somebody else has changed the catalogue since it was looked at."""


@dataclass(frozen=True, slots=True)
class Rulebook:
    store: Store
    clock: Clock
    first: HouseRules = field(default_factory=HouseRules)
    file: Path = catalogue_file.DEFAULT

    def rules(self) -> HouseRules:
        """The rules as they are now."""
        known = {one.name for one in fields(HouseRules)}
        changed: dict[str, Any] = self.store.house.setting(RULES) or {}
        lists = {name: tuple(value) for name, value in changed.items() if isinstance(value, list)}
        return replace(self.first, **{name: value for name, value in {**changed, **lists}.items() if name in known})

    def change(self, by: str, **new: Any) -> HouseRules:
        """Set some rules. Raises RuleError."""
        for name, value in new.items():
            if name in _MOST and not 0 <= value <= _MOST[name]:
                raise RuleError(name, f"It must be between 0 and {_MOST[name]:g}.")
        with self.store.transaction():
            before = asdict(self.rules())
            detail = {name: f"{_told(before[name])} → {_told(value)}" for name, value in new.items()}
            detail = {name: told for name, told in detail.items() if before[name] != new[name]}
            if detail:
                kept = self.store.house.setting(RULES) or {}
                self.store.house.set(RULES, {**kept, **new}, on=self.clock())
                self._record(by, "changed", RULES, detail)
        return self.rules()

    # The catalogue.

    def current(self) -> CatalogueVersion:
        """The version in use: the file, until somebody has made another. Raises OSError, CatalogueError."""
        return self.store.rules.latest() or self._of_file()

    def catalogue(self) -> Catalogue:
        """Raises OSError where the file can't be read, CatalogueError with line and field."""
        kept = self.store.rules.latest()
        if kept is None:
            return catalogue_file.read(self.file)
        return catalogue_file.parse(kept.text, name=f"catalogue, version {kept.number}")

    def file_waits(self) -> bool:
        """Whether the file has changed since it became version 1, and is not in use. Raises OSError, CatalogueError."""
        first = self.store.rules.version(1)
        return first is not None and self._of_file().text not in {first.text, self.current().text}

    def versions(self, limit: int = 10) -> list[CatalogueVersion]:
        """Newest first."""
        return self.store.rules.versions(limit) or [self._of_file()]

    def version(self, number: int) -> CatalogueVersion | None:
        kept = self.store.rules.version(number)
        return kept or (self._of_file() if number == 1 else None)

    def put(self, text: str, *, by: str, based_on: int, note: str = "") -> CatalogueVersion:
        """Make a text the catalogue. Raises CatalogueError for a mistake in it, Outdated where the version in use is no
        longer `based_on`, the one that was looked at.
        """
        if len(text) > MOST_CHARACTERS:
            raise catalogue_file.CatalogueError(f"catalogue:1: the file: is longer than {MOST_CHARACTERS} characters")
        catalogue_file.parse(text)
        with self.store.transaction():
            current = self.current()
            if current.number != based_on:
                raise Outdated(f"{current.by} has made version {current.number} meanwhile.")
            if self.store.rules.latest() is None:
                self.store.rules.add_version(current)
            made = CatalogueVersion(number=based_on + 1, text=text, by=by, on=self.clock(), note=note)
            self.store.rules.add_version(made)
            self._record(by, "changed", CATALOGUE, {"version": str(made.number), "what": note})
        return made

    def go_back(self, number: int, *, by: str, based_on: int) -> CatalogueVersion:
        """Make an earlier version the current one again, as a version of its own. Raises as `put`, and KeyError."""
        earlier = self.version(number)
        if earlier is None:
            raise KeyError(number)
        return self.put(earlier.text, by=by, based_on=based_on, note=f"back to version {number}")

    def _of_file(self) -> CatalogueVersion:
        text = catalogue_file.text_of(self.file)
        changed = datetime.fromtimestamp(self.file.stat().st_mtime).astimezone()
        return CatalogueVersion(number=1, text=text, by="file", on=changed, note=self.file.name)

    def _record(self, actor: str, action: str, subject: str, detail: dict[str, str]) -> None:
        self.store.house.record(AuditEntry(on=self.clock(), actor=actor, action=action, subject=subject, detail=detail))


def in_force(desk: Desk, book: Rulebook) -> Callable[[], None]:
    """What keeps a running desk in step with the rulebook: to be called before each thing it does, and cheap.

    Until something is changed the desk stays as it was made. Whoever calls it while another thread is at it waits, so
    that nobody goes on by rules that are known to be old; what could not be read is read at the next call.
    """
    seen: tuple[str, int] = ("", 0)
    turn = threading.Lock()

    def catch_up() -> None:
        nonlocal seen
        with turn:
            state = desk.store.rules.state(RULES)
            if state == seen:
                return
            catalogue = desk.catalogue
            try:
                catalogue = book.catalogue() if state[1] else catalogue
            except catalogue_file.CatalogueError as error:  # made by another version of the program
                log.error("the catalogue stays as it was: its latest version can't be read", why=str(error))
            desk.follow(catalogue, book.rules())
            seen = state

    return catch_up


def _told(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "nobody"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, int | float) else str(value) or "none"
