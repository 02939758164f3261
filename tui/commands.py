"""The commands that are valid now: the keys that work on this screen, and what the place offers beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.dom import DOMNode
from textual.fuzzy import Matcher
from textual.screen import Screen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.dialogs import Dialog
from tui.keymap import KEYS


@dataclass(frozen=True, slots=True)
class Command:
    """Something that can be done now: its words, its key as shown, and the action of the node that does it."""

    id: str
    label: str
    help: str
    keys: str
    group: str
    action: str
    node: DOMNode

    @property
    def sentence(self) -> str:
        """What it does, in a line."""
        return f"{self.label}  {self.help}" if self.help != self.label else self.label


def commands_of(screen: Screen[object]) -> Iterator[Command]:
    """Every command with a key that works on ``screen`` now, the nearest to the focus first; each one once."""
    found: dict[str, Command] = {}
    keys: dict[str, list[str]] = {}
    for active in screen.active_bindings.values():
        declared = KEYS.get(active.binding.id or "")
        if declared is None or not active.enabled:
            continue
        keys.setdefault(declared.id, []).append(screen.app.get_key_display(active.binding))
        found.setdefault(
            declared.id,
            Command(declared.id, declared.label, declared.help, "", declared.group, active.binding.action, active.node),
        )
    for id_, command in found.items():
        shown = " ".join(dict.fromkeys(keys[id_]))
        yield Command(id_, command.label, command.help, shown, command.group, command.action, command.node)


class CommandPalette(Dialog[Command]):
    """The commands, found by typing; enter carries one out."""

    DEFAULT_CSS = """
    CommandPalette { align: center top; }
    CommandPalette > .box { margin-top: 2; height: auto; padding: 0 1 1 1; }
    CommandPalette Input { margin: 1 0; }
    CommandPalette OptionList { height: auto; max-height: 16; border: none; background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move('down')", show=False),
        Binding("up", "move('up')", show=False),
        Binding("pagedown", "move('page_down')", show=False),
        Binding("pageup", "move('page_up')", show=False),
    ]

    def __init__(self, commands: Iterable[Command]) -> None:
        super().__init__()
        self._commands = tuple(commands)
        self._shown: list[Command] = []

    def compose(self) -> ComposeResult:
        """The line to type in, and the list."""
        with Vertical(classes="box"):
            yield Input(placeholder="打字查找命令,回车执行", compact=True)
            yield OptionList(markup=False)
            yield Static("没有这样的命令", id="none")

    def on_mount(self) -> None:
        """All of them to begin with."""
        self.query_one(OptionList).can_focus = False
        self._show("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._show(event.value.strip())

    def _show(self, query: str) -> None:
        listed = self.query_one(OptionList)
        if query:
            matcher = Matcher(query)
            scored = [(matcher.match(f"{one.group} {one.sentence} {one.keys}"), one) for one in self._commands]
            self._shown = [one for score, one in sorted(scored, key=lambda pair: -pair[0]) if score > 0]
        else:
            self._shown = list(self._commands)
        listed.clear_options()
        listed.add_options(Option(_line(one)) for one in self._shown)
        listed.highlighted = 0 if self._shown else None
        listed.display = bool(self._shown)
        self.query_one("#none").display = not self._shown

    def action_move(self, direction: str) -> None:
        """Move the highlight while typing goes on."""
        listed = self.query_one(OptionList)
        match direction:
            case "down":
                listed.action_cursor_down()
            case "up":
                listed.action_cursor_up()
            case "page_down":
                listed.action_page_down()  # type: ignore[no-untyped-call]  # textual leaves these two bare
            case _:
                listed.action_page_up()  # type: ignore[no-untyped-call]

    @on(Input.Submitted)
    def _entered(self) -> None:
        position = self.query_one(OptionList).highlighted
        if position is not None:
            self.dismiss(self._shown[position])

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._shown[event.option_index])


def _line(command: Command) -> Content:
    return Content.assemble(
        (f"{command.group}  ", "$text-muted"), command.sentence, (f"  {command.keys}", "$text-accent bold")
    )


def help_text(commands: Iterable[Command], key_file: str) -> Content:
    """The keys that work now, by group, and how to change them."""
    groups: dict[str, list[Command]] = {}
    for command in commands:
        groups.setdefault(command.group, []).append(command)
    parts: list[Content | str | tuple[str, str]] = []
    for group, listed in sorted(groups.items(), key=lambda pair: pair[0] == "到处可用"):
        parts.append((f"{group}\n", "bold"))
        for command in listed:
            parts += [(f"  {command.keys:<12}", "$text-accent"), f" {command.help}\n"]
        parts.append("\n")
    parts += [
        ("移动\n", "bold"),
        "  方向键、PgUp、PgDn、Home、End 移动;tab 换到下一栏;鼠标可点可滚\n",
        "  打字时字母键都进输入框;esc 离开输入框\n\n",
        ("改按键\n", "bold"),
        f"  写在 {key_file},一行一个,例如:\n",
        '  "queue.filter" = "f4, slash"\n  命令的名字:',
        ("、".join(command.id for listed in groups.values() for command in listed), "$text-muted"),
    ]
    return Content.assemble(*parts)
