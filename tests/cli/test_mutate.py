"""``checker rules mutate``: text and JSON, exit codes, what is refused."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from checker.rulebook import default_packs_directory
from tests.cli.running import inside
from tests.workbench.mutation.kiln import CASES, FEATURES, PACKS, copied_features

GOLDEN = Path(__file__).resolve().parents[1] / "workbench" / "golden" / "mutation.txt"
KILN = ("--packs", str(PACKS), "--features", str(FEATURES), "--cases", str(CASES), "--jobs", "1", "--no-cache")


def test_the_page_is_the_golden_one() -> None:
    result = inside("rules", "mutate", *KILN, "--rule", "K-02-boiler", "--suggest", "4")
    assert (result.exit_code, result.stderr) == (1, "")
    if os.environ.get("CHECKER_UPDATE_GOLDEN"):
        GOLDEN.write_text(result.stdout, encoding="utf-8")
    assert result.stdout == GOLDEN.read_text(encoding="utf-8")


def test_json_has_every_mutant_and_the_scores() -> None:
    result = inside("rules", "mutate", *KILN, "--suggest", "1", "--format", "json")
    shape = json.loads(result.stdout)
    assert result.exit_code == 1
    assert sum(shape["counts"].values()) == len(shape["mutants"])
    fates = {one["fate"] for one in shape["mutants"]}
    assert fates == {"noticed", "unnoticed", "equivalent", "invalid"}
    noticed = next(one for one in shape["mutants"] if one["fate"] == "noticed")
    assert noticed["noticed_by"]
    suggested = [one["suggestion"] for one in shape["mutants"] if one["suggestion"]]
    assert len(suggested) == 1
    assert set(suggested[0]) == {"file", "outline", "text"}
    counted = shape["refusing_boundaries"]
    assert counted["mutants"] == counted["noticed"] + counted["unnoticed"] + counted["explained"]


def test_a_library_whose_every_slip_is_noticed_or_explained_ends_with_code_0(tmp_path: Path) -> None:
    features = copied_features(tmp_path)
    (features / "mutation-exceptions.yaml").write_text(
        "exceptions:\n"
        "  - owner: [K-01-cap, K-02-boiler, K-D-level, K-D-big, 用煤上限, 热效率限值]\n"
        "    reason: 试验用\n",
        encoding="utf-8",
    )
    options = ("--packs", str(PACKS), "--features", str(features), "--cases", str(CASES), "--jobs", "1", "--no-cache")
    result = inside("rules", "mutate", *options)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "没有场景察觉 0 个" in result.stdout
    assert "理由" in result.stdout


def test_a_scenario_that_fails_already_is_told(tmp_path: Path) -> None:
    wrong = '  @K-01-cap\n  场景: 写错\n    当 审查该项目\n    那么 规则"K-01-cap"判定为"不符合"'
    features = copied_features(tmp_path, [wrong])
    options = ("--packs", str(PACKS), "--features", str(features), "--jobs", "1", "--no-cache", "--suggest", "0")
    result = inside("rules", "mutate", *options)
    assert "在现行规则库上就不成立的场景 1 个" in result.stdout
    assert "coal.feature:" in result.stderr
    assert "应为“不符合”,实为“不适用”" in result.stderr


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--rule", "K-01-cop"), "没有规则 K-01-cop;是否为 K-01-cap?"),
        (("--jobs", "0"), "选项 --jobs:“0”不行;请写 1 到 64 的整数"),
        (("--jobs", "abc"), "选项 --jobs:“abc”不行;请写 1 到 64 的整数"),
        (("--suggest", "-1"), "选项 --suggest:“-1”不行;请写 0 到 9999 的整数"),
        (("--format", "xml"), "不能是“xml”"),
    ],
)
def test_what_cannot_be_meant_is_refused(options: tuple[str, ...], message: str) -> None:
    result = inside("rules", "mutate", *KILN, *options)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr


def test_the_cache_lies_in_the_users_cache_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    options = [option for option in KILN if option != "--no-cache"]
    first = inside("rules", "mutate", *options, "--suggest", "0")
    second = inside("rules", "mutate", *options, "--suggest", "0")
    assert first.stdout == second.stdout
    cache = tmp_path / "bazhong-carbon-checker" / "mutation.sqlite3"
    cache.write_text("不是数据库" * 100, encoding="utf-8")
    third = inside("rules", "mutate", *options, "--suggest", "0")
    assert (third.exit_code, third.stdout) == (first.exit_code, first.stdout)
    assert third.stderr == f"缓存已损坏,重新建立了:{cache}\n"


def test_rules_are_required_to_have_scenarios_or_cases(tmp_path: Path) -> None:
    import shutil

    packs = tmp_path / "rules"
    shutil.copytree(PACKS, packs)
    result = inside("rules", "mutate", "--packs", str(packs), "--no-cache")
    assert result.exit_code == 2
    assert "没有场景,也没有案例" in result.stderr


def test_scenarios_are_written_once_and_notice_what_nothing_did(tmp_path: Path) -> None:
    features = copied_features(tmp_path)
    options = ("--packs", str(PACKS), "--features", str(features), "--cases", str(CASES), "--jobs", "1", "--no-cache")
    before = (features / "coal.feature").read_text(encoding="utf-8")
    first = inside("rules", "mutate", *options, "--suggest", "99", "--write")
    after = (features / "coal.feature").read_text(encoding="utf-8")
    assert first.exit_code == 1
    assert "已写入 1 个场景文件,共添 " in first.stderr
    shown = [line[1:] for line in first.stdout.splitlines() if line.startswith("+") and not line.startswith("+++")]
    assert shown
    assert [line for line in after.splitlines() if line not in before.splitlines()] == [
        line for line in shown if line not in before.splitlines()
    ]
    assert [line for line in before.splitlines() if line not in after.splitlines()] == []
    again = inside("rules", "mutate", *options, "--suggest", "99")
    left, right = (int(re.findall(r"没有场景察觉（(\d+)）", each.stdout)[0]) for each in (first, again))
    assert right == left - first.stdout.count("可补  "), again.stdout


def test_nothing_is_written_where_nothing_is_suggested() -> None:
    result = inside("rules", "mutate", *KILN, "--suggest", "0", "--write")
    assert result.exit_code == 2
    assert "--suggest 0 不找可补的场景" in result.stderr


def test_packs_read_for_reference_are_not_changed(tmp_path: Path) -> None:
    """A pack that cites shipped clauses is mutated with the shipped packs at hand, and it alone."""
    pack = tmp_path / "练习"
    (pack / "rules").mkdir(parents=True)
    (pack / "pack.yaml").write_text("id: lianxi\ntitle: 练习\nversion: '1'\norder: 900\n", encoding="utf-8")
    rule = "id: L-1\ntitle: 用煤\nclause: 巴府发〔2024〕5号#P009\napplies: 年原煤消费量 > 0 t\n"
    (pack / "rules" / "l-1.yaml").write_text(
        f"{rule}require: 煤炭替代量 >= 年原煤消费量\neffect: advise\n", encoding="utf-8"
    )
    (tmp_path / "empty").mkdir()
    scenario = (
        '# language: zh-CN\n功能: 用煤\n  场景: 不用煤\n    假如 采用申报文件"features/base-application.yaml"\n'
        '    而且 审查日为"2026-11-22"\n    当 审查该项目\n    那么 规则"L-1"判定为"不适用"\n'
    )
    (tmp_path / "a.feature").write_text(scenario, encoding="utf-8")
    options = ("--features", str(tmp_path), "--cases", str(tmp_path / "empty"), "--jobs", "1", "--no-cache")
    result = inside("rules", "mutate", "--packs", str(pack), *options, "--suggest", "0", "--format", "json")
    assert "引用随程序提供的规则包,已一并读入" in result.stderr
    assert {one["owner"] for one in json.loads(result.stdout)["mutants"]} == {"L-1"}
    told = inside(
        *("rules", "mutate", "--packs", str(pack), "--with", str(default_packs_directory())),
        *(*options, "--suggest", "0", "--format", "json"),
    )
    assert told.stdout == result.stdout
