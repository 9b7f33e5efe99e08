"""What the OpenAPI document promises is kept: schemathesis asks a running server what it allows, and much that it forbids."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.promises.served import Served, serving

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/openapi.json"
EXAMPLES = 40  # requests for each operation that chance makes, beside those that lie at the schema's edges
ABOUT_FIELDS = {
    "wrong-field",
    "unknown-field",
    "missing-field",
    "not-an-object",
}  # never said of what the schema allows
NOT_SPOKEN = 501  # what oEmbed wants to be said of a format that is not offered
TOO_MUCH_TO_ASK = [positive_data_acceptance]  # a text need not be a program


@schemathesis.check
def what_the_schema_allows_is_understood(_: object, response: schemathesis.Response, case: schemathesis.Case) -> None:
    """A valid request may hold a text that is no program, or ask for what is not kept or not spoken; no field is refused."""
    if case.meta.generation.mode == schemathesis.GenerationMode.POSITIVE and response.status_code >= 400:
        problem = json.loads(response.content)
        assert response.status_code in {404, 422}, problem
        assert problem["code"] not in ABOUT_FIELDS or beyond_a_schema(case.body), problem


def beyond_a_schema(request: dict[str, Any]) -> bool:
    """What a JSON schema cannot forbid: a window that ends where it begins or before, whole numbers written as 2.0."""
    window = request.get("window") or [0, 1]
    return window[0] >= window[1] or any(isinstance(number, float) for number in (*window, request.get("seed")))


schema = schemathesis.openapi.from_path(DOCUMENT, config=schemathesis.Config(seed=20_264))


@pytest.fixture(scope="module")
def server() -> Iterator[Served]:
    with serving(run_seconds=1) as server:
        yield server


@schema.parametrize()
@settings(
    max_examples=EXAMPLES, derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)
def test_every_answer_is_as_published(case: schemathesis.Case, server: Served) -> None:
    response = case.call(base_url=server.address)
    spoken = [not_a_server_error] if response.status_code == NOT_SPOKEN else []
    case.validate_response(response, excluded_checks=[*TOO_MUCH_TO_ASK, *spoken])
