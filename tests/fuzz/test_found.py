"""What the fuzzer found, each as small as it gets: an error of ours once, and now an outcome like any other."""

import json
import sys

import pytest

from app.runner.evaluate import carry_out
from app.trace.check import check
from app.trace.fold import unfold

PROGRAMS = {
    "a view made under no_grad whose base was written": (
        "with torch.no_grad():\n    w = torch.tensor([1.0, 2.0], requires_grad=True)\n    head = w[0]\n    head += 1",
        None,
    ),
    "a truth value as an operand": ("b = torch.ones(2, requires_grad=True)\n(True * b).sum().backward()", None),
    "a module that was never initialised": (
        "class Net(nn.Module):\n    def __init__(self):\n        self.size = 2\nnet = Net()\nprint(torch.ones(2))\nnet(1)",
        "init-of-module-missing",
    ),
    "a module inside, never initialised": (
        "class Inner(nn.Module):\n    def __init__(self):\n        self.size = 2\nnet = nn.Sequential(nn.Linear(1, 1))\nnet.inner = Inner()",
        None,
    ),
    "a leaf that is frozen where nothing is recorded": (
        "w = torch.ones(2, requires_grad=True)\nfor _ in range(40_000):\n    w.requires_grad = False",
        None,
    ),
    "a list that grows while it is gone through": (
        "a = [1]\nfor x in a:\n    if len(a) < 5:\n        a.append(x)",
        None,
    ),
}


@pytest.mark.parametrize(("source", "code"), PROGRAMS.values(), ids=PROGRAMS)
def test_a_program_has_a_trace_whose_every_claim_holds(source, code):
    answer = carry_out("trace", {"source": source, "language": "torch"}, "en")
    trace = unfold(json.loads(answer.body))
    assert (trace["error"] or {}).get("code") == code
    assert check(trace) == []


def test_a_loop_whose_condition_is_recorded_and_its_first_iterations_are_not():
    request = {
        "source": "x = torch.ones(2)\nwhile x.sum() < 1000:\n    x = x * 2",
        "language": "torch",
        "window": [4, 9],
    }
    trace = unfold(json.loads(carry_out("trace", request, "en").body))
    assert trace["error"] is None
    assert [loop["first"] for loop in trace["loops"]] == [4]
    assert check(trace) == []


def test_an_expression_whose_backward_pass_torch_refuses():
    inputs = {"s": 0.5, "x": [1, 2]}
    answer = carry_out("trace", {"source": "y = clamp(s, -1, x)", "inputs": inputs}, "en")
    trace = json.loads(answer.body)
    assert trace["error"]["code"] == "torch-refused"
    assert check(trace) == []


def test_a_name_of_numpy_that_it_would_import_when_asked_is_no_name_here():
    source = "np.ctypeslib.backward()"
    assert carry_out("trace", {"source": source, "language": "torch"}, "en").status == 422
    assert "numpy.ctypeslib" not in sys.modules


@pytest.mark.parametrize("given", ["torch", "nn", "int", "print", "torch.autograd"])
def test_torch_names_what_stands_for_a_module_or_a_type_as_python_does(given):
    source = f"torch.autograd.functional.jacobian(torch.exp, {given})"
    answer = carry_out("trace", {"source": source, "language": "torch"}, "en")
    assert json.loads(answer.body)["error"]["code"] == "torch-error"
    answer = carry_out("trace", {"source": f"optim.SGD([{given}])", "language": "torch"}, "en")
    assert json.loads(answer.body)["error"]
    assert b"app." not in answer.body
    assert b"Namespace" not in answer.body
