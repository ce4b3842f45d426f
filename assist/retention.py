"""Old messages go, a little at a time, when a team has said for how long they are kept.

A thread goes as a whole, once nothing was said in it for that long: half a conversation would be read wrongly. What
customers chose stays; whether with their own words is the team's to say. What Slack sent, which is kept beside what was
read out of it so that nothing is lost in a crash, goes after a month at the latest.
"""

from __future__ import annotations

from datetime import timedelta

from assist.ports import Clock, Store
from assist.workplace import AuditEntry, HouseRules

THREADS_AT_ONCE = 25
EVENTS_AT_ONCE = 500
EVENT_DAYS = 30
SUBJECT = "retention"


def expire(store: Store, rules: HouseRules, *, clock: Clock) -> bool:
    """Delete a few of the threads and events whose time has come; whether more may wait."""
    now = clock()
    days = min(rules.keep_days or EVENT_DAYS, EVENT_DAYS)
    more = store.held.drop_events(now - timedelta(days=days), EVENTS_AT_ONCE) == EVENTS_AT_ONCE
    if not rules.keep_days:
        return more
    before = now - timedelta(days=rules.keep_days)
    with store.transaction():
        threads, messages = store.held.expire(before, keep_quotes=rules.keep_quotes, limit=THREADS_AT_ONCE)
        if threads or messages:
            detail = {"threads": str(threads), "messages": str(messages), "older than": f"{before:%Y-%m-%d}"}
            entry = AuditEntry(on=now, actor="worker", action="applied", subject=SUBJECT, detail=detail)
            store.house.record(entry)
    return more or threads == THREADS_AT_ONCE or messages >= THREADS_AT_ONCE > threads
