"""The Tape: an append-only record of one run, in the order in which everything happened. Plain Python, no tensors.

``nodes``, ``autograd`` and ``values`` are referred to by index. ``events`` holds tuples whose first item names them:

``("forward", node, line)``
``("seed", pass, node, output, value, line, wanted)``   wanted: the nodes asked for by ``autograd.grad``, else None
``("backward", pass, autograd, grads, contributions)``  grads: a value or None for each result of the autograd node;
                                                        contributions: ``[input, value, sum, local]``, each a value or None
``("hook", pass, node, output, before, after)``
``("accumulate", pass, node, contribution, before, after)``
``("zero", node, before, after, line)``
``("update", node, before, after, line, of_grad)``      of_grad: it was the leaf's ``.grad`` that changed
``("output", text, line)``
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

from app.errors import Span
from app.tape.snapshot import Value

Place: TypeAlias = tuple[int, int]  # (node, which of its results)
Event: TypeAlias = tuple[Any, ...]


class Node:
    """A leaf, a plain number, or an operation with its results."""

    __slots__ = ("autograd", "grad_fn", "kind", "line", "operands", "operation", "requires_grad", "span", "values")

    def __init__(  # noqa: PLR0913, PLR0917 -- built once for every operation: keywords would cost as much as the rest
        self,
        kind: str,
        operation: str | None,
        operands: list[Place],
        values: list[int | None],
        requires_grad: bool,  # noqa: FBT001
        grad_fn: str | None,
        autograd: list[int],
        span: Span | None,
        line: int | None,
    ) -> None:
        self.kind = kind  # leaf | constant | operation
        self.operation = operation  # torch's own name
        self.operands = operands  # in the order of the slots
        self.values = values  # one for each result; None: never seen; empty: the operation failed
        self.requires_grad = requires_grad
        self.grad_fn = grad_fn
        self.autograd = autograd  # the autograd nodes inside an operation
        self.span = span
        self.line = line


class AutogradNode:
    """One node of torch's own graph. ``slots`` says, for each of ``next``, which operand of ``node`` it leads to."""

    __slots__ = ("name", "next", "node", "slots")

    def __init__(self, name: str, node: int, following: list[tuple[int, int] | None], slots: list[int | None]) -> None:
        self.name = name
        self.node = node
        self.next = following  # (autograd node, which of its results); None where no gradient goes
        self.slots = slots


class Binding(NamedTuple):
    """A user's name took a value: a tensor (``place``) or anything else (``value`` where it is numbers, ``text``)."""

    name: str
    place: Place | None
    value: int | None
    text: str | None


class Unfinished(NamedTuple):
    """A pass that torch broke off, or never began: what it would have started from."""

    number: int
    roots: list[Place]


class Variable(NamedTuple):
    """What a user's name holds at the end; values by index."""

    value: int | None
    grad: int | None
    requires_grad: bool
    is_leaf: bool
    grad_fn: str | None
    text: str | None


class Tape:
    """What was recorded. While it is being recorded it is also the ``Listener`` of an interpreter."""

    def __init__(self, torch_version: str) -> None:
        self.torch_version = torch_version
        self.values: list[Value] = []
        self.nodes: list[Node] = []
        self.parameters: set[int] = set()  # leaves that are an nn.Parameter
        self.grad_of: dict[int, int] = {}  # leaf that is what .grad of a leaf held → that leaf
        self.saved: dict[int, list[tuple[str, int]]] = {}  # operation → name and value of what autograd keeps
        self.autograd: list[AutogradNode] = []
        self.producers: dict[tuple[int, int], Place] = {}  # (autograd node, its result) → the node's result
        self.events: list[Event] = []
        self.bindings: list[Binding] = []
        self.variables: dict[str, Variable] = {}
        self.passes = 0
        self.unfinished: Unfinished | None = None  # the latest pass that failed
        self.ungraded: Place | None = None  # whose ``.grad`` was read last and was None
        self.span: Span | None = None
        self.line: int | None = None
        self.reflected = False
        self.identify: Callable[[str, object], Binding] | None = None  # while recording
        self.settle: Callable[[object, float], None] | None = None  # while recording

    def at(self, span: Span | None, line: int | None, *, reflected: bool = False) -> None:
        """The operations that follow come from ``span``. ``reflected``: the left operand is a plain number."""
        self.span = span
        self.line = line
        self.reflected = reflected

    def bind(self, name: str, value: object, *, local: bool = False) -> None:  # noqa: ARG002
        """The user's ``name`` now holds ``value``."""
        assert self.identify is not None, "a name can only be bound while recording"
        self.bindings.append(self.identify(name, value))

    def literal(self, tensor: object, number: float) -> None:
        """``tensor`` stands for a plain ``number`` of the text: a constant, not a leaf."""
        assert self.settle is not None, "a number can only be placed while recording"
        self.settle(tensor, number)

    def printed(self, text: str, line: int | None) -> None:
        """The program printed ``text``."""
        self.events.append(("output", text, line))

    def loop(self, span: Span | None, line: int | None, total: int | None) -> None:
        """A loop of the program begins."""

    def iteration(self, number: int) -> None:
        """An iteration of the innermost loop begins."""

    def end_loop(self) -> None:
        """The innermost loop is over."""

    def drawn(self, chart: dict[str, Any], line: int | None) -> None:
        """The program showed a chart."""

    def setup(self, *, begins: bool) -> None:
        """The hidden set-up begins or ends."""
