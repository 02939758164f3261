"""Dialogs: a text to read, a question to confirm, a line to fill in; each closes with escape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from checker.render.lines import visible
from tui.plain import plain

T = TypeVar("T")


class Dialog(ModalScreen[T]):
    """A box in the middle of the screen; escape leaves it without an answer."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "关闭")]
    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > .box { width: 76; max-width: 96%; height: auto; max-height: 92%; background: $panel; padding: 1 2; }
    Dialog .title { text-style: bold; margin-bottom: 1; width: 1fr; }
    Dialog VerticalScroll { height: auto; max-height: 1fr; }
    Dialog .buttons { height: 1; margin-top: 1; align-horizontal: right; }
    Dialog .buttons Button { margin-left: 2; }
    Dialog Input { margin-top: 1; }
    """

    def action_leave(self) -> None:
        """Close without an answer."""
        self.dismiss(None)


class Reading(Dialog[None]):
    """A text of any length to read, by scrolling."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter,q", "leave", "关闭", show=False)]

    def __init__(self, title: str, text: Content | str) -> None:
        super().__init__()
        self._title, self._text = title, text if isinstance(text, Content) else plain(text)

    def compose(self) -> ComposeResult:
        """The title, the text, and how to close."""
        with Vertical(classes="box"):
            yield Static(plain(self._title), classes="title")
            with VerticalScroll():
                yield Static(self._text)
            with Horizontal(classes="buttons"):
                yield Button("关闭 esc", compact=True, id="close")

    def on_mount(self) -> None:
        """The text scrolls with the arrow keys."""
        self.query_one(VerticalScroll).focus()

    @on(Button.Pressed)
    def _close_pressed(self) -> None:
        self.dismiss(None)


class Confirming(Dialog[bool]):
    """A question that is answered with yes or no."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("y", "yes", "是"), Binding("n", "leave", "否")]

    def __init__(self, question: str, *, yes: str = "确定", no: str = "取消", details: str = "") -> None:
        super().__init__()
        self._question, self._yes, self._no, self._details = question, yes, no, details

    def compose(self) -> ComposeResult:
        """The question, its details, and the two answers."""
        with Vertical(classes="box"):
            yield Static(plain(self._question), classes="title")
            if self._details:
                with VerticalScroll():
                    yield Static(plain(self._details))
            with Horizontal(classes="buttons"):
                yield Button(f"{self._no} n", compact=True, id="no")
                yield Button(f"{self._yes} y", compact=True, variant="primary", id="yes")

    def on_mount(self) -> None:
        """Enter alone does not confirm."""
        self.query_one("#no").focus()

    def action_yes(self) -> None:
        """Confirm."""
        self.dismiss(True)

    @on(Button.Pressed)
    def _answered(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")


class Asking(Dialog[str]):
    """A line to fill in; enter takes it."""

    def __init__(self, title: str, *, value: str = "", hint: str = "", required: bool = True) -> None:
        super().__init__()
        self._title, self._value, self._hint, self._required = title, value, hint, required

    def compose(self) -> ComposeResult:
        """The title, the line, and the two ways out."""
        with Vertical(classes="box"):
            yield Static(plain(self._title), classes="title")
            if self._hint:
                yield Static(plain(self._hint))
            yield Input(self._value, compact=True)
            with Horizontal(classes="buttons"):
                yield Button("取消 esc", compact=True, id="no")
                yield Button("确定 enter", compact=True, variant="primary", id="yes")

    @on(Input.Submitted)
    def _entered(self) -> None:
        self._take()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "yes":
            self._take()
        else:
            self.dismiss(None)

    def _take(self) -> None:
        text = self.query_one(Input).value.strip()
        if text or not self._required:
            self.dismiss(text)
        else:
            self.app.bell()


class Picking(Dialog[int]):
    """One of several lines to go to; closes with its position."""

    DEFAULT_CSS = """
    Picking OptionList { height: auto; max-height: 16; background: $surface; }
    Picking OptionList, Picking OptionList:focus { border: none; padding: 0; }
    """

    def __init__(self, title: str, lines: Sequence[str]) -> None:
        super().__init__()
        self._title, self._lines = title, tuple(lines)

    def compose(self) -> ComposeResult:
        """The title and the lines."""
        with Vertical(classes="box"):
            yield Static(plain(self._title), classes="title")
            yield OptionList(*(Option(visible(line)) for line in self._lines), markup=False)

    @on(OptionList.OptionSelected)
    def _picked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_index)
