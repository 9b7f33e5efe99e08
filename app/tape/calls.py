"""What the recorder does around each call of torch: operations are written down, what they write into is looked at again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile
from typing import Any

import torch
from torch import Tensor
from torch.autograd.graph import Node as Function
from torch.nn import Parameter

from app.errors import LimitError
from app.tape.backward import Pass, call_of
from app.tape.details import Details
from app.tape.functions import OVERWRITING, Rule, Treatment
from app.tape.graph import Graph
from app.tape.tape import Node, Place
from app.tape.values import function_of, version_of
from app.tape.window import BUDGET, HARD_LIMIT

sequence_number = torch._C._autograd._get_sequence_nr  # the next number this thread hands out
saving_hooks: Callable[[bool], object] = torch._C._autograd._top_saved_tensors_default_hooks
NUMBERS = frozenset({int, float, complex, bool})
TENSORS = frozenset({Tensor, Parameter})
LISTS = frozenset({list, tuple})


class Calls:
    """Writes calls onto the tape of ``graph``."""

    def __init__(self, graph: Graph, details: Details | None) -> None:
        self.graph = graph
        self.tape = graph.tape
        self.values = graph.values
        self.details = details
        self.running: Pass | None = None
        self.ungraded: Tensor | None = None  # whose .grad was read last and was None

    # -- operations -------------------------------------------------------------------------------------------------

    def operation(
        self, rule: Rule, func: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any] | None
    ) -> Any:
        """A call that computes. Raises LimitError where the budget of events is used up."""
        if len(self.tape.events) > HARD_LIMIT:
            raise LimitError("limit-operations", self.tape.span, {"limit": BUDGET})
        tensors: list[Tensor] = []
        operands = self._operands(rule, args, kwargs, tensors)
        if not tensors:  # it creates: its result is a leaf when it is first used
            return func(*args, **kwargs) if kwargs else func(*args)
        first = sequence_number()
        try:
            result = func(*args, **kwargs) if kwargs else func(*args)
        except Exception:
            self._failed(rule, operands)
            raise
        last = sequence_number()
        if result.__class__ is Tensor and id(result) not in self.values.states:
            self._write(rule, operands, (result,), tensors, first, last)
        else:
            results = [made for made in _tensors(result, []) if not self.values.is_known(made)]
            if results:
                self._write(rule, operands, results, tensors, first, last)
        return result

    def _operands(
        self, rule: Rule, args: Sequence[Any], kwargs: dict[str, Any] | None, tensors: list[Tensor]
    ) -> list[Place]:
        """The places of the operands in the order in which they were written; ``tensors`` receives the tensors."""
        values, numbers = self.values, rule.numbers
        operands: list[Place] = []
        position = 0
        for argument in args:
            kind = argument.__class__
            if kind in TENSORS or isinstance(argument, Tensor):
                tensors.append(argument)
                operands.append(values.locate(argument))
            elif kind in NUMBERS:
                if position < numbers:
                    operands.append(values.constant(argument))
            elif kind in LISTS:
                for tensor in _tensors(argument, []):
                    tensors.append(tensor)
                    operands.append(values.locate(tensor))
            position += 1  # noqa: SIM113 -- enumerate would cost a tuple for every argument
        if kwargs:
            named: Iterable[Any] = map(kwargs.get, rule.keywords)
            operands.extend(map(values.constant, takewhile(lambda number: number.__class__ in NUMBERS, named)))
            for tensor in _tensors(kwargs, []):
                tensors.append(tensor)
                operands.append(values.locate(tensor))
        if (rule.swapped or (self.tape.reflected and numbers)) and len(operands) == 2:
            operands.reverse()  # Python handed 3 * a to a
        return operands

    def _write_one(
        self, rule: Rule, operands: list[Place], result: Tensor, function: Function, tensors: list[Tensor]
    ) -> None:
        """``_write`` for one result and the one autograd node that made it, in half the time: most operations are so."""
        tape, values, line = self.tape, self.values, self.tape.line
        inner = self.graph.close_one(function, operands)
        value = values.keep(result)
        nodes = tape.nodes
        index = len(nodes)
        place = (index, 0)
        name = function.__class__.__name__
        nodes.append(Node("operation", rule.name, operands, [value], True, name, [inner], tape.span, line, tape.group))  # noqa: FBT003
        values.states[id(result)] = (result, result._version, function, True, place, value)
        tape.producers[inner, result.output_nr] = place
        tape.events.append(("forward", index, line))
        if self.details is not None and (saving_hooks(True) is None or self._hush([inner])):  # noqa: FBT003
            self.details.keep_saved(index, (result,), tensors)

    def _write(  # noqa: PLR0913, PLR0917 -- called once for every operation
        self,
        rule: Rule,
        operands: list[Place],
        results: Sequence[Tensor],
        tensors: list[Tensor],
        first: int,
        last: int,
    ) -> None:
        """Appends an operation that has run, its results and the autograd nodes it has made."""
        tape, values, graph = self.tape, self.values, self.graph
        function = function_of(results[0])
        if last - first == 1 and len(results) == 1 and function is not None and function not in graph.known:
            self._write_one(rule, operands, results[0], function, tensors)
            return
        states, line = values.states, tape.line
        inner: list[int] = []
        name = None
        if function is None and results[0].requires_grad:
            return  # a view of a leaf, taken where no graph is recorded: torch calls it a leaf that requires grad
        for result in results[1:] if function is None else ():
            if (function := result.grad_fn) is not None:  # its first result is not differentiable
                break
        if function is not None:
            name = function.__class__.__name__
            if last > first or function not in graph.known:
                inner = graph.close(results, operands, first, last)
        index = len(tape.nodes)
        made: list[int | None] = []
        tape.nodes.append(
            Node("operation", rule.name, operands, made, name is not None, name, inner, tape.span, line, tape.group)
        )
        output = 0
        for result in results:
            value = values.keep(result)
            made.append(value)
            place = (index, output)
            function = function_of(result)
            states[id(result)] = (result, version_of(result), function, result.requires_grad, place, value)
            if function is not None:
                tape.producers[graph.known[function], result.output_nr] = place
            output += 1  # noqa: SIM113 -- enumerate would cost a tuple for every result
        tape.events.append(("forward", index, line))
        if inner and self.details is not None and (saving_hooks(True) is None or self._hush(inner)):  # noqa: FBT003
            self.details.keep_saved(index, results, tensors)

    def _hush(self, inner: list[int]) -> bool:
        """Whoever asks these autograd nodes what they keep, calls the user's hooks on saved tensors: nobody does."""
        assert self.details is not None
        self.details.silent.update(inner)
        return False

    def _failed(self, rule: Rule, operands: list[Place]) -> None:
        tape = self.tape
        tape.nodes.append(
            Node("operation", rule.name, operands, [], False, None, [], tape.span, tape.line, tape.group)  # noqa: FBT003
        )

    def forget(self) -> None:
        """Lets go of every tensor."""
        self.details = self.running = self.ungraded = None

    # -- everything else ----------------------------------------------------------------------------------------------

    def other(self, rule: Rule, func: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        """Any other call that is not to be passed over."""
        match rule.treatment:
            case Treatment.MUTATION:
                return self._mutation(rule, func, args, kwargs)
            case Treatment.BACKWARD:
                return self._backward(func, args, kwargs)
            case Treatment.HOOK:
                return self._hook(func, args, kwargs)
            case Treatment.SET:
                return self._set(rule, func, args)
        result = func(*args)
        if rule.treatment is Treatment.DATA:
            self.values.aliases[id(result)] = (result, args[0])
        elif result is None:
            self.ungraded = args[0]
        else:
            self.values.read_grad(args[0], result)
        return result

    def _mutation(self, rule: Rule, func: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        """An operation that writes into an operand: a new value of it, or an update where no graph is involved."""
        values = self.values
        touched = _tensors([args, kwargs], [])
        if rule.name in OVERWRITING and touched and not values.follows(touched[0]):
            return func(*args, **kwargs)
        silent = any(id(tensor) in values.owners or id(tensor) in values.aliases for tensor in touched)
        operands = [] if silent else self._operands(rule, args, kwargs, [])
        versions = [version_of(tensor) for tensor in touched]
        first = sequence_number()
        try:
            result = func(*args, **kwargs)
        except Exception:
            self._failed(rule, operands)
            raise
        last = sequence_number()
        changed = [tensor for tensor, version in zip(touched, versions, strict=True) if version_of(tensor) != version]
        if touched and touched[0].is_inference():  # nothing says that it has changed: it always has
            values.states.pop(id(touched[0]), None)
            changed.append(touched[0])
        made = _distinct([*_tensors(result, []), *changed])
        results, views = self._sorted_out(made, silent=silent, graph=first != last)
        if results:
            self._write(
                rule, operands or self._operands(rule, args, kwargs, []), _distinct(results), touched, first, last
            )
        for view in views:
            values.locate(view)
        return result

    def _sorted_out(self, made: list[Tensor], *, silent: bool, graph: bool) -> tuple[list[Tensor], list[Tensor]]:
        """Of what a mutation has left: results of the operation, and views whose base is one. The rest are updates."""
        values = self.values
        results: list[Tensor] = []
        views: list[Tensor] = []
        for tensor in made:
            if values.is_known(tensor):
                continue
            base = tensor._base
            function = function_of(tensor)
            of_leaf = base is not None and base.is_leaf and not graph
            if of_leaf and base is not None:
                values.written(base)  # a view of a leaf, written where no graph is recorded
            if of_leaf and function is not None:
                views.append(tensor)
            elif function is None and (silent or values.stands_for_leaf(tensor)):
                values.written(tensor)
            elif base is not None and base.grad_fn is not None and not values.is_known(base):
                results.append(base)  # a view was written: what changed is what it looks at
                views.append(tensor)
            else:
                results.append(tensor)
        return results, views

    def _backward(self, func: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        if kwargs.get("is_grads_batched"):  # inside it gradients are no values that a picture could show
            return func(*args, **kwargs)
        outer = self.running
        self.running = Pass(self.graph, self.details, call_of(func, args, kwargs))
        try:
            return self.running.run(func, args, kwargs)
        finally:
            self.running = outer

    def _hook(self, func: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]) -> Any:
        """Registers a user's hook inside one that notes what it did. After the recording it only calls the user's."""
        tensor, hook = (*args, *kwargs.values())
        edge = self.graph.edge_of(tensor)

        def noted(gradient: Tensor) -> Tensor | None:
            running = self.running
            if running is None or edge is None:
                answer: Tensor | None = hook(gradient)
                return answer
            before = running.before_hook(edge, gradient)
            answer = hook(gradient)
            running.after_hook(edge, before, gradient if answer is None else answer)
            return answer

        return func(tensor, noted)

    def _set(self, rule: Rule, func: Callable[..., Any], args: Sequence[Any]) -> Any:
        tensor = args[0]
        if not self.values.follows(tensor):
            return func(*args)
        place = self.values.locate(tensor) if rule.name in {"data", "grad"} else None
        if place is not None:
            self.values.held_grad(tensor, place[0])
        result = func(*args)
        if rule.name == "data":
            self.values.changed(tensor)
        elif place is not None:
            self.values.held_grad(tensor, place[0])
        return result


def _tensors(argument: Any, found: list[Tensor]) -> list[Tensor]:
    """Every tensor in nested lists, tuples and dictionaries, in order."""
    if isinstance(argument, Tensor):
        found.append(argument)
    elif isinstance(argument, list | tuple):
        for item in argument:
            _tensors(item, found)
    elif isinstance(argument, dict):
        for item in argument.values():
            _tensors(item, found)
    return found


def _distinct(tensors: list[Tensor]) -> list[Tensor]:
    return list({id(tensor): tensor for tensor in tensors}.values())
