"""The rete engine: comparisons become truth tokens, and durable_rules decides which rules fire and what follows.

Nothing but ``True``, ``False`` and ``None`` per atom reaches the network. Derivations chain upwards stratum by
stratum: what one stratum's network fires becomes a fact for the atoms of the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from threading import Lock
from weakref import WeakKeyDictionary

from checker.engines.atoms import Environment, describe_crash
from checker.engines.base import Judgement
from checker.engines.formula import Formula, atoms_of
from checker.engines.network import DerivationNetwork, RuleNetwork, RuleState
from checker.engines.program import CompiledDerivation, Figures, Program, Stratum
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

    def truths(self, environment: Environment, faults: dict[str, str]) -> dict[str, bool | None]:
        """The truth of each conditional derivation by id; ``faults`` gains those that a crash left unknown, by id."""
        if self.network is None:
            return {}
        crashes: dict[int, str] = {}
        try:
            tokens = self.stratum.atoms.truths(environment)
        except Exception:  # noqa: BLE001 - found out atom by atom
            tokens, crashes = self.stratum.atoms.table.guarded_truths(environment)
        found = self.network.truths(tokens)
        for compiled, truth in zip(self.conditional, found, strict=True) if crashes else ():
            fault = None if compiled.when_formula is None else _first_crash(crashes, compiled.when_formula)
            if truth is None and fault is not None:
                faults[compiled.derivation.id] = fault
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
        faults: dict[str, str] = {}
        for stratum in networks.strata:
            labels = [label for label in stratum.stratum.labels if environment.get(label.fact) is None]
            crashed: dict[str, str] = {}
            truths = stratum.truths(environment, crashed) if labels else {}
            for label in labels:
                try:
                    environment[label.fact], because[label.fact] = label.resolve(
                        environment, partial(_truth_of, truths), figures
                    )
                except Exception as error:  # noqa: BLE001 - a crashing derivation becomes a finding, never silence
                    environment[label.fact] = None
                    faults[label.fact] = describe_crash(error)
                fault = next((crashed[id_] for d in label.derivations if (id_ := d.derivation.id) in crashed), None)
                if fault is not None and environment[label.fact] is None:
                    because.pop(label.fact, None)
                    faults[label.fact] = fault
        outcomes = self._outcomes(program, networks.rules, environment, faults)
        return Judgement(self.name, outcomes, environment, because, faults)

    def _outcomes(
        self, program: Program, network: RuleNetwork, environment: Environment, faults: dict[str, str]
    ) -> tuple[Outcome, ...]:
        try:
            tokens = program.atoms.truths(environment)
        except Exception:  # noqa: BLE001 - found out atom by atom
            tokens, crashes = program.atoms.table.guarded_truths(environment)
        else:
            return tuple([_OUTCOMES[state] for state in network.outcomes(tokens)])
        outcomes = [_OUTCOMES[state] for state in network.outcomes(tokens)]
        for position, compiled in enumerate(program.rules):
            fault = _first_crash(crashes, compiled.applies_formula, compiled.require_formula)
            if fault is not None and outcomes[position] is Outcome.UNDETERMINED:
                outcomes[position] = Outcome.ERROR
                faults[compiled.rule.id] = fault
        return tuple(outcomes)

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


def _truth_of(truths: Mapping[str, bool | None], compiled: CompiledDerivation) -> bool | None:
    return truths[compiled.derivation.id]


def _first_crash(crashes: Mapping[int, str], *formulas: Formula) -> str | None:
    """The fault of the first crashed atom in the formulas, if any."""
    atoms = {atom for formula in formulas for atom in atoms_of(formula)}
    return next((fault for atom, fault in crashes.items() if atom in atoms), None)
