"""Where scenarios and cases are looked for: one answer for ``test``, ``coverage``, ``mutate`` and ``diff``."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from checker.cli.evidence_folders import CASES, FEATURES, evidence_folders
from tests.cli.running import ROOT, inside
from tests.workbench.small_library import FEATURES as SMALL_FEATURES
from tests.workbench.small_library import PACKS as SMALL


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder of an office: nothing in it."""
    here = tmp_path / "desk"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


def _folder(path: Path) -> Path:
    path.mkdir(parents=True)
    return path


def test_without_packs_the_current_folder_the_offices_and_the_shipped_ones_count(
    desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _folder(tmp_path / "office" / "packs" / "own")
    monkeypatch.setenv("CHECKER_OFFICE", str(tmp_path / "office" / "packs"))
    _folder(desk / FEATURES)
    beside = _folder(tmp_path / "office" / FEATURES)
    assert evidence_folders(FEATURES, ()) == (Path(FEATURES), ROOT / FEATURES, beside)


def test_every_pack_named_has_its_folder_gathered(desk: Path, tmp_path: Path) -> None:
    packs = [_folder(tmp_path / name / "packs") for name in ("a", "b")]
    beside = [_folder(folder.parent / CASES) for folder in packs]
    _folder(desk / CASES)
    assert evidence_folders(CASES, packs) == (Path(CASES), *beside)
    assert evidence_folders(CASES, [packs[0], ROOT / "rules"]) == (Path(CASES), beside[0], ROOT / CASES)


def test_a_single_pack_finds_what_lies_beside_the_folder_of_packs(desk: Path, tmp_path: Path) -> None:
    pack = _folder(tmp_path / "office" / "own")
    (pack / "pack.yaml").write_text("", encoding="utf-8")
    assert evidence_folders(FEATURES, [pack]) == ()
    assert evidence_folders(FEATURES, [pack, _folder(tmp_path / FEATURES).parent / "office"]) == (tmp_path / FEATURES,)
    assert desk.is_dir()


def test_the_shipped_scenarios_concern_the_shipped_packs_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(ROOT)
    assert evidence_folders(FEATURES, [_folder(tmp_path / "packs")]) == ()
    assert evidence_folders(FEATURES, [Path("rules")]) == (Path(FEATURES),)


def test_folders_told_are_the_only_ones(desk: Path) -> None:
    _folder(desk / FEATURES)
    assert evidence_folders(FEATURES, (), [Path("mine")]) == (Path("mine"),)


def test_what_is_found_is_narrated_and_the_same_everywhere(desk: Path, tmp_path: Path) -> None:
    packs = tmp_path / "office" / "packs"
    shutil.copytree(SMALL, packs)
    shutil.copytree(SMALL_FEATURES, desk / FEATURES)
    beside = _folder(tmp_path / "office" / FEATURES)
    options = ("--packs", str(packs))
    told = f"场景取自 features、{beside}\n"
    assert told in inside("rules", "test", *options).stderr
    coverage = inside("rules", "coverage", *options, "--format", "json")
    assert told in coverage.stderr
    assert json.loads(coverage.stdout)["counts"]["scenarios"] == 4
    mutation = inside("rules", "mutate", *options, "--jobs", "1", "--no-cache", "--suggest", "0")
    assert told in mutation.stderr
    named = inside("rules", "mutate", *options, "--features", FEATURES, "--jobs", "1", "--no-cache", "--suggest", "0")
    assert "场景取自" not in named.stderr
    assert mutation.stdout == named.stdout
    assert re.search(r"察觉 [1-9]", mutation.stdout)


def test_a_comparison_of_rules_without_cases_falls_back_on_the_shipped_ones(desk: Path, tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    shutil.copytree(SMALL, packs)
    assert f"案例取自 {ROOT / CASES}\n" in inside("rules", "diff", str(packs), str(packs)).stderr
    assert desk.is_dir()
