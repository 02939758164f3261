"""Rules and derivations: the executable form of clauses, with their expressions as typed trees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checker.feel.tree import Node, calls_in, names_in
from checker.model.outcome import Effect
from checker.rulebook.clause import Clause
from checker.rulebook.pack import Pack
from checker.rulebook.period import Period


@dataclass(frozen=True, slots=True)
class Uses:
    """What expressions refer to: ``names`` of facts and parameters, ``calls`` of functions, tables among them."""

    names: frozenset[str]
    calls: frozenset[str]

    @classmethod
    def of(cls, nodes: Iterable[Node]) -> Uses:
        """What any of ``nodes`` refers to."""
        listed = tuple(nodes)
        return cls(
            frozenset(name for node in listed for name in names_in(node)),
            frozenset(name for node in listed for name in calls_in(node)),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Escalation:
    """A graver effect of the same violation; unknown does not escalate."""

    when: Node
    effect: Effect
    basis: tuple[Clause, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """``applies`` → ``require`` → ``effect``; the first escalation whose ``when`` is true replaces the effect.

    ``uses`` is what its expressions refer to; ``sources`` are the clauses behind the parameters and tables among them
    (a row of a table that names its own source is found with the hit). ``file`` counts from the packs folder.
    """

    id: str
    title: str
    pack: Pack
    clause: Clause
    basis: tuple[Clause, ...]
    in_force: Period
    applies: Node
    require: Node
    effect: Effect
    escalations: tuple[Escalation, ...]
    message: str
    remedy: str
    notes: str
    file: str
    line: int
    uses: Uses
    sources: tuple[Clause, ...] = ()

    @property
    def expressions(self) -> tuple[Node, ...]:
        """Every expression of the rule: applies, require, escalations."""
        return (self.applies, self.require, *(escalation.when for escalation in self.escalations))


@dataclass(frozen=True, slots=True, eq=False)
class Derivation:
    """How one fact follows from others.

    With ``when`` alone the fact is boolean: true if any of its derivations' ``when`` is true. With ``value`` it takes
    that value, where ``when`` (if any) is true. ``cited`` are the clauses named as its source, ``sources`` those and
    the ones behind the parameters and tables it uses. Facts of a stratum depend on lower strata only.
    """

    id: str
    title: str
    pack: Pack
    clause: Clause | None
    basis: tuple[Clause, ...]
    in_force: Period
    derive: str
    when: Node | None
    value: Node | None
    notes: str
    file: str
    line: int
    uses: Uses
    cited: tuple[Clause, ...] = ()
    sources: tuple[Clause, ...] = ()
    stratum: int = 0

    @property
    def expressions(self) -> tuple[Node, ...]:
        """Its expressions: when, value."""
        return tuple(node for node in (self.when, self.value) if node is not None)

    @property
    def citations(self) -> Iterator[Clause]:
        """The clauses it rests on."""
        if self.clause is not None:
            yield self.clause
        yield from self.basis
        yield from self.sources
