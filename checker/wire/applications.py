"""Applications over the wire: the queue, what was submitted, and everything recorded of a project."""

from __future__ import annotations

from pydantic import Field

from checker.ledger.inventory.history import Event, FieldChange
from checker.ledger.pending import Pending
from checker.ledger.states import SubmissionState
from checker.ledger.submissions import Submission
from checker.model.application import Application
from checker.model.reading import build_application
from checker.model.report import QuotaDemand
from checker.wire.body import Amount, Body, CanonicalShape, Day, Request, Text
from checker.wire.quotas import BookingBody, OfferBody


class PendingBody(Body):
    """One application in the queue."""

    project: str = Field(description="项目代码")
    name: str = Field(description="项目名称")
    owner: str = Field(description="建设单位")
    county: str = Field(description="所在县区")
    stage: str = Field(description="建设阶段")
    industry: str = Field(description="行业")
    energy: str = Field(description="年综合能源消费量,带单位;不知道的为空")
    state: SubmissionState = Field(description="情况")
    submitted_on: Day = Field(description="受理日期")
    position: int = Field(description="队中的位置:首次受理的记录位置")
    application: str = Field(description="申报的指纹(sha256)")
    waiting: bool = Field(description="有额度或来源还没有落实")

    def value(self) -> Pending:
        """The line of the queue."""
        return Pending(**self.model_dump(exclude={"waiting"}), is_waiting=self.waiting)


class DemandBody(Body):
    """What an application takes of a city metric a year."""

    metric: str = Field(description="指标")
    unit: str = Field(description="数量的单位")
    amount: Amount | None = Field(description="年占用量;不能确定的为 null")
    first_year: int = Field(description="从哪一年起")


class SubmissionBody(Body):
    """One application as last submitted, and what became of it."""

    project: str = Field(description="项目代码")
    position: int = Field(description="首次受理的记录位置,即队中的位置")
    application: str = Field(description="申报的指纹(sha256)")
    submitted_on: Day = Field(description="受理日期")
    state: SubmissionState = Field(description="情况")
    state_since: Day = Field(description="这一情况自哪天起")
    demands: list[DemandBody] = Field(description="占用哪些全市指标")
    quotas: list[BookingBody] | None = Field(None, description="额度占用;受理时给出")
    sources: list[OfferBody] | None = Field(None, description="替代来源;受理时给出")

    def value(self) -> Submission:
        """The submission."""
        demands = tuple(QuotaDemand(one.metric, one.unit, one.amount, one.first_year) for one in self.demands)
        return Submission(
            self.project,
            self.position,
            self.application,
            self.submitted_on,
            self.state,
            self.state_since,
            demands,
        )


class ApplicationBody(Body):
    """The application last submitted for a project."""

    project: str = Field(description="项目代码")
    hash: str = Field(description="申报的指纹(sha256)")
    application: CanonicalShape = Field(description="申报,规范的写法")

    def value(self) -> Application:
        """The application."""
        return build_application(self.application)


class FieldChangeBody(Body):
    """One field before and after."""

    field: str = Field(description="字段的键")
    label: str = Field(description="字段")
    before: str | None = Field(description="之前;没有的为 null")
    after: str | None = Field(description="之后;没有的为 null")


class EventBody(Body):
    """One entry about a project."""

    position: int = Field(description="记录位置")
    at: str = Field(description="何时记录(UTC)")
    by: str = Field(description="经办人")
    kind: str = Field(description="事项")
    on: str | None = Field(description="事情发生的日期")
    reason: str | None = Field(description="原因")
    correction: bool = Field(description="是否为更正")
    source: str | None = Field(description="来自哪个文件的哪一行")
    changes: list[FieldChangeBody] = Field(description="各字段前后值")

    def value(self) -> Event:
        """The event."""
        changes = tuple(FieldChange(one.field, one.label, one.before or "", one.after or "") for one in self.changes)
        return Event(
            position=self.position,
            at=self.at,
            actor=self.by,
            kind=self.kind,
            on=self.on or "",
            reason=self.reason or "",
            correction=self.correction,
            source=self.source or "",
            changes=changes,
        )


class WithdrawalRequest(Request):
    """Takes an application back."""

    reason: Text = Field(description="原因", min_length=1)
    on: Day | None = Field(None, description="撤回日期;默认今天")


def pending_shape(one: Pending) -> dict[str, object]:
    """One line of the queue for machines."""
    return {
        "project": one.project,
        "name": one.name,
        "owner": one.owner,
        "county": one.county,
        "stage": one.stage,
        "industry": one.industry,
        "energy": one.energy,
        "state": one.state.value,
        "submitted_on": one.submitted_on.isoformat(),
        "position": one.position,
        "application": one.application,
        "waiting": one.is_waiting,
    }


def application_shape(project: str, one: Application) -> dict[str, object]:
    """An application for machines, in its canonical spelling."""
    return {"project": project, "hash": one.content_hash, "application": one.canonical()}
