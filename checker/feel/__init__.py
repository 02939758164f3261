"""FEEL, the expression language of OMG DMN 1.5, with units: grammar, typed tree, types, evaluation."""

from __future__ import annotations

from checker.feel.parser import parse, parse_unary_tests
from checker.feel.tree import Node, calls_in, names_in
from checker.feel.units import Quantity, Unit, UnitError, format_quantity, parse_quantity, parse_unit

__all__ = [
    "Node",
    "Quantity",
    "Unit",
    "UnitError",
    "calls_in",
    "format_quantity",
    "names_in",
    "parse",
    "parse_quantity",
    "parse_unary_tests",
    "parse_unit",
]
