"""The command for team leads: the week's figures, with pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from assist.cli.program import Program, refused


def add(app: typer.Typer, program: Program) -> None:
    """Add it to the command line."""

    @app.command()
    def digest(
        out: Annotated[Path | None, typer.Option(help="A folder for the figures as Markdown and three PNGs.")] = None,
    ) -> None:
        """Show the last week's figures: what customers took, how often flags were right, where they part."""
        from assist.digest import as_text  # noqa: PLC0415  # needs the catalogue's words

        desk = program.desk()
        week = desk.oversight.digest()
        print(as_text(week, desk.catalogue))
        if out is not None:
            from assist.charts import draw_digest  # noqa: PLC0415  # needs matplotlib

            try:
                out.mkdir(parents=True, exist_ok=True)
                page = draw_digest(week, desk.catalogue, out)
            except OSError as error:
                raise refused(out, error) from None
            print(f"\nWith charts: {page}")
