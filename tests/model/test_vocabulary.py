"""The vocabulary: every fact has one label and one key, a type the expression language knows, and a meaning."""

from __future__ import annotations

import json

import pytest

from checker.feel import parse
from checker.feel.tree import Name
from checker.feel.types import AnyQuantity, ContextType, ListType, NumberType, QuantityType, StringType
from checker.feel.units import parse_unit
from checker.model.application import SECTIONS, Application
from checker.model.enums import Aspect
from checker.model.vocabulary import VOCABULARY

RECORDS = [spec for spec in VOCABULARY.facts.values() if spec.fields is not None]
ALL = [*VOCABULARY.facts.values(), *(field for spec in RECORDS for field in spec.fields or ())]


def test_no_label_or_key_stands_twice() -> None:
    keys = [key for part in SECTIONS for key in part.model_fields]
    assert len(keys) == len(set(keys)) == len(VOCABULARY.facts) == len(Application.model_fields)
    for names in (VOCABULARY.names, *(spec.fields for spec in RECORDS)):
        assert names is not None
        specs = list(names)
        assert len({spec.label for spec in specs} | {spec.key for spec in specs}) == 2 * len(specs)


def test_every_label_is_a_name_of_the_expression_language() -> None:
    assert [spec.label for spec in ALL if parse(spec.label) != Name(spec.label)] == []


def test_every_fact_says_what_belongs_in_it() -> None:
    silent = [spec for spec in ALL if not (spec.doc and spec.section and spec.key.isidentifier() and spec.kind)]
    assert silent == []


def test_types_units_and_choices() -> None:
    facts = VOCABULARY.facts
    assert facts["年原煤消费量"].type == QuantityType(parse_unit("t").dimension)
    assert str(facts["年原煤消费量"].unit) == "t"
    assert facts["建设阶段"].type == StringType(frozenset({"拟建", "在建", "存量"}))
    assert facts["建设阶段"].choices == ("拟建", "在建", "存量")
    assert facts["容积率"].type == NumberType()
    assert str(facts["中水回用率"].unit) == "%"
    boilers = facts["锅炉"].type
    assert isinstance(boilers, ListType)
    assert isinstance(boilers.item, ContextType)
    assert boilers.item.fields is not None
    assert boilers.item.fields["额定蒸发量"] == QuantityType(parse_unit("t/h").dimension)
    products = facts["产品"].fields
    assert products is not None
    assert products.by_label["年产能"].type == AnyQuantity()


def test_core_facts_are_those_every_application_carries() -> None:
    assert {spec.label for spec in VOCABULARY.facts.values() if spec.core} == {
        "项目名称", "建设阶段", "建设性质", "行业代码", "县区", "投资性质", "涉密", "涉及事项", "产品", "能源消费",
    }  # fmt: skip
    assert {spec.label for spec in VOCABULARY.facts.values() if spec.required} == {
        "项目名称", "建设阶段", "建设性质", "行业代码",
    }  # fmt: skip


def test_found_by_label_or_key_and_nearest_by_either() -> None:
    assert VOCABULARY.find("年原煤消费量") is VOCABULARY.find("raw_coal")
    assert VOCABULARY.find("煤") is None
    assert VOCABULARY.nearest("年煤消费量") == "年原煤消费量"
    assert VOCABULARY.nearest("Raw_Cole") == "raw_coal"
    assert VOCABULARY.nearest("xyz") is None


def test_aspects_are_of_the_closed_list() -> None:
    known = {aspect.value for aspect in Aspect}
    assert all(spec.aspects <= known for spec in ALL)
    assert VOCABULARY.facts["锅炉"].aspects == {"锅炉"}


@pytest.mark.parametrize("names", ["label", "key"])
def test_json_schema_names_every_field(names: str) -> None:
    schema = VOCABULARY.json_schema(names)  # type: ignore[arg-type]
    json.dumps(schema)
    assert schema["title"] == "项目申报"
    assert list(schema["properties"]) == [
        spec.label if names == "label" else spec.key for spec in VOCABULARY.facts.values()
    ]
    assert schema["additionalProperties"] is False
    coal = schema["properties"]["年原煤消费量" if names == "label" else "raw_coal"]
    assert coal["x-单位"] == "t"
    assert coal["x-涉及事项"] == ["用煤"]
    assert coal["description"].startswith("原煤实物消费量")
    assert schema["$defs"]["Boiler"]["title"] == "锅炉"
