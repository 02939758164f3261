"""The applications of cases/ are plausible: their numbers agree with one another, their codes are their own."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from checker.feel.units import Quantity, parse_quantity
from checker.model import Application, facts_of, read_application
from checker.model.technology import BoilerFuel, Carrier
from tests.cases.expectation import CASES

APPLICATIONS = sorted(CASES.glob("*/application.yaml"))
TWINS = {
    frozenset({"coal-substitution-petcoke", "coal-substitution-done"}),
    frozenset({"liquor-coal-boiler", "liquor-gas-boiler"}),
    frozenset({"expressway-service-area", "expressway-service-area-waived"}),
}
"""Cases of the same owner, told with another plan."""

STANDARD_COAL = {
    Carrier.RAW_COAL: "0.7143 kgce/kg",
    Carrier.DIESEL: "1.4571 kgce/kg",
    Carrier.LPG: "1.7143 kgce/kg",
    Carrier.NATURAL_GAS: "1.33 kgce/m³",
    Carrier.HEAT: "34.12 kgce/GJ",
    Carrier.ELECTRICITY: "0.1229 kgce/kWh",
}
FUELS = {
    BoilerFuel.COAL: Carrier.RAW_COAL,
    BoilerFuel.NATURAL_GAS: Carrier.NATURAL_GAS,
    BoilerFuel.BIOMASS: Carrier.BIOMASS,
}


def _slug(path: Path) -> str:
    return path.parent.name


@pytest.fixture(params=APPLICATIONS, ids=_slug)
def path(request: pytest.FixtureRequest) -> Path:
    file: Path = request.param
    return file


@pytest.fixture
def application(path: Path) -> Application:
    return read_application(path)


def _measured(text: str) -> Quantity:
    value = parse_quantity(text)
    assert isinstance(value, Quantity)
    return value


def _in_tce(value: object) -> Decimal:
    assert isinstance(value, Quantity)
    return value.in_unit("tce")


def _from_carriers(application: Application) -> Decimal | None:
    """Comprehensive energy consumption added up by carrier, in tce; None when a figure is not given."""
    total = Decimal(0)
    for entry in application.consumption or ():
        if entry.amount is None or entry.carrier is None:
            return None
        if entry.coal_equivalent is not None:
            energy = entry.amount * entry.coal_equivalent
        elif entry.heating_value is not None:
            energy = entry.amount * (entry.heating_value / _measured("29.307 GJ/tce"))
        else:
            energy = entry.amount * _measured(STANDARD_COAL[entry.carrier])
        total += _in_tce(energy)
    return total


def test_case_says_in_its_first_line_what_it_shows(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ")
    assert len(first) > 10


def test_declared_energy_is_what_the_carriers_add_up_to(application: Application) -> None:
    added = _from_carriers(application)
    if application.total_energy is None or added is None:
        return
    if application.generated is not None and application.total_energy < _measured(f"{added} tce"):
        added -= _in_tce(application.generated * _measured("0.1229 kgce/kWh"))
    assert abs(_in_tce(application.total_energy) - added) <= Decimal("0.5")


def test_products_use_no_more_energy_than_the_project(application: Application) -> None:
    used = Decimal(0)
    for product in application.products or ():
        if product.unit_energy is not None and product.capacity is not None and product.name != "水泥":
            used += _in_tce(product.unit_energy * product.capacity)
    if used and application.total_energy is not None:
        declared = _in_tce(application.total_energy)
        assert declared * Decimal("0.95") <= used <= declared * Decimal("1.03")


def test_boilers_burn_what_the_project_consumes(application: Application) -> None:
    carriers = {entry.carrier for entry in application.consumption or ()}
    fuels = {FUELS[boiler.fuel] for boiler in application.boilers or () if boiler.fuel in FUELS}
    assert fuels <= carriers


def test_quantities_given_twice_agree(application: Application) -> None:
    facts = facts_of(application)
    for label, carrier in (("年用电量", "电力"), ("年天然气用量", "天然气"), ("年原煤消费量", "原煤")):
        entries = facts["能源消费"]
        declared = facts[label]
        if declared is None or not isinstance(entries, list) or application.generated is not None:
            continue
        amounts = [entry["年消费量"] for entry in entries if isinstance(entry, dict) and entry["品种"] == carrier]
        if any(amount is None for amount in amounts):
            continue
        added = sum((amount.magnitude for amount in amounts if isinstance(amount, Quantity)), Decimal(0))
        assert isinstance(declared, Quantity)
        assert declared.magnitude == added, label


def test_project_and_credit_codes_belong_to_one_case_each() -> None:
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for file in APPLICATIONS:
        application = read_application(file)
        for code in (application.project_code, application.credit_code):
            assert code is not None, file
            holders[code].add(_slug(file))
    shared = {frozenset(slugs) for slugs in holders.values() if len(slugs) > 1}
    assert shared <= TWINS, shared
