"""What the cells of a catalogue may say: an industry code, products, a condition."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from checker.catalogue.item import REVIEW_MARK, TCE, Threshold
from checker.catalogue.sheet import Cell, CellKind
from checker.feel.units import Quantity, UnitError, parse_quantity
from checker.model.codes import industry_section
from checker.model.kinds import FieldError

NOTHING: Final = frozenset(
    {"", "-", "--", "—", "——", "/", "无", "全部", "所有", "全部产品", "所有产品", "不限", "无限定"}
)


class CellError(Exception):
    """A cell that cannot be taken: what is wrong, what to write instead."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class Condition:
    """What a condition cell says: an energy threshold, a condition in words for a person, or neither."""

    threshold: Threshold | None = None
    review: str = ""


def check_kind(cell: Cell, *, wanted: str) -> None:
    """Refuse what a spreadsheet made of a cell behind the writer's back; raises CellError."""
    match cell.kind:
        case CellKind.FORMULA:
            shown = f",现显示“{cell.text}”" if cell.text else ""
            raise CellError(f"是公式 {cell.raw[:60]}{shown}", "请复制后“选择性粘贴为数值”")
        case CellKind.ERROR:
            raise CellError(f"是 Excel 的出错值 {cell.text}", f"请改为{wanted}")
        case CellKind.DATE:
            raise CellError(f"被 Excel 当作日期({cell.text})", f"请把单元格格式设为“文本”,再填{wanted}")


def read_text(cell: Cell, *, longest: int = 200) -> str:
    """Free text; raises CellError for formulas, error values and texts that are too long."""
    if cell.kind is CellKind.DATE:
        return cell.text
    check_kind(cell, wanted="文字")
    if len(cell.text) > longest:
        raise CellError(f"有 {len(cell.text)} 个字,至多 {longest} 个", "请缩短;详情以原文件为准")
    if cell.text.startswith(("=", "@")):
        raise CellError(f"“{cell.text[:20]}”像是公式", "请删去开头的 = 或 @")
    return cell.text


_CODE: Final = re.compile(r"([A-Za-z]?)\s*(\d{1,6})")
_SEVERAL: Final = re.compile(r"\d{2,4}\s*[、,;/~和至\s-]+\s*[A-Za-z]?\d{2,4}")
_CODE_FORM: Final = "按 GB/T 4754 填 2 至 4 位代码,如 30、301、3011"


def read_code(cell: Cell) -> str:
    """An industry code of 2 to 4 digits, its section letter checked and dropped; raises CellError.

    A number has lost the zeros it began with: where it could have had one, it is refused rather than guessed at.
    """
    check_kind(cell, wanted="代码,如 3011")
    if cell.kind is CellKind.EMPTY:
        raise CellError("缺少行业代码", _CODE_FORM)
    text = unicodedata.normalize("NFKC", cell.padded or cell.text)
    if _SEVERAL.search(text):
        raise CellError(f"“{cell.text}”不止一个代码", "一行只写一个代码,请拆成几行;同一大类、中类可只写前 2、3 位")
    match = _CODE.fullmatch(text)
    if match is None:
        whole = re.fullmatch(r"(\d{2,4})\.0+", text)
        raise CellError(f"“{cell.text[:40]}”不是行业代码", f"请写 {whole[1]}" if whole else _CODE_FORM)
    letter, code = match[1].upper(), match[2]
    if len(code) == 1:
        raise CellError(
            f"“{cell.text}”只有 1 位,前面的 0 可能被 Excel 去掉了", f"请把单元格设为“文本”,写 {letter}0{code}"
        )
    if len(code) > 4:
        raise CellError(f"“{cell.text}”有 {len(code)} 位", _CODE_FORM)
    if cell.kind is CellKind.NUMBER and not cell.padded and len(code) < 4 and _may_lack_zero(code):
        readings = " 或 ".join(reading for reading in (code, f"0{code}") if not _is_wrong(reading))
        raise CellError(f"代码 {code} 存成了数字,前面的 0 可能被 Excel 去掉了", f"请把单元格设为“文本”,写明 {readings}")
    if problem := _is_wrong(code):
        near = f"前面的 0 若被 Excel 去掉,请写 0{code};" if len(code) == 3 and not _is_wrong(f"0{code}") else ""
        raise CellError(f"“{cell.text}”{problem}", f"{near}{_CODE_FORM}")
    if letter and letter != (section := industry_section(code.ljust(4, "1")))[0]:
        raise CellError(
            f"“{cell.text}”的门类与大类不符:{code[:2]} 属 {section[0]}({section[1]})", f"请写 {section[0]}{code}"
        )
    return code


def _may_lack_zero(code: str) -> bool:
    return not _is_wrong(f"0{code}")


def _is_wrong(code: str) -> str:
    """Why the digits are no code of GB/T 4754, or an empty text."""
    try:
        industry_section(code[:2].ljust(4, "1"))
    except FieldError:
        return f"的大类 {code[:2]} 不存在(01 至 97)"
    return "的第三位(中类)不能为 0" if len(code) > 2 and code[2] == "0" else ""


_WORD_BREAK: Final = re.compile("[、,;|]+")
_EXCEPTIONS: Final = re.compile(r"^(?:不含|不包括)|除.+外|(?:除外|以外|之外)\)?$|\((?:不含|除|不包括)")


def read_words(cell: Cell) -> tuple[str, ...]:
    """The products or processes an item is limited to, in order; raises CellError."""
    check_kind(cell, wanted="产品名称")
    words: list[str] = []
    for written in cell.lines or (cell.text,):
        line = unicodedata.normalize("NFKC", written)
        if _EXCEPTIONS.search(line):
            raise CellError(
                f"“{line[:30]}”是排除的写法,机器不能据以核对",
                f"请只写列入的产品;须由人判断的,在限定条件写“{REVIEW_MARK}{line[:20]}”",
            )
        for part in _WORD_BREAK.split(line):
            word = part.strip().removesuffix("等").strip()
            if word in NOTHING:
                continue
            if any(sign in word for sign in "\"\\'|"):
                raise CellError(f"“{word[:30]}”里有引号或斜线", "请去掉引号和斜线,多个产品用顿号隔开")
            if len(word) > 40:
                raise CellError(f"“{word[:30]}…”不像产品名称", "产品或工序写简短的名称,多个用顿号隔开;说明写入备注")
            words.append(word)
    return tuple(dict.fromkeys(words))


_CONDITION_FORM: Final = (
    f"能耗条件写作 年综合能耗 ≥ 10000 tce;其他条件须由人判断的,写作 {REVIEW_MARK}条件,命中时提请核对"
)
_ENERGY: Final = re.compile(
    r"(?:项目)?(?:年)?(?:综合)?(?:能源|能)?(?:总)?(?:消费|消耗|耗)?(?:总)?(?:量)?(?:\(当量值?\))?(?:为|达到?|在)?"
)
_OPENING: Final = (
    ("大于或等于", True), ("大于等于", True), ("不低于", True), ("不少于", True), ("不小于", True), (">=", True),
    ("≥", True), ("≧", True), ("超过", False), ("大于", False), ("高于", False), (">", False),
)  # fmt: skip
_CLOSING: Final = ("及以上", "(含)以上", "以上(含)", "或以上", "含以上", "以上")
_UPPER: Final = ("<", "≤", "≦", "以下", "不超过", "小于", "低于", "不高于", "不大于")
_AMOUNT: Final = re.compile(r"(\d[\d,]*(?:\.\d+)?)(万)?(.*)")
_UNITS: Final = {
    "吨标准煤": "tce", "吨标煤": "tce", "tce": "tce", "吨标准煤当量": "tce", "吨tce": "tce",
    "千克标准煤": "kgce", "kgce": "kgce", "公斤标准煤": "kgce",
}  # fmt: skip


def read_condition(cell: Cell, unit: str = "") -> Condition:
    """The condition of an item; ``unit`` is the one the column's heading gives. Raises CellError."""
    check_kind(cell, wanted="条件,如 年综合能耗 ≥ 10000 tce")
    if cell.text in NOTHING:
        return Condition()
    text = unicodedata.normalize("NFKC", cell.text)
    if text.startswith("人工核对"):
        return _review(text, unit)
    return Condition(_threshold(text, unit))


def _review(text: str, unit: str) -> Condition:
    words = text.removeprefix("人工核对").lstrip(": ")
    head, separator, tail = words.rpartition(";")
    threshold = None
    if separator and "年综合能耗" in tail:
        words, threshold = head.strip(), _threshold(tail.strip(), unit)
    if not words:
        raise CellError(f"“{text}”没有写条件", f"请写 {REVIEW_MARK}条件")
    return Condition(threshold, words)


def _threshold(written: str, unit: str) -> Threshold:
    text = written.replace(" ", "")
    if any(sign in re.sub("不(?:低于|小于)", "", text) for sign in _UPPER):
        raise CellError(f"“{written}”是上限", _CONDITION_FORM)
    text = text[found.end() :] if (found := _ENERGY.match(text)) else text
    inclusive = True
    for sign, included in _OPENING:
        if text.startswith(sign):
            text, inclusive = text.removeprefix(sign), included
            break
    for sign in _CLOSING:
        if text.endswith(sign):
            text = text.removesuffix(sign)
            break
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise CellError(f"看不懂条件“{written[:40]}”", _CONDITION_FORM)
    number, myriad, symbol = match[1].replace(",", ""), match[2] or "", match[3]
    symbol = re.sub(r"(?:/年|/a)$|及以上|以上", "", symbol).strip("()")
    if not symbol and not unit:
        raise CellError(f"“{written[:40]}”没有单位", f"请写单位,如 {number}{myriad} tce(吨标准煤)")
    amount = Decimal(number) * (10_000 if myriad else 1)
    quantity = _in_coal(amount, symbol or unit, written)
    if quantity.magnitude <= 0:
        raise CellError(f"“{written[:40]}”的数值应大于 0", "没有能耗条件的请留空")
    return Threshold(Decimal(quantity.in_unit(TCE)).normalize(), inclusive)


def _in_coal(amount: Decimal, symbol: str, written: str) -> Quantity:
    """``amount`` of a unit as a quantity of standard coal; raises CellError for any other unit."""
    known = _UNITS.get(symbol.lower(), symbol)
    if known.startswith("万"):
        amount, known = amount * 10_000, _UNITS.get(known[1:].lower(), known[1:])
    try:
        found = parse_quantity(f"{amount:f} {known}")
    except UnitError:
        found = None
    if not isinstance(found, Quantity) or found.dimension is not TCE.dimension:
        raise CellError(
            f"“{written[:40]}”的单位“{symbol}”不是标准煤",
            f"年综合能耗请换算成 tce(吨标准煤);产能等条件写作 {REVIEW_MARK}{written[:20]}",
        )
    return found
