"""From rows to the store: who a row belongs to, in batches that an interruption can't halve, and a count of all.

Ids are derived from what the source calls a record, so the same import twice changes nothing, and an import
that was cut off is completed by running it again.
"""

from __future__ import annotations

import json
import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import IO, TypeVar, cast

from assist.catalogue import Catalogue
from assist.importers import intercom, own, slack_export, zendesk
from assist.importers.detect import Kind, detect, size
from assist.importers.rows import ImportProblem, RecordType, Rejected, Row, RowProblem, shown, type_of
from assist.importers.sink import Sink
from assist.importers.slack_people import SlackPeople
from assist.importers.twins import Twins
from assist.records import Choice, Customer, Identity, Interaction, new_id

_Said = TypeVar("_Said", Interaction, Choice)

BATCH = 500
REJECTED_SUFFIX = ".rejected.jsonl"


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of one type: read is the sum of the others. `changed` are customers that were filled in, `duplicates` what
    is known already under another id.
    """

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    duplicates: int = 0
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class FileReport:
    """One input: its format, how many of its rows were rejected, and the file that lists them if any were."""

    path: Path
    kind: Kind
    rejected: int
    rejects: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """`other` counts rows so broken that their type is unknown; `skipped` are lists of rejects among the inputs."""

    customers: Counts
    interactions: Counts
    choices: Counts
    other: Counts
    files: tuple[FileReport, ...]
    skipped: tuple[Path, ...]
    seconds: float

    @property
    def rejected(self) -> int:
        return sum(file.rejected for file in self.files)


def run(
    paths: Sequence[str | Path],
    sink: Sink,
    *,
    kind: str | None = None,
    catalogue: Catalogue | None = None,
    slack: SlackPeople | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Summary:
    """Import files, Slack export folders or zips into `sink`.

    `kind` is one of KINDS and overrides what the content says; choices that `catalogue` does not list are
    rejected; `slack` says who in a Slack export is a customer; `progress(done, total)` is told bytes.
    Rejected rows go to `<file>.rejected.jsonl` beside each input. Raises ImportProblem, before anything
    is stored, for an input that is missing, not UTF-8 or of no known format.
    """
    begin = time.monotonic()
    inputs = [Path(path) for path in paths]
    skipped = tuple(path for path in inputs if path.name.endswith(REJECTED_SUFFIX))
    told = [(path, detect(path, kind)) for path in inputs if path not in skipped]
    total = sum(size(path) for path, _ in told)
    loader = _Loader(sink, catalogue)
    reports: list[FileReport] = []
    before = 0
    for path, file_kind in told:
        rows = _read(path, file_kind, slack or SlackPeople())
        rejects = _Rejects(path)
        try:
            while batch := list(islice(rows, BATCH)):
                for rejected in loader.load(batch):
                    rejects.write(rejected)
                if progress:
                    # What is packed in a zip is more than the zip.
                    progress(before + min(batch[-1].done, size(path)), total)
        finally:
            rejects.close()
        before += size(path)
        reports.append(FileReport(path, file_kind, rejects.count, rejects.path if rejects.count else None))
    if progress:
        progress(total, total)
    return Summary(
        customers=loader.counts("customers"),
        interactions=loader.counts("interactions"),
        choices=loader.counts("choices"),
        other=loader.counts("other"),
        files=tuple(reports),
        skipped=skipped,
        seconds=time.monotonic() - begin,
    )


def _read(path: Path, kind: Kind, people: SlackPeople) -> Iterator[Row | Rejected]:
    match kind:
        case "jsonl":
            return own.read(path)
        case "csv":
            return own.read_csv(path)
        case "slack":
            return slack_export.read(path, people)
        case "zendesk":
            return zendesk.read(path)
        case "intercom":
            return intercom.read(path)


class _Loader:
    """Carries over batches which customer a key belongs to, and the tally."""

    def __init__(self, sink: Sink, catalogue: Catalogue | None) -> None:
        self._sink = sink
        self._catalogue = catalogue
        self._customers: dict[Identity, str] = {}
        self._twins = Twins(sink)
        self._tally: Counter[tuple[RecordType, str]] = Counter()

    def counts(self, record_type: RecordType) -> Counts:
        outcomes = {
            outcome: self._tally[record_type, outcome]
            for outcome in ("new", "changed", "unchanged", "duplicates", "rejected")
        }
        return Counts(read=sum(outcomes.values()), **outcomes)

    def load(self, batch: Sequence[Row | Rejected]) -> list[Rejected]:
        """Store a batch as a whole; what is rejected, by its reader or here, comes back."""
        rejects: list[Rejected] = []
        interactions: list[Interaction] = []
        choices: list[Choice] = []
        with self._sink.transaction():
            for row in batch:
                if isinstance(row, Rejected):
                    rejects.append(row)
                    continue
                try:
                    if isinstance(row.record, Customer):
                        self._customer(row.record)
                    elif isinstance(row.record, Interaction):
                        interactions.append(self._placed(row, row.record))
                    else:
                        self._must_be_listed(row.record)
                        choices.append(self._placed(row, row.record))
                except RowProblem as problem:
                    rejects.append(
                        Rejected(
                            place=row.place, reason=str(problem), raw=row.raw, type=type_of(row.record), done=row.done
                        )
                    )
            said, chosen = self._twins.news(interactions), self._twins.new_choices(choices)
            self._count("interactions", (len(interactions), len(said)), self._sink.add_interactions(said))
            self._count("choices", (len(choices), len(chosen)), self._sink.add_choices(chosen))
        for rejected in rejects:
            self._tally[rejected.type, "rejected"] += 1
        return rejects

    def _count(self, record_type: RecordType, rows: tuple[int, int], new: int) -> None:
        """`rows` are those that could be stored, and those of them that have no twin."""
        self._tally[record_type, "new"] += new
        self._tally[record_type, "unchanged"] += rows[1] - new
        self._tally[record_type, "duplicates"] += rows[0] - rows[1]

    def _customer(self, customer: Customer) -> None:
        holders = self._sink.resolve(customer.identities)
        if len(holders) > 1:
            keys = ", ".join(f"{key.kind} {key.value}" for key in customer.identities)
            raise RowProblem(f"{keys} belong to {len(holders)} different customers: keep the keys of one of them")
        known = bool(holders)
        record = replace(
            customer,
            id=holders[0] if known else new_id(),
            name=customer.name or ("" if known else customer.identities[0].value),
        )
        try:
            changed = self._sink.add_customer(record)
        except ValueError as error:
            raise RowProblem(str(error)) from None
        self._customers.update(dict.fromkeys(customer.identities, record.id))
        self._tally["customers", ("changed" if known else "new") if changed else "unchanged"] += 1

    def _placed(self, row: Row, record: _Said) -> _Said:
        """A record with its customer. A key that nobody holds is a customer we know nothing else of yet.

        A team may name the threads of each customer 1, 2, 3: with the customer before it, no two are taken for one.
        """
        key = cast("Identity", row.whose)
        if key not in self._customers:
            self._customer(Customer(id="", name="", identities=(key,)))
        customer = self._customers[key]
        local = row.local_thread and record.thread
        return replace(record, customer=customer, thread=f"{customer}:{record.thread}" if local else record.thread)

    def _must_be_listed(self, choice: Choice) -> None:
        if self._catalogue is None:
            return
        dimension = self._catalogue.get(choice.dimension)
        if dimension is None:
            listed = ", ".join(dimension.id for dimension in self._catalogue)
            raise RowProblem(f"dimension {shown(choice.dimension)} is not in the catalogue: it lists {listed}")
        for option in (choice.chosen, *choice.offered):
            if dimension.option(option) is None:
                field = "chosen" if option == choice.chosen else "offered"
                listed = ", ".join(option.id for option in dimension.options)
                raise RowProblem(f"{field} {shown(option)} is not an option of {dimension.id}: it lists {listed}")


class _Rejects:
    """The list of rejects beside an input, written only if there are any; that of an earlier run is removed."""

    def __init__(self, source: Path) -> None:
        # "." and ".." are folders with a name, too.
        self.path = Path(os.path.abspath(source) + REJECTED_SUFFIX)
        self.count = 0
        self._file: IO[str] | None = None
        self.path.unlink(missing_ok=True)

    def write(self, rejected: Rejected) -> None:
        try:
            # A lone surrogate is written as its JSON escape: the row can be read back as it was.
            self._file = self._file or self.path.open("w", encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            raise ImportProblem(f"{self.path}: rejected rows can't be written there: {error.strerror}") from None
        line = {"line": rejected.place, "reason": rejected.reason, "row": rejected.raw}
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self.count += 1

    def close(self) -> None:
        if self._file:
            self._file.close()
