"""``checker schema``: the JSON Schema of an application or of the JSON report."""

from __future__ import annotations

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand
from checker.cli.option_values import one_of


@click.command(
    "schema",
    cls=ChineseCommand,
    short_help="输出申报文件或 JSON 报告的 JSON Schema",
    help=(
        "输出 JSON Schema(draft 2020-12)。\n"
        "\n"
        "对象为 application(申报文件,默认)或 report(checker check --format json 的结果)。"
    ),
)
@click.argument("subject", callback=one_of(("application", "report")), default="application", metavar="[对象]")
@click.option("--english", is_flag=True, help="申报文件的字段用英文键;默认用中文名")
def schema(subject: str, *, english: bool) -> None:
    """Print the JSON Schema of ``subject``."""
    import json  # noqa: PLC0415 - as below

    if subject == "report":
        from checker.render import report_schema  # noqa: PLC0415 - the model takes its time to import

        shape = report_schema()
    else:
        from checker.model.vocabulary import VOCABULARY  # noqa: PLC0415 - as above

        shape = VOCABULARY.json_schema("key" if english else "label")
    console.publish(json.dumps(shape, ensure_ascii=False, indent=2) + "\n", machine=True)
