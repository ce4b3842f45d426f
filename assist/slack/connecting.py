"""The Web client that the program calls Slack with: what it may try again by itself, and what it must not."""

from __future__ import annotations

from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.http_retry.builtin_handlers import ConnectionErrorRetryHandler, RateLimitErrorRetryHandler


def web_client(token: str, api_url: str = "") -> WebClient:
    """A client for Slack, or for a stand-in at `api_url`.

    It waits where Slack says so, and asks again where nothing got through. Where the connection went away after the
    question, Slack may have done what it was asked: the SDK would ask again and post twice, so whoever asked decides.
    """
    client = WebClient(token=token)
    if api_url:
        client.base_url = api_url.rstrip("/") + "/"
    client.retry_handlers = [
        ConnectionErrorRetryHandler(error_types=[URLError]),
        RateLimitErrorRetryHandler(max_retry_count=2),
    ]
    return client
