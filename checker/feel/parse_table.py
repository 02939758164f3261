"""The parse table: ``grammar.lark`` worked out once, kept beside it, so that the first expression need not wait for it.

The table is Lark's own saved form. It names the grammar and the Lark it was made from; when either differs, or the file
is missing, the grammar is worked out anew, which takes a tenth of a second and gives the same parser.
"""

from __future__ import annotations

import hashlib
import io
import pkgutil
from functools import cache
from pathlib import Path
from typing import Final

import lark
from lark import Lark

from checker.feel.tree import KEYWORDS
from checker.feel.tree_builder import TreeBuilder
from checker.feel.units import unit_pattern

FIGURE: Final = r"(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
"""A number without sign or unit."""

_PACKAGE: Final = "checker.feel"
_GRAMMAR: Final = "grammar.lark"
_TABLE: Final = "grammar.table"
_LETTER: Final = r"[^\W\d]|[\U00010000-\U000EFFFF]"
_PART: Final = r"[\w·\U00010000-\U000EFFFF]"


def _word() -> str:
    """One word of a name; full-width brackets belong to it: 年综合能源消费量（当量）."""
    keywords = "|".join(sorted(KEYWORDS))
    return rf"(?!(?:{keywords})(?![\w·（]))(?:{_LETTER}|\?){_PART}*(?:（[\w·、／/％%.\-—℃ ]*）{_PART}*)*"


def _grammar() -> str:
    text = (pkgutil.get_data(_PACKAGE, _GRAMMAR) or b"").decode("utf-8")
    rules, terminals = text.split("// Terminals\n")
    for placeholder, pattern in (("WORD", _word()), ("FIGURE", FIGURE), ("UNIT", unit_pattern())):
        terminals = terminals.replace(f"<{placeholder}>", pattern.replace("/", r"\/"))
    return rules + terminals


def _key(grammar: str) -> bytes:
    return hashlib.sha256(f"{lark.__version__}\n{grammar}".encode()).hexdigest().encode("ascii")


def _worked_out(grammar: str) -> Lark:
    return Lark(
        grammar,
        parser="lalr",
        lexer="contextual",
        start=["expression_input", "tests_input"],
        maybe_placeholders=False,
        transformer=TreeBuilder(),
    )


def is_current() -> bool:
    """Whether the kept table is of this grammar and this Lark."""
    return _kept_table(_key(_grammar())) is not None


def _kept_table(key: bytes) -> bytes | None:
    try:
        kept, _, table = (pkgutil.get_data(_PACKAGE, _TABLE) or b"").partition(b"\n")
    except OSError:
        return None
    return table if kept == key else None


@cache
def load_parser() -> Lark:
    """The parser, from the kept table where that is current."""
    grammar = _grammar()
    table = _kept_table(_key(grammar))
    # Lark keeps its tables as pickles; this one comes with the package, as its code does.
    return _worked_out(grammar) if table is None else Lark.load(io.BytesIO(table))


def write_table() -> None:
    """Work the grammar out and keep the table beside it; to be done after every change of the grammar."""
    grammar = _grammar()
    table = io.BytesIO()
    _worked_out(grammar).save(table)
    Path(__file__).with_name(_TABLE).write_bytes(_key(grammar) + b"\n" + table.getvalue())
