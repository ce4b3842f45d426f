"""Why: what has changed in Slack behind our back must be said before somebody wonders why no card comes."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from assist.findings import Finding
from assist.slack import inspection
from assist.slack.listening import Listens
from assist.slack.permissions import METHODS, methods_called, needed, of_manifest
from assist.workplace import Channel
from tests.slack_stage import FORWARDER, GUEST, LEAD, MIRROR, PENDING, SHARED, TICKETS, Stage, opened

stage = pytest.fixture(opened)
MANIFEST = Path(__file__).parent.parent / "manifest.yml"


def lines(found: list[Finding]) -> str:
    return "\n".join(one.line() for one in found)


def test_a_token_with_all_scopes_is_in_order(stage: Stage) -> None:
    stage.workspace.scopes = (*needed(stage.app.listens), "files:write")
    found = inspection.of_token(stage.gateway, needed(stage.app.listens))
    assert all(one.state == "ok" for one in found)
    assert "Lumen Supplies, as theirway" in lines(found)
    assert "ok      charts: the weekly digest brings them." in lines(found)


def test_without_the_optional_scope_a_note_says_that_charts_are_missing_and_how_to_get_them(stage: Stage) -> None:
    stage.workspace.scopes = tuple(needed(stage.app.listens))
    found = inspection.of_token(stage.gateway, needed(stage.app.listens))
    assert [one.state for one in found] == ["ok", "ok", "note"]
    assert "The weekly digest comes without them: files:write" in found[-1].says
    assert "Reinstall, and leave files:write ticked" in found[-1].fix


def test_a_scope_that_is_missing_is_named_with_the_way_to_get_it(stage: Stage) -> None:
    stage.workspace.scopes = tuple(needed(stage.app.listens) - {"groups:history"})
    assert "missing scopes: Not granted: groups:history. On the app's page" in lines(
        inspection.of_token(stage.gateway, needed(stage.app.listens))
    )


def test_a_scope_too_many_is_only_a_note(stage: Stage) -> None:
    stage.workspace.scopes = (*needed(stage.app.listens), "admin.users:read")
    found = inspection.of_token(stage.gateway, needed(stage.app.listens))
    assert [one.state for one in found] == ["ok", "note", "note"]
    assert "Granted and not needed: admin.users:read" in found[1].says


def test_a_dead_token_is_said_in_slacks_word(stage: Stage) -> None:
    stage.client.failing["auth.test"] = ["account_inactive"]
    assert "does not accept it (account_inactive)" in lines(inspection.of_token(stage.gateway, frozenset()))


@pytest.mark.parametrize(
    ("listed", "groups", "says"),
    [
        ([], [], "Nobody is a team lead"),
        ([LEAD], [], "ok      leads"),
        ([], ["S0LEADS"], "ok      leads"),
        ([GUEST, LEAD], [], f"Not of this workspace, or guests in it, as far as Slack says: {GUEST}."),
        ([LEAD], ["S0NONE"], "The user group S0NONE is empty or unknown"),
    ],
)
def test_somebody_must_be_a_lead(stage: Stage, listed: list[str], groups: list[str], says: str) -> None:
    assert says in lines(inspection.of_leads(stage.gateway, listed, groups))


def looked(stage: Stage, channel: Channel) -> list[Finding]:
    return inspection.of_workspace(stage.gateway, [channel])


def test_channels_that_are_as_they_were_set_up_are_in_order(stage: Stage) -> None:
    found = inspection.of_workspace(stage.gateway, stage.store.house.channels())
    assert [one.state for one in found] == ["ok", "ok"]


@pytest.mark.parametrize(
    ("channel", "states", "says"),
    [
        (Channel(id=TICKETS, kind="tickets"), ["missing"], "No sender is set"),
        (Channel(id=SHARED, kind="tickets", senders=(FORWARDER,)), ["wrong"], "people from outside are in it"),
        (Channel(id=PENDING, kind="tickets", senders=(FORWARDER,)), ["wrong"], "or invited"),
        (Channel(id=SHARED, kind="connect"), ["missing"], "It has no mirror"),
        (Channel(id=SHARED, kind="connect", mirror=PENDING), ["wrong"], "is shared with people outside"),
        (Channel(id=SHARED, kind="connect", mirror="C0GONE"), ["wrong"], "Its mirror C0GONE is unknown to Slack"),
        (Channel(id=TICKETS, kind="connect", mirror=MIRROR), ["note"], "nobody from outside is in it"),
        (Channel(id="C0GONE", kind="tickets", senders=(FORWARDER,)), ["wrong"], "It is unknown to Slack"),
        (Channel(id="C0GONE", kind="tickets"), ["missing", "wrong"], "No sender is set"),
    ],
)
def test_what_is_amiss_with_a_channel_is_said(stage: Stage, channel: Channel, states: list[str], says: str) -> None:
    found = looked(stage, channel)
    assert [one.state for one in found] == states
    assert says in lines(found)
    assert {one.opens for one in found} == {f"channel:{channel.id}"}


def test_a_channel_without_us_or_archived_is_said(stage: Stage) -> None:
    ours = Channel(id=TICKETS, kind="tickets", senders=(FORWARDER,))
    stage.workspace.channels[TICKETS]["is_member"] = False
    assert "Invite me there: /invite @theirway" in lines(looked(stage, ours))
    stage.workspace.channels[TICKETS]["is_archived"] = True
    assert "It is archived" in lines(looked(stage, ours))


def test_a_channel_that_is_left_alone_is_not_looked_up(stage: Stage) -> None:
    ignored, ours = Channel(id="C0GONE", kind="ignored"), Channel(id=TICKETS, kind="tickets", senders=(FORWARDER,))
    assert [one.what for one in inspection.of_workspace(stage.gateway, [ignored, ours])] == [f"channel {TICKETS}"]
    assert inspection.of_workspace(stage.gateway, [ignored])[0].opens == "channels"


def test_what_slack_does_not_say_just_now_is_a_note_and_no_verdict(stage: Stage) -> None:
    stage.client.unknown.add(TICKETS)
    (found,) = looked(stage, Channel(id=TICKETS, kind="tickets", senders=(FORWARDER,)))
    assert (found.state, "could not be looked up" in found.says) == ("note", True)


# The manifest


def manifest() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    return read


def test_the_manifest_declares_what_the_code_uses_and_nothing_besides(stage: Stage) -> None:
    assert lines(of_manifest(manifest(), stage.app.listens, methods_called())) == "ok      manifest"


def test_the_scopes_that_the_code_needs_are_those_of_the_manifest(stage: Stage) -> None:
    scopes = manifest()["oauth_config"]["scopes"]
    assert needed(stage.app.listens) == set(scopes["bot"]) - set(scopes["bot_optional"])
    assert set(scopes["bot_optional"]) == {"files:write"}


@pytest.mark.parametrize(
    ("where", "says"),
    [
        (("features", "slash_commands"), "command"),
        (("features", "shortcuts"), "shortcut"),
        (("oauth_config", "scopes", "bot"), "scope"),
        (("oauth_config", "scopes", "bot_optional"), "optional scope"),
        (("settings", "event_subscriptions", "bot_events"), "event"),
    ],
)
def test_what_is_used_and_not_declared_and_the_other_way_round_is_said(
    stage: Stage, where: tuple[str, ...], says: str
) -> None:
    changed = manifest()
    held = changed
    for step in where[:-1]:
        held = held[step]
    one = held[where[-1]].pop(0)
    assert f"missing manifest: The {says} " in lines(of_manifest(changed, stage.app.listens, methods_called()))
    held[where[-1]].insert(0, one)
    without = Listens()
    found = lines(of_manifest(changed, without, ()))
    assert f"The {says} " in found
    assert "is declared and not used" in found


def test_a_call_of_which_nobody_knows_what_it_needs_is_said(stage: Stage) -> None:
    found = of_manifest(manifest(), stage.app.listens, {"admin_users_list"})
    assert "Nobody knows what scope 'admin_users_list' needs" in lines(found)
    assert methods_called() <= set(METHODS)
