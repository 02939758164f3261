"""The outline of rule packs: what they declare, as far as it can be read, so that it is there while people type."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from checker.errors import Problem
from checker.model.vocabulary import VOCABULARY, FactSpec
from checker.rulebook.content import PackContent, read_contents
from checker.rulebook.declarations import Declarations
from checker.rulebook.pack import PackFolder, default_packs_directories, find_packs
from checker.rulebook.parameter import Parameter
from checker.rulebook.register import ClauseRegister
from checker.rulebook.surroundings import Surroundings
from checker.rulebook.tables.table import DecisionTable


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """Packs with their files parsed, and the names that expressions and references may use.

    A file that does not parse, or a declaration that is faulty, is left out; nobody is told of it here.
    """

    contents: tuple[PackContent, ...]
    around: Surroundings
    derived: Mapping[str, FactSpec]
    parameters: Mapping[str, Parameter]
    tables: Mapping[str, tuple[DecisionTable, ...]]

    @property
    def facts(self) -> Mapping[str, FactSpec]:
        """The vocabulary and the derived facts by label."""
        return self.around.facts

    @property
    def register(self) -> ClauseRegister:
        """The clauses."""
        return self.around.register


def read_outline(*directories: Path, texts: Mapping[Path, str] | None = None) -> Outline:
    """The outline of the given folders, each a pack or a folder of packs; without any, of the default ones.

    ``texts`` stand in for files on disk. Raises RuleBookError only where the default folders are not there.
    """
    problems: list[Problem] = []
    folders: list[PackFolder] = find_packs(directories or default_packs_directories(), problems, texts)
    contents = read_contents(folders, problems)
    declarations = Declarations(VOCABULARY.facts, problems)
    for content in contents:
        declarations.read_clauses(content)
    for content in contents:
        declarations.read_values(content)
    return Outline(
        contents=tuple(contents),
        around=declarations.surroundings(),
        derived=declarations.derived,
        parameters=declarations.parameters,
        tables={name: tuple(versions) for name, versions in declarations.tables.items() if versions},
    )
