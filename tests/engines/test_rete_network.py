"""The networks against a plain evaluator of Kleene's logic, and their contract."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.engines.formula import And, Atom, Constant, Formula, Not, Or
from checker.engines.network import DerivationNetwork, RuleNetwork, RuleState
from checker.errors import EngineError
from tests.engines.kleene import (
    TRUTHS,
    Rule,
    application,
    formulas,
    kleene,
    random_formula,
    random_truths,
    rule_book,
    rule_states,
    truths,
)

NOT_APPLICABLE, SATISFIED, VIOLATED, UNDETERMINED = RuleState


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(formulas(), formulas()), min_size=1, max_size=8), st.lists(truths(), min_size=1, max_size=30))
def test_rules_say_what_kleene_says(rules: list[Rule], facts: list[list[bool | None]]) -> None:
    network = RuleNetwork(rules)
    for tokens in facts:
        assert network.outcomes(tokens) == rule_states(rules, tokens)


@settings(max_examples=60, deadline=None)
@given(st.lists(formulas(), min_size=1, max_size=8), st.lists(truths(), min_size=1, max_size=30))
def test_derivations_say_what_kleene_says(whens: list[Formula], facts: list[list[bool | None]]) -> None:
    network = DerivationNetwork(whens)
    for tokens in facts:
        assert network.truths(tokens) == [kleene(when, tokens) for when in whens]


@pytest.mark.parametrize(("size", "seed"), [(1, 1), (7, 2), (60, 3), (150, 4), (600, 5)])
def test_rule_books_of_any_size_say_what_kleene_says(size: int, seed: int) -> None:
    rules, atoms = rule_book(size, seed)
    network = RuleNetwork(rules)
    source = random.Random(seed)
    for number in range(60):
        tokens = random_truths(source, atoms) if number % 3 == 0 else application(source, rules, atoms, source.random())
        assert network.outcomes(tokens) == rule_states(rules, tokens)


def test_one_network_serves_thousands_of_applications() -> None:
    rules, atoms = rule_book(150)
    network = RuleNetwork(rules)
    source = random.Random(6)
    applications = [application(source, rules, atoms) for _ in range(200)]
    expected = [rule_states(rules, tokens) for tokens in applications]
    for number in range(5000):
        which = number * 7 % 200
        assert network.outcomes(applications[which]) == expected[which]


def test_networks_do_not_disturb_each_other() -> None:
    books = [rule_book(40, seed) for seed in range(5)]
    networks = [RuleNetwork(rules) for rules, _ in books]
    source = random.Random(7)
    for number in range(1000):
        (rules, atoms), network = books[number % 5], networks[number % 5]
        tokens = random_truths(source, atoms)
        assert network.outcomes(tokens) == rule_states(rules, tokens)


@pytest.mark.parametrize("depth", [4, 10, 16])
def test_deep_formulas_are_split_and_keep_their_meaning(depth: int) -> None:
    source = random.Random(depth)
    atoms = 12

    def alternating(levels: int) -> Formula:
        if not levels:
            return Atom(source.randrange(atoms))
        items = (Atom(source.randrange(atoms)), Not(alternating(levels - 1)), Atom(source.randrange(atoms)))
        return And(items) if levels % 2 else Or(items)

    rules: list[Rule] = [(alternating(depth), alternating(depth)) for _ in range(4)]
    network = RuleNetwork(rules)
    for _ in range(200):
        tokens = random_truths(source, atoms, 0.2)
        assert network.outcomes(tokens) == rule_states(rules, tokens)


def test_wide_formulas_are_split_and_keep_their_meaning() -> None:
    rules: list[Rule] = [
        (And(tuple(map(Atom, range(40)))), Or(tuple(map(Atom, range(40, 90))))),
        (Or(tuple(map(Atom, range(90)))), And(tuple(Or((Atom(i), Not(Atom(i + 1)))) for i in range(80)))),
    ]
    network = RuleNetwork(rules)
    assert network.circuit.stages
    source = random.Random(8)
    for number in range(200):
        tokens = [source.random() < (0.98, 0.5, 0.02)[number % 3] for _ in range(90)]
        mixed: list[bool | None] = [None if source.random() < 0.02 else token for token in tokens]
        assert network.outcomes(tokens) == rule_states(rules, tokens)
        assert network.outcomes(mixed) == rule_states(rules, mixed)


def test_random_trees_of_many_shapes() -> None:
    source = random.Random(9)
    for atoms, depth in ((3, 6), (9, 4), (30, 3), (300, 2)):
        rules: list[Rule] = [
            (random_formula(source, atoms, depth), random_formula(source, atoms, depth)) for _ in range(30)
        ]
        whens = [applies for applies, _ in rules]
        network, derivations = RuleNetwork(rules), DerivationNetwork(whens)
        for unknown in (0.0, 0.1, 0.9) * 10:
            tokens = random_truths(source, atoms, unknown)
            assert network.outcomes(tokens) == rule_states(rules, tokens)
            assert derivations.truths(tokens) == [kleene(when, tokens) for when in whens]


@pytest.mark.parametrize("applies", TRUTHS)
@pytest.mark.parametrize("require", TRUTHS)
def test_constant_rules(applies: bool | None, require: bool | None) -> None:
    rules: list[Rule] = [
        (Constant(applies), Constant(require)),
        (Constant(applies), Atom(0)),
        (Atom(0), Constant(require)),
    ]
    for token in TRUTHS:
        assert RuleNetwork(rules).outcomes([token]) == rule_states(rules, [token])


@pytest.mark.parametrize(
    ("applies", "require", "state"),
    [
        (False, True, NOT_APPLICABLE),
        (False, None, NOT_APPLICABLE),
        (None, True, UNDETERMINED),
        (None, False, UNDETERMINED),
        (True, None, UNDETERMINED),
        (True, True, SATISFIED),
        (True, False, VIOLATED),
    ],
)
def test_unknown_is_never_a_pass(applies: bool | None, require: bool | None, state: RuleState) -> None:
    assert RuleNetwork([(Atom(0), Atom(1))]).outcomes([applies, require]) == [state]
    assert RuleNetwork([(Not(Not(Atom(0))), Not(Not(Atom(1))))]).outcomes([applies, require]) == [state]


def test_no_rules_no_outcomes() -> None:
    assert RuleNetwork([]).outcomes([True, None]) == []
    assert DerivationNetwork([]).truths([]) == []


def test_outcomes_come_in_the_order_of_the_rules() -> None:
    rules: list[Rule] = [(Atom(0), Atom(number % 3)) for number in range(80)]
    outcomes = RuleNetwork(rules).outcomes([True, False, None])
    assert outcomes == [SATISFIED, VIOLATED, UNDETERMINED] * 26 + [SATISFIED, VIOLATED]


def test_atoms_that_no_rule_uses_are_ignored_but_checked() -> None:
    network = RuleNetwork([(Atom(0), Atom(3))])
    assert network.outcomes([True, None, False, True, False, None]) == [SATISFIED]
    with pytest.raises(EngineError):
        network.outcomes([True, None, False, True, "是"])  # type: ignore[list-item] # the mistake under test


def test_tuples_do_as_well_as_lists() -> None:
    assert RuleNetwork([(Atom(0), Atom(1))]).outcomes((True, False)) == [VIOLATED]


@pytest.mark.parametrize(
    "wrong", [1, 0, 1.0, "true", "50", b"T", (), [], Ellipsis, StopIteration, float("nan"), 10**30, object()]
)
def test_nothing_but_truth_values_gets_in(wrong: object) -> None:
    network = RuleNetwork([(Atom(0), Atom(1))])
    with pytest.raises(EngineError, match="第 1 个命题"):
        network.outcomes([True, wrong])  # type: ignore[list-item] # the mistake under test


def test_too_few_truths_are_an_error() -> None:
    with pytest.raises(EngineError, match="需要 6 个命题的真值,只收到 2 个"):
        RuleNetwork([(Atom(0), Atom(5))]).outcomes([True, True])


def test_a_negative_atom_is_an_error() -> None:
    with pytest.raises(EngineError, match="不能为负"):
        RuleNetwork([(Atom(0), Atom(-1))])


def test_a_rule_nested_too_deeply_is_refused_by_name() -> None:
    formula: Formula = Atom(0)
    for _ in range(65):
        formula = Not(formula)
    with pytest.raises(EngineError, match=r"BZ-7:条件嵌套 65 层.*派生事实"):
        RuleNetwork([(Atom(0), Atom(0)), (Atom(0), formula)], ["BZ-6", "BZ-7"])


def test_a_rule_with_too_many_terms_is_refused_by_name() -> None:
    formula: Formula = Atom(0)
    for _ in range(40):
        formula = And((formula, formula))
    with pytest.raises(EngineError, match="BZ-9:条件超过"):
        DerivationNetwork([formula], ["BZ-9"])
    with pytest.raises(EngineError, match="第 1 条推导"):
        DerivationNetwork([formula])
