"""Which texts are PyTorch code, and the place that tells."""

import pytest

from app.errors import AuthorError
from app.program.language import telling_place
from app.program.program import Program, Script
from app.program.read import Request, read


@pytest.mark.parametrize(
    ("source", "telling"),
    [
        ("import torch\nx = 1", "import torch"),
        ("a = 1\nfrom torch import nn", "from torch"),
        ("x = torch.tensor([2., 3.])", "torch.tensor"),
        ("a = torch.rand(5)", "torch.rand"),
        ("Q.backward()", "Q.backward("),
        ("print(a.item())", "print("),
        ("print 'hi'", "print '"),
        ("def f(x):\n    return x", "def f(x):"),
        ("for i in range(3):\n    pass", "for i in range(3):"),
        ("y = nn.Linear(2, 1)(x)", "nn.Linear"),
        ("print('hi')", "print("),
        ("x.grad", ".grad"),
        ("# 순전파 단계\nprediction = model(data)", "model("),
        ("for p in model.parameters():", "for p in model.parameters():"),
        ("MyDataset = CustomDataset(text, labels)", "CustomDataset("),
        (">>> x = 3", ">>>"),
        ("```\nx = 3\n```", "```"),
        ("In [1]: x = 3", "In [1]:"),
        ("!pip install torch", "!p"),
        ("@torch.no_grad()\n", "@torch.no_grad()"),
    ],
)
def test_code_is_told_by_its_first_telling_place(source, telling):
    place = telling_place(source)
    assert source[slice(*place)] == telling


@pytest.mark.parametrize(
    "source",
    [
        "Q = 3a³ − b²", "x.real", "f(x) = x²", "important + fore", "t·orch", "printx", "x = 3", "a", "A.T",
        "Q = 3*a**3 - b**2", "model(x) = wx + b\ny = model(2)", "y = ReLU(x)", "y = SiLU(x) + GELU(x)", "max(0, x)",
        "lambda x", "return", "1.5(x + 1)", "y = loss(x)", "L = Σ (y − ŷ)²", "In + Out",
    ],
)  # fmt: skip
def test_expressions_are_not_code(source):
    assert telling_place(source) is None


def test_a_text_is_read_as_what_it_is_unless_told_otherwise():
    assert isinstance(read(Request("import torch")), Script)
    assert isinstance(read(Request("x = 3")), Program)
    assert isinstance(read(Request("x = 3", language="torch")), Script)
    assert isinstance(read(Request("a + b", language="expression")), Program)


@pytest.mark.parametrize("source", ["x, *rest = [1, 2, 3]\nR = rest", "_ = 1\nR = _", "i = 1\ni += 1", "a = b = 1"])
def test_what_only_code_can_mean_is_code(source):
    assert isinstance(read(Request(source)), Script)


def test_a_set_up_makes_code_of_what_could_be_either():
    assert isinstance(read(Request("Q = 3*a**3 - b**2", setup="a = b = 1")), Script)
    assert isinstance(read(Request("Q = 3a³ − b²", setup="a = b = 1")), Program)


def test_a_text_that_is_far_too_long_is_not_even_looked_at(refused):
    assert refused("#" * 1_000_000).code == "limit-characters"


def test_names_of_an_expression_that_look_alike_are_noted(understood):
    assert understood("а = 1\na = 2\nR = a + а").notes == ["confusable-names"]


def test_code_that_is_to_be_read_as_an_expression_is_told_so(refused):
    error = refused("a = 1\nimport torch", language="expression")
    assert (error.code, error.span) == ("program-as-expression", (6, 18))


def test_an_expression_that_is_to_be_read_as_code_is_told_so(refused):
    assert refused("Q = 3a³ − b²", language="torch").code == "expression-as-program"
    assert refused("f(x) = x²", language="torch").code == "expression-as-program"


def test_code_that_is_wrong_is_told_what_is_wrong_with_it(refused):
    assert refused("for i in x\n    print(i)", language="torch").code == "colon-missing"
    with pytest.raises(AuthorError):
        read(Request("x = 3 +", language="torch"))
