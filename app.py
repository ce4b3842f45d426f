"""The composition root: settings, store, desk, Bolt app; then the command line takes over."""

from __future__ import annotations

import signal
import sys
import threading
import time
from datetime import UTC, datetime
from functools import cached_property

import structlog

from assist import cli, settings
from assist.catalogue_file import DEFAULT
from assist.catalogue_file import read as read_catalogue
from assist.desk import Desk
from assist.ports import Writer
from assist.settings import Settings, SettingsError, listed
from assist.writer import Endpoint, OfflineWriter, OpenAIWriter
from storage import SEED, SqliteStore, open_store

RELEARN_SECONDS = 600.0


def clock() -> datetime:
    return datetime.now(UTC)


class Program:
    """Makes each part once, and only when a command asks for it."""

    @cached_property
    def settings(self) -> Settings:
        return settings.load()

    @cached_property
    def _store(self) -> SqliteStore:
        try:
            return open_store(self.settings.database)
        except ValueError as error:
            raise SettingsError(str(error)) from None

    def store(self) -> SqliteStore:
        return self._store

    def memory_store(self) -> SqliteStore:
        return open_store(":memory:")

    def offline_writer(self) -> Writer:
        return OfflineWriter()

    def writer(self) -> Writer:
        """A language model where a key or an endpoint is set, else the offline writer."""
        if not self.settings.has_model:
            return OfflineWriter()
        endpoint = Endpoint(
            model=self.settings.openai_model,
            api_key=self.settings.openai_api_key or "none",  # local endpoints ask for no key, the client does
            base_url=self.settings.openai_base_url,
        )
        return OpenAIWriter(endpoint, OfflineWriter())

    def desk(self) -> Desk:
        path = self.settings.catalogue or DEFAULT
        try:
            catalogue = read_catalogue(path)
        except OSError as error:
            raise SettingsError(f"CATALOGUE: {path} can't be read: {error.strerror}") from None
        return Desk(self.store(), catalogue, self.writer(), clock=clock)

    def serve(self) -> None:
        """Connect by Socket Mode and work until told to stop (Ctrl-C or SIGTERM)."""
        self.settings.need_slack()
        from slack_bolt.adapter.socket_mode import SocketModeHandler  # noqa: PLC0415  # batch commands need no Slack
        from slack_sdk import WebClient  # noqa: PLC0415
        from slack_sdk.errors import SlackClientError  # noqa: PLC0415
        from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler  # noqa: PLC0415

        from assist.slack.assembly import assemble  # noqa: PLC0415

        client = WebClient(token=self.settings.slack_bot_token)
        if self.settings.slack_api_url:
            client.base_url = self.settings.slack_api_url.rstrip("/") + "/"
        client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=2))
        desk = self.desk()
        built = assemble(
            client,
            desk,
            leads=frozenset(listed(self.settings.leads)),
            lead_group=self.settings.lead_group,
            our_domains=listed(self.settings.our_domains),
            worker_name=self.settings.worker_name,
            between=Relearning(desk),
        )
        try:
            us = built.gateway.us
        except SlackClientError as error:
            raise SettingsError(f"SLACK_BOT_TOKEN: Slack does not accept it ({error})") from None
        handler = SocketModeHandler(built.app, self.settings.slack_app_token)
        built.worker.start()
        handler.connect()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
        print(f"Listening in {us.get('team', 'Slack')} as {us.get('user', 'the bot')}. Ctrl-C stops.", flush=True)
        stop = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stop.set())
        stop.wait()
        handler.close()  # type: ignore[no-untyped-call]
        built.worker.stop()

    def demo(self) -> None:
        from assist.slack.demo import play  # noqa: PLC0415  # only the demo needs it

        play(open_store, SEED, clock)


class Relearning:
    """Fits what all customers take anew, in the worker's idle moments, when the ledger has grown."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._learned = -1
        self._at = 0.0

    def __call__(self) -> None:
        if time.monotonic() - self._at < RELEARN_SECONDS:
            return
        self._at = time.monotonic()
        count = self.desk.store.ledger.count()
        if count != self._learned:
            self.desk.learn_population()
            self._learned = count


def configure_log() -> None:
    """One line an event, to standard error, without the values of variables: they hold tokens and customers' words."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


if __name__ == "__main__":
    configure_log()
    sys.exit(cli.main(Program(), sys.argv[1:]))
