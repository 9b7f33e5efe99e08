"""What the real autograd nodes can tell beyond their gradients: local derivatives, and the tensors they keep.

A local derivative is asked for, not computed: the node is called with ones, before the graph is freed. Called by hand a
node does not sum over broadcast axes, so the answer has the shape of the result, and upstream × local, summed over the
broadcast axes, is the contribution.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.autograd.function import BackwardCFunction
from torch.autograd.graph import Node as Function

from app.tape.snapshot import WHOLE_ELEMENTS, Value
from app.tape.tape import Node

if TYPE_CHECKING:
    from app.tape.graph import Graph

ELEMENTWISE = frozenset(
    f"{name}Backward{number}"
    for name in (
        *("Add", "Sub", "Rsub", "Mul", "Div", "Neg", "Pow", "Exp", "Exp2", "Expm1", "Log", "Log2", "Log10", "Log1P"),
        *("Sqrt", "Rsqrt", "Reciprocal", "Abs", "Sgn", "Sign", "Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Atan2"),
        *("Sinh", "Cosh", "Tanh", "Asinh", "Acosh", "Atanh", "Sigmoid", "LogSigmoid", "Relu", "LeakyRelu", "Elu"),
        *("Softplus", "Gelu", "Silu", "Mish", "Hardtanh", "Hardswish", "Hardsigmoid", "Erf", "Erfc", "Erfinv"),
        *("Maximum", "Minimum", "Clamp", "ClampMin", "ClampMax", "Where", "Lerp", "Addcmul", "Addcdiv", "Threshold"),
    )
    for number in (0, 1, 2)
)
LINEAR = frozenset({"AddBackward0", "SubBackward0", "RsubBackward1", "NegBackward0"})
ALPHA = frozenset({"AddBackward0", "SubBackward0"})  # they keep the alpha of add(x, y, alpha=2)
SCALED = frozenset({"MulBackward0", "DivBackward0"})  # linear too where the other operand is a plain number
SAVED: dict[type, list[tuple[str, str]]] = {}  # kind of autograd node → name and attribute of what it may keep

ANSWERS: dict[tuple[object, ...], list[Value | None]] = {}  # of linear autograd nodes, from recording to recording
ONES: dict[tuple[object, ...], Tensor] = {}  # what autograd nodes are asked with: small, and never written
MAX_KEPT = 4096  # of either


class Details:
    """Asks autograd nodes, and remembers the answers that depend on shapes and plain numbers alone."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.tape = graph.tape
        self.silent: set[int] = set()  # autograd nodes that are not to be asked
        self.inside: dict[int, Tensor] = {}  # what has reached an autograd node from within its own operation
        self.remembered: dict[tuple[object, ...], list[int | None]] = {}

    def locals_of(self, index: int, upstream: Tensor | None) -> list[int | None] | None:
        """For each input of an ``ELEMENTWISE`` autograd node the index of its local derivative; None if it is large.

        ``upstream`` is the gradient that went in.
        """
        if upstream is None or upstream.numel() > WHOLE_ELEMENTS or index in self.silent:
            return None
        record, nodes = self.tape.autograd[index], self.tape.nodes
        node, name = nodes[record.node], record.name
        if len(node.autograd) > 1:
            return self._ask_within(index, upstream)
        if name in LINEAR:
            return self._remember(index, upstream, self.graph.functions[index]._saved_alpha if name in ALPHA else None)  # type: ignore[attr-defined]
        if name in SCALED:
            for operand, _ in node.operands:
                if nodes[operand].kind == "constant":
                    return self._remember(index, upstream, nodes[operand])
        return self._ask(index, upstream)

    def _remember(self, index: int, upstream: Tensor, factor: Any) -> list[int | None] | None:
        """What a linear autograd node answers depends on its kind, the shape and a plain number alone: asked once."""
        record = self.tape.autograd[index]
        key = (record.name, factor, upstream.shape, upstream.dtype, *record.slots)
        known = self.remembered.get(key)
        if known is None:
            values = self.tape.values
            number = values[factor.values[0] or 0]["data"] if isinstance(factor, Node) else factor
            general = (record.name, repr(number), *key[2:])
            answers = ANSWERS.get(general)
            if answers is not None:
                known = []
                for answer in answers:
                    known.append(None if answer is None else len(values))
                    if answer is not None:
                        values.append(answer)
            elif (known := self._ask(index, upstream)) is not None:
                if len(ANSWERS) >= MAX_KEPT:
                    ANSWERS.clear()
                ANSWERS[general] = [None if local is None else values[local] for local in known]
            else:
                return None
            self.remembered[key] = known
        return known

    def _ask(self, index: int, upstream: Tensor) -> list[int | None] | None:
        """Asks the autograd node, and keeps its answers."""
        answers = self._answers(index, _ones(upstream))
        if answers is None:
            return None
        keep, shape = self.graph.values.keep, upstream.shape
        return [None if local is None or local.shape != shape else keep(local) for local in answers]

    def _ask_within(self, index: int, upstream: Tensor) -> list[int | None] | None:
        """The same for one of several autograd nodes of an operation: what the one before it answered goes in."""
        record = self.tape.autograd[index]
        first = self.tape.nodes[record.node].autograd[0] == index
        start = _ones(upstream) if first else self.inside.pop(index, None)
        answers = None if start is None else self._answers(index, start)
        if answers is None:
            return None
        for edge, answer in zip(record.next, answers, strict=False):
            if edge is not None and answer is not None and self.tape.autograd[edge[0]].node == record.node:
                self.inside[edge[0]] = answer + self.inside[edge[0]] if edge[0] in self.inside else answer
        keep, shape = self.graph.values.keep, upstream.shape
        return [
            None if slot is None or local is None or local.shape != shape else keep(local)
            for slot, local in zip(record.slots, answers, strict=False)
        ]

    def _answers(self, index: int, upstream: Tensor) -> tuple[Tensor | None, ...] | None:
        try:
            if torch.is_grad_enabled():
                with torch.no_grad():
                    answer = self.graph.functions[index](upstream)  # type: ignore[operator]
            else:
                answer = self.graph.functions[index](upstream)  # type: ignore[operator]
        except RuntimeError:  # a tensor it had kept was written in place; the engine will say so in its own time
            return None
        return answer if isinstance(answer, tuple) else (answer,)

    def keep_saved(self, node: int, results: Sequence[Tensor], operands: Sequence[Tensor]) -> None:
        """Notes every small tensor that the autograd nodes of an operation keep.

        Mostly it is one of its operands or results, and shares their value. A plain number that torch wrapped in a tensor
        is an operand already.
        """
        saved: list[tuple[str, int]] = []
        functions = self.graph.functions
        for index in self.tape.nodes[node].autograd:
            function = functions[index]
            kind = function.__class__
            if isinstance(function, BackwardCFunction):  # a user's class, which is not to be kept
                continue
            names = SAVED.get(kind)
            if names is None:
                names = SAVED[kind] = _names(function)
            if not names or (len(operands) == 1 and kind.__name__ in SCALED):
                continue
            for name, attribute in names:
                tensor = _kept(function, attribute)
                if isinstance(tensor, Tensor) and (value := self._saved(tensor, results, operands, node)) is not None:
                    saved.append((name, value))
        if saved:
            self.tape.saved[node] = saved

    def _saved(self, tensor: Tensor, results: Sequence[Tensor], operands: Sequence[Tensor], node: int) -> int | None:
        values = self.graph.values
        memory = tensor.data_ptr() if tensor.layout is torch.strided else None
        for around in (operands, results):
            for known in around:
                if known is tensor or (
                    memory is not None
                    and known.layout is torch.strided
                    and known.data_ptr() == memory
                    and _alike(known, tensor)
                    and values.is_known(known)
                ):
                    return values.states[id(known)][5]
        if tensor.dim() == 0 and len(self.tape.nodes[node].operands) > len(operands):
            return None
        return values.keep(tensor) if tensor.numel() <= WHOLE_ELEMENTS else None


def _ones(like: Tensor) -> Tensor:
    key = (like.shape, like.dtype, like.device)
    ones = ONES.get(key)
    if ones is None:
        if len(ONES) >= MAX_KEPT:
            ONES.clear()
        ones = ONES[key] = torch.ones(like.shape, dtype=like.dtype, device=like.device)
    return ones


def _names(function: Function) -> list[tuple[str, str]]:
    """Attributes in which a kind of autograd node may keep single tensors. One that is None here may be a number there."""
    names = [name for name in dir(function) if name.startswith("_saved_")]
    return [(name.removeprefix("_saved_"), name) for name in names if isinstance(_kept(function, name), Tensor | None)]


def _kept(function: Function, attribute: str) -> Any:
    """What an autograd node keeps. None where the operation wrote into it: a pass will be refused."""
    try:
        return getattr(function, attribute)
    except RuntimeError:
        return None


def _alike(one: Tensor, other: Tensor) -> bool:
    """Whether two tensors that begin at the same place in memory are the same view of it."""
    return one.shape == other.shape and one.stride() == other.stride() and one.dtype == other.dtype
