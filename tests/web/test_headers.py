import pytest

PAGES = ["/", "/embed/v1", "/patterns", "/api/v1/docs"]
OWN = "script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'"


@pytest.mark.parametrize("path", [*PAGES, "/nothing", "/healthz", "/static/assets/embed-1.js", "/api/v1/operations"])
def test_every_answer_carries_the_same_protection(client, path):
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; ")
    assert OWN in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "set-cookie" not in headers
    assert "x-frame-options" not in headers
    assert "server" not in headers


def test_only_the_embed_may_stand_in_another_page(client):
    assert client.get("/embed/v1").headers["content-security-policy"].endswith("frame-ancestors *")
    assert client.get("/").headers["content-security-policy"].endswith("frame-ancestors 'none'")


def test_the_embed_works_where_a_page_isolates_itself(client):
    headers = client.get("/embed/v1").headers
    assert headers["cross-origin-embedder-policy"] == "require-corp"
    assert headers["cross-origin-resource-policy"] == "cross-origin"


def test_assets_can_be_loaded_by_a_page_without_an_origin_and_kept_for_ever(client):
    headers = client.get("/static/assets/embed-1.js", headers={"origin": "null"}).headers
    assert headers["access-control-allow-origin"] == "*"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["cache-control"] == "public, max-age=31536000, immutable"
    assert headers["content-type"] == "text/javascript; charset=utf-8"


def test_the_api_answers_any_origin_and_knows_no_credentials(client):
    headers = client.post("/api/v1/traces", json={"source": "y = x"}, headers={"origin": "null"}).headers
    assert headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in headers


@pytest.mark.parametrize("path", ["/api/v1/traces", "/api/v1/certificates", "/api/v1/operations"])
def test_a_browser_may_ask_first(client, path):
    asked = {
        "origin": "null",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    answer = client.options(path, headers=asked)
    assert answer.status_code == 204
    assert "POST" in answer.headers["access-control-allow-methods"]
    allowed = set(answer.headers["access-control-allow-headers"].split(", "))
    assert allowed >= {"Accept", "Accept-Language", "Content-Type", "If-None-Match"}  # all that are read
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_script_elsewhere_can_read_what_it_is_told(client):
    headers = client.post("/api/v1/traces", json={"source": "y = x"}, headers={"origin": "null"}).headers
    told = set(headers["access-control-expose-headers"].split(", "))
    assert told >= {"Content-Location", "ETag", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-ID"}


def test_errors_can_be_read_across_origins_too(client):
    assert client.post("/api/v1/traces", headers={"origin": "null"}).headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("path", ["/", "/static/assets/embed-1.js", "/api/v1/operations"])
def test_large_answers_travel_compressed(client, path):
    small = client.get(path, headers={"accept-encoding": "gzip"})
    plain = client.get(path, headers={"accept-encoding": "identity"})
    assert small.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert small.content == plain.content
    assert "accept-encoding" in small.headers["vary"].lower()
