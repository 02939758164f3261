"""Quotas as text and JSON: balances, one metric with its projects, the history of an account."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from checker.ledger import bookings, submissions
from checker.ledger.accounts import Account
from checker.ledger.bookings import Booking
from checker.ledger.quotas import LimitChange, QuotaChange
from checker.ledger.storage import Reading
from checker.model.standing import QuotaBalance, QuotaDirection
from checker.render.ledger_amounts import amount_text, bar
from checker.render.ledger_section import LedgerSection
from checker.render.ledger_status import local_time
from checker.render.lines import visible
from checker.render.table import Head, render_table

_BALANCES: Final = (
    Head("年份", whole=True),
    Head("限额", figures=True),
    Head("已用", figures=True),
    Head("预留", figures=True),
    Head("余量", figures=True),
    Head("占用", whole=True),
)
_BOOKINGS: Final = (
    Head("项目", whole=True),
    Head("申报", whole=True),
    Head("占用", figures=True),
    Head("预留", figures=True),
    Head("已批", figures=True),
    Head(""),
)
_CHANGES: Final = (
    Head("指标", whole=True),
    Head("年份", whole=True),
    Head("台账", figures=True),
    Head("规则包", figures=True),
    Head("", whole=True),
    Head("条款"),
)
_HISTORY: Final = (
    Head("位置", figures=True),
    Head("时间", whole=True),
    Head("经办人", whole=True),
    Head("事项", whole=True),
    Head("数量", figures=True),
    Head("文号或项目", whole=True),
    Head("原因"),
)
LEGEND: Final = "占用:# 已用,= 预留,. 余量,! 已超;? 基数未录,余量不明。已用含全市基数和已批项目"


def render_balances(found: Sequence[QuotaBalance], *, width: int) -> str:
    """A line per year below each metric, with a bar; ceilings first, then targets, then inputs."""
    order = list(QuotaDirection)
    listed = sorted(found, key=lambda one: (order.index(one.direction), one.metric, one.year))
    rows = [
        [
            str(one.year),
            "" if one.limit is None else amount_text(one.limit, one.unit),
            _used(one),
            amount_text(one.reserved, one.unit) if one.reserved else "",
            "" if one.limit is None else amount_text(one.headroom, one.unit),
            bar(one.limit, one.used, one.reserved),
        ]
        for one in listed
    ]
    head, rule, *lines = render_table(_BALANCES, rows, width - 2).splitlines()
    text = [f"  {head}", f"  {rule}"]
    named = ""
    for one, line in zip(listed, lines, strict=True):
        if one.metric != named:
            named = one.metric
            text.append(f"{visible(one.metric)}({one.direction.value})")
        text.append(f"  {line}")
    return "".join(f"{line}\n" for line in text)


def render_limit_changes(changes: Sequence[LimitChange], *, width: int) -> str:
    """A line per limit that adopting a rule book would change."""
    rows = [
        [one.metric, str(one.year), _limit(one.before), _limit(one.after), _manner(one), one.after.limit_source]
        for one in changes
    ]
    return render_table(_CHANGES, rows, width)


def render_account(account: Account, held: Sequence[tuple[Booking, str]], *, width: int) -> str:
    """One account with the documents behind it, and what each project holds, with the state of its application."""
    one = account.balance
    lines = [f"{one.year} 年{one.metric}({one.direction.value})"]
    if one.limit is not None:
        lines.append(f"  限额  {amount_text(one.limit, one.unit)}  {account.limit_source}")
    elif one.direction is QuotaDirection.INPUT:
        lines.append(f"  计量  没有限额  {account.limit_source}")
    else:
        lines.append(f"  限额  已终止  {account.limit_source}")
    source = f"  {account.baseline_source}" if account.baseline_source else ""
    lines.append(f"  基数  {'未录入' if one.baseline is None else amount_text(one.baseline, one.unit)}{source}")
    lines.append(f"  已批  {amount_text(one.committed, one.unit)}")
    lines.append(f"  预留  {amount_text(one.reserved, one.unit)}")
    if one.limit is not None:
        word = "余量" if one.direction is QuotaDirection.CEILING else "距目标"
        lines.append(
            f"  {word}  {amount_text(one.headroom, one.unit)}  {bar(one.limit, one.used, one.reserved)}".rstrip()
        )
    text = "".join(visible(line) + "\n" for line in lines)
    if not held:
        return text
    rows = [
        [
            booking.project,
            state,
            amount_text(booking.requested, booking.unit),
            amount_text(booking.reserved, booking.unit),
            amount_text(booking.committed, booking.unit),
            _remark(booking),
        ]
        for booking, state in held
    ]
    return text + "\n" + render_table(_BOOKINGS, rows, width)


def render_quota_history(changes: Sequence[QuotaChange], unit: str, *, width: int) -> str:
    """A line per change, oldest first."""
    rows = [
        [
            str(one.position),
            local_time(one.at),
            one.actor,
            one.kind.label,
            _moved(one, unit),
            one.project or one.source,
            one.reason,
        ]
        for one in changes
    ]
    return render_table(_HISTORY, rows, width)


def balance_shape(one: QuotaBalance) -> dict[str, object]:
    """One balance for machines; amounts are numbers in ``unit``."""
    return {
        "metric": one.metric,
        "year": one.year,
        "direction": one.direction.value,
        "unit": one.unit,
        "limit": one.limit,
        "source": one.source,
        "rules": list(one.rules),
        "baseline": one.baseline,
        "committed": one.committed,
        "used": one.used,
        "reserved": one.reserved,
        "headroom": one.headroom,
    }


def account_shape(account: Account, held: Sequence[tuple[Booking, str]]) -> dict[str, object]:
    """One account with its bookings for machines."""
    shape = balance_shape(account.balance)
    shape["limit_set_by"] = account.origin.value
    shape["baseline_source"] = account.baseline_source or None
    shape["bookings"] = [{**booking_shape(booking), "state": state} for booking, state in held]
    return shape


def booking_shape(one: Booking) -> dict[str, object]:
    """What a project takes and holds of one account for machines."""
    return {
        "project": one.project,
        "metric": one.metric,
        "year": one.year,
        "unit": one.unit,
        "direction": one.direction.value,
        "requested": one.requested,
        "reserved": one.reserved,
        "committed": one.committed,
        "waiting": one.is_waiting,
    }


def change_shape(one: QuotaChange, unit: str) -> dict[str, object]:
    """One change of an account for machines; times are UTC."""
    return {
        "position": one.position,
        "at": one.at,
        "by": one.actor,
        "kind": one.kind.value,
        "name": one.name,
        "unit": unit,
        "value": one.value,
        "source": one.source or None,
        "reason": one.reason or None,
        "project": one.project or None,
        "reserved": one.reserved if one.project else None,
        "committed": one.committed if one.project else None,
    }


def quotas_section(books: Reading, code: str) -> LedgerSection | None:
    """What a project takes of the city's quotas."""
    found = bookings.of(books, code)
    if not found:
        return None
    lines = tuple((f"{one.year} 年", f"{one.metric}  {_holding(one)}") for one in found)
    return LedgerSection("quotas", "额度占用", lines, [booking_shape(one) for one in found])


def with_states(books: Reading, held: Sequence[Booking]) -> list[tuple[Booking, str]]:
    """Each booking with the state of its project's application."""
    states = {one.project: submissions.current(books, one.project) for one in held}
    return [(one, found.state.value if (found := states[one.project]) else "") for one in held]


def _used(one: QuotaBalance) -> str:
    if one.used is not None:
        return amount_text(one.used, one.unit)
    return f"未录+{amount_text(one.committed, one.unit)}" if one.committed else "基数未录"


def _limit(account: Account | None) -> str:
    if account is None:
        return "无"
    if account.direction is QuotaDirection.INPUT:
        return "计量"
    return "终止" if account.limit is None else amount_text(account.balance.limit, account.unit)


def _manner(one: LimitChange) -> str:
    if one.before is None:
        return "新增"
    if one.after.limit is None and one.before.limit is not None:
        return "终止"
    return "放宽" if one.loosens else "改动"


def _moved(one: QuotaChange, unit: str) -> str:
    if one.name != "booking":
        return "终止" if one.value is None else amount_text(one.value, unit)
    parts = [(word, value) for word, value in (("预留", one.reserved), ("已批", one.committed)) if value]
    return " ".join(f"{word}{'+' if value > 0 else ''}{amount_text(value, unit)}" for word, value in parts)


def _remark(one: Booking) -> str:
    if one.is_waiting:
        return "部分待额度" if one.reserved else "待额度"
    return "数量未知" if one.requested is None else ""


def _holding(one: Booking) -> str:
    words = [f"占用 {amount_text(one.requested, one.unit)}"]
    words += [
        f"{word} {amount_text(value, one.unit)}"
        for word, value in (("预留", one.reserved), ("已批", one.committed))
        if value
    ]
    return ",".join([*words, *([_remark(one)] if _remark(one) else [])])
