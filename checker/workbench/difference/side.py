"""Sides of a comparison: a folder of packs, a git revision of one, or a .zip bundle, read into a rule book.

A folder wins over a revision of the same name. What a revision or a bundle holds is laid out in a temporary folder only
while it is read, and problems in it are told under the name the user gave.
"""

from __future__ import annotations

import io
import subprocess
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Final

from checker.errors import Problem, RuleBookError, UsageError
from checker.rulebook import RuleBook, load_rulebook
from checker.rulebook.pack import MANIFEST, MAX_FILES

_PACKS: Final = "rules"
"""Where a repository keeps its packs when a revision names no folder."""
_MAX_BYTES: Final = 64 * 1_048_576
_GIT_SECONDS: Final = 60
_CHOICES: Final = "请写规则包的文件夹、git 版本(如 HEAD~1 或 HEAD~1:rules)或 .zip 文件"


@dataclass(frozen=True, slots=True)
class Side:
    """One rule book under the name the user gave it."""

    name: str
    book: RuleBook


def read_side(name: str, around: Sequence[Path] = ()) -> Side:
    """The rule book that ``name`` stands for, loaded together with the packs in ``around``.

    Raises UsageError where it stands for nothing, RuleBookError where the rule book is invalid.
    """
    with _laid_out(name) as folder:
        try:
            return Side(name, load_rulebook(folder, *around))
        except RuleBookError as error:
            raise RuleBookError([_as_named(problem, folder, name) for problem in error.problems]) from None


@contextmanager
def _laid_out(name: str) -> Iterator[Path]:
    path = Path(name)
    if name and path.is_dir():
        yield path
    elif zipfile.is_zipfile(path) if path.is_file() else False:
        with tempfile.TemporaryDirectory(prefix="checker-") as temporary:
            _unpack(path, Path(temporary))
            yield _packs_in(Path(temporary), name)
    elif path.is_file():
        raise UsageError(Problem("既不是文件夹,也不是 .zip 规则包", name, remedy=_CHOICES))
    else:
        with tempfile.TemporaryDirectory(prefix="checker-") as temporary:
            _check_out(name, Path(temporary))
            yield _packs_in(Path(temporary), name)


def _as_named(problem: Problem, folder: Path, name: str) -> Problem:
    if Path(name).is_dir() or not problem.file.startswith(folder.as_posix()):
        return problem
    return replace(problem, file=f"{name}{problem.file.removeprefix(folder.as_posix())}")


def _packs_in(folder: Path, name: str) -> Path:
    """The packs below an unpacked folder: itself, or what lies alone in it, or its ``rules``."""
    current = folder
    while True:
        inside = sorted(entry for entry in current.iterdir() if entry.is_dir() and not entry.name.startswith("."))
        if (current / MANIFEST).is_file() or any((entry / MANIFEST).is_file() for entry in inside):
            return current
        named = current / _PACKS
        if named in inside:
            current = named
        elif len(inside) == 1:
            current = inside[0]
        else:
            raise UsageError(Problem("里面没有规则包", name, remedy=f"每个规则包是一个含 {MANIFEST} 的文件夹"))


def _unpack(path: Path, folder: Path) -> None:
    try:
        with zipfile.ZipFile(path) as bundle:
            files = [info for info in bundle.infolist() if not info.is_dir()]
            _refuse_oversized(str(path), len(files), sum(info.file_size for info in files))
            for info in files:
                _write_inside(folder, _decoded(info), bundle.read(info), str(path))
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as fault:
        raise UsageError(Problem(f"压缩包无法读取({fault})", str(path), remedy="请重新打包,不要加密")) from None


def _decoded(info: zipfile.ZipInfo) -> str:
    """The name of a member; one written by Chinese Windows is in GBK without saying so."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gbk")
    except UnicodeError:
        return info.filename


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
            _write_inside(folder, member.name, content.read() if content else b"", name)


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
    if files > MAX_FILES or size > _MAX_BYTES:
        raise UsageError(Problem(f"文件太多或太大({files} 个,{size} 字节)", name, remedy="请确认它是规则包"))


def _write_inside(folder: Path, name: str, content: bytes, source: str) -> None:
    inner = PurePosixPath(name.replace("\\", "/"))
    if inner.is_absolute() or ".." in inner.parts or ":" in name:
        raise UsageError(Problem(f"包里的文件名越出了文件夹:{name}", source, remedy="请重新打包"))
    target = folder.joinpath(*inner.parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
