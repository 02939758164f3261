"""JSON Schemas of the files of a rule pack and of a case, and how an editor is told of them."""

from __future__ import annotations

from checker.workbench.schemas.names import Names, Suggestion, names_of
from checker.workbench.schemas.outline import Outline, read_outline
from checker.workbench.schemas.subject import Subject, rule_or_derivation, schema_of

__all__ = ["Names", "Outline", "Subject", "Suggestion", "names_of", "read_outline", "rule_or_derivation", "schema_of"]
