"""The inventory as text: lists, one project, its history, imports, twins."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from checker.ledger.inventory.fields import FIELDS, SECTIONS, Project
from checker.ledger.inventory.history import Event, FieldChange, history
from checker.ledger.inventory.intake import Comparison
from checker.ledger.inventory.search import Page as Found
from checker.ledger.inventory.spelling import shown
from checker.ledger.inventory.twins import Twins
from checker.ledger.storage import Reading
from checker.render.ledger_inventory_shape import event_shape
from checker.render.ledger_section import LedgerSection
from checker.render.ledger_status import entry_label, local_time
from checker.render.lines import cell_width, padded, visible
from checker.render.page import Page, Tone
from checker.render.table import Head, render_table

_WIDE: Final = 100
_MOST_CHANGES: Final = 20
_LATEST: Final = 5
_FEW: Final = 4


def render_list(found: Found, *, width: int) -> str:
    """A page of projects, a line each; names are clipped where the line is too narrow."""
    keys = ["project_code", "stage", "county", "name", "owner", "total_energy", "coal", "disposal", "updated_on"]
    if width < _WIDE:
        keys = ["project_code", "stage", "county", "name", "total_energy", "disposal"]
    heads = {
        "project_code": Head("项目代码", whole=True),
        "stage": Head("阶段", whole=True),
        "county": Head("县区", whole=True),
        "name": Head("项目名称"),
        "owner": Head("建设单位"),
        "total_energy": Head("能耗(tce)", figures=True),
        "coal": Head("煤炭(t)", figures=True),
        "disposal": Head("处置", whole=True),
        "updated_on": Head("更新", whole=True),
    }
    rows = []
    for project in found.projects:
        said = project.canonical()
        texts = {spec.key: shown(spec, said.get(spec.key)) for spec in FIELDS if spec.key in heads}
        rows.append([texts[key].partition(" ")[0] if heads[key].figures else texts[key] for key in keys])
    return render_table([heads[key] for key in keys], rows, width) if rows else ""


def render_project(project: Project, *, width: int) -> str:
    """Every field that has a value, section by section."""
    said = project.canonical()
    page = Page(width)
    page.put((Tone.STRONG, visible(f"{project.code}  {project.name}")))
    column = max(cell_width(spec.label) for spec in FIELDS if spec.key in said) + 2
    for section in SECTIONS:
        specs = [spec for spec in FIELDS if spec.section == section.section and spec.key in said]
        if not specs:
            continue
        page.blank()
        page.put((Tone.STRONG, section.section))
        for spec in specs:
            lead = (Tone.QUIET, padded(spec.label, column))
            page.put((Tone.PLAIN, visible(shown(spec, said[spec.key]))), lead=lead, indent=2)
    return page.text()


def render_history(events: Sequence[Event], *, width: int) -> str:
    """Every entry: position, when recorded, who, what, why, and each field before and after."""
    page = Page(width)
    for event in events:
        page.put((Tone.STRONG, visible(_headline(event))))
        if event.reason:
            page.put((Tone.PLAIN, visible(event.reason)), lead=(Tone.QUIET, "原因:"), indent=4)
        if event.source:
            page.put((Tone.PLAIN, visible(event.source)), lead=(Tone.QUIET, "来自:"), indent=4)
        for change in event.changes:
            page.put((Tone.PLAIN, visible(_altered(change))), lead=(Tone.QUIET, f"{change.label}:"), indent=4)
    return page.text() if events else ""


def render_comparison(comparison: Comparison, *, trial: bool, width: int) -> str:
    """What an import did or (``trial``) would do."""
    new, changed = len(comparison.new), len(comparison.changed)
    page = Page(width)
    done = "试导入,没有写入" if trial else "已导入"
    counts = f"新登记 {new} 个,变更 {changed} 个,与台账相同 {comparison.alike} 个"
    page.put((Tone.STRONG, visible(f"{done}:{comparison.projects.sheet.file},{counts}")))
    for row, differing in comparison.changed[:_MOST_CHANGES]:
        page.put((Tone.PLAIN, visible(f"第 {row.number} 行 {row.code}")), indent=2)
        for spec in FIELDS:
            if spec.key in differing:
                before, after = (shown(spec, value) for value in differing[spec.key])
                text = f"{before or '(空)'} → {after}"
                page.put((Tone.PLAIN, visible(text)), lead=(Tone.QUIET, f"{spec.label}:"), indent=6)
    if changed > _MOST_CHANGES:
        page.put((Tone.PLAIN, f"另有 {changed - _MOST_CHANGES} 个项目有变更"), indent=2)
    return page.text()


def render_twins(found: Sequence[Twins], *, width: int) -> str:
    """Groups of projects that look like one."""
    page = Page(width)
    for twins in found:
        page.put((Tone.STRONG, visible(f"{twins.name}({twins.owner or '未写建设单位'})")))
        for code in twins.codes:
            page.put((Tone.PLAIN, visible(code)), indent=4)
    return page.text() if found else ""


def render_fields(*, width: int) -> str:
    """The fields of the inventory: label, key, unit, what belongs in it."""
    page = Page(width)
    for section in SECTIONS:
        page.put((Tone.STRONG, section.section))
        for spec in FIELDS:
            if spec.section != section.section:
                continue
            unit = f",{spec.unit.symbol}" if spec.unit is not None else ""
            choices = f"({'、'.join(spec.choices)})" if spec.choices else ""
            needed = ",必填" if spec.required else ""
            page.put((Tone.PLAIN, f"{spec.label}({spec.key}{unit}{needed})"), indent=2)
            page.put((Tone.QUIET, f"{spec.doc}{choices}"), indent=6)
    return page.text()


def records_section(books: Reading, code: str) -> LedgerSection | None:
    """The latest entries about a project."""
    events = history(books, code)
    latest = events[-_LATEST:]
    lines = tuple(("", _briefly(event)) for event in latest)
    more = f",全部 {len(events)} 条见 checker ledger history" if len(events) > _LATEST else ""
    return LedgerSection("entries", f"记录(最近 {len(latest)} 条{more})", lines, [event_shape(one) for one in latest])


def _briefly(event: Event) -> str:
    """An entry on one line, with what it changed unless that is a lot."""
    said = f":{event.reason}" if event.reason else ""
    changes = event.changes if len(event.changes) <= _FEW else ()
    return _headline(event) + said + "".join(f";{change.label} {_altered(change)}" for change in changes)


def _altered(change: FieldChange) -> str:
    return change.after if not change.before else f"{change.before} → {change.after or '(清空)'}"


def _headline(event: Event) -> str:
    mark = "(更正)" if event.correction else ""
    on = f"  自 {event.on}" if event.on else ""
    return f"{event.position}  {local_time(event.at)}  {event.actor}  {entry_label(event.kind)}{mark}{on}"
