"""Lint for people, for programs and for code hosting: one golden file per format.

After an intended change of wording or layout: ``CHECKER_UPDATE_GOLDEN=1 pytest tests/render/test_lint.py``, then read
the difference before committing it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from checker.render.lines import cell_width
from checker.render.lint import render_lint, render_lint_json
from checker.render.sarif import render_lint_sarif
from checker.workbench.lint import Diagnostic, Severity

GOLDEN = Path(__file__).parent / "golden_lint"
UPDATING = os.environ.get("CHECKER_UPDATE_GOLDEN") == "1"
LONG = "applies: " + "年原煤消费量 > 0 t and " * 8 + "年煤消费量 > 0 t and " + "建设阶段 != null and " * 8 + "true"

DIAGNOSTICS = (
    Diagnostic(
        code="unknown-fact",
        severity=Severity.ERROR,
        message="未知事实“年煤消费量”",
        remedy="是否为“年原煤消费量”?",
        file="rules/某规则包/rules/coal.yaml",
        line=6,
        column=LONG.index("年煤") + 1,
        end_line=6,
        end_column=LONG.index("年煤") + 6,
        owner="规则 T-1",
        excerpt=LONG,
    ),
    Diagnostic(
        code="duplicate-key",
        severity=Severity.ERROR,
        message='键"title"重复,第 3 行已有',
        remedy="请删去其中一个",
        file="/srv/office/packs/own/pack.yaml",
        line=4,
        column=1,
        end_line=4,
        end_column=6,
        owner="",
        excerpt="title: 名称\x1b[31m",
    ),
    Diagnostic(
        code="table-gap",
        severity=Severity.WARNING,
        message="“蒸发量”恰为 10 t/h 时落在第 1 行与第 2 行之间,查表没有结果",
        remedy="请使两行首尾相接",
        file="rules/某规则包/tables/boiler.csv",
        line=3,
        column=1,
        end_line=3,
        end_column=7,
        owner="决策表 锅炉限值",
        excerpt="> 10,9",
    ),
    Diagnostic(
        code="checks-skipped",
        severity=Severity.NOTE,
        message="规则包有错误,没有检查哪些声明没有用到",
        remedy="请先改正以上各处,再检查一次",
        file="rules/某规则包/rules/coal.yaml",
        line=1,
        column=1,
        end_line=1,
        end_column=1,
        owner="",
        excerpt="",
    ),
    Diagnostic(
        code="only-reported",
        severity=Severity.NOTE,
        message="没有规则用到这个推导事实,它只列入报告",
        remedy="确只供阅读的不必改",
        file="rules/某规则包/facts.yaml",
        line=2,
        column=13,
        end_line=2,
        end_column=16,
        owner="事实 新事实",
        excerpt="  - {label: 新事实, key: new_fact}",
    ),
)

FORMATS: dict[str, Callable[[Sequence[Diagnostic]], str]] = {
    "lint.txt": render_lint,
    "lint.notes.txt": lambda found: render_lint(found, notes=True, width=100),
    "lint.colour.txt": lambda found: render_lint(found, colour=True),
    "lint.json": render_lint_json,
    "lint.sarif": render_lint_sarif,
}


@pytest.mark.parametrize("name", FORMATS)
def test_rendering_equals_its_golden_file(name: str) -> None:
    rendered = FORMATS[name](DIAGNOSTICS)
    golden = GOLDEN / name
    if UPDATING:
        GOLDEN.mkdir(exist_ok=True)
        golden.write_text(rendered, encoding="utf-8", newline="\n")
    assert rendered == golden.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == set(FORMATS)


def test_nothing_wrong_is_told_in_one_line() -> None:
    assert render_lint(()) == "错误 0 处，警告 0 处\n"


@pytest.mark.parametrize("width", [40, 60, 80, 110])
def test_the_caret_stands_below_what_is_meant(width: int) -> None:
    lines = render_lint(DIAGNOSTICS[:1], width=width).splitlines()
    excerpt, carets = lines[1], lines[2]
    assert "年煤消费量" in excerpt
    assert cell_width(excerpt) <= max(width, 40)
    start = cell_width(excerpt[: excerpt.index("年煤消费量")])
    assert (carets.index("^"), carets.count("^")) == (start, cell_width("年煤消费量"))


# The parts of the SARIF 2.1.0 schema that this log uses, with the constraints it sets on them.
SARIF = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "$schema": {"type": "string", "format": "uri"},
        "runs": {"type": "array", "items": {"$ref": "#/$defs/run"}},
    },
    "additionalProperties": False,
    "$defs": {
        "message": {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}},
        "level": {"enum": ["none", "note", "warning", "error"]},
        "place": {"type": "integer", "minimum": 1},
        "run": {
            "type": "object",
            "required": ["tool", "results"],
            "properties": {
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "invocations": {"items": {"required": ["executionSuccessful"]}},
                "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
                "tool": {
                    "required": ["driver"],
                    "properties": {
                        "driver": {
                            "required": ["name"],
                            "properties": {
                                "language": {"pattern": "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"},
                                "rules": {"uniqueItems": True, "items": {"$ref": "#/$defs/rule"}},
                            },
                        }
                    },
                },
            },
        },
        "rule": {
            "required": ["id"],
            "properties": {
                "id": {"type": "string"},
                "shortDescription": {"$ref": "#/$defs/message"},
                "defaultConfiguration": {"properties": {"level": {"$ref": "#/$defs/level"}}},
            },
            "additionalProperties": False,
        },
        "result": {
            "required": ["message"],
            "properties": {
                "ruleId": {"type": "string"},
                "ruleIndex": {"type": "integer", "minimum": -1},
                "level": {"$ref": "#/$defs/level"},
                "message": {"$ref": "#/$defs/message"},
                "locations": {"type": "array", "items": {"$ref": "#/$defs/location"}},
                "partialFingerprints": {"additionalProperties": {"type": "string"}},
            },
            "additionalProperties": False,
        },
        "location": {
            "properties": {
                "physicalLocation": {
                    "required": ["artifactLocation"],
                    "properties": {
                        "artifactLocation": {
                            "properties": {"uri": {"type": "string", "pattern": "^[!-~]+$"}},
                            "additionalProperties": False,
                        },
                        "region": {
                            "properties": {
                                "startLine": {"$ref": "#/$defs/place"},
                                "startColumn": {"$ref": "#/$defs/place"},
                                "endLine": {"$ref": "#/$defs/place"},
                                "endColumn": {"$ref": "#/$defs/place"},
                                "snippet": {"properties": {"text": {"type": "string"}}},
                            },
                            "additionalProperties": False,
                        },
                    },
                    "additionalProperties": False,
                }
            },
            "additionalProperties": False,
        },
    },
}


def test_the_log_has_the_structure_of_sarif() -> None:
    log = json.loads(render_lint_sarif(DIAGNOSTICS))
    assert list(Draft202012Validator(SARIF).iter_errors(log)) == []
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == [each.code for each in DIAGNOSTICS]
    assert len({result["partialFingerprints"]["mistake/v1"] for result in run["results"]}) == len(DIAGNOSTICS)


def test_an_empty_log_has_the_structure_of_sarif_too() -> None:
    log = json.loads(render_lint_sarif(()))
    assert list(Draft202012Validator(SARIF).iter_errors(log)) == []
    assert log["runs"][0]["results"] == []


def test_paths_are_uris() -> None:
    log = json.loads(render_lint_sarif(DIAGNOSTICS))
    uris = [
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in log["runs"][0]["results"]
    ]
    assert uris[0] == "rules/%E6%9F%90%E8%A7%84%E5%88%99%E5%8C%85/rules/coal.yaml"
    assert uris[1] == "file:///srv/office/packs/own/pack.yaml"
