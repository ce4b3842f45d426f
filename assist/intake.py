"""Bringing the past in, as a person at a terminal sees it: a bar while it runs, and what came of it."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from assist import importers
from assist.desk import Desk
from assist.importers import Summary
from assist.ports import Encoder, Store
from assist.records import Role
from assist.settings import listed

_AT_ONCE = 64  # vectors between two steps of the bar
_ERRORS = Console(stderr=True)


def imported(desk: Desk, files: list[Path], kind: str | None, named: tuple[str, str], guests: Role | None) -> Summary:
    """Import, with a bar that shows how far it is; `named` are the customers and the forwarders as they were typed."""
    customers, forwarders = (frozenset(listed(names)) for names in named)
    senders = frozenset(sender for channel in desk.store.house.channels() for sender in channel.senders)
    with Progress(
        TextColumn("importing"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=_ERRORS,
        transient=True,
    ) as bar:
        task = bar.add_task("import", total=None)
        summary = importers.run(
            files,
            importers.StoreSink(desk.store, desk.clock),
            kind=kind,
            catalogue=desk.catalogue,
            slack=importers.SlackPeople(customers=customers, forwarders=forwarders or senders, guests=guests),
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    desk.learn_population()
    return summary


def read_for_meaning(store: Store, encoder: Encoder) -> None:
    """Make all the vectors that are due, with a bar; what is done is kept, whenever it is broken off."""
    waiting = store.vectors_due()
    with Progress(console=_ERRORS, transient=True) as bar:
        task = bar.add_task("reading for meaning", total=waiting)
        while done := store.encode_due(encoder, _AT_ONCE):
            bar.advance(task, done)
    print(f"{waiting} messages read for meaning.")


def described(summary: Summary) -> str:
    """An import in words: what was new, what was there, and where the rejected rows are."""
    lines = []
    for name, counts in (
        ("customers", summary.customers),
        ("interactions", summary.interactions),
        ("choices", summary.choices),
    ):
        known = counts.changed + counts.unchanged
        twins = f", {counts.duplicates} there already under another id" if counts.duplicates else ""
        lines.append(f"{name}: {counts.new} new, {known} there already{twins}, {counts.rejected} rejected")
    lines += [f"rejected rows, with line and reason: {file.rejects}" for file in summary.files if file.rejects]
    lines.append(f"{summary.seconds:.1f} s")
    return "\n".join(lines)
