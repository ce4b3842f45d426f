"""The composition root: settings, store, desk, Bolt app; then the command line takes over.

Each part is imported where it is made, so that a command loads what it uses and no more.
"""

# ruff: noqa: PLC0415 - see above

from __future__ import annotations

import sys
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

try:
    from assist import cli
except ModuleNotFoundError as missing:
    sys.exit(f"{missing.name} is not installed here: run `make demo` once, then start with .venv/bin/python app.py")

MANIFEST = Path(__file__).with_name("manifest.yml")

if TYPE_CHECKING:
    from slack_sdk import WebClient

    from assist.beside import Beside
    from assist.catalogue import Catalogue
    from assist.desk import Desk
    from assist.findings import Finding
    from assist.model.client import Client
    from assist.model.ports import BetterWords, DraftReader, ThreadReader
    from assist.ports import Encoder, Writer
    from assist.rulebook import Rulebook
    from assist.settings import Settings
    from storage import SqliteStore


def clock() -> datetime:
    return datetime.now(UTC)


class Program:
    """Makes each part once, and only when a command asks for it."""

    @cached_property
    def settings(self) -> Settings:
        from assist.settings import load

        return load()

    @cached_property
    def _store(self) -> SqliteStore:
        from assist.settings import SettingsError
        from storage import open_store

        try:
            return open_store(self.settings.database)
        except ValueError as error:
            raise SettingsError(str(error)) from None

    def store(self) -> SqliteStore:
        return self._store

    def memory_store(self) -> SqliteStore:
        from storage import open_store

        return open_store(":memory:")

    @cached_property
    def encoder(self) -> Encoder | None:
        """Reads for meaning where its packages are installed; without them the history is searched by words."""
        from assist.encoder import load

        return load()

    def offline_writer(self) -> Writer:
        from assist.writer import OfflineWriter

        return OfflineWriter()

    def _model(self, *, counted: bool) -> Client:
        """The endpoint. What people ask for on files is neither capped nor counted: a run is as long as its file."""
        from assist.model.client import Client, Endpoint
        from assist.model.limits import NO_CAPS, Caps

        told = self.settings
        told.need_model()
        endpoint = Endpoint(
            model=told.openai_model,
            api_key=told.openai_api_key or "none",  # local endpoints ask for no key, the client does
            base_url=told.openai_base_url,
            seconds=told.openai_timeout,
            caps=Caps(told.openai_calls_a_minute, told.openai_tokens_a_minute) if counted else NO_CAPS,
        )
        return (
            Client(endpoint, book=lambda call: self.store().calls.add(call, on=clock()))
            if counted
            else Client(endpoint)
        )

    def better_words(self) -> BetterWords:
        from assist.model.writing import ModelWriter

        return ModelWriter(self._model(counted=False), hide_names=self.settings.hide_names)

    def draft_reader(self) -> DraftReader:
        from assist.model.reading import ModelReader

        return ModelReader(self._model(counted=False), hide_names=self.settings.hide_names)

    def thread_reader(self) -> ThreadReader:
        from assist.model.capturing import ModelCapture

        return ModelCapture(self._model(counted=False), hide_names=self.settings.hide_names)

    def rulebook(self) -> Rulebook:
        from assist.catalogue_file import DEFAULT
        from assist.rulebook import Rulebook
        from assist.workplace import HouseRules

        first = HouseRules(turn_pause=self.settings.turn_pause, no_answer_days=self.settings.no_answer_days)
        return Rulebook(self.store(), clock, first, self.settings.catalogue or DEFAULT)

    def catalogue(self) -> Catalogue:
        from assist.settings import SettingsError

        try:
            return self.rulebook().catalogue()
        except OSError as error:
            raise SettingsError(f"CATALOGUE: {error.filename} can't be read: {error.strerror}") from None

    def desk(self) -> Desk:
        from assist.desk import Desk

        desk = Desk(self.store(), self.catalogue(), self.offline_writer(), clock=clock, encoder=self.encoder)
        desk.follow(desk.catalogue, self.rulebook().rules())
        return desk

    def client(self) -> WebClient:
        from assist.slack.connecting import web_client

        return web_client(self.settings.slack_bot_token, self.settings.slack_api_url)

    def findings(self) -> list[Finding]:
        """What `doctor` says: of the code and its manifest, of this machine, and of Slack where there is a token."""
        from slack_sdk import WebClient

        from assist import doctor
        from assist.catalogue import Catalogue
        from assist.desk import Desk
        from assist.settings import SettingsError
        from assist.slack.assembly import assemble
        from assist.slack.gateway import Gateway

        bare = Desk(self.memory_store(), Catalogue(), self.offline_writer(), clock=clock)
        listens = assemble(WebClient(token=""), bare).app.listens
        found = doctor.of_code(MANIFEST, listens)
        try:
            settings = self.settings
        except SettingsError as error:
            return [*found, *doctor.of_settings(error)]
        found += [*doctor.of_tokens(settings), *self._of_machine()]

        def asked() -> Gateway:
            return Gateway(self.client(), guests=lambda: self.rulebook().rules().guests)

        return [*found, *doctor.of_slack(settings, asked, self.store, self.rulebook, listens)]

    def _of_machine(self) -> list[Finding]:
        from assist import doctor

        found = [
            *doctor.of_database(self.store),
            doctor.of_catalogue(self.catalogue, lambda: self.rulebook().file_waits()),
        ]
        return [*found, doctor.of_encoder(self.encoder is not None), doctor.of_model(self.settings)]

    def _beside(self, desk: Desk) -> Beside | None:
        """What asks a model beside the worker, where there is one."""
        if not self.settings.has_model:
            return None
        from assist.beside import beside

        return beside(desk, self._model(counted=True), hide_names=self.settings.hide_names)

    def serve(self) -> None:
        """Connect by Socket Mode and work until told to stop (Ctrl-C or SIGTERM)."""
        self.settings.need_slack()
        import signal
        import threading

        from slack_bolt.adapter.socket_mode import SocketModeHandler
        from slack_sdk.errors import SlackClientError

        from assist.chores import Chores
        from assist.settings import SettingsError, listed
        from assist.slack.assembly import assemble

        configure_log()
        desk, book = self.desk(), self.rulebook()
        helped = self._beside(desk)
        built = assemble(
            self.client(),
            desk,
            leads=frozenset(listed(self.settings.leads)),
            lead_group=self.settings.lead_group,
            agent_groups=listed(self.settings.agent_groups),
            admins=frozenset(listed(self.settings.admins)),
            rulebook=book,
            machine=self._of_machine,
            our_domains=listed(self.settings.our_domains),
            worker_name=self.settings.worker_name,
            claim_seconds=self.settings.card_claim,
            between=Chores(desk, self.encoder, rules=book.rules),
            shown=helped.improver.want if helped else lambda suggestion: None,
            rereads=helped.drafts if helped else None,
            heard=helped.threads.want if helped else lambda channel, thread: None,
        )
        try:
            us = built.gateway.us
        except SlackClientError as error:
            raise SettingsError(f"SLACK_BOT_TOKEN: Slack does not accept it ({error})") from None
        except OSError as error:
            raise SettingsError(f"Slack can't be reached ({error}): check the network, and SLACK_API_URL") from None
        handler = SocketModeHandler(built.app, self.settings.slack_app_token)
        built.worker.start()
        if helped:
            helped.start(built.worker.wake)
        handler.connect()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
        print(f"Listening in {us.get('team', 'Slack')} as {us.get('user', 'the bot')}. Ctrl-C stops.", flush=True)
        stop = threading.Event()
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: stop.set())
        stop.wait()
        handler.close()  # type: ignore[no-untyped-call]
        if helped:
            helped.stop()
        built.worker.stop()

    def demo(self) -> None:
        from assist.slack.demo import play
        from storage import SEED, open_store

        configure_log()
        play(open_store, SEED, clock)


def configure_log() -> None:
    """One line an event, to standard error, without the values of variables: they hold tokens and customers' words."""
    import structlog

    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


if __name__ == "__main__":
    sys.exit(cli.main(Program(), sys.argv[1:]))
