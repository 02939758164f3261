"""The masthead: the places with their keys, where one is, whose desk it is, and which application it is about."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from tui.places import Place
from tui.plain import plain


class Tab(Static):
    """One place; a click goes there."""

    ALLOW_SELECT = False

    class Chosen(Message):
        """A place was clicked."""

        def __init__(self, place: Place) -> None:
            super().__init__()
            self.place = place

    def __init__(self, place: Place, key: str, *, here: bool) -> None:
        # The place one is at carries brackets too: colour alone would not tell it.
        words = f"[{key} {place.label}]" if here else f" {key} {place.label} "
        super().__init__(Content(words), classes="-here" if here else "")
        self._place = place

    def on_click(self, event: events.Click) -> None:
        """Go to the place."""
        event.stop()
        self.post_message(self.Chosen(self._place))


class Masthead(Horizontal):
    """The first line of every screen."""

    DEFAULT_CSS = """
    Masthead { height: 1; dock: top; background: $panel; color: $text-muted; }
    Masthead Tab { width: auto; }
    Masthead Tab:hover { background: $primary 30%; }
    Masthead Tab.-here { color: $text; background: $primary 40%; text-style: bold; }
    Masthead #desk { width: 1fr; text-align: right; text-wrap: nowrap; text-overflow: ellipsis; padding: 0 1; }
    """

    def __init__(self, here: Place, keys: dict[Place, str], desk: str) -> None:
        super().__init__()
        self._here, self._keys, self._desk = here, keys, desk

    def compose(self) -> ComposeResult:
        """The tabs, then the desk."""
        for place in Place:
            yield Tab(place, self._keys[place], here=place is self._here)
        yield Static(plain(self._desk), id="desk")
