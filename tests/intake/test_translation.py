"""Translation: records of the platform as applications, or everything that is wrong with them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import simplejson

from checker.intake.demo.records import cases_directory, records_of_cases, unreadable_record
from checker.intake.mapping_file import parse_mapping
from checker.intake.pointer import ABSENT, parse_pointer
from checker.intake.translation import Translated, UnidentifiedError, translate, unused
from checker.model import read_application
from tests.intake.house import GAS, example_text, mapping_of, record_of
from tests.intake.test_mapping_file import LEAST

EXAMPLE = mapping_of("http://127.0.0.1:8799")
CASES = cases_directory()
HEAD = {"项目名称": "甲", "建设阶段": "拟建", "建设性质": "新建", "行业代码": "1512"}


def over_the_wire(record: Any) -> Any:
    return simplejson.loads(simplejson.dumps(record, use_decimal=True), use_decimal=True)


def read(fields: str, record: dict[str, Any]) -> Translated:
    """What a mapping with those fields makes of a record, with what every application must have."""
    text = LEAST.replace("fields: {项目名称: name}\n", f"rest: form\n{fields}\n")
    return translate(over_the_wire({"id": "A1", "form": HEAD, **record}), parse_mapping(text))


def problems(translated: Translated) -> list[tuple[str, str, str]]:
    return [(one.problem.field, one.pointer, one.problem.message) for one in translated.problems]


@pytest.mark.parametrize(("name", "record"), list(records_of_cases(CASES)))
def test_every_case_comes_back_from_the_platform_as_it_was(name: str, record: Any) -> None:
    found = translate(over_the_wire({"id": "A1", "version": "3", **record}), EXAMPLE)
    assert found.problems == ()
    assert found.application is not None
    assert found.application.content_hash == read_application(CASES / name / "application.yaml").content_hash
    assert (found.id, found.version) == ("A1", "3")


def test_everything_that_cannot_be_read_is_told_with_its_place_on_the_platform() -> None:
    found = translate({"id": "A1", "version": "1", **unreadable_record()}, EXAMPLE)
    assert found.application is None
    assert problems(found) == [
        ("建设阶段", "/project/stage", "平台代码“09”不在代码表“stage”里"),
        ("申报日期", "/project/declaredOn", "“20260231”不是日期,应为 %Y%m%d"),
        ("年综合能源消费量", "/energy/total/amount", "单位“万kWh”不适用,写成了“1200 万kWh”"),
        ("年用电量", "/form/年用电量", "应为数字,写成了“九十 万kWh”"),
    ]


def test_a_mistake_in_a_list_is_told_with_its_position() -> None:
    record = record_of(GAS)
    items = [dict(item) for item in record["energy"]["items"]]
    items[1]["kind"] = "77"
    items[0]["amount"] = "很多"
    found = translate(over_the_wire({"id": "A1", **record, "energy": {**record["energy"], "items": items}}), EXAMPLE)
    assert [one[:2] for one in problems(found)] == [
        ("能源消费[1].年消费量", "/energy/items/0/amount"),
        ("能源消费[2].品种", "/energy/items/1/kind"),
    ]


@pytest.mark.parametrize("missing", [None, "", "  ", []])
def test_what_the_platform_leaves_blank_is_missing_not_none(missing: object) -> None:
    found = read("fields: {涉及事项: aspects, 总投资: {from: cost, unit: 万元}}", {"aspects": missing, "cost": missing})
    assert found.application is not None
    assert (found.application.aspects, found.application.investment) == (None, None)
    zero = read("fields: {总投资: {from: cost, unit: 万元}}", {"cost": 0})
    assert zero.application is not None
    assert zero.application.investment is not None


def test_an_empty_list_is_none_where_the_mapping_says_so() -> None:
    found = read("fields: {涉及事项: {from: aspects, empty: 无}}", {"aspects": []})
    assert found.application is not None
    assert found.application.aspects == ()


@pytest.mark.parametrize(
    ("fields", "record", "fact", "text"),
    [
        ("总投资: {from: cost, unit: 亿元}", {"cost": Decimal("3.80")}, "investment", "38000 万元"),
        ("总投资: {from: cost, unit: 亿元}", {"cost": "1,234.5"}, "investment", "12345000 万元"),
        ("总投资: {from: cost, unit: 自带}", {"cost": "3.8 亿元"}, "investment", "38000 万元"),
        ("总投资: {from: a.cost, unit_from: a.unit}", {"a": {"cost": 5, "unit": "亿元"}}, "investment", "50000 万元"),
        ("申报日期: {from: at, date: epoch-ms}", {"at": 1_795_000_000_000}, "applied_on", "2026-11-18"),
        ("申报日期: at", {"at": "2026-11-17T23:30:00Z"}, "applied_on", "2026-11-18"),
        ("申报日期: at", {"at": "2026年11月8日"}, "applied_on", "2026-11-08"),
        ("涉密: {from: s, codes: {Y: 是, N: 否}}", {"s": "Y"}, "classified", "True"),
        ("涉密: {from: s, codes: {'true': 是, 'false': 否}}", {"s": True}, "classified", "True"),
        ("投资性质: {value: 企业投资}", {}, "investor", "企业投资"),
        ("涉及事项: {from: list, codes: {'1': 用煤, '2': 锅炉}}", {"list": [1, 2]}, "aspects", "['用煤', '锅炉']"),
        ("涉及事项: {from: '$.list', split: ';'}", {"list": "用煤; 锅炉;"}, "aspects", "['用煤', '锅炉']"),
    ],
)
def test_values_are_put_into_our_words(fields: str, record: dict[str, Any], fact: str, text: str) -> None:
    found = read(f"fields: {{{fields}}}", record)
    assert found.problems == ()
    assert found.application is not None
    assert str(found.application.canonical()[fact]) == text


def test_a_share_given_as_a_ratio_is_no_share_of_a_percent() -> None:
    fields = "fields: {锅炉: {each: boilers, fields: {燃料: fuel, 热效率: {from: rate, unit: '1'}}}}"
    found = read(fields, {"boilers": [{"fuel": "天然气", "rate": Decimal("0.95")}]})
    assert found.application is not None
    assert found.application.canonical()["boilers"][0]["efficiency"] == "95 %"


@pytest.mark.parametrize(
    ("fields", "record", "words"),
    [
        ("总投资: {from: a.cost, unit_from: a.unit}", {"a": {"cost": 5}}, "有数值 5 而没有单位"),
        ("总投资: {from: cost, unit: 亿元}", {"cost": "很多"}, "“很多”不是数字"),
        ("总投资: {from: cost, unit: 亿元}", {"cost": {"a": 1}}, "应为一个值,平台给的是一组字段"),
        ("锅炉: {each: boilers, fields: {燃料: f}}", {"boilers": {"f": 1}}, "应为列表,写成了一组字段"),
        ("投资性质: i", {"i": "企业投资", "form": {**HEAD, "投资性质": "政府投资"}}, "在两处填了“投资性质”"),
        ("投资性质: i", {"form": {**HEAD, "总投入": 1}}, "未知字段“总投入”"),
        ("投资性质: i", {"form": "文字"}, "应为一组字段"),
        ("申报日期: {from: at, date: epoch-s}", {"at": 10**30}, "不是日期"),
        ("总投资: {from: cost, unit: 亿元}", {"cost": True}, "不是数字"),
    ],
)
def test_values_that_cannot_be(fields: str, record: dict[str, Any], words: str) -> None:
    found = read(f"fields: {{{fields}}}", record)
    assert found.application is None
    assert any(words in message for _, _, message in problems(found)), problems(found)


def test_without_a_version_the_content_tells_versions_apart() -> None:
    first = read("fields: {投资性质: i}", {"i": "企业投资", "views": 1})
    assert read("fields: {投资性质: i}", {"i": "企业投资", "views": 2}).version == first.version
    assert read("fields: {投资性质: i}", {"i": "政府投资"}).version != first.version


@pytest.mark.parametrize("record", [{}, {"id": ""}, {"id": None}, {"id": {}}, [], "A1", None])
def test_a_record_without_an_id_is_nobodys(record: object) -> None:
    with pytest.raises(UnidentifiedError):
        translate(record, EXAMPLE)


def test_what_a_mapping_does_not_look_at_is_listed() -> None:
    record = {"id": "A1", "project": {"name": "甲", "mayor": "乙"}, "energy": {"total": {"amount": 1, "unit": "TCE"}}}
    assert unused(record, translate(record, EXAMPLE)) == ("/id", "/project/mayor")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/a/b/1", 3), ("a.b[1]", 3), ("a.b.1", 3), ("$.a.b[0]", 2), ("/a/x~1y", 4), ("a.缺", ABSENT),
        ("/a/b/9", ABSENT), ("a.b.c", ABSENT), ("单.位", 5),
    ],
)  # fmt: skip
def test_pointers(text: str, found: object) -> None:
    data = {"a": {"b": [2, 3], "x/y": 4}, "单": {"位": 5}}
    assert parse_pointer(text).of(data, data) == found


def test_the_example_of_another_address_is_the_same_mapping() -> None:
    assert parse_mapping(example_text("https://a.example")).base_url == "https://a.example/api/v1"
