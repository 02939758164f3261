"""Decisions (决定): what the officer decided, sealed with the report it was decided on.

The checker recommends, the officer decides. A decision is made on a report that still holds: made on this ledger, for
the application under review, on the day of the decision, with nothing changed since of what the report rests on. What
is sealed with it (application, report, rule packs) is enough to check the same again at any later time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

import simplejson
from sqlalchemy import Connection, insert, select

from checker import __version__
from checker.errors import LedgerRefusalError, LedgerTamperedError, LedgerUnknownError, Problem
from checker.ledger import archive, bookings, documents, quotas, submissions
from checker.ledger.checking import Checking
from checker.ledger.journal import Entry, EntryKind, canonical
from checker.ledger.remarks import not_later, optional, required
from checker.ledger.schema import DECISION, ENTRY
from checker.ledger.sealed_report import sealed, unsealed
from checker.ledger.standing import BooksAt, changed_since, standing_at
from checker.ledger.storage import Projector, Reading, Writing
from checker.ledger.submissions import Submission
from checker.model import facts_of
from checker.model.application import Application
from checker.model.outcome import Outcome, Verdict
from checker.model.reading import build_application
from checker.model.report import Report
from checker.rulebook import RuleBook

_MARK: Final = "D"
_LONGEST_ID: Final = 18
"""Digits of a position that both databases can hold."""
_RECHECK: Final = "请按决定当日重新核对后再决定"


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision and what was sealed with it.

    ``recommended`` is the report's verdict. ``application``, ``report`` and ``archive`` are hashes of documents,
    ``rulebook`` is the hash of the rule book; ``everything`` says whether satisfied rules were explained too.
    ``actor`` recorded at ``at`` (UTC) what ``officer`` decided; ``hash`` is that of the entry.
    """

    id: str
    position: int
    at: str
    actor: str
    hash: str
    project: str
    verdict: Verdict
    recommended: Verdict
    officer: str
    decided_on: date
    reason: str
    number: str
    as_of: date
    ledger_position: int
    application: str
    report: str
    rulebook: str
    archive: str
    engine: str
    everything: bool
    program: str

    @property
    def departs(self) -> bool:
        """Whether it is not what the checker recommended."""
        return self.verdict is not self.recommended


def decide(
    books: Writing,
    *,
    application: Application,
    report: Report,
    checking: Checking,
    verdict: Verdict,
    officer: str,
    decided_on: date,
    reason: str = "",
    number: str = "",
) -> Decision:
    """Record a decision, what it does to quotas and sources, and seal what it was made on.

    ``checking`` made the report, and makes it again here. Raises LedgerRefusalError where nothing is under review,
    where the report is not one of this application on this ledger and day or no longer holds, where the application
    takes other quotas than it was taken in with, for a departure from the recommendation without a reason, for an
    approval while a rule failed or a ceiling would be overspent, and for an approval or rejection without a document
    number.
    """
    rulebook = checking.rulebook
    code = application.project_code or ""
    if not code:
        raise LedgerRefusalError(Problem("申报没有项目代码,不能决定", remedy="请先受理:checker ledger submit 申报文件"))
    submission = submissions.under_review(books, code)
    if application.content_hash != submission.application:
        what = (
            f"这不是 {code} 所受理的申报:受理的是 {submission.application[:12]},这份是 {application.content_hash[:12]}"
        )
        raise LedgerRefusalError(Problem(what, remedy="申报改动过的,请先撤回原申报再受理"))
    not_later(decided_on, books, "决定日期")
    if decided_on < submission.submitted_on:
        what = f"决定日期 {decided_on} 早于受理日期 {submission.submitted_on}"
        raise LedgerRefusalError(Problem(what, remedy="请核对日期"))
    _refuse_other_report(report, application, rulebook, decided_on)
    quotas.refuse_other_limits(books, rulebook)
    _refuse_stale_report(books, report, application, checking, submission.position)
    _refuse_other_demands(report, submission)
    said, document = optional(reason, "理由"), optional(number, "文号")
    if verdict is not report.verdict and not said:
        what = f"决定“{verdict.label}”与建议“{report.verdict.label}”不同,没有写理由"
        raise LedgerRefusalError(Problem(what, remedy="请写明理由:--reason 理由"))
    if verdict is not Verdict.RECTIFY and not document:
        raise LedgerRefusalError(Problem(f"决定“{verdict.label}”没有写文号", remedy="请写决定文件的文号:--number 文号"))
    if verdict is Verdict.APPROVE and (failed := report.having(Outcome.ERROR)):
        named = "、".join(finding.rule for finding in failed)
        what = f"报告里有 {len(failed)} 条判定出错({named}),不能批准"
        raise LedgerRefusalError(Problem(what, remedy="请先查清出错的原因,改正后重新核对"))
    connection = books.connection
    payload = {
        **submissions.decided(books, code, verdict, decided_on),
        "verdict": verdict.value,
        "recommended": report.verdict.value,
        "officer": required(officer, "决定人"),
        "decided_on": decided_on.isoformat(),
        "reason": said,
        "number": document,
        "as_of": report.as_of.isoformat(),
        "ledger_position": report.ledger_position,
        "application": documents.keep(connection, canonical(application.canonical()).encode()),
        "report": documents.keep(connection, sealed(report)),
        "rulebook": rulebook.hash,
        "archive": _archived(connection, rulebook),
        "engine": report.engine,
        "everything": _explains_everything(report),
        "program": __version__,
    }
    entry = books.append(EntryKind.DECISION_MADE, code, payload)
    return _decision(entry)


def listed(books: Reading, *, project: str | None = None) -> tuple[Decision, ...]:
    """All decisions, or those on one project, in the order they were recorded."""
    wanted = select(ENTRY).join(DECISION, DECISION.c.position == ENTRY.c.position).order_by(ENTRY.c.position)
    if project is not None:
        wanted = wanted.where(DECISION.c.project == project)
    return tuple(_decision(Entry(*row)) for row in books.connection.execute(wanted))


def need(books: Reading, decision: str) -> Decision:
    """The decision with this id; raises LedgerUnknownError where there is none, LedgerTamperedError where altered."""
    name = decision.strip().upper()
    digits = name.removeprefix(_MARK)
    row = None
    if digits.isascii() and digits.isdigit() and len(digits) <= _LONGEST_ID:
        wanted = select(ENTRY).where(ENTRY.c.position == int(digits), ENTRY.c.kind == EntryKind.DECISION_MADE.value)
        row = books.connection.execute(wanted).first()
    if row is None:
        remedy = "运行 checker ledger decisions 查看编号"
        raise LedgerUnknownError(Problem(f"没有决定 {decision}", remedy=remedy))
    entry = Entry(*row)
    if entry.hash != entry.expected_hash:
        problem = Problem(f"决定 {name} 的记录(第 {entry.position} 条)被改动过", remedy="请从备份恢复")
        raise LedgerTamperedError(problem)
    return _decision(entry)


def application_under_review(books: Reading, code: str) -> Application:
    """The application of a project that awaits a decision; raises LedgerRefusalError where there is none."""
    submission = submissions.under_review(books, code)
    return _application(books, submission.application, f"{code} 受理的申报")


def application_last_submitted(books: Reading, code: str) -> Application:
    """The application last submitted for a project, whatever became of it; raises as ``submissions.need``."""
    return _application(books, submissions.need(books, code).application, f"{code} 受理的申报")


def application_of(books: Reading, decision: Decision) -> Application:
    """The application as it was sealed; raises LedgerTamperedError where it is not what it was."""
    return _application(books, decision.application, f"决定 {decision.id} 封存的申报")


def report_of(books: Reading, decision: Decision) -> Report:
    """The report as it was sealed; raises LedgerTamperedError where it is not what it was."""
    return unsealed(documents.fetch(books.connection, decision.report))


def rulebook_of(books: Reading, decision: Decision) -> RuleBook:
    """The sealed rule packs; raises as ``archive.opened``, and LedgerTamperedError for any other packs."""
    rulebook = archive.opened(documents.fetch(books.connection, decision.archive))
    if rulebook.hash != decision.rulebook:
        what = f"决定 {decision.id} 封存的规则包与记录的指纹 {decision.rulebook[:12]} 不符"
        raise LedgerTamperedError(Problem(what, remedy="请从备份恢复"))
    return rulebook


def _application(books: Reading, name: str, shown: str) -> Application:
    return build_application(simplejson.loads(documents.fetch(books.connection, name).decode()), shown)


def _refuse_other_report(report: Report, application: Application, rulebook: RuleBook, decided_on: date) -> None:
    if report.application_hash != application.content_hash:
        raise LedgerRefusalError(Problem("报告不是这份申报的", remedy="请重新核对这份申报"))
    if report.rulebook_hash != rulebook.hash:
        what = f"报告用的规则库 {report.rulebook_hash[:12]} 不是所给的 {rulebook.hash[:12]}"
        raise LedgerRefusalError(Problem(what, remedy="请用现行规则库重新核对"))
    if report.as_of != decided_on:
        what = f"报告的审查日 {report.as_of} 不是决定日期 {decided_on}"
        raise LedgerRefusalError(Problem(what, remedy=_RECHECK))


def _refuse_stale_report(
    books: Writing, report: Report, application: Application, checking: Checking, submitted: int
) -> None:
    """Raise where the report was not made on these books since the submission, or no longer holds."""
    position = report.ledger_position
    if position is None:
        raise LedgerRefusalError(Problem("报告没有对照台账", remedy="请对照台账重新核对:checker check --ledger"))
    if not submitted <= position <= books.position:
        what = f"报告依据的台账位置 {position} 不在受理(第 {submitted} 条)之后、现在(第 {books.position} 条)之前"
        raise LedgerRefusalError(Problem(what, remedy=_RECHECK))
    content = sealed(report)

    def again(at: int) -> bytes:
        source = BooksAt(books, at)
        made = checking.check(application, as_of=report.as_of, everything=_explains_everything(report), ledger=source)
        return sealed(replace(made, ledger_position=position))

    if again(position) != content:
        what = f"报告与在本台账第 {position} 条时重新核对的不同,不是本台账的"
        raise LedgerRefusalError(Problem(what, remedy="请对照本台账重新核对"))
    if books.position == position or again(books.position) == content:
        return
    facts = facts_of(application)
    before, after = (
        standing_at(books, application, facts, as_of=report.as_of, rulebook=checking.rulebook, position=at)
        for at in (position, books.position)
    )
    changed = "、".join(changed_since(report, before, after, checking.rulebook)) or "核对结果"
    raise LedgerRefusalError(Problem(f"报告之后台账有了变化:{changed}", remedy="请重新核对后再决定"))


def _refuse_other_demands(report: Report, submission: Submission) -> None:
    """Raise where the application takes other quotas by now than it was taken in with; a later first year fits in."""
    asked = {one.metric: one for one in submission.demands}
    wanted = {one.metric: one for one in bookings.demands_of(canonical(bookings.demands_data(report.demands)))}
    other = [
        name
        for name in dict.fromkeys((*asked, *wanted))
        if (was := asked.get(name)) is None
        or (now := wanted.get(name)) is None
        or (was.unit, was.amount) != (now.unit, now.amount)
        or now.first_year < was.first_year
    ]
    if other:
        what = f"按现行规则,这份申报占用的额度与受理时不同:{'、'.join(other)}"
        raise LedgerRefusalError(Problem(what, remedy="规则在受理之后变了;请先撤回,再重新受理"))


def _archived(connection: Connection, rulebook: RuleBook) -> str:
    """The document with the rule packs, kept once for each rule book."""
    known = select(DECISION.c.archive).where(DECISION.c.rulebook == rulebook.hash).limit(1)
    name = connection.execute(known).scalar()
    return str(name) if name else documents.keep(connection, archive.packed(rulebook), documents.ZIP)


def _explains_everything(report: Report) -> bool:
    """Whether satisfied and not-applicable rules are explained; without such rules it makes no difference."""
    return any(finding.trace for finding in report.having(Outcome.SATISFIED, Outcome.NOT_APPLICABLE))


def _id(entry: Entry) -> str:
    return f"{_MARK}{entry.position}"


def _decision(entry: Entry) -> Decision:
    content = entry.content
    return Decision(
        id=_id(entry),
        position=entry.position,
        at=entry.at,
        actor=entry.actor,
        hash=entry.hash,
        project=entry.subject,
        verdict=Verdict(content["verdict"]),
        recommended=Verdict(content["recommended"]),
        officer=content["officer"],
        decided_on=date.fromisoformat(content["decided_on"]),
        reason=content["reason"],
        number=content["number"],
        as_of=date.fromisoformat(content["as_of"]),
        ledger_position=content["ledger_position"],
        application=content["application"],
        report=content["report"],
        rulebook=content["rulebook"],
        archive=content["archive"],
        engine=content["engine"],
        everything=content["everything"],
        program=content["program"],
    )


_COLUMNS: Final = (
    "verdict", "recommended", "officer", "decided_on", "reason", "number", "as_of", "ledger_position", "application",
    "report", "rulebook", "archive",
)  # fmt: skip


def _project_decisions(connection: Connection, entries: Sequence[Entry]) -> None:
    rows: list[dict[str, Any]] = []
    for entry in entries:
        content = entry.content
        made = {"id": _id(entry), "position": entry.position, "project": entry.subject}
        rows.append({**made, **{name: content[name] for name in _COLUMNS}})
    connection.execute(insert(DECISION), rows)
    submissions.apply(connection, entries)


PROJECTORS: Final[dict[EntryKind, Projector]] = {EntryKind.DECISION_MADE: _project_decisions}
