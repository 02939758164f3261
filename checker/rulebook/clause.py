"""Documents and their clauses, and how grave an effect the words of a clause can carry."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from checker.model.outcome import Effect, Mark
from checker.rulebook.disposition import Disposition, read_disposition
from checker.rulebook.entry import Entry
from checker.rulebook.period import Period


class Ceiling(StrEnum):
    """The gravest effect a clause itself can carry; ``none`` carries no outcome for a project."""

    REJECT = "reject"
    RECTIFY = "rectify"
    CONSULT = "consult"
    ADVISE = "advise"
    NONE = "none"

    @property
    def effect(self) -> Effect | None:
        """The same as an effect, or None."""
        return None if self is Ceiling.NONE else Effect(self.value)


@dataclass(frozen=True, slots=True)
class Document:
    """One issued text: a plan, an order, a standard."""

    id: str
    title: str
    number: str
    issuer: str
    issued: date | None
    in_force: Period
    pack: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Clause:
    """One operative sentence of a document.

    Either ``quote`` (verbatim) or ``summary`` (our own words) is set. ``path`` is the place in the document, such as
    ``二(一)3`` or ``第八条``. ``ceiling`` is what the office lets it carry, ``bound`` what its words allow at most
    (None: the words set no bound). ``disposition`` is how the library accounts for it, where its register says so.
    """

    id: str
    document: Document
    path: str
    quote: str
    summary: str
    strength: str
    ceiling: Effect | None
    mark: Mark
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]
    kind: str
    data: str
    reading: str
    years: str
    file: str
    line: int
    disposition: Disposition | None = None

    @property
    def reference(self) -> str:
        """The pointer other packs use: ``<document number>#<clause id>``."""
        return f"{self.document.number}#{self.id}"

    @property
    def text(self) -> str:
        """The quote, or the summary where there is none."""
        return self.quote or self.summary

    @property
    def bound(self) -> Effect | None:
        """The gravest effect its words allow, whatever basis is cited beside it; None where they set no bound."""
        return strength_bound(self.strength, self.text)


def unique_clauses(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """The clauses, each once, in order of first mention."""
    return tuple({clause.reference: clause for clause in clauses}.values())


SOFT_WORDS: Final = ("鼓励", "支持", "引导", "探索", "力争")
PUSHING_WORDS: Final = ("推动", "推进", "推广")
REFUSING_WORDS: Final = ("否决", "不得", "禁止", "严禁", "不予", "不准")
_SOFT: Final = re.compile("|".join(SOFT_WORDS))
_PUSHING: Final = re.compile("|".join(PUSHING_WORDS))
_FIGURE: Final = re.compile(
    r"全部|全面|全覆盖|百分之|\d(?:\.\d+)?\s*[%%‰]"
    r"|(?:达到?|不低于|不少于|不高于|不超过|超过|高于|低于|降至|提高到)\s*\d+(?:\.\d+)?(?![\d.]|\s*年)"
    r"|\d+(?:\.\d+)?[^\d\s,,。;;年]{1,6}以上"
)


def strength_bound(strength: str, text: str) -> Effect | None:
    """The gravest effect the modal words of ``strength`` allow; ``text`` is the sentence they stand in.

    鼓励/支持/引导/探索/力争 advise and no more; so do 推动/推进/推广, unless the sentence gives a figure to reach,
    which allows rectify. A sentence of several halves, written ``加快淘汰(国三)/鼓励(国四)``,
    is as strong as its strongest.
    """
    bounds = [_half_bound(half, text) for half in re.split("[/\N{FULLWIDTH SOLIDUS}]", strength)]
    if None in bounds:
        return None
    return max((bound for bound in bounds if bound), key=lambda effect: effect.gravity, default=None)


def _half_bound(half: str, text: str) -> Effect | None:
    if _SOFT.search(half):
        return Effect.ADVISE
    if _PUSHING.search(half):
        return Effect.RECTIFY if _FIGURE.search(text) else Effect.ADVISE
    return None


def read_document(entry: Entry, pack: str, file: str) -> Document:
    """The ``document:`` of a clause file."""
    entry.allow("id", "title", "number", "issuer", "issued", "in_force", "notes")
    number = entry.text("number", required=True, example="文号或标准号")
    if "#" in number:
        entry.report(entry.place("number"), '文号里不能有"#"', "#用来分开文号与条款号", code="invalid-value")
    return Document(
        id=entry.text("id", required=True, example="bafufa-2024-5"),
        title=entry.text("title", required=True, example="文件名称"),
        number=number,
        issuer=entry.text("issuer", required=True, example="发文机关"),
        issued=entry.day("issued"),
        in_force=entry.period(),
        pack=pack,
        file=file,
        line=entry.node.line,
    )


_CLAUSE_KEYS: Final = (
    "id", "path", "article", "quote", "summary", "kind", "strength", "ceiling", "mark", "lead", "cooperating",
    "data", "reading", "years", "disposition", "notes",
)  # fmt: skip


def read_clause(entry: Entry, document: Document, file: str) -> Clause | None:
    """One item of ``clauses:``; None where it has no id. A faulty ceiling or mark is noted and counts as unbounded."""
    clause_id = entry.text("id", required=True, example="P020")
    entry = entry.named(f"条款 {document.number}#{clause_id}")
    entry.allow(*_CLAUSE_KEYS)
    quote, summary = entry.text("quote"), entry.text("summary")
    if quote and summary:
        entry.report(
            entry.place("summary"),
            '"quote"与"summary"只能有一个',
            "原文逐字写 quote,自拟概述写 summary",
            code="conflicting-keys",
        )
    elif not (quote or summary):
        entry.report(entry.node, '缺少"quote"或"summary"', "原文逐字写 quote,自拟概述写 summary", code="missing-key")
    path = entry.text("path") or entry.text("article")
    ceiling, mark = entry.choice("ceiling", Ceiling), entry.choice("mark", Mark)
    if not clause_id:
        return None
    clause = Clause(
        id=clause_id,
        document=document,
        path=path or clause_id,
        quote=quote,
        summary=summary,
        strength=entry.text("strength"),
        ceiling=ceiling.effect if ceiling else Effect.REJECT,
        mark=mark or Mark.S,
        lead=entry.names("lead"),
        cooperating=entry.names("cooperating"),
        kind=entry.text("kind"),
        data=entry.text("data"),
        reading=entry.text("reading"),
        years=entry.text("years"),
        file=file,
        line=entry.node.line,
        disposition=read_disposition(entry),
    )
    _check_strength(entry, clause)
    return clause


def _check_strength(entry: Entry, clause: Clause) -> None:
    if clause.ceiling is None:
        return
    bound = clause.bound
    if clause.ceiling is Effect.REJECT and clause.quote and not any(word in clause.quote for word in REFUSING_WORDS):
        # A summary is in our own words, so only a verbatim sentence can be held to what it says.
        entry.report(
            entry.place("ceiling"),
            f"原文没有“{'”“'.join(REFUSING_WORDS)}”一类的话,不能直接定为{clause.ceiling.label}({clause.ceiling})",
            "请降低 ceiling;有上位规定允许否决的,由规则在 basis 引用",
            code="ceiling-too-high",
        )
    elif bound is not None and clause.ceiling.gravity > bound.gravity:
        entry.report(
            entry.place("ceiling"),
            f"语气“{clause.strength}”至多{bound.label}({bound}),ceiling 却是{clause.ceiling.label}({clause.ceiling})",
            f"请改为 ceiling: {bound};有上位规定的,请把上位规定的条款另行登记,由规则的 clause 引用",
            code="ceiling-too-high",
        )
    elif clause.ceiling is not Effect.ADVISE:
        telling = SOFT_WORDS if clause.strength else (*SOFT_WORDS, *PUSHING_WORDS)
        unsaid = [word for word in telling if word in clause.text and word not in clause.strength]
        if unsaid:
            entry.report(
                entry.place("ceiling"),
                f"条文含“{unsaid[0]}”而 strength 没有写明,不能直接定为{clause.ceiling.label}({clause.ceiling})",
                f"请在 strength 写明各半句的语气,如 strength: 加快淘汰/{unsaid[0]};整句都是倡导的,ceiling 写 advise",
                code="strength-unsaid",
            )
