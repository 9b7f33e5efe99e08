"""``DataLoader``: torch's own, in this process, with batches that appear in the graph as what they are: inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import torch
from torch.utils.data import DataLoader, default_collate

from app.interpreter.script.library.array import Array
from app.interpreter.script.namespace import Shared

if TYPE_CHECKING:
    from app.interpreter.script.machine import Machine


def members(machine: Machine) -> Mapping[str, object]:
    """The members of ``torch.utils.data`` that are ours."""

    class Loader(DataLoader[Any]):
        """A DataLoader of this run."""

        def __init__(self, *args: Any, num_workers: int = 0, **kwargs: Any) -> None:
            for count in (num_workers, *args[5:6]):
                if not isinstance(count, int) or count:  # an object may say of itself that it is nothing
                    machine.refuse("no-workers", count=count if isinstance(count, int) else machine.text(count)[:64])
            kwargs["pin_memory"] = False  # there is no device to copy to
            super().__init__(*args, **kwargs)
            if self.collate_fn is default_collate:
                self.collate_fn = _collated

        def __iter__(self) -> Any:
            machine.tick()
            with torch._C.DisableTorchFunction():  # noqa: SLF001 -- the only way to hide torch's own bookkeeping
                return Batches(machine, super().__iter__())

    Loader.__name__ = Loader.__qualname__ = "DataLoader"
    Loader.__module__ = "torch.utils.data.dataloader"
    return {"DataLoader": Loader}


class Batches(Shared):
    """Fetches batch after batch. How torch shuffles and stacks is no part of the program, and is not recorded."""

    def __init__(self, machine: Machine, batches: Iterator[Any]) -> None:
        self.machine = machine
        self.batches = batches

    def __iter__(self) -> Batches:
        return self

    def __next__(self) -> Any:
        self.machine.tick()
        with torch._C.DisableTorchFunction():  # noqa: SLF001
            return next(self.batches)


Batches.__name__ = Batches.__qualname__ = "_SingleProcessDataLoaderIter"  # as torch calls it
Batches.__module__ = "torch.utils.data.dataloader"


def _collated(batch: list[Any]) -> Any:
    """``default_collate``, which knows numpy's arrays, and so ours once they are unwrapped."""
    return default_collate([_plain(sample) for sample in batch])


def _plain(sample: Any) -> Any:
    if isinstance(sample, Array):
        return sample.elements
    if type(sample) in (list, tuple):
        return type(sample)(map(_plain, sample))
    if type(sample) is dict:
        return {key: _plain(value) for key, value in sample.items()}
    return sample
