"""Git: which files of a work tree have changed."""

from __future__ import annotations

import subprocess
from pathlib import Path

from checker.errors import Problem, UsageError


def changed_files(folder: Path, since: str = "HEAD") -> tuple[Path, ...]:
    """The files of the work tree around ``folder`` that differ from ``since``, new ones included, deleted ones too.

    Raises UsageError where there is no git, no work tree or no such revision.
    """
    top = Path(_git(folder, "rev-parse", "--show-toplevel").rstrip("\n"))
    differing = _git(top, "diff", "--name-only", "-z", since, "--")
    untracked = _git(top, "ls-files", "--others", "--exclude-standard", "-z")
    return tuple(sorted({top / name for name in (differing + untracked).split("\0") if name}))


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="surrogateescape", check=False)
    except OSError:
        raise UsageError(Problem("没有找到 git,不能判断哪些文件有改动", remedy="请安装 git,或不写 --changed")) from None
    if done.returncode == 0:
        return done.stdout
    if "--show-toplevel" in arguments:
        remedy = "请在 git 管理的文件夹里运行,或不写 --changed"
        raise UsageError(Problem("不在 git 管理之下,不能判断哪些文件有改动", str(folder), remedy=remedy))
    revision = arguments[3] if arguments[0] == "diff" else ""
    raise UsageError(Problem(f"git 里没有版本 {revision}", str(folder), remedy="请写提交号、分支名,如 HEAD~1、main"))
