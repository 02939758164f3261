"""Oversight over the wire: entries of the journal, and tokens."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from checker.wire.body import Body, Day


class EntryBody(Body):
    """One entry of the journal, with all that it records."""

    position: int = Field(description="记录位置")
    at: str = Field(description="何时记录(UTC)")
    by: str = Field(description="经办人")
    kind: str = Field(description="事项")
    subject: str = Field(description="对象:项目代码、令牌编号等")
    content: dict[str, Any] = Field(description="记录的内容")
    previous: str = Field(description="前一条的指纹")
    hash: str = Field(description="本条的指纹")


class TokenBody(Body):
    """One token; its secret is nowhere kept."""

    id: str = Field(description="编号")
    holder: str = Field(description="使用人")
    role: str = Field(description="角色")
    scopes: list[str] = Field(description="权限")
    purpose: str | None = Field(description="用途")
    issued_on: Day = Field(description="签发日期")
    expires_on: Day = Field(description="到期日,当天仍有效")
    issued: int = Field(description="签发的记录位置")
    revoked_on: Day | None = Field(description="撤销日期")
    revocation: str | None = Field(description="撤销的理由")
    counts: bool = Field(description="今天是否有效")
