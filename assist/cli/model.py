"""The command about the language model: what it does, and for whom it is off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

import typer

from assist.cli.program import Program

_DAYS = 30


def add(app: typer.Typer, program: Program) -> None:
    """Add it to the command line."""

    @app.command()
    def model(
        what: Annotated[Literal["status", "off", "on"], typer.Argument(help="status, off or on.")] = "status",
        subject: Annotated[str, typer.Argument(help="For off and on: a channel's id, or a customer (id or key).")] = "",
    ) -> None:
        """Show what the language model was asked of late, or turn it off (on) for a channel or a customer."""
        if what == "status":
            _status(program)
            return
        if not subject:
            raise typer.BadParameter("say for which channel or customer", param_hint="SUBJECT")
        from assist.office import turn_model  # noqa: PLC0415  # needs rich and Slack

        print(turn_model(program.store(), subject, off=what == "off", now=datetime.now(UTC)))


def _status(program: Program) -> None:
    from assist.model.status import report  # noqa: PLC0415  # needs pydantic
    from assist.settings import load  # noqa: PLC0415  # needs pydantic

    told = load()
    if told.has_model:
        print(f"{told.openai_model} at {told.openai_base_url or 'OpenAI'}.")
    else:
        print("No language model is set up: OPENAI_API_KEY, or OPENAI_BASE_URL and OPENAI_MODEL.")
    lines = list(report(program.store().calls.figures(datetime.now(UTC) - timedelta(days=_DAYS)), told.prices))
    print("\n".join(lines or [f"Nothing was asked in the last {_DAYS} days."]))
