"""Three gradients side by side: what is shown, what is hidden and why, and what is said at kinks."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from typing import Any

import pytest
import torch

from app.certificate import certify, kinks
from app.certificate.certify import STEP
from app.certificate.finite import finite_difference
from app.certificate.symbolic import Symbolic, symbolic
from app.interpreter.expression import run
from app.interpreter.listener import Silent
from app.program.read import Request, read
from app.words import languages
from tests.oracle.generate import expressions

M = [[1, 2], [3, 4]]


def certificate(source: str, lang: str = "en", **beside: Any) -> dict[str, Any]:
    return certify(read(Request(source, "expression", **beside)), lang)


def test_q() -> None:
    answer = certificate("Q = 3a³ − b²", inputs={"a": [2, 3], "b": [6, 4]})
    assert answer["inputs"]["a"]["symbolic"] == {"latex": "9 a^{2}", "text": "9·a²", "value": [36.0, 81.0]}
    assert answer["inputs"]["b"]["symbolic"] == {"latex": "-2 b", "text": "−2·b", "value": [-12.0, -8.0]}
    assert answer["inputs"]["a"]["autograd"] == [36.0, 81.0]
    assert answer["inputs"]["a"]["finite_difference"] == pytest.approx([36.0, 81.0], rel=1e-9)
    assert answer["inputs"]["a"]["h"] == STEP
    assert 0 < answer["largest_disagreement"] < 1e-9
    assert answer["notes"] == []
    assert answer["inputs"]["a"]["hidden"] is None


@pytest.mark.parametrize(
    ("source", "inputs", "formulas"),
    [
        ("xᵀ A x", {"x": [1, 2], "A": M}, {"x": "A @ x + Aᵀ @ x", "A": "x @ xᵀ"}),
        (
            "‖W x − y‖²",
            {"W": M, "x": [1, -1], "y": [1, 2]},
            {"W": "2·(W @ x − y) @ xᵀ", "x": "2·Wᵀ @ (W @ x − y)", "y": "2·(y − W @ x)"},
        ),
        ("σ(w x + b)", {"w": 2, "x": -1, "b": 0.5}, {"b": "(1 − σ(b + w·x))·σ(b + w·x)"}),
        ("½(y − t)²", {"y": 1, "t": 3}, {"y": "y − t", "t": "t − y"}),
        ("−Σ y log p", {"y": [0, 1], "p": [0.3, 0.7]}, {"p": "−y/p"}),
        ("mean((w x + b − y)²)", {"w": 2, "x": [1, 2, 3], "b": 1, "y": [1, 2, 3]}, {"x": "2·w·(b + w·x − y)/3"}),
        ("det(A)", {"A": M}, {"A": "det(A)·A⁻ᵀ"}),
        ("tr(A B)", {"A": M, "B": M}, {"A": "Bᵀ"}),
        ("softmax(x)", {"x": [1, 2]}, {"x": "softmax(x)·(1 − Σ softmax(x))"}),
        ("√x + sin²x", {"x": 2}, {"x": "2·sin(x)·cos(x) + 1/(2·√x)"}),
        ("e^x/y", {"x": 2, "y": 3}, {"x": "e^x/y", "y": "−e^x/y²"}),
        ("max(x, 0)", {"x": 2}, {"x": "[x = 0]/2 + [x > 0]"}),
        ("(10^99)^x", {"x": 2}, {"x": "227.95592420641051·(1·10⁹⁹)^x"}),
        ("(x^3)^(1/3)", {"x": 2}, {"x": "(x³)^0.3333333333333333/x"}),
        ("t = 2x\nt·t", {"x": 3}, {"x": "8·x"}),
    ],
)  # fmt: skip
def test_formulas(source: str, inputs: dict[str, Any], formulas: dict[str, str]) -> None:
    answer = certificate(source, inputs=inputs)
    shown = {name: entry["symbolic"]["text"] for name, entry in answer["inputs"].items()}
    assert shown | formulas == shown


def test_another_v_than_ones_stands_in_the_formula() -> None:
    answer = certificate("a²", inputs={"a": [2, 3]}, grad_output=[10, 0])
    assert answer["inputs"]["a"]["symbolic"] == {"latex": r"2 \bar{y} a", "text": "2·ȳ·a", "value": [40.0, 0.0]}


@pytest.mark.parametrize(
    ("source", "inputs", "code"),
    [
        ("x/(1 + sqrt(x))", {"x": 0}, "symbolic-disagrees"),
        ("x·(1/0)", {"x": 1}, "symbolic-not-finite"),
        ("sqrt(-x²)", {"x": 1}, "symbolic-not-real"),
        ("(3x)^(10^9)", {"x": 0.1}, "symbolic-too-long"),
        ("((3x)^90)^90", {"x": 0.1}, "symbolic-too-long"),
        ("amax(x)", {"x": [1, 2]}, "symbolic-no-formula"),
        ("sum(A·x)", {"x": [1, 2], "A": M}, "symbolic-broadcast"),
        ("A σ(A x)", {"x": [1, 2], "A": M}, "symbolic-mixed"),
        ("det(A)", {"A": [[1, 2], [2, 4]]}, "symbolic-not-finite"),
        ("det(x/x)", {"x": [[1, 2], [2, 4]]}, "symbolic-not-finite"),
        ("t = " + "+".join(["x"] * 90) + "\nt·t·t", {"x": 1}, "symbolic-too-long"),
        ("gelu(" * 40 + "x" + ")" * 40, {"x": 1}, "symbolic-too-long"),  # 2⁴⁰ nodes, written out
        ("softmax(" * 30 + "x" + ")" * 30, {"x": [1, 2]}, "symbolic-too-long"),
        ("silu(sum(" * 30 + "x" + "))" * 30, {"x": 1}, "symbolic-too-long"),
    ],
)  # fmt: skip
def test_what_is_hidden_has_a_reason(source: str, inputs: dict[str, Any], code: str) -> None:
    entry = certificate(source, inputs=inputs)["inputs"]["x" if "x" in inputs else "A"]
    assert entry["symbolic"] is None
    assert entry["hidden"]["code"] == code
    assert entry["hidden"]["message"]


@pytest.mark.parametrize(
    ("source", "inputs", "code", "autograd"),
    [
        ("relu(x)", {"x": 0}, "kink-relu", 0.0),
        ("leaky_relu(x)", {"x": 0}, "kink-leaky-relu", 0.01),
        ("|x|", {"x": 0}, "kink-abs", 0.0),
        ("sign(x)", {"x": 0}, "kink-sign", 0.0),
        ("√x", {"x": 0}, "kink-sqrt", "Infinity"),
        ("log(x)", {"x": 0}, "kink-log", "Infinity"),
        ("log(x)", {"x": -2}, "kink-log", -0.5),
        ("asin(x)", {"x": 1}, "kink-arc", "Infinity"),
        ("x^0", {"x": 0}, "kink-power", 0.0),
        ("max(x, 0)", {"x": 0}, "kink-tie", 0.5),
        ("clamp(x, 0, 1)", {"x": 1}, "kink-clamp", 1.0),
        ("amax(x)", {"x": [2, 2]}, "kink-extreme", [0.5, 0.5]),
        ("amin(x)", {"x": [2, 2]}, "kink-extreme", [0.5, 0.5]),
        ("‖x‖", {"x": [0, 0]}, "kink-norm", [0.0, 0.0]),
        ("std(x)", {"x": [1, 1]}, "kink-std", [0.0, 0.0]),
        ("det(x)", {"x": [[1, 2], [2, 4]]}, "kink-det", [[0.0, 0.0], [0.0, 0.0]]),
    ],
)  # fmt: skip
def test_kinks_are_explained(source: str, inputs: dict[str, Any], code: str, autograd: Any) -> None:
    for lang in languages():
        entry = certificate(source, lang, inputs=inputs)["inputs"]["x"]
        assert [kink["code"] for kink in entry["kinks"]] == [code]
        assert entry["kinks"][0]["message"].endswith(".")
        assert entry["autograd"] == autograd
    away = {"x": 0.5 if not isinstance(inputs["x"], list) else [[1, 2], [3, 4]] if "det" in source else [1, 2]}
    assert certificate(source, inputs=away)["inputs"]["x"]["kinks"] == []


def test_a_kink_is_said_of_the_inputs_that_go_through_it() -> None:
    answer = certificate("relu(x) + y²", inputs={"x": 0, "y": 1})
    assert answer["inputs"]["y"]["kinks"] == []
    assert len(answer["inputs"]["x"]["kinks"]) == 1


def test_a_kink_within_the_step_is_said() -> None:
    entry = certificate("|x|", inputs={"x": 1e-6})["inputs"]["x"]
    assert entry["autograd"] == 1.0
    assert entry["finite_difference"] < 0.5
    assert [kink["code"] for kink in entry["kinks"]] == ["kink-near"]


def test_an_output_that_is_no_number_cannot_be_measured() -> None:
    answer = certificate("sqrt(x)", inputs={"x": -1})
    assert [note["code"] for note in answer["notes"]] == ["output-not-finite"]
    assert answer["inputs"]["x"]["kinks"] == []


def test_a_part_that_SymPy_finds_constant_keeps_its_shape() -> None:  # noqa: N802
    answer = certificate("sum(x/x) + sum(x)", inputs={"x": [1, 2, 3]})
    assert answer["inputs"]["x"]["symbolic"]["value"] == [1.0, 1.0, 1.0]


def test_no_gradient_no_kink() -> None:
    program = read(Request("relu(x)·y", "expression", {"x": 0, "y": 1}, frozen=("x",)))
    assert kinks(program, run(program, Silent())) == []


def test_a_kink_has_its_place() -> None:
    program = read(Request("1 + |x|", "expression", {"x": 0}))
    (kink,) = kinks(program, run(program, Silent()))
    assert kink.note.span == (4, 7)


def test_frozen_inputs_are_left_out_and_nothing_live_is_said() -> None:
    assert set(certificate("a·b", inputs={"a": 1, "b": 2}, frozen=("b",))["inputs"]) == {"a"}
    answer = certificate("a·b", inputs={"a": 1, "b": 2}, frozen=("a", "b"))
    assert answer["inputs"] == {}
    assert answer["largest_disagreement"] is None
    assert [note["code"] for note in answer["notes"]] == ["nothing-to-differentiate"]


def test_an_input_that_the_output_does_not_reach_has_zeros() -> None:
    answer = certificate("t = 2a\nb²", inputs={"a": [1, 2], "b": 3})
    assert answer["inputs"]["a"]["autograd"] == [0.0, 0.0]
    assert answer["inputs"]["a"]["symbolic"]["text"] == "0"
    assert answer["inputs"]["a"]["finite_difference"] == [0.0, 0.0]


def test_large_inputs_are_not_moved_and_it_is_said() -> None:
    answer = certificate("sum(x²)", inputs={"x": [float(i) for i in range(257)]})
    assert answer["inputs"]["x"]["finite_difference"] is None
    assert [note["code"] for note in answer["notes"]] == ["finite-difference-too-many"]
    assert answer["inputs"]["x"]["disagreement"] == 0.0


def test_what_can_be_compared_with_nothing_has_no_disagreement() -> None:
    answer = certificate("amax(x)", inputs={"x": [float(i) for i in range(257)]})
    assert answer["inputs"]["x"]["symbolic"] is None
    assert answer["inputs"]["x"]["finite_difference"] is None
    assert answer["inputs"]["x"]["disagreement"] is None
    assert answer["largest_disagreement"] is None


def test_measuring_ends_where_it_would_take_too_long_and_it_is_said() -> None:
    inputs = {f"x_{i}": [1.0] * 256 for i in range(20)}
    for lang in languages():
        answer = certificate("tanh(" * 20 + " + ".join(inputs) + ")" * 20, lang, inputs=inputs)
        measured = [entry["finite_difference"] is not None for entry in answer["inputs"].values()]
        assert measured == sorted(measured, reverse=True)
        assert 0 < sum(measured) < len(inputs)
        assert {note["code"] for note in answer["notes"]} == {"finite-difference-too-long"}
        assert len(answer["notes"]) == len(inputs) - sum(measured)


def test_float32_is_measured_in_float64() -> None:
    answer = certificate("sin(x)", inputs={"x": 1}, dtype="float32")
    assert answer["inputs"]["x"]["finite_difference"] == pytest.approx(math.cos(1), rel=1e-9)
    assert 1e-9 < answer["largest_disagreement"] < 1e-6


def test_disagreement_with_infinity_is_not_a_number() -> None:
    answer = certificate("√x", inputs={"x": 0})
    assert answer["inputs"]["x"]["disagreement"] == "NaN"
    assert answer["largest_disagreement"] == "NaN"
    json.dumps(answer, allow_nan=False)


def test_generated_expressions_agree_three_ways() -> None:
    shown = 0
    total = 0
    for case in expressions(300, 77):
        program = read(Request(case.source, "expression", case.inputs, case.frozen, case.grad_output))
        result = run(program, Silent())
        smooth = not kinks(program, result) and bool(result.output.isfinite().all())
        for name, formula in symbolic(program, result.grad_output).items():
            grad = result.variables[name].grad
            total += 1
            if not isinstance(formula, Symbolic) or grad is None or not smooth or not bool(grad.isfinite().all()):
                continue
            shown += 1
            torch.testing.assert_close(
                formula.value, grad, rtol=1e-7, atol=1e-7, msg=f"{case.source} {case.inputs} {name} {formula}"
            )
            measured = torch.tensor(finite_difference(program, name, result.grad_output), dtype=torch.float64)
            torch.testing.assert_close(measured, grad, rtol=1e-4, atol=1e-4, msg=f"{case.source} {case.inputs} {name}")
    assert shown > total / 3  # random trees are rarely readable; those that are must be right


def test_sympy_waits_for_the_first_certificate() -> None:
    script = "import sys, app.certificate; sys.exit('app.certificate.symbolic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
