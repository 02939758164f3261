"""``checker rules editor``: the schemas and settings that make an editor know rule packs."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand
from checker.cli.option_values import packs_option, path
from checker.errors import Problem, UsageError
from checker.result_file import write_result

if TYPE_CHECKING:
    from checker.workbench.schemas.wiring import Wiring

_SETTINGS = Path(".vscode/settings.json")
_EXTENSIONS = Path(".vscode/extensions.json")


@click.command(
    "editor",
    cls=ChineseCommand,
    short_help="给编辑器配置 schema 与语言服务器",
    help=(
        "给编辑器配置规则包与案例的 JSON Schema,以及本程序的语言服务器。\n"
        "\n"
        "文件夹为规则包、规则包目录或它们上面的文件夹,默认为当前文件夹。写入的文件:\n"
        "  .vscode/checker/*.json   各种文件的 schema;规则包增减事实、条款后可重新生成\n"
        "  .vscode/settings.json    VS Code 的设置;已有的不动,内容改为输出,供自行并入\n"
        "  .vscode/extensions.json  推荐的扩展;已有的不动\n"
        "\n"
        "其他编辑器可用 --modeline 得到写在文件首行的注释,语言服务器的启动命令为 checker rules lsp。"
    ),
)
@click.argument("folder", callback=path, default=".", metavar="[文件夹]")
@click.option("--print", "only_print", is_flag=True, help="只输出 settings.json 的内容,不写文件")
@click.option("--force", is_flag=True, help="并入已有的 settings.json,原文件另存为 settings.json.bak")
@click.option("--modeline", callback=path, metavar="文件", help="输出这个文件首行应写的注释,不写文件")
@packs_option
def editor(folder: Path, *, only_print: bool, force: bool, modeline: Path | None, packs: tuple[Path, ...]) -> None:
    """Write, or print, what an editor has to be told about ``folder``."""
    from checker.workbench.schemas import names_of, read_outline  # noqa: PLC0415 - takes its time
    from checker.workbench.schemas.surrounding import packs_in, shipped_under  # noqa: PLC0415 - as above
    from checker.workbench.schemas.wiring import modeline_of, wiring_of  # noqa: PLC0415 - as above

    if not folder.is_dir():
        what = "不是文件夹" if folder.exists() else "文件夹不存在"
        raise UsageError(Problem(what, str(folder), remedy="请给出规则包所在的文件夹"))
    if modeline is not None:
        console.publish(modeline_of(modeline, folder) + "\n")
        return
    own = packs or packs_in(folder)
    known = names_of(read_outline(*shipped_under(own), *own))
    wiring = wiring_of(folder, known, (sys.executable, "-m", "checker", "rules", "lsp"))
    if only_print:
        console.publish(_text(wiring.settings), machine=True)
        return
    _write_schemas(folder, wiring, force=force)
    _write_extensions(folder)
    _write_settings(folder, wiring.settings, force=force)
    console.narrate("VS Code:装好推荐的两个扩展后重新打开此文件夹;其他编辑器:语言服务器的启动命令为 checker rules lsp")


def _write_schemas(folder: Path, wiring: Wiring, *, force: bool) -> None:
    from checker.workbench.schemas.wiring import MARK, SCHEMA_FOLDER  # noqa: PLC0415 - as above

    home = folder / SCHEMA_FOLDER
    foreign = [file for name in wiring.schemas if (file := home / f"{name}.json").exists() and MARK not in _read(file)]
    if foreign and not force:
        listed = "、".join(file.name for file in foreign)
        raise UsageError(Problem(f"已有不是本程序生成的文件:{listed}", str(home), remedy="请移走,或加 --force 覆盖"))
    _make(home)
    for name, schema in wiring.schemas.items():
        write_result(home / f"{name}.json", _text(schema))
    console.narrate(f"已写入 {home.as_posix()}/:{'、'.join(f'{name}.json' for name in wiring.schemas)}")


def _write_extensions(folder: Path) -> None:
    from checker.workbench.schemas.wiring import RECOMMENDED  # noqa: PLC0415 - as above

    file = folder / _EXTENSIONS
    if file.exists():
        console.narrate(f"已有 {file.as_posix()},没有改动;推荐的扩展:{'、'.join(RECOMMENDED)}")
        return
    write_result(file, _text({"recommendations": list(RECOMMENDED)}))
    console.narrate(f"已写入 {file.as_posix()}")


def _write_settings(folder: Path, settings: Mapping[str, Any], *, force: bool) -> None:
    file = folder / _SETTINGS
    if not file.exists():
        write_result(file, _text(settings))
        console.narrate(f"已写入 {file.as_posix()}")
        return
    written = _read(file)
    known = _parsed(written)
    if known is not None and _merged(known, settings) == known:
        console.narrate(f"{file.as_posix()} 已有这些设置,没有改动")
    elif not force:
        console.publish(_text(settings), machine=True)
        console.narrate(f"已有 {file.as_posix()},没有改动:请把以上内容并入,或加 --force 由程序并入")
    elif known is None:
        remedy = "文件里有注释的,请用 checker rules editor --print 得到内容后自行并入"
        raise UsageError(Problem("不是纯 JSON,无法并入", file.as_posix(), remedy=remedy))
    else:
        backup = file.with_name(f"{file.name}.bak")
        write_result(backup, written)
        write_result(file, _text(_merged(known, settings)))
        console.narrate(f"已并入 {file.as_posix()},其余设置不变;原文件另存为 {backup.name}")


def _parsed(written: str) -> Mapping[str, Any] | None:
    """The settings there are; None where they are not plain JSON."""
    try:
        known = json.loads(written or "{}")
    except ValueError:
        return None
    return known if isinstance(known, dict) else None


def _merged(known: Mapping[str, Any], settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """The settings there are, with ours in them."""
    schemas = known.get("yaml.schemas")
    kept = schemas if isinstance(schemas, dict) else {}
    return {**known, **settings, "yaml.schemas": {**kept, **settings["yaml.schemas"]}}


def _text(shape: Mapping[str, Any]) -> str:
    return json.dumps(shape, ensure_ascii=False, indent=2) + "\n"


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise UsageError(Problem("文件读不出来,没有改动", file.as_posix(), remedy="请检查权限与编码(UTF-8)")) from None


def _make(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise UsageError(
            Problem(f"文件夹无法建立({fault.strerror})", home.as_posix(), remedy="请检查目录权限")
        ) from None
