"""Whoever refuses a request, the error has one shape, speaks the reader's language, and tells nothing of the inside."""

import re
import uuid

import pytest

from app.errors import CallerError, OwnError
from app.places import ROOT
from app.trace.schema import Error
from app.web.answers.evaluations import Evaluations
from app.web.schema import Problem
from tests.web.conftest import serving

SECRET = "<script>alert('visitor')</script>"
JSON = {"content-type": "application/json"}
ALWAYS = {"type", "title", "status", "detail", "instance", "code", "request_id"}

PRODUCERS = {
    "no such page": ("GET", f"/{SECRET}", {}, b"", 404),
    "no such trace": ("GET", "/api/v1/traces/" + "0" * 64, {}, b"", 404),
    "no such asset": ("GET", f"/static/assets/{SECRET}", {}, b"", 404),
    "outside of the assets": ("GET", "/static/assets/..%2f.vite%2fmanifest.json", {}, b"", 404),
    "wrong method": ("DELETE", "/api/v1/traces", {}, b"", 405),
    "wrong method of a page": ("POST", "/", {}, b"", 405),
    "no JSON": ("POST", "/api/v1/traces", JSON, SECRET.encode(), 400),
    "not announced": ("POST", "/api/v1/traces", {"content-type": SECRET}, b"{}", 415),
    "too large": ("POST", "/api/v1/traces", JSON, SECRET.encode() * 5000, 413),
    "unknown field": ("POST", "/api/v1/traces", JSON, b'{"source":"x","%s":1}' % SECRET.encode(), 422),
    "wrong field": ("POST", "/api/v1/traces", JSON, b'{"source":"x","dtype":"%s"}' % SECRET.encode(), 422),
    "unreadable program": ("POST", "/api/v1/traces", JSON, b'{"source":"Q = 3a + ("}', 422),
    "unreadable program of a certificate": ("POST", "/api/v1/certificates", JSON, b'{"source":"Q = )"}', 422),
}


def send(client, method, path, headers, body, lang):
    return client.request(method, path, headers={**headers, "accept-language": lang}, content=body)


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize(("method", "path", "headers", "body", "status"), PRODUCERS.values(), ids=PRODUCERS)
def test_every_producer_gives_the_same_shape(client, method, path, headers, body, status, lang):
    answer = send(client, method, path, headers, body, lang)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == lang
    assert answer.headers["cache-control"] == "no-store"
    problem = answer.json()
    assert set(problem) >= ALWAYS
    assert problem["status"] == status
    assert problem["type"] == f"/api/v1/docs#{problem['code']}"
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", problem["code"])
    assert problem["instance"] == f"urn:uuid:{uuid.UUID(problem['request_id'])}"
    assert answer.headers["x-request-id"] == problem["request_id"]
    assert bool(re.search("[가-힣]", problem["title"] + problem["detail"])) == (lang == "ko")
    assert "<script" not in answer.text
    assert not re.search(r"Traceback|\.py\b|Error\(", answer.text)


def test_a_problem_holds_everything_that_an_error_of_a_trace_says():
    assert set(Error.model_fields) - {"message"} <= set(Problem.model_fields)  # the message is its detail


def test_no_two_requests_share_an_id(client):
    ids = {client.get("/nothing").json()["request_id"] for _ in range(5)}
    assert len(ids) == 5


def test_a_method_that_does_not_exist_does_not_reach_the_app(client):
    answer = client.request("FOO", "/api/v1/traces")
    assert answer.status_code == 400
    assert "FOO" not in answer.text


def test_a_wrong_method_is_told_the_right_ones(client):
    assert "POST" in client.delete("/api/v1/traces").headers["allow"]


def test_a_person_gets_a_page(client):
    answer = client.get("/<b>nothing</b>", headers={"accept": "text/html", "accept-language": "ko"})
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="ko">' in answer.text
    assert "<b>" not in answer.text


def test_the_api_speaks_json_to_browsers_too(client):
    answer = client.get("/api/v1/nothing", headers={"accept": "text/html"})
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_field_that_is_to_blame_is_named(client):
    problem = client.post("/api/v1/traces?lang=en", json={"source": "x", "seed": -1}).json()
    assert problem["field"] == "seed"
    assert "2⁶³" in problem["hint"]


@pytest.mark.parametrize(
    ("error", "status", "retry"),
    [
        (CallerError("queue-full", 503, {"seconds": 1}), 503, "1"),
        (CallerError("not-ready", 503, {"seconds": 1}), 503, "1"),
        (OwnError("the inside, told by /srv/secret.py"), 500, None),
        (ValueError("the inside, told by /srv/secret.py"), 500, None),
    ],
)
def test_what_goes_wrong_inside_stays_inside(client, monkeypatch, caplog, error, status, retry):
    async def broken(*_):
        raise error

    caplog.set_level("INFO")

    monkeypatch.setattr(Evaluations, "answer", broken)
    answer = client.post("/api/v1/traces", json={"source": "y = x"})
    assert answer.status_code == status
    assert answer.headers.get("retry-after") == retry
    assert set(answer.json()) >= ALWAYS
    assert "inside" not in answer.text
    assert "secret" not in answer.text
    assert answer.json()["request_id"] in [getattr(record, "request_id", "") for record in caplog.records]
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_pages_that_were_not_built_are_a_problem_too(tmp_path):
    with serving(tmp_path / "nothing") as client:
        problem = client.get("/").json()
        page = client.get("/", headers={"accept": "text/html"})
    assert (problem["status"], problem["code"]) == (503, "page-not-built")
    assert page.status_code == 503


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_code_and_every_route_is_explained_where_a_type_points(client, lang):
    page = client.get(f"/api/v1/docs?lang={lang}").text
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "app").rglob("*.py"))
    codes = set(re.findall(r'(?:CallerError\(\s*|: Refusal = \()"([a-z0-9-]+)"', code)) | {"own-error", "not-found"}
    assert {"unknown-host", "too-much", "head-too-large", "queue-full", "json-syntax"} <= codes
    assert [one for one in codes | {"limit-time"} if f'<dt id="{one}">' not in page] == []
    for path, methods in client.get("/api/v1/openapi.json").json()["paths"].items():
        for method in methods:
            assert f"<code>{method.upper()} {path}</code>" in page
