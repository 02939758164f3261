"""Records of the demonstration platform: the shipped cases in the platform's own fields, units and codes.

They are put together from the example mapping read backwards, so that both are about the same platform.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from checker.errors import ApplicationError, Problem, UsageError
from checker.intake.mapping import PlatformMapping
from checker.intake.mapping_file import read_mapping
from checker.source import MappingNode, read_text, read_yaml

EXAMPLE: Final = Path(__file__).with_name("mapping.yaml")
"""The example mapping."""
_TEXTS: Final = {"项目名称": "name", "项目代码": "code", "建设单位": "owner", "行业代码": "industry", "县区": "county"}
_CODED: Final = {"建设阶段": ("stage", "stage"), "建设性质": ("nature", "nature"), "涉密": ("secret", "yes_no")}
_ITEM_TEXTS: Final = {
    "煤种": "coalRank",
    "基期年消费量": "baseline",
    "近十二个月消费量": "last12Months",
    "实测低位发热量": "heatingValue",
    "折标系数": "coalEquivalent",
    "碳排放因子": "carbonFactor",
    "来源": "source",
}
_ITEM_CODED: Final = {"品种": ("kind", "carrier"), "用途": ("use", "use"), "可再生": ("renewable", "yes_no")}
_AMOUNT: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(\D\S*)")
_DAY: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
Record = dict[str, Any]


def example_mapping() -> PlatformMapping:
    """The example mapping, as it is shipped."""
    return read_mapping(EXAMPLE)


def cases_directory() -> Path:
    """The cases of this installation: ``cases/`` of a checkout, or the copy inside the installed package."""
    package = Path(__file__).resolve().parent.parent.parent
    for candidate in (package / "_cases", package.parent / "cases"):
        if candidate.is_dir():
            return candidate
    raise UsageError(Problem("没有找到案例", str(package / "_cases"), remedy="请重新安装,或用 --cases 指定案例文件夹"))


def records_of_cases(directory: Path) -> Iterator[tuple[str, Record]]:
    """The name and the record of every case in ``directory``, in order of name."""
    writing = _Writing(example_mapping())
    for path in sorted(directory.glob("*/application.yaml")):
        root = read_yaml(
            read_text(path, str(path), error=ApplicationError),
            str(path),
            error=ApplicationError,
            aliases=True,
            typed=False,
        )
        if isinstance(root, MappingNode):
            yield path.parent.name, writing.record(root.plain)


def unreadable_record() -> Record:
    """A record as clerks get it wrong: an unknown code, a unit that does not fit, a day that does not exist."""
    return {
        "project": {
            "name": "填错了几处的锅炉改造项目",
            "code": "2606-511902-04-02-100900",
            "stage": "09",
            "nature": "02",
            "industry": "1512",
            "declaredOn": "20260231",
            "aspects": "02",
        },
        "energy": {"total": {"amount": 1200, "unit": "WKWH"}, "items": []},
        "form": {"年用电量": "九十 万kWh", "锅炉": "无"},
    }


class _Writing:
    """Writes facts in the platform's words; what its form has no field of its own for stays under our label."""

    def __init__(self, mapping: PlatformMapping) -> None:
        self._codes = {
            name: {str(value): code for code, value in listed.items()} for name, listed in mapping.code_lists.items()
        }

    def record(self, facts: Mapping[str, Any]) -> Record:
        """The record of one application, whose facts are texts by Chinese label."""
        form = dict(facts)
        project: Record = {key: form.pop(label) for label, key in _TEXTS.items() if label in form}
        for label, (key, codes) in _CODED.items():
            if label in form:
                project[key] = self._codes[codes][form.pop(label)]
        if (day := _DAY.fullmatch(form.get("申报日期") or "")) is not None:
            project["declaredOn"] = "".join(day.groups())
            del form["申报日期"]
        if isinstance(aspects := form.get("涉及事项"), list):
            project["aspects"] = ",".join(self._codes["aspect"][aspect] for aspect in aspects)
            del form["涉及事项"]
        energy: Record = {}
        if (total := self._amount(form.get("年综合能源消费量"))) is not None:
            energy["total"] = total
            del form["年综合能源消费量"]
        if isinstance(listed := form.get("能源消费"), list):
            items = [self._item(item) for item in listed]
            if None not in items:
                energy["items"] = items
                del form["能源消费"]
        return {"project": project, "energy": energy, "form": form}

    def _item(self, facts: Mapping[str, Any]) -> Record | None:
        rest = dict(facts)
        item: Record = {}
        if "年消费量" in rest:
            amount = self._amount(rest.pop("年消费量"))
            if amount is None:
                return None
            item |= amount
        for label, (key, codes) in _ITEM_CODED.items():
            if label in rest:
                item[key] = self._codes[codes][rest.pop(label)]
        item |= {key: rest.pop(label) for label, key in _ITEM_TEXTS.items() if label in rest}
        return None if rest else item

    def _amount(self, written: object) -> Record | None:
        match = _AMOUNT.fullmatch(written.strip()) if isinstance(written, str) else None
        if match is None or match[2] not in self._codes["unit"]:
            return None
        return {"amount": Decimal(match[1]), "unit": self._codes["unit"][match[2]]}
