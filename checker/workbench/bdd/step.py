"""Steps: what a line of a scenario may say, each defined once and found by its text, or by the nearest there is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from inspect import signature
from typing import Any, Final, TypeVar

from checker.errors import Problem, ScenarioError

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
_QUOTED: Final = re.compile(r'"([^"]*)"')
_VALUES: Final = re.compile(r"[\x00-\x7f]+")
_LIKE_ENOUGH: Final = 0.5
_AS_GOOD: Final = 0.1
_OTHER_KIND: Final = 0.1

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


def find_step(kind: StepKind, text: str, table: Rows | None = None) -> StepCall:
    """The step of this kind that ``text`` writes; raises ScenarioError with the nearest one where there is none."""
    written = straight(text)
    for definition in LIBRARY:
        found = definition.pattern.fullmatch(written) if definition.kind is kind else None
        if found is None:
            continue
        if definition.takes_table != (table is not None):
            raise ScenarioError(_table_problem(definition, text))
        arguments: dict[str, Any] = found.groupdict()
        if table is not None:
            arguments[TABLE] = table
        return StepCall(definition.function, arguments)
    raise ScenarioError(_unknown(kind, text, written))


def straight(text: str) -> str:
    """``text`` with straight quotation marks, where its writer used none but Chinese ones."""
    return text if '"' in text else text.replace("“", '"').replace("”", '"')


def _table_problem(definition: StepDefinition, text: str) -> Problem:
    if definition.takes_table:
        return Problem(f"步骤“{text}”下面缺少表格", remedy="请在下一行起写表格,每行形如 | 年份 | 数量 |")
    return Problem(f"步骤“{text}”不带表格", remedy="请删去下面的表格,或改用带表格的步骤")


def _unknown(kind: StepKind, text: str, written: str) -> Problem:
    for definition in LIBRARY:
        if definition.pattern.fullmatch(written):
            other = definition.kind.keyword
            remedy = f"它是“{other}”的步骤,请以“{other}”开头;“而且”接着上一步的关键词"
            return Problem(f"步骤“{text}”不能接在“{kind.keyword}”之后", remedy=remedy)
    if kind is StepKind.WHEN and text.startswith("前"):
        remedy = '“当前…”会读成“当”和“前…”;审查日请写 假如 审查日为"2026-11-22"'
        return Problem(f"没有“当”步骤“{text}”", remedy=remedy)
    near = nearest_steps(kind, text)
    remedy = f"是否为:{' 或 '.join(near)}" if near else "请对照场景可用的步骤:checker rules test --steps"
    return Problem(f"没有“{kind.keyword}”步骤“{text}”", remedy=remedy)


def nearest_steps(kind: StepKind, text: str) -> tuple[str, ...]:
    """The steps most like ``text``, one or two, their values filled in where they fit; empty where none is like it.

    A step of another kind is given with its keyword.
    """
    written = straight(text)
    skeleton = _skeleton(written)
    likenesses: dict[StepDefinition, tuple[float, str]] = {}
    for definition in LIBRARY:
        ratio, form = max(
            (SequenceMatcher(None, skeleton, _skeleton(form)).ratio(), form) for form in _variants(definition.form)
        )
        likenesses[definition] = (ratio - (definition.kind is not kind) * _OTHER_KIND, form)
    ranked = sorted(likenesses, key=lambda definition: -likenesses[definition][0])[:2]
    least = max(_LIKE_ENOUGH, likenesses[ranked[0]][0] - _AS_GOOD)
    values = _QUOTED.findall(written)
    return tuple(
        ("" if definition.kind is kind else f"{definition.kind.keyword} ") + _filled(likenesses[definition][1], values)
        for definition in ranked
        if likenesses[definition][0] >= least
    )


def _skeleton(text: str) -> str:
    """The words of a step: what is quoted, and numbers and Latin letters that should have been, left out."""
    return _VALUES.sub("", _QUOTED.sub("", text))


def _variants(form: str) -> tuple[str, ...]:
    """The form without its optional parts, and with all of them."""
    return re.sub(r"\[[^\]]*\]", "", form), re.sub(r"[\[\]]", "", form)


def _filled(form: str, values: Sequence[str]) -> str:
    if len(_QUOTED.findall(form)) != len(values):
        return form
    remaining = iter(values)
    return _QUOTED.sub(lambda _: f'"{next(remaining)}"', form)
