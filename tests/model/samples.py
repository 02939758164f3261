"""Applications the model tests start from."""

from __future__ import annotations

from checker.errors import ApplicationError, Problem
from checker.model.application import Application
from checker.model.reading import parse_application

HEAD = """\
项目名称: 通江县某水泥熟料生产线
建设阶段: 在建
建设性质: 技改
行业代码: "3011"
"""
"""The required fields; what a test adds begins on line 5."""

FIRST_LINE = 5


def application(*lines: str) -> Application:
    return parse_application(HEAD + "\n".join(lines), "a.yaml")


def problems(*lines: str) -> tuple[Problem, ...]:
    """The problems of the required fields followed by ``lines``; none when it is accepted."""
    try:
        application(*lines)
    except ApplicationError as error:
        return error.problems
    return ()


def problems_of(text: str | bytes, file: str = "a.yaml") -> tuple[Problem, ...]:
    try:
        parse_application(text, file)
    except ApplicationError as error:
        return error.problems
    return ()
