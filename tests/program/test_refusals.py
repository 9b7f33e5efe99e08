"""What cannot be read: the code, the exact place, and a repair that mends the text wherever one is offered."""

import pytest

from app.errors import AuthorError, LimitError, ReadError
from app.program.read import Request, read

REFUSED = [  # source, code, the text at the place, the text after the repair
    ("Q = 3a³ − ", "operand-missing", "−", "Q = 3a³  "),
    ("3a³ + · b", "operand-missing", "·", "3a³ +  b"),
    ("가 = 3a +", "operand-missing", "+", "가 = 3a "),
    ("· x", "operand-missing-before", "·", " x"),
    ("Q = (a + b", "bracket-not-closed", "(", "Q = (a + b)"),
    ("sin(x", "bracket-not-closed", "(", "sin(x)"),
    ("a + b)", "bracket-not-opened", ")", "a + b"),
    ("(a + b]", "bracket-mismatch", "]", "(a + b)"),
    ("y = σ(w[x + b)", "bracket-mismatch", ")", "y = σ(wx + b)"),
    ("y = σ(wx} + b)", "bracket-mismatch", "}", "y = σ(wx + b)"),
    ("Q = 3a³ − )b²", "operand-missing", "−", "Q = 3a³ − b²"),
    ("x^{", "bracket-not-closed", "{", None),
    ("()", "bracket-empty", "()", None),
    ("|x + 1", "bar-not-closed", "|", "|x + 1|"),
    ("‖x", "bar-not-closed", "‖", "‖x‖"),
    ("x.__class__", "attribute", ".__class__", None),
    ("x.real", "attribute", ".real", None),
    ("A.T", "attribute", ".T", "Aᵀ"),
    ("'a'*10**9", "quote", "'", "a'*10**9"),
    ("[y for y in (1,2)]", "keyword", "for", None),
    ("x if x else y", "keyword", "if", None),
    ("[1, 2]", "list", ",", None),
    ("(1, 2)", "comma", ",", None),
    ("1,5 x", "comma", ",", "1.5 x"),
    ("eval(1)", "unknown-function", "eval", None),
    ("sigmoyd(x)", "unknown-function-near", "sigmoyd", "sigmoid(x)"),
    ("factorial(10**7)", "unknown-function", "factorial", None),
    ("f(2, 3)", "undefined-function", "f", None),
    ("sin()", "arity", "()", "sin(x)"),
    ("sin(1,2)", "arity", "2", "sin(1)"),
    ("pow(x)", "arity", "(x)", None),
    ("sin", "function-argument", "sin", "sin(x)"),
    ("sin + 1)", "bracket-not-opened", ")", "sin + 1"),
    ("sin(x)(y)", "call-of-value", "(y)", "sin(x)·(y)"),
    ("sin2x", "function-digits", "sin2x", "sin 2x"),
    ("1__0", "number-underscore", "1__0", "10"),
    ("1_000 x", "number-underscore", "1_000", "1000 x"),
    ("1.2.3", "second-point", ".", None),
    ("1..2", "second-point", ".", None),
    (".४ x", "attribute", ".४", None),
    ("1e999", "number-too-large", "1e999", None),
    ("x 2", "number-after-value", "2", "x ·2"),
    ("2½", "mixed-number", "½", "2 + ½"),
    ("x;y", "separator", ";", "x\ny"),
    ("x\ny", "second-output", "y", "u = x\ny"),
    ("a==b", "comparison", "==", "a=b"),
    ("a < b", "comparison", "<", None),
    ("<img src=x onerror=alert(1)>", "comparison", "<", None),
    ("x_{\\htmlData{a}{b}}", "unknown-command", "\\htmlData", None),
    ("x_{}", "subscript", "_{}", None),
    ("\\foo{x}", "unknown-command", "\\foo", None),
    ("\\sinn x", "unknown-command", "\\sinn", None),
    ("\\hat{2}", "command-argument", "\\hat{2}", None),
    ("x\x00y", "unexpected-character", "\x00", "xy"),
    ("a € b", "unexpected-character", "€", None),
    ("∂L/∂w", "derivative-sign", "∂", None),
    ("f(x) = x²\nf'(2)", "derivative-notation", "f'", None),
    ("3 = a", "assignment-target", "3", None),
    ("a + b = c", "assignment-target", "a + b", None),
    ("f(x = 1)", "equals", "=", None),
    ("Q =", "value-missing", "Q =", None),
    ("", "empty", "", None),
    (" \n# nothing\n", "empty", " \n# nothing\n", None),
    ("a = 1\na = 2", "already-defined", "a", None),
    ("y = a + b\na = 2", "used-before-definition", "a", None),
    ("a = a + 1", "used-before-definition", "a", None),
    ("y = f(2)\nf(x) = x²", "function-later", "f(2)", None),
    ("f(x) = f(x)\nf(2)", "function-later", "f(x)", None),
    ("f(x, x) = x", "duplicate-parameter", "x", None),
    ("\\sum_{i=1}^{3} i²", "sum-index", "i", None),
    ("‖x‖_3", "norm-order", "_3", "‖x‖"),
    ("e^T", "transposed-number", "^", None),
    ("sin^T(x)", "transposed-function", "^", None),
    ("__import__('os').getpid()", "quote", "'", None),
    ("(lambda f: f.__globals__)(lambda: 0)", "unexpected-character", ":", None),
    ("[c for c in ().__class__.__base__.__subclasses__()]", "attribute", ".__class__", None),
    ("expand((a+b+c+d+e)**60)", "unknown-function", "expand", None),
    ("binomial(10**7,5*10**6)", "unknown-function", "binomial", None),
]


@pytest.mark.parametrize(("source", "code", "at", "mended"), REFUSED, ids=[row[0] for row in REFUSED])
def test_the_place_and_the_repair(refused, source, code, at, mended):
    error = refused(source)
    assert isinstance(error, ReadError)
    assert error.code == code
    assert source[slice(*error.span)] == at
    if mended is not None:
        assert applied(source, error.repairs[0]) == mended


@pytest.mark.parametrize("source", [row[0] for row in REFUSED])
def test_after_a_repair_the_text_reads_or_goes_wrong_further_right(refused, source):
    for repair in refused(source).repairs:
        after = problem(applied(source, repair))
        assert after is None or after.span.start >= repair.span.start + len(repair.text)


UNHELPFUL = [  # source, code: what would mend one mistake leaves another, or the same again
    ("f = (2x − y‖²", "unexpected"),
    ("y = 1/(1 + e^{-})", "operand-missing"),
    (";", "separator"),
    ("|", "operand-missing"),
]


@pytest.mark.parametrize(("source", "code"), UNHELPFUL)
def test_a_repair_that_does_not_help_is_not_offered(refused, source, code):
    error = refused(source)
    assert error.code == code
    assert error.repairs == ()


def problem(source):
    try:
        read(Request(source))
    except AuthorError as error:
        return error
    return None


def applied(source, repair):
    return source[: repair.span.start] + repair.text + source[repair.span.end :]


def test_the_second_point_is_pointed_at(refused):
    assert refused("1.2.3").span == (3, 4)


def test_the_second_nameless_line_is_pointed_at_and_the_first_related(refused):
    error = refused("x\ny")
    assert error.span == (2, 3)
    assert error.related[0].span == (0, 1)


def test_the_opener_of_a_bracket_is_named(refused):
    assert refused("a(b + [c").facts["opener"] == "["
    assert refused("(a]").related[0].code == "bracket-opened-here"


def test_what_was_expected_is_said(refused):
    assert refused("3a³ − ").facts["after"] == "−"


LIMITS = [
    ("x+" * 5000 + "x", "limit-characters"),
    ("x+" * 1000 + "x", "limit-depth"),
    ("(" * 500 + "x" + ")" * 500, "limit-nesting"),
    ("-" * 5000 + "x", "limit-nesting"),
    ("x" * 100_000, "limit-characters"),
    ("x" * 65, "limit-name"),
    ("x**" * 200 + "x", "limit-nesting"),
    ("\\frac" * 1500, "limit-nesting"),
    ("√" * 3000 + "x", "limit-nesting"),
    ("sin " * 1500 + "x", "limit-nesting"),
    ("√|" * 200, "limit-nesting"),
    ("Σ" * 3000 + "x", "limit-nesting"),
    ("xᵀ" + "ᵀ" * 9000, "limit-depth"),
    ("9" * 101, "limit-digits"),
    ("f0(x) = x + x\n" + "".join(f"f{i}(x) = f{i - 1}(f{i - 1}(x))\n" for i in range(1, 40)) + "f39(2)", "limit-nodes"),
    ("f0(x) = x\n" + "".join(f"f{i}(x) = f{i - 1}(f{i - 1}(x))\n" for i in range(1, 40)) + "f39(2)", "limit-nodes"),
    ("f0(x) = x\n" + "".join(f"f{i}(x) = f{i - 1}(x)\n" for i in range(1, 400)) + "f399(2)", "limit-depth"),
]


@pytest.mark.parametrize(("source", "code"), LIMITS, ids=[row[0][:20] for row in LIMITS])
def test_size_depth_and_length_are_bounded(refused, source, code):
    error = refused(source)
    assert isinstance(error, LimitError)
    assert error.code == code
    assert 0 <= error.span.start <= error.span.end <= len(source)


@pytest.mark.parametrize(
    "source",
    [
        "9**9**9**9", "10**10**10", "1/0", "log(-1)", "sqrt(-1)", "0**-1", "tan(pi/2)", "변수+1", "toString", "$x$",
        "E + I + N + S + beta + gamma + lambda", "sin x", "2**(2**100)", "gamma(10**7)", r"\frac{1}{x}", "__proto__",
        "x_1 + w0 + theta0 + learning_rate", "(" * 90 + "x" + ")" * 90, "+".join(["x"] * 190),
    ],
)  # fmt: skip
def test_ordinary_texts_that_look_dangerous_are_read(understood, source):
    assert understood(source).tree
