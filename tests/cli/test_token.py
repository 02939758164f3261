"""``checker token`` and ``checker ledger journal``, as the ledger's keeper and an auditor type them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result

from checker.ledger import Ledger, tokens
from checker.ledger.remarks import office_day
from tests.cli.running import inside

Typed = Callable[..., Result]


@pytest.fixture
def typed(tmp_path: Path) -> Typed:
    address = str(tmp_path / "台账.db")
    Ledger.create(address).close()

    def run(*arguments: str, by: str = "管理员") -> Result:
        return inside(*arguments, CHECKER_LEDGER=address, CHECKER_OFFICER=by, CHECKER_OFFICE="", NO_COLOR="1")

    run.__dict__["address"] = address
    return run


def in_days(number: int) -> date:
    return office_day(datetime.now(UTC)) + timedelta(days=number)


def test_standard_output_is_the_token_and_nothing_else(typed: Typed) -> None:
    made = typed("token", "create", "张三", "--role", "officer")
    assert made.exit_code == 0
    assert re.fullmatch(r"chk_T1_[0-9a-f]{72}\n", made.stdout)
    assert f"已签发 T1:张三(审查人员),该角色的默认权限,用到 {in_days(90)}" in made.stderr
    assert "只显示这一次" in made.stderr
    assert "Authorization: Bearer" in made.stderr
    assert made.stdout[7:30] not in made.stderr
    with Ledger.open(typed.__dict__["address"]) as ledger, ledger.reading() as books:
        assert tokens.authenticate(books, made.stdout, datetime.now(UTC)).holder == "张三"


def test_a_token_from_its_issue_to_its_end(typed: Typed) -> None:
    typed("token", "create", "张三", "--role", "officer")
    options = ("--scope", "checks:run", "--days", "30", "--purpose", "受理", "--format", "json")
    made = json.loads(typed("token", "create", "审批平台", "--role", "system", *options).stdout)
    assert (made["id"], made["scopes"], made["expires_on"]) == ("T2", ["checks:run"], in_days(30).isoformat())
    assert made["token"].startswith("chk_T2_")
    listed = typed("token", "list")
    assert "T2    审批平台  业务系统" in listed.stdout
    assert "共 2 个,今天有效 2 个" in listed.stderr
    ended = typed("token", "revoke", "T2", "--reason", "换发", by="李四")
    assert ended.stdout == "已撤销 T2 审批平台\n"
    assert [one["id"] for one in json.loads(typed("token", "list", "--valid", "--format", "json").stdout)] == ["T1"]
    shown = typed("token", "show", "t2").stdout
    assert "checks:run  核对申报" in shown
    assert re.search(r"李四 +撤销令牌 +T2\n +换发", shown)
    assert not any(made["token"][10:40] in text for text in (listed.output, shown))
    assert json.loads(typed("token", "show", "T2", "--format", "json").stdout)["revocation"] == "换发"


def test_roles_list_their_scopes(typed: Typed) -> None:
    text = typed("token", "roles").stdout
    assert "auditor  审计人员" in text
    shape = json.loads(typed("token", "roles", "--format", "json").stdout)
    assert "decisions:write" in shape["officer"]["default"]
    assert "decisions:write" not in shape["system"]["most"]
    assert shape["system"]["default"] == ["applications:submit", "checks:run", "rules:read"]
    assert "decisions:read" in shape["system"]["most"]
    system = text.partition("system  业务系统\n")[2].partition("auditor")[0]
    assert "  ✓ applications:submit   受理、撤回申报\n" in system
    assert "    decisions:read        查看、重放决定\n" in system


def test_more_than_is_usual_is_asked_for_by_name(typed: Typed) -> None:
    usual = json.loads(typed("token", "create", "张三", "--role", "officer", "--format", "json").stdout)
    assert "decisions:record" not in usual["scopes"]
    options = ("--role", "officer", "--scope", "default", "--scope", "decisions:record")
    made = typed("token", "create", "机要室", *options, "--format", "json")
    assert json.loads(made.stdout)["scopes"] == [
        *usual["scopes"][: usual["scopes"].index("decisions:write") + 1], "decisions:record", "rules:read",
    ]  # fmt: skip
    assert "decisions:record" in made.stderr
    assert typed("token", "create", "甲", "--role", "system", "--scope", "defualt").exit_code == 2


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("create", "甲", "--role", "admin"), 2, "可选:officer、policy、system、auditor"),
        (("create", "甲"), 2, "--role"),
        (("create", "甲", "--role", "system", "--scope", "check:run"), 2, "是否为 checks:run?"),
        (("create", "甲", "--role", "system", "--scope", "decisions:write"), 6, "业务系统的令牌不能有权限"),
        (("create", "甲", "--role", "officer", "--until", "2099-01-01"), 6, "至多用 365 天"),
        (("create", "甲", "--role", "officer", "--days", "366"), 2, "1 到 365"),
        (("create", "甲", "--role", "officer", "--days", "9", "--until", "2026-12-31"), 2, "只能写一个"),
        (("create", " ", "--role", "officer"), 6, "没有写令牌的使用人"),
        (("revoke", "T1", "--reason", "丢失"), 6, "没有令牌 T1"),
        (("revoke", "T1"), 2, "--reason"),
        (("show", "T1"), 6, "没有令牌 T1"),
    ],
)
def test_mistakes_and_weak_choices_are_refused(typed: Typed, arguments: tuple[str, ...], code: int, words: str) -> None:
    result = typed("token", *arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert words in result.stderr
    assert typed("ledger", "journal").stdout == ""


def test_restoring_ends_the_tokens_of_the_backup_unless_they_are_to_be_kept(typed: Typed, tmp_path: Path) -> None:
    text = typed("token", "create", "张三", "--role", "officer").stdout
    backup = str(tmp_path / "备份.gz")
    typed("ledger", "backup", backup)
    for name, options, valid in (("甲.db", (), False), ("乙.db", ("--keep-tokens",), True)):
        place = str(tmp_path / name)
        restored = typed("ledger", "restore", backup, place, *options, by="局长")
        assert (restored.exit_code, restored.stdout) == (0, f"已恢复到 {place}\n")
        assert ("撤销备份里的令牌:T1;请重新签发" in restored.stderr) is not valid
        assert ("备份之后撤销的令牌又会有效" in restored.stderr) is valid
        assert typed("ledger", "verify", "--ledger", place).exit_code == 0
        with Ledger.open(place) as ledger, ledger.reading() as books:
            assert tokens.need(books, "T1").counts(in_days(0)) is valid
    assert text.startswith("chk_T1_")


def test_the_journal_says_who_changed_what(typed: Typed) -> None:
    typed("token", "create", "张三", "--role", "officer")
    typed("token", "create", "李四", "--role", "auditor", by="局长")
    typed("token", "revoke", "T1", "--reason", "调离", by="局长")
    everything = json.loads(typed("ledger", "journal", "--format", "json").stdout)
    assert [(one["by"], one["kind"], one["subject"]) for one in everything] == [
        ("管理员", "token-issued", "T1"), ("局长", "token-issued", "T2"), ("局长", "token-revoked", "T1"),
    ]  # fmt: skip
    assert everything[1]["previous"] == everything[0]["hash"]
    assert everything[2]["content"]["reason"] == "调离"

    def positions(*arguments: str) -> list[int]:
        return [
            one["position"] for one in json.loads(typed("ledger", "journal", "--format", "json", *arguments).stdout)
        ]

    today = datetime.now().astimezone().date()
    assert positions("--actor", "局长") == [2, 3]
    assert positions("--kind", "撤销令牌", "--kind", "decision-made") == [3]
    assert positions("--subject", "T1") == [1, 3]
    assert positions("--since", today.isoformat()) == [1, 2, 3]
    assert positions("--since", (today + timedelta(days=1)).isoformat()) == []
    assert positions("--until", (today - timedelta(days=1)).isoformat()) == []
    assert positions("--until", today.isoformat(), "--limit", "2") == [2, 3]
    cut = typed("ledger", "journal", "--limit", "1")
    assert re.search(r"局长 +撤销令牌 +T1\n +调离", cut.stdout)
    assert "更早的还有" in cut.stderr


def test_mistakes_about_entries_are_explained(typed: Typed) -> None:
    near = typed("ledger", "journal", "--kind", "撤消令牌")
    assert (near.exit_code, "是否为 撤销令牌?" in near.stderr) == (2, True)
    assert "可选:" in typed("ledger", "journal", "--kind", "x").stderr
    for day in ("9999-12-31", "0001-01-01"):
        for option in ("--since", "--until"):
            assert typed("ledger", "journal", option, day).exit_code == 6
