"""The Bolt app, put together: listeners, the guard before them, and the worker behind them."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt import BoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from assist.desk import Desk
from assist.findings import Finding
from assist.rulebook import Rulebook, in_force
from assist.slack import (
    actions,
    choices,
    commands,
    digest,
    drafts,
    home,
    messages,
    oversight,
    reviews,
    setup,
    setup_listeners,
    wordings,
)
from assist.slack.claiming import CLAIM_SECONDS
from assist.slack.gateway import Gateway
from assist.slack.guard import Admins, Leads, keep_in_step, keep_others_out
from assist.slack.listening import ListeningApp
from assist.slack.permissions import needed
from assist.slack.second_look import Rereads, SecondLook
from assist.slack.setup_catalogue import CatalogueSetup
from assist.slack.worker import Worker
from assist.workplace import HouseRules

log = structlog.get_logger()
_IGNORED = re.compile("will be ignored|will be unused")


@dataclass(frozen=True, slots=True)
class Assembly:
    app: ListeningApp
    gateway: Gateway
    worker: Worker


def assemble(
    client: WebClient,
    desk: Desk,
    *,
    leads: frozenset[str] = frozenset(),
    admins: frozenset[str] = frozenset(),
    lead_group: str = "",
    agent_groups: Sequence[str] = (),
    our_domains: Sequence[str] = (),
    worker_name: str = "worker",
    between: Callable[[], bool] = lambda: False,
    rulebook: Rulebook | None = None,
    machine: Callable[[], list[Finding]] = list,
    shown: Callable[[str], None] = lambda suggestion: None,
    claim_seconds: float = CLAIM_SECONDS,
    heard: Callable[[str, str], None] = lambda channel, thread: None,
    rereads: Rereads | None = None,
    settling: Callable[[float], None] = time.sleep,
    in_line: bool = False,
) -> Assembly:
    """Everything that talks to Slack, ready to be connected by Socket Mode or to be dispatched to.

    `in_line` runs each listener before its dispatch returns, for the demo and for tests; Slack needs the
    acknowledgement first. Without a `rulebook` there is one that begins with the desk as it is; `machine` finds what is
    amiss outside Slack, for the admins' Home; `shown` is told of each suggestion that a card shows, `heard` of each
    thread in which a customer has said something; a card that a worker was posting when it died is taken over after
    `claim_seconds`. `rereads`, where there is a model, reads drafts a second time, and `settling` waits before.
    """
    book = rulebook or Rulebook(desk.store, desk.clock, HouseRules(turn_pause=desk.turn_pause))
    gateway = Gateway(client, guests=lambda: book.rules().guests)
    allowed = Leads(gateway, leads, lead_group, book.rules)
    catch_up = in_force(desk, book)
    weekly = digest.WeeklyDigest(desk, gateway)

    def idle() -> bool:
        catch_up()  # a process that sees no event must not keep house by old rules
        weekly.look()
        return between()

    worker = Worker(
        desk.store,
        desk,
        gateway,
        clock=desk.clock,
        name=worker_name,
        our_domains=our_domains,
        between=idle,
        catch_up=catch_up,
        shown=shown,
        claim_seconds=claim_seconds,
        heard=heard,
    )
    # One workspace, one token: who we are is asked once, by the gateway, not before every event.
    app = ListeningApp(
        client=client,
        authorize=lambda: _authorized(client, gateway),
        process_before_response=in_line,
        logger=_bolt_log(),
    )
    board = reviews.Board(desk, gateway, allowed, agent_groups)
    settings = setup.Setup(
        desk,
        gateway,
        Admins(gateway, admins),
        allowed,
        book,
        needed=lambda: needed(app.listens),
        our_domains=our_domains,
        machine=machine,
    )
    page = home.Home(desk, gateway, allowed, board, weekly, set_up=settings.section)
    keep_others_out(app, gateway)
    keep_in_step(app, catch_up)
    actions.register(app, desk, gateway, worker.dealer)
    choices.register(app, choices.Choices(desk, gateway))
    writing = drafts.Drafts(desk, gateway, worker.dealer, SecondLook(gateway, rereads, sleep=settling))
    wordings.register(app, wordings.Wordings(desk, gateway, worker.dealer, writing))
    drafts.register(app, writing)
    commands.register(app, desk, gateway, board)
    reviews.register(app, reviews.Reviewing(board, page.publish))
    setup_listeners.register(app, settings, CatalogueSetup(gateway, book), refresh_home=page.publish)
    oversight.register(app, oversight.OversightForms(desk, gateway, allowed, chosen=weekly.look_now))
    home.register(app, page)
    messages.register(app, desk.store.inbox, clock=desk.clock, wake=worker.wake)
    app.error(_say_so)
    return Assembly(app, gateway, worker)


def _authorized(client: WebClient, gateway: Gateway) -> AuthorizeResult:
    us = gateway.us
    return AuthorizeResult(
        enterprise_id=us.get("enterprise_id"),
        team_id=us["team_id"],
        bot_user_id=us["user_id"],
        bot_id=us.get("bot_id"),
        bot_token=client.token,
    )


def _bolt_log() -> logging.Logger:
    """Bolt's log without its warnings that a token beside `authorize` or a client is ignored: that is what we want."""
    bolt = logging.getLogger("their_way.bolt")
    bolt.addFilter(lambda record: not _IGNORED.search(record.getMessage()))
    return bolt


def _say_so(error: Exception, body: dict[str, Any], request: BoltRequest) -> None:
    """A listener failed: into the log, never into a channel."""
    log.error("a listener failed", kind=body.get("type") or body.get("command"), mode=request.mode, exc_info=error)
