"""Why: Slack refuses a payload as a whole, with one word for a reason; here each rule of its own says what is wrong.

`slack_sdk.models` knows the lengths, the schema of Slack's types (slack_schema.py) the shapes. What neither sees is
checked by hand: empty text, lengths inside rich text, ids that are there twice, an input without a submit, too many
blocks, too long in all, and a top-level text that tells a screen reader less than the blocks show.
"""

import html
import json
from collections.abc import Iterator
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.slack_schema import assert_typed, assert_typed_view

Json = dict[str, Any]
MOST_CHARACTERS = 13_000
MOST_SPOKEN = 4_000
WORDS = {"text", "plain_text", "mrkdwn", "raw_text", "markdown"}
TEXT_LIMITS = {"header": 150, "section": 3000, "context": 2000}
IN_A_LINK = {"open", "Open the customer's thread", "Open it in the thread"}


def assert_sendable(method: str, told: Json) -> None:
    """Holds one recorded call, or one answer to a `response_url`, against what Slack takes."""
    if method.startswith("views.") or method == "view_submission":
        assert_view(told["view"])
    elif method in {"chat.postMessage", "chat.update", "chat.postEphemeral", "response_url"}:
        assert_message(told)


def assert_message(told: Json) -> None:
    text, blocks = told["text"], loaded(told.get("blocks") or [])
    assert text.strip()
    assert len(text) <= MOST_SPOKEN
    assert "<!" not in text
    assert "<@" not in text
    assert size({"text": text, "blocks": blocks}) <= MOST_CHARACTERS
    if "blocks" in told:
        assert_blocks(blocks, most=50)
    assert_spoken(text, blocks)


def assert_view(view: Json | str) -> None:
    view = loaded(view)
    assert size(view) <= MOST_CHARACTERS
    assert len(view.get("private_metadata", "")) <= 3000
    assert_blocks(view["blocks"], most=100)
    assert_typed_view(view)
    assert View(**view).to_dict()["type"] == view["type"]
    if view["type"] == "modal":
        for part in ("title", "close", "submit"):
            assert part not in view or 1 <= len(view[part]["text"]) <= 24
        assert "submit" in view or not [block for block in view["blocks"] if block["type"] == "input"]


def assert_blocks(blocks: list[Json], *, most: int) -> None:
    assert 1 <= len(blocks) <= most
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    assert len(ids) == len(set(ids))
    for block in blocks:
        assert Block.parse(block).to_dict()["type"] == block["type"]
        assert_typed(block)
        assert len(block.get("block_id", "")) <= 255
        assert_texts(block)
        assert_elements(block)


def assert_texts(block: Json) -> None:
    limit = TEXT_LIMITS.get(block["type"], 3000)
    for one in walk(block):
        if isinstance(one.get("text"), str):
            assert one["text"].strip() or one["type"] == "text"
            assert 1 <= len(one["text"]) <= limit
            assert one["type"] != "mrkdwn"  # people's words have no business in markup
    for one in walk(block):
        if one.get("type") == "plain_text_input":
            assert len(one.get("initial_value", "")) <= 3000
        if one.get("type") == "image":
            assert 1 <= len(one["alt_text"].strip()) <= 2000
        if "options" in one:
            assert_options(one)


def assert_options(menu: Json) -> None:
    """What can be picked in a menu, boxes or radio buttons; what is picked at first is among it."""
    for option in menu["options"]:
        assert 1 <= len(option["text"]["text"].strip()) <= 75
        assert 1 <= len(option["value"]) <= 150
    assert len({option["value"] for option in menu["options"]}) == len(menu["options"])
    picked = [*menu.get("initial_options", []), *([menu["initial_option"]] if "initial_option" in menu else [])]
    assert all(option in menu["options"] for option in picked)


def assert_elements(block: Json) -> None:
    elements = [*block.get("elements", []), *[block[key] for key in ("accessory", "element") if key in block]]
    acting = [one for one in elements if "action_id" in one]
    assert len({one["action_id"] for one in acting}) == len(acting)
    for one in acting:
        assert 1 <= len(one["action_id"]) <= 255
        assert len(one.get("value", "")) <= 2000
        if one["type"] == "button":
            assert 1 <= len(one["text"]["text"]) <= 75
        if "options" in one:
            assert 1 <= len(one["options"]) <= {"overflow": 5}.get(one["type"], 100)
            assert all(len(option["value"]) <= 150 for option in one["options"])
            assert all(1 <= len(option["text"]["text"]) <= 75 for option in one["options"])
            assert len({option["value"] for option in one["options"]}) == len(one["options"])
    assert len(elements) <= {"actions": 25, "context": 10}.get(block["type"], 10_000)


def assert_spoken(text: str, blocks: list[Json]) -> None:
    """Whatever the blocks say stands in the text too, as a screen reader reads it out, as long as there is room."""
    heard = squeezed(html.unescape(text))
    if heard.endswith("…") and len(text) > MOST_SPOKEN - 100:
        return
    for said in shown(blocks):
        assert squeezed(said).strip(" ·:“”.()") in heard, f"{said!r} is missing in {text!r}"


def shown(blocks: list[Json]) -> Iterator[str]:
    """What a reader sees beside the buttons, piece by piece; of a picture, what stands for it."""
    for block in blocks:
        if block["type"] == "actions":
            continue
        for one in walk({key: value for key, value in block.items() if key != "accessory"}):
            kind, text = one.get("type"), one.get("text")
            if isinstance(text, str) and (kind in WORDS or (kind == "link" and text not in IN_A_LINK)):
                yield text
            elif kind == "date":
                yield one["fallback"]
            elif kind == "image":
                yield one["alt_text"]


def walk(value: object) -> Iterator[Json]:
    """Every mapping in a payload, the outermost first."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from walk(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from walk(inner)


def size(payload: object) -> int:
    return len(json.dumps(payload, ensure_ascii=False))


def loaded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def squeezed(text: str) -> str:
    return " ".join(text.split())
