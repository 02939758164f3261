"""The comparison of two sealed reports: which pack, which finding, which field; what it was and what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import simplejson

from checker.ledger.journal import canonical

_NAMES: Final = {
    "packs": "id",
    "findings": "rule",
    "derived": "fact",
    "undetermined": "fact",
    "consultations": "rule",
    "observed": "fact",
    "citations": "reference",
    "values": "fact",
    "inputs": "fact",
}
"""What tells the members of a list apart, by the key the list stands under."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two reports differ; ``before`` or ``after`` is None where the place is in one of them only.

    ``where`` is the path of JSON keys, members of lists by their names: ``findings[BZ-0301].observed[用煤].value``.
    """

    where: str
    before: str | None
    after: str | None


def differences(before: bytes, after: bytes) -> Iterator[Difference]:
    """Every difference between two sealed reports, in the order of the report."""
    if before != after:
        old, new = (simplejson.loads(content.decode(), use_decimal=True) for content in (before, after))
        found = list(_compare("", "", old["report"], new["report"]))
        found += _compare("besides", "", old["besides"], new["besides"])
        yield from found or [Difference("", "字节", "字节")]


def _compare(where: str, key: str, before: Any, after: Any) -> Iterator[Difference]:  # noqa: ANN401 - any JSON value
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in dict.fromkeys((*before, *after)):
            place = f"{where}.{name}" if where else name
            yield from _compare_member(place, name, before, after, name)
    elif isinstance(before, list) and isinstance(after, list):
        old, new = _named(before, _NAMES.get(key)), _named(after, _NAMES.get(key))
        if list(old) != list(new) and old.keys() == new.keys():
            yield Difference(f"{where}(次序)", _listed(old), _listed(new))
        for name in dict.fromkeys((*old, *new)):
            yield from _compare_member(f"{where}[{name}]", key, old, new, name)
    elif canonical(before) != canonical(after):
        yield Difference(where, _text(before), _text(after))


def _compare_member(
    where: str, key: str, before: Mapping[str, Any], after: Mapping[str, Any], name: str
) -> Iterator[Difference]:
    if name not in before:
        yield Difference(where, None, _text(after[name]))
    elif name not in after:
        yield Difference(where, _text(before[name]), None)
    else:
        yield from _compare(where, key, before[name], after[name])


def _named(items: Sequence[Any], name: str | None) -> dict[str, Any]:
    """Members by what tells them apart; by their place, counted from 1, where nothing does."""
    named: dict[str, Any] = {}
    for place, item in enumerate(items, 1):
        label = str(item[name]) if name and isinstance(item, Mapping) and name in item else str(place)
        while label in named:
            label += f"#{place}"
        named[label] = item
    return named


def _listed(members: Mapping[str, Any]) -> str:
    return "、".join(members)


def _text(value: object) -> str:
    return value if isinstance(value, str) else canonical(value)
