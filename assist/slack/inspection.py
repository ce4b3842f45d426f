"""What Slack itself says of our token, of the leads and of each channel: only Slack knows what has changed there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError

from assist.findings import CHANNEL, PEOPLE, Finding, named, of_channels, ok
from assist.ports import House
from assist.slack.errors import FINAL, code
from assist.slack.gateway import Gateway
from assist.slack.permissions import CHARTS, OPTIONAL
from assist.workplace import ACCESS_ENDED, Channel

REINSTALL = "On the app's page in Slack: App Manifest, paste manifest.yml, save, then Install App, Reinstall"
INVITE = "Invite me there: /invite @theirway"


def of_access(house: House) -> list[Finding]:
    """Whether Slack has taken our access away since the bot was started."""
    ended = house.setting(ACCESS_ENDED)
    if not ended:
        return []
    said = f"Slack has ended our access ({ended}), and the bot has paused"
    return [Finding("access", "wrong", said, "Install the app again, copy its token into .env, and start the bot anew")]


def of_token(gateway: Gateway, needed: frozenset[str]) -> list[Finding]:
    """Whether Slack takes the token, and with every scope that is needed."""
    try:
        granted = gateway.scopes()
    except SlackClientError as error:
        fix = "Copy the Bot User OAuth Token anew from the app's page OAuth & Permissions, and start again"
        return [Finding("SLACK_BOT_TOKEN", "wrong", f"Slack does not accept it ({code(error)})", fix)]
    except OSError as error:
        fix = "Check the network, and SLACK_API_URL where it is set"
        return [Finding("SLACK_BOT_TOKEN", "wrong", f"Slack can't be reached ({error})", fix)]
    token = ok("SLACK_BOT_TOKEN", f"{gateway.us.get('team', 'Slack')}, as {gateway.us.get('user', 'the bot')}")
    if not granted:
        return [token, Finding("scopes", "note", "Slack does not say which are granted")]
    scopes = ok("scopes", f"{len(granted)} granted")
    if missing := sorted(needed - granted):
        scopes = Finding("scopes", "missing", f"Not granted: {', '.join(missing)}", REINSTALL)
    elif besides := sorted(granted - needed - OPTIONAL):
        scopes = Finding("scopes", "note", f"Granted and not needed: {', '.join(besides)}", REINSTALL)
    return [token, scopes, _of_charts(granted)]


def _of_charts(granted: frozenset[str]) -> Finding:
    if CHARTS in granted:
        return ok("charts", "the weekly digest brings them")
    said = f"The weekly digest comes without them: {CHARTS}, which is optional, is not granted"
    return Finding("charts", "note", said, f"{REINSTALL}, and leave {CHARTS} ticked")


def of_leads(gateway: Gateway, listed: Sequence[str], groups: Sequence[str]) -> list[Finding]:
    """Whether somebody may decide on flags."""
    if not listed and not groups:
        fix = "Name team leads: LEADS with user ids, or LEAD_GROUP with a user group's id"
        return [Finding("leads", "missing", "Nobody is a team lead, so nobody decides on flags", fix, PEOPLE)]
    found = []
    if strangers := [user for user in listed if not gateway.ours(user)]:
        said = f"Not of this workspace, or guests in it, as far as Slack says: {', '.join(strangers)}"
        fix = "Correct the list of team leads, or name the guests who are on the team"
        found.append(Finding("leads", "wrong", said, fix, PEOPLE))
    for group in (one for one in groups if not gateway.group(one)):
        said = f"The user group {group} is empty or unknown to Slack"
        found.append(Finding("leads", "wrong", said, "Correct the user group, or add people to it", PEOPLE))
    return found or [ok("leads")]


def of_workspace(gateway: Gateway, channels: Sequence[Channel]) -> list[Finding]:
    """Each channel as it is set up, held against what it is in Slack."""
    found = of_channels(channels)
    amiss = {one.opens for one in found}
    for channel in channels:
        if channel.kind != "ignored":
            seen = _of_channel(gateway, channel)
            if seen or f"{CHANNEL}:{channel.id}" not in amiss:
                found += seen or [ok(named(channel), channel.kind)]
    return found


def _of_channel(gateway: Gateway, channel: Channel) -> list[Finding]:
    seen = _seen(gateway, channel, channel.id, "It")
    if isinstance(seen, Finding):
        return [seen]
    internal = gateway.is_internal(seen)
    opens = f"{CHANNEL}:{channel.id}"
    if channel.kind == "tickets" and not internal:
        said = "It is set up as internal, but people from outside are in it or invited: no card is posted there"
        return [Finding(named(channel), "wrong", said, "Set it up as shared, with an internal mirror", opens)]
    found = []
    if channel.kind == "connect" and internal:
        said = "It is set up as shared with a customer, but nobody from outside is in it"
        found.append(Finding(named(channel), "note", said, "If that stays so, set it up as a ticket channel", opens))
    if channel.kind == "connect" and channel.mirror:
        mirror = _seen(gateway, channel, channel.mirror, f"Its mirror {channel.mirror}")
        if isinstance(mirror, Finding):
            found.append(mirror)
        elif not gateway.is_internal(mirror):
            said = f"Its mirror {channel.mirror} is shared with people outside: no card is posted there"
            found.append(Finding(named(channel), "wrong", said, "Choose an internal channel as the mirror", opens))
    return found


def _seen(gateway: Gateway, channel: Channel, place: str, what: str) -> Mapping[str, Any] | Finding:
    """A channel that the bot is in, as Slack describes it, or what is amiss. `what` is how the finding begins."""
    opens = f"{CHANNEL}:{channel.id}"
    try:
        seen = gateway.conversation(place)
    except (SlackClientError, OSError) as error:
        if not (isinstance(error, SlackApiError) and code(error) in FINAL):
            return Finding(named(channel), "note", f"{what} could not be looked up just now ({code(error)})")
        said = f"{what} is unknown to Slack, or private without me in it"
        return Finding(named(channel), "wrong", said, f"{INVITE}, or correct the id", opens)
    if seen.get("is_archived"):
        return Finding(named(channel), "wrong", f"{what} is archived", "Set it to ignored, or unarchive it", opens)
    if seen.get("is_member") is False:
        return Finding(named(channel), "missing", f"{what} does not have me as a member", INVITE, opens)
    return seen
