"""Inputs: what is refused and where, what becomes of the missing, the unused and the frozen."""

import math

import pytest

from app.errors import InputError, LimitError


@pytest.mark.parametrize(
    ("value", "code", "path"),
    [
        (True, "input-not-a-number", "a"),
        ("2", "input-not-a-number", "a"),
        ([1, "x"], "input-not-a-number", "a[1]"),
        ([1, None], "input-not-a-number", "a[1]"),
        ({"x": 1}, "input-not-a-number", "a"),
        ([], "input-empty", "a"),
        ([[1, 2], [3]], "input-ragged", "a[1]"),
        ([[1, 2], 3], "input-ragged", "a[1]"),
        ([1, [2]], "input-ragged", "a[1]"),
        ([[[1]], [[2, 3]]], "input-ragged", "a[1][0]"),
        (math.nan, "input-not-finite", "a"),
        ([[0, math.inf]], "input-not-finite", "a[0][1]"),
        (10**400, "input-not-finite", "a"),
    ],
)
def test_a_wrong_value_is_refused_with_its_path(refused, value, code, path):
    error = refused("b + a", inputs={"a": value})
    assert isinstance(error, InputError)
    assert (error.code, error.facts["path"], error.span) == (code, path, (4, 5))


@pytest.mark.parametrize(
    ("value", "code"), [([[[[[1]]]]], "limit-input-nesting"), ([[0] * 300] * 300, "limit-input-elements")]
)
def test_inputs_are_bounded(refused, value, code):
    error = refused("a", inputs={"a": value})
    assert isinstance(error, LimitError)
    assert error.code == code


def test_inputs_stand_in_order_of_first_appearance(understood):
    program = understood("y = c b\ny + a", inputs={"a": 1, "c": [1, 2]}).program
    assert list(program.inputs.items()) == [("c", [1, 2]), ("b", 3), ("a", 1)]
    assert program.defaulted == {"b"}


@pytest.mark.parametrize(
    ("source", "inputs"),
    [
        ("a + b·c", {"a": 2, "b": 3, "c": 4}),
        ("‖Wx − y‖²", {"W": [[2, 1], [2, 3]], "x": [3, 4], "y": [4, 5]}),
        ("xᵀ A x", {"x": [2, 3], "A": [[3, 1], [2, 4]]}),
        ("½‖y − t‖² + λ‖w‖²", {"y": [2, 3], "t": [3, 4], "λ": 4, "w": [5, 6]}),
        ("1/n Σ (y − ŷ)²", {"n": 2, "y": [3, 4], "ŷ": [4, 5]}),
        ("tr(A) det(B)", {"A": [[2, 1], [2, 3]], "B": [[3, 1], [2, 4]]}),
        ("W x + b", {"W": 2, "x": 3, "b": 4}),
        ("θᵀ x", {"θ": [2, 3], "x": [3, 4]}),
    ],
)
def test_documented_defaults(understood, source, inputs):
    program = understood(source).program
    assert program.inputs == inputs
    assert program.defaulted == set(inputs)


def test_a_capital_before_a_small_letter_is_a_matrix_among_vectors(understood):
    assert understood("softmax(Wx + b)").program.inputs == {"W": [[2, 1], [2, 3]], "x": [3, 4], "b": [4, 5]}
    assert understood("mean(wx)").program.inputs == {"w": [2, 3], "x": [3, 4]}


def test_null_asks_for_the_default(understood):
    assert understood("a", inputs={"a": None}).program.defaulted == {"a"}


def test_an_unused_input_is_left_out_and_said(understood):
    read = understood("a", inputs={"a": 1, "b": "nonsense"})
    assert read.program.inputs == {"a": 1}
    assert read.notes == ["input-unused"]


def test_an_assigned_name_needs_no_input(understood):
    read = understood("a = 2\na b", inputs={"a": 5, "b": 1})
    assert (read.program.inputs, read.notes) == ({"b": 1}, ["input-assigned"])


def test_one_input_in_two_spellings_is_refused(refused):
    assert refused("x_1", inputs={"x_1": 1, "x₁": 2}).code == "input-twice"


def test_frozen_names_must_exist(understood, refused):
    assert understood("a b", frozen=("b",)).program.frozen == {"b"}
    assert understood("a", inputs={"b": 1}, frozen=("b",)).program.frozen == frozenset()
    error = refused("a b", frozen=("c",))
    assert (error.code, error.facts) == ("unknown-frozen", {"name": "c", "names": "a, b"})


@pytest.mark.parametrize(
    ("source", "inputs", "v"), [("a", {"a": 1}, 2.0), ("2a", {"a": [1, 2]}, [1, 0]), ("Σ a", {"a": [1, 2]}, 1)]
)
def test_v_fits_the_output(understood, source, inputs, v):
    assert understood(source, inputs=inputs, grad_output=v).program.grad_output == v


def test_a_v_of_another_shape_is_refused(refused):
    error = refused("2a", inputs={"a": [1, 2]}, grad_output=[1])
    assert (error.code, error.facts) == ("grad-output-shape", {"found": "(1,)", "expected": "(2,)"})
    assert refused("a", grad_output=[True]).facts["path"] == "grad_output[0]"


def test_settings_are_carried_along(understood):
    program = understood("a", dtype="float32", seed=7).program
    assert (program.dtype, program.seed, program.language, program.source) == ("float32", 7, "expression", "a")
