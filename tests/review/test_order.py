"""Findings stand by effect, pack and clause; the same check gives the same bytes, whatever the process."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import simplejson

from checker.feel.units import parse_quantity
from checker.model.outcome import Effect
from checker.model.report import Report
from tests.engines.generated import derivation_of, rule_of
from tests.review.reviewing import escalation_of, review

_ROOT = Path(__file__).resolve().parents[2]


def test_findings_stand_by_effect_then_pack_then_clause() -> None:
    rules = []
    for order, name in ((20, "b"), (10, "a")):
        for line in (9, 3):
            for effect in (Effect.ADVISE, Effect.REJECT):
                rule = rule_of(f"{name}-{line}-{effect.value}", "true", "false", effect)
                pack = replace(rule.pack, id=name, order=order)
                rules.append(replace(rule, pack=pack, clause=replace(rule.clause, line=line)))
    found = [finding.rule for finding in review(rules, {}).findings]
    assert found == [
        "a-3-reject", "a-9-reject", "b-3-reject", "b-9-reject",
        "a-3-advise", "a-9-advise", "b-3-advise", "b-9-advise",
    ]  # fmt: skip


def test_an_escalated_finding_stands_with_its_new_effect_and_errors_first() -> None:
    rules = [
        rule_of("A", "true", "false", Effect.CONSULT),
        rule_of("B", "true", "false", Effect.ADVISE, escalations=(escalation_of("true"),)),
        rule_of("C", "true", "true", Effect.REJECT),
    ]
    assert [finding.rule for finding in review(rules, {}).findings] == ["B", "C", "A"]


def report_text() -> str:
    """One review with everything in it, as JSON."""
    rules = [
        rule_of("R-1", "用煤项目 and 两高项目", "煤炭缺口 <= 0 t", remedy="补 {gap}"),
        rule_of("R-2", "true", 'every q in 产品 satisfies q.单耗 <= 能耗限额(q.名称, 2) or q.名称 in ["甲", "乙"]'),
        rule_of("R-3", "新建", "光伏覆盖率 >= 40 % and 投产日期 <= 审查日", Effect.REJECT),
        rule_of("R-4", "true", "年原煤消费量 <= 待定门槛", Effect.CONSULT),
    ]
    derivations = [
        derivation_of("D-1", "用煤项目", "年原煤消费量 > 0 t"),
        derivation_of("D-2", "两高项目", "年原煤消费量 > 1 t or 新建"),
        derivation_of("D-3", "两高项目", "年原煤消费量 > 2 t"),
        derivation_of("D-4", "煤炭缺口", None, "年原煤消费量 / 3 - 煤炭替代量"),
    ]
    facts = {
        "年原煤消费量": parse_quantity("1 万吨"),
        "煤炭替代量": parse_quantity("7 kg"),
        "产品": [{"名称": "熟料", "单耗": parse_quantity("120 kgce/t")}, {"名称": None, "单耗": None}],
    }
    report: Report = review(rules, facts, derivations, everything=True)
    return simplejson.dumps(report.to_json(everything=True), use_decimal=True, ensure_ascii=True, indent=1)


def test_the_same_check_gives_the_same_bytes() -> None:
    assert report_text() == report_text()


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_another_process_with_another_hash_seed_gives_the_same_bytes(seed: str) -> None:
    code = "from tests.review.test_order import report_text; print(report_text())"
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"}
    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert result.stdout.rstrip("\n") == report_text()
