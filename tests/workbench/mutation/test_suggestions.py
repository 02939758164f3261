"""Suggestions: pasted where they say, they hold in the library and notice the slip."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.workbench.mutation.suggestion import Advisor
from tests.workbench.mutation.kiln import FEATURES, copied_features, kiln_jury, kiln_mutants, mutant

EXAMPLES_END = "      | 存量 | 9 万吨    | 不适用 |"


def test_most_slips_get_a_suggestion_and_every_suggestion_notices_its_slip(tmp_path: Path) -> None:
    jury = kiln_jury()
    advisor = Advisor(jury, [FEATURES])
    open_mutants = [
        one for one in kiln_mutants() if not one.flaw and not one.equivalence and jury.noticing(one) is None
    ]
    found = [(one, advisor.suggestion(one)) for one in open_mutants]
    given = [(one, suggestion) for one, suggestion in found if suggestion is not None]
    assert len(given) > 0.8 * len(open_mutants), [one.change for one, suggestion in found if suggestion is None]
    for number, (one, suggestion) in enumerate(given):
        features = copied_features(tmp_path / str(number), [] if suggestion.outline else [suggestion.text])
        if suggestion.outline:
            path = features / suggestion.file
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace(EXAMPLES_END, f"{EXAMPLES_END}\n      {suggestion.text}"), encoding="utf-8")
        enlarged = kiln_jury(features)
        assert not enlarged.idle, suggestion.text
        assert enlarged.noticing(one) is not None, (one.change, suggestion.text)


def test_a_limit_in_an_outline_gets_a_row_exactly_at_the_limit() -> None:
    one = mutant("K-01-cap", "年原煤消费量 <= 用煤上限", "年原煤消费量 < 用煤上限")
    suggestion = Advisor(kiln_jury(), [FEATURES]).suggestion(one)
    assert suggestion is not None
    assert suggestion.instruction == "在 coal.feature 场景大纲“用煤上限”的例子里加一行"
    assert suggestion.text == "| 拟建 | 50000 t | 符合 |"
    assert dict(suggestion.row) == {"阶段": "拟建", "用煤": "50000 t", "判定": "符合"}


def test_a_table_row_gets_a_scenario_that_looks_it_up() -> None:
    one = mutant("热效率限值", "86.5 %", "86.4 %")
    suggestion = Advisor(kiln_jury(), [FEATURES]).suggestion(one)
    assert suggestion is not None
    assert suggestion.instruction == "贴到 coal.feature 的末尾"
    assert "| 一号炉 | 21 t/h     | 86.4 % |" in suggestion.text
    assert suggestion.text.startswith("  @K-02-boiler\n  场景: 不符合——")
    assert '那么 规则"K-02-boiler"判定为"不符合"' in suggestion.text


@pytest.mark.parametrize(
    ("written", "becomes", "day", "outcome"),
    [
        ("2024-06-01", "2024-06-02", "2024-06-01", '判定为"符合"'),
        ("2024-06-01", "2024-05-31", "2024-05-31", "当日不施行"),
        ("2031-01-01", "2030-12-31", "2030-12-31", '判定为"符合"'),
    ],
)
def test_a_shifted_date_gets_a_review_on_that_day(written: str, becomes: str, day: str, outcome: str) -> None:
    suggestion = Advisor(kiln_jury(), [FEATURES]).suggestion(mutant("K-01-cap", written, becomes))
    assert suggestion is not None
    assert f'审查日为"{day}"' in suggestion.text
    assert f'规则"K-01-cap"{outcome}' in suggestion.text


def test_the_title_says_what_is_expected_and_no_effect_of_a_rule_that_does_not_apply() -> None:
    jury = kiln_jury()
    advisor = Advisor(jury, [FEATURES])
    seen = set()
    for one in kiln_mutants():
        if one.flaw or one.equivalence or jury.noticing(one) is not None:
            continue
        suggestion = advisor.suggestion(one)
        if suggestion is None or suggestion.outline:
            continue
        said = re.findall(r'规则"[^"]+"(?:判定为"([^"]+)"|(当日不施行))', suggestion.text)[-1]
        outcome = said[0] or said[1]
        seen.add(outcome)
        assert suggestion.text.splitlines()[1].startswith(f"  场景: {outcome}——")
        assert ("的处置为" in suggestion.text) is (outcome not in ("不适用", "当日不施行"))
    assert {"符合", "当日不施行"} < seen
