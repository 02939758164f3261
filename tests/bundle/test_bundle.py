"""Bundles: signed, whole, newer, or refused with the reason."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.bundle import container
from checker.bundle.bundle import Bundle
from checker.bundle.keys import SigningKey, TrustedKeys, generate
from checker.errors import BundleError, OutdatedBundleError, RuleBookError, UsageError
from checker.rulebook import load_rulebook
from tests.bundle.making import CREATED, KEY, STRANGER, book, bundle, later_book, trust, with_files

CONTENT = bundle().content


def codes(content: bytes, trusted: TrustedKeys | None = None) -> list[str]:
    with pytest.raises(BundleError) as caught:
        Bundle.read(content, "规则", trusted=trusted or trust())
    return [problem.code for problem in caught.value.problems]


def repacked(**changes: bytes | None) -> bytes:
    """The bundle with files replaced, added, or left out (None), packed as a bundle is; ``_`` stands for ``/``."""
    files = container.unpacked(CONTENT, "规则")
    for name, content in changes.items():
        path = name.replace("__", "/").replace("_yaml", ".yaml").replace("_json", ".json")
        if content is None:
            del files[path]
        else:
            files[path] = content
    first = [name for name in ("manifest.json", "signature.json") if name in files]
    rest = sorted(files.keys() - set(first))
    return container.packed((name, files[name]) for name in (*first, *rest))


def test_a_rule_book_comes_out_as_it_went_in() -> None:
    read = Bundle.read(CONTENT, "规则", trusted=trust())
    assert read.rulebook().hash == book().hash
    assert (read.manifest.serial, read.manifest.created, read.key_id) == (1, "2026-11-22T08:00:00Z", KEY.id)
    assert [(pack.id, pack.version) for pack in read.manifest.packs] == [(p.id, p.version) for p in book().packs]
    assert read.content == CONTENT


def test_the_shipped_rule_book_comes_out_as_it_went_in() -> None:
    shipped = load_rulebook()
    content = Bundle.of(shipped, serial=1, created=CREATED).signed(KEY).content
    again = Bundle.read(content, "规则", trusted=trust()).rulebook()
    assert again.hash == shipped.hash
    assert [rule.id for rule in again.rules] == [rule.id for rule in shipped.rules]


def test_the_same_rule_book_gives_the_same_bytes(tmp_path: Path) -> None:
    packs = later_book(tmp_path / "a"), later_book(tmp_path / "b")
    beijing = CREATED.astimezone(timezone(timedelta(hours=8)))
    one, other = (
        Bundle.of(rulebook, serial=7, created=at).signed(KEY)
        for rulebook, at in zip(packs, (CREATED, beijing), strict=True)
    )
    assert one.content == other.content
    assert one.content != Bundle.of(packs[0], serial=8, created=CREATED).signed(KEY).content


@settings(max_examples=400, deadline=None)
@given(place=st.integers(0, len(CONTENT) - 1), mask=st.integers(1, 255))
def test_any_altered_byte_is_refused(place: int, mask: int) -> None:
    altered = bytearray(CONTENT)
    altered[place] ^= mask
    with pytest.raises(BundleError):
        Bundle.read(bytes(altered), "规则", trusted=trust())
    with pytest.raises(BundleError):  # nor is a signature needed to see it, unless it is the signature's own
        _unsigned_or_refused(bytes(altered))


def _unsigned_or_refused(altered: bytes) -> None:
    """Refused without keys as well; where only signed bytes can tell, the signature does not fit."""
    read = Bundle.read(altered, "规则")
    assert read.signature is not None
    read.signature.require(read.manifest.written, trust(), "规则")


def test_every_single_byte_counts() -> None:
    """Each byte with one bit turned; with ``CHECKER_TEST_EVERY_BIT`` set, each bit of each byte."""
    bits = range(8) if os.environ.get("CHECKER_TEST_EVERY_BIT") else None
    turned = ((place, bit) for place in range(len(CONTENT)) for bit in bits or (place % 8,))
    assert [(place, bit) for place, bit in turned if not _is_refused(place, 1 << bit)] == []


def _is_refused(place: int, mask: int) -> bool:
    altered = bytearray(CONTENT)
    altered[place] ^= mask
    try:
        Bundle.read(bytes(altered), "规则", trusted=trust())
    except BundleError:
        return True
    return False


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(CONTENT) - 1), st.binary(max_size=20))
def test_bytes_left_out_or_put_in_are_refused(place: int, more: bytes) -> None:
    for altered in (CONTENT[:place], CONTENT[:place] + more + b"x" + CONTENT[place:], CONTENT + more + b"\0"):
        with pytest.raises(BundleError):
            Bundle.read(altered, "规则", trusted=trust())


def test_what_is_wrong_with_files_is_told_by_name() -> None:
    changed = repacked(**{"01__rules__green_yaml": b"x", "01__rules__evil_yaml": b"x", "01__facts_yaml": None})
    with pytest.raises(BundleError) as caught:
        Bundle.read(changed, "规则", trusted=trust())
    told = {(problem.code, problem.message) for problem in caught.value.problems}
    assert told == {
        ("altered-file", "与清单不符:改动过文件 01/rules/green.yaml"),
        ("extra-file", "与清单不符:多出文件 01/rules/evil.yaml"),
        ("missing-file", "与清单不符:缺少文件 01/facts.yaml"),
    }


def test_who_signed_must_be_trusted() -> None:
    assert codes(bundle(key=STRANGER).content) == ["unknown-key"]
    assert codes(bundle(key=None).content) == ["no-signature"]
    both = trust(KEY, STRANGER)
    assert Bundle.read(bundle(key=STRANGER).content, "规则", trusted=both).key_id == STRANGER.id


def test_a_signature_of_something_else_does_not_fit() -> None:
    other = container.unpacked(bundle(serial=2).content, "规则")
    assert codes(repacked(signature_json=other["signature.json"])) == ["bad-signature"]
    assert codes(repacked(manifest_json=other["manifest.json"])) == ["bad-signature"]
    claimed = container.unpacked(bundle(key=STRANGER).content, "规则")["signature.json"]
    assert codes(repacked(signature_json=claimed.replace(STRANGER.id.encode(), KEY.id.encode()))) == ["bad-signature"]
    plain = KEY.private.sign(bundle().manifest.written)  # without the words that say what it is for
    import base64

    own = container.unpacked(CONTENT, "规则")["signature.json"]
    swapped = own.replace(own.split(b'"')[-2], base64.b64encode(plain))
    assert codes(repacked(signature_json=swapped)) == ["bad-signature"]


@pytest.mark.parametrize(
    "signature",
    [b"", b"{}", b"null", b'{"algorithm": "none", "key": "", "signature": ""}', b"[" * 100_000, b"\xff\xfe",
     b'{\n "algorithm": "Ed25519",\n "key": "x",\n "signature": "AAAA"\n}\n'],
)  # fmt: skip
def test_what_is_no_signature_is_refused(signature: bytes) -> None:
    assert codes(repacked(signature_json=signature)) == ["bad-signature"]


def test_the_signature_has_one_spelling() -> None:
    own = container.unpacked(CONTENT, "规则")["signature.json"]
    for altered in (own + b" ", own.replace(b"\n ", b"\n  "), own.replace(b'"Ed25519"', b'"Ed2551\\u0039"')):
        assert altered != own
        assert codes(repacked(signature_json=altered)) == ["bad-signature"]


def test_the_manifest_has_one_spelling() -> None:
    manifest = bundle().manifest.written
    for altered in (
        manifest.replace(b'"serial": 1', b'"serial": "1"'),
        manifest.replace(b'"serial": 1', b'"serial": 1.0'),
        manifest.replace(b'"serial": 1,', b'"serial": 9,\n "serial": 1,'),
        manifest + b" ",
    ):
        assert altered != manifest
        with pytest.raises(BundleError, match="清单"):
            Bundle.read(repacked(manifest_json=altered), "规则")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"serial": 1', '"serial": 0', "清单的 serial 不对"),
        ('"serial": 1', '"serial": 99999999999999999999', "清单的 serial 不对"),
        ('"version": 1', '"version": 2', "较新的程序"),
        ("checker-rule-bundle", "something-else", "不是规则包文件"),
        ("2026-11-22T08:00:00Z", "yesterday", "清单的 created 不对"),
        ('"size": ', '"size": -', "清单的 files"),
        ("{", "[", "清单读不出"),
    ],
)
def test_a_manifest_of_another_kind_is_refused(old: str, new: str, words: str) -> None:
    altered = bundle().manifest.written.replace(old.encode(), new.encode(), 1)
    with pytest.raises(BundleError, match=words):
        Bundle.read(repacked(manifest_json=altered), "规则")


def test_an_archive_without_a_manifest_is_no_bundle() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("01/pack.yaml", "id: x")
    with pytest.raises(BundleError, match=r"没有 manifest\.json"):
        Bundle.read(stream.getvalue(), "规则")


def test_an_older_bundle_is_refused() -> None:
    old, same, new = bundle(1), bundle(2), bundle(3)
    new.require_newer(2, book().hash)
    same.require_newer(2, book().hash)
    with pytest.raises(OutdatedBundleError, match="序号 1,正在使用的是 2"):
        old.require_newer(2, book().hash)
    with pytest.raises(OutdatedBundleError, match="内容却不同"):
        same.require_newer(2, "0" * 64)


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (BOMB, "不允许使用锚点"),
        ("a: " + "[" * 100_000 + "]" * 100_000, "嵌套超过"),
        ("- x\n" * 300_000, "超过"),
        ("x" * 2_000_000, "文件超过 1 MB"),
        ("!!python/object/apply:os.system [id]\n", "不允许使用 YAML 标签"),
        ("a: 1\na: 2\n", "重复"),
    ],
)
def test_a_harmful_rule_file_in_a_signed_bundle_is_refused(text: str, words: str) -> None:
    """A trusted key vouches for who made it, not for what it does to a reader."""
    read = Bundle.read(with_files({"01/rules/bomb.yaml": text.encode()}), "规则", trusted=trust())
    with pytest.raises(RuleBookError, match=words) as caught:
        read.rulebook()
    assert caught.value.problems[0].file == "规则/01/rules/bomb.yaml"


@pytest.mark.parametrize("name", ["01/evil.sh", "01/x.yaml", "01/rules/x.yml", "evil.yaml", "01/tables/a/b.yaml"])
def test_a_file_that_belongs_to_no_pack_is_refused(name: str) -> None:
    read = Bundle.read(with_files({name: b"id: x\n"}), "规则", trusted=trust())
    with pytest.raises(BundleError, match="认不出的文件"):
        read.rulebook()


def test_packs_that_are_not_those_of_the_manifest_are_refused() -> None:
    text = bundle().files["01/pack.yaml"].decode() + "notes: 另有说明\n"
    read = Bundle.read(with_files({"01/pack.yaml": text.encode()}), "规则", trusted=trust())
    with pytest.raises(BundleError, match="与清单不符"):
        read.rulebook()


def test_bytes_that_are_no_text_are_refused() -> None:
    read = Bundle.read(with_files({"01/rules/x.yaml": b"\xff\xfeid"}), "规则", trusted=trust())
    with pytest.raises(BundleError, match="UTF-16"):
        read.rulebook()


def test_keys_are_made_once_and_the_private_one_is_its_owners(tmp_path: Path) -> None:
    private, public = tmp_path / "签名.key", tmp_path / "签名.pub"
    made = generate(private, public)
    assert private.stat().st_mode & 0o777 == 0o600
    assert SigningKey.read(private).id == made.id
    assert TrustedKeys.read(public).ids == TrustedKeys.read(tmp_path).ids == (made.id,)
    signed = bundle(key=SigningKey.read(private))
    assert Bundle.read(signed.content, "规则", trusted=TrustedKeys.read(public)).key_id == made.id
    before = private.read_bytes()
    with pytest.raises(UsageError, match="已经存在"):
        generate(private, tmp_path / "别的.pub")
    assert private.read_bytes() == before


def test_a_key_with_a_passphrase_is_of_no_use_without_it(tmp_path: Path) -> None:
    private, public = tmp_path / "签名.key", tmp_path / "签名.pub"
    made = generate(private, public, "不相干的词连在一起的口令")
    text = private.read_text(encoding="ascii")
    assert text.startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
    assert private.stat().st_mode & 0o777 == 0o600
    assert SigningKey.read(private, lambda: "不相干的词连在一起的口令").id == made.id
    for wrong in ("不相干的词连在一起的口", "", "\udcff" * 20):
        with pytest.raises(UsageError, match="口令不对"):
            SigningKey.read(private, lambda wrong=wrong: wrong)  # type: ignore[misc]  # asked at once
    with pytest.raises(UsageError, match="私钥有口令"):
        SigningKey.read(private)
    private.write_text(text.replace("M", "N", 1), encoding="ascii")
    with pytest.raises(UsageError, match="口令不对,或私钥文件损坏"):
        SigningKey.read(private, lambda: "不相干的词连在一起的口令")
    with pytest.raises(UsageError, match="这是私钥"):
        TrustedKeys.read(private)


@pytest.mark.parametrize("passphrase", ["短", "x" * 11, "x" * 1_001])
def test_a_passphrase_that_is_soon_guessed_protects_nothing(tmp_path: Path, passphrase: str) -> None:
    with pytest.raises(UsageError, match="12 至 1000 个字符"):
        generate(tmp_path / "签名.key", tmp_path / "签名.pub", passphrase)
    assert list(tmp_path.iterdir()) == []


def test_a_key_without_a_passphrase_asks_for_none(tmp_path: Path) -> None:
    made = generate(tmp_path / "签名.key", tmp_path / "签名.pub")
    assert SigningKey.read(tmp_path / "签名.key", lambda: pytest.fail("asked")).id == made.id


def test_a_private_key_that_others_may_read_does_not_sign(tmp_path: Path) -> None:
    generate(tmp_path / "签名.key", tmp_path / "签名.pub")
    (tmp_path / "签名.key").chmod(0o640)
    with pytest.raises(UsageError, match="chmod 600"):
        SigningKey.read(tmp_path / "签名.key")


def test_what_is_no_key_says_so(tmp_path: Path) -> None:
    generate(tmp_path / "签名.key", tmp_path / "签名.pub")
    with pytest.raises(UsageError, match="这是私钥"):
        TrustedKeys.read(tmp_path / "签名.key")
    (tmp_path / "坏").mkdir()
    with pytest.raises(UsageError, match="没有公钥"):
        TrustedKeys.read(tmp_path / "坏")
    for text in ("", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", RSA):
        (tmp_path / "坏" / "x.pub").write_text(text, encoding="utf-8")
        with pytest.raises(UsageError, match="不是 Ed25519 公钥"):
            TrustedKeys.read(tmp_path / "坏")
    (tmp_path / "坏" / "x.key").write_text("x", encoding="utf-8")
    (tmp_path / "坏" / "x.key").chmod(0o600)
    with pytest.raises(UsageError, match="不是 Ed25519 私钥"):
        SigningKey.read(tmp_path / "坏" / "x.key")
    with pytest.raises(UsageError, match="文件不存在"):
        TrustedKeys.read(tmp_path / "没有.pub")


RSA = """\
-----BEGIN PUBLIC KEY-----
MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf
9Cnzj4p4WGeKLs1Pt8QuKUpRKfFLfRYC9AIKjbJTWit+CqvjWYzvQwECAwEAAQ==
-----END PUBLIC KEY-----
"""


def test_times_are_told_in_utc() -> None:
    beijing = datetime(2026, 11, 22, 8, 0, tzinfo=timezone(timedelta(hours=8)))
    assert Bundle.of(book(), serial=1, created=beijing).manifest.created == "2026-11-22T00:00:00Z"
