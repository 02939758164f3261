"""Consultations as text and JSON: who was asked, what they said, who is missing, what it came to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from checker.ledger import consultations
from checker.ledger.consultation import Consultation
from checker.ledger.storage import Reading
from checker.render.detailed_table import render_detailed_table
from checker.render.ledger_section import LedgerSection
from checker.render.lines import cell_width, padded, visible
from checker.render.page import Page, Tone, label
from checker.render.table import Head

_COLUMNS = (
    Head("编号", whole=True),
    Head("项目", whole=True),
    Head("期限", whole=True),
    Head("意见", figures=True),
    Head("情况", whole=True),
)
_DEPARTMENT = 26
"""Cells in which what departments say begins at the same place; longer names are written out all the same."""


def render_consultations(found: Sequence[Consultation], as_of: date, *, width: int) -> str:
    """The consultations, with how many of the departments have spoken."""
    rows = [
        (
            (
                one.id,
                one.project,
                one.due_on.isoformat() if one.due_on else "无",
                f"{len(one.counting)}/{len(one.departments)}",
                brief_situation(one, as_of),
            ),
            (f"{'、'.join(one.matter.rules)}:{one.matter.text}",),
        )
        for one in found
    ]
    return render_detailed_table(_COLUMNS, rows, width)


def render_consultation(one: Consultation, as_of: date, *, width: int) -> str:
    """One consultation in full: every department with the opinion that counts."""
    page = Page(width)
    page.put((Tone.STRONG, f"会商 {one.id}  项目 {visible(one.project)}"))
    for word, text in _lines(one, as_of):
        page.put((Tone.PLAIN, visible(text)), lead=label(word))
    page.blank()
    page.put((Tone.STRONG, "部门意见"))
    widest = min(max((cell_width(name) for name in one.departments), default=0), _DEPARTMENT)
    for name in one.departments:
        said = f"{padded(visible(name), widest)}  {_stance(one, name, as_of)}"
        reason = visible(opinion.reason) if (opinion := one.counting.get(name)) is not None else ""
        if cell_width(f"{said}  {reason}") <= width - 2:
            page.put((Tone.PLAIN, f"{said}  {reason}".rstrip()), indent=2)
        else:
            page.put((Tone.PLAIN, said), indent=2)
            page.put((Tone.PLAIN, reason), indent=6)
    return page.text()


def brief_situation(one: Consultation, as_of: date) -> str:
    """How it stands on a day, in a word or two; who is overdue by number."""
    overdue = one.overdue(as_of)
    if one.cancelled_on is not None:
        return "已取消"
    if one.conclusion is not None:
        return str(one.conclusion)
    return f"逾期 {len(overdue)} 家" if overdue else "待结论" if not one.missing else "征求意见"


def consultation_shape(one: Consultation, as_of: date | None = None) -> dict[str, object]:
    """One consultation for machines: all opinions and which of them count; who is overdue on a day."""
    return {
        "id": one.id,
        "project": one.project,
        "rules": list(one.matter.rules),
        "matter": one.matter.text,
        "application": one.application,
        "ledger_position": one.ledger_position,
        "position": one.opened,
        "departments": {"lead": list(one.matter.lead), "cooperating": list(one.matter.cooperating)},
        "opened_on": one.opened_on.isoformat(),
        "due_on": one.due_on.isoformat() if one.due_on else None,
        "opinions": [
            {
                "department": opinion.department,
                "stance": opinion.stance.value,
                "given_on": opinion.given_on.isoformat(),
                "reason": opinion.reason,
                "position": opinion.position,
                "counts": opinion in one.counting.values(),
            }
            for opinion in one.opinions
        ],
        "missing": list(one.missing),
        "late": list(one.late),
        "overdue": list(one.overdue(as_of)) if as_of else None,
        "conclusion": {
            "conclusion": one.conclusion.value,
            "concluded_on": one.concluded_on.isoformat() if one.concluded_on else None,
            "authority": one.authority,
            "document": one.document,
            "reason": one.reason,
            "conditions": one.conditions or None,
        }
        if one.conclusion is not None
        else None,
        "cancelled": {"on": one.cancelled_on.isoformat(), "reason": one.cancellation} if one.cancelled_on else None,
    }


def consultations_section(books: Reading, code: str) -> LedgerSection | None:
    """The consultations about a project."""
    found = consultations.of_project(books, code)
    if not found:
        return None
    lines = tuple((one.id, f"{'、'.join(one.matter.rules)}  {_situation(one)}") for one in found)
    return LedgerSection("consultations", "会商", lines, [consultation_shape(one) for one in found])


def _lines(one: Consultation, as_of: date) -> Iterator[tuple[str, str]]:
    yield "事项", one.matter.text
    yield "规则", "、".join(one.matter.rules)
    yield "牵头", "、".join(one.matter.lead)
    if one.matter.cooperating:
        yield "配合", "、".join(one.matter.cooperating)
    yield "发起", one.opened_on.isoformat() + (f",意见期限 {one.due_on}" if one.due_on else ",没有定期限")
    yield "申报", one.application[:12]
    yield "情况", _situation(one, as_of)
    if one.cancelled_on is not None:
        yield "理由", one.cancellation
    if one.conclusion is not None:
        yield "结论", f"{one.conclusion}  {one.concluded_on}  {one.authority}  {one.document}"
        if one.conditions:
            yield "条件", one.conditions
        yield "理由", one.reason


def _situation(one: Consultation, as_of: date | None = None) -> str:
    if one.cancelled_on is not None:
        return f"已取消({one.cancelled_on})"
    if one.conclusion is not None:
        silent = f",{len(one.missing)} 个部门没有表态" if one.missing else ""
        return f"{one.conclusion}({one.concluded_on}){silent}"
    overdue = one.overdue(as_of) if as_of else ()
    return f"逾期:{'、'.join(overdue)}" if overdue else "意见齐,待结论" if not one.missing else "征求意见中"


def _stance(one: Consultation, name: str, as_of: date) -> str:
    opinion = one.counting.get(name)
    if opinion is None:
        return "! 逾期" if name in one.overdue(as_of) else "未表态"
    late = "(迟)" if name in one.late else ""
    return f"{opinion.stance}{late}  {opinion.given_on}"
