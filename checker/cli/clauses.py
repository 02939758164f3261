"""``checker clauses``: list the clause register, show one clause."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand, ChineseGroup
from checker.cli.option_values import packs_option
from checker.cli.rules import as_of_option, format_option, load, publish_json, require_pack, rules_of
from checker.errors import Problem, UsageError
from checker.nearness import nearest

if TYPE_CHECKING:
    from checker.rulebook import Clause


@click.group("clauses", cls=ChineseGroup, short_help="列出条款,或查看一条条款", help="列出条款,或查看一条条款。")
def clauses() -> None:
    """Holds ``list`` and ``show``."""


@clauses.command(
    "list",
    cls=ChineseCommand,
    short_help="列出登记的条款",
    help="列出登记的条款:引用(文号#条款号)、条款路径、原文或摘要的开头。",
)
@click.option("--pack", metavar="规则包", help="只列这个规则包登记的")
@as_of_option
@format_option
@packs_option
def list_clauses(*, pack: str | None, as_of: date | None, layout: str, packs: tuple[Path, ...]) -> None:
    """List the clauses that the options leave."""
    book = load(packs)
    if pack is not None:
        require_pack(book, pack)
    chosen = [
        clause
        for clause in book.clauses.values()
        if pack in (None, clause.document.pack) and (as_of is None or as_of in clause.document.in_force)
    ]
    if layout == "json":
        publish_json([_shape(clause) for clause in chosen])
        return
    from checker.render.rule_card import render_clause_list  # noqa: PLC0415 - needs the rule book

    width = console.page_width() if console.is_terminal(sys.stdout) else None
    console.publish(render_clause_list(chosen, width=width))
    console.narrate(f"共 {len(chosen)} 条;查看一条:checker clauses show 文号#条款号")


@clauses.command(
    "show",
    cls=ChineseCommand,
    short_help="查看一条条款:原文、语气、部门、据此的规则",
    help=(
        "查看一条条款:原文或摘要、语气、至多可致的处置、核验标记、部门、据此的规则。\n"
        "\n"
        "引用写作 文号#条款号;条款号在全部文件中只有一个时可只写条款号,如 P020。"
    ),
)
@click.argument("reference", metavar="引用")
@format_option
@packs_option
def show_clause(reference: str, *, layout: str, packs: tuple[Path, ...]) -> None:
    """Show the clause that ``reference`` names."""
    book = load(packs)
    clause = _find(list(book.clauses.values()), reference.strip())
    if layout == "json":
        publish_json(_shape(clause))
        return
    from checker.render.rule_card import render_clause  # noqa: PLC0415 - needs the rule book

    used_by = [rule for rule in rules_of(book) if clause.reference in _references(rule)]
    console.publish(render_clause(clause, used_by, width=console.page_width()))


def _find(known: Sequence[Clause], reference: str) -> Clause:
    found = [clause for clause in known if reference in (clause.reference, clause.id)]
    exact = [clause for clause in found if clause.reference == reference]
    if len(exact or found) == 1:
        return (exact or found)[0]
    if found:
        listed = "、".join(clause.reference for clause in found[:8])
        raise UsageError(Problem(f"有 {len(found)} 个条款的条款号是 {reference}", remedy=f"请写全,如 {listed}"))
    near = nearest(reference, [name for clause in known for name in (clause.reference, clause.id)])
    remedy = f"是否为 {near}?" if near else "运行 checker clauses list 查看全部条款"
    raise UsageError(Problem(f"没有条款 {reference}", remedy=remedy))


def _references(rule: object) -> set[str]:
    clauses_of_rule = [
        getattr(rule, "clause", None),
        *getattr(rule, "basis", ()),
        *getattr(rule, "sources", ()),
        *(clause for escalation in getattr(rule, "escalations", ()) for clause in escalation.basis),
    ]
    return {clause.reference for clause in clauses_of_rule if clause is not None}


def _shape(clause: Clause) -> dict[str, object]:
    from checker.render.rule_shape import clause_shape  # noqa: PLC0415 - needs the rule book

    return clause_shape(clause)
