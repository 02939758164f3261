from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from checker.render.lines import break_points, cell_width, clipped, padded, prose, visible, wrap

TEXT = st.text(max_size=120) | st.text(alphabet='煤炭，。「」（） a1-."t%…—', max_size=200)


@given(TEXT, st.integers(min_value=4, max_value=100))
def test_no_line_is_wider_than_asked_and_nothing_is_lost(text: str, width: int) -> None:
    shown = visible(text)
    lines = wrap(shown, width)
    assert all(cell_width(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(shown.split())


@given(TEXT)
def test_widths_never_undercut_those_of_a_terminal_library(text: str) -> None:
    shown = visible(text)
    assert all(cell_width(character) >= min(cell_len(character), 1) for character in shown if cell_len(character))


@given(st.text())
def test_visible_text_has_no_active_character_left(text: str) -> None:
    categories = {unicodedata.category(character) for character in visible(text)}
    assert not categories & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@given(st.text())
def test_visible_is_idempotent(text: str) -> None:
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize(
    ("hidden", "shown"),
    [
        ("\x1b[31m", r"\x1b[31m"),
        ("a\u202eb", r"a\u202eb"),
        ("\x9b1m", r"\x9b1m"),
        ("\ud800", r"\ud800"),
        ("\U000e0041", r"\U000e0041"),
        ("一\n二\t三\r", r"一\n二\t三\r"),
        ("\u200b\ufeff", r"\u200b\ufeff"),
    ],
)
def test_hidden_characters_are_written_out(hidden: str, shown: str) -> None:
    assert visible(hidden) == shown


def test_ordinary_chinese_is_left_alone() -> None:
    text = "巴州区\u3000曾口镇“十四五”——〔2024〕5号 ㎡ é 𠮷 👷"
    assert visible(text) == text


def test_piled_up_marks_are_cut_to_two() -> None:
    assert visible("煤" + "\u0301" * 500 + "炭") == "煤\u0301\u0301炭"


def test_a_folded_chinese_paragraph_joins_without_spaces() -> None:
    assert (
        prose("到2025年原煤消费量\n不超过30万吨，\n到 2030 年\nnot more\n")
        == "到2025年原煤消费量不超过30万吨，到 2030 年 not more"
    )


def test_closing_punctuation_never_starts_a_line_and_opening_never_ends_one() -> None:
    lines = wrap("牵头（市发展改革委），配合「市经济和信息化局」、市生态环境局。" * 6, 20)
    assert not [line for line in lines if line[0] in "），」、。"]
    assert not [line for line in lines if line[-1] in "（「"]


def test_straight_quotes_stay_with_their_text() -> None:
    for width in range(10, 40):
        for line in wrap('替代来源 in ["石油焦", "焦炭", "兰炭"] and 建设阶段 = "拟建"', width):
            assert not line.endswith(('["', ' "'))
            assert not line.startswith(('",', '"]', '" and'))


def test_a_number_stays_with_its_unit() -> None:
    for width in range(8, 30):
        for line in wrap("年原煤消费量不超过 300000 t 且替代量不少于 12.5 万吨", width):
            assert not line.endswith(("300000", "12.5"))


def test_a_run_without_a_break_is_cut_hard() -> None:
    assert wrap("A" * 25, 10) == ["A" * 10, "A" * 10, "A" * 5]
    assert break_points("。" * 10, 8) == [4, 8]


def test_ten_thousand_characters_wrap() -> None:
    lines = wrap("南江县水泥熟料生产线项目" * 1000, 70)
    assert max(map(cell_width, lines)) <= 70
    assert "".join(lines) == "南江县水泥熟料生产线项目" * 1000


def test_glued_punctuation_that_is_too_wide_is_cut_hard() -> None:
    assert wrap("0煤”—", 4) == ["0", "煤”", "—"]


def test_padding_and_clipping_count_cells() -> None:
    assert padded("条款", 6) == "条款  "
    assert clipped("巴中市碳达峰", 9) == "巴中市.."
    assert clipped("巴中", 4) == "巴中"
