"""Letters (去函): what a platform is told of one version of an application, before it is put into its own words.

There are three kinds: an *opinion* with the findings; a *notice* (一次性告知) with everything still to be supplied; and
a *correction* for what cannot be read. Each version of an application gets exactly one of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from checker.errors import Problem
from checker.intake.working_days import Deadline
from checker.ledger.journal import canonical
from checker.model.outcome import Effect, Outcome, Verdict
from checker.model.report import Citation, Finding, MissingFact, Report
from checker.render.markdown import render_markdown

Letter = Mapping[str, Any]
"""A letter as JSON data; ``FIELDS`` says what is in it."""


class LetterKind(StrEnum):
    """What a letter is."""

    OPINION = "opinion"
    NOTICE = "notice"
    CORRECTION = "correction"

    @property
    def label(self) -> str:
        """The Chinese word."""
        return _LABELS[self]


_LABELS: Final = {
    LetterKind.OPINION: "核对意见",
    LetterKind.NOTICE: "一次性告知",
    LetterKind.CORRECTION: "退回改正",
}

FIELDS: Final[dict[str, Any]] = {
    "kind": "这封信是什么:opinion 核对意见,notice 一次性告知,correction 退回改正",
    "id": "申报在平台上的编号",
    "version": "所核对的版本",
    "project_code": "项目代码",
    "project_name": "项目名称",
    "received_on": "收到申报的日期",
    "checked_on": "核对的日期",
    "summary": "一段话",
    "verdict": "结论:approve、rectify、reject;退回改正时没有",
    "verdict_label": "结论:通过、整改、否决",
    "dispositions": "处置:限期整改、转会商、补正材料…",
    "is_taken_in": "是否已受理",
    "refusal": "没有受理的原因",
    "rulebook": "规则库的指纹",
    "ledger_position": "台账核到第几条",
    "findings": {
        "rule": "规则编号",
        "title": "规则名称",
        "outcome": "判定:violated、undetermined、waived、error",
        "outcome_label": "判定",
        "effect": "处置:reject、rectify、consult、advise",
        "effect_label": "处置",
        "message": "发现",
        "required": "要求",
        "gap": "差距",
        "remedy": "怎样改正",
        "citations": "所引条款,每条一行文字",
    },
    "missing": {
        "number": "第几项",
        "fact": "事实",
        "question": "问题",
        "supplied_by": "由谁提供:applicant 申报单位,office 管理机关",
        "decisive": "最重可能导致的处置",
        "decisive_label": "最重可能导致的处置",
        "rules": "用到它的规则",
    },
    "problems": {
        "number": "第几处",
        "field": "本系统的字段",
        "platform_field": "平台上的字段",
        "message": "错在哪里",
        "remedy": "怎样改",
    },
    "deadline": "应当告知的最后一日(收到后五个工作日)",
    "deadline_note": "期限里有尚未公布放假安排的日子时的说明",
    "text": "核对意见全文(Markdown)",
    "report": "核对报告(JSON)",
}
"""What a letter holds, with its meaning; lists of objects are given by the fields of one."""

CLOSED: Final[dict[tuple[str, ...], frozenset[str]]] = {
    ("kind",): frozenset(LetterKind),
    ("verdict",): frozenset(Verdict),
    ("findings", "outcome"): frozenset((Outcome.VIOLATED, Outcome.UNDETERMINED, Outcome.WAIVED, Outcome.ERROR)),
    ("findings", "effect"): frozenset(Effect),
    ("missing", "decisive"): frozenset(Effect),
    ("missing", "supplied_by"): frozenset(("applicant", "office")),
}
"""Fields with closed vocabularies: codes for them must name every word."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Which version of which application a letter is about; ``occasion`` counts how often it was withdrawn before."""

    id: str
    version: str
    received_on: date
    checked_on: date
    occasion: int = 0


@dataclass(frozen=True, slots=True)
class Misread:
    """A problem of a platform's record: ours, with the place in the record."""

    problem: Problem
    pointer: str


def opinion(
    about: Addressee, report: Report, *, kind: LetterKind, taken_in: bool, refusal: str, due: Deadline
) -> Letter:
    """The letter on an application that was checked: an opinion, or the notice of what is to be supplied."""
    missing = [_missing(number, fact) for number, fact in enumerate(asked(report, kind), 1)]
    return {
        **_head(about, kind, report.application_id, report.application_name),
        "summary": _summary(report, kind, len(missing), due),
        "verdict": report.verdict.value,
        "verdict_label": report.verdict.label,
        "dispositions": list(report.dispositions),
        "is_taken_in": taken_in,
        "refusal": refusal,
        "rulebook": report.rulebook_hash,
        "ledger_position": report.ledger_position,
        "findings": [_finding(finding) for finding in report.shown],
        "missing": missing,
        "problems": [],
        **(_deadline(due) if kind is LetterKind.NOTICE else _NO_DEADLINE),
        "text": render_markdown(report),
        "report": report.to_json(),
    }


def correction(about: Addressee, problems: Sequence[Misread], *, name: str, due: Deadline) -> Letter:
    """The letter on an application that cannot be read, with everything that is wrong with it."""
    return {
        **_head(about, LetterKind.CORRECTION, "", name),
        "summary": f"申报内容有 {len(problems)} 处不能读取,未予核对;请按所列各处改正后重新报送。",
        "verdict": None,
        "verdict_label": "",
        "dispositions": [],
        "is_taken_in": False,
        "refusal": "申报内容不能读取",
        "rulebook": "",
        "ledger_position": None,
        "findings": [],
        "missing": [],
        "problems": [
            {
                "number": number,
                "field": misread.problem.field,
                "platform_field": misread.pointer,
                "message": misread.problem.message,
                "remedy": misread.problem.remedy,
            }
            for number, misread in enumerate(problems, 1)
        ],
        **_deadline(due),
        "text": "",
        "report": None,
    }


def is_incomplete(report: Report) -> bool:
    """Whether the applicant has still to supply something that may change the verdict."""
    return any(not fact.office for fact in report.undetermined)


def asked(report: Report, kind: LetterKind) -> Iterable[MissingFact]:
    """What is still to be supplied, most decisive first; a notice asks nothing that the office itself must enter."""
    return [fact for fact in report.undetermined if not (kind is LetterKind.NOTICE and fact.office)]


def content_of(letter: Letter) -> bytes:
    """The letter as bytes: canonical JSON in UTF-8."""
    return canonical(letter).encode()


def key_of(platform: str, about: Addressee, kind: LetterKind, content: bytes) -> str:
    """The idempotency key of a letter: the same for the same version and report, whoever sends it and however often.

    A version that was withdrawn and handed in again is answered anew, be it in the same words.
    """
    name = [platform, about.id, about.version, kind.value, hashlib.sha256(content).hexdigest()]
    again = [str(about.occasion)] if about.occasion else []
    return hashlib.sha256(canonical(name + again).encode()).hexdigest()


_NO_DEADLINE: Final = {"deadline": None, "deadline_note": ""}


def _head(about: Addressee, kind: LetterKind, code: str, name: str) -> dict[str, Any]:
    return {
        "kind": kind.value,
        "id": about.id,
        "version": about.version,
        "project_code": code,
        "project_name": name,
        "received_on": about.received_on.isoformat(),
        "checked_on": about.checked_on.isoformat(),
    }


def _deadline(due: Deadline) -> dict[str, Any]:
    note = "" if due.is_published else "放假安排尚未公布,按周一至周五推算,以公布的为准"
    return {"deadline": due.day.isoformat(), "deadline_note": note}


def _summary(report: Report, kind: LetterKind, missing: int, due: Deadline) -> str:
    if kind is LetterKind.NOTICE:
        return f"申报材料不齐:尚缺 {missing} 项,现一次性告知,请一并补正。(告知期限 {due.day.isoformat()})"
    dispositions = f"({'、'.join(report.dispositions)})" if report.dispositions else ""
    violated = len([f for f in report.having(Outcome.VIOLATED) if f.effect is not Effect.ADVISE])
    found = f"不符合 {violated} 条" if violated else "没有不符合的规定"
    open_questions = f",尚缺 {missing} 项" if missing else ""
    return f"核对建议:{report.verdict.label}{dispositions};{found}{open_questions}。"


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "title": finding.title,
        "outcome": finding.outcome.value,
        "outcome_label": finding.outcome.label,
        "effect": finding.effect.value,
        "effect_label": finding.effect.label,
        "message": finding.message,
        "required": finding.required,
        "gap": finding.gap,
        "remedy": finding.remedy,
        "citations": [_cited(citation) for citation in finding.citations],
    }


def _cited(citation: Citation) -> str:
    text = citation.quote or citation.summary
    note = f"({citation.note})" if citation.note else ""
    return f"{citation.reference}:{text}{note}"


def _missing(number: int, fact: MissingFact) -> dict[str, Any]:
    return {
        "number": number,
        "fact": fact.fact,
        "question": fact.question or f"请提供 {fact.fact}",
        "supplied_by": "office" if fact.office else "applicant",
        "decisive": fact.decisive.value if fact.decisive else None,
        "decisive_label": fact.decisive.label if fact.decisive else "",
        "rules": list(fact.rules),
    }
