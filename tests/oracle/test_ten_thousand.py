"""10,000 generated expressions: read from text, bit-equal to plain torch, and in float64 as the dual-number oracle says."""

from __future__ import annotations

import itertools
import subprocess
import sys
from collections import Counter
from dataclasses import replace

import pytest
import torch

from app.errors import Span
from app.interpreter.expression import Result, run
from app.interpreter.listener import Silent
from app.operations import EXPRESSIBLE
from app.program.program import Program
from app.program.read import Request, read
from app.program.tree import Apply, Expression
from tests.oracle.array import flat
from tests.oracle.close import close
from tests.oracle.evaluate import Unfit, answer
from tests.oracle.generate import NOWHERE, Case, expressions, operations_in
from tests.oracle.plain import plain

PARTS = 10
COUNT = 1_000  # in each part
SEED = 20_260


@pytest.mark.parametrize("part", range(PARTS))
def test_generated_expressions(part: int) -> None:
    compared = 0
    for case in expressions(COUNT, SEED + part):
        program = as_read(case)
        result = run(program, Silent())
        assert result.differentiated, case
        assert_bit_equal(result, program, case)
        if case.dtype != "float64":
            program = replace(program, dtype="float64")
            result = run(program, Silent())
        compared += agrees_with_oracle(result, program, case)
    assert compared > 0.9 * COUNT  # few cases are unfit for a comparison


def test_the_generator_uses_every_operation_and_every_rank() -> None:
    cases = list(expressions(1_000, SEED))
    used = Counter(
        operation for case in cases for statement in case.statements for operation in operations_in(statement.value)
    )
    assert set(used) == EXPRESSIBLE
    assert min(used.values()) >= 20
    shapes = {torch.tensor(value).dim() for case in cases for value in case.inputs.values()}
    assert shapes == {0, 1, 2}


def test_the_generator_repeats_itself() -> None:
    assert list(expressions(20, 7)) == list(expressions(20, 7))
    assert [case.source for case in expressions(20, 7)] != [case.source for case in expressions(20, 8)]


def test_the_oracle_never_imports_torch() -> None:
    script = (
        "import sys, tests.oracle.evaluate as oracle, tests.oracle.generate as generate\n"
        "for case in generate.expressions(20, 0):\n"
        "    try: oracle.answer(case.program())\n"
        "    except oracle.Unfit: pass\n"
        "sys.exit('torch' in sys.modules or 'numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def as_read(case: Case) -> Program:
    """The case read from its text, which must give the generated tree."""
    request = Request(case.source, "expression", case.inputs, case.frozen, case.grad_output, case.dtype, case.seed)
    program = read(request)
    statements = tuple(replace(line, value=bare(line.value), span=NOWHERE) for line in program.statements)
    expected = tuple(replace(line, value=bare(line.value)) for line in case.statements)
    assert statements == expected, case.source
    return program


def bare(node: Expression) -> Expression:
    """A tree without spans; the transpose of a vector, which changes nothing, does not occur in generated text."""
    if isinstance(node, Apply):
        return Apply(node.operation, tuple(map(bare, node.operands)), NOWHERE)
    return replace(node, span=Span(0, 0))


def assert_bit_equal(result: Result, program: Program, case: Case) -> None:
    expected = plain(program)
    pairs = [(result.output, expected.output)]
    for name, grad in expected.grads.items():
        pairs.append((result.variables[name].grad, grad))
    for ours, theirs in pairs:
        assert (ours is None) == (theirs is None), case
        if ours is not None:
            assert ours.dtype == theirs.dtype
            assert ours.shape == theirs.shape
            assert ours.detach().numpy().tobytes() == theirs.detach().numpy().tobytes(), case


def agrees_with_oracle(result: Result, program: Program, case: Case) -> bool:
    """Whether the oracle had an answer; an answer that differs is a failure."""
    try:
        oracle = answer(program)
    except Unfit:
        return False
    pairs = [(oracle.value, result.output.tolist())]
    for name, expected in oracle.grads.items():
        grad = result.variables[name].grad
        pairs.append((expected, [0.0] * len(expected) if grad is None else grad.tolist()))
    for x, y in itertools.chain.from_iterable(zip(left, flat(right), strict=True) for left, right in pairs):
        assert close(x, y, oracle.scale), (case, x, y)
    return True
