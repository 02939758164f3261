"""Cards: what does not change from one application to the next, worked out once per program."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from checker.engines.program import CompiledDerivation, CompiledRule, Program
from checker.feel import tree
from checker.feel.unparsing import unparse
from checker.model.outcome import Outcome
from checker.model.report import Citation, Finding
from checker.review.citing import cite, cite_rule

Place = tuple[int, str, int, str]
"""Where a finding stands among those of one effect: pack, then register and clause, then rule."""


@dataclass(frozen=True, slots=True)
class RuleCard:
    """What does not change from one application to the next: a rule's place, citations and plain findings."""

    compiled: CompiledRule
    place: Place
    citations: tuple[Citation, ...]
    not_applicable: Finding
    satisfied: Finding
    chain: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a derived fact rests on: the formula, the names in it, and the clauses behind it."""

    formula: str
    inputs: tuple[str, ...]
    citations: tuple[Citation, ...]


class FactCard:
    """The grounds of one derived fact, for each set of derivations it may rest on."""

    def __init__(self, derivations: Iterable[CompiledDerivation], members: frozenset[str]) -> None:
        self._single = {compiled.derivation.id: _grounds(compiled, members) for compiled in derivations}
        self._known: dict[tuple[str, ...], Grounds] = {}

    def grounds(self, because: tuple[str, ...]) -> Grounds:
        """The grounds of the named derivations together."""
        known = self._known.get(because)
        if known is None:
            parts = [self._single[rule_id] for rule_id in because]
            known = self._known[because] = Grounds(
                ";".join(part.formula for part in parts),
                tuple(dict.fromkeys(name for part in parts for name in part.inputs)),
                tuple(dict.fromkeys(citation for part in parts for citation in part.citations)),
            )
        return known


def rule_card(compiled: CompiledRule, uses: Mapping[str, tuple[str, ...]]) -> RuleCard:
    """The card of one rule; ``uses`` gives for each derived fact the derived facts below it."""
    rule = compiled.rule
    citations = cite_rule(rule)
    identity = f"{rule.id}@{rule.pack.hash[:8]}"
    plain = Finding(identity, rule.id, rule.pack.id, rule.title, Outcome.SATISFIED, rule.effect, "", citations)
    names = sorted(tree.names_in(rule.applies) | tree.names_in(rule.require))
    below = (fact for name in names for fact in (name, *uses.get(name, ())))
    chain = tuple(dict.fromkeys(fact for fact in below if fact in uses))
    return RuleCard(
        compiled=compiled,
        place=(rule.pack.order, rule.clause.file, rule.clause.line, rule.id),
        citations=citations,
        not_applicable=replace(plain, outcome=Outcome.NOT_APPLICABLE, message=f"{rule.title}:不适用"),
        satisfied=replace(plain, message=f"{rule.title}:符合"),
        chain=chain,
    )


def members_of_records(program: Program) -> frozenset[str]:
    """What the records of an application's lists may hold, by label."""
    return frozenset(member.label for spec in program.in_force.facts.values() for member in spec.fields or ())


def _grounds(compiled: CompiledDerivation, members: frozenset[str]) -> Grounds:
    derivation = compiled.derivation
    inside_filters = {
        name
        for node in derivation.expressions
        for inner in tree.walk(node)
        if isinstance(inner, tree.Filter)
        for name in tree.names_in(inner.condition)
    }
    return Grounds(
        ",条件 ".join(unparse(node) for node in reversed(derivation.expressions)),
        tuple(sorted(derivation.uses.names - (inside_filters & members))),
        tuple(cite(clause, "source") for clause in derivation.citations),
    )


def derived_uses(program: Program) -> Mapping[str, tuple[str, ...]]:
    """For each derived fact the derived facts below it, nearest first."""
    uses: dict[str, tuple[str, ...]] = {}
    for stratum in program.strata:
        for label in stratum.labels:
            below: dict[str, None] = {}
            for compiled in label.derivations:
                for name in sorted(compiled.derivation.uses.names):
                    if name in uses:
                        below.update(dict.fromkeys((name, *uses[name])))
            uses[label.fact] = tuple(below)
    return uses
