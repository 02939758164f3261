"""Access (权限): the roles that tokens are issued for, and what each role may do. The one place that says so."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Scope(StrEnum):
    """One thing that a token may be allowed: an area, and whether it is read or changed."""

    CHECKS_RUN = "checks:run"
    APPLICATIONS_READ = "applications:read"
    APPLICATIONS_SUBMIT = "applications:submit"
    QUOTAS_READ = "quotas:read"
    CONSULTATIONS_READ = "consultations:read"
    CONSULTATIONS_WRITE = "consultations:write"
    RECTIFICATIONS_READ = "rectifications:read"
    RECTIFICATIONS_WRITE = "rectifications:write"
    WAIVERS_READ = "waivers:read"
    DECISIONS_READ = "decisions:read"
    DECISIONS_WRITE = "decisions:write"
    DECISIONS_RECORD = "decisions:record"
    RULES_READ = "rules:read"
    RULES_RELOAD = "rules:reload"
    AUDIT_READ = "audit:read"
    METRICS_READ = "metrics:read"

    @property
    def label(self) -> str:
        """The Chinese word people read."""
        return _SCOPE_LABELS[self]


class Role(StrEnum):
    """For whom a token is: it bounds what the token can be allowed."""

    OFFICER = "officer"
    POLICY = "policy"
    SYSTEM = "system"
    AUDITOR = "auditor"

    @property
    def label(self) -> str:
        """The Chinese word people read."""
        return _ROLE_LABELS[self]

    @property
    def scopes(self) -> frozenset[Scope]:
        """The most that a token of this role can be allowed."""
        return SCOPES_OF[self]

    @property
    def usual_scopes(self) -> frozenset[Scope]:
        """What a token of this role is allowed unless its issuer says otherwise."""
        return USUAL_SCOPES_OF[self]


_SCOPE_LABELS: Final = {
    Scope.CHECKS_RUN: "核对申报",
    Scope.APPLICATIONS_READ: "查看申报和项目",
    Scope.APPLICATIONS_SUBMIT: "受理、撤回申报",
    Scope.QUOTAS_READ: "查看额度和替代来源",
    Scope.CONSULTATIONS_READ: "查看会商",
    Scope.CONSULTATIONS_WRITE: "发起、登记会商",
    Scope.RECTIFICATIONS_READ: "查看整改",
    Scope.RECTIFICATIONS_WRITE: "下达、登记整改",
    Scope.WAIVERS_READ: "查看豁免",
    Scope.DECISIONS_READ: "查看、重放决定",
    Scope.DECISIONS_WRITE: "作出决定",
    Scope.DECISIONS_RECORD: "代为登记他人作出的决定",
    Scope.RULES_READ: "查看规则和条款",
    Scope.RULES_RELOAD: "重新加载规则库",
    Scope.AUDIT_READ: "查看变动记录和令牌",
    Scope.METRICS_READ: "读取运行指标",
}
_ROLE_LABELS: Final = {
    Role.OFFICER: "审查人员",
    Role.POLICY: "政策人员",
    Role.SYSTEM: "业务系统",
    Role.AUDITOR: "审计人员",
}
_BOOKS: Final = frozenset(
    (
        Scope.APPLICATIONS_READ, Scope.QUOTAS_READ, Scope.CONSULTATIONS_READ, Scope.RECTIFICATIONS_READ,
        Scope.WAIVERS_READ, Scope.DECISIONS_READ, Scope.RULES_READ,
    )
)  # fmt: skip
"""What everybody with a token may be allowed: to read the books and the rules."""

SCOPES_OF: Final[Mapping[Role, frozenset[Scope]]] = {
    Role.OFFICER: _BOOKS
    | {
        Scope.CHECKS_RUN, Scope.APPLICATIONS_SUBMIT, Scope.CONSULTATIONS_WRITE, Scope.RECTIFICATIONS_WRITE,
        Scope.DECISIONS_WRITE, Scope.DECISIONS_RECORD,
    },
    Role.POLICY: _BOOKS | {Scope.CHECKS_RUN, Scope.RULES_RELOAD},
    Role.SYSTEM: _BOOKS | {Scope.CHECKS_RUN, Scope.APPLICATIONS_SUBMIT, Scope.METRICS_READ},
    Role.AUDITOR: _BOOKS | {Scope.AUDIT_READ, Scope.METRICS_READ},
}  # fmt: skip
"""What each role may do at most: systems never decide, auditors change nothing, and nobody makes tokens over HTTP."""

USUAL_SCOPES_OF: Final[Mapping[Role, frozenset[Scope]]] = {
    **SCOPES_OF,
    Role.OFFICER: SCOPES_OF[Role.OFFICER] - {Scope.DECISIONS_RECORD},
    Role.SYSTEM: frozenset((Scope.CHECKS_RUN, Scope.APPLICATIONS_SUBMIT, Scope.RULES_READ)),
}
"""What each role may do unless more or less is asked for.

An officer decides in their own name; a system checks and submits, and reads nobody's reasons, names or applications.
"""
