"""The commands that answer files and need neither Slack nor the store: for batch work, and for measuring."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from assist.cli.program import Lines, Program, Reader, answer_lines, refused

if TYPE_CHECKING:
    from assist.model.ports import DraftReader


def add(app: typer.Typer, program: Program) -> None:
    """Add them to the command line."""

    @app.command()
    def check(
        jsonl: Lines = False,
        reader: Reader = "offline",
        dialogue: Annotated[
            bool,
            typer.Option(
                "--dialogue", help="Note too what else spoils a dialogue: blame, suspicion, promises, bare rules."
            ),
        ] = False,
    ) -> None:
        """Point out where drafts say more about the agent than about the customer."""
        from assist.batch import check_line  # noqa: PLC0415  # needs the classifier

        beside = program.draft_reader() if reader == "model" else None
        answer_lines(jsonl, lambda case: check_line(case, beside, dialogue=dialogue))

    @app.command()
    def suggest(
        jsonl: Lines = False,
        writer: Annotated[
            Literal["offline", "model"],
            typer.Option(help="model: a language model writes, as far as its words hold (OPENAI_… settings)."),
        ] = "offline",
    ) -> None:
        """Suggest replies."""
        from assist.batch import suggest_line  # noqa: PLC0415  # needs the templates

        offline = program.offline_writer()
        better = program.better_words() if writer == "model" else None
        answer_lines(jsonl, lambda case: suggest_line(case, offline, better))

    @app.command()
    def retrieve(jsonl: Lines = False) -> None:
        """Find the past interactions that matter for a message."""
        from assist.batch import retrieve_line  # noqa: PLC0415  # needs the encoder

        store = program.memory_store()
        encoder = program.encoder
        answer_lines(jsonl, lambda case: retrieve_line(case, store, encoder))

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
            raise refused(file, error) from None

    @app.command()
    def evaluate(
        faculty: Annotated[Literal["choices", "drafts"], typer.Argument(help="What is measured.")],
        files: Annotated[
            list[Path],
            typer.Argument(help="Choices as for predict, with what was taken; drafts as for check, with flags."),
        ],
        *,
        labelled: Annotated[
            str, typer.Option(help="Choices: files, with commas, in which an `alt` means the same in every task.")
        ] = "",
        plot: Annotated[
            Path | None, typer.Option(help="Choices: save how far the probabilities can be trusted, as PNG.")
        ] = None,
        real: Annotated[
            Path | None, typer.Option(help="Drafts: a file of replies in which nothing should be flagged.")
        ] = None,
        reader: Reader = "offline",
    ) -> None:
        """Hold the forecasts against choices that were hidden, or the draft check against drafts with known flags."""
        if faculty == "drafts":
            _evaluate_drafts(files, real, program.draft_reader() if reader == "model" else None)
        else:
            _evaluate_choices(files, labelled, plot)


def _evaluate_drafts(files: list[Path], real: Path | None, reader: DraftReader | None) -> None:
    from rich.console import Console  # noqa: PLC0415  # only here is there a table to draw

    from assist.draft_evaluation import Scorecard, evaluate_file, tables  # noqa: PLC0415  # needs the classifier

    def scorecard(file: Path) -> Scorecard:
        try:
            return evaluate_file(file, reader)
        except (ValueError, OSError) as error:
            raise refused(file, error) from None

    cards = {file.stem: scorecard(file) for file in files}
    out = Console()
    for table in tables(cards, scorecard(real) if real else None):
        out.print(table)


def _evaluate_choices(files: list[Path], labelled: str, plot: Path | None) -> None:
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
            raise refused(file, error) from None
        out.print(table(evaluations[-1]))
    if plot:
        from assist.charts import calibration  # noqa: PLC0415  # needs matplotlib

        try:
            calibration(evaluations, plot)
        except OSError as error:
            raise refused(plot, error) from None
