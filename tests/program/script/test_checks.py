"""What is Python and not in the language: refused by its name, at its place, before anything runs."""

import ast

import pytest

from app.errors import ReadError
from app.program.script.dunders import DEFINABLE, check_misspelled, meant_by
from app.program.script.places import Places

REFUSED = [  # source, code, the text at the place
    ("def g():\n    yield 1", "construct-yield", "yield 1"),
    ("def g():\n    yield from x", "construct-yield", "yield from x"),
    ("async def f():\n    pass", "construct-async", "async def f():"),
    ("await x", "construct-async", "await x"),
    ("x = [i async for i in y]", "construct-async", "i"),
    ("match x:\n    case 1: pass", "construct-match", "match x:"),
    ("try:\n    pass\nexcept* ValueError:\n    pass", "construct-except-star", "try:"),
    ("class A(metaclass=M): pass", "class-keyword", "metaclass=M"),
    ("class A(*bases): pass", "construct", "*bases"),
    ("@dataclass\nclass A: pass", "decorator", "dataclass"),
    ("@torch.os.system\ndef f(): pass", "decorator", "torch.os.system"),
    ("@f(1)\ndef g(): pass", "decorator", "f(1)"),
    ("def f(c): return c\n@f\nclass A: pass", "decorator", "f"),
    ("from torch import *", "star-import", "from torch import *"),
    ("from . import x", "relative-import", "from . import x"),
    ("from ..a import x", "relative-import", "from ..a import x"),
    ("return 3", "return-outside", "return 3"),
    ("class A:\n    return 3", "return-outside", "return 3"),
    ("break", "loop-word-outside", "break"),
    ("for i in x:\n    def f():\n        continue", "loop-word-outside", "continue"),
    ("for i in x:\n    pass\nelse:\n    break", "loop-word-outside", "break"),
    ("del x.a", "delete-target", "x.a"),
    ("nonlocal x", "nonlocal-outside", "nonlocal x"),
    ("def f(a, a): pass", "duplicate-parameter", "a"),
    ("f(a=1, a=2)", "keyword-twice", "a=2"),
    ("a, *b, *c = d", "two-stars", "*c"),
    ("'{0.os}'.format(torch)", "format-field", "'{0.os}'"),
    ("f = '{0[os]}'.format", "format-field", "'{0[os]}'"),
    ("x = '%(__class__)s' % y", "dunder-name", "'%(__class__)s'"),
    ("x = ().__class__", "dunder-attribute", "__class__"),
    ("x = (lambda: 0).__code__.co_consts", "dunder-attribute", "__code__"),
    ("x = nn.Module.__init__.__globals__", "dunder-attribute", "__globals__"),
    ("x = nn.Module.__init__", "dunder-attribute", "__init__"),
    ("x.__len__ = 3", "dunder-attribute", "__len__"),
    ("x = ().__claſſ__", "dunder-attribute", "__claſſ__"),
    ("x = ().__ᶜlᵃss__", "dunder-attribute", "__ᶜlᵃss__"),
    ("__builtins__ = {}", "dunder-name", "__builtins__"),
    ("global __builtins__", "dunder-name", "global __builtins__"),
    ("__name__ = 'x'", "dunder-name", "__name__"),
    ("f = lambda __import__=1: 2", "dunder-name", "__import__"),
    ("dict(__class__=1)", "dunder-name", "__class__=1"),
    ("import a.__b__", "dunder-name", "a.__b__"),
    ("from a import b as __c__", "dunder-name", "b as __c__"),
    ("try:\n    pass\nexcept E as __e__:\n    pass", "dunder-name", "except E as __e__:\n    pass"),
    ("class A:\n    __slots__ = ()", "dunder-name", "__slots__"),
    ("class A:\n    def __getattr__(self, n): pass", "dunder-definition", "__getattr__"),
    ("class A:\n    def __del__(self): pass", "dunder-definition", "__del__"),
    ("class __A__: pass", "dunder-definition", "__A__"),
    ("class A:\n    def __intit__(self): pass", "misspelled-dunder", "__intit__"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "code", "at"), REFUSED, ids=[row[0] for row in REFUSED])
def test_it_is_refused_at_its_place(unread, source, code, at):
    error = unread(source)
    assert isinstance(error, ReadError)
    assert (error.code, source[slice(*error.span)]) == (code, at)


@pytest.mark.parametrize(
    "source",
    [
        "super().__init__()", "super(A, self).__init__()", "nn.Module.__init__(self)", "x.__len__()", "f.__name__",
        "if __name__ == '__main__':\n    pass", "self.__class__.__name__", "type(x).__name__", "torch.__version__",
        "class A:\n    __rmul__ = __mul__", "class A:\n    def __iadd__(self, o): return self", "class A:\n    x: int = 3",
        "@staticmethod\ndef f(ctx): pass", "@torch.no_grad()\ndef f(): pass",
        "class A:\n    @property\n    def f(self): pass\n    @f.setter\n    def f(self, v): pass",
        "def f():\n    x = 1\n    def g():\n        nonlocal x\n        x = 2", "global x", "del x, y[0]", "def f(g): return g\n@f\ndef h(): pass", "a, *b = c",
        "while True:\n    if x: break\n    else: continue", "for i in x:\n    for j in y:\n        pass\n    else:\n        break",
        "with torch.no_grad(), a as b:\n    pass", "try:\n    pass\nexcept (A, B) as e:\n    raise X from e\nfinally:\n    pass",
        "assert x, 'y'", "if (n := 3) > 2: pass", "x = [i for i in y if i] + [*a] + list({**b})", "f(*a, **b)",
        "def f(a, /, b=1, *c, d, **e) -> int: return a", "lambda *a: a", "x[1:2, ..., None]", "f'{x!r:>{w}} {y=}'",
        "x = '{} {:.2f} {0} {name}'.format(1)", "x = '%(a)s %d' % y", "x = 1j + 0x1F", "x = a if b else c", "x: int = 3",
        "_ = 3\n_x = 4\nself._x = 5", "a @ b; ~a; not b", "x = not a in b is not c", "'__class__'", "x = b'abc'",
    ],
)  # fmt: skip
def test_what_is_in_the_language_is_read(script, source):
    assert script(source).tree.body


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("__init_", "__init__"), ("_init_", "__init__"), ("_init__", "__init__"), ("__intit__", "__init__"),
        ("__inti__", "__init__"), ("___init__", "__init__"), ("__getitm__", "__getitem__"), ("_len_", "__len__"),
        ("__init__", None), ("init", None), ("_init", None), ("forward", None), ("_private", None), ("__getattr__", None),
        ("_", None), ("__", None), ("_step_", None), ("__class_getitem__", None),
    ],
)  # fmt: skip
def test_which_special_method_was_meant(name, wanted):
    assert meant_by(name) == wanted
    assert wanted is None or wanted in DEFINABLE


@pytest.mark.parametrize(
    ("name", "found"),
    [("__init_", True), ("__int__", True), ("init", True), ("_init", True), ("__init__", False), ("setup", False)],
)
def test_a_constructor_that_python_would_never_call_is_found(script, applied, name, found):
    source = f"class MyLinear(nn.Module):\n    def {name}(self, n):\n        super().__init__()\n"
    read = script(source)
    if not found:
        check_misspelled(ast.walk(read.tree), Places(source))
        return
    with pytest.raises(ReadError) as caught:
        check_misspelled(ast.walk(read.tree), Places(source))
    assert caught.value.code == "misspelled-dunder"
    assert applied(source, caught.value.repairs[0]) == source.replace(f"def {name}(", "def __init__(")


def test_a_method_without_its_class_is_noted(script):
    notes = script("def __len__(self):\n    return 3\n\ndef __getitem__(self, i):\n    return i").notes
    assert [(note.code, note.span) for note in notes] == [("method-outside-class", (4, 11))]


def test_names_that_look_alike_are_two_names_and_noted(script):
    (note,) = script("а = 1\na = 2\nR = a + а").notes
    assert (note.code, note.span) == ("confusable-names", (6, 7))
    assert script("x = 1\nX = 2\nα = 3").notes == ()
