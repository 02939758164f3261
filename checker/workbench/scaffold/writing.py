"""Writing what was made: every file or none, and nothing of anybody else's is replaced."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from checker.errors import Problem, UsageError


def write_all(files: Mapping[Path, str], replaced: Mapping[Path, bytes]) -> None:
    """Write every file, or none: what was there before is put back where a later one fails. Raises UsageError.

    ``replaced`` are the files that may be there already, with what they held when they were read; a file that holds
    anything else by now, and any other file that is there, is left as it is.
    """
    written: list[Path] = []
    made: list[Path] = []
    try:
        for path, text in files.items():
            _require_unchanged(path, replaced.get(path))
            made += _make_folders(path.parent)
            draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
            try:
                draft.write_text(text, encoding="utf-8", newline="")
                draft.replace(path)
            finally:
                with suppress(OSError):
                    draft.unlink(missing_ok=True)
            written.append(path)
    except BaseException as fault:
        left = _put_back(written, replaced, made)
        if isinstance(fault, OSError):
            state = f"没有撤回的:{'、'.join(map(str, left))}" if left else "什么也没有改动"
            raise UsageError(
                Problem(
                    f"文件无法写入({fault.strerror}),{state}",
                    str(fault.filename or ""),
                    remedy="请检查权限与磁盘空间",
                )
            ) from None
        raise


def require_folder(folder: Path, option: str) -> None:
    """Raise UsageError where ``folder`` cannot become a folder, as a file stands in its way."""
    there = next((place for place in (folder, *folder.parents) if place.exists()), folder)
    if there.exists() and not there.is_dir():
        raise UsageError(Problem(f"选项 --{option}:这是文件,不是文件夹", str(there), remedy="请写一个文件夹"))


def _require_unchanged(path: Path, expected: bytes | None) -> None:
    """Raise UsageError where the file is not what it was when it was read, or is there where none was."""
    if expected is None and (path.exists() or path.is_symlink()):
        raise UsageError(Problem("文件已经有了", str(path), remedy="请换一个编号,或直接修改这个文件"))
    if expected is not None and (not path.is_file() or path.read_bytes() != expected):
        raise UsageError(Problem("文件在这期间被改过,没有写入", str(path), remedy="请再做一次"))


def _make_folders(folder: Path) -> list[Path]:
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _put_back(written: list[Path], replaced: Mapping[Path, bytes], made: list[Path]) -> list[Path]:
    """Undo what was written, path by path; those that could not be undone."""
    left = []
    for path in written:
        try:
            if path in replaced:
                path.write_bytes(replaced[path])
            else:
                path.unlink(missing_ok=True)
        except OSError:
            left.append(path)
    for folder in sorted(made, key=lambda folder: -len(folder.parts)):
        with suppress(OSError):  # a folder that somebody else has put something in stays
            folder.rmdir()
    return left
