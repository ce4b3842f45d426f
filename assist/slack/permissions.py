"""What Slack must allow for what the code does, read off the code; the manifest must say that and nothing besides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from assist.findings import Finding, ok
from assist.slack.listening import Listens

# The scopes that Slack's documentation asks for, by method of the Web client and by event subscription.
METHODS: Mapping[str, tuple[str, ...]] = {
    "auth_test": (),
    "chat_delete": ("chat:write",),
    "chat_getPermalink": (),
    "chat_postEphemeral": ("chat:write",),
    "chat_postMessage": ("chat:write",),
    "chat_update": ("chat:write",),
    "conversations_history": ("channels:history", "groups:history"),
    "conversations_info": ("channels:read", "groups:read"),
    "conversations_open": ("im:write",),
    "conversations_replies": ("channels:history", "groups:history"),
    "files_upload_v2": ("files:write",),
    "usergroups_list": ("usergroups:read",),
    "usergroups_users_list": ("usergroups:read",),
    "users_info": ("users:read", "users:read.email"),
    "views_open": (),
    "views_publish": (),
    "views_push": (),
    "views_update": (),
}
EVENTS: Mapping[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_uninstalled": (),
    "channel_id_changed": ("channels:read", "groups:read"),
    "channel_shared": ("channels:read", "groups:read"),
    "channel_unshared": ("channels:read", "groups:read"),
    "member_joined_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "subteam_members_changed": ("usergroups:read",),
    "tokens_revoked": (),
}
# What the bot does without: whoever installs it may leave these out. Each is in the list of all scopes as well.
CHARTS = "files:write"
OPTIONAL = frozenset({CHARTS})
_CALL = re.compile(r"\b_client\.(\w+)\(")


def methods_called() -> frozenset[str]:
    """The Web client's methods that the code of these rooms calls."""
    sources = (path.read_text(encoding="utf-8") for path in Path(__file__).parent.rglob("*.py"))
    return frozenset(name for source in sources for name in _CALL.findall(source))


def scopes_needed(listens: Listens, subscribed: Iterable[str], methods: Iterable[str]) -> frozenset[str]:
    """The bot scopes for these listeners, event subscriptions and calls. Raises KeyError for one nobody knows."""
    needed = {scope for method in methods for scope in METHODS[method]}
    needed |= {scope for event in subscribed for scope in EVENTS[event]}
    return frozenset(needed | ({"commands"} if listens.commands or listens.shortcuts else set()))


def needed(listens: Listens) -> frozenset[str]:
    """The bot scopes that the code can't do without, with messages of public and private channels."""
    subscribed = (listens.events - {"message"}) | {"message.channels", "message.groups"}
    return scopes_needed(listens, subscribed, methods_called()) - OPTIONAL


def of_manifest(manifest: Mapping[str, Any], listens: Listens, methods: Iterable[str]) -> list[Finding]:
    """The manifest held against the code: one finding for each difference, or one that there is none."""
    features = manifest["features"]
    subscribed = frozenset(manifest["settings"]["event_subscriptions"]["bot_events"])
    try:
        scopes = scopes_needed(listens, subscribed, methods)
    except KeyError as unknown:
        return [
            Finding("manifest", "wrong", f"Nobody knows what scope {unknown} needs", "Add it to slack/permissions.py")
        ]
    compared = (
        ("command", {one["command"] for one in features.get("slash_commands", ())}, listens.commands),
        ("shortcut", {one["callback_id"] for one in features.get("shortcuts", ())}, listens.shortcuts),
        ("event", {name.partition(".")[0] for name in subscribed}, listens.events),
        ("scope", set(manifest["oauth_config"]["scopes"]["bot"]), scopes),
        ("optional scope", set(manifest["oauth_config"]["scopes"].get("bot_optional", ())), scopes & OPTIONAL),
    )
    found = []
    for what, declared, used in compared:
        if undeclared := sorted(used - declared):
            said = f"The {what} {', '.join(undeclared)} is used and not declared"
            found.append(Finding("manifest", "missing", said, "Add it to manifest.yml and to the app's page in Slack"))
        if unused := sorted(declared - used):
            said = f"The {what} {', '.join(unused)} is declared and not used"
            found.append(Finding("manifest", "wrong", said, "Take it out of manifest.yml"))
    return found or [ok("manifest")]
