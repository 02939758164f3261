"""A file that a result goes into: checked before the work starts, written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from checker.errors import Problem, UsageError


def check_result_file(path: Path, inputs: Iterable[Path]) -> None:
    """Raise UsageError where ``path`` cannot become the result, or is one of the ``inputs``."""
    name = str(path)
    if path.is_dir():
        raise UsageError(Problem("结果不能写入目录", name, remedy="请给出文件名,如 --output 结果.txt"))
    if not path.parent.is_dir():
        raise UsageError(Problem("结果文件所在的目录不存在", name, remedy="请先建立目录,或换一个路径"))
    if path.exists() and any(_same(path, given) for given in inputs):
        raise UsageError(Problem("结果文件就是申报文件", name, remedy="请换一个文件名,以免覆盖申报文件"))


def write_result(path: Path, content: str | bytes) -> None:
    """Write ``content``, text as UTF-8; a reader of ``path`` sees old content or new, never a part.

    Raises UsageError.
    """
    data = content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")
    target = path.resolve()
    special = target.exists() and not target.is_file()
    draft = target if special else target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        draft.write_bytes(data)
        if not special:
            if target.exists():
                draft.chmod(target.stat().st_mode & 0o777)
            draft.replace(target)
    except OSError as fault:
        if not special:
            draft.unlink(missing_ok=True)
        problem = Problem(f"结果文件无法写入({fault.strerror})", str(path), remedy="请检查目录权限与磁盘空间")
        raise UsageError(problem) from None


def _same(path: Path, given: Path) -> bool:
    try:
        return path.samefile(given)
    except OSError:
        return False
