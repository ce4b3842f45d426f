"""Every call that leaves for Slack, in one place, so that one rule can hold for all of them.

The rule: nothing is ever written into a channel where a customer is, may soon be, or that we can't look up. Each send
looks the channel up again first and fails closed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from assist.slack.blocks.parts import Block, modal
from assist.slack.errors import FAILURES, FINAL, code
from assist.slack.people import Directory
from assist.slack.text import clip_message, shorten

log = structlog.get_logger()
_PAGE = 200
_ALT_CHARACTERS = 1_000


class NotInternal(Exception):
    """A send was refused: the channel is shared with others, about to be, or unknown."""


class Gateway(Directory):
    """Sends, after a look, and looks up."""

    # Sending. Each of these looks first.

    def post(self, channel: str, text: str, blocks: Sequence[Block], *, thread: str | None = None) -> str:
        """Post a message; its ts. Raises NotInternal, or SlackApiError."""
        self._must_be_internal(channel)
        answer = self._client.chat_postMessage(
            channel=channel,
            thread_ts=thread,
            text=clip_message(text),
            blocks=list(blocks),
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(answer["ts"])

    def whisper(self, channel: str, user: str, text: str, blocks: Sequence[Block], *, thread: str) -> None:
        """Show something to one person in a thread. Raises NotInternal, or SlackApiError."""
        self._must_be_internal(channel)
        self._client.chat_postEphemeral(
            channel=channel, user=user, thread_ts=thread, text=clip_message(text), blocks=list(blocks)
        )

    def update(self, channel: str, ts: str, text: str, blocks: Sequence[Block]) -> None:
        self._must_be_internal(channel)
        self._client.chat_update(channel=channel, ts=ts, text=clip_message(text), blocks=list(blocks))

    def show_picture(self, channel: str, png: bytes, name: str, *, title: str, alt: str, thread: str) -> None:
        """Upload a picture into a thread, with a text for who can't see it. Raises NotInternal, or one of FAILURES.

        Slack shows the file to nobody before the last of the upload's three steps, which names the channel.
        """
        self._must_be_internal(channel)
        self._client.files_upload_v2(
            channel=channel,
            thread_ts=thread,
            file_uploads=[{"content": png, "filename": name, "title": title, "alt_txt": shorten(alt, _ALT_CHARACTERS)}],
        )

    def reply(
        self,
        respond: Callable[..., Any],
        body: Mapping[str, Any],
        text: str,
        blocks: Sequence[Block],
        *,
        instead: bool = False,
    ) -> None:
        """Answer a click or a command to that person alone; in a modal where the channel is not ours alone.

        `instead`: in the place of what was clicked on.
        """
        channel = body.get("channel_id") or (body.get("channel") or {}).get("id", "")
        if body.get("response_url") and self.internal(channel):
            respond(text=clip_message(text), blocks=list(blocks), response_type="ephemeral", replace_original=instead)
            return
        view = modal("Their Way", "inert", blocks)
        if instead and body.get("view"):
            self.update_view(body["view"]["id"], body["view"].get("hash"), view)
        else:
            self.show_view(body, view)

    def show_view(self, body: Mapping[str, Any], view: Block) -> None:
        """Open a modal; one that is open already stays, below it."""
        if (body.get("view") or {}).get("type") == "modal":
            self._client.views_push(trigger_id=body["trigger_id"], view=view)
        else:
            self.open_view(body["trigger_id"], view)

    def open_view(self, trigger_id: str, view: Block) -> Mapping[str, Any]:
        """Open a modal; the view as Slack has it, with its `id` and `hash`."""
        opened: Mapping[str, Any] = self._client.views_open(trigger_id=trigger_id, view=view)["view"]
        return opened

    def update_view(self, view_id: str, view_hash: str | None, view: Block) -> str:
        """Show another view in a modal's place, and its hash; '' where it has changed since `view_hash`, and stays."""
        try:
            return str(self._client.views_update(view_id=view_id, hash=view_hash, view=view)["view"]["hash"])
        except SlackApiError as error:
            if code(error) != "hash_conflict":  # a second click was faster
                raise
            return ""

    def publish_home(self, user: str, blocks: Sequence[Block], *, view_hash: str | None = None) -> bool:
        """Show somebody their Home. With the `view_hash` of the one they saw, False where it has changed since."""
        view = {"type": "home", "blocks": list(blocks)[:100]}
        try:
            self._client.views_publish(user_id=user, view=view, hash=view_hash)
        except SlackApiError as error:
            if code(error) == "hash_conflict":
                return False
            raise
        return True

    # Looking up.

    def internal(self, channel: str) -> bool:
        """Whether a channel is surely ours alone, as Slack says now; not, where Slack doesn't say."""
        try:
            return self._looked_up(channel)
        except FAILURES as error:
            log.warning("channel not looked up", channel=channel, error=code(error))
            return False

    def conversation(self, channel: str) -> Mapping[str, Any]:
        """A channel as Slack describes it. Raises SlackApiError."""
        found: Mapping[str, Any] = self._client.conversations_info(channel=channel)["channel"]
        return found

    def scopes(self) -> frozenset[str]:
        """What Slack allows this token now; empty where it doesn't say. Raises SlackClientError for a dead token."""
        told = {name.lower(): value for name, value in self._client.auth_test().headers.items()}
        return frozenset(part.strip() for part in str(told.get("x-oauth-scopes", "")).split(",") if part.strip())

    def may(self, scope: str) -> bool:
        """Whether Slack allows this token a scope now; not, where Slack doesn't say."""
        try:
            return scope in self.scopes()
        except FAILURES as error:
            log.warning("scopes not looked up", error=code(error))
            return False

    def _looked_up(self, channel: str) -> bool:
        """As `internal`, but where Slack only fails to answer, its error is raised: asking again may help."""
        if not channel:
            return False
        try:
            return self.is_internal(self._client.conversations_info(channel=channel)["channel"])
        except SlackApiError as error:
            if code(error) in FINAL:
                return False
            raise

    @staticmethod
    def is_internal(channel: Mapping[str, Any]) -> bool:
        """Whether a conversation object is of a channel that is ours alone: said outright, and nothing against it."""
        return channel.get("is_ext_shared") is False and not (
            channel.get("is_pending_ext_shared")
            or channel.get("pending_shared")
            or channel.get("pending_connected_team_ids")
        )

    def permalink(self, channel: str, ts: str) -> str:
        """The address of a message, or '' where Slack has none."""
        try:
            return str(self._client.chat_getPermalink(channel=channel, message_ts=ts)["permalink"])
        except FAILURES:
            return ""

    def own_blocks(self, channel: str, *, since: str, thread: str | None = None) -> dict[str, str]:
        """The ids of our own blocks since a ts in a thread (or beside all threads), each with its message's ts.

        Empty where we may not look. Raises SlackApiError where Slack only fails to answer.
        """
        try:
            if thread is None:
                answer = self._client.conversations_history(channel=channel, oldest=since, limit=_PAGE)
            else:
                answer = self._client.conversations_replies(channel=channel, ts=thread, oldest=since, limit=_PAGE)
        except SlackApiError as error:
            if code(error) not in FINAL:
                raise
            log.warning("messages not read", channel=channel, error=code(error))
            return {}
        ours = (message for message in answer["messages"] if message.get("user") == self.us["user_id"])
        return {
            str(block["block_id"]): str(message["ts"])
            for message in ours
            for block in message.get("blocks") or []
            if block.get("block_id")
        }

    def _must_be_internal(self, channel: str) -> None:
        if not self._looked_up(channel):
            raise NotInternal(f"channel {channel} is shared or unknown: nothing is posted there")
