"""The same application in any spelling is the same application, and reads back from its canonical form."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.errors import ApplicationError, Problem
from checker.feel.units import parse_quantity
from checker.model.application import Application
from checker.model.choices import Choice, Records, Several
from checker.model.facts import facts_of
from checker.model.kinds import Day, Flag, Kind, Text
from checker.model.measures import Count, EfficiencyGrade, Number, Percent
from checker.model.reading import build_application, parse_application
from checker.model.vocabulary import VOCABULARY, FactSpec
from tests.model.samples import HEAD, application

NUMBERS = st.decimals(min_value=0, max_value=10**9, places=4)


@pytest.mark.parametrize(
    "spellings",
    [
        (
            "年原煤消费量: 5 万吨",
            "年原煤消费量: 50000",
            "年原煤消费量: 50000 t",
            "raw_coal: 50000吨",
            "raw_coal: 5e4 t",
            "年原煤消费量: \uff15 万t/年",
        ),
        (
            "年用电量: 800 万kWh",
            "年用电量: 800万千瓦时",
            "electricity: 8000 MWh",
            "electricity: 8000000",
            "年用电量: 800 万度/a",
        ),
        ("总投资: 1.2 亿元", "总投资: 12000", "investment: 12000 万元", "总投资: 120000000 元"),
        ("用地面积: 1 公顷", "用地面积: 10000", "land_area: 15 亩", "用地面积: 10000 平方米", "用地面积: 0.01 km²"),
        (
            "产品: [{单位产品综合能耗: 107 kgce/t}]",
            "products: [{unit_energy: 0.107 tce/t}]",
            "产品: [{unit_energy: 107公斤标煤/吨}]",
        ),
        ("锅炉: [{额定蒸发量: 10 t/h}]", "boilers: [{rated_output: 10 蒸吨/小时}]", "锅炉: [{额定蒸发量: 10}]"),
        ("锅炉: [{热效率: 94 %}]", "锅炉: [{热效率: 94%}]", "锅炉: [{热效率: 94}]", "boilers: [{efficiency: 940 ‰}]"),
        ("锅炉: [{能效等级: 2}]", "锅炉: [{能效等级: 2级}]", "锅炉: [{能效等级: 二级}]", "boilers: [{grade: Ⅱ级}]"),
        ("锅炉: [{数量: 3}]", "锅炉: [{数量: 3 台}]", "boilers: [{count: 3台}]"),
        ("锅炉: 无", "锅炉: []", "boilers: none", "锅炉:   []"),
        ("涉及事项: [用煤, 锅炉]", "涉及事项: 用煤、锅炉", "aspects: [coal, boilers]", "涉及事项:\n  - 用煤\n  - 锅炉"),
        ("涉密: 是", "涉密: true", "classified: True", '涉密: "是"'),
        (
            "申报日期: 2026-03-01",
            "申报日期: 2026/3/1",
            "applied_on: 2026年3月1日",
            "申报日期: 2026.03.01",
            '申报日期: "2026-03-01"',
        ),
        ("投资性质: 企业投资", "投资性质: enterprise", "investor: ENTERPRISE"),
        ("产业目录类别: 限制", "产业目录类别: 限制类", "catalogue_class: restricted"),
        ("县区: 通江县", "县区: 511921", "county: tongjiang"),
        ("容积率: 1.20", "容积率: 1.2", 'floor_area_ratio: "1.2"'),
        ("建设单位: 甲", "建设单位: '甲'", "owner: 甲 ", "建设单位: |\n  甲"),
    ],
    ids=lambda spellings: spellings[0],
)
def test_spellings_of_one_fact_are_one_application(spellings: tuple[str, ...]) -> None:
    first, *others = (application(spelling) for spelling in spellings)
    for other in others:
        assert other == first
        assert other.content_hash == first.content_hash
        assert facts_of(other) == facts_of(first)


def test_bare_thousands_are_not_the_same_as_nothing() -> None:
    assert application("年原煤消费量: 0").content_hash != application().content_hash
    assert application("锅炉: 无").content_hash != application().content_hash


def test_null_is_the_same_as_leaving_a_field_out() -> None:
    assert application("年原煤消费量: null", "锅炉: ~", "县区:") == application()
    assert application("年原煤消费量: null").content_hash == application().content_hash


@given(tonnes=NUMBERS, swap=st.booleans())
def test_units_and_names_never_change_an_amount(tonnes: Decimal, swap: bool) -> None:
    name = "raw_coal" if swap else "年原煤消费量"
    plain = application(f"{name}: {tonnes:f} t")
    assert plain.raw_coal == parse_quantity(f"{tonnes:f} t")
    for written in (f"{tonnes:f}", f"{tonnes:f}吨", f"{tonnes * 1000:f} kg", f"{tonnes / 10000:f} 万吨"):
        assert application(f"{name}: {written}") == plain


def _values(kind: Kind[Any]) -> st.SearchStrategy[Any]:
    """Values an applicant may write in a field of this kind."""
    match kind:
        case Text() if kind.check is not None:
            return st.sampled_from([None])
        case Text():
            return st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)
        case Flag():
            return st.sampled_from(["是", "否", True, False])
        case Day():
            return st.dates(min_value=_day("2000-01-01"), max_value=_day("2099-12-31")).map(str)
        case Choice():
            return st.sampled_from([member.value for member in kind.words])
        case Several():
            return st.lists(_values(kind.item), max_size=3, unique=True)
        case EfficiencyGrade():
            return st.integers(1, 5)
        case Count():
            return st.integers(kind.at_least, min(kind.at_most, 10**6))
        case Percent():
            return st.decimals(2, 100, places=2).map(lambda share: f"{share} %")
        case Number():
            return NUMBERS
        case Records():
            return st.lists(_record(kind), max_size=2)
    unit = getattr(kind, "symbol", None) or kind.examples[0]  # type: ignore[attr-defined]
    return NUMBERS.map(lambda number: f"{number:f} {unit}")


def _day(text: str) -> Any:
    return Day().read(text)


def _record(kind: Records) -> st.SearchStrategy[dict[str, Any]]:
    from checker.model.fields import Section, kinds_of

    model: type[Section] = kind.model
    kinds = kinds_of(model)
    return st.dictionaries(st.sampled_from(sorted(kinds)), st.none(), min_size=1, max_size=4).flatmap(
        lambda chosen: st.fixed_dictionaries({key: _values(kinds[key]) for key in chosen})
    )


OPEN = [spec for spec in VOCABULARY.facts.values() if not spec.required and spec.key != "aspects"]


@st.composite
def applications(draw: st.DrawFn) -> dict[str, Any]:
    chosen = draw(st.lists(st.sampled_from(OPEN), max_size=8, unique_by=lambda spec: spec.key))
    data = {"name": "甲", "stage": "在建", "nature": "新建", "industry_code": "3011"}
    return data | {spec.key: draw(_values(_kind(spec))) for spec in chosen}


def _kind(spec: FactSpec) -> Kind[Any]:
    assert spec.kind is not None
    return spec.kind


def _built(data: dict[str, Any]) -> Application | None:
    """The application, or None when its values, right one by one, contradict each other."""
    application, found = _read(lambda: build_application(data))
    wrong_alone = [
        problem
        for problem in found
        if not any(word in problem.remedy for word in ("核对", "同类", "每年", "可用单位", "写作每"))
    ]
    assert wrong_alone == []
    return application


def _read(read: Callable[[], Application]) -> tuple[Application | None, tuple[Problem, ...]]:
    try:
        return read(), ()
    except ApplicationError as error:
        return None, error.problems


@settings(max_examples=300, deadline=None)
@given(applications())
def test_any_application_reads_back_from_its_canonical_form(data: dict[str, Any]) -> None:
    built = _built(data)
    if built is not None:
        again = build_application(built.canonical())
        assert again == built
        assert again.content_hash == built.content_hash
        assert facts_of(again) == facts_of(built)


@settings(max_examples=200, deadline=None)
@given(applications())
def test_labels_and_keys_are_interchangeable(data: dict[str, Any]) -> None:
    built = _built(data)
    labelled = {spec.label: data[spec.key] for spec in VOCABULARY.facts.values() if spec.key in data}
    if built is not None:
        assert build_application(labelled) == built


@settings(max_examples=200, deadline=None)
@given(applications())
def test_pydantic_reads_each_field_as_the_reader_does(data: dict[str, Any]) -> None:
    built = _built(data)
    if built is not None:
        assert Application.model_validate(data) == built
        assert built.model_dump(mode="json", by_alias=False, exclude_none=True) == built.canonical()


NAMES = st.sampled_from([*VOCABULARY.facts, "名称", "类型", "年产能"]) | st.text(max_size=6)
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.decimals(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=500, deadline=None)
@given(st.dictionaries(NAMES, JUNK, max_size=6))
def test_junk_is_a_named_problem_and_never_a_traceback(data: dict[str, Any]) -> None:
    built, found = _read(lambda: build_application(data))
    assert (built is None) == bool(found)
    assert all(problem.message and problem.remedy for problem in found)


@settings(max_examples=500, deadline=None)
@given(
    st.text(max_size=60) | st.text("{}[]:,-&*!'\"\n #甲a1\t", max_size=40), st.sampled_from(["", "a.json", "a.yaml"])
)
def test_junk_text_is_a_named_problem_and_never_a_traceback(text: str, file: str) -> None:
    for start in ("", HEAD):
        built, found = _read(lambda start=start: parse_application(start + text, file))  # type: ignore[misc]
        assert (built is None) == bool(found)
        assert all(problem.message and problem.remedy for problem in found)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80))
def test_junk_bytes_are_a_named_problem_and_never_a_traceback(data: bytes) -> None:
    with pytest.raises(ApplicationError):
        parse_application(data)
