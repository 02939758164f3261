"""The schemas take every file that is shipped, refuse what is wrong, and know the keys that the loader knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from checker.errors import CheckerError
from checker.model.vocabulary import VOCABULARY
from checker.rulebook import Accounting, default_packs_directory, load_rulebook
from checker.rulebook.disposition import DETAILS
from checker.rulebook.entry import Entry
from checker.rulebook.kind import TYPES
from checker.source import read_yaml
from checker.workbench.schemas import Subject, names_of, read_outline, rule_or_derivation, schema_of

ROOT = Path(__file__).resolve().parents[3]
RULES = default_packs_directory()
CASES = ROOT / "cases"


@cache
def _validator(subject: Subject) -> jsonschema.Draft7Validator:
    return jsonschema.Draft7Validator(dict(schema_of(subject, names_of(read_outline(RULES)))))


def _as_json(value: Any) -> Any:
    """A value as a YAML 1.2 editor has it: no dates, no decimals."""
    match value:
        case Mapping():
            return {key: _as_json(item) for key, item in value.items()}
        case list():
            return [_as_json(item) for item in value]
        case date():
            return value.isoformat()
        case Decimal():
            return int(value) if value == value.to_integral() else float(value)
    return value


def _read(text: str) -> Any:
    return _as_json(read_yaml(text, "file.yaml", error=CheckerError).plain)


def _pack_files(*folders: Path) -> Iterator[tuple[Path, Subject]]:
    for folder in folders:
        for path in sorted(folder.rglob("*.yaml")):
            name = path.relative_to(folder).as_posix()
            subject = Subject.of_file(name, derives="\nderive:" in path.read_text(encoding="utf-8"))
            if subject is not None:
                yield path, subject


PACKS = [folder for folder in sorted(RULES.iterdir()) if (folder / "pack.yaml").is_file()]
FILES = list(_pack_files(*PACKS))


@pytest.mark.parametrize("subject", list(Subject))
def test_every_schema_is_a_schema(subject: Subject) -> None:
    jsonschema.Draft7Validator.check_schema(dict(schema_of(subject)))
    jsonschema.Draft7Validator.check_schema(_validator(subject).schema)


def test_every_shipped_file_of_a_pack_keeps_its_schema() -> None:
    assert {subject for _, subject in FILES} == set(Subject) - {Subject.EXPECTED}
    for path, subject in FILES:
        data = _read(path.read_text(encoding="utf-8"))
        mistakes = [f"{error.json_path}: {error.message:.200}" for error in _validator(subject).iter_errors(data)]
        assert not mistakes, (path, mistakes)


def test_every_shipped_rule_file_keeps_the_schema_that_editors_are_given_for_the_folder() -> None:
    validator = jsonschema.Draft7Validator(dict(rule_or_derivation(names_of(read_outline(RULES)))))
    for path, subject in FILES:
        if subject in (Subject.RULE, Subject.DERIVATION):
            assert validator.is_valid(_read(path.read_text(encoding="utf-8"))), path


def test_every_shipped_case_keeps_its_schemas() -> None:
    application = jsonschema.Draft202012Validator(VOCABULARY.json_schema())
    expectations = sorted(CASES.glob("*/expected*.yaml"))
    assert expectations
    for path in expectations:
        assert _validator(Subject.EXPECTED).is_valid(_read(path.read_text(encoding="utf-8"))), path
    for path in sorted(CASES.glob("*/application.yaml")):
        mistakes = [error.message for error in application.iter_errors(_read(path.read_text(encoding="utf-8")))]
        assert not mistakes, (path, mistakes)


# --- the keys are the loader's ---


def _key_sets(shape: Any) -> Iterator[frozenset[str]]:
    """The keys of every closed mapping inside a schema."""
    match shape:
        case {"additionalProperties": False, "properties": properties, **rest}:
            yield frozenset(properties)
            yield from _key_sets([*properties.values(), *rest.values()])
        case Mapping():
            yield from _key_sets(list(shape.values()))
        case list():
            for item in shape:
                yield from _key_sets(item)


def _disposition() -> Mapping[str, Any]:
    shape = schema_of(Subject.CLAUSES)["properties"]["clauses"]["items"]["properties"]["disposition"]
    assert isinstance(shape, dict)
    return shape


def test_the_keys_of_every_schema_are_those_the_loader_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: dict[Subject, set[frozenset[str]]] = {subject: set() for subject in Subject}
    by_name = {str(path): subject for path, subject in FILES}
    allow = Entry.allow

    def noted(entry: Entry, *keys: str) -> None:
        taken[by_name[entry.node.source.file]].add(frozenset(keys))
        allow(entry, *keys)

    monkeypatch.setattr(Entry, "allow", noted)
    load_rulebook(RULES)
    of_dispositions = {frozenset(("kind", *details)) for details in DETAILS.values()}
    for subject in set(Subject) - {Subject.EXPECTED}:
        wanted = set(_key_sets(schema_of(subject))) - {frozenset(_disposition()["properties"])}
        assert wanted == taken[subject] - of_dispositions, subject


@pytest.mark.parametrize("kind", list(Accounting))
def test_a_disposition_takes_the_keys_the_loader_takes(kind: Accounting) -> None:
    shape = _disposition()
    branch = next(each["then"] for each in shape["allOf"] if each["if"]["properties"]["kind"]["const"] == kind.value)
    refused = {key for key, inner in branch["properties"].items() if inner is False}
    assert set(shape["properties"]) - refused == {"kind", *DETAILS[kind]}


def test_the_types_are_those_the_loader_takes() -> None:
    item = schema_of(Subject.FACTS)["properties"]["facts"]["items"]
    assert [name for name in item["properties"]["type"]["enum"] if name] == list(TYPES)


def test_every_key_says_in_chinese_what_belongs_there() -> None:
    def silent(shape: Any, path: str) -> Iterator[str]:
        for key, inner in shape.get("properties", {}).items():
            if not any("\u4e00" <= character <= "\u9fff" for character in inner.get("description", "")):
                yield f"{path}.{key}"
            yield from silent(inner, f"{path}.{key}")
            yield from silent(inner.get("items", {}), f"{path}.{key}[]")

    for subject in Subject:
        assert not list(silent(schema_of(subject), subject))


# --- what is offered ---


def test_the_names_of_the_book_are_offered() -> None:
    definitions = _validator(Subject.RULE).schema["definitions"]
    assert {"年原煤消费量", "两高项目", "原煤上限2030年"} <= set(definitions["operands"]["enum"])
    assert "巴府发〔2024〕5号#P020" in definitions["clauses"]["enum"]
    assert "kgce/t" in _validator(Subject.PARAMETERS).schema["definitions"]["units"]["enum"]
    assert "市发展改革委" in _validator(Subject.CLAUSES).schema["definitions"]["departments"]["enum"]
    assert "BZ-020103-coal-cap-2030" in _validator(Subject.EXPECTED).schema["definitions"]["rules"]["enum"]
    assert _validator(Subject.QUOTAS).schema["definitions"]["lists"]["enum"] == ["全市原煤消费量", "年度原煤控制量"]


def test_a_file_that_does_not_parse_does_not_keep_the_rest_from_being_offered(tmp_path: Path) -> None:
    broken = {RULES / "bazhong-plan" / "facts.yaml": "facts: [", RULES / "plastics" / "pack.yaml": ": :"}
    names = names_of(read_outline(RULES, texts=broken))
    offered = {suggestion.text for suggestion in names.operands}
    assert "原煤上限2030年" in offered
    assert "低水平" not in offered


# --- what is wrong is refused ---

RULE = """
id: X-1
title: 标题
clause: P020
applies: true
require: 两高项目
effect: advise
"""
DERIVATION = "{id: D-1, title: 标题, derive: 两高项目, when: true}"
CLAUSES = """
document: {id: d, title: 标题, number: 文号, issuer: 机关}
clauses: [{id: P1, quote: 原文, ceiling: advise, mark: S}]
"""
PARAMETERS = "parameters: [{name: 上限, key: cap, unit: t, values: [{from: 2024-01-01, value: 1 t, source: P1}]}]"
FACTS = "facts: [{label: 事实, key: fact, type: boolean, description: 含义}]"
TABLE = """
name: 表
key: table
hit_policy: U
inputs: [{name: 甲, type: string}]
outputs: [{name: 乙, unit: t}]
rows: [['"x"', 1]]
"""
QUOTAS = "quotas: [{name: 指标, key: metric, unit: t, takes: 年原煤消费量}]"
PACK = '{id: p, title: 包, version: "1"}'
EXPECTED = "{as_of: 2026-11-22, verdict: reject, outcomes: {violated: [X-1]}, effects: {X-1: reject}}"

RIGHT = [
    (Subject.RULE, RULE),
    (Subject.DERIVATION, DERIVATION),
    (Subject.CLAUSES, CLAUSES),
    (Subject.PARAMETERS, PARAMETERS),
    (Subject.FACTS, FACTS),
    (Subject.TABLE, TABLE),
    (Subject.QUOTAS, QUOTAS),
    (Subject.PACK, PACK),
    (Subject.EXPECTED, EXPECTED),
    (Subject.RULE, RULE + "notes:\nbasis: P021\nin_force: {from: 2024-01-01, to: null}"),
    (Subject.TABLE, TABLE.replace("[['\"x\"', 1]]", "rows.csv")),
    (Subject.TABLE, TABLE.replace("[['\"x\"', 1]]", "null")),
]
WRONG = [
    (Subject.RULE, RULE.replace("effect", "efect"), "a mistyped key"),
    (Subject.RULE, RULE.replace("advise", "warn"), "no such effect"),
    (Subject.RULE, RULE.replace("clause: P020\n", ""), "no clause"),
    (Subject.RULE, RULE.replace("title: 标题", "title: [标题]"), "a list for a title"),
    (Subject.RULE, RULE.replace("require: 两高项目", "require: {两高项目: 是}"), "a mapping for an expression"),
    (Subject.RULE, RULE + "in_force: 2024-01-01", "a day for a period"),
    (Subject.RULE, RULE + "in_force: {to: 2024-01-01}", "a period without a beginning"),
    (Subject.RULE, RULE + "in_force: {from: 2024-1-1}", "no calendar day"),
    (Subject.RULE, RULE + "escalate: [{effect: reject}]", "an escalation without its when"),
    (Subject.DERIVATION, "{id: D-1, title: 标题, derive: 两高项目}", "neither when nor value"),
    (Subject.DERIVATION, "{id: D-1, title: 标题, derive: 两高项目, when: null}", "an empty when"),
    (Subject.DERIVATION, DERIVATION.replace("when", "applies"), "a key of rules"),
    (Subject.CLAUSES, CLAUSES.replace("quote: 原文", "quote: 原文, summary: 摘要"), "both quote and summary"),
    (Subject.CLAUSES, CLAUSES.replace("quote: 原文, ", ""), "neither quote nor summary"),
    (Subject.CLAUSES, CLAUSES.replace("mark: S", "mark: V9"), "no such mark"),
    (Subject.CLAUSES, CLAUSES.replace("ceiling: advise", "ceiling: may"), "no such ceiling"),
    (Subject.CLAUSES, CLAUSES.replace("number: 文号", 'number: "文号#1"'), "a number with #"),
    (Subject.CLAUSES, CLAUSES.replace("mark: S", "mark: S, disposition: {kind: 清单}"), "a list without projects"),
    (Subject.CLAUSES, CLAUSES.replace("mark: S", "mark: S, disposition: {kind: 提示, projects: [甲]}"), "too much"),
    (Subject.PARAMETERS, PARAMETERS.replace(", value: 1 t", ""), "a period without a value"),
    (Subject.PARAMETERS, PARAMETERS.replace(", unit: t", ""), "neither type nor unit"),
    (Subject.PARAMETERS, PARAMETERS.replace("key: cap", "key: 上限"), "a Chinese key"),
    (Subject.FACTS, FACTS.replace("boolean", "bool"), "no such type"),
    (Subject.FACTS, FACTS.replace(", description: 含义", ""), "no description"),
    (Subject.FACTS, "facts: {label: 事实, key: fact, type: boolean, description: 含义}", "no list"),
    (Subject.TABLE, TABLE.replace("hit_policy: U", "hit_policy: X"), "no such policy"),
    (Subject.TABLE, TABLE.replace("outputs", "output"), "a mistyped key"),
    (Subject.TABLE, TABLE.replace("[['\"x\"', 1]]", "7"), "a number for rows"),
    (Subject.QUOTAS, QUOTAS.replace(", unit: t", ""), "no unit"),
    (Subject.QUOTAS, QUOTAS.replace("takes: 年原煤消费量", "takes: 年原煤消费量, limits: [{year: 2025}]"), "no clause"),
    (Subject.PACK, PACK.replace("version", "ver"), "no version"),
    (Subject.PACK, "[id, title]", "a list"),
    (Subject.EXPECTED, EXPECTED.replace("verdict: reject", "verdict: refuse"), "no such verdict"),
    (Subject.EXPECTED, EXPECTED.replace("violated", "broken"), "no such outcome"),
    (Subject.EXPECTED, EXPECTED.replace("X-1: reject", "X-1: approve"), "no such effect"),
]


@pytest.mark.parametrize(("subject", "text"), RIGHT)
def test_what_is_right_is_taken(subject: Subject, text: str) -> None:
    assert [error.message for error in _validator(subject).iter_errors(_read(text))] == []


@pytest.mark.parametrize(("subject", "text", "what"), WRONG, ids=[f"{subject}-{what}" for subject, _, what in WRONG])
def test_what_is_wrong_is_refused(subject: Subject, text: str, what: str) -> None:
    assert not _validator(subject).is_valid(_read(text)), what
