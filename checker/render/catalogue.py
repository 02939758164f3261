"""The two-high catalogue as text: its items, its history, differences between versions, one match."""

from __future__ import annotations

from collections.abc import Sequence

from checker.catalogue import CatalogueItem, CatalogueVersion, Change, Changes, Imported, ImportRecord, Issue, Match
from checker.render.lines import cell_width, padded, visible, wrap

_INDENT = "    "
_WIDTH = 100


def render_imported(done: Imported, issue: Issue, *, trial: bool) -> str:
    """What an import did, or (``trial``) would do."""
    note = f"({issue.mark.note})" if issue.mark.note else ""
    lines = [
        f"{'试导入,没有写入' if trial else '已导入'}:两高目录 {done.version} 起的一版,{len(done.items)} 项",
        f"依据  {issue.number}《{issue.title}》,核验标记 {issue.mark}{note}",
        f"前版  {f'{done.ended} 起的一版,到 {done.version} 为止' if done.ended else '无,这是第一版'}",
        f"变化  {done.changes.summary}",
    ]
    return _text([*lines, *_change_lines(done.changes)])


def render_items(version: CatalogueVersion, items: Sequence[CatalogueItem], *, width: int = _WIDTH) -> str:
    """The items of one version: number, code, name, limits; what belongs to an item stands indented below it."""
    lines = [_heading(version)]
    names = [f"{item.code:<4}" for item in items]
    column = max((cell_width(item.number) for item in items), default=0)
    for item, code in zip(items, names, strict=True):
        lines.append(f"{padded(item.number, column)}  {code}  {item.name}")
        details = (
            ("行业大类", item.division),
            ("产品或工序", item.products),
            ("限定条件", item.condition),
            ("依据文件", item.basis),
            ("备注", item.notes),
        )
        for name, said in details:
            if said:
                lines += _paragraph(f"{name}:{said}", width)
    return _text(lines)


def render_history(records: Sequence[ImportRecord], *, width: int = _WIDTH) -> str:
    """Every import, newest last: who, when, from which file, and what it changed."""
    lines: list[str] = []
    for number, record in enumerate(records, 1):
        lines.append(f"第 {number} 版  {record.version} 起  共 {record.rows} 项")
        lines += _paragraph(f"导入:{record.on},{record.by};文件 {record.source}", width)
        lines += _paragraph(f"文件指纹:{record.sha256}", width)
        for name, titles in (("新增", record.added), ("移出", record.removed), ("修改", record.changed)):
            if titles:
                lines += _paragraph(f"{name} {len(titles)} 项:{'、'.join(titles)}", width)
    return _text(lines)


def render_code_history(code: str, steps: Sequence[tuple[CatalogueVersion, Sequence[Change]]]) -> str:
    """What each version changed for the items that concern one code."""
    lines = [f"代码 {code} 在各版中的变化"]
    for version, changes in steps:
        lines.append(_heading(version))
        lines += _change_lines(changes) or [f"{_INDENT}没有变化"]
    return _text(lines)


def render_differences(older: CatalogueVersion, newer: CatalogueVersion, changes: Changes) -> str:
    """How two versions differ."""
    head = f"{older.name} 起的一版 → {newer.name} 起的一版:{changes.summary}"
    return _text([head, *_change_lines(changes)])


def render_match(code: str, version: CatalogueVersion | None, found: Match | None) -> str:
    """What the catalogue says of one industry."""
    if version is None or found is None:
        return _text([f"{code}  没有现行目录", f"{_INDENT}核对时按国家六行业作疑似处理"])
    lines = [f"{code}  {found.result or '资料不足,不能判定'}"]
    if found.entry:
        lines.append(f"{_INDENT}{found.entry}")
    if found.missing:
        lines.append(f"{_INDENT}还需要:{'、'.join(found.missing)}")
    if not found.result:
        lines += [f"{_INDENT}可能命中:{item.label}" for item in found.candidates]
    lines.append(f"{_INDENT}目录:{_heading(version)}")
    return _text(lines)


def _heading(version: CatalogueVersion) -> str:
    note = f"({version.issue.mark.note})" if version.issue.mark.note else ""
    return (
        f"第 {version.number} 版  {version.in_force}  {version.issue.number}《{version.issue.title}》"
        f"  核验标记 {version.issue.mark}{note}"
    )


def _change_lines(changes: Changes | Sequence[Change]) -> list[str]:
    signs = {"新增": "+", "移出": "-", "修改": "*"}
    lines: list[str] = []
    for change in changes:
        limits = ";".join(part for part in (change.item.products, change.item.condition) if part)
        lines.append(
            f"{_INDENT}{signs[change.kind]} {change.kind}  {change.item.title}" + (f"({limits})" if limits else "")
        )
        lines += [f"{_INDENT}{_INDENT}{detail}" for detail in change.details]
    return lines


def _paragraph(text: str, width: int) -> list[str]:
    return [f"{_INDENT}{line}" for line in wrap(visible(text), max(width - len(_INDENT), 20))]


def _text(lines: Sequence[str]) -> str:
    return "\n".join(visible(line) for line in lines) + "\n"
