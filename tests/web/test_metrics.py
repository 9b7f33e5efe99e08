"""What the server counts is so, holds nothing a visitor wrote, and is told to those alone whom it concerns."""

import asyncio
import urllib.error
import urllib.request

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from app.errors import CallerError, LimitError
from app.runner.frames import Answer
from app.web.answers.store import Levels, Memory
from app.web.metrics import CountedRuns, CountedStore, Metrics
from tests.hosting.parts import free_port
from tests.scenes import play
from tests.web.conftest import serving, wait_until

VIEWS = 2000


def read(text):
    """Every sample: name and labels → number."""
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def total(samples, name, **labels):
    wanted = set(labels.items())
    return sum(number for (found, *told), number in samples.items() if found == name and wanted <= set(told))


def scraped(client):
    answer = client.get("/metrics")
    assert answer.status_code == 200
    return read(answer.text)


@pytest.fixture(scope="module", autouse=True)
def nothing_ahead():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TAPEDECK_LESSONS_AHEAD", "false")  # the tests count what is run for them
        yield


@pytest.fixture(scope="module")
def server(dist):
    with serving(dist, redis_url=f"redis://127.0.0.1:{free_port()}") as client:
        wait_until(lambda: client.get("/readyz").status_code == 200)
        greeted(client)
        yield client


def greeted(client):
    """The runs that a server asks of itself are over."""
    for lang in ("ko", "en"):
        assert client.get("/", params={"lang": lang}).status_code == 200


def evaluations(client):
    return total(scraped(client), "tapedeck_evaluations_total")


def test_viewing_never_computes(server):
    address = server.post("/api/v1/traces", json={"source": "y = x⁵ − 7"}).headers["content-location"]
    before = scraped(server)
    for _ in range(VIEWS):
        assert server.get(address).status_code == 200
    after = scraped(server)
    assert total(after, "tapedeck_evaluations_total") == total(before, "tapedeck_evaluations_total") > 0
    assert total(after, "tapedeck_worker_seconds_total") == total(before, "tapedeck_worker_seconds_total") > 0
    for name, labels in {
        "tapedeck_store_lookups_total": {"level": "memory", "found": "yes"},
        "tapedeck_requests_total": {"route": "get_trace", "status": "2xx"},
        "tapedeck_request_seconds_count": {"route": "get_trace"},
    }.items():
        assert total(after, name, **labels) - total(before, name, **labels) == VIEWS


def test_a_program_is_one_evaluation_however_often_it_is_asked(server):
    before = evaluations(server)
    for _ in range(3):
        assert server.post("/api/v1/traces", json={"source": "y = x⁶ − 7"}).status_code == 200
    assert evaluations(server) - before == 1


def test_what_cannot_be_read_is_an_evaluation_that_was_refused(server):
    before = scraped(server)
    assert server.post("/api/v1/traces", json={"source": "y = ("}).status_code == 422
    labels = {"task": "trace", "outcome": "refused"}
    after = scraped(server)
    name = "tapedeck_evaluations_total"
    assert total(after, name, **labels) - total(before, name, **labels) == 1


def test_no_label_holds_what_a_visitor_wrote(server):
    for path in ("/secret-word", "/api/v1/traces/secret-word", "/static/assets/secret-word"):
        server.get(path, headers={"user-agent": "secret-word"})
        server.request("SECRET", path)
    server.post("/api/v1/traces", json={"source": "secret_word = (", "secret": 1})
    told = server.get("/metrics").text
    assert "secret" not in told.lower()
    routes = {dict(labels)["route"] for name, *labels in read(told) if name == "tapedeck_requests_total"}
    assert {"-", "get_trace", "post_trace", "get_metrics"} <= routes


def test_the_numbers_tell_of_workers_redis_and_what_runs(server):
    samples = scraped(server)
    assert total(samples, "tapedeck_workers", state="living") >= 1
    assert total(samples, "tapedeck_workers", state="busy") == 0
    assert total(samples, "tapedeck_redis_up") == 0
    assert total(samples, "tapedeck_redis_failures_total") > 0
    assert total(samples, "tapedeck_build_info") == 1
    assert total(samples, "process_resident_memory_bytes") > 10**7


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP"])
def test_who_came_through_a_proxy_is_told_nothing(server, header):
    assert server.get("/metrics", headers={header: "127.0.0.1"}).status_code == 404


def test_a_server_that_others_reach_tells_nothing_on_its_own_port(dist):
    with serving(dist, host="0.0.0.0") as client:
        assert client.get("/metrics").status_code == 404


def test_a_port_of_their_own_tells_the_metrics_alone_and_is_closed_with_the_server(dist):
    port = free_port()
    with serving(dist, metrics_port=port) as client:
        assert client.get("/metrics").status_code == 404
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            assert total(read(answer.read().decode()), "tapedeck_build_info") == 1
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics")


def test_two_apps_count_apart(dist, server):
    with serving(dist) as other:
        wait_until(lambda: other.get("/readyz").status_code == 200)
        greeted(other)
        assert evaluations(other) == 2
        assert other.post("/api/v1/traces", json={"source": "y = x⁷"}).status_code == 200
        assert evaluations(other) == 3
    assert isinstance(server, httpx.Client)


class Ends:
    """An evaluator whose run ends in one way."""

    def __init__(self, end):
        self.end = end

    async def run(self, *_):
        if isinstance(self.end, Answer):
            return self.end
        raise self.end


@pytest.mark.parametrize(
    ("end", "name", "labels"),
    [
        (Answer(200, b"{}"), "evaluations", {"task": "trace", "outcome": "ok"}),
        (Answer(422, b"{}"), "evaluations", {"task": "trace", "outcome": "refused"}),
        (Answer(500, b""), "evaluations", {"task": "trace", "outcome": "crashed"}),
        (LimitError("limit-time"), "evaluations", {"task": "trace", "outcome": "limit-time"}),
        (asyncio.CancelledError(), "evaluations", {"task": "trace", "outcome": "left"}),
        (CallerError("queue-full", 503, {"seconds": 1}), "refusals", {"reason": "queue-full"}),
    ],
)
def test_a_run_is_counted_by_how_it_ended(end, name, labels):
    measured = Metrics("1", "2")

    async def scene():
        run = CountedRuns(Ends(end), measured).run("trace", {}, "en")
        return await asyncio.gather(run, return_exceptions=True)

    assert play(scene()) == [end] or isinstance(end, asyncio.CancelledError)
    counted = ("tapedeck_evaluations", "tapedeck_refusals")
    samples = [sample for family in measured.registry.collect() if family.name in counted for sample in family.samples]
    told = [(sample.name, sample.labels, sample.value) for sample in samples if sample.name.endswith("_total")]
    assert told == [(f"tapedeck_{name}_total", labels, 1)]


def test_each_level_of_the_store_counts_its_own_lookups():
    measured = Metrics("1", "2")

    async def scene():
        near, far = (CountedStore(Memory(100), level, measured) for level in ("memory", "redis"))
        store = Levels(near, far)
        await store.get("k")
        await far.put("k", b"1")
        await store.get("k")
        await store.get("k")

    play(scene())
    counted = {
        (level, found): measured.registry.get_sample_value(
            "tapedeck_store_lookups_total", {"level": level, "found": found}
        )
        for level in ("memory", "redis")
        for found in ("yes", "no")
    }
    assert counted == {("memory", "no"): 2, ("memory", "yes"): 1, ("redis", "no"): 1, ("redis", "yes"): 1}
