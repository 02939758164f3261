"""The decision table of a version says what its items say, whatever they are."""

from __future__ import annotations

import tempfile
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from checker.catalogue import CatalogueItem, CatalogueStore, Threshold, match
from checker.catalogue.pack_files import manifest, rows_name, version_files
from checker.catalogue.table_rows import table_csv
from checker.catalogue.version import CatalogueVersion
from checker.feel.units import Quantity, parse_quantity
from tests.catalogue.files import MARK_V1

CODES = ("30", "301", "3011", "3012", "26", "261", "2611", "39", "3985", "06", "0610", "309", "3099", "39")
WORDS = ("水泥熟料", "石灰", "PVC")
ITEMS = st.lists(
    st.builds(
        CatalogueItem,
        number=st.just(""),
        division=st.sampled_from(["", "建材", "null", "-"]),
        code=st.sampled_from(CODES),
        name=st.sampled_from(["水泥制造", "?", "甲,乙", "not(x)"]),
        words=st.lists(st.sampled_from(WORDS), unique=True, max_size=2).map(tuple),
        threshold=st.none() | st.builds(Threshold, st.sampled_from([Decimal(5000), Decimal("0.5")]), st.booleans()),
        review=st.sampled_from(["", "", "单线规模"]),
        basis=st.just(""),
        notes=st.sampled_from(["", "第一行 第二行"]),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda item: item.key,
)


def version_of(items: tuple[CatalogueItem, ...]) -> CatalogueVersion:
    """The items as written to disk and read back."""
    from datetime import date

    start = date(2026, 7, 1)
    with tempfile.TemporaryDirectory() as folder:
        store = CatalogueStore(Path(folder))
        files = version_files("2026-07-01", "某号", MARK_V1, start, None)
        files |= {"pack.yaml": manifest(1, start), f"tables/{rows_name('2026-07-01')}": table_csv(items)}
        for name, text in files.items():
            path = store.pack / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return store.versions()[0]


def expected(items: tuple[CatalogueItem, ...], code: str, product: str, energy: Quantity) -> str:
    """What the items say in so many words."""
    concerned = [item for item in items if code.startswith(item.code)]
    reached = [
        item
        for item in concerned
        if item.threshold is None
        or energy.magnitude > item.threshold.amount
        or (item.threshold.inclusive and energy.magnitude == item.threshold.amount)
    ]
    named = [item for item in reached if not item.words or any(word.lower() in product.lower() for word in item.words)]
    if any(not item.review for item in named):
        return "列入"
    return "须人工核对" if named or any(item.words for item in reached) else "未列入"


@settings(max_examples=60, deadline=None)
@given(
    items=ITEMS,
    code=st.sampled_from(["3011", "3012", "3099", "2611", "3985", "0610", "4011", "3111"]),
    product=st.sampled_from(["水泥熟料", "生石灰", "pvc树脂", "面粉", ""]),
    energy=st.sampled_from(["5000 tce", "4999.9 tce", "0.5 tce", "0.6 tce", "0 tce"]),
)
def test_table_and_items_agree(items: list[CatalogueItem], code: str, product: str, energy: str) -> None:
    numbered = tuple(
        CatalogueItem(
            str(number), item.division, item.code, item.name, item.words, item.threshold, item.review, notes=item.notes
        )
        for number, item in enumerate(items, 1)
    )
    version = version_of(numbered)
    assert version.items == numbered
    amount = parse_quantity(energy)
    assert isinstance(amount, Quantity)
    assert match(version, code, [product], amount).result == expected(numbered, code, product, amount)
