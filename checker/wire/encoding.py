"""Encoding: JSON bytes with exact numbers, and the media types beside plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import simplejson

from checker.ledger.sealed_report import sealed, unsealed
from checker.model.report import Report

JSON: Final = "application/json"
YAML: Final = "application/yaml"
PROBLEM: Final = "application/problem+json"
SEALED: Final = "application/vnd.checker.sealed-report+json"
ZIP: Final = "application/zip"


def encoded(shape: object) -> bytes:
    """The shape as UTF-8 JSON on one line, Chinese as it is, decimals as numbers without loss."""
    return simplejson.dumps(shape, ensure_ascii=False, use_decimal=True, separators=(",", ":")).encode()


def decoded(content: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """What JSON bytes say, numbers with a point as ``Decimal``; raises ValueError for what is no JSON in UTF-8."""
    return simplejson.loads(content.decode(), use_decimal=True)


def sealed_object(report: Report) -> Any:  # noqa: ANN401 - any JSON value
    """A sealed report as an object, to stand within another body."""
    return decoded(sealed(report))


def unsealed_object(shape: Mapping[str, Any]) -> Report:
    """The report of such an object; raises LedgerTamperedError where it is none."""
    return unsealed(encoded(shape))
