"""Columns are UTF-16 code units for the editor and characters for us, whatever ends a line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol.types import Position

from checker.language_server.lines import Lines


@pytest.mark.parametrize(
    ("encoding", "column"), [("utf-16", 5), ("utf-8", 11), ("utf-32", 4)], ids=["utf-16", "utf-8", "utf-32"]
)
def test_a_column_counts_the_units_of_the_encoding(encoding: str, column: int) -> None:
    lines = Lines("甲:x\n年😀量 > 0\n", encoding)
    offset = lines.text.index(" >") + 1
    assert lines.position_of(offset) == Position(1, column)
    assert lines.offset_of(Position(1, column)) == offset


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts_as_one(end: str) -> None:
    lines = Lines(f"甲{end}乙丙{end}丁")
    assert [lines.line(number) for number in range(len(lines))] == ["甲", "乙丙", "丁"]
    assert lines.offset_of(Position(1, 1)) == 3
    assert lines.position_of(5) == Position(2, 0)


def test_what_lsp_does_not_count_as_a_line_end_is_none() -> None:
    assert len(Lines("甲\u2028乙\x85丙\x0b丁")) == 1


def test_a_place_behind_the_end_is_the_end() -> None:
    lines = Lines("甲乙")
    assert lines.offset_of(Position(0, 99)) == 2
    assert lines.offset_of(Position(99, 99)) == 2
    assert lines.position_of(99) == Position(0, 2)
    assert lines.offset_at(5, 5) == 2


@given(st.text(alphabet=st.sampled_from("a年😀\t\r\n\u2028 ")), st.integers(0, 40))
def test_offset_and_position_are_inverse(text: str, offset: int) -> None:
    lines = Lines(text)
    offset = min(offset, len(lines.text))
    assert lines.offset_of(lines.position_of(offset)) == offset
