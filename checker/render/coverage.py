"""The traceability matrix as text, Markdown and JSON: sentence, disposition, rules, scenarios, cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import simplejson

from checker.model.outcome import Effect, Outcome
from checker.render.disposition import disposition_details, disposition_shape
from checker.render.exercise import exercise_shape, exercise_summary
from checker.render.lines import prose, visible
from checker.render.markdown import plain
from checker.render.page import Page, Tone, label
from checker.render.wording import document_text
from checker.workbench.coverage import Coverage, Gap, Sentence, Tried
from checker.workbench.exercise import Exercise

_UNACCOUNTED = "没有去向"


def render_coverage(coverage: Coverage, exercise: Exercise | None = None, *, width: int = 80) -> str:
    """The matrix for people: counts first, then every sentence, then what is missing."""
    page = Page(width)
    for line in _summary(coverage, exercise):
        page.put((Tone.PLAIN, line))
    for document in coverage.documents:
        page.blank()
        page.put((Tone.STRONG, document_text(document.title, document.number)))
        page.rule("-")
        for sentence in coverage.of_document(document):
            _put_sentence(page, sentence, coverage)
    for gap, problems in coverage.gaps.items():
        page.blank()
        page.put((Tone.BAD, f"{gap}（{len(problems)}）"))
        for problem in problems:
            page.put((Tone.PLAIN, visible(str(problem))), indent=2)
    return page.text()


def render_coverage_markdown(coverage: Coverage, exercise: Exercise | None = None) -> str:
    """The matrix as Markdown tables, one a document."""
    lines = ["# 条文对照表", ""]
    lines += [f"- {plain(line)}" for line in _summary(coverage, exercise)]
    for document in coverage.documents:
        lines += ["", f"## {plain(document_text(document.title, document.number))}", ""]
        lines += ["| 条款 | 原文 | 去向 | 规则与说明 | 场景 | 案例 |", "|---|---|---|---|---:|---:|"]
        lines += [_row(sentence, coverage) for sentence in coverage.of_document(document)]
    for gap, problems in coverage.gaps.items():
        lines += [
            "",
            f"## {gap}（{len(problems)}）",
            "",
            *(f"- {plain(visible(str(problem)))}" for problem in problems),
        ]
    return "\n".join(lines) + "\n"


def render_coverage_json(coverage: Coverage, exercise: Exercise | None = None) -> str:
    """The matrix for other programs; ``exercise`` is null where nothing was run."""
    shape = {
        "complete": not coverage.problems,
        "counts": {
            "sentences": len(coverage.sentences),
            "accounted": coverage.accounted,
            "kinds": {kind.value: count for kind, count in coverage.kinds.items()},
            "rules": len(coverage.rules),
            "scenarios": coverage.scenario_count if coverage.with_scenarios else None,
            "cases": coverage.case_count if coverage.with_cases else None,
            "values": {mark.value if mark else "待录入": count for mark, count in coverage.values.items()},
        },
        "sentences": [_sentence_shape(sentence) for sentence in coverage.sentences],
        "rules": [_tried_shape(tried) for tried in coverage.rules],
        "gaps": {gap.value: [str(problem) for problem in coverage.gaps.get(gap, ())] for gap in Gap},
        "exercise": None if exercise is None else exercise_shape(exercise),
    }
    return simplejson.dumps(shape, ensure_ascii=False, indent=2, use_decimal=True) + "\n"


def _summary(coverage: Coverage, exercise: Exercise | None) -> Iterator[str]:
    yield from coverage_summary(coverage)
    if exercise is not None:
        yield from exercise_summary(exercise)


def coverage_summary(coverage: Coverage) -> Iterator[str]:
    """The counts, one line each."""
    kinds = "，".join(f"{kind} {count}" for kind, count in coverage.kinds.items())
    yield f"条款 {len(coverage.sentences)} 句，已有去向 {coverage.accounted} 句：{kinds}"
    effects = Counter(tried.gravest for tried in coverage.rules)
    graded = "，".join(f"{effect.label} {effects[effect]}" for effect in Effect if effects[effect])
    yield f"规则 {len(coverage.rules)} 条（按最重处置）：{graded or '无'}"
    if coverage.with_scenarios:
        judged: Counter[Outcome] = Counter()
        for tried in coverage.rules:
            judged.update(tried.outcomes)
        told = "，".join(f"{outcome.label} {judged[outcome]}" for outcome in Outcome if judged[outcome])
        yield f"场景 {coverage.scenario_count} 个，对规则的判定：{told or '无'}"
    else:
        yield "场景 没有核对（未给出场景目录）"
    yield f"案例 {coverage.case_count} 个" if coverage.with_cases else "案例 没有核对（未给出案例目录）"
    marks = "，".join(f"{mark} {count}" for mark, count in sorted(_marks(coverage)))
    yield f"参数与决策表的数值，按核验标记：{marks or '无'}"
    yield "；".join(f"{gap} {len(coverage.gaps.get(gap, ()))}" for gap in Gap)


def _marks(coverage: Coverage) -> Iterator[tuple[str, int]]:
    for mark, count in coverage.values.items():
        yield (mark.value if mark else "待录入"), count


def effect_text(tried: Tried) -> str:
    """``整改``, or ``整改→否决`` where it can escalate."""
    effect, gravest = tried.rule.effect, tried.gravest
    return effect.label if effect is gravest else f"{effect.label}→{gravest.label}"


def outcomes_text(tried: Tried) -> str:
    """``12（符合 5、不符合 4、未能判定 3）``: the scenarios that name a rule, and what they say of it."""
    told = "、".join(f"{outcome.label} {tried.outcomes[outcome]}" for outcome in Outcome if tried.outcomes.get(outcome))
    return f"{len(tried.scenarios)}" + (f"（{told}）" if told else "")


def cases_text(tried: Tried) -> str:
    """``3（不符合：coal-boiler）``: the cases a rule concerns, those that violate it by name."""
    violated = [case.name for case, outcome in tried.cases if outcome is Outcome.VIOLATED]
    named = "、".join(dict.fromkeys(map(visible, violated)))
    return f"{len(tried.cases)}" + (f"（不符合：{named}）" if named else "")


def _kind_text(sentence: Sentence) -> str:
    disposition = sentence.clause.disposition
    return disposition.kind.value if disposition else _UNACCOUNTED


def _put_sentence(page: Page, sentence: Sentence, coverage: Coverage) -> None:
    clause = sentence.clause
    mark = "" if sentence.is_accounted_for else "  ✗"
    page.put((Tone.STRONG, f"{visible(clause.id)}  {visible(clause.path)}  {_kind_text(sentence)}{mark}"))
    page.put((Tone.PLAIN, f"「{prose(clause.text)}」"), lead=label(""))
    for detail in disposition_details(clause.disposition) if clause.disposition else ():
        page.put((Tone.PLAIN, detail), lead=label("说明"))
    for tried in sentence.rules:
        page.put((Tone.PLAIN, f"{visible(tried.rule.id)}  {effect_text(tried)}"), lead=label("规则"))
        counts = []
        if coverage.with_scenarios:
            counts.append(f"场景 {outcomes_text(tried)}")
        if coverage.with_cases and tried.cases:
            counts.append(f"案例 {cases_text(tried)}")
        if counts:
            page.put((Tone.QUIET, "；".join(counts)), lead=label(""), indent=2)
    for derivation in sentence.derivations:
        page.put((Tone.PLAIN, f"{visible(derivation.id)}  {visible(derivation.derive)}"), lead=label("推算"))


def _row(sentence: Sentence, coverage: Coverage) -> str:
    clause = sentence.clause
    details = [plain(detail) for detail in disposition_details(clause.disposition)] if clause.disposition else []
    rules = [f"{plain(tried.rule.id)}（{effect_text(tried)}）" for tried in sentence.rules]
    scenarios = str(sum(len(tried.scenarios) for tried in sentence.rules)) if coverage.with_scenarios else "—"
    cases = str(len({case.file for tried in sentence.rules for case, _ in tried.cases})) if coverage.with_cases else "—"
    cells = (
        f"{plain(clause.id)} {plain(clause.path)}",
        plain(prose(clause.text)),
        _kind_text(sentence),
        "<br>".join([*rules, *details]),
        scenarios if sentence.rules else "",
        cases if sentence.rules else "",
    )
    return "| " + " | ".join(cells) + " |"


def _sentence_shape(sentence: Sentence) -> dict[str, Any]:
    clause = sentence.clause
    return {
        "reference": clause.reference,
        "clause": clause.path,
        "text": clause.text,
        "disposition": disposition_shape(clause.disposition) if clause.disposition else None,
        "accounted": sentence.is_accounted_for,
        "rules": [tried.rule.id for tried in sentence.rules],
        "derivations": [derivation.id for derivation in sentence.derivations],
    }


def _tried_shape(tried: Tried) -> dict[str, Any]:
    return {
        "id": tried.rule.id,
        "title": tried.rule.title,
        "effect": tried.rule.effect.value,
        "gravest": tried.gravest.value,
        "clause": tried.rule.clause.reference,
        "basis": [clause.reference for clause in tried.rule.basis],
        "scenarios": len(tried.scenarios),
        "outcomes": {outcome.value: tried.outcomes[outcome] for outcome in Outcome if tried.outcomes.get(outcome)},
        "cases": [{"case": case.file, "outcome": outcome.value} for case, outcome in tried.cases],
    }
