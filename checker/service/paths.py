"""Paths: which template an address belongs to, and which methods it has there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import compile_path

NOWHERE: Final = "(none)"
"""What stands for an address that there is not."""


@dataclass(frozen=True, slots=True)
class Paths:
    """The templates of a service; those without parameters come first."""

    methods: Mapping[str, tuple[str, ...]]
    patterns: tuple[tuple[re.Pattern[str], str], ...]

    @classmethod
    def of(cls, routers: Iterable[APIRouter]) -> Paths:
        """The templates of the routers' endpoints."""
        methods: defaultdict[str, set[str]] = defaultdict(set)
        for router in routers:
            for route in router.routes:
                assert isinstance(route, APIRoute)
                methods[route.path].update(route.methods or ())
                if "GET" in methods[route.path]:
                    methods[route.path].add("HEAD")
        templates = sorted(methods, key=lambda template: ("{" in template, template))
        patterns = tuple((compile_path(template)[0], template) for template in templates)
        return cls({template: tuple(sorted(found)) for template, found in methods.items()}, patterns)

    def template(self, path: str) -> str:
        """The template of an address, which holds nothing a stranger wrote."""
        return next((template for pattern, template in self.patterns if pattern.match(path)), NOWHERE)

    def allowed(self, path: str) -> str:
        """The methods of an address, as the header Allow lists them."""
        return ", ".join(self.methods.get(self.template(path), ()))
