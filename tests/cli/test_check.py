"""``checker check``: reports, exit codes, several files, bad files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.errors import AccessError, CheckerError, EngineError, Problem, RemoteError
from tests.cli.running import APPROVED, CHECK, HEAD, PACKS, RECTIFY, REJECTED, UNDETERMINED, inside


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {"a": APPROVED, "b": RECTIFY, "c": REJECTED}.items():
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "code", "verdict"),
    [(APPROVED, 0, "✓ 通过"), (RECTIFY, 10, "! 整改"), (REJECTED, 20, "✗ 否决"), (UNDETERMINED, 10, "! 整改")],
    ids=["approved", "rectify", "rejected", "undetermined"],
)
def test_exit_code_is_the_verdict(tmp_path: Path, text: str, code: int, verdict: str) -> None:
    file = tmp_path / "项目.yaml"
    file.write_text(text, encoding="utf-8")
    result = inside(*CHECK, str(file))
    assert result.exit_code == code
    assert f"结论      {verdict}\n" in result.stdout
    assert result.stderr == ""


def test_a_finding_quotes_its_clause_and_says_what_would_mend_it(folder: Path) -> None:
    text = inside(*CHECK, str(folder / "c.yaml")).stdout
    assert "✗ 不符合  T-01-coal-cap  年原煤消费量不得超过上限" in text
    assert "「项目年原煤消费量不得超过5万吨」" in text
    assert "怎么改    把年原煤消费量减少 10000 t" in text


def test_as_of_decides_which_value_applies(folder: Path) -> None:
    file = folder / "d.yaml"
    file.write_text(HEAD + "年原煤消费量: 4.5 万吨\n煤炭替代量: 4.5 万吨\n", encoding="utf-8")
    before = inside("check", "--packs", str(PACKS), "--as-of", "2025-12-31", str(file))
    after = inside("check", "--packs", str(PACKS), "--as-of", "2026-01-01", str(file))
    assert (before.exit_code, after.exit_code) == (0, 20)
    assert "审查日    2026-01-01" in after.stdout


@pytest.mark.parametrize(
    ("engine", "named"), [("cross", "rete+reference"), ("reference", "reference"), ("rete", "rete")]
)
def test_every_engine_can_be_chosen(folder: Path, engine: str, named: str) -> None:
    result = inside(*CHECK, "--engine", engine, "--format", "json", str(folder / "b.yaml"))
    assert result.exit_code == 10
    assert json.loads(result.stdout)["engine"] == named


def test_json_is_an_object_for_one_file_and_an_array_for_several(folder: Path) -> None:
    one = json.loads(inside(*CHECK, "--format", "json", str(folder / "a.yaml")).stdout)
    two = json.loads(inside(*CHECK, "--format", "json", str(folder / "a.yaml"), str(folder / "c.yaml")).stdout)
    (folder / "b.yaml").unlink()
    (folder / "c.yaml").unlink()
    listed = json.loads(inside(*CHECK, "--format", "json", str(folder)).stdout)
    assert one["verdict"] == "approve"
    assert [report["verdict"] for report in two] == ["approve", "reject"]
    assert [report["verdict"] for report in listed] == ["approve"]


def test_json_lists_satisfied_rules_only_on_request(folder: Path) -> None:
    brief = json.loads(inside(*CHECK, "--format", "json", str(folder / "a.yaml")).stdout)
    full = json.loads(inside(*CHECK, "--format", "json", "--all", str(folder / "a.yaml")).stdout)
    assert brief["findings"] == []
    assert {finding["rule"]: finding["outcome"] for finding in full["findings"]} == {
        "T-01-coal-cap": "satisfied",
        "T-02-coal-substitution": "not_applicable",
    }


def test_markdown_is_a_document(folder: Path) -> None:
    result = inside(*CHECK, "--format", "markdown", str(folder / "c.yaml"))
    assert result.stdout.startswith("# 项目符合性核对意见：✗ 否决\n")


def test_a_directory_is_checked_whole_and_the_worst_code_counts(folder: Path) -> None:
    (folder / "说明.txt").write_text("x", encoding="utf-8")
    result = inside(*CHECK, str(folder))
    assert result.exit_code == 20
    positions = [result.stdout.index(f"文件  {folder}/{name}.yaml") for name in "abc"]
    assert positions == sorted(positions)
    assert "未核对(不是申报文件或为下级目录):说明.txt" in result.stderr
    assert "共 3 个文件:通过 1,整改 1,否决 1;退出码 20" in result.stderr


def test_a_bad_file_among_good_ones_is_reported_and_the_others_run(folder: Path) -> None:
    (folder / "b.yaml").write_text(HEAD.replace("拟建", "筹建"), encoding="utf-8")
    result = inside(*CHECK, "--format", "json", str(folder))
    assert result.exit_code == 3
    assert [report["verdict"] for report in json.loads(result.stdout)] == ["approve", "reject"]
    assert result.stderr.startswith(f"错误:{folder}/b.yaml:2")
    assert "建设阶段" in result.stderr
    assert "未能核对 1;退出码 3" in result.stderr


def test_standard_input_is_read_and_named(folder: Path) -> None:
    result = inside(*CHECK, "-", stdin=APPROVED.encode())
    assert result.exit_code == 0
    bad = inside(*CHECK, "-", stdin=b"\xb0\xcd\xd6\xd0: 1\n")
    assert bad.exit_code == 3
    assert bad.stderr.startswith("错误:<标准输入>")
    assert bad.stdout == ""


BAD_FILES = {
    "empty": b"",
    "blank": b"\n\n# \xe6\xb3\xa8\n",
    "binary": bytes(range(256)) * 4,
    "gbk": (HEAD * 3).encode("gbk"),
    "utf-16": HEAD.encode("utf-16"),
    "broken yaml": "项目名称: [a\n".encode(),
    "a list": b"- 1\n- 2\n",
    "a word": b"x",
    "deep": b"[" * 5000 + b"]" * 5000,
    "unknown field": (HEAD + "年煤消费量: 1 t\n").encode(),
    "wrong unit": (HEAD + "年原煤消费量: 3 万千瓦时\n").encode(),
    "negative": (HEAD + "年原煤消费量: -3 t\n").encode(),
    "text for a number": (HEAD + "年原煤消费量: 很多\n").encode(),
    "duplicate key": (HEAD + HEAD).encode(),
    "alias bomb": b"a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
    b"d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n",
    "python object": b"!!python/object/apply:os.system ['true']\n",
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_explained_with_exit_code_3(tmp_path: Path, name: str) -> None:
    file = tmp_path / "坏.yaml"
    file.write_bytes(BAD_FILES[name])
    result = inside(*CHECK, str(file))
    assert result.exit_code == 3
    assert result.stdout == ""
    lines = result.stderr.splitlines()
    assert lines
    assert all(line.startswith(f"错误:{file}") for line in lines)
    assert all(line.isprintable() for line in lines)


def test_a_missing_file_and_a_directory_without_applications_are_exit_code_3(tmp_path: Path) -> None:
    missing = inside(*CHECK, str(tmp_path / "无.yaml"))
    empty = inside(*CHECK, str(tmp_path))
    assert (missing.exit_code, empty.exit_code) == (3, 3)
    assert missing.stderr.startswith(f"错误:{tmp_path}/无.yaml")
    assert empty.stderr.startswith(f"错误:{tmp_path} 目录里没有申报文件;申报文件以 .yaml、.yml、.json 结尾\n")
    assert missing.stdout == empty.stdout == ""


def test_an_unknown_or_broken_rule_pack_is_exit_code_4(folder: Path) -> None:
    unknown = inside("check", "--packs", str(folder / "无"), str(folder / "a.yaml"))
    assert unknown.exit_code == 4
    assert unknown.stderr.startswith("错误:")
    assert unknown.stdout == ""
    pack = folder / "包"
    (pack / "rules").mkdir(parents=True)
    (pack / "pack.yaml").write_text((PACKS / "demo" / "pack.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (pack / "rules" / "x.yaml").write_text("id: X\napplies: 年煤消费量 > 0 t\n", encoding="utf-8")
    broken = inside("check", "--packs", str(pack), str(folder / "a.yaml"))
    assert broken.exit_code == 4
    assert all(line.startswith(("错误:", "    ")) for line in broken.stderr.splitlines())
    assert f"{pack}/rules/x.yaml:" in broken.stderr
    assert broken.stdout == ""


def test_a_mistake_in_an_expression_is_pointed_at(folder: Path) -> None:
    pack = folder / "demo"
    for source in (PACKS / "demo").rglob("*.yaml"):
        target = pack / source.relative_to(PACKS / "demo")
        target.parent.mkdir(parents=True, exist_ok=True)
        text = source.read_text(encoding="utf-8").replace("年原煤消费量 <= 测试用煤上限", "年煤消费量 <= 测试用煤上限")
        target.write_text(text, encoding="utf-8")
    result = inside("check", "--packs", str(pack), str(folder / "a.yaml"))
    assert result.exit_code == 4
    assert "    年煤消费量 <= 测试用煤上限\n    ^^^^^^^^^^\n" in result.stderr


def test_the_result_goes_to_the_file_and_nothing_to_standard_output(folder: Path) -> None:
    target = folder / "结果.json"
    result = inside(*CHECK, "--format", "json", "--output", str(target), str(folder / "c.yaml"))
    assert result.exit_code == 20
    assert result.stdout == ""
    assert result.stderr == f"结果已写入 {target}\n"
    assert json.loads(target.read_text(encoding="utf-8"))["verdict"] == "reject"


def test_no_report_means_no_result_file(folder: Path) -> None:
    (folder / "a.yaml").write_text("", encoding="utf-8")
    target = folder / "结果.json"
    result = inside(*CHECK, "--format", "json", "--output", str(target), str(folder / "a.yaml"))
    assert result.exit_code == 3
    assert not target.exists()


def test_an_impossible_result_file_is_refused_before_work(folder: Path) -> None:
    result = inside(*CHECK, "--output", str(folder / "无" / "r.txt"), str(folder / "a.yaml"))
    assert result.exit_code == 2
    assert result.stderr == f"错误:{folder}/无/r.txt 结果文件所在的目录不存在;请先建立目录,或换一个路径\n"


def test_colour_is_off_in_a_pipe_and_on_by_request(folder: Path) -> None:
    assert "\x1b[" not in inside(*CHECK, str(folder / "c.yaml")).stdout
    assert "\x1b[31m✗ 否决\x1b[0m" in inside(*CHECK, "--color", str(folder / "c.yaml")).stdout


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    name = "[bold]:smile: <b>*强*</b> `x` | " + "长" * 5000 + "A" * 5000
    file = tmp_path / "x.json"
    file.write_text(
        json.dumps(
            {"项目名称": name, "建设阶段": "拟建", "建设性质": "新建", "行业代码": "1469", "年原煤消费量": "6 万吨"}
        ),
        encoding="utf-8",
    )
    for layout in ("text", "markdown", "json"):
        result = inside(*CHECK, "--format", layout, "--color", str(file))
        assert result.exit_code == 20
        assert ":smile:" in result.stdout
        assert result.stdout.count("长") >= 5000


def test_an_accident_in_one_file_is_exit_code_5_and_the_others_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from checker.api import Checker

    check = Checker.check

    def accident(self: Checker, application, **settings):
        if application.raw_coal.magnitude == 0:
            raise ZeroDivisionError("甲")
        return check(self, application, **settings)

    monkeypatch.setattr(Checker, "check", accident)
    monkeypatch.delenv("CHECKER_TRACEBACK", raising=False)
    result = inside(*CHECK, "--format", "json", str(folder))
    assert result.exit_code == 5
    assert len(json.loads(result.stdout)) == 2
    assert "a.yaml 程序内部出错(ZeroDivisionError: 甲),没有得出结论" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("error", [RemoteError, AccessError])
def test_what_keeps_one_file_from_being_checked_outweighs_the_verdicts_of_the_others(
    folder: Path, monkeypatch: pytest.MonkeyPatch, error: type[CheckerError]
) -> None:
    from checker.api import Checker

    check = Checker.check

    def refuse(self: Checker, application, **settings):
        if application.raw_coal.magnitude == 0:
            raise error(Problem("连不上", remedy="请稍候再试"))
        return check(self, application, **settings)

    monkeypatch.setattr(Checker, "check", refuse)
    result = inside(*CHECK, "--format", "json", str(folder))
    assert result.exit_code == error.exit_code
    assert len(json.loads(result.stdout)) == 2
    assert "错误:连不上;请稍候再试\n" in result.stderr
    assert f"退出码 {error.exit_code}" in result.stderr


def test_an_engine_error_is_exit_code_5(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from checker.api import Checker

    def refuse(self: Checker, application, **settings):
        raise EngineError(Problem("超出引擎上限", remedy="请减少规则"))

    monkeypatch.setattr(Checker, "check", refuse)
    result = inside(*CHECK, str(folder / "a.yaml"))
    assert result.exit_code == 5
    assert result.stderr == "错误:超出引擎上限;请减少规则\n"
