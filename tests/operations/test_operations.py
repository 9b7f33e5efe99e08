"""Rows are complete, their edges read as the brief shows them, and their rules are true."""

from __future__ import annotations

import itertools
import json

import pytest

from app.interpreter.expression import forward, run
from app.interpreter.listener import Silent
from app.operations import EXPRESSIBLE, FAMILIES, ROWS, describe, row_of
from app.operations.notation import name_latex, number_latex, number_text
from app.program.read import Request, read
from app.words import languages

EXPECTED = (
    "add sub mul div neg pow exp log log2 log10 sqrt abs sign sin cos tan asin acos atan sinh cosh tanh sigmoid relu "
    "leaky_relu softplus gelu silu erf softmax log_softmax logsumexp maximum minimum clamp amax amin sum mean var std "
    "norm prod matmul dot outer transpose trace det mse"
)


def test_every_function_of_the_language_has_one_row() -> None:
    assert set(EXPECTED.split()) == EXPRESSIBLE


def test_every_name_belongs_to_one_row() -> None:
    names = [name for family in FAMILIES for row in family.ROWS for name in (row.key, *row.also)]
    assert len(names) == len(set(names))


def test_kin_and_operations_in_place_have_a_row() -> None:
    assert row_of("flatten") is row_of("squeeze_") is ROWS["reshape"]
    assert row_of("add_") is ROWS["add"]
    assert row_of("copy_") is ROWS["copy_"]
    assert row_of("nobody_knows") is None


@pytest.mark.parametrize("key", ROWS)
def test_a_row_is_whole(key: str) -> None:
    row = ROWS[key]
    assert row.key == key
    assert len(row.rules) == (0 if row.form == "none" else len(row.slots))
    assert row.elementwise == (row.form == "derivative")
    for lang in languages():
        noun, sentence = row.words(lang)
        assert noun
        assert sentence.endswith(".")
    assert row.source


@pytest.mark.parametrize("lang", languages())
def test_rows_as_json(lang: str) -> None:
    rows = describe(lang)
    assert json.loads(json.dumps(rows)) == rows
    assert [row["key"] for row in rows] == list(ROWS)
    assert all("$" not in str(row["latex"]) + json.dumps(row["rules"]) for row in rows)


@pytest.mark.parametrize(
    ("key", "slot", "names", "constants", "formula"),
    [
        ("pow", 0, ["a", "3"], [None, 3], ("3·a²", "3a^{2}")),
        ("pow", 0, ["b", "2"], [None, 2], ("2·b", "2b")),
        ("pow", 0, ["x", "1"], [None, 1], ("1", "1")),
        ("pow", 0, ["x", "0"], [None, 0], ("0", "0")),
        ("pow", 0, ["x", "-1"], [None, -1], ("−x⁻²", "-x^{-2}")),
        ("pow", 0, ["x", "0.5"], [None, 0.5], ("0.5·x^(−0.5)", "0.5x^{-0.5}")),
        ("pow", 0, ["x", "inf"], [None, float("inf")], ("∞·x^(∞)", r"\infty x^{\infty }")),
        ("pow", 1, ["2", "t₁"], [2, None], ("2^t₁·ln(2)", r"2^{t_{1}} \ln(2)")),
        ("pow", 1, ["x", "n"], [None, None], ("x^n·ln(x)", r"{x}^{n} \ln(x)")),
        ("mul", 1, ["3", "t₁"], [3, None], ("3", "3")),
        ("mul", 0, ["t₁", "-2"], [None, -2], ("−2", "-2")),
        ("sub", 1, ["t₂", "t₃"], [None, None], ("−1", "-1")),
        ("div", 0, ["x_1", "-2"], [None, -2.0], ("−1/2", r"-\frac{1}{2}")),
        ("div", 1, ["-1", "x_1"], [-1, None], ("1/x_1²", r"\frac{1}{x_{1}^{2}}")),
        ("sigmoid", 0, ["ŷ"], [None], ("σ(ŷ)·(1 − σ(ŷ))", r"\sigma(\hat{y})\,(1 - \sigma(\hat{y}))")),
        ("leaky_relu", 0, ["x"], [None], ("[x > 0] + 0.01·[x ≤ 0]", r"[x > 0] + 0.01\,[x \le 0]")),
        ("maximum", 1, ["0", "x"], [0, None], ("[x > 0] + ½·[x = 0]", r"[x > 0] + \tfrac{1}{2}[x = 0]")),
    ],
)  # fmt: skip
def test_an_edge_in_its_own_names(
    key: str, slot: int, names: list[str], constants: list[float | None], formula: tuple[str, str]
) -> None:
    assert ROWS[key].local(slot, names, constants) == formula


def test_where_an_operand_was_left_out_the_formula_that_speaks_of_it_is_too() -> None:
    assert ROWS["clamp"].local(0, ["x", "0"], [None, 0]) is None
    assert ROWS["linear"].local(0, ["x", "w"], [None, None]) == ("ȳ·w", r"\bar{y}\,w")
    assert ROWS["batch_norm"].local(0, ["x"], [None]) is None


def test_one_rule_for_any_number_of_operands() -> None:
    assert ROWS["cat"].local(4, ["a", "b", "c", "d", "e"], [None] * 5) == ROWS["cat"].local(0, ["a"], [None])


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("x", "x"),
        ("t₁₂", "t_{12}"),
        ("x_1", "x_{1}"),
        ("w_in", r"w_{\mathrm{in}}"),
        ("θ0", r"\theta_{0}"),
        ("theta0", r"\theta_{0}"),
        ("ŷ", r"\hat{y}"),
        ("x̂", r"\hat{x}"),
        ("x̄_1", r"\bar{x}_{1}"),
        ("loss", r"\mathrm{loss}"),
        ("손실", r"\text{손실}"),
        ("f'", "f'"),
        ("__proto__", r"\mathrm{\_\_proto\_\_}"),
        ("}\\", r"\mathrm{\}\backslash }"),
        ("ε", r"\varepsilon"),
        ("epsilon", r"\varepsilon"),
        ("W⁽¹²⁾", "W^{(12)}"),
        ("v⃗", r"\vec{v}"),
        ("θ̂₁", r"\hat{\theta}_{1}"),
        ("x0_1", "x_{0,1}"),
        ("xᵢⱼ", r"x_{\mathrm{ij}}"),
        ("y_1′", "y_{1}'"),
    ],
)
def test_names(name: str, latex: str) -> None:
    assert name_latex(name) == latex


@pytest.mark.parametrize(
    ("number", "text", "latex"),
    [
        (3, "3", "3"),
        (-2.0, "−2", "-2"),
        (1e-05, "1·10⁻⁵", r"1 \cdot 10^{-5}"),
        (float("-inf"), "−∞", r"-\infty "),
        (float("nan"), "NaN", r"\mathrm{NaN}"),
        (0.1, "0.1", "0.1"),
    ],
)
def test_numbers(number: float, text: str, latex: str) -> None:
    assert (number_text(number), number_latex(number)) == (text, latex)


# Rules are written in the notation that Tapedeck reads, so they can be carried out and held against autograd;
# those with [ ] or Φ stand here in other words.
READABLE = [
    key for key, row in ROWS.items() if key in EXPRESSIBLE and row.elementwise and key not in {"clamp", "leaky_relu"}
]
OTHER_WORDS = {
    ("gelu", 0): "(1 + erf(u/sqrt(2)))/2 + u·exp(−u²/2)/sqrt(2·π)",
    ("relu", 0): "(1 + sign(u))/2",
    ("maximum", 0): "(1 + sign(u − v))/2",
    ("maximum", 1): "(1 + sign(v − u))/2",
    ("minimum", 0): "(1 + sign(v − u))/2",
    ("minimum", 1): "(1 + sign(u − v))/2",
}
APPLIED = {"add": "u + v", "sub": "u − v", "mul": "u·v", "div": "u/v", "pow": "u^v", "neg": "−u"}


@pytest.mark.parametrize("key", READABLE)
def test_a_rule_is_the_derivative(key: str) -> None:
    row = ROWS[key]
    slots = ["u", "v"][: len(row.slots)]
    source = APPLIED.get(key, f"{key}({', '.join(slots)})")
    for point in itertools.product((0.3, 0.7), repeat=len(slots)):
        inputs = dict(zip(slots, point, strict=True))
        leaves = run(read(Request(source, "expression", inputs)), Silent()).variables
        for slot, name in enumerate(slots):
            formula = row.local(slot, slots, [None] * len(slots))
            assert formula is not None
            text = OTHER_WORDS.get((key, slot), formula.text)
            used = {other: inputs[other] for other in slots if other in text}
            derivative = forward(read(Request(text, "expression", used, frozen=tuple(used))), Silent()).output
            assert float(derivative) == pytest.approx(leaves[name].grad.item(), rel=1e-12, abs=1e-15), text
