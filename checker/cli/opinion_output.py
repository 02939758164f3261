"""Where a report goes and as what: to the screen, or into the file whose name may say the format."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from checker.cli import console
from checker.errors import Problem, UsageError
from checker.render.lines import visible
from checker.result_file import write_result

TEXT: Final = "text"
_WORD: Final = "docx"
_JSON: Final = "json"


def report_layout(layout: str | None, output: Path | None) -> str:
    """The format asked for, else the one that the file's name asks for, else text.

    Raises UsageError for a Word document without a file to put it in.
    """
    chosen = layout or (TEXT if output is None else _layout_by_name(output))
    if chosen == _WORD and output is None:
        raise UsageError(Problem("Word 文件不能写到屏幕", remedy="请写明文件:--output 意见.docx"))
    return chosen


def deliver(result: str | bytes, output: Path | None, *, machine: bool = False) -> None:
    """Write ``result`` into the file, or to the screen where there is none; raises as ``write_result``."""
    if output is not None:
        write_result(output, result)
        console.narrate(f"结果已写入 {visible(str(output))}")
    elif isinstance(result, str):
        console.publish(result, machine=machine)


def _layout_by_name(output: Path) -> str:
    from checker.render.opinion_file import layout_of  # noqa: PLC0415 - needs the model

    found = layout_of(output)
    if found is not None:
        return found.value
    return _JSON if output.suffix.lower() == f".{_JSON}" else TEXT
