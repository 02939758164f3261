"""Exporting an opinion: the format, the place, and never over a file without asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from checker.errors import CheckerError
from checker.ledger.decisions import Decision
from checker.model.report import Report
from checker.render.lines import is_hidden
from checker.render.opinion_file import OpinionLayout, render_opinions, render_sealed_opinion
from checker.result_file import check_result_file, write_result
from tui.choice import Option
from tui.form import Form
from tui.question import Answers, Kind, Question

Rendering = Callable[[OpinionLayout, bool], "str | bytes"]
_LONGEST_NAME: Final = 40
_NOT_IN_NAMES: Final = frozenset('/\\:*?"<>|\0')


def exporting_opinion(report: Report) -> Form[Path]:
    """The opinion as it stands, not decided yet."""

    def render(layout: OpinionLayout, everything: bool) -> str | bytes:
        return render_opinions([report], layout, everything=everything)

    return _form("导出审查意见", f"{report.application_name or report.application_id} 核对意见", render)


def exporting_decision(decision: Decision, report: Report) -> Form[Path]:
    """A decision with the report that was sealed."""

    def render(layout: OpinionLayout, everything: bool) -> str | bytes:
        return render_sealed_opinion(decision, report, layout, everything=everything)

    return _form(f"导出决定 {decision.id}", f"{decision.project} {decision.id} {decision.verdict.label}", render)


def _form(title: str, name: str, render: Rendering) -> Form[Path]:
    def act(answers: Answers) -> Path:
        layout, file = OpinionLayout(answers.one("layout")), _file(answers)
        content = render(layout, "everything" in answers.chosen("extent"))
        write_result(file, content)
        return file

    def check(answers: Answers) -> Mapping[str, str]:
        try:
            check_result_file(_file(answers), ())
        except CheckerError as error:
            problem = error.problems[0]
            return {"file": f"{problem.message}:{_file(answers).parent}"}
        return {}

    def asks(answers: Answers) -> str:
        file = _file(answers)
        return f"文件已经有了,要覆盖吗?\n{file}" if file.exists() else ""

    return Form(
        title,
        (
            Question(
                "layout",
                "格式",
                Kind.ONE,
                options=tuple(Option(one.value, f"{one.label}({one.suffix})") for one in OpinionLayout),
                chosen=(OpinionLayout.WORD.value,),
            ),
            Question(
                "extent", "范围", Kind.SEVERAL, options=(Option("everything", "也列出符合与不适用的规则,取值全部列出"),)
            ),
            Question("file", "存到", value=str(Path.cwd() / _safe(name)), hint="扩展名按格式自动加上", must="请写文件"),
        ),
        act,
        asks=asks,
        check=check,
        send="导出",
    )


def _file(answers: Answers) -> Path:
    """The file that was named, with the ending of the format."""
    suffix = OpinionLayout(answers.one("layout")).suffix
    named = str(answers.given["file"]).strip()
    return Path(named if named.lower().endswith(suffix) else named + suffix).expanduser()


def _safe(name: str) -> str:
    """``name`` as every system takes it for a file's."""
    kept = "".join("-" if character in _NOT_IN_NAMES or is_hidden(character) else character for character in name)
    return kept.strip(" .")[:_LONGEST_NAME].strip() or "核对意见"
