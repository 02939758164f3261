"""FEEL, the expression language of OMG DMN 1.5, with units: grammar, typed tree, types, evaluation."""

from __future__ import annotations

from checker.feel.compiler import compile_node
from checker.feel.evaluation import evaluate
from checker.feel.literal import literal
from checker.feel.parser import parse, parse_unary_tests
from checker.feel.tree import Node, calls_in, names_in
from checker.feel.units import Quantity, Unit, UnitError, format_quantity, parse_quantity, parse_unit
from checker.feel.unparsing import unparse
from checker.feel.values import Value

__all__ = [
    "Node",
    "Quantity",
    "Unit",
    "UnitError",
    "Value",
    "calls_in",
    "compile_node",
    "evaluate",
    "format_quantity",
    "literal",
    "names_in",
    "parse",
    "parse_quantity",
    "parse_unary_tests",
    "parse_unit",
    "unparse",
]
