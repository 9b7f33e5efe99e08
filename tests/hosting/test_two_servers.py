"""Two servers behind one nginx that share a Redis: one server to whoever asks, also when one of the parts is lost."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.hosting.conftest import CLIENT_SECONDS, client_of
from tests.web.conftest import wait_until
from tests.web.test_metrics import scraped, total

HOST = {"host": "tapedeck.example"}
LINES = {"accept": "application/jsonl"}
ENDLESS = "n = 0\nwhile True:\n    n = n + 1\n"
BUSY = "total = 0\nfor i in range(15000):\n    total = total + i\n"


def asked(client, source, **sent):
    answer = client.post("/api/v1/traces", json={"source": source} | sent)
    assert answer.status_code == 200, answer.text
    return answer


def counted(part, name, **labels):
    with client_of(part) as client:
        return total(scraped(client), f"tapedeck_{name}", **labels)


def evaluations(*parts, **labels):
    return sum(counted(part, "evaluations_total", **labels) for part in parts)


def left(answer):
    """Milliseconds of worker time that the client may still use."""
    return int(re.search(r'"worker-time";r=(\d+)', answer.headers["ratelimit"])[1])


def test_what_one_server_has_computed_the_other_gives(town):
    with client_of(town.a) as a, client_of(town.b) as b:
        before = evaluations(town.b), counted(town.b, "store_lookups_total", level="redis", found="yes")
        computed = asked(a, "y = x³ − 11")
        viewed = b.get(computed.headers["content-location"])
        again = asked(b, "y = x³ − 11")
        after = evaluations(town.b), counted(town.b, "store_lookups_total", level="redis", found="yes")
    assert viewed.status_code == 200
    assert viewed.content == computed.content == again.content
    assert viewed.headers["etag"] == computed.headers["etag"] == again.headers["etag"]
    assert (after[0] - before[0], after[1] - before[1]) == (0, 1)


def test_nginx_gives_work_to_both_and_each_program_is_run_once(town):
    before = [counted(part, "requests_total", route="post_trace") for part in (town.a, town.b)]
    run_before = evaluations(town.a, town.b)
    with client_of(town.nginx, **HOST) as client:
        for n in range(8):
            assert asked(client, f"y = {n % 4} x + 12").headers["etag"]
    after = [counted(part, "requests_total", route="post_trace") for part in (town.a, town.b)]
    assert all(now > then for now, then in zip(after, before, strict=True))
    assert evaluations(town.a, town.b) - run_before == 4


def test_the_same_asked_of_all_at_once_is_run_once_by_each_at_most_and_answered_alike(town):
    before = evaluations(town.a, town.b)

    def ask(n):
        with client_of((town.a, town.b, town.nginx)[n % 3], f"127.0.1.{n + 1}", **HOST) as client:
            return asked(client, BUSY + "# all at once")

    with ThreadPoolExecutor(24) as threads:
        answers = [*threads.map(ask, range(24))]
    assert len({(answer.content, answer.headers["etag"]) for answer in answers}) == 1
    assert 1 <= evaluations(town.a, town.b) - before <= 2


def test_a_name_that_is_not_the_servers_is_not_answered(town):
    with client_of(town.nginx, host="elsewhere.example") as client:
        assert client.get("/api/v1/lessons").status_code == 421


def test_nobody_behind_nginx_sees_the_metrics(town):
    with client_of(town.nginx, **HOST) as client:
        assert client.get("/metrics").status_code == 404
        assert client.get("/metrics/").status_code == 404
    assert counted(town.a, "build_info") == 1


def test_a_client_has_its_limit_on_all_servers_together_and_cannot_shed_it(town):
    with client_of(town.a, "127.0.0.7") as a, client_of(town.nginx, "127.0.0.7", **HOST) as through:
        first = left(asked(a, BUSY))
        assert first < 1000 * CLIENT_SECONDS
        second = left(asked(through, BUSY + "# again"))
        third = left(asked(through, BUSY + "# a third time", seed=1))
        assert 1000 * CLIENT_SECONDS > first > second > third
        spoofed = through.post("/api/v1/traces", json={"source": "y = x + 70"}, headers={"x-forwarded-for": "1.2.3.4"})
        assert left(spoofed) <= third
    with client_of(town.nginx, "127.0.0.8", **HOST) as other:
        assert left(asked(other, "y = x + 71")) > third


def test_a_run_arrives_line_by_line_and_who_leaves_frees_its_worker(town):
    labels = {"task": "trace", "outcome": "left"}
    before = evaluations(town.a, town.b, **labels)
    with (
        client_of(town.nginx, "127.0.0.9", **HOST, **LINES) as client,
        client.stream("POST", "/api/v1/traces", json={"source": ENDLESS}) as answer,
    ):
        assert answer.status_code == 200
        lines = answer.iter_lines()
        assert json.loads(next(lines))["kind"] == "progress"
        assert sum(counted(part, "workers", state="busy") for part in (town.a, town.b)) == 1, "it still runs"
    wait_until(lambda: evaluations(town.a, town.b, **labels) - before == 1)
    assert sum(counted(part, "workers", state="busy") for part in (town.a, town.b)) == 0


def test_a_server_that_is_lost_is_not_missed(town):
    with client_of(town.nginx, "127.0.0.10", **HOST) as client:
        address = asked(client, "y = x − 13").headers["content-location"]
        town.a.kill()
        try:
            for n in range(6):
                assert asked(client, f"y = x − {n} · 13").json()["error"] is None
                assert client.get(address).status_code == 200
        finally:
            town.a.start()
        with client_of(town.a) as a:
            assert a.get(address).status_code == 200
            wait_until(lambda: a.get("/readyz").status_code == 200)


def test_redis_may_go_and_come_back(town):
    with client_of(town.a, "127.0.0.11") as a, client_of(town.b, "127.0.0.11") as b:
        kept = asked(a, "y = x − 14")
        town.redis.kill()
        try:
            for n, client in enumerate((a, b, a, b)):
                assert asked(client, f"y = x − {n} · 14").status_code == 200
                assert client.get("/readyz").status_code == 200
            assert a.get(kept.headers["content-location"]).content == kept.content
            assert [counted(part, "redis_up") for part in (town.a, town.b)] == [0, 0]
        finally:
            town.redis.start()

        def shared_again():
            n = next(numbers)
            return b.get(asked(a, f"y = x − {n} · 15").headers["content-location"]).status_code == 200

        numbers = iter(range(10**6))
        wait_until(shared_again)
        assert [counted(part, "redis_up") for part in (town.a, town.b)] == [1, 1]
    said = [json.loads(line)["event"] for line in town.b.said().splitlines() if line.startswith("{")]
    assert [event for event in said if event.startswith("redis")] == ["redis away: ConnectionError", "redis back"]


@pytest.mark.parametrize("size", [70_000, 2_000_000])
def test_a_request_that_is_too_large_is_refused_before_it_is_read(town, size):
    with client_of(town.nginx, "127.0.0.12", **HOST) as client:
        answer = client.post("/api/v1/traces", content=b" " * size, headers={"content-type": "application/json"})
        assert answer.status_code == 413
