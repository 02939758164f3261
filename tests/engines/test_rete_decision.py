"""One decision: whatever the tokens, exactly one leaf fires, and it says which pattern matches."""

from __future__ import annotations

import random
from itertools import product

import pytest
from hypothesis import given

from checker.engines.decision import (
    DECISION_ATOMS,
    DECISION_LEAVES,
    ENOUGH_LEAVES,
    LONGEST_WORD,
    Choice,
    Decision,
    Leaf,
    Relation,
    TooLargeError,
    decide,
)
from checker.engines.formula import And, Atom, Formula, Literal, Not, Or, all_of, when_false, when_true
from tests.engines.kleene import TRUTHS, Truths, formulas, kleene, random_formula, random_truths

LABEL = {False: 0, True: 1, None: 2}


def rule_choice(applies: Formula, require: Formula) -> Choice:
    applicable = when_true(applies)
    return when_false(applies), all_of((applicable, when_true(require))), all_of((applicable, when_false(require)))


def digit(literal: Literal, tokens: Truths) -> str:
    token = tokens[literal.atom]
    return "2" if token is None else "0" if token is literal.value else "1"


def firing(decision: Decision, tokens: Truths) -> list[int]:
    """The labels of all leaves that hold."""
    words = [int("1" + "".join(digit(literal, tokens) for literal in word)) for word in decision.words]

    def holds(leaf: Leaf) -> bool:
        for test in leaf.tests:
            match test.relation:
                case Relation.BELOW:
                    right = words[test.word] < test.bound
                case Relation.EQUAL:
                    right = words[test.word] == test.bound
                case Relation.FROM:
                    right = words[test.word] >= test.bound
            if not right:
                return False
        return True

    return [leaf.label for leaf in decision.leaves if holds(leaf)]


def combinations(atoms: int) -> list[Truths]:
    return list(product(TRUTHS, repeat=atoms))


@given(formulas(atoms=4))
def test_exactly_one_leaf_fires_for_the_truth_of_a_formula(formula: Formula) -> None:
    decision = decide((when_false(formula), when_true(formula)))
    for tokens in combinations(4):
        assert firing(decision, tokens) == [LABEL[kleene(formula, tokens)]]


@given(formulas(atoms=4, leaves=6), formulas(atoms=4, leaves=6))
def test_behind_a_guard_the_tree_is_right_wherever_the_guard_does_not_match(applies: Formula, require: Formula) -> None:
    choice = rule_choice(applies, require)
    plain = decide(choice)
    for guard in (Literal(0, False), Literal(3, True)):
        behind = decide(choice, excluded=guard)
        for tokens in combinations(4):
            if tokens[guard.atom] is not guard.value:
                assert firing(behind, tokens) == firing(plain, tokens)


def test_larger_formulas_over_many_words() -> None:
    source = random.Random(3)
    decided = 0
    while decided < 40:
        formula = random_formula(source, 8, 3)
        try:
            decision = decide((when_false(formula), when_true(formula)))
        except TooLargeError:
            continue
        decided += 1
        for _ in range(200):
            tokens = random_truths(source, 8, 0.3)
            assert firing(decision, tokens) == [LABEL[kleene(formula, tokens)]]


@pytest.mark.parametrize("size", range(1, DECISION_ATOMS + 1))
@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("connective", [And, Or])
def test_a_chain_of_conditions_stays_small(connective: type[And | Or], turned: bool, size: int) -> None:
    formula: Formula = connective(tuple(map(Atom, range(size))))
    if turned:
        formula = Not(formula)
    decision = decide((when_false(formula), when_true(formula)))
    assert len(decision.leaves) <= max(ENOUGH_LEAVES, (size + 1) * (size + 2) / 2)
    assert len(decision.leaves) <= DECISION_LEAVES
    assert all(len(word) <= LONGEST_WORD for word in decision.words)
    assert all(test.bound < 10 ** (LONGEST_WORD + 1) for leaf in decision.leaves for test in leaf.tests)


def test_first_false_and_all_true_are_asked_for_first() -> None:
    choice = rule_choice(Atom(0), Atom(1))
    assert fewest_tests(decide(choice)) == {0: 1, 1: 2, 2: 2, 3: 2}
    assert fewest_tests(decide(choice, excluded=Literal(0, False))) == {1: 1, 2: 1, 3: 1}


def fewest_tests(decision: Decision) -> dict[int, int]:
    return {
        label: min(len(leaf.tests) for leaf in decision.leaves if leaf.label == label)
        for label in sorted({leaf.label for leaf in decision.leaves})
    }


def test_what_settles_most_comes_first_in_each_word() -> None:
    (word,) = decide(rule_choice(And((Atom(0), Not(Atom(1)))), Or((Atom(2), Atom(3))))).words
    assert word == (Literal(0, False), Literal(1, True), Literal(2, True), Literal(3, True))


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(TooLargeError):
        decide((when_true(And(tuple(map(Atom, range(DECISION_ATOMS + 1))))),))
    odd = parity(tuple(range(8)))
    with pytest.raises(TooLargeError):
        decide((when_false(odd), when_true(odd)))


def parity(atoms: tuple[int, ...]) -> Formula:
    """Whether an odd number of atoms is true: the formula with the largest tree."""
    if len(atoms) == 1:
        return Atom(atoms[0])
    rest = parity(atoms[1:])
    return Or((And((Atom(atoms[0]), Not(rest))), And((Not(Atom(atoms[0])), rest))))


def test_four_atoms_always_fit() -> None:
    source = random.Random(4)
    for _ in range(300):
        choice = rule_choice(random_formula(source, 4, 6), random_formula(source, 4, 6))
        assert len(decide(choice).leaves) <= 3**4 <= DECISION_LEAVES
