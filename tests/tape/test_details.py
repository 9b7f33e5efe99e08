"""Local derivatives and saved tensors are those of the real autograd nodes."""

from __future__ import annotations

import pytest
import torch

from app.tape import record
from tests.tape.recorded import data, of_kind, recorded, traced

X = (0.3, -0.7, 1.9)


def leaf():
    return torch.tensor(X, dtype=torch.float64, requires_grad=True)


@pytest.mark.parametrize(
    "function",
    [
        lambda x: x + 2,
        lambda x: torch.add(x, x.detach(), alpha=3),
        lambda x: 2 - x,
        lambda x: x * 1.5,
        lambda x: x / 4,
        lambda x: -x,
        lambda x: 1 / x,
        lambda x: x**3,
        lambda x: 2**x,
        torch.exp,
        torch.tanh,
        torch.sigmoid,
        torch.relu,
        torch.sin,
    ],
)
def test_the_local_derivative_is_what_jacrev_says(function):
    def program():
        x = leaf()
        function(x).backward(gradient=torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64))

    trace = traced(program)
    contribution = of_kind(trace, "backward")[-1]["contributions"][-1]
    expected = torch.func.jacrev(function)(torch.tensor(X, dtype=torch.float64)).diagonal()
    assert torch.allclose(torch.tensor(data(trace, contribution["local"]), dtype=torch.float64), expected, rtol=1e-12)


def test_a_remembered_answer_is_the_one_the_node_gives():
    def program():
        x = leaf()
        y = x
        for _ in range(3):
            y = (y * 1.5 + 2) - x
        y.sum().backward()

    trace = traced(program)
    locals_of = {
        trace["nodes"][step["node"]]["operation"]: [data(trace, c["local"]) for c in step["contributions"]]
        for step in of_kind(trace, "backward")
    }
    assert locals_of["mul"] == [[1.5, 1.5, 1.5]]
    assert locals_of["add"] == [[1.0, 1.0, 1.0]]
    assert locals_of["sub"] == [[1.0, 1.0, 1.0], [-1.0, -1.0, -1.0]]


def test_local_derivatives_keep_the_broadcast_shape():
    def program():
        a = torch.ones(3, 1, requires_grad=True)
        b = torch.ones(1, 2, requires_grad=True)
        (a * b).sum().backward()

    trace = traced(program)
    for contribution in of_kind(trace, "backward")[-1]["contributions"]:
        assert trace["values"][contribution["local"]]["shape"] == [3, 2]


def test_large_tensors_are_not_copied_for_details():
    def program():
        (torch.ones(17, 17, requires_grad=True) * 2).sigmoid().sum().backward()

    trace = traced(program)
    assert all(c["local"] is None for step in of_kind(trace, "backward") for c in step["contributions"])
    held = {node["value"] for node in trace["nodes"]}
    assert {saved["value"] for node in trace["nodes"] for saved in node["saved"]} <= held


def test_saved_tensors_share_the_values_of_operands_and_results():
    def program():
        product = leaf() * leaf()
        return product.exp()

    trace = traced(program)
    product, exponential = (node for node in trace["nodes"] if node["kind"] == "operation")
    assert sorted((saved["name"], saved["value"]) for saved in product["saved"]) == [("other", 1), ("self", 0)]
    assert exponential["saved"] == [{"name": "result", "value": exponential["value"]}]


def test_without_details_there_are_none():
    tape, _ = recorded(lambda: (leaf() ** 2).sum().backward(), details=False)
    assert tape.saved == {}
    assert all(c[3] is None for event in tape.events if event[0] == "backward" for c in event[4])


def test_a_pass_that_torch_refuses_leaves_its_roots():
    a = torch.tensor([2.0, 3.0], requires_grad=True)
    with record() as tape:
        q = 3 * a
        tape.bind("q", q)
        with pytest.raises(RuntimeError, match="scalar outputs"):
            q.backward()
    assert tape.unfinished is not None
    assert tape.unfinished.roots == [tape.bindings[-1].place]
    assert tape.passes == 0


def test_the_tensor_whose_grad_was_none_is_known():
    a = torch.tensor(2.0, requires_grad=True)
    with record() as tape:
        tape.bind("a", a)
        assert a.grad is None
    assert tape.ungraded == tape.bindings[-1].place


def test_what_an_autograd_node_keeps_may_be_a_number_where_another_keeps_none():
    x = leaf()

    def program():
        x.clamp(min=0)
        return x.clamp(-1, 1)

    assert recorded(program)[1].grad_fn.name() == "ClampBackward1"
