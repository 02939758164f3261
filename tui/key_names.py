"""The names of keys: how an officer may write one, what Textual calls it, and which ones a command cannot have."""

from __future__ import annotations

from typing import Final

from textual.keys import Keys, _character_to_key  # the names that Textual gives keys; it offers no public way

from checker.nearness import nearest
from tui.keymap import KEYS, RESERVED

_MODIFIERS: Final = frozenset({"alt", "ctrl", "hyper", "meta", "shift", "super"})
_ALIASES: Final = {"esc": "escape", "return": "enter", "del": "delete", "pgup": "pageup", "pgdn": "pagedown"}
_FUNCTIONAL: Final = frozenset(
    last for key in Keys if len(last := key.value.rpartition("+")[2]) > 1 and last.replace("_", "").isalnum()
) - {"return"}
_SIGNS: Final = frozenset(_character_to_key(chr(code)) for code in range(0x21, 0x7F))
_NAMES: Final = _FUNCTIONAL | _SIGNS
_OF_WIDGETS: Final = frozenset(
    {
        "enter", "escape", "tab", "shift+tab", "space", "up", "down", "left", "right", "pageup", "pagedown", "home",
        "end", "j", "k",
    }
)  # fmt: skip
"""What lists, forms and dialogs move and choose with."""
_OF_FIELDS: Final = frozenset({"backspace", "delete", *(f"ctrl+{letter}" for letter in "aefkuvwxy")})
"""What fields edit with."""


class UnfitKeyError(ValueError):
    """A key that a command cannot have: what is wrong, and what to write instead."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


def key_named(written: str) -> str:
    """Textual's name of the key that was written ``/``, ``F4``, ``Ctrl+O``; raises UnfitKeyError for none."""
    *modifiers, last = written.split("+") if len(written) > 1 else [written]
    held = sorted({modifier.strip().lower() for modifier in modifiers})
    last = _last(last.strip(), is_held=bool(held))
    if not _MODIFIERS.issuperset(held) or not last:
        near = nearest(written.lower().rpartition("+")[2], _NAMES)
        raise UnfitKeyError(f"没有叫 {written} 的键", f"是否为 {near}?" if near else "例如 f4、slash、ctrl+o、N")
    if held == ["shift"] and (len(last) == 1 or last in _SIGNS):
        raise UnfitKeyError(f"{written} 在终端里是另一个字符", "写打出来的字符,如 shift+n 写作 N")
    return "+".join([*held, last])


def _last(name: str, *, is_held: bool) -> str:
    """The key itself, without what is held with it; empty where there is none of that name."""
    if len(name) == 1:
        return _character_to_key(name.lower() if is_held else name) if name.isprintable() and name != " " else ""
    known = _ALIASES.get(name.lower(), name.lower())
    return known if known in _NAMES else ""


def refuse_unfit(command: str, key: str) -> None:
    """Raise UnfitKeyError where the terminal or a widget has its own use for a key that is not a declared one."""
    if key in KEYS[command].keys.split(","):
        return
    if key in RESERVED:
        raise UnfitKeyError(f"{key} 是终端自己用的键", "请换一个键,如 f4、ctrl+o、N")
    if key in _OF_WIDGETS:
        raise UnfitKeyError(f"{key} 是移动和选择用的键", "请换一个键,如 f4、ctrl+o、N")
    is_typed = len(key) == 1 or key in _SIGNS or key in _OF_FIELDS
    if command.startswith("form.") and is_typed:
        raise UnfitKeyError(f"{key} 在表单里是打字用的键", "请换一个键,如 f4、ctrl+o")
