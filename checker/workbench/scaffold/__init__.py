"""The scaffold: from a clause to its entry in the register, a rule file and scenarios, tried before being written."""

from __future__ import annotations

from checker.workbench.scaffold.base import base_application_text, features_beside
from checker.workbench.scaffold.product import Product, make, read_drafts, require_free_document, write
from checker.workbench.scaffold.request import ClauseRequest, DocumentRequest, PackRequest, Request, RuleRequest
from checker.workbench.scaffold.workshop import Workshop, folders_by_default, opened_workshop

__all__ = [
    "ClauseRequest",
    "DocumentRequest",
    "PackRequest",
    "Product",
    "Request",
    "RuleRequest",
    "Workshop",
    "base_application_text",
    "features_beside",
    "folders_by_default",
    "make",
    "opened_workshop",
    "read_drafts",
    "require_free_document",
    "write",
]
