"""The layout and the shards keep every measured limit of the C engine, whatever the rules are."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.engines.decision import Choice
from checker.engines.formula import And, Atom, Literal, Not, Or, all_of, when_false, when_true
from checker.engines.layout import SHARD_DIGITS, SHARD_FIELDS, SHARD_UNITS, UNIT_MEMBERS, Unit, lay_out
from checker.engines.shard import MOST_BRANCHES, Shard, blocks_of, check_names, compile_shard, fnv1a
from checker.errors import EngineError
from tests.engines.kleene import Rule, random_formula, rule_book

MATCHES_AT_ONCE = 64
ROOT_CONDITIONS = 512
FIELDS_OF_A_FACT = 251
ENTRIES_OF_A_PATTERN = 31


def choice_of(rule: Rule) -> Choice:
    applies, require = rule
    applicable = when_true(applies)
    return when_false(applies), all_of((applicable, when_true(require))), all_of((applicable, when_false(require)))


def compiled(shards: tuple[tuple[Unit, ...], ...], atoms: int) -> list[Shard]:
    return [compile_shard(units, len(blocks_of(bytes(atoms))) // 2) for units in shards]


def patterns(shard: Shard) -> list[str]:
    return shard.ruleset.split('"all":')[1:]


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 600), st.integers(0, 10**6))
def test_every_limit_holds_for_any_number_of_rules(size: int, seed: int) -> None:
    rules, atoms = rule_book(size, seed)
    shards = lay_out([choice_of(rule) for rule in rules])
    numbers = [member.number for units in shards for unit in units for member in unit.members]
    assert sorted(numbers) == list(range(size))
    for units, shard in zip(shards, compiled(shards, atoms), strict=True):
        members = max(len(unit.members) for unit in units)
        assert len(units) <= SHARD_UNITS
        assert members <= UNIT_MEMBERS
        assert 1 + len(units) + 2 * members < MATCHES_AT_ONCE
        assert 1 + 2 * len(units) < ROOT_CONDITIONS
        assert shard.field_count <= SHARD_FIELDS + len(units) < FIELDS_OF_A_FACT
        assert len({digit for unit in units for digit in unit.digits()}) <= SHARD_DIGITS


def test_patterns_stay_flat_however_deep_the_formulas_are() -> None:
    source = random.Random(11)
    rules = [(random_formula(source, 4, 9), random_formula(source, 4, 9)) for _ in range(60)]
    shards = lay_out([choice_of(rule) for rule in rules])
    for shard in compiled(shards, 4):
        for pattern in patterns(shard):
            assert pattern.count('"$or"') <= 1
            assert pattern.count('"$and"') <= MOST_BRANCHES
            assert 2 * (pattern.count('"$or"') + pattern.count('"$and"')) <= ENTRIES_OF_A_PATTERN


def test_the_same_rules_give_the_same_text() -> None:
    rules, atoms = rule_book(150)
    choices = [choice_of(rule) for rule in rules]
    texts = [[shard.ruleset for shard in compiled(lay_out(choices), atoms)] for _ in range(2)]
    assert texts[0] == texts[1]


def test_rules_of_one_subject_share_its_guard() -> None:
    coal, stage = Atom(0), Atom(1)
    rules: list[Rule] = [(And((stage, coal)), Atom(2 + number)) for number in range(6)]
    rules += [(And((stage, Atom(20 + number))), Atom(30 + number)) for number in range(6)]
    units = [unit for units in lay_out([choice_of(rule) for rule in rules]) for unit in units]
    shared = [unit for unit in units if unit.guards == (Literal(0, False),)]
    assert [sorted(member.number for member in unit.members) for unit in shared] == [[0, 1, 2, 3, 4, 5]]


def test_a_guard_may_be_something_that_must_not_hold() -> None:
    rules: list[Rule] = [(Not(Atom(0)), Atom(1 + number)) for number in range(5)]
    ((unit,),) = lay_out([choice_of(rule) for rule in rules])
    assert unit.guards == (Literal(0, True),)


def test_rules_that_nothing_alone_switches_off_have_no_guard() -> None:
    ((unit,),) = lay_out([choice_of((Or((Atom(0), Atom(1))), Atom(2)))])
    assert unit.guards == ()


def test_a_quiet_unit_sends_nothing_but_its_guards() -> None:
    rules: list[Rule] = [(Atom(0), And((Atom(1 + number), Atom(11 + number)))) for number in range(6)]
    (shard,) = compiled(lay_out([choice_of(rule) for rule in rules]), 20)
    head = b'{"id":"00000001","sid":"1"'
    quiet = shard.fact(head, blocks_of(b"0" + b"1" * 19))
    active = shard.fact(head, blocks_of(b"1" * 20))
    assert quiet.count(":") == 3
    assert active.count(":") == 3 + 6


def test_ruleset_and_fact_are_plain_text_of_numbers_and_generated_names() -> None:
    rules, atoms = rule_book(80)
    for shard in compiled(lay_out([choice_of(rule) for rule in rules]), atoms):
        fact = shard.fact(b'{"id":"00000001","sid":"1"', blocks_of(b"2" * atoms))
        assert fact.isascii()
        assert shard.ruleset.isascii()
        assert re.fullmatch(r'\{"id":"\d{8}","sid":"\d+"(,"\w{1,2}":1[012]*)+\}', fact)


def test_two_names_that_hash_alike_are_refused() -> None:
    assert fnv1a("liquid") == fnv1a("costarring")
    with pytest.raises(EngineError, match=r"costarring.*liquid"):
        check_names(["coal", "liquid", "costarring"])


@pytest.mark.parametrize("name", ["id", "sid", "$and", "all"])
def test_reserved_names_are_refused(name: str) -> None:
    with pytest.raises(EngineError, match="散列"):
        check_names([name])


@pytest.mark.parametrize(
    ("name", "digest"), [("id", 926444256), ("sid", 3593476751), ("$and", 3746487396), ("$forward", 739185624)]
)
def test_the_hash_is_the_one_of_the_c_engine(name: str, digest: int) -> None:
    assert fnv1a(name) == digest
