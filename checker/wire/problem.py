"""Problems (RFC 9457): an error as ``application/problem+json``, and back into the CheckerError that was raised."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from checker import errors
from checker.errors import CheckerError, Problem
from checker.wire.body import Body

STATUS_OF: Final[dict[type[CheckerError], tuple[str, int]]] = {
    errors.UsageError: ("usage", 400),
    errors.ApplicationError: ("application", 422),
    errors.RuleBookError: ("rule-book", 409),
    errors.EngineError: ("engine", 500),
    errors.LedgerError: ("ledger", 503),
    errors.LedgerRefusalError: ("ledger-refusal", 409),
    errors.LedgerTamperedError: ("ledger-tampered", 500),
    CheckerError: ("error", 500),
}
"""The name and the HTTP status of each error; of a class that is not here, those of the nearest class above it."""
TITLES: Final = {
    "usage": "请求不成立",
    "application": "申报有误",
    "rule-book": "规则包有误",
    "engine": "核对引擎出错",
    "ledger": "台账打不开或读写不了",
    "ledger-refusal": "台账不允许",
    "ledger-tampered": "台账被改动过",
    "error": "出错",
}
"""What each name means; those of the protocol itself (no token, too large …) are the service's."""
TYPE: Final = "/problems/"
"""What the ``type`` of a problem begins with; its name follows."""


class ProblemLine(Body):
    """One mistake: what is wrong, where, and what to write instead."""

    message: str = Field(description="错在哪里")
    remedy: str | None = Field(None, description="应当怎样写")
    field: str | None = Field(None, description="字段的路径,用中文标签,序号从 1 起,如 锅炉[2].额定蒸发量")
    pointer: str | None = Field(None, description="请求体里的位置(JSON Pointer,RFC 6901),如 /items/0/deadline")
    line: int | None = Field(None, description="申报文本的第几行")
    column: int | None = Field(None, description="第几列")
    code: str | None = Field(None, description="错误的种类")

    @classmethod
    def of(cls, problem: Problem) -> ProblemLine:
        """The problem without its file, which is the sender's own."""
        return cls(
            message=problem.message,
            remedy=problem.remedy or None,
            field=problem.field or None,
            line=problem.line or None,
            column=problem.column or None,
            code=problem.code or None,
        )

    def value(self, file: str = "") -> Problem:
        """The problem, of a file that the sender names."""
        return Problem(
            self.message,
            file=file,
            line=self.line,
            column=self.column,
            field=self.field or self.pointer or "",
            remedy=self.remedy or "",
            code=self.code or "",
        )


class ProblemBody(Body):
    """An error as RFC 9457 has it."""

    type: str = Field(description="错误的种类,如 /problems/application")
    title: str = Field(description="这一种类的名称")
    status: int = Field(description="HTTP 状态码", ge=400, le=599)
    detail: str = Field(description="这一次错在哪里")
    instance: str = Field(description="这一次请求:/requests/请求编号")
    errors: list[ProblemLine] = Field(default_factory=list, description="逐条错误")

    @property
    def name(self) -> str:
        """The last part of the type."""
        return self.type.rpartition("/")[2]

    def error(self, file: str = "") -> CheckerError:
        """The error that was raised, as far as its class is known here; ``file`` is what the sender had sent."""
        classes = {name: kind for kind, (name, _) in STATUS_OF.items()}
        kind = classes.get(self.name, CheckerError)
        return kind([line.value(file) for line in self.errors] or self.detail)


def kind_of(error: CheckerError) -> tuple[str, int]:
    """The name and the HTTP status of an error."""
    return next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)


def problem_of(error: CheckerError, instance: str) -> ProblemBody:
    """The body that tells an error."""
    name, status = kind_of(error)
    return ProblemBody(
        type=f"{TYPE}{name}",
        title=TITLES[name],
        status=status,
        detail="\n".join(str(problem) for problem in error.problems),
        instance=instance,
        errors=[ProblemLine.of(problem) for problem in error.problems],
    )
