"""Bolt's app, which can also tell what it listens to, so that the manifest is held against the code and not a list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from slack_bolt import App

Registered = Callable[..., Callable[..., Any] | None]


@dataclass(slots=True)
class Listens:
    """Names of slash commands, shortcuts' callback ids and types of events."""

    commands: set[str] = field(default_factory=set)
    shortcuts: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)


class ListeningApp(App):
    def __init__(self, **how: Any) -> None:
        self.listens = Listens()
        super().__init__(**how)

    def command(self, command: Any, *more: Any, **how: Any) -> Registered:
        self.listens.commands.add(str(command))
        return super().command(command, *more, **how)

    def shortcut(self, constraints: Any, *more: Any, **how: Any) -> Registered:
        self.listens.shortcuts.add(str(constraints))
        return super().shortcut(constraints, *more, **how)

    def message_shortcut(self, callback_id: Any, *more: Any, **how: Any) -> Registered:
        self.listens.shortcuts.add(str(callback_id))
        return super().message_shortcut(callback_id, *more, **how)

    def global_shortcut(self, callback_id: Any, *more: Any, **how: Any) -> Registered:
        self.listens.shortcuts.add(str(callback_id))
        return super().global_shortcut(callback_id, *more, **how)

    def event(self, event: Any, *more: Any, **how: Any) -> Registered:
        self.listens.events.add(str(event))
        return super().event(event, *more, **how)
