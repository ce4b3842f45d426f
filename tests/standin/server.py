"""Why: tests and the sandbox need a Slack that runs on this machine; this starts one and says how it differs.

The program is npm's `local-slack-linux-x64` (MIT), pinned in package-lock.json: `npm ci --prefix tests/standin`; it
needs no Node to run. `preload.js` is loaded into it and makes it as strict as Slack where our bot depends on it;
`page.js` mends its page. What remains different from Slack, all seen with slack-bolt 1.30 over Socket Mode:

Apps and tokens
  * The Web client's `base_url` is `StandIn.api_url` (it ends in /api/). Any token serves; an unknown one is the first
    app's.
  * Commands and shortcuts need no declaration: whatever is typed reaches the app. The page's message menu offers the
    shortcuts that the workspace names under `shortcuts`.
  * An event goes to every open connection of the app (Slack picks one): two connections see it twice, with one
    event_id.
  * Without a connection an event is dropped: start the app first (`wait_for_app`). No retries: use `deliver`.
Messages
  * A user of the workspace file that has a `bot_id` posts with it, as a forwarding bot does. An app's own
    chat.postMessage makes no event, neither for itself nor for other apps.
  * Message metadata and the unfurl flags are dropped and blocks are not checked. Only channels that the app is a member
    of send events, but it can post everywhere. ts counts up within the second: two messages never share one.
  * An edit's `message_changed` has `message` and `previous_message`; only its author can edit or delete a message.
Interactions
  * A command's direct answer (`ack("text")`) is visible to all unless `response_type` is "ephemeral": Slack's default
    is ephemeral, and so is response_url's here. Neither is ever posted in a thread.
  * There is one stack of modals for all people. views.update and response_action make a new view id (Slack keeps it),
    and the page forgets what was typed; an old id falls back to the topmost view.
  * Errors for block ids that the modal does not have are shown too. A required input may be left empty.
  * A block action in a message has an empty `state`; a button's `confirm` is not asked. A block without block_id gets
    none (Slack makes one up): name every block.
Limits
  * No scopes and no rate limits: `fail` makes a method answer 429 or an error. auth.test says that the app has the
    `scopes` of the workspace file.
  * conversations.info says `is_ext_shared` and `is_pending_ext_shared`; users.info has no `is_restricted`.
"""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from assist.slack.permissions import OPTIONAL
from tests.standin.client import Json, StandIn, StandInError

HERE = Path(__file__).parent
BINARY = HERE / "node_modules" / "local-slack-linux-x64" / "bin" / "local-slack"

TEAM = ["U0AGENT", "U0LEAD", "U0ADMIN"]
# What the manifest asks for, but for the one that may be left out when the app is installed.
_MANIFEST = yaml.safe_load((HERE.parent.parent / "manifest.yml").read_text(encoding="utf-8"))
SCOPES = [scope for scope in _MANIFEST["oauth_config"]["scopes"]["bot"] if scope not in OPTIONAL]
WORKSPACE: Json = {
    "workspace": {"name": "Lumen Supplies", "domain": "lumen", "teamId": "T0HOME"},
    "apps": [
        {
            "appId": "A0ASSIST",
            "botUserId": "U0ASSIST",
            "botName": "theirway",
            "botToken": "xoxb-assist",
            "appToken": "xapp-assist",
            "mode": "socket",
            "scopes": SCOPES,
        }
    ],
    "users": [
        {"id": "U0AGENT", "name": "ana", "real_name": "Ana Agent", "email": "ana@lumen.example"},
        {"id": "U0LEAD", "name": "lea", "real_name": "Lea Lead", "email": "lea@lumen.example"},
        {"id": "U0ADMIN", "name": "adam", "real_name": "Adam Admin", "email": "adam@lumen.example", "is_admin": True},
        {"id": "U0FORWARD", "name": "tickets", "real_name": "Ticket forwarder", "bot_id": "B0FORWARD"},
        {
            "id": "U0GUEST",
            "name": "priya",
            "real_name": "Priya Nair",
            "email": "priya@nair-logistics.example",
            "team_id": "T0OTHER",
        },
    ],
    "channels": [
        {"id": "C0TICKETS", "name": "tickets", "members": ["U0ASSIST", *TEAM, "U0FORWARD"]},
        {"id": "C0MIRROR", "name": "nair-internal", "is_private": True, "members": ["U0ASSIST", *TEAM]},
        {"id": "C0SHARED", "name": "nair", "is_ext_shared": True, "members": ["U0ASSIST", "U0AGENT", "U0GUEST"]},
        {"id": "C0OTHER", "name": "lunch", "members": ["U0ASSIST", "U0AGENT"]},
    ],
    "usergroups": [{"id": "S0LEADS", "handle": "support-leads", "name": "Support leads", "users": ["U0LEAD"]}],
    "shortcuts": [{"name": "Check a reply", "callback_id": "check_reply"}],
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def missing() -> str | None:
    """Why the stand-in cannot run here, or None."""
    if BINARY.exists():
        return None
    return "the Slack stand-in is not installed: npm ci --prefix tests/standin"


@contextmanager
def running(workspace: Mapping[str, Any] = WORKSPACE, port: int | None = None) -> Iterator[StandIn]:
    """Starts a stand-in with this workspace on 127.0.0.1 and stops it at the end; StandInError if it fails to start."""
    port = port or free_port()
    with tempfile.TemporaryDirectory(prefix="standin-") as folder:
        home = Path(folder)
        (home / "workspace.json").write_text(json.dumps(workspace))
        (home / "bunfig.toml").write_text('preload = ["./preload.js"]\n')
        for script in ("preload.js", "page.js"):
            shutil.copy(HERE / script, home)
        environment = {**os.environ, "STANDIN_WORKSPACE": "workspace.json"}
        options = f"--config workspace.json --port {port} --base-host 127.0.0.1 --files-dir files"
        with (home / "output.txt").open("wb") as output:
            process = subprocess.Popen(
                [BINARY, *options.split()],
                cwd=home,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C reaches the bot first, which still wants to say goodbye here
            )
        try:
            standin = StandIn(f"http://127.0.0.1:{port}", workspace)
            _wait_until_up(standin, process, home / "output.txt")
            yield standin
        finally:
            process.terminate()
            process.wait(10)


def _wait_until_up(standin: StandIn, process: "subprocess.Popen[bytes]", output: Path) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            standin.control("page")
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise StandInError(f"the stand-in did not start:\n{output.read_text()}") from None
            time.sleep(0.05)
