"""The rows of the findings: the sections of the opinion, as every written report has them, and what a trial changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual.content import Content

from checker.api.comparison import Comparison, FindingChange
from checker.model.outcome import Outcome
from checker.model.report import Finding, Report
from checker.render import wording
from checker.render.opinion import Entry, Opinion, Row
from checker.render.page import Tone
from tui.plain import TONE_STYLES
from tui.row_table import Line

_SETTLED = (Outcome.SATISFIED.label, Outcome.NOT_APPLICABLE.label)


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A section's heading, or one of its entries; ``key`` is the rule, or the fact, it is about."""

    key: str
    text: str
    mark: str = ""
    tone: Tone = Tone.PLAIN
    entry: Entry | None = None
    change: str = ""
    rule: str = ""

    def line(self) -> Line:
        """As the table draws it."""
        if self.entry is None:
            return Line(((self.text, Tone.STRONG),), heading=True)
        return Line(((self.mark, self.tone), (self.text, Tone.PLAIN), (self.change, Tone.CAUTION)))


def finding_rows(opinion: Opinion, trial: Comparison | None, *, everything: bool) -> Iterator[FindingRow]:
    """The findings by section; ``everything`` adds the satisfied and the not applicable ones."""
    changed = {change.rule: change for change in trial.changes} if trial is not None else {}
    entries = {entry.code: entry for section in opinion.sections for entry in section.entries if entry.is_finding}
    if changed:
        yield FindingRow("", f"试算改变了 {len(changed)} 条")
        for change in changed.values():
            if (entry := entries.get(change.rule)) is not None:
                yield _row(entry, change)
    for section in opinion.sections:
        if not everything and section.title.startswith(_SETTLED):
            continue
        yield FindingRow("", section.title)
        for entry in section.entries:
            yield _row(entry, changed.get(entry.code))


def _row(entry: Entry, change: FindingChange | None) -> FindingRow:
    mark = entry.mark if entry.is_finding else entry.mark or "="
    text = f"{entry.title}  {entry.code}" if entry.is_finding else f"{entry.code}  {entry.title}"
    rule = entry.code if entry.is_finding else ""
    return FindingRow(entry.code, text.strip(), mark, entry.tone, entry, change_text(change) if change else "", rule)


def change_text(change: FindingChange) -> str:
    """``不符合(否决) → 符合``."""
    return f"原{_said(change.before)}"


def _said(finding: Finding | None) -> str:
    if finding is None:
        return "未核对"
    violated = finding.outcome is Outcome.VIOLATED
    return finding.effect.label if violated else finding.outcome.label


def entry_text(entry: Entry, report: Report, change: FindingChange | None = None) -> Content:
    """The whole entry to read: its rows as the opinion has them, and how far each quoted text was verified."""
    parts: list[Content | str | tuple[str, str]] = []
    if entry.mark:
        parts += [(f"{entry.mark}  ", f"{TONE_STYLES[entry.tone]} bold".strip())]
    if entry.is_finding:
        parts += [(entry.title, "bold"), "\n", (entry.code, TONE_STYLES[Tone.QUIET]), "\n"]
    else:
        parts += [(entry.code, "bold"), f"  {entry.title}\n"]
    if change is not None:
        parts += [("\n试算  ", "bold $text-warning"), f"提交时{_said(change.before)},现在{_said(change.after)}\n"]
    parts.append("\n")
    for row in entry.rows:
        parts += _row_parts(row)
    finding = next((one for one in report.findings if one.rule == entry.code), None)
    if finding is not None and finding.citations:
        parts += [("\n核实\n", "bold")]
        for citation in finding.citations:
            named = (wording.source_text(citation), citation.note, wording.departments_text(citation))
            parts += [f"{citation.status.value}  {'  '.join(part for part in named if part)}\n"]
    return Content.assemble(*parts)


def _row_parts(row: Row) -> Iterator[Content | str | tuple[str, str]]:
    if row.label:
        yield (f"{row.label}\n", "bold $text-accent")
    style = TONE_STYLES[row.tone]
    yield (f"{'  ' * row.depth}{row.text}\n", style)
