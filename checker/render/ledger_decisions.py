"""Decisions as text, Markdown and JSON, with the report that was sealed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from checker.ledger import decisions
from checker.ledger.decisions import Decision
from checker.ledger.journal import anchor
from checker.ledger.storage import Reading
from checker.model.report import Report
from checker.render.detailed_table import render_detailed_table
from checker.render.document import Decided
from checker.render.ledger_section import LedgerSection
from checker.render.ledger_status import local_time
from checker.render.lines import visible
from checker.render.markdown import render_markdown
from checker.render.opinion import VERDICT_TONES, Row
from checker.render.page import Page, Tone, label
from checker.render.table import Head
from checker.render.text import render_text
from checker.render.wording import verdict_mark

_SHORT = 12
_COLUMNS = (
    Head("编号", whole=True),
    Head("项目", whole=True),
    Head("日期", whole=True),
    Head("决定", whole=True),
    Head("建议", whole=True),
    Head("决定人"),
)


def render_decisions(found: Sequence[Decision], *, width: int) -> str:
    """The decisions, with document and reason."""
    rows = [
        (
            (
                one.id,
                one.project,
                one.decided_on.isoformat(),
                one.verdict.label,
                one.recommended.label,
                one.officer,
            ),
            (one.number, one.reason and f"理由:{one.reason}"),
        )
        for one in found
    ]
    return render_detailed_table(_COLUMNS, rows, width)


def render_decision(one: Decision, *, width: int) -> str:
    """What was decided, and on what."""
    page = Page(width)
    page.put((Tone.STRONG, f"决定 {one.id}  项目 {visible(one.project)}"))
    for word, text in _lines(one):
        page.put((Tone.PLAIN, visible(text)), lead=label(word))
    return page.text()


def render_sealed(one: Decision, report: Report, *, width: int, colour: bool, everything: bool) -> str:
    """The decision, then the report it was made on."""
    return (
        render_decision(one, width=width)
        + "\n"
        + render_text(report, width=width, colour=colour, everything=everything)
    )


def decided(one: Decision) -> Decided:
    """The decision as the block that a document to sign begins with."""
    return Decided(
        title=f"决定 {one.id}",
        verdict=f"{verdict_mark(one.verdict)} {one.verdict.label}",
        tone=VERDICT_TONES[one.verdict],
        rows=tuple(Row(word, visible(text)) for word, text in _lines(one)),
        officer=visible(one.officer),
        decided_on=one.decided_on.isoformat(),
    )


def render_sealed_markdown(one: Decision, report: Report, *, everything: bool) -> str:
    """The same in Markdown."""
    lines = [f"- {word}:{_escaped(text)}" for word, text in _lines(one)]
    heading = f"# 决定 {one.id}:{one.verdict.label}"
    return "\n".join([heading, "", *lines, "", ""]) + render_markdown(report, everything=everything)


def decision_shape(one: Decision) -> dict[str, object]:
    """One decision for machines."""
    return {
        "id": one.id,
        "project": one.project,
        "verdict": one.verdict.value,
        "recommended": one.recommended.value,
        "departs": one.departs,
        "officer": one.officer,
        "decided_on": one.decided_on.isoformat(),
        "reason": one.reason or None,
        "number": one.number or None,
        "recorded": {
            "at": one.at,
            "by": one.actor,
            "position": one.position,
            "hash": one.hash,
            "anchor": anchor(one.position, one.hash),
        },
        "sealed": {
            "as_of": one.as_of.isoformat(),
            "ledger_position": one.ledger_position,
            "application": one.application,
            "report": one.report,
            "rulebook": one.rulebook,
            "archive": one.archive,
            "engine": one.engine,
            "everything": one.everything,
            "program": one.program,
        },
    }


def sealed_shape(one: Decision, report: Mapping[str, Any]) -> dict[str, object]:
    """The decision and its sealed report for machines."""
    return {"decision": decision_shape(one), "report": report}


def decisions_section(books: Reading, code: str) -> LedgerSection | None:
    """The decisions on a project."""
    found = decisions.listed(books, project=code)
    if not found:
        return None
    lines = tuple(
        (one.id, f"{one.decided_on}  {one.verdict.label}(建议{one.recommended.label})  {one.officer}  {one.number}")
        for one in found
    )
    return LedgerSection("decisions", "决定", lines, [decision_shape(one) for one in found])


def _lines(one: Decision) -> Iterator[tuple[str, str]]:
    yield "决定", f"{one.verdict.label}  {one.decided_on}  {one.officer}" + (f"  {one.number}" if one.number else "")
    departs = ",决定与建议不同" if one.departs else ""
    yield "建议", one.recommended.label + departs
    if one.reason:
        yield "理由", one.reason
    yield "记录", f"第 {one.position} 条,{local_time(one.at)} {one.actor}"
    yield "锚点", anchor(one.position, one.hash)
    yield "审查日", f"{one.as_of},台账位置 {one.ledger_position}"
    yield "报告", f"指纹 {one.report}"
    yield "申报", f"指纹 {one.application[:_SHORT]}"
    yield "规则库", f"指纹 {one.rulebook[:_SHORT]},引擎 {one.engine},程序 {one.program}"


def _escaped(text: str) -> str:
    return "".join(f"\\{character}" if character in "\\`*_{}[]<>#|" else character for character in visible(text))
