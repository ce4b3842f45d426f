"""The settings: where each comes from, and one line for each that is missing or wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from assist import settings
from assist.settings import Settings, SettingsError, listed


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder and none of the variables set."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_nothing_is_needed_to_try_it() -> None:
    found = settings.load()
    assert found.database == "their-way.db"
    assert found.catalogue is None
    assert not found.has_model


def test_the_environment_comes_before_the_file_and_the_file_before_the_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text('DATABASE=file.db\nLEADS="U1, U2"\nUNKNOWN=1\n')
    assert settings.load().database == "file.db"
    assert listed(settings.load().leads) == ("U1", "U2")
    monkeypatch.setenv("DATABASE", "environment.db")
    assert settings.load().database == "environment.db"


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("CATALOGUE=\nDATABASE=\n")
    monkeypatch.setenv("OPENAI_MODEL", "")
    found = settings.load()
    assert (found.catalogue, found.database) == (None, "their-way.db")
    assert found.openai_model


def test_spaces_around_a_value_are_not_part_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", " xoxb-1 ")
    assert settings.load().slack_bot_token == "xoxb-1"


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("SLACK_BOT_TOKEN", "xapp-1", "begins with xoxb-; it is under OAuth & Permissions"),
        ("SLACK_APP_TOKEN", "xoxb-1", "begins with xapp-; it is under Basic Information"),
        ("SLACK_API_URL", "localhost:8080", "begins with http:// or https://"),
        ("OPENAI_BASE_URL", "localhost", "begins with http:// or https://"),
    ],
)
def test_a_wrong_value_is_one_line_that_names_variable_and_fix(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        settings.load()
    said = str(caught.value)
    assert said.startswith(f"{name}: ")
    assert says in said
    assert "\n" not in said
    assert value not in said.removeprefix(name)


def test_each_fault_has_its_own_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "secret-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "secret-2")
    with pytest.raises(SettingsError) as caught:
        settings.load()
    assert [line.partition(":")[0] for line in str(caught.value).splitlines()] == ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("given", "missing", "where"),
    [
        ({}, "SLACK_BOT_TOKEN", "OAuth & Permissions"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN", "Basic Information"),
        ({"SLACK_APP_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN", "OAuth & Permissions"),
    ],
)
def test_a_missing_token_is_one_line_that_says_which_and_where_to_get_it(
    monkeypatch: pytest.MonkeyPatch, given: dict[str, str], missing: str, where: str
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        settings.load().need_slack()
    assert str(caught.value).startswith(f"{missing} is missing: ")
    assert where in str(caught.value)
    assert "\n" not in str(caught.value)


def test_both_tokens_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    settings.load().need_slack()


def test_no_secret_shows_when_the_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("SLACK_BOT_TOKEN", "xoxb-s3"), ("SLACK_APP_TOKEN", "xapp-s3"), ("OPENAI_API_KEY", "sk-s3")):
        monkeypatch.setenv(name, value)
    assert "s3" not in repr(settings.load())


def test_a_key_or_an_endpoint_of_ones_own_means_that_there_is_a_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://localhost:11434/v1")
    assert settings.load().has_model


def test_a_model_that_is_asked_for_and_not_set_up_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="OPENAI_API_KEY is missing"):
        settings.load().need_model()
    monkeypatch.setenv("OPENAI_API_KEY", "k")
    settings.load().need_model()


def test_prices_are_two_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings.load().prices == (0, 0)
    monkeypatch.setenv("OPENAI_PRICE", "0.4, 1.6")
    assert settings.load().prices == (0.4, 1.6)
    for wrong in ("0.4", "a,b", "1,2,3"):
        monkeypatch.setenv("OPENAI_PRICE", wrong)
        with pytest.raises(SettingsError, match="OPENAI_PRICE: must be two numbers"):
            settings.load()


def test_a_list_is_parted_by_commas() -> None:
    assert listed(" U1,U2 ,, U3,") == ("U1", "U2", "U3")
    assert listed("") == ()


@pytest.mark.parametrize("name", ["TURN_PAUSE", "NO_ANSWER_DAYS"])
def test_a_time_is_a_number_that_is_not_negative(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for wrong in ("soon", "-1"):
        monkeypatch.setenv(name, wrong)
        with pytest.raises(SettingsError, match=name):
            settings.load()
    monkeypatch.setenv(name, "0.5")
    assert getattr(settings.load(), name.lower()) == 0.5
