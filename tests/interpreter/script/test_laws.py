"""Whatever the expression: what is printed here is what Python prints, or both refuse with the same words."""

import contextlib
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.interpreter.script.ran import ran

pytestmark = pytest.mark.filterwarnings("ignore")  # Python warns of what is generated: 5[0], "a" is not None

NUMBERS = st.one_of(
    st.integers(-50, 50).map(repr),
    st.floats(allow_nan=False, allow_infinity=False, width=32).map(repr),
    st.sampled_from(["True", "False", "10**20", "0.1", "-0.0", "1e300", "1j", "float('nan')", "float('inf')"]),
)
TEXTS = st.text("ab'\"\\\n가é{}%", max_size=4).map(repr)
LEAVES = st.one_of(NUMBERS, TEXTS, st.just("None"))
BINARY = [
    "+",
    "-",
    "*",
    "/",
    "//",
    "%",
    "**",
    "<<",
    ">>",
    "&",
    "|",
    "^",
    "==",
    "!=",
    "<",
    ">=",
    "in",
    "and",
    "or",
]
CALLS = ["str", "repr", "bool", "len", "list", "tuple", "sorted", "sum", "max", "abs", "round", "type", "not", "-", "~", "set", "float", "int", "any", "iter"]  # fmt: skip


def grown(inner):
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        st.tuples(inner, st.sampled_from(BINARY), inner).map(lambda parts: f"({' '.join(parts)})"),
        st.tuples(st.sampled_from(CALLS), inner).map(lambda parts: f"({parts[0]}({parts[1]}))"),
        several.map(lambda items: f"[{', '.join(items)}]"),
        several.map(lambda items: f"({', '.join(items)},)"),
        several.map(lambda items: "{" + ", ".join(f"{key}: {key}" for key in items) + "}"),
        st.tuples(inner, st.sampled_from(["0", "-1", "1:", "::-1", "5", "'k'"])).map(
            lambda parts: f"{parts[0]}[{parts[1]}]"
        ),
        st.tuples(inner, inner, inner).map(lambda parts: f"({parts[0]} if {parts[1]} else {parts[2]})"),
        st.tuples(inner, inner).map(lambda parts: f"[({parts[1]}, x) for x in {parts[0]} if x]"),
        inner.map(lambda item: f"(lambda x, y=1: [x, y])({item})"),
        inner.map(lambda item: f"({item} is not None)"),  # which equal numbers are one object, Python leaves open
    )


EXPRESSIONS = st.recursive(LEAVES, grown, max_leaves=8)
SPECIFICATIONS = st.builds(
    "{}{}{}{}{}{}{}".format,
    st.sampled_from(["", "<", ">", "^", "*^", "=", "0="]),
    st.sampled_from(["", "+", "-", " "]),
    st.sampled_from(["", "#"]),
    st.sampled_from(["", "0"]),
    st.sampled_from(["", "1", "12"]),
    st.sampled_from(["", ",", "_", ".0", ".3", ".10"]),
    st.sampled_from(["", "d", "f", "e", "g", "x", "b", "s", "%", "c", "n", "z"]),
)


def python(source):
    """What Python prints, or how it refuses."""
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        try:
            exec(compile(source, "<program>", "exec"), {"__name__": "__main__"})
        except Exception as error:  # noqa: BLE001 -- how it refuses is what is compared
            return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return output.getvalue()


def here(source):
    """What is printed here, or how it is refused; None where a budget ends it."""
    told = ran(source)
    if told.error is None:
        return told.output
    return told.stopped if told.error.code in {"python-error", "torch-refused"} else None


def assert_same(source):
    answer = here(source)
    if answer is not None:
        expected = python(source)
        if "0x" in expected or "object>" in answer:
            return  # an address, which is not shown here
        assert answer == expected


@settings(max_examples=300, deadline=None)
@given(EXPRESSIONS)
def test_an_expression_prints_the_same(expression):
    assert_same(f"print({expression})")


@settings(max_examples=150, deadline=None)
@given(EXPRESSIONS, SPECIFICATIONS, st.sampled_from(["", "!r", "!s", "!a"]))
def test_a_value_is_formatted_the_same(expression, specification, conversion):
    assert_same(
        f"x = {expression}\nprint('{{0{conversion}:{specification}}}'.format(x))\nprint(f'{{x{conversion}:{specification}}} {{x=}}')"
    )


@settings(max_examples=150, deadline=None)
@given(
    st.lists(EXPRESSIONS, max_size=3),
    st.builds(
        "%{}{}{}{}".format,
        st.sampled_from(["", "-", "0", "+", " ", "#"]),
        st.sampled_from(["", "7", "*"]),
        st.sampled_from(["", ".2", ".", ".*"]),
        st.sampled_from(list("diouxXeEfFgGcrsa%q")),
    ),
)
def test_a_percent_sign_is_filled_the_same(values, gap):
    assert_same(f"print('a{gap}b %s' % ({', '.join([*values, ''])[:-1] if values else ''}))")


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["+", "-", "*", "//", "%", "**", "|", "&"]), EXPRESSIONS), max_size=3),
    EXPRESSIONS,
)
def test_augmented_assignments_agree_with_python_and_keep_identity(steps, first):
    source = f"x = {first}\ny = x\n" + "".join(f"x {sign}= {value}\n" for sign, value in steps) + "print(x, y, x is y)"
    assert_same(source)


def test_a_set_of_objects_has_the_same_order_wherever_they_lie():
    source = (
        "class V:\n    def __init__(self, n): self.n = n\n"
        "made = [V(n) for n in range(40)]\nprint([v.n for v in {*made[::3], *made[1::2]}])"
    )
    runs = [ran(source) for _ in range(3)]  # all are kept: none can take the memory of another
    assert len({run.output for run in runs}) == 1


def test_no_program_sees_by_which_number_its_objects_are_hashed():
    run = ran("class V: pass\nv = V()\n{v}\nprint(getattr(v, '__ha' + str('sh__')))")
    assert (run.output, run.error.code) == ("", "not-available")
