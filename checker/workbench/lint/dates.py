"""Dates: days that fall between two versions, and days on which a rule has nothing to compare with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from checker.feel.tree import Node
from checker.rulebook import Parameter, Period, RuleBook
from checker.rulebook.entry import Entry
from checker.source import Node as Place
from checker.workbench.lint.entries import Entries

_REMEDY: Final = "请使前一版的 to 与后一版的 from 为同一天"


@dataclass(frozen=True, slots=True)
class _Version:
    """One version of something: when it is in force, what it is called, where to report it."""

    period: Period
    name: str
    entry: Entry
    place: Place


def report_dates(book: RuleBook, entries: Entries) -> None:
    """Note holes between versions of one rule, table, derived fact or parameter, and rules left without a value.

    Overlapping tables, values and derivations are found when they are loaded.
    """
    for versions in _successions(book, entries):
        _report_holes(versions)
    for versions in _successive_rules(book, entries):
        _report_holes(versions)
        _report_overlaps(versions)
    _report_without_values(book, entries)


def _successions(book: RuleBook, entries: Entries) -> Iterator[list[_Version]]:
    """Tables of one name, derivations of one fact, values of one parameter."""
    tables: defaultdict[str, list[_Version]] = defaultdict(list)
    for table in book.tables:
        if not table.awaits_rows:
            entry = entries.of_table(table)
            tables[table.name].append(_Version(table.in_force, table.file, entry, _dates_of(entry)))
    yield from tables.values()
    derivations: defaultdict[str, list[_Version]] = defaultdict(list)
    for derivation in book.derivations:
        entry = entries.of_rule(derivation)
        derivations[derivation.derive].append(_Version(derivation.in_force, derivation.id, entry, _dates_of(entry)))
    yield from derivations.values()
    for parameter in book.parameters:
        yield list(_values_of(parameter, entries.of_parameter(parameter)))


def _values_of(parameter: Parameter, entry: Entry) -> Iterator[_Version]:
    places = {item.day("from"): item.place("from") for item in entry.entries("values")}
    for dated in parameter.values:
        yield _Version(dated.period, "前一个值", entry, places.get(dated.period.start, entry.node))


def _successive_rules(book: RuleBook, entries: Entries) -> Iterator[list[_Version]]:
    """Rules of one pack that apply to the same projects under one title, as successive versions of one law do."""
    families: defaultdict[tuple[str, str, Node], list[_Version]] = defaultdict(list)
    for rule in book.rules:
        entry = entries.of_rule(rule)
        version = _Version(rule.in_force, rule.id, entry, _dates_of(entry))
        families[rule.pack.id, rule.title, rule.applies].append(version)
    return iter(families.values())


def _in_order(versions: list[_Version]) -> list[_Version]:
    return sorted(versions, key=lambda version: version.period.start or date.min)


def _report_holes(versions: list[_Version]) -> None:
    previous: _Version | None = None
    for version in _in_order(versions):
        end, start = previous.period.end if previous else None, version.period.start
        if previous and end and start and end < start:
            message = f"从 {end} 到 {start} 之前没有有效的版本:{previous.name}到 {end} 为止"
            version.entry.report(version.place, message, _REMEDY, code="period-gap")
        if previous is None or (end is not None and (version.period.end is None or version.period.end > end)):
            previous = version


def _report_overlaps(versions: list[_Version]) -> None:
    ordered = _in_order(versions)
    for place, version in enumerate(ordered):
        for earlier in ordered[:place]:
            both = version.period.overlap(earlier.period)
            if both is not None:
                message = f"与 {earlier.name} 同时有效({both}),而两者名称和适用条件都相同"
                version.entry.report(version.place, message, f"{_REMEDY};本来并行的请换名称", code="rules-overlap")


def _report_without_values(book: RuleBook, entries: Entries) -> None:
    """Note rules in force on days on which a parameter or table they use has no version at all."""
    known = {parameter.name: [dated.period for dated in parameter.values] for parameter in book.parameters}
    for table in book.tables:
        known.setdefault(table.name, []).append(table.in_force)
    for rule in book.rules:
        for name in sorted((rule.uses.names | rule.uses.calls) & known.keys()):
            gap = rule.in_force.first_gap(known[name]) if rule.in_force.start else None
            if gap is not None:
                entry = entries.of_rule(rule)
                entry.report(
                    _dates_of(entry),
                    f"{gap} 起规则有效,而它用到的“{name}”没有值",
                    f"请补上“{name}”那一时期的值(待录入的写 null),或改规则的 in_force",
                    code="value-missing",
                )


def _dates_of(entry: Entry) -> Place:
    return entry.node.value.get("in_force", entry.node)
