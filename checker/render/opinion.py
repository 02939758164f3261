"""The report arranged for reading: one order of sections, entries and rows that every written format sets in type.

Every text in an ``Opinion`` has its hidden characters made visible already; a format adds only its own escaping.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checker.model.outcome import Effect, Outcome, Verdict
from checker.model.report import Citation, DerivedFact, Finding, MissingFact, QuotaLine, Report, Trace
from checker.render import wording
from checker.render.lines import prose, visible
from checker.render.page import Tone


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled paragraph of an entry; rows that follow with an empty label belong to the same label.

    ``brief`` ones may be cut to one line where space is scarce.
    """

    label: str
    text: str
    tone: Tone = Tone.PLAIN
    depth: int = 0
    brief: bool = False

    @property
    def is_quote(self) -> bool:
        """Whether these are a clause's own words."""
        return self.text.startswith("「")


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a section: its mark and word, a code (rule id or fact), a title and rows."""

    mark: str
    code: str
    title: str
    tone: Tone
    rows: tuple[Row, ...] = ()

    @property
    def is_finding(self) -> bool:
        """Whether this entry is a rule's finding; else it is a fact, a question or a quota."""
        return " " in self.mark

    @property
    def word(self) -> str:
        """The outcome of a finding without its mark."""
        return self.mark.partition(" ")[2]


@dataclass(frozen=True, slots=True)
class Section:
    """A headed group of entries, with a sentence under the heading where one is needed; ``dense`` ones close up."""

    title: str
    tone: Tone
    entries: tuple[Entry, ...]
    note: str = ""
    dense: bool = False


@dataclass(frozen=True, slots=True)
class Opinion:
    """The whole report in reading order."""

    mark: str
    verdict: str
    tone: Tone
    dispositions: str
    warning: str
    particulars: tuple[Row, ...]
    sections: tuple[Section, ...]
    closing: tuple[str, ...]


VERDICT_TONES = {Verdict.APPROVE: Tone.GOOD, Verdict.RECTIFY: Tone.CAUTION, Verdict.REJECT: Tone.BAD}
_EFFECT_TONES = {
    Effect.REJECT: Tone.BAD,
    Effect.RECTIFY: Tone.CAUTION,
    Effect.CONSULT: Tone.CAUTION,
    Effect.ADVISE: Tone.PLAIN,
}
_FIT_TONES = {True: Tone.PLAIN, False: Tone.BAD, None: Tone.CAUTION}
_TRUTH_TONES = {True: Tone.GOOD, False: Tone.BAD, None: Tone.CAUTION}
_COUNTED = (
    Outcome.VIOLATED,
    Outcome.UNDETERMINED,
    Outcome.ERROR,
    Outcome.WAIVED,
    Outcome.SATISFIED,
    Outcome.NOT_APPLICABLE,
)
_NUMERALS = "一二三四五六七八九十"
_DEEPEST = 8
_FEW_RULES = 5
"""Rules named beside a missing fact, unless everything is asked for."""
_FEWEST_FOR_OVERVIEW = 3


def arrange(report: Report, *, everything: bool) -> Opinion:
    """The opinion of ``report``; ``everything`` adds satisfied and not-applicable rules and every input in full."""
    failed = report.having(Outcome.ERROR)
    return Opinion(
        mark=wording.verdict_mark(report.verdict),
        verdict=report.verdict.label,
        tone=VERDICT_TONES[report.verdict],
        dispositions="、".join(map(visible, report.dispositions)),
        warning=f"有 {len(failed)} 条规则判定出错，本结论不得采信，须排除错误后重新核对。" if failed else "",
        particulars=tuple(_particulars(report)),
        sections=tuple(_sections(report, everything=everything)),
        closing=tuple(_closing(everything=everything)),
    )


def ordinal(position: int) -> str:
    """The number of a section, counted from 0, as headings of official documents write it."""
    return _NUMERALS[position] if position < len(_NUMERALS) else str(position + 1)


def _particulars(report: Report) -> Iterator[Row]:
    yield Row("项目名称", visible(report.application_name) or "(未填)", Tone.STRONG)
    yield Row("项目代码", visible(report.application_id) or "(未填)")
    yield Row("审查日", f"{report.as_of.isoformat()}（按当日有效的规定核对）")
    documents = _documents(report)
    if documents:
        yield Row("适用规定", "、".join(documents))
    yield Row("核对引擎", wording.engine_label(report.engine))
    packs = "、".join(f"{visible(pack.id)} {visible(pack.version)}" for pack in report.packs)
    yield Row("规则库", f"{visible(report.rulebook_hash[: wording.SHORT_HASH])}" + (f"（{packs}）" if packs else ""))
    yield Row("材料指纹", visible(report.application_hash[: wording.SHORT_HASH]), Tone.QUIET)
    if report.ledger_position is not None:
        yield Row("台账位置", str(report.ledger_position))
    counts = [(outcome, len(report.having(outcome))) for outcome in _COUNTED]
    shown = "，".join(f"{outcome.label} {count}" for outcome, count in counts if count or outcome in _ALWAYS_COUNTED)
    yield Row("核对规则", f"{len(report.findings)} 条：{shown}")
    yield from _overview(report)


def _documents(report: Report) -> list[str]:
    """The documents behind the rules that applied and the facts that were derived: which law this day's is."""
    cited = [
        citation
        for finding in report.findings
        if finding.outcome is not Outcome.NOT_APPLICABLE
        for citation in finding.citations
    ]
    cited += [citation for fact in report.derived if fact.value not in (None, False) for citation in fact.citations]
    return list(dict.fromkeys(visible(citation.document) for citation in cited))


def _overview(report: Report) -> Iterator[Row]:
    """The titles behind the verdict, gravest first, when there are several; the sections below explain each."""
    decisive = [finding for finding in report.having(Outcome.VIOLATED) if finding.effect is not Effect.ADVISE]
    if len(decisive) < _FEWEST_FOR_OVERVIEW:
        return
    for effect in Effect:
        titles = [prose(finding.title) for finding in decisive if finding.effect is effect]
        if titles:
            yield Row(f"{effect.label} {len(titles)} 条", "；".join(titles), _EFFECT_TONES[effect])


_ALWAYS_COUNTED = (Outcome.VIOLATED, Outcome.UNDETERMINED, Outcome.SATISFIED, Outcome.NOT_APPLICABLE)


def _sections(report: Report, *, everything: bool) -> Iterator[Section]:
    if failed := report.having(Outcome.ERROR):
        yield _findings("判定出错", Tone.BAD, failed, everything=everything)
    violated = report.having(Outcome.VIOLATED)
    for effect in Effect:
        if group := tuple(finding for finding in violated if finding.effect is effect):
            yield _findings(effect.label, _EFFECT_TONES[effect], group, everything=everything)
    if waived := report.having(Outcome.WAIVED):
        yield _findings(Outcome.WAIVED.label, Tone.CAUTION, waived, everything=everything)
    yield from _open_questions(report, everything=everything)
    if report.derived:
        yield _derived_facts(report.derived, everything=everything)
    if report.quotas:
        yield _quotas(report.quotas)
    if everything:
        if satisfied := report.having(Outcome.SATISFIED):
            yield _findings(Outcome.SATISFIED.label, Tone.GOOD, satisfied, everything=True)
        if idle := report.having(Outcome.NOT_APPLICABLE):
            yield _findings(Outcome.NOT_APPLICABLE.label, Tone.QUIET, idle, everything=True)


def _quotas(lines: tuple[QuotaLine, ...]) -> Section:
    entries = tuple(
        Entry("-", wording.quota_name(line), wording.quota_text(line), _FIT_TONES[line.fits]) for line in lines
    )
    note = "已用含全市基数和已批项目，预留为其他在审项目；余量未减本项目。"
    return Section(f"指标占用（{len(entries)} 项）", Tone.PLAIN, entries, note, dense=True)


def _open_questions(report: Report, *, everything: bool) -> Iterator[Section]:
    open_findings = report.having(Outcome.UNDETERMINED)
    questions = tuple(_question(missing, report, everything=everything) for missing in report.undetermined)
    if questions:
        note = "按对结论的影响排列；先补前面的，后面的可能随之不再需要。"
        yield Section(f"尚待补充（{len(questions)} 项）", Tone.CAUTION, questions, note)
    if holding := tuple(finding for finding in open_findings if finding.holds_up):
        yield _findings(Outcome.UNDETERMINED.label, Tone.CAUTION, holding, everything=everything)
    if harmless := tuple(finding for finding in open_findings if not finding.holds_up):
        section = _findings("未评估", Tone.QUIET, harmless, everything=everything)
        yield Section(section.title, section.tone, section.entries, "资料不足而未评估，不影响结论，不要求补充。")


def _findings(title: str, tone: Tone, findings: tuple[Finding, ...], *, everything: bool) -> Section:
    entries = tuple(
        Entry(
            mark=f"{wording.outcome_mark(finding.outcome)} {finding.outcome.label}",
            code=visible(finding.rule),
            title=prose(finding.title),
            tone=tone,
            rows=tuple(_finding_rows(finding, everything=everything)),
        )
        for finding in findings
    )
    return Section(f"{title}（{len(entries)} 条）", tone, entries)


def _finding_rows(finding: Finding, *, everything: bool) -> Iterator[Row]:
    if finding.outcome is Outcome.UNDETERMINED and not everything:
        yield from _open_finding_rows(finding)
        return
    settled = finding.outcome in (Outcome.SATISFIED, Outcome.NOT_APPLICABLE)
    if finding.message and finding.message != finding.title:
        yield Row("说明", prose(finding.message))
    if finding.outcome in (Outcome.UNDETERMINED, Outcome.WAIVED, Outcome.ERROR):
        yield Row("处置", wording.consequence_text(finding))
    for citation in finding.citations:
        yield from _citation(citation, in_full=everything or not settled)
    if finding.observed:
        yield Row("观测", wording.facts_text(finding.observed))
    if finding.required:
        yield Row("要求", prose(finding.required))
    if finding.gap:
        yield Row("差距", prose(finding.gap), Tone.BAD)
    for position, line in enumerate(finding.quotas):
        text = f"{wording.quota_name(line)}：{wording.quota_text(line)}"
        yield Row("" if position else "额度", text, _FIT_TONES[line.fits])
    if finding.consultation:
        tone = Tone.GOOD if finding.is_consulted else Tone.BAD
        yield Row("会商", wording.consultation_text(finding.consultation), tone)
    for position, link in enumerate(finding.chain):
        yield Row("" if position else "为何适用", prose(link))
    if finding.trace:
        rows = [row for trace in finding.trace for row in condition_rows(trace, everything=everything)]
        yield Row("条件", rows[0].text, rows[0].tone, rows[0].depth)
        yield from rows[1:]
    if finding.missing:
        yield _missing_row(finding)
    if waiver := finding.waiver:
        expires = waiver.expires.isoformat() if waiver.expires else "未写明"
        yield Row("豁免", f"{visible(waiver.approver)}，{visible(waiver.document)}，有效期至 {expires}")
        yield Row("", f"范围：{visible(waiver.scope)}")
    if finding.remedy and not settled:
        yield Row("怎么改", prose(finding.remedy), Tone.STRONG)


def _open_finding_rows(finding: Finding) -> Iterator[Row]:
    """An undetermined rule in short: what it demands and what is missing; the rest waits for the missing facts."""
    yield Row("处置", wording.consequence_text(finding))
    if finding.holds_up:
        # Without their words, several clauses of one paragraph look the same.
        yield from dict.fromkeys(row for citation in finding.citations for row in _citation(citation, in_full=False))
        if finding.required:
            yield Row("要求", prose(finding.required))
    yield _missing_row(finding) if finding.missing else Row("说明", prose(finding.message))


def _missing_row(finding: Finding) -> Row:
    return Row("尚缺", "、".join(map(visible, finding.missing)), Tone.CAUTION)


def _citation(citation: Citation, *, in_full: bool) -> Iterator[Row]:
    note = f"（{visible(citation.note)}）" if citation.note else ""
    label, source = wording.role_label(citation.role), wording.source_text(citation)
    words = wording.wording_text(citation)
    match citation.role:
        case "clause":
            yield Row(label, f"{source}{note}")
            if words:
                yield Row("", words, Tone.STRONG if citation.quote else Tone.PLAIN)
            if departments := wording.departments_text(citation):
                yield Row("", departments)
        case "basis" if words and in_full:
            yield Row(label, f"{source}：{words}{note}")
        case _:
            yield Row(label, f"{source}{note}")


def condition_rows(trace: Trace, depth: int = 0, *, everything: bool = False) -> Iterator[Row]:
    """A condition and those below it; with ``everything`` the whole as the rule writes it comes last."""
    label = f"{visible(trace.label)}：" if trace.label else ""
    values = f"（{wording.facts_text(trace.values)}）" if trace.values else ""
    text = f"{wording.truth_mark(trace.truth)}  {label}{prose(trace.text)}{values}"
    yield Row("", text, _TRUTH_TONES[trace.truth], min(depth, _DEEPEST))
    for child in trace.children:
        yield from condition_rows(child, depth + 1)
    if everything and trace.expression:
        yield Row("", f"FEEL：{prose(trace.expression)}", Tone.QUIET, min(depth, _DEEPEST))


def _question(missing: MissingFact, report: Report, *, everything: bool) -> Entry:
    rows = [Row("由谁补充", "规则库维护单位录入" if missing.office else "申报单位补充")]
    if missing.decisive:
        rows.append(Row("影响", f"最重可致{missing.decisive.label}"))
    if missing.rules:
        titles = {finding.rule: finding.title for finding in report.having(Outcome.UNDETERMINED)}
        shown = missing.rules if everything else missing.rules[:_FEW_RULES]
        rows.extend(
            Row("" if position else "涉及规则", f"{visible(rule)} {prose(titles.get(rule, ''))}".rstrip())
            for position, rule in enumerate(shown)
        )
        if len(shown) < len(missing.rules):
            rows.append(Row("", f"等 {len(missing.rules)} 条规则"))
    question = prose(missing.question)
    return Entry("?", visible(missing.fact), "" if question == missing.fact else question, Tone.CAUTION, tuple(rows))


def _derived_facts(facts: tuple[DerivedFact, ...], *, everything: bool) -> Section:
    known = facts if everything else tuple(fact for fact in facts if fact.value is not None)
    unknown = "、".join(visible(fact.fact) for fact in facts if fact not in known)
    entries = tuple(_derived_in_full(fact) if everything else _derived_in_brief(fact) for fact in known)
    note = f"资料不足而没有算出：{unknown}。" if unknown else ""
    return Section(f"推算的事实（{len(facts)} 项）", Tone.PLAIN, entries, note, dense=not everything)


def _derived_in_brief(fact: DerivedFact) -> Entry:
    rows = [Row("算式", prose(fact.formula), Tone.QUIET, brief=True)] if fact.formula else []
    if fact.inputs:
        rows.append(Row("取值", wording.facts_text(fact.inputs), Tone.QUIET, brief=True))
    notes = dict.fromkeys(citation.note for citation in fact.citations if citation.note)
    basis = "；".join(("、".join(map(visible, fact.because)), *notes)).strip("；")
    value = wording.equation_text(fact.value, fact.unit)
    return Entry("", visible(fact.fact), f"{value}（{basis}）" if basis else value, Tone.PLAIN, tuple(rows))


def _derived_in_full(fact: DerivedFact) -> Entry:
    rows = [Row("算式", prose(fact.formula))] if fact.formula else []
    for position, given in enumerate(fact.inputs):
        rows.append(Row("" if position else "取值", wording.fact_text(given)))
    for citation in fact.citations:
        note = f"（{citation.note}）" if citation.note else ""
        rows.append(Row("依据", wording.source_text(citation) + note))
    if fact.because:
        rows.append(Row("推算规则", "、".join(map(visible, fact.because))))
    return Entry("", visible(fact.fact), wording.equation_text(fact.value, fact.unit), Tone.PLAIN, tuple(rows))


def _closing(*, everything: bool) -> Iterator[str]:
    yield "本结论为核对建议，由审查人员决定并签署。"
    if everything:
        yield "单条规则：checker rules show 规则编号；供系统读取：--format json。"
    else:
        yield (
            "查看符合与不适用的规则及全部取值：加 --all；"
            "单条规则：checker rules show 规则编号；供系统读取：--format json。"
        )
