"""Loading: from pack folders to a checked rule book, or to every mistake in them at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from checker.errors import Problem, RuleBookError
from checker.model.vocabulary import VOCABULARY, FactSpec
from checker.rulebook.book import RuleBook, boundaries_of
from checker.rulebook.content import PackContent, read_contents
from checker.rulebook.declarations import Declarations
from checker.rulebook.derivation_reading import read_derivation, report_clashing_derivations
from checker.rulebook.entry import Entry
from checker.rulebook.expression import Scope
from checker.rulebook.pack import PackFolder, default_packs_directories, find_packs
from checker.rulebook.quota import Quota, read_quotas
from checker.rulebook.rule import Derivation, Rule
from checker.rulebook.rule_reading import read_rule
from checker.rulebook.strata import find_cycle
from checker.rulebook.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Reading:
    """What reading pack folders gave, mistakes and all.

    ``book`` holds whatever could be read, fit for judging only where there are no ``problems``; None where a file could
    not be read at all, and nothing further was looked at. ``scope`` are the names its expressions may use. ``problems``
    stand in order of file and place.
    """

    book: RuleBook | None
    scope: Scope
    folders: tuple[PackFolder, ...]
    contents: tuple[PackContent, ...]
    problems: tuple[Problem, ...]


def load_rulebook(*directories: Path, vocabulary: Mapping[str, FactSpec] | None = None) -> RuleBook:
    """The rule book in the given folders, each a pack or a folder of packs; without any, in the default ones.

    Those are the packs shipped with it and the office's own, which ``CHECKER_OFFICE`` names. ``vocabulary`` replaces
    the facts of the application model. Raises RuleBookError with every problem found: first those that keep a file from
    being read at all, then all that the files say wrongly.
    """
    return _loaded(read_rulebook(*directories, vocabulary=vocabulary))


def read_rulebook(
    *directories: Path, vocabulary: Mapping[str, FactSpec] | None = None, texts: Mapping[Path, str] | None = None
) -> Reading:
    """What ``load_rulebook`` loads, with the problems beside it instead of raised.

    ``texts`` stand in for files on disk, such as what an editor has not saved yet. Raises RuleBookError only where the
    default folders are not there.
    """
    problems: list[Problem] = []
    folders = find_packs(directories or default_packs_directories(), problems, texts)
    return _read(folders, problems, vocabulary)


def rulebook_of(folders: Sequence[PackFolder]) -> RuleBook:
    """The rule book of packs whose files are at hand, such as those of another book; raises as ``load_rulebook``."""
    return _loaded(_read(folders, [], None))


def _loaded(reading: Reading) -> RuleBook:
    if reading.problems or reading.book is None:
        raise RuleBookError(reading.problems)
    return reading.book


def _read(folders: Sequence[PackFolder], problems: list[Problem], vocabulary: Mapping[str, FactSpec] | None) -> Reading:
    contents = read_contents(folders, problems)
    declarations = Declarations(VOCABULARY.facts if vocabulary is None else vocabulary, problems)
    book = None if problems else _read_book(contents, declarations)
    return Reading(book, declarations.surroundings().scope, tuple(folders), tuple(contents), _in_order(problems))


def _read_book(contents: Sequence[PackContent], declarations: Declarations) -> RuleBook:
    for content in contents:
        declarations.read_clauses(content)
    for content in contents:
        declarations.read_values(content)
    around = declarations.surroundings()
    taken: dict[str, str] = {}
    rules, derivations = _read_rules(contents, around, taken)
    return RuleBook(
        packs=tuple(content.pack for content in contents),
        documents=declarations.register.documents,
        clauses=declarations.register.clauses,
        facts=declarations.facts,
        derived_facts=declarations.derived,
        rules=rules,
        derivations=derivations,
        parameters=tuple(declarations.parameters.values()),
        quotas=_read_quotas(contents, around, taken),
        folders=tuple(content.folder for content in contents),
        tables=tuple(table for versions in declarations.tables.values() for table in versions),
    )


def _in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    each_once = dict.fromkeys(problems)
    return tuple(sorted(each_once, key=lambda problem: (problem.file, problem.line or 0, problem.column or 0)))


def _read_rules(
    contents: Sequence[PackContent], around: Surroundings, taken: dict[str, str]
) -> tuple[tuple[Rule, ...], tuple[Derivation, ...]]:
    rules: list[Rule] = []
    derivations: list[tuple[Derivation, Entry]] = []
    for content in contents:
        own_rules: list[Rule] = []
        own_derivations: list[tuple[Derivation, Entry]] = []
        for name, entry in content.files("rules"):
            _take_id(entry, taken)
            if "derive" in entry.node.value:
                derivation = read_derivation(entry, content.pack, name, around)
                if derivation is not None:
                    own_derivations.append((derivation, entry.named(f"推导 {derivation.id}")))
            else:
                rule = read_rule(entry, content.pack, name, around)
                if rule is not None:
                    own_rules.append(rule)
        rules += sorted(own_rules, key=lambda rule: rule.id)
        derivations += sorted(own_derivations, key=lambda pair: pair[0].id)
    report_clashing_derivations(derivations)
    _report_cycles(derivations)
    return tuple(rules), tuple(derivation for derivation, _ in derivations)


def _read_quotas(contents: Sequence[PackContent], around: Surroundings, rules: Iterable[str]) -> tuple[Quota, ...]:
    quotas: dict[str, Quota] = {}
    for content in contents:
        items = content.items("quotas.yaml", "quotas")
        for quota in read_quotas(items, content.pack, f"{content.pack.id}/quotas.yaml", around, rules):
            quotas.setdefault(quota.name, quota)
    return tuple(quotas.values())


def _take_id(entry: Entry, taken: dict[str, str]) -> None:
    node = entry.scalar("id")
    if node is None:
        return
    rule_id = node.text.strip()
    if rule_id in taken:
        entry.named(f"规则 {rule_id}").report(
            node, f"编号重复,{taken[rule_id]} 已用", "请换一个编号", code="duplicate-id"
        )
    else:
        taken[rule_id] = f"{node.source.file}:{node.line}"


def _report_cycles(derivations: Sequence[tuple[Derivation, Entry]]) -> None:
    """Note each circle of derived facts, on the first day it closes."""
    days = boundaries_of([derivation for derivation, _ in derivations])
    reported: set[frozenset[str]] = set()
    for day in (None, *days):
        current = [
            pair for pair in derivations if (pair[0].in_force.start is None if day is None else day in pair[0].in_force)
        ]
        circle = find_cycle(derivation for derivation, _ in current)
        if not circle or frozenset(circle) in reported:
            continue
        reported.add(frozenset(circle))
        derivation, entry = next(
            pair for pair in current if pair[0].derive == circle[0] and circle[1] in pair[0].uses.names
        )
        key = "when" if derivation.when is not None else "value"
        entry.report(
            entry.place(key),
            f"推导成环:{' → '.join(circle)}",
            "请去掉其中一环,或改用申报字段",
            code="circular-derivation",
        )
