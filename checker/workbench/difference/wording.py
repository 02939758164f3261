"""Wording: what differs between two findings of one rule that come to the same outcome, item by item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

from checker.model.report import Citation, Finding, QuotaLine, Trace
from checker.review.display import scalar_text

Difference: TypeAlias = tuple[str, str, str]
"""The name of what differs, as it was, as it is."""

EFFECT = "处置"
"""The name under which an effect differs."""

_TRUTHS = {True: "成立", False: "不成立", None: "尚不能确定"}


def differences(before: Finding, after: Finding) -> Iterator[Difference]:
    """Everything a report prints of the findings that is not the same; how it was judged only where nothing else is."""
    pairs = (
        ("名称", before.title, after.title),
        (EFFECT, before.effect.label, after.effect.label),
        ("说明", before.message, after.message),
        ("要求", before.required, after.required),
        ("差距", before.gap, after.gap),
        ("缺少", "、".join(before.missing), "、".join(after.missing)),
        ("怎么改", before.remedy, after.remedy),
        ("事实", *_only(_observed(before), _observed(after))),
        ("推算", "、".join(before.chain), "、".join(after.chain)),
        ("额度", *_only(map(_quota, before.quotas), map(_quota, after.quotas))),
    )
    found = [each for each in pairs if each[1] != each[2]]
    found += _citations(before.citations, after.citations)
    if not found and before.trace != after.trace:
        found.append(("判断过程", *_only(_steps(before.trace), _steps(after.trace))))
    yield from found


def _only(before: Iterable[str], after: Iterable[str]) -> tuple[str, str]:
    """What only the one side says, and what only the other; all of it where no more than the order differs."""
    was, becomes = list(before), list(after)
    gone, come = [each for each in was if each not in becomes], [each for each in becomes if each not in was]
    if not gone and not come:
        gone, come = was, becomes
    return "；".join(gone), "；".join(come)


def _observed(finding: Finding) -> Iterator[str]:
    return (f"{seen.fact} {scalar_text(seen.value, seen.unit)}" for seen in finding.observed)


def _quota(line: QuotaLine) -> str:
    amounts = (("上限", line.limit), ("已用", line.used), ("预留", line.reserved), ("申请", line.requested))
    told = "，".join(f"{name} {scalar_text(amount, line.unit)}" for name, amount in amounts)
    return f"{line.year} 年{line.metric}{line.direction.value}：{told}（{line.source}）"


def _steps(traces: Iterable[Trace]) -> Iterator[str]:
    """Each condition with what it came to and saw."""
    for trace in traces:
        seen = "，".join(f"{value.fact} {scalar_text(value.value, value.unit)}" for value in trace.values)
        written = f"[{trace.expression}]" if trace.expression else ""
        yield f"{trace.label}{trace.text}{written} {_TRUTHS[trace.truth]}{f'（{seen}）' if seen else ''}"
        yield from _steps(trace.children)


def _citations(before: Sequence[Citation], after: Sequence[Citation]) -> Iterator[Difference]:
    """Which clauses are cited, then what differs in those that both cite."""
    was, becomes = _by_place(before), _by_place(after)
    if list(was) != list(becomes):
        yield "引用", _references(before), _references(after)
    for place, old in was.items():
        new = becomes.get(place)
        if new is None or old == new:
            continue
        for name, one, other in zip(_ASPECTS, _aspects(old), _aspects(new), strict=True):
            if one != other:
                yield f"引用 {new.reference} {name}", one, other


def _by_place(citations: Sequence[Citation]) -> dict[tuple[str, str, str, int], Citation]:
    """The citations by document, clause and role; one that stands twice is told apart by its position."""
    found: dict[tuple[str, str, str, int], Citation] = {}
    for citation in citations:
        place = (citation.document, citation.clause, citation.role)
        found[*place, sum(known[:3] == place for known in found)] = citation
    return found


def _references(citations: Sequence[Citation]) -> str:
    return "、".join(citation.reference for citation in citations)


_ASPECTS = ("文件", "写法", "标记", "原文", "摘要", "语气", "牵头", "配合")


def _aspects(citation: Citation) -> tuple[str, ...]:
    return (
        citation.title,
        citation.reference,
        citation.status.value,
        citation.quote,
        citation.summary,
        citation.strength,
        "、".join(citation.lead),
        "、".join(citation.cooperating),
    )
