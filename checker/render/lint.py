"""Lint as text and JSON: each mistake with its line, a caret, what is wrong and what to write."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

import simplejson

from checker.render.lines import cell_width, visible
from checker.render.page import Page, Tone
from checker.workbench.lint import Diagnostic, Severity

_TONES = {Severity.ERROR: Tone.BAD, Severity.WARNING: Tone.CAUTION, Severity.NOTE: Tone.QUIET}
_CUT = "…"
_SKIPPED = "checks-skipped"


def render_lint(
    diagnostics: Sequence[Diagnostic], *, width: int = 80, notes: bool = False, colour: bool = False
) -> str:
    """For people: every error and warning, the notes too if asked for, and the counts at the end.

    A note that something was not checked is always told.
    """
    page = Page(width, colour=colour)
    skipped = [each for each in diagnostics if each.code == _SKIPPED]
    others = [each for each in diagnostics if each.code != _SKIPPED and (notes or each.severity is not Severity.NOTE)]
    for diagnostic in others:
        _put(page, diagnostic, width)
        page.blank()
    for diagnostic in skipped:
        page.put((Tone.CAUTION, f"{diagnostic.message}；{diagnostic.remedy}"))
    page.put((Tone.STRONG, lint_summary(diagnostics)))
    hidden = len(diagnostics) - len(others) - len(skipped)
    if hidden:
        page.put((Tone.QUIET, f"另有 {hidden} 条提示，加 --notes 列出"))
    return page.text()


def render_lint_json(diagnostics: Sequence[Diagnostic]) -> str:
    """For other programs: the counts and every diagnostic, notes among them."""
    shape = {
        "counts": {severity.value: count for severity, count in _counts(diagnostics)},
        "diagnostics": [_shape(diagnostic) for diagnostic in diagnostics],
    }
    return simplejson.dumps(shape, ensure_ascii=False, indent=2) + "\n"


def lint_summary(diagnostics: Iterable[Diagnostic]) -> str:
    """``错误 2 处，警告 1 处``."""
    told = [f"{severity.label} {count} 处" for severity, count in _counts(diagnostics) if severity is not Severity.NOTE]
    return "，".join(told)


def _counts(diagnostics: Iterable[Diagnostic]) -> list[tuple[Severity, int]]:
    counted = Counter(diagnostic.severity for diagnostic in diagnostics)
    return [(severity, counted[severity]) for severity in Severity]


def _put(page: Page, diagnostic: Diagnostic, width: int) -> None:
    tone = _TONES[diagnostic.severity]
    head = f"{diagnostic.severity.label} {diagnostic.code}"
    page.put_unbroken((Tone.STRONG, visible(diagnostic.place)), (Tone.PLAIN, "  "), (tone, head))
    if diagnostic.excerpt.strip():
        _put_excerpt(page, diagnostic, width, tone)
    owner = f"{visible(diagnostic.owner)}：" if diagnostic.owner else ""
    page.put((Tone.PLAIN, f"{owner}{visible(diagnostic.message)}"), indent=2)
    if diagnostic.remedy:
        page.put((Tone.GOOD, visible(diagnostic.remedy)), lead=(Tone.QUIET, "改法："), indent=2)


def _put_excerpt(page: Page, diagnostic: Diagnostic, width: int, tone: Tone) -> None:
    gutter = f"{diagnostic.line:>5} | "
    line, start = diagnostic.excerpt, diagnostic.column - 1
    end = diagnostic.end_column - 1 if diagnostic.end_line == diagnostic.line else len(line.rstrip())
    before, marked, after = (visible(part) for part in (line[:start], line[start:end], line[end:]))
    before, marked, after = _fitted(before, marked, after.rstrip(), width - cell_width(gutter))
    page.put_unbroken((Tone.QUIET, gutter), (Tone.PLAIN, f"{before}{marked}{after}"))
    blank, carets = " " * cell_width(before), "^" * max(1, cell_width(marked))
    page.put_unbroken((Tone.QUIET, f"{'| ':>{len(gutter)}}"), (Tone.PLAIN, blank), (tone, carets))


def _fitted(before: str, marked: str, after: str, room: int) -> tuple[str, str, str]:
    """The line cut to ``room`` cells around what is marked."""
    if cell_width(before + marked + after) <= room:
        return before, marked, after
    kept = max(room // 3, room - cell_width(marked) - cell_width(after) - cell_width(_CUT))
    if cell_width(before) > kept:
        before = _CUT + _tail(before, kept - cell_width(_CUT))
    marked = _head(marked, room - cell_width(before))
    return before, marked, _head(after, room - cell_width(before) - cell_width(marked))


def _head(text: str, room: int) -> str:
    if cell_width(text) <= room:
        return text
    text = text[: max(room, 0)]
    while text and cell_width(text + _CUT) > room:
        text = text[:-1]
    return text + _CUT if text else ""


def _tail(text: str, room: int) -> str:
    text = text[-max(room, 1) :]
    while text and cell_width(text) > room:
        text = text[1:]
    return text


def _shape(diagnostic: Diagnostic) -> dict[str, Any]:
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "file": diagnostic.file,
        "line": diagnostic.line,
        "column": diagnostic.column,
        "end_line": diagnostic.end_line,
        "end_column": diagnostic.end_column,
        "owner": diagnostic.owner,
        "message": diagnostic.message,
        "remedy": diagnostic.remedy,
        "excerpt": diagnostic.excerpt,
    }
