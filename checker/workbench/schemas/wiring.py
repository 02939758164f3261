"""Wiring: what an editor with the YAML language server has to be told about a folder of packs and cases."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from checker.errors import Problem, UsageError
from checker.model.vocabulary import VOCABULARY
from checker.rulebook.pack import MANIFEST
from checker.workbench.schemas.names import Names
from checker.workbench.schemas.shape import DIALECT
from checker.workbench.schemas.subject import Subject, rule_or_derivation, schema_of
from checker.workbench.schemas.surrounding import folders_in, pack_of, packs_in

SCHEMA_FOLDER: Final = ".vscode/checker"
MARK: Final = "由 checker rules editor 生成,规则包改动后可重新生成;请勿手工修改"
"""Stands in every schema file, so that no file of somebody else is written over."""
RECOMMENDED: Final = ("redhat.vscode-yaml", "zsol.vscode-glspc")
"""The extensions for Visual Studio Code: the YAML language server, and a client for any language server."""
_APPLICATION: Final = "application"
_IN_PACK: Final = {
    Subject.RULE: "rules/**/*.yaml",
    Subject.CLAUSES: "clauses/*.yaml",
    Subject.TABLE: "tables/*.yaml",
    Subject.PARAMETERS: "parameters.yaml",
    Subject.FACTS: "facts.yaml",
    Subject.QUOTAS: "quotas.yaml",
    Subject.PACK: MANIFEST,
}
_IN_CASE: Final = {_APPLICATION: "application*.yaml", Subject.EXPECTED: "expected*.yaml"}


@dataclass(frozen=True, slots=True)
class Wiring:
    """The schema files by name, the files each is for as patterns, and the command that starts the language server."""

    schemas: Mapping[str, Mapping[str, Any]]
    patterns: Mapping[str, tuple[str, ...]]
    server: tuple[str, ...]

    @property
    def settings(self) -> Mapping[str, Any]:
        """The settings of Visual Studio Code."""
        return {
            "yaml.schemas": {f"./{SCHEMA_FOLDER}/{name}.json": list(globs) for name, globs in self.patterns.items()},
            "glspc.server.command": self.server[0],
            "glspc.server.commandArguments": list(self.server[1:]),
            "glspc.server.languageId": ["yaml"],
        }


def wiring_of(folder: Path, names: Names, server: Sequence[str]) -> Wiring:
    """The wiring of ``folder``: a pack, a folder of packs, or a project with both packs and cases further down.

    Raises UsageError where there is no pack.
    """
    homes = sorted(set(_homes(folder)))
    if not homes:
        remedy = f"请给出规则包(含 {MANIFEST})、规则包目录,或它们上面的文件夹"
        raise UsageError(Problem("文件夹里没有规则包", folder.as_posix(), remedy=remedy))
    patterns: dict[str, tuple[str, ...]] = {
        subject.value: tuple(f"{home}{inside}" for home in homes) for subject, inside in _IN_PACK.items()
    }
    cases = sorted(set(_case_homes(folder)))
    if cases:
        patterns |= {str(name): tuple(f"{home}*/{inside}" for home in cases) for name, inside in _IN_CASE.items()}
    schemas = {name: _marked(_schema(name, names)) for name in patterns}
    return Wiring(schemas, patterns, tuple(server))


def modeline_of(file: Path, folder: Path) -> str:
    """The comment that ties one file to its schema, for editors without settings for the folder; raises UsageError."""
    path = file.resolve()
    name = _kind_of(path)
    if name is None:
        raise UsageError(
            Problem("不是规则包或案例里的文件", file.as_posix(), remedy="请给出 rules/、clauses/ 等里面的文件")
        )
    schema = folder.resolve() / SCHEMA_FOLDER / f"{name}.json"
    return f"# yaml-language-server: $schema={Path(os.path.relpath(schema, path.parent)).as_posix()}"


def _kind_of(path: Path) -> str | None:
    pack = pack_of(path)
    if pack is not None:
        subject = Subject.of_file(path.relative_to(pack).as_posix())
        return subject.value if subject else None
    return next((str(name) for name, inside in _IN_CASE.items() if path.match(inside)), None)


def _schema(name: str, names: Names) -> Mapping[str, Any]:
    if name == _APPLICATION:
        return _in_dialect(VOCABULARY.json_schema())
    return rule_or_derivation(names) if name == Subject.RULE else schema_of(Subject(name), names)


def _in_dialect(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema of draft 2020-12 as draft-07, which differs in where definitions stand."""
    older: Mapping[str, Any] = json.loads(json.dumps(schema, ensure_ascii=False).replace("#/$defs/", "#/definitions/"))
    return {
        "$schema": DIALECT,
        **{"definitions" if key == "$defs" else key: value for key, value in older.items() if key != "$schema"},
    }


def _marked(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"$comment": MARK, **schema}


def _homes(folder: Path) -> Iterator[str]:
    """Where packs are, as the beginning of a pattern: empty for the folder itself, ``rules/*/`` for those in rules."""
    for pack in packs_in(folder):
        yield "" if pack == folder else f"{_inside(folder, pack.parent)}*/"


def _case_homes(folder: Path) -> Iterator[str]:
    for case in folders_in(folder):
        if case != folder and (case / "application.yaml").is_file():
            yield _inside(folder, case.parent)


def _inside(folder: Path, parent: Path) -> str:
    return "" if parent == folder else f"{parent.relative_to(folder).as_posix()}/"
