"""The app: one desk, the places and the application under review; keys, themes and state belong to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.actions import ActionParseResult
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.keys import format_key
from textual.reactive import reactive
from textual.screen import Screen

from checker.errors import CheckerError, Problem
from checker.model.application import Application
from checker.model.report import Report
from tui import faults, theme
from tui.commands import Command, CommandPalette, commands_of, help_text
from tui.dialogs import Confirming, Reading
from tui.jobs import Job
from tui.key_file import OwnKeys, key_file
from tui.key_order import KeysInOrder
from tui.keymap import KEYS, bound
from tui.office_screen import OfficeScreen
from tui.picture import picture
from tui.places import Place
from tui.plain import one_line, plain
from tui.project_names import ProjectNames
from tui.remedies import in_place
from tui.state import State
from tui.subject import Subject

if TYPE_CHECKING:
    from checker.api.desk import Desk

_FEW = 3
"""Problems that a passing message can hold; more are shown to be read at leisure."""
_KEY_NAMES = {"escape": "esc", "enter": "回车", "space": "空格", "pagedown": "PgDn", "pageup": "PgUp", "delete": "Del"}


class OfficeApp(KeysInOrder, inherit_bindings=False):
    """The officers' interface on one desk.

    ``as_of`` is the day whose law applies, today where it is not given. ``files`` are applications named on the
    command line. ``state`` is what was remembered from the last run, ``own_keys`` what the officer's file says of keys.
    """

    TITLE = "碳达峰项目审查"
    ENABLE_COMMAND_PALETTE = False
    ESCAPE_TO_MINIMIZE = False
    NOTIFICATION_TIMEOUT = 6
    MODES: ClassVar[dict[str, str | Callable[[], Screen[Any]]]] = {place.value: place.screen for place in Place}
    BINDINGS: ClassVar[list[BindingType]] = [
        *(bound(place.command, f"go('{place.value}')", show=False) for place in Place),
        bound("app.help", "help"),
        bound("app.commands", "commands"),
        bound("app.copy", "copy", show=False),
        bound("app.theme", "other_theme", show=False),
        bound("app.picture", "picture", show=False),
        bound("app.quit", "leave"),
        Binding("ctrl+c", "how_to_leave", show=False, system=True),
    ]

    subject: reactive[Subject | None] = reactive(None, init=False)
    """The application under review."""

    def __init__(
        self,
        desk: Desk,
        *,
        files: Sequence[Path] = (),
        as_of: date | None = None,
        state: State | None = None,
        own_keys: OwnKeys | None = None,
    ) -> None:
        super().__init__()
        self.desk = desk
        self.files = tuple(files)
        self.as_of = as_of
        self.state = state if state is not None else State()
        self.names = ProjectNames()
        self._own_keys = own_keys if own_keys is not None else OwnKeys({})
        for one in theme.THEMES:
            self.register_theme(one)
        remembered = self.state.recall("theme", theme.DARK.name)
        self.theme = remembered if remembered in {one.name for one in theme.THEMES} else theme.DARK.name

    @property
    def desk_text(self) -> str:
        """Whose desk it is, and where its books are."""
        return "  ".join(part for part in (self.desk.officer, self.desk.name) if part)

    @property
    def day(self) -> date:
        """The day whose law applies."""
        return self.as_of or date.today()  # noqa: DTZ011 - the officer's own calendar day, read at the edge

    def on_mount(self) -> None:
        """Go to the queue; take the officer's keys, and tell what of them or of the state could not be used.

        The queue is not the mode that the app begins with: its widgets may ask for the current screen while they are
        being mounted, which from Python 3.12 on is before the first screen of an app stands.
        """
        self.go(Place.QUEUE)
        if self._own_keys.keys:
            self.set_keymap(self._own_keys.keys)
        problems = [*self._own_keys.problems, *([self.state.problem] if self.state.problem else [])]
        if problems:
            self.call_after_refresh(self.show_problems, problems, severity="warning")

    # where one is

    def place_keys(self) -> dict[Place, str]:
        """The key that leads to each place, as shown."""
        return {place: self.key_of(place.command) for place in Place}

    def key_of(self, command: str) -> str:
        """The first key of a command, as shown."""
        return format_key((self._own_keys.keys.get(command) or KEYS[command].keys).split(",")[0])

    def go(self, place: Place) -> OfficeScreen | None:
        """Go to a place; its screen where it is there already."""
        self.switch_mode(place.value)
        return self.screen if isinstance(self.screen, OfficeScreen) else None

    def open_rule(self, rule: str) -> None:
        """Go to a rule by its id, or to a clause by ``条款`` and its reference; the way back leads here."""
        here = self.screen.place if isinstance(self.screen, OfficeScreen) else None
        self.go(Place.RULES)
        if isinstance(self.screen, OfficeScreen):
            self.screen.show_rule(rule, here)

    def action_go(self, place: str) -> None:
        """Go to a place."""
        self.go(Place(place))

    def review(
        self, read: Callable[[], Application], *, name: str, project: str = "", path: Path | None = None
    ) -> None:
        """Check an application in a thread, make it the one under review, and go there."""

        def work(_: Job) -> Subject:
            application = read()
            report = self.desk.check(application, as_of=self.as_of, everything=True)
            return Subject(application, report, project, path)

        def reviewed(subject: Subject) -> None:
            self.subject = subject
            self.go(Place.REVIEW)

        self._here().run_job(f"核对 {one_line(name, 40)}", work, reviewed, group="review")

    def recheck(self) -> None:
        """Check the application under review again, because the books have changed."""
        subject = self.subject
        if subject is None:
            return

        def work(_: Job) -> Report:
            return self.desk.check(subject.application, as_of=self.as_of, everything=True)

        def checked(report: Report) -> None:
            self.subject = replace(subject, report=report)

        self._here().run_job("重新核对", work, checked, group="review")

    def _here(self) -> OfficeScreen:
        """The screen of the place, whatever dialogs lie over it."""
        return next(screen for screen in self.screen_stack if isinstance(screen, OfficeScreen))

    # messages

    def report_fault(self, fault: BaseException) -> None:
        """Tell what went wrong: the problems of an error, or where an unexpected one was written down."""
        self.show_problems(self.problems_of(fault))

    def problems_of(self, fault: BaseException) -> tuple[Problem, ...]:
        """What a fault is about, with remedies that name places and keys of the interface."""
        return tuple(in_place(problem, self.key_of) for problem in faults.problems_of(fault))

    def show_problems(self, problems: Iterable[Problem], *, severity: str = "error") -> None:
        """Tell problems: a few in passing, many to be read."""
        texts = [str(problem) for problem in problems]
        if len(texts) > _FEW or sum(map(len, texts)) > 300:
            self.push_screen(Reading(f"有 {len(texts)} 处问题", "\n\n".join(texts)))
            return
        for text in texts:
            message = plain(text).plain
            self.notify(message, severity="error" if severity == "error" else "warning", timeout=12, markup=False)

    def tell(self, text: str) -> None:
        """A passing message."""
        self.notify(plain(text).plain, markup=False)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Any = None,  # noqa: ANN401 - as the method it stands in for
    ) -> bool:
        """Carry out an action; what goes wrong in it is told, and the interface goes on."""
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except Exception as fault:  # noqa: BLE001 - an officer must not lose the screen to a mistake in one command
            self.report_fault(fault)
            return True

    def _fatal_error(self) -> None:
        """What cannot be mended ends with a message on the terminal, never a traceback."""
        fault = self._exception
        problems = faults.problems_of(fault if fault is not None else RuntimeError())
        self._exit_renderables.extend(f"错误:{problem}\n" for problem in map(str, problems))
        self._close_messages_no_wait()

    # actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The places cannot be left while a dialog is open; it must be answered."""
        if self._running and self.screen.is_modal and action in ("go", "help", "commands", "leave", "copy"):
            return False
        return super().check_action(action, parameters)

    def action_help(self) -> None:
        """Show the keys of this screen."""
        self.push_screen(Reading("帮助", help_text(commands_of(self.screen), str(key_file()))))

    def action_commands(self) -> None:
        """Open the list of what can be done now."""
        commands = [command for command in commands_of(self.screen) if command.id not in ("app.commands", "app.back")]
        self.push_screen(CommandPalette(commands), self._carry_out)

    def _carry_out(self, command: Command | None) -> None:
        if command is not None:
            self.call_later(partial(self.run_action, command.action, command.node))

    def action_copy(self) -> None:
        """Copy the selected text, or else what the screen offers."""
        text = self.screen.get_selected_text()
        if not text and isinstance(self.screen, OfficeScreen):
            text = self.screen.copied()
        if not text:
            self.tell("没有可复制的内容;可用鼠标拖选,或先选中一行")
            return
        self.copy_to_clipboard(text)
        self.tell(f"已复制 {len(text)} 字")

    def action_other_theme(self) -> None:
        """Change between light and dark."""
        self.theme = theme.other(self.theme)
        self.state.remember("theme", self.theme)

    def action_picture(self) -> None:
        """Keep a picture of the screen."""
        file = Path.cwd() / f"审查界面-{date.today():%Y%m%d}-{self._pictures():02d}.svg"  # noqa: DTZ011 - a file name
        try:
            file.write_text(picture(self, self.TITLE), encoding="utf-8")
        except OSError as fault:
            raise CheckerError(Problem(f"图片存不下({fault.strerror})", str(file), remedy="请检查目录权限")) from None
        self.tell(f"已存 {file}")

    def _pictures(self) -> int:
        return 1 + sum(1 for _ in Path.cwd().glob("审查界面-*.svg"))

    def action_how_to_leave(self) -> None:
        """Ctrl+C does not lose anybody's work."""
        self.tell(f"退出请按 {self.get_key_display(bound('app.quit', 'leave'))}")

    def action_leave(self) -> None:
        """Remember where one was, and leave; what would be lost is told first."""
        standing = [screen for place in Place if (screen := self._standing(place)) is not None]
        lost = [text for screen in standing if (text := screen.unfinished())]

        def answered(sure: bool | None) -> None:
            if not sure:
                return
            for screen in standing:
                screen.remember()
            self.state.save()
            self.exit()

        if lost:
            self.push_screen(Confirming("退出?", yes="退出", no="留下", details="\n".join(lost)), answered)
        else:
            answered(True)

    def _standing(self, place: Place) -> OfficeScreen | None:
        """The screen of a place, where it has been to."""
        try:
            stack = self.get_screen_stack(place.value)
        except KeyError:
            return None
        return next((screen for screen in stack if isinstance(screen, OfficeScreen)), None)

    def get_key_display(self, binding: Binding) -> str:
        """Keys as they are written on a keyboard."""
        *modifiers, key = binding.key.split("+")
        return "+".join([*modifiers, _KEY_NAMES.get(key, format_key(key))])
