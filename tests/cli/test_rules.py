"""``checker rules``, ``checker clauses`` and ``checker schema``."""

from __future__ import annotations

import json

import jsonschema
import pytest
import yaml

from tests.cli.running import CHECK, PACKS, RECTIFY, inside

DEMO = ("--packs", str(PACKS))


def test_rules_are_listed_with_effect_id_and_title() -> None:
    result = inside("rules", "list", *DEMO)
    assert result.stdout == (
        "否决  T-01-coal-cap           年原煤消费量不得超过上限\n整改  T-02-coal-substitution  用煤项目应落实煤炭替代\n"
    )
    assert result.stderr == "共 2 条规则、0 条推算;查看一条:checker rules show 编号\n"


def test_rules_can_be_narrowed_down() -> None:
    assert [rule["id"] for rule in _listed("--effect", "reject")] == ["T-01-coal-cap"]
    assert _listed("--as-of", "2024-03-18") == []
    assert len(_listed("--as-of", "2024-03-19", "--pack", "demo")) == 2


def _listed(*options: str) -> list[dict[str, object]]:
    return json.loads(inside("rules", "list", "--format", "json", *options, *DEMO).stdout)


def test_an_unknown_pack_names_the_nearest() -> None:
    result = inside("rules", "list", "--pack", "dmeo", *DEMO)
    assert (result.exit_code, result.stderr) == (2, "错误:没有规则包 dmeo;是否为 demo?\n")


def test_a_rule_is_shown_with_clause_conditions_and_place() -> None:
    result = inside("rules", "show", "T-02-coal-substitution", *DEMO)
    assert result.exit_code == 0
    for line in (
        "T-02-coal-substitution  用煤项目应落实煤炭替代",
        "处置      整改",
        "有效期    2024-03-19 起",
        "          「用煤项目应当落实煤炭替代」",
        "          牵头：市生态环境局",
        "适用于    建设阶段为“拟建”，且年原煤消费量大于 0 t",
        '          FEEL：建设阶段 = "拟建" and 年原煤消费量 > 0 t',
        "要求      煤炭替代量不小于年原煤消费量，且建设性质不为“迁建”",
        "怎么改    补充不少于 {gap} 的煤炭替代来源",
    ):
        assert line in result.stdout.splitlines(), line
    assert "《测试方案》（测发〔2024〕1号）二(一)2  [测发〔2024〕1号#T2]（转录值,待核原文）" in "".join(
        line.strip() for line in result.stdout.splitlines()
    )
    assert "demo/rules/coal-substitution.yaml:1\n" in result.stdout


def test_a_mistyped_rule_names_the_nearest() -> None:
    result = inside("rules", "show", "T-01-caol-cap", *DEMO)
    assert (result.exit_code, result.stderr) == (2, "错误:没有规则 T-01-caol-cap;是否为 T-01-coal-cap?\n")
    assert inside("rules", "show", "zzz", *DEMO).stderr.endswith("运行 checker rules list 查看全部编号\n")


def test_a_rule_as_json_carries_its_expressions() -> None:
    rule = json.loads(inside("rules", "show", "T-01-coal-cap", "--format", "json", *DEMO).stdout)
    assert rule["applies"] == '建设阶段 = "拟建"'
    assert rule["require"] == "年原煤消费量 <= 测试用煤上限"
    assert rule["clause"] == "测发〔2024〕1号#T1"
    assert rule["in_force"] == {"from": "2024-03-19", "to": None}


def test_clauses_are_listed_and_shown() -> None:
    listed = inside("clauses", "list", *DEMO)
    assert [line.split()[0] for line in listed.stdout.splitlines()] == ["测发〔2024〕1号#T1", "测发〔2024〕1号#T2"]
    for reference in ("测发〔2024〕1号#T1", "T1"):
        shown = inside("clauses", "show", reference, *DEMO).stdout
        assert "原文      「项目年原煤消费量不得超过5万吨」\n" in shown
        assert "据此规则  T-01-coal-cap 年原煤消费量不得超过上限\n" in shown


def test_a_mistyped_clause_names_the_nearest() -> None:
    result = inside("clauses", "show", "测发〔2024〕1号#T9", *DEMO)
    assert result.exit_code == 2
    assert "是否为 测发〔2024〕1号#T" in result.stderr


def test_a_clause_as_json() -> None:
    clause = json.loads(inside("clauses", "show", "T2", "--format", "json", *DEMO).stdout)
    assert clause["quote"] == "用煤项目应当落实煤炭替代"
    assert clause["status"] == "V2"
    assert clause["ceiling"] == "rectify"


def test_the_application_schema_accepts_an_application() -> None:
    schema = json.loads(inside("schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(yaml.safe_load(RECTIFY), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"项目名称": "x", "年煤消费量": "1 t"}, schema)


def test_the_application_schema_also_comes_with_english_keys() -> None:
    assert "raw_coal" in json.loads(inside("schema", "application", "--english").stdout)["properties"]


def test_the_report_schema_accepts_a_report() -> None:
    schema = json.loads(inside("schema", "report").stdout)
    report = inside(*CHECK, "--format", "json", "--all", "-", stdin=RECTIFY.encode()).stdout
    jsonschema.validate(json.loads(report), schema)


def test_facts_are_found_by_a_word_of_their_name_meaning_or_choices() -> None:
    found = inside("schema", "--find", "充电")
    assert found.exit_code == 0
    lines = found.stdout.splitlines()
    assert lines[0].startswith("充电桩数量  ")
    assert "  涉及事项  加油加气及停车场站、客运枢纽、建筑、高速公路服务区" in lines
    assert inside("schema", "--find", "蒸发量").stdout.startswith("锅炉.额定蒸发量  数量(t/h)\n")
    lost = inside("schema", "--find", "没有这种事")
    assert (lost.exit_code, lost.stdout) == (2, "")
    assert "没有申报字段提到“没有这种事”" in lost.stderr
    assert inside("schema", "rule", "--find", "充电").exit_code == 2
