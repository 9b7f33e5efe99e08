"""What has been recorded so far, as a tape of its own, while the recording goes on and is changed in nothing.

What tensors stand for is taken as the recorder last saw it. Nothing is asked of a view that could make torch build its
``grad_fn`` anew: a later backward pass would run in another order.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

from torch import Tensor

from app.tape.naming import Naming
from app.tape.snapshot import Value, nested, snapshot
from app.tape.tape import Binding, Tape, Variable
from app.tape.text import text_of
from app.tape.values import Values, function_of

if TYPE_CHECKING:
    from app.tape.record import record


def so_far(recording: record) -> Tape:
    """A copy of the tape, with what its end would add to it."""
    tape = copy(recording.tape)
    for name, held in vars(tape).items():
        if isinstance(held, list | dict | set):
            setattr(tape, name, held.copy())
    tape.recorder = tape.group = None
    if tape.events and tape.events[-1][0] == "iteration":
        tape.events.pop()  # nothing of it has happened
    if recording.unsaid:
        tape.events.append(("output", "".join(text for text, _ in recording.unsaid), recording.unsaid[-1][1]))
    tape.series = recording.courses.so_far()
    tape.window = recording.loops.window()
    _name(tape, recording.naming, recording.values)
    return tape


def _name(tape: Tape, naming: Naming, values: Values) -> None:
    """What the user's names hold."""
    for name, held in naming.bound.items():
        variable = _tensor(tape, values, held) if isinstance(held, Tensor) else _other(tape, held)
        if variable is not None:
            tape.variables[name] = variable
    for name, parameter in naming.parameters():
        state = values.states.get(id(parameter))
        if state is not None:
            tape.bindings.append(Binding(name, state[4]))
        if name not in tape.variables and (variable := _tensor(tape, values, parameter)) is not None:
            tape.variables[name] = variable


def _tensor(tape: Tape, values: Values, tensor: Tensor) -> Variable | None:
    """``tensor`` as a variable; None for a view that nobody has seen yet, of which nothing may be asked."""
    state = values.states.get(id(tensor))
    if state is None and tensor._is_view():
        return None
    function = function_of(tensor) if state is None else state[2]
    name = None if function is None else function.__class__.__name__
    grad = None
    if state is not None and function is None:
        held = values.grads.get(state[4][0])
        grad = None if held is None else held[2]
    elif (function is None or tensor.retains_grad) and tensor.grad is not None:
        grad = _kept(tape, snapshot(tensor.grad))
    node, value = (None, _kept(tape, snapshot(tensor))) if state is None else (state[4][0], state[5])
    requires_grad = tensor.requires_grad if state is None else state[3]
    return Variable(node, value, grad, requires_grad, function is None, name, None)


def _other(tape: Tape, held: object) -> Variable:
    numbers = nested(held)
    if numbers is None:
        return Variable(None, None, None, False, True, None, text_of(held))  # noqa: FBT003
    return Variable(None, _kept(tape, numbers), None, False, True, None, None)  # noqa: FBT003


def _kept(tape: Tape, value: Value) -> int:
    tape.values.append(value)
    return len(tape.values) - 1
