"""Oversight: every entry of the journal, and who has tokens; for auditors."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter
from starlette.responses import Response

from checker.api.batch import as_of_day
from checker.ledger import journal, tokens
from checker.ledger.access import Scope
from checker.render.ledger_journal import entry_shape
from checker.render.ledger_tokens import token_shape
from checker.service.answers import page_answer, part_answer
from checker.service.asked import Whoever
from checker.service.operation import operation
from checker.service.parameters import Paged

ROUTES = APIRouter(prefix="/v1", tags=["监督"])


@ROUTES.get("/journal", **operation("变动记录", Scope.AUDIT_READ, gives="Page_EntryBody_"))
def entries(asked: Whoever, page: Paged) -> Response:
    """List the entries in order; since nothing is ever deleted, the offset is the position before the first."""
    with asked.shared.ledger.reading() as books:
        found = list(journal.entries(books.connection, after=page.offset, until=page.offset + page.limit))
        total = books.position
    return part_answer(asked.request, [entry_shape(one) for one in found], total, page.limit, page.offset)


@ROUTES.get("/tokens", **operation("签发过的令牌", Scope.AUDIT_READ, gives="Page_TokenBody_"))
def issued(asked: Whoever, page: Paged) -> Response:
    """List the tokens, which tell nothing of their secrets."""
    with asked.shared.ledger.reading() as books:
        found = tokens.listed(books)
    return page_answer(asked.request, found, partial(token_shape, today=as_of_day(None)), page.limit, page.offset)
