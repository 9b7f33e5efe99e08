"""A Redis of one's own."""

import pytest

from tests.hosting.parts import redis_server, running


@pytest.fixture
def redis(tmp_path):
    part = redis_server(tmp_path)
    with running(part):
        yield part
