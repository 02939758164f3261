"""Quotas and sources over the wire: balances, bookings, offers."""

from __future__ import annotations

from pydantic import Field

from checker.ledger.bookings import Booking
from checker.ledger.sources import Offered
from checker.model.standing import QuotaBalance, QuotaDirection
from checker.wire.body import Amount, Body


class BalanceBody(Body):
    """One account of the city's quotas; amounts are in ``unit``."""

    metric: str = Field(description="指标")
    year: int = Field(description="年份")
    direction: QuotaDirection = Field(description="上限不得突破;目标累计;计量只记录")
    unit: str = Field(description="各数量的单位")
    limit: Amount | None = Field(description="限额;没有的为 null")
    source: str = Field(description="限额的出处:条款或文号")
    rules: list[str] = Field(description="据以核对的规则编号")
    baseline: Amount | None = Field(description="全市基数;未录入的为 null")
    committed: Amount = Field(description="已批项目")
    used: Amount | None = Field(description="已用:基数加已批")
    reserved: Amount = Field(description="在审项目预留")
    headroom: Amount | None = Field(description="余量")

    def value(self) -> QuotaBalance:
        """The balance."""
        return QuotaBalance(
            metric=self.metric,
            year=self.year,
            direction=self.direction,
            unit=self.unit,
            limit=self.limit,
            baseline=self.baseline,
            committed=self.committed,
            reserved=self.reserved,
            rules=tuple(self.rules),
            source=self.source,
        )


class BookingBody(Body):
    """What a project takes and holds of one account, in ``unit``."""

    project: str = Field(description="项目代码")
    metric: str = Field(description="指标")
    year: int = Field(description="年份")
    unit: str = Field(description="各数量的单位")
    direction: QuotaDirection = Field(description="上限、目标或计量")
    requested: Amount | None = Field(description="占用;不能确定的为 null")
    reserved: Amount = Field(description="预留")
    committed: Amount = Field(description="已批")
    waiting: bool = Field(description="待额度")

    def value(self) -> Booking:
        """The booking."""
        return Booking(**self.model_dump(exclude={"waiting"}), is_waiting=self.waiting)


class OfferBody(Body):
    """What a project asks and holds of one source, in ``unit``."""

    project: str = Field(description="项目代码")
    source: str = Field(description="来源编号")
    unit: str = Field(description="各数量的单位")
    requested: Amount = Field(description="取用")
    reserved: Amount = Field(description="预留")
    committed: Amount = Field(description="已批")
    waiting: bool = Field(description="待落实")

    def value(self) -> Offered:
        """The offer."""
        return Offered(**self.model_dump(exclude={"waiting"}))
