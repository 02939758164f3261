"""What is wrong with YAML that does not parse, and what to write instead."""

from __future__ import annotations

import re
from typing import Final

import yaml

from checker.errors import Problem
from checker.source.tree import Source, line_and_column

_SYNTAX: Final = (  # what libyaml says, what its Python twin says, and what to tell people; the first that fits holds
    (("character '\\t'", "tab character"), "缩进用了制表符(Tab)", "请改用空格缩进"),
    (("mapping values are not allowed",), "冒号的位置不对", "含冒号的文字请加引号;同级的键请对齐缩进"),
    (("could not find expected ':'",), "这一行缺少冒号", "请写成 键: 值,冒号用半角,后面空一格"),
    (("unknown escape character",), "双引号里的反斜杠转义不对", "请改用单引号,或把反斜杠写两遍"),
    (
        ("alphabetic or numeric character",),
        "引用(*)、锚点(&)的名字不对",
        "请直接写出内容;值以 * 或 & 开头时加引号",
    ),
    (("quoted scalar",), "引号没有成对", "请补上另一个引号"),
    (("flow sequence",), "方括号没有成对或缺少逗号", "请补上方括号,项与项之间用半角逗号"),
    (("flow mapping",), "花括号没有成对或缺少逗号", "请补上花括号,项与项之间用半角逗号"),
    (("node content",), "括号不成对", "请检查括号"),
    (("expected '-' indicator",), "列表项的缩进不一致,或缺少短横线", "同一列表的各项请用短横线开头并对齐"),
    (
        ("expected key", "expected <block end>", "block mapping", "block collection"),
        "缩进不一致,或引号后多了内容",
        "同级的键请对齐;整个值请用一对引号括起来",
    ),
    (("<document start>",), "值的后面多了内容", "整个值请用一对引号括起来"),
    (("cannot start any token",), "值不能以这个符号开头", "请把整个值加引号"),
    (("directive",), "有 YAML 指令,或值不能以这个符号开头", "请删去以 % 开头的行,或把整个值加引号"),
    (("characters are not allowed",), "有不可见的控制字符", "请删去控制字符"),
)
_BEGUN_BEFORE: Final = ("expected ':'", "unexpected end of stream", "expected ',' or")
"""Said where something left open was noticed, which is not where it began."""
_QUOTED_VALUE: Final = re.compile(r"""\s*(?:- )?[^\s:#"']+: +(?P<rest>(?P<quote>["']).*)""")
_CLOSED: Final = re.compile(r"""(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')""")
_BAD_COLON: Final = re.compile("\\s*(?:- )?[^\\s:\uff1a#\"']+(?P<colon>\uff1a|:(?=[\\S\u3000]))(?!.*: )")


def syntax_problem(fault: yaml.YAMLError, source: Source) -> Problem:
    """The problem behind ``fault``, at the place where it began."""
    problem, context = (str(getattr(fault, name, None) or "") for name in ("problem", "context"))
    mark = getattr(fault, "problem_mark", None)
    if any(sign in problem for sign in _BEGUN_BEFORE):
        mark = getattr(fault, "context_mark", None) or mark
    lines = source.text.split("\n")
    if mark is not None:
        line, column = min(mark.line, len(lines) - 1), mark.column
    else:
        line, column = (place - 1 for place in line_and_column(source.text, getattr(fault, "position", None) or 0))
    while line > 0 and not lines[line].strip():
        line -= 1  # what is left open is noticed only behind the end
        column = len(lines[line])
    said = f"{problem or fault} {context}"
    if lines[line][column : column + 1] == "\t":
        said = "character '\\t'"
    message, remedy = next(
        ((message, remedy) for signs, message, remedy in _SYNTAX if any(sign in said for sign in signs)),
        (f"写法有误({problem or fault})", "请检查这一行的缩进、冒号与引号"),
    )
    if "缩进" in message and (opened := _open_quote(lines, line)) is not None:
        line, column = opened
        message, remedy = "引号没有成对", "请在这一行补上另一个引号"
    elif "冒号" in message or "缩进" in message:
        for near in (line, line - 1):
            if near >= 0 and (bad := _BAD_COLON.match(lines[near])):
                line, column = near, bad.start("colon")
                message = _said_of_colon(lines[near], bad)
                remedy = "请用半角冒号加一个空格,如 字段: 值"
                break
    return Problem(f"YAML 读不通:{message}", source.file, line + 1, column + 1, remedy=remedy, code="yaml-syntax")


def _said_of_colon(line: str, bad: re.Match[str]) -> str:
    if bad["colon"] == "\uff1a":
        return "用了全角冒号"
    return "冒号后是全角空格" if line[bad.end("colon")] == "\u3000" else "冒号后缺少空格"


def _open_quote(lines: list[str], last: int) -> tuple[int, int] | None:
    """The first value, no later than line ``last``, whose quote does not close on its line; both from 0."""
    for number, line in enumerate(lines[: last + 1]):
        value = _QUOTED_VALUE.match(line)
        if value is not None and _CLOSED.match(value["rest"]) is None:
            return number, value.start("rest")
    return None
