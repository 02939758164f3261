"""The handbook as Markdown: the same cards, one heading each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checker.render.handbook.view import (
    Citing,
    Handbook,
    Line,
    Link,
    Matrix,
    PackChapter,
    ParameterCard,
    RuleCard,
    TableCard,
)
from checker.render.markdown import plain


def render_handbook_markdown(handbook: Handbook) -> str:
    """The whole handbook, ending with a line end."""
    lines = [f"# {plain(handbook.title)}", "", f"规则库内容标识 {handbook.hash}", ""]
    lines += [f"- {plain(line)}" for line in handbook.summary]
    lines += ["", "## 目录", ""]
    lines += [f"- {plain(matrix.title)}条文对照表" for matrix in handbook.matrices]
    for chapter in handbook.chapters:
        lines.append(f"- {plain(chapter.title)}（规则 {len(chapter.cards)}，推算 {len(chapter.derivations)}）")
        lines += [f"  - {plain(card.id)} {plain(card.title)}" for card in (*chapter.cards, *chapter.derivations)]
    lines += ["", "## 未了事项", ""]
    lines += [f"- **{plain(line.label)}**：{plain(line.text)}" for line in handbook.open_points] or ["没有。"]
    for matrix in handbook.matrices:
        lines += _matrix(matrix)
    for chapter in handbook.chapters:
        lines += _chapter(chapter)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _matrix(matrix: Matrix) -> Iterator[str]:
    yield from (
        "",
        f"## 条文对照表 {plain(matrix.title)}",
        "",
        "| 条款 | 原文 | 去向 | 规则与说明 |",
        "|---|---|---|---|",
    )
    for row in matrix.rows:
        right = [*(plain(link.text) for link in row.rules), *map(plain, row.details)]
        yield f"| {plain(row.id)} {plain(row.path)} | {plain(row.text)} | {plain(row.kind)} | {'<br>'.join(right)} |"


def _chapter(chapter: PackChapter) -> Iterator[str]:
    yield from ("", f"## {plain(chapter.title)}", "", f"规则包 {plain(chapter.id)}，版本 {plain(chapter.version)}")
    if chapter.description:
        yield from ("", plain(chapter.description))
    for section in chapter.sections:
        yield from ("", f"### {plain(section.heading)}", "", f"> {plain(section.wording)}", "")
        yield from _lines(section.details)
        for card in section.cards:
            yield from _card(card, own_clause=True)
    if chapter.derivations:
        yield from ("", "### 推算")
        for card in chapter.derivations:
            yield from _card(card, own_clause=False)
    if chapter.parameters:
        yield from ("", "### 参数")
        for parameter in chapter.parameters:
            yield from ("", f"#### {plain(parameter.name)}", "")
            if parameter.doc:
                yield from (plain(parameter.doc), "")
            yield from _values(parameter)
    if chapter.tables:
        yield from ("", "### 决策表")
        for table in chapter.tables:
            yield from _table(table)


def _card(card: RuleCard, *, own_clause: bool) -> Iterator[str]:
    yield from ("", f"#### 【{plain(card.effect)}】{plain(card.id)} {plain(card.title)}", "")
    yield from _lines((Line("有效期", card.period), *card.readback, *card.advice))
    for citing in card.citations:
        if not (own_clause and citing.role == "条款"):
            yield from _citing(citing)
    for parameter in card.parameters:
        values = "；".join(f"{value.period} {value.value}（{value.source} {value.mark}）" for value in parameter.values)
        yield f"- **参数 {plain(parameter.name)}**：{plain(values)}"
    yield from _links("所用决策表", card.tables)
    yield from _links("所用推算", card.facts)
    yield from (f"- **未了事项**：{plain(point)}" for point in card.open_points)
    if card.notes:
        yield f"- **备注**：{plain(card.notes)}"
    if card.tried:
        yield f"- **场景**：{plain(card.tried)}"
        yield from (f"  - {plain(name)}" for name in card.scenarios)
    if card.cases:
        yield f"- **案例**：{plain('、'.join(card.cases))}"
    yield from (f"- **{plain(line.label)}**：{_code(line.text)}" for line in card.written)


def _citing(citing: Citing) -> Iterator[str]:
    note = f"，{citing.note}" if citing.note else ""
    yield f"- **{plain(citing.role)}**：{plain(citing.place)}（{citing.mark}{note}）"
    if citing.wording:
        yield from ("", f"  > {plain(citing.wording)}", "")


def _values(parameter: ParameterCard) -> Iterator[str]:
    yield from ("| 期间 | 数值 | 来源 | 标记 |", "|---|---|---|---|")
    for value in parameter.values:
        yield f"| {plain(value.period)} | {plain(value.value)} | {plain(value.source)} | {value.mark} {value.note} |"


def _table(table: TableCard) -> Iterator[str]:
    yield from ("", f"#### {plain(table.name)}", "", f"{plain(table.period)}；{table.policy}；{plain(table.file)}", "")
    if table.doc:
        yield from (plain(table.doc), "")
    headings = (*table.inputs, *table.outputs, "来源")
    yield from ("| " + " | ".join(map(plain, headings)) + " |", "|" + "---|" * len(headings))
    for row, source in zip(table.rows, table.sources, strict=True):
        yield "| " + " | ".join(map(plain, (*row, source))) + " |"


def _lines(lines: Iterable[Line]) -> Iterator[str]:
    return (f"- **{plain(line.label)}**：{plain(line.text)}" for line in lines)


def _links(label: str, links: Iterable[Link]) -> Iterator[str]:
    named = "、".join(plain(link.text) for link in links)
    if named:
        yield f"- **{label}**：{named}"


def _code(text: str) -> str:
    fence = "`" * (max((len(run) for run in text.split() if set(run) == {"`"}), default=0) + 1)
    return f"{fence}{text}{fence}"
