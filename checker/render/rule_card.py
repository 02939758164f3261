"""Rules, derivations and clauses on paper: one card each, and one line each in a list."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from checker.feel import unparse
from checker.feel.prose import in_words, noun_of
from checker.feel.tree import Node
from checker.model.report import Citation
from checker.render import wording
from checker.render.disposition import disposition_details
from checker.render.lines import clipped, padded, prose, visible
from checker.render.page import Page, Tone, label
from checker.review.citing import cite, cite_rule
from checker.rulebook import Clause, Derivation, Rule

_DERIVED = "推算"
_REFERENCE_WIDTH = 40


def render_rule(rule: Rule | Derivation, *, derived: Collection[str] = (), width: int = 80) -> str:
    """Everything about one rule or derivation: clause, basis, dates, expressions in words and as written, place.

    ``derived`` are the names that nobody fills in (``RuleBook.derived_names``).
    """
    page = Page(width)
    page.put((Tone.STRONG, rule.id), (Tone.PLAIN, f"  {prose(rule.title)}"))
    page.rule("-")
    _field(page, "规则包", f"{rule.pack.id} {rule.pack.version}  {prose(rule.pack.title)}")
    _field(page, "有效期", str(rule.in_force))
    if isinstance(rule, Rule):
        _field(page, "处置", rule.effect.label)
        _citations(page, cite_rule(rule))
        _expression(page, "适用于", rule.applies, in_words(rule.applies, derived=derived))
        _expression(page, "要求", rule.require, in_words(rule.require, derived=derived))
        for escalation in rule.escalations:
            when = in_words(escalation.when, derived=derived)
            _expression(page, f"升为{escalation.effect.label}", escalation.when, when)
            _citations(page, (cite(clause, "basis") for clause in escalation.basis))
        _field(page, "说明", prose(rule.message))
        _field(page, "怎么改", prose(rule.remedy))
    else:
        _field(page, "推算事实", rule.derive)
        _citations(page, _derivation_citations(rule))
        if rule.when is not None:
            _expression(page, "当", rule.when, in_words(rule.when, derived=derived))
        if rule.value is not None:
            _expression(page, "取值", rule.value, noun_of(rule.value, derived=derived))
    _field(page, "备注", prose(rule.notes))
    _field(page, "位置", f"{rule.file}:{rule.line}")
    return page.text()


def render_rule_list(rules: Iterable[Rule | Derivation]) -> str:
    """One line a rule: effect, id, title."""
    rows = [(_effect_word(rule), visible(rule.id), prose(rule.title)) for rule in rules]
    widest = max((len(identifier) for _, identifier, _ in rows), default=0)
    return "".join(f"{word}  {identifier:<{widest}}  {title}\n" for word, identifier, title in rows)


def render_clause(clause: Clause, used_by: Iterable[Rule | Derivation] = (), *, width: int = 80) -> str:
    """Everything the register holds of one clause, and the rules that rest on it."""
    page = Page(width)
    document = clause.document
    page.put((Tone.STRONG, clause.reference), (Tone.PLAIN, f"  {prose(clause.path)}"))
    page.rule("-")
    _field(page, "文件", wording.document_text(document.title, document.number))
    issued = f"，{document.issued.isoformat()} 发布" if document.issued else ""
    _field(page, "发布机关", f"{document.issuer}{issued}")
    _field(page, "有效期", str(document.in_force))
    _field(page, "原文" if clause.quote else "摘要", wording.wording_text(cite(clause, "clause")))
    _field(page, "语气", prose(clause.strength))
    _field(page, "至多可致", clause.ceiling.label if clause.ceiling else "不产生项目结论")
    _field(page, "核验标记", f"{clause.mark.value}" + (f"（{clause.mark.note}）" if clause.mark.note else ""))
    _field(page, "部门", wording.departments_text(cite(clause, "clause")))
    _field(page, "所需资料", prose(clause.data))
    _field(page, "理解", prose(clause.reading))
    _field(page, "适用年份", prose(clause.years))
    if clause.disposition is not None:
        _field(page, "去向", f"{clause.disposition.kind}（{clause.disposition.kind.meaning}）")
        for detail in disposition_details(clause.disposition):
            _field(page, "", detail)
    heading = "据此规则"
    for rule in used_by:
        _field(page, heading, f"{rule.id} {prose(rule.title)}")
        heading = ""
    _field(page, "位置", f"{clause.file}:{clause.line}")
    return page.text()


def render_clause_list(clauses: Iterable[Clause], *, width: int | None = None) -> str:
    """One line a clause: reference, path and its words, cut at ``width`` cells if one is given."""
    lines = []
    for clause in clauses:
        head = f"{padded(visible(clause.reference), _REFERENCE_WIDTH)}  {visible(clause.path)}  "
        line = f"{head}{prose(clause.text)}"
        lines.append((clipped(line, width) if width else line) + "\n")
    return "".join(lines)


def _effect_word(rule: Rule | Derivation) -> str:
    return rule.effect.label if isinstance(rule, Rule) else _DERIVED


def _derivation_citations(derivation: Derivation) -> Iterator[Citation]:
    seen: set[str] = set()
    for clause in derivation.citations:
        if clause.reference not in seen:
            seen.add(clause.reference)
            yield cite(clause, "clause" if clause is derivation.clause else "source")


def _field(page: Page, word: str, text: str, tone: Tone = Tone.PLAIN) -> None:
    if text:
        page.put((tone, visible(text)), lead=label(word))


def _citations(page: Page, citations: Iterable[Citation]) -> None:
    for citation in citations:
        note = f"（{citation.note}）" if citation.note else ""
        _field(
            page, wording.role_label(citation.role), f"{wording.source_text(citation)}  [{citation.reference}]{note}"
        )
        page_text = wording.wording_text(citation)
        if page_text:
            page.put((Tone.PLAIN, page_text), lead=label(""))
        if citation.role == "clause" and (departments := wording.departments_text(citation)):
            page.put((Tone.PLAIN, departments), lead=label(""))


def _expression(page: Page, word: str, node: Node, words: str) -> None:
    page.put((Tone.PLAIN, visible(words)), lead=label(word))
    page.put((Tone.QUIET, f"FEEL：{visible(unparse(node))}"), lead=label(""))
