"""The text of a feature file: one scenario for each outcome, and one for each side of a rule's dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from checker.model.outcome import Effect, Outcome
from checker.rulebook import Rule
from checker.workbench.scaffold.finding import WANTED
from checker.workbench.scaffold.trial import NONE, Facts

LANGUAGE = "# language: zh-CN"


def feature_text(
    rule: Rule, base: Facts, found: Mapping[Outcome, Facts], *, base_name: str, as_of: date, effect: Effect | None
) -> str:
    """The scenarios of ``rule``; ``found`` are the facts for each outcome, told as what differs from ``base``.

    ``effect`` is what a violation comes to with the facts found for it.
    """
    lines = [LANGUAGE, f"功能: {_line(rule.title)}"]
    lines.append(f"  依据 {rule.clause.document.number} {rule.clause.path}:{_line(rule.clause.text)}")
    lines += ["", "  背景:", f'    假如 采用申报文件"{base_name}"', f'    而且 审查日为"{as_of}"']
    for outcome in WANTED:
        if outcome in found:
            lines += ["", *_scenario(rule, outcome, base, found[outcome], effect)]
    lines += _dates(rule)
    return "\n".join(lines) + "\n"


def _scenario(rule: Rule, outcome: Outcome, base: Facts, facts: Facts, effect: Effect | None) -> Iterator[str]:
    yield f"  @{rule.id}"
    yield f"  场景: {outcome.label}——{_line(rule.title)}"
    yield from _given(base, facts)
    yield "    当 审查该项目"
    yield f'    那么 规则"{rule.id}"判定为"{outcome.label}"'
    if outcome is Outcome.VIOLATED and effect is not None:
        yield f'    而且 规则"{rule.id}"的处置为"{effect.label}"'
        yield f'    而且 规则"{rule.id}"引用"{rule.clause.document.number}"的"{rule.clause.path}"'


def _given(base: Facts, facts: Facts) -> Iterator[str]:
    word = "假如"
    labels = dict.fromkeys((*facts, *base))
    for label in sorted(labels, key=lambda label: label != "涉及事项"):
        value = facts.get(label)
        if value == base.get(label):
            continue
        yield from _step(word, label, value)
        word = "而且"


def _step(word: str, label: str, value: object) -> Iterator[str]:
    match value:
        case None:
            yield f'    {word} 未填写"{label}"'
        case str() if value == NONE:
            yield f'    {word} 没有"{label}"'
        case [dict(), *_]:
            yield f'    {word} "{label}"有如下各项'
            yield from _table([record for record in value if isinstance(record, dict)])
        case list():
            yield f'    {word} "{label}"为"{"、".join(map(str, value))}"'
        case _ if '"' in str(value):
            yield f"    {word} 项目申报如下"
            yield f"      | {label} | {_cell(str(value))} |"
        case _:
            yield f'    {word} "{label}"为"{value}"'


def _table(records: list[dict[str, object]]) -> Iterator[str]:
    names = list(dict.fromkeys(name for record in records for name in record))
    rows = [names, *([str(record.get(name, "")) for name in names] for record in records)]
    yield from (f"      | {' | '.join(map(_cell, row))} |" for row in rows)


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|")


def _dates(rule: Rule) -> Iterator[str]:
    """The last day without the rule and the first with it, at each end."""
    start, end = rule.in_force.start, rule.in_force.end
    sides = []
    if start is not None:
        sides += [(start - timedelta(1), False), (start, True)]
    if end is not None:
        sides += [(end - timedelta(1), True), (end, False)]
    for day, holds in sides:
        yield ""
        yield f"  @{rule.id}"
        yield f"  场景: {day} {'施行' if holds else '不施行'}——{_line(rule.title)}"
        yield f'    假如 审查日为"{day}"'
        yield "    当 审查该项目"
        yield f'    那么 规则"{rule.id}"当日{"施行" if holds else "不施行"}'


def _line(text: str) -> str:
    return " ".join(text.split())
