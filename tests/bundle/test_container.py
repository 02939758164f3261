"""Archives: the same bytes for the same files, and nothing unpacked that could do harm."""

from __future__ import annotations

import io
import struct
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.bundle.container import LARGEST, Bounds, packed, unpacked
from checker.errors import BundleError, UsageError


def archive(*names: str, content: bytes = b"x", method: int = zipfile.ZIP_STORED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as made:
        for name in names:
            made.writestr(zipfile.ZipInfo(name), content, method)
    return stream.getvalue()


def special(kind: int) -> bytes:
    """An archive with a member of another kind than a file, such as a symbolic link."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        info = zipfile.ZipInfo("rules/link.yaml")
        info.create_system, info.external_attr = 3, (kind | 0o777) << 16
        made.writestr(info, b"/etc/passwd")
    return stream.getvalue()


def encrypted() -> bytes:
    """An archive whose entry says that it is encrypted."""
    content = bytearray(archive("a.yaml"))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + place] |= 1
    return bytes(content)


def lying(size: int) -> bytes:
    """A deflated member of a mebibyte that declares another size."""
    content = bytearray(archive("a.yaml", content=b"\0" * 1_048_576, method=zipfile.ZIP_DEFLATED))
    for signature, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", content, content.index(signature) + place, size)
    return bytes(content)


@given(st.dictionaries(st.from_regex(r"[a-z]{1,8}(/[a-z]{1,8}){0,2}\.x", fullmatch=True), st.binary(max_size=200)))
@settings(max_examples=50, deadline=None)
def test_what_is_packed_comes_out(files: dict[str, bytes]) -> None:
    content = packed(files.items())
    assert unpacked(content, "包") == files
    assert packed(unpacked(content, "包").items()) == content


@pytest.mark.parametrize(
    "name",
    [
        "../a.yaml", "a/../../b", "/etc/passwd", "a//b", "./a", "C:/a", "C:\\a", "..\\..\\a", "a/./b", "a\x1b[31m",
        "a\u202eb", "a" * 300, "a:b", "a*b", "COM1:/x", "a?",
    ],
)  # fmt: skip
def test_a_name_that_is_no_plain_name_is_refused(name: str) -> None:
    with pytest.raises(BundleError, match="文件名") as caught:
        unpacked(archive("ok.yaml", name), "包")
    assert caught.value.problems[0].code == "unsafe-member"
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("a/x.yaml", "A/X.yaml"), "只差大小写:a/x.yaml 与 A/X.yaml"),
        (("é.yaml", "e\u0301.yaml"), "重复"),
        (("straße", "STRASSE"), "重复"),
        (("a", "a/b"), "既是文件又是文件夹:a"),
        (("A/b", "a"), "既是文件又是文件夹:a"),
    ],
)
def test_names_that_some_system_takes_for_one_are_refused(names: tuple[str, ...], words: str) -> None:
    with pytest.raises(BundleError, match=words):
        unpacked(archive(*names), "包")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_name_that_stands_twice_is_refused() -> None:
    with pytest.raises(BundleError, match="重复"):
        unpacked(archive("a.yaml", "a.yaml"), "包")


@pytest.mark.parametrize("kind", [0o120000, 0o010000, 0o020000, 0o060000, 0o140000])
def test_links_and_devices_are_refused(kind: int) -> None:
    with pytest.raises(BundleError, match=r"普通文件.*rules/link\.yaml"):
        unpacked(special(kind), "包")


def test_encrypted_files_are_refused() -> None:
    with pytest.raises(BundleError, match="加了密"):
        unpacked(encrypted(), "包")


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_unpack_without_bound_are_refused(method: int) -> None:
    with pytest.raises(BundleError, match="压缩方法"):
        unpacked(archive("a.yaml", content=b"x" * 1_000, method=method), "包")


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = archive(*(f"{number}.yaml" for number in range(20)), content=b"\0" * 4_000_000, method=zipfile.ZIP_DEFLATED)
    assert len(bomb) < 100_000
    with pytest.raises(BundleError, match="文件太多或太大"):
        unpacked(bomb, "包")
    with pytest.raises(BundleError, match=r"文件太大.*a\.yaml"):
        unpacked(archive("a.yaml", content=b"\0" * 9_000_000, method=zipfile.ZIP_DEFLATED), "包")
    with pytest.raises(BundleError, match="文件太多"):
        unpacked(archive("a", "b", "c"), "包", bounds=Bounds(files=2))


@pytest.mark.parametrize("size", [0, 1, 1_000, 1_048_575])
def test_a_member_that_declares_less_than_it_holds_is_refused(size: int) -> None:
    with pytest.raises(BundleError, match=r"a\.yaml 损坏或被改动过"):
        unpacked(lying(size), "包")


def test_more_bytes_than_any_bundle_are_refused_unread() -> None:
    with pytest.raises(BundleError, match="超过 72 MB"):
        unpacked(bytes(LARGEST + 1), "包")


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\x03\x04", b"\x1f\x8b\x08\0" * 9])
def test_what_is_no_archive_is_refused(content: bytes) -> None:
    with pytest.raises(UsageError, match="压缩包无法读取"):
        unpacked(content, "包", error=UsageError)


def test_names_in_gbk_are_read() -> None:
    """As Chinese Windows writes them, without saying so."""
    content = archive("AAAA.yaml").replace(b"AAAA", "规则".encode("gbk"))
    assert list(unpacked(content, "包")) == ["规则.yaml"]


@given(st.binary(max_size=300), st.integers(0, 400))
@settings(max_examples=200, deadline=None)
def test_harmed_archives_are_refused_or_read_but_never_fail_otherwise(noise: bytes, place: int) -> None:
    content = bytearray(archive("a/b.yaml", "c.csv", content=b"text " * 20))
    content[place : place + len(noise)] = noise
    with suppress(BundleError):
        unpacked(bytes(content), "包")
