"""What a program makes of data is one leaf with the program's name, and nothing beside it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.runner.evaluate import answer


def nodes(source: str) -> list[dict[str, Any]]:
    answered = json.loads(answer("trace", {"source": source, "language": "torch"}, "en").body)
    assert answered["error"] is None
    found: list[dict[str, Any]] = answered["nodes"]
    return found


@pytest.mark.parametrize(
    "made",
    [
        "torch.Tensor([1., 2.])",
        "torch.Tensor(2)",
        "torch.FloatTensor([1, 2])",
        "torch.LongTensor([1, 2])",
        "torch.Tensor(np.array([1., 2.]))",
        "torch.from_numpy(np.array([1., 2.]))",
        "torch.tensor(np.array([1., 2.]))",
        "Variable(torch.Tensor([1., 2.]))",
        "Variable(torch.Tensor([1., 2.]), requires_grad=True)",
        "nn.Parameter(torch.randn(2))",
        "torch.randn(2).requires_grad_()",
    ],
)
def test_a_constructor_makes_one_leaf(made: str) -> None:
    leaf, _ = nodes(f"x = {made}\ny = x.sum()")
    assert (leaf["kind"], leaf["label"]) == ("leaf", "x")


def test_what_is_wrapped_as_a_variable_stays_in_the_graph() -> None:
    found = nodes("x = torch.ones(2)\ny = x * x\nz = Variable(y).sum()")
    assert [(node["kind"], node["label"]) for node in found] == [("leaf", "x"), ("operation", "y"), ("operation", "z")]


def test_batches_are_leaves_whatever_the_loader_does_to_make_them() -> None:
    source = """
class Points(Dataset):
    def __init__(self):
        self.x = torch.rand(4, 2)
        self.y = [[0.], [1.], [2.], [3.]]
    def __len__(self):
        return 4
    def __getitem__(self, index):
        return self.x[index] * 2, torch.FloatTensor(self.y[index])

for x, y in DataLoader(Points(), batch_size=2, shuffle=True):
    loss = (x.sum() - y.sum())
"""
    found = nodes(source)
    assert [node["operation"] for node in found if node["kind"] == "operation"] == ["sum", "sum", "sub"] * 2
    assert [node["name"] for node in found if node["kind"] == "leaf"] == ["x", "y"] * 2
