"""What is past its time goes, everywhere it stands: with a thread whatever was made of it, and the words about that.

A thread is as old as what was said in it last. Where all of that was deleted in Slack, it is as old as the youngest
thing that is left of it.
"""

from __future__ import annotations

from datetime import datetime

from storage.tables.connection import Connection, stamp

# By thread, everything but messages that has words of one, and when it was made; drafts on which leads decided go on
# to count, without their words.
_LEFT = """
SELECT channel || ':' || ts AS thread, updated_on AS made FROM thread
UNION ALL SELECT channel || ':' || thread, on_at FROM suggestion
UNION ALL SELECT channel || ':' || thread, coalesce(sent_on, on_at) FROM draft WHERE text <> '' OR message <> ''
UNION ALL SELECT channel || ':' || thread, on_at FROM unsent
UNION ALL SELECT channel || ':' || ts, on_at FROM link
UNION ALL SELECT thread, on_at FROM question
UNION ALL SELECT thread, on_at FROM unanswered
"""
# What people wrote about a suggestion or a flag stands in the audit trail too.
_REASONED = "('rejected suggestion', 'upheld flag', 'dismissed flag')"


def expire(db: Connection, before: datetime, *, keep_quotes: bool, limit: int) -> tuple[int, int]:
    """Delete at most `limit` threads as `Held.expire` says; (threads, messages) that went."""
    with db.transaction():
        threads = _quiet(db, before, limit)
        threads += _deserted(db, before, limit - len(threads))
        alone = db.rows("SELECT id FROM interaction WHERE thread = '' AND on_at < ? LIMIT ?", stamp(before), limit)
        gone = db.many("DELETE FROM interaction WHERE id = ?", [(row["id"],) for row in alone])
        for thread in threads:
            gone += db.run("DELETE FROM interaction WHERE thread = ?", thread)
            _drop_thread(db, thread, keep_quotes=keep_quotes)
        _drop_reasons(db)
        if not keep_quotes:
            _drop_quotes(db, before)
    return len(threads), gone


def _quiet(db: Connection, before: datetime, limit: int) -> list[str]:
    """Threads in which nothing was said since."""
    rows = db.rows(
        "SELECT DISTINCT thread FROM interaction old WHERE thread <> '' AND on_at < ? AND NOT EXISTS"
        " (SELECT 1 FROM interaction new WHERE new.thread = old.thread AND new.on_at >= ?) LIMIT ?",
        stamp(before),
        stamp(before),
        limit,
    )
    return [str(row["thread"]) for row in rows]


def _deserted(db: Connection, before: datetime, limit: int) -> list[str]:
    """Threads without any message, of which nothing that is left was made since."""
    rows = db.rows(
        f"SELECT thread FROM ({_LEFT}) AS held WHERE NOT EXISTS"
        " (SELECT 1 FROM interaction WHERE interaction.thread = held.thread)"
        " GROUP BY thread HAVING max(made) < ? LIMIT ?",
        stamp(before),
        limit,
    )
    return [str(row["thread"]) for row in rows]


def _drop_reasons(db: Connection) -> None:
    """Who found what wrong stays; why, which speaks of what is no longer there, does not."""
    db.run(
        f"UPDATE audit SET detail = '{{}}' WHERE action IN {_REASONED} AND detail <> '{{}}'"
        " AND NOT EXISTS (SELECT 1 FROM suggestion WHERE suggestion.id = audit.subject)"
        " AND NOT EXISTS (SELECT 1 FROM flag WHERE flag.id = audit.subject AND flag.quote <> '')"
    )


def _drop_quotes(db: Connection, before: datetime) -> None:
    """Take the customers' words from old choices that stand in no conversation, wherever they came from."""
    db.run(
        "UPDATE choice SET quote = '', situation = '' WHERE on_at < ? AND (quote <> '' OR situation <> '')"
        " AND NOT EXISTS (SELECT 1 FROM interaction WHERE choice.thread <> '' AND interaction.thread = choice.thread)",
        stamp(before),
    )


def _drop_thread(db: Connection, thread: str, *, keep_quotes: bool) -> None:
    db.run(  # a later message in the thread is not to be read as if these had never been made
        "UPDATE choice SET thread = '', source = ''"
        + ("" if keep_quotes else ", quote = '', situation = ''")
        + " WHERE thread = ?",
        thread,
    )
    for table in ("question", "unanswered"):
        db.run(f"DELETE FROM {table} WHERE thread = ?", thread)
    channel, _, ts = thread.partition(":")  # so a Slack thread goes by; an imported one has nothing of these
    for table in ("suggestion", "unsent"):
        db.run(f"DELETE FROM {table} WHERE channel = ? AND thread = ?", channel, ts)
    db.run("DELETE FROM link WHERE channel = ? AND ts = ?", channel, ts)
    db.run("DELETE FROM thread WHERE channel = ? AND ts = ?", channel, ts)
    decided = "EXISTS (SELECT 1 FROM flag JOIN verdict ON verdict.flag = flag.id WHERE flag.draft = draft.id)"
    ours = "channel = ? AND thread = ?"
    db.run(f"DELETE FROM draft WHERE {ours} AND NOT {decided}", channel, ts)
    here = f"(SELECT flag.id FROM flag JOIN draft ON draft.id = flag.draft WHERE {ours})"
    db.run(
        f"DELETE FROM flag WHERE id IN {here} AND id NOT IN (SELECT flag FROM verdict)",
        channel,
        ts,
    )
    db.run(f"UPDATE verdict SET note = '' WHERE flag IN {here}", channel, ts)
    db.run(  # what leads decided goes on to count
        "UPDATE flag SET quote = '', reason = '', evidence = '[]', rewrite = NULL, agent_reason = ''"
        f" WHERE draft IN (SELECT id FROM draft WHERE {ours})",
        channel,
        ts,
    )
    db.run(f"UPDATE draft SET text = '', message = '', sent_reason = '' WHERE {ours}", channel, ts)
