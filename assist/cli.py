"""The command line. `python app.py` alone lists what there is.

A command imports what it needs when it runs: `predict` should not wait for a database, a template engine and a
language model's client to load.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Protocol

import typer

from assist.records import Role
from assist.workplace import AddressPlace, Channel, ChannelKind

if TYPE_CHECKING:
    from assist.batch import Answers, Json
    from assist.desk import Desk
    from assist.ports import Encoder, Store, Writer

ADDRESS = "Their Way: agent assist for customer support inside Slack. Customers choose; the record remembers."
Lines = Annotated[bool, typer.Option("--jsonl", help="Read one JSON object a line from standard input.")]


class Program(Protocol):
    """What the composition root makes for the commands, each when it is asked for."""

    def store(self) -> Store: ...
    def desk(self) -> Desk: ...
    def offline_writer(self) -> Writer: ...
    def memory_store(self) -> Store: ...
    @property
    def encoder(self) -> Encoder | None: ...
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
    from assist.office import Mistake  # noqa: PLC0415  # needs rich and Slack
    from assist.settings import SettingsError  # noqa: PLC0415  # needs pydantic

    return SettingsError, CatalogueError, ImportProblem, Mistake


def build(program: Program) -> typer.Typer:
    app = typer.Typer(
        help=ADDRESS, no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
    )

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
            str | None, typer.Option(help="The format, where it is not told: jsonl, csv, slack, zendesk or intercom.")
        ] = None,
        customers: Annotated[str, typer.Option(help="Slack exports: user ids of customers, with commas.")] = "",
        forwarders: Annotated[
            str, typer.Option(help="Slack exports: ids of who forwards tickets; else the senders of your channels.")
        ] = "",
        guests: Annotated[Role | None, typer.Option(help="Slack exports: which side guest accounts are on.")] = None,
    ) -> None:
        """Bring customers, messages and choices in. The same import twice changes nothing."""
        from assist.intake import described, imported  # noqa: PLC0415  # needs the importers and rich

        desk = program.desk()
        print(described(imported(desk, files, kind, (customers, forwarders), guests)))
        if waiting := desk.store.vectors_due() if program.encoder else 0:
            print(f"{waiting} messages wait to be read for meaning: a running bot does it, or `app.py encode` now.")

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
            from assist.batch import capture_line  # noqa: PLC0415  # needs the catalogue's words

            _lines(jsonl, capture_line)

    @app.command()
    def encode() -> None:
        """Read stored messages for meaning now; a running bot does so in the background."""
        if program.encoder is None:
            print("The encoder's packages are not installed; the history is searched by words.", file=sys.stderr)
            raise typer.Exit(1)
        from assist.intake import read_for_meaning  # noqa: PLC0415  # needs rich

        read_for_meaning(program.store(), program.encoder)

    _add_faculties(app, program)

    @app.command()
    def channel(
        channel_id: Annotated[
            str, typer.Argument(help="The channel's id, C… (in Slack: channel details, at the bottom).")
        ],
        *,
        kind: Annotated[
            ChannelKind, typer.Option(help="tickets: internal, fed with tickets. connect: the customer is in it.")
        ],
        sender: Annotated[
            list[str] | None, typer.Option(help="Bot id (B…) or user id (U…) whose messages are customers'.")
        ] = None,
        mirror: Annotated[str, typer.Option(help="For connect: the internal channel where the cards go.")] = "",
        name: Annotated[str, typer.Option(help="The channel's name, for people.")] = "",
        address_in: Annotated[AddressPlace, typer.Option(help="Where a forwarded ticket says whose it is.")] = "text",
        label: Annotated[
            str,
            typer.Option(help="The line's label (a regular expression), or the metadata's key; else the head lines."),
        ] = "",
        customer: Annotated[str, typer.Option(help="Everybody who writes here is this customer (id or key).")] = "",
        domain: Annotated[str, typer.Option(help="Whoever has an address of this domain is of that company.")] = "",
    ) -> None:
        """Set up a channel: say how it is treated. Settings that are not given go back to their defaults."""
        from assist.office import set_up  # noqa: PLC0415  # needs rich and Slack

        told = Channel(id=channel_id, kind=kind, name=name, senders=tuple(sender or ()), mirror=mirror)
        set_up(
            program.store(), replace(told, address_in=address_in, label=label, customer=customer, domain=domain.lower())
        )
        if kind == "connect" and not mirror:
            print("No mirror given: messages are kept, and no card is shown until there is one.", file=sys.stderr)
        if kind == "tickets" and not sender:
            print("No sender given: nobody's messages are taken for customers' until there is one.", file=sys.stderr)
        print(f"{channel_id} is now treated as {kind}; senders: {', '.join(sender or ()) or 'none'}.")

    _add_people(app, program)
    return app


def _add_people(app: typer.Typer, program: Program) -> None:
    """The commands about whose messages are whose."""

    @app.command()
    def match(channel_id: Annotated[str, typer.Argument(help="A channel that is set up.")]) -> None:
        """Show what a channel's settings make of its last 20 messages. Nothing is posted or stored."""
        from rich.console import Console  # noqa: PLC0415

        from assist.office import show_matches  # noqa: PLC0415  # needs rich and Slack
        from assist.settings import listed, load  # noqa: PLC0415  # needs pydantic

        show_matches(program.store(), channel_id, listed(load().our_domains), Console())

    @app.command()
    def merge(kept: str, gone: str) -> None:
        """Take two customers (ids or exact keys) for one: what the second has becomes the first's."""
        from assist.office import merge as merged  # noqa: PLC0415  # needs rich and Slack

        print(merged(program.desk(), kept, gone))

    @app.command()
    def unmerge(merge_id: str) -> None:
        """Take apart what `merge` took for one."""
        from assist.office import unmerge as parted  # noqa: PLC0415  # needs rich and Slack

        print(parted(program.desk(), merge_id))


def _add_faculties(app: typer.Typer, program: Program) -> None:
    """The commands that answer files and need neither Slack nor the store."""

    @app.command()
    def check(jsonl: Lines = False) -> None:
        """Point out where drafts say more about the agent than about the customer."""
        from assist.batch import check_line  # noqa: PLC0415  # needs the classifier

        _lines(jsonl, check_line)

    @app.command()
    def suggest(jsonl: Lines = False) -> None:
        """Suggest replies."""
        from assist.batch import suggest_line  # noqa: PLC0415  # needs the templates

        writer = program.offline_writer()
        _lines(jsonl, lambda case: suggest_line(case, writer))

    @app.command()
    def retrieve(jsonl: Lines = False) -> None:
        """Find the past interactions that matter for a message."""
        from assist.batch import retrieve_line  # noqa: PLC0415  # needs the encoder

        store = program.memory_store()
        encoder = program.encoder
        _lines(jsonl, lambda case: retrieve_line(case, store, encoder))

    @app.command()
    def predict(
        file: Annotated[Path, typer.Argument(help="Choice data, CSV: person,task,alt,chosen,avail,<attributes…>.")],
        labelled: Annotated[
            bool,
            typer.Option("--labelled", help="An `alt` names the same thing in every task: a brand, an option's id."),
        ] = False,
    ) -> None:
        """Say how likely each alternative is in the tasks of a file whose `chosen` is empty."""
        from assist.panels import predict_file  # noqa: PLC0415  # needs numpy

        try:
            predict_file(file, labelled, sys.stdout)
        except (ValueError, OSError) as error:
            raise _refused(file, error) from None

    @app.command()
    def evaluate(
        faculty: Annotated[Literal["choices"], typer.Argument(help="What is measured: choices.")],
        files: Annotated[list[Path], typer.Argument(help="Choice data as for predict, with what was taken.")],
        labelled: Annotated[
            str, typer.Option(help="Files, with commas, in which an `alt` names the same thing in every task.")
        ] = "",
        plot: Annotated[
            Path | None, typer.Option(help="Save how far the probabilities can be trusted, as PNG.")
        ] = None,
    ) -> None:
        """Hide each person's last two choices, forecast them, and compare with plain ways of doing so."""
        _evaluate(files, labelled, plot)


def _evaluate(files: list[Path], labelled: str, plot: Path | None) -> None:
    from rich.console import Console  # noqa: PLC0415  # only here is there a table to draw

    from assist.evaluation import evaluate_file, table  # noqa: PLC0415  # needs numpy

    names = {name for name in labelled.split(",") if name}
    if unknown := names - {name for file in files for name in (file.stem, file.name)}:
        raise typer.BadParameter(f"no file here is called {', '.join(sorted(unknown))}", param_hint="--labelled")
    out, evaluations = Console(), []
    for file in files:
        try:
            evaluations.append(evaluate_file(file, bool(names & {file.stem, file.name})))
        except (ValueError, OSError) as error:
            raise _refused(file, error) from None
        out.print(table(evaluations[-1]))
    if plot:
        from assist.charts import calibration  # noqa: PLC0415  # needs matplotlib

        try:
            calibration(evaluations, plot)
        except OSError as error:
            raise _refused(plot, error) from None


def _refused(file: Path, error: ValueError | OSError) -> typer.Exit:
    """Say in one line what is wrong with a file; the exit to raise."""
    print(f"{file}: {error.strerror if isinstance(error, OSError) else error}", file=sys.stderr)
    return typer.Exit(2)


def _lines(jsonl: bool, answer: Callable[[Json], Answers]) -> None:
    if not jsonl:
        print(
            "Say --jsonl and give one JSON object a line on standard input; README shows a line for each command.",
            file=sys.stderr,
        )
        raise typer.Exit(2)
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):  # the contract is UTF-8, whatever the machine's own encoding is
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")
    from assist.batch import run  # noqa: PLC0415  # needs the classifier, the templates and the encoder

    raise typer.Exit(run(sys.stdin, sys.stdout, answer))
