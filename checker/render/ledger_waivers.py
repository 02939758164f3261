"""Waivers as text and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from checker.ledger import waivers
from checker.ledger.storage import Reading
from checker.ledger.waivers import GrantedWaiver
from checker.render.detailed_table import render_detailed_table
from checker.render.ledger_section import LedgerSection
from checker.render.table import Head

_COLUMNS = (Head("编号", whole=True), Head("项目", whole=True), Head("到期日", whole=True), Head("情况", whole=True))


def render_waivers(found: Sequence[GrantedWaiver], as_of: date, *, width: int) -> str:
    """The waivers, and whether each counts on a day."""
    rows = [
        (
            (one.id, one.project, one.expires_on.isoformat(), _situation(one, as_of)),
            (
                f"{'、'.join(one.rules)}:{one.scope}",
                f"{one.authority} {one.number},{one.granted_on} 批准",
                one.revocation and f"撤销:{one.revocation}",
            ),
        )
        for one in found
    ]
    return render_detailed_table(_COLUMNS, rows, width)


def waiver_shape(one: GrantedWaiver, as_of: date | None = None) -> dict[str, object]:
    """One waiver for machines, and whether it counts on a day."""
    return {
        "id": one.id,
        "project": one.project,
        "rules": list(one.rules),
        "authority": one.authority,
        "number": one.number,
        "granted_on": one.granted_on.isoformat(),
        "position": one.granted,
        "scope": one.scope,
        "expires_on": one.expires_on.isoformat(),
        "revoked_on": one.revoked_on.isoformat() if one.revoked_on else None,
        "revocation": one.revocation or None,
        "counts": one.counts(as_of) if as_of else None,
    }


def waivers_section(books: Reading, code: str) -> LedgerSection | None:
    """The waivers of a project."""
    found = waivers.of_project(books, code)
    if not found:
        return None
    lines = tuple((one.id, f"{'、'.join(one.rules)}  {_term(one)}  {one.number}") for one in found)
    return LedgerSection("waivers", "豁免", lines, [waiver_shape(one) for one in found])


def _term(one: GrantedWaiver) -> str:
    ended = f",{one.revoked_on} 撤销" if one.revoked_on else ""
    return f"{one.granted_on} 至 {one.expires_on}{ended}"


def _situation(one: GrantedWaiver, as_of: date) -> str:
    if one.counts(as_of):
        return "有效"
    if as_of < one.granted_on:
        return f"{one.granted_on} 起有效"
    return f"已撤销({one.revoked_on})" if one.revoked_on and one.revoked_on <= as_of else "已到期"
