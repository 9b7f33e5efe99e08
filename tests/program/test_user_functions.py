"""Functions that a text defines: inlined where they are called; literal operands become inputs."""

DEFINITION = "f(x, y) = x²y + sin(xy)\n"


def test_a_definition_alone_takes_defaults(understood):
    read = understood(DEFINITION)
    assert read.tree == "f = add(mul(pow(x, 2), y), sin(mul(x, y)))"
    assert read.program.inputs == {"x": 2, "y": 3}
    assert read.program.defaulted == {"x", "y"}


def test_literal_operands_become_inputs_and_are_reported(understood):
    read = understood(DEFINITION + "f(2, −½)")
    assert read.program.inputs == {"x": 2, "y": -0.5}
    assert read.program.defaulted == frozenset()
    assert read.notes.count("argument-input") == 2


def test_the_text_decides_over_a_given_value(understood):
    read = understood(DEFINITION + "f(2, 3)", inputs={"x": 9})
    assert read.program.inputs["x"] == 2
    assert "input-fixed" in read.notes


def test_names_and_numbers_are_put_in_place(understood):
    assert understood("f(x) = x² + x\ng = f(a) + 1").tree == "g = add(add(pow(a, 2), a), 1)"


def test_a_computed_operand_is_computed_once(understood):
    assert understood("f(x) = x² + x\nf(sin a)").tree == "x = sin(a); add(pow(x, 2), x)"
    assert understood("f(x) = x²\nf(sin a)").tree == "pow(sin(a), 2)"


def test_a_parameter_hides_a_name_outside(understood):
    assert understood("x = 3\nf(x) = x² + x\nf(2x)").tree == "x = 3; f.x = mul(2, x); add(pow(f.x, 2), f.x)"


def test_literals_stay_numbers_where_the_name_is_taken(understood):
    assert understood("f(x) = x²\nf(2) + f(3)").tree == "add(pow(2, 2), pow(3, 2))"


def test_functions_call_functions(understood):
    assert understood("s(z) = 1/(1 + e^{−z})\nn(w, x) = s(wx)\nn(a, b)").tree == ("div(1, add(1, exp(neg(mul(a, b)))))")


def test_a_function_sees_inputs_and_earlier_lines(understood):
    assert understood("c = 2\nf(x) = c x + b\nf(a)").tree == "c = 2; add(mul(c, a), b)"


def test_the_meaning_of_a_product_is_found_at_each_call(understood):
    inputs = {"A": [[1, 2], [3, 4]], "u": [1, 2], "s": 2}
    read = understood("f(M, v) = M v\np = f(A, u)\nf(s, u)", inputs=inputs)
    assert read.tree == "p = matmul(A, u); mul(s, u)"


def test_a_users_function_hides_a_built_in_one(understood):
    assert understood("sigmoid(z) = z²\nsigmoid(a)").tree == "pow(a, 2)"
