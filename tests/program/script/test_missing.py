"""Names that nothing binds: one error for all of them, and a set-up that defines them where they are known."""

import ast

import pytest

from app.errors import ReadError
from app.program.script.missing import complete
from app.program.script.names import Names
from app.program.script.offers import OFFERS, definitions

KNOWN = {
    "print",
    "range",
    "len",
    "torch",
    "nn",
    "np",
    "optim",
    "Dataset",
    "DataLoader",
    "super",
    "True",
    "zip",
    "input",
}


def check(script, known=KNOWN):
    complete(script, Names(script.tree), known)


@pytest.fixture
def missing(script):
    def refuse(source, setup=""):
        with pytest.raises(ReadError) as caught:
            check(script(source, setup=setup))
        return caught.value

    return refuse


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("x", "x"),
        ("y = x + z", "x z"),
        ("x = 1\nx", ""),
        ("print(x)\nx = 1", ""),  # too early: Python says so when it runs
        ("if a:\n    b = 1\nb", "a"),
        ("def f(a, *b, c=d, **e): return a + b + c + e + g", "d g"),
        ("def f():\n    global h\n    h = 1\nh", ""),
        ("def f():\n    x = 1\n    def g():\n        nonlocal x\n        return x\nx", "x"),
        ("class A:\n    a = 1\n    def f(self): return a", "a"),
        ("class A:\n    a = 1\n    b = a", ""),
        ("class A(B): pass", "B"),
        ("[i for i in n]\ni", "n i"),
        ("[j for i in n for j in i if k]", "n k"),
        ("{i: j for i, j in n}", "n"),
        ("[(m := i) for i in n]\nm", "n"),
        ("lambda a: a + b", "b"),
        ("import a.b, c as d\nfrom e import f\na, d, f\nc", "c"),
        ("try:\n    pass\nexcept E as e:\n    e", "E"),
        ("with a as b:\n    b", "a"),
        ("for i, (j, *k) in n:\n    i + j + k", "n"),
        ("def f(x: T) -> U:\n    y: V = 1", "T U"),
        ("x: T = 1", "T"),
        ("@f\ndef g(): pass", "f"),
        ("f'{x} {y:{w}}'", "x y w"),
        ("x.a = y[z]", "x y z"),
        ("x += 1", ""),
        ("del x", ""),
    ],
)
def test_names_follow_python_s_scopes(source, names):
    assert [node.id for node in Names(ast.parse(source)).unbound(["print"])] == names.split()


def test_one_error_names_all_of_them_in_the_order_of_the_text(missing):
    source = "for epoch in range(epochs):\n    optimizer.zero_grad()\n    foo(model, epochs)"
    error = missing(source)
    assert error.code == "names-missing"
    assert source[slice(*error.span)] == "epochs"
    assert error.facts == {"names": "epochs, optimizer, foo, model", "torch": "NameError: name 'epochs' is not defined"}
    assert [source[slice(*place.span)] for place in error.related] == ["optimizer", "foo", "model"]
    assert error.setup is None  # nobody knows what foo is


def test_a_set_up_is_offered_where_every_name_is_known(missing, script):
    error = missing("outputs = model(inputs)\noptimizer.step()")
    assert error.setup.splitlines() == [
        "model = nn.Linear(1, 1)",
        "inputs = torch.tensor([[1.0], [2.0], [3.0]])",
        "optimizer = torch.optim.SGD(model.parameters(), lr=0.01)",
    ]
    check(script("outputs = model(inputs)\noptimizer.step()", setup=error.setup))


def test_no_set_up_that_would_come_before_what_it_needs(missing):
    assert missing("model = nn.Linear(2, 1)\noptimizer.step()").setup is None


def test_what_the_set_up_gives_is_not_missing_and_an_offer_keeps_it(missing, script):
    check(script("print(a)", setup="a = 1"))
    assert missing("print(a, lr)", setup="a = 1").setup == "a = 1\nlr = 0.01\n"


def test_a_set_up_that_lacks_names_itself_is_told(missing):
    error = missing("print(a)", setup="a = b + c")
    assert (error.code, error.span, error.facts["names"]) == ("setup-names-missing", None, "b, c")


def test_a_gradient_that_is_read_is_computed_in_the_set_up(missing):
    assert missing("print(9*a**2 == a.grad)").setup.splitlines()[-1] == "Q.backward(gradient=external_grad)"
    assert "backward" not in missing("Q = 3*a**3\nQ.sum().backward()\na.grad").setup


def test_a_module_that_is_used_as_an_optimizer_is_missing(missing, script):
    assert missing("optim.step()").setup.splitlines()[-1].startswith("optim = torch.optim.SGD(")
    check(script("optim.SGD"))
    check(script("optim = make\noptim.step()"), {*KNOWN, "make"})


@pytest.mark.parametrize(
    ("source", "near"),
    [
        ("prediction2 = 1\nprint(predicton2)", "prediction2"),
        ("pritn(3)", "print"),
        ("x = true", "True"),
        ("а = 1\na", "а"),
    ],
)
def test_a_misspelled_name_is_recognised(missing, applied, source, near):
    error = missing(source)
    assert (error.code, error.facts["near"]) == ("name-near", near)
    assert applied(source, error.repairs[0]).endswith((near, f"{near})", f"{near}(3)"))


@pytest.mark.parametrize("name", sorted(OFFERS))
def test_every_offer_is_complete(name):
    text = definitions([name], ())
    tree = ast.parse(text)
    assert Names(tree).unbound(KNOWN | {"_"}) == []
    assert "." in name or name in Names(tree).module.bound
