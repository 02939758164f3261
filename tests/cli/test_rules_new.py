"""``checker rules new``: by options, by questions, and nothing where something is refused."""

from __future__ import annotations

import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from checker.errors import UsageError
from checker.workbench.scaffold import writing as making
from tests.cli.running import ROOT, inside, process

RULE = (
    "--id", "OWN-01-coal",
    "--title", "用煤须等量替代",
    "--applies", '建设阶段 = "拟建" and 年原煤消费量 > 0 t',
    "--require", "煤炭替代量 >= 年原煤消费量",
    "--effect", "consult",
    "--remedy", "补充 {gap} 的替代量",
    "--as-of", "2026-11-22",
)  # fmt: skip
KNOWN = ("--clause", "P020", *RULE)
NEW_CLAUSE = (
    "--clause", "川测发〔2026〕9号#第五条",
    "--document-title", "测试办法",
    "--document-id", "test-2026-9",
    "--issuer", "某局",
    "--issued", "2026-03-01",
    "--quote", "新建项目用煤不得超过替代量",
)  # fmt: skip


def new(pack: Path, *options: str) -> tuple[str, ...]:
    return ("rules", "new", "--pack", str(pack), "--create-pack", "--pack-id", "own", *options)


def files(folder: Path) -> dict[str, str]:
    """Every file below, by name, with its text."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_rule_on_a_registered_clause_passes_lint_and_test_at_once(tmp_path: Path) -> None:
    result = inside(*new(tmp_path / "own", *KNOWN))
    assert result.exit_code == 0, result.stderr
    assert "场景 6 个,都已试跑通过" in result.stderr
    made = files(tmp_path)
    assert list(made) == [
        "features/base-application.yaml",
        "features/own-01-coal.feature",
        "own/pack.yaml",
        "own/rules/own-01-coal.yaml",
    ]
    assert result.stdout.splitlines() == [
        str(tmp_path / name) for name in ("own/pack.yaml", "own/rules/own-01-coal.yaml", *list(made)[:2])
    ]
    packs = ("--packs", str(ROOT / "rules"), "--packs", str(tmp_path / "own"))
    linted = inside("rules", "lint", *packs)
    assert "own-01-coal" not in linted.stdout
    tested = process("rules", "test", str(tmp_path / "features"), *packs)
    assert tested.returncode == 0, tested.stderr.decode()
    assert "6" in tested.stdout.decode()


def test_each_outcome_and_each_side_of_the_dates_has_a_scenario(tmp_path: Path) -> None:
    inside(*new(tmp_path / "own", *KNOWN, "--from", "2026-01-01", "--to", "2031-01-01"))
    feature = files(tmp_path)["features/own-01-coal.feature"]
    for word in ("符合", "不符合", "未能判定", "不适用"):
        assert f'规则"OWN-01-coal"判定为"{word}"' in feature
    days = [line.split('"')[1] for line in feature.splitlines() if "假如 审查日为" in line]
    assert days == ["2025-12-31", "2026-01-01", "2030-12-31", "2031-01-01"]
    assert feature.count("当日不施行") == 2


def test_a_new_clause_and_its_document_are_registered_with_it(tmp_path: Path) -> None:
    result = inside(*new(tmp_path / "own", *NEW_CLAUSE, *RULE[:-4], "--effect", "reject", "--as-of", "2026-11-22"))
    assert result.exit_code == 0, result.stderr
    register = files(tmp_path)["own/clauses/test-2026-9.yaml"]
    assert "quote: 新建项目用煤不得超过替代量\n    strength: 不得\n    ceiling: reject\n    mark: S\n" in register
    assert "in_force: {from: 2026-03-01}" in register
    # The next clause goes to the end of the same file, which otherwise stays as it is.
    again = (
        "--clause",
        "川测发〔2026〕9号#第六条",
        "--quote",
        "鼓励用煤项目先行替代",
        "--lead",
        "市发展改革委、市生态环境局",
    )
    more = (*again, *RULE[2:-6], "--id", "OWN-02", "--effect", "advise", "--as-of", "2026-11-22")
    result = inside("rules", "new", "--pack", str(tmp_path / "own"), *more)
    assert result.exit_code == 0, result.stderr
    longer = files(tmp_path)["own/clauses/test-2026-9.yaml"]
    assert longer.startswith(register)
    assert "ceiling: advise" in longer.removeprefix(register)
    assert "lead: [市发展改革委, 市生态环境局]" in longer.removeprefix(register)


REFUSED = [
    pytest.param(("--effect", "reject"), 4, "不能否决(reject)", id="an effect graver than the clause carries"),
    pytest.param(("--require", "煤炭替代 >= 年原煤消费量"), 4, "未知事实“煤炭替代”", id="an unknown fact"),
    pytest.param(("--require", "煤炭替代量 >= 5 kWh"), 4, "单位", id="a unit of another kind"),
    pytest.param(("--require", "煤炭替代量 >="), 4, "语法错误", id="no expression"),
    pytest.param(("--remedy", "补充 {替代量}"), 4, "占位符", id="an unknown placeholder"),
    pytest.param(("--require", "PUE <= 1.3 and PUE > 2"), 4, "永远不符合", id="a rule that nobody can meet"),
    pytest.param(("--applies", "PUE <= 1.3 and PUE > 2"), 4, "永远不会适用", id="a rule that never applies"),
    pytest.param(("--clause", "P999"), 2, "没有登记条款“P999”", id="an unknown clause"),
    pytest.param(("--id", "BZ-020103-coal-cap-2030"), 2, "已有规则在用", id="an id that is taken"),
    pytest.param(("--id", "规则"), 2, "不能作编号", id="an id that cannot be a file"),
    pytest.param(("--from", "2020-01-01"), 4, "超出所引文件", id="a rule older than its clause"),
    pytest.param(("--from", "去年"), 2, "不是日期", id="no date"),
    pytest.param(("--as-of", "2020-01-01"), 2, "规则不施行", id="a day on which it is not in force"),
]


@pytest.mark.parametrize(("options", "code", "reason"), REFUSED)
def test_what_the_loader_would_refuse_is_refused_and_nothing_is_written(
    tmp_path: Path, options: tuple[str, ...], code: int, reason: str
) -> None:
    result = inside(*new(tmp_path / "own", *KNOWN, *options))
    assert result.exit_code == code
    assert reason in result.stderr
    assert files(tmp_path) == {}


def test_a_clause_cannot_refuse_what_its_words_do_not(tmp_path: Path) -> None:
    words = (*NEW_CLAUSE[:-1], "鼓励新建项目替代用煤", "--ceiling", "reject")
    result = inside(*new(tmp_path / "own", *words, *RULE))
    assert result.exit_code == 4
    assert "不能直接定为否决" in result.stderr
    assert files(tmp_path) == {}


MISSING = [
    (("--clause", "P020"), ["applies", "require"]),
    ((), ["clause", "applies", "require"]),
    (
        ("--clause", "新", "--document", "某发〔2026〕1号"),
        ["issuer", "clause-id", "quote 或 --summary", "applies", "require"],
    ),
]


@pytest.mark.parametrize(("options", "missing"), MISSING)
def test_everything_missing_is_told_at_once(tmp_path: Path, options: tuple[str, ...], missing: list[str]) -> None:
    result = inside(*new(tmp_path / "own", *options))
    assert result.exit_code == 2
    told = [option for option in missing if f"缺少选项 --{option}" in result.stderr]
    assert told == missing
    assert result.stderr.count("缺少选项") == len(missing) + ("--title" in result.stderr)
    assert files(tmp_path) == {}


def test_a_missing_pack_is_told_with_the_rest() -> None:
    result = inside("rules", "new", "--clause", "P020")
    assert [f"缺少选项 --{name}" in result.stderr for name in ("pack", "clause", "applies", "require")] == [
        True,
        False,
        True,
        True,
    ]


def test_a_folder_that_is_no_pack_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "别的.txt").write_text("无", encoding="utf-8")
    result = inside(*new(tmp_path / "own", *KNOWN))
    assert result.exit_code == 2
    assert "不是规则包" in result.stderr
    missing = inside("rules", "new", "--pack", str(tmp_path / "else"), *KNOWN)
    assert missing.exit_code == 2
    assert "--create-pack" in missing.stderr


def test_a_rule_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    inside(*new(tmp_path / "own", *KNOWN))
    before = files(tmp_path)
    (tmp_path / "own/rules/own-01-coal.yaml").rename(tmp_path / "own/rules/renamed.yaml")
    result = inside(*new(tmp_path / "own", *KNOWN))
    assert result.exit_code == 2
    (tmp_path / "own/rules/renamed.yaml").rename(tmp_path / "own/rules/own-01-coal.yaml")
    assert files(tmp_path) == before


def test_a_register_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    """Its clauses are of no use to any rule yet, so only the file itself tells that they are there."""
    inside(*new(tmp_path / "own", *KNOWN))
    register = tmp_path / "own/clauses/test-2026-9.yaml"
    register.parent.mkdir()
    register.write_text(
        "document:\n  id: test-2026-9\n  title: 老办法\n  number: 川测发〔2025〕1号\n  issuer: 某局\n"
        "clauses:\n  - {id: 第一条, path: 第一条, summary: 鼓励替代, strength: 鼓励, ceiling: advise, mark: V3}\n",
        encoding="utf-8",
    )
    before = files(tmp_path)
    pack = ("rules", "new", "--pack", str(tmp_path / "own"))
    result = inside(*pack, *NEW_CLAUSE, "--id", "OWN-02", *RULE[2:])
    assert result.exit_code == 2
    assert "--document-id" in result.stderr
    assert "编号已用" in result.stderr
    assert "请换一个编号" in result.stderr
    assert files(tmp_path) == before
    # So is an id that a document of another file has.
    register.rename(register.with_name("old.yaml"))
    assert "编号已用" in inside(*pack, *NEW_CLAUSE, "--id", "OWN-02", *RULE[2:]).stderr
    assert not register.exists()


def test_a_register_that_changes_meanwhile_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside(*new(tmp_path / "own", *NEW_CLAUSE, *RULE))
    register = tmp_path / "own/clauses/test-2026-9.yaml"
    changed = register.read_text(encoding="utf-8") + "# 别人刚加的\n"

    def interfere(files: Mapping[Path, str], replaced: Mapping[Path, bytes]) -> None:
        register.write_text(changed, encoding="utf-8")
        write_all(files, replaced)

    write_all = making.write_all
    monkeypatch.setattr("checker.workbench.scaffold.product.write_all", interfere)
    again = ("--clause", "川测发〔2026〕9号#第六条", "--quote", "用煤不得超过替代量", "--id", "OWN-02", *RULE[2:])
    result = inside("rules", "new", "--pack", str(tmp_path / "own"), *again)
    assert result.exit_code == 2
    assert "被改过" in result.stderr
    assert register.read_text(encoding="utf-8") == changed
    assert not (tmp_path / "own/rules/own-02.yaml").exists()


def test_features_that_are_a_file_and_a_base_application_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "features").write_text("文件", encoding="utf-8")
    for folder in ("features", "features/inner"):
        result = inside(*new(tmp_path / "own", *KNOWN, "--features", str(tmp_path / folder)))
        assert result.exit_code == 2
        assert "这是文件,不是文件夹" in result.stderr
    (tmp_path / "features").unlink()
    (tmp_path / "features").mkdir()
    (tmp_path / "features/base-application.yaml").write_bytes("项目名称: 某项目\n".encode("gbk"))
    result = inside(*new(tmp_path / "own", *KNOWN))
    assert "编码是 GBK" in result.stderr
    assert not (tmp_path / "own").exists()


def test_what_cannot_be_undone_does_not_keep_the_rest_from_being_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = tmp_path / "a/1", tmp_path / "b/2", tmp_path / "c/3"
    third.parent.mkdir()
    unlink, replace = Path.unlink, Path.replace

    def stubborn(path: Path, *, missing_ok: bool = False) -> None:
        if path == first:
            raise PermissionError(13, "Permission denied", str(path))
        unlink(path, missing_ok=missing_ok)

    def failing(path: Path, target: Path) -> Path:
        if target == third:
            raise OSError(28, "No space left on device", str(target))
        return replace(path, target)

    monkeypatch.setattr(Path, "unlink", stubborn)
    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(UsageError) as raised:
        making.write_all({first: "一", second: "二", third: "三"}, {})
    assert str(first) in raised.value.problems[0].message
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["1", "a", "c"]


def test_a_trial_writes_nothing(tmp_path: Path) -> None:
    result = inside(*new(tmp_path / "own", *KNOWN, "--dry-run"))
    assert result.exit_code == 0
    assert "id: OWN-01-coal" in result.stdout
    assert files(tmp_path) == {}


def test_a_file_that_cannot_be_written_takes_the_others_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside(*new(tmp_path / "own", *NEW_CLAUSE, *RULE))
    before = files(tmp_path)
    replace = Path.replace

    def failing(path: Path, target: Path) -> Path:
        if target.suffix == ".feature":
            raise OSError(28, "No space left on device", str(target))
        return replace(path, target)

    monkeypatch.setattr(Path, "replace", failing)
    again = ("--clause", "川测发〔2026〕9号#第六条", "--quote", "用煤不得超过替代量", "--id", "OWN-02", *RULE[2:])
    result = inside("rules", "new", "--pack", str(tmp_path / "own"), *again)
    assert result.exit_code == 2
    assert "什么也没有改动" in result.stderr
    assert files(tmp_path) == before


def test_a_rule_goes_into_the_shipped_packs_as_well(tmp_path: Path) -> None:
    import shutil

    shutil.copytree(ROOT / "rules", tmp_path / "rules")
    shutil.copytree(ROOT / "features", tmp_path / "features")
    pack = ("--pack", str(tmp_path / "rules" / "bazhong-plan"), "--packs", str(tmp_path / "rules"))
    result = inside("rules", "new", *pack, *KNOWN)
    assert result.exit_code == 0, result.stderr
    rule = (tmp_path / "rules/bazhong-plan/rules/own-01-coal.yaml").read_text(encoding="utf-8")
    assert "clause: P020\n" in rule
    assert (tmp_path / "features/own-01-coal.feature").is_file()


ANSWERS = [
    "是", "own", "自有规则",  # the pack
    "新", "川测发〔2026〕9号", "测试办法", "test-2026-9", "某局", "2026-03-01", "", "",  # the document
    "第五条", "", "新建数据中心电能利用效率不得高于1.3", "", "", "", "M", "", "approve", "",  # the clause
    "BZ-020103-coal-cap-2030", "OWN-05-pue", "数据中心电能利用效率", "",  # the rule
    '建设阶段 = "拟建" and 数据中心', 'list contains(涉及事项, "数据中心")',
    "电能利用效率 <= 1.3", "PUE <= 1.3 and PUE > 2", "PUE <= 1.3",
    "", "严", "", "", "提高能效", "",
]  # fmt: skip


def test_questions_are_asked_one_by_one_and_again_until_the_answer_will_do(tmp_path: Path) -> None:
    pack = ("rules", "new", "--ask", "--pack", str(tmp_path / "own"), "--as-of", "2026-11-22")
    result = inside(*pack, stdin="\n".join([*ANSWERS, "是", ""]))
    assert result.exit_code == 0, result.stderr
    for told in (
        "错误:不能是“approve”",
        "错误:编号“BZ-020103-coal-cap-2030”已有规则在用",
        "未知事实“数据中心”",
        "读作:涉及事项包括“数据中心”",
        "读作:PUE 不超过 1.3",
        "处置不能是“严”",
        "错误:不能是“M”",
        "核验标记(S / V1 / V2 / V3)",
        "错误:规则适用时永远不符合:“PUE <= 1.3”与“PUE > 2”不能同时成立",
    ):
        assert told in result.stderr
    assert "规则 X:" not in result.stderr
    made = files(tmp_path)
    assert "effect: reject\n" in made["own/rules/own-05-pue.yaml"]
    assert '"PUE"为"1.3"' in made["features/own-05-pue.feature"]
    assert '规则"OWN-05-pue"的处置为"否决"' in made["features/own-05-pue.feature"]


def test_a_registered_clause_is_shown_and_an_option_is_not_asked_for(tmp_path: Path) -> None:
    options = (*new(tmp_path / "own", *KNOWN), "--ask")
    result = inside(*options, stdin="\n".join(["", "", "", "", "", "否", ""]))
    assert result.exit_code == 0, result.stderr
    assert "到2030年原煤消费量不超过25万吨" in result.stderr
    assert "什么项目适用" not in result.stderr
    assert "没有写入" in result.stderr
    assert files(tmp_path) == {}


def test_an_interview_that_ends_early_leaves_nothing_behind(tmp_path: Path) -> None:
    result = inside("rules", "new", "--ask", "--pack", str(tmp_path / "own"), stdin="\n".join(ANSWERS[:12]))
    assert result.exit_code == 130
    assert "已中断" in result.stderr
    assert files(tmp_path) == {}


def test_ctrl_c_in_a_terminal_leaves_nothing_behind(tmp_path: Path) -> None:
    controller, terminal = pty.openpty()
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    child = subprocess.Popen(
        [sys.executable, "-m", "checker", "rules", "new", "--pack", str(tmp_path / "own")],
        stdin=terminal, stdout=terminal, stderr=terminal, start_new_session=True, cwd=ROOT,
        env={**os.environ, "LC_ALL": "C.UTF-8", "TMPDIR": str(temporary), "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    os.close(terminal)
    try:
        assert "新建一个吗" in _shown(controller, "新建一个吗")
        os.write(controller, "是\n".encode())
        assert "英文编号" in _shown(controller, "英文编号")
        os.kill(child.pid, signal.SIGINT)
        assert "已中断" in _shown(controller, "已中断")
        assert child.wait(30) == 130
    finally:
        child.kill()
        child.wait()
        os.close(controller)
    assert [path.name for path in tmp_path.iterdir()] == ["tmp"]
    assert list(temporary.iterdir()) == []


def _shown(controller: int, wanted: str) -> str:
    """What the terminal shows until ``wanted`` comes, at most for half a minute."""
    seen, end = b"", time.monotonic() + 30
    while wanted not in seen.decode(errors="ignore") and time.monotonic() < end:
        if select.select([controller], [], [], 1)[0]:
            try:
                seen += os.read(controller, 4096)
            except OSError:
                break
    return seen.decode(errors="ignore")
