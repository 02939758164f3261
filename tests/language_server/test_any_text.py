"""Nothing fails on any text: every feature, at any place, of files edited at random."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.language_server import answers
from checker.language_server.completion import completions
from checker.language_server.definition import definition
from checker.language_server.desk import lint_library
from checker.language_server.document import Document
from checker.language_server.hover import hover
from checker.language_server.library import read_library
from checker.language_server.symbols import symbols
from tests.language_server.conftest import Bench

FILES = (
    "bazhong-plan/rules/bz-020304-consultation.yaml",
    "bazhong-plan/rules/bz-020103-coal-cap-2030.yaml",
    "bazhong-plan/rules/bz-d-two-high.yaml",
    "bazhong-plan/quotas.yaml",
    "bazhong-plan/parameters.yaml",
    "bazhong-plan/clauses/two-high.yaml",
    "energy-limits/tables/acetylene-limit.yaml",
    "plastics/pack.yaml",
)
PIECES = st.sampled_from(
    (
        *"\n\t '\"[]{}()|>-:,#&*!%.?=<年t1😀\r\x00\u2028\ufeff",
        "\n  ", "\n- ", ": ", "- ", "|-\n  ", "''", "//", "/*", '"拟建', "a.", "some a in ", "in [", "[部位 = ", "5 万",
        "年原煤消费量", "涂装[", "sum(", "乙炔化工能耗限额(", "P020", "文号#1", "not(", "if ", "for x in 1..3 return ",
    )
)  # fmt: skip
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), st.lists(PIECES, max_size=4)), max_size=5)


def _edited(text: str, edits: list[tuple[float, int, list[str]]]) -> str:
    for where, removed, written in edits:
        place = int(where * len(text))
        text = text[:place] + "".join(written) + text[place + removed :]
    return text


def _exercise(bench: Bench, document: Document, offset: int) -> None:
    library = bench.desk.library(document)
    shown = hover(document, library, offset)
    if shown is not None:
        assert shown.text
        answers.hover_answer(shown, document)
    found = completions(document, library, offset)
    assert 0 <= found.start <= found.end <= len(document.lines.text)
    assert "\n" not in document.lines.text[found.start : found.end]
    answers.completion_answer(found, document)
    definition(document, library, offset)
    for symbol in symbols(document):
        answers.symbol_answer(symbol, document)


def test_every_feature_answers_on_any_text(bench: Bench) -> None:
    @settings(max_examples=300, deadline=None)
    @given(file=st.sampled_from(FILES), edits=EDITS, where=st.floats(0, 1))
    def answers_on(file: str, edits: list[tuple[float, int, list[str]]], where: float) -> None:
        path = bench.rules / file
        bench.desk.put(path, _edited(path.read_text(encoding="utf-8"), edits))
        document = bench.desk.document(path)
        assert document is not None
        end = len(document.lines.text)
        for offset in {int(where * end), 0, end, *(int(place * end) for place, _, _ in edits)}:
            _exercise(bench, document, offset)

    answers_on()


def test_every_feature_answers_on_any_expression(bench: Bench) -> None:
    @settings(max_examples=300, deadline=None)
    @given(pieces=st.lists(PIECES, max_size=30), where=st.floats(0, 1))
    def answers_on(pieces: list[str], where: float) -> None:
        path = bench.rules / "bazhong-plan/rules/new.yaml"
        bench.desk.put(path, "applies: |-\n  " + "".join(pieces).replace("\n", "\n  "))
        document = bench.desk.document(path)
        assert document is not None
        _exercise(bench, document, int(where * len(document.lines.text)))

    answers_on()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("facts.yaml", ""),
        ("facts.yaml", "facts: 1"),
        ("clauses/plan.yaml", "a: b: c"),
        ("clauses/plan.yaml", "clauses: [{id: 1}]"),
        ("pack.yaml", "["),
        ("quotas.yaml", "\x00"),
        ("parameters.yaml", "- - -"),
    ],
)
def test_a_library_with_a_broken_file_is_read_and_linted(library_copy: Path, name: str, text: str) -> None:
    pack = library_copy / "bazhong-plan"
    texts = {pack / name: text}
    library = read_library(pack, texts)
    assert library.names.tables
    assert lint_library(library, texts).by_file


def test_nested_brackets_take_no_time_to_speak_of(bench: Bench) -> None:
    path = bench.rules / "bazhong-plan/rules/new.yaml"
    bench.desk.put(path, "applies: " + "涂装[" * 200 + "部")
    document = bench.desk.document(path)
    assert document is not None
    _exercise(bench, document, len(document.lines.text))
