"""The OpenAPI document: the file in the repository is the server's own, it is valid, complete, and true of real answers."""

import pytest
import schemathesis
from fastapi.routing import iter_route_contexts
from jsonschema import Draft202012Validator

from app.main import create_app
from app.places import ROOT
from app.settings import Settings
from app.web.openapi import EXAMPLES, HEADERS, document, printed
from tests.web.conftest import serving

FILE = ROOT / "docs/openapi.json"
NOT_ALWAYS = {"RateLimit", "RateLimit-Policy"}  # told where something was run
Q = EXAMPLES["expression"]["value"]
JSON = {"content-type": "application/json"}
SCHEMA = schemathesis.openapi.from_dict(document())


def references(part):
    """Every ``$ref`` in the document."""
    if isinstance(part, dict):
        yield from ([part["$ref"]] if isinstance(part.get("$ref"), str) else [])
        part = [*part.values()]
    if isinstance(part, list):
        for one in part:
            yield from references(one)


def described(method, path, status):
    """What the document says of one answer."""
    answer = document()["paths"][path][method.lower()]["responses"][str(status)]
    name = answer.get("$ref", "").rpartition("/")[2]
    return document()["components"]["responses"][name] if name else answer


def holds(answer, method, path):
    """The answer is one that the document describes."""
    SCHEMA[path][method].validate_response(answer)
    told = described(method, path, answer.status_code)
    assert set(told["headers"]) - NOT_ALWAYS <= {name for name in HEADERS if name.lower() in answer.headers}


def test_the_file_in_the_repository_is_the_servers_own(client):
    command = "python -m app.web.openapi > docs/openapi.json"
    assert FILE.read_bytes() == printed(), f"renew it: {command}"
    assert client.get("/api/v1/openapi.json").json() == document()
    assert command in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_the_document_is_valid_and_whole():
    SCHEMA.validate()
    components = document()["components"]
    for schema in components["schemas"].values():
        Draft202012Validator.check_schema(schema)
    named = {(kind, name) for kind, named in components.items() for name in named}
    used = {tuple(reference.removeprefix("#/components/").split("/")) for reference in references(document())}
    assert used == named


def test_every_route_of_the_api_is_described_and_none_that_is_not_there():
    routes = {route.path for route in iter_route_contexts(create_app(Settings()).routes)}
    described = set(document()["paths"])
    assert described <= routes
    of_the_api = {path for path in routes if path.startswith("/api/")}
    assert of_the_api - described == {"/api/v1/docs", "/api/v1/openapi.json"}


def test_every_operation_has_a_name_of_its_own():
    operations = [one["operationId"] for methods in document()["paths"].values() for one in methods.values()]
    assert len(set(operations)) == len(operations) == 10


def shown():
    """Each example with the route that it is shown for."""
    for path, methods in document()["paths"].items():
        if "post" in methods:
            body = methods["post"]["requestBody"]["content"]["application/json"]
            yield from ((path, example) for example in body["examples"])


@pytest.mark.parametrize(("path", "example"), [*shown()])
def test_every_example_works(client, path, example):
    answer = client.post(path, json=EXAMPLES[example]["value"])
    assert answer.status_code == 200
    assert answer.json().get("error") is None
    holds(answer, "POST", path)


@pytest.mark.parametrize("path", ["/api/v1/traces", "/api/v1/certificates", "/api/v1/landscapes"])
@pytest.mark.parametrize(
    ("status", "sent"),
    [
        (400, {"content": b"{", "headers": JSON}),
        (400, {"json": Q, "headers": {"host": "a b"}}),
        (413, {"content": b" " * 70_000, "headers": JSON}),
        (414, {"json": Q, "params": {"x": "y" * 20_000}}),
        (415, {"content": b"{}", "headers": {"content-type": "text/plain"}}),
        (421, {"json": Q, "headers": {"host": "elsewhere.example"}}),
        (422, {"json": {"source": 1}}),
        (422, {"json": {"source": "y = ("}, "params": {"lang": "ko"}}),
        (431, {"json": Q, "headers": {"x-long": "y" * 40_000}}),
    ],
)
def test_a_refusal_is_as_described(client, path, status, sent):
    answer = client.post(path, **sent)
    assert answer.status_code == status
    holds(answer, "POST", path)


@pytest.mark.parametrize(
    ("status", "path", "sent"),
    [
        (200, "/api/v1/operations", {"params": {"lang": "ko"}}),
        (304, "/api/v1/operations", {"headers": {"if-none-match": "*"}}),
        (200, "/api/v1/lessons", {}),
        (200, "/oembed", {"params": {"url": "{here}/embed/v1?expr=x"}}),
        (304, "/oembed", {"params": {"url": "{here}/embed/v1?expr=x"}, "headers": {"if-none-match": "*"}}),
        (400, "/oembed", {}),
        (404, "/oembed", {"params": {"url": "https://elsewhere.example/"}}),
        (501, "/oembed", {"params": {"url": "x", "format": "xml"}}),
        (200, "/healthz", {}),
        (421, "/healthz", {"headers": {"host": "elsewhere.example"}}),
        (200, "/readyz", {}),
        (200, "/metrics", {}),
        (404, "/metrics", {"headers": {"x-forwarded-for": "1.2.3.4"}}),
    ],
)
def test_what_is_told_is_as_described(client, status, path, sent):
    here = str(client.base_url).rstrip("/")
    params = {name: value.format(here=here) for name, value in sent.get("params", {}).items()}
    answer = client.get(path, **sent | {"params": params})
    assert answer.status_code == status
    holds(answer, "GET", path)


def test_a_kept_trace_is_as_described(client):
    address, path = client.post("/api/v1/traces", json=Q).headers["content-location"], "/api/v1/traces/{key}"
    for answer, status in (
        (client.get(address), 200),
        (client.get(address, headers={"if-none-match": "*"}), 304),
        (client.get(f"/api/v1/traces/{'0' * 64}"), 404),
    ):
        assert answer.status_code == status
        holds(answer, "GET", path)


def test_lines_are_as_described(client):
    answer = client.post("/api/v1/traces", json=Q, headers={"accept": "application/jsonl"})
    assert answer.headers["content-type"] in described("POST", "/api/v1/traces", 200)["content"]


def test_who_has_had_his_share_and_who_comes_too_early_are_answered_as_described(dist):
    with serving(dist, client_seconds=0.001, client_window_seconds=3600, lessons_ahead=False) as client:
        early = client.get("/readyz")
        assert early.status_code in (200, 503)
        holds(early, "GET", "/readyz")
        first = client.post("/api/v1/traces", json=Q)
        assert "ratelimit" in first.headers
        refused = client.post("/api/v1/traces", json={"source": "y = x"})
        assert refused.status_code == 429
        assert {name for name in HEADERS if name.lower() in refused.headers} >= NOT_ALWAYS
        holds(refused, "POST", "/api/v1/traces")
