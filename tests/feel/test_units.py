"""Units: how they are written, what they mean, and which do not go together."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.feel import Quantity, UnitError, evaluate, format_quantity, parse_quantity, parse_unit
from checker.feel.exact import rounded
from checker.feel.near_unit import near_unit
from checker.feel.unit_symbols import PREFIXES, SYMBOLS
from checker.feel.units import PLAIN, dimension_of, quantity
from checker.feel.values import DecimalQuantity

SAME = [
    ("1 万吨", "10000 t"),
    ("1 吨", "1000 kg"),
    ("1 kg", "1000 g"),
    ("1 g", "1000 mg"),
    ("1 公斤", "1 千克"),
    ("1 tce", "1000 kgce"),
    ("1 万tce", "10000 吨标准煤"),
    ("1 kgce", "1000 gce"),
    ("1 千克标准煤", "1 kgce"),
    ("1 万吨标准煤", "10000 tce"),
    ("1 tCO2", "1000 kgCO2"),
    ("1 万tCO2", "10000 吨二氧化碳"),
    ("1 tCO₂", "1 tCO2e"),
    ("1 万kWh", "10000 kWh"),
    ("1 万千瓦时", "10 MWh"),
    ("1 亿kWh", "100000 MWh"),
    ("1 度", "1 千瓦时"),
    ("1 GJ", "1000 MJ"),
    ("1 MJ", "1000 kJ"),
    ("1 百万千焦", "1 吉焦"),
    ("1 万千瓦", "10 MW"),
    ("1 万kW", "10000 千瓦"),
    ("1 MVA", "1000 kVA"),
    ("1 km", "1000 m"),
    ("1 m", "100 cm"),
    ("1 cm", "10 mm"),
    ("1 mm", "1000 μm"),
    ("1 m²", "1 m2"),
    ("1 万平方米", "10000 ㎡"),
    ("1 公顷", "10000 m²"),
    ("1 hm²", "15 亩"),
    ("1 km²", "100 公顷"),
    ("3 亩", "2000 m²"),
    ("1 m³", "1000 L"),
    ("1 kL", "1 立方米"),
    ("1 万Nm³", "10000 m³"),
    ("1 亿立方米", "100000000 m3"),
    ("1 亿元", "10000 万元"),
    ("1 d", "24 小时"),
    ("2 天", "2 日"),
    ("1 年", "12 个月"),
    ("1 kgce/t", "0.001 tce/t"),
    ("1 kWh/t", "0.001 MWh/t"),
    ("1 kgce/m²", "10 tce/万m²"),
    ("1 kgce/重量箱", "1000 gce/重量箱"),
    ("20 蒸吨/小时", "20 t/h"),
    ("24 t/d", "1 t/h"),
    ("1 tCO2/万元", "0.1 kgCO2/元"),
    ("1 tCO2/MWh", "1 kgCO2/kWh"),
    ("1 MJ/kg", "1 GJ/t"),
    ("300 gce/kWh", "0.3 kgce/kWh"),
    ("1 g/L", "1 kg/m³"),
    ("1 万元/亩", "15 元/m²"),
    ("1 kW·h", "1 kWh"),
    ("2 t/a", "2 t/年"),
]
APART = [
    ("1 kWh", "1 GJ"),
    ("1 kWh", "1 tce"),
    ("1 GJ", "1 tce"),
    ("1 t", "1 tce"),
    ("1 t", "1 tCO2"),
    ("1 tce", "1 tCO2"),
    ("1 kW", "1 kVA"),
    ("1 t/h", "1 MW"),
    ("1 年", "1 d"),
    ("1 台", "1 辆"),
    ("1 m²", "1 m"),
    ("1 t", "1 重量箱"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_ways_of_writing_one_quantity(one: str, other: str) -> None:
    assert parse_quantity(one) == parse_quantity(other)


@pytest.mark.parametrize(("one", "other"), APART)
def test_units_of_different_dimensions_do_not_convert(one: str, other: str) -> None:
    left, right = parse_quantity(one), parse_quantity(other)
    assert left != right
    assert isinstance(left, Quantity)
    assert isinstance(right, Quantity)
    with pytest.raises(UnitError):
        left.in_unit(right.dimension.symbol)


EVERY = [prefix + symbol for prefix in ("", "万") for symbol in sorted(SYMBOLS) if not prefix or symbol not in PREFIXES]


@pytest.mark.parametrize("symbol", EVERY)
def test_every_symbol_is_a_unit_in_expressions_too(symbol: str) -> None:
    expected = quantity(3, symbol)
    value = evaluate(f"3 {symbol}")
    if isinstance(expected, Quantity):
        assert isinstance(value, DecimalQuantity)
        assert value.unit.dimension is expected.dimension
        assert Decimal(value) == rounded(expected.magnitude)
    else:
        assert value == expected


def test_percent_and_per_mille_are_numbers() -> None:
    assert parse_quantity("40 %") == Decimal("0.4")
    assert parse_quantity("40%") == Decimal("0.4")
    assert parse_quantity("5 ‰") == Decimal("0.005")
    assert parse_unit("%").dimension is PLAIN


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("吨煤", "“吨”"),
        ("kgec/t", None),
        ("kgc", "kgce"),
        ("t//h", None),
        ("t/", None),
        ("/t", None),
        ("T", None),
        ("t⁹⁹", None),
    ],
)
def test_an_unknown_unit_is_an_error_that_names_the_nearest(text: str, near: str | None) -> None:
    with pytest.raises(UnitError) as caught:
        parse_unit(text)
    problem = caught.value.problems[0]
    assert text in problem.message
    assert problem.remedy
    assert near is None or near in problem.remedy


@pytest.mark.parametrize("text", ["", "吨", "1,000 t", "1 2 t", "１ t", "1e9999 t", "--1 t", "t 1"])
def test_what_is_not_a_quantity_is_an_error(text: str) -> None:
    with pytest.raises(UnitError):
        parse_quantity(text)


def test_a_quantity_knows_itself_in_any_unit_of_its_dimension() -> None:
    coal = parse_quantity("12.5 万吨")
    assert isinstance(coal, Quantity)
    assert coal.magnitude == 125000
    assert coal.in_unit("万吨") == Decimal("12.5")
    assert coal.in_unit(parse_unit("kg")) == Decimal("125000000")
    assert format_quantity(coal) == "125000 t"
    assert format_quantity(coal, "万吨") == "12.5 万吨"
    assert str(coal) == "125000 t"


def test_dimensions_combine_and_cancel() -> None:
    energy, output = parse_quantity("500 tce"), parse_quantity("5000 t")
    intensity = energy / output
    assert intensity == parse_quantity("100 kgce/t")
    assert intensity * output == energy
    assert energy / energy == 1
    assert parse_quantity("2 MW") * parse_quantity("3 h") == parse_quantity("6 MWh")
    assert str(parse_quantity("300 gce/kWh").dimension) == "Dimension(tce/kWh)"


def test_a_dimension_is_one_object_even_after_copying() -> None:
    coal = parse_quantity("1 t")
    assert pickle.loads(pickle.dumps(coal)).dimension is coal.dimension
    assert copy.deepcopy(coal).dimension is coal.dimension
    assert dimension_of((("t", 1),)) is coal.dimension
    plain = evaluate("30 万吨")
    assert str(pickle.loads(pickle.dumps(plain))) == "300000 t"


def test_a_quantity_result_is_a_decimal_with_its_unit() -> None:
    value = evaluate("30 万吨")
    assert isinstance(value, Decimal)
    assert value == 300000
    assert value.unit.symbol == "t"
    assert str(value) == "300000 t"
    assert evaluate("x + 1 t", {"x": value}) == 300001


@given(
    st.decimals(min_value=0, max_value=10**12, places=6),
    st.sampled_from(sorted(SYMBOLS)),
    st.sampled_from(["", *PREFIXES]),
)
def test_counting_in_a_unit_and_back_is_exact(number: Decimal, symbol: str, prefix: str) -> None:
    if prefix and symbol in ("万", "亿"):
        return
    unit = parse_unit(prefix + symbol)
    value = quantity(number, unit)
    if isinstance(value, Quantity):
        assert value.in_unit(unit) == number
        assert Fraction(value.magnitude) == Fraction(number) * Fraction(unit.factor)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("吨煤", "吨"),
        ("万吨原煤", "万吨"),
        ("万顿", "万吨"),
        ("kgce/顿", "kgce/吨"),
        ("吨标准媒", "吨标准煤"),
        ("吨标", "吨标煤"),
        ("万千瓦小时", "万千瓦时"),
        ("KWH", "kWh"),
        ("kgec", "kgce"),
        ("台锅炉", "台"),
        ("万某", ""),
    ],
)
def test_the_unit_suggested_is_one_of_the_same_amount(written: str, meant: str) -> None:
    assert near_unit(written) == meant
