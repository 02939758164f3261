"""Meanings: what a name at a place of an expression stands for, and what the expression around it expects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from checker.errors import FeelSyntaxError
from checker.feel import types
from checker.feel.functions import BUILTINS
from checker.feel.parser import parse
from checker.feel.typecheck import check
from checker.feel.types import ANY, ContextType, FeelType, ListType, RangeType
from checker.language_server.tokens import (
    Kind,
    Token,
    ends_operand,
    operand_start,
    tokens_of,
    unclosed,
)
from checker.model.vocabulary import VOCABULARY, FactNames, FactSpec
from checker.rulebook import AS_OF
from checker.workbench.schemas import Outline

_BINDING: Final = ("some", "every", "for")
_ENDING: Final = ("satisfies", "return", ",")


class Sort(StrEnum):
    """What a name can stand for."""

    FACT = "fact"
    FIELD = "field"
    PARAMETER = "parameter"
    TABLE = "table"
    FUNCTION = "function"
    VARIABLE = "variable"
    DAY = "day"
    QUANTITY = "quantity"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What stands from ``start`` to ``end`` of an expression; ``spec`` where it is a fact or a field of a record."""

    sort: Sort
    name: str
    start: int
    end: int
    type: FeelType = ANY
    spec: FactSpec | None = None


class Reading:
    """An expression as it stands, finished or not, against the names of the rule book."""

    def __init__(self, text: str, outline: Outline) -> None:
        self.text = text
        self.tokens = tokens_of(text)
        self._outline = outline
        self._scope = dict(outline.around.scope.names)

    def token_at(self, offset: int) -> int | None:
        """The index of the token that an offset is in or at the end of; a word rather than a sign beside it."""
        touching = [place for place, token in enumerate(self.tokens) if token.start <= offset <= token.end]
        words = [place for place in touching if self.tokens[place].kind is not Kind.SIGN]
        return next(iter(words or touching), None)

    def meaning_at(self, offset: int) -> Meaning | None:
        """What the name or quantity at an offset stands for; None where there is none, or nobody knows it."""
        place = self.token_at(offset)
        if place is None:
            return None
        token = self.tokens[place]
        if token.kind is Kind.NUMBER:
            return self._quantity(place)
        if token.kind is not Kind.NAME:
            return None
        if place > 0 and self.tokens[place - 1].kind is Kind.NUMBER:
            return self._quantity(place - 1)
        if place > 1 and self.tokens[place - 1].text == ".":
            kind = self.type_before(place - 1)
            return self._field(token, members_of(kind), record_of(kind))
        return self._call(place) or self._named(place)

    def names_at(self, place: int) -> Mapping[str, FeelType]:
        """The names that may stand at the token ``place``: of the book, bound before it, of the items around it."""
        names = self._scope | self.variables(place)
        for kind in reversed(self._filtered(place)):
            names |= {"item": kind, **members_of(kind)}
        return names

    def variables(self, place: int) -> dict[str, FeelType]:
        """The variables bound before the token ``place``, with their types."""
        names: dict[str, FeelType] = {}
        for start, token in enumerate(self.tokens[:place]):
            if token.kind is Kind.KEYWORD and token.text in _BINDING:
                names |= self._bound(start + 1, place, names)
        return names

    def fields_around(self, place: int) -> Iterator[tuple[FeelType, FactNames | None]]:
        """The records whose fields may be named at the token ``place`` without a path, innermost first."""
        for kind in self._filtered(place):
            yield kind, record_of(kind)

    def type_before(self, place: int, names: Mapping[str, FeelType] | None = None) -> FeelType:
        """The type of the operand that ends before the token ``place``."""
        if place < 1 or not ends_operand(self.tokens[place - 1]):
            return ANY
        start = operand_start(self.tokens, place - 1)
        if start is None:
            return ANY
        return self._type_of(start, place - 1, self.names_at(start) if names is None else names)

    def spec_before(self, place: int) -> FactSpec | None:
        """The fact or field that the operand before the token ``place`` names, where it names one."""
        if place < 1:
            return None
        found = self.meaning_at(self.tokens[place - 1].end) if self.tokens[place - 1].kind is Kind.NAME else None
        return found.spec if found else None

    def expected(self, place: int) -> tuple[FeelType, FactSpec | None]:
        """What a value at the token ``place`` is compared with or handed to: its type, and the fact if any."""
        if place < 1:
            return ANY, None
        before = self.tokens[place - 1]
        if before.text in ("=", "!=", "<", "<=", ">", ">=", "in", "between", "+", "-"):
            return self.type_before(place - 1), self.spec_before(place - 1)
        if before.text in ("(", "[", ",", ".."):
            opening = next(iter(unclosed(self.tokens, place)), None)
            if opening is None or opening < 1:
                return ANY, None
            if self.tokens[opening - 1].text == "in":
                return self.type_before(opening - 1), self.spec_before(opening - 1)
            if self.tokens[opening].text == "(" and self.tokens[opening - 1].kind is Kind.NAME:
                return self._argument(opening, place)
        return ANY, None

    def function_before(self, opening: int) -> str:
        """The name of the function whose bracket is the token ``opening``; empty where there is none."""
        start = opening
        while start > 0 and self.tokens[start - 1].kind is Kind.NAME:
            start -= 1
        return " ".join(token.text for token in self.tokens[start:opening])

    def _argument(self, opening: int, place: int) -> tuple[FeelType, FactSpec | None]:
        """What the argument at ``place`` of a call should be: of a table its input, of a search the items searched."""
        name = self.function_before(opening)
        position, depth = 0, 0
        for token in self.tokens[opening + 1 : place]:
            depth += (token.text in "([{") - (token.text in ")]}") if token.kind is Kind.SIGN else 0
            position += depth == 0 and token.text == ","
        signature = self._outline.around.scope.functions.get(name)
        if signature is not None:
            return (signature.parameters[position].type, None) if position < len(signature.parameters) else (ANY, None)
        if name == "list contains" and position == 1:
            comma = next((at for at in range(opening, place) if self.tokens[at].text == ","), None)
            if comma is not None:
                kind = self.type_before(comma)
                return (kind.item if isinstance(kind, ListType) else kind), self.spec_before(comma)
        return ANY, None

    def _bound(self, start: int, before: int, known: Mapping[str, FeelType]) -> dict[str, FeelType]:
        """The variables of one ``some``, ``every`` or ``for`` whose first binding is at ``start``."""
        names: dict[str, FeelType] = {}
        while start + 2 < before and self.tokens[start].kind is Kind.NAME and self.tokens[start + 1].text == "in":
            depth, end = 0, start + 2
            while end < len(self.tokens):
                token = self.tokens[end]
                if depth == 0 and token.text in _ENDING:
                    break
                depth += (token.text in "([{") - (token.text in ")]}") if token.kind is Kind.SIGN else 0
                end += 1
            if end >= before:
                break  # the place asked for is inside the list itself
            scope = {**self._scope, **known, **names}
            kind = self._type_of(start + 2, end - 1, scope)
            names[self.tokens[start].text] = kind.item if isinstance(kind, ListType | RangeType) else kind
            if self.tokens[end].text != ",":
                break
            start = end + 1
        return names

    def _filtered(self, place: int) -> list[FeelType]:
        """The types of the items that the filters around the token ``place`` go through, innermost first."""
        items: list[FeelType] = []
        around: dict[str, FeelType] = {}
        for opening in reversed(unclosed(self.tokens, place)):
            if self.tokens[opening].text != "[" or opening == 0 or not ends_operand(self.tokens[opening - 1]):
                continue
            start = operand_start(self.tokens, opening - 1)
            if start is None or start >= opening:
                continue
            kind = self._type_of(start, opening - 1, self._scope | self.variables(start) | around)
            item = kind.item if isinstance(kind, ListType) else kind
            around |= {"item": item, **members_of(item)}
            items.append(item)
        return items[::-1]

    def _type_of(self, first: int, last: int, names: Mapping[str, FeelType]) -> FeelType:
        try:
            node = parse(self.text[self.tokens[first].start : self.tokens[last].end])
        except FeelSyntaxError:
            return ANY
        return check(node, names, self._outline.around.scope.functions)[0]

    def _quantity(self, number: int) -> Meaning | None:
        """The number at the token ``number`` with the unit behind it."""
        start, end = self.tokens[number].start, self.tokens[number].end
        for token in self.tokens[number + 1 :]:
            if token.kind is Kind.KEYWORD or (token.kind is Kind.SIGN and token.text not in "/·%‰²³℃㎡⁻¹"):
                break
            if token.start > end + 1:
                break
            end = token.end
        unit = self.text[self.tokens[number].end : end].strip()
        return Meaning(Sort.QUANTITY, self.text[start:end], start, end) if unit else None

    def _field(self, token: Token, fields: Mapping[str, FeelType], record: FactNames | None) -> Meaning | None:
        if token.text not in fields:
            return None
        spec = record.find(token.text) if record else None
        return Meaning(Sort.FIELD, token.text, token.start, token.end, fields[token.text], spec)

    def _call(self, place: int) -> Meaning | None:
        """The table or built-in function that the name at ``place`` is part of, where a bracket follows."""
        opening = place + 1
        while opening < len(self.tokens) and self.tokens[opening].kind is Kind.NAME:
            opening += 1
        if opening >= len(self.tokens) or self.tokens[opening].text != "(":
            return None
        name = self.function_before(opening)
        end = self.tokens[opening - 1].end
        if name in self._outline.tables:
            return Meaning(Sort.TABLE, name, self.tokens[place].start, end)
        if name in BUILTINS:
            return Meaning(Sort.FUNCTION, name, end - len(name), end)
        return None

    def _named(self, place: int) -> Meaning | None:
        token = self.tokens[place]
        for kind, record in self.fields_around(place):
            found = self._field(token, members_of(kind), record)
            if found is not None:
                return found
        bound = self.variables(place)
        declares = place > 0 and self.tokens[place - 1].text in _BINDING
        if token.text in bound or declares:
            kind = bound.get(token.text) or self.variables(len(self.tokens)).get(token.text, ANY)
            return Meaning(Sort.VARIABLE, token.text, token.start, token.end, kind)
        return named(token.text, self._outline, token.start, token.end)


def named(name: str, outline: Outline, start: int = 0, end: int = 0) -> Meaning | None:
    """What a name means outside any list: a fact, a parameter, a table, the as-of date."""
    spec = outline.facts.get(name)
    if spec is not None:
        return Meaning(Sort.FACT, name, start, end, spec.type, spec)
    if name in outline.parameters:
        return Meaning(Sort.PARAMETER, name, start, end, outline.parameters[name].type)
    if name in outline.tables:
        return Meaning(Sort.TABLE, name, start, end)
    return Meaning(Sort.DAY, name, start, end, types.DATE) if name == AS_OF else None


def members_of(kind: FeelType) -> Mapping[str, FeelType]:
    """The members of a record, or of the records in a list."""
    inner = kind.item if isinstance(kind, ListType) else kind
    return inner.fields or {} if isinstance(inner, ContextType) else {}


def record_of(kind: FeelType) -> FactNames | None:
    """The declared fields of a record of the application model."""
    members = frozenset(members_of(kind))
    return _records().get(members) if members else None


@cache
def _records() -> Mapping[frozenset[str], FactNames]:
    return {frozenset(fact.fields.by_label): fact.fields for fact in VOCABULARY.names if fact.fields}


def choices_of(kind: FeelType, spec: FactSpec | None) -> Sequence[str]:
    """The words a value may be, in the order they are declared."""
    if spec is not None and spec.choices:
        return spec.choices
    inner = kind.item if isinstance(kind, ListType) else kind
    return sorted(getattr(inner, "values", None) or ())
