"""Lint as a whole: the shipped library, unsaved texts, packs in their surroundings, what could not be checked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import checker
from checker.rulebook import default_packs_directory
from checker.workbench.lint import KINDS, Severity, lint
from tests.workbench.lint.good_pack import GOOD, change, found_in, good_copy
from tests.workbench.lint.mistakes import MISTAKES

PACKAGE = Path(checker.__file__).parent
CODE = re.compile(r'code(?:: str)? ?= ?"([a-z-]+)"|"([a-z]+(?:-[a-z]+)+)"(?=[,)])')


def test_the_shipped_library_has_neither_errors_nor_warnings() -> None:
    found = lint(default_packs_directory())
    assert [each for each in found if each.severity is not Severity.NOTE] == []
    assert {each.code for each in found} <= {
        "only-reported",
        "kept-unused",
        "unused-application-facts",
        "inputs-without-row",
    }


def test_facts_of_the_application_that_no_rule_uses_are_one_note() -> None:
    (note,) = [each for each in lint(default_packs_directory()) if each.code == "unused-application-facts"]
    assert note.severity is Severity.NOTE
    assert "联系电话" in note.message
    assert "年原煤消费量" not in note.message


def test_an_unsaved_text_stands_in_for_the_file() -> None:
    path = GOOD / "rules" / "g-d-coal.yaml"
    text = path.read_text(encoding="utf-8").replace("年原煤消费量", "年煤消费量")
    (error,) = [each for each in lint(GOOD, texts={path: text}) if each.severity is Severity.ERROR]
    assert (error.code, error.file, error.excerpt) == ("unknown-fact", path.as_posix(), "when: 年煤消费量 > 0 t")


def test_an_unsaved_new_file_belongs_to_the_pack() -> None:
    (error,) = [
        each
        for each in lint(GOOD, texts={GOOD / "rules" / "new.yaml": "id: G-new\n", GOOD / "notes.txt": "甲"})
        if each.code == "missing-key" and '"title"' in each.message
    ]
    assert error.file.endswith("good/rules/new.yaml")


def test_a_pack_is_read_with_its_surroundings_and_only_it_is_told_of(tmp_path: Path) -> None:
    pack = tmp_path / "own"
    (pack / "rules").mkdir(parents=True)
    (pack / "pack.yaml").write_text("id: own\ntitle: 自己的\nversion: '1'\norder: 90\n", encoding="utf-8")
    rule = (
        "id: O-1\ntitle: 用煤须替代\nclause: 某府发〔2024〕5号#P1\napplies: 用煤项目\nrequire: 煤炭替代量 >= 0\n"
        "effect: rectify\n"
    )
    (pack / "rules" / "o-1.yaml").write_text(rule, encoding="utf-8")
    assert "unknown-clause" in {each.code for each in lint(pack)}
    broken = good_copy(tmp_path)
    change(broken, "facts.yaml", "description: 用煤的项目", "descriptoin: 用煤的项目")
    assert {(each.code, Path(each.file).name) for each in lint(pack, context=[broken])} == {
        ("unit-mismatch", "o-1.yaml")
    }


def test_what_was_not_checked_is_told(tmp_path: Path) -> None:
    pack = good_copy(tmp_path)
    (pack / "rules" / "g-coal.yaml").write_bytes((GOOD / "rules" / "g-coal.yaml").read_bytes().decode().encode("gbk"))
    change(pack, "rules/g-d-coal.yaml", "年原煤消费量", "年煤消费量")
    found = lint(pack)
    assert {each.code: each.severity for each in found} == {
        "wrong-encoding": Severity.ERROR,
        "checks-skipped": Severity.NOTE,
    }
    (skipped,) = [each for each in found if each.code == "checks-skipped"]
    assert "没有进行" in skipped.message


def test_a_byte_order_mark_and_windows_line_ends_are_no_mistake(tmp_path: Path) -> None:
    pack = good_copy(tmp_path)
    path = pack / "rules" / "g-review.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert found_in(pack) == []


def test_places_hold_after_windows_line_ends(tmp_path: Path) -> None:
    pack = good_copy(tmp_path)
    change(pack, "rules/g-review.yaml", "审查门槛", "审查门坎")
    path = pack / "rules" / "g-review.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    (error,) = [each for each in found_in(pack) if each.severity is Severity.ERROR]
    assert (error.line, error.excerpt[error.column - 1 : error.end_column - 1]) == (6, "审查门坎")


def test_a_folder_without_packs_is_told_once(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "picture.png").write_bytes(b"")
    assert [(each.code, each.file) for each in lint(tmp_path)] == [("no-pack", tmp_path.as_posix())]


def test_a_pack_without_its_label_is_told_at_the_pack(tmp_path: Path) -> None:
    pack = good_copy(tmp_path)
    (pack / "pack.yaml").unlink()
    (error,) = lint(pack)
    assert (error.code, error.file) == ("no-pack", pack.as_posix())
    assert "缺少 pack.yaml" in error.message


def test_diagnostics_stand_in_order_of_file_and_place(tmp_path: Path) -> None:
    pack = good_copy(tmp_path)
    for mistake in MISTAKES:
        if mistake.name in ("事实名写错", "单位不符", "处置写中文", "没有这个取值", "额度指向没有的规则"):
            path = pack / mistake.file
            path.write_text(path.read_text(encoding="utf-8").replace(mistake.old, mistake.new), encoding="utf-8")
    found = found_in(pack)
    assert len(found) >= 5
    assert [(each.file, each.line, each.column) for each in found] == sorted(
        (each.file, each.line, each.column) for each in found
    )


def test_every_code_that_is_told_has_a_kind_and_every_kind_is_told() -> None:
    written: set[str] = set()
    for folder in ("rulebook", "source", "feel", "workbench/lint"):
        for path in (PACKAGE / folder).rglob("*.py"):
            if path != PACKAGE / "workbench" / "lint" / "kind.py":
                written.update(one or other for one, other in CODE.findall(path.read_text(encoding="utf-8")))
    assert set(KINDS) - written == {"invalid"}  # what has no code of its own
    assert written - set(KINDS) == {"json-syntax", "bazhong-plan"}  # of applications; an example


@pytest.mark.parametrize("mistake", MISTAKES[:5], ids=lambda mistake: mistake.name)
def test_linting_twice_tells_the_same(tmp_path: Path, mistake: object) -> None:
    pack = good_copy(tmp_path)
    change(pack, mistake.file, mistake.old, mistake.new)  # type: ignore[attr-defined]  # a row of the table
    assert lint(pack) == lint(pack)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("clauses/law.yaml", "  number: 令第31号\n", "", ["missing-key"]),
        ("clauses/law.yaml", "document:", "documents:", ["unknown-key"]),
        ("facts.yaml", "label: 规模", "lable: 规模", ["missing-key", "unknown-key"]),
        ("tables/size.yaml", "name: 规模分档\n", "", ["missing-key"]),
        ("facts.yaml", "unit: t,", "unit: 墩,", ["unknown-unit"]),
        ("tables/boiler.yaml", "inputs:", "input:", ["unknown-key"]),
    ],
)
def test_a_faulty_declaration_is_not_told_again_wherever_it_is_used(
    tmp_path: Path, file: str, old: str, new: str, told: list[str]
) -> None:
    pack = good_copy(tmp_path)
    change(pack, file, old, new)
    found = [each for each in found_in(pack) if each.severity is not Severity.NOTE]
    assert sorted(each.code for each in found) == told
    assert {each.file for each in found} == {f"{pack.as_posix()}/{file}"}
