"""The command line. `python app.py` alone lists what there is.

A command imports what it needs when it runs: `predict` should not wait for a database, a template engine and a
language model's client to load.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from assist.cli import admin, faculties, leads, model, people
from assist.cli.program import Lines, Program, Reader, answer_lines
from assist.records import Role

ADDRESS = "Their Way: agent assist for customer support inside Slack. Customers choose; the record remembers."


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
        reader: Reader = "offline",
    ) -> None:
        """Read the choices out of threads: given as lines, or imported before."""
        if imported:
            threads, choices = program.desk().capture_imported()
            print(f"{choices} new choices in {threads} threads.")
        else:
            from assist.batch import capture_line  # noqa: PLC0415  # needs the catalogue's words

            beside = program.thread_reader() if reader == "model" else None
            answer_lines(jsonl, lambda case: capture_line(case, beside))

    @app.command()
    def encode() -> None:
        """Read stored messages for meaning now; a running bot does so in the background."""
        if program.encoder is None:
            print("The encoder's packages are not installed; the history is searched by words.", file=sys.stderr)
            raise typer.Exit(1)
        from assist.intake import read_for_meaning  # noqa: PLC0415  # needs rich

        read_for_meaning(program.store(), program.encoder)

    faculties.add(app, program)
    people.add(app, program)
    admin.add(app, program)
    model.add(app, program)
    leads.add(app, program)
    return app
