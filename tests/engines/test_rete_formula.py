"""The patterns of a formula: positive, and true or false exactly when Kleene's logic says so."""

from __future__ import annotations

import pytest
from hypothesis import given

from checker.engines.formula import (
    ALWAYS,
    NEVER,
    AllOf,
    And,
    AnyOf,
    Atom,
    Constant,
    Formula,
    Literal,
    Not,
    Or,
    Pattern,
    all_of,
    any_of,
    atoms_of,
    shape_of,
    when_false,
    when_true,
)
from tests.engines.kleene import Truths, formulas, kleene, truths


def matches(pattern: Pattern, tokens: Truths) -> bool:
    match pattern:
        case Literal(atom, value):
            return tokens[atom] is value
        case AllOf(items):
            return all(matches(item, tokens) for item in items)
        case AnyOf(items):
            return any(matches(item, tokens) for item in items)


@given(formulas(), truths())
def test_patterns_say_what_kleene_says(formula: Formula, tokens: Truths) -> None:
    value = kleene(formula, tokens)
    assert matches(when_true(formula), tokens) == (value is True)
    assert matches(when_false(formula), tokens) == (value is False)


def test_not_is_pushed_down_to_the_literals() -> None:
    formula = Not(And((Atom(0), Not(Or((Atom(1), Atom(2)))))))
    assert when_true(formula) == AnyOf((Literal(0, False), Literal(1, True), Literal(2, True)))
    assert when_false(formula) == AllOf((Literal(0, True), Literal(1, False), Literal(2, False)))


@pytest.mark.parametrize(
    ("formula", "true", "false"),
    [
        (Constant(True), ALWAYS, NEVER),
        (Constant(False), NEVER, ALWAYS),
        (Constant(None), NEVER, NEVER),
        (And(()), ALWAYS, NEVER),
        (Or(()), NEVER, ALWAYS),
        (And((Atom(0), Constant(None))), NEVER, Literal(0, False)),
        (Or((Atom(0), Constant(None))), Literal(0, True), NEVER),
        (And((Atom(0), Atom(0))), Literal(0, True), Literal(0, False)),
    ],
)
def test_constants_and_empty_connectives(formula: Formula, true: Pattern, false: Pattern) -> None:
    assert (when_true(formula), when_false(formula)) == (true, false)


def test_an_atom_cannot_be_true_and_false_but_need_not_be_either() -> None:
    both = (Literal(0, True), Literal(0, False))
    assert all_of(both) == NEVER
    assert any_of(both) == AnyOf(both)


def test_atoms_come_once_in_order_of_appearance() -> None:
    assert atoms_of(Or((Atom(7), Not(And((Atom(2), Atom(7)))), Atom(0)))) == (7, 2, 0)


def test_shape_is_measured_without_recursion() -> None:
    formula: Formula = Atom(0)
    for _ in range(50_000):
        formula = Not(formula)
    assert shape_of(formula, 100_000) == (50_000, 50_001)
    while isinstance(formula, Not):  # taken apart one by one: freeing it in one go would recurse
        formula = formula.item


def test_shape_stops_counting_where_it_is_told_to() -> None:
    formula: Formula = Atom(0)
    for _ in range(60):
        formula = And((formula, formula))
    assert shape_of(formula, 1000)[1] == 1001
