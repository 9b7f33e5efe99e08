"""The loss around the way of a training loop: against its closed form, and without a trace of the walk."""

from __future__ import annotations

import pytest

from app.errors import RunError
from app.interpreter.script.landscape import Landscape, landscape
from app.program.program import Script
from app.program.read import Request, read

DATA = "zip([1.0, 2.0, 3.0], [2.0, 4.0, 6.0])"
BODY = """loss = (w * x - y) ** 2
loss.backward()
with torch.no_grad():
    w -= 0.01 * w.grad
w.grad = None
"""
START = "import torch\nw = torch.tensor(1.0, requires_grad=True)\n"
TWO = """
import torch
xs = torch.tensor([[1.0], [2.0]])
model = torch.nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
def step():
    optimizer.zero_grad()
    loss = (model(xs) - 2 * xs).square().sum()
    loss.backward()
    optimizer.step()
for _ in range(4):
    step()
"""


def indented(text: str, by: int) -> str:
    return "".join(" " * by + line for line in text.splitlines(keepends=True))


EPOCHS = START + f"for epoch in range(3):\n    for x, y in {DATA}:\n{indented(BODY, 8)}"
ONCE = START + f"for x, y in {DATA}:\n{indented(BODY, 4)}"


def of(source: str) -> Landscape | None:
    script = read(Request(source, "torch"))
    assert isinstance(script, Script)
    return landscape(script)


@pytest.mark.parametrize(("source", "passes"), [(EPOCHS, 9), (ONCE, 3)], ids=["epochs", "one loop over data"])
def test_one_parameter_is_a_curve_over_a_whole_round(source: str, passes: int):
    found = of(source)
    assert found is not None
    assert (found.parameters, found.line, found.y) == (("w",), 3, [])
    mean_of_squares = (1 + 4 + 9) / 3
    assert found.loss[0] == pytest.approx([mean_of_squares * (w - 2) ** 2 for w in found.x], rel=1e-4, abs=1e-4)
    assert len(found.way) == passes
    assert found.way[0] == (1.0,)
    assert found.along == pytest.approx([mean_of_squares * (w - 2) ** 2 for (w,) in found.way], rel=1e-4, abs=1e-4)
    assert found.x[0] < 1 < found.way[-1][0] < found.x[-1]


def test_two_parameters_are_a_surface_also_where_a_function_trains():
    found = of(TWO)
    assert found is not None
    assert found.parameters == ("model.weight", "model.bias")
    for bias, row in zip(found.y, found.loss, strict=True):
        expected = [sum((weight * x + bias - 2 * x) ** 2 for x in (1, 2)) for weight in found.x]
        assert row == pytest.approx(expected, rel=1e-4, abs=1e-4)


@pytest.mark.parametrize(
    "source",
    [
        "import torch\nx = torch.ones(1, requires_grad=True)\n(x * x).backward()",
        "import torch\nx = torch.ones(3, requires_grad=True)\nfor _ in range(2):\n    (x * x).sum().backward()",
        "import torch\nx = torch.ones(2, requires_grad=True)\nfor _ in range(2):\n    (x * x).backward(torch.ones(2))",
        "import torch\nprint(1)",
    ],
    ids=["no loop", "three parameters", "a vector", "nothing"],
)
def test_no_landscape(source: str):
    assert of(source) is None


def test_an_error_of_the_program_is_the_error():
    with pytest.raises(RunError):
        of("import torch\nfor i in range(2):\n    torch.ones(2) @ torch.ones(3)")


def test_the_same_program_gives_the_same_landscape():
    assert of(EPOCHS) == of(EPOCHS)
