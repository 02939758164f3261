"""Watching folders: running something again whenever a file in them changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from checker.cli import console
from checker.errors import CheckerError, Problem, RuleBookError
from checker.render.lines import visible

_SUFFIXES = (".yaml", ".yml", ".csv", ".feature", ".json")
_MOST_NAMED = 3


def watch(
    folders: Iterable[Path], run: Callable[[frozenset[Path]], int], *, suffixes: tuple[str, ...] = _SUFFIXES
) -> int:
    """Call ``run`` at once and after every change, with the files that changed, until Ctrl-C; the code it gave last.

    What ``run`` raises on purpose is told, and the watch goes on. Only files with one of ``suffixes`` count.
    """
    from watchfiles import watch as changes_in  # noqa: PLC0415 - only this mode needs it

    watched = list(dict.fromkeys(folder.resolve() for folder in folders))
    code = 0
    try:
        code = _run(run, frozenset())
        console.narrate("正在等待改动,存盘后自动重新检查;按 Ctrl-C 结束")
        for changes in changes_in(*watched, watch_filter=lambda _, name: _counts(name, suffixes), raise_interrupt=True):
            changed = frozenset(Path(name) for _, name in changes)
            console.narrate(f"\n有改动:{_named(changed, watched)}")
            code = _run(run, changed)
    except KeyboardInterrupt:
        console.narrate("\n已停止")
    return code


def _run(run: Callable[[frozenset[Path]], int], changed: frozenset[Path]) -> int:
    try:
        return run(changed)
    except CheckerError as error:
        console.complain(error.problems)
        return error.exit_code
    except OSError as fault:  # a folder that is being moved or replaced just now
        console.complain([Problem(f"读文件时出错({fault.strerror})", remedy="等下一次改动再检查")])
        return RuleBookError.exit_code


def _counts(name: str, suffixes: tuple[str, ...]) -> bool:
    path = Path(name)
    return path.suffix in suffixes and not path.name.startswith(".")


def _named(changed: Iterable[Path], watched: Iterable[Path]) -> str:
    names = sorted(visible(_short(path, watched)) for path in changed)
    more = f" 等 {len(names)} 个文件" if len(names) > _MOST_NAMED else ""
    return "、".join(names[:_MOST_NAMED]) + more


def _short(path: Path, watched: Iterable[Path]) -> str:
    inside = (path.relative_to(folder).as_posix() for folder in watched if path.is_relative_to(folder))
    return min(inside, key=len, default=path.name)
