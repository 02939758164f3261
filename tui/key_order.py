"""The order of keys: each acts to its end before the next one is looked at, however fast they come.

Textual hands a key to the widget that has the focus when the key arrives, and looks up what is bound to it only after
that widget let it pass. Of keys that come all at once (pasted, over a slow line, while the machine is busy) a letter
behind a backspace would be typed before it, and what is typed behind the key of a search would be lost.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from textual import events
from textual.app import App
from textual.message_pump import MessagePump

_ROUNDS: Final = 5
"""How often messages may call forth others before the next key is let in all the same."""
_LONGEST: Final = 0.2
"""Seconds to wait for a widget that may be going away."""


class KeysInOrder(App[None], inherit_bindings=False):
    """An app in which a key waits until the one before it has done all it does."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: deque[events.Event] = deque()
        self._admitted: events.Event | None = None
        self._turn: asyncio.Task[None] | None = None

    @property
    def is_taking_keys(self) -> bool:
        """Whether a key is still at work, or others wait behind it."""
        return self._turn is not None

    async def on_event(self, event: events.Event) -> None:
        """Let a key in where none is at work; have it wait where one is."""
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded or event is self._admitted:
            await super().on_event(event)
        elif self._turn is not None:
            self._waiting.append(event)
        else:
            await super().on_event(event)
            self._turn = asyncio.create_task(self._take_turns())

    async def _take_turns(self) -> None:
        try:
            await self._settled()
            while self._waiting and self.is_running:
                self._admitted = self._waiting.popleft()
                self.post_message(self._admitted)
                await self._settled()
        finally:
            self._turn = None

    async def _settled(self) -> None:
        """Wait until what a key called forth has been dealt with, from the widget with the focus up to the app."""
        await _passed(self)
        for turn in range(_ROUNDS):
            path = self._path()
            if turn > 1 and not any(node.message_queue_size for node in path):
                return
            for node in path:
                await _passed(node)

    def _path(self) -> Sequence[MessagePump]:
        """What a key goes through."""
        return (self.focused or self.screen).ancestors_with_self if self.is_running and self.screen_stack else ()


async def _passed(node: MessagePump) -> None:
    """Wait until everything that ``node`` was sent so far has been dealt with."""
    done = asyncio.Event()
    if node.call_later(done.set):
        with suppress(TimeoutError):
            async with asyncio.timeout(_LONGEST):
                await done.wait()
