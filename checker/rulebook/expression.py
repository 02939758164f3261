"""Expressions of a pack file: FEEL parsed and type-checked, with mistakes placed in the file, caret and all."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from checker.errors import FeelSyntaxError, Problem
from checker.feel.parser import parse
from checker.feel.tree import Name, Span
from checker.feel.tree import Node as Expression
from checker.feel.type_relations import described
from checker.feel.typecheck import check
from checker.feel.types import AnyType, BooleanType, FeelType, FunctionType
from checker.rulebook.entry import Entry
from checker.source import ScalarNode

_UNKNOWN: Final = ("unknown-fact", "unknown-function")
_PLACE_IN_EXPRESSION: Final = re.compile(r"^表达式语法错误\([^)]*\):")


@dataclass(frozen=True, slots=True)
class ExpressionProblem(Problem):
    """A mistake inside an expression: ``span`` is where it stands in ``expression``, as offsets.

    ``end`` is the line and column in the file behind the last character meant.
    """

    expression: str = ""
    span: Span = (0, 0)
    end: tuple[int, int] | None = None

    @property
    def excerpt(self) -> tuple[str, int, int]:
        """The line of the expression it stands in, and the offsets in that line for a caret to underline."""
        start, end = self.span
        begin = self.expression.rfind("\n", 0, start) + 1
        line = self.expression[begin:].split("\n", 1)[0]
        return line, start - begin, max(min(end - begin, len(line)), start - begin + 1)


@dataclass(frozen=True, slots=True)
class Scope:
    """The names and functions an expression may use.

    Where something was declared without a name, which is told there, ``is_complete`` is false, and a name nobody knows
    is not told again.
    """

    names: Mapping[str, FeelType]
    functions: Mapping[str, FunctionType]
    is_complete: bool = True


def read_condition(entry: Entry, key: str, scope: Scope) -> Expression | None:
    """The boolean expression at ``key``; None where it is absent or a problem was noted."""
    found = read_expression(entry, key, scope)
    if found is None:
        return None
    node, kind = found
    scalar = entry.place(key)
    if not isinstance(kind, BooleanType | AnyType) and isinstance(scalar, ScalarNode):
        report_span(
            entry,
            scalar,
            node.span,
            f'"{key}"应为是非判断,写成的却是{described(kind)}',
            "请写成比较,如 年原煤消费量 > 0 t",
            code="not-a-condition",
        )
        return None
    return node


def read_expression(entry: Entry, key: str, scope: Scope) -> tuple[Expression, FeelType] | None:
    """The expression at ``key`` with its type; None where it is absent or a problem was noted."""
    node = entry.get(key)
    if node is None:
        return None
    if not isinstance(node, ScalarNode):
        entry.report(
            node,
            f'"{key}"应为一个表达式',
            "以方括号或花括号开头的表达式请整个加引号,或写在 |- 之后",
            code="invalid-value",
        )
        return None
    return read_scalar(entry, node, scope)


def read_scalar(
    entry: Entry, scalar: ScalarNode, scope: Scope, parser: Callable[[str], Expression] = parse
) -> tuple[Expression, FeelType] | None:
    """The expression (or, by another ``parser``, the tests) in ``scalar`` with its type; None where it is faulty."""
    node = parse_scalar(entry, scalar, parser)
    if node is None:
        return None
    kind, mistakes = check(node, scope.names, scope.functions)
    for mistake in mistakes:
        if mistake.code in _UNKNOWN and not scope.is_complete:
            continue
        message = mistake.message.replace("未知名称", "未知事实", 1)
        remedy = mistake.remedy
        if scalar.quoted and isinstance(node, Name) and "加双引号" in remedy:
            remedy = f"""最外面的引号属于 YAML,不算在内;要写文字请写成 '"{node.name}"'"""
        report_span(entry, scalar, mistake.span, message, remedy, code=mistake.code)
    return None if mistakes else (node, kind)


def parse_scalar(entry: Entry, scalar: ScalarNode, parser: Callable[[str], Expression] = parse) -> Expression | None:
    """The expression in ``scalar``, not yet checked; None where it does not parse."""
    try:
        return parser(scalar.text)
    except FeelSyntaxError as error:
        for problem in error.problems:
            start = _offset(scalar.text, problem.line or 1, problem.column or 1)
            message = _PLACE_IN_EXPRESSION.sub("表达式有语法错误,", problem.message)
            report_span(entry, scalar, (start, start + 1), message, problem.remedy, code="expression-syntax")
        return None


def report_span(entry: Entry, scalar: ScalarNode, span: Span, message: str, remedy: str, *, code: str) -> None:
    """Note a problem of the kind ``code`` at a stretch of the text in ``scalar``."""
    line, column = scalar.position(span[0])
    last_line, last_column = scalar.position(max(span[1] - 1, span[0]))
    entry.problems.append(
        ExpressionProblem(
            message=f"{entry.owner}:{message}",
            file=scalar.source.file,
            line=line,
            column=column,
            remedy=remedy,
            code=code,
            expression=scalar.text,
            span=span,
            end=(last_line, last_column + 1),
        )
    )


def _offset(text: str, line: int, column: int) -> int:
    begin = 0
    for _ in range(line - 1):
        begin = text.find("\n", begin) + 1
    return min(begin + column - 1, len(text))
