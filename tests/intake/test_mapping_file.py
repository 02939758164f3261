"""Mapping files: the example holds, and every mistake is told with its line and what to write instead."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from checker.errors import MappingError
from checker.intake.demo.records import EXAMPLE
from checker.intake.mapping import PlatformMapping, TakeIn
from checker.intake.mapping_file import mapping_schema, parse_mapping, read_mapping
from tests.intake.house import example_text

LEAST = """\
platform: 平台
base_url: https://platform.example
pending: {path: /list, items: $}
application: {id: id}
fields: {项目名称: name}
opinion: {path: /o}
notice: {path: /n}
correction: {path: /c}
"""


def told(text: str) -> list[tuple[int | None, str]]:
    with pytest.raises(MappingError) as caught:
        parse_mapping(text, "对照.yaml")
    return [(problem.line, str(problem)) for problem in caught.value.problems]


def test_the_example_is_sound_and_fits_its_schema() -> None:
    mapping = read_mapping(EXAMPLE)
    assert mapping.take_in is TakeIn.COMPLETE
    Draft202012Validator.check_schema(mapping_schema())
    Draft202012Validator(mapping_schema()).validate(yaml.safe_load(EXAMPLE.read_text(encoding="utf-8")))


def test_little_is_needed() -> None:
    mapping = parse_mapping(LEAST)
    assert isinstance(mapping, PlatformMapping)
    assert (mapping.take_in, mapping.delivery.strikes) == (TakeIn.COMPLETE, 10)


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("platform: 演示", "platfrom: 演示", 6, "不认识的键“platfrom”;是否为 platform?"),
        ("values: [withdrawn]", "values: []", None, "是空的"),
        ("values: [withdrawn]", "values: withdrawn", None, "应为列表;请写成 [甲, 乙]"),
        ("values: [withdrawn]", "values: [9]", None, "应为文字"),
        ("status: {from: /status, values", "state: {from: /status, values", None, "不认识的键“state”;是否为 status?"),
        ("status: {from: /status,", 'status: {from: "a[", ', None, "“a[”不是路径"),
        ("  reason: /withdrawalReason", '  reason: "a["', None, "“a[”不是路径"),
        ("keep_days: 90", "keep_days: 0", None, "不能小于 1"),
        ("keep_days: 90", "keep_days: 永久", None, "应为整数"),
        ('"01": 拟建', '"01": 拟健', 40, "“拟健”不在可选值之内;是否为“拟建”"),
        ('date: "%Y%m%d"', "date: YYYYMMDD", 132, "不是日期格式;请写如 %Y%m%d"),
        ("  项目名称: /project", "  项目名: /project", 125, "未知字段“项目名”;是否为“项目名称”"),
        ("基期年消费量: {from: baseline, unit: 自带}", "基期年消费量: baseline", None, "的单位应写且只写一处"),
        ("{from: baseline, unit: 自带}", "{from: baseline, unit: 米}", None, "单位“米”不适用"),
        ("WT: 万t", "WT: 万盹", None, "不认识单位“万盹”"),
        ("reject: \"3\"}", "rejected: \"3\"}", None, "缺少 reject 的代码"),
        ("    summary: summary\n    accepted", "    summary: sumary\n    accepted", None, "是否为 summary?"),
        ("each: findings\n      fields:\n    ", "each: finding\n      fields:\n    ", None, "为 findings?"),
        ("timeout: 20", "timeout: 二十", 12, "timeout 应为数字"),
        ("take_in: complete", "take_in: some", 13, "可选:complete、all、none"),
        ("by: number", "by: nummer", None, "可选:number、offset、cursor、link"),
        ("environment: PLATFORM_TOKEN", "environment: 密码 123", None, "凭据本身不写在文件里"),
        ("codes: stage}", "codes: stages}", None, "没有代码表“stages”;是否为 stage?"),
        ("{from: /project/nature, codes: nature}", "{from: /project/nature, each: /x}", None, "应写且只写 from"),
        ("行业代码: /project/industry", "行业代码: {from: /project/industry, unit: t}", None, "没有单位;请删去 unit"),
        ("县区: /project/county", "县区: {from: /project/county, split: \",\"}", None, "只有一个值;请删去 split"),
        ("id: /id", "id: a..b", None, "“a..b”不是路径"),
        ("rest: /form", "rest: /form\nrest: /other", None, '键"rest"重复'),
    ],
)  # fmt: skip
def test_mistakes_are_told(before: str, after: str, line: int | None, words: str) -> None:
    problems = told(example_text(**{before: after}))
    assert any(words in text for _, text in problems), problems
    assert all(found is not None for found, _ in problems)
    if line is not None:
        assert problems[0][0] == line


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    text = (
        LEAST.replace("name", "{from: name, codes: x}")
        .replace("{path: /n}", "{path: n}")
        .replace("path: /o", "pth: /o")
    )
    found = told(text)
    assert [line for line, _ in found] == [6, 6, 7] or [line for line, _ in found] == [6, 7]
    assert told(LEAST + "fields2: 1\nplatfrom: 2\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "文件是空的"), ("[1]", "应为若干“键: 值”"), ("a: [", "对照.yaml"), ("&a {x: *a}", "对照.yaml")],
)
def test_what_is_no_mapping_at_all(text: str, words: str) -> None:
    assert words in told(text)[0][1]


def test_nothing_mapped_is_told() -> None:
    assert any("没有对照任何字段" in text for _, text in told(LEAST.replace("fields: {项目名称: name}\n", "")))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="文件不存在"):
        read_mapping(tmp_path / "没有.yaml")


def test_what_says_nothing_of_withdrawals_is_no_mapping_of_them() -> None:
    (mistake,) = told(LEAST + "withdrawn: {reason: /why}\n")
    assert mistake[1].endswith("没有写怎样知道申报已撤回;请写 list: 或 status:")
    ((line, words),) = told(LEAST + "withdrawn: {list: {path: /w, items: $, pages: {by: cursor, parameter: c}}}\n")
    assert (line, "没有写下一页的记号在哪里" in words) == (9, True)
    ((_, words),) = told(LEAST + "withdrawn: {list: {path: /w, items: $, detail: /a}}\n")
    assert "不认识的键“detail”" in words
    assert parse_mapping(LEAST + "withdrawn: {status: {from: s, values: ['9']}}\n").withdrawn is not None
