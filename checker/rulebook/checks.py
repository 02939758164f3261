"""Checks a rule must pass before it may judge: its effect and marks, its period, its placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from checker.model.outcome import Effect
from checker.nearness import nearest
from checker.rulebook.clause import Clause, unique_clauses
from checker.rulebook.entry import Entry
from checker.rulebook.expression import report_span
from checker.rulebook.period import Period
from checker.source import Node, ScalarNode

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
GAP: Final = "gap"


def check_drives(entry: Entry, node: Node, clause: Clause, role: str) -> None:
    """A clause that is not verified (mark M, NF, INF) may be neither clause nor basis of a rule."""
    if not clause.mark.drives_rules:
        entry.report(
            node,
            f"{role}“{clause.reference}”的核实标记为 {clause.mark}(待录入),不得作为规则依据",
            "请引用已核实的条款;核到原文后先更新该条款的 mark",
            code="unverified-clause",
        )


def check_effect(
    entry: Entry,
    node: Node,
    effect: Effect,
    *,
    period: Period,
    clause: Clause,
    basis: Sequence[Clause],
    sources: Sequence[Clause],
) -> None:
    """An effect must be carried by the clause itself, by a basis, or by the source of the values it compares with.

    The modal words of the clause bound the effect whatever basis stands beside it. A consultation needs a clause or any
    basis; advice needs nothing. Whatever carries the effect must be in force on every day of ``period``.
    """
    if effect is Effect.ADVISE:
        return
    stated = f"{effect.label}({effect})"
    bound = clause.bound
    if bound is not None and effect.gravity > bound.gravity:
        entry.report(
            node,
            f"条款“{clause.reference}”语气为“{clause.strength}”,至多{bound.label}({bound}),不能{stated}",
            f"请改为 effect: {bound};有上位规定的,请直接以该规定的条款为 clause",
            code="effect-too-strong",
        )
        return
    if effect is Effect.CONSULT:
        carriers = [c for c in (clause, *sources) if _carries(c, effect)] + list(basis)
    else:
        carriers = [c for c in (clause, *basis, *sources) if _carries(c, effect)]
    carriers = list(unique_clauses(carriers))
    if not carriers:
        ceiling = f"{clause.ceiling.label}({clause.ceiling})" if clause.ceiling else "不产生结论(none)"
        have = f",所引依据也都不足以{stated}" if basis else ""
        entry.report(
            node,
            f"条款“{clause.reference}”至多{ceiling},不能{stated}{have}",
            f"请降低 effect,或在 basis 引用允许{effect.label}的上位条款(其 ceiling 为 {effect} 或更重)",
            code="effect-too-strong",
        )
        return
    gap = period.first_gap(carrier.document.in_force for carrier in carriers)
    if gap is not None:
        names = "、".join(f"“{carrier.reference}”({carrier.document.in_force})" for carrier in carriers)
        entry.report(
            node,
            f"{gap} 起没有生效的条款可以支持{stated}:{names}",
            "请缩短规则的 in_force,或补充那一时期有效的 basis",
            code="effect-not-in-force",
        )


def _carries(clause: Clause, effect: Effect) -> bool:
    return clause.mark.drives_rules and clause.ceiling is not None and clause.ceiling.gravity >= effect.gravity


def check_within_document(entry: Entry, node: Node, period: Period, clause: Clause) -> None:
    """What rests on a clause may not outlive, or come before, the document the clause is in."""
    gap = period.first_gap([clause.document.in_force])
    if gap is not None:
        entry.report(
            node,
            f"有效期({period})超出所引文件“{clause.document.number}”的有效期({clause.document.in_force})",
            f"请使有效期落在“{clause.document.in_force}”之内,或改引那一时期有效的文件",
            code="outside-document",
        )


def check_placeholders(entry: Entry, key: str, names: Iterable[str], *, has_gap: bool) -> None:
    """Every ``{…}`` in a text must be a known name, or ``{gap}`` where the requirement has a numeric limit."""
    scalar = entry.get(key)
    if not isinstance(scalar, ScalarNode):
        return
    known = set(names)
    for found in _PLACEHOLDER.finditer(scalar.text):
        name = found[1].strip()
        if (name == GAP and has_gap) or name in known:
            continue
        if name == GAP:
            message, remedy = "require 里没有数值比较,用不了 {gap}", "请删去 {gap},改用文字说明"
        else:
            near = nearest(name, known, likeness=0.5)
            message = f"占位符 {{{name}}} 不是已知的事实或参数"
            remedy = f"是否为 {{{near}}}?" if near else "可用 {gap}、{事实名}、{参数名}"
        report_span(entry, scalar, found.span(), message, remedy, code="unknown-placeholder")
    if scalar.text.count("{") != scalar.text.count("}"):
        entry.report(scalar, f'"{key}"里的花括号不成对', "占位符请写成 {事实名}", code="broken-placeholder")
