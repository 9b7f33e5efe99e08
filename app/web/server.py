"""The HTTP server: uvicorn with connections of our own."""

from __future__ import annotations

from functools import partial
from typing import Any

import uvicorn
from fastapi import FastAPI

from app.settings import Settings
from app.web.edge.connection import Patient
from app.web.edge.crowd import Crowd

IDLE_SECONDS = 15  # between two requests on one connection
LAST_SECONDS = 5  # for answers that are under way when the server is told to stop


def server_of(app: FastAPI, settings: Settings) -> uvicorn.Server:
    """A server for ``app`` that is not yet running."""
    options: dict[str, Any] = {
        "host": settings.host,
        "port": settings.port,
        "http": partial(Patient, settings=settings, crowd=Crowd(settings)),
        "ws": "none",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,
        "timeout_keep_alive": IDLE_SECONDS,
        "timeout_graceful_shutdown": LAST_SECONDS,
    }
    return uvicorn.Server(uvicorn.Config(app, **options))
