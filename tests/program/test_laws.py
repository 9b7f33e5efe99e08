"""Laws: whatever is typed is read or refused with a place; a reading reads again as the same tree."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.errors import AuthorError
from app.program.program import Program
from app.program.read import Request, read
from app.program.tree import Apply, Name, Number

PIECES = st.sampled_from(
    [
        *("x", "y", "ab", "ŷ", "x_1", "x₁", "y_i", "loss", "변수", "T", "e", "π", "2", "0.5", "3e2", "½", " ", "\n"),
        *(
            "+",
            "−",
            "*",
            "/",
            "·",
            "@",
            "^",
            "²",
            "⁻¹",
            "ᵀ",
            "^T",
            "⁽¹⁾",
            "=",
            ",",
            "_",
            ".",
            "'",
            "$",
            "#",
            "&=",
            r"\\",
        ),
        *(
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            "|",
            "‖",
            "||",
            "√",
            "Σ",
            "Σᵢ",
            "∏",
            r"\frac",
            r"\sqrt",
            r"\sum_{i=1}^n ",
            "e^",
        ),
        *("sin", "log_2", "ln", "max(", "σ(", r"\sigma", "tr", "det", "mse(x,y)", "f(x)=", "f(2)", "‖x‖_1"),
        *("{x}", r"\hat{y}", r"\text{ab}", r"\mathbf{Wx}"),
    ]
)
NAMES = ["x", "y", "W", "b", "learning_rate", "ŷ", "x₁", "변수"]
INPUTS = {
    "x": [1.0, 2.0],
    "y": [3.0, 4.0],
    "W": [[1.0, 2.0], [3.0, 4.0]],
    "b": 2.0,
    "ŷ": [1, 1],
    "x₁": 3,
    "변수": [0.5, 1],
}


def sources():
    """Expressions as people write them, from the inside out."""
    atoms = st.sampled_from(NAMES) | st.integers(0, 99).map(str) | st.floats(0, 1e6).map(repr)

    def wider(inner):
        return st.one_of(
            st.tuples(inner, st.sampled_from([" + ", " − ", "·", "/", " @ ", " ", "⊙"]), inner).map("".join),
            st.tuples(st.sampled_from(["−", "sin ", "√", "Σ ", "‖", "|"]), inner).map(_closed),
            inner.map("({})".format),
            st.tuples(inner, st.sampled_from(["²", "³", "ᵀ", "^x", "^{-1}", "⁻²"])).map(
                lambda pair: f"({pair[0]}){pair[1]}"
            ),
            st.tuples(st.sampled_from(["tanh", "ln", "σ", "exp", "max"]), inner).map(
                lambda pair: f"{pair[0]}({pair[1]})"
            ),
            st.tuples(inner, inner).map(lambda pair: rf"\frac{{{pair[0]}}}{{{pair[1]}}}"),
        )

    return st.recursive(atoms, wider, max_leaves=12)


def _closed(pair):
    sign, inner = pair
    return f"{sign}{inner}{sign}" if sign in "‖|" else sign + inner


def bare(node):
    if isinstance(node, Number):
        return node.value
    return node.name if isinstance(node, Name) else (node.operation, *map(bare, node.operands))


def trees(program: Program):
    return [(statement.name, bare(statement.value)) for statement in program.statements]


def outcome(source, **values):
    try:
        return read(Request(source, **values))
    except AuthorError as error:
        spans = [error.span or (0, 0), *(repair.span for repair in error.repairs)]
    assert all(0 <= start <= end <= len(source) for start, end in spans)
    return None


def in_order(node):
    yield node
    if isinstance(node, Apply):
        for operand in node.operands:
            yield from in_order(operand)


@given(st.text())
@example("\x00")
@example("\\")
@example("x^")
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_or_refused_with_a_place(source):
    outcome(source)


@given(st.text(alphabet="xy²³^_{}()[]|‖√Σ·−+/=,. \n\\'1T@", max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_text_of_signs_is_read_or_refused_with_a_place(source):
    outcome(source)


@given(st.lists(PIECES, max_size=14).map("".join), st.sampled_from([{}, INPUTS]))
@settings(max_examples=400, deadline=None)
def test_any_pieces_read_again_from_their_reading(source, inputs):
    program = outcome(source, inputs=inputs)
    if program is None:
        return
    again = read(Request(program.reading.text, inputs=program.inputs))
    assert trees(again) == trees(program)
    assert again.inputs == program.inputs


@given(sources())
@settings(max_examples=300, deadline=None)
def test_a_reading_reads_again_as_the_same_tree(source):
    program = outcome(source, inputs=INPUTS)
    if program is None:
        return
    again = read(Request(program.reading.text, inputs=program.inputs))
    assert trees(again) == trees(program)
    assert again.reading.text == program.reading.text


@given(sources())
@settings(max_examples=200, deadline=None)
def test_every_node_lies_inside_its_statement(source):
    program = outcome(source, inputs=INPUTS)
    if program is None:
        return
    for statement in program.statements:
        for node in in_order(statement.value):
            assert 0 <= node.span.start < node.span.end <= len(source)


@given(sources())
@settings(max_examples=100, deadline=None)
def test_reading_with_the_inputs_it_chose_changes_nothing(source):
    program = outcome(source)
    if program is None:
        return
    assert trees(read(Request(source, inputs=program.inputs))) == trees(program)
