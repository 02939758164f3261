"""Completion inside an expression: names, fields, words of the compared fact, units, functions, operators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from checker.feel.functions import BUILTINS
from checker.feel.tree import Literal, walk
from checker.feel.type_relations import described
from checker.feel.types import QuantityType
from checker.feel.units import parse_unit
from checker.language_server.library import Library
from checker.language_server.meaning import Reading, choices_of, members_of, record_of
from checker.language_server.proposal import Proposal, Role
from checker.language_server.tokens import Kind, ends_operand, unclosed
from checker.rulebook import AS_OF
from checker.workbench.schemas.names import fact_line, unit_line, units

_OPERATORS: Final = (
    ("and", "并且"),
    ("or", "或者"),
    ("=", "等于"),
    ("!=", "不等于"),
    ("<", "小于"),
    ("<=", "不大于"),
    (">", "大于"),
    (">=", "不小于"),
    ("in", "在列表或区间里"),
    ("between", "在两者之间(含)"),
    ("then", "if 条件 then 值 else 值"),
    ("else", "if 条件 then 值 else 值"),
    ("satisfies", "some 变量 in 列表 satisfies 条件"),
    ("return", "for 变量 in 列表 return 值"),
)
_OPENERS: Final = (
    ("not", "不成立", "not("),
    ("if", "if 条件 then 值 else 值", "if "),
    ("some", "至少一项:some 变量 in 列表 satisfies 条件", "some "),
    ("every", "每一项:every 变量 in 列表 satisfies 条件", "every "),
    ("for", "逐项:for 变量 in 列表 return 值", "for "),
    ("true", "是", "true"),
    ("false", "否", "false"),
    ("null", "空", "null"),
)


def in_expression(text: str, offset: int, library: Library) -> tuple[int, list[Proposal]]:
    """Where in ``text`` the word at ``offset`` begins, and what may stand there."""
    reading = Reading(text[:offset], library.outline)
    tokens = reading.tokens
    if tokens and tokens[-1].is_open_string:
        return tokens[-1].start + 1, list(_words(reading, library))
    place, begin = len(tokens), offset
    if tokens and tokens[-1].end == offset and tokens[-1].kind in (Kind.NAME, Kind.KEYWORD):
        place, begin = place - 1, tokens[-1].start
    before = tokens[place - 1] if place else None
    if before is None:
        return begin, list(_operands(reading, place, library))
    if before.text == ".":
        return begin, list(_fields(reading, place))
    if before.kind is Kind.NUMBER:
        return begin, [*_units(reading, place - 1), *_operators()]
    if ends_operand(before):
        return begin, list(_operators())
    return begin, list(_operands(reading, place, library))


def _words(reading: Reading, library: Library) -> Iterator[Proposal]:
    """The words that the value in quotes may be."""
    place = len(reading.tokens) - 1
    kind, spec = reading.expected(place)
    known = choices_of(kind, spec) or _words_of_table(reading, place, library)
    about = spec.label if spec else ""
    yield from (Proposal(word, Role.WORD, about, rank=0) for word in known)


def _words_of_table(reading: Reading, place: int, library: Library) -> list[str]:
    """The texts that the rows of a table test an input for."""
    opening = next(iter(unclosed(reading.tokens, place)), None)
    if opening is None or reading.tokens[opening].text != "(":
        return []
    versions = library.outline.tables.get(reading.function_before(opening), ())
    inner = reading.tokens[opening + 1 : place]
    position = sum(token.text == "," for token in inner)
    found: dict[str, None] = {}
    for version in versions:
        for row in version.rows:
            if position < len(row.tests):
                literals = (node.value for node in walk(row.tests[position]) if isinstance(node, Literal))
                found |= dict.fromkeys(value for value in literals if isinstance(value, str))
    return list(found)


def _fields(reading: Reading, place: int) -> Iterator[Proposal]:
    kind = reading.type_before(place - 1)
    record = record_of(kind)
    for name, inner in members_of(kind).items():
        spec = record.find(name) if record else None
        yield Proposal(name, Role.FIELD, fact_line(spec) if spec else described(inner))


def _units(reading: Reading, number: int) -> Iterator[Proposal]:
    """The units of what the number is compared with; every unit where that is not known."""
    kind, spec = reading.expected(number)
    wanted = kind.dimension if isinstance(kind, QuantityType) else None
    declared = spec.unit.symbol if spec and spec.unit else ""
    if declared:
        yield Proposal(declared, Role.UNIT, "该事实的单位", rank=0)
    for unit in units():
        if unit.text != declared and (wanted is None or parse_unit(unit.text).dimension is wanted):
            yield Proposal(unit.text, Role.UNIT, unit.about, rank=1)
            if wanted is not None and len(unit.text) <= 2 and not unit.text.startswith(("万", "亿")):
                yield Proposal(f"万{unit.text}", Role.UNIT, unit_line(f"万{unit.text}"), rank=1)


def _operators() -> Iterator[Proposal]:
    for word, about in _OPERATORS:
        yield Proposal(word, Role.KEYWORD, about, insert=f"{word} ", rank=5)


def _operands(reading: Reading, place: int, library: Library) -> Iterator[Proposal]:
    """Everything a value can begin with: fields and variables first, then the names of the book, then functions."""
    wanted, spec = reading.expected(place)
    for word in choices_of(wanted, spec):
        yield Proposal(f'"{word}"', Role.WORD, spec.label if spec else "", rank=0)
    for kind, record in reading.fields_around(place):
        for name, inner in members_of(kind).items():
            field = record.find(name) if record else None
            yield Proposal(name, Role.FIELD, fact_line(field) if field else described(inner), rank=0)
    for name, kind in reading.variables(place).items():
        yield Proposal(name, Role.VARIABLE, f"变量 · {described(kind)}", rank=0)
    names = library.names
    yield from (Proposal(each.text, Role.FACT, each.about, rank=1) for each in names.derived)
    yield from (Proposal(each.text, Role.FACT, each.about, rank=2) for each in names.facts)
    yield from (Proposal(each.text, Role.PARAMETER, each.about, rank=2) for each in names.parameters)
    yield from (Proposal(each.text, Role.TABLE, each.about, insert=f"{each.text}(", rank=3) for each in names.tables)
    yield Proposal(AS_OF, Role.VARIABLE, "审查所依据的日期", rank=3)
    for name, builtin in BUILTINS.items():
        parameters = ", ".join(parameter.name for parameter in builtin.signatures[0]) if builtin.signatures else ""
        yield Proposal(name, Role.FUNCTION, f"{name}({parameters})", insert=f"{name}(", rank=4)
    for word, about, insert in _OPENERS:
        yield Proposal(word, Role.KEYWORD, about, insert=insert, rank=4)
