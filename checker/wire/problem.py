"""Problems (RFC 9457): an error as ``application/problem+json``, and back into the CheckerError that was raised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from pydantic import Field

from checker import errors
from checker.errors import CheckerError, Problem, ServiceError, UsageError
from checker.wire.body import Body

KINDS: Final[Mapping[type[CheckerError], tuple[str, int, str]]] = {
    errors.UsageError: ("usage", 400, "请求不成立"),
    errors.ApplicationError: ("application", 422, "申报有误"),
    errors.RuleBookError: ("rule-book", 409, "规则包有误"),
    errors.EngineError: ("engine", 500, "核对引擎出错"),
    errors.LedgerError: ("ledger", 503, "台账打不开或读写不了"),
    errors.LedgerRefusalError: ("ledger-refusal", 409, "台账不允许"),
    errors.LedgerUnknownError: ("unknown", 404, "台账里没有"),
    errors.KeyReusedError: ("key-reused", 422, "Idempotency-Key 已用于另一个请求"),
    errors.LedgerTamperedError: ("ledger-tampered", 500, "台账被改动过"),
    errors.MissingTokenError: ("token-missing", 401, "没有出示令牌"),
    errors.MalformedTokenError: ("token-malformed", 401, "令牌写得不对"),
    errors.UnknownTokenError: ("token-unknown", 401, "没有签发过这个令牌"),
    errors.ExpiredTokenError: ("token-expired", 401, "令牌已到期"),
    errors.RevokedTokenError: ("token-revoked", 401, "令牌已撤销"),
    errors.ForbiddenError: ("forbidden", 403, "令牌没有这项权限"),
    errors.AccessError: ("access", 403, "没有权限"),
    errors.RemoteError: ("remote", 503, "别的服务器连不上,或答复不对"),
    errors.ServiceError: ("service", 500, "服务出错"),
    CheckerError: ("error", 500, "出错"),
}
"""The name, HTTP status and title of each error; of a class that is not here, those of the nearest class above it."""
PROTOCOL: Final[Mapping[str, tuple[int, str]]] = {
    "malformed": (400, "不是合格的 HTTP 请求"),
    "request": (422, "请求的内容不合要求"),
    "not-found": (404, "没有"),
    "method-not-allowed": (405, "这个地址不支持这种方法"),
    "slow-head": (408, "请求发得太慢"),
    "too-large": (413, "请求太大"),
    "unsupported-media-type": (415, "不认识请求的格式"),
    "too-many-requests": (429, "请求太频繁"),
    "internal": (500, "服务内部出错"),
    "busy": (503, "服务正忙"),
    "starting": (503, "服务正在启动"),
    "unaudited": (503, "审计日志写不了"),
    "too-slow": (503, "没有在限时内办完"),
}
"""The problems that are no CheckerError, with their status and title."""
TYPE: Final = "/problems/"
"""What the ``type`` of a problem begins with; its name follows."""


class ProblemLine(Body):
    """One mistake: what is wrong, where, and what to write instead."""

    message: str = Field(description="错在哪里")
    remedy: str | None = Field(None, description="应当怎样写")
    field: str | None = Field(None, description="字段的路径,用中文标签,序号从 1 起,如 锅炉[2].额定蒸发量")
    pointer: str | None = Field(None, description="请求体里的位置(JSON Pointer,RFC 6901),如 /items/0/deadline")
    file: str | None = Field(None, description="规则包里的哪个文件")
    line: int | None = Field(None, description="申报文本的第几行")
    column: int | None = Field(None, description="第几列")
    code: str | None = Field(None, description="错误的种类")

    @classmethod
    def of(cls, problem: Problem, *, with_file: bool = False) -> ProblemLine:
        """The problem; mostly without its file, which is the sender's own."""
        return cls(
            message=problem.message,
            remedy=problem.remedy or None,
            field=problem.field or None,
            file=(problem.file or None) if with_file else None,
            line=problem.line or None,
            column=problem.column or None,
            code=problem.code or None,
        )

    def value(self, file: str = "") -> Problem:
        """The problem, of a file that the sender names."""
        return Problem(
            self.message,
            file=self.file or file,
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
        """The error that was raised; ``file`` names what the sender had sent.

        A request that was malformed is a UsageError; what only a service can say (busy, too slow …) a ServiceError.
        """
        kind = _CLASSES.get(self.name, UsageError if self.name == "request" else ServiceError)
        return kind([line.value(file) for line in self.errors] or self.detail)


_CLASSES: Final = {name: kind for kind, (name, _, _) in KINDS.items()}


def problem_of(error: CheckerError, instance: str) -> ProblemBody:
    """The body that tells an error."""
    name, status, title = next(KINDS[kind] for kind in type(error).__mro__ if kind in KINDS)
    of_rules = isinstance(error, errors.RuleBookError)
    lines = [ProblemLine.of(problem, with_file=of_rules) for problem in error.problems]
    return _body(name, status, title, lines, instance)


def protocol_problem(name: str, lines: Sequence[ProblemLine], instance: str) -> ProblemBody:
    """The body of a problem that is no CheckerError, by its name in ``PROTOCOL``."""
    status, title = PROTOCOL[name]
    return _body(name, status, title, lines, instance)


def _body(name: str, status: int, title: str, lines: Sequence[ProblemLine], instance: str) -> ProblemBody:
    detail = "\n".join(str(line.value()) for line in lines)
    return ProblemBody(
        type=f"{TYPE}{name}", title=title, status=status, detail=detail, instance=instance, errors=list(lines)
    )
