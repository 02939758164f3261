"""Where the cursor is: in which key or value, and where in its text, in sound files and in broken ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.language_server.cursor import Cursor
from checker.language_server.document import Document
from checker.language_server.lines import Lines
from checker.workbench.schemas import Subject

MARK = "¦"
WHOLE = [
    ("applies: 甲¦乙", ("applies",), "甲乙", 1),
    ("applies: '甲 = \"拟¦建\"'", ("applies",), '甲 = "拟建"', 6),
    ('applies: "甲 = \\"拟¦建\\""', ("applies",), '甲 = "拟建"', 6),
    ("applies: '它''的¦事'", ("applies",), "它'的事", 3),
    ("applies: |-\n  甲乙\n    丙¦丁\nrequire: true", ("applies",), "甲乙\n  丙丁", 6),
    ("applies: >-\n  甲乙\n  丙¦丁", ("applies",), "甲乙 丙丁", 4),
    ("basis: [甲, 乙¦丙]", ("basis", 1), "乙丙", 1),
    ("basis:\n- 甲\n- 乙¦丙", ("basis", 1), "乙丙", 1),
    ("in_force: {from: 2024-01-01, to: 2025¦-01-01}", ("in_force", "to"), "2025-01-01", 4),
    ("escalate:\n  - when: 甲\n    effect: re¦ject", ("escalate", 0, "effect"), "reject", 2),
    ("applies: 甲 and ¦", ("applies",), "甲 and ", 6),
    ("applies: 甲\r\nrequire: 乙¦丙\r\n", ("require",), "乙丙", 1),
    ("applies: 甲\n  乙¦丙", ("applies",), "甲 乙丙", 3),
    ("title: 😀甲¦乙", ("title",), "😀甲乙", 2),
]
BROKEN = [
    ("applies: '甲 = \"拟¦", ("applies",), '甲 = "拟', 6),
    ("title: [\napplies: 甲 an¦d", ("applies",), "甲 and", 4),
    ("title: [\nbasis: [甲, 乙¦", ("basis", 0), "乙", 1),
    ("title: [\nin_force: {from: 2024¦", ("in_force", "from"), "2024", 4),
    ("title: [\nescalate:\n  - when: 甲\n    effect: re¦", ("escalate", 0, "effect"), "re", 2),
    ("title: [\napplies: |-\n  甲 =\n  乙¦丙\nrequire: true", ("applies",), "甲 =\n乙丙\n", 5),
    ("clauses:\n- id: P1\n  mark: [\n- id: P2\n  lead: 市¦", ("clauses", 0, "lead"), "市", 1),
    ("title: [\napplies: ¦", ("applies",), "", 0),
    ("title: [\n\tapplies: 甲¦", ("applies",), "甲", 1),
    ("title: [\nbasis:\n  - P0¦", ("basis", 0), "P0", 2),
    ("id: X\nbasis:\n  - ¦\n", ("basis", 0), "", 0),
]
KEYS = [
    ("id: X\nappl¦", ("appl",), {"id"}),
    ("id: X\n¦", ("",), {"id"}),
    ("id: X\nescalate:\n  - when: 甲\n    eff¦\n", ("escalate", 0, "eff"), {"when"}),
    ("id: X\nescalate:\n  - ¦\n", ("escalate", 0, ""), set()),
    ("in_force: {from: 2024-01-01, t¦", ("in_force", "t"), {"from"}),
    ("app¦lies: true\nrequire: true", ("applies",), {"require"}),
]


def _cursor(text: str) -> Cursor:
    offset = text.replace("\r\n", "\n").index(MARK)
    lines = Lines(text.replace(MARK, ""))
    return Document(Path("rules/x.yaml"), Path(), Subject.RULE, lines).cursor(offset)


@pytest.mark.parametrize(("text", "path", "value", "offset"), WHOLE + BROKEN)
def test_the_cursor_is_in_a_value(text: str, path: tuple[str | int, ...], value: str, offset: int) -> None:
    cursor = _cursor(text)
    assert (cursor.path, cursor.is_key, cursor.text, cursor.offset) == (path, False, value, offset)


@pytest.mark.parametrize(("text", "path", "value", "offset"), WHOLE + BROKEN)
def test_a_place_in_a_value_leads_back_to_the_file(
    text: str, path: tuple[str | int, ...], value: str, offset: int
) -> None:
    cursor = _cursor(text)
    written = text.replace(MARK, "").replace("\r\n", "\n")
    for place, character in enumerate(cursor.text):
        if not character.isspace():
            assert written[cursor.place(place)] == character


@pytest.mark.parametrize(("text", "path", "siblings"), KEYS)
def test_the_cursor_is_in_a_key(text: str, path: tuple[str | int, ...], siblings: set[str]) -> None:
    cursor = _cursor(text)
    assert cursor.is_key
    assert cursor.path == path
    assert cursor.siblings == siblings
