"""Codes with a fixed form: online-platform project code, unified social credit code, GB/T 4754-2017 class, county."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from checker.model.enums import County
from checker.model.kinds import FieldError, shown

COUNTY_CODES: Final[Mapping[str, County]] = {
    "511902": County.BAZHOU,
    "511903": County.ENYANG,
    "511921": County.TONGJIANG,
    "511922": County.NANJIANG,
    "511923": County.PINGCHANG,
}
"""Administrative codes (GB/T 2260); the economic and the cultural zone have none."""

COUNTY_SPELLINGS: Final[Mapping[str, str]] = {
    **{code: county.value for code, county in COUNTY_CODES.items()},
    **{f"巴中市{county.value}": county.value for county in COUNTY_CODES.values()},
    "巴中经济开发区": County.ECONOMIC_ZONE.value,
    "经开区": County.ECONOMIC_ZONE.value,
    "巴中文旅新区": County.CULTURE_ZONE.value,
}

SECTIONS: Final[tuple[tuple[str, str, int, int], ...]] = (
    ("A", "农、林、牧、渔业", 1, 5),
    ("B", "采矿业", 6, 12),
    ("C", "制造业", 13, 43),
    ("D", "电力、热力、燃气及水生产和供应业", 44, 46),
    ("E", "建筑业", 47, 50),
    ("F", "批发和零售业", 51, 52),
    ("G", "交通运输、仓储和邮政业", 53, 60),
    ("H", "住宿和餐饮业", 61, 62),
    ("I", "信息传输、软件和信息技术服务业", 63, 65),
    ("J", "金融业", 66, 69),
    ("K", "房地产业", 70, 70),
    ("L", "租赁和商务服务业", 71, 72),
    ("M", "科学研究和技术服务业", 73, 75),
    ("N", "水利、环境和公共设施管理业", 76, 79),
    ("O", "居民服务、修理和其他服务业", 80, 82),
    ("P", "教育", 83, 83),
    ("Q", "卫生和社会工作", 84, 85),
    ("R", "文化、体育和娱乐业", 86, 90),
    ("S", "公共管理、社会保障和社会组织", 91, 96),
    ("T", "国际组织", 97, 97),
)
"""Sections of GB/T 4754-2017 with the divisions each holds, first and last."""

_PROJECT_CODE: Final = re.compile(r"(\d{2})(\d{2})-(\d{6})-(\d{2})-(\d{2})-(\d{6})")
_FIRST_YEARS: Final = range(2016, 2021)
# First two digits of administrative codes in use; 00 is a project of the central government.
_PROVINCES: Final = frozenset(
    f"{number:02}"
    for numbers in ((0,), range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55), range(61, 67))
    for number in numbers
)
_INDUSTRY: Final = re.compile(r"([A-Za-z]?)\s*(\d{4})")
_CREDIT_ALPHABET: Final = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")


def read_project_code(text: str) -> str:
    """A project code of the national online approval platform, YYMM-RRRRRR-NN-NN-NNNNNN; raises FieldError.

    Projects coded from 2016 to 2020 carry the year in place of year and month (2019-511902-30-03-012345).
    """
    code = re.sub("[\u2010-\u2015\u2212]", "-", text.replace(" ", ""))
    form = "写作 年月-行政区划-行业-类型-流水号,如 2405-511902-04-01-123456"
    match = _PROJECT_CODE.fullmatch(code)
    if match is None:
        raise FieldError(f"“{shown(text)}”不是在线平台项目代码", form)
    if not 1 <= int(match[2]) <= 12 and int(match[1] + match[2]) not in _FIRST_YEARS:
        raise FieldError(f"项目代码“{code}”的前四位“{match[1]}{match[2]}”不是年月", form)
    if match[3][:2] not in _PROVINCES:
        raise FieldError(f"项目代码“{code}”的行政区划“{match[3]}”不存在", form)
    return code


def read_credit_code(text: str) -> str:
    """An 18-character unified social credit code with its check digit (GB 32100-2015); raises FieldError."""
    from stdnum.cn import uscc  # noqa: PLC0415 - loaded only when a code is read

    code = str(uscc.compact(text))
    if len(code) != 18:
        raise FieldError(f"统一社会信用代码应为 18 位,现为 {len(code)} 位", "对照营业执照填写 18 位代码")
    wrong = sorted(set(code) - _CREDIT_ALPHABET)
    if wrong:
        raise FieldError(f"统一社会信用代码不会出现“{'、'.join(wrong)}”", "代码只用数字和除 I、O、S、V、Z 外的大写字母")
    if not code[2:8].isdigit():
        raise FieldError(f"统一社会信用代码第 3 至 8 位“{code[2:8]}”应为行政区划数字", "对照营业执照填写 18 位代码")
    # Only the check digit is left to stdnum: its validate() also refuses the letters A, N and Y in front, which
    # GB 32100 gives to registering authorities such as the agriculture departments.
    if code[-1] != (right := uscc.calc_check_digit(code[:-1])):
        raise FieldError(f"统一社会信用代码“{code}”校验码不符", f"按前 17 位末位应为 {right},请对照营业执照逐位核对")
    return code


def industry_section(code: str) -> tuple[str, str]:
    """Letter and name of the section a four-digit class belongs to, e.g. ``("C", "制造业")``; raises FieldError."""
    division = int(code[:2])
    for letter, name, first, last in SECTIONS:
        if first <= division <= last:
            return letter, name
    raise FieldError(f"国民经济行业大类“{code[:2]}”不存在", "大类为 01 至 97,按 GB/T 4754-2017 填四位小类代码")


def read_industry_code(text: str) -> str:
    """A four-digit class of GB/T 4754-2017, its section letter checked and dropped: ``C3011`` is ``3011``."""
    match = _INDUSTRY.fullmatch(text)
    if match is None:
        raise FieldError(
            f"“{shown(text)}”不是行业小类代码", "按 GB/T 4754-2017 填四位小类代码,如 3011 或 C3011;以 0 开头的加引号"
        )
    letter, name = industry_section(match[2])
    if match[1] and match[1].upper() != letter:
        raise FieldError(
            f"行业代码“{text}”的门类与大类不符:{match[2][:2]} 属 {letter}({name})", f"写作 {letter}{match[2]}"
        )
    if match[2][2] == "0":
        raise FieldError(f"“{text}”不是四位小类:第三位(中类)不能为 0", "按 GB/T 4754-2017 填四位小类代码,如 3011")
    return match[2]
