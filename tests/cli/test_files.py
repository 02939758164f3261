from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.cli.application_files import select_files
from checker.cli.check import worst
from checker.errors import CheckerError, UsageError
from checker.model.outcome import Verdict
from checker.result_file import check_result_file, write_result


def test_a_directory_gives_its_application_files_by_name_and_says_what_it_left(tmp_path: Path) -> None:
    for name in ("b.yml", "a.yaml", "c.json", "D.YAML", "说明.md", ".隐藏.yaml"):
        (tmp_path / name).write_text("x: 1", encoding="utf-8")
    (tmp_path / "下级.yaml").mkdir()
    selection = select_files([str(tmp_path)])
    assert [file.path.name for file in selection.files if file.path] == [
        ".隐藏.yaml",
        "D.YAML",
        "a.yaml",
        "b.yml",
        "c.json",
    ]
    assert selection.several
    assert selection.unread == (
        f"{tmp_path}:核对其中 5 个申报文件;未核对(不是申报文件或为下级目录):下级.yaml/、说明.md",
    )


def test_an_empty_directory_is_a_problem(tmp_path: Path) -> None:
    selection = select_files([str(tmp_path)])
    assert [problem.message for problem in selection.problems] == ["目录里没有申报文件"]


def test_one_file_is_not_several_but_two_are(tmp_path: Path) -> None:
    assert not select_files(["a.yaml"]).several
    assert select_files(["a.yaml", "b.yaml"]).several
    assert select_files([str(tmp_path)]).several


def test_the_worst_exit_code_is_by_gravity_not_by_number() -> None:
    assert worst([0, 10, 20]) == 20
    assert worst([20, 3]) == 3
    assert worst([20, 2, 3, 4]) == 4
    assert worst([5, 4]) == 5
    assert worst([8, 20, 4]) == 8
    assert worst([7, 3]) == 7
    assert worst([8, 6, 7]) == 6
    assert worst([0]) == 0
    assert worst([]) == 5


def test_every_exit_code_that_there_is_has_its_place() -> None:
    def kinds(of: type[CheckerError]) -> Iterator[type[CheckerError]]:
        yield of
        for kind in of.__subclasses__():
            yield from kinds(kind)

    codes = {kind.exit_code for kind in kinds(CheckerError)} | {verdict.exit_code for verdict in Verdict}
    assert {worst([code, 0]) for code in codes} == codes


def test_a_result_replaces_the_old_one_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    target = tmp_path / "结果.txt"
    target.write_text("旧", encoding="utf-8")
    target.chmod(0o640)
    write_result(target, "新 \ud800\n")
    assert target.read_text(encoding="utf-8") == "新 \\ud800\n"
    assert target.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in tmp_path.iterdir()] == ["结果.txt"]


def test_a_result_goes_through_a_link_to_its_target(tmp_path: Path) -> None:
    target, link = tmp_path / "t.txt", tmp_path / "l.txt"
    target.write_text("旧", encoding="utf-8")
    link.symlink_to(target)
    write_result(link, "新")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "新"


def test_a_device_can_take_the_result() -> None:
    write_result(Path(os.devnull), "x")
    assert Path(os.devnull).is_char_device()


@pytest.mark.parametrize(("name", "message"), [("", "结果不能写入目录"), ("无/结果.txt", "结果文件所在的目录不存在")])
def test_impossible_results_are_refused_before_work(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        check_result_file(tmp_path / name, [])


def test_an_application_is_never_overwritten_by_its_result(tmp_path: Path) -> None:
    application = tmp_path / "a.yaml"
    application.write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match="结果文件就是申报文件"):
        check_result_file(tmp_path / "." / "a.yaml", [application])


def test_an_unwritable_place_leaves_no_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(UsageError, match="结果文件无法写入"):
        write_result(tmp_path / "r.txt", "x")
    assert list(tmp_path.iterdir()) == []
