"""The fact editor: one value, changed in place; every valid keystroke is tried at once, an invalid one says why.

While what stands there cannot be read, the value of the beginning counts: nothing is judged by half a word.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, OptionList, SelectionList, Static
from textual.widgets.option_list import Option

from checker.model.amounts import AnyAmount
from checker.model.choices import Several
from checker.model.kinds import FieldError, Flag
from tui.draft import Spot, read_value, value_line
from tui.plain import plain

_BLANK = "(不填)"


class FactEditor(Vertical):
    """Asks for the value of one spot; enter keeps what was tried, escape goes back to what was there before."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "give_up", "放弃", show=False)]
    DEFAULT_CSS = """
    FactEditor { height: auto; max-height: 60%; background: $panel; padding: 0 1; }
    FactEditor .title { text-style: bold; }
    FactEditor .hint { color: $text-muted; }
    FactEditor .fault { color: $text-error; }
    FactEditor OptionList { height: auto; max-height: 10; background: $surface; }
    FactEditor OptionList, FactEditor OptionList:focus { border: none; padding: 0; }
    """

    class Tried(Message):
        """A valid value was typed or pointed at; None leaves the fact open."""

        def __init__(self, spot: Spot, raw: object) -> None:
            super().__init__()
            self.spot, self.raw = spot, raw

    class Left(Message):
        """The editor is done with; ``before`` is the value to go back to, where it was given up."""

        def __init__(self, spot: Spot, *, kept: bool, before: object) -> None:
            super().__init__()
            self.spot, self.kept, self.before = spot, kept, before

    def __init__(self, spot: Spot, value: object) -> None:
        super().__init__()
        self.spot = spot
        self._before = value
        self._choices = self._words()

    def _words(self) -> tuple[str, ...]:
        spec = self.spot.spec
        return ("是", "否") if isinstance(spec.kind, Flag) else spec.choices

    @property
    def _several(self) -> bool:
        return isinstance(self.spot.spec.kind, Several)

    def compose(self) -> ComposeResult:
        """What is asked for, the way to answer, and what is wrong with the answer."""
        yield Static(plain(f"改 {self.spot.text}"), classes="title")
        yield Static(plain(self._hint()), classes="hint")
        yield self._answer()
        yield Static("", classes="fault")

    def _hint(self) -> str:
        unit = self.spot.spec.unit
        measured = f"单位 {unit.symbol},也可写别的单位;" if unit is not None else ""
        if self._choices and self._several:
            return "空格勾选,回车保留,esc 放弃"
        if self._choices:
            return "上下选,回车保留,esc 放弃"
        if isinstance(self.spot.spec.kind, AnyAmount):
            measured = f"要写单位,如 {'、'.join(self.spot.spec.kind.examples[:4])};"
        several = "几项之间写 、;" if self._several else ""
        return f"{measured}{several}清空为不填;回车保留,esc 放弃"

    def _answer(self) -> Widget:
        if self._choices and self._several:
            chosen = self._before if isinstance(self._before, list) else []
            return SelectionList[str](*((Content(word), word, word in chosen) for word in self._choices))
        if self._choices:
            return OptionList(*(Option(word) for word in (_BLANK, *self._choices)), markup=False)
        return Input(value_line(self.spot.spec, self._before), compact=True)

    def on_mount(self) -> None:
        """Begin at the value there is."""
        answer = self.query_one("Input, OptionList")
        answer.focus()
        if self._choices and not self._several and isinstance(answer, OptionList):
            now = value_line(self.spot.spec, self._before)
            answer.highlighted = self._choices.index(now) + 1 if now in self._choices else 0

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._try(event.value)

    @on(OptionList.OptionHighlighted)
    def _pointed(self, event: OptionList.OptionHighlighted) -> None:
        event.stop()
        if not self._several:
            self._try(self._choices[event.option_index - 1] if event.option_index else None)

    @on(SelectionList.SelectedChanged)
    def _ticked(self, event: SelectionList.SelectedChanged[str]) -> None:
        event.stop()
        chosen = event.selection_list.selected
        self._try([word for word in self._choices if word in chosen] if chosen else "无")

    def _try(self, raw: object) -> None:
        fault = self.query_one(".fault", Static)
        try:
            read_value(self.spot.spec, raw)
        except FieldError as mistake:
            fault.update(plain(f"{mistake.message};{mistake.remedy}"))
            self.post_message(self.Tried(self.spot, self._before))
            return
        fault.update("")
        self.post_message(self.Tried(self.spot, raw))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if self._is_faulty():
            self.app.bell()
        else:
            self.post_message(self.Left(self.spot, kept=True, before=self._before))

    def _is_faulty(self) -> bool:
        return bool(str(self.query_one(".fault", Static).content))

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if not self._several:
            self.post_message(self.Left(self.spot, kept=True, before=self._before))

    def on_key(self, event: events.Key) -> None:
        """Enter keeps what is ticked; space ticks."""
        if self._choices and self._several and event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Left(self.spot, kept=True, before=self._before))

    def action_give_up(self) -> None:
        """Back to what was there before."""
        self.post_message(self.Left(self.spot, kept=False, before=self._before))
