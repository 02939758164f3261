"""The sides of a comparison: folders, git revisions, bundles, and what is none of these."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest

from checker.errors import RuleBookError, UsageError
from checker.workbench.difference import read_side
from tests.workbench.small_library import GREEN, PACKS, small_book


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the small packs in ``rules``, and a commit after it in which a rule is gone."""
    _copy(PACKS, tmp_path / "rules")
    monkeypatch.chdir(tmp_path)
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    _git("init", "--quiet", "--initial-branch=main")
    _git("add", ".")
    _commit("first")
    (tmp_path / "rules" / GREEN).unlink()
    _git("add", ".")
    _commit("second")
    return tmp_path


def _git(*arguments: str) -> None:
    subprocess.run(["git", *arguments], check=True, capture_output=True)


def _commit(message: str) -> None:
    _git("-c", "user.name=甲", "-c", "user.email=a@example.org", "commit", "--quiet", "-m", message)


def _copy(source: Path, target: Path) -> None:
    for path in source.rglob("*.yaml"):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(path.read_bytes())


def _bundle(path: Path, prefix: str, names: dict[str, str] | None = None) -> Path:
    with zipfile.ZipFile(path, "w") as bundle:
        for file in sorted(PACKS.rglob("*.yaml")):
            bundle.write(file, prefix + file.relative_to(PACKS).as_posix())
        for name, text in (names or {}).items():
            bundle.writestr(name, text)
    return path


@pytest.mark.parametrize("revision", ["HEAD~1", "HEAD~1:rules", "HEAD~1:rules/", "main~1:rules/small"])
@pytest.mark.usefixtures("repository")
def test_a_revision_is_read_as_it_was(revision: str) -> None:
    side = read_side(revision)
    assert (side.name, [rule.id for rule in side.book.rules]) == (revision, ["S-01-cap", "S-02-green"])
    assert [rule.id for rule in read_side("HEAD").book.rules] == ["S-01-cap"]


def test_a_revision_is_read_from_a_folder_inside(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repository / "rules" / "small")
    assert read_side("HEAD~1:rules").book.hash == small_book().hash


def test_a_folder_wins_over_a_revision(repository: Path) -> None:
    _copy(PACKS, repository / "main")
    assert len(read_side("main").book.rules) == 2


@pytest.mark.parametrize("prefix", ["", "rules/", "某某市规则-2026/rules/", "small-only/"])
def test_a_bundle_is_read_whatever_folder_it_wraps_the_packs_in(tmp_path: Path, prefix: str) -> None:
    side = read_side(str(_bundle(tmp_path / "规则.zip", prefix)))
    assert side.book.hash == small_book().hash


@pytest.mark.usefixtures("repository")
@pytest.mark.parametrize(
    ("name", "message", "remedy"),
    [
        ("没有这个", "没有“没有这个”这个文件夹、文件或 git 版本", "HEAD~1"),
        ("", "没有“”", "规则包的文件夹"),
        ("--output=/tmp/x", "没有“--output=/tmp/x”", "规则包的文件夹"),
        ("HEAD:nowhere", "git 版本 HEAD 里没有文件夹“nowhere”", "HEAD:rules"),
    ],
)
def test_what_is_none_of_these_is_refused(name: str, message: str, remedy: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_side(name)
    assert message in caught.value.problems[0].message
    assert remedy in caught.value.problems[0].remedy


def test_a_plain_file_is_no_rule_book(tmp_path: Path) -> None:
    path = tmp_path / "文件.yaml"
    path.write_text("id: x", encoding="utf-8")
    with pytest.raises(UsageError, match="既不是文件夹"):
        read_side(str(path))


@pytest.mark.parametrize("inner", ["../外面.yaml", "/tmp/外面.yaml", "C:\\外面.yaml"])
def test_a_bundle_that_reaches_outside_is_refused(tmp_path: Path, inner: str) -> None:
    bundle = _bundle(tmp_path / "规则.zip", "", {inner: "id: x"})
    with pytest.raises(UsageError, match="越出了文件夹"):
        read_side(str(bundle))
    assert not (tmp_path / "外面.yaml").exists()


def test_a_bundle_without_packs_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "空.zip", "w") as bundle:
        bundle.writestr("甲/说明.txt", "无")
        bundle.writestr("乙/说明.txt", "无")
    with pytest.raises(UsageError, match="里面没有规则包"):
        read_side(str(tmp_path / "空.zip"))


def test_mistakes_in_a_bundle_are_told_under_its_name(tmp_path: Path) -> None:
    bundle = _bundle(tmp_path / "规则.zip", "", {"small/rules/bad.yaml": "id: S-04\n"})
    with pytest.raises(RuleBookError) as caught:
        read_side(str(bundle))
    assert {problem.file for problem in caught.value.problems} == {f"{bundle}/small/rules/bad.yaml"}


def test_packs_may_be_read_with_others_around_them(tmp_path: Path) -> None:
    own = tmp_path / "own"
    (own / "rules").mkdir(parents=True)
    (own / "pack.yaml").write_text('id: own\ntitle: 自有\nversion: "1"\norder: 90\n', encoding="utf-8")
    rule = (
        "id: O-1\ntitle: 某\nclause: 测发〔2024〕1号#T2\napplies: 'true'\nrequire: 年原煤消费量 > 0 t\neffect: advise\n"
    )
    (own / "rules" / "one.yaml").write_text(rule, encoding="utf-8")
    with pytest.raises(RuleBookError, match="没有登记文件"):
        read_side(str(own))
    assert [found.id for found in read_side(str(own), [PACKS]).book.rules][-1] == "O-1"
