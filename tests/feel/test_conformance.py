"""Every line of ``conformance/*.feel``: an expression, ``=>``, and the literal it gives; ``!`` for no FEEL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.errors import FeelSyntaxError
from checker.feel import evaluate, literal, parse, unparse

FOLDER = Path(__file__).parent / "conformance"


def cases() -> Iterator[object]:
    for file in sorted(FOLDER.glob("*.feel")):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
            if line and not line.startswith("#"):
                expression, _, expected = line.rpartition(" => ")
                yield pytest.param(expression, expected, id=f"{file.stem}:{number}")


CASES = list(cases())


@pytest.mark.parametrize(("expression", "expected"), CASES)
def test_gives_the_literal(expression: str, expected: str) -> None:
    if expected == "!":
        with pytest.raises(FeelSyntaxError):
            parse(expression)
    else:
        assert literal(evaluate(expression)) == expected


@pytest.mark.parametrize(("expression", "expected"), CASES)
def test_reads_back_as_the_same_tree(expression: str, expected: str) -> None:
    if expected != "!":
        node = parse(expression)
        assert parse(unparse(node)) == node


@pytest.mark.parametrize(("expression", "expected"), CASES)
def test_its_literal_stands_for_itself(expression: str, expected: str) -> None:
    if expected != "!":
        assert literal(evaluate(expected)) == expected
