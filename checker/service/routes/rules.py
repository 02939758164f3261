"""Rules and clauses, and the rule book they are of."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from checker.bundle.source import SourceState
from checker.ledger.access import Scope
from checker.ledger.archive import packed
from checker.model.outcome import Effect
from checker.render.rule_shape import clause_shape, rule_shape
from checker.rulebook import Derivation, Rule, RuleBook
from checker.service.answers import answer, page_answer, tagged
from checker.service.asked import Whoever
from checker.service.operation import operation
from checker.service.parameters import AsOf, Paged, Word
from checker.service.refusal import refusal
from checker.service.renewal import renew
from checker.wire.encoding import ZIP
from checker.wire.rulebook import rulebook_shape

ROUTES = APIRouter(prefix="/v1", tags=["规则"])

InPack: TypeAlias = Annotated[Word, Query(max_length=60, description="只要这个规则包的")]
RuleId: TypeAlias = Annotated[Word, Path(max_length=100, description="规则编号", examples=["BZ-020103-coal-cap-2030"])]
Reference: TypeAlias = Annotated[
    Word, Path(max_length=200, description="文号#条款号,# 写作 %23;只有一个的可只写条款号,如 P020")
]


@ROUTES.get("/rules", **operation("规则", Scope.RULES_READ, gives="Page_RuleBody_"))
def rules(
    asked: Whoever,
    page: Paged,
    pack: InPack = "",
    as_of: AsOf = None,
    effect: Annotated[Effect | None, Query(description="只要这种处置的")] = None,
) -> Response:
    """List rules, then derivations."""
    book = asked.desk.rulebook
    found = [
        one
        for one in _all(book)
        if pack in ("", one.pack.id)
        and (as_of is None or as_of in one.in_force)
        and (effect is None or (isinstance(one, Rule) and one.effect is effect))
    ]
    return page_answer(asked.request, found, rule_shape, page.limit, page.offset)


@ROUTES.get("/rules/{rule}", **operation("一条规则", Scope.RULES_READ, gives="Page_RuleBody_", errors=(404,)))
def rule_of(asked: Whoever, page: Paged, rule: RuleId) -> Response:
    """Give one rule, in each of its periods."""
    found = [one for one in _all(asked.desk.rulebook) if one.id == rule]
    if not found:
        raise refusal("not-found", f"没有规则 {rule}", "编号见 GET /v1/rules")
    return page_answer(asked.request, found, rule_shape, page.limit, page.offset)


@ROUTES.get("/clauses", **operation("条款", Scope.RULES_READ, gives="Page_ClauseBody_"))
def clauses(asked: Whoever, page: Paged, pack: InPack = "", as_of: AsOf = None) -> Response:
    """List the clauses of the register."""
    found = [
        clause
        for clause in asked.desk.rulebook.clauses.values()
        if pack in ("", clause.document.pack) and (as_of is None or as_of in clause.document.in_force)
    ]
    return page_answer(asked.request, found, clause_shape, page.limit, page.offset)


@ROUTES.get("/clauses/{reference}", **operation("一条条款", Scope.RULES_READ, gives="ClauseBody", errors=(404,)))
def clause(asked: Whoever, reference: Reference) -> Response:
    """Give one clause, by its reference, or by its number where only one document has it."""
    known = asked.desk.rulebook.clauses
    found = [known[reference]] if reference in known else [one for one in known.values() if one.id == reference]
    if len(found) != 1:
        remedy = "请写全 文号#条款号,地址里的 # 写作 %23;见 GET /v1/clauses"
        raise refusal("not-found", f"{'有几个' if found else '没有'}条款 {reference}", remedy)
    return answer(clause_shape(found[0]))


@ROUTES.get("/rulebook", **operation("正在用的规则库", Scope.RULES_READ, gives="RulebookBody", tags=True))
def rulebook(asked: Whoever) -> Response:
    """Say which rule book the next check is made with."""
    book, source = asked.desk.rulebook, asked.shared.source
    state = source.state if source is not None else None
    return tagged(asked.request, _tag(book, state), lambda: answer(rulebook_shape(book, state)))


@ROUTES.get("/rulebook/bundle", **operation("规则库的全部文件", Scope.RULES_READ, gives=ZIP, tags=True))
def bundle(asked: Whoever) -> Response:
    """Give the files of every pack."""
    content, tag = _packed(asked.desk.rulebook)
    return tagged(asked.request, tag, lambda: Response(content, media_type=ZIP))


@ROUTES.post("/rulebook/reload", **operation("重新加载规则库", Scope.RULES_RELOAD, gives="ReloadBody", errors=(409,)))
def reload(asked: Whoever) -> Response:
    """Load the rules anew; where they are invalid, the service goes on with those it has."""
    changed = renew(asked.shared)
    return answer({"hash": asked.shared.checker.rulebook.hash, "changed": changed})


def _tag(book: RuleBook, state: SourceState | None) -> str:
    return book.hash if state is None else sha256(f"{book.hash} {state}".encode()).hexdigest()


def _all(book: RuleBook) -> Iterator[Rule | Derivation]:
    yield from book.rules
    yield from book.derivations


@lru_cache(maxsize=2)
def _packed(book: RuleBook) -> tuple[bytes, str]:
    content = packed(book)  # a rule book is told from others by its identity
    return content, sha256(content).hexdigest()
