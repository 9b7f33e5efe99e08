"""The user's names: which nodes they name, and what they hold at the end."""

from __future__ import annotations

from collections.abc import Iterator

from torch import Tensor
from torch.nn import Module

from app.tape.groups import Groups
from app.tape.snapshot import nested
from app.tape.tape import Binding, Tape, Variable
from app.tape.text import text_of
from app.tape.values import Values

MOST_PARAMETERS = 64  # of modules, that are listed as variables


class Naming:
    """What each name was bound to last. Names of functions name nodes and are no variables."""

    def __init__(self, tape: Tape, values: Values, groups: Groups) -> None:
        self.tape = tape
        self.values = values
        self.groups = groups
        self.bound: dict[str, object] = {}

    def take(self, name: str, value: object, *, local: bool, recorded: bool) -> None:
        """``name`` now holds ``value``. Not ``recorded``: it names no node."""
        if isinstance(value, Tensor):
            if recorded:
                self.tape.bindings.append(Binding(name, self.values.locate(value)))
        elif isinstance(value, Module):
            self.groups.called(name, value)
        if not local:
            self.bound[name] = value

    def drop(self, name: str) -> None:
        """``name`` holds nothing any more."""
        self.bound.pop(name, None)

    def close(self) -> None:
        """Notes what the names hold, now that nothing is recorded any more."""
        tape = self.tape
        for name, value in self.bound.items():
            tape.variables[name] = self._tensor(value) if isinstance(value, Tensor) else self._other(value)
        for name, parameter in self.parameters():
            if self.values.is_known(parameter):
                tape.bindings.append(Binding(name, self.values.locate(parameter)))
            tape.variables.setdefault(name, self._tensor(parameter))
        self.bound.clear()

    def parameters(self) -> Iterator[tuple[str, Tensor]]:
        """The parameters of every module that has a name, by their paths; the first of those that go by two."""
        seen: set[int] = set()
        for name, module in self.bound.items():
            if not isinstance(module, Module):
                continue
            try:
                parameters = [*module.named_parameters()]
            except AttributeError:  # one inside it whose __init__ never called super().__init__()
                continue
            for path, parameter in parameters:
                if id(parameter) not in seen and len(seen) < MOST_PARAMETERS:
                    seen.add(id(parameter))
                    yield f"{name}.{path}", parameter

    def _other(self, value: object) -> Variable:
        numbers = nested(value)
        if numbers is None:
            return Variable(None, None, None, False, True, None, text_of(value))  # noqa: FBT003
        self.tape.values.append(numbers)
        return Variable(None, len(self.tape.values) - 1, None, False, True, None, None)  # noqa: FBT003

    def _tensor(self, tensor: Tensor) -> Variable:
        values = self.values
        try:
            function = tensor.grad_fn
        except RuntimeError:  # a view made under no_grad whose base has changed since: torch says nothing more of it
            return Variable(None, values.keep(tensor), None, tensor.requires_grad, False, None, None)  # noqa: FBT003
        name = None if function is None else function.__class__.__name__
        grad = None
        if not values.follows(tensor):  # it was made while recording was paused, or never used
            if (tensor.is_leaf or tensor.retains_grad) and tensor.grad is not None:
                grad = values.keep(tensor.grad)
            return Variable(None, values.keep(tensor), grad, tensor.requires_grad, tensor.is_leaf, name, None)
        node, _ = values.locate(tensor)
        if tensor.is_leaf:
            grad = values.held_grad(tensor, node)
        elif tensor.retains_grad and tensor.grad is not None:
            grad = values.keep(tensor.grad)
        return Variable(node, values.value_of(tensor), grad, tensor.requires_grad, tensor.is_leaf, name, None)
