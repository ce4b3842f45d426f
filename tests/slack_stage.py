"""Why: the Slack tests drive the program's own Bolt app with the payloads that Slack documents, made here.

The store is SQLite on disk, the Web API the recording client of the demo, and `response_url` a web server of this
process. When a test ends, every payload that was sent in it has been held against what Slack takes.
"""

import itertools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import structlog
from slack_bolt import BoltRequest, BoltResponse
from slack_sdk import WebClient

from assist import catalogue_file
from assist.desk import Desk
from assist.records import Draft
from assist.slack.assembly import assemble
from assist.slack.blocks.choices import OPTION
from assist.slack.blocks.oversight import CHANNEL, SHOWN
from assist.slack.blocks.queue import AGE, GROUP, KIND
from assist.slack.recorder import BOT_USER, TEAM, Workspace
from assist.workplace import Channel, Thread
from assist.writer import OfflineWriter
from storage import open_store
from tests.slack_fakes import CHOICES, CUSTOMERS, FragileClient, Times, response_urls
from tests.slack_sendable import assert_sendable, assert_view, loaded, walk

# Without the pictures of stack frames that structlog draws unless it is told otherwise: a hundred tests would wait.
structlog.configure(processors=[structlog.processors.KeyValueRenderer()])

Json = dict[str, Any]
ACTING_MENUS = {"show_instead", "not_right", "card_more"}
MENUS = {OPTION, KIND, GROUP, AGE, SHOWN}
TICKETS, SHARED, MIRROR, PENDING, UNKNOWN = "C0TICKETS", "C0SHARED", "C0MIRROR", "C0PENDING", "C0NOWHERE"
FORWARDER, AGENT, OTHER_AGENT, LEAD, SECOND_LEAD, GUEST = "B0FORWARD", "U0ADA", "U0BEN", "U0LIN", "U0LEO", "U0GUEST"
ADMIN = "U0ADM"
THEIR_TEAM = "T0THEIRS"
READING = {"conversations.info", "conversations.history", "conversations.replies", "chat.getPermalink"}
CATALOGUE = catalogue_file.read()
NORA = "Nora Field <nora@field.example>"
BROKEN = "The lamp from order 5512 arrived with a broken shade. What can we do?"
# Presses an option that Nora never takes, and says whose taste that is.
PROJECTS = "Hi Nora, sorry about the lamp. If it were me, I'd take the store credit. Ada"
OPEN = "Hi Nora, I'm sorry about the lamp. Which would you like: a replacement, a repair or your money back?"
NASTY = (
    "<!channel> <@U0LIN> <https://evil.example|here> {{ 7*7 }} {% raw %} '; DROP TABLE customer; -- \\ \" `x` *b* "
    "&amp; :boom: 🙂 \u202eabc\u202c شكرا"
)


class Stage:
    """A support team's workspace: a ticket channel, a channel shared with a customer, its mirror, and the bot."""

    def __init__(self, path: Path) -> None:
        self.path, self.times = path, Times()
        people = {user: {"profile": {"display_name": name}} for user, name in _NAMES.items()}
        people[GUEST] |= {"team_id": THEIR_TEAM}
        people[GUEST]["profile"] |= {"email": "gus@theirs.example"}
        people[ADMIN] |= {"is_admin": True}
        channels: dict[str, Json] = {
            TICKETS: {"name": "tickets"},
            MIRROR: {"name": "mirror"},
            SHARED: {"name": "with-theirs", "is_ext_shared": True},
            PENDING: {"name": "soon-shared", "is_pending_ext_shared": True},
        }
        self.workspace = Workspace(
            users=people, channels=channels, groups={"S0LEADS": [SECOND_LEAD], "S0AGENTS": [AGENT], "S0OTHERS": []}
        )
        self.client = FragileClient(self.workspace)
        self.url, answered = response_urls()
        answered.clear()
        self.answered = answered
        self.acknowledged: list[Json] = []
        self.failures_allowed = False
        self.pace = 60.0  # seconds between what is said; below the pause, it is one turn
        self._numbers = itertools.count(1)
        self.start()
        self._furnish()

    def start(self) -> None:
        """The program starts, anew after a crash: nothing but the database is left of what was before."""
        self.store = open_store(str(self.path / "bot.db"))
        self.desk = Desk(self.store, CATALOGUE, OfflineWriter(), clock=self.times, turn_pause=20)
        built = assemble(
            self.wire(),
            self.desk,
            leads=frozenset({LEAD}),
            lead_group="S0LEADS",
            agent_groups=("S0AGENTS", "S0OTHERS"),
            in_line=True,
        )
        self.app, self.worker, self.gateway = built.app, built.worker, built.gateway
        self.worker.take_up()

    def wire(self) -> WebClient:
        """The Web client that the program calls Slack with."""
        return self.client

    def _furnish(self) -> None:
        house, people = self.store.house, self.store.people
        house.save_channel(Channel(id=TICKETS, kind="tickets", name="tickets", senders=(FORWARDER,), shared=False))
        house.save_channel(Channel(id=SHARED, kind="connect", name="with-theirs", mirror=MIRROR, shared=True))
        for customer in CUSTOMERS:
            people.add(customer, by="test", on=self.times())
        self.store.ledger.add(CHOICES)

    # What Slack sends.

    def event(self, event: Json, event_id: str = "", **outer: object) -> int:
        """An event arrives and is stored, no more; the HTTP status it is acknowledged with."""
        body = {"type": "event_callback", "team_id": TEAM, "api_app_id": "A0", "event": event}
        body["event_id"] = event_id or f"Ev{next(self._numbers):08d}"
        return self.app.dispatch(BoltRequest(body={**body, **outer}, mode="socket_mode")).status

    def deliver(self, event: Json, event_id: str = "") -> None:
        """An event arrives and is worked on."""
        self.event(event, event_id)
        self.worker.drain()

    def ts(self) -> str:
        self.times.later(self.pace)
        return f"{int(self.times().timestamp())}.{next(self._numbers):06d}"

    def ticket(self, text: str = BROKEN, sender: str = NORA, thread: str = "", **more: object) -> str:
        """A customer's message, passed on by the ticket system; its ts."""
        event = {"type": "message", "subtype": "bot_message", "channel": TICKETS, "channel_type": "channel"}
        head = f"From: {sender}\n\n" if sender else ""
        event |= {"ts": self.ts(), "bot_id": FORWARDER, "text": escaped(head + text)}
        self.deliver({**event, **({"thread_ts": thread} if thread else {}), **more})
        return str({**event, **more}["ts"])

    def says(self, user: str, text: str, channel: str = TICKETS, thread: str = "", **more: object) -> str:
        """A person writes; the message's ts."""
        event = {"type": "message", "channel": channel, "channel_type": "channel", "user": user, "ts": self.ts()}
        event |= {"text": escaped(text), "team": self.team_of(user)}
        self.deliver({**event, **({"thread_ts": thread} if thread else {}), **more})
        return str(event["ts"])

    def click(
        self,
        action_id: str,
        value: str = "",
        *,
        user: str = AGENT,
        channel: str = TICKETS,
        message: str = "1.1",
        view: Json | None = None,
        typed: dict[str, str | Json] | None = None,
    ) -> None:
        action: Json = {"type": "button", "action_id": action_id, "block_id": "b", "value": value, "action_ts": "1"}
        if action_id in ACTING_MENUS:
            action = {**action, "type": "static_select", "selected_option": {"value": value}}
            del action["value"]
        body: Json = {"type": "block_actions", "actions": [action], **self._by(user)}
        if view is None:
            body |= {"channel": {"id": channel, "name": "x"}, "message": {"ts": message, "type": "message"}}
            body |= {"container": {"type": "message", "message_ts": message, "channel_id": channel}}
            body |= {"response_url": f"{self.url}/{channel}"}
        else:
            body |= {"container": {"type": "view", "view_id": view["id"]}, "view": {**view, "state": _state(typed)}}
        self._dispatch(body)

    def submit(self, view: Json, *, user: str = AGENT, **typed: str | Json) -> Json:
        """Submit a modal with what was typed, by block id; the acknowledgement's answer."""
        view = {"id": "V0", "hash": "h", **view, "state": _state(typed)}
        return self._dispatch({"type": "view_submission", "view": view, **self._by(user)})

    def closes(self, view: Json, *, user: str = AGENT, **typed: str | Json) -> Json:
        """Close a modal with what stands in it by then."""
        view = {"id": "V0", "hash": "h", **view, "state": _state(typed)}
        return self._dispatch({"type": "view_closed", "view": view, "is_cleared": False, **self._by(user)})

    def shortcut(self, message: Json, *, user: str = AGENT, channel: str = TICKETS) -> None:
        body = {"type": "message_action", "callback_id": "check_reply", "message": {"type": "message", **message}}
        body |= {"channel": {"id": channel, "name": "x"}, "message_ts": message["ts"]}
        self._dispatch({**body, "response_url": f"{self.url}/{channel}", **self._by(user)})

    def command(self, command: str, text: str = "", *, user: str = AGENT, channel: str = TICKETS) -> None:
        body = {"command": command, "text": text, "user_id": user, "user_name": "x", "team_id": TEAM}
        body |= {"channel_id": channel, "channel_name": "x", "trigger_id": "t", "api_app_id": "A0"}
        self._dispatch({**body, "response_url": f"{self.url}/{channel}"})

    def open_home(self, user: str, tab: str = "home") -> None:
        self.event({"type": "app_home_opened", "user": user, "channel": "D0", "tab": tab, "event_ts": "1.1"})

    def team_of(self, user: str) -> str:
        return str(self.workspace.users.get(user, {}).get("team_id", TEAM))

    def _by(self, user: str) -> Json:
        team = self.team_of(user)
        return {"user": {"id": user, "username": "x", "team_id": team}, "team": {"id": TEAM}, "trigger_id": "t"}

    def _dispatch(self, body: Json) -> Json:
        response = self.app.dispatch(BoltRequest(body=body, mode="socket_mode"))
        assert response.status == 200 or self.failures_allowed
        answer: Json = json.loads(response.body) if response.body.startswith("{") else {}
        self.acknowledged.append(answer)
        return answer

    # What people see.

    def messages(self, channel: str = TICKETS, thread: str = "") -> list[Json]:
        found = self.client.messages.get(channel, [])
        return [one for one in found if not thread or one.get("thread_ts") == thread]

    def cards(self, channel: str = TICKETS, thread: str = "") -> list[Json]:
        return [one for one in self.messages(channel, thread) if "write_reply" in buttons(one)]

    def card(self, channel: str = TICKETS) -> Json:
        return self.cards(channel)[-1]

    def view(self) -> Json:
        """The modal that was opened or updated last."""
        return self.client.views[-1]

    def answer(self) -> Json:
        """What was last said to somebody alone."""
        return self.answered[-1][1]

    def written_to(self, channel: str) -> list[object]:
        """Every call that names a channel and does more there than read, and every answer to a `response_url` there."""
        named = [call for call in self.client.calls if call[0] not in READING and channel in call[1].values()]
        return [*named, *[one for one in self.answered if one[0] == channel]]

    def thread(self, ts: str, channel: str = TICKETS) -> Thread:
        found = self.store.conversations.thread(channel, ts)
        assert found is not None
        return found

    def queue(self) -> list[Draft]:
        """The drafts that wait for a verdict, oldest first."""
        found = (self.store.reviews.flag(flag_id) for flag_id in self.store.reviews.waiting())
        return list({one[0].id: one[0] for one in found if one}.values())

    def assert_all_sendable(self) -> None:
        for method, told in self.client.calls:
            assert_sendable(method, told)
        for _, told in self.answered:
            assert_sendable("response_url", told)
        for answer in self.acknowledged:
            if "view" in answer:
                assert_view(answer["view"])

    def pressables(self) -> dict[str, str]:
        """Every button and menu that anybody was ever shown, as its newest value by action id."""
        sent = [*(told for _, told in self.client.calls), *(told for _, told in self.answered), *self.acknowledged]
        return {action_id: value for told in sent for action_id, value in pressable(told).items()}

    def assert_all_listened_to(self) -> None:
        """Whatever can be pressed in anything that was sent has a listener; without one a person sees a warning."""
        for action_id in sorted(self.pressables()):
            action = {"type": "button", "action_id": action_id, "block_id": "b"}
            request = BoltRequest(body={"type": "block_actions", "actions": [action]}, mode="socket_mode")
            # Bolt tells nobody what it listens to, but a listener whether a request is its own.
            heard = any(one.matches(req=request, resp=BoltResponse(status=404)) for one in self.app._listeners)
            assert heard, f"nobody listens to {action_id}"

    # Ways through several steps.

    def writing(self, ts: str = "") -> Json:
        """The modal in which Ada answers a ticket."""
        if not ts:
            self.ticket()
        self.click("write_reply", value_of(self.card(), "write_reply"))
        return self.view()

    def checked(self, text: str, view: Json | None = None) -> Json:
        """The modal that shows what was found in a reply."""
        checked: Json = self.submit(view or self.writing(), draft_text_0=text)["view"]
        return checked

    def flagged(self, text: str = PROJECTS, reason: str = "She said so on the phone") -> Draft:
        """A draft that was sent although it was flagged."""
        before = len(self.queue())
        self.submit(self.checked(text), draft_text_0=text, draft_reason=reason)
        return self.queue()[before]


def opened(tmp_path: Path) -> Iterator[Stage]:
    """A fixture: a stage whose every payload is checked when the test is over."""
    stage = Stage(tmp_path)
    yield stage
    stage.assert_all_sendable()
    stage.assert_all_listened_to()
    stage.store.close()


def pressable(told: Json) -> dict[str, str]:
    """What a click tells the app of, as value by action id: all but inputs, which are only submitted."""
    blocks = loaded(loaded(told.get("view") or told).get("blocks") or [])
    within = [block for block in blocks if block["type"] != "input" or block.get("dispatch_action")]
    return {one["action_id"]: str(one.get("value", "")) for one in walk(within) if "action_id" in one}


def buttons(message: Json) -> list[str]:
    """The action ids of a message's or view's buttons."""
    elements = [one for block in message["blocks"] for one in [*block.get("elements", []), block.get("accessory", {})]]
    return [one["action_id"] for one in elements if one.get("type") == "button"]


def value_of(message: Json, action_id: str) -> str:
    elements = [one for block in message["blocks"] for one in [*block.get("elements", []), block.get("accessory", {})]]
    return next(str(one["value"]) for one in elements if one.get("action_id") == action_id)


def choices_of(message: Json, action_id: str) -> dict[str, str]:
    """What a menu among the buttons offers: value by text."""
    elements = [one for block in message["blocks"] for one in block.get("elements", [])]
    menu = next(one for one in elements if one.get("action_id") == action_id)
    return {one["text"]["text"]: one["value"] for one in menu["options"]}


def said(payload: Json) -> str:
    """All the words of a message or a view."""
    return json.dumps(payload["blocks"], ensure_ascii=False)


def draft_in(view: Json) -> str:
    return next(str(b["element"].get("initial_value", "")) for b in view["blocks"] if b["type"] == "input")


def input_block(view: Json) -> str:
    return next(str(block["block_id"]) for block in view["blocks"] if block["type"] == "input")


def escaped(text: str) -> str:
    """What a person typed, as Slack sends it."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _state(typed: Mapping[str, str | Json] | None) -> Json:
    fields = {key: {key: _field(key, text)} for key, text in (typed or {}).items()}
    return {"values": fields}


def _field(key: str, text: str | Json) -> Json:
    """What stands in an input: what was typed, or, in a menu, what was picked; anything else as Slack sends it."""
    if not isinstance(text, str):
        return text
    if key in MENUS:
        return {"type": "static_select", "selected_option": {"value": text} if text else None}
    if key == CHANNEL:
        return {"type": "conversations_select", "selected_conversation": text or None}
    return {"type": "plain_text_input", "value": text}


_NAMES = {
    AGENT: "Ada",
    OTHER_AGENT: "Ben",
    LEAD: "Lin",
    SECOND_LEAD: "Leo",
    GUEST: "Gus",
    ADMIN: "Amy",
    BOT_USER: "theirway",
}
