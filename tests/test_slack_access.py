"""Why: an invitation must not make us speak, and when Slack ends our access nothing may be lost or tried in vain."""

import pytest

from assist.slack import inspection
from assist.slack.recorder import BOT_USER
from assist.workplace import ACCESS_ENDED
from tests.slack_stage import ADMIN, AGENT, MIRROR, SHARED, TICKETS, Json, Stage, opened, said

stage = pytest.fixture(opened)


def joined(channel: str, user: str = BOT_USER, **more: str) -> Json:
    return {"type": "member_joined_channel", "channel": channel, "user": user, "team": "T0HOME", **more}


def home(stage: Stage) -> str:
    stage.open_home(ADMIN)
    return said(stage.client.homes[ADMIN])


# Invited


def test_invited_into_a_channel_we_say_nothing_and_admins_see_it(stage: Stage) -> None:
    stage.workspace.channels["C0NEW"] = {"name": "new-tickets"}
    stage.deliver(joined("C0NEW", inviter=AGENT))
    assert stage.client.messages == {}
    assert stage.answered == []
    assert "I was invited to #new-tickets, which is not set up." in home(stage)
    assert "channel:C0NEW" in home(stage)
    stage.open_home(AGENT)
    assert "new-tickets" not in said(stage.client.homes[AGENT])


def test_once_a_channel_is_set_up_nobody_is_asked_about_it_any_more(stage: Stage) -> None:
    for event in (joined(TICKETS), joined("C0NEW", user=AGENT), joined(SHARED), joined(MIRROR)):
        stage.deliver(event)
    assert stage.store.house.invitations() == []


def test_an_invitation_into_a_shared_channel_asks_for_its_mirror(stage: Stage) -> None:
    stage.store.house.db.run("DELETE FROM channel WHERE id = ?", SHARED)
    stage.deliver(joined(SHARED))
    home(stage)
    stage.click("setup_open_0", f"channel:{SHARED}", user=ADMIN, view={"id": "V0", "type": "home", "blocks": []})
    assert "people from outside in it" in said(stage.view())
    assert stage.written_to(SHARED) == []


# The end of our access


@pytest.mark.parametrize("kind", ["app_uninstalled", "tokens_revoked"])
def test_when_slack_ends_our_access_the_worker_pauses_and_nothing_is_lost(stage: Stage, kind: str) -> None:
    assert stage.gateway.us
    stage.client.failing["auth.test"] = ["account_inactive"]
    stage.deliver({"type": kind, "tokens": {"oauth": [], "bot": [BOT_USER]}})
    stage.ticket()
    assert stage.store.inbox.waiting() == 1
    assert {method for method, _ in stage.client.calls} == {"auth.test"}  # Bolt asks who we are
    assert "Slack has ended our access" in inspection.of_access(stage.store.house)[0].says
    assert "start the bot anew" in home(stage)
    stage.start()
    stage.worker.start()  # the program only comes this far when Slack has let it in
    stage.worker.stop()
    stage.worker.drain()
    assert stage.store.inbox.waiting() == 0
    assert len(stage.cards()) == 1
    assert inspection.of_access(stage.store.house) == []


@pytest.mark.parametrize("kind", ["app_uninstalled", "tokens_revoked"])
def test_while_slack_lets_us_in_its_word_was_about_another_token_or_came_late(stage: Stage, kind: str) -> None:
    stage.deliver({"type": kind, "tokens": {"oauth": [AGENT], "bot": []}})
    stage.ticket()
    assert len(stage.cards()) == 1


def test_whether_our_access_ended_is_asked_again_where_slack_does_not_say(stage: Stage) -> None:
    assert stage.gateway.us
    stage.client.failing["auth.test"] = ["internal_error", "account_inactive"]
    stage.deliver({"type": "app_uninstalled"})
    assert stage.store.house.setting(ACCESS_ENDED) is None
    stage.times.later(600)
    stage.worker.drain()
    assert stage.store.house.setting(ACCESS_ENDED) == "app_uninstalled"


@pytest.mark.parametrize("code", ["token_revoked", "account_inactive", "invalid_auth"])
def test_a_token_that_is_refused_pauses_the_worker_before_the_event_is_given_up(stage: Stage, code: str) -> None:
    stage.client.failing["chat.postMessage"] = [code]
    stage.ticket()
    assert stage.store.house.setting(ACCESS_ENDED) == code
    assert stage.store.inbox.waiting() == 1
    stage.worker.drain()
    assert stage.cards() == []
    stage.worker.start()
    stage.worker.stop()
    stage.worker.drain()
    assert len(stage.cards()) == 1
    assert stage.store.inbox.set_aside() == []


def test_a_channel_that_is_shared_gets_no_card_from_that_moment(stage: Stage) -> None:
    ts = stage.ticket()
    stage.workspace.channels[TICKETS]["is_ext_shared"] = True
    stage.event({"type": "channel_shared", "channel": TICKETS, "connected_team_id": "T0THEIRS"})
    before = len(stage.written_to(TICKETS))
    stage.ticket("And the cable is torn.", thread=ts)
    assert len(stage.written_to(TICKETS)) == before
    channel = stage.store.house.channel(TICKETS)
    assert channel is not None
    assert channel.shared is True
    assert "no card is posted there" in home(stage)
