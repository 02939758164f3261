"""Reading a review: the verdict, findings with their clauses, facts with what they feed, and ways between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from checker.errors import ApplicationError
from checker.model.vocabulary import VOCABULARY
from checker.render.markdown import render_markdown
from tui.dialogs import Picking
from tui.draft import Draft, Spot, value_line
from tui.fact_rows import FactRow, fact_rows, fact_text, findings_of
from tui.finding_rows import FindingRow, entry_text, finding_rows
from tui.jobs import Job
from tui.keymap import bound
from tui.office_screen import OfficeScreen
from tui.places import Place
from tui.plain import TONE_STYLES, one_line, plain
from tui.row_table import Column, RowTable
from tui.subject import Subject
from tui.trial import Reading, read_report, try_changes

_NAME: Final = re.compile(r"([^\[\].(]+)(?:\[(\d+)\])?(?:\.(.+))?")
_AFTER_TYPING = 0.25
"""Seconds without a change before it is tried."""
_FINDINGS = (Column("判定", 10), Column("规则", 0))
_CHANGED = (*_FINDINGS, Column("变化", 12, least=44))
"""While something is tried."""
_FACTS = (Column("事实", 0), Column("值", 0), Column("规则", 4, right=True))


class ReviewReading(OfficeScreen):
    """One application: the verdict, its findings or its facts, and what there is to read of the selected line."""

    place = Place.REVIEW
    AUTO_FOCUS = "#findings"
    BINDINGS: ClassVar[list[BindingType]] = [
        bound("review.turn", "turn"),
        bound("review.jump", "jump"),
        bound("review.rule", "rule", show=False),
        bound("review.everything", "everything"),
        bound("review.next", "next", show=False),
        bound("review.search", "search", show=False),
        bound("review.copy_opinion", "copy_opinion", show=False),
    ]
    DEFAULT_CSS = """
    ReviewReading #verdict { height: auto; max-height: 4; padding: 0 1; background: $surface; }
    ReviewReading #panes { height: 1fr; layout: vertical; }
    ReviewReading #list { height: 2fr; }
    ReviewReading #side { height: 3fr; background: $surface; }
    ReviewReading.-wide #panes { layout: horizontal; }
    ReviewReading.-wide #list { width: 5fr; height: 1fr; }
    ReviewReading.-wide #side { width: 6fr; height: 1fr; }
    ReviewReading.-editing.-narrow #list { height: 1fr; min-height: 3; }
    ReviewReading #search { display: none; height: 1; padding: 0 1; }
    ReviewReading #search.-open { display: block; }
    ReviewReading #detail { padding: 0 1; scrollbar-size-vertical: 1; }
    ReviewReading #detail:focus { background: $panel; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.draft: Draft | None = None
        self._drafts: dict[str, Draft] = {}
        self.reading: Reading | None = None
        self._submitted: Reading | None = None
        self._everything = False
        self.refusal = ""
        self._timer: Timer | None = None

    def body(self) -> ComposeResult:
        """The verdict, the list, and what there is to read of the selected line."""
        yield Static("", id="verdict")
        with Container(id="panes"):
            with Vertical(id="list"):
                yield Input(placeholder="查找", compact=True, id="search")
                yield RowTable[FindingRow](_FINDINGS, FindingRow.line, id="findings")
                yield RowTable[FactRow](_FACTS, FactRow.line, id="facts")
            with Vertical(id="side"), VerticalScroll(id="detail"):
                yield Static("", id="text")

    def on_mount(self) -> None:
        """Begin with the findings."""
        self.facts.display = False
        super().on_mount()

    @property
    def findings(self) -> RowTable[FindingRow]:
        """The findings."""
        return self.query_one("#findings", RowTable)

    @property
    def facts(self) -> RowTable[FactRow]:
        """The facts."""
        return self.query_one("#facts", RowTable)

    @property
    def listed(self) -> RowTable[FindingRow] | RowTable[FactRow]:
        """Whichever of the two is seen."""
        return self.facts if self.facts.display else self.findings

    def main_widget(self) -> Widget:
        """The list gets the focus when an input is left."""
        return self.listed

    # the application under review

    def show_subject(self, subject: Subject | None) -> None:
        """Take in another application, or another report of the same."""
        if subject is None:
            self.query_one("#verdict", Static).update(plain("还没有打开申报;按 1 到待办,选一件按回车"))
            return
        self._submitted = read_report(subject.report)
        if self.draft is None or self.draft.application.content_hash != subject.application.content_hash:
            self.draft = self._draft_of(subject)
        self.draft_changed(at_once=True)

    def _draft_of(self, subject: Subject) -> Draft:
        """What was tried of this application before another one was opened; a new draft where nothing was."""
        self._drafts = {key: draft for key, draft in self._drafts.items() if draft.changes()}
        return self._drafts.setdefault(subject.application.content_hash, Draft(subject.application))

    def draft_changed(self, *, at_once: bool = False) -> None:
        """Show the draft, and have it checked."""
        if self.draft is None:
            return
        if self._timer is not None:
            self._timer.stop()
        if not self.draft.changes():
            self.jobs.cancel_group("trial")
            self.refusal, self.reading = "", self._submitted
            self._show()
            return
        if self.reading is None:
            self.reading = self._submitted
        self._show()
        self._timer = self.set_timer(0.01 if at_once else _AFTER_TYPING, self._try)

    def _try(self) -> None:
        draft = self.draft
        if draft is None:
            return
        desk, day = self.office.desk, self.office.as_of
        changes = draft.changes()

        def work(_: Job) -> Reading:
            return try_changes(desk, draft.application, changes, day)

        self.run_job("试算", work, self._tried, otherwise=self._untried, group="trial")

    def _tried(self, reading: Reading) -> None:
        self.refusal, self.reading = "", reading
        self._show()

    def _untried(self, fault: BaseException) -> None:
        if isinstance(fault, ApplicationError):
            self.refusal = ";".join(str(problem) for problem in fault.problems)
            self._show_verdict()
        else:
            self.office.report_fault(fault)

    # what is seen

    def _show(self) -> None:
        if self.draft is None or self.reading is None:
            return
        query = self.query_one("#search", Input).value
        findings, facts = self.findings, self.facts
        at, spot = findings.current, facts.current.spot if facts.current else None
        reading = self.reading
        rows = [*finding_rows(reading.opinion, reading.comparison, everything=self._everything or bool(query))]
        if query and not facts.display:
            words = query.casefold().split()
            rows = [one for one in rows if one.entry and all(word in _searched(one) for word in words)]
        found = next((place for place, one in enumerate(rows) if at and one.key == at.key and one.entry), 0)
        findings.columns = _CHANGED if reading.comparison is not None else _FINDINGS
        findings.show(rows, found)
        asked = query if facts.display else ""
        lines = [*fact_rows(self.draft, reading.feeding, everything=self._everything, query=asked)]
        facts.show(lines, next((place for place, one in enumerate(lines) if one.spot == spot and spot), 0))
        self._show_verdict()

    def on_resize(self) -> None:
        """As much of the name as leaves room for what stands below it."""
        self._show_verdict()

    def _show_verdict(self) -> None:
        subject, reading, draft = self.office.subject, self.reading, self.draft
        if subject is None or reading is None or draft is None or self._submitted is None:
            return
        opinion, submitted = reading.opinion, self._submitted.opinion
        parts: list[Content | str | tuple[str, str]] = [
            (f"{opinion.mark} {opinion.verdict}", f"{TONE_STYLES[opinion.tone]} bold".strip()),
            f"  {opinion.dispositions}  " if opinion.dispositions not in ("", opinion.verdict) else "  ",
            (one_line(reading.opinion.particulars[0].text, max(self.size.width - 4, 60)), "bold"),
            (f"  审查日 {reading.report.as_of.isoformat()}", "$text-muted"),
        ]
        count = sum(1 for _ in draft.changed())
        if count:
            before = f"提交时 {submitted.mark} {submitted.verdict}"
            parts += [("\n* 试算 ", "bold $text-warning"), f"改了 {count} 处,{before};没有保存,w 另存,U 全部还原"]
        if self.refusal:
            parts += [(f"\n! 这样改不成立:{plain(self.refusal).plain}", "bold $text-error")]
        if opinion.warning:
            parts += [(f"\n! {opinion.warning}", "bold $text-error")]
        self.query_one("#verdict", Static).update(Content.assemble(*parts))
        reports = [one.text for one in opinion.particulars if one.label == "核对规则"]
        self.say("  ".join(reports))

    @on(RowTable.Highlighted)
    def _highlighted(self, event: RowTable.Highlighted) -> None:
        if event.table is self.listed:
            self._show_detail()

    def _show_detail(self) -> None:
        text = self._detail()
        self.query_one("#text", Static).update(text)
        self.query_one("#detail").scroll_home(animate=False)

    def _detail(self) -> Content:
        if self.reading is None or self.draft is None:
            return Content("")
        if self.facts.display:
            fact = self.facts.current
            return fact_text(self.draft, self.reading.feeding, fact.spot) if fact and fact.spot else Content("")
        row = self.findings.current
        if row is None or row.entry is None:
            return plain("没有要看的发现" if self.reading else "")
        comparison = self.reading.comparison
        changes = comparison.changes if comparison is not None else ()
        return entry_text(row.entry, self.reading.report, next((c for c in changes if c.rule == row.rule), None))

    # moving about

    def action_turn(self) -> None:
        """The other of the two lists."""
        self.turn(facts=not self.facts.display)

    def turn(self, *, facts: bool) -> None:
        """Show the facts, or the findings."""
        searched = self.query_one("#search", Input)
        self.facts.display, self.findings.display = facts, not facts
        if searched.value:
            searched.value = ""
        searched.remove_class("-open")
        self._show()
        self.listed.focus()
        self._show_detail()

    def action_next(self) -> None:
        """The first line of the next group; after the last one, of the first."""
        table = self.listed
        heads = [place for place in range(len(table.rows)) if table.is_heading(place)]
        after = [place for place in heads if place > table.cursor] or heads
        if after:
            table.move_to(after[0] + 1)

    def action_everything(self) -> None:
        """With what is satisfied, not applicable or blank, or without."""
        self._everything = not self._everything
        self._show()
        self.office.tell("列出全部" if self._everything else "只列要看的")

    def action_search(self) -> None:
        """Look for words in the list."""
        searched = self.query_one("#search", Input)
        searched.add_class("-open")
        searched.focus()

    @on(Input.Changed, "#search")
    def _searching(self) -> None:
        self._show()

    @on(Input.Submitted, "#search")
    def _found(self) -> None:
        self.listed.focus()

    def go_back(self) -> None:
        """Escape ends the search, then leads to the queue."""
        searched = self.query_one("#search", Input)
        if searched.has_class("-open"):
            searched.value = ""
            searched.remove_class("-open")
            self.listed.focus()
        else:
            super().go_back()

    def action_jump(self) -> None:
        """From a finding to a fact it read, from a fact to a finding that reads it."""
        if self.reading is None:
            return
        if self.facts.display:
            row = self.facts.current
            if row is None or row.spot is None:
                return
            found = findings_of(self.reading.feeding, row.spot)
            if not found:
                self.office.tell(f"没有规则用到 {row.spot.text}")
                return
            lines = [f"{one.outcome.label} {one.effect.label}  {one.title}  {one.rule}" for one in found]
            self._pick(f"用到 {row.spot.text} 的规则", lines, lambda place: self.to_finding(found[place].rule))
            return
        entry = self.findings.current
        if entry is None:
            return
        names = self.reading.feeding.facts(entry.rule) if entry.rule else (entry.key,)
        spots = [(name, spot) for name in names if (spot := self._spot(name)) is not None]
        if not spots:
            self.office.tell("它没有用到申报里的事实")
            return
        self._pick(
            "用到的事实",
            [f"{name}  {self._value(spot)}" for name, spot in spots],
            lambda place: self.to_fact(spots[place][1]),
        )

    def _pick(self, title: str, lines: Sequence[str], then: Callable[[int], None]) -> None:
        def picked(place: int | None) -> None:
            if place is not None:
                then(place)

        if len(lines) == 1:
            then(0)
        else:
            self.app.push_screen(Picking(title, lines), picked)

    def _spot(self, name: str) -> Spot | None:
        """Where a name of a report stands in the application, as it is tried; None where it is no place there."""
        match = _NAME.fullmatch(name)
        spec = VOCABULARY.facts.get(match[1]) if match else None
        if match is None or spec is None or self.draft is None:
            return None
        place = int(match[2]) - 1 if match[2] else None
        if place is None or spec.fields is None or place >= self.draft.records(spec.label):
            return Spot(spec.label)
        field = match[3] if match[3] in spec.fields.by_label else ""
        return Spot(spec.label, place, field or "")

    def _value(self, spot: Spot) -> str:
        assert self.draft is not None
        value = self.draft.value(spot)
        return "" if spot.is_record or spot.is_list else one_line(value_line(spot.spec, value) or "未填", 40)

    def to_finding(self, rule: str) -> None:
        """Show a rule's finding."""
        if self.reading is not None and all(row.rule != rule for row in self.findings.rows):
            self._everything = True
        self.turn(facts=False)
        table = self.findings
        table.move_to(next((place for place, row in enumerate(table.rows) if row.rule == rule), 0))

    def to_fact(self, spot: Spot) -> None:
        """Show a fact."""
        self.turn(facts=True)
        if all(row.spot != spot for row in self.facts.rows):
            self._everything = True
            self._show()
        table = self.facts
        table.move_to(next((place for place, row in enumerate(table.rows) if row.spot == spot), 0))

    def action_rule(self) -> None:
        """Read the rule of the finding."""
        row = self.findings.current
        if self.facts.display or row is None or not row.rule:
            self.office.tell("先在发现里选一条规则")
        else:
            self.office.open_rule(row.rule)

    def unfinished(self) -> str:
        """Facts that are tried and have not been saved, of every application that was opened."""
        counts = [count for draft in self._drafts.values() if (count := sum(1 for _ in draft.changed()))]
        among = f"(分在 {len(counts)} 份申报里)" if len(counts) > 1 else ""
        return f"审查中试改的 {sum(counts)} 处没有另存{among}" if counts else ""

    def copied(self) -> str:
        """What there is to read of the selected line."""
        return self._detail().plain.strip()

    def action_copy_opinion(self) -> None:
        """The opinion as Markdown."""
        if self.reading is not None:
            text = render_markdown(self.reading.report)
            self.app.copy_to_clipboard(text)
            self.office.tell(f"已复制核对意见 {len(text)} 字")


def _searched(row: FindingRow) -> str:
    rows = row.entry.rows if row.entry is not None else ()
    return "\n".join((row.mark, row.text, *(one.text for one in rows))).casefold()
