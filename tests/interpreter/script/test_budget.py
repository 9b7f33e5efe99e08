"""Every budget ends a run with its own code, at its place, and no program can catch that or go on after it."""

import sys

import pytest
import torch

from app.errors import LimitError, RunError
from app.interpreter.script.machine import MAX_OUTPUT
from app.interpreter.script.run import prepare
from app.program.read import Request
from app.program.script.read import read_script
from app.tape import record
from app.words import has, languages, say
from tests.interpreter.script.ran import Ran, ran

RUNAWAYS = {
    "limit-steps": [
        "while True: pass",
        "for i in iter(int, 1): pass",
        "sum(x for x in iter(int, 1))",
        "max(range(10**11))",
        "any(i < 0 for i in range(10**10))",
        "def f(n):\n    if n == 0: return 1\n    return f(n - 1) + f(n - 1)\nf(60)",
        "a = [1]\nfor x in a: a.append(x)",
        "sorted([0] * 10**5, key=lambda v: sum(range(10**4)))",
        "next(filter(None, iter(int, 1)))",
        "class C:\n    def __repr__(self):\n        while True: pass\nprint(C())",
        "class C:\n    def __float__(self):\n        while True: pass\nfloat(C())",
        "0 in iter(lambda: 1, 0)",
    ],
    "limit-sequence": [
        "x = list(range(10**9))",
        "x = [i for i in range(10**9)]",
        "x = 'a' * 10**10",
        "x = 'a' * 10**5 * 10**5",
        "x = [0] * 10**10",
        "x = [*range(10**9)]",
        "print(*range(10**9))",
        "a, *b = range(10**8)",
        "x = [0] * 10**6\nx += x",
        "x = [0]\nx *= 10**7",
        "sorted(range(10**8))",
        "tuple(zip(*[range(10**8)] * 8))",
        "f'{\"a\" * 10**6}{\"b\"}'",
    ],
    "limit-integer": ["2 ** 2 ** 2 ** 2 ** 2 ** 2", "1 << 10**12", "pow(3, 10**9)", "x = 2\nwhile True: x *= x", "x = 3\nx **= 10**8"],
    "limit-width": ["'{:>{w}}'.format(1, w=10**10)", "f'{1:>99999999999}'", "'%999999d' % 1", "'%*d' % (10**9, 1)", "f'{1.5:.99999f}'"],
    "limit-output": ["print('x' * 10**5)", "while True: print('x' * 1000)", "for i in range(10**7): print(i)"],
    "limit-calls": ["def f(): return f()\nf()", "f = lambda n: [f(n + 1) for _ in [0]]\nf(0)", "class A:\n    def __add__(self, o): return self + o\nA() + 1"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "source"), [(code, source) for code, sources in RUNAWAYS.items() for source in sources]
)
def test_a_runaway_ends_with_its_code_and_its_place(code, source):
    error = ran(source).error
    assert isinstance(error, LimitError)
    assert error.code == code
    assert error.span is not None
    for lang in languages():
        assert say(lang, f"error.{code}", **error.facts)


@pytest.mark.parametrize(
    "guarded",
    [
        "try:\n    {}\nexcept:\n    print('caught')\n",
        "try:\n    {}\nexcept Exception:\n    print('caught')\n",
        "try:\n    {}\nfinally:\n    print('caught')\n",
        "while True:\n    try:\n        {}\n    except: pass\n",
        "class C:\n    def __enter__(self): return self\n    def __exit__(self, *a):\n        print('caught')\n        return True\nwith C():\n    {}\n",
    ],
)
@pytest.mark.parametrize(
    "runaway", ["while True: pass", "print(file=3)", "x = 2 ** 10**9", "(lambda f: f(f))(lambda f: f(f))"]
)
def test_no_program_catches_the_end_of_its_budget(guarded, runaway):
    here = ran(guarded.format(runaway.replace("\n", "\n    ")))
    assert isinstance(here.error, LimitError | RunError)
    assert here.output == ""


def test_code_that_swallows_the_error_does_not_go_on():
    hidden = (
        "class C:\n    def __len__(self):\n        while True: pass\nc = C()\nhasattr(c, 'x')\nlen(c)\nprint('on')\n"
    )
    here = ran(hidden)
    assert here.error.code == "limit-steps"
    assert here.output == ""


def test_a_hook_that_runs_away_ends_the_backward_pass():
    here = ran(
        "x = torch.ones(1, requires_grad=True)\ny = x * 2\ndef h(g):\n    while True: pass\ny.register_hook(h)\ny.backward()"
    )
    assert here.error.code == "limit-steps"
    assert here.blamed == "True"


def test_what_was_printed_before_is_kept_to_the_last_character():
    here = ran("for i in range(10**6): print('0123456789')")
    assert len(here.output) == MAX_OUTPUT


def test_the_limit_of_the_host_is_as_before():
    before = sys.getrecursionlimit()
    ran("def f(): return f()\nf()")
    assert sys.getrecursionlimit() == before


def test_eighty_calls_deep_is_allowed():
    assert ran("def f(n): return 0 if n == 0 else 1 + f(n - 1)\nprint(f(79))").output == "79\n"


@pytest.mark.parametrize("code", RUNAWAYS)
def test_every_limit_has_its_sentence(code):
    assert all(has(lang, f"error.{code}") for lang in languages())


@pytest.mark.parametrize(
    "source", ["x = torch.zeros(10**9)", "nn.Embedding(10**9, 9)", "a = torch.ones(10**5)\nb = a[:, None] * a"]
)
def test_what_records_a_run_looks_at_its_calls_for_us(source):
    """Every call of torch is looked at before it is made, by one mode and not by two."""
    modes = []

    class Counting(record):
        def __torch_function__(self, func, types, args=(), kwargs=None):
            modes.append(torch._C._len_torch_function_stack())
            return super().__torch_function__(func, types, args, kwargs)

    script = read_script(Request(source=f"torch.ones(2).sum()\n{source}", language="torch"))
    with pytest.raises(LimitError) as caught, Counting() as tape:
        prepare(script).run(tape)
    assert caught.value.code == "limit-elements"
    assert set(modes) == {0}  # a mode stands aside while it is asked: another one below or above would be counted


@pytest.mark.parametrize(
    ("source", "blamed"), [("x = 1\nwhile x < 2:\n    pass", "x < 2"), ("for i in range(9):\n    print(i)", "range(9)")]
)
def test_a_run_that_is_broken_off_says_where_it_was(source, blamed):
    class Clock(Ran):
        def iteration(self, number):
            if number == 3:
                raise LimitError("limit-time")

    with pytest.raises(LimitError) as caught:
        prepare(read_script(Request(source=source, language="torch"))).run(Clock(source))
    assert source[slice(*caught.value.span)] == blamed
