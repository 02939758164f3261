"""The words and marks of a report that outcome.py does not already own: marks, truths, roles, values."""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, Context, Decimal
from typing import assert_never

from checker.model.outcome import Outcome, Verdict
from checker.model.report import Citation, Finding, ObservedFact, QuotaLine, ScalarValue
from checker.model.standing import ConcludedConsultation, QuotaDirection
from checker.render.lines import prose, visible

SHORT_HASH = 12
"""Characters of a content hash that people compare by eye."""

_SIGNIFICANT_DIGITS = 12
_SHORT = Context(prec=_SIGNIFICANT_DIGITS, rounding=ROUND_HALF_EVEN, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
_PLAIN_EXPONENT = 24
_ENGINES = {"rete+reference": "rete 与 reference 两个引擎交叉核对"}


def verdict_mark(verdict: Verdict) -> str:
    """A plain mark that tells the verdicts apart without colour."""
    match verdict:
        case Verdict.APPROVE:
            return "✓"
        case Verdict.RECTIFY:
            return "!"
        case Verdict.REJECT:
            return "✗"
        case _:
            assert_never(verdict)


def outcome_mark(outcome: Outcome) -> str:
    """A plain mark that tells the outcomes apart without colour."""
    match outcome:
        case Outcome.SATISFIED:
            return "✓"
        case Outcome.VIOLATED:
            return "✗"
        case Outcome.UNDETERMINED:
            return "?"
        case Outcome.NOT_APPLICABLE:
            return "-"
        case Outcome.WAIVED:
            return "~"
        case Outcome.ERROR:
            return "!"
        case _:
            assert_never(outcome)


def truth_mark(truth: bool | None) -> str:
    """Mark and word of a condition's truth."""
    return {True: "✓ 成立", False: "✗ 不成立", None: "? 未知"}[truth]


def engine_label(engine: str) -> str:
    """How the engine setting reads in a report."""
    return _ENGINES.get(engine, visible(engine))


def role_label(role: str) -> str:
    """How the role of a citation reads."""
    return {"clause": "条款", "basis": "上位依据", "source": "数值来源"}.get(role, visible(role))


def number_text(number: Decimal) -> str:
    """A number for people: plain digits, no trailing zeros; beyond 12 significant digits rounded and marked ≈."""
    if not number.is_finite():
        return str(number)
    exact = len(number.as_tuple().digits) <= _SIGNIFICANT_DIGITS
    shown = number if exact else _SHORT.plus(number)
    digits = _SHORT.normalize(shown) if shown else Decimal(0)
    plain = -_PLAIN_EXPONENT < digits.adjusted() < _PLAIN_EXPONENT
    return ("" if digits == number else "≈") + (format(digits, "f") if plain else str(digits))


def value_text(value: ScalarValue, unit: str = "") -> str:
    """A value with its unit, in Chinese where it is a truth or a blank."""
    match value:
        case None:
            return "未填"
        case bool():
            return "是" if value else "否"
        case Decimal():
            number, symbol = number_text(value), visible(unit)
            return f"{number}{symbol}" if symbol in ("", "%", "‰") else f"{number} {symbol}"
        case str():
            return visible(value) or "空"
        case _:
            assert_never(value)


def equation_text(value: ScalarValue, unit: str = "") -> str:
    """``= 120000 t``, or ``≈ 64.8 tce`` where the number is shortened."""
    text = value_text(value, unit)
    return f"≈ {text[1:]}" if isinstance(value, Decimal) and text.startswith("≈") else f"= {text}"


def fact_text(fact: ObservedFact) -> str:
    """``年原煤消费量 = 120000 t``."""
    return f"{visible(fact.fact)} {equation_text(fact.value, fact.unit)}"


def facts_text(facts: tuple[ObservedFact, ...]) -> str:
    """Several facts on one line."""
    return "；".join(map(fact_text, facts))


def document_text(title: str, number: str) -> str:
    """``《巴中市碳达峰实施方案》（巴府发〔2024〕5号）``, or the number alone where it is the only certain name."""
    title, number = prose(title), prose(number)
    if not title or title == number:
        return number
    head = title if title.startswith("《") else f"《{title}》"
    return f"{head}（{number}）" if number else head


def source_text(citation: Citation) -> str:
    """``《巴中市碳达峰实施方案》（巴府发〔2024〕5号）二(一)3``."""
    clause = prose(citation.clause)
    head = document_text(citation.title, citation.document)
    return f"{head} {clause}" if head and head[-1].isascii() else f"{head}{clause}"


def wording_text(citation: Citation) -> str:
    """The clause's own words in 「」, or our summary of it."""
    return f"「{prose(citation.quote)}」" if citation.quote else prose(citation.summary)


def departments_text(citation: Citation) -> str:
    """``牵头：…；配合：…``, or an empty text."""
    parts = []
    if citation.lead:
        parts.append("牵头：" + "、".join(map(visible, citation.lead)))
    if citation.cooperating:
        parts.append("配合：" + "、".join(map(visible, citation.cooperating)))
    return "；".join(parts)


def consequence_text(finding: Finding) -> str:
    """What an open, failed or waived rule leads to, or would."""
    match finding.outcome:
        case Outcome.VIOLATED:
            return finding.effect.label
        case Outcome.WAIVED:
            return f"不符合，应予{finding.effect.label}；已有豁免文件"
        case _:
            return f"如不符合：{finding.effect.label}"


def quota_name(line: QuotaLine) -> str:
    """Which metric of which year, e.g. ``2030 年原煤消费量``."""
    return f"{line.year} 年{visible(line.metric)}"


def quota_text(line: QuotaLine) -> str:
    """The limit, what is used and reserved, what the application takes, and what is left before it."""
    parts: list[tuple[str, Decimal | None]] = [] if line.limit is None else [(line.direction.value, line.limit)]
    parts += [("已用", line.used), ("预留", line.reserved), ("本项目", line.requested)]
    if line.limit is not None:
        parts.append(("余量" if line.direction is QuotaDirection.CEILING else "距目标", line.headroom))
    return "，".join(f"{word} {_amount(value, line.unit)}" for word, value in parts)


def consultation_text(held: ConcludedConsultation) -> str:
    """How a consultation ended, when, by whom and under which document."""
    document = f"，{visible(held.document)}" if held.document else ""
    conditions = f"，条件：{visible(held.conditions)}" if held.conditions else ""
    other = "" if held.is_of_this else "，针对的申报与本份不同，不予采用"
    ended = f"{visible(held.authority)}会商{held.conclusion.value}{document}{conditions}{other}"
    return f"{held.concluded_on.isoformat()} {ended}（{held.id}）"


def _amount(value: Decimal | None, unit: str) -> str:
    return "未知" if value is None else value_text(value, unit)
