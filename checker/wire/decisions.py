"""Decisions (决定) and their replay over the wire."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from checker.ledger.decisions import Decision
from checker.ledger.replay import Replay
from checker.ledger.report_comparison import Difference
from checker.model.outcome import Verdict
from checker.render.ledger_decisions import decision_shape
from checker.render.ledger_replay import replay_shape
from checker.wire.body import Body, Day, Request, SealedShape, Text
from checker.wire.encoding import sealed_object, unsealed_object

_Name = Annotated[Text, Field(min_length=1)]


class RecordedBody(Body):
    """The entry of a decision."""

    at: str = Field(description="何时记录(UTC)")
    by: str = Field(description="经办人")
    position: int = Field(description="记录位置")
    hash: str = Field(description="记录的指纹")
    anchor: str = Field(description="锚点:位置:指纹")


class SealedBody(Body):
    """What was sealed with a decision; documents by their hashes."""

    as_of: Day = Field(description="审查日")
    ledger_position: int = Field(description="台账位置")
    application: str = Field(description="申报的指纹")
    report: str = Field(description="报告的指纹")
    rulebook: str = Field(description="规则库的指纹")
    archive: str = Field(description="规则包文件的指纹")
    engine: str = Field(description="核对引擎")
    everything: bool = Field(description="报告是否连符合的规则也解释")
    program: str = Field(description="程序版本")


class DecisionBody(Body):
    """One decision."""

    id: str = Field(description="编号")
    project: str = Field(description="项目代码")
    verdict: Verdict = Field(description="决定")
    recommended: Verdict = Field(description="核对的建议")
    departs: bool = Field(description="决定与建议不同")
    officer: str = Field(description="决定人")
    decided_on: Day = Field(description="决定日期")
    reason: str | None = Field(description="理由")
    number: str | None = Field(description="文号")
    recorded: RecordedBody = Field(description="记录")
    sealed: SealedBody = Field(description="封存")

    def value(self) -> Decision:
        """The decision."""
        return Decision(
            id=self.id,
            position=self.recorded.position,
            at=self.recorded.at,
            actor=self.recorded.by,
            hash=self.recorded.hash,
            project=self.project,
            verdict=self.verdict,
            recommended=self.recommended,
            officer=self.officer,
            decided_on=self.decided_on,
            reason=self.reason or "",
            number=self.number or "",
            as_of=self.sealed.as_of,
            ledger_position=self.sealed.ledger_position,
            application=self.sealed.application,
            report=self.sealed.report,
            rulebook=self.sealed.rulebook,
            archive=self.sealed.archive,
            engine=self.sealed.engine,
            everything=self.sealed.everything,
            program=self.sealed.program,
        )


class DecisionRequest(Request):
    """Decides on the application of a project that is under review."""

    project: _Name = Field(description="项目代码")
    verdict: Verdict = Field(description="决定:approve 通过,rectify 整改,reject 否决")
    reason: Text = Field("", description="理由;与建议不同的必须写")
    number: Text = Field("", description="文号;通过、否决的必须写")
    decided_by: Text = Field("", description="决定人;默认为令牌的使用人,写别人须有权限 decisions:record")
    seen: Text = Field("", description="看过的报告的标记(checker.api.desk.mark_of);重新核对与之不同的,不作决定")
    on: Day | None = Field(None, description="决定日期;默认今天")


class ReplayedBody(Body):
    """One side of a replay."""

    report: str = Field(description="报告的指纹")
    verdict: Verdict = Field(description="结论")
    rulebook: str = Field(description="规则库的指纹")
    program: str = Field(description="程序版本")


class DifferenceBody(Body):
    """One place where two reports differ."""

    where: str = Field(description="报告里的位置")
    before: str | None = Field(description="原值")
    after: str | None = Field(description="今值")


class ReplayBody(Body):
    """A decision checked again."""

    decision: str = Field(description="决定编号")
    project: str = Field(description="项目代码")
    as_of: Day = Field(description="审查日")
    ledger_position: int = Field(description="台账位置")
    same: bool = Field(description="是否逐字节相同")
    sealed: ReplayedBody = Field(description="封存的")
    replayed: ReplayedBody = Field(description="重放的")
    differences: list[DifferenceBody] = Field(description="逐处不同")


class SealedReplayBody(Body):
    """A replay with its decision and both reports whole."""

    replay: ReplayBody = Field(description="重放的结果")
    decision: DecisionBody = Field(description="决定")
    sealed: SealedShape = Field(description="封存的报告")
    replayed: SealedShape = Field(description="重放的报告")

    def value(self) -> Replay:
        """The replay."""
        again = self.replay.replayed
        return Replay(
            decision=self.decision.value(),
            sealed=unsealed_object(self.sealed),
            replayed=unsealed_object(self.replayed),
            replayed_hash=again.report,
            rulebook=again.rulebook,
            program=again.program,
            differences=tuple(Difference(one.where, one.before, one.after) for one in self.replay.differences),
        )


def sealed_replay_shape(found: Replay) -> dict[str, object]:
    """A replay with everything that belongs to it."""
    return {
        "replay": replay_shape(found),
        "decision": decision_shape(found.decision),
        "sealed": sealed_object(found.sealed),
        "replayed": sealed_object(found.replayed),
    }
