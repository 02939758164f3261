"""``checker rules``: the group of commands about rules; ``list`` and ``show``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand, ChineseGroup, ChineseOption
from checker.cli.option_values import day, one_of, packs_option
from checker.errors import Problem, UsageError
from checker.nearness import nearest

if TYPE_CHECKING:
    from checker.rulebook import Derivation, Rule, RuleBook

_EFFECTS = ("reject", "rectify", "consult", "advise")

as_of_option = click.option("--as-of", "as_of", callback=day, metavar="日期", help="只列这一天有效的,如 2025-09-01")
format_option = click.option(
    "--format",
    "layout",
    callback=one_of(("text", "json")),
    default="text",
    show_default=True,
    cls=ChineseOption,
    metavar="格式",
    help="text 供阅读,json 供系统读取",
)


@click.group(
    "rules",
    cls=ChineseGroup,
    short_help="查看、编写、检查、试验规则",
    help=(
        "规则的查看、编写、检查与试验。\n"
        "\n"
        "查看用 list、show、docs;从条文起草用 new;写法用 lint 检查,场景用 test 运行;\n"
        "条文、规则、场景是否对得上用 coverage,场景够不够用 mutate;改动的影响用 diff;\n"
        "打包、签名、核对分发的规则用 bundle、sign、verify、keygen。"
    ),
)
def rules() -> None:
    """Holds every command about rules."""


@rules.command(
    "list",
    cls=ChineseCommand,
    short_help="列出规则与推算",
    help="列出规则与推算:处置、编号、名称。按规则包的次序排列,推算排在最后。",
)
@click.option("--pack", metavar="规则包", help="只列这个规则包的")
@as_of_option
@click.option(
    "--effect",
    callback=one_of(_EFFECTS),
    metavar="处置",
    help="只列这种处置的:reject 否决,rectify 整改,consult 会商,advise 提示",
)
@format_option
@packs_option
def list_rules(
    *, pack: str | None, as_of: date | None, effect: str | None, layout: str, packs: tuple[Path, ...]
) -> None:
    """List the rules that the options leave."""
    book = load(packs)
    if pack is not None:
        require_pack(book, pack)
    chosen = [rule for rule in rules_of(book) if _is_wanted(rule, pack, as_of, effect)]
    if layout == "json":
        publish_json([_shape(rule) for rule in chosen])
        return
    from checker.render.rule_card import render_rule_list  # noqa: PLC0415 - needs the rule book

    console.publish(render_rule_list(chosen))
    derivations = sum(not hasattr(rule, "effect") for rule in chosen)
    console.narrate(f"共 {len(chosen) - derivations} 条规则、{derivations} 条推算;查看一条:checker rules show 编号")


@rules.command(
    "show",
    cls=ChineseCommand,
    short_help="查看一条规则:条文、依据、条件、改法、位置",
    help="查看一条规则或推算:条文、上位依据、有效期、条件的读法与 FEEL 原文、处置、改法、所在文件。",
)
@click.argument("rule_id", metavar="编号")
@format_option
@packs_option
def show_rule(rule_id: str, *, layout: str, packs: tuple[Path, ...]) -> None:
    """Show the rule with this id, in each of its periods."""
    book = load(packs)
    known = list(rules_of(book))
    found = [rule for rule in known if rule.id == rule_id]
    if not found:
        near = nearest(rule_id, [rule.id for rule in known])
        remedy = f"是否为 {near}?" if near else "运行 checker rules list 查看全部编号"
        raise UsageError(Problem(f"没有规则 {rule_id}", remedy=remedy))
    if layout == "json":
        publish_json([_shape(rule) for rule in found] if len(found) > 1 else _shape(found[0]))
        return
    from checker.render.rule_card import render_rule  # noqa: PLC0415 - needs the rule book

    cards = [render_rule(rule, derived=book.derived_names, width=console.page_width()) for rule in found]
    console.publish("\n".join(cards))


def load(packs: Sequence[Path]) -> RuleBook:
    """The rule book of these folders, bundles or zip files, or the shipped one with the office's own packs."""
    from checker.bundle.place import load_rulebook  # noqa: PLC0415 - takes its time

    return load_rulebook(*packs)


def rules_of(book: RuleBook) -> Iterator[Rule | Derivation]:
    """Every rule, then every derivation, of all periods."""
    yield from book.rules
    yield from book.derivations


def require_pack(book: RuleBook, wanted: str) -> None:
    """Raise UsageError where the rule book has no pack of this id."""
    known = [pack.id for pack in book.packs]
    if wanted not in known:
        near = nearest(wanted, known)
        remedy = f"是否为 {near}?" if near else f"可选:{'、'.join(known)}"
        raise UsageError(Problem(f"没有规则包 {wanted}", remedy=remedy))


def publish_json(shape: object) -> None:
    """Print ``shape`` as JSON."""
    console.publish(json_text(shape), machine=True)


def json_text(shape: object) -> str:
    """``shape`` as JSON, ending with a line end."""
    import simplejson  # noqa: PLC0415 - only this format needs it

    return str(simplejson.dumps(shape, ensure_ascii=False, indent=2, use_decimal=True)) + "\n"


def _is_wanted(rule: Rule | Derivation, pack: str | None, as_of: date | None, effect: str | None) -> bool:
    return (
        pack in (None, rule.pack.id)
        and (as_of is None or as_of in rule.in_force)
        and effect in (None, getattr(rule, "effect", "derivation"))
    )


def _shape(rule: Rule | Derivation) -> dict[str, object]:
    from checker.render.rule_shape import rule_shape  # noqa: PLC0415 - needs the rule book

    return rule_shape(rule)
