"""A version's rows as a decision table: which tests find an item, and what the table says of a project.

Items are tried from the least to the most limited. Behind them stand rows for a person: conditions that cannot be
tested, and industries listed for certain products only, so that a product under another name is never passed over.
The last row is everything else.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Final

from checker.catalogue.cells import read_condition, read_words
from checker.catalogue.item import CatalogueItem
from checker.catalogue.sheet import Cell
from checker.feel.tree import Literal
from checker.rulebook import DecisionTable

TABLE: Final = "两高目录"
LISTED, NOT_LISTED, REVIEW = "列入", "未列入", "须人工核对"
INPUTS: Final = ("行业代码", "产品用语", "年综合能源消费量")
OUTPUTS: Final = (
    "结论", "目录项", "序号", "行业大类", "代码", "名称", "产品或工序", "限定条件", "依据文件", "备注",
)  # fmt: skip
_ANY: Final = "-"
_BLANKS: Final = ("",) * (len(OUTPUTS) - 2)
_ELSE: Final = "目录没有列这一行业代码,或未达到限定条件"


def table_csv(items: Sequence[CatalogueItem]) -> str:
    """The rows of the decision table as CSV text."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow((*INPUTS, *OUTPUTS))
    writer.writerows(_rows(items))
    return text.getvalue()


def items_of(table: DecisionTable) -> tuple[CatalogueItem, ...]:
    """The items a table was made from, in the order of their numbers; where those are no numbers, of the table."""
    found: list[CatalogueItem] = []
    for row in table.rows:
        values = [output.value if isinstance(output, Literal) else None for output in row.outputs]
        said = dict(zip(OUTPUTS, (str(value) if value is not None else "" for value in values), strict=True))
        if not said["代码"]:
            continue
        condition = read_condition(Cell.of_text(said["限定条件"]))
        item = CatalogueItem(
            number=said["序号"],
            division=said["行业大类"],
            code=said["代码"],
            name=said["名称"],
            words=read_words(Cell.of_text(said["产品或工序"])),
            threshold=condition.threshold,
            review=condition.review,
            basis=said["依据文件"],
            notes=said["备注"],
        )
        found.append(item)
    if all(item.number.isdecimal() for item in found):
        found.sort(key=lambda item: int(item.number))
    return tuple(found)


def _rows(items: Sequence[CatalogueItem]) -> Iterator[list[str]]:
    listed = (item for item in items if not item.review)
    for item in sorted(listed, key=lambda item: (bool(item.words), item.threshold is not None)):
        yield _row(item, LISTED, item.label)
    for item in items:
        if item.review:
            yield _row(item, REVIEW, f"{item.label}:条件须由人核对")
    for item in items:
        if item.words:
            label = _text(f"{item.label}:申报产品没有写到限定的产品或工序,须由人核对")
            yield [_code_test(item.code), _ANY, _energy_test(item), REVIEW, label, *_BLANKS]
    yield [_ANY, _ANY, _ANY, NOT_LISTED, _ELSE, *_BLANKS]


def _row(item: CatalogueItem, result: str, label: str) -> list[str]:
    written = (
        label, item.number, item.division, item.code, item.name, item.products, item.condition, item.basis, item.notes,
    )  # fmt: skip
    return [_code_test(item.code), _words_test(item.words), _energy_test(item), result, *map(_text, written)]


def _energy_test(item: CatalogueItem) -> str:
    return item.threshold.test if item.threshold else _ANY


def _code_test(code: str) -> str:
    """A class stands for itself; a division or group for the codes from it up to the next, in the order of texts."""
    if len(code) == 4:
        return code
    return f'? in ["{code}".."{code[:-1]}{chr(ord(code[-1]) + 1)}")'


def _words_test(words: Iterable[str]) -> str:
    tests = [f'contains(?, "{word.lower()}")' for word in words]
    # The cell opens with "?" so that it is read as a test and not as a text.
    return f'? != "" and ({" or ".join(tests)})' if tests else _ANY


def _text(text: str) -> str:
    """A text cell; one that would be read as an expression is quoted."""
    if text == "null" or text.startswith(('"', "not(", "?")):
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    return text
