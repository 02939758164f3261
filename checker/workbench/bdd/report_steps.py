"""Steps that ask about the report: verdict, outcomes, citations, gaps, derived and missing facts."""

from __future__ import annotations

from checker.model.outcome import Effect, Outcome, Verdict
from checker.model.report import Finding
from checker.review.display import scalar_text
from checker.workbench.bdd.answer import Answer, Mismatch, labelled, same_value
from checker.workbench.bdd.step import COMMA, then


@then(r'结论为"(?P<word>[^"]+)"')
def verdict_is(answer: Answer, word: str) -> None:
    """Ask for the verdict."""
    expected, actual = labelled(Verdict, word, "结论"), answer.report.verdict
    if actual is not expected:
        raise Mismatch("结论", word, actual.label)


@then(r'处置意见(?P<negated>不)?包括"(?P<text>[^"]+)"')
def disposition_is(answer: Answer, negated: str | None, text: str) -> None:
    """Ask whether the dispositions hold a word."""
    actual = answer.report.dispositions
    if (text in actual) is bool(negated):
        raise Mismatch("处置意见", f"{negated or ''}包括 {text}", "、".join(actual) or "无")


@then(r'规则"(?P<rule>[^"]+)"判定为"(?P<word>[^"]+)"')
def outcome_is(answer: Answer, rule: str, word: str) -> None:
    """Ask for the outcome of a rule."""
    expected, finding = labelled(Outcome, word, "判定"), answer.finding(rule, "的判定", word)
    if finding.outcome is not expected:
        raise Mismatch(f"规则“{rule}”的判定", word, finding.outcome.label, rule)


@then(r'规则"(?P<rule>[^"]+)"当日不施行')
def not_in_force(answer: Answer, rule: str) -> None:
    """Ask that a rule is not in force on the review date."""
    finding = answer.find(rule)
    if finding is not None:
        raise Mismatch(f"规则“{rule}”", "当日不施行", f"施行,判定为 {finding.outcome.label}", rule)


@then(r'规则"(?P<rule>[^"]+)"当日施行')
def is_in_force(answer: Answer, rule: str) -> None:
    """Ask that a rule is in force on the review date."""
    answer.finding(rule, "", "当日施行")


@then(r'规则"(?P<rule>[^"]+)"的处置为"(?P<word>[^"]+)"')
def effect_is(answer: Answer, rule: str, word: str) -> None:
    """Ask what a violation of a rule does."""
    expected, finding = labelled(Effect, word, "处置"), answer.finding(rule, "的处置", word)
    if finding.effect is not expected:
        raise Mismatch(f"规则“{rule}”的处置", word, finding.effect.label, rule)


@then(r'规则"(?P<rule>[^"]+)"(?P<negated>不)?引用"(?P<document>[^"]+)"(?:的"(?P<clause>[^"]+)")?')
def cites(answer: Answer, rule: str, negated: str | None, document: str, clause: str | None) -> None:
    """Ask whether a finding cites a document, or one clause of it."""
    expected = f"{negated or ''}引用 {document} {clause or ''}".strip()
    finding = answer.finding(rule, "的引用", expected)
    cited = [(citation.document, citation.clause) for citation in finding.citations]
    found = any(known == document and clause in (None, part) for known, part in cited)
    if found is bool(negated):
        raise Mismatch(f"规则“{rule}”的引用", expected, ";".join(f"{known} {part}" for known, part in cited), rule)


@then(r'规则"(?P<rule>[^"]+)"的差距为"(?P<text>[^"]*)"')
def gap_is(answer: Answer, rule: str, text: str) -> None:
    """Ask by how much a rule is missed."""
    actual = answer.finding(rule, "的差距", text).gap
    if actual != text:
        raise Mismatch(f"规则“{rule}”的差距", text, actual, rule)


@then(r'规则"(?P<rule>[^"]+)"的要求含"(?P<text>[^"]+)"')
def requires(answer: Answer, rule: str, text: str) -> None:
    """Ask for words of what a rule requires."""
    _contains(answer.finding(rule, "的要求", text), "要求", text)


@then(r'规则"(?P<rule>[^"]+)"的补救措施含"(?P<text>[^"]+)"')
def remedy_says(answer: Answer, rule: str, text: str) -> None:
    """Ask for words of the remedy of a finding."""
    _contains(answer.finding(rule, "的补救措施", text), "补救措施", text)


@then(r'规则"(?P<rule>[^"]+)"缺少"(?P<fact>[^"]+)"')
def misses(answer: Answer, rule: str, fact: str) -> None:
    """Ask which fact a rule lacks."""
    actual = answer.finding(rule, "缺少的事实", fact).missing
    if fact not in actual:
        raise Mismatch(f"规则“{rule}”缺少的事实", fact, "、".join(actual) or "无", rule)


@then(r'推导事实"(?P<label>[^"]+)"为"(?P<text>[^"]+)"')
def derived_is(answer: Answer, label: str, text: str) -> None:
    """Ask for the value of a derived fact."""
    fact = answer.derived(label)
    if fact is None:
        known = "、".join(each.fact for each in answer.report.derived)
        raise Mismatch(f"推导事实“{label}”", text, f"没有推导;已推导:{known}")
    if not same_value(fact, text):
        raise Mismatch(f"推导事实“{label}”", text, f"{scalar_text(fact.value, fact.unit)};公式:{fact.formula}")


@then(r'推导事实"(?P<label>[^"]+)"尚不能确定')
def derived_is_unknown(answer: Answer, label: str) -> None:
    """Ask that a derived fact is not known yet."""
    fact = answer.derived(label)
    if fact is not None and fact.value is not None:
        raise Mismatch(f"推导事实“{label}”", "尚不能确定", scalar_text(fact.value, fact.unit))


@then(r'待补充的事实(?P<negated>不)?包括"(?P<label>[^"]+)"')
def asks_for(answer: Answer, negated: str | None, label: str) -> None:
    """Ask whether a fact is still to be supplied."""
    asked = [missing.fact for missing in answer.report.undetermined]
    if (label in asked) is bool(negated):
        raise Mismatch("待补充的事实", f"{negated or ''}包括 {label}", "、".join(asked) or "无")


@then("没有待补充的事实")
def asks_for_nothing(answer: Answer) -> None:
    """Ask that no fact is to be supplied."""
    asked = [missing.fact for missing in answer.report.undetermined]
    if asked:
        raise Mismatch("待补充的事实", "无", "、".join(asked))


@then(rf'申报不能受理{COMMA}提示含"(?P<text>[^"]+)"')
def is_refused(answer: Answer, text: str) -> None:
    """Ask that the application is not taken, and why."""
    if answer.refusal is None:
        raise Mismatch("受理", f"不能受理,提示含 {text}", f"已受理,结论为 {answer.report.verdict.label}")
    if text not in str(answer.refusal):
        raise Mismatch("不能受理的提示", f"…{text}…", str(answer.refusal))


def _contains(finding: Finding, what: str, text: str) -> None:
    actual = finding.required if what == "要求" else finding.remedy
    if text not in actual:
        raise Mismatch(f"规则“{finding.rule}”的{what}", f"…{text}…", actual or "无", finding.rule)
