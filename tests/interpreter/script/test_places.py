"""Where a program stopped, and what the listener is told of where it is."""

import pytest

from tests.interpreter.script.ran import ran

BLAMED = [
    ("x = 1 + (2 / 0)", "2 / 0"),
    ("x = torch.ones(2)\ny = 3 * (x @ torch.ones(3)) + 1", "x @ torch.ones(3)"),
    ("# 주석\nx = [1]\nprint('한글', x[5])", "x[5]"),
    ("def f(a):\n    return a.backward()\nx = torch.ones(2, requires_grad=True)\nf(x * 2)", "a.backward()"),
    ("def f():\n    missing = missing + 1\nf()", "missing"),
    ("print(nope if 0 else later)\nnope = later = 1", "later"),
    ("x, y = 1, 2, 3", "x, y"),
    ("for a in 5: pass", "5"),
    ("f'{[1]:d}'", "[1]"),
    ("assert 1 == 2, 'no'", "1 == 2"),
    ("if torch.ones(2): pass", "torch.ones(2)"),
    ("x = torch.ones(2)\nx.grad.zero_()", "x.grad.zero_"),
    ("m = nn.Linear(2, 1)\nclass N(nn.Module):\n    def forward(self, x): return m(x)\nN()(torch.ones(1, 3))", "m(x)"),
    ("try:\n    1 / 0\nfinally:\n    print(1 + 1)", "1 / 0"),
    ("try:\n    [][1]\nexcept IndexError:\n    y = 2\n    raise", "[][1]"),
    ("def f(a, b): pass\nf(1)", "f(1)"),
    ("raise ValueError('x')", "raise ValueError('x')"),
    ("x = torch.ones(1, requires_grad=True)\nx += 1", "x += 1"),
    ("w = torch.ones(1, requires_grad=True)\ndef h(g): return g @ torch.ones(7)\ny = w * 2\ny.register_hook(h)\ny.backward()", "g @ torch.ones(7)"),
    ("sorted([1, 2], key=lambda v: v / 0)", "v / 0"),
    ("class A:\n    def __repr__(self): return 1 / 0\nprint([A()])", "1 / 0"),
    ("x = {'a': 1}\nx['b'] += 1", "x['b']"),
    ("with torch.no_grad():\n    torch.ones(1).nope() if 0 else torch.ones(1) + 'a'\ndef nope(): pass", "torch.ones(1) + 'a'"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "blamed"), BLAMED)
def test_the_innermost_expression_is_blamed(source, blamed):
    assert ran(source).blamed == blamed


def test_the_calls_that_led_there_are_pointed_at():
    source = "def f(x): return x / 0\ndef g(x): return f(x + 1)\ng(1)"
    error = ran(source).error
    assert [(source[place.span.start : place.span.end], place.code) for place in error.related] == [
        ("f(x + 1)", "called-here"),
        ("g(1)", "called-here"),
    ]


def test_torch_is_told_from_python():
    assert ran("torch.ones(2) @ torch.ones(3)").error.code == "torch-refused"
    assert ran("torch.ones(2).backward()").error.code == "torch-refused"
    assert ran("nn.Linear(2, 1)(torch.ones(3))").error.code == "torch-refused"
    assert ran("torch.ones(2)[5]").error.code == "torch-refused"
    assert ran("torch.zeros('a')").error.code == "torch-refused"
    assert ran("torch.ones(2) + 'a'").error.code == "torch-refused"
    assert ran("1 / 0").error.code == "python-error"
    assert ran("raise RuntimeError('mine')").error.code == "python-error"
    assert ran("x = [1, 2]\nx[7]").error.code == "python-error"


def test_operations_are_announced_with_their_place():
    here = ran("a = torch.ones(2)\nb = 3 * a - a / 2\nc = 2 + 3\nd = -a\n")
    assert ("3 * a", 2, True) in here.places
    assert ("a / 2", 2, False) in here.places
    assert ("3 * a - a / 2", 2, False) in here.places
    assert ("-a", 4, False) in here.places
    assert not any(text == "2 + 3" for text, _, _ in here.places)  # plain numbers reach no torch


def test_the_place_is_restored_after_a_function_that_torch_called():
    here = ran("class N(nn.Module):\n    def forward(self, x):\n        return x * 2\nn = N()\ny = n(torch.ones(1))\n")
    last_inside = max(index for index, place in enumerate(here.places) if place[0] == "x * 2")
    assert here.places[last_inside + 1] == ("n(torch.ones(1))", 5, False)


def test_the_set_up_has_no_place_and_no_output():
    here = ran("print(a)\nb = a + 1", setup="a = torch.ones(1)\nprint('hidden')\nc = a * 2")
    assert here.output == "tensor([1.])\n"
    assert here.told[0] == ("setup", True)
    assert ("setup", False) in here.told
    assert {line for text, line, _ in here.places if text is None} == {None}
    assert ran("x = 1", setup="y = 1 / 0").error.span is None


def test_names_are_told_at_the_top_and_inside():
    here = ran(
        "a = 1\nfor i in range(2): a = i\ndef f(x):\n    t = x\n    return t\nb = f(2)\n[c for c in [1]]\n(d := 4)\n"
    )
    bound = [event[1:] for event in here.of("bind")]
    assert bound == [
        ("a", False),
        ("i", False),
        ("a", False),
        ("i", False),
        ("a", False),
        ("t", True),
        ("b", False),
        ("c", True),
        ("d", False),
    ]


def test_functions_classes_and_modules_are_no_values_to_show():
    assert ran("import math\nfrom torch import nn\ndef f(): pass\nclass A: pass\n").of("bind") == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("for i in range(3): pass", [("loop", 1, 3), *(("iteration", n) for n in range(3)), ("end_loop",)]),
        ("i = 0\nwhile i < 2: i += 1", [("loop", 2, None), ("iteration", 0), ("iteration", 1), ("end_loop",)]),
        ("for i in [1, 2]:\n    break", [("loop", 1, 2), ("iteration", 0), ("end_loop",)]),
        ("for i, x in enumerate(zip('ab', range(5))): pass", [("loop", 1, 2), ("iteration", 0), ("iteration", 1), ("end_loop",)]),
        ("for x in torch.zeros(1): pass", [("loop", 1, 1), ("iteration", 0), ("end_loop",)]),
        ("[i for i in range(3)]", []),
        ("for i in (x for x in [1]): pass", [("loop", 1, None), ("iteration", 0), ("end_loop",)]),
        ("for i in [1]:\n    1 / 0", [("loop", 1, 1), ("iteration", 0), ("end_loop",)]),
        ("def f():\n    for i in [1]: return i\nf()", [("loop", 2, 1), ("iteration", 0), ("end_loop",)]),
    ],
)  # fmt: skip
def test_loops_are_told(source, expected):
    assert [event for event in ran(source).told if event[0] in {"loop", "iteration", "end_loop"}] == expected


def test_a_note_says_why_a_grad_is_none():
    here = ran("x = torch.ones(1, requires_grad=True)\ny = x * 2\ny.backward()\nprint(y.grad)")
    assert here.output == "None\n"
    assert [(note.code, note.span) for note in here.notes if note.code == "grad-of-non-leaf"] != []


def test_a_bare_expression_prints_nothing():
    assert ran("a = torch.ones(1)\na\na.grad").told == [("bind", "a", False)]


def test_the_same_seed_gives_the_same_numbers():
    source = "print(torch.rand(3), torch.randn(2))"
    assert ran(source, seed=7).output == ran(source, seed=7).output != ran(source, seed=8).output
