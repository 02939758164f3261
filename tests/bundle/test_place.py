"""Places of packs: a folder, a bundle or a zip file, wherever packs are asked for."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from checker.api import Checker
from checker.bundle.keys import generate
from checker.bundle.place import load_rulebook
from checker.errors import BundleError, RuleBookError, UntrustedBundleError, UsageError
from checker.rulebook import default_packs_directory
from tests.bundle.making import PACKS, book, bundle, later_book
from tests.cli.running import CHECK, RECTIFY, inside
from tests.cli.running import PACKS as DEMO


@pytest.fixture
def bundled(tmp_path: Path) -> Path:
    path = tmp_path / "规则.checker-bundle"
    path.write_bytes(bundle().content)
    return path


def zipped(path: Path, prefix: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(PACKS.rglob("*")):
            if file.is_file():
                archive.write(file, prefix + file.relative_to(PACKS).as_posix())
    return path


def test_folder_bundle_and_zip_give_the_same_rule_book(bundled: Path, tmp_path: Path) -> None:
    zip_file = zipped(tmp_path / "规则.zip", "某市规则/rules/")
    assert {load_rulebook(place).hash for place in (PACKS, bundled, zip_file)} == {book().hash}


def test_without_a_place_the_default_packs_count() -> None:
    assert load_rulebook().hash == Checker.load().rulebook.hash


def test_places_of_several_kinds_go_together(bundled: Path) -> None:
    shipped = default_packs_directory()
    both = load_rulebook(bundled, shipped)
    assert {pack.id for pack in both.packs} == {"small", *(pack.id for pack in load_rulebook(shipped).packs)}
    assert load_rulebook(shipped, bundled).hash == both.hash
    with pytest.raises(RuleBookError, match="文件夹不存在"):
        load_rulebook(bundled, shipped / "没有")
    with pytest.raises(RuleBookError, match="重复"):
        load_rulebook(bundled, PACKS)


def test_with_keys_named_only_bundles_signed_by_them_count(
    bundled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generate(tmp_path / "别人.key", tmp_path / "别人.pub")
    monkeypatch.setenv("CHECKER_RULE_KEYS", str(tmp_path / "别人.pub"))
    with pytest.raises(UntrustedBundleError, match="不在信任"):
        load_rulebook(bundled)
    renamed = bundled.rename(tmp_path / "规则.zip")  # a bundle by any other name is one
    with pytest.raises(UntrustedBundleError, match="不在信任"):
        load_rulebook(renamed)
    monkeypatch.setenv("CHECKER_RULE_KEYS", str(tmp_path / "没有.pub"))
    with pytest.raises(UsageError, match="文件不存在"):
        load_rulebook(renamed)


def test_an_altered_bundle_is_refused_without_any_keys(bundled: Path) -> None:
    bundled.write_bytes(bundled.read_bytes().replace(b"S-01", b"S-02"))
    with pytest.raises(BundleError, match="改动过"):
        load_rulebook(bundled)
    bundled.unlink()
    with pytest.raises(BundleError, match="文件无法读取"):
        load_rulebook(bundled)


def test_mistakes_in_a_zip_file_are_told_under_its_name(tmp_path: Path) -> None:
    path = zipped(tmp_path / "规则.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("small/rules/bad.yaml", "id: S-04\n")
    with pytest.raises(RuleBookError) as caught:
        load_rulebook(path)
    assert {problem.file for problem in caught.value.problems} == {f"{path}/small/rules/bad.yaml"}


def test_a_checker_reloads_the_bundle_that_was_put_in_place(bundled: Path, tmp_path: Path) -> None:
    checker = Checker.load(bundled)
    assert not checker.reload()
    later = later_book(tmp_path / "later")
    bundled.write_bytes(bundle(2, rulebook=later).content)
    assert checker.reload()
    assert checker.rulebook.hash == later.hash
    bundled.write_bytes(b"x")
    with pytest.raises(BundleError):
        checker.reload()
    assert checker.rulebook.hash == later.hash


def test_the_command_line_checks_with_a_bundle(tmp_path: Path) -> None:
    path = tmp_path / "规则.checker-bundle"
    assert inside("rules", "bundle", "--packs", str(DEMO), "--output", str(path)).exit_code == 0
    options = ("--as-of", "2025-10-01", "--format", "json", "--no-ledger", "-")
    by_folder, by_bundle = (
        inside("check", "--packs", str(packs), *options, stdin=RECTIFY) for packs in (CHECK[2], path)
    )
    assert (by_bundle.exit_code, by_bundle.stdout) == (10, by_folder.stdout)
    assert inside("rules", "diff", str(DEMO), str(path), "--no-impact").exit_code == 0
    assert inside("rules", "list", "--packs", str(path)).stdout == inside("rules", "list", "--packs", CHECK[2]).stdout
