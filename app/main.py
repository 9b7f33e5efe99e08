"""The composition root: the only file that knows every room of the server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from starlette.routing import Route

import app
from app.lessons import lessons
from app.places import DIST, TEMPLATES
from app.runner.pool import Pool
from app.runner.replicas import Replicas
from app.runner.start import needed, starter
from app.settings import Settings
from app.web import api, metrics, pages
from app.web.answers.evaluations import Evaluations
from app.web.answers.metered import Metered
from app.web.answers.quota import Quota
from app.web.answers.redis_link import RedisLink
from app.web.answers.redis_store import OnRedis
from app.web.answers.store import Levels, Memory, Store
from app.web.assets import EXPORT, LOADER, Assets
from app.web.edge.compression import Compression
from app.web.edge.edge import Edge
from app.web.oembed import Provider
from app.web.openapi import URL, document
from app.web.problems import Problems
from app.web.render import Pages
from app.web.shelf import Shelf

CODED_SHARE = 8  # a trace shrinks to an eighth: coded answers are kept in so much less memory than plain ones


def create_app(settings: Settings, announce: Callable[[], None] = lambda: None) -> FastAPI:
    """The server's app. ``announce`` is called once, when a page can be shown complete."""
    rendered = Pages(TEMPLATES, Assets(DIST) if DIST.is_dir() else None)
    problems = Problems(rendered)
    measured = metrics.Metrics(app.__version__, version("torch"))
    evaluator = Replicas(settings) if settings.evaluator == "ray" else Pool(starter(needed(settings)), settings)
    measured.registry.register(metrics.Workers(evaluator))
    link = RedisLink(settings.redis_url, settings.redis_seconds) if settings.redis_url else None
    store: Store = metrics.CountedStore(Memory(settings.cache_bytes), "memory", measured)
    if link:
        measured.registry.register(metrics.Redis(link))
        store = Levels(store, metrics.CountedStore(OnRedis(link), "redis", measured))
    runs = Metered(metrics.CountedRuns(evaluator, measured), Quota(settings, link), settings.run_seconds)
    evaluations = Evaluations(runs, store)
    shelf = Shelf(evaluations, lessons())

    async def prepare() -> None:
        await shelf.prepare(1)
        announce()
        if settings.lessons_ahead:
            await shelf.prepare()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with metrics.own_port(measured, settings):
            evaluator.open()
            preparing = asyncio.create_task(prepare())
            preparing.add_done_callback(lambda task: task.cancelled() or task.exception())  # the pool has told why
            yield
            preparing.cancel()
            await evaluator.close()
        await store.close()
        if link:
            await link.close()

    server = FastAPI(
        openapi_url=URL,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # we tell ourselves what there is to tell
        lifespan=lifespan,
    )
    server.openapi = document  # type: ignore[method-assign] # FastAPI's documented way to replace it
    server.include_router(api.Evaluating(evaluations, problems, settings).routes())
    server.include_router(api.telling(evaluator, lessons()))
    provider = Provider(settings)
    server.router.routes += [*pages.Site(rendered, shelf, provider).routes(), provider.route()]
    server.router.routes.append(metrics.route(measured, settings))
    if rendered.assets:
        server.router.routes.append(Route("/static/assets/{name}", rendered.assets.serve))
        server.router.routes.append(Route(LOADER, rendered.assets.serve_loader))
        server.router.routes.append(Route(EXPORT, rendered.assets.serve_export))
    problems.install(server)
    server.add_middleware(Compression, limit=settings.cache_bytes // CODED_SHARE)
    server.add_middleware(Edge, problems=problems, settings=settings, observe=measured.observe)
    return server
