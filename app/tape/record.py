"""``with record() as tape:`` around any torch code writes down what torch does, forward and backward.

    with record() as tape:
        Q = 3 * a**3 - b**2
        Q.backward(gradient=torch.ones(2))

Forward operations are seen by a TorchFunctionMode, at the level at which a user writes them. Inside a functorch
transform nothing is recorded: tensors there are not values a picture could show. The steps of an optimizer are seen by
their effect alone: every leaf they changed is an update.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode

from app.errors import LimitError, Span
from app.tape.calls import Calls, sequence_number
from app.tape.details import Details
from app.tape.functions import RULES, Treatment, rule_of
from app.tape.graph import Graph
from app.tape.groups import Groups
from app.tape.loops import Loops
from app.tape.naming import Naming
from app.tape.optimizers import Optimizers
from app.tape.series import Courses
from app.tape.sofar import so_far
from app.tape.tape import Tape
from app.tape.window import BUDGET, HARD_LIMIT

functorch_level = torch._C._functorch.peek_interpreter_stack
modes_in_force = torch._C._len_torch_function_stack
torch_itself = torch._C.DisableTorchFunction
FEW = 300
TORCH_VERSION = torch.__version__.partition("+")[0]
OPERATION = Treatment.OPERATION
PASS = Treatment.PASS
BACKWARD = Treatment.BACKWARD


class record(TorchFunctionMode):  # noqa: N801 -- used like open(): a context, not a thing
    """Records while the ``with`` block runs. ``details``: also local derivatives and saved tensors, where small.

    ``window``: of the outermost loop record these iterations (half-open) in full, and no others.
    """

    def __init__(self, *, details: bool = True, window: tuple[int, int] | None = None) -> None:
        super().__init__()
        self.tape = tape = Tape(TORCH_VERSION)
        self.graph = graph = Graph(tape)
        self.values = graph.values
        self.calls = calls = Calls(graph, Details(graph) if details else None)
        self.operation = calls.operation
        self.optimizers = Optimizers(graph.values, self._outside, self._listening)
        self.stepping = self.optimizers.running
        self.groups = Groups(tape, graph.values, self._listening)
        self.naming = Naming(tape, graph.values, self.groups)
        self.courses = Courses(tape, graph.values.leaf)
        self.loops = Loops(tape, self.courses, window, self._pause, self._resume)
        self.paused = False
        self.gap = 0  # the sequence number at which the pause began
        self.unsaid: list[tuple[str, int | None]] = []  # what was printed while paused
        self.depth = 0
        self.sweep_at = FEW  # how many tensors may be held before it is looked whether anybody else does
        self.leave_alone: list[Callable[[], None]] = []
        self.look: Callable[..., None] | None = None  # what else wants to see every call, before it is made

    def __enter__(self) -> Tape:
        self.tape.recorder = self
        super().__enter__()  # type: ignore[no-untyped-call]
        self.depth = modes_in_force()
        self.leave_alone = [self.groups.watch(), self.optimizers.watch()]
        return self.tape

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, traceback)  # type: ignore[no-untyped-call]
        tape, calls = self.tape, self.calls
        while self.leave_alone:
            self.leave_alone.pop()()
        while self.loops.frames:
            self.loops.end()
        tape.group = None
        self.naming.close()
        tape.series = self.courses.series()
        if calls.ungraded is not None and self.values.is_known(calls.ungraded):
            tape.ungraded = self.values.locate(calls.ungraded)
        tape.recorder = None
        calls.forget()
        self.groups.forget()
        self.optimizers.forget()
        self.loops.forget()
        self.values.forget()
        self.graph.forget()

    def __torch_function__(
        self, func: Callable[..., Any], types: Any, args: Sequence[Any] = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        """What torch calls instead of ``func``."""
        if self.look is not None:
            self.look(func, args, kwargs)
        rule = RULES.get(func) or rule_of(func)
        treatment = rule.treatment
        if treatment is PASS or functorch_level() is not None:
            return func(*args, **kwargs) if kwargs else func(*args)
        if self.paused:
            result = func(*args, **kwargs) if kwargs else func(*args)
            if treatment is BACKWARD:
                self.courses.passed()
            return result
        if self.stepping and not torch.is_grad_enabled():
            return func(*args, **kwargs) if kwargs else func(*args)
        if treatment is OPERATION:
            return self.operation(rule, func, args, kwargs)
        return self.calls.other(rule, func, args, kwargs or {})

    # -- what the interpreter tells ------------------------------------------------------------------------------------

    def name(self, name: str, value: object, *, local: bool) -> None:
        """A user's name took a value. What is named inside a call of torch (in a hook, say) is no value of a picture."""
        if not self._outside():
            return
        with torch_itself():
            self.naming.take(name, value, local=local, recorded=not self.paused)
            self.courses.named(name, value, recorded=not self.paused)

    def unname(self, name: str) -> None:
        """A user's name holds nothing any more."""
        self.naming.drop(name)

    def settle(self, tensor: object, number: float) -> None:
        """A tensor that is a plain number of the text."""
        assert isinstance(tensor, Tensor)
        if self._listening():
            with torch_itself():
                place = self.values.constant(number)
                value = self.tape.nodes[place[0]].values[0]
                assert value is not None
                self.values.settle(tensor, place, value)

    def printed(self, text: str, line: int | None) -> None:
        """What is printed while paused is told in one piece, when it is over."""
        if self.paused:
            self.unsaid.append((text, line))
            return
        self.tape.events.append(("output", text, line))
        self._within_limit()

    def drawn(self, chart: dict[str, Any], line: int | None) -> None:
        """The program showed a chart."""
        self._say()
        self.tape.events.append(("drawn", chart, line))

    def begin_loop(self, span: Span | None, line: int | None, total: int | None) -> None:
        """A loop begins."""
        self.loops.begin(span, line, total)

    def begin_iteration(self, number: int) -> None:
        """An iteration begins."""
        with torch_itself():
            self.loops.iterate(number, may_pause=self._outside())
        if not self.paused:
            self._within_limit()
            if len(self.values.states) > self.sweep_at and self._outside():
                with torch_itself():
                    self.graph.sweep()
                self.sweep_at = 2 * len(self.values.states) + FEW

    def end_loop(self) -> None:
        """A loop is over."""
        with torch_itself():
            self.loops.end()

    def setup(self, *, begins: bool) -> None:
        """The set-up begins or ends."""
        self.groups.setup(begins=begins)

    def so_far(self) -> Tape | None:
        """A tape of its own with what there is so far; None inside a call of torch. Nothing here changes by it."""
        if not self._outside():
            return None
        with torch_itself(), torch.no_grad():
            return so_far(self)

    # -- pauses --------------------------------------------------------------------------------------------------------

    def _outside(self) -> bool:
        """Whether the program runs on its own, and not inside a call of torch: a hook, a transform, a custom Function."""
        return modes_in_force() >= self.depth and functorch_level() is None

    def _listening(self) -> bool:
        return not self.paused and self._outside()

    def _pause(self) -> None:
        self.paused = True
        self.gap = sequence_number()

    def _resume(self) -> None:
        """Whatever happened meanwhile to leaves and to their ``.grad`` is one step each."""
        self._say()
        self.paused = False
        self.graph.lose(self.gap, sequence_number())
        self.values.look_again()

    def _say(self) -> None:
        if self.unsaid:
            self.tape.events.append(("output", "".join(text for text, _ in self.unsaid), self.unsaid[-1][1]))
            self.unsaid.clear()

    def _within_limit(self) -> None:
        if len(self.tape.events) > HARD_LIMIT:
            raise LimitError("limit-operations", self.tape.span, {"limit": BUDGET})
