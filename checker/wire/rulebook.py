"""The rule book over the wire: which one it is, its rules and clauses."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from checker.bundle.source import SourceState
from checker.rulebook import RuleBook
from checker.wire.body import Body, Day
from checker.wire.consultations import DepartmentsBody


class PackBody(Body):
    """One rule pack."""

    id: str = Field(description="编号")
    title: str = Field(description="名称")
    version: str = Field(description="版本")
    hash: str = Field(description="内容的 sha256")


class SourceBody(Body):
    """The bundle in use, and how the service came by it; times are UTC, null for what has not happened."""

    url: str = Field(description="规则包文件的地址")
    serial: int = Field(description="规则包文件的序号")
    key_id: str = Field(description="签名所用密钥的编号")
    created: str | None = Field(description="何时打包")
    fetched_at: str | None = Field(description="何时取来")
    checked_at: str | None = Field(description="最近何时查看")
    last_error: str | None = Field(description="最近一次为什么没有取到;正常为 null")


class RulebookBody(Body):
    """The rule book that the next check is made with."""

    hash: str = Field(description="规则库内容的 sha256")
    packs: list[PackBody] = Field(description="规则包")
    rules: int = Field(description="多少条规则")
    clauses: int = Field(description="多少条条款")
    source: SourceBody | None = Field(description="规则包文件从哪里来;本机文件夹的为 null")


class ReloadBody(Body):
    """What came of loading the rules anew."""

    hash: str = Field(description="现在的规则库")
    changed: bool = Field(description="是否换了规则库")


class PeriodBody(Body):
    """From when to when; null where it has no beginning or end."""

    from_: Day | None = Field(alias="from", description="起始日")
    to: Day | None = Field(description="终止日")


class EscalationBody(Body):
    """When a violation does more."""

    when: str = Field(description="条件(FEEL)")
    effect: str = Field(description="处置")
    basis: list[str] = Field(description="上位依据")


class RuleBody(Body):
    """One rule, or one derivation; expressions are FEEL."""

    kind: str = Field(description="rule 规则,derivation 推导")
    id: str = Field(description="编号")
    title: str = Field(description="名称")
    pack: str = Field(description="规则包")
    in_force: PeriodBody = Field(description="有效期")
    clause: str | None = Field(description="条款")
    basis: list[str] = Field(description="上位依据")
    sources: list[str] = Field(description="数值来源")
    effect: str | None = Field(None, description="规则:处置")
    applies: str | None = Field(None, description="规则:适用于")
    require: str | None = Field(None, description="规则:要求")
    escalate: list[EscalationBody] | None = Field(None, description="规则:何时加重")
    message: str | None = Field(None, description="规则:说明")
    remedy: str | None = Field(None, description="规则:怎么改")
    derive: str | None = Field(None, description="推导:哪个事实")
    when: str | None = Field(None, description="推导:条件")
    value: str | None = Field(None, description="推导:取值")
    notes: str | None = Field(description="备注")
    file: str = Field(description="文件")
    line: int = Field(description="行")


class DocumentBody(Body):
    """The document of a clause."""

    id: str = Field(description="编号")
    title: str = Field(description="名称")
    number: str = Field(description="文号")
    issuer: str = Field(description="发布机关")
    issued: Day | None = Field(description="发布日期")
    in_force: PeriodBody = Field(description="有效期")


class ClauseBody(Body):
    """One clause of the register."""

    reference: str = Field(description="引用:文号#条款号")
    document: DocumentBody = Field(description="文件")
    clause: str = Field(description="条款路径")
    quote: str | None = Field(description="原文")
    summary: str | None = Field(description="摘要,非原文")
    strength: str | None = Field(description="语气")
    ceiling: str | None = Field(description="至多可致的处置")
    status: str = Field(description="核验标记")
    departments: DepartmentsBody = Field(description="责任单位")
    data: str | None = Field(description="所需资料")
    reading: str | None = Field(description="理解")
    years: str | None = Field(description="适用年份")
    disposition: dict[str, Any] | None = Field(description="没有规则的,去向")
    file: str = Field(description="文件")
    line: int = Field(description="行")


def rulebook_shape(book: RuleBook, source: SourceState | None) -> dict[str, object]:
    """Which rule book it is, and where it came from."""
    return {
        "hash": book.hash,
        "packs": [{"id": p.id, "title": p.title, "version": p.version, "hash": p.hash} for p in book.packs],
        "rules": len(book.rules),
        "clauses": len(book.clauses),
        "source": {
            "url": source.url,
            "serial": source.serial,
            "key_id": source.key_id,
            "created": source.created or None,
            "fetched_at": source.fetched_at or None,
            "checked_at": source.checked_at or None,
            "last_error": source.last_error or None,
        }
        if source
        else None,
    }
