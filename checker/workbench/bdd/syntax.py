"""Gherkin's refusals, told in Chinese: which line is not understood and which keyword was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from checker.errors import Problem
from checker.model.choices import nearest

if TYPE_CHECKING:
    from gherkin.errors import ParserError, ParserException

LANGUAGE_LINE: Final = "# language: zh-CN"
"""The first line of a feature file in Chinese."""

_WIDE_COLON: Final = "\uff1a"
_HEADINGS: Final = ("功能", "背景", "场景", "场景大纲", "例子", "规则")
_KEYWORDS: Final = (*_HEADINGS, "假如", "当", "那么", "而且", "并且", "同时", "但是")
_HINTS: Final[Mapping[str, str]] = {
    "示例": "例子",
    "例如": "例子",
    "实例": "例子",
    "样例": "例子",
    "场景模板": "场景大纲",
    "特性": "功能",
    "如果": "假如",
    "假若": "假如",
    "则": "那么",
    "以及": "而且",
    "且": "而且",
    "Feature": "功能",
    "Background": "背景",
    "Scenario": "场景",
    "Scenario Outline": "场景大纲",
    "Examples": "例子",
    "Given": "假如",
    "When": "当",
    "Then": "那么",
    "And": "而且",
    "But": "但是",
}
_LEADING: Final = re.compile(r"[@*|#]|[A-Za-z ]+|[^\s\"“”:\uff1a]+")


def syntax_problems(fault: ParserError, shown: str, text: str) -> Iterator[Problem]:
    """What gherkin's refusal of ``text`` means, line by line, with what to write; ``shown`` names the file."""
    from gherkin.errors import CompositeParserException  # noqa: PLC0415 - only faulty files need it

    lines = text.splitlines()
    faults: Iterable[Any] = fault.errors if isinstance(fault, CompositeParserException) else (fault,)
    for each in faults:
        yield _syntax_problem(each, shown, lines)


def _syntax_problem(fault: ParserException, shown: str, lines: list[str]) -> Problem:
    from gherkin.errors import (  # noqa: PLC0415 - only faulty files need it
        AstBuilderException,
        NoSuchLanguageException,
        UnexpectedEOFException,
    )

    number = fault.location["line"]
    column = fault.location.get("column")
    written = lines[number - 1].strip() if number <= len(lines) else ""
    match fault:
        case NoSuchLanguageException():
            return Problem("不认识的语言", shown, number, remedy=f"第一行请写 {LANGUAGE_LINE}")
        case UnexpectedEOFException():
            return Problem("文件没有写完", shown, len(lines), remedy="标签或表格之后还应有内容")
        case AstBuilderException():
            return Problem(
                "表格各行的格数不一", shown, number, column, remedy="每行的格数应与表头相同,格子之间用 | 隔开"
            )
    if not any(line.replace(" ", "").startswith("#language:") for line in lines[:number]):
        return Problem(f"看不懂“{written}”", shown, number, column, remedy=f"第一行请写 {LANGUAGE_LINE}")
    return Problem(f"看不懂“{written}”", shown, number, column, remedy=_keyword_hint(written))


def _keyword_hint(written: str) -> str:
    leading = _LEADING.match(written)
    word = leading[0].strip() if leading else ""
    if word in _HEADINGS:
        if _WIDE_COLON in written:
            return f"冒号请用半角:{word}:"
        return f"“{word}”不能写在这里,或后面缺少半角冒号"
    if hint := next((_HINTS[known] for known in sorted(_HINTS, key=len, reverse=True) if word.startswith(known)), ""):
        return f"请改为“{hint}”"
    if (near := nearest(word[:4], _KEYWORDS)) and near not in word:
        return f"是否为“{near}”?"
    return f"每行以关键词开头:{'、'.join(_KEYWORDS)}"
