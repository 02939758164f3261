"""Projects of the inventory for tests: a few by hand, and any at all by hypothesis."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from checker.catalogue.sheet import plain
from checker.errors import LedgerRefusalError
from checker.ledger.inventory import FIELDS, Project, read_project
from checker.model.amounts import Amount, AnyAmount
from checker.model.choices import Choice, Several
from checker.model.kinds import Day, Flag, Text
from checker.model.measures import EfficiencyGrade, Number

CODE = "2405-511922-04-01-123456"
OTHER = "2312-511902-04-02-654321"
CREDIT_CODE = "91511900MA62D3XJ4F"


def project(code: str = CODE, **fields: object) -> Project:
    """A proposed cement project, with ``fields`` by English key."""
    given: dict[str, object] = {
        "project_code": code,
        "name": "南江水泥熟料生产线技改",
        "owner": "南江某水泥有限公司",
        "county": "南江县",
        "industry_code": "3011",
        "stage": "拟建",
        "total_energy": "3.2 万tce",
    }
    return read_project(given | fields)


def codes() -> st.SearchStrategy[str]:
    return st.builds(
        "{:02}{:02}-{}-{:02}-{:02}-{:06}".format,
        st.integers(21, 26),
        st.integers(1, 12),
        st.sampled_from(["511902", "511903", "511921", "511922", "511923"]),
        st.integers(0, 99),
        st.integers(0, 99),
        st.integers(0, 999_999),
    ) | st.builds("TZ-511922-{:04}".format, st.integers(0, 9999))


TEXTS = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc", "Cn"],
        exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    )
    | st.sampled_from("=+-@'\",;\t\n／/—"),
    min_size=1,
    max_size=20,
).filter(lambda text: bool(plain(text)))
AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=6, allow_nan=False) | st.integers(0, 10**9).map(Decimal)


def values(spec: Any) -> st.SearchStrategy[Any]:
    """What may be written into a field."""
    match spec.kind:
        case Text() if spec.key == "project_code":
            return codes()
        case Text() if spec.key == "credit_code":
            return st.just(CREDIT_CODE)
        case Text() if spec.key == "industry_code":
            return st.sampled_from(["3011", "0610", "1512"])
        case Text():
            return TEXTS
        case Flag():
            return st.booleans()
        case Day():
            return st.dates(date(2000, 1, 1), date(2040, 12, 31))
        case Choice():
            return st.sampled_from(list(spec.kind.words))
        case Several():
            return st.lists(st.sampled_from(list(spec.kind.item.words)), unique=True, max_size=3)
        case EfficiencyGrade():
            return st.integers(1, 5).map(Decimal)
        case Amount():
            return AMOUNTS.map(lambda number: f"{number:f} {spec.kind.symbol}")
        case AnyAmount():
            return st.builds("{:f} {}".format, AMOUNTS, st.sampled_from(spec.kind.examples))
        case Number():
            return st.decimals(min_value=0, max_value=10, places=3)
    raise AssertionError(spec.key)


@st.composite
def projects(draw: st.DrawFn) -> Project:
    """Any project that does not contradict itself."""
    given = {spec.key: draw(values(spec)) for spec in FIELDS if spec.required or draw(st.integers(0, 3)) == 0}
    try:
        return read_project(given)
    except LedgerRefusalError:
        for key in ("started_on", "commissioned_on", "planned_start_on", "planned_commissioning_on", "raw_coal"):
            given.pop(key, None)
        return read_project(given)
