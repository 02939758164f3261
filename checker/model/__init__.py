"""The application and its vocabulary, what a judgement may say, and the report.

The names below are loaded when first used, so that reading a report or an outcome does not load pydantic.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from checker.model.application import Application
    from checker.model.facts import facts_of
    from checker.model.reading import build_application, parse_application, read_application
    from checker.model.vocabulary import VOCABULARY, FactNames, FactSpec

__all__ = [
    "VOCABULARY",
    "Application",
    "FactNames",
    "FactSpec",
    "build_application",
    "facts_of",
    "parse_application",
    "read_application",
]

_HOMES: Final = {
    "VOCABULARY": "vocabulary",
    "Application": "application",
    "FactNames": "vocabulary",
    "FactSpec": "vocabulary",
    "build_application": "reading",
    "facts_of": "facts",
    "parse_application": "reading",
    "read_application": "reading",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - stands in for each of the names above
    """Load the module that defines ``name`` (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
