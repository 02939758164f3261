"""A long text to read over the whole screen: a sealed report, a replay."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Static

from tui.dialogs import Dialog
from tui.keymap import bound
from tui.page_view import PageView, Setting
from tui.plain import plain


class PageReading(Dialog[None]):
    """A page as wide as the screen allows; escape closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [bound("app.copy", "copy_page", show=False)]
    DEFAULT_CSS = """
    PageReading > .box { width: 116; height: 100%; max-height: 100%; padding: 0 1; }
    PageReading PageView { height: 1fr; }
    PageReading .title { margin-bottom: 0; }
    """

    def __init__(self, title: str, setting: Setting) -> None:
        super().__init__()
        self._title, self._setting = title, setting

    def compose(self) -> ComposeResult:
        """The title, the page, and how to close."""
        with Vertical(classes="box"):
            yield Static(plain(self._title), classes="title")
            yield PageView()
            yield Static(plain("esc 关闭  c 复制全文"), classes="hint")

    def on_mount(self) -> None:
        """The page scrolls with the arrow keys."""
        page = self.query_one(PageView)
        page.focus()
        page.show(self._setting)

    def action_copy_page(self) -> None:
        """Copy what is selected, or the whole page."""
        text = self.get_selected_text() or self.query_one(PageView).content.plain
        self.app.copy_to_clipboard(text)
        self.app.notify(f"已复制 {len(text)} 字", markup=False)
