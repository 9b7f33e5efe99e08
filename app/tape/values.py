"""The identity of values: which node's result a tensor stands for at this moment.

A tensor object is not a value: written in place it holds another one. What it stands for is known by the object, its
version counter, its ``grad_fn`` and whether it requires grad; if one of them has changed, so has the value. ``.data``
gives an alias with a version counter of its own, so writes through it are followed by storage.
"""

from __future__ import annotations

from collections.abc import Callable
from sys import getrefcount
from typing import TypeAlias

from torch import Tensor
from torch.autograd.graph import Node as Function
from torch.nn import Parameter

from app.tape.snapshot import number, same, snapshot
from app.tape.tape import Node, Place, Tape

State: TypeAlias = tuple[Tensor, int, "Function | None", bool, Place, int]  # …, version, grad_fn, requires_grad, value
Derive: TypeAlias = "Callable[[Function, int, Tensor], Place]"


class Values:
    """What every tensor seen so far stands for. Holds the tensors, so that no ``id`` is used twice."""

    def __init__(self, tape: Tape, derive: Derive) -> None:
        self.tape = tape
        self.derive = derive  # (grad_fn, its result, the tensor) → the place of a tensor whose making was not seen
        self.keep = _keeper(tape)
        self.states: dict[int, State] = {}
        self.numbers: dict[object, Node] = {}
        self.grads: dict[int, tuple[Tensor, int, int]] = {}  # leaf → (its .grad, version, value)
        self.examined: set[int] = set()  # leaves whose .grad was looked at before
        self.owners: dict[int, tuple[Tensor, Tensor]] = {}  # id of a .grad → (itself, the leaf)
        self.aliases: dict[int, tuple[Tensor, Tensor]] = {}  # id of what .data gave → (itself, whose .data)
        self.trained: dict[int, Tensor] = {}  # leaves that require grad, by node

    def constant(self, plain: complex) -> Place:
        """A new constant for one use of a plain number. All uses of a number are one and the same record."""
        key = (plain.__class__, plain) if plain and plain == plain else (plain.__class__, repr(plain))  # noqa: PLR0124 -- NaN
        tape = self.tape
        node = self.numbers.get(key)
        if node is None:
            node = self.numbers[key] = Node("constant", None, [], [len(tape.values)], False, None, [], None, None, None)  # noqa: FBT003
            tape.values.append(number(plain))
        tape.nodes.append(node)
        return (len(tape.nodes) - 1, 0)

    def locate(self, tensor: Tensor) -> Place:
        """The node and result that ``tensor`` stands for; a tensor never seen before becomes a leaf."""
        state = self.states.get(id(tensor))
        if state is not None:
            try:
                if state[1] == tensor._version and state[2] is tensor.grad_fn and state[3] == tensor.requires_grad:
                    return state[4]
            except RuntimeError:
                if tensor.is_inference():  # it counts no versions
                    return state[4]
        return self._discover(tensor, state)

    def settle(self, tensor: Tensor, place: Place, value: int) -> None:
        """From now on ``tensor``, as it is, stands for ``place`` and holds ``value``."""
        self.states[id(tensor)] = (tensor, version_of(tensor), function_of(tensor), tensor.requires_grad, place, value)

    def value_of(self, tensor: Tensor) -> int:
        """The index of what ``tensor`` holds now."""
        self.locate(tensor)
        return self.states[id(tensor)][5]

    def is_known(self, tensor: Tensor) -> bool:
        """Whether ``tensor``, as it is, stands for a place already."""
        state = self.states.get(id(tensor))
        return (
            state is not None
            and state[1] == version_of(tensor)
            and state[2] is function_of(tensor)
            and state[3] == tensor.requires_grad
        )

    def _discover(self, tensor: Tensor, state: State | None) -> Place:
        function = function_of(tensor)
        if function is not None:
            place = self.derive(function, tensor.output_nr, tensor)
            value = self.tape.nodes[place[0]].values[place[1]]
            assert value is not None
            self.settle(tensor, place, value)
            return place
        alias = self.aliases.get(id(tensor))
        if alias is not None and state is None:
            return self._detached(tensor, alias[1])
        owner = self.owners.get(id(tensor))
        if owner is None and state is not None and state[2] is None and state[3] == tensor.requires_grad:
            self.changed(tensor)
            return state[4]
        return self._leaf(tensor, None if owner is None else self.locate(owner[1])[0])

    def _leaf(self, tensor: Tensor, grad_of: int | None) -> Place:
        tape = self.tape
        held = None if grad_of is None else self.grads.get(grad_of)
        same = held is not None and held[0] is tensor and held[1] == tensor._version
        value = held[2] if same and held is not None else self.keep(tensor)
        place = (len(tape.nodes), 0)
        if tensor.__class__ is not Tensor and isinstance(tensor, Parameter):  # the latter asks a metaclass, in Python
            tape.parameters.add(place[0])
        if grad_of is not None:
            tape.grad_of[place[0]] = grad_of
        tape.nodes.append(Node("leaf", None, [], [value], tensor.requires_grad, None, [], None, tape.line, tape.group))
        self.settle(tensor, place, value)
        if tensor.requires_grad:
            self.trained[place[0]] = tensor
        return place

    def _detached(self, tensor: Tensor, original: Tensor) -> Place:
        """What ``.data`` gave is used: the same value, cut off from the graph."""
        tape = self.tape
        operand = self.locate(original)
        value = self.value_of(original)
        tape.nodes.append(
            Node("operation", "data", [operand], [value], False, None, [], tape.span, tape.line, tape.group)  # noqa: FBT003
        )
        place = (len(tape.nodes) - 1, 0)
        tape.events.append(("forward", place[0], tape.line))
        self.settle(tensor, place, value)
        return place

    # -- values written behind the graph's back ---------------------------------------------------------------------

    def changed(self, tensor: Tensor) -> None:
        """A tensor that stands for a place was given another value there: an update, unless nothing differs."""
        state = self.states[id(tensor)]
        after = self.keep(tensor)
        tape = self.tape
        if same(tape.values[after], tape.values[state[5]]):
            tape.values.pop()
            after = state[5]
        else:
            tape.events.append(("update", state[4][0], state[5], after, tape.line, False))
        self.settle(tensor, state[4], after)

    def follows(self, tensor: Tensor) -> bool:
        """Whether what ``tensor`` holds is known, or is what something known holds."""
        return id(tensor) in self.states or id(tensor) in self.owners or id(tensor) in self.aliases

    def stands_for_leaf(self, tensor: Tensor) -> bool:
        """Whether ``tensor`` was a leaf when it was last seen."""
        state = self.states.get(id(tensor))
        return state is not None and self.tape.nodes[state[4][0]].kind == "leaf"

    def written(self, tensor: Tensor) -> None:
        """``tensor`` was written and no graph knows: what it is, or is an alias of, is looked at again."""
        alias = self.aliases.get(id(tensor))
        original = tensor if alias is None else alias[1]
        owner = self.owners.get(id(original))
        if owner is not None:
            self.held_grad(owner[1], self.locate(owner[1])[0], looked_at=True)
        elif id(original) in self.states:
            self.changed(original)
        if alias is not None and id(tensor) in self.states:
            self.changed(tensor)

    def look_at_leaves(self) -> None:
        """After something that may have written any leaf that requires grad: one update for each that was."""
        states = self.states
        for tensor in self.trained.values():
            if states[id(tensor)][1] != tensor._version:
                self.written(tensor)

    def look_again(self) -> None:
        """After a time in which nothing was seen: leaves that require grad, and their ``.grad``, are what they are now."""
        line, self.tape.line = self.tape.line, None  # it happened on no line in particular
        for node, tensor in self.trained.items():
            if tensor.grad_fn is None and tensor.requires_grad:  # one that was frozen meanwhile is another leaf
                self.changed(tensor)
                self.held_grad(tensor, node, looked_at=True)
        self.tape.line = line

    def leaf(self, node: int) -> Tensor | None:
        """The tensor of a leaf that requires grad, by its node."""
        return self.trained.get(node)

    def read_grad(self, leaf: Tensor, grad: Tensor) -> None:
        """Somebody read ``leaf.grad``: what happens to that tensor, happens to the leaf's gradient."""
        self.owners[id(grad)] = (grad, leaf)

    def held_grad(self, leaf: Tensor, node: int, *, looked_at: bool = False) -> int | None:
        """The value of ``leaf.grad`` now. A change since it was last known becomes a zero or an update.

        ``looked_at``: look even if its version counter has not moved (a write through ``.data``).
        """
        grad, held = leaf.grad, self.grads.get(node)
        tape = self.tape
        examined = node in self.examined
        self.examined.add(node)
        if grad is None:
            if held is not None:
                tape.events.append(("zero", node, held[2], None, tape.line))
                del self.grads[node]
            return None
        if held is not None and held[0] is grad and held[1] == grad._version and not looked_at:
            return held[2]
        value = self.keep(grad)
        if held is None:
            if examined:  # there was none: it was put there by hand
                tape.events.append(("update", node, None, value, tape.line, True))
        elif same(tape.values[value], tape.values[held[2]]):
            tape.values.pop()
            value = held[2]
        elif not grad.any():
            tape.events.append(("zero", node, held[2], value, tape.line))
        else:
            tape.events.append(("update", node, held[2], value, tape.line, True))
        self.set_grad(leaf, node, grad, value)
        return value

    def set_grad(self, leaf: Tensor, node: int, grad: Tensor, value: int) -> None:
        """``leaf.grad`` is known to hold ``value``."""
        self.grads[node] = (grad, grad._version, value)
        self.owners[id(grad)] = (grad, leaf)

    def sweep(self) -> list[Function]:
        """Lets go of tensors that nobody else holds any more. Returns the ``grad_fn`` of those that are kept.

        Otherwise the results and gradients of all iterations of a training loop would stay alive. Leaves that require
        grad are kept: a graph may lead to them that no tensor of Python's knows of.
        """
        states, owners, aliases = self.states, self.owners, self.aliases
        kept = {id(leaf) for leaf in self.trained.values()} | {id(grad) for grad, _, _ in self.grads.values()}
        for key, state in [*states.items()]:
            ours = 3 + (key in owners) + (key in aliases)  # the state, the list above, the argument
            if key not in kept and getrefcount(state[0]) <= ours:
                del states[key]
        for held in (owners, aliases):
            for key, pair in [*held.items()]:
                if key not in kept and key not in states and getrefcount(pair[0]) <= 2:
                    del held[key]
        return [state[2] for state in states.values() if state[2] is not None]

    def forget(self) -> None:
        """Lets go of every tensor, and of the graph, so that a recording is freed without the cycle collector."""
        for held in (self.states, self.grads, self.owners, self.aliases, self.trained):
            held.clear()
        del self.derive


def function_of(tensor: Tensor) -> Function | None:
    """The ``grad_fn`` of ``tensor``; None also for a view made under no_grad whose base has changed since: it has none."""
    try:
        return tensor.grad_fn
    except RuntimeError:
        return None


def version_of(tensor: Tensor) -> int:
    """The version counter of ``tensor``; of one that was made in inference mode, and has none, always 0."""
    try:
        return tensor._version
    except RuntimeError:
        return 0


def _keeper(tape: Tape) -> Callable[[Tensor], int]:
    """A function that appends a snapshot to the tape and gives its index."""
    values = tape.values
    append = values.append

    def keep(tensor: Tensor) -> int:
        append(snapshot(tensor))
        return len(values) - 1

    return keep
