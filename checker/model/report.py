"""The report of one check: verdict, findings with citations, derived facts and what is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from checker.model.outcome import Effect, Mark, Outcome, Verdict
from checker.model.standing import ConcludedConsultation, QuotaDirection

JsonObject = Mapping[str, Any]
"""A JSON object; numbers are ``Decimal``, written as JSON numbers without loss."""

ScalarValue = Decimal | str | bool | None
"""A value as shown: a quantity is its number in the unit beside it; lists and dates are text."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A pointer from a finding to a clause of the plan or to superior law.

    Exactly one of ``quote`` (verbatim) and ``summary`` (our own words) is set. ``role`` tells why it is cited:
    ``clause`` 条款, ``basis`` 上位依据, ``source`` 数值来源.
    """

    document: str
    title: str
    clause: str
    reference: str
    role: str
    status: Mark
    quote: str = ""
    summary: str = ""
    strength: str = ""
    lead: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()

    @property
    def note(self) -> str:
        """What the reader must be told about the verification of this text."""
        return self.status.note

    def to_json(self) -> JsonObject:
        """One object; whichever of ``quote`` and ``summary`` is empty is left out."""
        shape: dict[str, Any] = {"document": self.document, "title": self.title, "clause": self.clause}
        shape["reference"] = self.reference
        shape["role"] = self.role
        if self.quote:
            shape["quote"] = self.quote
        else:
            shape["summary"] = self.summary
        shape["status"] = self.status.value
        if self.note:
            shape["note"] = self.note
        if self.strength:
            shape["strength"] = self.strength
        shape["departments"] = {"lead": list(self.lead), "cooperating": list(self.cooperating)}
        return shape


@dataclass(frozen=True, slots=True)
class ObservedFact:
    """One fact as the rule saw it; ``value`` is in ``unit`` (empty for plain values)."""

    fact: str
    value: ScalarValue
    unit: str = ""

    def to_json(self) -> JsonObject:
        """One object of the JSON report."""
        return {"fact": self.fact, "value": self.value, "unit": self.unit or None}


@dataclass(frozen=True, slots=True)
class Trace:
    """One condition of a rule with its truth, the values it saw, and the conditions below it.

    ``text`` is Chinese, ``expression`` the condition as the rule writes it, in FEEL.
    """

    text: str
    truth: bool | None
    values: tuple[ObservedFact, ...] = ()
    children: tuple[Trace, ...] = ()
    label: str = ""
    expression: str = ""

    def to_json(self) -> JsonObject:
        """Nested objects; ``truth`` is true, false or null (unknown)."""
        shape: dict[str, Any] = {"text": self.text, "truth": self.truth}
        if self.expression:
            shape["expression"] = self.expression
        if self.label:
            shape["label"] = self.label
        if self.values:
            shape["values"] = [value.to_json() for value in self.values]
        if self.children:
            shape["children"] = [child.to_json() for child in self.children]
        return shape


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact still to be supplied: by the applicant, or (``office``) by the office that keeps the rule book."""

    fact: str
    question: str = ""
    office: bool = False
    rules: tuple[str, ...] = ()
    decisive: Effect | None = None

    def to_json(self) -> JsonObject:
        """``supplied_by`` is ``applicant`` or ``office``; ``decisive`` the gravest effect the answer may still have."""
        return {
            "fact": self.fact,
            "question": self.question,
            "supplied_by": "office" if self.office else "applicant",
            "rules": list(self.rules),
            "decisive": self.decisive.value if self.decisive else None,
        }


@dataclass(frozen=True, slots=True)
class DerivedFact:
    """A fact the check computed, with its formula, its inputs and the rules behind it."""

    fact: str
    value: ScalarValue
    unit: str
    because: tuple[str, ...]
    formula: str = ""
    inputs: tuple[ObservedFact, ...] = ()
    citations: tuple[Citation, ...] = ()

    def to_json(self) -> JsonObject:
        """One object with value, unit, formula, inputs and sources."""
        return {
            "fact": self.fact,
            "value": self.value,
            "unit": self.unit or None,
            "because": list(self.because),
            "formula": self.formula,
            "inputs": [value.to_json() for value in self.inputs],
            "sources": [
                {"reference": citation.reference, "status": citation.status.value, "note": citation.note or None}
                for citation in self.citations
            ],
        }


@dataclass(frozen=True, slots=True)
class Waiver:
    """A documented waiver that was found to cover a violated rule."""

    approver: str
    document: str
    scope: str
    expires: date | None

    def to_json(self) -> JsonObject:
        """Approver, document number, scope and ISO expiry date."""
        expires = self.expires.isoformat() if self.expires else None
        return {"approver": self.approver, "document": self.document, "scope": self.scope, "expires": expires}


@dataclass(frozen=True, slots=True)
class QuotaDemand:
    """What an application takes of a city metric a year (``unit``), from ``first_year`` on.

    ``amount`` is None where the application does not say.
    """

    metric: str
    unit: str
    amount: Decimal | None
    first_year: int


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """A city metric of one year beside what the application takes of it (额度); amounts are in ``unit``.

    ``used`` is the city's baseline with the approved projects, ``reserved`` belongs to other applications under review,
    ``requested`` to this one, ``headroom`` is the limit less used and reserved. None stands for what is not known.
    """

    metric: str
    year: int
    direction: QuotaDirection
    unit: str
    limit: Decimal | None
    used: Decimal | None
    reserved: Decimal
    requested: Decimal | None
    headroom: Decimal | None
    rules: tuple[str, ...] = ()
    source: str = ""

    @property
    def fits(self) -> bool | None:
        """Whether the request keeps the ceiling; None where that is not known, True where nothing limits it."""
        if self.direction is not QuotaDirection.CEILING or self.limit is None:
            return True
        if self.requested is None:
            return None
        if self.requested <= 0:
            return True
        return None if self.headroom is None else self.requested <= self.headroom

    def to_json(self) -> JsonObject:
        """One object; amounts are numbers in ``unit``."""
        return {
            "metric": self.metric,
            "year": self.year,
            "direction": self.direction.value,
            "unit": self.unit,
            "limit": self.limit,
            "used": self.used,
            "reserved": self.reserved,
            "requested": self.requested,
            "headroom": self.headroom,
            "fits": self.fits,
            "rules": list(self.rules),
            "source": self.source or None,
        }


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of the application, and why (发现).

    ``required``, ``gap`` and ``remedy`` are Chinese text ready to print; ``chain`` names, for each derived fact that
    made the rule apply, the derivations behind it, nearest first.
    """

    id: str
    rule: str
    pack: str
    title: str
    outcome: Outcome
    effect: Effect
    message: str
    citations: tuple[Citation, ...] = ()
    observed: tuple[ObservedFact, ...] = ()
    required: str = ""
    gap: str = ""
    missing: tuple[str, ...] = ()
    chain: tuple[str, ...] = ()
    trace: tuple[Trace, ...] = ()
    remedy: str = ""
    holds_up: bool = True
    waiver: Waiver | None = None
    quotas: tuple[QuotaLine, ...] = ()
    consultation: ConcludedConsultation | None = None

    @property
    def is_consulted(self) -> bool:
        """Whether it asks for a consultation that has been held and passed."""
        return self.effect is Effect.CONSULT and self.consultation is not None and self.consultation.is_passed

    def to_json(self) -> JsonObject:
        """One object of the JSON report."""
        shape: dict[str, Any] = {
            "id": self.id,
            "rule": self.rule,
            "pack": self.pack,
            "title": self.title,
            "outcome": self.outcome.value,
            "effect": self.effect.value,
            "message": self.message,
            "citations": [citation.to_json() for citation in self.citations],
            "observed": [value.to_json() for value in self.observed],
            "required": self.required or None,
            "gap": self.gap or None,
            "missing": list(self.missing),
            "chain": list(self.chain),
            "trace": [trace.to_json() for trace in self.trace],
            "remedy": self.remedy or None,
        }
        if self.waiver:
            shape["waiver"] = self.waiver.to_json()
        if self.quotas:
            shape["quotas"] = [quota.to_json() for quota in self.quotas]
        if self.consultation:
            shape["consultation"] = _consultation(self.consultation)
        return shape


@dataclass(frozen=True, slots=True)
class PackStamp:
    """Which version of a pack judged: id, version and content hash (sha256, hex)."""

    id: str
    version: str
    hash: str


@dataclass(frozen=True, slots=True)
class Report:
    """The whole answer; same application, rule-book hash, as-of date and ledger position give the same bytes.

    ``ledger_position`` is None for a check without a ledger; ``ledger_facts`` are the facts the ledger supplied.
    ``quotas`` are the limited years as they stand, ``demands`` what the application takes in those and any later ones.
    """

    verdict: Verdict
    dispositions: tuple[str, ...]
    as_of: date
    engine: str
    rulebook_hash: str
    packs: tuple[PackStamp, ...]
    application_id: str
    application_name: str
    application_hash: str
    findings: tuple[Finding, ...]
    derived: tuple[DerivedFact, ...] = ()
    undetermined: tuple[MissingFact, ...] = ()
    ledger_position: int | None = None
    ledger_facts: tuple[str, ...] = ()
    quotas: tuple[QuotaLine, ...] = ()
    demands: tuple[QuotaDemand, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 approve, 10 rectify, 20 reject; 5 when a rule or the cross-check of the engines failed."""
        return 5 if self.having(Outcome.ERROR) else self.verdict.exit_code

    def having(self, *outcomes: Outcome) -> tuple[Finding, ...]:
        """Findings with one of the outcomes, in report order."""
        return tuple(finding for finding in self.findings if finding.outcome in outcomes)

    @property
    def shown(self) -> tuple[Finding, ...]:
        """Findings an officer must look at: all but satisfied and not-applicable ones."""
        return self.having(Outcome.ERROR, Outcome.VIOLATED, Outcome.UNDETERMINED, Outcome.WAIVED)

    @property
    def advice(self) -> tuple[Finding, ...]:
        """Violated or unassessed rules whose effect is advice; they never change the verdict."""
        return tuple(finding for finding in self.shown if finding.effect is Effect.ADVISE)

    @property
    def consultations(self) -> tuple[Finding, ...]:
        """Violated rules that send the application to the departments' consultation (会商), not yet passed."""
        violated = self.having(Outcome.VIOLATED)
        return tuple(f for f in violated if f.effect is Effect.CONSULT and not f.is_consulted)

    def to_json(self, *, everything: bool = False) -> JsonObject:
        """The report as a JSON object; ``everything`` adds satisfied and not-applicable findings."""
        findings: Iterable[Finding] = self.findings if everything else self.shown
        return {
            "verdict": self.verdict.value,
            "dispositions": list(self.dispositions),
            "as_of": self.as_of.isoformat(),
            "engine": self.engine,
            "rulebook": {
                "hash": self.rulebook_hash,
                "packs": [{"id": pack.id, "version": pack.version, "hash": pack.hash} for pack in self.packs],
            },
            "application": {
                "id": self.application_id,
                "name": self.application_name,
                "hash": self.application_hash,
            },
            "ledger_position": self.ledger_position,
            "ledger_facts": list(self.ledger_facts),
            "derived": [fact.to_json() for fact in self.derived],
            "findings": [finding.to_json() for finding in findings],
            "undetermined": [fact.to_json() for fact in self.undetermined],
            "advice": [finding.rule for finding in self.advice],
            "consultations": [
                {"rule": finding.rule, "departments": _departments(finding.citations)} for finding in self.consultations
            ],
            "quotas": [quota.to_json() for quota in self.quotas],
            "counts": {outcome.value: len(self.having(outcome)) for outcome in Outcome},
        }


def _consultation(held: ConcludedConsultation) -> JsonObject:
    return {
        "id": held.id,
        "conclusion": held.conclusion.value,
        "concluded_on": held.concluded_on.isoformat(),
        "authority": held.authority,
        "document": held.document,
        "conditions": held.conditions or None,
        "application": held.application or None,
        "is_of_this": held.is_of_this,
    }


def _departments(citations: tuple[Citation, ...]) -> JsonObject:
    lead = dict.fromkeys(name for citation in citations for name in citation.lead)
    cooperating = dict.fromkeys(name for citation in citations for name in citation.cooperating if name not in lead)
    return {"lead": list(lead), "cooperating": list(cooperating)}
