"""The commands of whoever runs the bot: what is amiss, who did what, and what is held about a customer."""

from __future__ import annotations

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
