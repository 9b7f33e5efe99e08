"""The steps of torch's optimizers, which are seen by their effect alone: every leaf that one changed is an update.

What an optimizer does inside is arithmetic that no picture shows, some thirty calls of torch for a handful of parameters.
While recording, torch's marks around them, meant for its profiler, are ours; and nothing inside a step of torch's own
goes through the recorder, unless it calls the program back (a closure) or is itself differentiated.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, Self

import torch
from torch.autograd import profiler
from torch.optim import Optimizer
from torch.optim.optimizer import register_optimizer_step_pre_hook

from app.tape.values import Values

STEP, CLEARING = "Optimizer.step#", "Optimizer.zero_grad#"  # how the names of the marks begin
UNMARKED = nullcontext()
torch_itself = torch._C.DisableTorchFunction


class Optimizers:
    """The steps that are running."""

    def __init__(self, values: Values, outside: Callable[[], bool], listening: Callable[[], bool]) -> None:
        self.values = values
        self.outside = outside  # whether the program runs on its own, and not inside a call of torch
        self.listening = listening  # and is recorded
        self.running: list[Step] = []

    def watch(self) -> Callable[[], None]:
        """From now on steps and ``zero_grad`` are seen by what they do; until the function that is returned is called."""
        mark: Callable[..., Any] = profiler.record_function
        clear: Callable[..., None] = Optimizer.zero_grad
        hook = register_optimizer_step_pre_hook(self._begun)

        def marked(name: str, args: str | None = None) -> AbstractContextManager[Any]:
            if name.startswith(STEP) and self.outside():
                return Step(self)
            return UNMARKED if name.startswith(CLEARING) else mark(name, args)

        def cleared(optimizer: Optimizer, set_to_none: bool = True) -> None:  # noqa: FBT001, FBT002 -- as torch has it
            if not self.listening():
                clear(optimizer, set_to_none)
                return
            values = self.values
            with torch_itself():
                parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
                known = [(leaf, values.locate(leaf)[0]) for leaf in parameters if values.follows(leaf)]
                for leaf, node in known:
                    values.held_grad(leaf, node)
                clear(optimizer, set_to_none)
                for leaf, node in known:
                    values.held_grad(leaf, node)

        def leave_alone() -> None:
            profiler.record_function = mark  # type: ignore[misc, assignment]
            Optimizer.zero_grad = clear  # type: ignore[method-assign]
            hook.remove()

        profiler.record_function = marked  # type: ignore[misc, assignment]
        Optimizer.zero_grad = cleared  # type: ignore[method-assign, assignment]
        return leave_alone

    def forget(self) -> None:
        """Lets go of who records."""
        del self.outside, self.listening

    def _begun(self, optimizer: Optimizer, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        own = type(optimizer).__module__.startswith("torch.optim.")
        if self.running and own and len(args) == 1 and not kwargs and not optimizer.defaults.get("differentiable"):
            self.running[-1].hide()


class Step:
    """One step, from beginning to end, also where it raises."""

    def __init__(self, optimizers: Optimizers) -> None:
        self.optimizers = optimizers
        self.hidden: Any = None

    def __enter__(self) -> Self:
        self.optimizers.running.append(self)
        return self

    def hide(self) -> None:
        """What follows, up to its end, goes to torch and to nobody else."""
        self.hidden = torch_itself()
        self.hidden.__enter__()

    def __exit__(self, *_: object) -> None:
        if self.hidden is not None:
            self.hidden.__exit__(None, None, None)
        self.optimizers.running.pop()
        if self.optimizers.listening():
            with torch_itself():
                self.optimizers.values.look_at_leaves()
