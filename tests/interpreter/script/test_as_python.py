"""Programs print here what they print in Python, character for character, and stop with the same words."""

import warnings
from pathlib import Path

import pytest
import torch

from tests.interpreter.script.ran import in_python, ran

PROGRAMS = sorted(Path(__file__).parent.glob("programs/*.txt"))


@pytest.fixture(autouse=True)
def _quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_prints_what_python_prints(path):
    source = path.read_text()
    output, stopped, names = in_python(source)
    here = ran(source)
    assert here.stopped == stopped
    assert here.output == output
    for name, value in here.variables.items():
        if name in names and isinstance(value, int | float | str | torch.Tensor):
            assert repr(value) == repr(names[name]), name


UNCAUGHT = [
    "1 / 0",
    "x = [1]\nx[3]",
    "int('a')",
    "{}['k']",
    "def f(a):\n    return a + 'x'\nf(1)",
    "raise ValueError('no')",
    "raise ValueError",
    "class E(Exception): pass\nraise E(1, 2)",
    "assert 1 > 2, [1]",
    "try:\n    1 / 0\nfinally:\n    x = 1",
    "try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise KeyError('k') from e",
    "torch.ones(2) + torch.ones(3)",
    "torch.ones(2).backward()",
    "a, b = 1, 2, 3",
    "nn.Linear(2, 1)(torch.ones(1, 3))",
    "nn.Linear()",
    "torch.tensor([1, [2]])",
    "None + 1",
    "(lambda x: x)()",
    "class A:\n    def f(self): return self.f2\n    def f2(self): return 1 / 0\nA().f()()",
    "next(iter([]))",
    "for x in 5: pass",
    "'%d' % 'a'",
    "'{}'.format()",
    "torch.zeros(2)[5]",
    "with torch.no_grad() as x, 5: pass",
    "with 5: pass",
    "sum(['a'])",
    "sorted([1, 'a'])",
    "max([])",
    "x = 1\nx.append(2)",
    "len(3)",
    "range('a')",
    "[1][None]",
    "'a'[1.0]",
    "print(*5)",
    "def f(**k): pass\nf(**{1: 2})",
    "raise 5",
    "class A: pass\nA() + 1",
    "class A: pass\nA() < A()",
    "class A: pass\nA()[0]",
    "class A: pass\nA()()",
    "super()",
    "f = lambda **k: k\nf(a=1, **{'a': 2})",
    "f = lambda **k: k\nf(**5)",
    "isinstance(1, 5)",
]


@pytest.mark.parametrize("source", UNCAUGHT)
def test_stops_with_the_words_of_python(source):
    assert ran(source).stopped == in_python(source)[1]
