"""JSON as nodes: exact numbers, and a place for everything."""

from __future__ import annotations

import re
from bisect import bisect_right
from decimal import Decimal
from json.decoder import JSONDecodeError, scanstring  # type: ignore[attr-defined]  # not in the stubs
from typing import Any, Final

from checker.errors import CheckerError, Problem
from checker.source.tree import (
    MAX_DEPTH,
    MAX_NODES,
    ListNode,
    Node,
    Place,
    ScalarNode,
    ScalarValue,
    Source,
    mapping_of,
    too_deep,
    too_many,
)

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_WORDS: Final[dict[str, ScalarValue]] = {"true": True, "false": False, "null": None}
_LONGEST_NUMBER: Final = 100


def read_json(
    text: str,
    file: str,
    *,
    error: type[CheckerError],
    max_depth: int = MAX_DEPTH,
    max_nodes: int = MAX_NODES,
    repeats: bool = False,
) -> Node:
    """The nodes of a JSON text (RFC 8259); raises ``error`` with the place and what to write instead.

    With ``repeats`` a name that stands twice is kept for the caller to refuse.
    """
    scanner = _Scanner(Source(file, text), error, max_depth, max_nodes, repeats)
    root = scanner.document()
    if scanner.problems:
        raise error(scanner.problems)
    return root


class _Scanner:
    """A recursive reader, at most ``max_depth`` deep."""

    def __init__(
        self, source: Source, error: type[CheckerError], max_depth: int, max_nodes: int, repeats: bool
    ) -> None:
        self.problems: list[Problem] = []
        self._source = source
        self._text = source.text
        self._error = error
        self._max_depth = max_depth
        self._max_nodes = max_nodes
        self._repeats = repeats
        self._at = 0
        self._nodes = 0
        self._line_starts = [0, *(match.end() for match in re.finditer("\n", source.text))]

    def document(self) -> Node:
        node = self._value(0)
        self._skip()
        if self._at < len(self._text):
            raise self._problem("内容结束之后还有文字", "一个文件只写一份内容,删去多余部分")
        return node

    def _value(self, depth: int) -> Node:
        self._skip()
        line, column = self._place()
        self._nodes += 1
        if self._nodes > self._max_nodes:
            raise self._error(too_many(Place(self._source, line, column), self._max_nodes))
        if depth > self._max_depth:
            raise self._error(too_deep(Place(self._source, line, column), self._max_depth))
        match self._text[self._at : self._at + 1]:
            case "{":
                pairs = self._pairs(depth)
                place = Place(self._source, line, column)
                return mapping_of(place, pairs, self.problems, repeats=self._repeats)
            case "[":
                return ListNode(self._source, line, column, self._items(depth))
            case '"':
                return self._string()
            case "":
                raise self._problem("内容没有写完", "补上结尾的引号、括号")
        start = self._at
        value = self._word()
        return ScalarNode(self._source, line, column, value, self._text[start : self._at], quoted=False)

    def _pairs(self, depth: int) -> list[tuple[Node, Node]]:
        pairs: list[tuple[Node, Node]] = []
        self._at += 1
        while not self._closes("}", bool(pairs)):
            if self._text[self._at : self._at + 1] != '"':
                raise self._problem("字段名没有加双引号", '写作 "字段": 值;最后一项后面不要逗号')
            name = self._string()
            self._skip()
            if self._text[self._at : self._at + 1] != ":":
                raise self._problem("字段名后缺少半角冒号", '写作 "字段": 值')
            self._at += 1
            pairs.append((name, self._value(depth + 1)))
        return pairs

    def _items(self, depth: int) -> tuple[Node, ...]:
        items: list[Node] = []
        self._at += 1
        while not self._closes("]", bool(items)):
            items.append(self._value(depth + 1))
        return tuple(items)

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

    def _string(self) -> ScalarNode:
        line, column = self._place()
        try:
            value, self._at = _scan_string(self._text, self._at + 1)
        except JSONDecodeError as fault:
            self._at = min(fault.pos, len(self._text))
            raise self._problem(
                "引号没有成对,或引号里有换行、错误的反斜杠转义", "文字写在一对半角双引号里,反斜杠写作 \\\\"
            ) from None
        return ScalarNode(self._source, line, column, value, value, quoted=True)

    def _word(self) -> ScalarValue:
        for word, value in _WORDS.items():
            if self._text.startswith(word, self._at):
                self._at += len(word)
                return value
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

    def _place(self) -> tuple[int, int]:
        line = bisect_right(self._line_starts, self._at)
        return line, self._at - self._line_starts[line - 1] + 1

    def _problem(self, message: str, remedy: str) -> CheckerError:
        line, column = self._place()
        return self._error(
            Problem(f"JSON 读不通:{message}", self._source.file, line, column, remedy=remedy, code="json-syntax")
        )


def _scan_string(text: str, start: int) -> tuple[str, int]:
    found: tuple[Any, Any] = scanstring(text, start, True)
    return str(found[0]), int(found[1])
