"""The rows of the facts: by section, records with their fields, each with its values and how many rules read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from textual.content import Content

from checker.model.outcome import Outcome
from checker.model.report import Finding
from checker.model.vocabulary import VOCABULARY, FactSpec
from checker.render import wording
from checker.render.lines import visible
from checker.render.page import Tone
from tui.draft import Draft, Spot, value_line
from tui.feeding import Feeding
from tui.plain import TONE_STYLES
from tui.row_table import Line

_LONGEST = 200
"""Characters of a value that a row can use; the whole is read beside it."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """A section's heading, a fact, a record of a list, or a field of a record."""

    spot: Spot | None
    label: str
    value: str = ""
    tone: Tone = Tone.PLAIN
    feeds: str = ""
    feeds_tone: Tone = Tone.QUIET

    def line(self) -> Line:
        """As the table draws it."""
        if self.spot is None:
            return Line(((self.label, Tone.STRONG),), heading=True)
        return Line(((self.label, Tone.PLAIN), (self.value, self.tone), (self.feeds, self.feeds_tone)))


def fact_rows(draft: Draft, feeding: Feeding, *, everything: bool, query: str = "") -> Iterator[FactRow]:
    """Every fact that has a value, was changed, or is asked for; ``everything`` adds those left blank."""
    words = query.casefold().split()
    for section, specs in VOCABULARY.sections.items():
        rows = [
            row
            for spec in specs
            for row in _rows(draft, feeding, spec, everything=everything or bool(words))
            if all(word in f"{section} {row.label} {row.value}".casefold() for word in words)
        ]
        if rows:
            yield FactRow(None, section)
            yield from rows


def _rows(draft: Draft, feeding: Feeding, spec: FactSpec, *, everything: bool) -> Iterator[FactRow]:
    spot = Spot(spec.label)
    asked = any(one.outcome is Outcome.UNDETERMINED and one.holds_up for one in feeding.findings(spec.label))
    if draft.value(spot) is None and not draft.is_changed(spot) and not everything and not asked:
        return
    yield _row(draft, feeding, spot, spec.label)
    if spec.fields is None:
        return
    for place in range(draft.records(spec.label)):
        record = Spot(spec.label, place)
        yield _row(draft, feeding, record, f"  {spec.label}[{place + 1}]")
        for field in spec.fields:
            inner = Spot(spec.label, place, field.label)
            if draft.value(inner) is not None or draft.is_changed(inner) or everything or draft.is_added(record):
                yield _row(draft, feeding, inner, f"    {field.label}")


def _row(draft: Draft, feeding: Feeding, spot: Spot, label: str) -> FactRow:
    changed = draft.is_changed(spot)
    value = _value(draft, spot)
    if changed:
        value = f"* {value}"
    if changed and not spot.is_record and not draft.is_added(spot):
        value += f"  (原 {_shown(spot, draft.submitted(spot))})"
    tone = Tone.CAUTION if changed else Tone.QUIET if draft.value(spot) is None else Tone.PLAIN
    findings = feeding.findings(spot.fact) if spot.record is None else feeding.findings_at(spot.text)
    violated = [one for one in findings if one.outcome in (Outcome.VIOLATED, Outcome.ERROR)]
    open_ones = [one for one in findings if one.outcome is Outcome.UNDETERMINED and one.holds_up]
    feeds = f"✗{len(violated)}" if violated else f"?{len(open_ones)}" if open_ones else str(len(findings) or "")
    feeds_tone = Tone.BAD if violated else Tone.CAUTION if open_ones else Tone.QUIET
    return FactRow(spot, label, value, tone, feeds, feeds_tone)


def _value(draft: Draft, spot: Spot) -> str:
    value = draft.value(spot)
    if spot.is_record:
        fields = spot.spec.fields
        assert fields is not None
        words = [value_line(field, one) for field in fields if isinstance(one := value.get(field.key), str)]
        return visible((words[0] if words else "新增一项")[:_LONGEST])
    return _shown(spot, value)


def _shown(spot: Spot, value: object) -> str:
    if spot.is_list:
        return "未填" if value is None else f"{value} 项" if value else "无"
    return visible(value_line(spot.spec, value)[:_LONGEST]) if value is not None else "未填"


def fact_text(draft: Draft, feeding: Feeding, spot: Spot) -> Content:
    """Everything about a fact: what belongs there, what was submitted, what is tried, and which findings it feeds."""
    spec = spot.spec
    parts: list[Content | str | tuple[str, str]] = [(f"{spot.text}\n", "bold")]
    if spec.doc and not spot.is_record:
        parts += [(f"{spec.doc}\n", TONE_STYLES[Tone.QUIET])]
    if spec.unit is not None:
        parts += [f"单位  {spec.unit.symbol}\n"]
    if spec.choices:
        parts += [f"可选  {'、'.join(spec.choices)}\n"]
    parts.append("\n")
    if spot.is_record:
        parts += _record_parts(draft, spot)
    else:
        parts += [("现值  ", "bold $text-accent"), f"{_whole(spot, draft.value(spot))}\n"]
        if draft.is_changed(spot):
            parts += [("提交  ", "bold $text-accent"), f"{_whole(spot, draft.submitted(spot))}\n"]
    findings = findings_of(feeding, spot)
    parts += [(f"\n用到它的规则({len(findings)} 条)\n" if findings else "\n没有规则用到它\n", "bold $text-accent")]
    for one in findings:
        word = f"{wording.outcome_mark(one.outcome)} {one.outcome.label}"
        bad = one.outcome in (Outcome.VIOLATED, Outcome.ERROR)
        head = f"{word} {one.effect.label}" if bad else word
        parts += [(f"  {head}  ", TONE_STYLES[Tone.BAD] if bad else ""), f"{visible(one.title)}  {visible(one.rule)}\n"]
    return Content.assemble(*parts)


def findings_of(feeding: Feeding, spot: Spot) -> tuple[Finding, ...]:
    """The findings that a spot feeds: those that read it itself, or else those that read the list it is in."""
    return (feeding.findings_at(spot.text) if spot.record is not None else ()) or feeding.findings(spot.fact)


def _record_parts(draft: Draft, spot: Spot) -> Iterator[str]:
    fields = spot.spec.fields
    assert fields is not None
    for field in fields:
        inner = Spot(spot.fact, spot.record, field.label)
        if draft.value(inner) is not None or draft.is_changed(inner):
            star = "* " if draft.is_changed(inner) else "  "
            yield f"{star}{field.label}  {_whole(inner, draft.value(inner))}\n"


def _whole(spot: Spot, value: object) -> str:
    if value is None or spot.is_list:
        return _shown(spot, value)
    return "\n".join(visible(line) for line in value_line(spot.spec, value).splitlines()) or "空"
