"""What the ledger (台账) knows of one application: facts, balances of quotas, consultations held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from checker.model.enums import Conclusion

if TYPE_CHECKING:
    from checker.feel.values import Value


class QuotaDirection(StrEnum):
    """Which way a city metric binds: a ceiling is never overspent, a target is counted towards, an input only kept."""

    CEILING = "上限"
    TARGET = "目标"
    INPUT = "计量"


@dataclass(frozen=True, slots=True)
class QuotaBalance:
    """One city metric of one year as the ledger has it, the application itself left out; amounts are in ``unit``.

    ``baseline`` is what the city uses beside the projects of the ledger, None until the office has entered it;
    ``committed`` belongs to approved projects and ``reserved`` to others under review. ``limit`` is None where there is
    none to keep. ``rules`` are the rules that hold an application against it; ``source`` is the reference of the clause
    or the number of the document the limit comes from.
    """

    metric: str
    year: int
    direction: QuotaDirection
    unit: str
    limit: Decimal | None
    baseline: Decimal | None
    committed: Decimal
    reserved: Decimal
    rules: tuple[str, ...] = ()
    source: str = ""

    @property
    def used(self) -> Decimal | None:
        """Baseline and approved projects together; None without a baseline."""
        return None if self.baseline is None else _tidy(self.baseline + self.committed)

    @property
    def headroom(self) -> Decimal | None:
        """What is left under the limit before the application; negative where it is overspent already."""
        if self.limit is None or self.used is None:
            return None
        return _tidy(self.limit - self.used - self.reserved)


def _tidy(amount: Decimal) -> Decimal:
    """The amount without trailing zeros or exponent."""
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount.normalize()


@dataclass(frozen=True, slots=True)
class ConcludedConsultation:
    """A consultation (会商) that has come to its conclusion: what for, by whom, when, under which document.

    ``application`` is the hash of the application it was about, empty where not known; ``is_of_this`` says whether
    that is the one under check.
    """

    id: str
    rules: frozenset[str]
    conclusion: Conclusion
    concluded_on: date
    authority: str
    document: str
    conditions: str = ""
    application: str = ""
    is_of_this: bool = True

    @property
    def is_passed(self) -> bool:
        """Whether the project may go on with this very application, with or without conditions."""
        return self.is_of_this and self.conclusion in (Conclusion.PASSED, Conclusion.CONDITIONAL)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger adds to one check.

    ``facts`` replace the application's own values of the same Chinese label, complete (a list is given whole, with the
    applicant's own records where these stay in it). Of them the ``office`` enters some itself: what is missing there is
    not asked of the applicant. ``unregistered`` are the records of 豁免 that the applicant claims and the ledger does
    not have.
    """

    position: int
    facts: Mapping[str, Value] = field(default_factory=dict)
    balances: tuple[QuotaBalance, ...] = ()
    consultations: tuple[ConcludedConsultation, ...] = ()
    office: frozenset[str] = frozenset()
    unregistered: tuple[Value, ...] = ()
