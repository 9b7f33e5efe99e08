"""What a run does: the calls a listener is told of, names, numbers, v, notes, budgets."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch

from app.errors import LimitError, RunError, Span
from app.interpreter import expression
from app.interpreter.expression import forward, run
from app.interpreter.listener import Silent
from app.program.program import Program
from app.program.read import Request, read


def program(source: str, **beside: object) -> Program:
    return read(Request(source, "expression", **beside))


class Diary:
    """A listener that writes everything down."""

    def __init__(self) -> None:
        self.entries: list[tuple[object, ...]] = []

    def at(self, span: Span | None, line: int | None, *, reflected: bool = False) -> None:
        self.entries.append(("at", span, line, reflected))

    def bind(self, name: str, value: object) -> None:
        self.entries.append(("bind", name, value.tolist() if isinstance(value, torch.Tensor) else value))

    def literal(self, tensor: object, number: float) -> None:
        self.entries.append(("literal", tensor.tolist(), number))

    def printed(self, text: str, line: int | None) -> None:
        self.entries.append(("printed", text, line))


def test_q_as_in_the_tutorial() -> None:
    result = run(program("Q = 3a³ − b²", inputs={"a": [2, 3], "b": [6, 4]}, grad_output=[1, 1]), Silent())
    assert result.output.tolist() == [-12.0, 65.0]
    assert result.variables["a"].grad.tolist() == [36.0, 81.0]
    assert result.variables["b"].grad.tolist() == [-12.0, -8.0]
    assert result.variables["Q"] is result.output
    assert result.grad_output == [1.0, 1.0]


def test_a_listener_hears_inputs_calls_and_names_in_order() -> None:
    diary = Diary()
    run(program("t = 3a\nt − 1", inputs={"a": 2}), diary)
    assert diary.entries == [
        ("bind", "a", 2.0),
        ("at", (4, 6), 1, True),
        ("bind", "t", 6.0),
        ("at", (7, 12), 2, False),
        ("at", None, None, False),
    ]


def test_a_number_that_torch_takes_only_as_a_tensor_is_told() -> None:
    diary = Diary()
    run(program("max(0, x)", inputs={"x": 2}), diary)
    assert diary.entries[1:3] == [("literal", 0.0, 0), ("at", (0, 9), 1, False)]


@pytest.mark.parametrize(
    ("source", "reflected"),
    [("3a", True), ("a·3", False), ("2^a", True), ("1/a", True), ("max(0, a)", False), ("a·a", False)],
)
def test_reflected_means_a_plain_number_on_the_left(source: str, *, reflected: bool) -> None:
    diary = Diary()
    run(program(source, inputs={"a": 2}), diary)
    assert next(entry for entry in diary.entries if entry[0] == "at")[3] is reflected


def test_v_is_ones_unless_given_and_is_reported() -> None:
    assert run(program("a²", inputs={"a": [1, 2]}), Silent()).grad_output == [1.0, 1.0]
    assert run(program("a²", inputs={"a": 3}), Silent()).grad_output == 1.0
    result = run(program("a²", inputs={"a": [1, 2]}, grad_output=[10, 0]), Silent())
    assert result.variables["a"].grad.tolist() == [20.0, 0.0]


def test_frozen_inputs_get_no_gradient() -> None:
    variables = run(program("a·b", inputs={"a": 2, "b": 5}, frozen=("b",)), Silent()).variables
    assert variables["a"].grad.item() == 5.0
    assert variables["b"].grad is None


@pytest.mark.parametrize("beside", [{"source": "a²", "inputs": {"a": 2}, "frozen": ("a",)}, {"source": "y = 2 + 3"}])
def test_nothing_to_differentiate(beside: dict[str, object]) -> None:
    result = run(program(**beside), Silent())
    assert not result.differentiated
    assert [note.code for note in result.notes] == ["nothing-to-differentiate"]


def test_an_input_alone_is_an_output() -> None:
    assert run(program("a", inputs={"a": [1, 2]}), Silent()).variables["a"].grad.tolist() == [1.0, 1.0]


def test_forward_does_not_differentiate() -> None:
    result = forward(program("a²", inputs={"a": 3}), Silent())
    assert not result.differentiated
    assert result.variables["a"].grad is None


def test_applications_are_the_torch_calls_in_order() -> None:
    result = run(program("Q = 3a³ − b²", inputs={"a": 2, "b": 1}), Silent())
    assert [application.node.operation for application in result.applications] == ["pow", "mul", "pow", "sub"]
    assert result.applications[1].operands == (3, result.applications[0].value)


def test_float32() -> None:
    result = run(program("a/3", inputs={"a": 1}, dtype="float32"), Silent())
    assert result.output.dtype == torch.float32


def test_constants_are_folded_without_torch_and_commented_on() -> None:
    source = "a·(1/0)"
    result = run(program(source, inputs={"a": 2}), Silent())
    assert result.output.item() == math.inf
    (note,) = result.notes
    assert note.code == "division-by-zero"
    assert source[note.span.start : note.span.end].strip("()") == "1/0"
    assert [application.node.operation for application in result.applications] == ["mul"]


def test_a_tower_of_powers_is_infinity_at_once() -> None:
    result = run(program("x + 9^9^9^9", inputs={"x": 1}), Silent())
    assert result.output.item() == math.inf


def test_a_slope_must_be_a_number() -> None:
    with pytest.raises(RunError) as raised:
        run(program("leaky_relu(x, s)", inputs={"x": 1, "s": 0.1}), Silent())
    assert raised.value.code == "slope-not-a-number"
    assert raised.value.span == (14, 15)


def test_all_results_together_have_a_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expression, "MAX_ELEMENTS", 30)
    asked = program("outer(a, a) + outer(a, a)", inputs={"a": [1, 2, 3, 4]})
    with pytest.raises(LimitError) as raised:
        run(asked, Silent())
    assert raised.value.code == "limit-total-elements"


def test_operations_have_a_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expression, "MAX_OPERATIONS", 3)
    with pytest.raises(LimitError) as raised:
        run(program("a + a + a + a + a", inputs={"a": 1}), Silent())
    assert raised.value.code == "limit-operations"


def test_what_torch_refuses_keeps_its_place_and_torchs_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory\nframe #0: …")

    monkeypatch.setitem(expression.FUNCTIONS, "matmul", refuse)
    diary = Diary()
    with pytest.raises(RunError) as raised:
        run(program("A @ x", inputs={"A": [[1, 2], [3, 4]], "x": [1, 2]}), diary)
    assert raised.value.code == "torch-refused"
    assert raised.value.facts["torch"] == "DefaultCPUAllocator: can't allocate memory"
    assert raised.value.span == (0, 5)
    assert diary.entries[-1] == ("at", (0, 5), 1, False)


def test_ten_thousand_levels_do_not_exhaust_the_stack() -> None:
    shallow = program("a + 1", inputs={"a": 0})
    tree = shallow.statements[0].value
    for _ in range(9_999):
        tree = replace(tree, operands=(tree, tree.operands[1]))
    deep = replace(shallow, statements=(replace(shallow.statements[0], value=tree),))
    assert forward(deep, Silent()).output.item() == 10_000.0
