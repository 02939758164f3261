"""YAML with exact scalars and a position for everything: what rule packs and applications are read from.

The reader takes YAML 1.2 as officers write it, minus what surprises: only ``true`` and ``false`` are boolean, numbers
are exact decimals (a leading zero keeps a code a text), ``2025-09-01`` is a date, whatever is quoted stays text, a key
appears once, and anchors, aliases and tags are refused. JSON is read by the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, TypeAlias

import yaml

from checker.errors import CheckerError, Problem

MAX_BYTES: Final = 1_048_576
MAX_DEPTH: Final = 32
MAX_DIGITS: Final = 40

ScalarValue: TypeAlias = Decimal | str | bool | date | None

_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where PyYAML was built with it
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """A text and the file it came from, as the user named it."""

    file: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class _Placed:
    """What every node has: where it starts (``line`` and ``column`` count from 1) and in which source."""

    source: Source
    line: int
    column: int

    def problem(self, message: str, remedy: str = "", *, field: str = "") -> Problem:
        """A problem at this place."""
        return Problem(message, self.source.file, self.line, self.column, field, remedy)


@dataclass(frozen=True, slots=True, eq=False)
class ScalarNode(_Placed):
    """One value; ``text`` is its characters without quotes, ``quoted`` tells that it was written as text."""

    value: ScalarValue
    text: str
    quoted: bool

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column in the file of the character at ``offset`` of ``text``, also in block and quoted scalars."""
        return _locate(self, offset)

    @property
    def plain(self) -> ScalarValue:
        """The value without positions."""
        return self.value


@dataclass(frozen=True, slots=True, eq=False)
class ListNode(_Placed):
    """A sequence of nodes."""

    value: tuple[Node, ...]

    @property
    def plain(self) -> list[Any]:
        """The values without positions."""
        return [item.plain for item in self.value]


@dataclass(frozen=True, slots=True, eq=False)
class MappingNode(_Placed):
    """Nodes by key, in the order of the file; ``keys`` holds the key nodes for messages about a key."""

    value: Mapping[str, Node]
    keys: Mapping[str, ScalarNode]

    @property
    def plain(self) -> dict[str, Any]:
        """The values without positions, by key."""
        return {key: node.plain for key, node in self.value.items()}


Node: TypeAlias = ScalarNode | ListNode | MappingNode


def read_text(path: Path, file: str, *, error: type[CheckerError], max_bytes: int = MAX_BYTES) -> str:
    """The text of a UTF-8 file (a byte order mark is dropped); raises ``error`` for anything else."""
    try:
        with path.open("rb") as stream:
            data = stream.read(max_bytes + 1)
    except FileNotFoundError:
        raise error(Problem("文件不存在", file, remedy="请核对路径")) from None
    except IsADirectoryError:
        raise error(Problem("这是文件夹,不是文件", file, remedy="请给出文件路径")) from None
    except OSError as fault:
        raise error(Problem(f"文件无法读取({fault.strerror})", file, remedy="请检查文件权限")) from None
    return decode_text(data, file, error=error, max_bytes=max_bytes)


def decode_text(data: bytes, file: str, *, error: type[CheckerError], max_bytes: int = MAX_BYTES) -> str:
    """Bytes as UTF-8 text; raises ``error`` for a file too large, binary, or in another encoding."""
    if len(data) > max_bytes:
        raise error(Problem(f"文件超过 {max_bytes // 1024} KiB", file, remedy="请拆分文件,或确认没有拿错文件"))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise error(Problem("文件编码是 UTF-16", file, remedy="请另存为 UTF-8 编码"))
    if b"\x00" in data:
        raise error(Problem("文件是二进制文件,不是文本", file, remedy="请给出 UTF-8 文本文件"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise error(Problem("文件编码不是 UTF-8(可能是 GBK)", file, line, remedy="请另存为 UTF-8 编码")) from None


def read_yaml(
    text: str, file: str, *, error: type[CheckerError], max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH
) -> Node:
    """The one document in ``text``; raises ``error`` with every problem found.

    ``max_bytes`` bounds the text in UTF-8, ``max_depth`` the nesting of lists and mappings.
    """
    if len(text) > max_bytes or (4 * len(text) > max_bytes and len(text.encode("utf-8", "replace")) > max_bytes):
        raise error(Problem(f"文件超过 {max_bytes // 1024} KiB", file, remedy="请拆分文件,或确认没有拿错文件"))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    source = Source(file, text)
    if unseen := _UNSEEN.search(text):
        line, column = _line_and_column(text, unseen.start())
        raise error(Problem("文件含有不可见的控制字符", file, line, column, remedy="请删去,并存为 UTF-8 文本"))
    building = _Building(source, max_depth)
    root: Node | None = None
    try:
        root = building.read()
    except yaml.YAMLError as fault:
        building.problems.append(_syntax_problem(fault, source))
    except _Refused:
        pass
    if building.problems:
        raise error(building.problems)
    if root is None:
        raise error(Problem("文件是空的", file, remedy="请写入内容"))
    return root


class _Refused(Exception):  # noqa: N818 - a signal, never seen outside: the problem is already noted
    """Reading cannot go on."""


class _Building:
    """Turns parser events into nodes, without recursion, noting problems on the way."""

    def __init__(self, source: Source, max_depth: int) -> None:
        self.source = source
        self.max_depth = max_depth
        self.problems: list[Problem] = []

    def read(self) -> Node | None:
        # Each open collection waits here as (start event, finished children); a mapping's children are key, value, ….
        waiting: list[tuple[yaml.CollectionStartEvent, list[Node]]] = []
        root: Node | None = None
        for event in self._events():
            node: Node
            if type(event) is yaml.ScalarEvent:
                node = self._scalar(event)
            elif isinstance(event, yaml.CollectionStartEvent):
                self._check_properties(event)
                if len(waiting) >= self.max_depth:
                    self._refuse(event, f"嵌套超过 {self.max_depth} 层", "请减少嵌套")
                waiting.append((event, []))
                continue
            elif isinstance(event, yaml.CollectionEndEvent):
                node = self._collection(*waiting.pop())
            elif isinstance(event, yaml.AliasEvent):
                self._refuse(event, f"不允许使用别名 *{event.anchor}", "请把内容写全")
            elif isinstance(event, yaml.DocumentStartEvent) and root is not None:
                self._refuse(event, "一个文件只能有一个 YAML 文档", '请去掉第二个 "---",或分成两个文件')
            else:
                continue
            if waiting:
                waiting[-1][1].append(node)
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
                value = _plain_value(text)
            except ValueError as fault:
                message, remedy = fault.args
                self.problems.append(Problem(message, self.source.file, line, column, remedy=remedy))
                value = None
        return ScalarNode(self.source, line, column, value, text, quoted)

    def _collection(self, start: yaml.CollectionStartEvent, children: list[Node]) -> Node:
        line, column = _start(start)
        if isinstance(start, yaml.SequenceStartEvent):
            return ListNode(self.source, line, column, tuple(children))
        values: dict[str, Node] = {}
        keys: dict[str, ScalarNode] = {}
        pairs = iter(children)
        for key in pairs:
            value = next(pairs)
            if not isinstance(key, ScalarNode) or not key.text:
                self.problems.append(key.problem("键必须是文字", "请写成 键: 值"))
            elif key.text in values:
                first = keys[key.text].line
                self.problems.append(key.problem(f'键"{key.text}"重复,第 {first} 行已有', "请删去其中一个"))
            else:
                values[key.text] = value
                keys[key.text] = key
        return MappingNode(self.source, line, column, values, keys)

    def _check_properties(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            self._refuse(event, f"不允许使用锚点 &{event.anchor}", "请去掉锚点,把内容写全")
        if event.tag is not None:
            self._refuse(event, f"不允许使用 YAML 标签 {event.tag}", "请去掉标签;要写成文字请加引号")

    def _refuse(self, event: yaml.Event, message: str, remedy: str) -> None:
        line, column = _start(event)
        self.problems.append(Problem(message, self.source.file, line, column, remedy=remedy))
        raise _Refused


def _start(event: yaml.Event) -> tuple[int, int]:
    mark: Any = event.start_mark
    return mark.line + 1, mark.column + 1


_NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,9})?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS: Final[Mapping[str, ScalarValue]] = {"true": True, "false": False, "null": None, "~": None, "": None}


def _plain_value(text: str) -> ScalarValue:
    """The value of an unquoted scalar; raises ValueError(message, remedy)."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "0123456789.-+":
        return text
    if _NUMBER.fullmatch(text):
        number = Decimal(text)
        if len(number.as_tuple().digits) > MAX_DIGITS or abs(number.adjusted()) > MAX_DIGITS:
            message = f"数字超过 {MAX_DIGITS} 位"
            raise ValueError(message, "编号请加引号写成文字")
        return number
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            message = f"日期 {text} 不存在"
            raise ValueError(message, "请写成 年-月-日,如 2025-09-01") from None
    return text


def _locate(node: ScalarNode, offset: int) -> tuple[int, int]:
    """Align the scalar's characters with the file's, skipping what only the file has: quotes, escapes, indentation."""
    raw = node.source.text
    place = 0
    for _ in range(node.line - 1):
        place = raw.index("\n", place) + 1
    place += node.column - 1
    if place < len(raw) and raw[place] in "|>" and node.quoted:
        place = raw.index("\n", place)
    for character in node.text[: offset + 1]:
        if character.isspace():
            continue
        found = raw.find(character, place)
        if found < 0:
            break
        place = found + 1
    else:
        place -= 1
    return _line_and_column(raw, max(place, 0))


def _line_and_column(text: str, place: int) -> tuple[int, int]:
    return text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)


_SYNTAX: Final = (  # what libyaml says, what its Python twin says, and what to tell people
    (("character '\\t'",), "缩进处用了制表符(Tab)", "请改用空格缩进"),
    (("mapping values are not allowed",), "这里不能出现冒号", "含冒号的文字请加引号;同级的键请对齐缩进"),
    (("could not find expected ':'",), "这一行缺少冒号", "请写成 键: 值,冒号用半角,后面空一格"),
    (("unexpected end of stream",), "引号没有结束", "请补上结束的引号"),
    (("expected ',' or",), "括号内缺少逗号,或括号没有结束", "请补上逗号或结束括号"),
    (("expected '-' indicator",), "列表项的缩进或短横线不对", "同一列表的各项请用短横线开头并对齐"),
    (
        ("expected key", "expected <block end>"),
        "键的缩进不对,或引号后多了内容",
        "同级的键请对齐;整个值请用一对引号括起来",
    ),
    (("<document start>",), "值的后面多了内容", "整个值请用一对引号括起来"),
    (("node content",), "括号不成对", "请检查括号"),
    (("unknown escape character",), "双引号里有不认识的反斜杠转义", "请改用单引号,或把反斜杠写两遍"),
    (("cannot start any token", "directive"), "值不能以这个字符开头", "请把整个值加引号"),
)
_BAD_COLON = re.compile("\\s*(?:- )?[^\\s:\uff1a#\"']+(?P<colon>\uff1a|:(?=\\S))(?!.*: )")


def _syntax_problem(fault: yaml.YAMLError, source: Source) -> Problem:
    mark = getattr(fault, "problem_mark", None)
    said = str(getattr(fault, "problem", None) or fault)
    if any(sign in said for sign in ("expected ':'", "unexpected end of stream", "expected ',' or")):
        mark = getattr(fault, "context_mark", None) or mark  # where it began, not where it was noticed
    lines = source.text.split("\n")
    line, column = (min(mark.line, len(lines) - 1), mark.column) if mark else (0, 0)
    while line > 0 and not lines[line].strip():
        line -= 1  # what is left open is noticed only behind the end
        column = len(lines[line])
    if lines[line][column : column + 1] == "\t":
        said = "character '\\t'"
    message, remedy = next(
        ((message, remedy) for signs, message, remedy in _SYNTAX if any(sign in said for sign in signs)),
        (f"YAML 写法有误({said})", "请检查这一行的缩进、冒号与引号"),
    )
    if "冒号" in message or "缩进" in message:
        for near in (line, line - 1):
            if near >= 0 and (bad := _BAD_COLON.match(lines[near])):
                line, column = near, bad.start("colon")
                message, remedy = "键后面的冒号写法不对", "请用半角冒号加一个空格,如 title: 名称"
                break
    return Problem(message, source.file, line + 1, column + 1, remedy=remedy)
