"""Makes the nodes of the notation and counts them, so that no text becomes too large or too deep a tree."""

from __future__ import annotations

import math

from app.errors import LimitError, ReadError, Span
from app.program.limits import Limits
from app.program.notation import Call, Literal, Notation, Operation
from app.program.tokens import Token

_LARGEST_INTEGER = 2**63 - 1  # torch's largest; a longer literal is a float


class Builder:
    """Makes nodes and counts them, over all lines of a text."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.nodes = 0

    def operation(self, key: str, operands: tuple[Notation, ...], span: Span) -> Operation:
        """An operation, within the limits of size and depth."""
        return Operation(key, operands, span, self._depth(operands, span))

    def call(self, function: str, operands: tuple[Notation, ...], span: Span) -> Call:
        """A call of a user's function."""
        return Call(function, operands, span, self._depth(operands, span))

    def _depth(self, operands: tuple[Notation, ...], span: Span) -> int:
        self.nodes += 1
        if self.nodes > self.limits.nodes:
            raise LimitError("limit-nodes", span, {"limit": self.limits.nodes})
        depth = 1 + max(operand.depth for operand in operands)
        if depth > self.limits.depth:
            raise LimitError("limit-depth", span, {"limit": self.limits.depth})
        return depth


def literal(token: Token) -> Literal:
    """A number: an ``int`` where no point and no exponent stands, else a ``float``. Raises ReadError above float64's range."""
    if token.text.isdecimal():
        whole = int(token.text)
        return Literal(whole if whole <= _LARGEST_INTEGER else float(whole), token.span)
    value = float(token.text)
    if math.isinf(value):
        raise ReadError("number-too-large", token.span, {"number": token.text})
    return Literal(value, token.span)
