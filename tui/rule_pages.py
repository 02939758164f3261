"""Pages about rules, parameters and tables: the cards of the handbook, set for a pane."""

from __future__ import annotations

from collections.abc import Iterable

from checker.model.report import Finding
from checker.render.handbook.view import Citing, ParameterCard, RuleCard, TableCard
from checker.render.lines import prose, visible
from checker.render.page import Page, Tone, label
from checker.render.table import Head, render_table
from checker.render.wording import outcome_mark
from checker.rulebook import Pack, RuleBook

_TONES = {"reject": Tone.BAD, "rectify": Tone.CAUTION, "consult": Tone.CAUTION}


def rule_page(card: RuleCard, findings: Iterable[Finding], *, width: int, is_tried: bool) -> str:
    """A rule or derivation read back, with what it rests on, what it uses, and what tries it.

    ``findings`` are what it says of the application under review; ``is_tried`` says whether scenarios were looked at.
    """
    page = Page(width, colour=True)
    page.put((Tone.STRONG, f"{card.id}  {card.title}"))
    for finding in findings:
        said = f"{outcome_mark(finding.outcome)} {finding.outcome.label}"
        page.put((Tone.STRONG, f"{said}  {prose(finding.message)}"), lead=label("本申报"))
    page.put((_TONES.get(card.tone, Tone.PLAIN), card.effect), lead=label("处置"))
    page.put((Tone.PLAIN, card.period), lead=label("有效期"))
    page.blank()
    for line in card.readback:
        page.put((Tone.PLAIN, line.text), lead=label(line.label))
    for line in card.advice:
        page.put((Tone.PLAIN, line.text), lead=label(line.label))
    page.blank()
    for citing in card.citations:
        _cite(page, citing)
    for parameter in card.parameters:
        _parameter(page, parameter)
    for word, links in (("所用决策表", card.tables), ("所用推算", card.facts)):
        for place, link in enumerate(links):
            hint = f"（{link.hint}）" if link.hint else ""
            page.put((Tone.PLAIN, f"{link.text}{hint}"), lead=label("" if place else word))
    for place, point in enumerate(card.open_points):
        page.put((Tone.CAUTION, point), lead=label("" if place else "未了事项"))
    if card.notes:
        page.put((Tone.PLAIN, card.notes), lead=label("备注"))
    _tried(page, card, is_tried=is_tried)
    page.blank()
    for line in card.written:
        page.put((Tone.QUIET, line.text), lead=label(line.label))
    page.put((Tone.QUIET, visible(card.file)), lead=label("位置"))
    return page.text()


def parameter_page(card: ParameterCard, *, width: int) -> str:
    """A parameter with its dated values and their sources."""
    page = Page(width, colour=True)
    page.put((Tone.STRONG, f"参数 {card.name}"))
    if card.doc:
        page.put((Tone.PLAIN, card.doc))
    page.blank()
    _parameter(page, card)
    return page.text()


def table_page(card: TableCard, *, width: int) -> str:
    """A decision table: its policy and its rows, with the source of each."""
    page = Page(width, colour=True)
    page.put((Tone.STRONG, f"决策表 {card.name}"))
    if card.doc:
        page.put((Tone.PLAIN, card.doc))
    page.put((Tone.PLAIN, card.period), lead=label("有效期"))
    page.put((Tone.PLAIN, card.policy), lead=label("命中策略"))
    page.put((Tone.QUIET, visible(card.file)), lead=label("位置"))
    page.blank()
    heads = [Head(text) for text in (*card.inputs, *card.outputs)]
    rows = render_table(heads, card.rows, width) if card.rows else "还没有一行,待录入\n"
    sources = "".join(f"{source}\n" for source in dict.fromkeys(filter(None, card.sources)))
    return page.text() + rows + (f"\n来源\n{sources}" if sources else "")


def pack_page(pack: Pack, book: RuleBook, *, width: int) -> str:
    """A pack: what it is, its version and hash, and how much is in it."""
    page = Page(width, colour=True)
    page.put((Tone.STRONG, f"{visible(pack.id)} {visible(pack.version)}  {prose(pack.title)}"))
    if pack.description:
        page.put((Tone.PLAIN, prose(pack.description)))
    counts = (
        ("规则", sum(1 for one in book.rules if one.pack.id == pack.id)),
        ("推算", sum(1 for one in book.derivations if one.pack.id == pack.id)),
        ("条款", sum(1 for one in book.clauses.values() if one.document.pack == pack.id)),
        ("参数", sum(1 for one in book.parameters if one.pack == pack.id)),
        ("决策表", sum(1 for one in book.tables if one.pack == pack.id)),
    )
    page.blank()
    for word, count in counts:
        page.put((Tone.PLAIN, str(count)), lead=label(word))
    page.put((Tone.QUIET, pack.hash), lead=label("指纹"))
    return page.text()


def _cite(page: Page, citing: Citing) -> None:
    mark = f"［{citing.mark}］" + (f"（{citing.note}）" if citing.note else "")
    page.put((Tone.PLAIN, f"{citing.place}{mark}"), lead=label(citing.role))
    if citing.wording:
        page.put((Tone.STRONG if citing.wording.startswith("「") else Tone.PLAIN, citing.wording), lead=label(""))


def _parameter(page: Page, card: ParameterCard) -> None:
    page.put((Tone.PLAIN, card.name), lead=label("参数"))
    for value in card.values:
        note = f"（{value.note}）" if value.note else ""
        page.put((Tone.PLAIN, f"{value.period}：{value.value}  {value.source} {value.mark}{note}"), lead=label(""))


def _tried(page: Page, card: RuleCard, *, is_tried: bool) -> None:
    if not is_tried:
        page.put((Tone.QUIET, "正在读取场景和案例…"), lead=label("例子"))
        return
    if card.tried:
        page.put((Tone.PLAIN, card.tried), lead=label("场景"))
    for name in card.scenarios:
        page.put((Tone.PLAIN, name), lead=label(""))
    for place, name in enumerate(card.cases):
        page.put((Tone.PLAIN, name), lead=label("" if place else "案例"))
    if not card.scenarios and not card.cases:
        page.put((Tone.QUIET, "没有读到场景或案例"), lead=label("例子"))
