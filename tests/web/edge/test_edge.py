"""What the edge tells of a request: nothing of it but the function that answered, the status and the times."""

import pytest

from app.settings import Settings
from app.web.edge.edge import Edge, Observed
from tests.scenes import play
from tests.web.conftest import serving


def test_whoever_observes_is_told_of_every_request_whatever_became_of_it():
    async def answering(scope, _receive, send):
        scope["endpoint"] = answering
        await send({"type": "http.response.start", "status": 204, "headers": []})

    async def leaving(*_):
        """No answer: whoever asked has gone."""

    async def scene():
        told = []
        for app in (answering, leaving):
            scope = {"type": "http", "method": "HEAD", "path": "/secret", "headers": [(b"host", b"localhost")]}
            await Edge(app, None, Settings(), told.append)(scope, None, send)
        return told

    async def send(_message):
        pass

    told = play(scene())
    assert [(one.route, one.status) for one in told] == [("answering", 204), ("-", 0)]
    assert all(isinstance(one, Observed) and one.seconds >= 0 for one in told)


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/v1/operations", "/static/assets/embed-1.js", "/api/v1/docs"])
def test_head_tells_what_get_would_and_sends_nothing(client, path):
    got, told = client.get(path), client.head(path)
    assert told.status_code == got.status_code == 200
    assert told.content == b""
    for name in ("content-type", "content-length", "etag", "cache-control", "vary", "content-encoding"):
        assert told.headers.get(name) == got.headers.get(name), name


@pytest.mark.parametrize(
    ("path", "methods"),
    [("/", {"GET", "HEAD", "OPTIONS"}), ("/api/v1/traces", {"POST", "OPTIONS"}), ("/api/v1/operations", {"GET"})],
)
def test_options_tells_the_methods(client, path, methods):
    answer = client.options(path)
    assert answer.status_code == 204
    assert answer.content == b""
    assert set(answer.headers["allow"].split(", ")) >= methods


def test_head_is_no_way_to_run_a_program(client):
    answer = client.head("/api/v1/traces")
    assert answer.status_code == 405
    assert "POST" in answer.headers["allow"]


def test_browsers_are_held_to_https_only_where_the_world_reaches_us_so(client, dist):
    assert "strict-transport-security" not in client.get("/healthz").headers
    with serving(dist, public_url="https://tapedeck.example") as public:
        assert public.get("/healthz").headers["strict-transport-security"] == "max-age=31536000"
        assert public.get("/healthz", headers={"host": "tapedeck.example"}).status_code == 200
