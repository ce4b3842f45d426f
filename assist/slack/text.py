"""Slack's message markup and plain text, one way and the other.

People's words are plain text to us: what Slack escaped is unescaped on the way in, and whatever goes out in a mrkdwn
field is escaped, so that no customer's text ever pings a channel or draws a link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

_LINK = re.compile(r"<(?P<target>[^<>|\s][^<>|]*)(?:\|(?P<label>[^<>]*))?>")
_USER = re.compile(r"<@(?P<id>[UW][A-Z0-9]+)(?:\|[^>]*)?>")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
MOST_CHARACTERS = 40_000
_MOST_ESCAPED = 5 * MOST_CHARACTERS
_TEXT_CHARACTERS = 4_000


def escape(text: str) -> str:
    """Plain text for a mrkdwn field: exactly `&`, `<` and `>` are escaped, as Slack asks.

    >>> escape("<!channel> & co")
    '&lt;!channel&gt; &amp; co'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clean(text: str) -> str:
    """Without what no database or screen takes: halves of characters that were cut in two, and control characters."""
    return _UNPRINTABLE.sub("", text)


def typed(view: Mapping[str, Any], block_id: str) -> str:
    """What stands in a modal's text field (its action_id is its block_id) when it is submitted or clicked."""
    field = view["state"]["values"].get(block_id, {}).get(block_id, {})
    return clean(str(field.get("value") or "")).strip()


def picked(view: Mapping[str, Any], block_id: str) -> str:
    """The value of what was picked in a modal's menu (its action_id is its block_id), or ''."""
    field = view["state"]["values"].get(block_id, {}).get(block_id, {})
    return str((field.get("selected_option") or {}).get("value") or "")


def plain(text: str) -> str:
    """A message's `text` as people read it: links become their label, entities become characters.

    >>> plain("mail <mailto:a@b.example|a@b.example> &amp; wait")
    'mail a@b.example & wait'
    """
    shown = _LINK.sub(_label, clean(text[:_MOST_ESCAPED]))
    return shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")[:MOST_CHARACTERS]


def message_text(message: Mapping[str, Any]) -> str:
    """All that a message says, as plain text: its text, else its blocks, then its attachments.

    Forwarding bots put the ticket in any of these. A text that only repeats the blocks is taken once.
    """
    parts = [plain(str(message.get("text") or ""))]
    if not parts[0].strip():
        parts = [blocks_text(message)]
    parts += [said for said in _attachments(message) if said not in parts[0]]
    return "\n".join(part for part in parts if part.strip())[:MOST_CHARACTERS]


def blocks_text(message: Mapping[str, Any]) -> str:
    """What a message's blocks say, as plain text."""
    return plain("\n".join(_block_texts(message.get("blocks"))))


def attachments_text(message: Mapping[str, Any]) -> str:
    """What a message's attachments say, as plain text."""
    return "\n".join(_attachments(message))[:MOST_CHARACTERS]


def _attachments(message: Mapping[str, Any]) -> list[str]:
    found = []
    for attachment in _mappings(message.get("attachments")):
        lines = [attachment.get(key) for key in ("pretext", "author_name", "title", "text")]
        lines += [
            f"{field.get('title', '')}: {field.get('value', '')}" for field in _mappings(attachment.get("fields"))
        ]
        if not any(lines):
            lines = [attachment.get("fallback")]
        found.append(plain("\n".join(str(line) for line in lines if line)))
    return [said for said in found if said]


def mentioned_user(text: str) -> str:
    """The Slack user id of a lone escaped mention (`<@U123|maria>`), else ''."""
    match = _USER.fullmatch(text.strip())
    return match["id"] if match else ""


def shorten(text: str, most: int) -> str:
    """The text on one line and no longer than `most` characters, with … where it was cut: between two words, if that
    leaves more than half of it.
    """
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    kept = line[: most - 1]
    whole = kept if line[most - 1] == " " else kept.rpartition(" ")[0]
    return (whole if len(whole) > most // 2 else kept).rstrip() + "…"


def clip_message(text: str) -> str:
    """A message's top-level text: escaped, and no longer than Slack shows sensibly (4,000 characters)."""
    escaped = escape(text)
    if len(escaped) <= _TEXT_CHARACTERS:
        return escaped
    kept = escaped[: _TEXT_CHARACTERS - 1]
    return kept[: kept.rfind("&")] + "…" if "&" in kept[-5:] and ";" not in kept[kept.rfind("&") :] else kept + "…"


def _label(match: re.Match[str]) -> str:
    target, label = match["target"], match["label"]
    if label:
        return label
    return target.removeprefix("mailto:").removeprefix("tel:") if target[0] not in "!@#" else target


def _block_texts(blocks: object) -> list[str]:
    """The texts of blocks of any kind, in reading order."""
    found: list[str] = []
    for block in _mappings(blocks):
        for key in ("text", "elements", "fields"):
            inner = block.get(key)
            if isinstance(inner, str):
                found.append(inner)
            elif isinstance(inner, Mapping):
                found += _block_texts([inner])
            elif isinstance(inner, Sequence):
                texts = _block_texts(inner)
                found += ["".join(texts)] if block.get("type") == "rich_text_section" else texts
        if block.get("type") == "link" and "text" not in block:
            found.append(str(block.get("url", "")).removeprefix("mailto:"))
    return found


def _mappings(value: object) -> list[Mapping[str, Any]]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return []
    return [item for item in value if isinstance(item, Mapping)]
