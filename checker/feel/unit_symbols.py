"""The unit symbols people write, each as a multiple of base units.

A base unit stands for an elementary dimension: t 质量, tce 标准煤, tCO2 二氧化碳, kW 功率, h 时间, GJ 热量, m 长度,
kVA 视在功率, 元 金额, 年 日历年 … Electricity is power by time, so a kWh is a kW·h.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, TypeAlias

Definition: TypeAlias = tuple[Fraction, tuple[tuple[str, int], ...]]

BASE_SYMBOLS: Final = ("t", "tce", "tCO2", "kW", "h", "GJ", "m", "kVA", "元", "年", "重量箱", "℃", "kPa", "V")

PREFIXES: Final[Mapping[str, int]] = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}

# Each line: how much of which base units, then every way to write it.
_DEFINITIONS: Final = (
    ("1", "t", "t 吨 蒸吨 Mg"),
    ("1e-3", "t", "kg 公斤 千克"),
    ("1e-6", "t", "g 克"),
    ("1e-9", "t", "mg 毫克"),
    ("1e-12", "t", "μg µg 微克"),
    ("1", "tce", "tce 吨标准煤 吨标煤"),
    ("1e-3", "tce", "kgce 公斤标准煤 公斤标煤 千克标准煤 千克标煤"),
    ("1e-6", "tce", "gce 克标准煤 克标煤"),
    ("1", "tCO2", "tCO2 tCO₂ tCO2e tCO₂e 吨二氧化碳 吨二氧化碳当量 吨CO2 吨CO₂"),
    ("1e-3", "tCO2", "kgCO2 kgCO₂ kgCO2e kgCO₂e 公斤二氧化碳 千克二氧化碳"),
    ("1e-6", "tCO2", "gCO2 gCO₂ gCO2e gCO₂e 克二氧化碳"),
    ("1", "kW", "kW kWp 千瓦"),
    ("1e-3", "kW", "W Wp 瓦"),
    ("1e3", "kW", "MW MWp 兆瓦"),
    ("1e6", "kW", "GW GWp 吉瓦"),
    ("1", "kW h", "kWh 度 千瓦时"),
    ("1e-3", "kW h", "Wh 瓦时"),
    ("1e3", "kW h", "MWh 兆瓦时"),
    ("1e6", "kW h", "GWh 吉瓦时"),
    ("1", "GJ", "GJ 吉焦 百万千焦"),
    ("1e-3", "GJ", "MJ 兆焦 百万焦"),
    ("1e-6", "GJ", "kJ 千焦"),
    ("1e-9", "GJ", "J 焦 焦耳"),
    ("1e3", "GJ", "TJ 太焦"),
    ("1", "m", "m 米"),
    ("1e-2", "m", "cm 厘米"),
    ("1e-3", "m", "mm 毫米"),
    ("1e-6", "m", "μm µm 微米"),
    ("1e3", "m", "km 公里 千米"),
    ("1", "m m", "m² m2 ㎡ 平方米"),
    ("1e-4", "m m", "cm2"),
    ("1e-6", "m m", "mm2"),
    ("1e6", "m m", "km² km2 平方公里 平方千米"),
    ("1e4", "m m", "hm² hm2 ha 公顷"),
    ("2000/3", "m m", "亩"),
    ("1", "m m m", "m³ m3 Nm³ Nm3 立方米 标准立方米 标立方米 方 kL 千升"),
    ("1e-3", "m m m", "L 升"),
    ("1e-6", "m m m", "mL ml 毫升"),
    ("1", "kVA", "kVA 千伏安"),
    ("1e3", "kVA", "MVA 兆伏安"),
    ("1", "元", "元"),
    ("1", "h", "h 小时"),
    ("24", "h", "d 日 天"),
    ("1/60", "h", "分钟"),
    ("1/3600", "h", "s 秒"),
    ("1", "年", "年 a"),
    ("1/12", "年", "个月 月"),
    ("1", "重量箱", "重量箱"),
    ("1", "℃", "℃"),
    ("1", "kPa", "kPa 千帕"),
    ("1e3", "kPa", "MPa 兆帕"),
    ("1e-3", "kPa", "Pa 帕"),
    ("1", "V", "V 伏"),
    ("1e3", "V", "kV 千伏"),
)
# Things counted: each its own dimension, because 台 and 辆 do not add up.
_COUNTED: Final = (
    "台 辆 个 座 车位 件 套 条 户 人 次 只 片 张 块 家 处 栋 层 头 项 株 床 泊位 班 艘 架 根 支 桶 箱 "
    "吨公里 人次 人公里 标砖 标箱"
)


def _definitions() -> dict[str, Definition]:
    symbols: dict[str, Definition] = {"万": (Fraction(10**4), ()), "亿": (Fraction(10**8), ())}
    for factor, bases, names in _DEFINITIONS:
        powers = tuple((base, bases.split().count(base)) for base in sorted(set(bases.split())))
        for name in names.split():
            symbols[name] = (Fraction(factor), powers)
    for name in _COUNTED.split():
        symbols[name] = (Fraction(1), ((name, 1),))
    return symbols


SYMBOLS: Final[Mapping[str, Definition]] = _definitions()
LONGEST_PREFIXES_FIRST: Final = tuple(sorted(PREFIXES, key=len, reverse=True))


def definition_of(written: str) -> Definition | None:
    """What one symbol means, with or without a prefix such as 万."""
    if written in SYMBOLS:
        return SYMBOLS[written]
    for prefix in LONGEST_PREFIXES_FIRST:
        if written.startswith(prefix) and written[len(prefix) :] in SYMBOLS:
            ratio, bases = SYMBOLS[written[len(prefix) :]]
            return ratio * PREFIXES[prefix], bases
    return None
