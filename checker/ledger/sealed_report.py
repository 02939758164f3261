"""Sealed reports: a whole report as bytes, and back.

The bytes hold the JSON report with everything in it, and beside it the little that the JSON report leaves out, so that
a report can be shown again as text years later by a program that would not write it the same any more. A number has
one spelling, so that an application gives the same bytes however its amounts were written.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

import simplejson

from checker.errors import LedgerTamperedError, Problem
from checker.model.enums import Conclusion
from checker.model.outcome import Effect, Mark, Outcome, Verdict
from checker.model.report import (
    Citation,
    DerivedFact,
    Finding,
    MissingFact,
    ObservedFact,
    PackStamp,
    QuotaDemand,
    QuotaLine,
    Report,
    ScalarValue,
    Trace,
    Waiver,
)
from checker.model.standing import ConcludedConsultation, QuotaDirection

_FORMAT: Final = 1

Shape = Mapping[str, Any]


def sealed(report: Report) -> bytes:
    """The report as UTF-8 JSON on one line: ``report`` as ``Report.to_json`` gives it, ``besides`` the rest."""
    consultations = {held.id: sorted(held.rules) for finding in report.findings if (held := finding.consultation)}
    besides = {
        "idle": [place for place, finding in enumerate(report.findings) if not finding.holds_up],
        "sources": [[citation.to_json() for citation in fact.citations] for fact in report.derived],
        "consulted": consultations,
        "demands": [
            {"metric": one.metric, "unit": one.unit, "amount": one.amount, "first_year": one.first_year}
            for one in report.demands
        ],
    }
    shape = {"format": _FORMAT, "report": report.to_json(everything=True), "besides": besides}
    return simplejson.dumps(_spelled(shape), ensure_ascii=False, use_decimal=True, separators=(",", ":")).encode()


def shape_of(content: bytes) -> Shape:
    """The JSON report in sealed bytes; raises LedgerTamperedError where they hold none."""
    return _read(content)["report"]  # type: ignore[no-any-return]  # as written above


def unsealed(content: bytes) -> Report:
    """The report in sealed bytes; raises LedgerTamperedError where they hold none."""
    whole = _read(content)
    shape, besides = whole["report"], whole["besides"]
    idle = frozenset(besides["idle"])
    return Report(
        verdict=Verdict(shape["verdict"]),
        dispositions=tuple(shape["dispositions"]),
        as_of=date.fromisoformat(shape["as_of"]),
        engine=shape["engine"],
        rulebook_hash=shape["rulebook"]["hash"],
        packs=tuple(PackStamp(pack["id"], pack["version"], pack["hash"]) for pack in shape["rulebook"]["packs"]),
        application_id=shape["application"]["id"],
        application_name=shape["application"]["name"],
        application_hash=shape["application"]["hash"],
        findings=tuple(
            _finding(one, besides["consulted"], holds_up=place not in idle)
            for place, one in enumerate(shape["findings"])
        ),
        derived=tuple(
            _derived(fact, sources) for fact, sources in zip(shape["derived"], besides["sources"], strict=True)
        ),
        undetermined=tuple(_missing(fact) for fact in shape["undetermined"]),
        ledger_position=shape["ledger_position"],
        ledger_facts=tuple(shape["ledger_facts"]),
        quotas=tuple(map(_quota, shape["quotas"])),
        demands=tuple(
            QuotaDemand(one["metric"], one["unit"], _number(one["amount"]), one["first_year"])
            for one in besides["demands"]
        ),
    )


def _spelled(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """The same with every decimal written without exponent or trailing zeros."""
    match value:
        case Decimal():
            text = format(value, "f")
            return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)
        case Mapping():
            return {key: _spelled(item) for key, item in value.items()}
        case list() | tuple():
            return [_spelled(item) for item in value]
    return value


def _read(content: bytes) -> Shape:
    try:
        shape = simplejson.loads(content.decode(), use_decimal=True)
    except ValueError:
        shape = None
    if not isinstance(shape, dict) or shape.get("format") != _FORMAT:
        raise LedgerTamperedError(
            Problem("封存的报告读不出", remedy="报告由较新的程序封存的请升级程序;否则请从备份恢复")
        )
    return shape


def _finding(shape: Shape, consulted: Mapping[str, list[str]], *, holds_up: bool) -> Finding:
    return Finding(
        id=shape["id"],
        rule=shape["rule"],
        pack=shape["pack"],
        title=shape["title"],
        outcome=Outcome(shape["outcome"]),
        effect=Effect(shape["effect"]),
        message=shape["message"],
        citations=tuple(map(_citation, shape["citations"])),
        observed=tuple(map(_observed, shape["observed"])),
        required=shape["required"] or "",
        gap=shape["gap"] or "",
        missing=tuple(shape["missing"]),
        chain=tuple(shape["chain"]),
        trace=tuple(map(_trace, shape["trace"])),
        remedy=shape["remedy"] or "",
        holds_up=holds_up,
        waiver=_waiver(shape["waiver"]) if "waiver" in shape else None,
        quotas=tuple(map(_quota, shape.get("quotas", ()))),
        consultation=_consultation(shape["consultation"], consulted) if "consultation" in shape else None,
    )


def _citation(shape: Shape) -> Citation:
    return Citation(
        document=shape["document"],
        title=shape["title"],
        clause=shape["clause"],
        reference=shape["reference"],
        role=shape["role"],
        status=Mark(shape["status"]),
        quote=shape.get("quote", ""),
        summary=shape.get("summary", ""),
        strength=shape.get("strength", ""),
        lead=tuple(shape["departments"]["lead"]),
        cooperating=tuple(shape["departments"]["cooperating"]),
    )


def _observed(shape: Shape) -> ObservedFact:
    return ObservedFact(shape["fact"], _scalar(shape["value"]), shape["unit"] or "")


def _trace(shape: Shape) -> Trace:
    return Trace(
        text=shape["text"],
        truth=shape["truth"],
        values=tuple(map(_observed, shape.get("values", ()))),
        children=tuple(map(_trace, shape.get("children", ()))),
        label=shape.get("label", ""),
        expression=shape.get("expression", ""),
    )


def _missing(shape: Shape) -> MissingFact:
    decisive = Effect(shape["decisive"]) if shape["decisive"] else None
    return MissingFact(
        shape["fact"], shape["question"], shape["supplied_by"] == "office", tuple(shape["rules"]), decisive
    )


def _derived(shape: Shape, sources: list[Shape]) -> DerivedFact:
    return DerivedFact(
        fact=shape["fact"],
        value=_scalar(shape["value"]),
        unit=shape["unit"] or "",
        because=tuple(shape["because"]),
        formula=shape["formula"],
        inputs=tuple(map(_observed, shape["inputs"])),
        citations=tuple(map(_citation, sources)),
    )


def _waiver(shape: Shape) -> Waiver:
    return Waiver(shape["approver"], shape["document"], shape["scope"], _day(shape["expires"]))


def _quota(shape: Shape) -> QuotaLine:
    return QuotaLine(
        metric=shape["metric"],
        year=shape["year"],
        direction=QuotaDirection(shape["direction"]),
        unit=shape["unit"],
        limit=_number(shape["limit"]),
        used=_number(shape["used"]),
        reserved=_number(shape["reserved"]) or Decimal(0),
        requested=_number(shape["requested"]),
        headroom=_number(shape["headroom"]),
        rules=tuple(shape["rules"]),
        source=shape["source"] or "",
    )


def _consultation(shape: Shape, consulted: Mapping[str, list[str]]) -> ConcludedConsultation:
    return ConcludedConsultation(
        id=shape["id"],
        rules=frozenset(consulted[shape["id"]]),
        conclusion=Conclusion(shape["conclusion"]),
        concluded_on=date.fromisoformat(shape["concluded_on"]),
        authority=shape["authority"],
        document=shape["document"],
        conditions=shape["conditions"] or "",
        application=shape["application"] or "",
        is_of_this=shape["is_of_this"],
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _number(value: int | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value)


def _scalar(value: object) -> ScalarValue:
    match value:
        case None | bool() | str() | Decimal():
            return value
        case int():
            return Decimal(value)
    raise LedgerTamperedError(Problem("封存的报告读不出", remedy="请从备份恢复"))
