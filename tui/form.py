"""Forms: questions with their faults beside them; what was typed stays until it is recorded or given up on purpose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Static, TextArea

from tui.choice import Choice
from tui.dialogs import Confirming, Dialog
from tui.keymap import bound
from tui.plain import plain
from tui.question import Answers, Kind, Question

if TYPE_CHECKING:
    from tui.app import OfficeApp

T = TypeVar("T")
_LONG: Final = 3.0
"""Seconds after which one is told that it takes long."""


class Form(Dialog[T]):
    """Questions, and what is done with the answers; closes with the result of ``act``, which runs in a thread.

    ``asks`` gives what to confirm before, empty where nothing is. ``act`` must not touch widgets; what it raises is
    shown on the form, which stays as it is. ``check`` tells faults between answers, by the id of the question. In
    ``kept`` lie answers that the form begins with, and those of a form that was closed without recording them.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("form.send", "send", show=False),
        # First of all, so that what is typed right behind goes to the next field, however busy the machine is.
        Binding("tab", "app.focus_next", show=False, priority=True),
        Binding("shift+tab", "app.focus_previous", show=False, priority=True),
    ]
    DEFAULT_CSS = """
    Form > .box { width: 92; height: auto; padding: 1 2; }
    Form .questions { height: auto; max-height: 70vh; scrollbar-size-vertical: 1; }
    Form .label { margin-top: 1; text-style: bold; }
    Form .hint { color: $text-muted; }
    Form .fault { color: $text-error; display: none; }
    Form .fault.-shown { display: block; }
    Form Input { margin-top: 0; }
    Form TextArea { height: 4; border: none; padding: 0 1; background: $surface; }
    Form.-tall.-refused .questions { max-height: 60vh; }
    Form #refusal { color: $text-error; display: none; margin-top: 1; max-height: 6; }
    Form #refusal.-shown { display: block; }
    Form.-low .label { margin-top: 0; }
    Form.-low .title { margin-bottom: 0; }
    Form.-low .questions { max-height: 15; }
    Form.-low #refusal { margin-top: 0; max-height: 3; }
    Form.-low > .box { padding: 0 2; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-low"), (36, "-tall")]  # noqa: RUF012 - declared without by the base

    def __init__(
        self,
        title: str,
        questions: Sequence[Question],
        act: Callable[[Answers], T],
        *,
        introduction: str | Content = "",
        asks: Callable[[Answers], str] | None = None,
        check: Callable[[Answers], Mapping[str, str]] | None = None,
        send: str = "记入台账",
        kept: dict[str, str | tuple[str, ...]] | None = None,
    ) -> None:
        super().__init__()
        self._title, self._questions, self._act = title, tuple(questions), act
        self._introduction = plain(introduction) if isinstance(introduction, str) else introduction
        self._asks, self._check, self._send = asks, check, send
        self._busy = False
        self._kept = kept

    def compose(self) -> ComposeResult:
        """The title, what it is about, the questions, and the two ways out."""
        with Vertical(classes="box"):
            yield Static(plain(self._title), classes="title")
            with VerticalScroll(classes="questions", can_focus=False):
                if self._introduction.plain:
                    yield Static(self._introduction, id="introduction")
                for question in self._questions:
                    yield Static(plain(question.label), classes="label")
                    if question.hint:
                        yield Static(plain(question.hint), classes="hint")
                    yield _widget(question, (self._kept or {}).get(question.id))
                    yield Static(classes="fault", id=f"fault-{question.id}")
            yield Static(id="refusal")
            with Horizontal(classes="buttons"):
                yield Button("取消 esc", compact=True, id="no")
                yield Button(f"{self._send} {self._send_key()}", compact=True, variant="primary", id="yes")

    def on_mount(self) -> None:
        """Begin with the first question that has no answer yet; passing messages would hide what is asked."""
        self.app.clear_notifications()
        empty = [one for one in self._questions if one.must and not (one.value or one.chosen)]
        first = empty[0] if empty else self._questions[0]
        self.query_one(f"#{first.id}").focus(scroll_visible=False)
        self.call_after_refresh(self._begin_at, first)

    def _begin_at(self, question: Question) -> None:
        """From the top, where the first question is asked; fields that were just filled scroll to themselves."""
        questions = self.query_one(".questions", VerticalScroll)
        if question is self._questions[0]:
            questions.scroll_home(animate=False)
        else:
            questions.scroll_to_widget(self.query_one(f"#{question.id}"), animate=False)

    def _send_key(self) -> str:
        return self.app.get_key_display(bound("form.send", "send"))

    # answering

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        event.stop()
        self.focus_next()

    @on(Input.Changed)
    @on(TextArea.Changed)
    @on(Choice.Changed)
    def _answered(self, event: Input.Changed | TextArea.Changed | Choice.Changed) -> None:
        event.stop()
        if event.control.id:
            self._tell(event.control.id, "")
        self._refuse("")

    @on(Button.Pressed)
    async def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        if event.button.id == "yes":
            self.action_send()
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Close; what was typed is thrown away only on purpose."""
        if self._busy:
            self.app.bell()
        elif self._kept is not None:
            self._kept.clear()
            self._kept.update(self._typed())
            if self._kept:
                self.app.notify("所填的内容留着,再打开时还在", markup=False)
            self.dismiss(None)
        elif self._typed():
            self.app.push_screen(Confirming("放弃所填的内容?", yes="放弃", no="继续填"), self._leave_after)
        else:
            self.dismiss(None)

    def _leave_after(self, sure: bool | None) -> None:
        if sure:
            self.dismiss(None)

    # sending

    def action_send(self) -> None:
        """Record what was answered, or say at each field what is wrong with it."""
        if self._busy:
            return
        answers = self._faultless()
        if answers is None:
            return
        if self._asks is not None and (question := self._asks(answers)):
            head, _, details = question.partition("\n")
            self.app.push_screen(Confirming(head, details=details), partial(self._send_after, answers))
        else:
            self._carry_out(answers)

    def _send_after(self, answers: Answers, sure: bool | None) -> None:
        if sure:
            self._carry_out(answers)

    def _faultless(self) -> Answers | None:
        """The answers; None where one has a fault, which is told and gone to."""
        given = self._given()
        faults_by_field = {one.id: fault for one in self._questions if (fault := one.fault(given[one.id]))}
        answers = Answers(given)
        if not faults_by_field and self._check is not None:
            faults_by_field = dict(self._check(answers))
        for question in self._questions:
            self._tell(question.id, faults_by_field.get(question.id, ""))
        if not faults_by_field:
            return answers
        self.query_one(f"#{next(iter(faults_by_field))}").focus()
        return None

    def _carry_out(self, answers: Answers) -> None:
        self._busy = True
        self._refuse("正在记入…")
        self.query_one("#yes", Button).disabled = True
        self.set_timer(_LONG, self._say_that_it_takes_long)
        self.run_worker(partial(self._work, answers), thread=True, exit_on_error=False)

    def _say_that_it_takes_long(self) -> None:
        if self._busy:
            self._refuse("正在记入…台账正被别的程序写,或服务答得慢:还在等,所填的内容都在,不要再提交")

    def _work(self, answers: Answers) -> None:
        try:
            result = self._act(answers)
        except Exception as fault:  # noqa: BLE001 - whatever goes wrong is told on the form, which keeps what was typed
            self.app.call_from_thread(self._refused, fault)
        else:
            self.app.call_from_thread(self._recorded, result)

    def _recorded(self, result: T) -> None:
        self._busy = False
        if self._kept is not None:
            self._kept.clear()
        self.dismiss(result)

    def _refused(self, fault: BaseException) -> None:
        self._busy = False
        self.query_one("#yes", Button).disabled = False
        self._refuse("没有记入:" + "\n".join(map(str, cast("OfficeApp", self.app).problems_of(fault))))

    # drawing

    def _typed(self) -> dict[str, str | tuple[str, ...]]:
        """The answers that were not there to begin with."""
        given = self._given()
        return {one.id: given[one.id] for one in self._questions if given[one.id] != _begun(one)}

    def _given(self) -> dict[str, str | tuple[str, ...]]:
        return {question.id: _answer(self.query_one(f"#{question.id}")) for question in self._questions}

    def _tell(self, name: str, fault: str) -> None:
        for place in self.query(f"#fault-{name}").results(Static):
            place.update(plain(f"! {fault}") if fault else "")
            place.set_class(bool(fault), "-shown")

    def _refuse(self, text: str) -> None:
        place = self.query_one("#refusal", Static)
        place.update(plain(text))
        place.set_class(bool(text), "-shown")
        self.set_class(bool(text), "-refused")


def _widget(question: Question, kept: str | tuple[str, ...] | None) -> Widget:
    chosen = kept if isinstance(kept, tuple) else question.chosen
    value = kept if isinstance(kept, str) else question.value
    match question.kind:
        case Kind.TEXT:
            return TextArea(value, id=question.id, compact=True, soft_wrap=True, highlight_cursor_line=False)
        case Kind.ONE | Kind.SEVERAL:
            several = question.kind is Kind.SEVERAL
            return Choice(question.options, chosen, several=several, named=question.id)
        case _:
            return Input(value, id=question.id, compact=True)


def _answer(widget: Widget) -> str | tuple[str, ...]:
    match widget:
        case Choice():
            return widget.values
        case TextArea():
            return widget.text
        case _:
            return cast("Input", widget).value


def _begun(question: Question) -> str | tuple[str, ...]:
    """The answer that is there to begin with."""
    if question.kind in (Kind.ONE, Kind.SEVERAL):
        return tuple(option.value for option in question.options if option.value in question.chosen)
    return question.value
