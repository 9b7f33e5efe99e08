"""Every notation that is read: its tree, and the reading echoed as text and as LaTeX."""

import pytest

MATRIX = [[2, 1], [0, 3]]

NOTATIONS = [
    ("Q = 3a³ − b²", {}, "Q = sub(mul(3, pow(a, 3)), pow(b, 2))", "Q = 3·a³ − b²", "Q = 3a^{3} - b^{2}"),
    ("3a^3 - b^2", {}, "sub(mul(3, pow(a, 3)), pow(b, 2))", "3·a³ − b²", "3a^{3} - b^{2}"),
    ("3*a**3 - b**2", {}, "sub(mul(3, pow(a, 3)), pow(b, 2))", "3·a³ − b²", "3a^{3} - b^{2}"),
    ("y = σ(wx + b)", {}, "y = sigmoid(add(mul(w, x), b))", "y = σ(w·x + b)", r"y = \sigma\left(w x + b\right)"),
    ("y = 1/(1 + e^{-z})", {}, "y = div(1, add(1, exp(neg(z))))", "y = 1/(1 + exp(−z))", r"y = \frac{1}{1 + e^{-z}}"),
    (
        r"y = \frac{1}{1+e^{-z}}",
        {},
        "y = div(1, add(1, exp(neg(z))))",
        "y = 1/(1 + exp(−z))",
        r"y = \frac{1}{1 + e^{-z}}",
    ),
    ("L = (ŷ − y)²", {}, "L = pow(sub(ŷ, y), 2)", "L = (ŷ − y)²", r"L = \left(\hat{y} - y\right)^{2}"),
    (
        "L = ½(y − t)²",
        {},
        "L = mul(div(1, 2), pow(sub(y, t), 2))",
        "L = 1/2·(y − t)²",
        r"L = \frac{1}{2} \left(y - t\right)^{2}",
    ),
    (
        "L = −Σ y log ŷ",
        {},
        "L = neg(sum(mul(y, log(ŷ))))",
        "L = −sum(y ⊙ ln(ŷ))",
        r"L = -\sum y \odot \ln\left(\hat{y}\right)",
    ),
    (
        "f = ‖Wx − y‖²",
        {},
        "f = pow(norm(sub(matmul(W, x), y)), 2)",
        "f = ‖W @ x − y‖²",
        r"f = \left\|W x - y\right\|^{2}",
    ),
    ("q = xᵀ A x", {}, "q = matmul(matmul(x, A), x)", "q = xᵀ @ A @ x", r"q = x^{\top} A x"),
    ("x^T A x", {}, "matmul(matmul(x, A), x)", "xᵀ @ A @ x", r"x^{\top} A x"),
    ("y = max(0, x)", {}, "y = maximum(0, x)", "y = max(0, x)", r"y = \max\left(0, x\right)"),
    ("|x|", {}, "abs(x)", "|x|", r"\left|x\right|"),
    ("√x", {}, "sqrt(x)", "√x", r"\sqrt{x}"),
    ("sin²x", {}, "pow(sin(x), 2)", "sin(x)²", r"\sin\left(x\right)^{2}"),
    ("sin x cos x", {}, "mul(sin(x), cos(x))", "sin(x)·cos(x)", r"\sin\left(x\right) \cos\left(x\right)"),
    ("e^x", {}, "exp(x)", "exp(x)", "e^{x}"),
    ("ln x", {}, "log(x)", "ln(x)", r"\ln\left(x\right)"),
    ("log₂ x", {}, "log2(x)", "log₂(x)", r"\log_{2}\left(x\right)"),
    ("log_2 x", {}, "log2(x)", "log₂(x)", r"\log_{2}\left(x\right)"),
    (
        "f(x, y) = x²y + sin(xy)",
        {},
        "f = add(mul(pow(x, 2), y), sin(mul(x, y)))",
        "f(x, y) = x²·y + sin(x·y)",
        r"f\left(x, y\right) = x^{2} y + \sin\left(x y\right)",
    ),
    (
        "f(x, y) = x²y + sin(xy)\nf(2, 3)",
        {},
        "add(mul(pow(x, 2), y), sin(mul(x, y)))",
        "f(x, y) = x²·y + sin(x·y)\nf(2, 3)",
        r"\begin{aligned} f\left(x, y\right) &= x^{2} y + \sin\left(x y\right) \\ & f\left(2, 3\right) \end{aligned}",
    ),
    (
        "z = wx + b\na = σ(z)\nL = (a − y)²",
        {},
        "z = add(mul(w, x), b); a = sigmoid(z); L = pow(sub(a, y), 2)",
        "z = w·x + b\na = σ(z)\nL = (a − y)²",
        r"\begin{aligned} z &= w x + b \\ a &= \sigma\left(z\right) \\ L &= \left(a - y\right)^{2} \end{aligned}",
    ),
    ("2(x+1)", {}, "mul(2, add(x, 1))", "2·(x + 1)", r"2\left(x + 1\right)"),
    ("(a+b)(c−d)", {}, "mul(add(a, b), sub(c, d))", "(a + b)·(c − d)", r"\left(a + b\right) \left(c - d\right)"),
    ("xy", {}, "mul(x, y)", "x·y", "x y"),
    ("-x^2", {}, "neg(pow(x, 2))", "−x²", "-x^{2}"),
    ("2^3^2", {}, "pow(2, pow(3, 2))", "2^(3²)", "2^{3^{2}}"),
    ("2⁻¹", {}, "pow(2, neg(1))", "2⁻¹", "2^{-1}"),
    ("x²ˣ⁺¹", {}, "pow(x, add(mul(2, x), 1))", "x^(2·x + 1)", "x^{2x + 1}"),
    (
        "a × b · c ⋅ d ÷ e ⁄ g",
        {"e": 1},
        "div(div(mul(mul(mul(a, b), c), d), e), g)",
        "a·b·c·d/e/g",
        r"\frac{\frac{a b c d}{e}}{g}",
    ),
    ("x₁ + x_1 + x_{1}", {}, "add(add(x₁, x₁), x₁)", "x₁ + x₁ + x₁", "x_{1} + x_{1} + x_{1}"),
    (r"\hat{y}_1 + ŷ₁", {}, "add(ŷ_1, ŷ_1)", "ŷ_1 + ŷ_1", r"\hat{y}_{1} + \hat{y}_{1}"),
    ("x̂ + ȳ + ẋ", {}, "add(add(x̂, ȳ), ẋ)", "x̂ + ȳ + ẋ", r"\hat{x} + \bar{y} + \dot{x}"),
    (r"\alpha x + \beta", {}, "add(mul(α, x), β)", "α·x + β", r"\alpha x + \beta"),
    ("2πr", {}, "mul(mul(2, 3.141592653589793), r)", "2·π·r", r"2\pi r"),
    ("√(x²+1)", {}, "sqrt(add(pow(x, 2), 1))", "√(x² + 1)", r"\sqrt{x^{2} + 1}"),
    (r"\sqrt[3]{x}", {}, "pow(x, div(1, 3))", "x^(1/3)", r"x^{\frac{1}{3}}"),
    (r"\sqrt{2}x", {}, "mul(sqrt(2), x)", "√2·x", r"\sqrt{2} x"),
    ("√2x", {}, "mul(sqrt(2), x)", "√2·x", r"\sqrt{2} x"),
    (r"\left(x + 1\right)\cdot y", {}, "mul(add(x, 1), y)", "(x + 1)·y", r"\left(x + 1\right) y"),
    (r"\left| x \right|", {}, "abs(x)", "|x|", r"\left|x\right|"),
    (r"\lVert x \rVert_1", {}, "sum(abs(x))", "sum(|x|)", r"\sum \left|x\right|"),
    (
        "‖x‖_∞ + ‖x‖₂",
        {},
        "add(amax(abs(x)), norm(x))",
        "max(|x|) + ‖x‖",
        r"\max\left(\left|x\right|\right) + \left\|x\right\|",
    ),
    ("||x||^2", {}, "pow(norm(x), 2)", "‖x‖²", r"\left\|x\right\|^{2}"),
    ("|a·|b| + c|", {}, "abs(add(mul(a, abs(b)), c))", "abs(a·|b| + c)", r"\left|a \left|b\right| + c\right|"),
    ("|x||y|", {}, "mul(abs(x), abs(y))", "|x|·|y|", r"\left|x\right| \left|y\right|"),
    (
        r"L = \frac{1}{m} \sum_{i=1}^{m} (y_i - \hat{y}_i)^2",
        {},
        "L = mul(div(1, m), sum(pow(sub(y, ŷ), 2)))",
        "L = 1/m·sum((y − ŷ)²)",
        r"L = \frac{1}{m} \sum \left(y - \hat{y}\right)^{2}",
    ),
    (r"\sum_i w_i x_i", {}, "sum(mul(w, x))", "sum(w ⊙ x)", r"\sum w \odot x"),
    ("∏ x", {}, "prod(x)", "prod(x)", r"\prod x"),
    (
        "sin²(x) + cos^2 x",
        {},
        "add(pow(sin(x), 2), pow(cos(x), 2))",
        "sin(x)² + cos(x)²",
        r"\sin\left(x\right)^{2} + \cos\left(x\right)^{2}",
    ),
    ("sin⁻¹ x", {}, "asin(x)", "asin(x)", r"\arcsin\left(x\right)"),
    ("sin 2x", {}, "sin(mul(2, x))", "sin(2·x)", r"\sin\left(2x\right)"),
    ("log x y", {}, "mul(log(x), y)", "ln(x)·y", r"\ln\left(x\right) y"),
    ("log_3 x", {}, "div(log(x), log(3))", "ln(x)/ln(3)", r"\frac{\ln\left(x\right)}{\ln\left(3\right)}"),
    (r"\log_b x", {}, "div(log(x), log(b))", "ln(x)/ln(b)", r"\frac{\ln\left(x\right)}{\ln\left(b\right)}"),
    (r"\operatorname{softmax}(z)", {}, "softmax(z)", "softmax(z)", r"\operatorname{softmax}\left(z\right)"),
    (r"\mathrm{ReLU}(z)", {}, "relu(z)", "relu(z)", r"\operatorname{relu}\left(z\right)"),
    ("tanh(Wx + b)", {}, "tanh(add(mul(W, x), b))", "tanh(W·x + b)", r"\tanh\left(W x + b\right)"),
    ("W @ x", {}, "matmul(W, x)", "W @ x", "W x"),
    ("x ⊙ y", {}, "mul(x, y)", "x·y", "x y"),
    ("W x", {"W": MATRIX, "x": [1, 2]}, "matmul(W, x)", "W @ x", "W x"),
    ("W * x", {"W": MATRIX, "x": [1, 2]}, "mul(W, x)", "W ⊙ x", r"W \odot x"),
    ("A B", {"A": MATRIX, "B": MATRIX}, "matmul(A, B)", "A @ B", "A B"),
    ("xᵀ y", {"x": [1, 2], "y": [3, 4]}, "matmul(x, y)", "xᵀ @ y", r"x^{\top} y"),
    ("x yᵀ", {"x": [1, 2], "y": [3, 4]}, "outer(x, y)", "x yᵀ", r"x y^{\top}"),
    ("x y", {"x": [1, 2], "y": [3, 4]}, "mul(x, y)", "x ⊙ y", r"x \odot y"),
    ("Aᵀ", {"A": MATRIX}, "transpose(A)", "Aᵀ", r"A^{\top}"),
    (r"x^{\top} A x", {}, "matmul(matmul(x, A), x)", "xᵀ @ A @ x", r"x^{\top} A x"),
    (
        "tr(A) + det A",
        {},
        "add(trace(A), det(A))",
        "tr(A) + det(A)",
        r"\operatorname{tr}\left(A\right) + \det\left(A\right)",
    ),
    (
        "σ(z)(1 − σ(z))",
        {},
        "mul(sigmoid(z), sub(1, sigmoid(z)))",
        "σ(z)·(1 − σ(z))",
        r"\sigma\left(z\right) \left(1 - \sigma\left(z\right)\right)",
    ),
    ("(x − μ)/σ", {}, "div(sub(x, μ), σ)", "(x − μ)/σ", r"\frac{x - \mu}{\sigma}"),
    ("$x$", {}, "x", "x", "x"),
    (r"\[ x^2 \]", {}, "pow(x, 2)", "x²", "x^{2}"),
    (
        r"\begin{aligned} z &= wx \\ L &= z^2 \end{aligned}",
        {},
        "z = mul(w, x); L = pow(z, 2)",
        "z = w·x\nL = z²",
        r"\begin{aligned} z &= w x \\ L &= z^{2} \end{aligned}",
    ),
    (
        "max(a, b, c)",
        {},
        "maximum(maximum(a, b), c)",
        "max(max(a, b), c)",
        r"\max\left(\max\left(a, b\right), c\right)",
    ),
    ("max(x)", {"x": [1, 2]}, "amax(x)", "max(x)", r"\max\left(x\right)"),
    ("clamp(x, 0, 1)", {}, "clamp(x, 0, 1)", "clamp(x, 0, 1)", r"\operatorname{clamp}\left(x, 0, 1\right)"),
    ("x = 2  # two\nx²", {}, "x = 2; pow(x, 2)", "x = 2\nx²", r"\begin{aligned} x &= 2 \\ & x^{2} \end{aligned}"),
    ("x' + x′", {}, "add(x′, x′)", "x′ + x′", "x' + x'"),
    ("W⁽¹⁾x", {}, "mul(W⁽¹⁾, x)", "W⁽¹⁾·x", "W^{(1)} x"),
    (
        "learning_rate·θ0",
        {},
        "mul(learning_rate, θ0)",
        "learning_rate·θ0",
        r"\mathrm{learning}_{\mathrm{rate}} \theta_{0}",
    ),
    ("변수+1", {}, "add(변수, 1)", "변수 + 1", r"\text{변수} + 1"),
    ("toString", {}, "toString", "toString", r"\mathrm{toString}"),
    ("__proto__", {}, "__proto__", "__proto__", r"\mathrm{\_\_proto\_\_}"),
    (
        "E + I + N + S + beta + gamma + lambda",
        {},
        "add(add(add(add(add(add(E, I), N), S), beta), gamma), lambda)",
        "E + I + N + S + beta + gamma + lambda",
        r"E + I + N + S + \beta + \gamma + \lambda",
    ),
    (r"\frac12 x", {}, "mul(div(1, 2), x)", "1/2·x", r"\frac{1}{2} x"),
    (r"\mathbf{W}\mathbf{x}", {}, "mul(W, x)", "W·x", "W x"),
    (r"\text{lr} g", {}, "mul(lr, g)", "lr·g", r"\mathrm{lr} g"),
    ("--x", {}, "neg(neg(x))", "−(−x)", r"-\left(-x\right)"),
    ("a - -b", {}, "sub(a, neg(b))", "a − (−b)", r"a - \left(-b\right)"),
    ("2·−x", {}, "mul(2, neg(x))", "2·(−x)", r"2\left(-x\right)"),
    (".5x + 1e-3", {}, "add(mul(0.5, x), 0.001)", "0.5·x + 0.001", "0.5x + 0.001"),
    ("tan(pi/2)", {}, "tan(div(3.141592653589793, 2))", "tan(π/2)", r"\tan\left(\frac{\pi}{2}\right)"),
    ("9**9**9**9", {}, "pow(9, pow(9, pow(9, 9)))", "9^(9^(9⁹))", "9^{9^{9^{9}}}"),
    ("0**-1", {}, "pow(0, neg(1))", "0⁻¹", "0^{-1}"),
    ("a/bc", {}, "div(a, mul(b, c))", "a/(b·c)", r"\frac{a}{b c}"),
    ("1/2 x", {}, "mul(div(1, 2), x)", "1/2·x", r"\frac{1}{2} x"),
    ("1/2(x+1)", {}, "mul(div(1, 2), add(x, 1))", "1/2·(x + 1)", r"\frac{1}{2} \left(x + 1\right)"),
    ("a/b*c", {}, "mul(div(a, b), c)", "a/b·c", r"\frac{a}{b} c"),
    ("-a*b", {}, "mul(neg(a), b)", "−a·b", "-a b"),
    ("-a b", {}, "neg(mul(a, b))", "−(a·b)", "-a b"),
    ("a^-1 b", {}, "mul(pow(a, neg(1)), b)", "a⁻¹·b", "a^{-1} b"),
    ("e^-x y", {}, "mul(exp(neg(x)), y)", "exp(−x)·y", "e^{-x} y"),
    ("e^x y", {}, "mul(exp(x), y)", "exp(x)·y", "e^{x} y"),
    ("e", {}, "2.718281828459045", "e", "e"),
    ("sinx", {}, "sin(x)", "sin(x)", r"\sin\left(x\right)"),
    ("Σ x²/n", {"x": [1, 2]}, "sum(div(pow(x, 2), n))", "sum(x²/n)", r"\sum \frac{x^{2}}{n}"),
]


@pytest.mark.parametrize("row", NOTATIONS, ids=[row[0] for row in NOTATIONS])
def test_a_notation_is_read(understood, row):
    source, inputs, tree, text, latex = row
    read = understood(source, inputs=inputs)
    assert read.tree == tree
    assert (read.program.reading.text, read.program.reading.latex) == (text, latex)


PUBLISHED = [  # expressions that textbooks, lectures and other tools print with their figures
    ("relu(x*2+1)", "relu(add(mul(x, 2), 1))"),
    ("(a*b + c)*f", "mul(add(mul(a, b), c), f)"),
    ("a + a", "add(a, a)"),
    ("(a*b)*(a+b)", "mul(mul(a, b), add(a, b))"),
    ("3*x**2 - 4*x + 5", "add(sub(mul(3, pow(x, 2)), mul(4, x)), 5)"),
    ("log(1 + exp(x))", "log(add(1, exp(x)))"),
    ("x / (1 + sqrt(x))", "div(x, add(1, sqrt(x)))"),
    ("log(x**2)*sin(x) + 1/x", "add(mul(log(pow(x, 2)), sin(x)), div(1, x))"),
    ("(x + y)*z", "mul(add(x, y), z)"),
    ("max(x, y)", "maximum(x, y)"),
    (
        "1/(1 + exp(-(w0*x0 + w1*x1 + w2)))",
        "div(1, add(1, exp(neg(add(add(mul(w0, x0), mul(w1, x1)), w2)))))",
    ),
    ("sin(x)*y", "mul(sin(x), y)"),
    ("sqrt(x)", "sqrt(x)"),
    ("(1 - exp(-2*x))/(1 + exp(-2*x))", "div(sub(1, exp(mul(neg(2), x))), add(1, exp(mul(neg(2), x))))"),
    ("x*c", "mul(x, c)"),
    ("(a+b)*(b+1)", "mul(add(a, b), add(b, 1))"),
    ("log(x1) + x1*x2 - sin(x2)", "sub(add(log(x1), mul(x1, x2)), sin(x2))"),
    (
        "-log(1 / (1 + exp(-(theta0 + theta1 * x1 + theta2 * x2))))",
        "neg(log(div(1, add(1, exp(neg(add(add(theta0, mul(theta1, x1)), mul(theta2, x2))))))))",
    ),
]


@pytest.mark.parametrize(("source", "tree"), PUBLISHED)
def test_published_expressions_are_read_as_python_reads_them(understood, source, tree):
    assert understood(source).tree == tree


@pytest.mark.parametrize(
    ("notations", "inputs"),
    [
        (("Q = 3a³ − b²", "Q = 3a^3 - b^2", "Q = 3*a**3 - b**2", "Q = 3·a^{3} – b²"), {}),
        (("1/(1+e^{-z})", r"\frac{1}{1+e^{-z}}", "1/(1+exp(−z))", r"\dfrac1{1+\exp(-z)}"), {}),
        (("xᵀ A x", "x^T A x", r"x^{\top} A x", "x.T @ A @ x".replace(".T", "ᵀ"), "xᵀAx"), {}),
        (("½x", r"\frac12x", "1/2 x", "(1/2)x", "1/2·x"), {}),
        (("‖x‖²", "||x||^2", r"\|x\|^2", r"\lVert x \rVert^{2}", "norm(x)²"), {}),
        (("√x + |x|", r"\sqrt{x} + \left|x\right|", "sqrt(x) + abs(x)"), {}),
        (("xy", "x y", "x·y", "x*y", r"x \cdot y", "x × y"), {"x": 1, "y": 2}),
        (("log₂ x", "log_2 x", "log2(x)", r"\log_{2} x"), {}),
    ],
)
def test_notations_of_one_thing_are_one_tree(understood, notations, inputs):
    assert len({understood(notation, inputs=inputs).tree for notation in notations}) == 1


def test_spans_point_at_what_was_written(understood):
    source = "Q = 3a³ − b²"
    value = understood(source).program.statements[0].value
    product, power = value.operands
    assert [source[slice(*node.span)] for node in (value, product, power)] == ["3a³ − b²", "3a³", "b²"]
    assert source[slice(*product.operands[1].span)] == "a³"


@pytest.mark.parametrize(
    ("source", "whole"),
    [
        ("L = (a − y)²", "(a − y)²"),
        ("-(a + b)", "-(a + b)"),
        ("2(x + 1)", "2(x + 1)"),
        ("(a + b)(c)", "(a + b)(c)"),
        ("a (b + c) + d", "a (b + c) + d"),
        ("Σ (x − 1)", "Σ (x − 1)"),
        ("(A)ᵀ", "(A)ᵀ"),
    ],
)
def test_the_span_of_an_operation_holds_its_operands_brackets(understood, source, whole):
    value = understood(source, inputs={"A": [[1, 2]]} if "A" in source else {}).program.statements[0].value
    assert source[slice(*value.span)] == whole


def test_lines_are_numbered_and_blank_lines_count(understood):
    statements = understood("a = 2\n\n# a comment\nb = a²\na b").program.statements
    assert [statement.line for statement in statements] == [1, 4, 5]
