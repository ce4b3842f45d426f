"""A Web client that talks to nobody and keeps what it was told: a workspace in memory, for the demo and for tests.

It knows the few methods that the gateway calls and answers them as Slack does, errors included; anything else is an
error here too, so that a call nobody thought of shows up.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from slack_sdk.web.file_upload_v2_result import FileUploadV2Result

Json = dict[str, Any]
TEAM = "T0HOME"
BOT_USER = "U0ASSIST"
WRITING = (
    "chat.postMessage",
    "chat.update",
    "chat.postEphemeral",
    "chat.delete",
    "reactions.add",
    "files.completeUploadExternal",
)


@dataclass
class Workspace:
    """Who and what there is: users and channels as Slack's objects, user groups' members, and the scopes we have."""

    users: dict[str, Json] = field(default_factory=dict)
    channels: dict[str, Json] = field(default_factory=dict)
    groups: dict[str, list[str]] = field(default_factory=dict)
    scopes: tuple[str, ...] = ()


class RecordingClient(WebClient):
    """`calls` is every call in order, `messages` what stands in each channel, `views` and `homes` what people see.

    `uploads` are the files by id: their bytes, and what was said of them.

    `failing` are errors that the next calls of a method meet, `unknown` channels that can't be looked up just now.
    All timestamps are of the one `second`, counting up.
    """

    def __init__(self, workspace: Workspace, *, second: int = 1_900_000_000) -> None:
        super().__init__(token="xoxb-recorded")
        self._second = second
        self.workspace = workspace
        self.calls: list[tuple[str, Json]] = []
        self.messages: dict[str, list[Json]] = {}
        self.views: list[Json] = []
        self.homes: dict[str, Json] = {}
        self.failing: dict[str, list[str]] = {}
        self.unknown: set[str] = set()
        self.uploads: dict[str, Json] = {}
        self._numbers = itertools.count(1)

    def api_call(
        self,
        api_method: str,
        *,
        params: Mapping[str, Any] | None = None,
        json: Mapping[str, Any] | None = None,
        **_: Any,
    ) -> SlackResponse:
        told = {key: value for key, value in {**(params or {}), **(json or {})}.items() if value is not None}
        self.calls.append((api_method, told))
        if failures := self.failing.get(api_method):
            raise self.error(api_method, failures.pop(0))
        answer = getattr(self, "_" + api_method.replace(".", "_"), None)
        if answer is None:
            raise self.error(api_method, "unknown_method")
        return self._response(api_method, {"ok": True, **answer(told)})

    def next_ts(self) -> str:
        """The timestamp of whatever is said next, by anybody: later than all before."""
        return f"{self._second}.{next(self._numbers):06d}"

    def written_to(self, channel: str) -> list[tuple[str, Json]]:
        """Every call that wrote something into a channel."""
        wrote = ((method, told) for method, told in self.calls if method in WRITING)
        return [(method, told) for method, told in wrote if channel in (told.get("channel"), told.get("channel_id"))]

    def _auth_test(self, _: Json) -> Json:
        return {
            "team_id": TEAM,
            "team": "Lumen Supplies",
            "user_id": BOT_USER,
            "user": "theirway",
            "bot_id": "B0ASSIST",
        }

    def _chat_postMessage(self, told: Json) -> Json:
        ts = self.next_ts()
        message = {"ts": ts, "user": BOT_USER, **_with_blocks(told)}
        self.messages.setdefault(told["channel"], []).append(message)
        return {"ts": ts, "channel": told["channel"], "message": message}

    def _chat_postEphemeral(self, told: Json) -> Json:
        return {"message_ts": self.next_ts()}

    def _chat_update(self, told: Json) -> Json:
        for message in self.messages.get(told["channel"], []):
            if message["ts"] == told["ts"]:
                message.update(_with_blocks(told))
                return {"ts": told["ts"], "channel": told["channel"]}
        raise self.error("chat.update", "message_not_found")

    def _chat_getPermalink(self, told: Json) -> Json:
        number = told["message_ts"].replace(".", "")
        return {"permalink": f"https://lumen.slack.example/archives/{told['channel']}/p{number}"}

    def _conversations_info(self, told: Json) -> Json:
        if told["channel"] in self.unknown:
            raise self.error("conversations.info", "internal_error")
        channel = self.workspace.channels.get(told["channel"])
        if channel is None:
            raise self.error("conversations.info", "channel_not_found")
        ours = {"is_ext_shared": False, "is_pending_ext_shared": False, "is_member": True}
        return {"channel": {"id": told["channel"], **ours, **channel}}

    def _conversations_replies(self, told: Json) -> Json:
        """The thread's parent, and its replies since `oldest`."""
        there = self.messages.get(told["channel"], [])
        since = float(told.get("oldest", 0))
        replies = [one for one in there if one.get("thread_ts") == told["ts"] and float(one["ts"]) >= since]
        return {"messages": [*(one for one in there if one["ts"] == told["ts"]), *replies]}

    def _conversations_history(self, told: Json) -> Json:
        there = self.messages.get(told["channel"], [])
        return {"messages": [one for one in there[::-1] if not one.get("thread_ts")]}

    def _files_getUploadURLExternal(self, told: Json) -> Json:
        file_id = f"F{next(self._numbers)}"
        self.uploads[file_id] = told
        return {"file_id": file_id, "upload_url": f"https://files.slack.example/upload/v1/{file_id}"}

    def _upload_file(self, *, url: str, data: bytes, **_: Any) -> FileUploadV2Result:
        self.uploads[url.rpartition("/")[2]]["bytes"] = data
        return FileUploadV2Result(status=200, body="OK")

    def _files_completeUploadExternal(self, told: Json) -> Json:
        files = [{**self.uploads[one["id"]], **one} for one in json.loads(told["files"])]
        message = {"ts": self.next_ts(), "user": BOT_USER, "text": "", "blocks": [], "files": files}
        self.messages.setdefault(told["channel_id"], []).append({**message, "thread_ts": told["thread_ts"]})
        return {"files": files}

    def _users_info(self, told: Json) -> Json:
        user = self.workspace.users.get(told["user"])
        if user is None:
            raise self.error("users.info", "user_not_found")
        return {"user": {"id": told["user"], "team_id": TEAM, **user}}

    def _usergroups_users_list(self, told: Json) -> Json:
        return {"users": self.workspace.groups.get(told["usergroup"], [])}

    def _usergroups_list(self, _: Json) -> Json:
        return {"usergroups": [{"id": group, "name": group.lower()} for group in self.workspace.groups]}

    def _views_open(self, told: Json) -> Json:
        return self._seen(f"V{next(self._numbers):03d}", told)

    def _views_push(self, told: Json) -> Json:
        return self._views_open(told)

    def _views_update(self, told: Json) -> Json:
        """A view that was not opened here has any hash."""
        known = next((one["hash"] for one in reversed(self.views) if one["id"] == told["view_id"]), None)
        if known and told.get("hash", known) != known:
            raise self.error("views.update", "hash_conflict")
        return self._seen(told["view_id"], told)

    def _seen(self, view_id: str, told: Json) -> Json:
        view = {**_view(told), "id": view_id, "hash": f"h{next(self._numbers)}"}
        self.views.append(view)
        return {"view": view}

    def _views_publish(self, told: Json) -> Json:
        self.homes[told["user_id"]] = _view(told)
        return {"view": self.homes[told["user_id"]]}

    def _response(self, method: str, data: Json) -> SlackResponse:
        headers = {"x-oauth-scopes": ",".join(self.workspace.scopes)}
        return SlackResponse(
            client=self, http_verb="POST", api_url=method, req_args={}, data=data, headers=headers, status_code=200
        )

    def error(self, method: str, code: str) -> SlackApiError:
        answer = self._response(method, {"ok": False, "error": code})
        return SlackApiError(f"{method}: {code}", answer)  # type: ignore[no-untyped-call]  # the SDK leaves it untyped


def _with_blocks(told: Json) -> Json:
    blocks = told.get("blocks", [])
    return {**told, "blocks": json.loads(blocks) if isinstance(blocks, str) else blocks}


def _view(told: Json) -> Json:
    view = told["view"]
    found: Json = json.loads(view) if isinstance(view, str) else view
    return found
