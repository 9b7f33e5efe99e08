"""One server for all hostile requests, as a person starts it: what one leaves behind, the others would meet."""

import pytest

from tests.promises.invariants import Invariants
from tests.promises.served import serving


@pytest.fixture(scope="session")
def server():
    with serving() as server:
        yield server


@pytest.fixture(scope="module")
def kept(server):
    return Invariants(server)
