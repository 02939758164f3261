"""``checker rules bundle``, ``sign``, ``verify`` and ``keygen``, as whoever publishes and uses rules types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import Result
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from checker.cli import console
from tests.bundle.making import KEY, later_book, with_files
from tests.cli.running import PACKS, inside

AT = ("--created", "2026-11-22T16:00:00+08:00")


def run(*arguments: str | Path, keys: str = "", passphrase: str = "", typed: str | None = None) -> Result:
    settings = {"CHECKER_RULE_KEYS": keys, "CHECKER_KEY_PASSPHRASE": passphrase}
    return inside("rules", *map(str, arguments), stdin=typed, **settings)


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    assert run("keygen", tmp_path / "签名").exit_code == 0
    return tmp_path / "签名.pub"


@pytest.fixture
def signed(tmp_path: Path, keys: Path) -> Path:
    path = tmp_path / "规则.checker-bundle"
    assert run("bundle", "--packs", PACKS, "--output", path, *AT).exit_code == 0
    assert run("sign", path, "--key", keys.with_suffix(".key")).exit_code == 0
    return path


def test_from_keys_to_a_verified_bundle(tmp_path: Path) -> None:
    made = run("keygen", tmp_path / "签名")
    assert made.exit_code == 0
    key = made.stdout.split()[1]
    assert "私钥只留在签名的机器上" in made.stderr
    path = tmp_path / "规则.checker-bundle"
    packed = run("bundle", "--packs", PACKS, "--output", path, *AT)
    assert "序号:20261122080000(2026-11-22T08:00:00Z 打包)" in packed.stdout
    assert "签名:没有签名" in packed.stdout
    assert "checker rules sign" in packed.stderr
    signed = run("sign", path, "--key", tmp_path / "签名.key")
    assert f"签名:密钥 {key}" in signed.stdout
    verified = run("verify", path, "--keys", tmp_path / "签名.pub")
    assert (verified.exit_code, verified.stderr) == (0, "")
    assert verified.stdout.endswith("✓ 可用\n")
    assert run("verify", path, keys=str(tmp_path)).exit_code == 0


PASSPHRASE = "不相干的词连在一起的口令"


@pytest.fixture
def unsigned(tmp_path: Path) -> Path:
    path = tmp_path / "规则.checker-bundle"
    assert run("bundle", "--packs", PACKS, "--output", path, *AT).exit_code == 0
    return path


def test_a_passphrase_from_the_environment(tmp_path: Path, unsigned: Path) -> None:
    made = run("keygen", tmp_path / "签名", passphrase=PASSPHRASE)
    assert (made.exit_code, "私钥有口令" in made.stderr) == (0, True)
    assert "ENCRYPTED" in (tmp_path / "签名.key").read_text(encoding="ascii")
    sign = ("sign", unsigned, "--key", tmp_path / "签名.key")
    before = unsigned.read_bytes()
    for refused, words in ((run(*sign), "设环境变量 CHECKER_KEY_PASSPHRASE"), (run(*sign, passphrase="x"), "口令不对")):
        assert (refused.exit_code, refused.stdout) == (2, "")
        assert words in refused.stderr
        assert unsigned.read_bytes() == before
    signed = run(*sign, passphrase=PASSPHRASE)
    assert signed.exit_code == 0
    assert run("verify", unsigned, "--keys", tmp_path / "签名.pub").exit_code == 0
    assert not any(PASSPHRASE in one.output for one in (made, signed))


def test_a_passphrase_that_is_typed(tmp_path: Path, unsigned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keygen = ("keygen", tmp_path / "签名", "--passphrase")
    nobody = run(*keygen)
    assert (nobody.exit_code, "没有地方问口令" in nobody.stderr) == (2, True)
    monkeypatch.setattr(console, "is_terminal", lambda _: True)
    differing = run(*keygen, typed=f"{PASSPHRASE}\n{PASSPHRASE}。\n")
    assert (differing.exit_code, "两次输入的口令不同" in differing.stderr) == (2, True)
    short = run(*keygen, typed="短\n短\n")
    assert (short.exit_code, "12 至 1000 个字符" in short.stderr) == (2, True)
    assert not (tmp_path / "签名.key").exists()
    made = run(*keygen, typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert made.exit_code == 0, made.output
    signed = run("sign", unsigned, "--key", tmp_path / "签名.key", typed=f"{PASSPHRASE}\n")
    assert signed.exit_code == 0
    assert "私钥 签名.key 的口令" in signed.stderr
    assert not any(PASSPHRASE in one.output for one in (differing, made, signed))
    assert run("verify", unsigned, "--keys", tmp_path / "签名.pub").exit_code == 0


def test_without_a_passphrase_that_is_said(tmp_path: Path) -> None:
    made = run("keygen", tmp_path / "签名")
    assert "私钥没有口令" in made.stderr
    assert "ENCRYPTED" not in (tmp_path / "签名.key").read_text(encoding="ascii")


def test_the_same_rules_give_the_same_file(signed: Path, keys: Path, tmp_path: Path) -> None:
    other = tmp_path / "又一份.checker-bundle"
    run("bundle", "--packs", PACKS, "--output", other, *AT)
    run("sign", other, "--key", keys.with_suffix(".key"))
    assert other.read_bytes() == signed.read_bytes()


def test_json_says_what_a_bundle_is(signed: Path, keys: Path) -> None:
    shape = json.loads(run("verify", signed, "--keys", keys, "--format", "json").stdout)
    assert (shape["usable"], shape["problems"]) == (True, [])
    assert (shape["bundle"]["serial"], shape["bundle"]["created"]) == (20261122080000, "2026-11-22T08:00:00Z")
    assert [pack["id"] for pack in shape["bundle"]["rulebook"]["packs"]] == ["demo"]


def test_what_cannot_be_used_ends_with_code_1_and_says_why(signed: Path, keys: Path, tmp_path: Path) -> None:
    content = signed.read_bytes()
    signed.write_bytes(content.replace("年原煤".encode(), "年原油".encode(), 1))
    altered = run("verify", signed, "--keys", keys)
    assert (altered.exit_code, altered.stdout) == (1, f"✗ 不可用:{signed}\n")
    assert "改动过" in altered.stderr
    signed.write_bytes(content)
    run("keygen", tmp_path / "别人")
    shape = json.loads(run("verify", signed, "--keys", tmp_path / "别人.pub", "--format", "json").stdout)
    assert (shape["usable"], [one["code"] for one in shape["problems"]]) == (False, ["unknown-key"])
    for name in ("没有.checker-bundle", tmp_path.name):
        assert run("verify", tmp_path / name, "--keys", keys).exit_code == 1


def test_a_bundle_older_than_the_one_in_use_is_told(signed: Path, keys: Path, tmp_path: Path) -> None:
    newer = tmp_path / "新.checker-bundle"
    run("bundle", "--packs", PACKS, "--output", newer, "--serial", "20270101000000", *AT)
    run("sign", newer, "--key", keys.with_suffix(".key"))
    assert run("verify", newer, "--keys", keys, "--in-use", signed).exit_code == 0
    older = run("verify", signed, "--keys", keys, "--in-use", newer)
    assert older.exit_code == 1
    assert "比正在使用的旧:序号 20261122080000,正在使用的是 20270101000000" in older.stderr


def test_rules_this_version_does_not_take_end_with_code_4(tmp_path: Path) -> None:
    """Signed and whole, but with a rule that is none: as a newer version of the rule language would look."""
    (tmp_path / "规则.checker-bundle").write_bytes(with_files({"01/rules/newer.yaml": b"id: S-09\n"}))
    public = KEY.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "签名.pub").write_bytes(public)
    result = run("verify", tmp_path / "规则.checker-bundle", "--keys", tmp_path / "签名.pub")
    assert (result.exit_code, result.stdout) == (4, "")
    assert "规则.checker-bundle/01/rules/newer.yaml:1" in result.stderr


def test_signing_again_replaces_the_signature(signed: Path, tmp_path: Path) -> None:
    run("keygen", tmp_path / "别人")
    other = tmp_path / "另签.checker-bundle"
    again = run("sign", signed, "--key", tmp_path / "别人.key", "--output", other)
    assert "原有密钥" in again.stderr
    assert run("verify", other, "--keys", tmp_path / "别人.pub").exit_code == 0
    assert run("verify", signed, "--keys", tmp_path / "签名.pub").exit_code == 0


def test_a_rule_book_with_mistakes_is_not_packed(tmp_path: Path) -> None:
    later_book(tmp_path)
    (tmp_path / "packs" / "small" / "rules" / "bad.yaml").write_text("id: S-09\n", encoding="utf-8")
    output = tmp_path / "规则.checker-bundle"
    assert run("bundle", "--packs", tmp_path / "packs", "--output", output).exit_code == 4
    assert not output.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("bundle", "--output", "规则.zip"), "应以 .checker-bundle 结尾"),
        (("bundle", "--output", "没有/x.checker-bundle"), "目录不存在"),
        (("bundle", "--output", "x.checker-bundle", "--serial", "0"), "请写 1 到"),
        (("bundle", "--output", "x.checker-bundle", "--serial", "x"), "请写 1 到"),
        (("bundle", "--output", "x.checker-bundle", "--created", "2026-11-22"), "不是时刻"),
        (("bundle", "--output", "x.checker-bundle", "--created", "2026-13-22T00:00:00Z"), "不是时刻"),
        (("bundle", "--output", "x.checker-bundle", "--created", "0001-01-01T00:00:00+08:00"), "不是时刻"),
        (("verify", "x.checker-bundle"), "没有说明信任哪些公钥"),
        (("verify", "x.checker-bundle", "--keys", "没有.pub"), "文件不存在"),
        (("sign", "x.checker-bundle", "--key", "没有.key"), "文件不存在"),
        (("keygen", "没有/x"), "密钥无法写入"),
    ],
)
def test_mistakes_are_explained(
    arguments: tuple[str, ...], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
