"""torch's own graph: which autograd nodes belong to an operation, and which operand each of their edges leads to.

Every autograd node that a call makes takes the next sequence number of its thread. So the nodes of an operation are
those below its results whose number lies between the numbers before and after the call. A node outside any call (made
by a custom Function, by a view whose base was written, inside a backward pass that builds a graph, or before the
recording began) is adopted as an operation of its own, named after its class.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.autograd.function import BackwardCFunction
from torch.autograd.graph import GradientEdge
from torch.autograd.graph import Node as Function

from app.tape.tape import AutogradNode, Node, Place, Tape
from app.tape.values import Values

AccumulateGrad: type = torch._C._functions.AccumulateGrad  # type: ignore[attr-defined]
SUFFIX = re.compile(r"Backward\d*$")
UNNUMBERED = 2**64 - 1  # what the autograd node of a function without a derivative has for a sequence number
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Graph:
    """The autograd nodes met so far, by their Python objects, which are held so that they stay the same objects."""

    def __init__(self, tape: Tape) -> None:
        self.tape = tape
        self.values = Values(tape, self.place_of)
        self.known: dict[Function, int] = {}
        self.functions: dict[int, Function] = {}  # by autograd index
        self.out_of_sight: dict[tuple[Function, int], int] = {}  # values of gradients that are part of a graph
        self.gaps: list[tuple[int, int]] = []  # sequence numbers handed out while recording was paused
        self.lost: set[int] = set()  # autograd nodes made then, at which what is known of the graph ends

    def close(self, results: Sequence[Tensor], operands: list[Place], first: int, last: int) -> list[int]:
        """Registers the autograd nodes of the operation that ran between two sequence numbers, for the next node.

        Operands that only the graph knows of (the base of a view that was written) are appended to ``operands``.
        Returns the autograd nodes in the order in which a backward pass runs them.
        """
        known = self.known
        inner: list[Function] = []
        waiting = [function for tensor in results if (function := tensor.grad_fn) is not None]
        while waiting:
            function = waiting.pop()
            if function in known or function in inner:
                continue
            number = function._sequence_nr()
            if function.__class__ is AccumulateGrad or (number != UNNUMBERED and not first <= number < last):
                self._adopt(function)
                continue
            inner.append(function)
            for source, _ in function.next_functions:
                if source is not None and source not in known:
                    waiting.append(source)
        if len(inner) > 1:
            inner.sort(key=_sequence, reverse=True)
        node = len(self.tape.nodes)
        indices = [self._register(function, node) for function in inner]
        taken: list[int | None] = []
        for function, index in zip(inner, indices, strict=True):
            self._connect(function, index, node, operands, taken)
        return indices

    def close_one(self, function: Function, operands: list[Place]) -> int:
        """The same as ``close`` for an operation that has made one autograd node: most have."""
        tape, known = self.tape, self.known
        producers, functions = tape.producers, self.functions
        following: list[tuple[int, int] | None] = []
        slots: list[int | None] = []
        for source, output in function.next_functions:
            if source is None:
                following.append(None)
                slots.append(None)
                continue
            target = known.get(source)
            if target is None:
                self._adopt(source)
                target = known[source]
            edge = (target, output)
            following.append(edge)
            slots.append(_slot(producers.get(edge) or self._producer(target, output), len(slots), operands, slots))
        index = known[function] = len(tape.autograd)
        functions[index] = function
        tape.autograd.append(AutogradNode(function.__class__.__name__, len(tape.nodes), following, slots))
        return index

    def place_of(self, function: Function, output: int, tensor: Tensor) -> Place:
        """The place of a tensor by the autograd node that made it. ``Values`` asks for what it has not seen."""
        if function not in self.known:
            self._adopt(function)
        index = self.known[function]
        place = self._producer(index, output)
        values = self.tape.nodes[place[0]].values
        if values[place[1]] is None:
            values[place[1]] = self.values.keep(tensor)
        return place

    def edge_of(self, root: Tensor) -> tuple[int, int] | None:
        """The autograd node, and its result, at which a pass from ``root`` starts; None if no gradient can."""
        self.values.locate(root)
        function = root.grad_fn
        if function is not None:
            return self.known[function], root.output_nr
        if not root.requires_grad:
            return None
        return self.edge_at(torch.autograd.graph.get_gradient_edge(root).node, 0)

    def edge_at(self, function: Function, output: int) -> tuple[int, int]:
        """A result of an autograd node, by index."""
        if function not in self.known:
            self._adopt(function)
        edge = (self.known[function], output)
        self._producer(*edge)
        return edge

    def place_at(self, root: Tensor | GradientEdge) -> Place:
        """What a pass can start from, or be asked for, as a place."""
        if isinstance(root, Tensor):
            edge = self.edge_of(root)
            return self.values.locate(root) if edge is None else self.tape.producers[edge]
        return self.tape.producers[self.edge_at(root.node, root.output_nr)]

    def lose(self, first: int, last: int) -> None:
        """Autograd nodes with sequence numbers from ``first`` up to ``last`` were made while nobody looked."""
        if last > first:
            self.gaps.append((first, last))

    def sweep(self) -> None:
        """Lets go of tensors that nobody else holds, and of autograd nodes that no tensor leads to."""
        autograd, known = self.tape.autograd, self.known
        made = self.values.sweep()
        if self.out_of_sight:  # gradients are part of a graph that no tensor seen so far leads to
            return
        waiting = [known[function] for function in made if function in known]
        reached = {*waiting}
        while waiting:
            for edge in autograd[waiting.pop()].next:
                if edge is not None and edge[0] not in reached:
                    reached.add(edge[0])
                    waiting.append(edge[0])
        for function, index in [*known.items()]:
            if index not in reached and function.__class__ is not AccumulateGrad:
                del known[function], self.functions[index]

    def forget(self) -> None:
        """Lets go of every autograd node."""
        self.known.clear()
        self.functions.clear()
        self.out_of_sight.clear()

    def _register(self, function: Function, node: int) -> int:
        index = self.known[function] = len(self.tape.autograd)
        self.functions[index] = function
        self.tape.autograd.append(AutogradNode(function.__class__.__name__, node, [], []))
        return index

    def _connect(
        self, function: Function, index: int, node: int, operands: list[Place], taken: list[int | None]
    ) -> None:
        """Notes where every edge of an inner autograd node leads; equal operands are ``taken`` in the order of slots."""
        autograd, known, producers = self.tape.autograd, self.known, self.tape.producers
        record = autograd[index]
        slots = record.slots
        for source, output in function.next_functions:
            if source is None:
                record.next.append(None)
                slots.append(None)
                continue
            edge = (known[source], output)
            record.next.append(edge)
            if autograd[edge[0]].node == node:
                slots.append(None)
                continue
            slot = _slot(producers.get(edge) or self._producer(*edge), len(slots), operands, taken)
            slots.append(slot)
            taken.append(slot)

    def _producer(self, index: int, output: int) -> Place:
        """The place whose gradient arrives at that result; a result nobody has seen joins its node."""
        producers = self.tape.producers
        place = producers.get((index, output))
        if place is None:
            node = self.tape.autograd[index].node
            values = self.tape.nodes[node].values
            place = producers[index, output] = (node, len(values))
            values.append(self.out_of_sight.get((self.functions[index], output)))
        return place

    def _adopt(self, function: Function) -> None:
        """Makes an operation, or a leaf, of an autograd node that no call has made, sources first."""
        waiting = [function]
        while waiting:
            top = waiting[-1]
            if top in self.known:
                waiting.pop()
                continue
            if top.__class__ is AccumulateGrad:
                place = self.values.locate(top.variable)  # type: ignore[attr-defined]
                index = self._register(top, place[0])
                self.tape.producers[index, 0] = place
                continue
            if self.gaps and any(first <= top._sequence_nr() < last for first, last in self.gaps):
                self._stand_alone(top, lost=True)
                continue
            sources = [source for source, _ in top.next_functions if source is not None and source not in self.known]
            if sources:
                waiting.extend(sources)
            else:
                self._stand_alone(top)

    def _stand_alone(self, function: Function, *, lost: bool = False) -> None:
        tape = self.tape
        name = function.__class__.__name__
        operation = SUFFIX.sub("", name)
        if not isinstance(function, BackwardCFunction):  # a user's own Function keeps the name the user gave it
            operation = HUMP.sub("_", operation).lower()
        operands: list[Place] = []
        index = self._register(function, len(tape.nodes))
        if lost:
            self.lost.add(index)
        else:
            following = (
                (self.known[source], output) for source, output in function.next_functions if source is not None
            )
            operands = [self._producer(*edge) for edge in following]
            self._connect(function, index, len(tape.nodes), operands, [])
        tape.nodes.append(
            Node("operation", operation, operands, [], True, name, [index], tape.span, tape.line, tape.group)  # noqa: FBT003
        )
        self._producer(index, 0)
        tape.events.append(("forward", len(tape.nodes) - 1, tape.line))


def _sequence(function: Function) -> int:
    return function._sequence_nr()


def _slot(place: Place, position: int, operands: list[Place], taken: list[int | None]) -> int:
    """The slot of the operand at ``place``: the one in the same position if it is, else the first that is not taken."""
    if position < len(operands) and operands[position] == place and position not in taken:
        return position
    for slot, operand in enumerate(operands):
        if operand == place and slot not in taken:
            return slot
    if place not in operands:
        operands.append(place)
    return operands.index(place)
