"""Vendors' markup back to what was typed: HTML bodies and Slack's mrkdwn escapes, as plain text.

What is quoted from an earlier message keeps a ">" before each line, as in mail, so that nobody takes the
quoted words for the writer's own.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from html.parser import HTMLParser

_PARAGRAPHS = {
    "p", "div", "ul", "ol", "table", "tr", "blockquote", "pre",
    "h1", "h2", "h3", "h4", "h5", "h6", "section", "article",
}  # fmt: skip
_UNSEEN = {"script", "style", "head", "title"}
_IS_HTML = re.compile(
    r"<(?:p|br|div|span|a|b|i|u|em|strong|ul|ol|li|img|h[1-6]|table|blockquote|pre|html|body)\b[^>]*>", re.I
)
_SLACK_MARK = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")


def html_text(body: str) -> str:
    """The text of an HTML body; a body without a single common tag is taken as the plain text it is.

    >>> html_text("<p>Hi &amp; hello<br>there</p><blockquote><p>earlier</p></blockquote>")
    'Hi & hello\\nthere\\n> earlier'
    """
    if not _IS_HTML.search(body):
        return body.strip()
    try:
        return _read(body)
    except AssertionError:
        # html.parser gives up on a marked section of an unknown kind: taken as text, the rest can be read.
        return _read(body.replace("<![", "&lt;!["))


def _read(body: str) -> str:
    reader = _Text()
    reader.feed(body)
    reader.close()
    return reader.text()


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[tuple[int, str]] = []
        self._line = ""
        self._quoted = 0
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _PARAGRAPHS or tag in ("br", "li"):
            self._break()
        if tag == "li":
            self._line = "- "
        if tag == "img" and (alt := dict(attrs).get("alt")):
            self._line += alt
        self._quoted += tag == "blockquote"
        self._unseen += tag in _UNSEEN

    def handle_endtag(self, tag: str) -> None:
        if tag in _PARAGRAPHS or tag == "li":
            self._break()
        self._quoted -= tag == "blockquote" and self._quoted > 0
        self._unseen -= tag in _UNSEEN and self._unseen > 0

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._line += data

    def _break(self) -> None:
        if words := " ".join(self._line.split()):
            self._lines.append((self._quoted, words))
        self._line = ""

    def text(self) -> str:
        self._break()
        return "\n".join("> " * depth + words for depth, words in self._lines)


def slack_text(text: str, names: Mapping[str, str]) -> str:
    """Slack's text as people saw it: links by their label, people and channels by name, escapes undone.

    `names` maps user ids to names.

    >>> slack_text("<@U1> see <https://example.com|the page> &amp; <!here>", {"U1": "Ana"})
    '@Ana see the page & @here'
    """

    def seen(match: re.Match[str]) -> str:
        sigil, target, label = match.groups()
        if sigil == "@":
            return "@" + (names.get(target) or label or target)
        if sigil == "#":
            return "#" + (label or target)
        if sigil == "!":
            return label or "@" + target.rsplit("^", 1)[-1]
        return label or target.removeprefix("mailto:")

    return html.unescape(_SLACK_MARK.sub(seen, text)).strip()
