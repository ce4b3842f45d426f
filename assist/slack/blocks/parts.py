"""The pieces that every surface is built from, with Slack's limits kept in one place.

Words of customers, agents and models only ever go into plain_text and rich_text elements, which Slack draws as they
are; mrkdwn is for our own words.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

Block = dict[str, Any]

SECTION_CHARACTERS = 3000
BUTTON_CHARACTERS = 75
INPUT_CHARACTERS = 3000
SELECT_OPTIONS = 100
SELECT_CHARACTERS = 150
OVERFLOW_OPTIONS = 5
OPEN = "open"
MESSAGE_BLOCKS = 50
MODAL_BLOCKS = 100
# A payload over about 13,000 characters fails as a whole; the top-level text of a message takes up to 4,000 of them.
MESSAGE_CHARACTERS = 8_500
VIEW_CHARACTERS = 12_000


def clip(text: str, most: int) -> str:
    """No longer than `most` characters, and never empty (Slack refuses empty text)."""
    kept = text if len(text) <= most else text[: most - 1] + "…"
    return kept if kept.strip() else "–"


def plain(text: str, most: int = SECTION_CHARACTERS) -> Block:
    return {"type": "plain_text", "text": clip(text, most), "emoji": True}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(text, 150)}


def section(text: str, accessory: Block | None = None) -> Block:
    """A paragraph of plain text."""
    block: Block = {"type": "section", "text": plain(text)}
    return {**block, "accessory": accessory} if accessory else block


def small(*texts: str) -> Block:
    """Fine print: up to ten pieces of plain text."""
    return {"type": "context", "elements": [plain(text) for text in texts[:10]]}


def divider() -> Block:
    return {"type": "divider"}


def words(text: str, *, bold: bool = False, italic: bool = False, strike: bool = False) -> Block:
    """A run of text inside `rich`."""
    style = {name: True for name, on in (("bold", bold), ("italic", italic), ("strike", strike)) if on}
    element: Block = {"type": "text", "text": clip(text, SECTION_CHARACTERS) if text.strip() else text or "–"}
    return {**element, "style": style} if style else element


def link(url: str, text: str) -> Block:
    return {"type": "link", "url": url, "text": clip(text, SECTION_CHARACTERS)}


def day(on: datetime) -> Block:
    """A date, shown in the reader's own time zone."""
    return {
        "type": "date",
        "timestamp": int(on.timestamp()),
        "format": "{date_short_pretty}",
        "fallback": date_words(on),
    }


def time_of(on: datetime) -> Block:
    """A date with its time, shown in the reader's own time zone."""
    return {**day(on), "format": "{date_short_pretty} at {time}", "fallback": f"{date_words(on)}, {on:%H:%M} UTC"}


def person(user: str) -> Block:
    return {"type": "user", "user_id": user}


def channel(channel_id: str) -> Block:
    return {"type": "channel", "channel_id": channel_id}


def date_words(on: datetime) -> str:
    return f"{on.day} {on:%b %Y}"


def line(*elements: Block) -> Block:
    return {"type": "rich_text_section", "elements": list(elements)}


def quote(text: str) -> Block:
    return {"type": "rich_text_quote", "elements": [words(text)]}


def copyable(text: str) -> Block:
    """Text in a box of its own that Slack lets people copy with one click."""
    return {"type": "rich_text_preformatted", "elements": [words(text)]}


def bullets(lines: Sequence[Block]) -> Block:
    return {"type": "rich_text_list", "style": "bullet", "elements": list(lines)}


def rich(*parts: Block, block_id: str = "") -> Block:
    block: Block = {"type": "rich_text", "elements": list(parts)}
    return {**block, "block_id": block_id} if block_id else block


def button(text: str, action_id: str, value: str = "", *, style: str = "") -> Block:
    element: Block = {"type": "button", "text": plain(text, BUTTON_CHARACTERS), "action_id": action_id}
    if value:
        element["value"] = value
    return {**element, "style": style} if style else element


def sure(pressed: Block, title: str, text: str, yes: str) -> Block:
    """A button that asks before it acts."""
    asked = {"title": plain(title, 100), "text": plain(text, 300), "confirm": plain(yes, 30), "deny": plain("Keep", 30)}
    return {**pressed, "confirm": asked}


def link_button(text: str, action_id: str, url: str) -> Block:
    """A button that opens an address; Slack tells us of the click all the same."""
    return {**button(text, action_id), "url": url}


def actions(*buttons: Block, block_id: str = "") -> Block:
    block: Block = {"type": "actions", "elements": list(buttons)}
    return {**block, "block_id": block_id} if block_id else block


def menu(action_id: str, says: str, options: Sequence[tuple[str, str]]) -> Block:
    """A menu of (value, text) that stands among buttons and acts at once; `says` is what is read on it."""
    return {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain(says, SELECT_CHARACTERS),
        "options": _options(options),
    }


def overflow(action_id: str, options: Sequence[tuple[str, str]]) -> Block:
    """The three dots with up to five rarer things as (value, text)."""
    return {"type": "overflow", "action_id": action_id, "options": _options(options[:OVERFLOW_OPTIONS])}


def _options(options: Sequence[tuple[str, str]]) -> list[Block]:
    return [
        {"text": plain(text, BUTTON_CHARACTERS), "value": value[:SELECT_CHARACTERS]}
        for value, text in options[:SELECT_OPTIONS]
    ]


def text_input(
    block_id: str,
    label: str,
    *,
    initial: str = "",
    multiline: bool = False,
    optional: bool = False,
    hint: str = "",
    placeholder: str = "",
    focus: bool = False,
) -> Block:
    """A text field whose action_id is its block_id; the cursor stands in it where `focus` says so."""
    element: Block = {"type": "plain_text_input", "action_id": block_id, "multiline": multiline}
    if focus:
        element["focus_on_load"] = True
    if initial:
        element["initial_value"] = initial[:INPUT_CHARACTERS]
    if placeholder:
        element["placeholder"] = plain(placeholder, 150)
    block: Block = {"type": "input", "block_id": block_id, "label": plain(label, 2000), "element": element}
    if optional:
        block["optional"] = True
    if hint:
        block["hint"] = plain(hint, 2000)
    return block


def select(block_id: str, label: str, options: Sequence[tuple[str, str]], *, picked: str = "") -> Block:
    """A menu of (value, text) whose action_id is its block_id; Slack takes a hundred options."""
    menu = _options(options)
    element: Block = {"type": "static_select", "action_id": block_id, "options": menu}
    if chosen := next((one for one in menu if one["value"] == picked), None):
        element["initial_option"] = chosen
    return {"type": "input", "block_id": block_id, "label": plain(label, 2000), "element": element}


def spoken(blocks: Sequence[Block]) -> str:
    """What blocks say, for a message's top-level text: screen readers read nothing else. Buttons are left out."""
    return "\n".join(said for block in blocks for said in _said(block) if said.strip())


def _said(block: Block) -> list[str]:
    match block["type"]:
        case "header" | "section":
            return [block["text"]["text"]]
        case "context":
            return [" · ".join(one["text"] for one in block["elements"])]
        case "rich_text":
            lines = [line for part in block["elements"] for line in (part["elements"] if _is_list(part) else [part])]
            return ["".join(_word(one) for one in line["elements"]) for line in lines]
    return []


def _is_list(part: Block) -> bool:
    return bool(part["type"] == "rich_text_list")


def _word(element: Block) -> str:
    match element["type"]:
        case "date":
            return str(element["fallback"])
        case "user":
            return "A colleague"
        case "link":
            return "" if element["text"] == OPEN else str(element["text"])
    return str(element.get("text", ""))


def fits(blocks: Sequence[Block], *, most: int = MESSAGE_BLOCKS, characters: int = MESSAGE_CHARACTERS) -> bool:
    """Whether Slack takes these blocks: no more than `most`, and in all no longer than a payload may be."""
    return len(blocks) <= most and len(json.dumps(blocks, ensure_ascii=False)) <= characters


def fitted(
    blocks: Sequence[Block], more: Sequence[Block], *, most: int = MODAL_BLOCKS, characters: int = VIEW_CHARACTERS
) -> list[Block]:
    """The blocks with as many of `more` after them, in their order, as Slack takes."""
    held = list(blocks)
    for block in more:
        if not fits([*held, block], most=most, characters=characters):
            break
        held.append(block)
    return held


def modal(
    title: str,
    callback_id: str,
    blocks: Sequence[Block],
    *,
    submit: str = "",
    metadata: str = "",
    told_of_close: bool = False,
) -> Block:
    """A modal; `told_of_close`: whoever closes it without a submission has that said to us, with what stands in it."""
    view: Block = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(title, 24),
        "close": plain("Close", 24),
        "blocks": list(blocks),
    }
    if submit:
        view["submit"] = plain(submit, 24)
    if told_of_close:
        view["notify_on_close"] = True
    return {**view, "private_metadata": metadata} if metadata else view
