"""``checker serve``: the HTTP service for approval systems."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand, ChineseOption
from checker.cli.ledger import ledger_address, ledger_option
from checker.cli.option_values import packs_option, path, whole_number
from checker.errors import Problem, UsageError

if TYPE_CHECKING:
    from checker.service.settings import Settings

_NEEDED: Final = ("fastapi", "uvicorn", "prometheus_client")
_KIBIBYTE: Final = 1024


@click.command(
    "serve",
    cls=ChineseCommand,
    short_help="启动 HTTP 服务,供审批系统使用",
    help=(
        "启动 HTTP 服务:核对、受理、会商、整改、决定、查看,供审批系统和别处的界面使用。\n"
        "\n"
        "要先有台账(checker ledger init)和令牌(checker token create);没有令牌,除了健康检查什么也看不到。\n"
        "只在本机的 127.0.0.1 上等待;要让别的机器用,写 --host,并用 --certificate、--key 加密。\n"
        "日志写到标准错误,一行一个 JSON;里面没有姓名、项目名称和请求的内容。\n"
        "停止:Ctrl+C 或 SIGTERM,正在办的请求办完再停;重新加载规则:SIGHUP。\n"
        "\n"
        "例:\n"
        "  checker ledger init 台账.db\n"
        "  export CHECKER_LEDGER=台账.db\n"
        "  checker token create 审批系统 --role system\n"
        "  checker serve"
    ),
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, cls=ChineseOption, metavar="地址", help="在哪个地址上等待"
)
@click.option(
    "--port",
    callback=whole_number(0, 65_535),
    default="8460",
    show_default=True,
    cls=ChineseOption,
    metavar="端口",
    help="在哪个端口上等待;0 为任选一个",
)
@click.option(
    "--workers",
    callback=whole_number(1, 64),
    default="1",
    show_default=True,
    cls=ChineseOption,
    metavar="个数",
    help="几个进程一起办;多于一个时,台账宜用 PostgreSQL,限速按每个进程计",
)
@click.option("--certificate", callback=path, metavar="文件", help="TLS 证书(PEM)")
@click.option("--key", callback=path, metavar="文件", help="TLS 证书的私钥(PEM)")
@click.option("--reload-rules", "watches", is_flag=True, help="规则包的文件一改就重新加载;有误的不用")
@click.option("--rules-url", "url", metavar="网址", help="规则从这个网址取:签了名的规则包文件,定时查看有没有新的")
@click.option("--rules-keys", "keys", callback=path, metavar="文件", help="信任哪些公钥:一个 .pub 文件,或一个文件夹")
@click.option("--rules-cache", "cache", callback=path, metavar="文件夹", help="存放最近一份可用的规则包文件")
@click.option("--audit-log", "audit_log", callback=path, metavar="文件", help="审计日志另写到这个文件;默认写到标准错误")
@click.option(
    "--rate",
    callback=whole_number(0, 100_000),
    default="50",
    show_default=True,
    cls=ChineseOption,
    metavar="次",
    help="每个令牌每秒至多几次请求(一时可到两倍);0 为不限",
)
@click.option(
    "--timeout",
    "seconds",
    callback=whole_number(1, 3_600),
    default="30",
    show_default=True,
    cls=ChineseOption,
    metavar="秒",
    help="一个请求至多办多久",
)
@click.option(
    "--max-body",
    "kibibytes",
    callback=whole_number(1, 10_240),
    default="2048",
    show_default=True,
    cls=ChineseOption,
    metavar="KB",
    help="请求体至多多大",
)
@click.option("--openapi", "describe", is_flag=True, help="不启动,只输出服务的说明(OpenAPI 3.1)")
@packs_option
@ledger_option
def serve(*, address: str | None, describe: bool, **options: Any) -> None:  # noqa: ANN401 - the options above
    """Serve until told to stop, or print what the service is like."""
    _need_the_extra()
    if describe:
        _publish_description()
        return
    from checker.service.server import Place, serve  # noqa: PLC0415 - the extra, and takes its time

    place = Place(options["host"], options["port"], _text(options["certificate"]), _text(options["key"]))
    if bool(place.certificate) != bool(place.key):
        raise UsageError(Problem("--certificate 和 --key 要一起写", remedy="请写证书和它的私钥两个文件"))
    serve(_settings(ledger_address(address), options), place, options["workers"], console.narrate)


def _settings(address: str, options: dict[str, Any]) -> Settings:
    from checker.service.settings import Settings  # noqa: PLC0415 - as above

    url, keys, cache = options["url"] or "", options["keys"], options["cache"]
    if url and (keys is None or cache is None or options["packs"] or options["watches"]):
        remedy = "用 --rules-url 时,请写 --rules-keys 和 --rules-cache,不写 --packs 和 --reload-rules"
        raise UsageError(Problem("规则从哪里来没有写全,或写了两处", remedy=remedy))
    if not url and (keys is not None or cache is not None):
        raise UsageError(Problem("没有写 --rules-url", remedy="--rules-keys 和 --rules-cache 只与它一起用"))
    return Settings(
        ledger=address,
        packs=tuple(map(str, options["packs"])),
        watches_rules=options["watches"],
        rules_url=url,
        rules_keys=_text(keys),
        rules_cache=_text(cache),
        largest_body=options["kibibytes"] * _KIBIBYTE,
        seconds=float(options["seconds"]),
        rate=float(options["rate"]),
        burst=2 * options["rate"],
        audit_log=_text(options["audit_log"]),
    )


def _publish_description() -> None:
    from checker.cli.rules import publish_json  # noqa: PLC0415 - as above
    from checker.service.app import create_app  # noqa: PLC0415 - as above
    from checker.service.settings import Settings  # noqa: PLC0415 - as above

    publish_json(create_app(Settings(ledger="")).openapi())


def _need_the_extra() -> None:
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        command = "pip install 'bazhong-carbon-checker[service]'"
        raise UsageError(Problem(f"没有安装服务所用的 {'、'.join(missing)}", remedy=f"请运行 {command}"))


def _text(found: Path | None) -> str:
    return str(found) if found is not None else ""
