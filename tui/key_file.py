"""The officer's own keys: a TOML file of commands and keys, checked before any of it is used."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs

from checker.errors import Problem
from checker.nearness import nearest
from tui.key_names import UnfitKeyError, key_named, refuse_unfit
from tui.keymap import KEYS, meet
from tui.state import PROGRAM

_FILE: Final = "keys.toml"
_HOW: Final = '写作 "f4" 或 "f4, slash"'


def key_file() -> Path:
    """Where an officer may name other keys."""
    return platformdirs.user_config_path(PROGRAM) / _FILE


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """Keys by command, as Textual writes them, and what of the file could not be used."""

    keys: dict[str, str]
    problems: tuple[Problem, ...] = ()


def read_own_keys(file: Path) -> OwnKeys:
    """What the file says; whatever is wrong in it is told, and that command has its keys as declared."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return OwnKeys({})
    except (OSError, UnicodeDecodeError) as fault:
        return OwnKeys({}, (Problem(f"按键文件读不了({type(fault).__name__})", str(file), remedy="按初始按键打开"),))
    try:
        written = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        found = re.search(r"at line (\d+)", str(fault))
        line = int(found[1]) if found else None
        remedy = '每行写作 "queue.filter" = "f4, slash",一个命令写一次;现按初始按键打开'
        return OwnKeys({}, (Problem("按键文件不是 TOML", str(file), line, remedy=remedy),))
    keys: dict[str, tuple[str, ...]] = {}
    unfit: dict[str, UnfitKeyError] = {}
    for command, value in _flat(written):
        try:
            keys[command] = _keys(command, value)
        except UnfitKeyError as mistake:
            unfit[command] = mistake
    while (clash := _clash(keys)) is not None:
        late, taken = clash
        del keys[late]
        unfit[late] = taken
    problems = (_problem(file, text, command, why) for command, why in unfit.items())
    return OwnKeys({command: ",".join(names) for command, names in keys.items()}, tuple(problems))


def _flat(written: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """``[queue]`` with ``filter = …`` below it means the same as ``"queue.filter" = …``."""
    for name, value in written.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{inner}", deeper) for inner, deeper in value.items())
        else:
            yield name, value


def _keys(command: str, value: object) -> tuple[str, ...]:
    if command not in KEYS:
        near = nearest(command, KEYS)
        raise UnfitKeyError("没有这个命令", f"是否为“{near}”?" if near else "命令的名字见帮助(按 ?)")
    parts = value if isinstance(value, list) else value.split(",") if isinstance(value, str) else []
    names = tuple(dict.fromkeys(key_named(str(part).strip()) for part in parts if str(part).strip()))
    if not names:
        raise UnfitKeyError("没有写按键", f"{_HOW};逗号键写作 comma")
    for name in names:
        refuse_unfit(command, name)
    return names


def _clash(keys: Mapping[str, tuple[str, ...]]) -> tuple[str, UnfitKeyError] | None:
    """The first command that has a key of another one, own or declared; the later one written gives way."""
    held = {command: keys.get(command) or tuple(KEYS[command].keys.split(",")) for command in KEYS}
    order = [*(command for command in KEYS if command not in keys), *keys]
    for place, command in enumerate(order):
        for other in order[:place]:
            shared = [name for name in held[command] if name in held[other]]
            if command in keys and shared and meet(command, other):
                message = f"{shared[0]} 已经用于“{KEYS[other].label}”({other})"
                return command, UnfitKeyError(message, f"请换一个键,或给 {other} 另写一个键")
    return None


def _problem(file: Path, text: str, command: str, why: UnfitKeyError) -> Problem:
    stays = f";现仍用 {KEYS[command].keys.replace(',', '、')}" if command in KEYS else ""
    return Problem(why.message, str(file), _line_of(text, command), field=command, remedy=f"{why.remedy}{stays}")


def _line_of(text: str, command: str) -> int | None:
    """The line that names a command, as a whole or below its group."""
    group, _, name = command.partition(".")
    whole = re.compile(rf"""\s*(?:"{re.escape(command)}"|'{re.escape(command)}'|{re.escape(command)})\s*=""")
    inner = re.compile(rf"""\s*["']?{re.escape(name)}["']?\s*=""")
    within = ""
    for number, line in enumerate(text.splitlines(), 1):
        if head := re.match(r"""\s*\[\s*["']?([^"'\]]+?)["']?\s*\]""", line):
            within = head[1]
        elif (inner if within == group else whole).match(line):
            return number
    return None
