"""Why: two validators check every payload because each lets through what the other finds; here is what each is for.

The manifest is held against Slack's types as well, which name the scopes and events that there are, and against the
lengths that Slack's pages give for it.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml
from fastjsonschema import JsonSchemaValueException
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.conftest import need
from tests.slack_schema import assert_typed, assert_typed_manifest, assert_typed_view
from tests.slack_sendable import assert_message, assert_view
from tests.standin import schema

Json = dict[str, Any]
MANIFEST = Path(__file__).parent.parent / "manifest.yml"
# The longest that Slack takes of what stands in a manifest, by path; a star is any place of a list.
LONGEST = {
    "display_information.name": 35,
    "display_information.description": 140,
    "display_information.long_description": 4000,
    "features.bot_user.display_name": 80,
    "features.shortcuts.*.name": 24,
    "features.shortcuts.*.callback_id": 255,
    "features.shortcuts.*.description": 150,
    "features.slash_commands.*.command": 32,
    "features.slash_commands.*.description": 2000,
    "features.slash_commands.*.usage_hint": 1000,
}
# What would let the bot do more than it is for, or read what nobody showed it.
NEVER = (
    "admin",
    "search:",
    "chat:write.",
    "files:read",
    "remote_files",
    "im:write",
    "users.profile:write",
    "channels:join",
)


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def section(**more: object) -> Json:
    return {"type": "section", "text": plain("Hello"), **more}


def button(**more: object) -> Json:
    return {"type": "button", "text": plain("Go"), "action_id": "go", **more}


def menu(*options: Json) -> Json:
    listed = [{"text": text, "value": f"{number}"} for number, text in enumerate(options)]
    return {"type": "static_select", "action_id": "pick", "options": listed}


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}


def field(**more: object) -> Json:
    element = {"type": "plain_text_input", "action_id": "a", **more}
    return {"type": "input", "block_id": "a", "label": plain("A"), "element": element}


def modal(*blocks: Json, **more: object) -> Json:
    return {"type": "modal", "title": plain("T"), "submit": plain("Go"), "blocks": list(blocks), **more}


def by_sdk(block: Json) -> None:
    assert Block.parse(block).to_dict()["type"] == block["type"]


def manifest() -> Json:
    read: Json = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    return read


def at(value: object, path: str) -> list[str]:
    """What stands at a path of LONGEST."""
    found: list[Any] = [value]
    for step in path.split("."):
        found = [inner for one in found for inner in (one if step == "*" else [one[step]] if step in one else [])]
    return found


def test_the_committed_schema_is_what_the_pinned_types_say(tmp_path: Path) -> None:
    need(schema.missing())
    assert schema.SCHEMA.read_text(encoding="utf-8") == schema.generated(tmp_path)


@pytest.mark.parametrize(
    "block",
    [
        section(),
        section(accessory=button(style="primary", value="v")),
        rich({"type": "text", "text": "Hello", "style": {"bold": True}}, {"type": "user", "user_id": "U1"}),
        field(multiline=True, placeholder=plain("Type here")),
        {"type": "image", "image_url": "https://pictures.example/a.png", "alt_text": "A chart"},
        {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "A chart"},
    ],
)
def test_both_take_what_slack_takes(block: Json) -> None:
    by_sdk(block)
    assert_typed(block)


@pytest.mark.parametrize(
    "block",
    [
        section(accessory=button(text={"type": "mrkdwn", "text": "Go"})),
        section(accessory=field()["element"]),
        section(block="b"),
        rich({"type": "text", "text": "Hello", "style": "bold"}),
        rich({"type": "date", "timestamp": "tomorrow", "format": "{date}"}),
        {"type": "actions", "elements": [{"type": "text", "text": "Hello"}]},
        {"type": "rich_text", "elements": [{"type": "text", "text": "Hello"}]},
        field(multiline="yes"),
    ],
)
def test_the_types_find_what_the_sdk_lets_through(block: Json) -> None:
    by_sdk(block)
    with pytest.raises(JsonSchemaValueException):
        assert_typed(block)


@pytest.mark.parametrize(
    "block",
    [
        {"type": "header", "text": plain("H" * 151)},
        section(accessory=button(text=plain("B" * 76))),
        {"type": "actions", "elements": [button(action_id=f"a{number}") for number in range(26)]},
        section(accessory=menu(*[plain(f"{number}") for number in range(101)])),
    ],
)
def test_the_sdk_finds_what_the_types_let_through(block: Json) -> None:
    assert_typed(block)
    with pytest.raises(SlackObjectFormationError):
        by_sdk(block)


@pytest.mark.parametrize(
    "view", [modal(section(), titel="T"), {"type": "home", "title": plain("T"), "blocks": [section()]}]
)
def test_the_types_find_what_does_not_belong_on_a_view(view: Json) -> None:
    assert View(**view).to_dict()
    with pytest.raises(JsonSchemaValueException):
        assert_typed_view(view)


@pytest.mark.parametrize(
    ("blocks", "text"),
    [
        ([section()] * 51, "Hello"),
        ([section(text=plain(" "))], "Hello"),
        ([section(block_id="b"), section(block_id="b")], "Hello"),
        ([section(), {"type": "actions", "elements": [button(), button()]}], "Hello"),
        ([section(text=plain(f"{number} {'x' * 2900}")) for number in range(5)], "x" * 3999 + "…"),
        ([section(), section(text=plain("and more"))], "Hello"),
        ([{"type": "image", "image_url": "https://pictures.example/a.png", "alt_text": " "}], "Hello"),
        ([section(accessory=menu(plain("O" * 76)))], "Hello"),
        ([section(accessory={**menu(plain("O")), "initial_option": {"text": plain("P"), "value": "1"}})], "Hello"),
        ([], "Hello <!channel>"),
        ([], " "),
    ],
)
def test_our_own_check_finds_what_neither_sees(blocks: list[Json], text: str) -> None:
    for block in blocks:
        by_sdk(block)
        assert_typed(block)
    with pytest.raises(AssertionError):
        assert_message({"text": text, "blocks": blocks})


@pytest.mark.parametrize(
    "view",
    [modal(field(), submit=None), modal(section(text=plain("x" * 2900)), *[section(text=plain("x" * 2900))] * 4)],
)
def test_our_own_check_finds_what_neither_sees_in_a_view(view: Json) -> None:
    view = {name: value for name, value in view.items() if value is not None}
    assert_typed_view(view)
    with pytest.raises(AssertionError):
        assert_view(view)


@pytest.mark.parametrize(
    "block",
    [
        section(text=plain("and more")),
        {"type": "header", "text": plain("On top")},
        {"type": "context", "elements": [plain("by the way")]},
        rich({"type": "text", "text": "quoted"}),
        rich({"type": "date", "timestamp": 1, "format": "{date}", "fallback": "1 Jan 1970"}),
        rich({"type": "link", "url": "https://lumen.example", "text": "our shop"}),
        {"type": "image", "image_url": "https://pictures.example/a.png", "alt_text": "A chart"},
    ],
)
def test_what_a_screen_reader_would_not_hear_is_found(block: Json) -> None:
    for text in ("Hello", "Hello…"):
        with pytest.raises(AssertionError, match="is missing"):
            assert_message({"text": text, "blocks": [section(), block]})


def test_the_manifest_is_one_that_slack_knows() -> None:
    assert_typed_manifest(manifest())
    assert set(manifest()) <= {"_metadata", "display_information", "features", "oauth_config", "settings"}


def test_a_scope_an_event_or_a_setting_that_slack_does_not_know_is_found() -> None:
    for path, value in (
        ("oauth_config.scopes.bot", "chat:wirte"),
        ("oauth_config.scopes.bot_optional", "files:wirte"),
        ("settings.event_subscriptions.bot_events", "message.channel"),
    ):
        wrong = manifest()
        at(wrong, path)[0].append(value)  # type: ignore[attr-defined]
        with pytest.raises(JsonSchemaValueException):
            assert_typed_manifest(wrong)
    for part in ("settings", "features"):
        wrong = manifest()
        wrong[part]["socket_mode"] = True
        with pytest.raises(JsonSchemaValueException):
            assert_typed_manifest(wrong)


@pytest.mark.parametrize("path", LONGEST)
def test_nothing_in_the_manifest_is_longer_than_slack_takes(path: str) -> None:
    found = at(manifest(), path)
    assert found
    assert all(1 <= len(text) <= LONGEST[path] for text in found)


def test_the_manifests_long_description_is_as_long_as_slack_wants_it() -> None:
    assert len(manifest()["display_information"]["long_description"]) >= 175


def test_the_manifest_lists_nothing_twice_and_asks_for_no_right_that_it_must_never_have() -> None:
    scopes = manifest()["oauth_config"]["scopes"]
    events = manifest()["settings"]["event_subscriptions"]["bot_events"]
    assert set(scopes) == {"bot", "bot_optional"}
    for listed in (scopes["bot"], scopes["bot_optional"], events):
        assert listed == sorted(set(listed))
    assert set(scopes["bot_optional"]) < set(scopes["bot"])  # Slack asks for that
    assert [scope for scope in scopes["bot"] if scope.startswith(NEVER)] == []
