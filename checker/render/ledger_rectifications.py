"""Orders to rectify as text and JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from checker.ledger import rectifications
from checker.ledger.rectifications import OrderedItem
from checker.ledger.storage import Reading
from checker.model.enums import RectificationState
from checker.render.detailed_table import render_detailed_table
from checker.render.ledger_section import LedgerSection
from checker.render.lines import visible
from checker.render.page import Page, Tone, label
from checker.render.table import Head

_COLUMNS = (Head("编号", whole=True), Head("项目", whole=True), Head("期限", whole=True), Head("状态", whole=True))


def render_rectifications(found: Sequence[OrderedItem], as_of: date, *, width: int) -> str:
    """The items with their state on a day."""
    rows = [
        (
            (one.id, one.project, one.deadline().isoformat(), situation_text(one, as_of)),
            (one.item.matter, f"{one.authority} {one.number},{one.issued_on} 下达", one.evidence, *_corrections(one)),
        )
        for one in found
    ]
    return render_detailed_table(_COLUMNS, rows, width)


def render_rectification(one: OrderedItem, as_of: date, *, width: int) -> str:
    """One item in full, with what became of it."""
    page = Page(width)
    page.put((Tone.STRONG, f"整改 {one.id}  项目 {visible(one.project)}"))
    for word, text in _lines(one, as_of):
        page.put((Tone.PLAIN, visible(text)), lead=label(word))
    return page.text()


def situation_text(one: OrderedItem, as_of: date | None = None) -> str:
    """How it stands on a day, with the days it is overdue; without a day, done or not."""
    if one.revocation is not None and one.is_revoked(as_of):
        return f"已撤销({one.revocation.revoked_on})"
    state = one.state(as_of)
    match state:
        case RectificationState.DONE:
            return f"{state}({one.done_on})"
        case RectificationState.OVERDUE if as_of is not None:
            return f"逾期 {(as_of - one.deadline(as_of)).days} 天"
    return str(state)


def rectification_shape(one: OrderedItem, as_of: date | None = None) -> dict[str, object]:
    """One item for machines, with its state on a day; without one, done or not."""
    return {
        "id": one.id,
        "project": one.project,
        "matter": one.item.matter,
        "deadline": one.deadline().isoformat(),
        "first_deadline": one.item.deadline.isoformat(),
        "position": one.ordered,
        "authority": one.authority,
        "number": one.number,
        "issued_on": one.issued_on.isoformat(),
        "state": one.state(as_of).value,
        "done_on": one.done_on.isoformat() if one.done_on else None,
        "evidence": one.evidence or None,
        "extensions": [
            {
                "on": later.extended_on.isoformat(),
                "deadline": later.deadline.isoformat(),
                "document": later.document,
                "reason": later.reason,
            }
            for later in one.extensions
        ],
        "revoked": {
            "on": one.revocation.revoked_on.isoformat(),
            "document": one.revocation.document,
            "reason": one.revocation.reason,
        }
        if one.revocation
        else None,
    }


def rectifications_section(books: Reading, code: str) -> LedgerSection | None:
    """What a project was ordered to put right."""
    found = rectifications.of_project(books, code)
    if not found:
        return None
    lines = tuple(
        (one.id, f"{one.item.matter}  期限 {one.deadline()}  {situation_text(one)}  {one.number}") for one in found
    )
    return LedgerSection("rectifications", "整改", lines, [rectification_shape(one) for one in found])


def _lines(one: OrderedItem, as_of: date) -> Iterator[tuple[str, str]]:
    yield "事项", one.item.matter
    yield "状态", situation_text(one, as_of)
    yield "期限", one.deadline().isoformat() + (f",原为 {one.item.deadline}" if one.extensions else "")
    yield "下达", f"{one.issued_on}  {one.authority}  {one.number}"
    if one.done_on is not None:
        yield "完成", f"{one.done_on}  {one.evidence}"
    for place, correction in enumerate(_corrections(one)):
        yield "" if place else "变动", correction


def _corrections(one: OrderedItem) -> Iterator[str]:
    for later in one.extensions:
        yield f"{later.extended_on} 延期至 {later.deadline},{later.document}:{later.reason}"
    if one.revocation is not None:
        yield f"{one.revocation.document}:{one.revocation.reason}"
