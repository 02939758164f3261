"""The commands of the inventory: what an officer types, and what comes back."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import Result

from checker.ledger import Ledger
from checker.ledger.verify import verify
from tests.cli.running import ROOT, inside

CODE = "2405-511922-04-01-123456"
NEW = ("项目代码=" + CODE, "项目名称=南江水泥技改", "建设单位=南江水泥", "建设阶段=拟建", "年综合能源消费量=3.2 万tce")


@pytest.fixture
def address(tmp_path: Path) -> str:
    path = str(tmp_path / "台账.db")
    Ledger.create(path).close()
    return path


def run(address: str, *arguments: str) -> Result:
    return inside("ledger", *arguments, CHECKER_LEDGER=address, CHECKER_OFFICER="张三")


def registered(address: str) -> None:
    result = run(address, "register", *NEW, "--reason", "首次摸排", "--on", "2026-06-30")
    assert (result.exit_code, result.stdout) == (0, f"已登记 {CODE} 南江水泥技改(拟建),第 1 条\n")


def test_help_is_shown_without_a_database_library() -> None:
    probe = "import sys; from checker.cli.program import program; print('sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "False\n"


def test_a_project_is_registered_listed_changed_and_shown(address: str) -> None:
    registered(address)
    changed = run(address, "change", CODE, "建设阶段=在建", "建设单位=", "--reason", "已开工", "--on", "2026-11-01")
    assert [line.strip() for line in changed.stdout.splitlines()[1:]] == [
        "原因:已开工",
        "建设单位:南江水泥 → (清空)",
        "建设阶段:拟建 → 在建",
    ]
    assert run(address, "list").stdout == (
        "项目代码                  阶段  县区  项目名称      能耗(tce)  处置\n"
        "------------------------  ----  ----  ------------  ---------  ----\n"
        f"{CODE}  在建        南江水泥技改      32000\n"
    )
    shown = run(address, "show", CODE).stdout
    assert "建设阶段          在建" in shown
    assert "更新日期          2026-11-01" in shown
    assert "登记项目  自 2026-06-30:首次摸排" in shown
    assert "建设阶段          拟建" in run(address, "show", CODE, "--at", "1").stdout
    assert "张三  登记项目  自 2026-06-30" in run(address, "history", CODE).stdout


def test_machines_get_values_with_units(address: str) -> None:
    registered(address)
    listed = json.loads(run(address, "list", "--format", "json").stdout)
    assert (listed["total"], listed["projects"][0]["total_energy"]) == (1, {"value": 32000, "unit": "tce"})
    assert listed["projects"][0]["coal"] is None
    event = json.loads(run(address, "history", CODE, "--format", "json").stdout)[0]
    assert (event["by"], event["on"], event["changes"][0]["after"]) == ("张三", "2026-06-30", CODE)
    assert json.loads(run(address, "show", CODE, "--format", "json").stdout)["project"]["stage"] == "拟建"
    assert json.loads(run(address, "status", "--format", "json").stdout)["projects"]["拟建"] == 1


def test_a_list_is_tried_imported_and_exported(address: str, tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    path.write_text(f"项目代码,项目名称,类别,年综合能耗(万tce)\n{CODE},南江水泥,拟建,3.2\n", encoding="gb18030")
    trial = run(address, "import", str(path), "--reason", "摸排", "--dry-run")
    assert trial.stdout == "试导入,没有写入:清单.csv,新登记 1 个,变更 0 个,与台账相同 0 个\n"
    assert "按 GBK" in trial.stderr
    assert "共 0 个" in run(address, "list").stderr
    done = run(address, "import", str(path), "--reason", "摸排", "--on", "2026-06-30")
    assert done.stdout == "已导入:清单.csv,新登记 1 个,变更 0 个,与台账相同 0 个\n"
    again = run(address, "import", str(path), "--reason", "摸排")
    assert (again.exit_code, again.stderr.count("已在台账")) == (6, 1)
    for name in ("出.csv", "出.xlsx"):
        assert run(address, "export", str(tmp_path / name)).stdout == f"已导出 1 个项目到 {tmp_path / name}\n"
        alike = run(address, "import", str(tmp_path / name), "--update", "--reason", "核对")
        assert "与台账相同 1 个" in alike.stdout
    assert run(address, "export", str(tmp_path / "出.csv")).exit_code == 2
    assert run(address, "export", str(tmp_path / "出.csv"), "--force", "--stage", "存量").stdout.startswith(
        "已导出 0 个"
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list", "--stage", "再建"), "选项 --stage:“再建”不在可选值之内;是否为“拟建”?"),
        (("list", "--energy", "1 kWh.."), "选项 --energy:单位“kWh”不适用"),
        (("list", "--limit", "-1"), "选项 --limit:“-1”不是个数"),
        (("list", "--industry", "C30"), "选项 --industry:“C30”不是行业代码"),
        (("change", CODE, "建设阶段", "--reason", "x"), "“建设阶段”不是 字段=值"),
        (("change", CODE, "县区=a", "县区=b", "--reason", "x"), "字段“县区”写了两次"),
        (("change", CODE, "县区=南江县"), "缺少选项 --reason"),
        (("register", "--reason", "x"), "没有写明项目"),
        (("show", "2405-511922-04-01-123457"), "台账里没有项目"),
        (("show", CODE, "--at", "9"), "台账还没有第 9 条"),
        (("export", "出.txt"), "不能导出为“.txt”"),
        (("import", "没有.csv", "--reason", "x"), "文件不存在"),
    ],
)
def test_a_mistake_is_explained(address: str, arguments: tuple[str, ...], said: str) -> None:
    result = run(address, *arguments)
    assert said in result.stderr
    assert result.stdout == ""
    assert result.exit_code in (2, 6)


def test_without_an_address_it_is_said_where_to_write_one() -> None:
    result = inside("ledger", "list", CHECKER_LEDGER="", CHECKER_OFFICE="")
    assert (result.exit_code, "CHECKER_LEDGER" in result.stderr) == (2, True)


def test_the_office_folder_holds_the_ledger_by_default(tmp_path: Path) -> None:
    packs = [word for pack in sorted((ROOT / "rules").iterdir()) if pack.is_dir() for word in ("--packs", str(pack))]
    assert inside("ledger", "init", *packs, CHECKER_LEDGER="", CHECKER_OFFICE=str(tmp_path)).exit_code == 0
    assert (tmp_path / "ledger.db").is_file()


def test_filters_are_read(address: str) -> None:
    registered(address)
    for filters in (("--energy", "3万tce..4万tce"), ("--energy", "32000"), ("--coal", ".."), ("--search", "水泥")):
        assert CODE in run(address, "list", *filters).stdout
    for filters in (("--energy", "..3万tce"), ("--two-high",), ("--overdue",), ("--county", "511922")):
        assert run(address, "list", *filters).stdout == ""


def test_every_field_is_listed() -> None:
    fields = json.loads(inside("ledger", "fields", "--format", "json").stdout)
    assert {field["key"]: field["unit"] for field in fields if field["label"] == "年原煤消费量"} == {"raw_coal": "t"}
    assert "处置意见(disposal)" in inside("ledger", "fields").stdout


def test_a_killed_import_leaves_all_or_nothing(address: str, tmp_path: Path) -> None:
    path = tmp_path / "清单.csv"
    rows = (f"2405-511922-04-01-{number:06},项目{number},拟建" for number in range(20_000))
    path.write_text("\n".join(["项目代码,项目名称,建设阶段", *rows]), encoding="utf-8")
    command = [sys.executable, "-m", "checker", "ledger", "import", str(path), "--reason", "摸排", "--ledger", address]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True) as running:
        assert running.stderr is not None
        assert "20000 个项目" in running.stderr.readline()
        _wait_for_writing(address, running)
        os.kill(running.pid, signal.SIGKILL)
    assert running.returncode == -signal.SIGKILL
    with Ledger.open(address) as ledger:
        found = verify(ledger)
    assert found.flaws == ()
    assert found.position in (0, 20_000)  # the kill may come after the last page was written
    assert found.rows == found.position
    again = run(address, "import", str(path), "--reason", "摸排", "--update")
    assert (again.exit_code, f"与台账相同 {found.position} 个" in again.stdout) == (0, True)


def _wait_for_writing(address: str, running: subprocess.Popen[str]) -> None:
    """Wait until the import has begun to write its pages."""
    log = Path(f"{address}-wal")
    while running.poll() is None and not (log.exists() and log.stat().st_size > 0):
        time.sleep(0.005)
    assert running.poll() is None, "the import ended before it could be killed"
