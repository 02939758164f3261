"""``checker ledger consult, rectify, waive, decide …`` and ``checker replay``, as an officer types them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from checker.cli import console
from checker.ledger import Ledger, decisions, documents
from checker.ledger.schema import DOCUMENT
from tests.cli.running import inside
from tests.ledger.proceedings import BRICKS, CASES, METHANOL, code_of, registered, submitted

CODE = code_of(METHANOL)
RULE = "BZ-020304-consultation"


def run(address: str, *arguments: str, stdin: str | None = None) -> Result:
    return inside(
        *arguments, stdin=stdin, CHECKER_LEDGER=address, CHECKER_OFFICER="张三", CHECKER_OFFICE="", NO_COLOR="1"
    )


def data(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def opened(address: str, *more: str) -> str:
    made = data(run(address, "ledger", "consult", "open", CODE, "--on", "2026-11-12", "--format", "json", *more))
    return str(made["id"])


def concluded(address: str, consultation: str, conclusion: str = "通过", *more: str) -> Result:
    said = ("--authority", "市发展改革委", "--number", "巴发改会〔2026〕8号", "--reason", "一致同意")
    return run(address, "ledger", "consult", "conclude", consultation, conclusion, *said, "--on", "2026-11-20", *more)


def decided(address: str, choice: str, *more: str, stdin: str | None = None) -> Result:
    return run(address, "ledger", "decide", CODE, choice, "--on", "2026-11-22", *more, stdin=stdin)


@pytest.fixture
def office(ledger: Ledger, address: str) -> str:
    """The address of a ledger in which the methanol project is under review."""
    submitted(ledger, METHANOL)
    return address


def test_a_consultation_from_opening_to_conclusion(office: str) -> None:
    name = opened(office, "--days", "10")
    said = run(office, "ledger", "consult", "opinion", name, "市统计局", "不同意", "--reason", "指标紧张",
               "--on", "2026-11-14")  # fmt: skip
    assert said.exit_code == 0
    assert "市统计局          不同意  2026-11-14  指标紧张" in said.stdout
    (late,) = data(run(office, "ledger", "consult", "list", "--overdue", "--as-of", "2026-11-23", "--format", "json"))
    assert late["overdue"] == ["市发展改革委", "市经济和信息化局", "市生态环境局", "国网巴中供电公司"]
    listed = run(office, "ledger", "consult", "list", CODE, "--open", "--as-of", "2026-11-23")
    assert "1/5  逾期 4 家" in listed.stdout
    done = concluded(office, name, "附条件通过", "--conditions", "落实能耗替代")
    assert "条件      落实能耗替代" in done.stdout
    assert "提示:市统计局 不同意" in done.stderr
    assert "国网巴中供电公司 没有表态" in done.stderr
    shown = data(run(office, "ledger", "consult", "show", name, "--format", "json"))
    assert shown["conclusion"]["document"] == "巴发改会〔2026〕8号"
    assert [one["counts"] for one in shown["opinions"]] == [True]
    assert data(run(office, "ledger", "consult", "list", "--open", "--format", "json")) == []


def test_nothing_is_asked_twice_or_for_nothing(office: str) -> None:
    name = opened(office)
    again = run(office, "ledger", "consult", "open", CODE, "--on", "2026-11-12")
    assert (again.exit_code, f"须会商的发现都已发起:{name}" in again.stderr) == (6, True)
    unknown = run(office, "ledger", "consult", "open", CODE, "--rule", "BZ-020304-consult")
    assert (unknown.exit_code, f"是否为 {RULE}" in unknown.stderr) == (2, True)
    other = run(office, "ledger", "consult", "open", CODE, "--rule", "EL-methanol", "--on", "2026-11-12")
    assert "不是须会商的发现" in other.stderr
    concluded(office, name)
    none = run(office, "ledger", "consult", "open", CODE, "--on", "2026-11-22")
    assert (none.exit_code, "没有须会商的发现" in none.stderr) == (6, True)
    named = run(office, "ledger", "consult", "open", CODE, "--rule", RULE, "--days", "x")
    assert (named.exit_code, "“x”不是天数" in named.stderr) == (2, True)


def test_an_application_that_was_not_submitted_is_consulted_about_by_its_file(ledger: Ledger, address: str) -> None:
    registered(ledger, METHANOL)
    unknown = run(address, "ledger", "consult", "open", CODE)
    assert (unknown.exit_code, "没有申报" in unknown.stderr) == (6, True)
    file = str(CASES / METHANOL / "application.yaml")
    assert opened(address, "--application", file, "--with", "市自然资源和规划局")
    other = str(CASES / BRICKS / "application.yaml")
    wrong = run(address, "ledger", "consult", "open", CODE, "--application", other)
    assert (wrong.exit_code, f"不是 {CODE}" in wrong.stderr) == (2, True)


def test_orders_to_rectify_and_what_is_overdue(ledger: Ledger, address: str) -> None:
    code = registered(ledger, BRICKS)
    said = ("--authority", "市经信局", "--number", "巴经信整〔2026〕1号", "--on", "2026-08-01")
    items = ("--item", "拆除 2 号窑", "--item", "监测=在线=2027-03-31", "--deadline", "2026-11-30")
    made = data(run(address, "ledger", "rectify", "order", code, *items, *said, "--format", "json"))
    assert [(one["matter"], one["deadline"], one["state"]) for one in made] == [
        ("拆除 2 号窑", "2026-11-30", "未完成"),
        ("监测=在线", "2027-03-31", "未完成"),
    ]
    missing = run(address, "ledger", "rectify", "order", code, "--item", "甲=乙", *said)
    assert (missing.exit_code, "事项“甲=乙”没有期限" in missing.stderr) == (2, True)
    overdue = run(address, "ledger", "rectify", "list", "--overdue", "--as-of", "2026-12-10")
    assert "拆除 2 号窑" in overdue.stdout
    assert "逾期 10 天" in overdue.stdout
    assert "共 1 项(2026-12-10)" in overdue.stderr
    assert run(address, "ledger", "rectify", "list", "--overdue", "--as-of", "2026-11-30").stdout == ""
    name = made[0]["id"]
    done = run(address, "ledger", "rectify", "done", name, "--evidence", "现场核查", "--on", "2026-12-01")
    assert "已完成(2026-12-01)" in done.stdout
    (left,) = data(run(address, "ledger", "rectify", "list", code, "--open", "--format", "json"))
    assert left["matter"] == "监测=在线"


def test_waivers_are_granted_listed_and_revoked(office: str) -> None:
    said = (
        "--authority",
        "巴中市人民政府",
        "--number",
        "巴府函〔2026〕5号",
        "--scope",
        "免于会商",
        "--on",
        "2026-11-01",
    )
    made = data(
        run(office, "ledger", "waive", CODE, "--rule", "P054", *said, "--until", "2026-12-31", "--format", "json")
    )
    assert (made[0]["rules"], made[0]["counts"]) == (["P054"], True)
    listed = run(office, "ledger", "waivers", CODE, "--as-of", "2027-01-01")
    assert "已到期" in listed.stdout
    assert "共 1 项,2027-01-01 有效 0 项" in listed.stderr
    ended = run(office, "ledger", "revoke", made[0]["id"], "--reason", "情况有变", "--on", "2026-11-22")
    assert "已撤销(2026-11-22)" in ended.stdout
    (shown,) = data(run(office, "ledger", "waivers", "--as-of", "2026-11-21", "--format", "json"))
    assert (shown["revoked_on"], shown["revocation"], shown["counts"]) == ("2026-11-22", "情况有变", True)
    unknown = run(office, "ledger", "waive", CODE, "--rule", "P999", *said, "--until", "2026-12-31")
    assert (unknown.exit_code, "没有规则或条款 P999" in unknown.stderr) == (6, True)


def test_a_decision_is_made_shown_and_replayed(office: str) -> None:
    concluded(office, opened(office))
    made = data(
        decided(office, "approve", "--number", "巴发改能审〔2026〕12号", "--officer", "赵六", "--format", "json")
    )
    assert (made["verdict"], made["recommended"], made["departs"]) == ("approve", "approve", False)
    assert (made["officer"], made["recorded"]["by"]) == ("赵六", "张三")
    name = made["id"]
    assert "巴发改能" in run(office, "ledger", "decisions", CODE).stdout
    assert run(office, "ledger", "decisions", "--departing").stdout == ""
    text = run(office, "ledger", "decision", "show", name)
    assert "决定      通过  2026-11-22  赵六  巴发改能审〔2026〕12号" in text.stdout
    assert "结论      ✓ 通过" in text.stdout
    markdown = run(office, "ledger", "decision", "show", name, "--format", "markdown", "--all")
    assert markdown.stdout.startswith(f"# 决定 {name}:通过\n")
    shown = data(run(office, "ledger", "decision", "show", name, "--format", "json"))
    assert shown["report"]["application"]["id"] == CODE
    assert shown["decision"]["sealed"]["report"] == made["sealed"]["report"]
    again = run(office, "replay", name)
    assert again.exit_code == 0
    assert "✓ 一致:重放的报告与封存的报告逐字节相同" in again.stdout
    assert again.stdout.count(made["sealed"]["report"]) == 2
    assert data(run(office, "ledger", "replay", name, "--format", "json"))["same"] is True


def test_the_sealed_report_in_json_is_the_one_a_check_prints(office: str) -> None:
    file = str(CASES / METHANOL / "application.yaml")
    printed = run(office, "check", file, "--as-of", "2026-11-22", "--format", "json", "--all")
    name = data(decided(office, "rectify", "--format", "json"))["id"]
    shown = json.loads(run(office, "ledger", "decision", "show", name, "--format", "json").stdout)
    assert shown["report"] == json.loads(printed.stdout)


def test_a_departure_without_reason_is_refused_and_the_recommendation_told(office: str) -> None:
    refused = decided(office, "reject", "--number", "文号")
    assert refused.exit_code == 6
    assert "建议:整改(转会商)  审查日 2026-11-22" in refused.stderr
    assert f"不符合 会商  {RULE}" in refused.stderr
    assert "决定“否决”与建议“整改”不同,没有写理由" in refused.stderr
    done = decided(office, "reject", "--number", "文号", "--reason", "专题会议决定")
    assert "建议      整改,决定与建议不同" in done.stdout
    assert "理由      专题会议决定" in done.stdout
    unknown = run(office, "ledger", "decide", CODE, "pass")
    assert (unknown.exit_code, "不能是“pass”" in unknown.stderr) == (2, True)


def test_on_a_terminal_the_officer_is_asked(office: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "is_terminal", lambda stream: True)
    refused = decided(office, "rectify", "--format", "json", stdin="n\n")
    assert refused.exit_code == 130
    assert f"对 {CODE} 决定“整改”,确认?" in refused.stderr
    departing = decided(office, "approve", "--reason", "理由", "--number", "文号", stdin="n\n")
    assert "决定“通过”,与建议不同,确认?" in departing.stderr
    assert run(office, "ledger", "decisions", "--format", "json").stdout == "[]\n"
    assert decided(office, "rectify", stdin="y\n").exit_code == 0


def test_on_a_terminal_yes_asks_nothing(office: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(console, "is_terminal", lambda stream: True)
    done = decided(office, "rectify", "--yes")
    assert (done.exit_code, "确认" in done.stderr) == (0, False)


def test_replay_with_other_rules_tells_every_difference_and_fails(office: str, tmp_path: Path) -> None:
    import shutil

    from checker.rulebook.pack import default_packs_directory

    name = data(decided(office, "rectify", "--format", "json"))["id"]
    assert run(office, "replay", name, "--current").exit_code == 0
    packs = tmp_path / "rules"
    shutil.copytree(default_packs_directory(), packs)
    rule = packs / "bazhong-plan" / "rules" / "bz-020304-consultation.yaml"
    rule.write_text(rule.read_text(encoding="utf-8").replace("effect: consult", "effect: advise", 1), encoding="utf-8")
    found = run(office, "replay", name, "--current", "--packs", str(packs))
    assert found.exit_code == 1
    assert "✗ 不同:结论由“整改”变为“通过”" in found.stdout
    assert f"发现[{RULE}].处置" in found.stdout
    assert "原        consult" in found.stdout
    assert "今        advise" in found.stdout
    shape = json.loads(run(office, "replay", name, "--current", "--packs", str(packs), "--format", "json").stdout)
    assert (shape["same"], shape["sealed"]["verdict"], shape["replayed"]["verdict"]) == (False, "rectify", "approve")
    assert {"where": "verdict", "before": "rectify", "after": "approve"} in shape["differences"]
    alone = run(office, "replay", name, "--packs", str(packs))
    assert (alone.exit_code, "--packs 只与 --current 一起用" in alone.stderr) == (2, True)


def test_replay_of_something_altered_says_what(office: str) -> None:
    name = data(decided(office, "rectify", "--format", "json"))["id"]
    with Ledger.open(office) as ledger, ledger.writing("坏人") as books:
        made = decisions.need(books, name)
        content = documents.fetch(books.connection, made.report)
        row = DOCUMENT.update().where(DOCUMENT.c.hash == made.report).values(content=content)
        books.connection.execute(row)
    found = run(office, "replay", name)
    assert (found.exit_code, f"台账文件 {made.report[:12]} 被改动过" in found.stderr) == (6, True)
    missing = run(office, "replay", "D999")
    assert (missing.exit_code, "没有决定 D999" in missing.stderr) == (6, True)


def test_the_dossier_of_a_project_tells_all_of_it(office: str) -> None:
    concluded(office, opened(office))
    said = ("--authority", "市政府", "--number", "巴府函〔2026〕5号", "--scope", "煤", "--until", "2026-12-31")
    run(office, "ledger", "waive", CODE, "--rule", "P020", *said, "--on", "2026-11-01")
    items = ("--item", "补正", "--deadline", "2026-12-01", "--authority", "市经信局", "--number", "整改1号")
    run(office, "ledger", "rectify", "order", CODE, *items, "--on", "2026-11-01")
    decided(office, "rectify", "--reason", "先补正")
    shown = run(office, "ledger", "show", CODE)
    for text in (
        "通过(2026-11-20),5 个部门没有表态",
        "补正  期限 2026-12-01  未完成",
        "2026-11-01 至 2026-12-31",
        "整改(建议",
    ):
        assert text in shown.stdout
    shapes = data(run(office, "ledger", "show", CODE, "--format", "json"))
    assert {"consultations", "rectifications", "waivers", "decisions"} <= shapes.keys()


def test_today_is_the_default_day(office: str) -> None:
    made = data(run(office, "ledger", "decide", CODE, "rectify", "--reason", "今日", "--format", "json"))
    assert made["decided_on"] == date.today().isoformat()  # noqa: DTZ011 - the office's own calendar day


def test_what_was_recorded_in_error_is_corrected(office: str) -> None:
    name = opened(office)
    done = run(office, "ledger", "consult", "cancel", name, "--reason", "发错了", "--on", "2026-11-13")
    assert "已取消(2026-11-13)" in done.stdout
    assert data(run(office, "ledger", "consult", "list", "--open", "--format", "json")) == []
    said = ("--authority", "市经信局", "--number", "巴经信整〔2026〕1号", "--on", "2026-08-01")
    items = ("--item", "拆除 2 号窑", "--item", "监测在线", "--deadline", "2026-09-30")
    first, second = data(run(office, "ledger", "rectify", "order", CODE, *items, *said, "--format", "json"))
    by = ("--number", "更正1号", "--reason", "文书有误", "--on", "2026-09-01")
    (later,) = data(
        run(office, "ledger", "rectify", "extend", first["id"], "--deadline", "2027-01-01", *by, "--format", "json")
    )
    assert (later["deadline"], later["extensions"][0]["document"]) == ("2027-01-01", "更正1号")
    assert "已撤销(2026-09-01)" in run(office, "ledger", "rectify", "revoke", second["id"], *by).stdout
    assert run(office, "ledger", "rectify", "list", "--overdue", "--as-of", "2026-12-01").stdout == ""
    history = run(office, "ledger", "history", CODE).stdout
    assert f"整改 {first['id']} 期限:2026-09-30 → 2027-01-01" in history
    shown = run(office, "ledger", "show", CODE).stdout
    assert f"整改 {second['id']} 未完成 → 已撤销" in " ".join(shown.split())


@pytest.mark.parametrize(("word", "verdict"), [("通过", "approve"), ("整改", "rectify"), ("否决", "reject")])
def test_a_decision_is_named_in_chinese_too(office: str, word: str, verdict: str) -> None:
    made = data(decided(office, word, "--number", "审1号", "--reason", "会议决定", "--format", "json"))
    assert made["verdict"] == verdict


def test_an_id_beyond_all_positions_is_refused_in_chinese(office: str) -> None:
    for arguments in (
        ("replay", "D99999999999999999999"),
        ("ledger", "decision", "show", "D99999999999999999999"),
        ("ledger", "consult", "show", "C99999999999999999999"),
        ("ledger", "waivers", "revoke", "W99999999999999999999", "--reason", "r"),
        ("ledger", "rectify", "done", "R99999999999999999999-1", "--evidence", "e"),
    ):
        refused = run(office, *arguments)
        assert refused.exit_code in (2, 6), refused.output
        assert "Traceback" not in refused.output
        assert refused.exception is None or isinstance(refused.exception, SystemExit)
