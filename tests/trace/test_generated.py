"""The claims of a Trace hold on 10,000 generated expressions, the law of the edges among them: those the oracle sees."""

from __future__ import annotations

import orjson
import pytest

from app.interpreter.expression import run
from app.interpreter.listener import Silent
from app.tape import record
from app.tape.snapshot import snapshot
from app.trace.build import build, dump
from app.trace.check import check
from app.trace.schema import Trace
from tests.oracle.generate import expressions
from tests.oracle.test_ten_thousand import COUNT, PARTS, SEED


@pytest.mark.parametrize("part", range(PARTS))
def test_every_claim_holds(part: int) -> None:
    for position, case in enumerate(expressions(COUNT, SEED + part)):
        program = case.program()
        with record() as tape:
            result = run(program, tape)
        trace = build(tape, program, "en", notes=result.notes)
        assert check(trace) == [], case.source
        unrecorded = run(program, Silent()).variables
        for name in program.inputs:
            grad = trace["variables"][name]["grad"]
            expected = unrecorded[name].grad
            assert (grad is None) == (expected is None), case.source
            if grad is not None:
                assert trace["values"][grad] == snapshot(expected), case.source
        if position % 100 == 0:
            written = dump(trace)
            assert check(orjson.loads(written)) == []
            Trace.model_validate_json(written)
