"""Which texts are PyTorch code, and the place that tells."""

import pytest

from app.program.language import telling_place


@pytest.mark.parametrize(
    ("source", "telling"),
    [
        ("import torch\nx = 1", "import torch"),
        ("a = 1\nfrom torch import nn", "from torch"),
        ("x = torch.tensor([2., 3.])", "torch.tensor"),
        ("Q.backward()", ".backward("),
        ("print(a.item())", "print("),
        ("def f(x):\n    return x", "def f(x):"),
        ("for i in range(3):\n    pass", "for i in range(3):"),
        ("y = nn.Linear(2, 1)(x)", "nn.Linear"),
        ("print('hi')", "print("),
        ("x.grad", ".grad"),
    ],
)
def test_code_is_told_by_its_first_telling_place(refused, source, telling):
    error = refused(source)
    assert error.code == "torch-not-read"
    assert source[slice(*error.span)] == telling


@pytest.mark.parametrize("source", ["Q = 3a³ − b²", "x.real", "f(x) = x²", "important + fore", "t·orch", "printx"])
def test_expressions_are_not_code(source):
    assert telling_place(source) is None


def test_the_language_can_be_said(refused):
    assert refused("import torch", language="expression").code == "keyword"
    assert refused("a + b", language="torch").span == (0, 5)
