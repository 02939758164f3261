"""How the built-in functions read: as what they find about a value, or as the value they give.

A built-in that is not here is rare in rules; it is quoted as it is written. Anything else that is called is a table.
"""

from __future__ import annotations

from typing import Final

from checker.feel.functions import BUILTINS

VERBS: Final = {
    "contains": ("含", "不含", ""),
    "starts with": ("以", "不以", "开头"),
    "ends with": ("以", "不以", "结尾"),
    "list contains": ("包括", "不包括", ""),
}
"""Functions that say something about their first argument: the verb, its negation, and what follows the second."""

PHRASES: Final = {
    ("sum", 1): "{}之和",
    ("product", 1): "{}之积",
    ("count", 1): "{}的项数",
    ("mean", 1): "{}的平均值",
    ("median", 1): "{}的中位数",
    ("stddev", 1): "{}的标准差",
    ("abs", 1): "{}的绝对值",
    ("sqrt", 1): "{}的平方根",
    ("floor", 1): "{}向下取整的值",
    ("ceiling", 1): "{}向上取整的值",
    ("decimal", 2): "{}按四舍六入五成双保留 {} 位小数的值",
    ("floor", 2): "{}向下保留 {} 位小数的值",
    ("ceiling", 2): "{}向上保留 {} 位小数的值",
    ("round up", 2): "{}按远离 0 的方向保留 {} 位小数的值",
    ("round down", 2): "{}截去尾数保留 {} 位小数的值",
    ("round half up", 2): "{}四舍五入保留 {} 位小数的值",
    ("modulo", 2): "{}除以{}的余数",
    ("string", 1): "{}的文字形式",
    ("number", 1): "{}的数值",
    ("string length", 1): "{}的字数",
    ("upper case", 1): "{}的大写形式",
    ("lower case", 1): "{}的小写形式",
    ("substring before", 2): "{}中{}之前的部分",
    ("substring after", 2): "{}中{}之后的部分",
    ("concatenate", 2): "{}与{}合并后的各项",
    ("append", 2): "{}另加{}后的各项",
    ("distinct values", 1): "{}去重后的各项",
    ("flatten", 1): "{}展开后的各项",
    ("reverse", 1): "{}倒序后的各项",
    ("today", 0): "当日",
    ("now", 0): "当前时刻",
    ("years and months duration", 2): "{}至{}的年月数",
    ("day of week", 1): "{}的星期",
    ("month of year", 1): "{}的月份",
}
"""Functions that give a value, by name and number of arguments."""

EXTREMES: Final = {
    "max": ("最大", "最晚"),
    "min": ("最小", "最早"),
}
"""Functions that pick from a list: of amounts, and of dates."""

TYPES: Final = {
    "number": "数值",
    "string": "文字",
    "boolean": "是否值",
    "date": "日期",
    "time": "时刻",
    "date and time": "日期时刻",
}
"""Types that a value can be said to be."""


def is_table(name: str) -> bool:
    """Whether a called name is a decision table of a rule book rather than a function of the language."""
    return name not in BUILTINS
