"""``checker intake``, as people type it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from checker.cli import console
from checker.intake.demo.records import cases_directory, unreadable_record
from checker.ledger import Ledger
from tests.cli.running import ROOT, inside
from tests.intake.house import GAS, INCOMPLETE, TOKEN, DemoPlatform, example_text, record_of

Typing = Callable[..., Result]


@pytest.fixture
def typed(ledger: Ledger, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Typing:
    ledger.close()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(signal, "signal", lambda *_: None)  # pytest keeps its own
    settings = {"CHECKER_LEDGER": address, "CHECKER_OFFICER": "收件员", "CHECKER_OFFICE": "", "PLATFORM_TOKEN": TOKEN}
    return lambda *arguments, stdin=None: inside("intake", *arguments, stdin=stdin, **settings)


@pytest.fixture
def platform_file(platform: DemoPlatform, tmp_path: Path) -> str:
    for name, record in (("A", record_of(GAS)), ("B", record_of(INCOMPLETE)), ("C", unreadable_record())):
        platform.store.add(name, record)
    path = tmp_path / "对照.yaml"
    path.write_text(example_text(platform.url), encoding="utf-8")
    return str(path)


def test_a_round_tells_what_was_done(typed: Typing, platform_file: str, platform: DemoPlatform) -> None:
    done = typed("run", platform_file)
    assert done.exit_code == 0, done.output
    assert "A 第 1 版 平昌江砌酒业有限公司年产 3000 千升白酒酿造项目(燃气方案):通过,已受理" in done.stderr
    assert "B 第 1 版 通江砚坊调味品有限公司年产 8000 吨酱醋项目:整改(补正材料),一次性告知" in done.stderr
    assert "C 第 1 版 填错了几处的锅炉改造项目:内容不能读取,退回改正" in done.stderr
    assert done.stderr.count("已送达") == 3
    assert len(platform.letters()) == 3
    again = typed("run", platform_file)
    assert (again.exit_code, again.stderr) == (0, "")


def test_status_outbox_and_retry(typed: Typing, platform_file: str, platform: DemoPlatform) -> None:
    assert "还没有读过平台" in typed("status").stdout
    platform.server.shutdown()
    platform.server.server_close()
    down = typed("run", platform_file)
    assert down.exit_code == 8
    assert f"错误:平台 {platform.url.removeprefix('http://')} 读不到:连接不上" in down.stderr
    told = typed("status").stdout
    assert "出错      平台 127.0.0.1:" in told
    assert "来件      0 份" in told
    assert json.loads(typed("status", "--format", "json").stdout)["seen"] == 0
    assert "共 0 封" in typed("outbox").stderr
    assert "共 0 封待送" in typed("retry").stderr
    refused = typed("retry", "abcdef")
    assert (refused.exit_code, "没有编号以 abcdef 开头" in refused.stderr) == (6, True)


def test_parked_letters_are_seen_and_sent_again(typed: Typing, platform_file: str, platform: DemoPlatform) -> None:
    good = Path(platform_file).read_text(encoding="utf-8")
    Path(platform_file).write_text(good.replace("/{id}/opinions", "/{id}/opinion"), encoding="utf-8")
    assert typed("run", platform_file).exit_code == 8
    told = typed("status").stdout
    assert "核对意见  搁置 1" in told
    assert "搁置的信(再送:checker intake retry)" in told
    (parked,) = json.loads(typed("outbox", "--state", "搁置", "--format", "json").stdout)
    assert (parked["application"], parked["state"], parked["attempts"]) == ("A", "parked", 1)
    assert "答 404" in parked["answer"]
    Path(platform_file).write_text(good, encoding="utf-8")
    assert typed("run", platform_file).exit_code == 0
    assert ("A", 1, "opinion") not in platform.letters()
    assert "A  核对意见" in typed("retry", parked["key"][:8]).stdout
    assert typed("run", platform_file).exit_code == 0
    assert ("A", 1, "opinion") in platform.letters()
    shown = typed("outbox").stdout
    assert parked["key"][:12] in shown
    assert "一次性告知" in shown


def test_what_is_withdrawn_is_told(typed: Typing, platform_file: str, platform: DemoPlatform) -> None:
    typed("run", platform_file)
    for name, reason in (("A", "资金没有落实\x1b[2J"), ("B", "")):
        platform.store.withdraw(name, reason)
    told = typed("run", platform_file)
    assert told.exit_code == 0
    code = record_of(GAS)["project"]["code"]
    assert told.stderr == (
        f"A 在平台上已撤回(资金没有落实 [2J):台账里的申报 {code} 一并撤回,额度和来源已放回\n"
        "B 在平台上已撤回:台账里没有受理,不再送信\n"
    )
    assert "平台撤回  台账已撤回 1、没有受理的 1" in typed("status").stdout
    assert json.loads(typed("status", "--format", "json").stdout)["withdrawn"]["released"] == ["A"]


def test_a_delivered_letter_is_sent_once_more(
    typed: Typing, platform_file: str, platform: DemoPlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed("run", platform_file)
    (sent,) = (one for one in platform.store.letters() if one["application"] == "A")
    unasked = typed("resend", sent["key"][:12])
    assert (unasked.exit_code, unasked.stdout) == (2, "")
    assert "A 第 1 版的核对意见已送达过,再送一次:没有确认;核对无误的,请写 --yes" in unasked.stderr
    assert typed("run", platform_file).stderr == ""
    again = typed("resend", sent["key"][:12], "--yes", "--by", "张三")
    assert again.stdout == f"待送  {sent['key'][:12]}  A  核对意见(再送)\n"
    assert "张三 要求再送 A 第 1 版的核对意见;幂等键不变" in again.stderr
    assert typed("run", platform_file).stderr == "A 第 1 版的核对意见(再送):已送达\n"
    assert len(platform.letters("A")) == 1
    (listed,) = (one for one in json.loads(typed("outbox", "--format", "json").stdout) if one["key"] == sent["key"])
    assert (listed["state"], listed["resent"], listed["attempts"]) == ("delivered", 1, 2)
    monkeypatch.setattr(console, "is_terminal", lambda _: True)
    for answer, code in (("n\n", 130), ("y\n", 0)):
        asked = typed("resend", sent["key"][:12], stdin=answer)
        assert (asked.exit_code, "再送一次,确认?" in asked.stderr) == (code, True)
    refused = typed("resend", "abcdef", "--yes")
    assert (refused.exit_code, "没有信的编号以 abcdef 开头" in refused.stderr) == (6, True)


def test_a_mapping_is_tried_on_a_sample(typed: Typing, tmp_path: Path) -> None:
    example = typed("example")
    (tmp_path / "对照.yaml").write_text(example.stdout, encoding="utf-8")
    assert typed("check-mapping", "对照.yaml").exit_code == 0
    sample = {"id": "A", "version": "2", "extra": 1, **record_of(INCOMPLETE)}
    (tmp_path / "样例.json").write_text(json.dumps(sample, default=float), encoding="utf-8")
    tried = typed("check-mapping", "对照.yaml", "样例.json")
    assert tried.exit_code == 0, tried.stderr
    assert "建设阶段: 拟建    ← /project/stage" in tried.stdout
    assert "没有用到:/extra" in tried.stderr
    (tmp_path / "错.json").write_text(json.dumps({"id": "B", **unreadable_record()}), encoding="utf-8")
    failed = typed("check-mapping", "对照.yaml", "错.json")
    assert failed.exit_code == 3
    assert "年综合能源消费量: 1200 万kWh    ← /energy/total/amount" in failed.stdout
    assert "错误:/project/stage 建设阶段 平台代码“09”不在代码表“stage”里" in failed.stderr
    (tmp_path / "空.json").write_text("{}", encoding="utf-8")
    assert "没有编号(/id)" in typed("check-mapping", "对照.yaml", "空.json").stderr
    (tmp_path / "坏.json").write_text("{", encoding="utf-8")
    assert typed("check-mapping", "对照.yaml", "坏.json").exit_code == 3


def test_schemas_are_printed(typed: Typing) -> None:
    assert json.loads(typed("schema").stdout)["title"] == "审批平台对照文件"
    assert "一次性告知" in json.loads(typed("schema", "--letter").stdout)["kind"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("run", "没有.yaml"), "文件不存在"),
        (("run", "对照.yaml", "--once", "--every", "5"), "只能写一个"),
        (("run", "对照.yaml", "--every", "0"), "1 到 86400"),
        (("outbox", "--state", "丢失"), "可选:待送"),
        (("rum",), "是否为 checker intake run?"),
    ],
)
def test_mistakes_are_told(typed: Typing, tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    (tmp_path / "对照.yaml").write_text(example_text(), encoding="utf-8")
    refused = typed(*arguments)
    assert refused.exit_code == 2
    assert words in refused.stderr
    assert "Traceback" not in refused.stderr


def test_it_runs_until_it_is_told_to_stop(
    typed: Typing, address: str, platform_file: str, platform: DemoPlatform, tmp_path: Path
) -> None:
    del typed
    log = tmp_path / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "checker", "intake", "run", platform_file, "--every", "1", "--ledger", address],
            stdout=file,
            stderr=file,
            cwd=ROOT,
            env={"PLATFORM_TOKEN": TOKEN, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(tmp_path)},
        )
    try:
        for _ in range(600):
            if len(platform.letters()) == 3:
                break
            time.sleep(0.05)
        platform.store.change("B", record_of(GAS))
        for _ in range(200):
            if len(platform.letters()) == 4:
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait(10)
    assert platform.letters("B") == [("B", 1, "notice"), ("B", 2, "opinion")]
    assert log.read_text(encoding="utf-8").endswith("已停\n")


def test_the_demonstration_platform_is_there_for_whoever_starts_it(tmp_path: Path) -> None:
    import httpx

    with (tmp_path / "log").open("wb") as file:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "checker",
                "intake",
                "demo-platform",
                "--port",
                "0",
                "--data",
                str(tmp_path / "p.db"),
            ],
            stdout=file,
            stderr=file,
            cwd=ROOT,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(tmp_path)},
        )
    try:
        for _ in range(600):
            told = (tmp_path / "log").read_text(encoding="utf-8")
            if "演示平台已开" in told:
                break
            time.sleep(0.05)
        url = told.partition("演示平台已开:")[2].partition(";")[0]
        token = told.partition("PLATFORM_TOKEN=")[2].partition("\n")[0]
        page = httpx.get(url)
        assert "填错了几处的锅炉改造项目" in page.text
        assert httpx.get(f"{url}/api/v1/applications").status_code == 401
        found = httpx.get(f"{url}/api/v1/applications", headers={"Authorization": f"Bearer {token}"}).json()
        assert found["total"] == len(list(cases_directory().glob("*/application.yaml"))) + 1
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait(10)
