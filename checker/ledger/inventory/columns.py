"""The columns of a list of projects: which field each one holds, by the names offices give them.

The heading may take two rows, the upper one naming groups (节能审查: 文号, 机关, 日期); a unit in brackets goes for the
bare numbers below.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, auto
from typing import Final

from checker.catalogue.sheet import CellKind, Sheet, SheetRow
from checker.errors import LedgerRefusalError, Problem
from checker.feel.units import UnitError, parse_unit
from checker.ledger.inventory.fields import FIELDS
from checker.model.amounts import Amount, AnyAmount
from checker.model.kinds import Day, FieldError, Text
from checker.model.measures import Number
from checker.model.vocabulary import FactSpec

WITHIN: Final = 15
"""How many rows may stand above the first project."""
_OTHER_NAMES: Final = {
    "项目代码": ("在线平台代码", "在线平台项目代码", "项目统一代码", "投资项目代码", "项目编码", "代码"),
    "项目名称": ("名称", "项目"),
    "建设单位": ("企业名称", "单位名称", "项目单位", "业主单位", "企业", "用能单位", "建设单位名称"),
    "统一社会信用代码": ("信用代码", "社会信用代码"),
    "县区": ("区县", "所在县区", "所在区县", "县(区)", "所属县区", "所在地", "属地"),
    "园区名称": ("园区", "所在园区", "工业园区"),
    "行业代码": ("行业小类代码", "国民经济行业代码", "行业小类", "小类代码"),
    "建设阶段": ("类别", "项目类别", "阶段", "项目状态", "项目阶段", "清单类别", "状态"),
    "两高项目": ("是否两高", "是否两高项目", "是否“两高”", "是否“两高”项目", "两高"),
    "备案核准文号": ("备案文号", "核准文号", "备案/核准文号", "立项文号", "备案号", "备案核准审批文号"),
    "备案核准日期": ("备案日期", "核准日期", "备案/核准日期", "立项日期", "备案时间"),
    "环评文号": ("环评批复文号", "环评批复", "环境影响评价文号", "环评手续"),
    "环评日期": ("环评批复日期", "环评批复时间", "环评时间"),
    "节能审查文号": ("节能审查意见文号", "节能批复文号", "能评文号", "节能审查批复文号"),
    "节能审查机关": ("节能审查批复机关", "能评机关"),
    "节能审查日期": ("节能审查批复日期", "能评日期", "节能审查时间"),
    "节能审查已失效": ("节能审查是否失效", "是否失效"),
    "用地手续": ("用地", "用地文号"),
    "规划手续": ("规划", "规划文号"),
    "实际开工日期": ("开工日期", "开工时间", "实际开工时间"),
    "实际投产日期": ("投产日期", "投产时间", "实际投产时间"),
    "计划开工日期": ("计划开工时间", "拟开工日期", "拟开工时间"),
    "计划投产日期": ("计划投产时间", "拟投产日期", "拟投产时间"),
    "主要产品": ("产品", "产品名称", "主要产品名称"),
    "设计产能": ("产能", "年产能", "设计年产能", "产能规模", "设计规模"),
    "生产工艺": ("工艺", "主要工艺", "工艺路线"),
    "主要设备": ("设备", "主要用能设备", "主要装置"),
    "产能过剩行业": ("是否产能过剩行业", "是否产能过剩"),
    "产能置换方案": ("置换方案", "产能置换"),
    "产能置换比例": ("置换比例",),
    "年综合能源消费量": ("年综合能耗", "综合能耗", "年综合能耗当量值", "综合能源消费量", "年能耗", "能耗", "当量值"),
    "年综合能源消费量等价值": ("年综合能耗等价值", "综合能耗等价值", "等价值"),
    "煤炭年消费量": ("煤炭消费量", "年煤炭消费量", "耗煤量", "年耗煤量", "用煤量", "年用煤量", "煤炭实物量", "煤炭"),
    "年原煤消费量": ("原煤消费量", "原煤", "原煤实物量"),
    "年用电量": ("用电量", "电力消费量", "年电力消费量", "电力", "电"),
    "年天然气用量": ("天然气用量", "天然气消费量", "年天然气消费量", "天然气", "气"),
    "原料用能": ("原料用能量",),
    "可再生能源消费量": ("可再生能源",),
    "单位产品综合能耗": ("单位产品能耗", "产品单耗", "单耗"),
    "能耗限额等级": ("国标级别", "限额等级", "能效等级"),
    "能效水平": ("能效水平对标", "对标情况", "能效对标", "标杆基准位置"),
    "年碳排放量": ("碳排放量", "二氧化碳排放量", "年二氧化碳排放量", "碳排放总量"),
    "碳排放强度": ("二氧化碳排放强度",),
    "污染物排放总量": ("主要污染物排放量", "污染物总量", "污染物排放量"),
    "区域削减来源": ("污染物削减来源", "区域削减量来源"),
    "能耗替代来源说明": ("能耗替代来源",),
    "替代来源": ("煤炭替代来源",),
    "替代来源说明": ("煤炭替代来源说明", "煤炭替代说明"),
    "总投资": ("投资", "投资额", "总投资额"),
    "年工业增加值": ("工业增加值", "增加值"),
    "主要问题": ("存在问题", "问题", "存在的主要问题"),
    "处置意见": ("处置建议", "分类处置意见", "处置方式", "处置措施"),
    "整改时限": ("整改期限", "完成时限", "整改完成时限"),
    "责任单位": ("责任部门", "牵头单位"),
    "会商结论": ("会商意见",),
    "备注": ("说明",),
    "更新日期": ("更新时间", "填报日期", "核实日期"),
}  # fmt: skip
REQUIRED: Final = tuple(spec.key for spec in FIELDS if spec.required)
"""The fields that a project cannot be registered without."""
_IGNORED: Final = frozenset(("序号", "编号", "行号", "no", "no."))
_BRACKETED: Final = re.compile(r"\((.*?)\)")


def _bare(text: str) -> str:
    half = unicodedata.normalize("NFKC", text).replace(" ", "").strip("*:_").lower()
    return _BRACKETED.sub("", half)


_MEANING: Final = {
    **{_bare(other): label for label, others in _OTHER_NAMES.items() for other in others},
    **{spec.key: spec.label for spec in FIELDS},
    **{_bare(spec.label): spec.label for spec in FIELDS},
}


class Form(Enum):
    """What the cells of a column are, as far as reading them differs."""

    TEXT = auto()
    DAY = auto()
    FIGURE = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place (from 0), its field, and the unit its heading gives to bare numbers (or none)."""

    place: int
    spec: FactSpec
    unit: str
    form: Form


@dataclass(frozen=True, slots=True)
class Heading:
    """The columns, and the number of the last row of the heading."""

    row: int
    columns: tuple[Column, ...]

    def column(self, key: str) -> Column | None:
        """The column of that field."""
        return next((column for column in self.columns if column.spec.key == key), None)


def read_heading(
    sheet: Sheet,
    rows: Sequence[SheetRow],
    problems: list[Problem],
    skipped: Collection[str] = (),
    *,
    needed: Collection[str] = REQUIRED,
) -> Heading:
    """The heading within the first ``rows``; what is wrong with it is noted.

    Columns called as in ``skipped`` are left out; the fields ``needed`` must have one. Raises LedgerRefusalError
    where there is no heading.
    """
    if not rows:
        raise LedgerRefusalError(
            sheet.problem("文件是空的", "第一行写列名,以下每行一个项目;样表:checker ledger export")
        )
    for index, row in enumerate(rows):
        known = {_MEANING[name] for cell in row.cells if (name := _bare(cell.text)) in _MEANING}
        if "项目代码" in known or len(known) >= 3:
            below = rows[index + 1] if index + 1 < len(rows) else None
            return _Reader(sheet, row, below, problems, skipped).heading(needed)
    first = rows[0]
    near = [f"“{cell.text[:20]}”是否为“{near}”?" for cell in first.cells if (near := _nearest(_bare(cell.text)))]
    remedy = "".join(near[:5]) or "列名至少要有项目代码、项目名称、建设阶段;乱码的请另存为 UTF-8"
    raise LedgerRefusalError(sheet.problem("没有找到列名行", remedy, row=first.number))


class _Reader:
    """Reads one heading."""

    def __init__(
        self, sheet: Sheet, row: SheetRow, below: SheetRow | None, problems: list[Problem], skipped: Collection[str]
    ) -> None:
        self._sheet = sheet
        self._row = row
        self._below = below if below is not None and self._continues(below) else None
        self._problems = problems
        self._skipped = {_bare(name) for name in skipped}

    def heading(self, needed: Collection[str]) -> Heading:
        columns: dict[str, Column] = {}
        width = max(len(self._row.cells), len(self._below.cells) if self._below else 0)
        for place in range(width):
            text, label = self._meaning(place)
            name = _bare(text)
            if not name or name in _IGNORED or name in self._skipped:
                continue
            if label is None:
                near = _nearest(name)
                remedy = (f"是否为“{near}”?" if near else "台账没有这个字段;") + f"不要这一列的,写 --skip {text[:20]}"
                self._note(f"不认识的列“{text[:30]}”", remedy, place)
            elif label in columns:
                before = self._meaning(columns[label].place)[0]
                self._note(f"“{text}”与“{before}”是同一列“{label}”", "请只留一列", place)
            else:
                spec = FIELDS.by_label[label]
                columns[label] = Column(place, spec, self._unit(spec, text, place), _form(spec))
        for spec in FIELDS:
            if spec.key in needed and spec.label not in columns:
                self._note(f"缺少列“{spec.label}”", f"请补上这一列:{spec.doc}", None)
        last = self._below if self._below is not None else self._row
        return Heading(last.number, tuple(columns.values()))

    def _continues(self, below: SheetRow) -> bool:
        """Whether the row below belongs to the heading: no code in it, but names of columns."""
        codes = [place for place, cell in enumerate(self._row.cells) if _MEANING.get(_bare(cell.text)) == "项目代码"]
        if not codes or below.cell(codes[0]).kind is not CellKind.EMPTY:
            return False
        return any(
            _bare(self._group(place) + cell.text) in _MEANING or _bare(cell.text) in _MEANING
            for place, cell in enumerate(below.cells)
            if cell.kind is not CellKind.EMPTY
        )

    def _meaning(self, place: int) -> tuple[str, str | None]:
        """What the heading says of a column, and the field that means."""
        upper = self._row.cell(place).text
        lower = self._below.cell(place).text if self._below is not None else ""
        if not lower:
            return upper, _MEANING.get(_bare(upper))
        group = self._group(place)
        for text in (group + lower, lower):
            if (label := _MEANING.get(_bare(text))) is not None:
                return text, label
        return group + lower, None

    def _group(self, place: int) -> str:
        """The group a column stands under: the text above it, or left of that across a merge or empty cells."""
        for left in range(place, -1, -1):
            cell = self._row.cell(left)
            if cell.kind is not CellKind.EMPTY:
                return _BRACKETED.sub("", unicodedata.normalize("NFKC", cell.text))
        return ""

    def _unit(self, spec: FactSpec, text: str, place: int) -> str:
        if not isinstance(spec.kind, Amount | AnyAmount):
            return ""
        for part in _BRACKETED.findall(unicodedata.normalize("NFKC", text).replace(" ", "")):
            for symbol in (part, *re.split("[,、;:]", part)):
                unit: str = symbol.removeprefix("单位").strip(":")
                try:
                    parse_unit(unit)
                except UnitError:
                    continue
                try:
                    spec.kind.read(f"1 {unit}")
                except FieldError as mistake:
                    self._note(f"列名里的{mistake.message}", mistake.remedy, place)
                    return ""
                return unit
        return ""

    def _note(self, message: str, remedy: str, place: int | None) -> None:
        self._problems.append(self._sheet.problem(message, remedy, row=self._row.number, column=place))


def _form(spec: FactSpec) -> Form:
    match spec.kind:
        case Text(check=None):
            return Form.TEXT
        case Day():
            return Form.DAY
        case Amount() | AnyAmount() | Number():
            return Form.FIGURE
    return Form.OTHER


def _nearest(name: str) -> str:
    found = get_close_matches(name, list(_MEANING), n=1, cutoff=0.5) if 0 < len(name) <= 40 else []
    return _MEANING[found[0]] if found else ""
