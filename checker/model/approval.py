"""Approvals (手续), changes since, rectification orders and waivers."""

from __future__ import annotations

from typing import Annotated, ClassVar

from checker.model.choices import Choice, Records, Several
from checker.model.enums import ApprovalKind, AuthorityLevel, Change, Conclusion, RectificationState
from checker.model.fields import Carbon, Date, Section, StandardCoal, Texts, Tonnes, Words, YesNo, fact


class Approval(Section):
    """审批手续: one document of one authority."""

    kind: Annotated[ApprovalKind | None, Choice(ApprovalKind)] = fact("类型", "手续类型")
    authority: Words = fact("机关", "出具机关全称")
    level: Annotated[AuthorityLevel | None, Choice(AuthorityLevel)] = fact("级别", "机关级别")
    number: Words = fact("文号", "文件文号")
    date: Date = fact("日期", "出具日期")
    conclusion: Annotated[Conclusion | None, Choice(Conclusion)] = fact("结论", "通过、附条件通过、不予通过或办理中")
    conditions: Words = fact("附加条件", "附条件通过时的条件")
    valid_until: Date = fact("有效期至", "文件载明的有效期")
    amends: YesNo = fact("变更批复", "是否为对原批复的变更")
    pledge: YesNo = fact("告知承诺", "是否以告知承诺方式办理")
    energy: StandardCoal = fact("批复年综合能源消费量", "节能审查意见批复的年综合能源消费量(当量值)")
    coal: Tonnes = fact("批复煤炭消费量", "批复的煤炭年消费量")
    carbon: Carbon = fact("批复碳排放量", "批复的年二氧化碳排放量")


class Rectification(Section):
    """整改要求: one order to rectify."""

    matter: Words = fact("事项", "要求整改的事项")
    authority: Words = fact("机关", "下达机关")
    number: Words = fact("文号", "整改文书文号")
    issued_on: Date = fact("下达日期", "整改要求下达日期")
    deadline: Date = fact("期限", "整改期限届满日期")
    state: Annotated[RectificationState | None, Choice(RectificationState)] = fact("状态", "整改状态")


class Waiver(Section):
    """豁免: an exemption from named rules or clauses; it is recorded, and never silently changes an outcome."""

    rules: Texts = fact("规则", "豁免的规则编号或条款")
    authority: Words = fact("批准机关", "批准豁免的机关")
    number: Words = fact("文号", "批准文件文号")
    date: Date = fact("日期", "批准日期")
    scope: Words = fact("范围", "豁免的内容和范围")
    expires_on: Date = fact("到期日", "豁免失效的日期")


class Formalities(Section):
    """手续."""

    section: ClassVar[str] = "手续"

    approvals: Annotated[tuple[Approval, ...] | None, Records(Approval)] = fact(
        "审批手续", "已取得或办理中的备案(核准、审批)、环评、节能审查、用地、规划、会商等手续,没有写 无"
    )
    changes: Annotated[tuple[Change, ...] | None, Several(Choice(Change))] = fact(
        "批复后变动", "节能审查意见出具后发生的重大变动,没有写 无"
    )
    rectifications: Annotated[tuple[Rectification, ...] | None, Records(Rectification)] = fact(
        "整改要求", "主管部门下达的整改要求,没有写 无"
    )
    waivers: Annotated[tuple[Waiver, ...] | None, Records(Waiver)] = fact("豁免", "经批准的豁免,没有写 无")
