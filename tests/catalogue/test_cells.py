"""Cells of a catalogue: codes, products and conditions as offices write them, and what each refusal says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from checker.catalogue.cells import CellError, read_code, read_condition, read_words
from checker.catalogue.item import Threshold
from checker.catalogue.sheet import Cell, CellKind


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("3011", "3011"),
        ("301", "301"),
        ("30", "30"),
        ("C3011", "3011"),
        ("c30", "30"),
        (" 3011 ", "3011"),
        ("06", "06"),
    ],
)
def test_codes_of_two_to_four_digits(written: str, code: str) -> None:
    assert read_code(Cell.of_text(written)) == code


@pytest.mark.parametrize(
    ("written", "message", "remedy"),
    [
        ("", "缺少行业代码", "按 GB/T 4754 填"),
        ("6", "前面的 0 可能被 Excel 去掉了", "写 06"),
        ("610", "第三位(中类)不能为 0", "请写 0610"),
        ("3001", "第三位(中类)不能为 0", "2 至 4 位"),
        ("98", "大类 98 不存在", "2 至 4 位"),
        ("30110", "有 5 位", "2 至 4 位"),
        ("3011.0", "不是行业代码", "请写 3011"),
        ("3011、3012", "不止一个代码", "一行只写一个代码"),
        ("3011~3019", "不止一个代码", "拆成几行"),
        ("水泥", "“水泥”不是行业代码", "如 30、301、3011"),
        ("D3011", "门类与大类不符", "请写 C3011"),
    ],
)
def test_bad_codes_say_what_to_write(written: str, message: str, remedy: str) -> None:
    with pytest.raises(CellError) as caught:
        read_code(Cell.of_text(written))
    assert message in caught.value.message
    assert remedy in caught.value.remedy


@pytest.mark.parametrize("number", ["3011", "30", "301"])
def test_numbers_that_cannot_have_lost_a_zero_are_read(number: str) -> None:
    assert read_code(Cell(number, CellKind.NUMBER)) == number


@pytest.mark.parametrize(
    ("number", "readings"), [("61", "61 或 061"), ("31", "31 或 031"), ("261", "261 或 0261"), ("610", "写明 0610")]
)
def test_numbers_that_may_have_lost_a_zero_are_refused(number: str, readings: str) -> None:
    with pytest.raises(CellError) as caught:
        read_code(Cell(number, CellKind.NUMBER))
    assert "存成了数字" in caught.value.message
    assert readings in caught.value.remedy


def test_a_number_format_that_keeps_zeros_is_believed() -> None:
    assert read_code(Cell("610", CellKind.NUMBER, padded="0610")) == "0610"


@pytest.mark.parametrize(
    ("written", "amount", "inclusive"),
    [
        ("年综合能耗 ≥ 10000 tce", "10000", True),
        ("年综合能耗≥1万吨标准煤", "10000", True),
        ("年综合能源消费量达到 5000 吨标准煤及以上", "5000", True),
        ("5000吨标煤以上", "5000", True),
        ("综合能耗大于等于10,000tce", "10000", True),
        ("年综合能耗不低于 1.5 万tce", "15000", True),
        ("年综合能耗 > 20000 tce", "20000", False),
        ("能耗超过 3000 吨标准煤/年", "3000", False),
        ("≥ 500000 kgce", "500", True),
        ("年综合能耗 ≧ 2万吨标准煤(含)以上", "20000", True),
    ],
)
def test_energy_conditions_as_people_write_them(written: str, amount: str, inclusive: bool) -> None:
    condition = read_condition(Cell.of_text(written))
    assert condition.threshold == Threshold(Decimal(amount), inclusive)
    assert condition.review == ""


@pytest.mark.parametrize("written", ["", "-", "/", "无", "不限", "全部"])
def test_no_condition(written: str) -> None:
    condition = read_condition(Cell.of_text(written))
    assert condition.threshold is None
    assert condition.review == ""


def test_the_heading_may_give_the_unit() -> None:
    assert read_condition(Cell("10000", CellKind.NUMBER), "tce").threshold == Threshold(Decimal(10000))


def test_a_condition_for_a_person_is_kept_in_words() -> None:
    assert read_condition(Cell.of_text("人工核对:单线 30 万吨/年及以上")).review == "单线 30 万吨/年及以上"


@pytest.mark.parametrize(
    ("written", "message", "remedy"),
    [
        ("年综合能耗 ≥ 10000", "没有单位", "10000 tce"),
        ("年综合能耗 ≥ 10000 吨", "单位“吨”不是标准煤", "换算成 tce"),
        ("产能 30 万吨/年及以上", "看不懂条件", "人工核对:条件"),
        ("年综合能耗 < 10000 tce", "是上限", "≥ 10000 tce"),
        ("年综合能耗 ≥ 1OOOO tce", "不是标准煤", "换算成 tce"),
        ("年综合能耗 ≥ 一万 tce", "看不懂条件", "≥ 10000 tce"),
        ("年综合能耗 ≥ 0 tce", "应大于 0", "请留空"),
        ("年用电量 ≥ 500 万千瓦时", "看不懂条件", "人工核对"),
        ("人工核对:", "没有写条件", "人工核对:条件"),
    ],
)
def test_bad_conditions_say_what_to_write(written: str, message: str, remedy: str) -> None:
    with pytest.raises(CellError) as caught:
        read_condition(Cell.of_text(written))
    assert message in caught.value.message
    assert remedy in caught.value.remedy


def test_products_are_told_apart_by_marks_and_lines() -> None:
    assert read_words(Cell.of_text("水泥熟料、石灰\n烧碱;纯碱等,烧碱")) == ("水泥熟料", "石灰", "烧碱", "纯碱")
    assert read_words(Cell.of_text("全部产品")) == ()
    assert read_words(Cell.of_text("除尘灰制品、非金属矿")) == ("除尘灰制品", "非金属矿")


@pytest.mark.parametrize("written", ["不含粉磨站", "除单独粉磨外", "水泥(不含粉磨)", "平板玻璃(光伏压延除外)"])
def test_exceptions_are_no_products(written: str) -> None:
    with pytest.raises(CellError, match="排除"):
        read_words(Cell.of_text(written))


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (Cell("3011", CellKind.FORMULA, raw="=LEFT(D2,4)"), "是公式 =LEFT(D2,4),现显示“3011”"),
        (Cell("#REF!", CellKind.ERROR), "出错值 #REF!"),
        (Cell("2026-03-11", CellKind.DATE), "被 Excel 当作日期(2026-03-11)"),
    ],
)
def test_what_a_spreadsheet_made_of_a_cell_is_refused(cell: Cell, message: str) -> None:
    for read in (read_code, read_words, read_condition):
        with pytest.raises(CellError) as caught:
            read(cell)
        assert message in caught.value.message
