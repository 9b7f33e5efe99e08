"""What holds for all tests: which run only where asked for, and which share a process where there are several.

Those marked ``long`` are at full scale, and run with ``--long`` alone.
"""

from pathlib import Path

import pytest

HERE = Path(__file__).parent
SHARING = {"attacks", "browser", "conformance", "hosting", "promises"}  # one server, browser or cluster for the folder


def pytest_addoption(parser):
    told = "run the tests at full scale too, or at so many times it: hours, not minutes"
    parser.addoption("--long", nargs="?", type=float, const=1.0, default=0.0, metavar="TIMES", help=told)


def pytest_configure(config):
    config.addinivalue_line("markers", "long: at full scale; deselected without --long")


def pytest_collection_modifyitems(config, items):
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_sharing(item.path.relative_to(HERE))))
    if config.getoption("--long"):
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    items[:] = [item for item in items if not item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=left_out)


@pytest.fixture
def scale(request):
    """How many times the full scale is wanted."""
    return request.config.getoption("--long")


def _sharing(path):
    """What the tests of a file have in common with those of which others: what is slow to start."""
    return path.parts[0] if path.parts[0] in SHARING else str(path)
