"""Placing: from a place in a file to the stretch of text that is meant there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from checker.errors import Problem
from checker.rulebook import ExpressionProblem
from checker.workbench.lint.diagnostic import Diagnostic
from checker.workbench.lint.kind import severity_of

_OWNER: Final = re.compile(r"(?P<owner>(?:规则|推导|推导事实|参数|决策表|条款|条款登记|事实|额度|规则包)(?: [^:]*)?):")
_QUOTED: Final = re.compile(r"""\"(?:[^"\\]|\\.)*\"|'(?:[^']|'')*'""")
_KEY: Final = re.compile(r"""[^\s:,\[\]{}"'#]+(?=\s*:(?:\s|$))""")
_PLAIN: Final = re.compile(r"[^\s,\[\]{}#](?:[^\n,\[\]{}#]|(?<=\S)#)*")
_WHOLE_LINE: Final = re.compile(r"\S(?:.*?\S)?(?=\s*(?:\s#.*)?$)")
_ONE_CHARACTER: Final = frozenset(("yaml-syntax", "control-character"))
_CLOSING: Final = {"{": "}", "[": "]"}


@dataclass(frozen=True, slots=True)
class Sources:
    """The texts of the files that were read, by name as the user would write it."""

    texts: Mapping[str, str]
    _lines: dict[str, list[str]] = field(default_factory=dict)

    def line(self, file: str, number: int) -> str:
        """A line of a file; empty where there is none."""
        if file not in self._lines:
            self._lines[file] = self.texts.get(file, "").split("\n")
        lines = self._lines[file]
        return lines[number - 1] if 1 <= number <= len(lines) else ""

    def diagnose(self, problem: Problem) -> Diagnostic:
        """``problem`` with the stretch of text it is about."""
        owner, message = _owner_and_message(problem.message)
        line = problem.line or 1
        excerpt = self.line(problem.file, line)
        column, end_line, end_column = 1, line, 1
        if problem.line is not None:
            column = problem.column or len(excerpt) - len(excerpt.lstrip()) + 1
            end_column = _end_of(problem, excerpt, column)
        if isinstance(problem, ExpressionProblem) and problem.end is not None:
            end_line, end_column = problem.end
        return Diagnostic(
            code=problem.code or "invalid",
            severity=severity_of(problem.code),
            message=message,
            remedy=problem.remedy,
            file=problem.file,
            line=line,
            column=column,
            end_line=end_line,
            end_column=end_column,
            owner=owner,
            excerpt=excerpt if problem.line is not None else "",
        )


def _end_of(problem: Problem, line: str, column: int) -> int:
    if problem.code in _ONE_CHARACTER:
        return column + 1
    if not problem.file.endswith(".csv"):
        return end_of_value(line, column)
    # A problem of a whole row is told at its first cell.
    end = len(line.rstrip()) if column == 1 else line.find(",", column - 1)
    return (end if end >= 0 else len(line.rstrip())) + 1


def end_of_value(line: str, column: int) -> int:
    """The column behind the value, key or bracketed stretch that begins at ``column`` of ``line``."""
    start = column - 1
    if start >= len(line):
        return column + 1
    opening = line[start]
    if opening in _CLOSING:
        return _end_of_brackets(line, start) + 1
    in_flow = line[:start].count("{") > line[:start].count("}") or line[:start].count("[") > line[:start].count("]")
    for pattern in (_QUOTED, _KEY, _PLAIN if in_flow else _WHOLE_LINE):
        if found := pattern.match(line, start):
            return start + len(found[0].rstrip()) + 1
    return column + 1


def _end_of_brackets(line: str, start: int) -> int:
    """The offset behind the bracket that closes the one at ``start``, or the end of the line."""
    depth, offset = 0, start
    while offset < len(line):
        if quoted := _QUOTED.match(line, offset):
            offset = quoted.end()
            continue
        depth += (line[offset] in "{[") - (line[offset] in "}]")
        offset += 1
        if depth == 0:
            return offset
    return len(line.rstrip())


def _owner_and_message(text: str) -> tuple[str, str]:
    found = _OWNER.match(text)
    return (found["owner"], text[found.end() :]) if found else ("", text)
