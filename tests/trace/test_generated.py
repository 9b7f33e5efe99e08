"""The claims of a Trace hold on generated expressions of every operation and rank."""

from __future__ import annotations

import orjson
import pytest

from app.errors import AuthorError
from app.interpreter.expression import run
from app.tape import record
from app.trace.build import build, dump
from app.trace.check import check
from app.trace.schema import Trace
from tests.oracle.generate import expressions

PARTS = 4
COUNT = 500  # in each part
SEED = 7_000


@pytest.mark.parametrize("part", range(PARTS))
def test_every_claim_holds(part: int) -> None:
    for position, case in enumerate(expressions(COUNT, SEED + part)):
        program = case.program()
        with record() as tape:
            try:
                result = run(program, tape)
            except AuthorError:
                continue
        trace = build(tape, program, "en", notes=result.notes)
        assert check(trace) == [], case.source
        if position % 25 == 0:
            written = dump(trace)
            assert check(orjson.loads(written)) == []
            Trace.model_validate_json(written)
