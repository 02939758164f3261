"""``checker intake example, schema, check-mapping, demo-platform``: writing a mapping, and a platform to try it on."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand
from checker.cli.option_values import path, whole_number
from checker.errors import ApplicationError, Problem, UsageError
from checker.render.lines import visible

if TYPE_CHECKING:
    from checker.intake.mapping import PlatformMapping
    from checker.intake.translation import Translated

_TOKEN_VARIABLE = "PLATFORM_TOKEN"


@click.command(
    "example",
    cls=ChineseCommand,
    short_help="打印一份对照文件的样例",
    help="打印一份对照文件的样例,配合演示平台使用,照它改写。\n\n例:\n  checker intake example > 对照.yaml",
)
def show_example() -> None:
    """Print the example mapping."""
    from checker.intake.demo.records import EXAMPLE  # noqa: PLC0415 - takes its time

    console.publish(EXAMPLE.read_text(encoding="utf-8"))


@click.command(
    "schema",
    cls=ChineseCommand,
    short_help="对照文件的 JSON Schema;核对意见里有哪些字段",
    help="打印对照文件的 JSON Schema,给编辑器补全用;--letter 列出写回平台时可用的字段(from、each 后面写的)。",
)
@click.option("--letter", is_flag=True, help="列出核对意见里的字段和含义")
def show_schema(*, letter: bool) -> None:
    """Print the JSON Schema of mappings, or the fields of a letter."""
    from checker.intake.letter import FIELDS  # noqa: PLC0415 - takes its time
    from checker.intake.mapping_file import mapping_schema  # noqa: PLC0415 - as above

    shape = FIELDS if letter else mapping_schema()
    console.publish(json.dumps(shape, ensure_ascii=False, indent=2) + "\n", machine=True)


@click.command(
    "check-mapping",
    cls=ChineseCommand,
    short_help="检查对照文件;用平台的样例试读,逐项列出读成什么",
    help=(
        "检查对照文件:字段、单位、代码、路径写得对不对,每处错误的行和改法。\n"
        "\n"
        "给一份平台的申报(JSON)就试读一遍:每个事实读成什么、来自哪里,哪些读不了,平台的哪些字段没有用到。\n"
        "什么也不送出,也不碰台账。读不成申报的,退出码 3。"
    ),
)
@click.argument("file", metavar="对照文件")
@click.argument("sample", metavar="[样例.json]", required=False)
def check_mapping(file: str, sample: str | None) -> int:
    """Check a mapping file, and try it on a sample."""
    from checker.intake.mapping_file import read_mapping  # noqa: PLC0415 - takes its time
    from checker.intake.translation import UnidentifiedError, translate, unused  # noqa: PLC0415 - as above

    mapping = read_mapping(Path(file))
    console.narrate(f"✓ 对照文件无误:{len(mapping.fields)} 个字段,{len(mapping.code_lists)} 个代码表")
    if sample is None:
        return 0
    from checker.source import read_json, read_text  # noqa: PLC0415 - takes its time

    text = read_text(Path(sample), sample, error=ApplicationError, expected="UTF-8 编码的 JSON 文本")
    record = read_json(text, sample, error=ApplicationError).plain
    try:
        translated = translate(record, mapping)
    except UnidentifiedError as fault:
        raise ApplicationError(Problem(str(fault), sample, remedy="请核对对照文件的 application.id")) from None
    console.publish(_shown(translated, mapping))
    for place in unused(record, translated):
        if not _is_identity(place, mapping):
            console.narrate(f"没有用到:{visible(place)}")
    if translated.application is None:
        console.complain(replace(misread.problem, file=misread.pointer) for misread in translated.problems)
        return ApplicationError.exit_code
    console.narrate("✓ 样例能读成一份申报")
    return 0


def _shown(translated: Translated, mapping: PlatformMapping) -> str:
    """Every fact with where it came from, as it was understood."""
    received = translated.received_on.isoformat() if translated.received_on else "(没有写,按第一次见到的日期)"
    lines = [f"编号 {visible(translated.id)}  版本 {visible(translated.version)}  收到 {received}"]
    for label, value in translated.facts.items():
        place = translated.pointers.get(label, "")
        lines.append(f"{visible(label)}: {visible(_written(value))}" + (f"    ← {visible(place)}" if place else ""))
    absent = [name for name in mapping.fields if name not in translated.facts]
    if absent:
        lines.append(f"样例里没有:{'、'.join(map(visible, absent))}")
    return "\n".join(lines) + "\n"


def _written(value: object) -> str:
    """A value as an application file writes it, on one line."""
    match value:
        case bool():
            return "是" if value else "否"
        case dict():
            return "{" + ", ".join(f"{name}: {_written(inner)}" for name, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_written, value)) + "]"
    return str(value)


def _is_identity(place: str, mapping: PlatformMapping) -> bool:
    from checker.intake.pointer import parse_pointer  # noqa: PLC0415 - takes its time

    received = mapping.application.received
    named = (mapping.application.id, mapping.application.version, received.source if received else None)
    return any(pointer and parse_pointer(pointer).under("") == place for pointer in named)


@click.command(
    "demo-platform",
    cls=ChineseCommand,
    short_help="在本机运行一个演示用的审批平台",
    help=(
        "在本机运行一个演示用的审批平台,装着随程序提供的案例和一份填错的申报;数据存在文件里,停了再开还在。\n"
        "\n"
        "凭据取环境变量 PLATFORM_TOKEN,没有就现做一个打印出来。浏览器打开它的地址可以看到各申报的情况。\n"
        "\n"
        "例:\n"
        "  export PLATFORM_TOKEN=trial\n"
        "  checker intake demo-platform &\n"
        "  checker intake example > 对照.yaml && checker intake run 对照.yaml --ledger 台账.db\n"
        "申请人撤回一份(之后再 intake run):\n"
        "  curl -X POST -H 'Authorization: Bearer trial' http://127.0.0.1:8799/api/v1/applications/SP-2026-0001/withdrawal"
    ),
)
@click.option("--port", callback=whole_number(0, 65_535), default="8799", metavar="端口", help="端口(默认 8799)")
@click.option(
    "--data",
    callback=path,
    default="demo-platform.db",
    metavar="文件",
    help="数据放在哪个文件(默认 demo-platform.db)",
)
@click.option("--cases", callback=path, metavar="文件夹", help="装哪些案例;默认随程序提供的")
@click.option(
    "--unreliable",
    callback=whole_number(0, 90),
    default="0",
    metavar="百分比",
    help="故意让百分之几的请求出错:答 500、503,或收下了不作声就断开(默认 0)",
)
def run_demo_platform(*, port: int, data: Path, cases: Path | None, unreliable: int) -> int:
    """Serve the demonstration platform until interrupted."""
    from checker.intake.demo.records import cases_directory, records_of_cases, unreadable_record  # noqa: PLC0415
    from checker.intake.demo.server import DemoServer  # noqa: PLC0415 - takes its time
    from checker.intake.demo.store import PlatformStore  # noqa: PLC0415 - as above

    token = os.environ.get(_TOKEN_VARIABLE, "").strip()
    if not token:
        token = secrets.token_urlsafe(12)
        console.narrate(f"凭据:export {_TOKEN_VARIABLE}={token}")
    elif not token.isascii():
        raise UsageError(Problem(f"环境变量 {_TOKEN_VARIABLE} 只能用英文字母、数字和符号", remedy="请另取一个"))
    store = PlatformStore(data)
    for number, (_, record) in enumerate(records_of_cases(cases or cases_directory()), 1):
        store.add(f"SP-2026-{number:04d}", record)
    store.add("SP-2026-0900", unreadable_record())
    try:
        server = DemoServer("127.0.0.1", port, store, token, unreliable=unreliable / 100)
    except OSError as fault:
        raise UsageError(Problem(f"端口 {port} 不能用({fault.strerror})", remedy="请用 --port 换一个")) from None
    console.narrate(f"演示平台已开:{server.address};Ctrl-C 停")
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        console.narrate("演示平台已停")
    finally:
        server.server_close()
    return 0
