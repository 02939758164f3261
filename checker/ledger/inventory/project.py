"""Projects out of what people write: fields found and read, contradictions named, applications taken over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from checker.catalogue.sheet import plain
from checker.errors import LedgerError, LedgerRefusalError, Problem
from checker.feel.exact import divide, rounded
from checker.feel.units import Quantity, parse_unit
from checker.ledger.amounts import stored
from checker.ledger.inventory.fields import FIELDS, Disposal, Project
from checker.model.application import Application
from checker.model.approval import Approval
from checker.model.enums import ApprovalKind, Stage
from checker.model.fields import kinds_of
from checker.model.kinds import FieldError, Text, blank
from checker.model.vocabulary import FactSpec

_NOTHING: Final[dict[str, Any]] = dict.fromkeys(Project.model_fields)
_EMPTY: Final = Project.model_construct(_fields_set=set(), **_NOTHING)
_KINDS: Final = kinds_of(Project)
_LONGEST: Final = 2_000
_NAMES: Final = frozenset(("name", "owner"))
_LONGEST_NAME: Final = 200
"""Characters of what lists are searched by: what a row of PostgreSQL's index holds, whatever the characters."""
_PLAUSIBLE: Final = {
    "total_energy": Quantity(Decimal(5_000_000), parse_unit("tce").dimension),
    "coal": Quantity(Decimal(5_000_000), parse_unit("t").dimension),
    "raw_coal": Quantity(Decimal(5_000_000), parse_unit("t").dimension),
}
"""More than a whole city of this size uses: mostly 吨 written where 万吨 was read, or the other way round."""
CODE: Final = "project_code"
UPDATED: Final = "updated_on"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A field that does not go with the others; its Chinese label, what is wrong and what to write instead."""

    field: str
    message: str
    remedy: str


def read_project(data: Mapping[str, object]) -> Project:
    """The project in ``data``, by label or key; raises LedgerRefusalError with everything that is wrong."""
    problems: list[Problem] = []
    values = read_fields(data, problems)
    problems += [
        Problem("必填,没有填写", field=spec.label, remedy=f"补上“{spec.label}”:{spec.doc}")
        for spec in FIELDS
        if spec.required and spec.key not in values and not any(one.field == spec.label for one in problems)
    ]
    if not problems:
        problems = [Problem(one.message, field=one.field, remedy=one.remedy) for one in contradictions(built(values))]
    if problems:
        raise LedgerRefusalError(problems)
    return built(values)


def read_fields(data: Mapping[str, object], problems: list[Problem]) -> dict[str, Any]:
    """Typed values by key, blank ones left out; what is wrong is added to ``problems``."""
    values: dict[str, Any] = {}
    for name, raw in data.items():
        spec = FIELDS.find(name.strip())
        if spec is None:
            near = FIELDS.nearest(name.strip())
            remedy = f"是否为“{near}”?" if near else "台账的字段见 checker ledger fields"
            problems.append(Problem(f"没有字段“{name}”", remedy=remedy))
            continue
        try:
            value = read_value(spec, raw)
        except FieldError as mistake:
            problems.append(Problem(mistake.message, field=spec.label, remedy=mistake.remedy))
            continue
        if value is not None:
            values[spec.key] = value
    return values


def read_value(spec: FactSpec, raw: object) -> object:
    """The typed value of one field, None for a blank; raises FieldError."""
    assert spec.kind is not None
    if blank(raw):
        return None
    value = spec.kind.read(raw)
    if type(spec.kind) is Text and isinstance(value, str):
        if not plain(value):
            raise FieldError("只有看不见的字符", "请重新填写,或清空")
        _check_length(spec.key, value)
    elif spec.key in _SEARCHED and value is not None:
        _check_range(spec, value)
    return value


def built(values: Mapping[str, Any]) -> Project:
    """The project of values that the fields' own kinds have read."""
    return _EMPTY.model_copy(update=dict(values))


def canonical_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values in their canonical spelling, as ``Project.canonical`` gives them."""
    return {key: _KINDS[key].canonical(value) for key, value in values.items()}


def contradictions(project: Project) -> Iterator[Contradiction]:
    """What cannot be true together."""
    for earlier, later in (("started_on", "commissioned_on"), ("planned_start_on", "planned_commissioning_on")):
        before, after = getattr(project, earlier), getattr(project, later)
        if before is not None and after is not None and after < before:
            first, second = _label(earlier), _label(later)
            yield Contradiction(second, f"{after} 早于{first} {before}", "请核对两个日期")
    if project.raw_coal is not None and project.coal is not None and project.raw_coal > project.coal:
        yield Contradiction(_label("raw_coal"), "大于煤炭年消费量", "煤炭年消费量包括原煤,请核对两项的数值和单位")


def remarks(project: Project) -> Iterator[str]:
    """What may be right but should be looked at."""
    if project.stage is Stage.PROPOSED and (project.started_on or project.commissioned_on):
        yield "已有实际开工或投产日期,建设阶段却是拟建"
    if project.stage is Stage.BUILDING and project.commissioned_on:
        yield "已有实际投产日期,建设阶段却是在建"
    for key, most in _PLAUSIBLE.items():
        amount = getattr(project, key)
        if amount is not None and amount > most:
            yield f"{_label(key)}超过 {most.magnitude:f} {most.dimension.symbol},请核对单位"
    if project.disposal is Disposal.RECTIFY and project.rectify_by is None:
        yield "处置意见为整改,没有写整改时限"


def project_of(application: Application) -> Project:
    """The project as its application tells it; raises LedgerRefusalError where it has no project code."""
    if application.project_code is None:
        remedy = "请在申报中补上在线平台的项目代码"
        raise LedgerRefusalError(Problem("申报没有项目代码,不能记入台账", field="项目代码", remedy=remedy))
    given = application.__dict__
    values = {spec.key: given[spec.key] for spec in FIELDS if given.get(spec.key) is not None}
    values["two_high"] = application.two_high_catalogue
    values |= _papers(application.approvals or ())
    if application.products:
        product = application.products[0]
        values |= {
            "product": product.name,
            "design_capacity": product.capacity,
            "process": product.process,
            "unit_energy": product.unit_energy,
            "efficiency_position": product.efficiency_position,
        }
    if application.capacity:
        plan = application.capacity[0]
        values["replacement_plan"] = plan.notice or plan.source
        if plan.built is not None and plan.given_up is not None and plan.built.dimension is plan.given_up.dimension:
            ratio = divide(plan.given_up.magnitude, plan.built.magnitude)
            values["replacement_ratio"] = None if ratio is None else rounded(ratio)
    return built({key: _of_length(key, value) for key, value in values.items() if value is not None})


def _papers(approvals: tuple[Approval, ...]) -> dict[str, Any]:
    """The newest approval of each kind."""
    values: dict[str, Any] = {}
    for approval in sorted(approvals, key=lambda one: one.date or date.min):
        match approval.kind:
            case ApprovalKind.FILING | ApprovalKind.VERIFICATION | ApprovalKind.APPROVAL:
                values |= {"filing_number": approval.number, "filed_on": approval.date}
            case ApprovalKind.ENVIRONMENT:
                values |= {"environment_number": approval.number, "environment_on": approval.date}
            case ApprovalKind.ENERGY:
                values |= {
                    "energy_number": approval.number,
                    "energy_authority": approval.authority,
                    "energy_on": approval.date,
                }
            case ApprovalKind.LAND:
                values["land"] = approval.number
            case ApprovalKind.PLANNING:
                values["planning"] = approval.number
    return values


def _of_length(key: str, value: object) -> object:
    """The value of an application, whose texts may be longer than the ledger's; raises LedgerRefusalError."""
    if isinstance(value, str):
        try:
            _check_length(key, value)
        except FieldError as mistake:
            raise LedgerRefusalError(Problem(mistake.message, field=_label(key), remedy=mistake.remedy)) from None
    return value


def _check_length(key: str, text: str) -> None:
    most = _LONGEST_NAME if key in _NAMES else _LONGEST
    if len(text) > most:
        raise FieldError(f"文字过长({len(text)} 字)", f"缩写到 {most} 字以内,详情放附件")


_SEARCHED: Final = frozenset(("total_energy", "coal", "raw_coal"))


def _check_range(spec: FactSpec, value: Any) -> None:  # noqa: ANN401 - a quantity
    try:
        stored(value.in_unit(spec.unit))
    except LedgerError as refusal:
        raise FieldError(refusal.problems[0].message, refusal.problems[0].remedy) from None


def _label(key: str) -> str:
    spec = FIELDS.find(key)
    assert spec is not None
    return spec.label
