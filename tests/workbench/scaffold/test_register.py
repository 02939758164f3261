"""Registers keep their form: a clause is added at the end of the list and nothing else moves."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.errors import RuleBookError
from checker.model.outcome import Effect, Mark
from checker.rulebook import Ceiling
from checker.source import read_yaml
from checker.workbench.scaffold.pack_text import appended_clause, rule_text, scalar
from checker.workbench.scaffold.request import ClauseRequest, RuleRequest

RULES = Path(__file__).parents[3] / "rules"
REGISTERS = sorted(RULES.glob("*/clauses/*.yaml"))
CLAUSE = ClauseRequest(
    "新条",
    "第九条",
    "不得新建: 小锅炉",
    "",
    "不得",
    Ceiling.REJECT,
    Mark.S,
    ("市发展改革委",),
    ("甲局", "乙,局"),
    "按“新建”理解",
)


@pytest.mark.parametrize("path", REGISTERS, ids=[path.name for path in REGISTERS])
def test_a_clause_is_added_and_the_rest_stays_as_it_is(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    longer = appended_clause(text, path.name, CLAUSE, Effect.REJECT)
    kept = longer.replace(longer[len(text.rstrip("\n")) : -1], "") if longer.startswith(text.rstrip("\n")) else ""
    assert kept.rstrip("\n") == text.rstrip("\n")
    before = read_yaml(text, "", error=RuleBookError).plain
    after = read_yaml(longer, "", error=RuleBookError).plain
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    *earlier, added = after.pop("clauses")
    assert earlier == before.pop("clauses")
    assert after == before
    tracked = {"disposition": {"kind": "规则"}} if path.name == "plan.yaml" else {}
    assert added == {
        "id": "新条",
        "path": "第九条",
        "quote": "不得新建: 小锅炉",
        "strength": "不得",
        "ceiling": "reject",
        "mark": "S",
        "lead": ["市发展改革委"],
        "cooperating": ["甲局", "乙,局"],
        "reading": "按“新建”理解",
        **tracked,
    }


def test_what_stands_after_the_list_stays_after_it() -> None:
    text = "clauses:\n- id: 甲\n  summary: 某\n\n# 备注\nnotes: 完\n"
    longer = appended_clause(text, "", CLAUSE, Effect.ADVISE)
    assert longer.startswith("clauses:\n- id: 甲\n  summary: 某\n- id: 新条\n  path: 第九条\n")
    assert longer.endswith("\n\n# 备注\nnotes: 完\n")


def test_line_ends_are_kept() -> None:
    text = "document: {id: x}\r\nclauses:\r\n  - id: 甲\r\n    summary: 某\r\n"
    assert "\n" not in appended_clause(text, "", CLAUSE, Effect.ADVISE).replace("\r\n", "")


@pytest.mark.parametrize("text", ["clauses: [{id: 甲, summary: 某}]\n", "clauses: []\n", "document: {id: x}\n"])
def test_a_list_in_brackets_is_refused(text: str) -> None:
    with pytest.raises(RuleBookError):
        appended_clause(text, "x.yaml", CLAUSE, Effect.ADVISE)


WORDS = [
    "平常",
    "true",
    "null",
    "0301",
    "1.10",
    "2025-09-01",
    "'引'",
    '"引"',
    "#号",
    "[甲]",
    "{甲}",
    "%",
    "@甲",
    "甲\\\\乙",
    "12:30",
    "~",
    "*甲",
    "&甲",
    "!甲",
    "|",
    ">",
    "?",
    "甲:",
]


@pytest.mark.parametrize("text", [*WORDS, "甲: 乙", "- 甲", "甲 # 乙"])
def test_a_text_is_read_back_as_it_was(text: str) -> None:
    plain = read_yaml(f"x: {scalar(text)}\n", "", error=RuleBookError).plain
    assert plain == {"x": text}


def test_expressions_of_several_lines_are_a_block() -> None:
    rule = RuleRequest("X-1", "某", "P1", '建设阶段 = "拟建"\nand 年原煤消费量 > 0 t', "true", Effect.ADVISE)
    text = rule_text(rule)
    assert 'applies: |-\n  建设阶段 = "拟建"\n  and 年原煤消费量 > 0 t\n' in text
    plain = read_yaml(text, "", error=RuleBookError).plain
    assert isinstance(plain, dict)
    assert plain["applies"] == rule.applies
    assert plain["require"] == "true"
