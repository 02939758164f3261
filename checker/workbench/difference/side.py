"""Sides of a comparison: a folder of packs, a bundle or .zip of them, or a git revision, read into a rule book.

A file or folder wins over a revision of the same name. What a revision holds is laid out in a temporary folder only
while it is read, and problems in it are told under the name the user gave.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from checker.bundle.container import Bounds
from checker.bundle.place import is_bundle, load_rulebook
from checker.bundle.zip_folder import is_zip, packs_in, told_as, write_below
from checker.errors import Problem, UsageError
from checker.rulebook import RuleBook

_PACKS: Final = "rules"
"""Where a repository keeps its packs when a revision names no folder."""
_GIT_SECONDS: Final = 60
_CHOICES: Final = "请写规则包的文件夹、规则包文件、.zip 文件或 git 版本(如 HEAD~1 或 HEAD~1:rules)"


@dataclass(frozen=True, slots=True)
class Side:
    """One rule book under the name the user gave it."""

    name: str
    book: RuleBook


def read_side(name: str, around: Sequence[Path] = ()) -> Side:
    """The rule book that ``name`` stands for, loaded together with the packs in ``around``.

    Raises UsageError where it stands for nothing, RuleBookError where the rule book is invalid.
    """
    with _place(name) as place:
        return Side(name, load_rulebook(place, *around))


@contextmanager
def _place(name: str) -> Iterator[Path]:
    path = Path(name)
    if name and (path.is_dir() or is_zip(path) or (path.is_file() and is_bundle(path))):
        yield path
    elif path.is_file():
        raise UsageError(Problem("既不是文件夹,也不是规则包文件或 .zip", name, remedy=_CHOICES))
    else:
        with tempfile.TemporaryDirectory(prefix="checker-") as temporary:
            _check_out(name, Path(temporary))
            folder = packs_in(Path(temporary), name)
            with told_as(folder, name):
                yield folder


def _check_out(name: str, folder: Path) -> None:
    revision, _, inner = name.partition(":")
    where = "git 版本"
    if not revision or revision.startswith("-"):
        raise UsageError(Problem(f"没有“{name}”这个文件夹、文件或 {where}", remedy=_CHOICES))
    known = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if known is None:
        raise UsageError(Problem(f"没有“{name}”这个文件夹、文件或 {where}", remedy=_CHOICES))
    commit = known.decode().strip()
    root = (_git("rev-parse", "--show-toplevel") or b".").decode().strip()
    trees = [f"{commit}:{inner.rstrip('/')}"] if inner else [f"{commit}:{_PACKS}", commit]
    archive = next((found for tree in trees if (found := _git("-C", root, "archive", "--format=tar", tree))), None)
    if archive is None:
        remedy = f"请核对冒号后的文件夹,如 {revision}:{_PACKS}"
        raise UsageError(Problem(f"{where} {revision} 里没有文件夹“{inner}”", remedy=remedy))
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        files = [member for member in tar.getmembers() if member.isfile() and _may_be_pack_file(member.name)]
        _refuse_oversized(name, len(files), sum(member.size for member in files))
        for member in files:
            content = tar.extractfile(member)
            written = PurePosixPath(member.name)
            if written.is_absolute() or ".." in written.parts:
                raise UsageError(Problem(f"文件名越出了文件夹:{member.name}", name, remedy="请核对这个版本"))
            write_below(folder, member.name, content.read() if content else b"")


def _may_be_pack_file(name: str) -> bool:
    return name.endswith((".yaml", ".csv", ".yml"))


def _git(*arguments: str) -> bytes | None:
    """What git says, or None where it refuses."""
    try:
        done = subprocess.run(["git", *arguments], capture_output=True, check=False, timeout=_GIT_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise UsageError(Problem(f"git 不能运行({fault})", remedy="请安装 git,或先导出成文件夹再比较")) from None
    return done.stdout if done.returncode == 0 else None


def _refuse_oversized(name: str, files: int, size: int) -> None:
    bounds = Bounds()
    if files > bounds.files or size > bounds.size:
        raise UsageError(Problem(f"文件太多或太大({files} 个,{size} 字节)", name, remedy="请确认它是规则包"))
