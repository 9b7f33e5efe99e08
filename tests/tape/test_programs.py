"""What is recorded of plain PyTorch programs is true, and recording them changes nothing."""

from __future__ import annotations

import heapq
import warnings
from collections import Counter

import orjson
import pytest
import torch

from app.tape import record
from app.trace.build import build, dump
from app.trace.check import check
from app.trace.schema import Trace
from tests.tape.programs import PROGRAMS
from tests.tape.recorded import PLAIN, recorded
from tests.tape.trainings import TRAININGS
from tests.tape.tutorials import TUTORIALS

programs = pytest.mark.parametrize("program", PROGRAMS + TUTORIALS + TRAININGS, ids=lambda program: program.__name__)


@programs
def test_gradients_are_those_of_plain_torch_bit_for_bit(program):
    with warnings.catch_warnings(action="ignore"):
        torch.manual_seed(0)
        plain = program()
    _, answer = recorded(program)
    for one, other in zip(plain, answer, strict=True):
        assert (one.grad is None) == (other.grad is None)
        if one.grad is not None:
            assert torch.equal(one.grad.to_dense(), other.grad.to_dense())


@programs
def test_every_claim_of_the_trace_holds(program):
    tape, _ = recorded(program)
    written = dump(build(tape, PLAIN, "en"))
    assert check(orjson.loads(written)) == []
    Trace.model_validate_json(written)


@programs
def test_the_same_program_gives_the_same_bytes(program):
    first, second = (dump(build(recorded(program)[0], PLAIN, "ko")) for _ in range(2))
    assert first == second


@programs
def test_autograd_nodes_run_in_the_engine_s_order(program):
    """The engine takes, of the ready autograd nodes, the one with the highest sequence number: the newest."""
    recorder = record()
    with warnings.catch_warnings(action="ignore"):
        torch.manual_seed(0)
        with recorder as tape:
            program()
            ages = [function._sequence_nr() for function in recorder.graph.functions.values()]
    for number in range(tape.passes):
        events = [event for event in tape.events if event[0] in {"seed", "backward"} and event[1] == number]
        seeds = [event for event in events if event[0] == "seed"]
        roots = {edge[0] for seed in seeds for edge, place in tape.producers.items() if place == (seed[2], seed[3])}
        if len(roots) == 1 and seeds[0][6] is None:
            assert [event[2] for event in events if event[0] == "backward"] == simulated(tape, roots.pop(), ages)


def simulated(tape, root, ages):
    due = Counter()
    seen = {root}
    waiting = [root]
    while waiting:
        for edge in filter(None, tape.autograd[waiting.pop()].next):
            due[edge[0]] += 1
            if edge[0] not in seen:
                seen.add(edge[0])
                waiting.append(edge[0])
    ready = [(-ages[root], root)]
    order = []
    while ready:
        _, index = heapq.heappop(ready)
        if tape.autograd[index].name != "AccumulateGrad":
            order.append(index)
        for edge in filter(None, tape.autograd[index].next):
            due[edge[0]] -= 1
            if due[edge[0]] == 0:
                heapq.heappush(ready, (-ages[edge[0]], edge[0]))
    return order
