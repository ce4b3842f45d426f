"""Why: whoever installs the bot asks `doctor` first; what it says must be true, and say what to do."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assist import doctor
from assist.catalogue_file import parse, read
from assist.findings import Finding, in_order
from assist.settings import Settings, SettingsError
from assist.slack.listening import Listens
from assist.workplace import Health
from storage import SqliteStore, open_store
from tests.test_cli import program_alone


def settings(**given: str) -> Settings:
    return Settings.model_construct(**{name: field.default for name, field in Settings.model_fields.items()} | given)


def test_each_token_that_is_missing_is_named_with_the_place_to_get_it() -> None:
    first, second = doctor.of_tokens(settings())
    assert first.line() == (
        "missing SLACK_BOT_TOKEN: It is not set. Put the Bot User OAuth Token (xoxb-…) from the app's page "
        "OAuth & Permissions into .env."
    )
    assert second.what == "SLACK_APP_TOKEN"
    assert in_order(doctor.of_tokens(settings(slack_bot_token="xoxb-1", slack_app_token="xapp-1")))


def test_a_sound_database_is_one_short_line(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "a.db"))
    (found,) = doctor.of_database(lambda: store)
    assert found.state == "ok"
    assert found.says.endswith("free")
    store.close()


def test_a_database_of_a_newer_program_is_refused(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "a.db"))
    store.db.run(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('their-way', 'of-tomorrow', '')"
    )
    (found,) = doctor.of_database(lambda: store)
    assert (found.state, "of-tomorrow" in found.says) == ("wrong", True)
    store.close()


def test_a_database_that_takes_no_writes_is_said() -> None:
    class Closed:
        def health(self) -> Health:
            raise sqlite3.OperationalError("attempt to write a readonly database")

    (found,) = doctor.of_database(Closed)  # type: ignore[arg-type]  # no more of a store is asked for
    assert "Nothing can be written: attempt to write a readonly database" in found.line()


def test_a_database_that_cannot_be_opened_is_said() -> None:
    def refused() -> SqliteStore:
        raise SettingsError("DATABASE=/nowhere/x.db: can't be used as an SQLite file")

    (found,) = doctor.of_database(refused)
    assert found.state == "wrong"
    assert "/nowhere/x.db" in found.says


def test_little_room_and_events_that_were_set_aside_are_notes() -> None:
    class Full:
        def health(self) -> Health:
            return Health(size=10_000_000, free=9_000_000, set_aside=3)

    found = doctor.of_database(Full)  # type: ignore[arg-type]
    assert [one.state for one in found] == ["ok", "note", "note"]
    assert "Only 9.0 MB are free" in found[1].says
    assert in_order(found)


def test_a_catalogue_with_a_mistake_is_said_with_line_and_field() -> None:
    assert doctor.of_catalogue(read, lambda: False).state == "ok"
    assert doctor.of_catalogue(read, lambda: True).state == "note"
    found = doctor.of_catalogue(lambda: parse("dimensions: []", name="ours.yml"), lambda: False)
    assert "ours.yml:1: dimensions" in found.line()


def test_without_its_packages_the_encoder_is_a_note() -> None:
    assert doctor.of_encoder(installed=True).state == "ok"
    assert doctor.of_encoder(installed=False).state == "note"


@pytest.fixture
def endpoint() -> Iterator[str]:
    """A model's endpoint that knows one model and one key."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.headers["Authorization"] == "Bearer sk-1"
            self.send_response(404 if "bare" in self.path else 200 if known else 401)
            self.end_headers()
            self.wfile.write(json.dumps({"data": [{"id": "small-1"}]}).encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("key", "model", "path", "answer"),
    [
        ("sk-1", "small-1", "/v1", ("ok", "small-1 at")),
        ("sk-2", "small-1", "/v1", ("wrong", "does not accept OPENAI_API_KEY")),
        ("sk-1", "big-9", "/v1", ("wrong", "does not list big-9")),
        ("sk-1", "big-9", "/bare", ("ok", "big-9 at")),
    ],
)
def test_the_models_endpoint_is_asked(endpoint: str, key: str, model: str, path: str, answer: tuple[str, str]) -> None:
    found = doctor.of_model(settings(openai_api_key=key, openai_model=model, openai_base_url=endpoint + path))
    assert (found.state, answer[1] in found.says) == (answer[0], True)
    assert key not in found.line()


def test_an_endpoint_that_is_not_there_is_said() -> None:
    found = doctor.of_model(settings(openai_base_url="http://127.0.0.1:1/v1"))
    assert "can't be reached" in found.line()
    assert doctor.of_model(settings()).line() == "ok      model: none set; templates write."


def test_a_manifest_that_is_not_there_is_a_note(tmp_path: Path) -> None:
    (found,) = doctor.of_code(tmp_path / "manifest.yml", Listens())
    assert found.state == "note"


def test_a_finding_is_one_line_whatever_it_says() -> None:
    assert Finding("x", "wrong", "a\nb", "c.").line() == "wrong   x: a b. c."


def test_the_command_says_what_it_can_without_tokens_and_fails(tmp_path: Path) -> None:
    done = program_alone(tmp_path, "doctor")
    said = done.stdout.decode()
    assert done.returncode == 1
    assert said.splitlines()[0].startswith("missing SLACK_BOT_TOKEN: ")
    assert "\nmissing channels: No channel is set up." in said
    assert "\nmissing leads: Nobody is a team lead" in said
    assert "\nok      manifest\n" in said
    assert done.stderr == b""


def test_the_command_says_which_setting_is_wrong(tmp_path: Path) -> None:
    done = program_alone(tmp_path, "doctor", SLACK_BOT_TOKEN="xapp-1")
    assert done.returncode == 1
    assert done.stdout.decode().startswith("wrong   SLACK_BOT_TOKEN: a bot token begins with xoxb-")
