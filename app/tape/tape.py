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
``("loop", span, line, total)``, ``("iteration", number)``, ``("end_loop",)``
``("drawn", chart, line)``
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, Protocol, TypeAlias

from app.errors import Span
from app.tape.snapshot import Value

Place: TypeAlias = tuple[int, int]  # (node, which of its results)
Event: TypeAlias = tuple[Any, ...]


class Recorder(Protocol):
    """What the tape passes on while it is recorded: everything that concerns tensors, or may stop the recording."""

    look: Callable[..., None] | None  # called before every call of torch

    def so_far(self) -> Tape | None:
        """A copy of the tape as if the program ended here; None inside a call of torch."""

    def name(self, name: str, value: object, *, local: bool) -> None:
        """The user's ``name`` now holds ``value``."""

    def unname(self, name: str) -> None:
        """The user's ``name`` holds nothing any more."""

    def settle(self, tensor: object, number: float) -> None:
        """``tensor`` stands for a plain ``number``."""

    def printed(self, text: str, line: int | None) -> None:
        """The program printed."""

    def drawn(self, chart: dict[str, Any], line: int | None) -> None:
        """The program showed a chart."""

    def begin_loop(self, span: Span | None, line: int | None, total: int | None) -> None:
        """A loop begins."""

    def begin_iteration(self, number: int) -> None:
        """An iteration of the innermost loop begins."""

    def end_loop(self) -> None:
        """The innermost loop is over."""

    def setup(self, *, begins: bool) -> None:
        """The hidden set-up begins or ends."""


class Node:
    """A leaf, a plain number, or an operation with its results."""

    __slots__ = (
        "autograd", "grad_fn", "group", "kind", "line", "operands", "operation", "requires_grad", "span", "values",
    )  # fmt: skip

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
        group: int | None,
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
        self.group = group  # the innermost open group


class AutogradNode:
    """One node of torch's own graph. ``slots`` says, for each of ``next``, which operand of ``node`` it leads to."""

    __slots__ = ("name", "next", "node", "slots")

    def __init__(self, name: str, node: int, following: list[tuple[int, int] | None], slots: list[int | None]) -> None:
        self.name = name
        self.node = node
        self.next = following  # (autograd node, which of its results); None where no gradient goes
        self.slots = slots


class Binding(NamedTuple):
    """A user's name took a tensor."""

    name: str
    place: Place


class Unfinished(NamedTuple):
    """A pass that torch broke off, or never began: what it would have started from."""

    number: int
    roots: list[Place]


class Variable(NamedTuple):
    """What a user's name holds at the end; values by index. ``node``: what it stands for, where that was recorded."""

    node: int | None
    value: int | None
    grad: int | None
    requires_grad: bool
    is_leaf: bool
    grad_fn: str | None
    text: str | None


class Group(NamedTuple):
    """One call of a module, or the set-up."""

    kind: str  # module | setup
    parent: int | None
    name: str
    type: str | None
    line: int | None


class Series(NamedTuple):
    """A number that changes from iteration to iteration, of a name or of an element of a leaf."""

    name: str | int  # of a leaf: its node
    of: str  # value | grad
    element: list[int] | None
    line: int
    points: list[Any]
    events: list[int | None]  # for each point how many events there were then; None: not recorded
    iterations: list[int] | None  # the number of each point's iteration; None: 0, 1, 2 …


class Window(NamedTuple):
    """Which iterations of an outermost loop were recorded, as half-open ranges."""

    line: int
    total: int | None
    recorded: list[tuple[int, int]]


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
        self.groups: list[Group] = []
        self.bindings: list[Binding] = []
        self.variables: dict[str, Variable] = {}
        self.series: list[Series] = []
        self.window: Window | None = None
        self.passes = 0
        self.span: Span | None = None
        self.line: int | None = None
        self.group: int | None = None
        self.unfinished: Unfinished | None = None  # the latest pass that failed
        self.abandoned: list[int] = []  # the passes that began and failed
        self.ungraded: Place | None = None  # whose ``.grad`` was read last and was None
        self.reflected = False
        self.recorder: Recorder | None = None  # while recording

    def at(self, span: Span | None, line: int | None, *, reflected: bool = False) -> None:
        """The operations that follow come from ``span``. ``reflected``: the left operand is a plain number."""
        self.span = span
        self.line = line
        self.reflected = reflected

    def bind(self, name: str, value: object, *, local: bool = False) -> None:
        """The user's ``name`` now holds ``value``."""
        self._recorder().name(name, value, local=local)

    def unbind(self, name: str) -> None:
        """The user's ``name`` holds nothing any more."""
        self._recorder().unname(name)

    def literal(self, tensor: object, number: float) -> None:
        """``tensor`` stands for a plain ``number`` of the text: a constant, not a leaf."""
        self._recorder().settle(tensor, number)

    def printed(self, text: str, line: int | None) -> None:
        """The program printed ``text``."""
        self._recorder().printed(text, line)

    def loop(self, span: Span | None, line: int | None, total: int | None) -> None:
        """A loop of the program begins."""
        self._recorder().begin_loop(span, line, total)

    def iteration(self, number: int) -> None:
        """An iteration of the innermost loop begins. Raises LimitError where the budget is used up."""
        self._recorder().begin_iteration(number)

    def end_loop(self) -> None:
        """The innermost loop is over."""
        self._recorder().end_loop()

    def drawn(self, chart: dict[str, Any], line: int | None) -> None:
        """The program showed a chart."""
        self._recorder().drawn(chart, line)

    def so_far(self) -> Tape | None:
        """While it is recorded: a tape of its own with what there is so far; None inside a call of torch, a hook say."""
        return self._recorder().so_far()

    def setup(self, *, begins: bool) -> None:
        """The hidden set-up begins or ends."""
        self._recorder().setup(begins=begins)

    def watch(self, look: Callable[..., None]) -> bool:
        """``look(function, args, kwargs)`` is called before every call of torch: two modes would cost twice as much."""
        self._recorder().look = look
        return True

    def _recorder(self) -> Recorder:
        assert self.recorder is not None, "a tape listens only while it is recorded"
        return self.recorder
