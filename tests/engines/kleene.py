"""What the networks are held against: Kleene's logic written down plainly, and formulas and rules at random."""

from __future__ import annotations

import random
from collections.abc import Sequence

from hypothesis import strategies as st

from checker.engines.formula import And, Atom, Constant, Formula, Not, Or, atoms_of
from checker.engines.network import RuleState

Truths = Sequence[bool | None]
Rule = tuple[Formula, Formula]

TRUTHS = (True, False, None)


def kleene(formula: Formula, truths: Truths) -> bool | None:
    match formula:
        case Atom(index):
            return truths[index]
        case Constant(value):
            return value
        case Not(item):
            value = kleene(item, truths)
            return None if value is None else not value
        case And(items):
            values = [kleene(item, truths) for item in items]
            return False if False in values else None if None in values else True
        case Or(items):
            values = [kleene(item, truths) for item in items]
            return True if True in values else None if None in values else False


def rule_state(rule: Rule, truths: Truths) -> RuleState:
    applies, require = (kleene(formula, truths) for formula in rule)
    if applies is False:
        return RuleState.NOT_APPLICABLE
    if applies is None or require is None:
        return RuleState.UNDETERMINED
    return RuleState.SATISFIED if require else RuleState.VIOLATED


def rule_states(rules: Sequence[Rule], truths: Truths) -> list[RuleState]:
    return [rule_state(rule, truths) for rule in rules]


def formulas(atoms: int = 6, leaves: int = 12) -> st.SearchStrategy[Formula]:
    """Formulas over atoms 0 to ``atoms`` - 1, with constants and empty conjunctions among them."""
    return st.recursive(
        st.builds(Atom, st.integers(0, atoms - 1)) | st.builds(Constant, st.sampled_from(TRUTHS)),
        lambda inner: (
            st.builds(Not, inner)
            | st.builds(And, st.lists(inner, max_size=4).map(tuple))
            | st.builds(Or, st.lists(inner, max_size=4).map(tuple))
        ),
        max_leaves=leaves,
    )


def truths(atoms: int = 6) -> st.SearchStrategy[list[bool | None]]:
    return st.lists(st.sampled_from(TRUTHS), min_size=atoms, max_size=atoms)


def random_formula(source: random.Random, atoms: int, depth: int) -> Formula:
    shape = source.random()
    if depth == 0 or shape < 0.35:
        return Atom(source.randrange(atoms))
    if shape < 0.42:
        return Constant(source.choice(TRUTHS))
    if shape < 0.55:
        return Not(random_formula(source, atoms, depth - 1))
    items = tuple(random_formula(source, atoms, depth - 1) for _ in range(source.choice((0, 1, 2, 2, 3, 3, 4))))
    return And(items) if shape < 0.8 else Or(items)


def random_truths(source: random.Random, atoms: int, unknown: float = 0.1) -> list[bool | None]:
    return [None if source.random() < unknown else source.random() < 0.5 for _ in range(atoms)]


def rule_book(size: int, seed: int = 1) -> tuple[list[Rule], int]:
    """Rules as a rule book has them, and the number of their atoms.

    ``applies`` names a stage, a subject that a few rules share, or both, and at times one thing more; ``require`` has
    one to three conditions of its own.
    """
    source = random.Random(seed)
    count = 0

    def new() -> Atom:
        nonlocal count
        count += 1
        return Atom(count - 1)

    stages = [new() for _ in range(6)]
    subjects = [new() for _ in range(max(1, size // 4))]
    rules: list[Rule] = []
    for _ in range(size):
        conditions: list[Formula] = [source.choice(subjects)]
        if source.random() < 0.5:
            conditions.append(source.choice(stages))
        more = source.random()
        if more < 0.3:
            conditions.append(new())
        elif more < 0.4:
            conditions.append(Or((new(), new())))
        elif more < 0.5:
            conditions.append(Not(new()))
        wanted = tuple(new() for _ in range(source.choice((1, 1, 2, 2, 3))))
        rules.append((And(tuple(conditions)), And(wanted) if source.random() < 0.7 else Or(wanted)))
    return rules, count


def application(source: random.Random, rules: Sequence[Rule], atoms: int, share: float = 0.25) -> list[bool | None]:
    """Truths of one application, to which about ``share`` of the subjects apply."""
    subjects = {index for applies, _ in rules for index in atoms_of(applies)[:1]}
    return [
        None if source.random() < 0.01 else source.random() < (share if atom in subjects else 0.8)
        for atom in range(atoms)
    ]
