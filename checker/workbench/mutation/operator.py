"""Mutation operators: the slips a person may make in a rule, by kind."""

from __future__ import annotations

from enum import StrEnum


class Operator(StrEnum):
    """What a mutant does to what is written."""

    COMPARISON = "comparison"
    LIMIT = "limit"
    FIGURE = "figure"
    CONDITION = "condition"
    CHOICE = "choice"
    QUANTIFIER = "quantifier"
    DATE = "date"
    EFFECT = "effect"
    ESCALATION = "escalation"

    @property
    def label(self) -> str:
        """The Chinese word policy staff read."""
        return _LABELS[self]

    @property
    def doc(self) -> str:
        """One Chinese sentence: what the operator does."""
        return _DOCS[self]

    @property
    def is_boundary(self) -> bool:
        """Whether it moves a limit or the side a limit belongs to."""
        return self in (Operator.COMPARISON, Operator.LIMIT)


_LABELS = {
    Operator.COMPARISON: "比较",
    Operator.LIMIT: "限值",
    Operator.FIGURE: "数字",
    Operator.CONDITION: "条件",
    Operator.CHOICE: "选项",
    Operator.QUANTIFIER: "量词",
    Operator.DATE: "日期",
    Operator.EFFECT: "处置",
    Operator.ESCALATION: "升级",
}
_DOCS = {
    Operator.COMPARISON: "比较号换成邻近的一个,如 >= 换成 >,= 换成 !=",
    Operator.LIMIT: "拿来比较的数、参数值、决策表的数加减末位一个单位",
    Operator.FIGURE: "其余的数(系数、位置)加减末位一个单位",
    Operator.CONDITION: "去掉 and、or 的一项,去掉 not、if 的一支、筛选或整个适用条件",
    Operator.CHOICE: "去掉 in 列表里的一项",
    Operator.QUANTIFIER: "some 与 every 互换",
    Operator.DATE: "有效期的起止和写明的日期挪动一天",
    Operator.EFFECT: "处置换成相邻的一级",
    Operator.ESCALATION: "去掉升级处置的一项",
}
