"""Every deliberate mistake is found, once, at the right place, and told with a remedy a person can act on."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.workbench.lint import KINDS, Severity
from tests.workbench.lint.good_pack import GOOD, change, found_in, good_copy
from tests.workbench.lint.mistakes import MISTAKES, Mistake


def test_the_pack_has_no_mistake_to_begin_with() -> None:
    assert found_in(GOOD) == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_found_at_its_place_with_a_remedy(tmp_path: Path, mistake: Mistake) -> None:
    pack = good_copy(tmp_path)
    change(pack, mistake.file, mistake.old, mistake.new)
    found = found_in(pack)
    (told,) = [each for each in found if each.code == mistake.code]
    assert told.file == f"{pack.as_posix()}/{mistake.elsewhere or mistake.file}"
    assert (told.line, told.column) == (mistake.line, mistake.column), told
    assert told.excerpt[told.column - 1 : told.end_column - 1] == mistake.marked
    assert mistake.remedy in told.remedy
    assert told.remedy
    assert told.severity is KINDS[mistake.code].severity


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_not_told_many_times(tmp_path: Path, mistake: Mistake) -> None:
    pack = good_copy(tmp_path)
    change(pack, mistake.file, mistake.old, mistake.new)
    other = [each for each in found_in(pack) if each.code != mistake.code and each.severity is not Severity.NOTE]
    assert len(other) <= 1, other


def test_the_table_has_thirty_mistakes_and_more() -> None:
    assert len({mistake.name for mistake in MISTAKES}) == len(MISTAKES) >= 30
