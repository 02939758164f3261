"""Assembling the handbook: chapters per pack, sections per clause, the matrix, and the open points of the library."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from checker.render.coverage import coverage_summary
from checker.render.disposition import disposition_details
from checker.render.handbook.cards import CardMaker, clause_anchor
from checker.render.handbook.values import parameter_card, table_card
from checker.render.handbook.view import (
    ClauseSection,
    Handbook,
    Line,
    Link,
    Matrix,
    PackChapter,
    RuleCard,
    SentenceRow,
)
from checker.render.lines import prose, visible
from checker.render.wording import SHORT_HASH, departments_text, document_text
from checker.review.citing import cite
from checker.rulebook import Clause, Pack, RuleBook
from checker.workbench.coverage import Coverage, Sentence

_TITLE = "规则手册"


def assemble_handbook(book: RuleBook, coverage: Coverage) -> Handbook:
    """Everything the library holds, in reading order; ``coverage`` must be of the same book."""
    maker = CardMaker(book)
    return Handbook(
        title=_TITLE,
        hash=book.hash[:SHORT_HASH],
        summary=tuple(coverage_summary(coverage)),
        open_points=tuple(_open_points(book, coverage)),
        matrices=tuple(
            Matrix(
                anchor=f"matrix-{document.id}",
                title=document_text(document.title, document.number),
                rows=tuple(_row(sentence) for sentence in coverage.of_document(document)),
            )
            for document in coverage.documents
        ),
        chapters=tuple(_chapter(pack, book, coverage, maker) for pack in book.packs),
    )


def _chapter(pack: Pack, book: RuleBook, coverage: Coverage, maker: CardMaker) -> PackChapter:
    by_clause: defaultdict[str, list[RuleCard]] = defaultdict(list)
    clauses: dict[str, Clause] = {}
    for tried in coverage.rules:
        if tried.rule.pack.id == pack.id:
            clause = tried.rule.clause
            clauses[clause.reference] = clause
            by_clause[clause.reference].append(maker.rule(tried, coverage))
    places = {reference: place for place, reference in enumerate(book.clauses)}
    return PackChapter(
        anchor=f"pack-{pack.id}",
        title=prose(pack.title),
        id=visible(pack.id),
        version=visible(pack.version),
        description=prose(pack.description),
        sections=tuple(
            _section(clauses[reference], by_clause[reference], pack)
            for reference in sorted(by_clause, key=lambda reference: places.get(reference, len(places)))
        ),
        derivations=tuple(maker.derivation(each) for each in book.derivations if each.pack.id == pack.id),
        parameters=tuple(parameter_card(each) for each in book.parameters if each.pack == pack.id),
        tables=tuple(table_card(each) for each in book.tables if each.pack == pack.id),
    )


def _section(clause: Clause, cards: Iterable[RuleCard], pack: Pack) -> ClauseSection:
    citation = cite(clause, "clause")
    document = clause.document
    details = [
        Line("文件", f"{document_text(document.title, document.number)}，{document.in_force}"),
        Line("语气", prose(clause.strength)),
        Line("至多可致", clause.ceiling.label if clause.ceiling else "本身不产生项目结论"),
        Line("核验标记", clause.mark.value + (f"（{clause.mark.note}）" if clause.mark.note else "")),
        Line("部门", departments_text(citation)),
        Line("理解", prose(clause.reading)),
        Line("适用年份", prose(clause.years)),
    ]
    return ClauseSection(
        anchor=f"{pack.id}-{clause_anchor(clause)}",
        heading=f"{prose(clause.path)}  {visible(clause.reference)}",
        wording=f"「{prose(clause.quote)}」" if clause.quote else f"（摘要）{prose(clause.summary)}",
        details=tuple(line for line in details if line.text),
        cards=tuple(cards),
    )


def _row(sentence: Sentence) -> SentenceRow:
    clause = sentence.clause
    disposition = clause.disposition
    return SentenceRow(
        anchor=clause_anchor(clause),
        id=visible(clause.id),
        path=visible(clause.path),
        text=prose(clause.text),
        kind=disposition.kind.value if disposition else "没有去向",
        rules=tuple(
            Link(tried.rule.id, visible(tried.rule.id), f"{tried.gravest.label}：{prose(tried.rule.title)}")
            for tried in sorted(sentence.rules, key=lambda tried: -tried.gravest.gravity)
        ),
        details=tuple(disposition_details(disposition)) if disposition else (),
        is_open=not sentence.is_accounted_for,
    )


def _open_points(book: RuleBook, coverage: Coverage) -> Iterator[Line]:
    """What the office has still to do: enter values, compare transcripts, fill gaps."""
    for parameter in book.parameters:
        awaited = [dated for dated in parameter.values if dated.value is None]
        if awaited:
            periods = "、".join(str(dated.period) for dated in awaited)
            yield Line("待录入", f"参数 {visible(parameter.name)}（{periods}）{prose(parameter.doc)}".rstrip())
    for table in book.tables:
        empty = [str(row.number) for row in table.rows if row.awaits_entry]
        if empty:
            yield Line("待录入", f"决策表 {visible(table.name)} 第 {'、'.join(empty)} 行")
        elif not table.rows:
            yield Line("待录入", f"决策表 {visible(table.name)}（还没有一行）")
    relied_on: defaultdict[str, set[str]] = defaultdict(set)
    for rule in book.rules:
        for clause in (rule.clause, *rule.basis, *rule.sources):
            if clause.mark.note and clause.mark.drives_rules:
                relied_on[clause.document.number].add(rule.id)
    for number, document in book.documents.items():
        if number in relied_on:
            count = len(relied_on[number])
            yield Line("待核原文", f"{document_text(document.title, number)}：{count} 条规则依据其转录值")
    for problem in coverage.problems:
        yield Line("待补", visible(str(problem)))
