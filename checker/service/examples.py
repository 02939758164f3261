"""The examples of the OpenAPI document: requests and answers as they were, of one story with shipped cases."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, TypeAlias

from checker.wire.encoding import decoded

FILE: Final = "examples.json"

Example: TypeAlias = tuple[Any, int, Any]
"""Body of the request (None without one), status, and body of the answer."""


@lru_cache(maxsize=1)
def examples() -> Mapping[tuple[str, str], Example]:
    """The example of each endpoint, by its path and method."""
    source = files("checker.service") / FILE
    if not source.is_file():
        return {}
    told = decoded(source.read_bytes())
    return {(one["path"], one["method"]): (one["request"], one["status"], one["response"]) for one in told}
