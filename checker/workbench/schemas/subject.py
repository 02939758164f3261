"""What there is a schema of, by the word people ask for it with."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final

from checker.workbench.schemas.clauses import clauses_schema
from checker.workbench.schemas.expectation import expected_schema
from checker.workbench.schemas.names import Names, units
from checker.workbench.schemas.rules import derivation_schema, rule_schema
from checker.workbench.schemas.shape import DIALECT, Offer, Shape, choice_of, reference_to
from checker.workbench.schemas.values import (
    facts_schema,
    pack_schema,
    parameters_schema,
    quotas_schema,
    table_schema,
)


class Subject(StrEnum):
    """A kind of file that people write."""

    RULE = "rule"
    DERIVATION = "derivation"
    CLAUSES = "clauses"
    PARAMETERS = "parameters"
    TABLE = "table"
    FACTS = "facts"
    QUOTAS = "quotas"
    PACK = "pack"
    EXPECTED = "expected"

    @classmethod
    def of_file(cls, name: str, *, derives: bool = False) -> Subject | None:
        """What the file ``name`` of a pack is, e.g. ``rules/coal.yaml``; ``derives``: it has the key ``derive``."""
        folder, slash, rest = name.partition("/")
        if slash and rest.endswith(".yaml"):
            if folder == "rules":
                return cls.DERIVATION if derives else cls.RULE
            return {"clauses": cls.CLAUSES, "tables": cls.TABLE}.get(folder)
        return _TOP_FILES.get(name)


_TOP_FILES: Final = {
    "facts.yaml": Subject.FACTS,
    "parameters.yaml": Subject.PARAMETERS,
    "quotas.yaml": Subject.QUOTAS,
    "pack.yaml": Subject.PACK,
}
_SCHEMAS: Final[Mapping[Subject, Callable[[], Shape]]] = {
    Subject.RULE: rule_schema,
    Subject.DERIVATION: derivation_schema,
    Subject.CLAUSES: clauses_schema,
    Subject.PARAMETERS: parameters_schema,
    Subject.TABLE: table_schema,
    Subject.FACTS: facts_schema,
    Subject.QUOTAS: quotas_schema,
    Subject.PACK: pack_schema,
    Subject.EXPECTED: expected_schema,
}


def schema_of(subject: Subject, names: Names | None = None) -> Mapping[str, Any]:
    """The JSON Schema (draft-07) of one kind of file; ``names`` are what it offers to complete."""
    return _complete(_SCHEMAS[subject](), names or Names())


def rule_or_derivation(names: Names | None = None) -> Mapping[str, Any]:
    """The schema of any file in ``rules/``: a derivation where it has the key ``derive``, else a rule."""
    either = {
        "title": "规则或推导",
        "if": {"type": "object", "required": ["derive"]},
        "then": derivation_schema(),
        "else": rule_schema(),
    }
    return _complete(either, names or Names())


def _complete(schema: Shape, names: Names) -> Shape:
    """The schema with its dialect and with the lists of names that it refers to."""
    lists = {
        Offer.OPERANDS: names.operands,
        Offer.DERIVABLE: (*names.derived, *names.facts),
        Offer.DERIVED: names.derived,
        Offer.CLAUSES: names.clauses,
        Offer.DEPARTMENTS: names.departments,
        Offer.RULES: names.rules,
        Offer.LISTS: names.lists,
        Offer.UNITS: units(),
    }
    written = json.dumps(schema, ensure_ascii=False)
    used = {offer.value: choice_of(words) for offer, words in lists.items() if reference_to(offer) in written}
    return {"$schema": DIALECT, **schema, **({"definitions": used} if used else {})}
