"""The review (审查) with what if: any fact is tried in place, and nothing is kept unless it is asked for."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.binding import BindingType

from checker.model.amendment import amended
from checker.model.application import Application
from tui.dialogs import Asking, Confirming
from tui.draft import Spot
from tui.fact_editor import FactEditor
from tui.keymap import bound
from tui.review_waivers import ReviewWaivers
from tui.saving import save_application
from tui.subject import Subject


class ReviewScreen(ReviewWaivers):
    """One application, read and tried otherwise."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("review.edit", "edit"),
        bound("review.reset", "reset"),
        bound("review.reset_all", "reset_all", show=False),
        bound("review.add", "add", show=False),
        bound("review.remove", "remove", show=False),
        bound("review.save", "save"),
    ]

    def show_subject(self, subject: Subject | None) -> None:
        """What is being typed belongs to the application that was there before."""
        if self.draft is not None and subject is not None and subject.application is not self.draft.application:
            self._close_editor()
        super().show_subject(subject)

    def _selected(self) -> Spot | None:
        """The fact that is pointed at, in the list of facts."""
        row = self.facts.current
        return row.spot if self.facts.display and row is not None else None

    # changing a value

    def action_edit(self) -> None:
        """Change the fact that is pointed at; from a finding, first go to a fact it read."""
        if self.draft is None:
            return
        if not self.facts.display:
            self.action_jump()
            return
        spot = self._selected()
        if spot is None:
            return
        if spot.is_list or spot.is_record:
            self.office.tell("选其中的一个字段来改;a 增一项,d 删一项")
            return
        self._close_editor()
        self.add_class("-editing")
        self.query_one("#side").mount(FactEditor(spot, self.draft.value(spot)), before=0)

    @on(FactEditor.Tried)
    def _value_tried(self, event: FactEditor.Tried) -> None:
        if self.draft is not None:
            self.draft.put(event.spot, event.raw)
            self.draft_changed()

    @on(FactEditor.Left)
    def _editor_left(self, event: FactEditor.Left) -> None:
        self._close_editor()
        if self.draft is not None and not event.kept:
            self.draft.put(event.spot, event.before)
        self.draft_changed()
        self.listed.focus()

    def _close_editor(self) -> None:
        self.remove_class("-editing")
        self.query(FactEditor).remove()

    def turn(self, *, facts: bool) -> None:
        """An editor that is open is closed with what was tried."""
        self._close_editor()
        super().turn(facts=facts)

    # lists and ways back

    def action_add(self) -> None:
        """One more record in the list that is pointed at."""
        spot = self._selected()
        if self.draft is None or spot is None or Spot(spot.fact).spec.fields is None:
            self.office.tell("先在事实里选一个列表(如 产品)")
            return
        added = self.draft.add(spot.fact)
        self.draft_changed()
        self.to_fact(added)

    def action_remove(self) -> None:
        """Without the record that is pointed at, or with the fact left open."""
        spot = self._selected()
        if self.draft is not None and spot is not None:
            self.draft.remove(spot)
            self.draft_changed()

    def action_reset(self) -> None:
        """The fact that is pointed at as submitted."""
        spot = self._selected()
        if self.draft is None or spot is None:
            self.office.tell("先在事实里选一项")
            return
        self.draft.reset(spot)
        self.draft_changed()

    def action_reset_all(self) -> None:
        """Everything as submitted."""
        if self.draft is not None:
            self._close_editor()
            self.draft.reset_all()
            self.draft_changed()
            self.office.tell("已全部还原为提交的值")

    # keeping it

    def action_save(self) -> None:
        """Keep what is tried as a new application file."""
        subject, draft = self.office.subject, self.draft
        if subject is None or draft is None:
            return
        tried = amended(draft.application, draft.changes())
        origin = subject.path or Path(f"{draft.application.project_code or '申报'}.yaml")
        proposed = str(origin.with_name(f"{origin.stem}-试算.yaml"))
        self.app.push_screen(
            Asking("另存为新的申报文件", value=proposed, hint="提交的申报不变"),
            lambda name: self._named(tried, name),
        )

    def _named(self, tried: Application, name: str | None) -> None:
        if name is None:
            return
        file = Path(name).expanduser()
        if not file.exists():
            self._save(tried, file)
            return

        def answered(sure: bool | None) -> None:
            if sure:
                self._save(tried, file)

        self.app.push_screen(Confirming(f"{file} 已经有了,要换掉它吗?", yes="换掉"), answered)

    def _save(self, tried: Application, file: Path) -> None:
        self.run_job("另存", lambda _: save_application(tried, file), lambda _: self.office.tell(f"已存 {file}"))
