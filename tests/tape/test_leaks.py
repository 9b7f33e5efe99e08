"""A recording leaves nothing behind: no hook on the user's tensors, no object of its own."""

from __future__ import annotations

import gc
import weakref
from collections import Counter

import torch

from app.tape import record
from app.tape.backward import Pass
from app.tape.graph import Graph
from app.tape.values import Values
from tests.tape.programs import vector_output
from tests.tape.training import train


def q(a, b):
    a.grad = b.grad = None
    output = 3 * a**3 - b**2
    output.backward(gradient=torch.ones(2))


def leaves():
    return torch.tensor([2.0, 3.0], requires_grad=True), torch.tensor([6.0, 4.0], requires_grad=True)


def alive():
    gc.collect()
    return Counter(type(thing) for thing in gc.get_objects() if type(thing) in {Graph, Pass, Values, record})


def test_nothing_of_the_recorder_stays_alive():
    a, b = leaves()
    before = alive()
    for _ in range(50):
        with record():
            q(a, b)
    assert alive() == before


def test_a_recording_is_freed_without_the_cycle_collector():
    a, b = leaves()
    gc.collect()
    gc.disable()
    try:
        with record() as tape:
            q(a, b)
        watched = weakref.ref(tape)
        del tape
        assert watched() is None
    finally:
        gc.enable()


def test_no_hook_stays_on_a_leaf_that_lives_on():
    a, b = leaves()
    with record():
        q(a, b)
    called = []
    node = torch.autograd.graph.get_gradient_edge(a).node
    node.register_prehook(lambda _: called.append("ours is the only one"))
    output = (a * 2).sum()
    handles = Counter(type(thing).__name__ for thing in gc.get_objects())["RemovableHandle"]
    output.backward()
    assert called == ["ours is the only one"]
    assert Counter(type(thing).__name__ for thing in gc.get_objects())["RemovableHandle"] == handles


def test_passes_over_a_kept_graph_do_not_pile_up_hooks():
    a, _ = leaves()
    with record() as tape:
        output = (a * a).sum()
        for _ in range(5):
            output.backward(retain_graph=True)
    assert sum(event[0] == "accumulate" for event in tape.events) == 5


def test_a_tape_holds_no_tensor():
    with record() as tape:
        vector_output()
    waiting, seen = [tape], set()
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, type):
            continue
        seen.add(id(thing))
        assert not isinstance(thing, torch.Tensor)
        if isinstance(thing, dict | list | tuple | set) or hasattr(thing, "__slots__") or thing is tape:
            waiting.extend(gc.get_referents(thing))


def test_the_length_of_a_tape_does_not_depend_on_how_often_one_recorded():
    a, b = leaves()
    lengths = set()
    for _ in range(20):
        with record() as tape:
            q(a, b)
        lengths.add((len(tape.values), len(tape.nodes), len(tape.autograd), len(tape.events)))
    assert len(lengths) == 1


def test_a_training_loop_does_not_keep_its_iterations_alive():
    recorder = record()
    with recorder as tape:
        train(tape, 300)
        assert len(recorder.values.states) < 1_000
        assert len(recorder.graph.known) < 1_000
        assert len(recorder.values.owners) < 1_000
    assert len(tape.nodes) > 1_000
