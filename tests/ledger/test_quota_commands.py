"""``checker ledger quota, source, submit, withdraw, start, close, lapse``, as an officer types them."""

from __future__ import annotations

import json
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from checker.ledger import Ledger, submissions
from checker.model.outcome import Verdict
from checker.render.ledger_amounts import amount_text, bar
from tests.cli.running import inside
from tests.ledger.bookkeeping import DAY, adopt, approve, take_in
from tests.ledger.proceedings import CASES, code_of

BOARD = "coal-substitution-done"
CODE = code_of(BOARD)
COAL = "原煤消费量"
SAID = ("--number", "巴统〔2026〕21号", "--reason", "2025 年统计数")


@pytest.fixture
def run(ledger: Ledger, address: str) -> Any:
    with ledger.writing("张三") as books:
        adopt(books)
    ledger.close()

    def typed(*arguments: str) -> Result:
        settings = {"CHECKER_LEDGER": address, "CHECKER_OFFICER": "张三", "CHECKER_OFFICE": "", "NO_COLOR": "1"}
        return inside("ledger", *arguments, **settings)

    return typed


@pytest.fixture
def packs(tmp_path: Path) -> tuple[str, ...]:
    """The shipped rule packs, without the quota of raw coal."""
    rules = tmp_path / "rules"
    shutil.copytree(CASES.parent / "rules", rules)
    file = rules / "bazhong-plan" / "quotas.yaml"
    head, _, rest = file.read_text(encoding="utf-8").partition("  - name: 原煤消费量")
    file.write_text(head + rest[rest.index("  - name: ") :], encoding="utf-8")
    return tuple(word for pack in sorted(rules.iterdir()) if pack.is_dir() for word in ("--packs", str(pack)))


def data(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def application(case: str) -> str:
    return str(CASES / case / "application.yaml")


def test_a_quota_from_adoption_to_approval(run: Any, address: str) -> None:
    assert "没有变化" in run("quota", "adopt").stdout
    entered = run("quota", "baseline", COAL, "2030", "23 万t", *SAID)
    assert "余量  2 万t  [##################..] 92%" in entered.stdout
    taken = run("submit", application(BOARD), "--on", "2026-11-22")
    assert (taken.exit_code, f"已受理 {CODE}" in taken.stdout, "核对建议:通过" in taken.stdout) == (0, True, True)
    listed = run("quota", "list", "--metric", "原煤", "--year", "2030").stdout.splitlines()
    assert listed[2] == "原煤消费量(上限)"
    assert listed[3].split() == [
        "2030", "25", "万t", "23", "万t", "1.6", "万t", "4000", "t", "[##################=.]", "98.4%",
    ]  # fmt: skip
    with Ledger.open(address) as ledger, ledger.writing("李四") as books:
        from checker.ledger.journal import EntryKind

        books.append(EntryKind.APPLICATION_WITHDRAWN, CODE, submissions.decided(books, CODE, Verdict.APPROVE, DAY))
    shown = run("quota", "show", COAL, "2030").stdout
    assert "已批  1.6 万t" in shown
    assert f"{CODE}  已批准  1.6 万t" in shown
    told = data(run("quota", "history", COAL, "2030", "--format", "json"))
    assert [(one["name"], one["by"]) for one in told] == [
        ("limit", "张三"),
        ("baseline", "张三"),
        ("booking", "张三"),
        ("booking", "李四"),
    ]
    assert told[3]["committed"] == 16000
    account = data(run("quota", "show", COAL, "2030", "--format", "json"))[0]
    assert (account["used"], account["headroom"], account["limit_set_by"]) == (246000, 4000, "条款")
    assert account["bookings"][0]["state"] == "已批准"


def test_a_new_ledger_has_the_limits_of_the_clauses_at_once(tmp_path: Path) -> None:
    place = str(tmp_path / "新台账.db")
    made = inside("ledger", "init", place, CHECKER_OFFICER="张三", CHECKER_OFFICE="")
    assert "记入 21 项条款限额" in made.stdout
    history = inside("ledger", "quota", "history", COAL, "2030", "--ledger", place, "--format", "json")
    assert [(one["name"], one["by"], one["reason"]) for one in data(history)] == [("limit", "张三", "建台账")]


def test_other_rule_packs_never_move_a_limit_unless_they_are_adopted(run: Any, packs: tuple[str, ...]) -> None:
    """A rule book without the quotas of the plan would otherwise end every ceiling."""
    for typed in (
        ("submit", application(BOARD), "--on", "2026-11-22"),
        ("quota", "limit", "水电装机容量", "2028", "28 万kW", *SAID),
        ("quota", "baseline", COAL, "2030", "23 万t", *SAID),
    ):
        refused = run(*typed, *packs)
        assert (refused.exit_code, "checker ledger quota adopt" in refused.stderr) == (6, True)
    assert data(run("quota", "list", "--metric", COAL, "--year", "2030", "--format", "json"))[0]["limit"] == 250_000
    unsaid = run("quota", "adopt", *packs)
    assert (unsaid.exit_code, "没有写原因" in unsaid.stderr, "终止" in unsaid.stdout) == (2, True, True)
    unsure = run("quota", "adopt", "--reason", "换规则包", *packs)
    assert (unsure.exit_code, "写 --yes" in unsure.stderr) == (2, True)
    done = run("quota", "adopt", "--reason", "换规则包", "--yes", *packs)
    assert (done.exit_code, "记入 2 项条款限额" in done.stdout) == (0, True)
    listed = data(run("quota", "list", "--metric", COAL, "--year", "2030", "--format", "json"))
    assert listed[0]["limit"] is None
    again = run("submit", application(BOARD), "--on", "2026-11-22")
    assert (again.exit_code, "2025 年原煤消费量、2030 年原煤消费量" in again.stderr) == (6, True)


def test_a_submission_that_does_not_fit_waits_until_it_is_taken_up(run: Any) -> None:
    run("quota", "baseline", COAL, "2030", "23.4 万t", *SAID)
    first = data(run("submit", application(BOARD), "--on", "2026-11-22", "--format", "json"))
    assert [one["waiting"] for one in first["quotas"] if one["metric"] == COAL] == [False]
    second = run("submit", application("liquor-coal-boiler"), "--on", "2026-11-22")
    assert "待额度" in second.stdout
    assert "take-up" in second.stderr
    gone = run("withdraw", CODE, "--reason", "另选厂址", "--on", "2026-11-23")
    assert f"等待额度或来源的项目:{code_of('liquor-coal-boiler')}" in gone.stderr
    waiting = data(run("submissions", "--waiting", "--format", "json"))
    assert [one["project"] for one in waiting] == [code_of("liquor-coal-boiler")]
    assert f"已补预留  {code_of('liquor-coal-boiler')}" in run("quota", "take-up").stdout
    assert "没有可以补预留" in run("quota", "take-up").stdout
    assert run("submissions", "--state", "已撤回").stdout.count(CODE) == 1


def test_a_source_is_registered_and_offered(run: Any, tmp_path: Path) -> None:
    said = ("--enterprise", "某某水泥厂", "--facility", "2 号锅炉", "--document", "巴发改〔2026〕8号", "--from",
            "2026-06-30")  # fmt: skip
    assert "可用  1.2 万t" in run("source", "add", "MT-1", "煤炭替代", "1.2 万t", *said).stdout
    twice = run("source", "add", "MT-1", "煤炭替代", "1.2 万t", *said)
    assert (twice.exit_code, "已经登记过" in twice.stderr) == (6, True)
    wrong = run("source", "add", "MT-2", "煤炭替代", "很多", *said)
    assert (wrong.exit_code, "不是数量" in wrong.stderr) == (2, True)
    file = tmp_path / "申报.yaml"
    offered = "\n台账来源:\n  - {来源编号: MT-1, 用途: 煤炭替代, 数量: 1 万t}\n"
    file.write_text((CASES / BOARD / "application.yaml").read_text(encoding="utf-8") + offered, encoding="utf-8")
    taken = data(run("submit", str(file), "--on", "2026-11-22", "--format", "json"))
    assert taken["sources"] == [
        {
            "project": CODE,
            "source": "MT-1",
            "unit": "t",
            "requested": 10000,
            "reserved": 10000,
            "committed": 0,
            "waiting": False,
        }
    ]
    assert taken["verdict"] == "rectify"
    shown = run("source", "show", "MT-1").stdout
    assert "可用  2000 t  [================....] 83.3%" in shown
    assert data(run("source", "list", "--free", "--format", "json"))[0]["free"] == 2000
    missing = run("source", "show", "MT-11")
    assert (missing.exit_code, "是否为 MT-1" in missing.stderr) == (6, True)
    assert "替代来源" in run("show", CODE).stdout
    less = run("source", "correct", "MT-1", "--amount", "0.9 万t", "--reason", "核减")
    assert (less.exit_code, "已由项目占用 10000 t" in less.stderr) == (6, True)
    corrected = run(
        "source", "correct", "MT-1", "--amount", "1.1 万t", "--document", "巴发改〔2026〕9号", "--reason", "核减"
    )
    assert ("可用  1000 t" in corrected.stdout, "9号" in corrected.stdout) == (True, True)
    assert data(run("source", "end", "MT-1", "--reason", "停用", "--format", "json"))["free"] == 0


def test_approvals_that_nobody_swept_are_told(run: Any, address: str) -> None:
    with Ledger.open(address) as ledger, ledger.writing("李四") as books:
        take_in(books, 1, on=date(2020, 1, 6))
        approve(books, 1, date(2020, 1, 6))
    for typed in (("quota", "list"), ("submissions",), ("status",)):
        assert "有 1 项批复已满两年未开工" in run(*typed).stderr
    assert run("lapse", "--on", "2026-11-22").exit_code == 0
    assert "未开工" not in run("status").stderr


def test_construction_lapse_and_closing(run: Any, address: str) -> None:
    run("quota", "baseline", COAL, "2030", "20 万t", *SAID)
    for case in (BOARD, "liquor-coal-boiler"):
        assert run("submit", application(case), "--on", "2026-11-22").exit_code == 0
    early = run("start", CODE, "--on", "2027-02-10")
    assert (early.exit_code, "在审,不是已批准" in early.stderr) == (6, True)
    with Ledger.open(address) as ledger, ledger.writing("李四") as books:
        from checker.ledger.journal import EntryKind

        for case in (BOARD, "liquor-coal-boiler"):
            payload = submissions.decided(books, code_of(case), Verdict.APPROVE, DAY)
            books.append(EntryKind.APPLICATION_WITHDRAWN, code_of(case), payload)
    assert run("start", CODE, "--on", "2027-02-10").exit_code == 0
    assert data(run("lapse", "--on", "2028-11-22", "--format", "json"))["lapsed"] == []
    assert data(run("lapse", "--on", "2028-11-23", "--format", "json"))["lapsed"] == [code_of("liquor-coal-boiler")]
    assert "没有失效的批复" in run("lapse", "--on", "2028-11-23").stdout
    closed = run("close", CODE, "--reason", "企业退出", "--on", "2030-12-01")
    assert (closed.exit_code, "关停" in closed.stdout) == (0, True)
    assert data(run("quota", "show", COAL, "2030", "--format", "json"))[0]["bookings"] == []


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("quota", "limit", COAL, "2030", "24 万t", *SAID), 6, "由 巴府发〔2024〕5号#P020 规定"),
        (("quota", "limit", "原煤消费", "2027", "24 万t", *SAID), 2, "是否为 原煤消费量?"),
        (("quota", "limit", COAL, "2027", "24 万tce", *SAID), 2, "不是以 t 计的数量"),
        (("quota", "baseline", COAL, "2028", "24 万t", *SAID), 6, "没有 2028 年的“原煤消费量”"),
        (("quota", "show", "原煤"), 2, "是否为 原煤消费量?"),
        (("quota", "limit", COAL, "2020", "24 万t", *SAID), 6, "2020 年已经过去"),
        (("quota", "limit", COAL, "二〇", "24 万t", *SAID), 2, "请写 2000 到 2100 的整数"),
        (("quota", "show", COAL, "20300"), 2, "请写 2000 到 2100 的整数"),
        (("withdraw", "TZ-511902-0001", "--reason", "撤"), 6, "台账里没有项目"),
    ],
)
def test_what_does_not_go_says_what_to_write_instead(
    run: Any, arguments: tuple[str, ...], code: int, said: str
) -> None:
    refused = run(*arguments)
    assert (refused.exit_code, said in refused.stderr) == (code, True), refused.output


@pytest.mark.parametrize(
    ("limit", "used", "reserved", "shown"),
    [
        (None, 5, 0, ""),
        (100, None, 0, "[????????????????????]"),
        (100, 0, 0, "[....................] 0%"),
        (100, 1, 0, "[#...................] 1%"),
        (100, 50, 1, "[##########=.........] 51%"),
        (100, 100, 0, "[####################] 100%"),
        (100, 99, 2, "[###################=]! 101%"),
        (0, 0, 0, "[....................]"),
        (0, 1, 0, "[####################]!"),
    ],
)
def test_the_bar_tells_used_reserved_free_and_overspent(
    limit: int | None, used: int | None, reserved: int, shown: str
) -> None:
    amounts = [None if amount is None else Decimal(amount) for amount in (limit, used)]
    assert bar(amounts[0], amounts[1], Decimal(reserved)) == shown


@pytest.mark.parametrize(
    ("amount", "unit", "shown"),
    [
        ("250000", "t", "25 万t"),
        ("9999.5", "t", "9999.5 t"),
        ("-16000", "tce", "-1.6 万tce"),
        ("12000", "万元", "12000 万元"),
    ],
)
def test_large_amounts_are_told_in_wan(amount: str, unit: str, shown: str) -> None:
    assert amount_text(Decimal(amount), unit) == shown
