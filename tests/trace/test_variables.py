"""What the names of a program hold at its end."""

from __future__ import annotations

import json

from app.runner.evaluate import answer

DELETED = """
error = torch.ones(2)
x = 3
kept = 4
try:
    1 / 0
except ZeroDivisionError as error:
    pass
del x
"""


def test_a_name_that_was_deleted_is_no_variable():
    trace = json.loads(answer("trace", {"source": DELETED, "language": "torch"}, "en").body)
    assert set(trace["variables"]) == {"kept"}
