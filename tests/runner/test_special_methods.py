"""Every special method that a class may define is called where Python calls it, with what Python gives it."""

import contextlib
import io
import json

import pytest

from app.program.script.dunders import DEFINABLE
from app.runner.evaluate import answer

OPERATORS = {
    "add": "+", "sub": "-", "mul": "*", "matmul": "@", "truediv": "/", "floordiv": "//", "mod": "%", "pow": "**",
    "and": "&", "or": "|", "xor": "^", "lshift": "<<", "rshift": ">>",
}  # fmt: skip
VALUES = {  # of methods whose result Python checks
    "__contains__": "True", "__float__": "1.5", "__int__": "7", "__index__": "self.n", "__repr__": "'REPR'",
    "__str__": "'STR'", "__format__": "'FORMAT' + str(rest)", "__len__": "4", "__bool__": "False",
    "__iter__": "iter([1, 2, 3])",
}  # fmt: skip
USES = {
    "__call__": "V(1)(5, k=3)", "__getitem__": "V(1)[3], V(1)[1:2]", "__contains__": "3 in V(1)", "__neg__": "-V(1)",
    "__pos__": "+V(1)", "__abs__": "abs(V(1))", "__invert__": "~V(1)", "__float__": "float(V(1))", "__int__": "int(V(1))",
    "__index__": "[1, 2, 3][V(1)], list(range(V(2)))", "__round__": "round(V(1)), round(V(1), 2)",
    "__repr__": "V(1), [V(1)], f'{V(1)!r}'", "__str__": "V(1), str(V(1)), f'{V(1)}', '%s' % V(1)",
    "__format__": "f'{V(1):x}', format(V(1), 'y'), '{:z}'.format(V(1))", "__eq__": "V(1) == 3, V(1) != 3, 3 == V(1)",
    "__ne__": "V(1) != 3", "__lt__": "V(1) < 3, 3 > V(1)", "__le__": "V(1) <= 3", "__gt__": "V(1) > 3", "__ge__": "V(1) >= 3",
    "__divmod__": "divmod(V(1), 2)", "__rdivmod__": "divmod(2, V(1))", "__len__": "len(V(3))",
    "__bool__": "bool(V(1)), not V(1)", "__reversed__": "reversed(V(1))", "__iter__": "list(V(3)), [*V(2)]",
    "__next__": "next(V(3))",
    **{f"__{name}__": f"V(1) {sign} 2" for name, sign in OPERATORS.items()},
    **{f"__r{name}__": f"2 {sign} V(1)" for name, sign in OPERATORS.items()},
}  # fmt: skip
CLASS = "class V:\n    def __init__(self, n):\n        self.n = n\n"
WHOLE = {  # programs of their own, for methods that answer to statements
    "__init__": f"{CLASS}print(V(3).n)",
    "__setitem__": f"{CLASS}    def __setitem__(self, i, v): print('set', i, v)\nv = V(1)\nv[3] = 4\nv[1:2] = 5",
    "__enter__": f"{CLASS}    def __enter__(self): return self.n\n    def __exit__(self, *a): print(a[0] is None); return True\n"
    "with V(1) as n:\n    print(n)\n    1 / 0",
    "__exit__": f"{CLASS}    def __enter__(self): pass\n    def __exit__(self, *a): print(a)\nwith V(1):\n    pass",
    **{
        f"__i{name}__": f"{CLASS}    def __i{name}__(self, other): self.n += other; return self\nv = V(1)\nv {sign}= 2\nprint(v.n)"
        for name, sign in OPERATORS.items()
    },
}


def program(name):
    if name in WHOLE:
        return WHOLE[name]
    value = VALUES.get(name, f"('{name}', self.n, rest, more)")
    return f"{CLASS}    def {name}(self, *rest, **more): return {value}\nprint({USES[name]})"


@pytest.mark.parametrize("name", sorted(DEFINABLE))
def test_it_is_called_as_python_calls_it(name):
    source = program(name)
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(source, {"__name__": "__main__"})
    trace = json.loads(answer("trace", {"source": source, "language": "torch"}, "en").body)
    assert trace["stdout"] == out.getvalue() != ""
