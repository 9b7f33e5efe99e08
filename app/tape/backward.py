"""One backward pass, watched on the real engine: a hook on every autograd node that the pass can reach.

The engine adds up contributions in the order in which they arrive; where three or more meet, the sums on the way are
added here, by torch, in the same order. ``AccumulateGrad`` may keep the very tensor that arrives as ``.grad`` and later
write into it, so every gradient is copied when it is seen, and a gradient on its way to a leaf is not held.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.autograd.graph import GradientEdge
from torch.utils.hooks import RemovableHandle

from app.errors import LimitError
from app.tape.details import ELEMENTWISE, Details
from app.tape.graph import AccumulateGrad, Graph
from app.tape.tape import AutogradNode, Unfinished
from app.tape.window import BUDGET

Grads = tuple[Tensor | None, ...]


class Call(NamedTuple):
    """The arguments of ``Tensor.backward``, ``autograd.backward`` or ``autograd.grad``, in one form."""

    roots: list[Any]
    vectors: list[Tensor | None]
    wanted: list[Any] | None
    create_graph: bool


VECTORS = {
    torch.Tensor.backward: "gradient",
    torch.autograd.backward: "grad_tensors",
    torch.autograd.grad: "grad_outputs",
}


def call_of(func: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Call:
    """Reads the arguments of a call that starts a pass.

    However they were written, torch hands on everything by keyword but the roots and what ``autograd.grad`` is asked for.
    """
    roots = _listed(args[0])
    vectors = kwargs[VECTORS[func]]
    wanted = args[1] if len(args) > 1 else kwargs["inputs"]
    return Call(
        roots,
        [None] * len(roots) if vectors is None else _listed(vectors),
        None if wanted is None else _listed(wanted),
        bool(kwargs["create_graph"]),
    )


def _listed(argument: Any) -> list[Any]:
    if isinstance(argument, Tensor | GradientEdge):
        return [argument]
    return list(argument)


class Meeting:
    """Where several contributions meet: their sum so far, the one that is not yet in it, and its record."""

    __slots__ = ("latest", "record", "total")

    def __init__(self, total: Tensor, record: list[Any] | None) -> None:
        self.total = total
        self.latest: Tensor | None = None
        self.record = record


class Arrival:
    """What arrived at a leaf that has hooks of its own: the contribution, and ``.grad`` before they ran."""

    __slots__ = ("after", "contribution")

    def __init__(self) -> None:
        self.contribution: int | None = None
        self.after: int | None = None


class Pass:
    """The state of one pass while it runs."""

    def __init__(self, graph: Graph, details: Details | None, call: Call) -> None:
        self.graph = graph
        self.details = details
        self.call = call
        self.create_graph = call.create_graph
        self.keep = graph.values.keep
        self.tape = graph.tape
        self.number = self.tape.passes
        self.tape.passes += 1
        self.due: dict[tuple[int, int], int] = {}  # how many gradients can arrive there
        self.seeds: dict[tuple[int, int], int] = {}
        self.meetings: dict[tuple[int, int], Meeting] = {}
        self.arrived: dict[tuple[int, int], int] = {}  # at a leaf: the one contribution that was due
        self.memo: dict[int, tuple[Tensor, int, int]] = {}  # id of a gradient → (itself, version, value)
        self.roots: set[int] = set()
        self.leaves: set[int] = set()
        self.handles: list[RemovableHandle] = []

    def run(self, func: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        """Calls ``func`` with every reachable autograd node watched, and lets go of them all."""
        events = self.tape.events
        before = len(events)
        self._start()
        started = len(events)
        try:
            self._watch()
            return func(*args, **kwargs)
        except Exception:
            self.tape.unfinished = Unfinished(self.number, [self.graph.place_at(root) for root in self.call.roots])
            if len(events) == started:  # refused before anything ran: there was no pass
                del events[before:]
                self.tape.passes -= 1
            else:
                self.tape.abandoned.append(self.number)
            raise
        finally:
            for handle in self.handles:
                handle.remove()
            for meeting in self.meetings.values():
                if meeting.latest is not None and meeting.record is not None:
                    meeting.record[2] = self.keep(meeting.total + meeting.latest)

    # -- before the engine runs ---------------------------------------------------------------------------------------

    def _start(self) -> None:
        """Records the seeds."""
        tape, due = self.tape, self.due
        wanted = None if self.call.wanted is None else [self._node_of(tensor) for tensor in self.call.wanted]
        for root, vector in zip(self.call.roots, self.call.vectors, strict=True):
            edge = self._edge_of(root)
            if edge is None:
                continue
            self.roots.add(edge[0])
            given = torch.ones_like(root, requires_grad=False) if vector is None else vector
            value = self._value(given)
            due[edge] = due.get(edge, 0) + 1
            if edge in self.meetings:
                self.meetings[edge].total = self.meetings[edge].total + given
            else:
                self.meetings[edge] = Meeting(given, None)
                self.seeds[edge] = value
            node, output = tape.producers[edge]
            tape.events.append(("seed", self.number, node, output, value, tape.line, wanted))

    def _edge_of(self, root: Tensor | GradientEdge) -> tuple[int, int] | None:
        if isinstance(root, Tensor):
            return self.graph.edge_of(root)
        return self.graph.edge_at(root.node, root.output_nr)

    def _node_of(self, wanted: Tensor | GradientEdge) -> int:
        return self.graph.place_at(wanted)[0]

    def _watch(self) -> None:
        """Hooks every reachable autograd node; counts what is due where."""
        autograd, functions, due = self.tape.autograd, self.graph.functions, self.due
        seen = {*self.roots}
        waiting = [*seen]
        keep_handle, hook = self.handles.append, self._hooks()
        while waiting:
            index = waiting.pop()
            function = functions[index]
            if function.__class__ is AccumulateGrad:
                self.leaves.add(index)
                self._watch_leaf(index)
                continue
            if index in self.graph.lost:  # the pass would go on where nothing was recorded
                raise LimitError("limit-operations", self.tape.span, {"limit": BUDGET})
            record = autograd[index]
            keep_handle(function.register_hook(hook(index, record)))
            for edge in record.next:
                if edge is not None:
                    due[edge] = due.get(edge, 0) + 1
                    if edge[0] not in seen:
                        seen.add(edge[0])
                        waiting.append(edge[0])

    def _watch_leaf(self, index: int) -> None:
        function = self.graph.functions[index]
        leaf: Tensor = function.variable  # type: ignore[attr-defined]
        node = self.tape.autograd[index].node
        self.graph.values.held_grad(leaf, node)
        if leaf._backward_hooks is None and leaf._post_accumulate_grad_hooks is None:
            self.handles.append(function.register_hook(self._accumulated(index, node, leaf)))
            return
        arrival = Arrival()
        self.handles.append(function.register_prehook(lambda grads: self._arriving(arrival, leaf, grads[0])))
        self.handles.append(function.register_hook(self._accumulated(index, node, leaf, arrival)))

    # -- while the engine runs ----------------------------------------------------------------------------------------

    def _value(self, gradient: Tensor) -> int:
        """The index of a gradient's value; one that flows on unchanged is copied once."""
        known = self.memo.get(id(gradient))
        if known is not None and known[1] == gradient._version:
            return known[2]
        value = self.keep(gradient)
        self.memo[id(gradient)] = (gradient, gradient._version, value)
        if self.create_graph and gradient.grad_fn is not None:
            self.graph.out_of_sight[gradient.grad_fn, gradient.output_nr] = value
        return value

    def _arriving(self, arrival: Arrival, leaf: Tensor, gradient: Tensor | None) -> None:
        """Keeps what arrives at a leaf with hooks, and what ``.grad`` will be, before the hooks can write into either."""
        if gradient is None:
            arrival.contribution = arrival.after = None
            return
        keep = self.keep
        arrival.contribution = keep(gradient)
        arrival.after = arrival.contribution if leaf.grad is None else keep(leaf.grad + gradient)

    def _hooks(self) -> Callable[[int, AutogradNode], Callable[[Grads, Grads], None]]:  # noqa: C901 -- each call less counts
        """Makes the hook of an autograd node: called after it ran, with what it gave and what it had been given.

        The innermost function runs once for every autograd node of every pass: everything it needs is at hand.
        """
        number, due, memo, arrived, meetings, leaves, roots = (
            self.number, self.due, self.memo, self.arrived, self.meetings, self.leaves, self.roots,
        )  # fmt: skip
        append, value_of, keep, meet, taken_in = (
            self.tape.events.append, self._value, self.keep, self._meet, self._taken_in,
        )  # fmt: skip
        locals_of = None if self.details is None else self.details.locals_of
        kept = self.tape.values

        def hook(index: int, record: AutogradNode) -> Callable[[Grads, Grads], None]:  # noqa: C901 -- the same
            next_edges = record.next
            ask = locals_of if record.name in ELEMENTWISE else None

            def ran(given: Grads, taken: Grads) -> None:  # noqa: C901, PLR0912 -- the same
                if meetings and index in roots:
                    self._share_seed(index, taken)
                grads: list[int | None] = []
                for gradient in taken:
                    if gradient is None:
                        grads.append(None)
                        continue
                    known = memo.get(id(gradient))
                    if known is not None and known[1] == gradient._version:
                        grads.append(known[2])
                    else:
                        grads.append(taken_in((index, len(grads)), gradient))
                local = None if ask is None else ask(index, taken[0])
                contributions = []
                position = -1
                for gradient in given:
                    position += 1
                    edge = next_edges[position]
                    if edge is None or gradient is None:
                        continue
                    alone = due[edge] == 1
                    if alone and edge[0] in leaves and id(gradient) not in memo:
                        value = arrived[edge] = keep(gradient)
                    else:
                        value = value_of(gradient)
                    contribution = [position, value, value, local and local[position]]
                    contributions.append(contribution)
                    if not alone:
                        meet(edge, gradient, contribution)
                if meetings:
                    self._met_all(index, grads)
                append(("backward", number, index, grads, contributions))
                for held in grads:
                    if held is not None and kept[held]["data"] is None:
                        self._let_go(given, taken)
                        break

            return ran

        return hook

    def _let_go(self, given: Grads, taken: Grads) -> None:
        """Forgets gradients that do not flow on: they are large, and torch wants their memory back."""
        for gradient in taken:
            if all(gradient is not one for one in given):
                self.memo.pop(id(gradient), None)

    def _taken_in(self, edge: tuple[int, int], gradient: Tensor) -> int:
        """The value of a gradient that goes in and is not the one that arrived: a sum, or what a hook made of it."""
        value = self._value(gradient)
        if self.due.get(edge) == 1 and edge not in self.seeds:
            arrived = self._arrived_at(edge)
            values = self.tape.values
            if arrived is not None and values[arrived] != values[value]:
                node, output = self.tape.producers[edge]
                self.tape.events.append(("hook", self.number, node, output, arrived, value))
        return value

    def _arrived_at(self, edge: tuple[int, int]) -> int | None:
        """The one contribution that has arrived at ``edge``."""
        autograd = self.tape.autograd
        for event in reversed(self.tape.events):
            if event[0] == "backward" and event[1] == self.number and edge in autograd[event[2]].next:
                for position, value, _, _ in event[4]:
                    if autograd[event[2]].next[position] == edge:
                        return int(value)
        return None

    def _met_all(self, index: int, grads: list[int | None]) -> None:
        for output, grad in enumerate(grads):
            if (index, output) in self.meetings:
                self._met((index, output), grad)

    def _share_seed(self, index: int, taken: Grads) -> None:
        """Where a root received nothing but ones that torch made itself, they are the seed."""
        for output, gradient in enumerate(taken):
            edge = (index, output)
            if (
                gradient is not None
                and self.due.get(edge) == 1
                and edge in self.seeds
                and id(gradient) not in self.memo
            ):
                seed = self.seeds[edge]
                value = self._value(gradient)
                if value == len(self.tape.values) - 1 and self.tape.values[value] == self.tape.values[seed]:
                    self.tape.values.pop()
                    self.memo[id(gradient)] = (gradient, gradient._version, seed)

    def _meet(self, edge: tuple[int, int], gradient: Tensor, contribution: list[Any]) -> None:
        """One of several contributions arrives."""
        meeting = self.meetings.get(edge)
        if meeting is None:
            self.meetings[edge] = Meeting(gradient, contribution)
            return
        if meeting.latest is not None:
            meeting.total = meeting.total + meeting.latest
            if meeting.record is not None:
                meeting.record[2] = self.keep(meeting.total)
        meeting.latest = gradient
        meeting.record = contribution

    def _met(self, edge: tuple[int, int], total: int | None) -> None:
        """All contributions have arrived: the last running sum is the gradient that goes in."""
        meeting = self.meetings.pop(edge)
        if meeting.record is not None and meeting.latest is not None and total is not None:
            meeting.record[2] = total

    def before_hook(self, edge: tuple[int, int], gradient: Tensor) -> int:
        """A user's hook is about to see the gradient that arrives at ``edge``: its value."""
        before = self.arrived.pop(edge, None)
        if before is None:
            before = self._value(gradient)
        if edge in self.meetings:
            self._met(edge, before)
        return before

    def after_hook(self, edge: tuple[int, int], before: int, gradient: Tensor) -> None:
        """The user's hook answered with ``gradient``."""
        node, output = self.tape.producers[edge]
        self.tape.events.append(("hook", self.number, node, output, before, self._value(gradient)))

    def _accumulated(
        self, index: int, node: int, leaf: Tensor, arrival: Arrival | None = None
    ) -> Callable[[Grads, Grads], None]:
        """The hook of a leaf: called after its ``.grad`` was written. ``arrival``: what a hook before it has kept."""
        edge = (index, 0)
        values, append, number = self.graph.values, self.tape.events.append, self.number
        held = values.grads.get(node)
        before = None if held is None else held[2]

        def accumulated(_: Grads, taken: Grads) -> None:
            gradient, grad = taken[0], leaf.grad
            contribution = self.arrived.get(edge) if arrival is None else arrival.contribution
            if contribution is None and gradient is not None:
                contribution = self._value(gradient)
            if edge in self.meetings:
                self._met(edge, contribution)
            if contribution is None or not leaf.requires_grad:  # frozen since: torch throws the gradient away
                append(("accumulate", number, node, contribution, before, before))
            elif arrival is not None:
                append(("accumulate", number, node, contribution, before, arrival.after))
                if arrival.after is not None:
                    values.grads[node] = (leaf, -1, arrival.after)  # the user's hooks may have changed it since
                    values.held_grad(leaf, node)
            else:
                assert grad is not None
                after = contribution if before is None else values.keep(grad)
                values.set_grad(leaf, node, grad, after)
                append(("accumulate", number, node, contribution, before, after))

        return accumulated
