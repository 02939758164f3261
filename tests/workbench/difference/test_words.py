"""What changed, in words: one golden file a format, and the promises behind them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from checker.model.outcome import Outcome
from checker.render.difference import (
    render_difference,
    render_difference_json,
    render_difference_markdown,
)
from checker.rulebook import load_rulebook
from checker.workbench.difference import (
    Difference,
    Manner,
    Part,
    Side,
    changes_between,
    compare,
    measure_impact,
    read_side,
)
from tests.workbench.difference.small_change import later_edition, subjects
from tests.workbench.small_library import GREEN, PACKS, changed_packs, small_book

GOLDEN = Path(__file__).parent / "golden"
UPDATE = os.environ.get("CHECKER_UPDATE_GOLDEN") == "1"


def difference(directory: Path) -> Difference:
    old, new = Side("旧版", small_book()), Side("新版", load_rulebook(later_edition(directory)))
    return compare(old, new, subjects())


@pytest.mark.parametrize(
    ("name", "render"),
    [
        ("difference.txt", render_difference),
        ("difference.md", render_difference_markdown),
        ("difference.json", render_difference_json),
    ],
)
def test_difference_reads_as_written_down(tmp_path: Path, name: str, render: object) -> None:
    assert callable(render)
    text = render(difference(tmp_path))
    path = GOLDEN / name
    if UPDATE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_every_kind_of_part_is_told(tmp_path: Path) -> None:
    found = {(change.part, change.manner, change.id) for change in difference(tmp_path).changes}
    assert found == {
        (Part.RULE, Manner.CHANGED, "S-01-cap"),
        (Part.RULE, Manner.REMOVED, "S-02-green"),
        (Part.RULE, Manner.ADDED, "S-03-note"),
        (Part.DERIVATION, Manner.CHANGED, "S-D-big"),
        (Part.PARAMETER, Manner.CHANGED, "用煤上限"),
        (Part.PARAMETER, Manner.CHANGED, "用煤门槛"),
        (Part.TABLE, Manner.CHANGED, "替代系数@2023-01-01"),
        (Part.FACT, Manner.CHANGED, "大用煤项目"),
        (Part.CLAUSE, Manner.ADDED, "测令第2号#4"),
        (Part.CLAUSE, Manner.CHANGED, "测令第2号#待定"),
        (Part.DOCUMENT, Manner.CHANGED, "测令第2号"),
        (Part.PACK, Manner.CHANGED, "small"),
    }


def test_a_row_is_told_in_its_own_words(tmp_path: Path) -> None:
    table = next(change for change in difference(tmp_path).changes if change.part is Part.TABLE)
    told = {
        aspect.name: (aspect.before and aspect.before.words, aspect.after and aspect.after.words)
        for aspect in table.aspects
    }
    assert told == {
        "行：性质为“新建”，用煤大于 10 t": ("系数 2", "系数 0.5"),
        "行：性质不为“新建”": ("系数 待录入", None),
        "行：性质为“扩建”": (None, "系数 1"),
    }


def test_the_finding_names_what_it_comes_from(tmp_path: Path) -> None:
    impact = difference(tmp_path).impact
    assert impact is not None
    change = next(each for each in impact.changed if each.subject.id == "四万吨")
    cap = next(finding for finding in change.findings if finding.rule == "S-01-cap")
    assert (cap.before, cap.after) == (Outcome.SATISFIED, Outcome.VIOLATED)
    assert cap.causes == ("规则 S-01-cap", "推算 S-D-big", "参数 用煤上限", "参数 用煤门槛")


def test_the_order_of_rows_counts_where_the_first_hit_does(tmp_path: Path) -> None:
    table = "small/tables/factor.yaml"
    first = changed_packs(tmp_path / "a", table, "hit_policy: U", "hit_policy: F")
    swapped = changed_packs(tmp_path / "b", table, "hit_policy: U", "hit_policy: F")
    rows = ["""  - ['"新建"', '<= 10 t', 1.5]\n""", """  - ['"新建"', '> 10 t', 2]\n"""]
    path = swapped / table
    path.write_text(path.read_text(encoding="utf-8").replace("".join(rows), "".join(reversed(rows))), encoding="utf-8")
    (change,) = changes_between(load_rulebook(first), load_rulebook(swapped))
    assert [aspect.name for aspect in change.aspects] == ["行的次序"]


def test_comments_and_places_are_no_change(tmp_path: Path) -> None:
    packs = changed_packs(tmp_path, GREEN, "id: S-02", "# 一条注释\nid: S-02")
    (packs / "small/rules/cap.yaml").rename(packs / "small/rules/renamed.yaml")
    found = compare(Side("a", small_book()), read_side(str(packs)), subjects())
    assert found.is_empty
    assert found.reworded


def test_a_rule_that_no_project_meets_is_no_impact(tmp_path: Path) -> None:
    """Not in force and not applicable are alike to a project."""
    packs = changed_packs(tmp_path, GREEN, "applies: 'true'", "applies: 'false'")
    bare = changed_packs(tmp_path / "bare", GREEN, "id", "id")
    (bare / GREEN).unlink()
    assert measure_impact(load_rulebook(packs), load_rulebook(bare), subjects()).changed == ()


def test_the_small_packs_are_the_ones_compared() -> None:
    assert read_side(str(PACKS)).book.hash == small_book().hash
