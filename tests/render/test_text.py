from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from rich.cells import cell_len

from checker.model.report import Report, Trace
from checker.render import render_markdown, render_text
from checker.render.wording import number_text, value_text
from tests.render import samples

SAMPLES = [samples.REJECTED, samples.APPROVED, samples.FAULTY, samples.HOSTILE]
ANSI = re.compile(r"\x1b\[[0-9;]*m")


def words(text: str) -> str:
    """The text without line breaks and indentation, to look for sentences that wrap."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("report", SAMPLES)
@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_every_line_fits_the_width(report: Report, width: int) -> None:
    for line in render_text(report, width=width, everything=True).splitlines():
        assert cell_len(line) <= width, line


@pytest.mark.parametrize("report", SAMPLES)
def test_colour_changes_nothing_but_colour(report: Report) -> None:
    assert ANSI.sub("", render_text(report, colour=True)) == render_text(report)


@pytest.mark.parametrize("report", SAMPLES)
def test_text_without_colour_has_no_control_character_but_line_ends(report: Report) -> None:
    assert [
        c for c in render_text(report, everything=True) if c != "\n" and not c.isprintable() and c != "\u3000"
    ] == []


def test_the_headline_gives_the_verdict_in_words_and_a_mark() -> None:
    assert "结论      ✗ 否决\n" in render_text(samples.REJECTED)
    assert "结论      ✓ 通过\n" in render_text(samples.APPROVED)


def test_groups_follow_effect_and_open_questions_come_after() -> None:
    headings = re.findall(r"^【(\w+)（", render_text(samples.REJECTED), re.MULTILINE)
    assert headings == ["否决", "整改", "会商", "提示", "已豁免", "尚待补充", "未能判定", "未评估", "推算的事实"]


def test_all_adds_satisfied_and_not_applicable_rules() -> None:
    assert "PL-0001-thin-bags" not in render_text(samples.REJECTED)
    full = render_text(samples.REJECTED, everything=True)
    assert "✓ 符合  PL-0001-thin-bags" in full
    assert "- 不适用  BZ-0501-road-recycling" in full


def test_what_was_looked_at_is_counted_even_when_not_shown() -> None:
    assert "核对规则  9 条：不符合 4，未能判定 2，已豁免 1，符合 1，不适用 1" in render_text(samples.REJECTED)


def test_a_finding_shows_clause_basis_values_conditions_and_remedy() -> None:
    text = words(render_text(samples.REJECTED))
    for sentence in (
        "《巴中市碳达峰实施方案》（巴府发〔2024〕5号）二(一)3「到2025年原煤消费量不超过30万吨",
        "牵头：市发展改革委；配合：市经济和信息化局、",
        "上位依据《四川省空气质量持续改善行动计划实施方案》（川府发〔2024〕15号）第(九)条：新改扩建用煤项目",
        "（转录值,待核原文）",
        "观测年原煤消费量=120000t；煤炭替代量=80000t",
        "差距煤炭替代量还差40000t",
        "为何适用年原煤消费量=120000t:由BZ-D-raw-coal",
        "✗不成立煤炭替代量不小于年原煤消费量（煤炭替代量=80000t；年原煤消费量=120000t）",
        "怎么改补充不少于40000t的煤炭等量替代来源",
    ):
        assert sentence in text


def test_all_adds_each_condition_as_the_rule_writes_it() -> None:
    written = "FEEL：煤炭替代量>=年原煤消费量and"
    assert written in words(render_text(samples.REJECTED, everything=True))
    assert written in words(render_markdown(samples.REJECTED, everything=True)).replace("\\", "")
    assert "FEEL" not in render_text(samples.REJECTED)


def test_open_questions_say_who_answers_and_what_hangs_on_them() -> None:
    text = words(render_text(samples.REJECTED))
    assert text.index("最重可致否决") < text.index("最重可致会商")
    assert "由谁补充申报单位补充" in text
    assert "由谁补充规则库维护单位录入" in text


def test_a_failed_rule_warns_that_the_verdict_does_not_stand() -> None:
    text = render_text(samples.FAULTY)
    assert "! 有 1 条规则判定出错，本结论不得采信" in text
    assert "【判定出错（1 条）】" in text


def test_a_very_long_name_wraps_in_full() -> None:
    report = replace(samples.APPROVED, application_name="项" * 5000 + "A" * 5000)
    text = render_text(report)
    assert text.count("项") >= 5000
    assert all(cell_len(line) <= 80 for line in text.splitlines())


def test_deep_conditions_do_not_run_out_of_the_page() -> None:
    trace = Trace("年原煤消费量 > 0 t", truth=True)
    for _ in range(60):
        trace = Trace("年原煤消费量 > 0 t and 建设阶段 = 拟建", True, children=(trace,))
    report = replace(samples.APPROVED, findings=(replace(samples.LIMIT, trace=(trace,)),))
    assert all(cell_len(line) <= 60 for line in render_text(report, width=60).splitlines())


def test_markup_and_emoji_codes_of_an_application_stay_as_written() -> None:
    text = render_text(samples.HOSTILE, colour=True)
    assert "[bold red]通过[/] :smile: \\x1b[31m红\\x1b[0m" in text
    assert "\x1b[31m红" not in text


def test_an_application_cannot_forge_a_verdict_line() -> None:
    lines = render_text(samples.HOSTILE).splitlines()
    assert [line for line in lines if line.startswith("结论")] == ["结论      ✗ 否决"]


def test_markdown_neutralises_markup_links_and_html() -> None:
    text = render_markdown(samples.HOSTILE)
    for active in ("<b>", "https://", "www.example", "a@b.cn", "*强*", "`码`", "|表|"):
        assert not re.search(r"(?<!\\)" + re.escape(active), text), active


@pytest.mark.parametrize("start", ["> 引", "- 项", "+ 项", "1. 项", "1) 项", "# 题", "===", "[x] 项", "[a]: b"])
def test_markdown_text_cannot_start_a_block(start: str) -> None:
    markdown_it = pytest.importorskip("markdown_it")
    report = replace(samples.APPROVED, findings=(replace(samples.LIMIT, chain=("首条", start)),))
    tokens = markdown_it.MarkdownIt("commonmark").parse(render_markdown(report))
    assert any(token.type == "inline" and token.content and start[-1] in _inline_text(token) for token in tokens)
    assert start in {_inline_text(token) for token in tokens if token.type == "inline"}


def _inline_text(token: object) -> str:
    return "".join(child.content for child in token.children)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("120000", "120000"),
        ("1.2E+5", "120000"),
        ("0.30", "0.3"),
        ("0", "0"),
        ("-0.00", "0"),
        ("0.3333333333333333333333333333333333", "≈0.333333333333"),
        ("299999.9999999", "≈300000"),
        ("299999.999999", "299999.999999"),
        ("1E+1000000", "1E+1000000"),
        ("NaN", "NaN"),
    ],
)
def test_numbers_read_plainly(number: str, text: str) -> None:
    assert number_text(Decimal(number)) == text


def test_blank_false_zero_and_empty_text_are_told_apart() -> None:
    assert [value_text(value) for value in (None, False, Decimal(0), "")] == ["未填", "否", "0", "空"]
    assert value_text(Decimal("40.0"), "%") == "40%"
