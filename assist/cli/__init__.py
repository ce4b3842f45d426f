"""The command line, a file for each group of commands: it grows, and each command loads only what it uses."""

from assist.cli.main import build, main

__all__ = ["build", "main"]
