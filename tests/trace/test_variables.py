"""What the names of a program hold at its end, and what it drew."""

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


def test_a_chart_keeps_what_is_no_finite_number():
    source = "plt.plot([1.0, float('nan'), -float('inf')])\nplt.show()"
    (chart,) = json.loads(answer("trace", {"source": source, "language": "torch"}, "en").body)["charts"]
    assert [line["y"] for line in chart["lines"]] == [[1.0, "NaN", "-Infinity"]]


def test_a_name_that_was_deleted_is_no_variable():
    trace = json.loads(answer("trace", {"source": DELETED, "language": "torch"}, "en").body)
    assert set(trace["variables"]) == {"kept"}
