"""What holds for all tests: those marked ``long`` are at full scale, and run with ``--long`` alone."""


def pytest_addoption(parser):
    parser.addoption("--long", action="store_true", help="run the tests at full scale too: hours, not minutes")


def pytest_configure(config):
    config.addinivalue_line("markers", "long: at full scale; deselected without --long")


def pytest_collection_modifyitems(config, items):
    if config.getoption("--long"):
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    items[:] = [item for item in items if not item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=left_out)
