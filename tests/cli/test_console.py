from __future__ import annotations

import io
import sys

import pytest

from checker.cli import console
from checker.errors import CheckerError, Problem


class Pipe(io.TextIOWrapper):
    """A text stream over bytes, optionally a terminal."""

    def __init__(self, encoding: str = "utf-8", *, terminal: bool = False) -> None:
        self.bytes = io.BytesIO()
        self.terminal = terminal
        super().__init__(self.bytes, encoding=encoding)

    def isatty(self) -> bool:
        return self.terminal


def caught_stderr(monkeypatch: pytest.MonkeyPatch) -> Pipe:
    pipe = Pipe()
    monkeypatch.setattr(sys, "stderr", pipe)
    return pipe


@pytest.mark.parametrize(
    ("encoding", "written"),
    [
        ("utf-8", "✓ 通过 ≈ m³"),
        ("gbk", "√ 通过 ≈ m3"),
        ("gb18030", "✓ 通过 ≈ m³"),
        ("ascii", "✓ 通过 ≈ m³"),
        ("latin-1", "✓ 通过 ≈ m³"),
        ("no-such-codec", "✓ 通过 ≈ m³"),
    ],
)
def test_text_fits_the_encoding_or_is_utf_8(encoding: str, written: str) -> None:
    actual = encoding if encoding.startswith(("utf", "gb")) else "utf-8"
    assert console.encoded("✓ 通过 ≈ m³", encoding).decode(actual) == written


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "ascii", "big5", "cp936"])
def test_no_text_at_all_fails_to_encode(encoding: str) -> None:
    assert console.encoded("\ud800 𠮷 ✗ \u202e 煤 €", encoding)


def test_standard_output_keeps_the_locale_but_json_is_utf_8(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = Pipe("gbk")
    monkeypatch.setattr(sys, "stdout", pipe)
    console.publish("煤\n")
    console.publish("煤\n", machine=True)
    assert pipe.bytes.getvalue() == "煤\n".encode("gbk") + "煤\n".encode()


def test_a_full_disk_is_an_error_not_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.StringIO):
        def write(self, _: str) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    with pytest.raises(CheckerError, match="无法写出结果"):
        console.publish("x")


def test_a_closed_standard_output_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(CheckerError, match="无法写出结果"):
        console.publish("x")


def test_a_closed_standard_error_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    console.narrate("x")
    console.complain([Problem("x")])
    console.Progress(3).step(1, "x")


def test_colour_follows_choice_then_environment_then_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Pipe(terminal=True))
    assert console.uses_colour(None, {})
    assert not console.uses_colour(None, {"NO_COLOR": "1"})
    assert console.uses_colour(None, {"NO_COLOR": ""})
    assert not console.uses_colour(None, {"TERM": "dumb"})
    assert not console.uses_colour(choice=False, environment={})
    assert console.uses_colour(choice=True, environment={"NO_COLOR": "1"})
    monkeypatch.setattr(sys, "stdout", Pipe())
    assert not console.uses_colour(None, {})


def test_problems_are_printed_with_place_and_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = caught_stderr(monkeypatch)
    console.complain([Problem("单位不对", "申报.yaml", 12, None, "锅炉[2].额定蒸发量", "请写成 35 t/h")])
    assert stderr.bytes.getvalue().decode() == "错误:申报.yaml:12 锅炉[2].额定蒸发量 单位不对;请写成 35 t/h\n"


def test_very_many_problems_are_counted_not_poured_out(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = caught_stderr(monkeypatch)
    console.complain(Problem(f"第 {number} 处") for number in range(250))
    lines = stderr.bytes.getvalue().decode().splitlines()
    assert len(lines) == 101
    assert lines[-1] == "错误:另有 150 处问题未列出;请先改正以上各处"


def test_progress_is_silent_unless_a_person_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = caught_stderr(monkeypatch)
    progress = console.Progress(2)
    progress.step(1, "甲.yaml")
    progress.clear()
    assert stderr.bytes.getvalue() == b""


def test_progress_overwrites_itself_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = Pipe(terminal=True)
    monkeypatch.setattr(sys, "stderr", pipe)
    progress = console.Progress(2)
    progress.step(1, "很长的文件名\x1b[2J.yaml")
    progress.step(2, "乙.yaml")
    progress.clear()
    parts = pipe.bytes.getvalue().decode().split("\r")
    assert parts[1] == r"正在核对 1/2  很长的文件名\x1b[2J.yaml"
    assert parts[2].startswith("正在核对 2/2  乙.yaml  ")
    assert parts[-1] == ""
    assert parts[-2].strip() == ""


def test_an_unexpected_fault_is_one_paragraph_with_a_hint(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = caught_stderr(monkeypatch)
    monkeypatch.delenv(console.TRACEBACK_VARIABLE, raising=False)
    console.complain_of_fault(ZeroDivisionError("by \x1b zero"), "申报.yaml")
    text = stderr.bytes.getvalue().decode()
    assert text.count("\n") == 1
    assert text.startswith("错误:申报.yaml 程序内部出错(ZeroDivisionError: by \\x1b zero),没有得出结论")
    assert "CHECKER_TRACEBACK=1" in text


def test_the_traceback_is_there_on_request(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = caught_stderr(monkeypatch)
    monkeypatch.setenv(console.TRACEBACK_VARIABLE, "1")
    console.complain_of_fault(ZeroDivisionError("x"))
    assert "ZeroDivisionError: x" in stderr.bytes.getvalue().decode().splitlines()[-1]
