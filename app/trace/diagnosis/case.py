"""One error to be explained: torch's message, the tape up to it, the text; and what its operands are called."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

from app.errors import AuthorError, Fact, Related, Repair, RunError, Span
from app.tape import Tape
from app.tape.tape import Node, Place
from app.trace.diagnosis.text import Piece, Text, called
from app.trace.names import given_names, labels

VIEWS = frozenset(
    {
        *("view", "view_as", "reshape", "__getitem__", "T", "mT", "t", "transpose", "permute", "squeeze", "unsqueeze"),
        *("expand", "expand_as", "flatten", "detach", "data", "select", "narrow", "chunk", "split", "unbind"),
        *("diagonal", "unfold", "movedim", "swapaxes", "unflatten", "as_strided"),
    }
)
LOSSES = ("loss", "cross_entropy", "logits", "div")
LAYERS = frozenset({"linear", "conv1d", "conv2d", "embedding", "batch_norm", "layer_norm"})
AUGMENTED = frozenset(f"__i{name}__" for name in ("add", "sub", "mul", "div", "truediv", "floordiv", "pow", "mod"))


class Operand(NamedTuple):
    """What went into an operation that failed; ``piece`` is where it is written, where that is certain."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    piece: ast.expr | None


@dataclass(frozen=True)
class Case:
    """An error, and what was recorded before it."""

    error: AuthorError
    tape: Tape
    text: Text
    found: re.Match[str]

    def teach(
        self,
        code: str,
        *,
        span: Span | None = None,
        related: Sequence[Related | None] = (),
        repairs: Sequence[Repair] = (),
        **facts: Fact,
    ) -> RunError:
        """The error with a code, facts, places and repairs of its own; torch's message stays."""
        return RunError(
            code,
            span or self.error.span,
            {**self.error.facts, **facts},
            tuple(repairs),
            (*(place for place in related if place is not None), *self.error.related),
        )

    # -- the text ---------------------------------------------------------------------------------------------------------

    @cached_property
    def piece(self) -> Piece | None:
        """The expression or statement that failed."""
        return self.text.at(self.error.span)

    @cached_property
    def call(self) -> ast.Call | None:
        """The call that failed, if it was one."""
        return self.piece if isinstance(self.piece, ast.Call) else None

    def line_of(self, span: Span | None) -> int:
        """The line of a place, from 1; 0 for one in the set-up."""
        return 0 if span is None else self.text.source.count("\n", 0, span.start) + 1

    # -- the tape ---------------------------------------------------------------------------------------------------------

    @cached_property
    def failed(self) -> Node | None:
        """The operation that torch refused: the last one, if it has no result."""
        nodes = self.tape.nodes
        if nodes and nodes[-1].kind == "operation" and not nodes[-1].values:
            return nodes[-1]
        return None

    @cached_property
    def places(self) -> dict[str, Place]:
        """What every name of the user stands for at last."""
        return {binding.name: binding.place for binding in self.tape.bindings if binding.place is not None}

    @cached_property
    def _names(self) -> dict[Place, str]:
        return {place: name for name, place in self.places.items()}

    @cached_property
    def _labels(self) -> list[str]:
        return labels(self.tape, given_names(self.tape))

    def name_of(self, place: Place) -> str:
        """The user's name for a value, else what the picture calls it."""
        return self._names.get(place) or self._labels[place[0]]

    def is_named(self, place: Place) -> bool:
        """Whether the user has a name for it."""
        return place in self._names

    def shape_of(self, place: Place) -> tuple[int, ...]:
        """The shape of a value; () where it was never seen."""
        value = self._value(place)
        return () if value is None else tuple(self.tape.values[value]["shape"])

    def dtype_of(self, place: Place) -> str:
        """The dtype of a value, as torch writes it without ``torch.``."""
        value = self._value(place)
        return "" if value is None else str(self.tape.values[value]["dtype"])

    def _value(self, place: Place) -> int | None:
        values = self.tape.nodes[place[0]].values
        return values[place[1]] if place[1] < len(values) else None

    @cached_property
    def operands(self) -> list[Operand]:
        """The tensors that went into the operation that failed, as the user calls them, in the order of writing."""
        if self.failed is None:
            return []
        places = [place for place in self.failed.operands if self.tape.nodes[place[0]].kind != "constant"]
        pieces = self._written(len(self.failed.operands))
        found = []
        for place in places:
            position = self.failed.operands.index(place)
            piece = pieces[position] if position < len(pieces) else None
            name = self.name_of(place) if piece is None else self.text.short(piece)
            found.append(Operand(name, self.shape_of(place), self.dtype_of(place), piece))
        return found

    def _written(self, count: int) -> list[ast.expr]:
        """Where the operands are written; empty where the text does not say it for certain."""
        piece, operation = self.piece, "" if self.failed is None else (self.failed.operation or "")
        written: list[ast.expr] = []
        if isinstance(piece, ast.BinOp):
            written = [piece.left, piece.right]
        elif isinstance(piece, ast.AugAssign):
            written = [piece.target, piece.value]
        elif isinstance(piece, ast.Call) and called(piece) in {operation, operation.rstrip("_")}:
            written = list(piece.args)
            if len(written) == 1 and isinstance(written[0], ast.List | ast.Tuple):
                written = list(written[0].elts)
            if isinstance(piece.func, ast.Attribute) and not self.text.is_module(piece.func.value):
                written.insert(0, piece.func.value)
        elif isinstance(piece, ast.Call) and (operation.endswith(LOSSES) or self._layer_itself()):
            written = list(piece.args)
            count = 1
        if any(isinstance(argument, ast.Starred) for argument in written) or len(written) < min(count, 2):
            return []
        return written

    def _layer_itself(self) -> bool:
        """Whether what failed is the layer that was called, not one inside it: its input was there before the call."""
        assert self.failed is not None
        if self.failed.operation not in LAYERS or not self.failed.operands:
            return False
        given = self.tape.nodes[self.failed.operands[0][0]]
        return given.kind != "operation" or given.span != self.error.span

    def storage(self, place: Place) -> int:
        """The node whose memory a value lies in: views and writes in place are followed to where they began."""
        node = self.tape.nodes[place[0]]
        while node.kind == "operation" and node.operands and (node.operation in VIEWS or writes(node)):
            place = node.operands[0]
            node = self.tape.nodes[place[0]]
        return place[0]


def writes(node: Node) -> bool:
    """Whether an operation writes into its first operand."""
    name = node.operation or ""
    return name in AUGMENTED or name == "__setitem__" or (name.endswith("_") and not name.endswith("__"))


def shape(sizes: Sequence[int]) -> str:
    """A shape as Python writes it."""
    return str(tuple(sizes))


def numbers(text: str) -> tuple[int, ...]:
    """The whole numbers in a part of torch's message."""
    return tuple(int(number) for number in re.findall(r"-?\d+", text))


Explanation: TypeAlias = Callable[[Case], AuthorError | None]


def row(pattern: str, explanation: Explanation) -> tuple[re.Pattern[str], Explanation]:
    """One line of a table: which message, as ``RuntimeError: …``, is explained by what."""
    return re.compile(pattern, re.DOTALL), explanation
