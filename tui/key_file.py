"""The officer's own keys: a TOML file of commands and keys, checked before any of it is used."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import platformdirs
from textual.keys import _character_to_key  # the names that Textual gives keys; it offers no public way

from checker.errors import Problem
from checker.nearness import nearest
from tui.keymap import KEYS, RESERVED
from tui.state import PROGRAM

_FILE: Final = "keys.toml"


def key_file() -> Path:
    """Where an officer may name other keys."""
    return platformdirs.user_config_path(PROGRAM) / _FILE


@dataclass(frozen=True, slots=True)
class OwnKeys:
    """Keys by command, as Textual writes them, and what of the file could not be used."""

    keys: dict[str, str]
    problems: tuple[Problem, ...] = ()


def read_own_keys(file: Path) -> OwnKeys:
    """What the file says; whatever is wrong in it is told, and the keys there are as declared."""
    try:
        written = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return OwnKeys({})
    except (OSError, UnicodeDecodeError) as fault:
        return OwnKeys({}, (Problem(f"按键文件读不了({type(fault).__name__})", str(file), remedy="按初始按键打开"),))
    except tomllib.TOMLDecodeError as fault:
        remedy = '每行写作 "queue.filter" = "f4, slash"'
        return OwnKeys({}, (Problem(f"按键文件不是 TOML({fault})", str(file), remedy=remedy),))
    keys: dict[str, str] = {}
    problems: list[Problem] = []
    taken: dict[str, str] = {}
    for command, value in _flat(written):
        try:
            keys[command] = _keys(command, value, taken)
        except ValueError as mistake:
            what, remedy = mistake.args
            problems.append(Problem(what, str(file), field=command, remedy=remedy))
    return OwnKeys(keys, tuple(problems))


def _flat(written: dict[str, object]) -> list[tuple[str, object]]:
    """``[queue]`` with ``filter = …`` below it means the same as ``"queue.filter" = …``."""
    flat: list[tuple[str, object]] = []
    for name, value in written.items():
        if isinstance(value, dict):
            flat += [(f"{name}.{inner}", deeper) for inner, deeper in value.items()]
        else:
            flat.append((name, value))
    return flat


def _keys(command: str, value: object, taken: dict[str, str]) -> str:
    if command not in KEYS:
        near = nearest(command, KEYS)
        raise ValueError("没有这个命令", f"是否为“{near}”?" if near else "命令的名字见帮助(按 ?)")
    parts = value if isinstance(value, list) else str(value).split(",") if isinstance(value, str) else []
    names = [_name(str(part).strip()) for part in parts if str(part).strip()]
    if not names:
        raise ValueError("没有写按键", '写作 "f4" 或 "f4, slash"')
    for name in names:
        if name in RESERVED:
            raise ValueError(f"{name} 是终端自己用的键", "请换一个键")
        if "+" not in name and len(name) > 1 and not name.isidentifier():
            raise ValueError(f"{name} 不是按键", "例如 f4、slash、ctrl+o、N")
        other = taken.get(name)
        if other is not None and _group(other) in (_group(command), "app", "go"):
            raise ValueError(f"{name} 已经用于 {other}", "一个键在一屏里只能有一个用处")
    for name in names:
        taken[name] = command
    return ",".join(names)


def _name(key: str) -> str:
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    return "+".join(
        [*(modifier.lower() for modifier in modifiers), _character_to_key(last) if len(last) == 1 else last]
    )


def _group(command: str) -> str:
    return command.partition(".")[0]
