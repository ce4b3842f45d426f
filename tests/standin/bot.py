"""Why: tests and the replay have to meet the bot that a team runs, not a copy of it: this connects it to a stand-in.

`connected` has everything of the program's own (its parts, Slack's Web client, Socket Mode, the worker's thread, SQLite
on disk) but for `Program.serve` itself, which wants a process of its own: `in_a_process` is that, `python app.py run`.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from app import Program
from assist import importers
from assist.desk import Desk
from assist.importers import StoreSink
from assist.settings import Settings
from assist.slack.assembly import Assembly, assemble
from assist.slack.messages import STORED, event_key
from assist.workplace import Channel
from tests.standin.client import StandIn, wait_for

CHANNELS = (
    Channel(id="C0TICKETS", kind="tickets", name="tickets", senders=("B0FORWARD",), shared=False),
    Channel(id="C0SHARED", kind="connect", name="nair", mirror="C0MIRROR", shared=True),
)


@dataclass(frozen=True, slots=True)
class Bot:
    """A connected bot."""

    slack: StandIn
    desk: Desk
    built: Assembly

    def stored(self) -> bool:
        """Whether every event that it was sent is in its inbox: Bolt acknowledges first, and stores a moment later."""
        inbox = self.desk.store.inbox
        events = [body for body in self.slack.sent() if body["event"]["type"] in STORED]
        keys = {row["key"] for row in inbox.db.rows("SELECT key FROM inbox")}
        return all(event_key(body, body["event"]) in keys for body in events)

    def settle(self, timeout: float = 20) -> None:
        """Waits until it has done everything it was sent."""
        wait_for(self.stored, what="the events to be stored")
        wait_for(lambda: self.desk.store.inbox.waiting() == 0, timeout, "the worker to be done")


def program(database: Path) -> Program:
    """The program on this database, whatever the environment and `.env` say: no model, no other catalogue."""
    made = Program()
    made.settings = Settings(
        turn_pause=0,
        _env_file=None,
        database=str(database),
        catalogue=None,
        our_domains="",
        openai_api_key="",
        openai_base_url="",
    )
    return made


def prepare(database: Path, *files: Path) -> None:
    """A database with what these files hold, and with the stand-in's channels set up."""
    desk = program(database).desk()
    if files:
        importers.run(list(files), StoreSink(desk.store, desk.clock), catalogue=desk.catalogue)
    for channel in CHANNELS:
        desk.store.house.save_channel(channel)
    desk.learn_population()
    desk.store.close()


@contextmanager
def connected(slack: StandIn, database: Path, *, working: bool = True) -> Iterator[Bot]:
    """The bot on a stand-in and a database, until the end; `working=False` leaves what it is sent to the next one."""
    client = WebClient(token=slack.bot_token, base_url=slack.api_url)
    client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=2))
    desk = program(database).desk()
    built = assemble(client, desk, lead_group="S0LEADS")
    handler = SocketModeHandler(built.app, slack.app_token)
    if working:
        built.worker.start()
    handler.connect()
    slack.wait_for_app()
    try:
        yield Bot(slack, desk, built)
    finally:
        # The SDK takes seconds to let go of a quiet socket and to end its threads; nobody has to wait for that.
        handler.client.auto_reconnect_enabled = False
        threading.Thread(target=handler.close, daemon=True).start()
        slack.drop()
        wait_for(lambda: not slack.connected(), what="the app to be gone")
        built.worker.stop()
        # The store stays open: a listener may still be at work in it.


@contextmanager
def in_a_process(slack: StandIn, database: Path, **settings: str) -> Iterator["subprocess.Popen[str]"]:
    """`python app.py run` with these settings, connected; killed at the end if it is still there."""
    environment = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "TURN_PAUSE": "0",  # nobody here waits between messages
        "DATABASE": str(database),
        "OPENAI_API_KEY": "",
        "OPENAI_BASE_URL": "",
        **settings,
    }
    process = subprocess.Popen(
        [sys.executable, "app.py", "run"], env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True
    )
    try:
        slack.wait_for_app()
        yield process
    finally:
        process.kill()
        process.wait()
