"""The commands of whoever runs the bot: what is amiss, who did what, and what is held about a customer."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from assist.cli.program import Program


def add(app: typer.Typer, program: Program) -> None:
    """Add them to the command line."""

    @app.command()
    def doctor() -> None:
        """Say what is missing or wrong, and how to put it right. Exit status 1 where something is."""
        from assist.findings import in_order  # noqa: PLC0415

        found = program.findings()
        for one in sorted(found, key=lambda one: one.in_order):
            print(one.line())
        raise typer.Exit(0 if in_order(found) else 1)

    @app.command()
    def audit(
        subject: Annotated[
            str,
            typer.Argument(help="A customer (id or exact key), a channel's id, catalogue, rules, retention; or all."),
        ] = "",
        *,
        limit: Annotated[int, typer.Option(help="How many, newest first.")] = 50,
    ) -> None:
        """Show who did what, and when, newest first."""
        from assist.custody import trail  # noqa: PLC0415  # needs rich and Slack

        lines = list(trail(program.store(), subject, limit))
        print("\n".join(lines) or "Nothing is on record.")

    @app.command()
    def export(customer: Annotated[str, typer.Argument(help="An id, an address or another exact key.")]) -> None:
        """Print everything that is held about one customer, as JSON."""
        from assist.custody import exported  # noqa: PLC0415  # needs rich and Slack

        print(json.dumps(exported(program.store(), customer), ensure_ascii=False, indent=1))

    @app.command()
    def forget(
        customer: Annotated[str, typer.Argument(help="An id, an address or another exact key.")],
        *,
        yes: Annotated[bool, typer.Option("--yes", help="Really: this can't be undone.")] = False,
    ) -> None:
        """Delete everything about one customer, for good. What stands in Slack itself stays there."""
        from assist.custody import forget as forgotten  # noqa: PLC0415  # needs rich and Slack
        from assist.office import one_customer  # noqa: PLC0415  # needs rich and Slack

        found = one_customer(program.store(), customer)
        if not yes:
            print(f"Would delete everything about {found.name or found.id}. To do so: add --yes.", file=sys.stderr)
            raise typer.Exit(1)
        print(forgotten(program.desk(), customer))

    @app.command()
    def catalogue(
        file: Annotated[Path | None, typer.Argument(help="A file to use from now on; else it is printed.")] = None,
    ) -> None:
        """Print the catalogue in use, or make a file the one in use. A running bot has it at its next message."""
        from assist.catalogue_file import text_of  # noqa: PLC0415  # needs a YAML reader
        from assist.cli.program import refused  # noqa: PLC0415

        book = program.rulebook()
        if file is None:
            print(book.current().text, end="")
            return
        try:
            made = book.put(text_of(file), by="terminal", based_on=book.current().number, note=file.name)
        except (OSError, ValueError) as error:
            raise refused(file, error) from None
        print(f"{file} is version {made.number} of the catalogue, in use from now on.")
