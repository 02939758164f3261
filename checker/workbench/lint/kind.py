"""Kinds of mistakes: the stable codes of diagnostics, how much each matters, and what it means in general."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from checker.workbench.lint.diagnostic import Severity


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of mistake: its code, its severity, a title of a few words."""

    code: str
    severity: Severity
    title: str


_ERRORS: Final = {
    # files
    "no-pack": "没有规则包",
    "stray-file": "规则包里有不该有的文件",
    "unreadable-file": "文件无法读取",
    "wrong-encoding": "编码不是 UTF-8",
    "not-text": "不是文本文件",
    "file-too-large": "文件过大",
    "empty-file": "文件是空的",
    # YAML
    "yaml-syntax": "YAML 读不通",
    "yaml-alias": "用了锚点或别名",
    "yaml-tag": "用了 YAML 标签",
    "several-documents": "一个文件里有几个 YAML 文档",
    "control-character": "有不可见的控制字符",
    "duplicate-key": "键重复",
    "too-deep": "嵌套过深",
    "too-many-values": "内容过多",
    # keys and values
    "unknown-key": "不认识的键",
    "missing-key": "缺少必写的键",
    "conflicting-keys": "几个键不能并用",
    "unknown-choice": "不在可选值之中",
    "invalid-value": "值的写法不对",
    "invalid-date": "日期不对",
    "invalid-name": "名称不能用",
    "invalid-quantity": "不是数量",
    "unknown-unit": "未知单位",
    "reversed-period": "终止日不晚于起始日",
    # ids and references
    "duplicate-id": "编号重复",
    "duplicate-name": "名称重复",
    "unknown-clause": "引用的条款没有登记",
    "ambiguous-clause": "引用的条款不止一个",
    "unverified-clause": "引用了没有核实的条款",
    "unknown-rule": "引用的规则不存在",
    "unknown-metric": "引用的指标没有登记",
    "unknown-csv": "引用的 CSV 不存在",
    "unused-csv": "没有表使用的 CSV",
    # expressions
    "expression-syntax": "表达式写法有误",
    "unknown-fact": "未知事实",
    "unknown-member": "没有这个成员",
    "unknown-function": "未知函数或决策表",
    "unknown-value": "事实没有这个取值",
    "wrong-arguments": "函数的参数不对",
    "invalid-pattern": "正则表达式无效",
    "unit-mismatch": "单位不符",
    "type-mismatch": "类型不符",
    "not-a-condition": "应为是非判断",
    "unknown-placeholder": "占位符不认识",
    "broken-placeholder": "占位符的花括号不成对",
    # force of clauses
    "ceiling-too-high": "力度上限超过条文语气",
    "strength-unsaid": "条文语气没有写明",
    "effect-too-strong": "处置超过条款所许",
    "effect-not-in-force": "处置的依据那时没有生效",
    "escalation-not-graver": "加重处置并不更重",
    "missing-source": "数值没有来源",
    # dates
    "outside-document": "有效期超出所引文件",
    "period-overlap": "有效期重叠",
    # derivations
    "circular-derivation": "推导成环",
    "clashing-derivations": "推导互相抵触",
    # decision tables
    "empty-cell": "空格子",
    "empty-table": "表里没有行",
    "table-too-large": "表过大",
    "row-shape": "行的格数不对",
    "csv-format": "CSV 写法有误",
    "csv-columns": "CSV 的列不对",
    "empty-interval": "区间里没有值",
    "hit-policy": "命中策略与列不合",
    "rows-overlap": "行与行重叠",
    "table-mismatch": "同名的表不一致",
    "quota-directions": "额度既有上限又有目标",
    # conditions
    "never-applies": "条件永远不会成立",
    "invalid": "规则包有误",
}
_WARNINGS: Final = {
    "dead-alternative": "有一支永远不会成立",
    "dead-escalation": "加重处置永远用不上",
    "always-violated": "适用时永远不符合",
    "always-satisfied": "适用时永远符合",
    "row-unreachable": "永远取不到的行",
    "table-gap": "表有空档",
    "period-gap": "前后两版之间有空档",
    "rules-overlap": "前后两版规则同时有效",
    "value-missing": "规则有效而所用的数值没有",
    "never-derived": "没有推导给出的事实",
    "unused-parameter": "没有用到的参数",
    "unused-table": "没有用到的决策表",
}
_NOTES: Final = {
    "inputs-without-row": "没有对应行的组合",
    "only-reported": "只列入报告的推导事实",
    "kept-unused": "留着备查的参数或表",
    "unused-application-facts": "规则没有用到的申报字段",
    "checks-skipped": "没有进行的检查",
}

KINDS: Final[Mapping[str, Kind]] = {
    code: Kind(code, severity, title)
    for severity, titles in ((Severity.ERROR, _ERRORS), (Severity.WARNING, _WARNINGS), (Severity.NOTE, _NOTES))
    for code, title in titles.items()
}


def severity_of(code: str) -> Severity:
    """How much a mistake of this kind matters; an unknown kind is an error."""
    return KINDS[code].severity if code in KINDS else Severity.ERROR
