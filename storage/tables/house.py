"""How each channel is treated, the audit trail, and small settings."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from assist.workplace import AuditEntry, Channel, Invitation
from storage.tables.connection import Connection, Row, dumps, must_stamp, one, stamp
from storage.tables.renaming import rename


class House:
    def __init__(self, db: Connection) -> None:
        self.db = db

    def channel(self, channel_id: str) -> Channel | None:
        row = one(self.db.rows("SELECT * FROM channel WHERE id = ?", channel_id))
        return _channel(row) if row else None

    def channels(self) -> list[Channel]:
        return [_channel(row) for row in self.db.rows("SELECT * FROM channel ORDER BY name, id")]

    def save_channel(self, channel: Channel) -> None:
        self.db.run(
            "INSERT INTO channel (id, kind, name, senders, customer, mirror, shared, address_in, label, domain,"
            " watch) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET kind = excluded.kind, name = excluded.name, senders = excluded.senders,"
            " customer = excluded.customer, mirror = excluded.mirror, shared = excluded.shared,"
            " address_in = excluded.address_in, label = excluded.label, domain = excluded.domain,"
            " watch = excluded.watch",
            channel.id,
            channel.kind,
            channel.name,
            dumps(channel.senders),
            channel.customer,
            channel.mirror,
            None if channel.shared is None else int(channel.shared),
            channel.address_in,
            channel.label,
            channel.domain,
            int(channel.watch),
        )

    def rename_channel(self, old: str, new: str) -> int:
        """Slack gives a channel another id when it is shared or unshared; all that holds it follows. See `renaming`."""
        return rename(self.db, old, new)

    def record(self, entry: AuditEntry) -> None:
        self.db.run(
            "INSERT INTO audit (on_at, actor, action, subject, detail) VALUES (?, ?, ?, ?, ?)",
            stamp(entry.on),
            entry.actor,
            entry.action,
            entry.subject,
            dumps(dict(entry.detail)),
        )

    def trail(self, subject: str) -> list[AuditEntry]:
        """What was done about a customer, flag or channel, oldest first."""
        return list(map(_entry, self.db.rows("SELECT * FROM audit WHERE subject = ? ORDER BY id", subject)))

    def latest(self, limit: int, subject: str = "") -> list[AuditEntry]:
        """What was done last, about everything or one subject, newest first."""
        where, values = ("WHERE subject = ?", (subject,)) if subject else ("", ())
        return list(map(_entry, self.db.rows(f"SELECT * FROM audit {where} ORDER BY id DESC LIMIT ?", *values, limit)))

    def invite(self, invitation: Invitation) -> None:
        """Note that somebody has invited the bot; the last one counts."""
        self.db.run(
            "INSERT INTO invitation (channel, invited_by, on_at) VALUES (?, ?, ?)"
            " ON CONFLICT (channel) DO UPDATE SET invited_by = excluded.invited_by, on_at = excluded.on_at",
            invitation.channel,
            invitation.by,
            stamp(invitation.on),
        )

    def invitations(self) -> list[Invitation]:
        """Into channels that are neither set up nor another's mirror, oldest first."""
        rows = self.db.rows(
            "SELECT * FROM invitation WHERE NOT EXISTS (SELECT 1 FROM channel WHERE channel.id = invitation.channel"
            " OR channel.mirror = invitation.channel) ORDER BY on_at, channel"
        )
        return [Invitation(channel=row["channel"], by=row["invited_by"], on=must_stamp(row["on_at"])) for row in rows]

    def uninvite(self, channel_id: str) -> None:
        self.db.run("DELETE FROM invitation WHERE channel = ?", channel_id)

    def setting(self, name: str) -> Any:
        """The stored JSON value, or None."""
        row = one(self.db.rows("SELECT value FROM setting WHERE name = ?", name))
        return json.loads(row["value"]) if row else None

    def set(self, name: str, value: object, *, on: datetime) -> None:
        self.db.run(
            "INSERT INTO setting (name, value, changed_on) VALUES (?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed_on = excluded.changed_on",
            name,
            dumps(value),
            stamp(on),
        )


def _entry(row: Row) -> AuditEntry:
    return AuditEntry(
        on=must_stamp(row["on_at"]),
        actor=row["actor"],
        action=row["action"],
        subject=row["subject"],
        detail=json.loads(row["detail"]),
    )


def _channel(row: Row) -> Channel:
    shared = row["shared"]
    return Channel(
        id=row["id"],
        kind=row["kind"],
        name=row["name"],
        senders=tuple(json.loads(row["senders"])),
        customer=row["customer"],
        mirror=row["mirror"],
        shared=None if shared is None else bool(shared),
        address_in=row["address_in"],
        label=row["label"],
        domain=row["domain"],
        watch=bool(row["watch"]),
    )
