"""A page to read: text set for the width of the pane, Chinese line breaking included, set again when that changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from rich.style import Style
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content, Span
from textual.widgets import Static

from checker.render.lines import prose
from checker.render.page import Page, Tone

Setting = Callable[[int], "str | Content"]
"""Sets a text for a width in cells; a ``str`` may carry the colours that the renderers give a terminal."""

_TONES: Final = {"green": "$text-success", "red": "$text-error", "yellow": "$text-warning"}
_NARROWEST: Final = 40


class PageView(VerticalScroll, can_focus=True):
    """Scrolls one page."""

    DEFAULT_CSS = """
    PageView { padding: 0 1; background: $background; scrollbar-size-vertical: 1; }
    PageView:focus { background: $surface; }
    PageView > Static { width: 1fr; height: auto; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._setting: Setting | None = None
        self._set_for = 0
        self.content = Content("")

    def compose(self) -> ComposeResult:
        """The text."""
        yield Static()

    def show(self, setting: Setting, *, stay: bool = False) -> None:
        """Show another page from its top, or where one was with ``stay``."""
        self._setting, self._set_for = setting, 0
        self._set()
        if not stay:
            self.scroll_home(animate=False)

    def on_resize(self) -> None:
        """Set the text for the new width."""
        self._set()

    def _set(self) -> None:
        # One column stays free for the scrollbar, so that its coming does not set the text again.
        width = max(self.size.width - 1, _NARROWEST)
        if self._setting is None or width == self._set_for:
            return
        self._set_for = width
        said = self._setting(width)
        self.content = themed(said) if isinstance(said, str) else said
        self.query_one(Static).update(self.content)


def titled(name: str, width: int) -> str:
    """What a page is about, above what it says, whole however long it is."""
    page = Page(width, colour=True)
    page.put((Tone.STRONG, prose(name)))
    return page.text()


def themed(text: str) -> Content:
    """``text`` with a terminal's colours turned into those of the theme; nothing in it is read as markup."""
    read = Text.from_ansi(text.rstrip("\n"))
    spans = [Span(span.start, span.end, _style(span.style)) for span in read.spans if _style(span.style)]
    return Content(read.plain, spans=spans)


def _style(style: str | Style) -> str:
    if isinstance(style, str):
        return ""
    if style.color is not None:
        return _TONES.get(style.color.name, "")
    return "bold" if style.bold else "$text-muted" if style.dim else ""
