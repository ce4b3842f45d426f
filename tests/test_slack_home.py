"""Why: the Home is what people see of the bot before a customer writes; it must load, whatever there is."""

import pytest

from assist.workplace import Channel
from tests.slack_stage import AGENT, LEAD, MIRROR, NASTY, TICKETS, Stage, opened, said

stage = pytest.fixture(opened)


def test_an_agents_home_shows_their_own_flags_and_the_channels(stage: Stage) -> None:
    stage.flagged()
    stage.open_home(AGENT)
    home = said(stage.client.homes[AGENT])
    assert "I'd take the store credit" in home
    assert "uphold_flag" not in home
    assert home.count(TICKETS) == 1
    assert f'", cards go to "}}, {{"type": "channel", "channel_id": "{MIRROR}"}}' in home


def test_a_leads_home_shows_the_queue(stage: Stage) -> None:
    stage.flagged()
    stage.open_home(LEAD)
    assert "uphold_flag" in said(stage.client.homes[LEAD])


def test_the_messages_tab_is_not_the_home(stage: Stage) -> None:
    stage.open_home(AGENT, tab="messages")
    assert stage.client.homes == {}


def test_without_a_channel_the_home_says_how_to_set_one_up(stage: Stage) -> None:
    stage.store.house.db.run("DELETE FROM channel")
    stage.open_home(AGENT)
    assert "No channel is set up yet" in said(stage.client.homes[AGENT])


def test_a_home_with_a_hundred_channels_fits(stage: Stage) -> None:
    for number in range(100):
        stage.store.house.save_channel(Channel(id=f"C{number:09}", kind="connect", name=NASTY, mirror=f"C1{number:08}"))
    stage.flagged(NASTY + "If it were me, I'd take the store credit.")
    stage.open_home(LEAD)
    assert "and 90 more" in said(stage.client.homes[LEAD])
