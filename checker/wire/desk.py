"""The desk over the wire: whose it is, and whether the service is well."""

from __future__ import annotations

from pydantic import Field

from checker.wire.body import Body, Day


class DeskBody(Body):
    """Whose desk it is, and what may be done at it."""

    name: str = Field(description="办件台的名称")
    officer: str = Field(description="令牌的使用人,记录以此为经办人")
    keeps_books: bool = Field(description="有没有台账")
    position: int | None = Field(description="台账位置;没有台账的为 null")
    token: str = Field(description="令牌编号")
    role: str = Field(description="令牌的角色")
    scopes: list[str] = Field(description="令牌的权限")
    expires_on: Day = Field(description="令牌到期日")
    rulebook: str = Field(description="规则库的指纹")
    version: str = Field(description="程序版本")


class HealthBody(Body):
    """That the service runs."""

    status: str = Field(description="ok")


class ReadinessBody(Body):
    """Whether the service can do its work."""

    ready: bool = Field(description="能否受理请求")
    ledger: str = Field(description="ok,或台账怎么了")
    rules: str = Field(description="ok,或规则库怎么了")
    audit: str = Field(description="ok,或审计日志怎么了")
