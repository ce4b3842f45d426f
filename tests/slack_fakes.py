"""Why: what a test cannot have of Slack (its time, its crashes, its web addresses) is written by hand here, once."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from assist.records import Choice, Customer, Identity
from assist.slack.connecting import web_client
from assist.slack.recorder import RecordingClient, Workspace

Json = dict[str, Any]


class Times:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def later(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Crash(BaseException):
    """The process ends here: nothing catches this."""


class FragileClient(RecordingClient):
    """Ends the process at the nth call of a method, before Slack does it or after; `meanwhile` happens, once, while the
    next message is on its way.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self.crash: tuple[str, int, bool] | None = None
        self.meanwhile: Callable[[], None] | None = None

    def api_call(self, api_method: str, **kwargs: Any) -> Any:  # type: ignore[override]
        if self.meanwhile and api_method == "chat.postMessage":
            then, self.meanwhile = self.meanwhile, None
            then()
        dies = False
        if self.crash and self.crash[0] == api_method:
            method, left, after = self.crash
            self.crash = (method, left - 1, after) if left > 1 else None
            dies = left == 1
            if dies and not after:
                raise Crash
        answer = super().api_call(api_method, **kwargs)
        if dies:
            raise Crash
        return answer


@dataclass(frozen=True, slots=True)
class Fault:
    """An answer that is not Slack's usual one; `done` says whether Slack did what it was asked all the same.

    Without a status the connection goes away instead.
    """

    status: int
    body: bytes = b'{"ok": false, "error": "ratelimited"}'
    headers: tuple[tuple[str, str], ...] = ()
    done: bool = False


LIMITED = Fault(429, headers=(("Retry-After", "0"),))
BROKEN_GATEWAY = Fault(502, b"<html>Bad Gateway</html>")


class FaultyApi:
    """Slack's Web API over HTTP, as a recording client answers, but for `faults`: those of the next calls by method."""

    def __init__(self, slack: RecordingClient) -> None:
        self.slack = slack
        self.faults: dict[str, list[Fault]] = {}
        self.asked: list[str] = []
        api = self

        class Receiver(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                api.answer(self, self.path.rpartition("/")[2], body)

            def do_GET(self) -> None:
                api.answer(self, *self.path.rpartition("/")[2].split("?"))

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def client(self) -> WebClient:
        """A client as the program makes it."""
        return web_client("xoxb-x", f"http://127.0.0.1:{self._server.server_port}/")

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, request: BaseHTTPRequestHandler, method: str, body: str = "") -> None:
        self.asked.append(method)
        waiting = self.faults.get(method)
        fault = waiting.pop(0) if waiting else Fault(200, done=True)
        if fault.done:
            told = json.loads(body) if body.startswith("{") else dict(parse_qsl(body))
            try:
                data = self.slack.api_call(method, json=told).data
            except SlackApiError as error:
                data = error.response.data
            fault = fault if fault.status != 200 else Fault(200, json.dumps(data).encode())
        if not fault.status:
            request.close_connection = True
            return
        request.send_response(fault.status)
        for name, value in fault.headers:
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(fault.body)


@cache
def response_urls() -> tuple[str, list[tuple[str, Json]]]:
    """A web server for `response_url`: its address, and every (path, payload) it was sent."""
    received: list[tuple[str, Json]] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((self.path.strip("/"), json.loads(body)))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}", received


CUSTOMERS = (
    Customer(
        id="cust-nora",
        name="Nora Field",
        company="Field Lighting",
        identities=(Identity("email", "nora@field.example"), Identity("slack", "U0NORA")),
    ),
    Customer(id="cust-otto", name="Otto Field", identities=(Identity("email", "otto@field.example"),)),
    Customer(id="cust-mei", name="Mei Tan", identities=(Identity("external", "EXT-77"),)),
)
CHOICES = [
    Choice(
        id=f"choice-{number}",
        customer="cust-nora",
        on=datetime(2026, month, 3, tzinfo=UTC),
        dimension="resolution",
        offered=("replacement", "refund", "credit"),
        chosen="replacement",
        situation=f"lamp number {number}",
        quote="a new one please",
        link=f"https://lumen.slack.example/archives/C1/p{number}",
    )
    for number, month in enumerate((2, 4, 6, 9))
]
