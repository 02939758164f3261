"""Orders to rectify (整改) and waivers (豁免) over the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from checker.ledger.rectifications import Extension, Item, OrderedItem, Revocation
from checker.ledger.waivers import GrantedWaiver
from checker.model.enums import RectificationState
from checker.wire.body import Body, Day, Request, Text

_Name = Annotated[Text, Field(min_length=1)]


class ExtensionBody(Body):
    """A later deadline."""

    on: Day = Field(description="哪天延期")
    deadline: Day = Field(description="新期限")
    document: str = Field(description="文号")
    reason: str = Field(description="理由")


class RevocationBody(Body):
    """That an item was ordered in error."""

    on: Day = Field(description="哪天撤销")
    document: str = Field(description="文号")
    reason: str = Field(description="理由")


class RectificationBody(Body):
    """One item ordered to be put right."""

    id: str = Field(description="编号")
    project: str = Field(description="项目代码")
    matter: str = Field(description="事项")
    deadline: Day = Field(description="现在的期限")
    first_deadline: Day = Field(description="最初的期限")
    position: int = Field(description="下达的记录位置")
    authority: str = Field(description="机关")
    number: str = Field(description="文号")
    issued_on: Day = Field(description="下达日期")
    state: RectificationState = Field(description="情况")
    done_on: Day | None = Field(description="完成日期")
    evidence: str | None = Field(description="完成的证明材料")
    extensions: list[ExtensionBody] = Field(description="延期")
    revoked: RevocationBody | None = Field(description="撤销")

    def value(self) -> OrderedItem:
        """The item."""
        gone = self.revoked
        return OrderedItem(
            id=self.id,
            project=self.project,
            item=Item(self.matter, self.first_deadline),
            authority=self.authority,
            number=self.number,
            issued_on=self.issued_on,
            ordered=self.position,
            done_on=self.done_on,
            evidence=self.evidence or "",
            extensions=tuple(Extension(one.on, one.deadline, one.document, one.reason) for one in self.extensions),
            revocation=Revocation(gone.on, gone.document, gone.reason) if gone else None,
        )


class ItemRequest(Request):
    """One thing to put right."""

    matter: _Name = Field(description="事项")
    deadline: Day = Field(description="期限")

    def value(self) -> Item:
        """The item."""
        return Item(self.matter, self.deadline)


class OrderRequest(Request):
    """Orders a project to put items right."""

    project: _Name = Field(description="项目代码")
    items: list[ItemRequest] = Field(description="各项", min_length=1, max_length=100)
    authority: _Name = Field(description="机关")
    number: _Name = Field(description="文号")
    on: Day | None = Field(None, description="下达日期;默认今天")


class CompletionRequest(Request):
    """Says that an item was put right."""

    evidence: _Name = Field(description="完成的证明材料")
    on: Day | None = Field(None, description="完成日期;默认今天")


class ExtensionRequest(Request):
    """Gives more time for an item."""

    deadline: Day = Field(description="新期限")
    document: _Name = Field(description="文号")
    reason: _Name = Field(description="理由")
    on: Day | None = Field(None, description="日期;默认今天")


class RevocationRequest(Request):
    """Takes back an item that was ordered in error."""

    document: _Name = Field(description="文号")
    reason: _Name = Field(description="理由")
    on: Day | None = Field(None, description="日期;默认今天")


class WaiverBody(Body):
    """One waiver of a project."""

    id: str = Field(description="编号")
    project: str = Field(description="项目代码")
    rules: list[str] = Field(description="豁免的规则或条款")
    authority: str = Field(description="批准机关")
    number: str = Field(description="文号")
    granted_on: Day = Field(description="批准日期")
    position: int = Field(description="登记的记录位置")
    scope: str = Field(description="范围")
    expires_on: Day = Field(description="到期日")
    revoked_on: Day | None = Field(description="撤销日期")
    revocation: str | None = Field(description="撤销的理由")
    counts: bool | None = Field(description="在所问之日是否有效")

    def value(self) -> GrantedWaiver:
        """The waiver."""
        return GrantedWaiver(
            id=self.id,
            project=self.project,
            rules=tuple(self.rules),
            authority=self.authority,
            number=self.number,
            granted_on=self.granted_on,
            scope=self.scope,
            expires_on=self.expires_on,
            granted=self.position,
            revoked_on=self.revoked_on,
            revocation=self.revocation or "",
        )
