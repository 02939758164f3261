"""Gherkin's refusals, told in Chinese: which line is not understood and which keyword was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from checker.errors import Problem
from checker.nearness import nearest

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
    from gherkin.errors import (  # noqa: PLC0415 - only faulty files need it
        CompositeParserException,
        NoSuchLanguageException,
    )

    lines = text.splitlines()
    faults: Iterable[Any] = fault.errors if isinstance(fault, CompositeParserException) else (fault,)
    for each in faults:
        yield _syntax_problem(each, shown, lines)
        if isinstance(each, NoSuchLanguageException) or not _names_language(lines):
            return  # every further line is only misunderstood because of it


def lost_lines(feature: Mapping[str, Any], shown: str, text: str) -> Iterator[Problem]:
    """Lines that gherkin takes for free text although their writer meant a step or a heading.

    ``feature`` is gherkin's own node. Free text may stand below a heading, and there a wrong keyword would be lost.
    """
    lines = text.splitlines()
    for line, is_scenario in _free_text(feature, lines):
        written = lines[line - 1].strip()
        leading = _LEADING.match(written)
        word = leading[0].strip() if leading else ""
        if (word in _HEADINGS and written[len(word) :].startswith(_WIDE_COLON)) or (
            is_scenario and (word in _HINTS or any(written.startswith(f"{known} ") for known in _HINTS))
        ):
            yield Problem(f"“{written}”只会当作说明文字", shown, line, remedy=_keyword_hint(written))


def _free_text(node: Mapping[str, Any], lines: list[str]) -> Iterator[tuple[int, bool]]:
    """The lines of the descriptions, from the heading on to the first line that is none."""
    for child in node.get("children", ()):
        yield from _free_text(child.get("rule") or child.get("scenario") or child["background"], lines)
    count = len(node["description"].splitlines())
    begin = node["location"]["line"]
    while count and begin < len(lines):
        begin += 1
        if lines[begin - 1].strip() or count < len(node["description"].splitlines()):
            count -= 1
            yield begin, "steps" in node


def _names_language(lines: Iterable[str]) -> bool:
    return any(line.replace(" ", "").startswith("#language:") for line in lines)


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
        case UnexpectedEOFException() if all(line.strip()[:1] in ("", "#") for line in lines):
            return Problem("文件里还没有场景", shown, len(lines), remedy="其下写 功能: 和 场景:")
        case UnexpectedEOFException():
            return Problem("文件没有写完", shown, len(lines), remedy="标签或表格之后还应有内容")
        case AstBuilderException():
            return Problem(
                "表格各行的格数不一", shown, number, column, remedy="每行的格数应与表头相同,格子之间用 | 隔开"
            )
    if not _names_language(lines):
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
