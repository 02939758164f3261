"""The JSON Schema (draft 2020-12) of the JSON report, for systems that read it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from checker.model.enums import Conclusion
from checker.model.outcome import Effect, Mark, Outcome, Verdict
from checker.model.standing import QuotaDirection

_Schema = dict[str, Any]


def report_schema() -> Mapping[str, Any]:
    """JSON Schema of what ``render_json`` writes for one report; several reports are an array of it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "项目符合性核对报告",
        **_object(
            {
                "verdict": _one_of(Verdict, "结论：approve 通过，rectify 整改，reject 否决"),
                "dispositions": _array(_text(), "处置"),
                "as_of": {"type": "string", "format": "date", "description": "审查日，以当日有效的规定核对"},
                "engine": _text("核对引擎"),
                "rulebook": _object(
                    {
                        "hash": _text("规则库内容的 sha256"),
                        "packs": _array(_object({"id": _text(), "version": _text(), "hash": _text()}), "规则包"),
                    }
                ),
                "application": _object(
                    {"id": _text("项目代码"), "name": _text("项目名称"), "hash": _text("申报材料 sha256")}
                ),
                "ledger_position": {"type": ["integer", "null"], "description": "台账位置"},
                "ledger_facts": _array(_text(), "由台账提供的事实"),
                "derived": _array(_reference("derived"), "推算的事实"),
                "findings": _array(_reference("finding"), "发现，依处置轻重、规则包、条款排列"),
                "undetermined": _array(_reference("missing"), "尚待补充的事实，最能左右结论的在前"),
                "advice": _array(_text(), "提示类规则编号"),
                "consultations": _array(_object({"rule": _text(), "departments": _reference("departments")}), "会商"),
                "quotas": _array(_reference("quota"), "指标占用"),
                "counts": _object({outcome.value: {"type": "integer", "minimum": 0} for outcome in Outcome}),
            }
        ),
        "$defs": {
            "value": {"type": ["number", "string", "boolean", "null"], "description": "数值以同级 unit 为单位"},
            "fact": _object(_fact()),
            "departments": _object({"lead": _array(_text(), "牵头"), "cooperating": _array(_text(), "配合")}),
            "citation": _citation(),
            "condition": _condition(),
            "finding": _finding(),
            "missing": _missing(),
            "quota": _quota(),
            "derived": _derived(),
        },
    }


def _quota() -> _Schema:
    amount: _Schema = {"type": ["number", "null"]}
    return _object(
        {
            "metric": _text("指标"),
            "year": {"type": "integer", "description": "年份"},
            "direction": _one_of(QuotaDirection, "上限不得突破；目标累计；计量只记录"),
            "unit": _text("各数量的单位"),
            "limit": {**amount, "description": "上限或目标；没有的为 null"},
            "used": {**amount, "description": "全市基数加已批项目；基数未录入的为 null"},
            "reserved": {"type": "number", "description": "其他在审项目预留"},
            "requested": {**amount, "description": "本项目占用；尚不能确定的为 null"},
            "headroom": {**amount, "description": "余量：上限减已用减预留，未减本项目"},
            "fits": {"type": ["boolean", "null"], "description": "本项目是否在余量之内"},
            "rules": _array(_text(), "据以核对的规则编号"),
            "source": _nullable(_text()),
        }
    )


def _finding() -> _Schema:
    held: _Schema = {
        "id": _text(),
        "conclusion": _one_of(Conclusion, "会商结论"),
        "concluded_on": {"type": "string", "format": "date"},
        "authority": _text(),
        "document": _text(),
        "conditions": _nullable(_text("附条件通过所附的条件")),
        "application": _nullable(_text("会商针对的申报的指纹")),
        "is_of_this": {"type": "boolean", "description": "会商针对的是否为本份申报；否则结论不予采用"},
    }
    waiver: _Schema = {"approver": _text(), "document": _text(), "scope": _text(), "expires": _nullable(_text())}
    return _object(
        {
            "id": _text("发现的编号，同一项目同一规则不变"),
            "rule": _text("规则编号"),
            "pack": _text("规则包"),
            "title": _text(),
            "outcome": _one_of(Outcome, "判定"),
            "effect": _one_of(Effect, "处置"),
            "message": _text("说明"),
            "citations": _array(_reference("citation"), "条款、上位依据、数值来源"),
            "observed": _array(_reference("fact"), "观测值"),
            "required": _nullable(_text("要求")),
            "gap": _nullable(_text("差距")),
            "missing": _array(_text(), "尚缺的事实"),
            "chain": _array(_text(), "为何适用"),
            "trace": _array(_reference("condition"), "各条件的真假与取值"),
            "remedy": _nullable(_text("怎么改")),
        },
        optional={
            "waiver": _object(waiver),
            "quotas": _array(_reference("quota"), "这条规则所看的额度"),
            "consultation": _object(held),
        },
    )


def _citation() -> _Schema:
    return _object(
        {
            "document": _text("文号"),
            "title": _text("文件名称"),
            "clause": _text("条款路径"),
            "reference": _text("文号#条款编号"),
            "role": {"enum": ["clause", "basis", "source"], "description": "条款、上位依据、数值来源"},
            "status": _one_of(Mark, "核验标记"),
            "departments": _reference("departments"),
        },
        optional={
            "quote": _text("条款原文"),
            "summary": _text("条款摘要，非原文"),
            "note": _text("核验提示"),
            "strength": _text("语气"),
        },
    )


def _condition() -> _Schema:
    return _object(
        {"text": _text("条件的读法"), "truth": {"type": ["boolean", "null"], "description": "null 为未知"}},
        optional={
            "expression": _text("条件的 FEEL 原文"),
            "label": _text(),
            "values": _array(_reference("fact"), "取值"),
            "children": _array(_reference("condition"), "下级条件"),
        },
    )


def _missing() -> _Schema:
    return _object(
        {
            "fact": _text(),
            "question": _text(),
            "supplied_by": {"enum": ["applicant", "office"], "description": "申报单位，或规则库维护单位"},
            "rules": _array(_text(), "等待它的规则"),
            "decisive": {"enum": [*(effect.value for effect in Effect), None], "description": "最重可致的处置"},
        }
    )


def _derived() -> _Schema:
    source = {"reference": _text(), "status": _one_of(Mark, "核验标记"), "note": _nullable(_text())}
    return _object(
        {
            **_fact(),
            "because": _array(_text(), "推算规则"),
            "formula": _text("算式"),
            "inputs": _array(_reference("fact"), "算式的取值"),
            "sources": _array(_object(source), "数值来源"),
        }
    )


def _fact() -> dict[str, _Schema]:
    return {"fact": _text(), "value": _reference("value"), "unit": _nullable(_text())}


def _object(properties: Mapping[str, _Schema], optional: Mapping[str, _Schema] | None = None) -> _Schema:
    return {
        "type": "object",
        "properties": {**properties, **(optional or {})},
        "required": list(properties),
        "additionalProperties": False,
    }


def _array(items: _Schema, description: str) -> _Schema:
    return {"type": "array", "items": items, "description": description}


def _text(description: str = "") -> _Schema:
    return {"type": "string", "description": description} if description else {"type": "string"}


def _nullable(schema: _Schema) -> _Schema:
    return {**schema, "type": [schema["type"], "null"]}


def _one_of(vocabulary: type[StrEnum], description: str) -> _Schema:
    return {"enum": [member.value for member in vocabulary], "description": description}


def _reference(name: str) -> _Schema:
    return {"$ref": f"#/$defs/{name}"}
