"""What holds for all tests: those marked ``long`` are at full scale, and run with ``--long`` alone."""

import pytest


def pytest_addoption(parser):
    told = "run the tests at full scale too, or at so many times it: hours, not minutes"
    parser.addoption("--long", nargs="?", type=float, const=1.0, default=0.0, metavar="TIMES", help=told)


def pytest_configure(config):
    config.addinivalue_line("markers", "long: at full scale; deselected without --long")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--long"):
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    items[:] = [item for item in items if not item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=left_out)


@pytest.fixture
def scale(request):
    """How many times the full scale is wanted."""
    return request.config.getoption("--long")
