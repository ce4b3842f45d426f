"""Why: a person can try the bot in a browser without a workspace: this runs the stand-in and the bot beside it.

    python -m tests.standin --port 3300 -- python app.py run

starts the stand-in, then the command with the stand-in's tokens and address in its environment, and prints where to
look. It ends, and stops both, when the command ends or on Ctrl-C.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.standin.client import StandIn
from tests.standin.server import WORKSPACE, missing, running

STOP_SECONDS = 15


def beside(
    command: Sequence[str],
    workspace: Mapping[str, Any],
    port: int,
    connected: Callable[[StandIn], None] = lambda slack: None,
) -> int:
    """Runs a bot beside a stand-in until it ends or Ctrl-C; its exit status, 0 after Ctrl-C. `connected` is called
    once the bot is there."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with running(workspace, port) as slack:
        tokens = {
            "SLACK_BOT_TOKEN": slack.bot_token,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_API_URL": slack.api_url,
        }
        with subprocess.Popen(command, env={**os.environ, **tokens}) as bot:
            try:
                slack.wait_for_app(60)
                print(f"Slack stand-in: {slack.url} (open it in a browser; Ctrl-C ends it)", flush=True)
                connected(slack)
                return bot.wait()
            except KeyboardInterrupt:
                return 0
            finally:
                bot.terminate()
                bot.wait(STOP_SECONDS)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.standin", description="Run a bot against a local Slack.")
    parser.add_argument("--port", type=int, default=3300)
    parser.add_argument("--workspace", type=Path, help="a JSON file like server.WORKSPACE")
    parser.add_argument("command", nargs="+", metavar="-- COMMAND", help="what starts the bot")
    arguments = parser.parse_args()
    if why := missing():
        print(why, file=sys.stderr)
        return 1
    workspace = json.loads(arguments.workspace.read_text()) if arguments.workspace else WORKSPACE
    return beside(arguments.command, workspace, arguments.port)


if __name__ == "__main__":
    sys.exit(main())
