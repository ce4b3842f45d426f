"""Why: a test should read as what people do and see in Slack; here are the people, over the stand-in's control API.

What a person does returns once the app has acknowledged what it was sent (at the latest after 5 seconds), so its
*effects* may be a moment away: look for them with `wait_for`.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.error import HTTPError
from urllib.request import Request, urlopen

Json = dict[str, Any]
T = TypeVar("T")


class StandInError(Exception):
    """The stand-in did not start, did not answer in time, or refused what it was asked."""


@dataclass(frozen=True, slots=True)
class StandIn:
    """A running stand-in. Every method acts as a person of the workspace or looks at what the person would see."""

    url: str
    workspace: Mapping[str, Any]

    @property
    def api_url(self) -> str:
        """The Web client's base_url."""
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        return str(self.workspace["apps"][0]["botToken"])

    @property
    def app_token(self) -> str:
        return str(self.workspace["apps"][0]["appToken"])

    def control(self, path: str, body: Mapping[str, Any] | None = None) -> Json:
        """One request to the control API; an answer of status 400 or more raises StandInError."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url}/_control/{path}", data=data, headers={"Content-Type": "application/json"})
        try:
            with urlopen(request, timeout=15) as response:
                return dict(json.loads(response.read()))
        except HTTPError as error:
            raise StandInError(f"/_control/{path}: {error.code} {error.read().decode()}") from error

    # What people do.

    def post(self, channel: str, user: str, text: str, thread_ts: str | None = None) -> str:
        """Posts a message and returns its ts."""
        body = {"channel": channel, "user": user, "text": text, "thread_ts": thread_ts}
        return str(self.control("message", body)["message"]["ts"])

    def edit(self, channel: str, user: str, ts: str, text: str) -> None:
        self.control("edit-message", {"channel": channel, "user": user, "ts": ts, "text": text})

    def delete(self, channel: str, user: str, ts: str) -> None:
        self.control("delete-message", {"channel": channel, "user": user, "ts": ts})

    def command(self, channel: str, user: str, command: str, text: str = "") -> None:
        self.control("command", {"channel": channel, "user": user, "command": command, "text": text})

    def shortcut(self, channel: str, user: str, ts: str, callback_id: str) -> None:
        """Chooses a message shortcut from the menu of the message."""
        action = {"type": "message_action", "action_id": callback_id}
        self.control("interact", {"channel": channel, "user": user, "messageTs": ts, "action": action})

    def click(self, channel: str, user: str, ts: str, action_id: str, choose: str | None = None) -> None:
        """Presses the element with this action_id in a message; `choose` is the value of the option taken in a menu."""
        action = press(self.message(channel, ts).get("blocks", []), action_id, choose)
        self.control("interact", {"channel": channel, "user": user, "messageTs": ts, "action": action})

    def click_modal(self, user: str, action_id: str, choose: str | None = None, **typed: str) -> None:
        """Presses an element of the topmost modal; `typed` is what stands in its inputs, by action_id."""
        view = self.modal()
        action = press(view["blocks"], action_id, choose)
        self._page({"t": "block_action", **no_message(view)}, user, action, view, typed)

    def click_home(self, user: str, action_id: str, choose: str | None = None) -> None:
        """Presses an element of this person's App Home."""
        view = self.home(user)
        action = press(view["blocks"], action_id, choose)
        self._page({"t": "block_action", **no_message(view)}, user, action, view, {})

    def submit(self, user: str, **typed: str) -> dict[str, str]:
        """Submits the topmost modal. `typed` replaces what its inputs start with, by action_id: a text, or an option's
        value. Returns the errors by block_id that the app answered with; empty if it took the modal."""
        self._page({"t": "view_submit"}, user, None, self.modal(), typed)
        return dict(self.control("page")["errors"] or {})

    def close(self, user: str) -> None:
        """Closes the modals."""
        self.control("ui", {"t": "view_close", "user": user})

    def open_home(self, user: str) -> None:
        self.control("open-home", {"user": user})

    def _page(self, told: Json, user: str, action: Json | None, view: Json, typed: Mapping[str, str]) -> None:
        values: Json = {}
        for action_id, value in typed.items():
            block = next(b for b in view["blocks"] if b["type"] == "input" and b["element"]["action_id"] == action_id)
            values.setdefault(block["block_id"], {})[action_id] = fill(block["element"], value)
        self.control("ui", {**told, "user": user, "action": action, "values": values})

    # What people see.

    def messages(self, channel: str, thread_ts: str | None = None) -> list[Json]:
        """The channel's messages, oldest first, or the replies in one thread; ephemeral ones have `ephemeral_to`."""
        found: list[Json] = self.control(f"messages/{channel}")["messages"]
        return found if thread_ts is None else [m for m in found if m.get("thread_ts") == thread_ts]

    def message(self, channel: str, ts: str) -> Json:
        return next(m for m in self.messages(channel) if m["ts"] == ts)

    def modals(self) -> list[Json]:
        """The stack of open modals, topmost last."""
        return list(self.control("page")["stack"])

    def modal(self) -> Json:
        """The topmost modal; StandInError if none is open."""
        stack = self.modals()
        if not stack:
            raise StandInError("no modal is open")
        return stack[-1]

    def home(self, user: str) -> Json:
        """What the first app published to this person's Home; StandInError if nothing was."""
        homes = self.control("page")["homes"].get(user, {})
        app = self.workspace["apps"][0].get("appId")
        if app not in homes:
            raise StandInError(f"{user} has no Home yet")
        return dict(homes[app])

    # What only a test can see or do.

    def traffic(self) -> Json:
        """All since the last reset, oldest first: `sent` to the app (time in ms, type, payload), `calls` by the app
        (time in ms, method, args; the method is response_url or view_submission for what it answered there)."""
        return self.control("traffic")

    def calls(self, method: str) -> list[Json]:
        """The arguments of the app's calls of one Web API method since the last reset, failed ones included."""
        return [call["args"] for call in self.traffic()["calls"] if call["method"] == method]

    def sent(self, kind: str = "events_api") -> list[Json]:
        """The payloads sent to the app since the last reset: events_api, interactive or slash_commands."""
        return [envelope["payload"] for envelope in self.traffic()["sent"] if envelope["type"] == kind]

    def deliver(self, payload: Mapping[str, Any], kind: str = "events_api") -> bool:
        """Sends the app any payload (a repeated, malformed or rare event); says whether it acknowledged within 5 s."""
        return bool(self.control("envelope", {"type": kind, "payload": payload})["acknowledged"])

    def fail(self, method: str, times: int = 1, error: str = "ratelimited", status: int = 429, after: int = 1) -> None:
        """Lets the next calls of a Web API method fail; `after` is the Retry-After in seconds."""
        fault = {"method": method, "times": times, "error": error, "status": status, "retry_after": after}
        self.control("fault", fault)

    def share(self, channel: str, shared: bool = True) -> None:
        """Shares a channel with another company, or takes it back; no event: `deliver` channel_shared for that."""
        self.control("share", {"channel": channel, "is_ext_shared": shared})

    def disconnect(self) -> None:
        """Asks the app to reconnect, as Slack does every few hours."""
        self.control("disconnect", {})

    def drop(self) -> None:
        """Ends the app's connection without a word, as a lost network does."""
        self.control("drop", {})

    def reset(self) -> None:
        """Forgets messages, modals, Homes, traffic, failures and shares; connections stay."""
        self.control("reset", {})

    def connected(self) -> bool:
        """Whether the app has a socket open."""
        return bool(self.control("page")["connected"])

    def wait_for_app(self, timeout: float = 15) -> None:
        """Waits until the app's socket is open."""
        wait_for(self.connected, timeout, "the app to connect")


def no_message(view: Json) -> Json:
    """Where a click happened that was in a view."""
    return {"channel": "", "messageTs": "", "appId": view["app_id"]}


def press(blocks: list[Json], action_id: str, choose: str | None = None) -> Json:
    """The action that pressing an element sends; StandInError names the action_ids that exist if this one does not."""
    there = []
    for block in blocks:
        for element in [*block.get("elements", []), block.get("accessory"), block.get("element")]:
            if element and element.get("action_id") == action_id:
                picked = None if choose is None else option(element, choose)
                kept = {key: element.get(key) for key in ("type", "action_id", "value", "text")}
                return {**kept, "block_id": block.get("block_id"), "selected_option": picked}
            there += [element.get("action_id")] if element else []
    raise StandInError(f"no {action_id!r} among {there}")


def fill(element: Json, value: str) -> Json:
    """The state of an input once a person has typed or chosen."""
    if element["type"] == "checkboxes":
        return {"type": element["type"], "selected_options": [option(element, v) for v in value.split(",") if v]}
    if "options" in element:
        return {"type": element["type"], "selected_option": option(element, value)}
    return {"type": element["type"], "value": value or None}


def option(element: Json, value: str) -> Json:
    found = [o for o in element["options"] if o["value"] == value]
    if not found:
        raise StandInError(f"no option {value!r} in {[o['value'] for o in element['options']]}")
    return dict(found[0])


def wait_for(look: Callable[[], T], timeout: float = 5, what: str = "it") -> T:
    """Looks until there is something (not empty, no StandInError) and returns it; StandInError after `timeout` s."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            if found := look():
                return found
        except StandInError:
            if time.monotonic() > deadline:
                raise
        if time.monotonic() > deadline:
            raise StandInError(f"waited {timeout} s for {what}")
        time.sleep(0.02)
