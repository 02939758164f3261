"""Consultations (会商) over the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, WithJsonSchema

from checker.ledger.consultation import Consultation, Matter, Opinion, Stance
from checker.model.enums import Conclusion
from checker.wire.body import Body, Day, Request, Text, Whole

_Name = Annotated[Text, Field(min_length=1)]
_Days = Annotated[Whole, Field(ge=1, le=365), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 365})]


class DepartmentsBody(Body):
    """Who leads and who takes part."""

    lead: list[str] = Field(description="牵头")
    cooperating: list[str] = Field(description="配合")


class OpinionBody(Body):
    """What one department said."""

    department: str = Field(description="部门")
    stance: Stance = Field(description="意见")
    given_on: Day = Field(description="日期")
    reason: str = Field(description="理由")
    position: int = Field(description="记录位置")
    counts: bool = Field(description="是否为该部门算数的意见")

    def value(self) -> Opinion:
        """The opinion."""
        return Opinion(self.department, self.stance, self.given_on, self.reason, self.position)


class ConclusionBody(Body):
    """What a consultation came to."""

    conclusion: Conclusion = Field(description="结论")
    concluded_on: Day | None = Field(description="日期")
    authority: str = Field(description="机关")
    document: str = Field(description="文号")
    reason: str = Field(description="理由")
    conditions: str | None = Field(description="附条件通过所附的条件")


class CancelledBody(Body):
    """That a consultation was opened in error."""

    on: Day = Field(description="日期")
    reason: str = Field(description="理由")


class ConsultationBody(Body):
    """One consultation."""

    id: str = Field(description="编号")
    project: str = Field(description="项目代码")
    rules: list[str] = Field(description="有关的规则")
    matter: str = Field(description="事项")
    application: str = Field(description="会商针对的申报的指纹")
    ledger_position: int | None = Field(description="发起所据报告的台账位置")
    position: int = Field(description="发起的记录位置")
    departments: DepartmentsBody = Field(description="部门")
    opened_on: Day = Field(description="发起日期")
    due_on: Day | None = Field(description="意见期限;没有定的为 null")
    opinions: list[OpinionBody] = Field(description="各部门意见")
    missing: list[str] = Field(description="未表态的部门")
    late: list[str] = Field(description="迟于期限的部门")
    overdue: list[str] | None = Field(description="在所问之日逾期的部门")
    conclusion: ConclusionBody | None = Field(description="结论")
    cancelled: CancelledBody | None = Field(description="取消")

    def value(self) -> Consultation:
        """The consultation."""
        ended, dropped = self.conclusion, self.cancelled
        return Consultation(
            id=self.id,
            project=self.project,
            matter=Matter(
                tuple(self.rules), self.matter, tuple(self.departments.lead), tuple(self.departments.cooperating)
            ),
            application=self.application,
            ledger_position=self.ledger_position,
            opened_on=self.opened_on,
            due_on=self.due_on,
            opinions=tuple(opinion.value() for opinion in self.opinions),
            opened=self.position,
            conclusion=ended.conclusion if ended else None,
            concluded_on=ended.concluded_on if ended else None,
            authority=ended.authority if ended else "",
            document=ended.document if ended else "",
            reason=ended.reason if ended else "",
            conditions=(ended.conditions or "") if ended else "",
            cancelled_on=dropped.on if dropped else None,
            cancellation=dropped.reason if dropped else "",
        )


class ConveneRequest(Request):
    """Puts findings of a project under review to the departments."""

    project: _Name = Field(description="项目代码")
    rules: list[_Name] = Field(
        default_factory=list, description="哪些规则的发现;不写则为所有还没有会商的", max_length=200
    )
    lead: list[_Name] = Field(default_factory=list, description="条款之外的牵头部门", max_length=50)
    cooperating: list[_Name] = Field(default_factory=list, description="条款之外的配合部门", max_length=50)
    days: _Days | None = Field(None, description="几天之内给出意见")
    reason: Text = Field("", description="说明")
    on: Day | None = Field(None, description="发起日期;默认今天")


class OpinionRequest(Request):
    """What a department says."""

    department: _Name = Field(description="部门")
    stance: Stance = Field(description="意见")
    reason: Text = Field(description="理由")
    on: Day | None = Field(None, description="日期;默认今天")


class ConclusionRequest(Request):
    """What a consultation came to."""

    conclusion: Conclusion = Field(description="结论")
    authority: _Name = Field(description="机关")
    document: _Name = Field(description="文号")
    reason: _Name = Field(description="理由")
    conditions: Text = Field("", description="附条件通过所附的条件")
    on: Day | None = Field(None, description="日期;默认今天")


class CancellationRequest(Request):
    """Takes back a consultation that was opened in error."""

    reason: _Name = Field(description="理由")
    on: Day | None = Field(None, description="日期;默认今天")
