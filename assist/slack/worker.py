"""The worker: takes what was stored, does it, and marks it done. What fails is tried again, ever more patiently.

Listeners only store; this is where a crash costs nothing, because an event is done only when everything it led to is.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from assist.cards import Incoming
from assist.desk import Desk
from assist.ports import Clock, Store
from assist.slack.blocks.watch import aside
from assist.slack.claiming import CLAIM_SECONDS, Claiming
from assist.slack.dealing import Dealer
from assist.slack.edits import Edits
from assist.slack.errors import FINAL, NO_ACCESS, code
from assist.slack.gateway import Gateway, NotInternal
from assist.slack.tickets import MalformedEvent, hear, named
from assist.workplace import ACCESS_ENDED, CUSTOMERS_CHANGED, THREAD_READ, WORDS_READY, Channel, InboxEvent, Invitation

log = structlog.get_logger()
_IDLE_SECONDS = 1.0


class Worker:
    """One thread of work over a store's inbox. `name` must be the same after a restart and differ between workers."""

    def __init__(
        self,
        store: Store,
        desk: Desk,
        gateway: Gateway,
        *,
        clock: Clock,
        name: str = "worker",
        our_domains: Sequence[str] = (),
        between: Callable[[], bool] = lambda: False,
        catch_up: Callable[[], None] = lambda: None,
        shown: Callable[[str], None] = lambda suggestion: None,
        claim_seconds: float = CLAIM_SECONDS,
        heard: Callable[[str, str], None] = lambda channel, thread: None,
    ) -> None:
        """`between` is done while nothing waits, `catch_up` before each event; what a worker that died was posting is
        taken over after `claim_seconds`; `heard` is told of each thread in which a customer has said something, or
        something else.
        """
        self.store = store
        self.desk = desk
        self.gateway = gateway
        self.claiming = Claiming(store, clock=clock, name=name, seconds=claim_seconds)
        self.dealer = Dealer(desk, gateway, self.claiming, shown)
        self.edits = Edits(desk, gateway, self.dealer, our_domains)
        self.clock = clock
        self.name = name
        self.our_domains = our_domains
        self._between = between
        self._catch_up = catch_up
        self._heard = heard
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        self._wake.set()

    def start(self) -> None:
        """Take up what a worker of this name left behind, and go on in a thread. Slack has let us in by now."""
        self.store.house.set(ACCESS_ENDED, "", on=self.clock())
        self.take_up()
        self._thread = threading.Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def take_up(self) -> None:
        """Give back what a worker of this name was at when it died."""
        self.store.inbox.release(by=self.name, now=self.clock())
        self.claiming.take_up()

    def stop(self) -> None:
        """Finish the event in hand and end."""
        self._stop.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def drain(self) -> int:
        """Do everything that is due now, unless Slack has ended our access; the number of events taken."""
        taken = 0
        while not self._paused() and (event := self.store.inbox.take(by=self.name, now=self.clock())) is not None:
            self.work(event)
            taken += 1
        return taken

    def work(self, event: InboxEvent) -> None:
        """Do one event. Nothing that goes wrong in it leaves this function."""
        try:
            self._catch_up()
            self._do(event)
        except (MalformedEvent, NotInternal) as error:
            log.warning("event can't be done", key=event.key, why=str(error))
            self.store.inbox.done(event.id, on=self.clock(), error=str(error))
        except Exception as error:  # whatever it is, the next event must not wait for it
            why = code(error)
            if isinstance(error, SlackApiError) and why in NO_ACCESS:
                self._pause(why)
                self.store.inbox.release(by=self.name, now=self.clock())  # it is done when Slack lets us in again
                return
            final = isinstance(error, SlackApiError) and why in FINAL
            if final:
                self.store.inbox.done(event.id, on=self.clock(), error=why)
            else:
                self.store.inbox.failed(event, why, on=self.clock())
            log.warning("event failed", key=event.key, attempt=event.attempts, why=why, exc_info=not final)
        else:
            self.store.inbox.done(event.id, on=self.clock())

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            more = False
            try:
                more = not self.drain() and not self._paused() and self._between()
            except Exception:  # the store may be away for a moment; the thread must outlive that
                log.exception("worker could not take events")
            if not more:
                self._wake.wait(_IDLE_SECONDS)

    def _do(self, event: InboxEvent) -> None:
        payload = event.payload
        if event.kind == "message":
            subtype = payload.get("subtype")
            if subtype == "message_changed":
                self.edits.changed(payload, again=event.attempts > 1)
                self._heard(str(payload.get("channel")), _root(payload["message"]))
            elif subtype == "message_deleted":
                self.edits.deleted(payload, again=event.attempts > 1)
            else:
                self._message(payload, again=event.attempts > 1)
        elif event.kind in {"channel_shared", "channel_unshared"}:
            self._sharing(str(payload.get("channel") or ""))
        elif event.kind == "channel_id_changed":
            old, new = named(payload, "old_channel_id"), named(payload, "new_channel_id")
            self.store.house.rename_channel(old, new)
        elif event.kind == "subteam_members_changed":
            self.gateway.forget_groups()
        elif event.kind == "member_joined_channel":
            self._joined(payload)
        elif event.kind in {"app_uninstalled", "tokens_revoked"}:
            self._still_let_in(event.kind)
        else:
            self._of_our_own(event)

    def _of_our_own(self, event: InboxEvent) -> None:
        payload = event.payload
        if event.kind == CUSTOMERS_CHANGED:
            for channel_id, root in payload["threads"]:
                self.dealer.deal_anew(channel_id, root, again=event.attempts > 1)
        elif event.kind == WORDS_READY:
            self.dealer.better_words(payload["channel"], payload["thread"], payload["suggestion"])
        elif event.kind == THREAD_READ:
            self._read_twice(payload, again=event.attempts > 1)

    def _read_twice(self, payload: Mapping[str, Any], *, again: bool) -> None:
        """A model has read a thread: what it bears out is noted, what it alone sees is asked, each once."""
        channel, thread = payload["channel"], payload["thread"]
        for question_id, choice_id in payload["recorded"]:
            self.dealer.borne_out(channel, thread, question_id, choice_id)
        self.dealer.ask(channel, thread, again=again)

    def _still_let_in(self, told: str) -> None:
        """Slack says that our access ended. It may be another's token, or be told late: so Slack is asked."""
        try:
            self.gateway.scopes()
        except SlackApiError as error:
            if code(error) not in NO_ACCESS:
                raise
            self._pause(told)

    def _pause(self, why: str) -> None:
        """Slack has ended our access: nothing is taken up or sent until the bot is started with a new token."""
        log.error("Slack has ended our access: install the app again and start with its new token", why=why)
        self.store.house.set(ACCESS_ENDED, why, on=self.clock())

    def _paused(self) -> bool:
        return bool(self.store.house.setting(ACCESS_ENDED))

    def _joined(self, payload: Mapping[str, Any]) -> None:
        """We were invited into a channel that is not set up: admins see it in their Home, and nothing is posted."""
        channel_id = str(payload.get("channel") or "")
        if payload.get("user") == self.gateway.us["user_id"] and self.store.house.channel(channel_id) is None:
            by = str(payload.get("inviter") or "")
            self.store.house.invite(Invitation(channel=channel_id, by=by, on=self.clock()))

    def _message(self, payload: Mapping[str, Any], *, again: bool) -> None:
        channel = self.store.house.channel(str(payload.get("channel") or ""))
        if channel is None or channel.kind == "ignored":
            return
        heard = hear(payload, channel, self.gateway, our_domains=self.our_domains)
        if heard is None:
            return
        place = (channel.id, heard.incoming.thread)
        counted = self.edits.counted(*place)
        answer = self.desk.heard_agent(heard.incoming) if heard.role == "agent" else self.desk.answer(heard.incoming)
        if heard.role == "agent":
            self.dealer.say_answered(*place)
            self._watch(heard.incoming, channel)
        if answer is not None:
            self.dealer.deal(answer, channel, again=again)
        elif again:  # what was read out of the thread the first time is news no more, but may not stand there yet
            self.dealer.note_new(*place)
        self.edits.strike(*place, counted, again=again)
        self.dealer.ask(*place, again=again)
        if heard.role == "customer":
            self._heard(*place)

    def _watch(self, posted: Incoming, channel: Channel) -> None:
        """Tell an agent alone what was found in the reply that they posted, where the channel is watched."""
        flag = self.desk.drafts.told_of(posted, channel)
        if flag is not None:
            said = aside(flag, f"{posted.channel}:{posted.thread}:{posted.ts}")
            self.gateway.whisper(posted.channel, posted.author, *said, thread=posted.thread)

    def _sharing(self, channel_id: str) -> None:
        """A channel was shared or unshared: what we noted of it is looked up anew."""
        channel = self.store.house.channel(channel_id)
        if channel is not None:
            self.desk.set_shared(channel, shared=not self.gateway.internal(channel_id))


def _root(message: Mapping[str, Any]) -> str:
    """The ts of the thread that a message stands in, or begins."""
    return str(message.get("thread_ts") or message.get("ts"))
