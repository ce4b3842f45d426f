"""Why: a modal that somebody writes in is theirs. What a model finds late comes into it only where nothing else has.

Slack gives every state of a view a hash and takes an update for the state it was meant for alone. The field keeps its
id, so what stands in it stays. A view shown by an acknowledgement has a hash that nobody has told us: it is shown once
more, as it is, to learn it.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import structlog

from assist.records import Draft
from assist.slack.errors import FAILURES, code
from assist.slack.gateway import Gateway

log = structlog.get_logger()
View = dict[str, Any]
SETTLING = 0.5  # seconds until Slack has surely taken an acknowledgement up
REMEMBERED = 200  # open modals


class Rereads(Protocol):
    """Reads drafts a second time, beside everything else."""

    def want(
        self,
        draft: Draft,
        *,
        there: Callable[[], bool],
        then: Callable[[Draft], None],
        names: Callable[[], Sequence[str]],
    ) -> None: ...


@dataclass(slots=True)
class _Shown:
    """A checked draft as a modal shows it; `hash` is empty while Slack has not told it."""

    view: str
    hash: str
    render: Callable[[Draft], View]


class SecondLook:
    def __init__(
        self, gateway: Gateway, rereads: Rereads | None, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        """`rereads` is None where there is no model: then nothing is remembered."""
        self.gateway = gateway
        self._rereads = rereads
        self._sleep = sleep
        self._open: OrderedDict[str, _Shown] = OrderedDict()

    def shows(self, view_id: str, view_hash: str, draft: Draft, render: Callable[[Draft], View]) -> None:
        """A modal shows a checked draft now: it is read a second time, and shown by `render` where that adds to it."""
        if self._rereads is None:
            return
        shown = _Shown(view_id, view_hash, render)
        self._open[view_id] = shown
        while len(self._open) > REMEMBERED:
            self._open.popitem(last=False)
        self._rereads.want(
            draft,
            there=lambda: self._there(shown, draft),
            then=lambda both: self._show(shown, both),
            names=lambda: self._names(draft),
        )

    def changed(self, view_id: str, view_hash: str) -> None:
        """The same draft is shown, in another state of its view."""
        if shown := self._open.get(view_id):
            shown.hash = view_hash

    def left(self, view_id: str) -> None:
        """Its agent has gone on: the modal shows something else, or is closed."""
        self._open.pop(view_id, None)

    def _there(self, shown: _Shown, draft: Draft) -> bool:
        if not shown.hash:
            self._sleep(SETTLING)
            self._show(shown, draft)
        return bool(shown.hash) and self._open.get(shown.view) is shown

    def _show(self, shown: _Shown, draft: Draft) -> None:
        if self._open.get(shown.view) is not shown:
            return
        try:
            shown.hash = self.gateway.update_view(shown.view, shown.hash or None, shown.render(draft))
        except FAILURES as error:
            log.info("a second look was not shown", draft=draft.id, why=code(error))
            self.left(shown.view)

    def _names(self, draft: Draft) -> Sequence[str]:
        agent = self.gateway.person(draft.agent)
        return [agent.name] if agent else []
