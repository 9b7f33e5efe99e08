"""Notation → the tree that runs: what each product means, by the shapes of its operands; calls of user functions inlined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.errors import Fact, LimitError, ReadError, Related, Span
from app.program.inputs import Inputs
from app.program.limits import Limits
from app.program.notation import (
    ELEMENTWISE,
    JUXTAPOSED,
    Call,
    Line,
    Literal,
    Notation,
    Operation,
    Word,
    is_minus_one,
    walk,
    words,
)
from app.program.program import Note
from app.program.shapes import Shape, elements, shape_of, written
from app.program.tree import Apply, Expression, Name, Number, Statement

_SUMS = frozenset(("sum", "mean"))


@dataclass(frozen=True, slots=True)
class Meant:
    """A piece of notation and what it means. ``row``: a vector that was transposed, so that ``xᵀ y`` is a dot product."""

    shown: Notation
    value: Expression
    shape: Shape
    row: bool = False
    depth: int = 1


class Meaning:
    """Resolves the lines of one text, in order."""

    def __init__(self, lines: Sequence[Line], inputs: Inputs, limits: Limits) -> None:
        self.lines = lines
        self.inputs = inputs
        self.limits = limits
        self.notes: dict[tuple[str, Span | None], Note] = {}
        self.statements: list[Statement] = []
        self.shown: list[Notation] = []  # what each line was understood as
        self.output_shape: Shape = ()
        self._assigned: dict[str, Meant] = {}
        self._assigned_at = {line.name: line for line in reversed(lines) if line.name and line.parameters is None}
        self._definitions: dict[str, int] = {}  # which line defines a function
        self._summing = 0
        self._bindings = 0
        self._scope: dict[str, Meant] = {}
        self._level = 0
        self._nodes = 0
        self._number = self._place = 0  # of the line that is resolved
        self._taken = _taken_names(lines)
        self._lifted = _lifted(lines, self._taken)

    def resolve_lines(self) -> None:
        """Resolve every line; ``statements``, ``shown``, ``notes`` and ``output_shape`` hold the result."""
        for place, line in enumerate(self.lines):
            self._number, self._place = line.number, place
            if line.parameters is not None and line is not self.lines[-1]:
                self._definitions[line.name or ""] = place
                self.shown.append(line.value)
                continue
            meant = self.resolve(line.value)
            self.shown.append(meant.shown)
            self.output_shape = meant.shape
            self.statements.append(Statement(line.name, meant.value, line.span, line.number))
            if line.name is not None:
                self._assigned[line.name] = meant

    def _note(self, code: str, span: Span, **facts: Fact) -> None:
        self.notes.setdefault((code, span), Note(code, span, facts))

    # ------------------------------------------------------------ one node

    def resolve(self, node: Notation) -> Meant:
        """What ``node`` means where it stands. Raises ReadError where shapes do not fit, LimitError for too large a tree."""
        self._level += 1
        if self._level > self.limits.depth:
            raise LimitError("limit-depth", node.span, {"limit": self.limits.depth})
        if isinstance(node, Operation):
            meant = self._operation(node)
        elif isinstance(node, Word):
            meant = self._word(node)
        elif isinstance(node, Literal):
            meant = Meant(node, Number(node.value, node.span), ())
        else:
            meant = self._call(node)
        self._level -= 1
        return meant

    def _word(self, node: Word) -> Meant:
        bound = self._scope.get(node.name)
        if bound is not None:
            value = bound.value if isinstance(bound.value, Apply) else replace(bound.value, span=node.span)
            return replace(bound, shown=node, value=value)
        assigned = self._assigned.get(node.name)
        if assigned is not None:
            return Meant(node, Name(node.name, node.span), assigned.shape, assigned.row)
        later = self._assigned_at.get(node.name)
        if later is not None:
            related = (Related(later.span, "defined-here"),)
            raise ReadError("used-before-definition", node.span, {"name": node.name, "line": later.number}, (), related)
        return Meant(node, Name(node.name, node.span), self.inputs.shape(node.name, node.span))

    def _operation(self, node: Operation) -> Meant:
        key = node.key
        summed = key in _SUMS
        self._summing += summed
        operands = tuple(map(self.resolve, node.operands))
        self._summing -= summed
        if key == "transpose" and len(operands[0].shape) < 2:  # torch's vectors have one axis: nothing to swap
            turned = operands[0].shape != () and not operands[0].row
            shown = Operation(key, (operands[0].shown,), node.span, node.depth)
            return Meant(shown, operands[0].value, operands[0].shape, turned, operands[0].depth)
        if key in (JUXTAPOSED, "matmul"):
            key = self._product(key, operands[0], operands[1], node.span)
        shape = shape_of(key, [operand.shape for operand in operands], node.span)
        if elements(shape) > self.limits.value_elements:
            facts: dict[str, Fact] = {"shape": written(shape), "limit": self.limits.value_elements}
            raise LimitError("limit-elements", node.span, facts)
        self._say(node, key, operands, shape)
        self._count(node.span)
        row = len(shape) == 1 and any(operand.row for operand in operands)
        depth = 1 + max(operand.depth for operand in operands)
        if depth > self.limits.depth:
            raise LimitError("limit-depth", node.span, {"limit": self.limits.depth})
        value = Apply(key, tuple(operand.value for operand in operands), node.span)
        return Meant(_shown(node, key, operands), value, shape, row, depth)

    def _count(self, span: Span) -> None:
        """One more operation or call; user functions are inlined, so that a short text may describe a large tree."""
        self._nodes += 1
        if self._nodes > self.limits.nodes:
            raise LimitError("limit-nodes", span, {"limit": self.limits.nodes})

    def _product(self, key: str, left: Meant, right: Meant, span: Span) -> str:
        """Which operation a product is: ``A x``, ``AB`` and ``xᵀ y`` are matrix products, ``x yᵀ`` is outer."""
        ranks = (len(left.shape), len(right.shape))
        if ranks == (1, 1) and right.row and not left.row:
            return "outer"
        if key == "matmul":
            return key
        if ranks in ((2, 2), (2, 1)) or (left.row and ranks in ((1, 2), (1, 1)) and not right.row):
            self._note("matrix-product", span, left=written(left.shape), right=written(right.shape))
            return "matmul"
        return "mul"

    def _say(self, node: Operation, key: str, operands: tuple[Meant, ...], shape: Shape) -> None:
        """Notes on readings that linear algebra might mean otherwise."""
        shapes = [operand.shape for operand in operands]
        if (
            key == "mul"
            and () not in shapes
            and not self._summing
            and (max(map(len, shapes)) > 1 or node.key == JUXTAPOSED)
        ):
            self._note("elementwise-product", node.span, left=written(shapes[0]), right=written(shapes[1]))
        if key == "pow" and len(shapes[0]) == 2:
            if is_minus_one(node.operands[1]) and shapes[0][0] == shapes[0][1]:
                raise ReadError("matrix-inverse", node.span, {"shape": written(shape)})
            self._note("elementwise-power", node.span, shape=written(shape))

    # -------------------------------------------------------- user functions

    def _call(self, node: Call) -> Meant:
        at = self._definitions.get(node.function)
        if at is None or at >= self._place:
            raise ReadError("function-later", node.span, {"function": node.function})
        definition = self.lines[at]
        self._count(node.span)
        scope: dict[str, Meant] = {}
        shown: list[Notation] = []
        for place, (name, operand) in enumerate(zip(definition.parameters or (), node.operands, strict=True)):
            meant = self._lift(name, operand, node) if (id(node), place) in self._lifted else self.resolve(operand)
            shown.append(meant.shown)
            uses = sum(word.name == name for word in words(definition.value))
            scope[name] = self._bound(node.function, name, meant) if uses > 1 else meant
        outer = (self._scope, self._place)
        self._scope, self._place = scope, at
        body = self.resolve(definition.value)
        self._scope, self._place = outer
        self.shown[at] = body.shown
        return replace(body, shown=Call(node.function, tuple(shown), node.span, node.depth))

    def _lift(self, name: str, operand: Notation, call: Call) -> Meant:
        """A literal operand becomes an input of the parameter's name, so that it has a gradient."""
        value = literal_value(operand)
        assert value is not None
        self.inputs.fix(name, value)
        self._note("argument-input", operand.span, function=call.function, name=name, value=value)
        return Meant(operand, Name(name, operand.span), ())

    def _bound(self, function: str, name: str, meant: Meant) -> Meant:
        """A computed operand that the body uses more than once is computed once, under a name of its own."""
        if not isinstance(meant.value, Apply):
            return meant
        fresh = name
        if name in self._taken:  # no name that is written has a point
            self._bindings += 1
            fresh = f"{function}.{name}" if self._bindings == 1 else f"{function}.{name}.{self._bindings}"
        self._taken.add(fresh)
        self.statements.append(Statement(fresh, meant.value, meant.value.span, self._number))
        return replace(meant, value=Name(fresh, meant.value.span), depth=1)


def literal_value(node: Notation) -> int | float | None:
    """The number that ``2``, ``−2`` or ``1/2`` stands for; ``None`` for anything that is not literal."""
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Operation) and node.key == "neg":
        value = literal_value(node.operands[0])
        return None if value is None else -value
    if isinstance(node, Operation) and node.key == "div":
        over, under = map(literal_value, node.operands)
        return None if over is None or not under else over / under
    return None


def _shown(node: Operation, key: str, operands: tuple[Meant, ...]) -> Notation:
    """``node`` as the reading echoes it: each product with the sign of what it means."""
    if key == "outer":
        key = node.key
    elif key == "mul" and all(operand.shape for operand in operands):
        key = ELEMENTWISE
    return Operation(key, tuple(operand.shown for operand in operands), node.span, node.depth)


def _taken_names(lines: Sequence[Line]) -> set[str]:
    """Every name of the text that is not a function's own parameter."""
    taken: set[str] = set()
    for line in lines:
        own = line.parameters if line.parameters is not None and line is not lines[-1] else ()
        taken |= {word.name for word in words(line.value)} - set(own)
        if line.name is not None:
            taken.add(line.name)
    return taken


def _lifted(lines: Sequence[Line], taken: set[str]) -> set[tuple[int, int]]:
    """The literal operands, as (id of the call, place), whose parameter's name is free and asked for once."""
    parameters = {line.name: line.parameters for line in lines if line.parameters is not None}
    asked: dict[str, list[tuple[int, int]]] = {}
    for line in lines:
        if line.parameters is not None:
            continue
        for node in walk(line.value):
            if isinstance(node, Call):
                names = parameters[node.function]
                for place, operand in enumerate(node.operands):
                    if literal_value(operand) is not None:
                        asked.setdefault(names[place], []).append((id(node), place))
    return {places[0] for name, places in asked.items() if len(places) == 1 and name not in taken}
