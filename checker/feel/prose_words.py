"""The Chinese words that sentences are made of: joining text, reading labels that state something, dates, numerals."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final

from checker.feel.values import Value, YearsMonths

_IDEOGRAPHS: Final = re.compile(r"[\u3400-\u9fff]")
_CLOSE_UP: Final = frozenset("“”（）「」《》，；：、。. ")
_DIGITS: Final = "零一二三四五六七八九"

# How a label that states something by itself reads when it is true and when it is false.
_STATING_STARTS: Final = (
    ("已", "已", "尚未"),
    ("须", "须", "无须"),
    ("位于", "位于", "不位于"),
    ("列入", "列入", "未列入"),
    ("纳入", "纳入", "未纳入"),
    ("符合", "符合", "不符合"),
    ("采用", "采用", "未采用"),
    ("占用", "占用", "不占用"),
    ("接入", "接入", "未接入"),
    ("涉及", "涉及", "不涉及"),
    ("具备", "具备", "不具备"),
    ("运行至", "运行至", "不运行至"),
    ("含", "含", "不含"),
)
_STATING_ENDS: Final = (("通过", "通过", "未通过"), ("齐全", "齐全", "不齐全"), ("逾期", "逾期", "未逾期"))
_CLASSES: Final = re.compile(r".+(?:项目|行业|单位)")
_THINGS: Final = re.compile(r".+(?:方案|协议|报告|分析|措施|设施|记录|中心|路线图)")
_DATED: Final = re.compile(r".*(?:日期|日|期限|有效期至)")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A piece of text and how tightly it holds together; the higher, the fewer brackets it needs."""

    text: str
    level: int

    def at(self, level: int) -> str:
        """The text where something at least as tight as ``level`` must stand, in brackets if it is looser."""
        return self.text if self.level >= level else f"（{self.text}）"


def joined(*parts: str) -> str:
    """The parts as one text, with a space where an ideograph meets a figure, a sign or a Latin letter."""
    text = ""
    for part in parts:
        if text and part and _needs_space(text[-1], part[0]):
            text += " "
        text += part
    return text


def _needs_space(left: str, right: str) -> bool:
    if left in _CLOSE_UP or right in _CLOSE_UP:
        return False
    return (_IDEOGRAPHS.match(left) is None) is not (_IDEOGRAPHS.match(right) is None)


def one_of(values: list[str], *, tight: bool = False) -> str:
    """``A``, ``A或B`` or ``A、B、C之一``; with ``tight`` two are written ``A、B之一``, to stand beside another 或."""
    if len(values) == 1:
        return values[0]
    if len(values) == 2 and not tight:
        return joined(values[0], "或", values[1])
    return joined("、".join(values), "之一")


def none_of(values: list[str]) -> str:
    """``A`` or ``A、B中的任何一个``, after a negated verb."""
    return values[0] if len(values) == 1 else joined("、".join(values), "中的任何一个")


def stated(label: str, *, holds: bool) -> str | None:
    """A boolean label as a statement, e.g. ``位于城镇`` or ``不位于城镇``; None where only 为“是” will do."""
    for start, true, false in _STATING_STARTS:
        if label.startswith(start):
            return (true if holds else false) + label.removeprefix(start)
    for end, true, false in _STATING_ENDS:
        if label.endswith(end) and not label.endswith(f"不予{end}"):
            return label.removesuffix(end) + (true if holds else false)
    if _CLASSES.fullmatch(label):
        return joined("属于" if holds else "不属于", label)
    if _THINGS.fullmatch(label):
        return joined("有" if holds else "没有", label)
    return None


def is_dated(label: str) -> bool:
    """Whether a label names a date."""
    return _DATED.fullmatch(label) is not None


def numeral(number: int) -> str:
    """A number from 1 to 99 in Chinese; beyond, in figures."""
    if not 1 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return f"{'' if tens < 2 else _DIGITS[tens]}{'十' if tens else ''}{_DIGITS[ones] if ones else ''}"


def temporal_words(value: Value) -> str | None:
    """A date or a duration that is not negative, in words; None for any other value."""
    match value:
        case dt.datetime():
            return None
        case dt.date():
            return f"{value.year}年{value.month}月{value.day}日"
        case YearsMonths(months=months) if months >= 0:
            years, rest = divmod(months, 12)
            parts = [f"{years} 年" if years else "", f"{rest} 个月" if rest or not years else ""]
        case dt.timedelta() if value >= dt.timedelta(0) and not value.microseconds:
            minutes, seconds = divmod(value.seconds, 60)
            counts = ((value.days, "天"), (minutes // 60, "小时"), (minutes % 60, "分钟"), (seconds, "秒"))
            parts = [f"{count} {unit}" for count, unit in counts if count] or ["0 天"]
        case _:
            return None
    return joined(*(part for part in parts if part))


def ordinal(position: int) -> str | None:
    """Which item of a list a position picks, e.g. ``第 2 项`` or ``最后一项``; None for 0, which picks none."""
    if position < 0:
        return "最后一项" if position == -1 else f"倒数第 {-position} 项"
    return f"第 {position} 项" if position else None
