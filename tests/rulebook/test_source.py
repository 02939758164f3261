"""YAML is read exactly, with places, and every surprise is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import ApplicationError, Problem, RuleBookError
from checker.source import (
    MAX_BYTES,
    ListNode,
    MappingNode,
    ScalarNode,
    decode_text,
    read_data,
    read_json,
    read_text,
    read_yaml,
)


def read(text: str) -> MappingNode:
    node = read_yaml(text, "a.yaml", error=RuleBookError)
    assert isinstance(node, MappingNode)
    return node


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1.10", Decimal("1.10")),
        ("0.1", Decimal("0.1")),
        ("-3", Decimal(-3)),
        ("3e2", Decimal("3E+2")),
        ("010", "010"),
        ("0010.5", "0010.5"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("12:30", "12:30"),
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("True", "True"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("2025-09-01", date(2025, 9, 1)),
        ('"2025-09-01"', "2025-09-01"),
        ("'true'", "true"),
        ('"12"', "12"),
        ("12.5 万吨", "12.5 万吨"),
        ("915119000000000000", Decimal("915119000000000000")),
        ("2411-511902-04-01-123456", "2411-511902-04-01-123456"),
    ],
)
def test_scalars_mean_what_they_look_like(written: str, value: object) -> None:
    found = read(f"键: {written}\n").value["键"].value
    assert found == value
    assert type(found) is type(value)


def test_text_keeps_what_a_number_was_written_as() -> None:
    node = read("版本: 1.10\n").value["版本"]
    assert isinstance(node, ScalarNode)
    assert node.text == "1.10"


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "remedy"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, 1, '键"a"重复,第 1 行已有', "删去其中一个"),
        ("a: &x 1\n", 1, 4, "不允许使用锚点 &x", "把内容写全"),
        ("a: 1\nb: *x\n", 2, 4, "不允许使用别名 *x", "把内容写全"),
        ("a: !!str 1\n", 1, 4, "不允许使用 YAML 标签", "加引号"),
        ("!!python/object:os.system x\n", 1, 1, "不允许使用 YAML 标签", "删去“!”"),
        ("a: 2025-02-30\n", 1, 4, "日期 2025-02-30 不存在", "2025-09-01"),
        ("a: 1e99\n", 1, 4, "数字超过 40 位", "加引号"),
        ("a: 1\n---\nb: 2\n", 2, 1, "只能有一个 YAML 文档", "分成两个文件"),
        ("a:\n\t- x\n", 2, 1, "制表符", "空格缩进"),
        ("a: [1, 2\nb: 3\n", 1, 4, "方括号没有成对或缺少逗号", "补上方括号"),
        ("a: 'x\nb: 3\n", 1, 4, "引号没有成对", "补上另一个引号"),
        ("标题\uff1a新建\nb: 1\n", 1, 3, "用了全角冒号", "半角冒号加一个空格"),
        ("标题:新建\nb: 1\n", 1, 3, "冒号后缺少空格", "半角冒号加一个空格"),
        ('a: "\\q"\n', 1, 5, "反斜杠转义", "单引号"),
        ("a: @x\n", 1, 4, "不能以这个符号开头", "加引号"),
        ("a: 'b' c\n", 1, 8, "引号后多了内容", "一对引号"),
        ("? [a]\n: b\n", 1, 3, "字段名不是文字", "字段名: 值"),
        ("a: x\u2028y\n", 1, 5, "控制字符", "删去"),
        ("", None, None, "文件是空的", "写入内容"),
        ("# 只有注释\n", None, None, "文件是空的", "写入内容"),
    ],
)
def test_mistakes_are_placed_and_explained(
    text: str, line: int | None, column: int | None, message: str, remedy: str
) -> None:
    with pytest.raises(RuleBookError) as caught:
        read(text)
    problem = caught.value.problems[0]
    assert (problem.file, problem.line, problem.column) == ("a.yaml", line, column)
    assert message in problem.message
    assert remedy in problem.remedy


def test_all_problems_come_at_once() -> None:
    with pytest.raises(RuleBookError) as caught:
        read("a: 1\na: 2\nb: 2025-13-01\n")
    assert sorted(problem.line or 0 for problem in caught.value.problems) == [2, 3]


def test_nesting_and_size_are_bounded() -> None:
    with pytest.raises(ApplicationError, match="嵌套超过 32 层"):
        read_yaml("[" * 5_000, "a.yaml", error=ApplicationError)
    with pytest.raises(ApplicationError, match="文件超过 1 MB"):
        read_yaml("a: " + "万" * MAX_BYTES, "a.yaml", error=ApplicationError)


def test_aliases_are_followed_where_the_caller_says_so_and_counted() -> None:
    text = "a: &a [x, {b: 1}]\nc: *a\nd: [*a, *a]\n"
    node = read_yaml(text, "a.yaml", error=RuleBookError, aliases=True)
    known = ["x", {"b": Decimal(1)}]
    assert node.plain == {"a": known, "c": known, "d": [known, known]}
    size = 4 * 5 + 3 + 2  # the five values of the list four times, three keys, d's own list and the whole
    assert read_yaml(text, "a.yaml", error=RuleBookError, aliases=True, max_nodes=size)
    with pytest.raises(RuleBookError, match="内容超过"):
        read_yaml(text, "a.yaml", error=RuleBookError, aliases=True, max_nodes=size - 1)


def test_values_may_stay_as_written() -> None:
    text = "a: 1.10\nb: NO\nc: 2025-02-30\nd: null\ne: 'null'\nf: 1e99\n"
    node = read_yaml(text, "a.yaml", error=RuleBookError, typed=False)
    assert node.plain == {"a": "1.10", "b": "NO", "c": "2025-02-30", "d": None, "e": "null", "f": "1e99"}


@pytest.mark.parametrize("text", ["甲: 1\n乙: 2\n甲: 3\n", '{"甲": 1,\n"乙": 2,\n"甲": 3}'])
def test_repeated_keys_may_be_kept_for_the_caller(text: str) -> None:
    read_file = read_json if text.startswith("{") else read_yaml
    node = read_file(text, "a", error=RuleBookError, repeats=True)
    assert isinstance(node, MappingNode)
    assert [(key.text, key.line, value.plain) for key, value in node.pairs] == [
        ("甲", 1, 1), ("乙", 2, 2), ("甲", 3, 3),
    ]  # fmt: skip
    with pytest.raises(RuleBookError, match="重复"):
        read_file(text, "a", error=RuleBookError)


def test_json_has_places_and_exact_numbers() -> None:
    node = read_json('{"a":\n  [1.10, "x y", true, null]}', "a.json", error=RuleBookError)
    assert isinstance(node, MappingNode)
    (items,) = node.value.values()
    assert isinstance(items, ListNode)
    assert [(item.line, item.column) for item in items.value] == [(2, 4), (2, 10), (2, 17), (2, 23)]
    assert items.plain == [Decimal("1.10"), "x y", True, None]
    assert [item.text for item in items.value if isinstance(item, ScalarNode)] == ["1.10", "x y", "true", "null"]


def test_data_has_no_places() -> None:
    node = read_data({"a": [1]}, "a", error=RuleBookError)
    assert (node.plain, node.problem("x").line, node.problem("x").column) == ({"a": [1]}, None, None)


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x, x, x]\n" + "".join(f"{c}: &{c} [*a, *a, *a]\n" for c in "bcdefghij")
    with pytest.raises(RuleBookError) as caught:
        read(bomb)
    assert caught.value.problems[0].line == 1


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("标题".encode("gbk"), "不是 UTF-8"),
        ("标题".encode("utf-16"), "UTF-16"),
        (b"\x7fELF\x00\x01", "二进制"),
        (b"a" * (MAX_BYTES + 1), "超过 1 MB"),
    ],
)
def test_other_encodings_are_named(data: bytes, message: str) -> None:
    with pytest.raises(ApplicationError, match=message):
        decode_text(data, "a.yaml", error=ApplicationError)


def test_a_byte_order_mark_is_dropped_and_missing_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("标题: 新建\r\n".encode("utf-8-sig"))
    assert read(read_text(path, "a.yaml", error=RuleBookError)).plain == {"标题": "新建"}
    with pytest.raises(RuleBookError, match="文件不存在"):
        read_text(tmp_path / "b.yaml", "b.yaml", error=RuleBookError)
    with pytest.raises(RuleBookError, match="这是文件夹"):
        read_text(tmp_path, "b", error=RuleBookError)


BLOCKS = """\
literal: |-
  第一行 and
    缩进行 甲 > 1
folded: >-
  折叠 甲
  折叠 乙
double: "引\\"号 丙"
single: 'it''s 丁'
plain: 直接 写
  续行 戊
"""


@pytest.mark.parametrize(
    ("key", "part", "place"),
    [
        ("literal", "甲", (3, 9)),
        ("literal", "第一行", (2, 3)),
        ("folded", "乙", (6, 6)),
        ("double", "丙", (7, 15)),
        ("single", "丁", (8, 16)),
        ("plain", "戊", (10, 6)),
    ],
)
def test_offsets_in_a_scalar_are_found_in_the_file(key: str, part: str, place: tuple[int, int]) -> None:
    node = read(BLOCKS).value[key]
    assert isinstance(node, ScalarNode)
    assert node.position(node.text.index(part)) == place
    assert BLOCKS.split("\n")[place[0] - 1][place[1] - 1 :].startswith(part[0])


def test_lists_and_mappings_keep_order_and_places() -> None:
    node = read("乙: [1, 2]\n甲:\n  - x: y\n")
    assert list(node.value) == ["乙", "甲"]
    inner = node.value["甲"]
    assert isinstance(inner, ListNode)
    assert (inner.line, inner.column) == (3, 3)
    assert node.plain == {"乙": [Decimal(1), Decimal(2)], "甲": [{"x": "y"}]}


def problems_in(text: str) -> tuple[Problem, ...]:
    try:
        read_yaml(text, "a.yaml", error=RuleBookError)
    except RuleBookError as error:
        return error.problems
    return ()


@given(st.text(max_size=200))
def test_no_text_ends_in_anything_but_a_node_or_a_problem(text: str) -> None:
    assert all(problem.message and problem.remedy for problem in problems_in(text))


_PLAIN = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=20)


@given(st.dictionaries(_PLAIN.filter(bool), st.lists(_PLAIN | st.booleans() | st.none(), max_size=4), max_size=4))
def test_what_yaml_wrote_is_read_back(data: dict[str, list[str | bool | None]]) -> None:
    text = yaml.safe_dump(data, allow_unicode=True, default_style='"') if data else "{}\n"
    if "\ufeff" in text or "\x85" in text or "!!" in text:
        return
    assert read_yaml(text, "a.yaml", error=RuleBookError).plain == data
