"""The command line. `python app.py` alone lists what there is.

A command imports what it needs when it runs: `predict` should not wait for a database, a template engine and a
language model's client to load.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Protocol

import typer

from assist.records import Role
from assist.workplace import Channel, ChannelKind

if TYPE_CHECKING:
    from assist.batch import Answers, Json
    from assist.desk import Desk
    from assist.importers import Summary
    from assist.ports import Store, Writer

ADDRESS = "Their Way: agent assist for customer support inside Slack. Customers choose; the record remembers."
Lines = Annotated[bool, typer.Option("--jsonl", help="Read one JSON object a line from standard input.")]

_CHANNEL = re.compile(r"[CG][A-Z0-9]{2,20}")


class Program(Protocol):
    """What the composition root makes for the commands, each when it is asked for."""

    def store(self) -> Store: ...
    def desk(self) -> Desk: ...
    def offline_writer(self) -> Writer: ...
    def memory_store(self) -> Store: ...
    def serve(self) -> None: ...
    def demo(self) -> None: ...


def main(program: Program, argv: list[str]) -> int:
    """Run a command; the exit status. What is wrong with settings or files is one line, never a traceback."""
    try:
        build(program)(argv)
    except SystemExit as leaving:  # how typer ends, whatever the outcome
        return leaving.code if isinstance(leaving.code, int) else 0
    except _mistakes() as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _mistakes() -> tuple[type[Exception], ...]:
    """What a person can put right, each with its one line; looked at only where something was raised."""
    from assist.catalogue_file import CatalogueError  # noqa: PLC0415  # needs a YAML reader
    from assist.importers import ImportProblem  # noqa: PLC0415  # needs the catalogue's words
    from assist.settings import SettingsError  # noqa: PLC0415  # needs pydantic

    return SettingsError, CatalogueError, ImportProblem


def build(program: Program) -> typer.Typer:
    app = typer.Typer(
        help=ADDRESS, no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
    )
    errors = Console(stderr=True)

    @app.command()
    def run() -> None:
        """Listen in Slack and help. Needs SLACK_BOT_TOKEN and SLACK_APP_TOKEN."""
        program.serve()

    @app.command()
    def demo() -> None:
        """Show the whole story in the terminal, without Slack and without a key."""
        program.demo()

    @app.command("import")
    def import_files(
        files: Annotated[list[Path], typer.Argument(help="Files, Slack export folders or zips.")],
        kind: Annotated[
            str | None, typer.Option(help=f"The format, where it is not told: {', '.join(importers.KINDS)}")
        ] = None,
        customers: Annotated[str, typer.Option(help="Slack exports: user ids of customers, with commas.")] = "",
        forwarders: Annotated[
            str, typer.Option(help="Slack exports: ids of who forwards tickets; else the senders of your channels.")
        ] = "",
        guests: Annotated[Role | None, typer.Option(help="Slack exports: which side guest accounts are on.")] = None,
    ) -> None:
        """Bring customers, messages and choices in. The same import twice changes nothing."""
        desk = program.desk()
        senders = (sender for channel in desk.store.house.channels() for sender in channel.senders)
        sink = StoreSink(desk.store, desk.clock)
        with Progress(
            TextColumn("importing"),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=errors,
            transient=True,
        ) as bar:
            task = bar.add_task("import", total=None)
            summary = importers.run(
                files,
                sink,
                kind=kind,
                catalogue=desk.catalogue,
                slack=SlackPeople(
                    customers=frozenset(listed(customers)),
                    forwarders=frozenset(listed(forwarders) or senders),
                    guests=guests,
                ),
                progress=lambda done, total: bar.update(task, completed=done, total=total),
            )
        desk.learn_population()
        print(described(summary))

    @app.command()
    def capture(
        jsonl: Lines = False,
        imported: Annotated[
            bool, typer.Option("--import", help="Read the choices out of all imported threads into the ledger.")
        ] = False,
    ) -> None:
        """Read the choices out of threads: given as lines, or imported before."""
        if imported:
            threads, choices = program.desk().capture_imported()
            print(f"{choices} new choices in {threads} threads.")
        else:
            _lines(jsonl, batch.capture_line)

    _add_faculties(app, program)

    @app.command()
    def channel(
        channel_id: Annotated[
            str, typer.Argument(help="The channel's id, C… (in Slack: channel details, at the bottom).")
        ],
        kind: Annotated[
            ChannelKind, typer.Option(help="tickets: internal, fed with tickets. connect: the customer is in it.")
        ],
        sender: Annotated[
            list[str] | None, typer.Option(help="Bot id (B…) or user id (U…) whose messages are customers'.")
        ] = None,
        mirror: Annotated[str, typer.Option(help="For connect: the internal channel where the cards go.")] = "",
        name: Annotated[str, typer.Option(help="The channel's name, for people.")] = "",
    ) -> None:
        """Say how a channel is treated."""
        for given in (channel_id, *([mirror] if mirror else [])):
            if not _CHANNEL.fullmatch(given):
                raise typer.BadParameter(f"{given!r} is no channel id: it begins with C or G, as in C0123ABCD")
        if kind == "connect" and not mirror:
            print("No mirror given: messages are kept, and no card is shown until there is one.", file=sys.stderr)
        program.store().house.save_channel(
            Channel(id=channel_id, kind=kind, name=name, senders=tuple(sender or ()), mirror=mirror)
        )
        print(f"{channel_id} is now treated as {kind}.")

    return app


def _add_faculties(app: typer.Typer, program: Program) -> None:
    """The commands that answer files and need neither Slack nor the store."""

    @app.command()
    def check(jsonl: Lines = False) -> None:
        """Say where drafts project."""
        _lines(jsonl, batch.check_line)

    @app.command()
    def suggest(jsonl: Lines = False) -> None:
        """Suggest replies."""
        writer = program.offline_writer()
        _lines(jsonl, lambda case: batch.suggest_line(case, writer))

    @app.command()
    def retrieve(jsonl: Lines = False) -> None:
        """Find the past interactions that matter for a message."""
        store = program.memory_store()
        _lines(jsonl, lambda case: batch.retrieve_line(case, store))

    @app.command()
    def predict(
        file: Annotated[Path, typer.Argument(help="Choice data, CSV: person,task,alt,chosen,avail,<attributes…>.")],
        labelled: Annotated[
            bool,
            typer.Option("--labelled", help="An `alt` names the same thing in every task: a brand, an option's id."),
        ] = False,
    ) -> None:
        """Say how likely each alternative is in the tasks of a file whose `chosen` is empty."""
        try:
            predict_file(file, labelled, sys.stdout)
        except (ValueError, OSError) as error:
            print(f"{file}: {error.strerror if isinstance(error, OSError) else error}", file=sys.stderr)
            raise typer.Exit(2) from None


def described(summary: Summary) -> str:
    """An import in words: what was new, what was there, and where the rejected rows are."""
    lines = []
    for name, counts in (
        ("customers", summary.customers),
        ("interactions", summary.interactions),
        ("choices", summary.choices),
    ):
        known = counts.changed + counts.unchanged
        lines.append(f"{name}: {counts.new} new, {known} there already, {counts.rejected} rejected")
    lines += [f"rejected rows, with line and reason: {file.rejects}" for file in summary.files if file.rejects]
    lines.append(f"{summary.seconds:.1f} s")
    return "\n".join(lines)


def _lines(jsonl: bool, answer: Callable[[batch.Json], batch.Answers]) -> None:
    if not jsonl:
        print(
            "Say --jsonl and give one JSON object a line on standard input; README shows the fields.", file=sys.stderr
        )
        raise typer.Exit(2)
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):  # the contract is UTF-8, whatever the machine's own encoding is
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")
    raise typer.Exit(batch.run(sys.stdin, sys.stdout, answer))
