"""A recorded endpoint: it answers what a test has written down, and keeps what it was asked."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import openai

from assist.model.client import Client, Endpoint
from assist.model.limits import NO_CAPS, Caps
from assist.workplace import ModelCall

Handler = Callable[[httpx2.Request], httpx2.Response]


def completion(content: str | None, *, finish: str = "stop", refusal: str | None = None) -> httpx2.Response:
    """A chat completion as OpenAI-compatible endpoints send it."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    choice = {"index": 0, "finish_reason": finish, "message": message}
    usage = {"prompt_tokens": 900, "completion_tokens": 60, "total_tokens": 960}
    body = {"id": "x", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice], "usage": usage}
    return httpx2.Response(200, json=body)


def says(answer: dict[str, Any]) -> Handler:
    return lambda request: completion(json.dumps(answer))


class Recorded:
    """Answers by handlers, one a request; the last goes on answering. Time passes only where a handler says so."""

    def __init__(self, *handlers: Handler, seconds: float = 8.0, caps: Caps = NO_CAPS) -> None:
        self._handlers = list(handlers)
        self.asked: list[dict[str, Any]] = []
        self.booked: list[ModelCall] = []
        self.slept: list[float] = []
        self.time = 0.0
        self.client = Client(
            Endpoint(model="m", api_key="k", base_url="http://model.invalid/v1", seconds=seconds, caps=caps),
            book=self.booked.append,
            http_client=openai.DefaultHttpx2Client(transport=httpx2.MockTransport(self._answer)),
            now=lambda: self.time,
            sleep=self._sleep,
        )

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(json.loads(request.content))
        handler = self._handlers.pop(0) if len(self._handlers) > 1 else self._handlers[0]
        return handler(request)

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += seconds

    def user_parts(self) -> str:
        """Everything that was sent as data, as one text."""
        return "\n".join(m["content"] for body in self.asked for m in body["messages"] if m["role"] != "system")

    def system_parts(self) -> str:
        return "\n".join(m["content"] for body in self.asked for m in body["messages"] if m["role"] == "system")

    def passes(self, seconds: float) -> None:
        self.time += seconds


def raises(error: type[Exception]) -> Handler:
    def handler(request: httpx2.Request) -> httpx2.Response:
        raise error("no")

    return handler


class Drip(httpx2.SyncByteStream):
    """A response that comes a byte at a time while the clock runs."""

    def __init__(self, body: bytes, passes: Callable[[], None]) -> None:
        self._body = body
        self._passes = passes
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        for byte in self._body:
            self._passes()
            yield bytes([byte])

    def close(self) -> None:
        self.closed = True
