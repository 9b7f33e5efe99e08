"""``random``: Python's generator, one for each run, which starts from the seed of the run and never from the clock."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random as Generator
from typing import TYPE_CHECKING, Any

from app.interpreter.script.kind import Kind
from app.interpreter.script.namespace import Shared
from app.interpreter.script.tables import MODULES, TYPES

if TYPE_CHECKING:
    from app.interpreter.script.machine import Machine


class Random(Shared):
    """A generator that a program holds; what it offers is the table ``Random``."""

    __slots__ = ("generator", "machine")

    def __init__(self, machine: Machine, seed: Any = 0) -> None:
        self.machine = machine
        self.generator = Generator(_seeded(seed))  # noqa: S311 -- chance that anyone may foresee is what is wanted

    def seed(self, a: Any = 0) -> None:
        """Starts again."""
        self.generator.seed(_seeded(a))

    def sample(self, population: Any, k: int) -> list[Any]:
        """``k`` items, each at most once."""
        self.machine.length(k)
        return self.generator.sample(population, k)

    def choices(self, population: Any, weights: Any = None, *, k: int = 1) -> list[Any]:
        """``k`` items, any number of times each."""
        self.machine.length(k)
        return self.generator.choices(population, weights, k=k)

    def shuffle(self, x: Any) -> None:
        """Puts a list in another order."""
        self.machine.tick(len(x))
        self.generator.shuffle(x)

    def getrandbits(self, k: int) -> int:
        """An integer of ``k`` bits."""
        if k > 32_768:
            self.machine.limit("limit-integer", limit=32_768)
        return self.generator.getrandbits(k)

    def __getattr__(self, name: str) -> Any:
        if name not in TYPES["Random"]:
            raise AttributeError(f"'Random' object has no attribute '{name}'")
        return getattr(self.generator, name)


def members(machine: Machine) -> Mapping[str, object]:
    """The members of ``random``."""
    run = Random(machine)
    own = {name: getattr(run, name) for name in MODULES["random"] if name != "Random"}

    def make(seed: Any = 0) -> Random:
        return Random(machine, seed)

    return {**own, "Random": Kind(Random, "Random", make, "<class 'random.Random'>")}


def _seeded(seed: Any) -> Any:
    """A seed that says the same in every process: None would be the clock, and an object its address."""
    return seed if isinstance(seed, (int, float, str)) else 0
