"""The status line: what is being done, or else what the screen has to say."""

from __future__ import annotations

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.plain import plain


class StatusLine(Widget):
    """One line above the keys."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    StatusLine {
        height: 1; background: $surface; color: $text-muted; padding: 0 1;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    StatusLine.-busy { color: $text-accent; }
    """

    said: reactive[str] = reactive("")
    """What the screen says when nothing is being done."""
    busy: reactive[str] = reactive("", toggle_class="-busy")
    """What is being done, empty when nothing is."""

    def render(self) -> Content:
        """The work under way with how to stop it, or the screen's words."""
        return plain(f"{self.busy}   esc 停止" if self.busy else self.said)
