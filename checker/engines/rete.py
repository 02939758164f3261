"""The rete engine: comparisons become truth tokens, and durable_rules decides which rules fire and what follows.

Nothing but ``True``, ``False`` and ``None`` per atom reaches the network. Derivations chain upwards stratum by
stratum: what one stratum's network fires becomes a fact for the atoms of the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from weakref import WeakKeyDictionary

from checker.engines.base import Judgement
from checker.engines.network import DerivationNetwork, RuleNetwork, RuleState
from checker.engines.program import CompiledDerivation, DerivedLabel, Environment, Figures, Program, Stratum
from checker.errors import EngineError
from checker.model.outcome import Outcome

_OUTCOMES = {
    RuleState.NOT_APPLICABLE: Outcome.NOT_APPLICABLE,
    RuleState.SATISFIED: Outcome.SATISFIED,
    RuleState.VIOLATED: Outcome.VIOLATED,
    RuleState.UNDETERMINED: Outcome.UNDETERMINED,
}


@dataclass(frozen=True, slots=True)
class _StratumNetwork:
    """A stratum's conditional derivations in network order."""

    stratum: Stratum
    conditional: tuple[CompiledDerivation, ...]
    network: DerivationNetwork | None

    def truths(self, environment: Environment) -> dict[str, bool | None]:
        """The truth of each conditional derivation by id."""
        if self.network is None:
            return {}
        found: Sequence[bool | None] = self.network.truths(self.stratum.atoms.truths(environment))
        return {compiled.derivation.id: truth for compiled, truth in zip(self.conditional, found, strict=True)}


@dataclass(frozen=True, slots=True)
class _Networks:
    """The networks of one program."""

    strata: tuple[_StratumNetwork, ...]
    rules: RuleNetwork


class ReteEngine:
    """Judges by Rete networks, compiled on first use of a program and kept as long as the program."""

    name = "rete"

    def __init__(self) -> None:
        self._networks: WeakKeyDictionary[Program, _Networks] = WeakKeyDictionary()
        self._lock = Lock()

    def judge(self, program: Program, facts: Environment, figures: Figures | None = None) -> Judgement:
        """Derive stratum by stratum, then let the rule network fire; raises EngineError where it cannot work."""
        networks = self._networks.get(program) or self._compiled(program)
        environment = program.environment(facts)
        figures = {} if figures is None else figures
        because: dict[str, tuple[str, ...]] = {}
        for stratum in networks.strata:
            labels = [label for label in stratum.stratum.labels if environment.get(label.fact) is None]
            truths = stratum.truths(environment) if labels else {}
            for label in labels:
                environment[label.fact], because[label.fact] = _resolve(label, environment, truths, figures)
        states = networks.rules.outcomes(program.atoms.truths(environment))
        return Judgement(self.name, tuple(_OUTCOMES[state] for state in states), environment, because)

    def _compiled(self, program: Program) -> _Networks:
        with self._lock:
            networks = self._networks.get(program)
            if networks is None:
                networks = self._networks[program] = _Networks(
                    tuple(_stratum_network(stratum) for stratum in program.strata),
                    RuleNetwork(
                        [(compiled.applies_formula, compiled.require_formula) for compiled in program.rules],
                        [compiled.rule.id for compiled in program.rules],
                    ),
                )
            return networks


def _stratum_network(stratum: Stratum) -> _StratumNetwork:
    conditional = tuple(
        compiled for label in stratum.labels for compiled in label.derivations if compiled.when_formula is not None
    )
    formulas = [compiled.when_formula for compiled in conditional if compiled.when_formula is not None]
    network = DerivationNetwork(formulas, [compiled.derivation.id for compiled in conditional]) if formulas else None
    return _StratumNetwork(stratum, conditional, network)


def _resolve(
    label: DerivedLabel, environment: Environment, truths: dict[str, bool | None], figures: Figures
) -> tuple[object, tuple[str, ...]]:
    try:
        return label.resolve(environment, lambda compiled: truths[compiled.derivation.id], figures)
    except Exception as error:
        raise EngineError(f"推导“{label.fact}”出错:{type(error).__name__}: {error}") from error
