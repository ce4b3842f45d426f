"""How a call to Slack can fail, by what follows: try again, give up there, or stop until we are let in again."""

from __future__ import annotations

from http.client import HTTPException
from json import JSONDecodeError

from slack_sdk.errors import SlackApiError, SlackClientError

# Slack's answers after which trying again can't help: the place or the permission is gone.
FINAL = {
    "channel_not_found",
    "is_archived",
    "not_in_channel",
    "message_not_found",
    "thread_not_found",
    "missing_scope",
}
# How a call can end but for an answer: Slack's no, no connection, or a connection that was cut in mid-answer.
FAILURES = (SlackClientError, OSError, HTTPException, JSONDecodeError)
# The token is no longer taken: nothing works until the app is installed again.
NO_ACCESS = {"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"}


def code(error: Exception) -> str:
    """Slack's name for what went wrong, else the error's own."""
    if isinstance(error, SlackApiError):
        return str(error.response.get("error") or "unnamed")
    return repr(error)
