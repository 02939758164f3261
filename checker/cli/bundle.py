"""``checker rules bundle``, ``sign``, ``verify`` and ``keygen``: a rule book as one signed file."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli import console
from checker.cli.help_page import ChineseCommand
from checker.cli.option_values import RefusedValueError, packs_option, path
from checker.cli.passphrase import known_passphrase, new_passphrase
from checker.cli.rules import format_option, load, publish_json
from checker.errors import BundleError, Problem, UsageError
from checker.render.lines import visible

if TYPE_CHECKING:
    from checker.bundle.bundle import Bundle
    from checker.bundle.keys import TrustedKeys

_UNUSABLE = 1
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)", re.ASCII)


def _moment(context: click.Context, parameter: click.Parameter, text: str | None) -> datetime | None:
    """A moment with its zone: ``2026-11-22T08:00:00Z``."""
    if text is None:
        return None
    if _MOMENT.fullmatch(text):
        with suppress(ValueError, OverflowError):
            return datetime.fromisoformat(text).astimezone(UTC)
    raise RefusedValueError(f"“{text}”不是时刻", "请写成 2026-11-22T08:00:00+08:00 的样子", context, parameter)


def _serial(context: click.Context, parameter: click.Parameter, text: str | None) -> int | None:
    """A whole number from 1 to the largest serial."""
    from checker.bundle.manifest import LARGEST_SERIAL  # noqa: PLC0415 - takes its time

    if text is None:
        return None
    if not re.fullmatch(r"\d{1,16}", text, re.ASCII) or not 1 <= int(text) <= LARGEST_SERIAL:
        raise RefusedValueError(f"“{text}”不行", f"请写 1 到 {LARGEST_SERIAL} 的整数", context, parameter)
    return int(text)


@click.command(
    "bundle",
    cls=ChineseCommand,
    short_help="把规则库打包成一个文件,供签名和分发",
    help=(
        "把规则库打包成一个文件(.checker-bundle):清单写明规则库的指纹、各规则包的版本、每个文件的 sha256。\n"
        "同样的规则、序号和时刻,打出的字节完全相同。\n"
        "\n"
        "序号须一次比一次大,使用的一方据此拒绝退回旧规则;默认取打包时刻,如 20261122080000。\n"
        "\n"
        "例:\n"
        "  checker rules bundle --output 规则.checker-bundle\n"
        "  checker rules bundle --packs rules --packs 本机关 --output 规则.checker-bundle"
    ),
)
@click.option("--output", "-o", required=True, callback=path, metavar="文件", help="写到哪个文件")
@click.option("--serial", callback=_serial, metavar="序号", help="序号;默认取打包时刻")
@click.option("--created", callback=_moment, metavar="时刻", help="打包时刻,带时区;默认现在")
@packs_option
@format_option
def make_bundle(
    *, output: Path, serial: int | None, created: datetime | None, packs: tuple[Path, ...], layout: str
) -> None:
    """Pack the rule book into a file, and read it back."""
    from checker.bundle.bundle import Bundle  # noqa: PLC0415 - needs the cryptography library

    _check_name(output)
    at = created or datetime.now(UTC)
    rulebook = load(packs)
    made = Bundle.of(rulebook, serial=serial or int(at.strftime("%Y%m%d%H%M%S")), created=at, shown=str(output))
    _write(made, output)
    _publish(made, layout)
    console.narrate(f"还没有签名;签名:checker rules sign {visible(str(output))} --key 私钥")


@click.command(
    "sign",
    cls=ChineseCommand,
    short_help="给规则包文件签名",
    help=(
        "用 Ed25519 私钥给规则包文件签名。签名写在文件里,保证清单,从而保证每个文件。\n"
        "私钥有口令的,取环境变量 CHECKER_KEY_PASSPHRASE,没有就在终端上问。\n"
        "\n"
        "例:\n"
        "  checker rules keygen 规则签名\n"
        "  checker rules sign 规则.checker-bundle --key 规则签名.key"
    ),
)
@click.argument("file", metavar="文件", callback=path)
@click.option(
    "--key", "key_file", required=True, callback=path, metavar="私钥", help="checker rules keygen 生成的 .key 文件"
)
@click.option("--output", "-o", callback=path, metavar="文件", help="写到另一个文件;默认写回原文件")
@format_option
def sign_bundle(file: Path, *, key_file: Path, output: Path | None, layout: str) -> None:
    """Sign a bundle."""
    from checker.bundle.bundle import Bundle  # noqa: PLC0415 - needs the cryptography library
    from checker.bundle.keys import SigningKey  # noqa: PLC0415 - as above

    target = output or file
    _check_name(target)
    key = SigningKey.read(key_file, partial(known_passphrase, key_file))
    found = Bundle.open(file)
    if found.key_id not in ("", key.id):
        console.narrate(f"原有密钥 {found.key_id} 的签名,换成 {key.id} 的")
    signed = found.signed(key)
    _write(signed, target)
    _publish(signed, layout)


@click.command(
    "verify",
    cls=ChineseCommand,
    short_help="核对规则包文件:签名、每个文件、新旧",
    help=(
        "核对规则包文件:由信任的密钥签名,每个文件都是签名时的那一份,本程序用得了;不可用的指出哪里不对。\n"
        "\n"
        "信任的公钥写 --keys,或设环境变量 CHECKER_RULE_KEYS:一个 .pub 文件,或放着它们的文件夹。\n"
        "\n"
        "退出码:0 可用;1 不可用:没有签名、密钥不认识、改动过、比正在使用的旧等;2 用法有误;4 规则包本程序用不了。\n"
        "\n"
        "例:\n"
        "  checker rules verify 规则.checker-bundle --keys 规则签名.pub\n"
        "  checker rules verify 新规则.checker-bundle --keys 公钥/ --in-use 规则.checker-bundle"
    ),
)
@click.argument("file", metavar="文件", callback=path)
@click.option("--keys", callback=path, metavar="公钥", help="信任的公钥:.pub 文件,或放着它们的文件夹")
@click.option("--in-use", callback=path, metavar="文件", help="正在使用的规则包文件;不许比它旧")
@format_option
def verify_bundle(file: Path, *, keys: Path | None, in_use: Path | None, layout: str) -> int:
    """Verify a bundle; exit code 1 where it cannot be used."""
    from checker.bundle.bundle import Bundle  # noqa: PLC0415 - needs the cryptography library
    from checker.render.rule_bundle import render_bundle, verification_shape  # noqa: PLC0415 - as above

    trusted = _trusted(keys)
    bundle: Bundle | None = None
    problems: tuple[Problem, ...] = ()
    present = Bundle.open(in_use) if in_use is not None else None
    try:
        bundle = Bundle.open(file, trusted=trusted)
        if present is not None:
            bundle.require_newer(present.manifest.serial, present.manifest.rulebook)
        bundle.rulebook()
    except BundleError as fault:
        problems = fault.problems
    if layout == "json":
        publish_json(verification_shape(str(file), bundle, problems))
    elif bundle is not None and not problems:
        console.publish(render_bundle(bundle, width=console.page_width()) + "✓ 可用\n")
    else:
        console.complain(problems)
        console.publish(f"✗ 不可用:{visible(str(file))}\n")
    return _UNUSABLE if problems else 0


@click.command(
    "keygen",
    cls=ChineseCommand,
    short_help="生成签名用的一对密钥",
    help=(
        "生成一对 Ed25519 密钥:名字.key 是私钥(只有本人可读),名字.pub 是公钥。\n"
        "\n"
        "--passphrase 给私钥加口令(PKCS#8,AES-256):文件被拿走了,没有口令也签不了名。口令取环境变量\n"
        "CHECKER_KEY_PASSPHRASE,没有就在终端上问两遍;至少 12 个字符,忘了找不回来。\n"
        "\n"
        "例:\n"
        "  checker rules keygen 规则签名 --passphrase"
    ),
)
@click.argument("name", metavar="名字", callback=path)
@click.option("--passphrase", "protected", is_flag=True, help="给私钥加口令;设了 CHECKER_KEY_PASSPHRASE 的总是加")
def make_keys(name: Path, *, protected: bool) -> None:
    """Make a pair of keys."""
    from checker.bundle.keys import PRIVATE_SUFFIX, PUBLIC_SUFFIX, generate  # noqa: PLC0415 - needs cryptography

    private, public = (name.with_name(name.name + suffix) for suffix in (PRIVATE_SUFFIX, PUBLIC_SUFFIX))
    passphrase = new_passphrase(wanted=protected)
    made = generate(private, public, passphrase)
    console.publish(f"密钥 {made.id}\n私钥 {visible(str(private))}\n公钥 {visible(str(public))}\n")
    console.narrate("私钥有口令,签名时要用" if passphrase else "私钥没有口令:谁读得到这个文件,谁就能签名")
    console.narrate("私钥只留在签名的机器上,另存一份备份;公钥交给使用规则的一方。私钥泄露的,换一对,并让各方撤下旧公钥")


def _trusted(written: Path | None) -> TrustedKeys:
    """The keys that were written, or those that the environment names; raises UsageError where neither says any."""
    from checker.bundle.keys import TrustedKeys  # noqa: PLC0415 - needs the cryptography library
    from checker.bundle.place import KEYS_VARIABLE, named_keys  # noqa: PLC0415 - as above

    if written is not None:
        return TrustedKeys.read(written)
    named = named_keys()
    if named is None:
        remedy = f"请写 --keys 公钥文件或文件夹,或设环境变量 {KEYS_VARIABLE}"
        raise UsageError(Problem("没有说明信任哪些公钥", remedy=remedy))
    return named


def _check_name(output: Path) -> None:
    """Raise UsageError for a name by which the file would not be known as a bundle, or that is a folder's."""
    from checker.bundle.packing import SUFFIX  # noqa: PLC0415 - takes its time
    from checker.result_file import check_result_file  # noqa: PLC0415 - as above

    if not output.name.endswith(SUFFIX):
        raise UsageError(
            Problem(f"规则包文件的名字应以 {SUFFIX} 结尾", str(output), remedy=f"请写成 {output.stem}{SUFFIX}")
        )
    check_result_file(output, [])


def _write(bundle: Bundle, output: Path) -> None:
    from checker.bundle.bundle import Bundle  # noqa: PLC0415 - needs the cryptography library
    from checker.result_file import write_result  # noqa: PLC0415 - takes its time

    Bundle.read(bundle.content, bundle.shown)
    write_result(output, bundle.content)


def _publish(bundle: Bundle, layout: str) -> None:
    from checker.render.rule_bundle import bundle_shape, render_bundle  # noqa: PLC0415 - needs cryptography

    if layout == "json":
        publish_json(bundle_shape(bundle))
    else:
        console.publish(render_bundle(bundle, width=console.page_width()))
