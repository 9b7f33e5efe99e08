"""A pass that an error breaks off, and that the program goes on after: nothing is claimed of what it did not do."""

import orjson

from app.runner.evaluate import answer
from app.trace.check import check

REFUSED = """
x = torch.tensor([0.0, 1.0], requires_grad=True)
y = x.exp()
y.add_(1)
try:
    y.sum().backward()
except RuntimeError:
    pass
(x * x).sum().backward()
"""


def trace_of(source):
    return orjson.loads(answer("trace", {"source": source, "language": "torch"}, "en").body)


def test_a_pass_that_a_caught_error_broke_off_is_told_of():
    trace = trace_of(REFUSED)
    assert trace["error"] is None
    assert trace["abandoned"] == [0]
    assert check(trace) == []


def test_the_same_pass_without_that_word_is_refused():
    assert check(trace_of(REFUSED) | {"abandoned": []}) != []


def test_a_pass_that_never_began_cannot_be_abandoned():
    assert check(trace_of("x = torch.ones(2)") | {"abandoned": [0]}) != []


def test_a_backward_that_was_refused_at_once_is_no_pass():
    refused = "x = torch.ones(2, requires_grad=True)\ntry:\n    x.backward()\nexcept RuntimeError:\n    pass"
    assert trace_of(refused)["abandoned"] == []
