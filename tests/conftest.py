"""Why: without npm or Chromium the other tests still run; on CI a missing tool fails, and nothing is skipped."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import SEED
from tests.slack_sendable import assert_sendable
from tests.standin import browser, server
from tests.standin.bot import Bot, connected, prepare
from tests.standin.client import StandIn


def need(missing: str | None) -> None:
    """Skips with the reason why a tool is missing; on CI, fails."""
    if missing and os.environ.get("CI") == "true":
        pytest.fail(missing)
    if missing:
        pytest.skip(missing)


@pytest.fixture(scope="session")
def standin() -> Iterator[StandIn]:
    """A running stand-in with server.WORKSPACE, one for the whole run. An app under test connects itself."""
    need(server.missing())
    with server.running() as running:
        yield running


@pytest.fixture
def slack(standin: StandIn) -> Iterator[StandIn]:
    """The stand-in, emptied of what earlier tests left in it; at the end, all that it was sent is what Slack takes."""
    standin.reset()
    yield standin
    for call in standin.traffic()["calls"]:
        assert_sendable(call["method"], call["args"])


@pytest.fixture
def person(slack: StandIn) -> Iterator[browser.Person]:
    """Someone in front of the stand-in's page in Chromium."""
    need(browser.missing())
    with browser.person(slack) as someone:
        yield someone


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("seed") / "seed.db"
    prepare(path, SEED)
    return path


@pytest.fixture
def database(seeded: Path, tmp_path: Path) -> Path:
    """A database of this test's own with the seed's customers."""
    return Path(shutil.copy(seeded, tmp_path / "bot.db"))


@pytest.fixture
def bot(slack: StandIn, database: Path) -> Iterator[Bot]:
    with connected(slack, database) as running:
        yield running
