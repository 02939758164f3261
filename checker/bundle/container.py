"""Containers: files in one zip archive, written so that the same files give the same bytes, read with suspicion.

Written are texts without compression, so that no version of a compressor changes the bytes. Read is whatever somebody
sent: every name is one that stays below its folder on any system, every size is bounded before anything is unpacked.
"""

from __future__ import annotations

import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Final

from checker.errors import BundleError, CheckerError, Problem
from checker.rulebook.pack import MAX_CSV_BYTES, MAX_FILES

LARGEST: Final = 72 * 1_048_576
"""Bytes of an archive: the most that its files may have, and what stands around them."""
_STAMP: Final = (1980, 1, 1, 0, 0, 0)
_REGULAR_FILE: Final = 0o100644 << 16
_UNIX: Final = 3
_UTF8_NAME: Final = 0x800
_ENCRYPTED: Final = 0x1
_LONGEST_NAME: Final = 240
_METHODS: Final = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
"""The others unpack without a bound in Python's reader, and no office uses them."""
_UNREADABLE: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, NotImplementedError, ValueError,
)  # fmt: skip
"""What Python's reader raises for archives that are none, or were harmed."""
_FORBIDDEN: Final = frozenset('<>:"|?*\\')
"""What some system takes for more than a character of a name."""
_PACK_ANEW: Final = "请重新打包"


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much an archive may hold: files (of packs, and the two that tell of them), bytes of all, bytes of one."""

    files: int = MAX_FILES + 2
    size: int = 64 * 1_048_576
    file_size: int = MAX_CSV_BYTES


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """An archive of the files, in the order given; the bytes depend on nothing else."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            info = zipfile.ZipInfo(name, _STAMP)
            info.create_system, info.external_attr = _UNIX, _REGULAR_FILE
            archive.writestr(info, content)
    return stream.getvalue()


def file_content(path: Path) -> bytes:
    """The bytes of a file that may be an archive; raises BundleError where it cannot be read or is too large."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as fault:
        what, remedy = f"文件无法读取({fault.strerror})", "请核对路径和权限"
        raise BundleError(Problem(what, str(path), remedy=remedy, code="unreadable-file")) from None
    if len(content) > LARGEST:
        raise BundleError(_too_large(str(path)))
    return content


def unpacked(
    content: bytes, shown: str, *, bounds: Bounds | None = None, error: type[CheckerError] = BundleError
) -> dict[str, bytes]:
    """The files of an archive by name, in its order; folders are left out.

    Raises ``error`` for what is no archive, is encrypted, holds more than ``bounds`` or anything but files, or has
    names that reach outside or that some system takes for the same.
    """
    if len(content) > LARGEST:
        raise error(_too_large(shown))
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
            wrong = list(_objections(members, bounds or Bounds()))
            if wrong:
                raise error([Problem(what, shown, remedy=_PACK_ANEW, code=code) for what, code in wrong[:20]])
            return {name_of(info): _content(archive, info, shown, error) for info in members if not info.is_dir()}
    except _UNREADABLE as fault:
        what = f"压缩包无法读取:不完整,或不是压缩包({_reason(fault)})"
        raise error(Problem(what, shown, remedy=f"{_PACK_ANEW},或重新下载", code="unreadable-bundle")) from None


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, shown: str, error: type[CheckerError]) -> bytes:
    """One file, never more of it than its entry declares; raises ``error`` where its checksum is another."""
    try:
        return archive.read(info)
    except (zipfile.BadZipFile, zlib.error):
        what = f"文件 {_printed(name_of(info))} 损坏或被改动过"
        raise error(Problem(what, shown, remedy="不要使用;请重新索取", code="altered-file")) from None


def name_of(info: zipfile.ZipInfo) -> str:
    """The name of a member with ``/`` between folders; one written by Chinese Windows is in GBK without saying so."""
    name = info.filename
    if not info.flag_bits & _UTF8_NAME and not name.isascii():
        with suppress(UnicodeError):
            name = name.encode("cp437").decode("gbk")
    return name.replace("\\", "/")


def _objections(members: Iterable[zipfile.ZipInfo], bounds: Bounds) -> Iterator[tuple[str, str]]:
    """What keeps an archive from being unpacked, each with its code."""
    taken: dict[str, str] = {}
    folders: set[str] = set()
    count = size = 0
    for info in members:
        name = name_of(info)
        fault = _fault_of(info, name)
        if fault:
            yield f"{fault}:{_printed(name)}", "unsafe-member"
            continue
        if info.is_dir():
            continue
        count, size = count + 1, size + info.file_size
        if info.file_size > bounds.file_size:
            yield f"文件太大({info.file_size} 字节,至多 {bounds.file_size}):{_printed(name)}", "file-too-large"
        same = _alike(name)
        if same in taken:
            yield f"文件名重复或只差大小写:{_printed(taken[same])} 与 {_printed(name)}", "unsafe-member"
        taken[same] = name
        folders.update(_alike(str(parent)) for parent in PurePosixPath(name).parents)
    yield from ((f"既是文件又是文件夹:{_printed(taken[same])}", "unsafe-member") for same in folders & taken.keys())
    if count > bounds.files or size > bounds.size:
        yield f"文件太多或太大({count} 个,{size} 字节;至多 {bounds.files} 个,{bounds.size} 字节)", "too-large"


def _fault_of(info: zipfile.ZipInfo, name: str) -> str:
    """What is wrong with one member; empty where nothing is."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    parts = name.removesuffix("/").split("/")
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "包里只许有普通文件,这是链接或设备"
    if info.flag_bits & _ENCRYPTED:
        return "包里的文件加了密"
    if info.compress_type not in _METHODS:
        return "包里的文件用了不支持的压缩方法"
    if any(part in ("", ".", "..") or part.endswith(":") for part in parts):
        return "包里的文件名越出了文件夹"
    if len(name) > _LONGEST_NAME or not name.isprintable() or _FORBIDDEN & set(name):
        return "包里的文件名太长,或有不许用的字符"
    return ""


def _alike(name: str) -> str:
    """The same for names that some file system takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _printed(name: str) -> str:
    return "".join(character if character.isprintable() else "?" for character in name[:_LONGEST_NAME])


def _reason(fault: Exception) -> str:
    return str(fault)[:100] if fault.args else type(fault).__name__


def _too_large(shown: str) -> Problem:
    what = f"规则包文件超过 {LARGEST // 1_048_576} MB"
    return Problem(what, shown, remedy="请核对是否选错了文件", code="file-too-large")
