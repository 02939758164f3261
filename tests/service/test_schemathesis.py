"""Schemathesis over the whole OpenAPI document: no 5xx, and every answer as the document says.

``CHECKER_FUZZ_EXAMPLES`` sets how many requests each endpoint gets of each kind: as the document would have them, and
not as it would.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import positive_data_acceptance

from checker.ledger.access import Role
from checker.service.app import create_app
from checker.service.settings import Settings
from tests.service.house import House
from tests.service.story import told_story

_EXAMPLES = int(os.environ.get("CHECKER_FUZZ_EXAMPLES", "3"))
SCHEMA = schemathesis.openapi.from_dict(create_app(Settings(ledger="")).openapi())
OPERATIONS = {one.label: one for one in (found.ok() for found in SCHEMA.get_all_operations())}
TAKE_APPLICATIONS = {
    "POST /v1/checks",
    "POST /v1/checks/batch",
    "POST /v1/what-if",
    "POST /v1/explain",
    "POST /v1/applications",
}
"""An application has to be true to itself, and names nothing with no letters, which no JSON Schema says; else: 422."""
ROLES = {
    "POST /v1/rulebook/reload": Role.POLICY,
    "GET /v1/journal": Role.AUDITOR,
    "GET /v1/tokens": Role.AUDITOR,
}
SILENT = {
    "GET /healthz",
    "GET /readyz",
    "GET /v1/desk",
    "GET /v1/rulebook",
    "GET /v1/rulebook/bundle",
    "POST /v1/rulebook/reload",
}
"""Nothing can be said wrongly where nothing is said."""
CASES = [(label, mode) for label in OPERATIONS for mode in GenerationMode if mode.is_positive or label not in SILENT]


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A service whose story has been told, so that there is something of everything."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("checker.service.gate._STRANGERS", (0.0, 0))  # each request is tried without a token as well
        with told_story(patch, tmp_path_factory.mktemp("fuzz")) as teller:
            yield teller.house


@pytest.fixture(scope="module")
def statuses() -> Iterator[Counter[int]]:
    """How often each status was answered; printed at the end."""
    counted: Counter[int] = Counter()
    yield counted
    print(f"\n{sum(counted.values())} requests: {dict(sorted(counted.items()))}")


@pytest.mark.parametrize(("label", "mode"), CASES)
def test_no_request_upsets_the_service(
    label: str, mode: GenerationMode, furnished: House, statuses: Counter[int]
) -> None:
    role = ROLES.get(label, Role.OFFICER)
    headers = {"Authorization": f"Bearer {furnished.tokens[role]}"}
    excluded = [positive_data_acceptance] if label in TAKE_APPLICATIONS else []
    operation: APIOperation = OPERATIONS[label]

    @settings(
        max_examples=_EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode, headers=headers))
    def ask(case: schemathesis.Case) -> None:
        if "Idempotency-Key" in case.headers and mode is GenerationMode.POSITIVE:
            case.headers["Idempotency-Key"] = uuid4().hex  # one that came before is refused, which no schema can say
        response = case.call(base_url=furnished.url, headers=headers, timeout=30)
        statuses[response.status_code] += 1
        case.validate_response(response, headers=headers, excluded_checks=excluded)

    ask()


def test_the_books_are_as_sound_as_before(furnished: House) -> None:
    from checker.ledger.verify import verify

    assert verify(furnished.ledger).flaws == ()
