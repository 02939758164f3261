"""Submissions as text and JSON: what was taken in, what it holds, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from checker.ledger import submissions
from checker.ledger.bookings import Booking
from checker.ledger.sources import Offered
from checker.ledger.storage import Reading
from checker.ledger.submissions import Submission
from checker.render.ledger_amounts import amount_text
from checker.render.ledger_quotas import booking_shape
from checker.render.ledger_section import LedgerSection
from checker.render.ledger_sources import offer_shape
from checker.render.table import Head, render_table

_COLUMNS: Final = (
    Head("项目", whole=True),
    Head("名称"),
    Head("受理日期", whole=True),
    Head("情况", whole=True),
    Head("自", whole=True),
)
_HOLDINGS: Final = (Head("指标或来源"), Head("年份", whole=True), Head("占用", figures=True), Head("情况", whole=True))


def render_submissions(found: Sequence[tuple[Submission, str]], *, width: int) -> str:
    """A line per submission, with the name of its project."""
    rows = [
        [one.project, name, one.submitted_on.isoformat(), one.state.value, one.state_since.isoformat()]
        for one, name in found
    ]
    return render_table(_COLUMNS, rows, width)


def render_holdings(held: Sequence[Booking], offers: Sequence[Offered], *, width: int) -> str:
    """What a submission takes of quotas and sources, and whether it was reserved."""
    rows = [[one.metric, str(one.year), amount_text(one.requested, one.unit), _situation(one)] for one in held]
    rows += [
        [f"来源 {one.source}", "", amount_text(one.requested, one.unit), "待落实" if one.is_waiting else "已预留"]
        for one in offers
    ]
    return render_table(_HOLDINGS, rows, width) if rows else ""


def submission_shape(
    one: Submission, held: Sequence[Booking] | None = None, offers: Sequence[Offered] | None = None
) -> dict[str, object]:
    """One submission for machines."""
    shape: dict[str, object] = {
        "project": one.project,
        "position": one.position,
        "application": one.application,
        "submitted_on": one.submitted_on.isoformat(),
        "state": one.state.value,
        "state_since": one.state_since.isoformat(),
        "demands": [
            {"metric": demand.metric, "unit": demand.unit, "amount": demand.amount, "first_year": demand.first_year}
            for demand in one.demands
        ],
    }
    if held is not None:
        shape["quotas"] = [booking_shape(booking) for booking in held]
    if offers is not None:
        shape["sources"] = [offer_shape(offer) for offer in offers]
    return shape


def submissions_section(books: Reading, code: str) -> LedgerSection | None:
    """The submissions of a project, oldest first."""
    found = submissions.of(books, code)
    if not found:
        return None
    lines = tuple((one.submitted_on.isoformat(), f"受理;{one.state_since} 起{one.state}") for one in found)
    return LedgerSection("submissions", "申报", lines, [submission_shape(one) for one in found])


def _situation(one: Booking) -> str:
    if one.is_waiting:
        return f"已预留 {amount_text(one.reserved, one.unit)},其余待额度" if one.reserved else "待额度"
    if one.requested is None:
        return "数量未知"
    return "已预留" if one.reserved or one.committed else "不占用"
