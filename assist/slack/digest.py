"""Posts the weekly digest: once a week, in the channel that leads chose, and never twice, whatever happens between.

The week is claimed in the store before anything is posted. Where a claim was left unfinished (a crash, Slack away),
the channel is searched for the message's mark before it is posted again. The charts follow in the message's thread:
they say nothing that the message does not, so one that can't be uploaded is left out and not tried again. Without the
optional scope for them there are none, and the message says how to get them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from assist.desk import Desk
from assist.digest import parts, week_name, week_words
from assist.slack.blocks.digest import digest_message
from assist.slack.errors import FAILURES, FINAL, code
from assist.slack.gateway import Gateway, NotInternal
from assist.slack.permissions import CHARTS
from assist.uptake import Digest

log = structlog.get_logger()
LOOK_SECONDS = 600.0
_STATE = "digest_state"


class WeeklyDigest:
    def __init__(self, desk: Desk, gateway: Gateway, *, now: Callable[[], float] = time.monotonic) -> None:
        self.desk = desk
        self.gateway = gateway
        self._now = now
        self._next_look = now()

    def look(self) -> None:
        """Post the last week's digest if it is due. It looks only now and then, so it can be called all the time."""
        if self._now() < self._next_look:
            return
        self._next_look = self._now() + LOOK_SECONDS
        channel = self.desk.oversight.digest_channel
        if not channel:
            return
        digest = self.desk.oversight.digest()
        week = week_name(digest)
        began = self._claim(channel, week)
        if began is None:
            return
        posted, charts = "", self.has_charts()
        try:
            if not began or f"digest:{week}" not in self.gateway.own_blocks(channel, since=began):
                posted = self._post(channel, digest, charts=charts)
        except (NotInternal, *FAILURES) as error:
            why = code(error)
            log.warning("the digest was not posted", channel=channel, week=week, why=why)
            if isinstance(error, NotInternal) or (isinstance(error, SlackApiError) and why in FINAL):
                self._keep(channel, week, done=True, failed=True)
            return
        self._keep(channel, week, done=True)
        if posted and charts:
            self._show_charts(channel, digest, thread=posted)

    def look_now(self) -> None:
        """Look the next time that it is asked: leads have just said where the digest goes."""
        self._next_look = self._now()

    def has_charts(self) -> bool:
        """Whether Slack lets us upload the digest's charts."""
        return self.gateway.may(CHARTS)

    def failed(self) -> bool:
        """Whether the channel did not take the latest digest and another one has to be chosen."""
        kept = self._kept()
        return bool(kept.get("failed")) and kept.get("channel") == self.desk.oversight.digest_channel

    def _claim(self, channel: str, week: str) -> str | None:
        """Since when (a Slack timestamp) somebody may have posted this week's digest, '' if nobody has begun.

        None where it is done or somebody is at it.
        """
        now = self.desk.clock()
        with self.desk.store.transaction():
            kept = self._kept()
            same = kept.get("week") == week
            if same and kept["done"] and not (kept["failed"] and kept["channel"] != channel):
                return None
            unfinished = same and not kept["done"]
            if unfinished and now - datetime.fromisoformat(kept["tried"]) < timedelta(seconds=LOOK_SECONDS):
                return None
            began = str(kept["began"]) if unfinished else ""
            self._keep(channel, week, began=began)
        return began

    def _post(self, channel: str, digest: Digest, *, charts: bool) -> str:
        week = week_name(digest)
        said = parts(digest, self.desk.catalogue)
        message = digest_message(week_words(digest), said, block_id=f"digest:{week}", charts=charts)
        return self.gateway.post(channel, *message)

    def _show_charts(self, channel: str, digest: Digest, *, thread: str) -> None:
        for chart in self.desk.oversight.charts(digest):
            name, title = f"{week_name(digest)}-{chart.part.id}.png", chart.part.title
            try:
                self.gateway.show_picture(channel, chart.png, name, title=title, alt=chart.alt, thread=thread)
            except (NotInternal, *FAILURES) as error:
                log.warning("a chart of the digest was not uploaded", channel=channel, chart=name, why=code(error))

    def _kept(self) -> dict[str, Any]:
        return self.desk.store.house.setting(_STATE) or {}

    def _keep(self, channel: str, week: str, *, began: str = "", done: bool = False, failed: bool = False) -> None:
        now = self.desk.clock()
        kept = {"channel": channel, "week": week, "began": began or f"{now.timestamp():.6f}", "tried": now.isoformat()}
        self.desk.store.house.set(_STATE, {**kept, "done": done, "failed": failed}, on=now)
