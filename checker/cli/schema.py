"""``checker schema``: the JSON Schema of an application, of the JSON report, or of what stands in a rule pack."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand
from checker.cli.option_values import one_of, packs_option
from checker.errors import Problem, UsageError

_SUBJECTS = (
    "application", "report",
    "rule", "derivation", "clauses", "parameters", "table", "facts", "quotas", "pack", "expected",
)  # fmt: skip


@click.command(
    "schema",
    cls=ChineseCommand,
    short_help="输出申报文件、JSON 报告或规则包各种文件的 JSON Schema",
    help=(
        "输出 JSON Schema:application、report 为 draft 2020-12,其余为 YAML 语言服务器通用的 draft-07。\n"
        "\n"
        "对象为:\n"
        "  application  申报文件(默认)\n"
        "  report       checker check --format json 的结果\n"
        "  rule         规则          derivation  推导\n"
        "  clauses      条款登记      parameters  参数\n"
        "  table        决策表        facts       推导事实\n"
        "  quotas       额度          pack        规则包的 pack.yaml\n"
        "  expected     案例的 expected.yaml\n"
        "\n"
        "规则包各种文件的 schema 带有规则库里的事实、参数、条款、部门、规则编号,供编辑器补全;"
        "给编辑器配置好全部 schema 用 checker rules editor。\n"
        "\n"
        "写规则时查字段叫什么、怎么填:checker schema --find 充电"
    ),
)
@click.argument("subject", callback=one_of(_SUBJECTS), default="application", metavar="[对象]")
@click.option("--find", "word", metavar="词", help="不输出 schema,列出名称、含义或取值里有这个词的申报字段")
@click.option("--english", is_flag=True, help="申报文件的字段用英文键;默认用中文名")
@packs_option
def schema(subject: str, *, word: str | None, english: bool, packs: tuple[Path, ...]) -> None:
    """Print the JSON Schema of ``subject``, or the facts that have a word in them."""
    import json  # noqa: PLC0415 - as below

    if word is not None:
        _list_facts(subject, word)
        return
    if subject == "report":
        from checker.render import report_schema  # noqa: PLC0415 - the model takes its time to import

        shape = report_schema()
    elif subject == "application":
        from checker.model.vocabulary import VOCABULARY  # noqa: PLC0415 - as above

        shape = VOCABULARY.json_schema("key" if english else "label")
    else:
        shape = _written_schema(subject, packs)
    console.publish(json.dumps(shape, ensure_ascii=False, indent=2) + "\n", machine=True)


def _list_facts(subject: str, word: str) -> None:
    """Print the facts of an application that have ``word`` in them."""
    from checker.model.vocabulary import VOCABULARY  # noqa: PLC0415 - the model takes its time to import
    from checker.render.vocabulary import facts_with, render_facts  # noqa: PLC0415 - as above

    if subject != "application" or not word:
        raise UsageError(Problem("--find 找申报字段,后面写一个词", remedy="请写 checker schema --find 充电"))
    found = list(facts_with(word, VOCABULARY.facts.values()))
    if not found:
        near = VOCABULARY.nearest(word)
        remedy = f"是否为 {near}?" if near else "请换一个词;全部字段见 checker schema"
        raise UsageError(Problem(f"没有申报字段提到“{word}”", remedy=remedy))
    console.publish(render_facts(found, width=console.page_width()))


def _written_schema(subject: str, packs: tuple[Path, ...]) -> Mapping[str, Any]:
    from checker.workbench.schemas import Subject, names_of, read_outline, schema_of  # noqa: PLC0415 - as above

    return schema_of(Subject(subject), names_of(read_outline(*packs)))
