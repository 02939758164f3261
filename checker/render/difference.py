"""The difference between two rule books as text, Markdown and JSON: changes in words first, then the impact."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import simplejson

from checker.model.outcome import Effect, Outcome
from checker.render.lines import cell_width, prose, visible
from checker.render.markdown import plain
from checker.render.page import Page, Tone, label
from checker.workbench.difference import (
    Aspect,
    Change,
    Difference,
    FindingChange,
    Impact,
    Manner,
    Part,
    SubjectChange,
)
from checker.workbench.difference.statement import Statement

_SHORT = 8
"""Cells of a name that fits beside what is said."""
_ABSENT = "（没有）"
_NOT_IN_FORCE = "没有这条规则"
_TONES = {Manner.ADDED: Tone.GOOD, Manner.REMOVED: Tone.BAD, Manner.CHANGED: Tone.CAUTION}


def render_difference(difference: Difference, *, width: int = 80) -> str:
    """The difference for people."""
    page = Page(width)
    page.put((Tone.STRONG, f"{visible(difference.old)} → {visible(difference.new)}"))
    for line in _summary(difference):
        page.put((Tone.PLAIN, line))
    for part, changes in groupby(difference.changes, key=lambda change: change.part):
        page.blank()
        page.put((Tone.STRONG, part.value))
        page.rule("-")
        for change in changes:
            _put_change(page, change)
    if difference.impact is not None:
        for heading, changed in _grouped(difference.impact):
            page.blank()
            page.put((Tone.STRONG, f"{heading}（{len(changed)}）"))
            page.rule("-")
            for each in changed:
                _put_subject(page, each)
    return page.text()


def render_difference_markdown(difference: Difference) -> str:
    """The difference as Markdown, to paste into a note to the office."""
    lines = [f"# 规则变化：{plain(difference.old)} → {plain(difference.new)}", ""]
    lines += [f"- {plain(line)}" for line in _summary(difference)]
    for part, changes in groupby(difference.changes, key=lambda change: change.part):
        lines += ["", f"## {part}", ""]
        for change in changes:
            lines.append(f"### {change.manner} {plain(_titled(change))}")
            lines += ["", "| 项 | 原来 | 现在 |", "|---|---|---|"]
            lines += [_aspect_row(aspect) for aspect in change.aspects]
            lines.append("")
        lines.pop()
    if difference.impact is not None:
        for heading, changed in _grouped(difference.impact):
            lines += ["", f"## {heading}（{len(changed)}）", "", "| 项目 | 结论 | 规则 | 判定 | 起因 |"]
            lines += ["|---|---|---|---|---|", *(row for each in changed for row in _subject_rows(each))]
    return "\n".join(lines) + "\n"


def render_difference_json(difference: Difference) -> str:
    """The difference for other programs."""
    impact = difference.impact
    shape = {
        "old": difference.old,
        "new": difference.new,
        "different": not difference.is_empty,
        "changes": [_change_shape(change) for change in difference.changes],
        "impact": None
        if impact is None
        else {
            "examined": dict(impact.examined),
            "verdicts_changed": [each.subject.id for each in impact.flips],
            "changed": [_subject_shape(each) for each in impact.changed],
        },
    }
    return simplejson.dumps(shape, ensure_ascii=False, indent=2, use_decimal=True) + "\n"


def _summary(difference: Difference) -> Iterator[str]:
    if difference.changes:
        counts = []
        for part, changes in groupby(difference.changes, key=lambda change: change.part):
            listed = [change.manner for change in changes]
            told = "、".join(f"{manner} {listed.count(manner)}" for manner in Manner if manner in listed)
            counts.append(f"{part} {told}")
        yield f"规则库：{'；'.join(counts)}"
    elif difference.reworded:
        yield "规则库：文件有改动（注释、排版或位置），说的内容没有变"
    else:
        yield "规则库：没有变化"
    impact = difference.impact
    if impact is None:
        yield "影响：没有核对（未给出案例）"
        return
    if not impact.examined:
        yield "影响：没有核对（没有一个案例；每个案例一个文件夹，内有 application.yaml 和 expected.yaml）"
        return
    examined = "、".join(f"{kind} {count} 个" for kind, count in impact.examined.items())
    otherwise = sum(each.is_judged_otherwise for each in impact.changed)
    yield (
        f"影响：核对{examined}，结论改变 {len(impact.flips)} 个，判定或处置改变 {otherwise} 个，"
        f"只有说明文字改变 {len(impact.changed) - otherwise} 个"
    )


def _grouped(impact: Impact) -> Iterator[tuple[str, list[SubjectChange]]]:
    groups = (
        ("结论改变", [each for each in impact.changed if each.flips]),
        ("结论不变，判定或处置改变", [each for each in impact.changed if not each.flips and each.is_judged_otherwise]),
        ("判定不变，说明文字改变", [each for each in impact.changed if not each.is_judged_otherwise]),
    )
    yield from ((heading, changed) for heading, changed in groups if changed)


def _titled(change: Change) -> str:
    """Id and title; one alone where the other adds nothing: a name, or a table with its first day."""
    title = prose(change.title)
    alone = change.part in (Part.PARAMETER, Part.TABLE, Part.QUOTA, Part.FACT)
    return title if alone else f"{visible(change.id)}  {title}"


def _put_change(page: Page, change: Change) -> None:
    page.put((_TONES[change.manner], f"{change.manner} "), (Tone.STRONG, _titled(change)))
    for aspect in change.aspects:
        name = visible(aspect.name)
        if change.manner is Manner.CHANGED:
            page.put((Tone.PLAIN, name), indent=2)
            _put_statement(page, "原来", aspect.before)
            _put_statement(page, "现在", aspect.after)
        elif cell_width(name) <= _SHORT:
            _put_statement(page, name, aspect.before or aspect.after, indent=2)
        else:
            page.put((Tone.PLAIN, name), indent=2)
            _put_statement(page, "", aspect.before or aspect.after)


def _put_statement(page: Page, word: str, statement: Statement | None, *, indent: int = 4) -> None:
    page.put((Tone.PLAIN, prose(statement.words) if statement else _ABSENT), lead=label(word), indent=indent)
    if statement and statement.written:
        page.put((Tone.QUIET, f"FEEL：{visible(statement.written)}"), lead=label(""), indent=indent)


def _put_subject(page: Page, change: SubjectChange) -> None:
    subject = change.subject
    name = f"{subject.kind} {visible(subject.id)}（{subject.as_of}）"
    page.put((Tone.STRONG, name), (Tone.PLAIN, f"  {_verdict_text(change)}"))
    for finding in change.findings:
        page.put((Tone.PLAIN, f"{visible(finding.rule)}  {_outcome_text(finding)}"), lead=label("规则"), indent=2)
        page.put((Tone.QUIET, prose(finding.title)), lead=label(""), indent=2)
        for name, before, after in finding.details:
            text = f"{name}：{prose(before) or _ABSENT} → {prose(after) or _ABSENT}"
            page.put((Tone.PLAIN, text), lead=label(""), indent=2)
        if finding.causes:
            page.put((Tone.PLAIN, "、".join(map(visible, finding.causes))), lead=label("起因"), indent=2)


def _verdict_text(change: SubjectChange) -> str:
    before, after = (
        f"{verdict.label}（{'、'.join(dispositions)}）" if dispositions else verdict.label
        for verdict, dispositions in (
            (change.before, change.dispositions_before),
            (change.after, change.dispositions_after),
        )
    )
    return f"{before}，不变" if before == after else f"{before} → {after}"


def _outcome_text(finding: FindingChange) -> str:
    before = _judged(finding.before, finding.effect_before)
    after = _judged(finding.after, finding.effect_after)
    return f"{before}，不变" if before == after else f"{before} → {after}"


def _judged(outcome: Outcome | None, effect: Effect | None) -> str:
    if outcome is None:
        return _NOT_IN_FORCE
    return f"{outcome.label}·{effect.label}" if effect else outcome.label


def _aspect_row(aspect: Aspect) -> str:
    cells = [_cell(aspect.before), _cell(aspect.after)]
    return f"| {plain(visible(aspect.name))} | {' | '.join(cells)} |"


def _cell(statement: Statement | None) -> str:
    if statement is None:
        return _ABSENT
    words = plain(prose(statement.words))
    return f"{words}<br>FEEL：{plain(visible(statement.written))}" if statement.written else words


def _subject_rows(change: SubjectChange) -> Iterator[str]:
    name = f"{change.subject.kind} {plain(visible(change.subject.id))}（{change.subject.as_of}）"
    verdict = _verdict_text(change)
    for finding in change.findings:
        details = [
            f"{name}：{prose(before) or _ABSENT} → {prose(after) or _ABSENT}" for name, before, after in finding.details
        ]
        said = "<br>".join([_outcome_text(finding), *map(plain, details)])
        causes = "、".join(map(plain, finding.causes))
        yield f"| {name} | {verdict} | {plain(finding.rule)} {plain(prose(finding.title))} | {said} | {causes} |"
    if not change.findings:
        yield f"| {name} | {verdict} |  |  |  |"


def _change_shape(change: Change) -> dict[str, Any]:
    return {
        "part": change.part.value,
        "manner": change.manner.value,
        "id": change.id,
        "title": change.title,
        "file": change.file or None,
        "aspects": [
            {"name": aspect.name, "before": _statement_shape(aspect.before), "after": _statement_shape(aspect.after)}
            for aspect in change.aspects
        ],
    }


def _statement_shape(statement: Statement | None) -> dict[str, str | None] | None:
    return None if statement is None else {"words": statement.words, "feel": statement.written or None}


def _subject_shape(change: SubjectChange) -> dict[str, Any]:
    return {
        "kind": change.subject.kind,
        "id": change.subject.id,
        "as_of": change.subject.as_of.isoformat(),
        "verdict": {"before": change.before.value, "after": change.after.value},
        "dispositions": {"before": list(change.dispositions_before), "after": list(change.dispositions_after)},
        "findings": [_finding_shape(finding) for finding in change.findings],
    }


def _finding_shape(finding: FindingChange) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "title": finding.title,
        "outcome": {
            "before": finding.before.value if finding.before else None,
            "after": finding.after.value if finding.after else None,
        },
        "effect": {
            "before": finding.effect_before.value if finding.effect_before else None,
            "after": finding.effect_after.value if finding.effect_after else None,
        },
        "details": [{"name": name, "before": before, "after": after} for name, before, after in finding.details],
        "causes": list(finding.causes),
    }
