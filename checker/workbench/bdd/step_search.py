"""The search for a step: the one a line writes, or the nearest there is, ready to paste."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, Final

from checker.errors import Problem, ScenarioError
from checker.model import VOCABULARY
from checker.workbench.bdd.step import LIBRARY, TABLE, Rows, StepCall, StepDefinition, StepKind, straight

_QUOTED: Final = re.compile(r'"([^"]*)"')
_BLANK: Final = "\N{HORIZONTAL ELLIPSIS}"
"""What stands for a value where the words of two steps are compared."""

_VALUE: Final = re.compile(r'"[^"]*"|[\x21-\x7e][\x20-\x7e]*|序号')
_QUOTES: Final = str.maketrans(dict.fromkeys("\u201c\u201d\u300c\u300d\u300e\u300f\uff02", '"'))
_DAY: Final = re.compile(r'(?:(?:当前|今天|现在|审查)[^"\d]{0,6}|日期[^"\d]{0,3})"?(\d{4}-\d{2}-\d{2})"?')
_BALANCE: Final = re.compile(r'[^"\d]*"?(\d{4})"?年(?:度)?"?([^"]+?)"?的?(?:余量|上限|已用|预留).*')
_OPEN: Final = re.compile(r"(?:没有|未|不)填写?|空着|为空")
_ADDED: Final = re.compile(r'(?:还有|还含|另有|包括|包含|也含|含)"?([^"]+)"?')
_STATED: Final = re.compile(r'(?:设为|改为|应为|等于|填写?|为|是|取|=|:|\uff1a)+\s*"?([^"]+)"?')
_BETWEEN: Final = re.compile(r'"([^"]+)"[^"第年\d]{0,4}"([^"]*)"')
_LIKE_ENOUGH: Final = 0.5
_AS_GOOD: Final = 0.1
_OTHER_KIND: Final = 0.1


def find_step(kind: StepKind, text: str, table: Rows | None = None) -> StepCall:
    """The step of this kind that ``text`` writes; raises ScenarioError with the nearest one where there is none."""
    written = straight(text)
    for definition in LIBRARY:
        found = definition.pattern.fullmatch(written) if definition.kind is kind else None
        if found is None:
            continue
        if definition.takes_table != (table is not None):
            raise ScenarioError(_table_problem(definition, text))
        arguments: dict[str, Any] = found.groupdict()
        if table is not None:
            arguments[TABLE] = table
        return StepCall(definition.function, arguments)
    raise ScenarioError(_unknown(kind, text, written))


def _table_problem(definition: StepDefinition, text: str) -> Problem:
    if definition.takes_table:
        return Problem(f"步骤“{text}”下面缺少表格", remedy="请在下一行起写表格,每行形如 | 年份 | 数量 |")
    return Problem(f"步骤“{text}”不带表格", remedy="请删去下面的表格,或改用带表格的步骤")


def _unknown(kind: StepKind, text: str, written: str) -> Problem:
    for definition in LIBRARY:
        if definition.pattern.fullmatch(written):
            other = definition.kind.keyword
            remedy = f"它是“{other}”的步骤,请以“{other}”开头;“而且”接着上一步的关键词"
            return Problem(f"步骤“{text}”不能接在“{kind.keyword}”之后", remedy=remedy)
    if kind is StepKind.WHEN and text.startswith("前"):
        remedy = '“当前…”会读成“当”和“前…”;审查日请写 假如 审查日为"2026-11-22"'
        return Problem(f"没有“当”步骤“{text}”", remedy=remedy)
    near = nearest_steps(kind, text)
    remedy = f"是否为:{' 或 '.join(near)}" if near else "请对照场景可用的步骤:checker rules test --steps"
    return Problem(f"没有“{kind.keyword}”步骤“{text}”", remedy=remedy)


def nearest_steps(kind: StepKind, text: str) -> tuple[str, ...]:
    """The steps most like ``text``, one or two, their values filled in where they fit; empty where none is like it.

    A step of another kind is given with its keyword.
    """
    only = [definition.form for definition in LIBRARY if definition.kind is kind]
    if len(only) == 1:
        return tuple(only)
    written = _evened(kind, text)
    for meant in (written, *_meant(written)):
        if _matches(kind, meant):
            return (meant,)
    return _likest(kind, written)


def _likest(kind: StepKind, written: str) -> tuple[str, ...]:
    words = _words(written)
    has_values = _BLANK in words
    likenesses: dict[StepDefinition, tuple[float, str]] = {}
    for definition in LIBRARY:
        ratio, form = max(
            (SequenceMatcher(None, words, _words(form) if has_values else _bare(form), autojunk=False).ratio(), form)
            for form in _variants(definition.form)
        )
        likenesses[definition] = (ratio - (definition.kind is not kind) * _OTHER_KIND, form)
    ranked = sorted(likenesses, key=lambda definition: -likenesses[definition][0])[:2]
    least = max(_LIKE_ENOUGH, likenesses[ranked[0]][0] - _AS_GOOD)
    values = _QUOTED.findall(written)
    return tuple(
        ("" if definition.kind is kind else f"{definition.kind.keyword} ") + _filled(likenesses[definition][1], values)
        for definition in ranked
        if likenesses[definition][0] >= least
    )


def _evened(kind: StepKind, text: str) -> str:
    """``text`` with straight quotation marks, where its own are of several kinds, or of one that does not count."""
    even = text.translate(_QUOTES)
    written = straight(text)
    is_mixed = written.count('"') % 2 == 1 or text.count("\u201c") != text.count("\u201d") or '"' not in written
    return even if is_mixed or _matches(kind, even) else written


def _matches(kind: StepKind, written: str) -> bool:
    return any(definition.kind is kind and definition.pattern.fullmatch(written) for definition in LIBRARY)


def _meant(written: str) -> Iterator[str]:
    """What the writer may have meant to give: a review date, a balance, or a fact of the application."""
    plain = written.rstrip("。;\uff1b ")
    if day := _DAY.fullmatch(plain):
        yield f'审查日为"{day[1]}"'
    if balance := _BALANCE.fullmatch(plain):
        yield f'台账"{balance[1]}"年"{balance[2]}"上限"上限"、已用"已用"'
    label = _label_opening(plain)
    rest = plain.replace('"', "", 1).removeprefix(label).removeprefix('"').strip() if label else ""
    if rest and _OPEN.fullmatch(rest):
        yield f'未填写"{label}"'
    if added := _ADDED.fullmatch(rest):
        yield f'"{label}"另含"{added[1].strip()}"'
    if stated := _STATED.fullmatch(rest):
        yield f'"{label}"为"{stated[1].strip()}"'
    if between := _BETWEEN.fullmatch(plain):
        yield f'"{between[1]}"为"{between[2]}"'


def _label_opening(plain: str) -> str:
    """The field of an application, the longest there is, whose label the text begins with, quoted or not."""
    opening = plain.removeprefix('"')
    return max((label for label in VOCABULARY.names.by_label if opening.startswith(label)), key=len, default="")


def _words(text: str) -> str:
    """The words of a step, each value a blank: what is quoted, and numbers and Latin letters that should have been."""
    return _VALUE.sub(_BLANK, text)


def _bare(form: str) -> str:
    """The words of a step without its values, for comparison with a text that has none."""
    return _VALUE.sub("", form)


def _variants(form: str) -> tuple[str, ...]:
    """The form without its optional parts, and with all of them."""
    return re.sub(r"\[[^\]]*\]", "", form), re.sub(r"[\[\]]", "", form)


def _filled(form: str, values: Sequence[str]) -> str:
    if len(_QUOTED.findall(form)) != len(values):
        return form
    remaining = iter(values)
    return _QUOTED.sub(lambda _: f'"{next(remaining)}"', form)
