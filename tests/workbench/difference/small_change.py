"""The small library and a later edition of it in which something of every kind is otherwise."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from checker.model import build_application
from checker.workbench.difference import Subject
from tests.workbench.small_library import PACKS

EDITS = {
    "small/rules/cap.yaml": [
        ("require: 年原煤消费量 <= 用煤上限", "require: 年原煤消费量 < 用煤上限 and 煤炭替代量 >= 年原煤消费量"),
        ("effect: reject, basis: [测令第2号#3]}", "effect: reject, basis: [测令第2号#4]}"),
        ("in_force: {from: 2024-03-19}", "in_force: {from: 2024-03-19, to: 2031-01-01}"),
    ],
    "small/rules/big.yaml": [("> 用煤门槛", ">= 用煤门槛")],
    "small/parameters.yaml": [("value: 4 万吨", "value: 3 万吨"), ("value: null", "value: 1 万吨")],
    "small/tables/factor.yaml": [
        ("""'> 10 t', 2]""", """'> 10 t', 0.5]"""),
        ("""  - ['not("新建")', '-', null]\n""", """  - ['"扩建"', '-', 1]\n"""),
    ],
    "small/facts.yaml": [("年用煤超过门槛", "年用煤达到门槛")],
    "small/clauses/law.yaml": [
        ("ceiling: none, mark: NF", "ceiling: none, mark: V2"),
        ("  - {id: 待定", "  - {id: 4, summary: 用煤过多的不予批准, ceiling: reject, mark: V1}\n  - {id: 待定"),
        ("issuer: 某部", "issuer: 某委"),
    ],
    "small/pack.yaml": [('version: "1.0"', 'version: "1.1"')],
}
ADDED_RULE = """\
id: S-03-note
title: 用煤项目须说明来源
clause: T1
applies: 年原煤消费量 > 0 t
require: 替代来源说明 != null
effect: rectify
"""


def later_edition(directory: Path) -> Path:
    """The changed packs."""
    packs = directory / "packs"
    shutil.copytree(PACKS, packs)
    for name, edits in EDITS.items():
        path = packs / name
        text = path.read_text(encoding="utf-8")
        for old, new in edits:
            assert old in text, (name, old)
            text = text.replace(old, new)
        path.write_text(text, encoding="utf-8")
    (packs / "small/rules/green.yaml").unlink()
    (packs / "small/rules/note.yaml").write_text(ADDED_RULE, encoding="utf-8")
    return packs


def subjects() -> Iterator[Subject]:
    """Three projects, as a ledger might give them: one flips, one stays refused for more, one is left alone."""
    for name, coal, replaced in (("四万吨", "4 万吨", "4 万吨"), ("六万吨", "6 万吨", "0"), ("一吨", "1 t", "1 t")):
        facts = {"项目名称": name, "建设阶段": "拟建", "建设性质": "新建", "行业代码": "3484"}
        facts |= {"年原煤消费量": coal, "煤炭替代量": replaced, "替代来源说明": "淘汰锅炉"}
        yield Subject(name, "台账项目", build_application(facts), date(2026, 6, 1))
