"""The client against a real service: the same answers as the library, sync and async."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.client import AsyncClient, Client
from checker.errors import ApplicationError, ForbiddenError, UnknownTokenError, UsageError
from checker.ledger import Ledger, tokens
from checker.ledger.access import Role
from checker.ledger.standing import LedgerView
from checker.model.outcome import Outcome, Verdict
from tests.api.desk_contract import CASES, DAY, GAS, METHANOL, application_of, shipped
from tests.service.conftest import shared_house  # noqa: F401 - the fixture of the service's own tests
from tests.service.house import House


@pytest.fixture
def house(shared_house: House) -> House:  # noqa: F811 - the fixture above
    return shared_house


@pytest.fixture
def client(house: House) -> Iterator[Client]:
    with Client(house.url, house.tokens[Role.SYSTEM]) as client:
        yield client


def test_a_check_gives_the_report_of_the_library(client: Client, house: House) -> None:
    expected = shipped().check(application_of(METHANOL), as_of=DAY, everything=True, ledger=LedgerView(house.ledger))
    assert client.check(CASES / METHANOL / "application.yaml", as_of=DAY, everything=True) == expected


def test_mistakes_in_a_file_have_their_lines(client: Client, tmp_path: Path) -> None:
    path = tmp_path / "错.yaml"
    path.write_text("项目名称: 甲\n建设阶段: 拟健\n", encoding="utf-8")
    with pytest.raises(ApplicationError) as caught:
        client.check(path, as_of=DAY)
    assert next((p.file, p.line, p.field) for p in caught.value.problems) == (str(path), 2, "建设阶段")


@pytest.mark.parametrize("workers", [1, 4])
def test_many_are_checked_in_order_with_their_errors(client: Client, workers: int) -> None:
    cases = [path.parent for path in sorted(CASES.glob("*/application.yaml"))]
    wanted = [case / "application.yaml" for case in cases]
    wanted.insert(3, {"项目名称": "甲"})  # type: ignore[arg-type]
    heard: list[int] = []
    found = list(client.check_many([*wanted, "没有.yaml"], as_of=DAY, workers=workers, progress=heard.append))
    assert [one.index for one in found] == list(range(len(wanted) + 1))
    assert heard == [one.index + 1 for one in found]
    assert [one.index for one in found if one.error is not None] == [3, len(wanted)]
    assert isinstance(found[3].error, ApplicationError)
    for one, case in zip([*found[:3], *found[4:-1]], cases, strict=True):
        assert one.report is not None
        assert one.report.application_hash == application_of(case.name).content_hash


def test_applications_are_read_only_as_results_are_taken(client: Client) -> None:
    read: list[int] = []

    def endless() -> Iterator[object]:
        number = 0
        while True:
            read.append(number)
            yield application_of(GAS)
            number += 1

    results = client.check_many(endless(), as_of=DAY)  # type: ignore[arg-type]
    assert next(results).report is not None
    assert len(read) <= 64


def test_workers_are_bounded(client: Client) -> None:
    with pytest.raises(UsageError, match="1 至 16"):
        client.check_many([], workers=0)


def test_one_rule_in_full_and_what_would_be(client: Client) -> None:
    assert client.explain(application_of(GAS), "EQ-boiler", as_of=DAY).outcome is Outcome.SATISFIED
    with pytest.raises(UsageError, match="没有规则 EQ-nothing"):
        client.explain(application_of(GAS), "EQ-nothing", as_of=DAY)
    found = client.what_if(application_of(GAS), {"锅炉[1].热效率": "60 %"}, as_of=DAY)
    assert (found.before.verdict, found.after.verdict) == (Verdict.APPROVE, Verdict.REJECT)
    with pytest.raises(UsageError, match="有不能传送的值"):
        client.what_if(application_of(GAS), {"总投资": object()}, as_of=DAY)


def test_the_async_client_does_the_same(house: House) -> None:
    async def ask() -> None:
        async with AsyncClient(house.url, house.tokens[Role.SYSTEM]) as client:
            one, other = await asyncio.gather(
                client.check(application_of(GAS), as_of=DAY), client.check(application_of(METHANOL), as_of=DAY)
            )
            assert one == shipped().check(application_of(GAS), as_of=DAY, ledger=LedgerView(house.ledger))
            assert other.verdict is Verdict.RECTIFY
            assert (await client.explain(application_of(GAS), "EQ-boiler", as_of=DAY)).outcome is Outcome.SATISFIED
            compared = await client.what_if(application_of(GAS), {"锅炉[1].热效率": "60 %"}, as_of=DAY)
            assert compared.after.verdict is Verdict.REJECT
            batch = [application_of(GAS), {"项目名称": "甲"}, application_of(METHANOL)]
            checked = [item async for item in client.check_many(batch, as_of=DAY)]
            assert [item.report is not None for item in checked] == [True, False, True]
            with pytest.raises(ApplicationError):
                await client.check({"项目名称": "甲"}, as_of=DAY)

    asyncio.run(ask())


def test_refusals_are_those_of_the_library(house: House, tmp_path: Path) -> None:
    with Client(house.url, house.tokens[Role.AUDITOR]) as client, pytest.raises(ForbiddenError):
        client.check(application_of(GAS), as_of=DAY)
    with Ledger.create(tmp_path / "别的.db") as ledger, ledger.writing("管理员") as books:
        token = tokens.issue(books, "某人", Role.SYSTEM).text
    with Client(house.url, token) as client, pytest.raises(UnknownTokenError) as caught:
        client.check(application_of(GAS), as_of=DAY)
    assert token not in str(caught.value)
