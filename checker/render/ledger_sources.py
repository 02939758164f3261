"""Sources of replacement as text and JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from checker.ledger import sources
from checker.ledger.sources import Offered, SourceBalance
from checker.ledger.storage import Reading
from checker.render.ledger_amounts import amount_text, bar
from checker.render.ledger_section import LedgerSection
from checker.render.lines import visible
from checker.render.table import Head, render_table

_SOURCES: Final = (
    Head("编号", whole=True),
    Head("用途", whole=True),
    Head("企业"),
    Head("设施"),
    Head("数量", figures=True),
    Head("已批", figures=True),
    Head("预留", figures=True),
    Head("可用", figures=True),
    Head("占用", whole=True),
)
_OFFERS: Final = (
    Head("项目", whole=True),
    Head("取用", figures=True),
    Head("预留", figures=True),
    Head("已批", figures=True),
    Head(""),
)


def render_sources(found: Sequence[SourceBalance], *, width: int) -> str:
    """A line per source, with a bar."""
    rows = [
        [
            one.source.id,
            one.source.use.value,
            one.source.enterprise,
            one.source.facility,
            amount_text(one.source.amount, one.source.unit),
            amount_text(one.committed, one.source.unit),
            amount_text(one.reserved, one.source.unit),
            amount_text(one.free, one.source.unit),
            bar(one.source.amount, one.committed, one.reserved),
        ]
        for one in found
    ]
    return render_table(_SOURCES, rows, width)


def render_source(one: SourceBalance, offers: Sequence[Offered], *, width: int) -> str:
    """One source with its document, and which projects hold of it."""
    source, unit = one.source, one.source.unit
    facts = [
        ("用途", source.use.value),
        ("企业", source.enterprise),
        ("设施", source.facility),
        ("产品", source.product),
        ("数量", amount_text(source.amount, unit)),
        ("文件", source.document),
        ("可用日期", source.available_from.isoformat()),
        ("可用", f"{amount_text(one.free, unit)}  {bar(source.amount, one.committed, one.reserved)}"),
    ]
    text = "".join(visible(line) + "\n" for line in [source.id, *(f"  {word}  {said}" for word, said in facts if said)])
    if not offers:
        return text
    rows = [
        [
            offer.project,
            amount_text(offer.requested, unit),
            amount_text(offer.reserved, unit),
            amount_text(offer.committed, unit),
            "待落实" if offer.is_waiting else "",
        ]
        for offer in offers
    ]
    return text + "\n" + render_table(_OFFERS, rows, width)


def source_shape(one: SourceBalance, offers: Sequence[Offered] | None = None) -> dict[str, object]:
    """One source for machines; amounts are numbers in ``unit``."""
    source = one.source
    shape: dict[str, object] = {
        "id": source.id,
        "use": source.use.value,
        "enterprise": source.enterprise,
        "facility": source.facility,
        "product": source.product or None,
        "unit": source.unit,
        "amount": source.amount,
        "committed": one.committed,
        "reserved": one.reserved,
        "free": one.free,
        "document": source.document,
        "available_from": source.available_from.isoformat(),
    }
    if offers is not None:
        shape["offers"] = [offer_shape(offer) for offer in offers]
    return shape


def offer_shape(one: Offered) -> dict[str, object]:
    """What a project asks and holds of one source for machines."""
    return {
        "project": one.project,
        "source": one.source,
        "unit": one.unit,
        "requested": one.requested,
        "reserved": one.reserved,
        "committed": one.committed,
        "waiting": one.is_waiting,
    }


def sources_section(books: Reading, code: str) -> LedgerSection | None:
    """The sources that a project offers as replacement."""
    found = sources.offers_of(books, project=code)
    if not found:
        return None
    lines = tuple((one.source, _holding(one)) for one in found)
    return LedgerSection("sources", "替代来源", lines, [offer_shape(one) for one in found])


def _holding(one: Offered) -> str:
    words = [f"取用 {amount_text(one.requested, one.unit)}"]
    if one.reserved:
        words.append(f"预留 {amount_text(one.reserved, one.unit)}")
    if one.committed:
        words.append(f"已批 {amount_text(one.committed, one.unit)}")
    return ",".join([*words, *(["待落实"] if one.is_waiting else [])])
