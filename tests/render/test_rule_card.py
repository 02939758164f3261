"""Cards and shapes of everything in the shipped rule book."""

from __future__ import annotations

import json

import pytest
import simplejson
from rich.cells import cell_len

from checker.feel import parse
from checker.render.rule_card import render_clause, render_clause_list, render_rule, render_rule_list
from checker.render.rule_shape import clause_shape, rule_shape
from checker.rulebook import RuleBook, default_packs_directory, load_rulebook


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_rulebook(default_packs_directory())


def test_every_rule_and_derivation_has_a_card_that_fits(book: RuleBook) -> None:
    for rule in (*book.rules, *book.derivations):
        card = render_rule(rule, width=80)
        assert card.startswith(rule.id), rule.id
        assert f"位置      {rule.file}:{rule.line}" in card
        assert max(map(cell_len, card.splitlines())) <= 80, rule.id


def test_every_clause_has_a_card_that_fits(book: RuleBook) -> None:
    for clause in book.clauses.values():
        card = render_clause(clause, width=80)
        assert max(map(cell_len, card.splitlines())) <= 80, clause.reference


def test_expressions_in_a_shape_parse_back_to_the_rule(book: RuleBook) -> None:
    for rule in book.rules:
        shape = json.loads(json.dumps(rule_shape(rule), ensure_ascii=False))
        assert parse(shape["applies"]) == rule.applies, rule.id
        assert parse(shape["require"]) == rule.require, rule.id
        assert shape["effect"] == rule.effect


def test_shapes_of_derivations_and_clauses_are_json(book: RuleBook) -> None:
    for derivation in book.derivations:
        assert json.loads(json.dumps(rule_shape(derivation)))["derive"] == derivation.derive
    for clause in book.clauses.values():
        assert json.loads(simplejson.dumps(clause_shape(clause), use_decimal=True))["reference"] == clause.reference


def test_lists_have_one_line_each(book: RuleBook) -> None:
    assert len(render_rule_list(book.rules).splitlines()) == len(book.rules)
    assert len(render_clause_list(book.clauses.values(), width=100).splitlines()) == len(book.clauses)
