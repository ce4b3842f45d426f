"""Block Kit in a terminal: what Slack would show, for the demo. Only the blocks that we send are known here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

Block = Mapping[str, Any]


def shown(blocks: Sequence[Block]) -> Group:
    """The blocks, one below the other."""
    return Group(*(part for block in blocks for part in _block(block)))


def view(told: Block) -> Group:
    """A modal: its title, its blocks, and its buttons."""
    title = Text(told["title"]["text"], style="bold")
    submit = told.get("submit")
    foot = [Text(f"\n[ {submit['text']} ]  [ {told['close']['text']} ]", style="green")] if submit else []
    return Group(title, Text(""), shown(told["blocks"]), *foot)


def _block(block: Block) -> list[RenderableType]:
    match block["type"]:
        case "header":
            drawn: list[RenderableType] = [Text(block["text"]["text"], style="bold")]
        case "section":
            drawn = [Text(block["text"]["text"]), *([_button(block["accessory"])] if "accessory" in block else [])]
        case "context":
            drawn = [Text(" · ".join(one["text"] for one in block["elements"]), style="dim")]
        case "divider":
            drawn = [Rule(style="dim")]
        case "actions":
            drawn = [Text("  ").join(_button(one) for one in block["elements"])]
        case "input":
            drawn = _input(block)
        case _:
            drawn = [part for element in block["elements"] for part in _rich(element)]
    return drawn


def _button(element: Block) -> Text:
    if "options" in element:  # a menu, or the three dots
        return Text(f"[ {element['placeholder']['text'] if 'placeholder' in element else '⋯'} ▾ ]", style="green")
    return Text(f"[ {element['text']['text']} ]", style="bold green" if element.get("style") == "primary" else "green")


def _input(block: Block) -> list[RenderableType]:
    typed = block["element"].get("initial_value", "")
    parts: list[RenderableType] = [Text(block["label"]["text"], style="bold")]
    return [*parts, Padding(Text(typed or "…", style="white on grey15"), (0, 2))]


def _rich(element: Block) -> list[RenderableType]:
    kind = element["type"]
    if kind == "rich_text_list":
        return [Text.assemble("  • ", _words(item["elements"])) for item in element["elements"]]
    if kind == "rich_text_quote":
        return [Padding(_words(element["elements"], style="cyan"), (0, 0, 0, 2))]
    return [_words(element["elements"])]


def _words(elements: Sequence[Block], style: str = "") -> Text:
    text = Text(style=style)
    for element in elements:
        kind, how = element["type"], element.get("style", {})
        looks = " ".join(name for name in ("bold", "italic", "strike") if how.get(name))
        if kind == "text":
            text.append(element["text"], style=looks or None)
        elif kind == "link":
            text.append(element["text"], style="underline blue")
        elif kind == "date":
            text.append(element["fallback"])
        elif kind == "user":
            text.append(f"@{element['user_id']}", style="bold")
        elif kind == "channel":
            text.append(f"#{element['channel_id']}", style="bold")
    return text
