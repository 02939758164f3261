"""Finding steps, and what is said of a text that is none."""

from __future__ import annotations

import pytest

from checker.errors import ScenarioError
from checker.workbench.bdd import scene  # noqa: F401 - fills the library of steps
from checker.workbench.bdd.step import LIBRARY, StepKind
from checker.workbench.bdd.step_search import find_step, nearest_steps

GIVEN, WHEN, THEN = StepKind


def test_a_step_is_found_with_what_was_filled_in() -> None:
    call = find_step(THEN, '规则"S-01-cap"判定为"符合"')
    assert (call.rule, call.arguments) == ("S-01-cap", {"rule": "S-01-cap", "word": "符合"})


def test_chinese_quotation_marks_do_as_well() -> None:
    assert find_step(THEN, "规则“S-01-cap”判定为“符合”") == find_step(THEN, '规则"S-01-cap"判定为"符合"')


def test_quotation_marks_inside_a_value_stay() -> None:
    assert find_step(GIVEN, '"项目名称"为"所谓“两高”项目"').arguments["text"] == "所谓“两高”项目"


def test_a_wide_comma_does_as_well() -> None:
    assert find_step(THEN, '申报不能受理\uff0c提示含"甲"') == find_step(THEN, '申报不能受理,提示含"甲"')


def test_every_step_is_found_by_its_own_form() -> None:
    """Filled in with a year, a day and an ordinal where these are asked for."""
    values = {'"年份"': '"2030"', "第序号项": "第1项"}
    for definition in LIBRARY:
        form = definition.form
        for blank, value in values.items():
            form = form.replace(blank, value)
        bare = "".join(part.split("]")[-1] for part in form.split("["))
        table = [["甲"]] if definition.takes_table else None
        assert find_step(definition.kind, bare, table).function is definition.function, bare


@pytest.mark.parametrize(
    ("kind", "text", "near"),
    [
        (THEN, '规则"S-01-cap"判断为"符合"', '规则"S-01-cap"判定为"符合"'),
        (THEN, '规则"S-01-cap"处置是"整改"', '规则"S-01-cap"的处置为"整改"'),
        (THEN, '总结论为"通过"', '结论为"通过"'),
        (GIVEN, '审查日期为"2026-01-01"', '审查日为"2026-01-01"'),
        (GIVEN, "审查日为2026-01-01", '审查日为"2026-01-01"'),
        (GIVEN, '没有填写"年原煤消费量"', '没有"年原煤消费量" 或 未填写"年原煤消费量"'),
        (GIVEN, '"锅炉"有以下各项', '"锅炉"有如下各项'),
        (GIVEN, '规则"S-01-cap"会商结论为"通过"', '规则"S-01-cap"的会商结论为"通过"'),
        (WHEN, "审查这个项目", "审查该项目"),
        (THEN, "没有要补充的事实", "没有待补充的事实"),
        (GIVEN, '总结论为"通过"', '那么 结论为"通过"'),
        (GIVEN, '"年原煤消费量"是"5 t"', '"年原煤消费量"为"5 t"'),
        (GIVEN, '"年原煤消耗量"是"5 t"', '"年原煤消耗量"为"5 t"'),
        (GIVEN, '涉及事项设为"用煤"', '"涉及事项"为"用煤"'),
        (GIVEN, '涉及事项还有"用煤"', '"涉及事项"另含"用煤"'),
        (GIVEN, "年原煤消费量为5 t", '"年原煤消费量"为"5 t"'),
        (GIVEN, "年原煤消费量没有填写", '未填写"年原煤消费量"'),
        (GIVEN, '“年原煤消费量"为"5 t"', '"年原煤消费量"为"5 t"'),
        (GIVEN, '“年原煤消费量"为"5 t”', '"年原煤消费量"为"5 t"'),
        (GIVEN, "「年原煤消费量」为「5 t」", '"年原煤消费量"为"5 t"'),
        (GIVEN, "\uff02年原煤消费量\uff02为\uff025 t\uff02", '"年原煤消费量"为"5 t"'),
        (GIVEN, '当前日期为"2026-11-22"', '审查日为"2026-11-22"'),
        (GIVEN, "日期为2026-11-22", '审查日为"2026-11-22"'),
        (GIVEN, '2025年"原煤"余量为"5 t"', '台账"2025"年"原煤"上限"上限"、已用"已用"'),
        (GIVEN, '"锅炉"第1项"额定蒸发量"为"5 t/h"', '"锅炉"第序号项的"额定蒸发量"为"5 t/h"'),
        (WHEN, "提交", "审查该项目"),
        (THEN, "结论是通过", '结论为"词语"'),
    ],
)
def test_the_nearest_step_is_ready_to_paste(kind: StepKind, text: str, near: str) -> None:
    assert " 或 ".join(nearest_steps(kind, text)) == near
    with pytest.raises(ScenarioError) as caught:
        find_step(kind, text)
    assert caught.value.problems[0].remedy == f"是否为:{near}"


def test_what_resembles_no_step_is_sent_to_the_list() -> None:
    with pytest.raises(ScenarioError, match="checker rules test --steps"):
        find_step(THEN, "天气晴朗")


def test_a_step_after_the_wrong_keyword_is_told_so() -> None:
    with pytest.raises(ScenarioError, match="不能接在“假如”之后;它是“那么”的步骤"):
        find_step(GIVEN, '结论为"通过"')


def test_today_read_as_a_keyword_is_told_so() -> None:
    with pytest.raises(ScenarioError, match="“当前…”会读成“当”和“前…”"):
        find_step(WHEN, '前日期为"2026-11-22"')


@pytest.mark.parametrize(
    ("text", "table", "said"), [('"锅炉"有如下各项', None, "下面缺少表格"), ('没有"锅炉"', [["甲"]], "不带表格")]
)
def test_tables_stand_where_they_belong(text: str, table: list[list[str]] | None, said: str) -> None:
    with pytest.raises(ScenarioError, match=said):
        find_step(GIVEN, text, table)
