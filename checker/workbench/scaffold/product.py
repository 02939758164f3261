"""The product: the files of a new rule, each tried out before any of them is written, and written all or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from checker.errors import ApplicationError, CheckerError, Problem, RuleBookError, UsageError
from checker.model.outcome import Effect, Outcome
from checker.rulebook import Reading, Rule, RuleBook
from checker.rulebook.pack import MANIFEST
from checker.source import decode_text, read_text, read_yaml
from checker.workbench.bdd.recording import RecordedScenario, record
from checker.workbench.difference.impact import reviewing
from checker.workbench.difference.subject import Subject
from checker.workbench.lint import Diagnostic, Severity, diagnose, problems_of_rule
from checker.workbench.scaffold.feature_text import feature_text
from checker.workbench.scaffold.finding import WANTED, find_outcomes
from checker.workbench.scaffold.pack_text import appended_clause, manifest_text, register_text, rule_text
from checker.workbench.scaffold.request import Request
from checker.workbench.scaffold.trial import Bench, Facts
from checker.workbench.scaffold.workshop import Workshop
from checker.workbench.scaffold.writing import require_folder, write_all

BASE_NAME: Final = "base-application.yaml"
_HOPELESS: Final = frozenset(("never-applies", "always-violated"))
"""What lint may only warn of in a rule that is there, and nobody means to begin with."""


@dataclass(frozen=True, slots=True)
class Product:
    """What is to be written, by real path, and what came of trying it.

    ``replaced`` are those of the files that are there already, with what they held when they were read.
    ``rule`` is the rule as loaded; ``scenarios`` counts those that were run and hold; ``missing`` are the outcomes for
    which no facts were found; ``warnings`` is what lint says of the new files.
    """

    rule: Rule
    files: Mapping[Path, str]
    replaced: Mapping[Path, bytes]
    scenarios: int
    missing: tuple[Outcome, ...]
    warnings: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class _Drafts:
    """The pack files of a request by their name in the pack; ``register`` is the one that a clause is added to."""

    texts: Mapping[str, str]
    register: Mapping[str, bytes]


def _drafts_of(request: Request, workshop: Workshop) -> _Drafts:
    """The pack files of a request; raises UsageError, RuleBookError where one cannot be."""
    texts: dict[str, str] = {}
    register: dict[str, bytes] = {}
    if request.pack is not None:
        texts[MANIFEST] = manifest_text(request.pack)
    if request.clause is not None and request.document is not None:
        require_free_document(request.document.id, workshop)
        texts[register_name(request.document.id)] = register_text(request.document, request.clause, request.rule.effect)
    elif request.clause is not None:
        name = _register_of(request, workshop)
        path = workshop.pack / name
        register[name] = path.read_bytes()
        text = decode_text(register[name], str(path), error=RuleBookError)
        texts[name] = appended_clause(text, path.as_posix(), request.clause, request.rule.effect)
    texts[f"rules/{request.rule.id.lower()}.yaml"] = rule_text(request.rule)
    return _Drafts(texts, register)


def require_free_document(document_id: str, workshop: Workshop) -> None:
    """Raise UsageError where a document of this id, or a file of its name, is there already."""
    path = workshop.pack / register_name(document_id)
    owner = next((each for each in workshop.book.documents.values() if each.id == document_id), None)
    if owner is None and not path.exists():
        return
    used = f"文件“{owner.number}”的编号" if owner else "已有登记册"
    raise UsageError(
        Problem(f"编号已用:“{document_id}”是{used}", owner.file if owner else str(path), remedy="请换一个编号")
    )


def register_name(document_id: str) -> str:
    """The clause file of a document by its name in the pack."""
    return f"clauses/{document_id}.yaml"


def _register_of(request: Request, workshop: Workshop) -> str:
    """The clause file of the document a new clause belongs to, by its name in the pack."""
    document = workshop.book.documents.get(request.number)
    if document is None:
        raise UsageError(
            Problem(f"没有登记文件“{request.number}”", remedy="请同时写文件的名称、编号和发文机关,一并登记")
        )
    owner, _, name = document.file.partition("/")
    if owner != _pack_id(workshop):
        remedy = f"它登记在规则包 {owner},请把条款加在那里,或引用已登记的条款:checker clauses list"
        raise UsageError(Problem(f"文件“{request.number}”不在这个规则包", str(workshop.pack), remedy=remedy))
    return name


def _pack_id(workshop: Workshop) -> str:
    path = workshop.pack / MANIFEST
    plain = read_yaml(read_text(path, str(path), error=RuleBookError), str(path), error=RuleBookError).plain
    return str(plain.get("id", "")) if isinstance(plain, dict) else ""


def read_drafts(request: Request, workshop: Workshop) -> Reading:
    """The rule book with the request in it.

    Raises RuleBookError with all that the loader would refuse, and where the rule can never apply or never be met.
    """
    return _read(_drafts_of(request, workshop), request, workshop)


def _read(drafts: _Drafts, request: Request, workshop: Workshop) -> Reading:
    reading = workshop.read(drafts.texts)
    if reading.problems or reading.book is None:
        raise RuleBookError(reading.problems)
    rule = _rule_in(reading.book, request)
    found = problems_of_rule(rule, reading.contents, reading.scope)
    hopeless = [workshop.as_real(problem) for problem in found if problem.code in _HOPELESS]
    if hopeless:
        raise RuleBookError(hopeless)
    return reading


def _rule_in(book: RuleBook, request: Request) -> Rule:
    return next(known for known in book.rules if known.id == request.rule.id)


def make(request: Request, workshop: Workshop, base_text: str) -> Product:
    """The tried product of a request; ``base_text`` is the application that scenarios start from.

    Raises UsageError where a file is there already, RuleBookError for what the loader or lint would refuse.
    """
    require_folder(request.features, "features")
    drafts = _drafts_of(request, workshop)
    feature_path = request.features / f"{request.rule.id.lower()}.feature"
    own_base = request.features / BASE_NAME
    for path in (workshop.pack / f"rules/{request.rule.id.lower()}.yaml", feature_path):
        if path.exists():
            raise UsageError(Problem("文件已经有了", str(path), remedy="请换一个规则编号,或直接修改这个文件"))
    reading = _read(drafts, request, workshop)
    book = reading.book
    assert book is not None
    rule = _rule_in(book, request)
    warnings = _linted(reading, drafts.texts, request)
    text = read_text(own_base, str(own_base), error=ApplicationError) if own_base.exists() else base_text
    base = _facts(text, str(own_base))
    bench = Bench(book, rule, request.as_of)
    found = find_outcomes(bench, base)
    effect = _effect_of(book, found, request)
    base_name = f"{request.features.resolve().name}/{BASE_NAME}"
    feature = feature_text(rule, base, found, base_name=base_name, as_of=request.as_of, effect=effect)
    scenarios = _tried(book, feature, feature_path, text, workshop)
    files = {workshop.pack / name: draft for name, draft in drafts.texts.items()}
    replaced = {workshop.pack / name: content for name, content in drafts.register.items()}
    if not own_base.exists():
        files[own_base] = base_text
    files[feature_path] = feature
    missing = tuple(outcome for outcome in WANTED if outcome not in found)
    return Product(rule, files, replaced, len(scenarios), missing, warnings)


def _linted(reading: Reading, drafts: Mapping[str, str], request: Request) -> tuple[Diagnostic, ...]:
    """What lint says of the new files; raises RuleBookError for its errors."""
    names = tuple(f"/{name}" for name in drafts)
    concerned = [
        each
        for each in diagnose(reading)
        if each.file.endswith(names) and request.rule.id in f"{each.owner} {each.message}"
    ]
    errors = [each for each in concerned if each.severity is Severity.ERROR]
    if errors:
        raise RuleBookError(
            [Problem(each.message, each.file, each.line, each.column, "", each.remedy) for each in errors]
        )
    return tuple(each for each in concerned if each.severity is Severity.WARNING)


def _facts(text: str, file: str) -> Facts:
    plain = read_yaml(text, file, error=ApplicationError, typed=False).plain
    if not isinstance(plain, dict):
        raise ApplicationError(Problem("不是一份申报", file, remedy="应由若干“字段: 值”组成"))
    return plain


def _effect_of(book: RuleBook, found: Mapping[Outcome, Facts], request: Request) -> Effect | None:
    """What a violation comes to with the facts found for it, escalation and all."""
    from checker.model import build_application  # noqa: PLC0415 - only here

    facts = found.get(Outcome.VIOLATED)
    if facts is None:
        return None
    application = build_application({label: value for label, value in facts.items() if value is not None})
    report = reviewing(book)(Subject("", "", application, request.as_of))
    return next(finding.effect for finding in report.findings if finding.rule == request.rule.id)


def _tried(
    book: RuleBook, feature: str, path: Path, base_text: str, workshop: Workshop
) -> tuple[RecordedScenario, ...]:
    """The scenarios, played as ``checker rules test`` plays them; raises CheckerError where one does not hold."""
    folder = workshop.scratch / path.parent.resolve().name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / BASE_NAME).write_text(base_text, encoding="utf-8")
    draft = folder / path.name
    draft.write_text(feature, encoding="utf-8")
    recorded = record(draft, book=book)
    review = reviewing(book)
    for scenario in recorded:
        report = review(Subject(scenario.name, "", scenario.application, scenario.as_of))
        failures = scenario.failures(report)
        if failures:
            raise CheckerError(Problem(f"生成的场景“{scenario.name}”没有通过:{failures[0]}", remedy="请报告这个问题"))
    return recorded


def write(product: Product) -> None:
    """Write every file, or none, and replace none but the register a clause was added to. Raises UsageError."""
    write_all(product.files, product.replaced)
