"""Answers: shapes as JSON, sealed reports where they are asked for, pages, and what has not changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from checker.ledger.sealed_report import sealed
from checker.model.report import Report
from checker.wire.encoding import JSON, SEALED, encoded

Value = TypeVar("Value")
_VARIES: Final = {"Vary": "Accept"}


def answer(shape: object, status: int = 200, headers: Mapping[str, str] | None = None, media: str = JSON) -> Response:
    """A shape as JSON."""
    return Response(encoded(shape), status, headers, media)


def wants_sealed(request: Request) -> bool:
    """Whether the sender would have reports sealed; where they do not say so, they get plain JSON."""
    weights = {}
    for part in ",".join(request.headers.getlist("accept")).lower().split(","):
        media, *parameters = (piece.strip() for piece in part.split(";"))
        weights[media] = next((_weight(one[2:]) for one in parameters if one.startswith("q=")), 1.0)
    return weights.get(SEALED, 0.0) > 0 and weights[SEALED] >= weights.get(JSON, 0.0)


def _weight(text: str) -> float:
    try:
        return min(max(float(text), 0.0), 1.0)
    except ValueError:
        return 0.0


def report_answer(request: Request, report: Report, *, everything: bool) -> Response:
    """A report, sealed or plain."""
    if wants_sealed(request):
        return Response(sealed(report), 200, _VARIES, SEALED)
    return answer(report.to_json(everything=everything), headers=_VARIES)


def either_answer(request: Request, plain: Callable[[], object], whole: Callable[[], object]) -> Response:
    """A body with reports in it, sealed or plain."""
    if wants_sealed(request):
        return answer(whole(), headers=_VARIES, media=SEALED)
    return answer(plain(), headers=_VARIES)


def page_answer(
    request: Request, found: Sequence[Value], shape: Callable[[Value], object], limit: int, offset: int
) -> Response:
    """One page of a list, with links to its neighbours (RFC 8288)."""
    items = [shape(one) for one in found[offset : offset + limit]]
    return part_answer(request, items, len(found), limit, offset)


def part_answer(request: Request, items: Sequence[object], total: int, limit: int, offset: int) -> Response:
    """The items of one page of a list of ``total``, with links to its neighbours."""
    links = []
    if offset + limit < total:
        links.append(f'<{_at(request, limit, offset + limit)}>; rel="next"')
    if offset > 0:
        links.append(f'<{_at(request, limit, max(offset - limit, 0))}>; rel="prev"')
    headers = {"Link": ", ".join(links)} if links else None
    return answer({"items": list(items), "total": total, "offset": offset}, headers=headers)


def whole_page(items: Sequence[object]) -> dict[str, object]:
    """A list that is never long, as one page."""
    return {"items": list(items), "total": len(items), "offset": 0}


def _at(request: Request, limit: int, offset: int) -> str:
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in ("limit", "offset")]
    return f"{request.url.path}?{urlencode([*kept, ('limit', limit), ('offset', offset)])}"


def tagged(request: Request, tag: str, make: Callable[[], Response]) -> Response:
    """The answer with a strong ETag, or 304 where the sender has it already."""
    quoted = f'"{tag}"'
    given = [part.strip() for part in ",".join(request.headers.getlist("if-none-match")).split(",")]
    headers = {"ETag": quoted, "Cache-Control": "private, no-cache"}
    if "*" in given or quoted in (part.removeprefix("W/") for part in given):
        return Response(status_code=304, headers=headers)
    made = make()
    made.headers.update(headers)
    return made
