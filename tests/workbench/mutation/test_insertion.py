"""Suggestions put into feature files: at their place, in line, once, and nothing else changed."""

from __future__ import annotations

from pathlib import Path

from checker.workbench.mutation.insertion import with_suggestions
from checker.workbench.mutation.suggestion import Suggestion

PATH = Path("features/甲.feature")
TEXT = """\
# language: zh-CN
功能: 用煤
  场景大纲: 上限
    假如 "年原煤消费量"为"<用煤>"
    当 审查该项目
    那么 规则"K-01-cap"判定为"<判定>"

    例子: 拟建
      | 用煤    | 判定   |
      | 40000 t | 符合   |

    例子: 其他
      | 用煤 | 判定 | 说明 |
      | 9 t  | 符合 | 无   |

  场景: 末了
    当 审查该项目
    那么 结论为"通过"
"""
SCENARIO = '  @K-01-cap\n  场景: 末了\n    当 审查该项目\n    那么 规则"K-01-cap"判定为"符合"'


def row(**cells: str) -> Suggestion:
    return Suggestion(str(PATH), "", "上限", tuple(cells.items()))


def added(*suggestions: Suggestion) -> list[str]:
    """The lines that are added; those of before must all be there still, in their order."""
    text = with_suggestions({PATH: TEXT}, suggestions)[PATH]
    remaining = iter(text.split("\n"))
    found: list[str] = []
    for line in TEXT.rstrip("\n").split("\n"):
        for other in remaining:
            if other == line:
                break
            found.append(other)
        else:
            raise AssertionError(f"{line!r} is gone")
    return [*found, *remaining]


def test_a_row_goes_below_the_last_of_its_examples_in_line() -> None:
    assert added(row(用煤="50001 t", 判定="不符合")) == ["      | 50001 t | 不符合 |", ""]
    text = with_suggestions({PATH: TEXT}, [row(用煤="1 t", 判定="符合")])[PATH]
    assert "      | 40000 t | 符合   |\n      | 1 t     | 符合   |\n\n    例子: 其他" in text


def test_examples_are_told_by_their_columns() -> None:
    assert added(row(用煤="1|2", 判定="否", 说明="")) == ["      | 1\\|2 | 否   |      |", ""]


def test_each_is_added_once_and_what_is_there_not_at_all() -> None:
    assert with_suggestions({PATH: TEXT}, [row(用煤="40000 t", 判定="符合")]) == {}
    assert with_suggestions({PATH: TEXT}, [row(用煤="1 t", 结论="符合")]) == {}
    twice = [row(用煤="1 t", 判定="符合")] * 2 + [Suggestion(str(PATH), SCENARIO)] * 2
    assert len(added(*twice)) == 1 + 1 + 4 + 1


def test_a_scenario_goes_to_the_end_under_a_name_of_its_own() -> None:
    other = SCENARIO.replace("符合", "不符合")
    assert added(Suggestion(str(PATH), SCENARIO), Suggestion(str(PATH), other)) == [
        "",
        *SCENARIO.replace("末了", "末了(2)").split("\n"),
        "",
        *other.replace("末了", "末了(3)").split("\n"),
        "",
    ]
