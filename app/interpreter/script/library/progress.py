"""``tqdm``: goes through what it is given. The page shows for itself how far a run has come, so no bar is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sized
from typing import TYPE_CHECKING, Any, Self

from app.interpreter.script.kind import Kind
from app.interpreter.script.namespace import Shared

if TYPE_CHECKING:
    from app.interpreter.script.machine import Machine


class Bar(Shared):
    """An iterable with a bar that nobody sees; ``n`` counts the items that were passed on."""

    shown = "tqdm.std.tqdm"

    def __init__(self, machine: Machine, items: Iterable[Any], total: Any) -> None:
        self.machine = machine
        self.items = items
        self.total = total if total is not None or not isinstance(items, Sized) else len(items)
        self.n = 0

    def __iter__(self) -> Iterator[Any]:
        for item in self.items:
            self.n += 1
            yield item

    def __len__(self) -> int:
        if not isinstance(self.total, int):
            raise TypeError("object of type 'tqdm' has no len()")
        return self.total

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """There is nothing to tidy up."""

    def update(self, n: Any = 1) -> None:
        """Counts on by hand."""
        self.n += n

    def _unseen(self, *_: object, **__: object) -> None:
        """What stands beside the bar is not seen either."""

    set_description = set_description_str = set_postfix = set_postfix_str = refresh = close = _unseen


def members(machine: Machine) -> Mapping[str, object]:
    """The members of ``tqdm`` and of its modules."""

    def tqdm(iterable: Iterable[Any] = (), *_: object, total: Any = None, **__: object) -> Bar:
        machine.note("progress-bar")
        return Bar(machine, iterable, total)

    def trange(*bounds: int, **options: Any) -> Bar:
        return tqdm(range(*bounds), **options)

    return {"tqdm": Kind(Bar, "tqdm", tqdm, "<class 'tqdm.std.tqdm'>"), "trange": trange}
