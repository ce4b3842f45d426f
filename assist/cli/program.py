"""What all commands share: the parts they are handed, lines in and out, and how a file is refused."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, Protocol

import typer

if TYPE_CHECKING:
    from assist.batch import Answers
    from assist.batch_answers import Json
    from assist.desk import Desk
    from assist.findings import Finding
    from assist.model.ports import BetterWords, DraftReader, ThreadReader
    from assist.ports import Encoder, Store, Writer
    from assist.rulebook import Rulebook

Lines = Annotated[bool, typer.Option("--jsonl", help="Read one JSON object a line from standard input.")]


Reader = Annotated[
    Literal["offline", "model"], typer.Option(help="model: a language model reads too (OPENAI_… settings).")
]


class Program(Protocol):
    """What the composition root makes for the commands, each when it is asked for."""

    def store(self) -> Store: ...
    def desk(self) -> Desk: ...
    def offline_writer(self) -> Writer: ...
    def better_words(self) -> BetterWords: ...
    def draft_reader(self) -> DraftReader: ...
    def thread_reader(self) -> ThreadReader: ...
    def memory_store(self) -> Store: ...
    @property
    def encoder(self) -> Encoder | None: ...
    def rulebook(self) -> Rulebook: ...
    def findings(self) -> list[Finding]: ...
    def serve(self) -> None: ...
    def demo(self) -> None: ...


def refused(file: Path, error: ValueError | OSError) -> typer.Exit:
    """Say in one line what is wrong with a file; the exit to raise."""
    print(f"{file}: {error.strerror if isinstance(error, OSError) else error}", file=sys.stderr)
    return typer.Exit(2)


def answer_lines(jsonl: bool, answer: Callable[[Json], Answers]) -> None:
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
