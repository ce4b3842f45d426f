"""The fields of a settings form, and what somebody has put into them. A field's action_id is its block_id."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assist.slack.blocks.parts import BUTTON_CHARACTERS, Block, plain

Options = Sequence[tuple[str, str]]  # (value, text)


def menu(block_id: str, label: str, options: Options, *, initial: str = "", hint: str = "") -> Block:
    listed = [_option(value, text) for value, text in options]
    element: Block = {"type": "static_select", "options": listed}
    if chosen := [one for one in listed if one["value"] == initial]:
        element["initial_option"] = chosen[0]
    return _input(block_id, label, element, hint=hint)


def channel_menu(
    block_id: str, label: str, *, initial: str = "", internal: bool = False, optional: bool = False, hint: str = ""
) -> Block:
    """Picks a channel; `internal` leaves out those that are shared with other companies."""
    shown: Block = {"include": ["public", "private"], "exclude_bot_users": True}
    if internal:
        shown["exclude_external_shared_channels"] = True
    element: Block = {"type": "conversations_select", "filter": shown}
    if initial:
        element["initial_conversation"] = initial
    return _input(block_id, label, element, optional=optional, hint=hint)


def people_menu(block_id: str, label: str, *, initial: Sequence[str] = (), hint: str = "") -> Block:
    element: Block = {"type": "multi_users_select"}
    if initial:
        element["initial_users"] = list(initial)
    return _input(block_id, label, element, optional=True, hint=hint)


def tick(block_id: str, label: str, text: str, *, on: bool, hint: str = "") -> Block:
    """One box to tick, with its text beside it."""
    option = _option("on", text)
    element: Block = {"type": "checkboxes", "options": [option]}
    if on:
        element["initial_options"] = [option]
    return _input(block_id, label, element, optional=True, hint=hint)


def number(block_id: str, label: str, *, initial: float, hint: str = "", whole: bool = False) -> Block:
    element: Block = {"type": "number_input", "is_decimal_allowed": not whole, "initial_value": f"{initial:g}"}
    return _input(block_id, label, {**element, "min_value": "0"}, hint=hint)


def channel_in(view: Mapping[str, Any], block_id: str) -> str:
    return str(_state(view, block_id).get("selected_conversation") or "")


def people_in(view: Mapping[str, Any], block_id: str) -> tuple[str, ...]:
    return tuple(map(str, _state(view, block_id).get("selected_users") or ()))


def ticked(view: Mapping[str, Any], block_id: str) -> bool:
    return bool(_state(view, block_id).get("selected_options"))


def number_in(view: Mapping[str, Any], block_id: str) -> float:
    """Raises ValueError for what is no number."""
    return float(str(_state(view, block_id).get("value") or ""))


def _state(view: Mapping[str, Any], block_id: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = view["state"]["values"].get(block_id, {}).get(block_id, {})
    return found


def _option(value: str, text: str) -> Block:
    return {"text": plain(text, BUTTON_CHARACTERS), "value": value}


def _input(block_id: str, label: str, element: Block, *, optional: bool = False, hint: str = "") -> Block:
    block: Block = {"type": "input", "block_id": block_id, "label": plain(label, 2000)}
    block["element"] = {**element, "action_id": block_id}
    if optional:
        block["optional"] = True
    return {**block, "hint": plain(hint, 2000)} if hint else block
