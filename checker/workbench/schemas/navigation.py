"""Walking a schema: what belongs at a place in a file, and what is offered there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

from checker.workbench.schemas.names import Suggestion
from checker.workbench.schemas.shape import Offer, reference_to
from checker.workbench.schemas.subject import Subject, schema_of

KeyPath: TypeAlias = Sequence[str | int]
"""Keys and positions from the top of a file to a value."""


@cache
def _schema(subject: Subject) -> Mapping[str, Any]:
    return schema_of(subject)


def shape_at(subject: Subject, path: KeyPath) -> Mapping[str, Any] | None:
    """The part of the schema for the value at ``path``; None where nothing belongs there."""
    shape: Mapping[str, Any] = _schema(subject)
    for step in path:
        inner = _item_of(shape) if isinstance(step, int) else shape.get("properties", {}).get(step)
        if inner is None and isinstance(step, str):
            inner = shape.get("additionalProperties")
        if not isinstance(inner, Mapping):
            return None
        shape = inner
    return shape


def keys_of(shape: Mapping[str, Any]) -> tuple[Suggestion, ...]:
    """The keys that a mapping may have, each with what belongs there."""
    properties = shape.get("properties", {})
    return tuple(Suggestion(key, str(inner.get("description", ""))) for key, inner in properties.items())


def words_of(shape: Mapping[str, Any]) -> tuple[Suggestion, ...]:
    """The words that the schema itself proposes for a value."""
    found = (
        Suggestion(str(word), str(about))
        for part in _parts(shape)
        for word, about in zip(part.get("enum", ()), part.get("enumDescriptions", part.get("enum", ())), strict=False)
        if word is not None
    )
    return tuple(found)


def offer_of(shape: Mapping[str, Any]) -> Offer | None:
    """Which names of the rule book a value may take."""
    references = {part.get("$ref") for part in _parts(shape)}
    return next((offer for offer in Offer if reference_to(offer) in references), None)


def _item_of(shape: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return next((part["items"] for part in _parts(shape) if isinstance(part.get("items"), Mapping)), None)


def _parts(shape: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The shape and its alternatives, however deep."""
    yield shape
    for alternative in shape.get("anyOf", ()):
        yield from _parts(alternative)
