"""YAML with exact scalars: YAML 1.2 as officers write it, minus what surprises.

Only ``true`` and ``false`` are boolean, numbers are exact decimals (a leading zero keeps a code a text),
``2025-09-01`` is a date, whatever is quoted stays text, a key appears once, and tags are refused. JSON is read by the
same rules.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, NoReturn

import yaml

from checker.errors import CheckerError, Problem
from checker.source.text import MAX_BYTES, too_large
from checker.source.tree import (
    MAX_DEPTH,
    MAX_NODES,
    ListNode,
    Node,
    Place,
    ScalarNode,
    ScalarValue,
    Source,
    line_and_column,
    mapping_of,
    too_deep,
    too_many,
)
from checker.source.yaml_syntax import syntax_problem

_MAX_DIGITS: Final = 40
_MAX_ALIASES: Final = 1000
_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where PyYAML was built with it
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def read_yaml(
    text: str,
    file: str,
    *,
    error: type[CheckerError],
    max_bytes: int = MAX_BYTES,
    max_depth: int = MAX_DEPTH,
    max_nodes: int = MAX_NODES,
    aliases: bool = False,
    typed: bool = True,
    repeats: bool = False,
    if_empty: str = "请写入内容",
) -> Node:
    """The one document in ``text``; raises ``error`` with every problem found.

    ``max_bytes`` bounds the text in UTF-8, ``max_depth`` the nesting, ``max_nodes`` the values. With ``aliases`` they
    are followed and counted as often as they stand, else refused. Unless ``typed`` every value that is not null stays
    the text that was written. With ``repeats`` a key that stands twice is kept for the caller to refuse. ``if_empty``
    is the remedy for an empty file.
    """
    if len(text) > max_bytes or (4 * len(text) > max_bytes and len(text.encode("utf-8", "replace")) > max_bytes):
        raise error(too_large(file, max_bytes))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise error(Problem("文件是空的", file, remedy=if_empty, code="empty-file"))
    source = Source(file, text)
    if unseen := _UNSEEN.search(text):
        line, column = line_and_column(text, unseen.start())
        remedy = "请删去控制字符,并存为 UTF-8 文本"
        raise error(Problem("文件含有不可见的控制字符", file, line, column, remedy=remedy, code="control-character"))
    building = _Building(source, max_depth, max_nodes, aliases=aliases, typed=typed, repeats=repeats)
    root: Node | None = None
    try:
        root = building.read()
    except yaml.YAMLError as fault:
        building.problems.append(syntax_problem(fault, source))
    except RecursionError:  # the pure-Python scanner, where libyaml is missing
        building.problems.append(too_deep(Place(source, 0, 0), max_depth))
    except _Refused:
        pass
    if building.problems:
        raise error(building.problems)
    if root is None:
        raise error(Problem("文件是空的", file, remedy=if_empty, code="empty-file"))
    return root


class _Refused(Exception):  # noqa: N818 - a signal, never seen outside: the problem is already noted
    """Reading cannot go on."""


class _Open:
    """A collection whose end has not come yet; a mapping's children are key, value, ….

    ``size_before`` is how many values stood before it.
    """

    __slots__ = ("children", "size_before", "start")

    def __init__(self, start: yaml.CollectionStartEvent, size_before: int) -> None:
        self.start = start
        self.children: list[Node] = []
        self.size_before = size_before


class _Building:
    """Turns parser events into nodes, without recursion, noting problems on the way."""

    def __init__(
        self, source: Source, max_depth: int, max_nodes: int, *, aliases: bool, typed: bool, repeats: bool
    ) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self._max_depth = max_depth
        self._max_nodes = max_nodes
        self._follows_aliases = aliases
        self._value_of: Callable[[str], ScalarValue] = _plain_value if typed else _written_value
        self._repeats = repeats
        self._anchored: dict[str, tuple[Node, int]] = {}
        self._aliases = 0
        self._size = 0

    def read(self) -> Node | None:
        waiting: list[_Open] = []
        root: Node | None = None
        for event in self._events():
            node: Node
            if type(event) is yaml.ScalarEvent:
                node = self._scalar(event)
                self._size += 1
                if event.anchor is not None:
                    self._anchored[event.anchor] = node, 1
            elif isinstance(event, yaml.CollectionStartEvent):
                self._check_properties(event)
                if len(waiting) >= self._max_depth:
                    self._refuse(too_deep(Place(self.source, *_start(event)), self._max_depth))
                waiting.append(_Open(event, self._size))
                continue
            elif isinstance(event, yaml.CollectionEndEvent):
                done = waiting.pop()
                node = self._collection(done.start, done.children)
                self._size += 1
                if done.start.anchor is not None:
                    self._anchored[done.start.anchor] = node, self._size - done.size_before
            elif isinstance(event, yaml.AliasEvent):
                node = self._aliased(event)
            elif isinstance(event, yaml.DocumentStartEvent) and root is not None:
                self._stop(
                    event, "一个文件只能有一个 YAML 文档", '请去掉第二个 "---",或分成两个文件', code="several-documents"
                )
            else:
                continue
            if self._size > self._max_nodes:
                self._refuse(too_many(Place(self.source, *_start(event)), self._max_nodes))
            if waiting:
                waiting[-1].children.append(node)
            else:
                root = node
        return None if isinstance(root, ScalarNode) and root.value is None and not root.text else root

    def _events(self) -> Iterator[yaml.Event]:
        parser = _Parser(self.source.text)
        try:
            while (event := parser.get_event()) is not None:
                yield event
        finally:
            parser.dispose()

    def _scalar(self, event: yaml.ScalarEvent) -> ScalarNode:
        line, column = _start(event)
        text: str = event.value
        quoted = not event.implicit[0] or event.style in ("|", ">")
        if event.anchor is not None or event.tag is not None:
            self._check_properties(event)
        value: ScalarValue = text
        if not quoted:
            try:
                value = self._value_of(text)
            except ValueError as fault:
                message, remedy, code = fault.args
                self.problems.append(Problem(message, self.source.file, line, column, remedy=remedy, code=code))
                value = None
        return ScalarNode(self.source, line, column, value, text, quoted)

    def _collection(self, start: yaml.CollectionStartEvent, children: list[Node]) -> Node:
        line, column = _start(start)
        if isinstance(start, yaml.SequenceStartEvent):
            return ListNode(self.source, line, column, tuple(children))
        pairs = zip(children[::2], children[1::2], strict=True)
        return mapping_of(Place(self.source, line, column), pairs, self.problems, repeats=self._repeats)

    def _aliased(self, event: yaml.AliasEvent) -> Node:
        if not self._follows_aliases:
            self._stop(event, f"不允许使用别名 *{event.anchor}", "请把内容写全;值以 * 开头时加引号", code="yaml-alias")
        known = self._anchored.get(event.anchor or "")
        if known is None:
            self._stop(
                event, "引用(*)没有对应的定义(&),或引用了自己", "直接写出内容;值以 * 开头时加引号", code="yaml-alias"
            )
        node, size = known
        self._aliases += 1
        self._size += size if self._aliases <= _MAX_ALIASES else self._max_nodes
        return node

    def _check_properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None and not self._follows_aliases:
            self._stop(
                event, f"不允许使用锚点 &{event.anchor}", "请去掉锚点,把内容写全;值以 & 开头时加引号", code="yaml-alias"
            )
        if event.tag is not None:
            self._stop(
                event, f"不允许使用 YAML 标签 {event.tag}", "请删去“!”开头的标签;要写成文字请加引号", code="yaml-tag"
            )

    def _stop(self, event: yaml.Event, message: str, remedy: str, *, code: str) -> NoReturn:
        self._refuse(Place(self.source, *_start(event)).problem(message, remedy, code=code))

    def _refuse(self, problem: Problem) -> NoReturn:
        self.problems.append(problem)
        raise _Refused


def _start(event: yaml.Event) -> tuple[int, int]:
    mark: Any = event.start_mark
    return mark.line + 1, mark.column + 1


_NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,9})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS: Final[Mapping[str, ScalarValue]] = {"true": True, "false": False, "null": None, "~": None, "": None}
_NULLS: Final = frozenset(("", "~", "null", "Null", "NULL"))


def _written_value(text: str) -> ScalarValue:
    """An unquoted scalar as it was written, or null."""
    return None if text in _NULLS else text


def _plain_value(text: str) -> ScalarValue:
    """The value of an unquoted scalar; raises ValueError(message, remedy, code)."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "0123456789.-+":
        return text
    if _NUMBER.fullmatch(text):
        number = Decimal(text)
        if len(number.as_tuple().digits) > _MAX_DIGITS or abs(number.adjusted()) > _MAX_DIGITS:
            message = f"数字超过 {_MAX_DIGITS} 位"
            raise ValueError(message, "编号请加引号写成文字", "invalid-value")
        return number
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            message = f"日期 {text} 不存在"
            raise ValueError(message, "请写成 年-月-日,如 2025-09-01", "invalid-date") from None
    return text
