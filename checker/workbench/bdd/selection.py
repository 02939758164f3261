"""Which scenarios to run: those about some rules, with some tags, or touched by what has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from checker.errors import Problem, UsageError
from checker.nearness import nearest
from checker.rulebook import Derivation, RuleBook
from checker.workbench.bdd.desk import Shelf
from checker.workbench.bdd.feature_file import FeatureFile
from checker.workbench.bdd.scene import shelf_of
from checker.workbench.bdd.script import Script


@dataclass(frozen=True, slots=True)
class Choice:
    """What to keep: ``rules`` and ``tags`` may have ``*``; ``changed`` are files (None: whatever has changed).

    ``rules`` are ids of rules or derivations. A scenario belongs to a rule where it names it, or asks for a derived
    fact that the rule rests on.
    """

    rules: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    changed: tuple[Path, ...] | None = None
    packs: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """The scenarios to run, and in Chinese why all of them must run although only changed ones were asked for."""

    scripts: tuple[Script, ...]
    because: str = ""


def choose(features: Sequence[FeatureFile], choice: Choice, book: RuleBook) -> Chosen:
    """The scenarios that meet every part of ``choice``; raises UsageError for a rule or tag there is not."""
    scripts = [script for feature in features for script in feature.scripts]
    if choice.rules:
        known = {*(rule.id for rule in book.rules), *(derivation.id for derivation in book.derivations)}
        _require(choice.rules, known, "规则", "全部编号见 checker rules list")
        facts = _facts_behind(choice.rules, book)
        scripts = [script for script in scripts if _meets(script.rules, choice.rules) or facts & script.derived_facts]
    if choice.tags:
        wanted = [tag.removeprefix("@") for tag in choice.tags]
        _require(wanted, {tag for script in scripts for tag in script.tags}, "标签", "标签写在场景上方,形如 @规则编号")
        scripts = [script for script in scripts if _meets(script.tags, wanted)]
    if choice.changed is None:
        return Chosen(tuple(scripts))
    return _changed(scripts, choice.changed, choice.packs, book)


def _require(wanted: Iterable[str], known: Iterable[str], what: str, remedy: str) -> None:
    known = set(known)
    for each in wanted:
        if not any(fnmatchcase(name, each) for name in known):
            near = nearest(each, known)
            raise UsageError(Problem(f"没有{what} {each}", remedy=f"是否为 {near}?" if near else remedy))


def _meets(names: Iterable[str], wanted: Iterable[str]) -> bool:
    patterns = tuple(wanted)
    return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)


def _facts_behind(wanted: Iterable[str], book: RuleBook) -> frozenset[str]:
    """The derived facts that the wanted rules rest on, directly or through others, and those of wanted derivations."""
    patterns = tuple(wanted)
    deriving: defaultdict[str, list[Derivation]] = defaultdict(list)
    for derivation in book.derivations:
        deriving[derivation.derive].append(derivation)
    open_names = {name for rule in book.rules if _meets((rule.id,), patterns) for name in rule.uses.names}
    found = {derivation.derive for derivation in book.derivations if _meets((derivation.id,), patterns)}
    while open_names:
        name = open_names.pop()
        if name in deriving and name not in found:
            found.add(name)
            open_names.update(used for each in deriving[name] for used in each.uses.names)
    return frozenset(found)


def _changed(scripts: Sequence[Script], changed: Iterable[Path], packs: Sequence[Path], book: RuleBook) -> Chosen:
    paths = {path.resolve() for path in changed}
    files = _rule_files(packs, book)
    in_packs = {path for path in paths if any(path.is_relative_to(pack.resolve()) for pack in packs)}
    shared = sorted(path for path in in_packs if path not in files)
    if shared:
        return Chosen(tuple(scripts), f"{shared[0].name} 等规则共用的文件有改动,运行全部场景")
    rules = {rule for path in in_packs for rule in files[path]}
    shelves: dict[Path, Shelf] = {}
    kept = []
    for script in scripts:
        shelf = shelves.setdefault(script.path.parent, shelf_of(script.path))
        adopted = {path.resolve() for name in script.applications if (path := shelf.path(name)) is not None}
        if script.path.resolve() in paths or rules & script.rules or adopted & paths:
            kept.append(script)
    return Chosen(tuple(kept))


def _rule_files(packs: Sequence[Path], book: RuleBook) -> dict[Path, set[str]]:
    """The files of rules with the rules they hold; those of derivations are not among them: many rules use one."""
    files: dict[Path, set[str]] = {}
    for rule in book.rules:
        for pack in packs:
            for path in (pack / rule.file, pack.parent / rule.file):
                if path.is_file():
                    files.setdefault(path.resolve(), set()).add(rule.id)
    return files
