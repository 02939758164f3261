"""The bytes of a file as text: UTF-8 only, with advice for whatever else people send."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Final

from checker.errors import CheckerError, Problem

MAX_BYTES: Final = 1_048_576
_MEBIBYTE: Final = 1_048_576
_EXPECTED: Final = "UTF-8 文本文件"
_SIGNATURES: Final = (
    (b"PK\x03\x04", "Excel、Word 或压缩文件"),
    (b"\xd0\xcf\x11\xe0", "旧版 Excel 或 Word 文件"),
    (b"%PDF", "PDF 文件"),
    (b"\x1f\x8b", "压缩文件"),
    (b"Rar!", "压缩文件"),
    (b"7z\xbc\xaf", "压缩文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
)
_SAVE_AS_UTF8: Final = "用记事本或编辑器打开,“另存为”时编码选 UTF-8"


def read_text(
    path: Path, file: str, *, error: type[CheckerError], max_bytes: int = MAX_BYTES, expected: str = _EXPECTED
) -> str:
    """The text of a regular file or a pipe; raises ``error`` when it cannot be read or is not UTF-8 text.

    ``expected`` names in remedies what the file should have been.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise error(Problem("这是文件夹,不是文件", file, remedy="请写出文件夹中的文件名", code="unreadable-file"))
        if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
            raise error(Problem("不是普通文件", file, remedy=f"请给出{_spaced(expected)}", code="unreadable-file"))
        with path.open("rb") as stream:
            data = stream.read(max_bytes + 1)
    except FileNotFoundError:
        raise error(Problem("文件不存在", file, remedy="请核对路径和文件名", code="unreadable-file")) from None
    except PermissionError:
        raise error(Problem("没有读取权限", file, remedy="请管理员授予读取权限", code="unreadable-file")) from None
    except (OSError, ValueError) as fault:  # ValueError: a path with a NUL character
        said = getattr(fault, "strerror", None) or "文件名不对"
        raise error(Problem(f"文件无法读取({said})", file, remedy="请核对路径和磁盘", code="unreadable-file")) from None
    return decode_text(data, file, error=error, max_bytes=max_bytes, expected=expected)


def decode_text(
    data: bytes, file: str, *, error: type[CheckerError], max_bytes: int = MAX_BYTES, expected: str = _EXPECTED
) -> str:
    """``data`` as text without its byte order mark; raises ``error`` saying what the bytes look like."""
    if len(data) > max_bytes:
        raise error(too_large(file, max_bytes))
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise error(
                Problem(f"是{_spaced(what)},不是文本", file, remedy=f"请给出{_spaced(expected)}", code="not-text")
            )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise error(Problem("编码是 UTF-16,不是 UTF-8", file, remedy=_SAVE_AS_UTF8, code="wrong-encoding"))
    if b"\x00" in data:
        raise error(Problem("是二进制文件,不是文本", file, remedy=f"请给出{_spaced(expected)}", code="not-text"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise error(Problem(_encoding_of(data), file, line, remedy=_SAVE_AS_UTF8, code="wrong-encoding")) from None


def check_text(
    text: str | bytes, file: str, *, error: type[CheckerError], max_bytes: int = MAX_BYTES, expected: str = _EXPECTED
) -> str:
    """``text`` handed over by a program, held to the same bounds as a file; raises ``error``."""
    try:
        data = text.encode("utf-8") if isinstance(text, str) else text
    except UnicodeEncodeError as fault:
        line = fault.object.count("\n", 0, fault.start) + 1
        raise error(Problem("含有残缺的字符", file, line, remedy="请删去该字符后重写", code="wrong-encoding")) from None
    return decode_text(data, file, error=error, max_bytes=max_bytes, expected=expected)


def too_large(file: str, max_bytes: int) -> Problem:
    """The problem of a file of more than ``max_bytes``."""
    size = f"{max_bytes // _MEBIBYTE} MB" if max_bytes % _MEBIBYTE == 0 else f"{max_bytes // 1024} KB"
    return Problem(f"文件超过 {size}", file, remedy="请核对是否选错了文件,或拆分文件", code="file-too-large")


def _encoding_of(data: bytes) -> str:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return "不是 UTF-8 文本"
    chinese = sum("\u4e00" <= character <= "\u9fff" for character in text[:10_000])
    return "编码是 GBK(GB 18030),不是 UTF-8" if chinese else "不是 UTF-8 文本"


def _spaced(what: str) -> str:
    """The words to stand after an ideograph."""
    return f" {what}" if what[0].isascii() else what
