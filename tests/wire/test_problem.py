"""Errors go over the wire and come back as the error they were."""

from __future__ import annotations

import pytest

from checker import errors
from checker.errors import CheckerError, Problem
from checker.wire.encoding import decoded, encoded
from checker.wire.problem import KINDS, PROTOCOL, ProblemBody, ProblemLine, problem_of, protocol_problem


def sent(body: ProblemBody) -> ProblemBody:
    return ProblemBody.model_validate(decoded(encoded(body.model_dump(exclude_none=True))))


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_comes_back_with_its_problems(kind: type[CheckerError]) -> None:
    problems = (
        Problem("错了", line=3, column=2, field="锅炉[2].额定蒸发量", remedy="请改"),
        Problem("又错了", code="twice"),
    )
    body = sent(problem_of(kind(problems), "/requests/1"))
    assert (body.status, body.instance) == (KINDS[kind][1], "/requests/1")
    error = body.error("甲.yaml")
    assert type(error) is kind
    assert [(one.message, one.line, one.field, one.remedy, one.code, one.file) for one in error.problems] == [
        ("错了", 3, "锅炉[2].额定蒸发量", "请改", "", "甲.yaml"),
        ("又错了", None, "", "", "twice", "甲.yaml"),
    ]


def test_a_subclass_is_told_as_the_nearest_class_that_is_known() -> None:
    body = problem_of(errors.OutdatedBundleError("旧了"), "/requests/1")
    assert (body.name, body.status) == ("rule-book", 409)


def test_files_of_the_sender_stay_with_the_sender_and_those_of_rules_are_told() -> None:
    of_application = problem_of(errors.ApplicationError(Problem("错了", "秘密/申报.yaml", 3)), "")
    assert "秘密" not in encoded(of_application.model_dump()).decode()
    of_rules = problem_of(errors.RuleBookError(Problem("错了", "包/规则.yaml", 3)), "")
    assert of_rules.error().problems[0].file == "包/规则.yaml"


@pytest.mark.parametrize("name", PROTOCOL)
def test_what_only_a_service_says_comes_back_as_an_error_of_the_service(name: str) -> None:
    body = sent(
        protocol_problem(name, [ProblemLine(message="不行", remedy="请稍候", pointer="/items/0")], "/requests/1")
    )
    error = body.error()
    assert type(error) is (errors.UsageError if name == "request" else errors.ServiceError)
    assert error.problems[0].field == "/items/0"
    assert body.status == PROTOCOL[name][0]


def test_a_problem_of_a_newer_service_is_an_error_of_the_service() -> None:
    shape = {
        "type": "/problems/unheard-of",
        "title": "新",
        "status": 418,
        "detail": "没听说过",
        "instance": "",
        "more": 1,
    }
    error = ProblemBody.model_validate(shape).error()
    assert (type(error), str(error)) == (errors.ServiceError, "没听说过")
