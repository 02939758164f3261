"""Which application files a command line names: files, directories and standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from checker.errors import ApplicationError, Problem, UsageError

if TYPE_CHECKING:
    from checker.model import Application

STANDARD_INPUT = "-"
SUFFIXES = (".yaml", ".yml", ".json")
_MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class ApplicationFile:
    """One application to be read: a path as the user named it, or standard input."""

    name: str
    path: Path | None

    def read(self) -> Application:
        """The application; raises ApplicationError with every problem in it."""
        from checker.model import parse_application, read_application  # noqa: PLC0415 - pydantic takes its time

        if self.path is None:
            return parse_application(_bytes_of(sys.stdin, self.name), self.name)
        return read_application(self.path)


@dataclass(frozen=True, slots=True)
class Selection:
    """The files to check; ``several`` tells that the answer is a list even if one file remains.

    ``problems`` are names that lead nowhere; ``unread`` says, per directory, what in it is not an application file.
    """

    files: tuple[ApplicationFile, ...]
    problems: tuple[Problem, ...]
    unread: tuple[str, ...]
    several: bool


def select_files(arguments: Iterable[str]) -> Selection:
    """The files that ``arguments`` name, directories opened one level deep and sorted by name.

    Raises UsageError when a name is empty or standard input is named twice.
    """
    names = list(arguments)
    if "" in names:
        raise UsageError(Problem("文件名是空的", remedy="请写文件、目录,或 - 表示标准输入"))
    if names.count(STANDARD_INPUT) > 1:
        raise UsageError(Problem("标准输入 - 只能写一次", remedy="请去掉多余的 -"))
    files: list[ApplicationFile] = []
    problems: list[Problem] = []
    unread: list[str] = []
    has_directory = False
    for name in names:
        path = Path(name)
        if name == STANDARD_INPUT:
            files.append(ApplicationFile("<标准输入>", None))
        elif path.is_dir():
            has_directory = True
            found, others = _directory(path)
            files.extend(found)
            if not found:
                problems.append(Problem("目录里没有申报文件", name, remedy=f"申报文件以 {'、'.join(SUFFIXES)} 结尾"))
            if others:
                unread.append(_unread_notice(name, len(found), others))
        else:
            files.append(ApplicationFile(name, path))
    return Selection(tuple(files), tuple(problems), tuple(unread), has_directory or len(names) > 1)


def _directory(directory: Path) -> tuple[list[ApplicationFile], list[str]]:
    found: list[ApplicationFile] = []
    others: list[str] = []
    try:
        entries = sorted(directory.iterdir(), key=lambda entry: entry.name)
    except OSError as fault:
        problem = Problem(f"目录无法读取({fault.strerror})", str(directory), remedy="请检查目录权限")
        raise ApplicationError(problem) from None
    for entry in entries:
        if entry.suffix.lower() in SUFFIXES and not entry.is_dir():
            found.append(ApplicationFile(str(entry), entry))
        else:
            others.append(f"{entry.name}/" if entry.is_dir() else entry.name)
    return found, others


def _unread_notice(name: str, count: int, others: list[str]) -> str:
    listed = "、".join(others[:_MOST_NAMED]) + (f" 等 {len(others)} 项" if len(others) > _MOST_NAMED else "")
    return f"{name}:核对其中 {count} 个申报文件;未核对(不是申报文件或为下级目录):{listed}"


def _bytes_of(stream: TextIO | None, name: str) -> bytes:
    from checker.model.reading import LARGEST  # noqa: PLC0415 - only streams need it

    binary = getattr(stream, "buffer", None)
    if binary is None:
        raise ApplicationError(Problem("标准输入已关闭", name, remedy="请用管道送入申报文件,或给出文件路径"))
    try:
        data: bytes = binary.read(LARGEST + 1)  # one more shows that it is too large
    except OSError as fault:
        raise ApplicationError(Problem(f"无法读取({fault.strerror})", name, remedy="请给出文件路径")) from None
    return data
