from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import jsonschema
import pytest
import simplejson

from checker.model.report import ObservedFact, Report
from checker.render import render_json, report_schema
from tests.render import samples

SAMPLES = [samples.REJECTED, samples.APPROVED, samples.FAULTY, samples.HOSTILE]


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("report", SAMPLES)
def test_json_reads_back_as_exactly_the_report(report: Report, everything: bool) -> None:
    read = json.loads(render_json(report, everything=everything), parse_float=Decimal, parse_int=Decimal)
    assert simplejson.dumps(read, use_decimal=True) == simplejson.dumps(
        report.to_json(everything=everything), use_decimal=True
    )


def test_decimals_lose_no_digit() -> None:
    exact = Decimal("0.1000000000000000055511151231257827")
    report = replace(
        samples.APPROVED, findings=(replace(samples.SOLAR, observed=(ObservedFact("光伏覆盖率", exact),)),)
    )
    assert '"value": 0.1000000000000000055511151231257827,' in render_json(report)


def test_several_reports_are_an_array_and_one_in_a_list_too() -> None:
    assert [r["verdict"] for r in json.loads(render_json([samples.REJECTED, samples.APPROVED]))] == [
        "reject",
        "approve",
    ]
    assert isinstance(json.loads(render_json([samples.APPROVED])), list)
    assert json.loads(render_json([])) == []


def test_chinese_is_readable_and_control_characters_are_escaped() -> None:
    text = render_json(samples.HOSTILE)
    assert "南江县" not in text
    assert "新改扩建用煤项目须等量或减量替代" in text
    assert text.encode("utf-8")
    assert [c for c in text if not c.isprintable() and c != "\n"] == []


def test_the_same_report_gives_the_same_bytes() -> None:
    assert render_json(samples.REJECTED) == render_json(replace(samples.REJECTED))


@pytest.mark.parametrize("everything", [False, True])
@pytest.mark.parametrize("report", SAMPLES)
def test_reports_keep_to_the_published_schema(report: Report, everything: bool) -> None:
    schema = report_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(render_json(report, everything=everything)), schema)
