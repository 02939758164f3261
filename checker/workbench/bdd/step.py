"""Steps: what a line of a scenario may say, each defined once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from inspect import signature
from typing import Any, Final, TypeVar

Rows = Sequence[Sequence[str]]
"""The table below a step: rows of cells."""

TABLE: Final = "table"
"""The argument under which a step function takes its table."""

COMMA: Final = r"[,\uff0c]"
"""A comma in a pattern, half or full width."""

_Function = TypeVar("_Function", bound=Callable[..., None])
_GROUP: Final = re.compile(r"\(\?P<(\w+)>(?:\[\^\"\]|\\d|\\d\{4\}-\\d\{2\}-\\d\{2\}|\\d\{4\})[+*]?\)")
_OPTIONAL: Final = re.compile(r"\(\?P<\w+>([^()\[\]]+)\)\?")
_OPTIONAL_PART: Final = re.compile(r"\(\?:([^()]+)\)\?")

_WORDS: Final[Mapping[str, str]] = {
    "amount": "数量",
    "authority": "机关",
    "clause": "条款",
    "conclusion": "会商结论",
    "day": "日期",
    "document": "文号",
    "fact": "事实",
    "label": "字段",
    "limit": "上限",
    "metric": "指标",
    "name": "栏目",
    "path": "文件",
    "position": "序号",
    "reserved": "预留",
    "rule": "规则编号",
    "text": "内容",
    "used": "已用",
    "word": "词语",
    "year": "年份",
}


class StepKind(StrEnum):
    """What a step does: it gives something, has the application reviewed, or asks about the report."""

    GIVEN = "given"
    WHEN = "when"
    THEN = "then"

    @property
    def keyword(self) -> str:
        """The Chinese keyword that opens it."""
        return _KEYWORDS[self]


_KEYWORDS = {StepKind.GIVEN: "假如", StepKind.WHEN: "当", StepKind.THEN: "那么"}


@dataclass(frozen=True, slots=True, eq=False)
class StepDefinition:
    """One step: its pattern, the function that does it, and ``form``, the step as a person would write it."""

    kind: StepKind
    pattern: re.Pattern[str]
    function: Callable[..., None]
    form: str
    takes_table: bool

    @property
    def meaning(self) -> str:
        """What it does, in one English sentence."""
        return (self.function.__doc__ or "").strip()


@dataclass(frozen=True, slots=True)
class StepCall:
    """A step with what a scenario filled in; called with the desk, or with the answer for a step that asks."""

    function: Callable[..., None]
    arguments: Mapping[str, Any]

    def __call__(self, subject: object) -> None:
        """Do the step."""
        self.function(subject, **self.arguments)

    @property
    def rule(self) -> str:
        """The rule it names, or an empty text."""
        return str(self.arguments.get("rule") or "")


LIBRARY: Final[list[StepDefinition]] = []
"""Every step there is, in the order of definition."""


def given(pattern: str) -> Callable[[_Function], _Function]:
    """Define a step that writes something down at the desk."""
    return _define(StepKind.GIVEN, pattern)


def when(pattern: str) -> Callable[[_Function], _Function]:
    """Define a step that hands the application in."""
    return _define(StepKind.WHEN, pattern)


def then(pattern: str) -> Callable[[_Function], _Function]:
    """Define a step that asks about the answer."""
    return _define(StepKind.THEN, pattern)


def _define(kind: StepKind, pattern: str) -> Callable[[_Function], _Function]:
    def keep(function: _Function) -> _Function:
        takes_table = TABLE in signature(function).parameters
        LIBRARY.append(StepDefinition(kind, re.compile(pattern), function, _form(pattern), takes_table))
        return function

    return keep


def _form(pattern: str) -> str:
    """The pattern as people write it: named groups by what they stand for, optional parts in brackets."""
    form = _GROUP.sub(lambda group: _WORDS[group[1]], pattern.replace(COMMA, ","))
    return _OPTIONAL_PART.sub(r"[\1]", _OPTIONAL.sub(r"[\1]", form))


def straight(text: str) -> str:
    """``text`` with straight quotation marks, where its writer used none but Chinese ones."""
    return text if '"' in text else text.replace("“", '"').replace("”", '"')
