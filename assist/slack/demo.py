"""The whole story in a terminal: the same Bolt app and worker as in Slack, with a client that only records.

Whatever is shown here is what Slack would show; nothing is staged but the people.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markdown import Markdown
from rich.panel import Panel
from slack_bolt import BoltRequest

from assist import catalogue_file, importers
from assist.desk import Desk
from assist.importers import StoreSink
from assist.ports import Clock, Store
from assist.slack import terminal
from assist.slack.assembly import assemble
from assist.slack.blocks.draft import REASON, SEND, WRITE, text_block
from assist.slack.blocks.queue import NOTE, VERDICT
from assist.slack.guard import Leads
from assist.slack.recorder import TEAM, RecordingClient, Workspace
from assist.slack.reviews import Board
from assist.workplace import Channel
from assist.writer import OfflineWriter

TICKETS, FORWARDER, AGENT, LEAD = "C0TICKETS", "B0FORWARD", "U0ADA", "U0LEAD"
Json = dict[str, Any]
_PROJECTS = (
    "Hi Maria, I'm sorry about the teapot. If it were me I'd take the store credit, so I've put the amount on your "
    "account. Have a lovely weekend, Ada"
)
NEXT = """\
**What to do next**

* `make sandbox` starts this bot in a page that looks like Slack: press the buttons yourself.
* `.venv/bin/python app.py import FILE` brings your own history in (own JSON or CSV, Slack, Zendesk, Intercom).
* README, *Install it in your Slack*: ten minutes, from the manifest to the first card.
"""


class Stage:
    """People doing things in Slack, and what then stands there."""

    def __init__(self, store: Store, clock: Clock) -> None:
        people = {AGENT: {"profile": {"display_name": "Ada"}}, LEAD: {"profile": {"display_name": "Lin"}}}
        self.client = RecordingClient(
            Workspace(users=people, channels={TICKETS: {"name": "tickets"}}), second=int(time.time())
        )
        desk = Desk(store, catalogue_file.read(), OfflineWriter(), clock=clock)
        store.house.save_channel(
            Channel(id=TICKETS, kind="tickets", name="tickets", senders=(FORWARDER,), shared=False)
        )
        desk.learn_population()
        built = assemble(self.client, desk, leads=frozenset({LEAD}), in_line=True)
        self.desk, self.app, self.worker = desk, built.app, built.worker
        self.board = Board(desk, built.gateway, Leads(built.gateway))

    def ticket(self, sender: str, text: str, thread: str | None = None) -> str:
        """A forwarded message arrives; its ts."""
        ts = self.client.next_ts()
        event = {"type": "message", "subtype": "bot_message", "channel": TICKETS, "ts": ts, "bot_id": FORWARDER}
        event |= {"text": f"From: {sender}\n\n{text}", **({"thread_ts": thread} if thread else {})}
        self._dispatch({"type": "event_callback", "team_id": TEAM, "event_id": f"Ev{ts}", "event": event})
        self.worker.drain()
        return ts

    def press(self, user: str, action_id: str, value: str, view: Json | None = None) -> None:
        action = {"type": "button", "action_id": action_id, "block_id": "b", "value": value, "action_ts": "1"}
        body: Json = {"type": "block_actions", "actions": [action], "channel": {"id": TICKETS}, "message": {"ts": "1"}}
        self._dispatch(body | {"view": view} if view else body, user)

    def submit(self, user: str, view: Json, callback_id: str, **typed: str) -> Json:
        """Submit a modal with what was typed by block id; the acknowledgement's answer."""
        values = {block: {block: {"type": "plain_text_input", "value": text}} for block, text in typed.items()}
        state = {"values": values}
        body = {"type": "view_submission", "view": {"id": "V0", **view, "callback_id": callback_id, "state": state}}
        return self._dispatch(body, user)

    def card(self, thread: str) -> Json:
        return [one for one in self.client.messages[TICKETS] if one.get("thread_ts") == thread][-1]

    def _dispatch(self, body: Json, user: str = "") -> Json:
        who: Json = {"user": {"id": user, "team_id": TEAM}, "trigger_id": "t", "team": {"id": TEAM}} if user else {}
        response = self.app.dispatch(BoltRequest(body={**body, **who}, mode="socket_mode"))
        answer: Json = json.loads(response.body) if response.body.startswith("{") else {}
        return answer


def play(open_store: Callable[[str], Store], seed: Path, clock: Clock, console: Console | None = None) -> None:
    """Show the story, on a database that is thrown away."""
    out = console or Console()
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(str(Path(folder) / "demo.db"))
        try:
            importers.run([seed], StoreSink(store, clock), catalogue=catalogue_file.read())
            _story(Stage(store, clock), out)
        finally:
            store.close()


def _story(stage: Stage, out: Console) -> None:
    said = "The glass teapot from order 81220 arrived broken. What now?"
    out.rule("[bold]1  A message, and a suggestion shaped by what this customer chose before")
    out.print(f"#tickets, forwarded from Maria Silva: “{said}”\n", style="italic")
    first = stage.ticket("Maria Silva <maria@silva.example>", said)
    out.print(_panel(stage.card(first), "in the ticket's thread"))

    out.rule("[bold]2  The same words from a customer with another record")
    out.print(f"#tickets, forwarded from Jonas Weber: “{said}”\n", style="italic")
    second = stage.ticket("Jonas Weber <jonas@weber-cafe.example>", said)
    out.print(_panel(stage.card(second), "in the ticket's thread"))

    out.rule("[bold]3  A draft that projects, what the check says, and another wording")
    suggestion = next(block for block in stage.card(first)["blocks"] if block["type"] == "actions")["elements"][0][
        "value"
    ]
    stage.press(AGENT, "write_reply", suggestion)
    checked = stage.submit(AGENT, stage.client.views[-1], WRITE, **{text_block(0): _PROJECTS})["view"]
    out.print(Panel(terminal.view(checked), title="Ada presses “Write my reply” and types her own", width=100))

    out.rule("[bold]4  Sent all the same, with a reason; a team lead's verdict")
    reason = "She sounded in a hurry"
    stage.submit(AGENT, checked, SEND, **{text_block(0): _PROJECTS, REASON: reason})
    for flag_id in stage.desk.store.reviews.waiting():
        stage.press(LEAD, "uphold_flag", flag_id)
        note = "She took a replacement each time. Offer that first and leave the rest open."
        stage.submit(LEAD, stage.client.views[-1], VERDICT, **{NOTE: note})
    out.print(
        Panel(terminal.shown(stage.board.for_agent(AGENT)[1]), title="what Ada sees about her own drafts", width=100)
    )

    out.rule("[bold]5  The customer chooses, and the ledger remembers")
    reply = "No credit please. A replacement, like last time."
    out.print(f"Maria Silva answers: “{reply}”\n", style="italic")
    stage.ticket("Maria Silva <maria@silva.example>", reply, thread=first)
    lines = [one for one in stage.client.messages[TICKETS] if one["text"].startswith("Noted")]
    out.print(_panel(lines[-1], "in the ticket's thread"))
    out.print(Markdown(NEXT))


def _panel(message: Json, title: str) -> Panel:
    return Panel(terminal.shown(message["blocks"]), title=title, width=100)
