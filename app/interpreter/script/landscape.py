"""The hills that a training loop walks over: its loss as a function of the one or two numbers it trains.

The program runs once as it is. Then one round of its outermost training loop is walked again for every point of a grid:
the parameters are put there, every body runs up to its ``backward()``, and the loss that was to be differentiated is
noted. Nothing is differentiated, updated or printed. A loop over data is walked whole; of a loop over a ``range``, and
of a ``while``, one iteration is a round. The loss of a point is the mean of those noted.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from itertools import product
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

from app.errors import Span
from app.interpreter.listener import Silent
from app.interpreter.script.compile.compiler import CONTINUE, Compiler, Execute, Frame, statement
from app.interpreter.script.compile.scope import Scope
from app.interpreter.script.machine import MAX_OUTPUT, MAX_STEPS
from app.interpreter.script.run import carry_out, opened
from app.program.program import Script
from app.program.script.places import Places

POINTS = {1: 61, 2: 25}  # on each axis, by the number of parameters: a smooth curve, or enough for contours
MARGIN = 0.3  # of the way walked, shown on each side of it
AHEAD = 0.4  # and so much more beyond where it ended: the other side of the valley
ALONE = 1.0  # shown on each side of a parameter that did not move

MAX_ALONG = 500  # points of a way whose loss is walked for too

Loop = ast.For | ast.While
Point = tuple[float, ...]
BACKWARD = (torch.Tensor.backward, torch.autograd.backward)


@dataclass(frozen=True, slots=True)
class Landscape:
    """``loss[j][i]`` is the loss at ``x[i]`` and ``y[j]``; for one parameter ``y`` is empty and ``loss`` one row.

    ``way`` are the points at which ``backward()`` was called, in order, and ``along`` the loss at each of them: of the
    round, like the landscape, not of the one iteration. A long way has none.
    """

    line: int
    parameters: tuple[str, ...]
    x: list[float]
    y: list[float]
    loss: list[list[float]]
    way: list[Point]
    along: list[float]


def landscape(script: Script) -> Landscape | None:
    """The landscape of the first loop at module level that calls ``backward()`` on a single number.

    None where there is no such loop, or where it trains none or more than two numbers. Raises what a run raises.
    """
    with opened(script, survey := Survey(script), []) as compiler:
        watch = Watch(lambda root: survey.passed(root, compiler))
        with watch:
            carry_out(compiler, script)
        parameters = trained(compiler)
        way = [point for point in survey.way if len(point) == len(parameters)]
        if survey.trains is None or not parameters or not way:
            return None
        return _walked(compiler, script.seed, survey.trains, parameters, way)


class Watch(TorchFunctionMode):
    """Tells of every ``backward()`` before it runs. Nothing else of torch is looked at."""

    def __init__(self, tell: Callable[[Tensor], None]) -> None:
        super().__init__()
        self.tell = tell

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """What torch calls instead of ``func``."""
        if func in BACKWARD:
            root = args[0] if isinstance(args[0], Tensor) else args[0][0]
            self.tell(root)
        return func(*args, **kwargs or {})


class Survey(Silent):
    """What the first run tells: which loop trains, and the way its parameters go."""

    def __init__(self, script: Script) -> None:
        places = Places(script.source)
        self.loops = {places.span(node): node for node in script.tree.body if isinstance(node, Loop)}
        self.running: list[Span | None] = []
        self.trains: Loop | None = None
        self.way: list[Point] = []

    def loop(self, span: Span | None, line: int | None, total: int | None) -> None:  # noqa: ARG002
        """A loop begins."""
        self.running.append(span)

    def end_loop(self) -> None:
        """The innermost loop is over."""
        self.running.pop()

    def passed(self, root: Tensor, compiler: Compiler) -> None:
        """``backward()`` is about to run from ``root``."""
        outermost = self.running[0] if self.running else None
        around = None if outermost is None else self.loops.get(outermost)
        if around is None or root.numel() != 1 or (self.trains or around) is not around:
            return
        self.trains = around
        self.way.append(tuple(parameter.value for parameter in trained(compiler)))


@dataclass(frozen=True, slots=True)
class Parameter:
    """One number of a leaf that is trained."""

    name: str
    leaf: Tensor
    position: int

    @property
    def value(self) -> float:
        """What it is now."""
        return float(self.leaf.detach().flatten()[self.position])

    def put(self, value: float) -> None:
        """Writes ``value`` there, behind autograd's back."""
        self.leaf.data.view(-1)[self.position] = value


def trained(compiler: Compiler) -> list[Parameter]:
    """The numbers in leaves that require a gradient and that a name of the module holds; none where there are many."""
    found: dict[int, tuple[str, Tensor]] = {}
    for name, slot in compiler.module.slots.items():
        held = compiler.frame[slot] if slot < len(compiler.frame) else None
        if isinstance(held, torch.nn.Module):
            leaves: dict[str, Tensor] = {f"{name}.{path}": leaf for path, leaf in held.named_parameters()}
        elif isinstance(held, Tensor) and held.is_leaf:
            leaves = {name: held}
        else:
            continue
        for path, leaf in leaves.items():
            if leaf.requires_grad and leaf.is_floating_point():
                found.setdefault(id(leaf), (path, leaf))
        if sum(leaf.numel() for _, leaf in found.values()) > max(POINTS):
            return []
    return [
        Parameter(name if leaf.numel() == 1 else f"{name}[{', '.join(map(str, index))}]", leaf, position)
        for name, leaf in found.values()
        for position, index in enumerate(product(*map(range, leaf.shape)))
    ]


# -- one round without its end -------------------------------------------------------------------------------------------


class Reached(BaseException):
    """``backward()`` was called: this iteration has told its loss. No ``except`` of a program catches it."""


class UpToBackward(ast.stmt):
    """A body that is left, as by ``continue``, where it calls ``backward()``."""

    def __init__(self, body: list[ast.stmt]) -> None:
        super().__init__()
        self.body = body


@statement(UpToBackward)
def up_to_backward(compiler: Compiler, node: UpToBackward, scope: Scope) -> Execute:
    """Such a body."""
    body = compiler.block(node.body, scope)

    def run(frame: Frame) -> object:
        try:
            return body(frame)
        except Reached:
            return CONTINUE

    return run


def _round(compiler: Compiler, loop: Loop) -> Execute:
    """One round of ``loop``, compiled anew with every body cut short."""
    cut = deepcopy(loop)
    for node in ast.walk(cut):
        if isinstance(node, Loop):
            node.body = [UpToBackward(node.body)]
            node.orelse = []
    whole = isinstance(loop, ast.For) and not _counts(loop.iter)
    return compiler.block([cut] if whole else cut.body, compiler.module)


def _counts(items: ast.expr) -> bool:
    return isinstance(items, ast.Call) and isinstance(items.func, ast.Name) and items.func.id == "range"


# -- the grid ------------------------------------------------------------------------------------------------------------


def _walked(
    compiler: Compiler, seed: int, loop: Loop, parameters: list[Parameter], way: list[Point]
) -> Landscape | None:
    walk = _round(compiler, loop)
    machine, frame = compiler.machine, compiler.frame
    machine.in_setup = True  # nothing is shown
    losses: list[float] = []

    def reached(root: Tensor) -> None:
        losses.append(float(root.detach()))
        raise Reached

    def loss_at(point: Point) -> float | None:
        losses.clear()
        machine.steps, machine.output = MAX_STEPS, MAX_OUTPUT
        torch.default_generator.manual_seed(seed)
        for parameter, value in zip(parameters, point, strict=True):
            parameter.put(value)
        walk(frame)
        return sum(losses) / len(losses) if losses else None

    axes = [_axis([point[axis] for point in way], POINTS[len(parameters)]) for axis in range(len(parameters))]
    rows: list[list[float]] = []
    with Watch(reached):
        for y in axes[1] if len(axes) > 1 else [None]:
            row = [loss_at((x,) if y is None else (x, y)) for x in axes[0]]
            if None in row:
                return None  # the round does not lead to a loss by itself
            rows.append([loss for loss in row if loss is not None])
        walked = way if len(way) <= MAX_ALONG else []
        along = [loss for point in walked if (loss := loss_at(point)) is not None]
    names = tuple(parameter.name for parameter in parameters)
    return Landscape(loop.lineno, names, axes[0], axes[1] if len(axes) > 1 else [], rows, way, along)


def _axis(walked: list[float], points: int) -> list[float]:
    """Equally spaced values around all that were ``walked`` and on in the direction of the way."""
    finite = [value for value in walked if abs(value) < float("inf")]
    low, high = min(finite, default=0.0), max(finite, default=0.0)
    span = high - low
    if span == 0:
        low, high = low - ALONE, high + ALONE
    else:
        ahead = finite[-1] - finite[0]
        low -= span * (MARGIN + (AHEAD if ahead < 0 else 0))
        high += span * (MARGIN + (AHEAD if ahead > 0 else 0))
    return [low + (high - low) * position / (points - 1) for position in range(points)]
