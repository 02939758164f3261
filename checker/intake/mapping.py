"""The mapping (对照): how a platform's interface, fields, units and codes read as ours, and how ours go back.

A mapping is one YAML file; ``checker.intake.mapping_file`` reads it. ``from`` names where a value stands: in what the
platform sends for facts, in a ``checker.intake.letter`` for bodies.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

AS_WRITTEN = "自带"
"""The unit of values that are written with one."""


class TakeIn(StrEnum):
    """Which applications are taken in (受理) besides being checked."""

    COMPLETE = "complete"
    ALL = "all"
    NONE = "none"


def _codes(raw: object) -> object:
    if isinstance(raw, str) or (isinstance(raw, Mapping) and raw):
        return raw
    raise PydanticCustomError("codes", "应为代码表的名称,或 代码: 值 的对照", {"remedy": '请写 codes: {"01": 拟建, …}'})


Codes = Annotated[str | dict[str, Any], BeforeValidator(_codes, json_schema_input_type=str | dict[str, Any])]


def _pointed(raw: object) -> object:
    """A text standing alone is where the value stands."""
    return {"from": raw} if isinstance(raw, str) else raw


class Part(BaseModel):
    """A group of settings: unknown ones are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class FactField(Part):
    """Where one fact comes from: a value of the platform's (``from``), a constant, or a list of records (``each``)."""

    source: str | None = Field(None, alias="from", min_length=1, description="在平台数据里的位置")
    value: str | None = Field(None, description="固定的值")
    unit: str | None = Field(None, description=f"数值的单位;平台的值自己带单位的写 {AS_WRITTEN}")
    unit_from: str | None = Field(None, min_length=1, description="单位在平台数据里的位置")
    unit_codes: Codes | None = Field(None, description="单位的代码表")
    codes: Codes | None = Field(None, description="平台代码 → 本系统的值:代码表名,或直接写对照")
    date: str | None = Field(None, description="日期格式,如 %Y%m%d;epoch-s、epoch-ms 为时间戳")
    split: str | None = Field(None, min_length=1, max_length=3, description="一段文字里各项之间的分隔符")
    empty: Literal["无"] | None = Field(None, description="空的列表是什么意思:写 无 即确实没有;不写按没有填")
    each: str | None = Field(None, min_length=1, description="列表在平台数据里的位置")
    fields: dict[str, FactEntry] | None = Field(None, description="列表每一项的字段")


FactEntry = Annotated[FactField, BeforeValidator(_pointed, json_schema_input_type=str | FactField)]


class BodyPart(Part):
    """One value of a body: of the letter (``from``), constant, a list (``each``), or an object (``fields``)."""

    source: str | None = Field(None, alias="from", min_length=1, description="核对意见里的字段")
    codes: Codes | None = Field(None, description="本系统的值 → 平台代码")
    value: Any = Field(None, description="固定的值")
    each: str | None = Field(None, min_length=1, description="核对意见里的列表")
    fields: dict[str, BodyEntry] | None = Field(None, description="对象或列表每一项的字段")


BodyEntry = Annotated[BodyPart, BeforeValidator(_pointed, json_schema_input_type=str | BodyPart)]


class Authentication(Part):
    """The header that says who asks; its value comes from an environment variable, never from the file."""

    header: str = Field("Authorization", pattern=r"^[A-Za-z][A-Za-z0-9-]{0,63}$")
    environment: str = Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,127}$", description="存放凭据的环境变量")
    prefix: str = Field("", max_length=32, description="放在凭据前面的文字,如 “Bearer ”")


class Pages(Part):
    """How the list is cut into pages."""

    by: Literal["number", "offset", "cursor", "link"] = Field(
        "number", description="number 页码,offset 起始条数,cursor 下一页的记号,link 下一页的地址"
    )
    parameter: str = Field("page", min_length=1)
    size_parameter: str | None = Field("pageSize", min_length=1)
    size: int = Field(50, ge=1, le=1000)
    first: int = Field(1, ge=0, le=1, description="第一页的页码")
    next: str | None = Field(None, min_length=1, description="下一页的记号或地址在返回里的位置")


class ChangedSince(Part):
    """Asking only for what has changed since the last round; everything is looked through again now and then."""

    parameter: str = Field(min_length=1)
    date: str | None = Field(None, description="时间的格式:不写为 ISO 8601(UTC);epoch-s、epoch-ms;或 %Y-%m-%d %H:%M:%S")
    overlap_minutes: int = Field(10, ge=0, le=1440, description="两边的钟可能差多少分钟")
    full_hours: int = Field(24, ge=1, le=168, description="每隔多少小时从头看一遍")


class Listing(Part):
    """A list of applications: where it is, how it is narrowed down, and how it is cut into pages."""

    path: str = Field(pattern=r"^/")
    parameters: dict[str, str] = Field(default_factory=dict, description="筛选用的查询参数")
    items: str = Field(min_length=1, description="列表在返回里的位置;返回就是列表的写 $")
    pages: Pages | None = None
    changed_since: ChangedSince | None = None


class Pending(Listing):
    """Where the pending applications are listed."""

    detail: str | None = Field(None, pattern=r"^/.*\{id\}", description="一份申报的地址,列表只有摘要时写")


class Status(Part):
    """A status of an application, and the values of it that are meant."""

    source: str = Field(alias="from", min_length=1, description="在一份申报或它的摘要里的位置")
    values: tuple[str, ...] = Field(min_length=1, description="表示已撤回的值")


class Withdrawn(Part):
    """How a platform says that an application was withdrawn: a list of those that are, a status, or both."""

    listing: Listing | None = Field(None, alias="list", description="现在处于撤回状态的申报的列表")
    status: Status | None = Field(None, description="申报的情况;待办列表、撤回列表和一份申报里都看")
    reason: str | None = Field(None, min_length=1, description="撤回的理由在列表的一项里的位置")

    @model_validator(mode="after")
    def _says_how(self) -> Withdrawn:
        if self.listing is None and self.status is None:
            raise PydanticCustomError("not_said_how", "没有写怎样知道申报已撤回", {"remedy": "请写 list: 或 status:"})
        return self


class Identity(Part):
    """What an application is known by on the platform."""

    id: str = Field(min_length=1)
    version: str | None = Field(None, min_length=1, description="版本在一份申报里的位置;不写则按内容分辨")
    received: FactEntry | None = Field(None, description="收到申报的日期;不写则按第一次见到的日期")


class Push(Part):
    """Where letters of one kind go, and how they are written there; without ``body`` the whole letter is sent."""

    path: str = Field(pattern=r"^/")
    method: Literal["POST", "PUT", "PATCH"] = "POST"
    if_match: bool = Field(False, description="以 If-Match 带上版本;平台答 412 即已有新版本")
    body: dict[str, BodyEntry] | None = None


class Delivery(Part):
    """How patiently letters are sent: seconds, doubled each time, and how many failures of its own park a letter.

    And for how long their content is kept once they have arrived.
    """

    strikes: int = Field(10, ge=1, le=100, description="平台对同一份信出错多少次后搁置")
    first_wait: float = Field(2, gt=0, le=3600)
    longest_wait: float = Field(3600, gt=0, le=86400)
    keep_days: int | None = Field(90, ge=1, le=36_500, description="送达的信,内容保存多少天;写 null 一直保存")


class Calendar(Part):
    """Days of the office beyond the published arrangements."""

    closed: frozenset[date] = Field(frozenset(), description="放假的日子")
    open: frozenset[date] = Field(frozenset(), description="调休上班的周末")


class PlatformMapping(Part):
    """A whole mapping file."""

    platform: str = Field(min_length=1, max_length=60, description="平台的名称;改名即视为另一个平台")
    base_url: str = Field(pattern=r"^https?://", description="接口地址")
    insecure: bool = Field(False, description="允许对别的机器用不加密的 http")
    authentication: Authentication | None = None
    timeout: float = Field(20, gt=0, le=300, description="等待平台的秒数")
    take_in: TakeIn = Field(TakeIn.COMPLETE, description="complete 只受理齐全的,all 全部受理,none 只核对")
    pending: Pending
    withdrawn: Withdrawn | None = Field(None, description="申报在平台上撤回了怎样知道;不写则不理会")
    application: Identity
    code_lists: dict[str, dict[str, Any]] = Field(default_factory=dict)
    fields: dict[str, FactEntry] = Field(default_factory=dict, description="事实 → 平台字段")
    rest: str | None = Field(None, min_length=1, description="其余各项的位置,字段名就是本系统的标签或英文键")
    opinion: Push
    notice: Push
    correction: Push
    delivery: Delivery = Delivery()
    calendar: Calendar = Calendar()

    @model_validator(mode="after")
    def _maps_something(self) -> PlatformMapping:
        if not self.fields and self.rest is None:
            raise PydanticCustomError("nothing_mapped", "没有对照任何字段", {"remedy": "请写 fields: 或 rest:"})
        return self
