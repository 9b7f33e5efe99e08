"""What is refused before anything runs: by its name, at its place, with a repair where one is near."""

import pytest

from app.errors import ReadError
from app.interpreter.script.builtins import NAMES
from app.words import languages, say
from tests.interpreter.script.ran import ran

REFUSED = [
    ("class M(nn.Moudle): pass", "unknown-attribute", "Moudle", "Module"),
    ("import torch.nn as n\nn.Liner(1, 1)", "unknown-attribute", "Liner", "Linear"),
    ("from torch import nnn", "unknown-attribute", "nnn", "nn"),
    ("x = torch.ones(1)\nx.bakward()", "unknown-attribute", "bakward", "backward"),
    ("import troch", "unknown-module", "troch", "torch"),
    ("torch.os.getpid()", "not-available", "os", None),
    ("R = 1\nR = torch.builtins.eval('1')", "not-available", "builtins", None),
    ("import os", "module-not-available", "os", "# import os"),
    ("from subprocess import run", "module-not-available", "subprocess", "# from subprocess import run"),
    ("import torch.hub", "not-available", "hub", "# import torch.hub"),
    ("from torch import jit", "not-available", "jit", "# from torch import jit"),
    ("eval('1')", "not-available", "eval", None),
    ("x = open", "not-available", "open", None),
    ("globals()", "not-available", "globals", None),
    ("input('?')", "not-available", "input", None),
    ("object()", "not-available", "object()", None),
    ("x = torch.ones(1)\nx.storage()", "not-available", "storage", None),
    ("nn.Linear(1, 1)._modules", "not-available", "_modules", None),
    ("x = [1]\nx.qqqqqqqq", "attribute-nowhere", "qqqqqqqq", None),
    ("torch.relu = None", "not-assignable", "relu", None),
    ("for torch.relu in [1]: pass", "not-assignable", "relu", None),
    ("setattr(torch, 'relu', None)", "not-assignable", None, None),
    ("getattr([], '__cl' + 'ass__')", "not-available", None, None),
    ("getattr(torch, 'os')", "not-available", None, None),
    ("def f():\n    return undefined_name_of_f", "names-missing", "undefined_name_of_f", None),
    ("def f(x: torch.os.path): pass", "not-available", "os", None),
]


@pytest.mark.parametrize(("source", "code", "blamed", "repair"), REFUSED)
def test_what_no_table_holds_is_refused_unrun(source, code, blamed, repair):
    with pytest.raises(ReadError) as caught:
        ran("print('ran')\n" + source)
    error = caught.value
    assert error.code == code
    text = "print('ran')\n" + source
    if blamed is not None and blamed != "object()":
        assert text[error.span.start : error.span.end] == blamed
    assert [one.text for one in error.repairs] == ([] if repair is None else [repair])
    for lang in languages():
        assert say(lang, f"error.{code}", **error.facts)


def test_a_repair_mends_the_text():
    source = "class M(nn.Moudle): pass"
    with pytest.raises(ReadError) as caught:
        ran(source)
    [repair] = caught.value.repairs
    mended = source[: repair.span.start] + repair.text + source[repair.span.end :]
    assert ran(mended).error is None


@pytest.mark.parametrize(
    "source",
    [
        "class A: pass\na = A()\na.anything_at_all = 1\nprint(a.anything_at_all)",
        "class A:\n    def unusual_name(self): return self._kept\n    _kept = 3\nprint(A().unusual_name())",
        "class M(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.register_buffer('odd_name', torch.zeros(1))\nM().odd_name",
        "torch = 5\nprint(torch.real)",  # a name that is bound otherwise stands for no module
        "import numpy as math\nmath.array([1])",
        "optim = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=0.1)\noptim.step()",
        "def f(nn): return nn.shape\nf(torch.ones(1))",
        "x = torch.ones(1, requires_grad=True)\n(x * x).grad_fn._saved_self",
        "max = lambda *a: 1\nprint(max(3))",
        "print(__name__)",
    ],
)
def test_what_a_program_defines_itself_is_allowed(source):
    assert ran(source).error is None


def test_a_note_says_what_needed_no_import():
    [note] = ran("y = nn.Linear(1, 1)(torch.ones(1))").notes
    assert (note.code, note.facts) == ("prelude", {"names": "torch, nn"})
    assert ran("import torch\nfrom torch import nn\nnn.Linear(1, 1)").notes == ()
    assert ran("y = 1").notes == ()


def test_every_name_that_is_promised_is_there():
    for name in sorted(NAMES - {"super", "getattr", "setattr", "hasattr"}):  # those can only be called
        assert ran(f"x = {name}").error is None, name


def test_a_module_of_the_host_is_never_reached_at_run_time_either():
    for source in ["getattr(x, n)", "getattr([], n + 's__')", "setattr(x, n, 1)", "hasattr([], n + 's__')"]:
        assert ran(f"x, n = torch, '__clas'\n{source}").error.code in {"not-available", "not-assignable"}
    assert ran("x, n = torch, 'os'\ngetattr(x, n)").error.code == "not-available"
