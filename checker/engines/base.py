"""What every engine takes and returns: a program and facts in, a judgement out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from checker.engines.atoms import Environment
from checker.engines.program import Figures, Program
from checker.model.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Judgement:
    """One engine's answer.

    ``outcomes`` is aligned with ``program.rules``; ``environment`` holds every fact, parameter and derived fact by
    name; ``because`` gives for each derived fact the ids of the derivations it rests on; ``faults`` says in
    Chinese what went wrong, by rule id for a rule whose outcome is ``error`` and by fact name for a derived fact;
    ``breakdown`` says it of an engine that could not judge at all, so that the outcomes are those of another alone.
    """

    engine: str
    outcomes: tuple[Outcome, ...]
    environment: Mapping[str, Any]
    because: Mapping[str, tuple[str, ...]]
    faults: Mapping[str, str] = field(default_factory=dict)
    breakdown: str = ""


class Engine(Protocol):
    """Judges one application; safe to call from any thread."""

    @property
    def name(self) -> str:
        """The name written into the report."""
        ...

    def judge(self, program: Program, facts: Environment, figures: Figures | None = None) -> Judgement:
        """The outcome of every rule of ``program`` for one application's facts.

        ``figures`` carries derived values from one engine to the next within one check of the same facts.
        """
        ...
