"""What the server counts, for Prometheus: every label has few values, and none of them is a visitor's."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    Info,
    ProcessCollector,
    generate_latest,
    start_http_server,
)
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.errors import CallerError, LimitError
from app.runner.evaluator import Evaluator, Runner, Task, Told
from app.runner.frames import OK, Answer
from app.settings import Settings
from app.web.answers.redis_link import RedisLink
from app.web.answers.store import Store
from app.web.edge.edge import Observed
from app.words import Language

URL = "/metrics"
FORWARDING = ("forwarded", "x-forwarded-for", "x-real-ip")  # says that a request came from somewhere else
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)  # seconds; a kept trace takes 1 ms
TOO_MANY = 429
REFUSED = 422


class Metrics:
    """The numbers of one app, in a registry of its own."""

    def __init__(self, version: str, torch: str) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        Info("tapedeck_build", "What runs", registry=self.registry).info({"version": version, "torch": torch})
        self._requests = self._counter("requests", "Requests answered; status none: nobody waited", "route", "status")
        self._seconds = Histogram(
            "tapedeck_request_seconds", "Until the last byte", ("route",), buckets=BUCKETS, registry=self.registry
        )
        self._refusals = self._counter("refusals", "Requests that nothing was run for: too many of them", "reason")
        self._evaluations = self._counter("evaluations", "Runs; viewing what is kept is none", "task", "outcome")
        self._lookups = self._counter("store_lookups", "Questions to a store", "level", "found")

    def observe(self, one: Observed) -> None:
        """Count a request that is over."""
        self._requests.labels(one.route, f"{one.status // 100}xx" if one.status else "none").inc()
        self._seconds.labels(one.route).observe(one.seconds)
        if one.status == TOO_MANY:
            self._refusals.labels("client-limit").inc()

    def refused(self, reason: str) -> None:
        """Count a request that found no worker."""
        self._refusals.labels(reason).inc()

    def evaluated(self, task: Task, outcome: str) -> None:
        """Count a run."""
        self._evaluations.labels(task, outcome).inc()

    def looked_up(self, level: str, *, found: bool) -> None:
        """Count a question to a store."""
        self._lookups.labels(level, "yes" if found else "no").inc()

    def _counter(self, name: str, told: str, *labels: str) -> Counter:
        return Counter(f"tapedeck_{name}", told, labels, registry=self.registry)


class Workers(Collector):
    """What an evaluator tells of its workers."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    def collect(self) -> Iterator[Metric]:
        """The numbers of this moment."""
        counts = self._evaluator.counts
        workers = GaugeMetricFamily("tapedeck_workers", "Worker processes", labels=["state"])
        for state in ("living", "busy"):
            workers.add_metric([state], getattr(counts, state))
        yield workers
        yield GaugeMetricFamily("tapedeck_waiting", "Requests that wait for a worker", counts.waiting)
        ended = CounterMetricFamily("tapedeck_workers_ended", "Workers that were replaced", labels=["how"])
        for how in ("killed", "crashed", "retired"):
            ended.add_metric([how], getattr(counts, how))
        yield ended
        yield CounterMetricFamily("tapedeck_worker_seconds", "Time that workers took for all runs", counts.seconds)


class Redis(Collector):
    """What a link tells of Redis."""

    def __init__(self, link: RedisLink) -> None:
        self._link = link

    def collect(self) -> Iterator[Metric]:
        """The numbers of this moment."""
        yield GaugeMetricFamily("tapedeck_redis_up", "Whether Redis answered the last question", float(self._link.up))
        yield CounterMetricFamily("tapedeck_redis_failures", "Questions it did not answer", self._link.failures)


class CountedStore(Store):
    """A store whose lookups are counted under the name of its level."""

    def __init__(self, store: Store, level: str, metrics: Metrics) -> None:
        self._store = store
        self._level = level
        self._metrics = metrics

    def at_hand(self, key: str) -> bytes | None:
        """As the store; what is not at hand is looked up, and counted, afterwards."""
        body = self._store.at_hand(key)
        if body is not None:
            self._metrics.looked_up(self._level, found=True)
        return body

    async def get(self, key: str) -> bytes | None:
        """As the store."""
        body = await self._store.get(key)
        self._metrics.looked_up(self._level, found=body is not None)
        return body

    async def put(self, key: str, body: bytes) -> None:
        """As the store."""
        await self._store.put(key, body)

    async def close(self) -> None:
        """As the store."""
        await self._store.close()


class CountedRuns(Runner):
    """Runs that are counted by how they ended."""

    def __init__(self, runner: Runner, metrics: Metrics) -> None:
        self._runner = runner
        self._metrics = metrics

    async def run(self, task: Task, request: dict[str, Any], lang: Language, told: Told = lambda _: None) -> Answer:
        """As the runner."""
        try:
            answer = await self._runner.run(task, request, lang, told)
        except CallerError as error:
            self._metrics.refused(error.code)
            raise
        except LimitError as error:
            self._metrics.evaluated(task, error.code)
            raise
        except asyncio.CancelledError:
            self._metrics.evaluated(task, "left")
            raise
        outcome = {OK: "ok", REFUSED: "refused"}.get(answer.status, "crashed")
        self._metrics.evaluated(task, outcome)
        return answer


def route(metrics: Metrics, settings: Settings) -> Route:
    """``/metrics`` on the server's own port: for this machine alone, and not found where it has a port of its own."""

    async def get_metrics(request: Request) -> Response:
        if settings.metrics_port is not None or not settings.this_machine_only:
            raise HTTPException(404)
        if any(name in request.headers for name in FORWARDING):
            raise HTTPException(404)
        headers = {"Content-Type": CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
        return Response(generate_latest(metrics.registry), headers=headers)

    return Route(URL, get_metrics)


@asynccontextmanager
async def own_port(metrics: Metrics, settings: Settings) -> AsyncIterator[None]:
    """Tell the metrics on ``settings.metrics_port`` meanwhile, where there is one. OSError where it is taken."""
    if settings.metrics_port is None:
        yield
        return
    server, thread = start_http_server(settings.metrics_port, settings.metrics_host, metrics.registry)
    try:
        yield
    finally:
        await asyncio.to_thread(server.shutdown)
        server.server_close()
        thread.join()
