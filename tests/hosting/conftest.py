"""A Redis of one's own; and two servers that share one, behind nginx as ``docs/hosting/nginx.conf`` says."""

from types import SimpleNamespace

import httpx
import pytest

from tests.hosting.parts import nginx, redis_server, running, tapedeck
from tests.web.conftest import wait_until

CLIENT_SECONDS = 5  # of worker time


@pytest.fixture
def redis(tmp_path):
    part = redis_server(tmp_path)
    with running(part):
        yield part


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """``redis``, the servers ``a`` and ``b``, and ``nginx``: all of them parts."""
    folder = tmp_path_factory.mktemp("town")
    redis = redis_server(folder)
    settings = {
        "redis_url": f"redis://127.0.0.1:{redis.port}/0",
        "redis_seconds": 30,  # a machine that is slow only makes it take longer
        "hosts": "tapedeck.example",
        "proxies": "127.0.0.1",
        "client_seconds": CLIENT_SECONDS,
        "client_window_seconds": 3600,
        "lessons_ahead": "false",  # the tests count what is run for them
    }
    a, b = (tapedeck(folder, name, **settings) for name in "ab")
    gate = nginx(folder, a, b)
    with running(redis, a, b, gate):
        for server in (a, b):
            with client_of(server) as client:
                wait_until(lambda client=client: client.get("/readyz").status_code == 200)
                for lang in ("ko", "en"):
                    client.get("/", params={"lang": lang})  # what the server asks itself is over
        yield SimpleNamespace(redis=redis, a=a, b=b, nginx=gate)


def client_of(part, address="127.0.0.1", **headers):
    """A client of ``part`` whose own address is ``address``, which every machine has, as all that begin with 127."""
    transport = httpx.HTTPTransport(local_address=address)
    return httpx.Client(base_url=f"http://127.0.0.1:{part.port}", transport=transport, headers=headers, timeout=60)
