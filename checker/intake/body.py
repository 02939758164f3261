"""Bodies: a letter in a platform's own names and codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checker.intake.letter import Letter
from checker.intake.mapping import BodyPart, PlatformMapping, Push
from checker.intake.mapping_check import codes_of


class UncodedError(ValueError):
    """A value of a letter for which the mapping has no code."""


def body_of(letter: Letter, push: Push, mapping: PlatformMapping) -> dict[str, Any]:
    """What is sent: the letter as the mapping puts it, or the whole letter. Raises UncodedError."""
    if push.body is None:
        return dict(letter)
    return {name: _value(part, letter, mapping) for name, part in push.body.items()}


def _value(part: BodyPart, here: Mapping[str, Any], mapping: PlatformMapping) -> Any:  # noqa: ANN401 - any JSON value
    if part.source is not None:
        return _coded(part, here[part.source], mapping)
    if part.each is not None:
        return [_object(part.fields, item, mapping) if part.fields else item for item in here[part.each]]
    if part.fields is not None:
        return _object(part.fields, here, mapping)
    return part.value


def _object(fields: Mapping[str, BodyPart], here: Mapping[str, Any], mapping: PlatformMapping) -> dict[str, Any]:
    return {name: _value(part, here, mapping) for name, part in fields.items()}


def _coded(part: BodyPart, value: Any, mapping: PlatformMapping) -> Any:  # noqa: ANN401 - any JSON value
    codes = codes_of(part.codes, mapping)
    if codes is None or value is None:
        return value
    if isinstance(value, list):
        return [_coded(part, item, mapping) for item in value]
    name = str(value).lower() if isinstance(value, bool) else str(value)
    if name not in codes:
        raise UncodedError(f"{part.source} 的值“{name}”没有代码")
    return codes[name]
