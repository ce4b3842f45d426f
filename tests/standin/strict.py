"""Why: the stand-in with a page takes every call; this one refuses what Slack would: a scope too few, an old view.

The program is npm's `emulate` (Apache-2.0), pinned in package-lock.json with the Node that it needs. It has a Web API
only. Where it differs from Slack, seen with 0.12.2, `StrictClient` makes up for it:

  * It takes arguments in the body alone; the SDK puts those of many methods into the address.
  * conversations.info says nothing of sharing: `shared` holds what a channel's object says beside the rest.
  * It knows no user groups, asks no scope for views.*, auth.test and chat.getPermalink, and checks no blocks.
  * A trigger is made by views.generateTriggerId.
"""

import json
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from slack_sdk import WebClient
from slack_sdk.web import SlackResponse

from tests.standin.client import Json, StandInError
from tests.standin.schema import NODE
from tests.standin.server import HERE, free_port

PROGRAM = HERE / "node_modules" / "emulate" / "dist" / "index.js"
TEAM, ADMIN, BOT_USER, TICKETS = "T000000001", "U000000001", "U0ASSIST", "C000000001"
EVERYTHING = "xoxp-everything"
OURS: Json = {"is_ext_shared": False, "is_pending_ext_shared": False}


class StrictClient(WebClient):
    """`calls` is every method called, in order, and `views` every view as the stand-in then has it; `shared` is what
    conversations.info says beside the rest, by channel."""

    def __init__(self, url: str, token: str) -> None:
        super().__init__(token=token, base_url=f"{url}/api/")
        self.calls: list[str] = []
        self.views: list[Json] = []
        self.shared: dict[str, Json] = {}

    def api_call(self, api_method: str, *, http_verb: str = "POST", **told: Any) -> SlackResponse:  # type: ignore[override]
        self.calls.append(api_method)
        if "params" in told:
            told["data"] = told.pop("params")
        answer = super().api_call(api_method, http_verb="POST", **told)
        if api_method == "conversations.info":
            answer["channel"].update(self.shared.get(answer["channel"]["id"], OURS))
        if api_method.startswith("views.") and "view" in told.get("json", {}):
            self.views.append(answer["view"])
        return answer


@dataclass(frozen=True, slots=True)
class Strict:
    """A running strict stand-in with two channels, one of them private, and the bot in both."""

    url: str
    private: str

    def client(self, token: str) -> StrictClient:
        return StrictClient(self.url, token)

    def trigger(self, token: str, user: str = ADMIN, view: str = "") -> str:
        """A trigger_id of this app, as a click carries it; of a click in a view if one is named."""
        asked = self.client(token).api_call("views.generateTriggerId", json={"user_id": user, "view_id": view})
        return str(asked["trigger_id"])

    def messages(self, channel: str, thread: str) -> list[Json]:
        """A thread's messages, its root first."""
        found = self.client(EVERYTHING).conversations_replies(channel=channel, ts=thread)["messages"]
        return list(found)

    def post(self, channel: str, text: str) -> str:
        """The admin writes a message; its ts."""
        return str(self.client(EVERYTHING).chat_postMessage(channel=channel, text=text)["ts"])


def missing() -> str | None:
    """Why the strict stand-in cannot run here, or None."""
    if PROGRAM.exists() and NODE.exists():
        return None
    return "the strict Slack stand-in is not installed: npm ci --prefix tests/standin"


@contextmanager
def running(tokens: Mapping[str, Sequence[str]]) -> Iterator[Strict]:
    """Starts a strict stand-in where each of these tokens is the bot's with its scopes; StandInError if it fails to."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="strict-") as folder:
        seed = Path(folder) / "seed.json"
        seed.write_text(json.dumps({"slack": _workspace(tokens)}))
        with (Path(folder) / "output.txt").open("w+") as output:
            options = ["start", "--service", "slack", "--port", f"{port}", "--seed", seed]
            process = subprocess.Popen([NODE, PROGRAM, *options], cwd=folder, stdout=output, stderr=subprocess.STDOUT)
            try:
                url = f"http://127.0.0.1:{port}"
                _wait_until_up(url, process, output.name)
                yield Strict(url, _private_channel(url))
            finally:
                process.terminate()
                process.wait(10)


def _workspace(tokens: Mapping[str, Sequence[str]]) -> Json:
    app = {"app_id": "A0ASSIST", "client_id": "assist", "client_secret": "secret", "name": "Their Way"}
    app |= {"redirect_uris": [], "bot_id": "B0ASSIST", "bot_user_id": BOT_USER, "bot_name": "theirway"}
    bot = {"type": "bot", "user_id": BOT_USER, "bot_id": "B0ASSIST", "app_id": "A0ASSIST", "bot_user_id": BOT_USER}
    admin = {"token": EVERYTHING, "type": "user", "user_id": ADMIN, "scopes": _ADMINS}
    return {
        "team": {"name": "Lumen Supplies", "domain": "lumen"},
        "channels": [{"name": "mirror", "is_private": True}],
        "oauth_apps": [app],
        "tokens": [admin, *[{**bot, "token": token, "scopes": list(scopes)} for token, scopes in tokens.items()]],
        "strict_scopes": True,
    }


_ADMINS = [f"{kind}:{right}" for kind in ("channels", "groups") for right in ("read", "history", "write", "manage")] + [
    "chat:write",
    "users:read",
]


def _private_channel(url: str) -> str:
    admin = StrictClient(url, EVERYTHING)
    found = admin.conversations_list(types="private_channel")["channels"]
    channel = str(found[0]["id"])
    admin.conversations_invite(channel=channel, users=BOT_USER)
    return channel


def _wait_until_up(url: str, process: "subprocess.Popen[bytes]", output: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            urlopen(url, timeout=5).close()
            return
        except URLError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise StandInError(f"the strict stand-in did not start:\n{Path(output).read_text()}") from None
            time.sleep(0.05)
