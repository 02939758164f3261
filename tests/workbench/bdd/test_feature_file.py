"""Feature files: what they hold, and every way they are written wrongly, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.errors import ScenarioError
from checker.workbench.bdd.feature_file import feature_paths, read_feature, read_features
from tests.workbench.bdd.features import HEAD, feature

SOUND = ("当 审查该项目", '那么 结论为"通过"')
OUTLINE = ("  场景大纲: 甲", '    假如 "建设阶段"为"<阶段>"', "    当 审查该项目", '    那么 结论为"通过"')


def test_an_outline_is_filled_in_row_by_row_with_the_line_of_each(tmp_path: Path) -> None:
    path = feature(tmp_path, *OUTLINE, "    例子:", "      | 阶段 |", "      | 拟建 |", "      | 在建 |")
    first, second = read_feature(path).scripts
    assert (first.example, first.line, first.number) == ({"阶段": "拟建"}, 19, 0)
    assert (second.example, second.line, second.number) == ({"阶段": "在建"}, 20, 1)
    assert first.scenario_line == second.scenario_line == 13
    assert [step.text for step in second.steps][-3] == '"建设阶段"为"在建"'


def test_scripts_name_rules_applications_and_date(tmp_path: Path) -> None:
    path = feature(
        tmp_path,
        "  @S-02",
        "  场景: 甲",
        '    假如 采用申报文件"a.yaml"',
        "    当 审查该项目",
        '    那么 规则"S-01"当日施行',
    )
    (script,) = read_feature(path).scripts
    assert script.rules == {"S-01", "S-02"}
    assert (script.applications, script.review_date) == (("a.yaml",), "2026-11-22")


@pytest.mark.parametrize(
    "encode", [lambda text: text.replace("\n", "\r\n").encode(), lambda text: text.encode("utf-8-sig")]
)
def test_line_ends_and_byte_order_marks_of_windows_do_not_matter(tmp_path: Path, encode) -> None:
    path = feature(tmp_path, *SOUND)
    plain = read_feature(path)
    path.write_bytes(encode(path.read_text(encoding="utf-8")))
    assert read_feature(path) == plain


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", None, "场景文件是空的"),
        ("# language: zh-CN\n", 1, "文件里还没有场景;其下写 功能: 和 场景:"),
        ("功能: 甲\n  场景: 乙\n    当 丙\n", 1, "第一行请写 # language: zh-CN"),
        ("# language: zh\n功能: 甲\n", 1, "第一行请写 # language: zh-CN"),
        (HEAD, None, "没有一个场景"),
        (HEAD + "  场景\uff1a 甲\n    当 审查该项目\n", 13, "冒号请用半角"),
        (HEAD + "  场景: 甲\n    如果 甲\n    当 审查该项目\n", 14, "请改为“假如”"),
        (HEAD + "  场景: 甲\n    Given 甲\n    当 审查该项目\n", 14, "请改为“假如”"),
        (HEAD + "  场景: 甲\n    当 审查该项目\n    则 甲\n", 15, "请改为“那么”"),
        (HEAD + "  场景: 甲\n    而且 甲\n    当 审查该项目\n", 14, "第一步不能以“而且”开头"),
        (HEAD + "  场景大纲: 甲\n    当 审查该项目\n    示例:\n      | 甲 |\n", 15, "请改为“例子”"),
        (HEAD + '  场景: 甲\n    假如 "锅炉"有如下各项\n      | 甲 | 乙 |\n      | 丙 |\n', 16, "格数不一"),
        (HEAD + "  场景: 甲\n    当 审查该项目\n  @S-01\n", 15, "没有写完"),
    ],
)
def test_a_mistake_names_its_line_and_what_to_write(tmp_path: Path, text: str, line: int | None, said: str) -> None:
    path = tmp_path / "a.feature"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_feature(path)
    problem = caught.value.problems[0]
    assert said in str(problem)
    assert (problem.file, problem.line) == (str(path), line)


def test_prose_below_a_heading_is_no_mistake(tmp_path: Path) -> None:
    path = feature(
        tmp_path, "  场景: 甲", "    如果这样,就那样。", "", "    又一句。", *(f"    {line}" for line in SOUND)
    )
    assert read_feature(path).scripts[0].flaw is None


def test_a_file_of_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.feature"
    path.write_bytes(HEAD.encode("gbk"))
    with pytest.raises(ScenarioError, match="编码是 GBK"):
        read_feature(path)


@pytest.mark.parametrize(
    ("lines", "line", "said"),
    [
        (("当 审查该项目",), 13, "没有“那么”"),
        (('假如 "建设阶段"为"在建"', '那么 结论为"通过"'), 13, "没有“当”"),
        (("  场景: 甲",), 13, "没有步骤"),
        ((*OUTLINE, "    例子:", "      | 阶断 |", "      | 拟建 |"), 14, "例子里没有“阶段”这一列;是否为 <阶断>?"),
        ((*OUTLINE, "    例子:", "      | 阶段 |"), 13, "一次也不会运行"),
        (("  场景: 甲", "    当 审查该项目", '    那么 结论为"通过"') * 2, 13, "场景名“甲”重复,第 16 行也用"),
    ],
)
def test_a_scenario_that_would_show_nothing_does_not_pass(
    tmp_path: Path, lines: tuple[str, ...], line: int, said: str
) -> None:
    flaw = read_feature(feature(tmp_path, *lines)).scripts[0].flaw
    assert flaw is not None
    assert said in str(flaw)
    assert flaw.line == line


def test_folders_are_opened_to_the_bottom(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    inner, outer = feature(tmp_path / "b", *SOUND), feature(tmp_path, *SOUND)
    assert set(feature_paths([tmp_path])) == {inner, outer}
    assert feature_paths([outer, tmp_path / "b", tmp_path]) == (outer, inner)


def test_all_faulty_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.feature").write_text("", encoding="utf-8")
    (tmp_path / "b.feature").write_text("", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        read_features([tmp_path])
    assert [Path(problem.file).name for problem in caught.value.problems] == ["a.feature", "b.feature"]


@pytest.mark.parametrize(("name", "said"), [("none", "不存在"), ("a.yaml", "不是场景文件")])
def test_a_place_without_features_is_told(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "a.yaml").write_text("", encoding="utf-8")
    with pytest.raises(ScenarioError, match=said):
        feature_paths([tmp_path / name])
