"""What words are: one name, a product of names, a function, a constant."""

import pytest

from app.program.names import canonical


@pytest.mark.parametrize(
    ("source", "inputs", "tree", "notes"),
    [
        ("xy", {}, "mul(x, y)", ["product-split"]),
        ("xy", {"xy": 2}, "xy", []),
        ("xyz", {}, "xyz", ["one-name"]),
        ("xyz", {"x": 1, "y": 2, "z": 3}, "mul(mul(x, y), z)", ["product-split"]),
        ("lrg", {"lr": 1, "g": 2}, "mul(lr, g)", ["product-split"]),
        ("wx1", {}, "mul(w, x1)", ["product-split"]),
        ("w0x0", {}, "mul(w0, x0)", ["product-split"]),
        ("αβ", {}, "mul(α, β)", ["product-split"]),
        ("가나", {}, "가나", []),
        ("3변수", {}, "mul(3, 변수)", []),
        ("Δx", {}, "Δx", []),
        ("dl_dw", {}, "dl_dw", []),
        ("W_1x", {}, "mul(W_1, x)", ["product-split"]),
        ("lnx", {}, "log(x)", ["product-split"]),
        ("cosθ", {}, "cos(θ)", ["product-split"]),
        ("cost", {}, "cost", ["one-name"]),
        ("logits", {}, "logits", ["one-name"]),
        ("log2x", {}, "log2(x)", []),
        ("sin", {"sin": 2}, "sin", []),
        ("f(x + 1)", {}, "mul(f, add(x, 1))", []),
        ("beta(x + 1)", {}, "mul(beta, add(x, 1))", []),
        ("e^x", {"e": 2}, "pow(e, x)", []),
        ("e x", {}, "mul(2.718281828459045, x)", ["euler-number"]),
        ("π", {"π": 3}, "π", []),
        ("σ(x)", {"σ": 2}, "mul(σ, x)", []),
        ("σ(x) + σ", {}, "add(mul(σ, x), σ)", []),
        ("x^T", {"T": 3}, "pow(x, T)", []),
        ("x^T + T", {}, "add(pow(x, T), T)", []),
        (r"\text{lr} + lr", {}, "add(lr, lr)", []),
        ("T = 2\nx^T", {}, "T = 2; pow(x, T)", []),
        ("xy = 2\nxy + x", {}, "xy = 2; add(xy, x)", []),
    ],
)
def test_words(understood, source, inputs, tree, notes):
    read = understood(source, inputs=inputs)
    assert read.tree == tree
    assert read.notes == notes


@pytest.mark.parametrize(
    "spellings",
    [("x₁", "x_1", "x_{1}"), ("θ", "theta", r"\theta"), ("theta0", "θ0"), ("ŷ", "y\u0302"), ("x'", "x′"), ("μ", "µ")],
)
def test_spellings_of_one_name(spellings):
    assert len(set(map(canonical, spellings))) == 1


def test_a_given_input_lends_its_spelling(understood):
    assert list(understood("x_1 + x_2", inputs={"x₁": 5}).program.inputs) == ["x₁", "x_2"]


def test_decomposed_hangul_and_hats_are_the_same_names(understood):
    assert understood("\u1100\u1161 + 가").tree == "add(가, 가)"


def test_no_letter_is_a_function_of_sympy(understood):
    assert list(understood("E + I + N + S + O + Q").program.inputs) == list("EINSOQ")
