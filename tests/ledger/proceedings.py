"""What tests of consultations, rectification, waivers and decisions start from: shipped cases in a ledger."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from checker.api import Checker
from checker.ledger import Ledger, inventory, quotas, submissions
from checker.ledger.journal import Entry
from checker.ledger.standing import LedgerView
from checker.model import Application, read_application
from checker.model.report import Report

CASES = Path(__file__).parents[2] / "cases"
AS_OF = date(2026, 11, 22)
METHANOL = "methanol-consultation-pending"
"""A proposal that waits for its consultation: BZ-020304-consultation."""
BRICKS = "brick-kiln-rectifying"
"""An existing kiln over its limit, ordered to rectify until 2027-06-30."""


@cache
def shipped() -> Checker:
    return Checker.load()


@cache
def application_of(case: str) -> Application:
    return read_application(CASES / case / "application.yaml")


def code_of(case: str) -> str:
    code = application_of(case).project_code
    assert code is not None
    return code


def registered(ledger: Ledger, case: str) -> str:
    """The code of the case's project, now in the inventory."""
    with ledger.writing("登记员") as books:
        inventory.register(books, inventory.project_of(application_of(case)), "摸排", date(2026, 11, 1))
    return code_of(case)


def checked(ledger: Ledger, application: Application | str, *, as_of: date = AS_OF, everything: bool = False) -> Report:
    """The report of an application with what the ledger now knows of it."""
    model = application_of(application) if isinstance(application, str) else application
    return shipped().check(model, as_of=as_of, everything=everything, ledger=LedgerView(ledger))


def submitted(ledger: Ledger, application: Application | str, on: date = date(2026, 11, 10)) -> str:
    """The code of the case's project, its application under review; the ledger has the limits of the clauses."""
    model = application_of(application) if isinstance(application, str) else application
    with ledger.writing("台账管理员") as books:
        quotas.adopt_limits(books, shipped().rulebook)
    report = checked(ledger, model)
    with ledger.writing("受理员") as books:
        return submissions.submit(books, model, report, on).project


def last_entry(ledger: Ledger) -> Entry:
    from checker.ledger import journal

    with ledger.reading() as books:
        return next(journal.entries(books.connection, after=books.position - 1))
