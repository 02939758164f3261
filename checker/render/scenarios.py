"""A run of scenarios for people: what failed, at which step, expected and actual, and why; the counts at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from checker.errors import Problem
from checker.model.report import Finding, Report
from checker.render import wording
from checker.render.lines import prose, visible
from checker.render.opinion import Row, condition_rows
from checker.render.page import Page, Tone, label
from checker.workbench.bdd.run import Run
from checker.workbench.bdd.running import Failure, FailureKind, Result
from checker.workbench.bdd.step import LIBRARY, StepKind

_MOST_IN_FULL = 20
_MOST_FINDINGS = 12


def render_run(run: Run, *, width: int = 80, colour: bool = False) -> str:
    """Every scenario that failed, the first 20 in full, and the counts in the last line."""
    page = Page(width, colour=colour)
    for result in run.failed[:_MOST_IN_FULL]:
        _put_result(page, result)
        page.blank()
    further = run.failed[_MOST_IN_FULL:]
    if further:
        page.put((Tone.STRONG, f"另有 {len(further)} 个场景不通过:"))
        for result in further:
            page.put((Tone.PLAIN, f"{_place(result)}  {_brief(result.failure)}"), indent=2)
        page.blank()
    page.put((Tone.BAD if run.failed or run.unread else Tone.GOOD, run_summary(run)))
    return page.text()


def run_summary(run: Run) -> str:
    """``场景 12 个:通过 10,不通过 2(不符 1,场景写法有误 1)``."""
    failed = Counter(result.failure.kind for result in run.results if result.failure)
    kinds = ",".join(f"{kind} {failed[kind]}" for kind in FailureKind if failed[kind])
    passed = len(run.results) - len(run.failed)
    told = f"场景 {len(run.results)} 个:通过 {passed},不通过 {len(run.failed)}" + (f"({kinds})" if kinds else "")
    if len(run.results) < run.count:
        told += f";没有选中的 {run.count - len(run.results)} 个未运行"
    if run.unread:
        told += f";读不懂的文件 {len({problem.file for problem in run.unread})} 个"
    return told


def render_steps(*, width: int = 80) -> str:
    """Every step a scenario may use, by keyword, with the words to fill in."""
    page = Page(width)
    for kind in StepKind:
        page.put((Tone.STRONG, kind.keyword))
        for definition in LIBRARY:
            if definition.kind is kind:
                below = "(下面带表格)" if definition.takes_table else ""
                page.put((Tone.PLAIN, definition.form + below), indent=2)
        page.blank()
    page.put((Tone.QUIET, "引号里写自己的内容;方括号里的可以不写。字段的名称、单位和写法见 checker schema。"))
    return page.text()


def failure_lines(failure: Failure) -> tuple[str, ...]:
    """A failure as plain lines, for formats without a page."""
    return tuple(
        f"{'  ' * row.depth}{row.label}:{row.text}" if row.label else f"{'  ' * (row.depth + 1)}{row.text}"
        for row in _rows(failure)
    )


def _place(result: Result) -> str:
    script = result.script
    return f"{visible(script.file)}:{script.line}"


def _brief(failure: Failure | None) -> str:
    if failure is None:
        return ""
    if failure.mismatch is not None:
        return visible(str(failure.mismatch))
    return ";".join(visible(problem.message) for problem in failure.problems)


def _put_result(page: Page, result: Result) -> None:
    failure, script = result.failure, result.script
    assert failure is not None
    page.put((Tone.STRONG, f"{_place(result)}  {visible(script.title)}"), lead=(Tone.BAD, f"✗ {failure.kind}  "))
    if script.example:
        values = ",".join(f"{name} = {value or '(空)'}" for name, value in script.example.items())
        page.put((Tone.QUIET, visible(values)), lead=label("例子"), indent=2)
    for row in _rows(failure):
        page.put((row.tone, row.text), lead=label(row.label, depth=row.depth), indent=2)


def _rows(failure: Failure) -> Iterator[Row]:
    step = failure.step
    if step is not None:
        yield Row("步骤", f"第 {step.line} 行  {visible(step.keyword)} {visible(step.text)}")
    if failure.mismatch is not None:
        yield Row("应为", visible(failure.mismatch.expected), Tone.GOOD)
        yield Row("实为", visible(failure.mismatch.actual), Tone.BAD)
    for problem in failure.problems:
        yield from _problem_rows(problem)
    if failure.finding is not None:
        yield from _finding_rows(failure.finding)
    elif failure.report is not None and failure.mismatch is not None and not failure.mismatch.rule:
        yield from _report_rows(failure.report)


def _problem_rows(problem: Problem) -> Iterator[Row]:
    place = f"{problem.file}:{problem.line} " if problem.file and problem.line is not None else ""
    field = f"{problem.field} " if problem.field else ""
    yield Row("错误", visible(f"{place}{field}{problem.message}"), Tone.BAD)
    if problem.remedy:
        yield Row("怎么改", visible(problem.remedy), Tone.STRONG)


def _finding_rows(finding: Finding) -> Iterator[Row]:
    yield Row("规则", f"{visible(finding.rule)}  {prose(finding.title)}")
    words = f"{finding.outcome.label} · {finding.effect.label}"
    message = "" if finding.message == finding.title else prose(finding.message)
    yield Row("判定", f"{words}  {message}".rstrip())
    if finding.required:
        yield Row("要求", prose(finding.required))
    if finding.gap:
        yield Row("差距", prose(finding.gap))
    if finding.missing:
        yield Row("尚缺", "、".join(map(visible, finding.missing)))
    for position, line in enumerate(finding.quotas):
        yield Row("" if position else "额度", f"{wording.quota_name(line)}:{wording.quota_text(line)}")
    for position, link in enumerate(finding.chain):
        yield Row("" if position else "为何适用", prose(link))
    rows = [row for trace in finding.trace for row in condition_rows(trace)]
    for position, row in enumerate(rows):
        yield Row("" if position else "条件", row.text, row.tone, row.depth)


def _report_rows(report: Report) -> Iterator[Row]:
    """The findings that make the verdict, where a step asks about the report as a whole."""
    for position, finding in enumerate(report.shown[:_MOST_FINDINGS]):
        text = f"{finding.outcome.label} · {finding.effect.label}  {visible(finding.rule)}  {prose(finding.title)}"
        yield Row("" if position else "发现", text)
    if len(report.shown) > _MOST_FINDINGS:
        yield Row("", f"等 {len(report.shown)} 条")
