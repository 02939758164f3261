"""A replay as text and JSON: the same, or exactly what differs."""

from __future__ import annotations

import re

from checker.ledger.replay import Replay
from checker.ledger.report_comparison import Difference
from checker.render.lines import clipped, visible
from checker.render.page import Page, Tone, label

_LONGEST = 300
_SHORT = 12
_WORD = re.compile(r"(?<![^.])[a-z_]+(?=$|[.\[(])")
_WORDS = {
    "verdict": "结论",
    "dispositions": "处置",
    "as_of": "审查日",
    "engine": "引擎",
    "rulebook": "规则库",
    "hash": "指纹",
    "packs": "规则包",
    "version": "版本",
    "application": "申报",
    "ledger_position": "台账位置",
    "ledger_facts": "台账数据",
    "derived": "推导",
    "findings": "发现",
    "undetermined": "尚缺",
    "advice": "提示",
    "consultations": "会商",
    "quotas": "额度",
    "counts": "计数",
    "title": "名称",
    "outcome": "判定",
    "effect": "处置",
    "message": "说明",
    "citations": "引用",
    "observed": "取值",
    "value": "值",
    "unit": "单位",
    "required": "要求",
    "gap": "差距",
    "missing": "缺少",
    "chain": "推导链",
    "trace": "过程",
    "remedy": "改法",
    "besides": "附记",
}


def render_replay(found: Replay, *, width: int) -> str:
    """What was checked again with what, and the outcome."""
    made = found.decision
    page = Page(width)
    page.put((Tone.STRONG, f"重放决定 {made.id}  项目 {visible(made.project)}"))
    page.put((Tone.PLAIN, f"{made.as_of},台账位置 {made.ledger_position}"), lead=label("审查日"))
    page.put((Tone.PLAIN, made.report), lead=label("封存报告"))
    page.put((Tone.PLAIN, found.replayed_hash), lead=label("重放报告"))
    rules = f"{made.rulebook[:_SHORT]},与封存的相同"
    if found.rulebook != made.rulebook:
        rules = f"封存 {made.rulebook[:_SHORT]},现用 {found.rulebook[:_SHORT]}"
    page.put((Tone.PLAIN, rules), lead=label("规则库"))
    program = made.program if found.program == made.program else f"当时 {made.program},现在 {found.program}"
    page.put((Tone.PLAIN, program), lead=label("程序"))
    if found.is_same:
        page.put((Tone.GOOD, "✓ 一致:重放的报告与封存的报告逐字节相同"))
        return page.text()
    page.put((Tone.BAD, f"✗ 不同:{_verdicts(found)},共 {len(found.differences)} 处"))
    for difference in found.differences:
        page.put((Tone.PLAIN, visible(_place(difference.where))), indent=2)
        page.put((Tone.PLAIN, _said(difference.before)), lead=label("原"), indent=4)
        page.put((Tone.PLAIN, _said(difference.after)), lead=label("今"), indent=4)
    return page.text()


def replay_shape(found: Replay) -> dict[str, object]:
    """The replay for machines; paths are those of the JSON report."""
    made = found.decision
    return {
        "decision": made.id,
        "project": made.project,
        "as_of": made.as_of.isoformat(),
        "ledger_position": made.ledger_position,
        "same": found.is_same,
        "sealed": {
            "report": made.report,
            "verdict": found.sealed.verdict.value,
            "rulebook": made.rulebook,
            "program": made.program,
        },
        "replayed": {
            "report": found.replayed_hash,
            "verdict": found.replayed.verdict.value,
            "rulebook": found.rulebook,
            "program": found.program,
        },
        "differences": [_shape(difference) for difference in found.differences],
    }


def _verdicts(found: Replay) -> str:
    before, after = found.sealed.verdict.label, found.replayed.verdict.label
    return f"结论仍为“{before}”" if before == after else f"结论由“{before}”变为“{after}”"


def _place(where: str) -> str:
    """The path in Chinese as far as it consists of keys everybody meets."""
    return _WORD.sub(lambda match: _WORDS.get(match[0], match[0]), where)


def _said(text: str | None) -> str:
    return "(没有)" if text is None else clipped(visible(text), _LONGEST)


def _shape(difference: Difference) -> dict[str, object]:
    return {"where": difference.where, "before": difference.before, "after": difference.after}
