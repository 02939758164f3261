"""What no scenario and no case reaches of a rule book, item by item: outcomes, rows of tables, dates."""

from __future__ import annotations

from checker.render.exercise import exercise_summary
from checker.render.handbook.values import input_text
from checker.render.lines import visible
from checker.render.page import Page, Tone, label
from checker.rulebook import DecisionTable
from checker.rulebook.tables.table import Row
from checker.workbench.exercise import Exercise, ExercisedBoundary


def render_unused(exercise: Exercise, *, width: int = 80) -> str:
    """The counts, then every outcome never seen, row never hit and date without attempts on both sides."""
    page = Page(width)
    for line in exercise_summary(exercise):
        page.put((Tone.PLAIN, line))
    _put_outcomes(page, exercise)
    _put_rows(page, exercise)
    _put_dates(page, exercise)
    return page.text()


def _put_outcomes(page: Page, exercise: Exercise) -> None:
    lacking = [each for each in exercise.rules if each.unseen]
    if not lacking:
        return
    _head(page, f"从未见到的判定（{sum(len(each.unseen) for each in lacking)} 种）")
    for each in lacking:
        words = "、".join(outcome.label for outcome in each.unseen)
        page.put((Tone.PLAIN, f"{visible(each.rule.id)}  {words}"), indent=2)


def _put_rows(page: Page, exercise: Exercise) -> None:
    lacking = [each for each in exercise.tables if each.unhit]
    if not lacking:
        return
    _head(page, f"从未命中的行（{sum(len(each.unhit) for each in lacking)} 行）")
    for each in lacking:
        table = each.table
        page.put(
            (Tone.PLAIN, f"{visible(table.name)}（{table.in_force}）"),
            (Tone.QUIET, f"  {len(each.unhit)}/{len(table.rows)} 行"),
            indent=2,
        )
        for row in each.unhit:
            page.put(
                (Tone.QUIET, _row_text(table, row)), lead=(Tone.QUIET, f"{visible(row.file)}:{row.line}  "), indent=4
            )


def _put_dates(page: Page, exercise: Exercise) -> None:
    lacking = [each for each in exercise.boundaries if not each.is_two_sided]
    if not lacking:
        return
    _head(page, f"缺一侧的起止日（{len(lacking)} 个）")
    for each in lacking:
        page.put((Tone.PLAIN, _boundary_text(each)), indent=2)
        page.put((Tone.QUIET, f"{visible(each.file)}:{each.line}"), lead=label(""), indent=2)


def _head(page: Page, text: str) -> None:
    page.blank()
    page.put((Tone.STRONG, text))


def _row_text(table: DecisionTable, row: Row) -> str:
    """The conditions of the row, those that admit everything left out."""
    tests = ((column.name, input_text(test)) for column, test in zip(table.inputs, row.tests, strict=True))
    return visible("，".join(f"{name} {text}" for name, text in tests if text != "任意") or "任何情形")


def _boundary_text(boundary: ExercisedBoundary) -> str:
    word = "起" if boundary.begins else "止"
    if not boundary.before and not boundary.since:
        lacking = "没有场景涉及"
    elif not boundary.before:
        lacking = f"缺这天以前的，最近的是 {boundary.nearest_since}"
    else:
        lacking = f"缺这天及以后的，最近的是 {boundary.nearest_before}"
    return f"{boundary.day} {word}  {visible(boundary.what)}：{lacking}"
