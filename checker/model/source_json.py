"""JSON as a tree with line numbers; numbers stay exact, and a name standing twice is left for the reader to refuse."""

from __future__ import annotations

import re
from bisect import bisect_right
from decimal import Decimal
from json.decoder import JSONDecodeError, scanstring  # type: ignore[attr-defined]  # not in the stubs
from typing import Any, Final

from checker.errors import ApplicationError, Problem
from checker.model.source_tree import DEEPEST, MOST_NODES, Entry, Group, Listing, Scalar, Tree, too_deep, too_many

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_WORDS: Final[dict[str, object]] = {"true": True, "false": False, "null": None}
_LONGEST_NUMBER: Final = 100


def parse_json(text: str, file: str = "") -> Tree:
    """The tree of a JSON text (RFC 8259); raises ApplicationError with the line and what to write instead."""
    return _Scanner(text, file).document()


class _Scanner:
    """A recursive reader, at most ``DEEPEST`` deep."""

    def __init__(self, text: str, file: str) -> None:
        self._text = text
        self._file = file
        self._at = 0
        self._nodes = 0
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def document(self) -> Tree:
        tree = self._value(0)
        self._skip()
        if self._at < len(self._text):
            raise self._problem("内容结束之后还有文字", "一个文件只写一份申报,删去多余部分")
        return tree

    def _value(self, depth: int) -> Tree:
        self._skip()
        line = self._line()
        self._nodes += 1
        if self._nodes > MOST_NODES:
            raise too_many(self._file, line)
        if depth > DEEPEST:
            raise too_deep(self._file, line)
        match self._text[self._at : self._at + 1]:
            case "{":
                return self._group(depth, line)
            case "[":
                return self._list(depth, line)
            case '"':
                return Scalar(self._string(), line)
            case "":
                raise self._problem("内容没有写完", "补上结尾的引号、括号")
        for word, value in _WORDS.items():
            if self._text.startswith(word, self._at):
                self._at += len(word)
                return Scalar(value, line)
        return Scalar(self._number(), line)

    def _group(self, depth: int, line: int) -> Group:
        entries: list[Entry] = []
        self._at += 1
        while not self._closes("}", bool(entries)):
            name_line = self._line()
            if self._text[self._at : self._at + 1] != '"':
                raise self._problem("字段名没有加双引号", '写作 "字段": 值;最后一项后面不要逗号')
            name = self._string()
            self._skip()
            if self._text[self._at : self._at + 1] != ":":
                raise self._problem("字段名后缺少半角冒号", '写作 "字段": 值')
            self._at += 1
            entries.append(Entry(name, self._value(depth + 1), name_line))
        return Group(tuple(entries), line)

    def _list(self, depth: int, line: int) -> Listing:
        items: list[Tree] = []
        self._at += 1
        while not self._closes("]", bool(items)):
            items.append(self._value(depth + 1))
        return Listing(tuple(items), line)

    def _closes(self, bracket: str, has_items: bool) -> bool:
        """Whether the collection ends here; steps over the bracket, or over the comma before the next item."""
        self._skip()
        match self._text[self._at : self._at + 1]:
            case found if found == bracket:
                self._at += 1
                return True
            case "":
                raise self._problem("括号没有成对", f"补上 {bracket}")
            case "," if has_items:
                self._at += 1
                self._skip()
                if self._text[self._at : self._at + 1] == bracket:
                    raise self._problem("最后一项后面多了逗号", "删去该逗号")
            case _ if has_items:
                raise self._problem("两项之间缺少逗号", "每项之间写一个半角逗号")
        return False

    def _string(self) -> str:
        try:
            value, self._at = _scan_string(self._text, self._at + 1)
        except JSONDecodeError as error:
            self._at = min(error.pos, len(self._text))
            raise self._problem(
                "引号没有成对,或引号里有换行、错误的反斜杠转义", "文字写在一对半角双引号里,反斜杠写作 \\\\"
            ) from None
        return value

    def _number(self) -> Decimal:
        match = _NUMBER.match(self._text, self._at)
        if match is None or re.match(r"[\w.+-]", self._text[match.end() : match.end() + 1]):
            raise self._problem("这里应为值", "文字加半角双引号;数字直接写;是、否写 true、false;没有值写 null")
        if len(match[0]) > _LONGEST_NUMBER:
            raise self._problem("数字过长", "核对数值")
        self._at = match.end()
        return Decimal(match[0])

    def _skip(self) -> None:
        match = _SPACE.match(self._text, self._at)
        self._at = match.end() if match else self._at

    def _line(self) -> int:
        return bisect_right(self._line_starts, self._at)

    def _problem(self, message: str, remedy: str) -> ApplicationError:
        line = self._line()
        column = self._at - self._line_starts[line - 1] + 1
        return ApplicationError(Problem(f"JSON 读不通:{message}", self._file, line, column, remedy=remedy))


def _scan_string(text: str, start: int) -> tuple[str, int]:
    found: tuple[Any, Any] = scanstring(text, start, True)
    return str(found[0]), int(found[1])
