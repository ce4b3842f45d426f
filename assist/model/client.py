"""Why: whatever an endpoint does (refuse, break off, hang, drip, fall over), the caller hears of it in time.

A question goes out without tools, is read as one JSON answer in a fixed form and ends when its time is up: the caller
goes on at once, and the connection is closed. Answers are not streamed to anybody, since nothing is shown before all of
it has been verified. What goes wrong is told as the end of a sentence about the model, never in the error's own words,
which may hold secrets.
"""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from assist.model.answers import Form
from assist.model.limits import NO_CAPS, Breaker, Caps, Meter
from assist.workplace import ModelCall

F = TypeVar("F", bound=Form)
Message = Mapping[str, str]
MOST_BYTES = 200_000  # of a response; an answer takes a hundredth of that
ROOM_TO_RETRY = 1.5  # seconds that must be left for a second try
WAIT = 0.5  # seconds before it, unless the endpoint names another time
LATE = "did not answer in time"
UNREADABLE = "wrote what cannot be read"
REFUSED = "declined to answer"
BROKE_OFF = "broke off in the middle"
ANSWERED = "answered"
FAILED_OFTEN = "failed several times and is left alone for a minute"
OVER_CAP = "has been asked as much as is allowed in a minute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An OpenAI-compatible endpoint; `base_url` empty is OpenAI's own. `seconds` are for one job, tries included."""

    model: str
    api_key: str
    base_url: str = ""
    seconds: float = 8.0
    caps: Caps = NO_CAPS


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Generic[F]):
    """What is asked: `task` and prompt `version` for the books, `case` a stable id of the case that names nobody."""

    task: str
    version: str
    messages: Sequence[Message]
    form: type[F]
    case: str
    most_tokens: int


@dataclass(frozen=True, slots=True)
class Answer(Generic[F]):
    """An answer in its form and as it was written, or None and what went wrong."""

    form: F | None
    raw: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What one try came to. `again` says that a second may do better, after `wait` seconds; `broken` that it counts
    against the endpoint; `plain` that the endpoint knows no schemas."""

    body: Mapping[str, Any] | None = None
    trouble: str = ""
    again: bool = False
    broken: bool = False
    wait: float = WAIT
    plain: bool = False


class Client:
    def __init__(
        self,
        endpoint: Endpoint,
        *,
        book: Callable[[ModelCall], None] = lambda call: None,
        http_client: Any = None,
        now: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`book` is told of every call; `http_client` takes the place of the network in tests."""
        self.endpoint = endpoint
        self._book = book
        self._http_client = http_client
        self._now = now
        self._sleep = sleep
        self._breaker = Breaker(now)
        self._meter = Meter(endpoint.caps, now)
        self._client: Any = None
        self._plain = False
        self._making = threading.Lock()

    def deadline(self) -> float:
        """When a job that begins now has to be done, by this client's clock."""
        return self._now() + self.endpoint.seconds

    def ask(self, question: Question[F], until: float) -> Answer[F]:
        """The answer, or what went wrong, by `until` at the latest. At most two tries."""
        if not self._breaker.lets_through():
            return Answer(None, trouble=FAILED_OFTEN)
        outcome = self._try(question, until)
        left = until - self._now()
        if outcome.plain or (outcome.again and left > outcome.wait + ROOM_TO_RETRY):
            self._plain |= outcome.plain
            if not outcome.plain:
                self._sleep(outcome.wait)
            outcome = self._try(question, until)
        if outcome.broken:
            self._breaker.failed()
        elif outcome.body is not None:
            self._breaker.worked()
        if outcome.body is None:
            return Answer(None, trouble=outcome.trouble)
        return _read(outcome.body, question.form)

    def note(self, question: Question[F], outcome: str) -> None:
        """Put into the books what became of an answer: that it was not used, and why."""
        self._book(
            ModelCall(task=question.task, version=question.version, model=self.endpoint.model, outcome=outcome, calls=0)
        )

    def _try(self, question: Question[F], until: float) -> _Outcome:
        """One try in a thread of its own, left behind when the time is up: it ends with its connection."""
        room = sum(len(message["content"]) for message in question.messages) // 3 + question.most_tokens
        if not self._meter.take(room):
            return _Outcome(trouble=OVER_CAP)
        begun = self._now()
        answers: queue.SimpleQueue[_Outcome] = queue.SimpleQueue()
        thread = threading.Thread(target=lambda: answers.put(self._call(question, until)), daemon=True)
        thread.start()
        try:
            outcome = answers.get(timeout=max(until - self._now(), 0.001))
        except queue.Empty:
            outcome = _Outcome(trouble=LATE, broken=True)
        self._count(question, outcome, self._now() - begun)
        return outcome

    def _count(self, question: Question[F], outcome: _Outcome, seconds: float) -> None:
        body = outcome.body or {}
        usage = body.get("usage")
        spent = usage if isinstance(usage, Mapping) else {}
        self._book(
            ModelCall(
                task=question.task,
                version=question.version,
                model=self.endpoint.model,
                outcome=outcome.trouble or _read(body, question.form).trouble or ANSWERED,
                ms=round(seconds * 1000),
                tokens_in=_number(spent.get("prompt_tokens")),
                tokens_out=_number(spent.get("completion_tokens")),
            )
        )

    def _call(self, question: Question[F], until: float) -> _Outcome:
        import openai  # noqa: PLC0415 -- takes most of a second, and many teams never use it

        shape = {} if self._plain else {"response_format": question.form.schema_for_endpoint()}
        try:
            with self._connected().chat.completions.with_streaming_response.create(
                model=self.endpoint.model,
                messages=list(question.messages),
                max_completion_tokens=question.most_tokens,
                user=question.case,
                timeout=max(until - self._now(), 0.001),
                **shape,
            ) as response:
                whole = b"".join(self._chunks(response.iter_bytes(), until))
        except (openai.APITimeoutError, TimeoutError):
            return _Outcome(trouble=LATE, broken=True)
        except openai.RateLimitError as error:
            return _Outcome(trouble="is over its limit", again=True, broken=True, wait=_wait(error.response.headers))
        except openai.APIStatusError as error:
            plain = error.status_code == 400 and not self._plain and _about_schemas(error.message)
            again = error.status_code >= 500
            return _Outcome(trouble="answered with an error", again=again, broken=not plain, plain=plain)
        except Exception:  # whatever the client or, while the body is read, the transport makes of a broken connection
            return _Outcome(trouble="could not be reached", again=True, broken=True)
        return _decoded(whole)

    def _chunks(self, chunks: Iterator[bytes], until: float) -> Iterator[bytes]:
        """The body as it comes in, as far as it is of a sane length. Raises TimeoutError once it takes too long."""
        read = 0
        for chunk in chunks:
            if self._now() > until:
                raise TimeoutError
            read += len(chunk)
            if read > MOST_BYTES:
                return
            yield chunk

    def _connected(self) -> Any:
        import openai  # noqa: PLC0415 -- as above

        with self._making:
            self._client = self._client or openai.OpenAI(
                api_key=self.endpoint.api_key,
                base_url=self.endpoint.base_url or None,
                max_retries=0,  # the second try is ours: it has to fit into what is left of the time
                http_client=self._http_client,
            )
            return self._client


def _decoded(whole: bytes) -> _Outcome:
    try:
        body = json.loads(whole)
    except ValueError:
        return _Outcome(trouble=UNREADABLE)
    return _Outcome(body=body) if isinstance(body, dict) else _Outcome(trouble=UNREADABLE)


def _read(body: Mapping[str, Any], form: type[F]) -> Answer[F]:
    """The answer in a completion's body, by what the endpoint says of how it ended."""
    try:
        choice = body["choices"][0]
        message, ending = choice["message"], choice.get("finish_reason")
        refused, raw = message.get("refusal"), message.get("content")
    except (KeyError, IndexError, TypeError, AttributeError):
        return Answer(None, trouble=UNREADABLE)
    if refused or ending == "content_filter":
        return Answer(None, trouble=REFUSED)
    if ending == "length":
        return Answer(None, trouble=BROKE_OFF)
    if not isinstance(raw, str):
        return Answer(None, trouble=UNREADABLE)
    try:
        return Answer(form.model_validate_json(_bare(raw)), raw)
    except ValidationError:
        return Answer(None, raw, trouble=UNREADABLE)


def _bare(raw: str) -> str:
    """JSON without the code fence that models without a schema like to put around it."""
    inside = raw.strip()
    if inside.startswith("```"):
        inside = inside.strip("`").removeprefix("json")
    return inside


def _wait(headers: Mapping[str, str]) -> float:
    """How long the endpoint wants us to wait, in seconds."""
    try:
        return max(float(headers.get("retry-after", WAIT)), 0.0)
    except ValueError:
        return WAIT


def _about_schemas(message: str) -> bool:
    return "response_format" in message or "json_schema" in message


def _number(value: object) -> int:
    return value if isinstance(value, int) and value >= 0 else 0
