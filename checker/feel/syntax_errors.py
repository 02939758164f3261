"""What to tell an author whose expression does not parse: where, what is wrong, what to write instead."""

from __future__ import annotations

import re
from typing import Final

from checker.errors import FeelSyntaxError, Problem
from checker.feel.near_unit import near_unit
from checker.feel.tree import KEYWORDS

# Written on the left, meant on the right; longest first where one begins another.
_OTHER_SPELLINGS: Final = (
    ("==", "相等写一个等号 ="),
    ("=>", "大于等于写 >="),
    ("=<", "小于等于写 <="),
    ("<>", "不等于写 !="),
    ("&&", "“并且”写 and"),
    ("||", "“或者”写 or"),
    ("&", "“并且”写 and"),
    ("|", "“或者”写 or"),
    ("!", "“不”写 not(…),不等于写 !="),
    ("'", '字符串用双引号,如 "拟建"'),
    ("‘", '字符串用半角双引号,如 "拟建"'),
    ("’", '字符串用半角双引号,如 "拟建"'),
    ("“", '字符串用半角双引号,如 "拟建"'),
    ("”", '字符串用半角双引号,如 "拟建"'),
    ("「", '字符串用半角双引号,如 "拟建"'),
    ("《", "字符串用半角双引号;大于、小于写 > <"),
    ("》", "字符串用半角双引号;大于、小于写 > <"),
    ("〈", "小于写半角 <"),
    ("〉", "大于写半角 >"),
    ("≥", "大于等于写 >="),
    ("≧", "大于等于写 >="),
    ("⩾", "大于等于写 >="),
    ("≤", "小于等于写 <="),
    ("≦", "小于等于写 <="),
    ("⩽", "小于等于写 <="),
    ("≠", "不等于写 !="),
    ("＞＝", "大于等于写半角 >="),
    ("＜＝", "小于等于写半角 <="),
    ("＞", "大于写半角 >"),
    ("＜", "小于写半角 <"),
    ("＝", "等于写半角 ="),
    ("！", "“不”写 not(…),不等于写 !="),
    ("＋", "加号写半角 +"),
    ("－", "减号写半角 -"),
    ("—", "减号写半角 -"),
    ("–", "减号写半角 -"),
    ("−", "减号写半角 -"),
    ("×", "乘号写 *"),
    ("＊", "乘号写半角 *"),
    ("÷", "除号写 /"),
    ("／", "除号写半角 /"),
    ("％", "百分号写半角 %,如 40 %"),
    ("（", "括号写半角 ( )"),
    ("）", "括号写半角 ( )"),
    ("【", "方括号写半角 [ ]"),
    ("】", "方括号写半角 [ ]"),
    ("［", "方括号写半角 [ ]"),
    ("］", "方括号写半角 [ ]"),
    ("｛", "花括号写半角 { }"),
    ("｝", "花括号写半角 { }"),
    ("，", "逗号写半角 ,"),
    ("、", "分隔用半角逗号 ,"),
    ("；", "分隔用半角逗号 ,"),
    (";", "分隔用逗号 ,"),
    ("：", "冒号写半角 :"),
    ("。", "表达式末尾不写句号;取成员写半角 ."),
    ("．", "取成员写半角 ."),
    ("…", "区间写 [1..5]"),
    ("？", "被测值写半角 ?"),
    ("＠", '日期写半角 @"2024-01-01"'),
    ("^", "乘方写 **"),
    ("%", "百分数写在数字之后,如 40 %;取余写 modulo(a, b)"),
    ("\\", "除号写 /"),
    ("`", "名称直接写,不加引号"),
    ("$", "名称直接写,不加 $"),
    ("#", "注释写 // …"),
    ("~", "区间写 [1..5]"),
    ("～", "区间写 [1..5]"),
    (":=", "相等写 ="),
)
_OTHER_WORDS: Final = {
    "and": "and",
    "or": "or",
    "且": "and",
    "并且": "and",
    "而且": "and",
    "和": "and",
    "或": "or",
    "或者": "or",
    "非": "not(…)",
    "is": "=",
    "等于": "=",
    "不等于": "!=",
    "大于": ">",
    "小于": "<",
    "大于等于": ">=",
    "小于等于": "<=",
    "不大于": "<=",
    "不小于": ">=",
    "不超过": "<=",
    "不低于": ">=",
    "高于": ">",
    "低于": "<",
    "elif": "else if",
    "elseif": "else if",
    "mod": "modulo(a, b)",
    "div": "/",
}
_EXPECTED_BY_OPENING: Final = (
    ("if", "then", "if 条件 then 值 else 值"),
    ("then", "else", "if 条件 then 值 else 值"),
    ("for", "return", "for 变量 in 列表 return 值"),
    ("some", "satisfies", "some 变量 in 列表 satisfies 条件"),
    ("every", "satisfies", "every 变量 in 列表 satisfies 条件"),
)
_WORD: Final = re.compile(r"[^\W\d][\w·]*")
_FIGURE_BEFORE: Final = re.compile(r"[0-9.]+\s*$")
_SHOWN: Final = 20


def syntax_error(text: str, position: int, message: str, remedy: str) -> FeelSyntaxError:
    """The error for ``message`` at offset ``position``; the line is given only when the expression has several."""
    before = text[:position]
    line = before.count("\n") + 1 if "\n" in text else None
    column = position - (before.rfind("\n") + 1) + 1
    where = f"第 {line} 行第 {column} 列" if line else f"第 {column} 列"
    return FeelSyntaxError(Problem(f"表达式语法错误({where}):{message}", line=line, column=column, remedy=remedy))


def mistake(text: str, position: int, expected: frozenset[str]) -> FeelSyntaxError:
    """The error for input that cannot go on at ``position``, where only the terminals ``expected`` could."""
    position = min(max(position, 0), len(text))
    for start in (position, position - 1):
        if start < 0:
            continue
        for written, remedy in _OTHER_SPELLINGS:
            if text.startswith(written, start) and (start == position or len(written) > 1):
                return syntax_error(text, start, f"不能写“{written}”", remedy)
    rest = text[position:].lstrip()
    position = len(text) - len(rest)
    if not rest:
        return _at_end(text, expected)
    if rest[0] in '"@' and not re.match(r'@?\s*"(?:[^"\\\n\r]|\\.)*"', rest):
        return syntax_error(text, position, "字符串没有结束", '补上右边的双引号 "')
    if "０" <= rest[0] <= "９":
        return syntax_error(text, position, f"不能写全角数字“{rest[0]}”", "数字写半角")
    word = _WORD.match(rest)
    if word is not None:
        return _at_word(text, position, word[0])
    return _at_character(text, position, rest[0], expected)


def _at_end(text: str, expected: frozenset[str]) -> FeelSyntaxError:
    if not text.strip():
        return syntax_error(text, 0, "表达式为空", "写一个表达式,如 年原煤消费量 > 0 t")
    for closing, character in (("RPAR", ")"), ("RSQB", "]"), ("RBRACE", "}")):
        if closing in expected and text.count(character) < text.count({")": "(", "]": "[", "}": "{"}[character]):
            return syntax_error(text, len(text), "括号没有闭合", f"补上 {character}")
    for opening, missing, shape in _EXPECTED_BY_OPENING:
        if f"_{missing.upper()}" in expected and re.search(rf"(?<!\w){opening}(?!\w)", text):
            return syntax_error(text, len(text), f"缺少 {missing}", f"写成 {shape}")
    return syntax_error(text, len(text), "表达式没有写完", "补上最后的运算数")


def _at_word(text: str, position: int, word: str) -> FeelSyntaxError:
    meant = _OTHER_WORDS.get(word.lower())
    if meant is not None and meant != word:
        return syntax_error(text, position, f"不能写“{word}”", f"写 {meant}")
    if word in KEYWORDS:
        return syntax_error(text, position, f"此处不应出现 {word}", "核对它前后是否缺少运算数或关键字")
    if _FIGURE_BEFORE.search(text[:position]):
        written = re.match(r"\S+", text[position:])
        assert written is not None
        near = near_unit(word)
        remedy = f"是否为“{near}”?" if near else "数字之后写单位或运算符"
        return syntax_error(text, position, f"“{written[0][:_SHOWN]}”不是单位", remedy)
    return syntax_error(text, position, f"此处不应出现“{word[:_SHOWN]}”", "在它之前写运算符,如 and、or、=、>")


def _at_character(text: str, position: int, character: str, expected: frozenset[str]) -> FeelSyntaxError:
    if character in ")]}":
        if text[:position].rstrip().endswith((",", "，")):
            return syntax_error(text, position, "逗号之后缺少内容", "补上内容,或删去逗号")
        if expected & {"RPAR", "RSQB", "RBRACE"}:
            return syntax_error(text, position, f"括号不配对,多出或错写了 {character}", "核对每个括号的左右")
        if text.count(character) > text.count({")": "(", "]": "[", "}": "{"}[character]):
            return syntax_error(text, position, f"多出一个 {character}", "删去它,或补上左边的括号")
        return syntax_error(text, position, f"{character} 之前缺少内容", "补上运算数")
    return syntax_error(text, position, f"此处不应出现“{character}”", "核对前后的运算符与运算数")
