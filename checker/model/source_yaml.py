"""YAML as a tree with line numbers, read from parser events so that nothing is guessed.

Every scalar stays the text that was written: ``NO``, ``010``, ``12:30`` and ``1.10`` mean nothing until a field reads
them. Anchors are followed but what they expand to is counted, and tags are refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import yaml

from checker.errors import ApplicationError, Problem
from checker.model.source_tree import DEEPEST, MOST_NODES, Entry, Group, Listing, Scalar, Tree, too_deep, too_many

_Loader: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
_MOST_ALIASES: Final = 1000

# What the parser says, and what an officer should be told; the first that is contained in the message holds.
_EXPLANATIONS: Final = (
    ("mapping values are not allowed", "冒号的位置不对", "一行只写一个“字段: 值”;值里有冒号时给整个值加引号"),
    ("could not find expected ':'", "这里缺少冒号", "写作“字段: 值”,冒号用半角,后面空一格"),
    ("found character '\\t'", "缩进用了制表符", "改用空格缩进"),
    ("found a tab character", "缩进用了制表符", "改用空格缩进"),
    ("cannot start any token", "值不能以这个符号开头", "给整个值加引号"),
    ("found undefined alias", "引用(*)没有对应的定义(&)", "直接写出内容"),
    ("found duplicate anchor", "锚点(&)重复", "直接写出内容"),
    ("unknown escape character", "双引号里的反斜杠转义不对", "改用单引号,或把 \\ 写作 \\\\"),
    ("alphabetic or numeric character", "引用(*)、锚点(&)的名字不对", "直接写出内容;值以 * 或 & 开头时加引号"),
    ("quoted scalar", "引号没有成对", "补上另一个引号"),
    ("flow sequence", "方括号没有成对或缺少逗号", "补上方括号,项与项之间用半角逗号"),
    ("flow mapping", "花括号没有成对或缺少逗号", "补上花括号,项与项之间用半角逗号"),
    ("expected <block end>", "缩进不一致", "同一层的字段左端对齐"),
    ("did not find expected '-'", "缩进不一致", "同一列表的“- ”左端对齐"),
    ("did not find expected key", "缩进不一致或缺少字段名", "同一层的字段左端对齐"),
    ("block mapping", "缩进不一致", "同一层的字段左端对齐"),
    ("block collection", "缩进不一致", "同一列表的“- ”左端对齐"),
    ("control characters are not allowed", "有不可显示的控制字符", "删去控制字符"),
    ("special characters are not allowed", "有不可显示的控制字符", "删去控制字符"),
    ("directive", "有 YAML 指令", "删去以 % 开头的行"),
)


def parse_yaml(text: str, file: str = "") -> Tree:
    """The tree of a YAML document; raises ApplicationError with the line and what to write instead."""
    try:
        return _Composer(text, file).document()
    except yaml.YAMLError as error:
        raise ApplicationError(_syntax_problem(error, text, file)) from None
    except RecursionError:  # the pure-Python scanner, where libyaml is missing
        raise too_deep(file) from None


class _Composer:
    """Builds the tree from events without recursion, so depth costs nothing before it is refused."""

    def __init__(self, text: str, file: str) -> None:
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=_Loader)
        self._file = file
        self._anchors: dict[str, tuple[Tree, int]] = {}
        self._aliases = 0
        self._size = 0

    def document(self) -> Tree:
        """The one document of the stream."""
        root: Tree | None = None
        for event in self._events:
            match event:
                case yaml.DocumentStartEvent():
                    if root is not None:
                        raise self._problem("一个文件里有多份文档", event, "删去“---”,一个文件只写一份申报")
                case yaml.StreamStartEvent() | yaml.StreamEndEvent() | yaml.DocumentEndEvent():
                    pass
                case _:
                    root = self._tree(event)
        return root if root is not None else Scalar(None)

    def _tree(self, first: yaml.Event) -> Tree:
        """The tree that begins with event ``first``; open collections wait on a stack."""
        stack: list[_Open] = []
        event = first
        while True:
            tree: Tree | None = None
            match event:
                case yaml.ScalarEvent():
                    self._refuse_tag(event)
                    tree = self._remember(event.anchor, self._scalar(event), 1, event)
                case yaml.AliasEvent():
                    tree = self._aliased(event)
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    self._refuse_tag(event)
                    if len(stack) >= DEEPEST:
                        raise too_deep(self._file, _line(event))
                    stack.append(_Open(event, self._size))
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    done = stack.pop()
                    tree = self._remember(done.anchor, done.close(), self._size - done.size_before + 1, event)
            if tree is not None:
                if not stack:
                    return tree
                stack[-1].add(tree, event, self)
            event = next(self._events)

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        plain = event.style in (None, "")
        return Scalar(None if plain and event.value in _NULLS else event.value, _line(event))

    def _remember(self, anchor: str | None, tree: Tree, size: int, event: yaml.Event) -> Tree:
        self._size += 1
        if self._size > MOST_NODES:
            raise too_many(self._file, _line(event))
        if anchor is not None:
            self._anchors[anchor] = (tree, size)
        return tree

    def _aliased(self, event: yaml.AliasEvent) -> Tree:
        if event.anchor not in self._anchors:
            raise self._problem("引用(*)没有对应的定义(&),或引用了自己", event, "直接写出内容")
        tree, size = self._anchors[event.anchor]
        self._aliases += 1
        self._size += size
        if self._aliases > _MOST_ALIASES or self._size > MOST_NODES:
            raise too_many(self._file, _line(event))
        return tree

    def _refuse_tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.tag is not None:
            raise self._problem("有 YAML 标签(!)", event, "删去“!”开头的标签,只写值;值以 ! 开头时加引号")

    def _problem(self, message: str, event: yaml.Event, remedy: str) -> ApplicationError:
        return ApplicationError(Problem(message, self._file, _line(event), remedy=remedy))

    def key_problem(self, event: yaml.Event) -> ApplicationError:
        """The error for a name that is a list or a group."""
        return self._problem("字段名不是文字", event, "字段名写中文标签或英文键;值以 [ 或 { 开头时加引号")


class _Open:
    """A list or group whose end has not come yet."""

    __slots__ = ("anchor", "entries", "is_group", "items", "line", "name", "name_line", "size_before")

    def __init__(self, event: yaml.CollectionStartEvent, size_before: int) -> None:
        self.anchor: str | None = event.anchor
        self.is_group = isinstance(event, yaml.MappingStartEvent)
        self.line = _line(event)
        self.items: list[Tree] = []
        self.entries: list[Entry] = []
        self.name: str | None = None
        self.name_line: int | None = None
        self.size_before = size_before

    def add(self, tree: Tree, event: yaml.Event, composer: _Composer) -> None:
        if not self.is_group:
            self.items.append(tree)
        elif self.name is None:
            if not isinstance(tree, Scalar):
                raise composer.key_problem(event)
            self.name = str(tree.value or "")
            self.name_line = _line(event)
        else:
            self.entries.append(Entry(self.name, tree, self.name_line))
            self.name = None

    def close(self) -> Tree:
        return Group(tuple(self.entries), self.line) if self.is_group else Listing(tuple(self.items), self.line)


def _line(event: yaml.Event) -> int:
    assert event.start_mark is not None
    return event.start_mark.line + 1


def _syntax_problem(error: yaml.YAMLError, text: str, file: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    said = " ".join(str(getattr(error, name, "") or "") for name in ("problem", "context", "reason"))
    line = mark.line + 1 if mark is not None else _line_of_position(error, text)
    column = mark.column + 1 if mark is not None else None
    message, remedy = "YAML 写法有误", "对照样例检查这一行的冒号、引号和缩进"
    for part, meaning, advice in _EXPLANATIONS:
        if part in said:
            message, remedy = meaning, advice
            break
    lines = text.splitlines()
    near = lines[max(0, (line or 1) - 2) : line or 1]
    if near and near[-1].lstrip(" ").startswith("\t"):
        message, remedy = "缩进用了制表符", "改用空格缩进"
    elif any("\uff1a" in one and ": " not in one for one in near):
        message, remedy = "用了全角冒号", "字段名后用半角冒号加一个空格:“字段: 值”"
    return Problem(f"YAML 读不通:{message}", file, line, column, remedy=remedy)


def _line_of_position(error: yaml.YAMLError, text: str) -> int | None:
    position = getattr(error, "position", None)
    return text.count("\n", 0, position) + 1 if isinstance(position, int) else None
