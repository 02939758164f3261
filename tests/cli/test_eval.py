"""``checker eval``: FEEL literals out, contexts of three kinds in."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import HEAD, PACKS, inside


@pytest.mark.parametrize(
    ("expression", "literal"),
    [
        ("0.1 + 0.2", "0.3"),
        ("0.1 + 0.2 = 0.3", "true"),
        ("29.9 万吨 + 0.1 万吨 > 30 万吨", "false"),
        ("30 万吨", "300000 t"),
        ('"文" + "本"', '"文本"'),
        ("null", "null"),
        ('1 + "a"', "null"),
        ("[1, 2][1]", "1"),
        ("-5 + 3", "-2"),
        ("-1", "-1"),
        ("(2)", "2"),
        ("缺失的名称", "null"),
        ('"\\u001b[31m"', '"\\u001b[31m"'),
    ],
)
def test_the_value_is_printed_as_a_literal(expression: str, literal: str) -> None:
    result = inside("eval", expression)
    assert result.stdout == literal + "\n"
    assert result.exit_code == 0
    assert result.stderr == ""


def test_a_syntax_error_is_pointed_at_and_is_a_usage_error() -> None:
    result = inside("eval", "年原煤消费量 > > 5 万吨")
    assert result.exit_code == 2
    assert result.stdout == ""
    message, line, caret = result.stderr.splitlines()
    assert message.startswith("错误:")
    assert line == "    年原煤消费量 > > 5 万吨"
    assert caret == "    " + " " * 15 + "^"


def write(folder: Path, text: str, name: str = "c.yaml") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_fact_names_go_through_the_vocabulary_and_others_stay_plain(tmp_path: Path) -> None:
    context = write(tmp_path, "年原煤消费量: 12.5 万吨\nx: 3\n说法: 12.5 万吨\n")
    assert inside("eval", "年原煤消费量 > 12 万吨", "--context", context).stdout == "true\n"
    assert inside("eval", "年原煤消费量", "--context", context).stdout == "125000 t\n"
    assert inside("eval", "x + 1", "--context", context).stdout == "4\n"
    assert inside("eval", "说法", "--context", context).stdout == '"12.5 万吨"\n'


def test_english_keys_name_the_same_facts(tmp_path: Path) -> None:
    context = write(tmp_path, '{"raw_coal": "12.5 万吨"}', "c.json")
    assert inside("eval", "年原煤消费量 = raw_coal", "--context", context).stdout == "true\n"
    assert inside("eval", "年原煤消费量", "--context", context).stdout == "125000 t\n"


def test_an_english_key_of_the_users_own_stays_plain(tmp_path: Path) -> None:
    context = write(tmp_path, "stage: 7\nproducts: [1, 2]\n")
    assert inside("eval", "stage + count(products)", "--context", context).stdout == "9\n"


def test_records_are_read_field_by_field(tmp_path: Path) -> None:
    context = write(tmp_path, "锅炉:\n  - {名称: 甲, 额定蒸发量: 35 t/h}\n  - {名称: 乙, 额定蒸发量: 10 t/h}\n")
    result = inside("eval", "锅炉[额定蒸发量 < 35 t/h].名称", "--context", context)
    assert result.stdout == '["乙"]\n'


def test_mistakes_in_a_context_name_line_and_field(tmp_path: Path) -> None:
    context = write(tmp_path, "x: 1\n年原煤消费量: 12.5 万千瓦时\n锅炉:\n  - {额定蒸气量: 35 t/h}\n")
    result = inside("eval", "x", "--context", context)
    assert result.exit_code == 3
    assert result.stdout == ""
    first, second = result.stderr.splitlines()
    assert first.startswith(f"错误:{context}:2")
    assert "年原煤消费量" in first
    assert second.startswith(f"错误:{context}:4")
    assert "是否为“额定蒸发量”?" in second


def test_the_same_fact_twice_is_refused(tmp_path: Path) -> None:
    result = inside("eval", "1", "--context", write(tmp_path, "年原煤消费量: 1 t\nraw_coal: 2 t\n"))
    assert result.exit_code == 3
    assert "是同一个事实" in result.stderr


def test_a_whole_application_is_a_context(tmp_path: Path) -> None:
    context = write(tmp_path, HEAD + "年原煤消费量: 3 万吨\n")
    result = inside("eval", '建设阶段 = "拟建" and 年原煤消费量 = 30000 t', "--context", context)
    assert result.stdout == "true\n"


@pytest.mark.parametrize("text", ["", "- 1\n", "5\n"])
def test_a_context_must_have_names(tmp_path: Path, text: str) -> None:
    result = inside("eval", "1", "--context", write(tmp_path, text))
    assert result.exit_code == 3
    assert result.stderr.startswith("错误:")


def test_a_missing_context_is_exit_code_3(tmp_path: Path) -> None:
    assert inside("eval", "1", "--context", str(tmp_path / "无.yaml")).exit_code == 3


@pytest.mark.parametrize(("day", "cap"), [("2025-12-31", "50000 t"), ("2026-01-01", "40000 t"), ("2020-01-01", "null")])
def test_parameters_are_there_on_request_as_of_the_day(day: str, cap: str) -> None:
    result = inside("eval", "测试用煤上限", "--packs", str(PACKS), "--as-of", day)
    assert result.stdout == cap + "\n"


def test_rules_see_the_context_too(tmp_path: Path) -> None:
    context = write(tmp_path, "年原煤消费量: 4.5 万吨\nx: 1\n")
    result = inside(
        "eval",
        "年原煤消费量 <= 测试用煤上限 and x = 1",
        "--context",
        context,
        "--packs",
        str(PACKS),
        "--as-of",
        "2025-10-01",
    )
    assert result.stdout == "true\n"
