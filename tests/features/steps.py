"""The steps of the scenarios: they work for every fact by its Chinese label, with units and tables.

Nothing here knows a rule or a fact. 假如 writes an application down, 当 reviews it once, 那么 asks about the report.
An empty text, as an outline's table may give, leaves a fact open.
"""

from __future__ import annotations

from datetime import date

from pytest_bdd import given, parsers, then, when

from checker.model.outcome import Effect, Verdict
from checker.review.display import scalar_text
from tests.features.desk import Desk, outcome_named, same_value

Rows = list[list[str]]

# --- 假如: the application -------------------------------------------------------------------------------------------


@given(parsers.re(r'采用申报文件"(?P<path>[^"]+)"'))
def adopt_file(desk: Desk, path: str) -> None:
    desk.adopt(path)


@given("项目申报如下")
def state_facts(desk: Desk, datatable: Rows) -> None:
    for label, text in datatable:
        desk.draft.state(label, text)


@given(parsers.re(r'"(?P<label>[^"]+)"为"(?P<text>[^"]*)"'))
def state_fact(desk: Desk, label: str, text: str) -> None:
    desk.draft.state(label, text)


@given(parsers.re(r'"(?P<label>[^"]+)"另含"(?P<word>[^"]+)"'))
def add_word(desk: Desk, label: str, word: str) -> None:
    desk.draft.add_choice(label, word)


@given(parsers.re(r'未填写"(?P<label>[^"]+)"'))
def leave_open(desk: Desk, label: str) -> None:
    desk.draft.leave_open(label)


@given(parsers.re(r'没有"(?P<label>[^"]+)"'))
def declare_none(desk: Desk, label: str) -> None:
    desk.draft.declare_none(label)


@given(parsers.re(r'"(?P<label>[^"]+)"有如下各项'))
def list_records(desk: Desk, label: str, datatable: Rows) -> None:
    desk.draft.list_records(label, datatable)


@given(parsers.re(r'"(?P<label>[^"]+)"第(?P<position>\d+)项的"(?P<name>[^"]+)"为"(?P<text>[^"]*)"'))
def state_in_record(desk: Desk, label: str, position: str, name: str, text: str) -> None:
    record = desk.draft.record(label, int(position))
    if text:
        record[name] = text
    else:
        record.pop(name, None)


@given(parsers.re(r'"(?P<label>[^"]+)"第(?P<position>\d+)项未填写"(?P<name>[^"]+)"'))
def leave_open_in_record(desk: Desk, label: str, position: str, name: str) -> None:
    desk.draft.record(label, int(position)).pop(name, None)


@given(parsers.re(r'审查日为"(?P<day>\d{4}-\d{2}-\d{2})"'))
def set_review_date(desk: Desk, day: str) -> None:
    desk.as_of = date.fromisoformat(day)


# --- 当: one review --------------------------------------------------------------------------------------------------


@when("审查该项目")
def review(desk: Desk) -> None:
    desk.review()


# --- 那么: the report ------------------------------------------------------------------------------------------------


@then(parsers.re(r'结论为"(?P<word>[^"]+)"'))
def verdict_is(desk: Desk, word: str) -> None:
    known = {verdict.label: verdict for verdict in Verdict}
    assert word in known, f"没有“{word}”这种结论;可写:{'、'.join(known)}"
    actual = desk.report.verdict
    assert actual is known[word], desk.overview("结论", word, actual.label)


@then(parsers.re(r'处置意见(?P<negated>不)?包括"(?P<text>[^"]+)"'))
def disposition_is(desk: Desk, negated: str | None, text: str) -> None:
    actual = desk.report.dispositions
    assert (text in actual) is not bool(negated), desk.overview(
        "处置意见", f"{negated or ''}包括 {text}", "、".join(actual)
    )


@then(parsers.re(r'规则"(?P<rule>[^"]+)"判定为"(?P<word>[^"]+)"'))
def outcome_is(desk: Desk, rule: str, word: str) -> None:
    expected, finding = outcome_named(word), desk.finding(rule)
    assert finding.outcome is expected, desk.differs(rule, "判定", word, finding.outcome.label)


@then(parsers.re(r'规则"(?P<rule>[^"]+)"当日不施行'))
def not_in_force(desk: Desk, rule: str) -> None:
    known = {entry.id for entry in desk.checker.rulebook.rules}
    assert rule in known, f"规则库里没有“{rule}”"
    finding = desk.find(rule)
    assert finding is None, f"规则“{rule}”在 {desk.as_of} 施行,判定为“{finding.outcome.label}”"


@then(parsers.re(r'规则"(?P<rule>[^"]+)"当日施行'))
def is_in_force(desk: Desk, rule: str) -> None:
    desk.finding(rule)


@then(parsers.re(r'规则"(?P<rule>[^"]+)"的处置为"(?P<word>[^"]+)"'))
def effect_is(desk: Desk, rule: str, word: str) -> None:
    known = {effect.label: effect for effect in Effect}
    assert word in known, f"没有“{word}”这种处置;可写:{'、'.join(known)}"
    finding = desk.finding(rule)
    assert finding.effect is known[word], desk.differs(rule, "处置", word, finding.effect.label)


@then(parsers.re(r'规则"(?P<rule>[^"]+)"(?P<negated>不)?引用"(?P<document>[^"]+)"(?:的"(?P<clause>[^"]+)")?'))
def cites(desk: Desk, rule: str, negated: str | None, document: str, clause: str | None) -> None:
    cited = [(c.document, c.clause) for c in desk.finding(rule).citations]
    found = any(known == document and clause in (None, part) for known, part in cited)
    listed = ";".join(f"{known} {part}" for known, part in cited)
    expected = f"{negated or ''}引用 {document} {clause or ''}".strip()
    assert found is not bool(negated), desk.differs(rule, "引用", expected, listed)


@then(parsers.re(r'规则"(?P<rule>[^"]+)"的差距为"(?P<text>[^"]*)"'))
def gap_is(desk: Desk, rule: str, text: str) -> None:
    actual = desk.finding(rule).gap
    assert actual == text, desk.differs(rule, "差距", text, actual)


@then(parsers.re(r'规则"(?P<rule>[^"]+)"的要求含"(?P<text>[^"]+)"'))
def requires(desk: Desk, rule: str, text: str) -> None:
    actual = desk.finding(rule).required
    assert text in actual, desk.differs(rule, "要求", f"…{text}…", actual)


@then(parsers.re(r'规则"(?P<rule>[^"]+)"的补救措施含"(?P<text>[^"]+)"'))
def remedy_says(desk: Desk, rule: str, text: str) -> None:
    actual = desk.finding(rule).remedy
    assert text in actual, desk.differs(rule, "补救措施", f"…{text}…", actual)


@then(parsers.re(r'规则"(?P<rule>[^"]+)"缺少"(?P<fact>[^"]+)"'))
def misses(desk: Desk, rule: str, fact: str) -> None:
    actual = desk.finding(rule).missing
    assert fact in actual, desk.differs(rule, "缺少", fact, "、".join(actual) or "无")


@then(parsers.re(r'推导事实"(?P<label>[^"]+)"为"(?P<text>[^"]+)"'))
def derived_is(desk: Desk, label: str, text: str) -> None:
    fact = desk.derived(label)
    assert fact is not None, f"没有推导出“{label}”;已推导:{'、'.join(f.fact for f in desk.report.derived)}"
    actual = scalar_text(fact.value, fact.unit)
    assert same_value(fact, text), f"推导事实“{label}”:应为“{text}”,实为“{actual}”;公式:{fact.formula}"


@then(parsers.re(r'推导事实"(?P<label>[^"]+)"尚不能确定'))
def derived_is_unknown(desk: Desk, label: str) -> None:
    fact = desk.derived(label)
    actual = "" if fact is None else scalar_text(fact.value, fact.unit)
    assert fact is None or fact.value is None, f"推导事实“{label}”:应不能确定,实为“{actual}”"


@then(parsers.re(r'待补充的事实(?P<negated>不)?包括"(?P<label>[^"]+)"'))
def asks_for(desk: Desk, negated: str | None, label: str) -> None:
    asked = [missing.fact for missing in desk.report.undetermined]
    expected = f"{negated or ''}包括 {label}"
    assert (label in asked) is not bool(negated), desk.overview("待补充的事实", expected, "、".join(asked) or "无")


@then("没有待补充的事实")
def asks_for_nothing(desk: Desk) -> None:
    asked = [missing.fact for missing in desk.report.undetermined]
    assert not asked, desk.overview("待补充的事实", "无", "、".join(asked))


@then(parsers.re(r'申报不能受理,提示含"(?P<text>[^"]+)"'))
def is_refused(desk: Desk, text: str) -> None:
    refusal = desk.refusal
    assert refusal is not None, desk.overview("受理", "不能受理", "已受理")
    assert text in str(refusal), f"提示应含“{text}”,实为:{refusal}"
