"""The bytes of an application file as text: UTF-8 only, with advice for whatever else people send."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Final

from checker.errors import ApplicationError, Problem

LARGEST: Final = 10 * 1024 * 1024
"""Bytes in one application file."""

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
_WRITE_TEXT: Final = "申报文件应为 UTF-8 编码的 YAML 或 JSON 文本"
_SAVE_AS_UTF8: Final = "用记事本或编辑器打开,“另存为”时编码选 UTF-8"


def read_text(path: Path) -> str:
    """The text of the file at ``path``; raises ApplicationError when it is missing, too large, or not UTF-8 text."""
    file = str(path)
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise ApplicationError(Problem("是文件夹,不是申报文件", file, remedy="写出文件夹中的文件名"))
        if not stat.S_ISREG(status.st_mode):
            raise ApplicationError(Problem("不是普通文件", file, remedy=_WRITE_TEXT))
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except FileNotFoundError:
        raise ApplicationError(Problem("文件不存在", file, remedy="核对路径和文件名")) from None
    except PermissionError:
        raise ApplicationError(Problem("没有读取权限", file, remedy="请管理员授予读取权限")) from None
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL character
        raise ApplicationError(
            Problem("文件无法读取", file, remedy=f"核对路径和磁盘({type(error).__name__})")
        ) from None
    return decode(data, file)


def decode(data: bytes, file: str = "") -> str:
    """``data`` as text without its byte order mark; raises ApplicationError saying what the bytes look like."""
    if len(data) > LARGEST:
        raise _too_large(file)
    if not data.strip():
        raise ApplicationError(Problem("文件是空的", file, remedy="至少填写 项目名称、建设阶段、建设性质、行业代码"))
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise ApplicationError(Problem(f"是{what},不是申报文本", file, remedy=_WRITE_TEXT))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ApplicationError(Problem("编码是 UTF-16,不是 UTF-8", file, remedy=_SAVE_AS_UTF8))
    if b"\x00" in data:
        raise ApplicationError(Problem("是二进制文件,不是文本", file, remedy=_WRITE_TEXT))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ApplicationError(Problem(_encoding_of(data), file, line, remedy=_SAVE_AS_UTF8)) from None


def check_text(text: str | bytes, file: str = "") -> str:
    """``text`` handed over by a program, held to the same bounds; raises ApplicationError."""
    if isinstance(text, bytes):
        return decode(text, file)
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise ApplicationError(Problem("含有残缺的字符", file, line, remedy="删去该字符后重写")) from None
    return decode(data, file)


def _encoding_of(data: bytes) -> str:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return "不是 UTF-8 文本"
    chinese = sum("\u4e00" <= character <= "\u9fff" for character in text[:10_000])
    return "编码是 GBK(GB 18030),不是 UTF-8" if chinese else "不是 UTF-8 文本"


def _too_large(file: str) -> ApplicationError:
    return ApplicationError(
        Problem(f"超过 {LARGEST // 1024 // 1024} MB", file, remedy="一份申报只有几十 KB,请核对是否选错了文件")
    )
