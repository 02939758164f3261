"""``checker rules editor``: what is written, and what is left alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest
import yaml

from checker.rulebook import default_packs_directory
from tests.cli.running import inside

RULES = default_packs_directory()
SETTINGS = Path(".vscode/settings.json")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one pack and one case."""
    shutil.copytree(RULES / "bazhong-plan", tmp_path / "rules" / "bazhong-plan")
    case = tmp_path / "cases" / "wind-farm"
    case.mkdir(parents=True)
    for name in ("application.yaml", "expected.yaml"):
        shutil.copy(RULES.parent / "cases" / "wind-farm" / name, case / name)
    return tmp_path


def test_settings_tie_every_file_of_the_project_to_a_schema_that_takes_it(project: Path) -> None:
    done = inside("rules", "editor", str(project))
    assert done.exit_code == 0, done.stderr
    settings = json.loads((project / SETTINGS).read_text(encoding="utf-8"))
    tied = {
        file: project / schema
        for schema, patterns in settings["yaml.schemas"].items()
        for pattern in patterns
        for file in project.glob(pattern)
    }
    assert set(tied) == {file for file in project.rglob("*.yaml") if ".vscode" not in file.parts}
    for file, schema in tied.items():
        data = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        assert isinstance(data, dict), file
        shape = json.loads(schema.read_text(encoding="utf-8"))
        assert shape["$schema"] == "http://json-schema.org/draft-07/schema#"
        jsonschema.Draft7Validator.check_schema(shape)
        assert not [e for e in jsonschema.Draft7Validator(shape).iter_errors(data) if "properties were" in e.message]
    assert settings["glspc.server.commandArguments"] == ["-m", "checker", "rules", "lsp"]


def test_print_writes_no_file(project: Path) -> None:
    done = inside("rules", "editor", str(project), "--print")
    assert "yaml.schemas" in json.loads(done.stdout)
    assert not (project / ".vscode").exists()


def test_settings_of_the_user_are_left_alone_unless_forced(project: Path) -> None:
    (project / ".vscode").mkdir()
    mine = '{"editor.fontSize": 16, "yaml.schemas": {"./mine.json": "mine.yaml"}}'
    (project / SETTINGS).write_text(mine, encoding="utf-8")
    done = inside("rules", "editor", str(project))
    assert done.exit_code == 0
    assert "没有改动" in done.stderr
    assert (project / SETTINGS).read_text(encoding="utf-8") == mine
    assert "yaml.schemas" in json.loads(done.stdout)
    forced = inside("rules", "editor", str(project), "--force")
    assert "settings.json.bak" in forced.stderr
    merged = json.loads((project / SETTINGS).read_text(encoding="utf-8"))
    assert merged["editor.fontSize"] == 16
    assert merged["yaml.schemas"]["./mine.json"] == "mine.yaml"
    assert "./.vscode/checker/rule.json" in merged["yaml.schemas"]
    assert (project / ".vscode" / "settings.json.bak").read_text(encoding="utf-8") == mine
    again = inside("rules", "editor", str(project), "--force")
    assert "已有这些设置" in again.stderr


def test_settings_with_comments_are_not_merged(project: Path) -> None:
    (project / ".vscode").mkdir()
    mine = '{\n  // 字号\n  "editor.fontSize": 16\n}\n'
    (project / SETTINGS).write_text(mine, encoding="utf-8")
    done = inside("rules", "editor", str(project), "--force")
    assert done.exit_code == 2
    assert "不是纯 JSON" in done.stderr
    assert (project / SETTINGS).read_text(encoding="utf-8") == mine


def test_a_schema_file_of_somebody_else_is_not_written_over(project: Path) -> None:
    foreign = project / ".vscode" / "checker" / "rule.json"
    foreign.parent.mkdir(parents=True)
    foreign.write_text("{}", encoding="utf-8")
    done = inside("rules", "editor", str(project))
    assert done.exit_code == 2
    assert "rule.json" in done.stderr
    assert foreign.read_text(encoding="utf-8") == "{}"
    assert inside("rules", "editor", str(project), "--force").exit_code == 0
    assert "$schema" in foreign.read_text(encoding="utf-8")


def test_the_modeline_of_a_file_leads_to_its_schema(project: Path) -> None:
    file = project / "rules" / "bazhong-plan" / "rules" / "bz-0103-intensity.yaml"
    done = inside("rules", "editor", str(project), "--modeline", str(file))
    assert done.stdout == "# yaml-language-server: $schema=../../../.vscode/checker/rule.json\n"
    outside = inside("rules", "editor", str(project), "--modeline", str(project / "other.yaml"))
    assert outside.exit_code == 2


@pytest.mark.parametrize("name", ["", "nowhere"])
def test_a_folder_without_packs_is_refused(tmp_path: Path, name: str) -> None:
    done = inside("rules", "editor", str(tmp_path / name))
    assert done.exit_code == 2
    assert not (tmp_path / ".vscode").exists()
