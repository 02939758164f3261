"""Pointers: where a value stands in a platform's JSON, written ``/energy/0/amount`` or ``energy[0].amount``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

_STEP: Final = re.compile(r"([^.\[\]]+)((?:\[\d{1,6}\])*)")
_NUMBER: Final = re.compile(r"\[(\d+)\]")
ABSENT: Final = object()
"""What stands where nothing stands."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """The steps to a value, positions counted from 0; one ``from_root`` starts at the whole record."""

    steps: tuple[str | int, ...]
    from_root: bool = False

    def of(self, here: Any, root: Any = None) -> Any:  # noqa: ANN401 - any JSON value
        """The value in ``here``, or in ``root`` for a pointer from there; ``ABSENT`` where the way ends before."""
        found = root if self.from_root else here
        for step in self.steps:
            if isinstance(found, Mapping):
                found = found.get(str(step), ABSENT)
            elif isinstance(found, Sequence) and not isinstance(found, str):
                place = int(step) if isinstance(step, int) or step.isdecimal() else len(found)
                found = found[place] if place < len(found) else ABSENT
            else:
                return ABSENT
        return found

    def under(self, base: str) -> str:
        """The pointer as JSON writes it (RFC 6901), ``base`` being where it starts."""
        start = "" if self.from_root else base
        return start + "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in self.steps)


def parse_pointer(text: str) -> Pointer:
    """The pointer that ``text`` writes: JSON Pointer, or names with dots; ``$`` in front means from the whole record.

    Raises ValueError with what is wrong, in Chinese.
    """
    if text == "$":
        return Pointer((), from_root=True)
    from_root = text.startswith(("$.", "$/"))
    body = text[1:].removeprefix(".") if from_root else text
    if body.startswith("/"):
        return Pointer(tuple(_unescaped(step) for step in body[1:].split("/")), from_root)
    steps: list[str | int] = []
    for part in body.split("."):
        match = _STEP.fullmatch(part.strip())
        if match is None:
            raise ValueError(f"“{text}”不是路径")
        steps.append(match[1])
        steps += [int(number) for number in _NUMBER.findall(match[2])]
    return Pointer(tuple(steps), from_root)


def _unescaped(step: str) -> str:
    return step.replace("~1", "/").replace("~0", "~")
