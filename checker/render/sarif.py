"""Lint as SARIF 2.1.0 (OASIS), for code hosting and editors that show analysis results."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any, Final
from urllib.parse import quote

import simplejson

from checker import __version__
from checker.workbench.lint import KINDS, Diagnostic, Severity

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def render_lint_sarif(diagnostics: Sequence[Diagnostic]) -> str:
    """One run with every diagnostic; columns count characters (``unicodeCodePoints``)."""
    found = {diagnostic.code for diagnostic in diagnostics}
    codes = [code for code in KINDS if code in found]
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "checker rules lint",
                        "version": __version__,
                        "language": "zh-CN",
                        "rules": [_rule(code) for code in codes],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [{"executionSuccessful": True}],
                "results": [_result(diagnostic, codes.index(diagnostic.code)) for diagnostic in diagnostics],
            }
        ],
    }
    return simplejson.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _rule(code: str) -> dict[str, Any]:
    kind = KINDS[code]
    return {
        "id": code,
        "shortDescription": {"text": kind.title},
        "defaultConfiguration": {"level": _LEVELS[kind.severity]},
    }


def _result(diagnostic: Diagnostic, rule_index: int) -> dict[str, Any]:
    said = f"{diagnostic.owner}：{diagnostic.message}" if diagnostic.owner else diagnostic.message
    return {
        "ruleId": diagnostic.code,
        "ruleIndex": rule_index,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": f"{said}；改法：{diagnostic.remedy}" if diagnostic.remedy else said},
        "locations": [{"physicalLocation": _location(diagnostic)}],
        "partialFingerprints": {"mistake/v1": _fingerprint(diagnostic)},
    }


def _location(diagnostic: Diagnostic) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(diagnostic.file)}}
    if not diagnostic.is_about_file:
        location["region"] = {
            "startLine": diagnostic.line,
            "startColumn": diagnostic.column,
            "endLine": diagnostic.end_line,
            "endColumn": diagnostic.end_column,
        }
        if diagnostic.excerpt:
            location["region"]["snippet"] = {"text": diagnostic.excerpt}
    return location


def _uri(file: str) -> str:
    """A relative reference as it was named, or the URI of an absolute path."""
    return PurePosixPath(file).as_uri() if file.startswith("/") else quote(file)


def _fingerprint(diagnostic: Diagnostic) -> str:
    """What stays the same when lines move."""
    told = "\n".join((diagnostic.code, diagnostic.file, diagnostic.owner, diagnostic.message))
    return hashlib.sha256(told.encode()).hexdigest()[:32]
