"""One golden file per format and report.

After an intended change of wording or layout: ``CHECKER_UPDATE_GOLDEN=1 pytest tests/render/test_golden.py``, then read
the difference before committing it.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.model.report import Report
from checker.render import render_json, render_markdown, render_text
from checker.render.html import render_html
from tests.render import samples

GOLDEN = Path(__file__).parent / "golden"
UPDATING = os.environ.get("CHECKER_UPDATE_GOLDEN") == "1"

REPORTS = {
    "rejected": samples.REJECTED,
    "approved": samples.APPROVED,
    "faulty": samples.FAULTY,
    "hostile": samples.HOSTILE,
}
FORMATS: dict[str, Callable[[Report], str]] = {
    ".txt": render_text,
    ".all.txt": lambda report: render_text(report, everything=True),
    ".narrow.txt": lambda report: render_text(report, width=50),
    ".colour.txt": lambda report: render_text(report, colour=True),
    ".md": render_markdown,
    ".all.md": lambda report: render_markdown(report, everything=True),
    ".html": render_html,
    ".all.html": lambda report: render_html(report, everything=True),
    ".json": render_json,
    ".all.json": lambda report: render_json(report, everything=True),
}


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("name", REPORTS)
def test_rendering_equals_its_golden_file(name: str, suffix: str) -> None:
    rendered = FORMATS[suffix](REPORTS[name])
    golden = GOLDEN / f"{name}{suffix}"
    if UPDATING:
        GOLDEN.mkdir(exist_ok=True)
        golden.write_text(rendered, encoding="utf-8", newline="\n")
    assert rendered == golden.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {f"{name}{suffix}" for name in REPORTS for suffix in FORMATS}
