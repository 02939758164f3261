"""Waivers in the review: record one for the finding that is pointed at, and end one of the project."""

from __future__ import annotations

from functools import partial
from typing import ClassVar, Final

from textual.binding import BindingType

from checker.api.desk import BookKeeping
from checker.ledger.waivers import GrantedWaiver
from checker.model.outcome import Outcome
from tui.jobs import Job
from tui.keymap import bound
from tui.review_reading import ReviewReading
from tui.subject import Subject
from tui.waiver_forms import granting, revoking

_ELSEWHERE: Final = "服务不收豁免;请在台账旁运行 checker ledger waive 或 revoke"


class ReviewWaivers(ReviewReading):
    """The review with the waivers of its project, where the books are on this machine."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bound("review.waive", "waive", show=False),
        bound("review.revoke_waiver", "revoke_waiver", show=False),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Waivers are for projects of a ledger."""
        if action in ("waive", "revoke_waiver"):
            return self.office.subject is not None and bool(self.office.subject.project)
        return super().check_action(action, parameters)

    def _kept(self) -> tuple[BookKeeping, Subject] | None:
        """The keeper of the books and the project under review; what is missing is told."""
        subject, desk = self.office.subject, self.office.desk
        if subject is None or not subject.project:
            self.office.tell("这份申报还没有受理,没有豁免")
            return None
        if not isinstance(desk, BookKeeping):
            self.office.tell(_ELSEWHERE)
            return None
        return desk, subject

    def action_waive(self) -> None:
        """Record a waiver of the rule of the finding that is pointed at."""
        kept = self._kept()
        if kept is None:
            return
        keeper, subject = kept
        row = self.findings.current if not self.facts.display else None
        finding = next((one for one in subject.report.findings if row and one.rule == row.rule), None)
        if finding is None or finding.outcome is not Outcome.VIOLATED:
            self.office.tell("先在发现里选一条不符合的规则")
            return
        form = granting(keeper, subject.project, finding, self.office.day)
        self.office.push_screen(form, partial(self._waiver_recorded, "豁免已记入"))

    def action_revoke_waiver(self) -> None:
        """End one of the waivers of the project."""
        kept = self._kept()
        if kept is None:
            return
        keeper, subject = kept
        desk, day = self.office.desk, self.office.day

        def read(_: Job) -> list[GrantedWaiver]:
            return [one for one in desk.waivers(project=subject.project) if one.counts(day)]

        self.run_job("正在读取豁免", read, partial(self._pick_waiver, keeper), group="waivers")

    def _pick_waiver(self, keeper: BookKeeping, found: list[GrantedWaiver]) -> None:
        if not found:
            self.office.tell("这个项目没有有效的豁免")
            return
        lines = [f"{one.id}  {'、'.join(one.rules)}  {one.number}  {one.expires_on} 到期" for one in found]
        self._pick("撤销哪一项豁免", lines, lambda place: self._ask_to_revoke(keeper, found[place]))

    def _ask_to_revoke(self, keeper: BookKeeping, waiver: GrantedWaiver) -> None:
        form = revoking(keeper, waiver, self.office.day)
        self.office.push_screen(form, partial(self._waiver_recorded, "豁免已撤销"))

    def _waiver_recorded(self, words: str, waiver: GrantedWaiver | None) -> None:
        if waiver is not None:
            self.office.tell(f"{words}:{waiver.id}")
            self.office.recheck()
