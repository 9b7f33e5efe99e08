"""Everything a program can import, built for one run from the tables: real members, and ours where real ones will not do.

``catalogue()`` names what there is, for the check before the run; ``libraries(machine)`` holds the objects of a run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from app.interpreter.script.kind import Kind
from app.interpreter.script.library import (
    chance,
    checked,  # noqa: F401 -- for what it replaces
    creation,
    devices,
    loader,
    numpy,
    plot,
    progress,
    python,
    resnet,
    variable,
)
from app.interpreter.script.library.real import REAL
from app.interpreter.script.namespace import Namespace
from app.interpreter.script.tables import MODULES

if TYPE_CHECKING:
    from app.interpreter.script.machine import Machine

# Members of our own, by module: a file of this folder each. They stand before real ones of the same name.
_OWN: Mapping[str, Callable[[Machine], Mapping[str, object]]] = {
    "torch": creation.members,
    "torch.cuda": devices.cuda,
    "torch.accelerator": devices.accelerator,
    "torch.backends.mps": devices.mps,
    **dict.fromkeys(("torch.autograd", "torch.autograd.variable"), variable.members),
    "torch.utils.data": loader.members,
    "math": python.mathematics,
    "collections": python.containers,
    "itertools": python.iteration,
    "functools": python.functions,
    "copy": python.copying,
    "time": python.clock,
    "warnings": python.warning,
    "typing": python.hints,
    "__future__": python.future,
    "random": chance.members,
    "numpy": numpy.members,
    "numpy.random": numpy.chance,
    "numpy.linalg": numpy.linalg,
    "matplotlib.pyplot": plot.members,
    "torchvision.models": resnet.members,
    **dict.fromkeys(("tqdm", "tqdm.auto", "tqdm.notebook"), progress.members),
}


@cache
def catalogue() -> Mapping[str, Namespace]:
    """Every importable dotted name, with the names of its members. Where a member is a module, it is the Namespace."""
    return _assembled({module: dict.fromkeys(names) for module, names in MODULES.items()})


def libraries(machine: Machine) -> dict[str, Namespace]:
    """Every importable dotted name, with the objects that this run works with."""
    machine.kinds.update(_classes())
    members: dict[str, dict[str, object]] = {}
    for module, real in _real_members().items():
        own = _OWN[module](machine) if module in _OWN else {}
        members[module] = {**real, **own}
        machine.kinds.update(
            {kind.real: kind for kind in own.values() if isinstance(kind, Kind) and isinstance(kind.real, type)}
        )
    return _assembled(members)


@cache
def _real_members() -> Mapping[str, Mapping[str, object]]:
    """Of every module the members that are real ones, the same in every run."""
    return {
        module: {
            name: getattr(REAL[module], name)
            for name in names
            if module in REAL and f"{module}.{name}" not in MODULES and hasattr(REAL[module], name)
        }
        for module, names in MODULES.items()
    }


@cache
def _classes() -> Mapping[type, Any]:
    """So that ``type(layer) == nn.Linear``: what ``type`` answers is what a module offers."""
    members = (member for found in _real_members().values() for member in found.values())
    return {member: member for member in members if isinstance(member, type)}


def finish(modules: Mapping[str, Namespace]) -> None:
    """What is left to do when a program has ended: a chart that was drawn and not yet shown is shown."""
    show = modules["matplotlib.pyplot"].members["show"]
    assert callable(show)
    show()


def _assembled(members: Mapping[str, dict[str, object]]) -> dict[str, Namespace]:
    spaces = {module: Namespace(module, found, REAL.get(module)) for module, found in members.items()}
    for module in spaces:
        for name in MODULES[module]:
            if f"{module}.{name}" in spaces:
                members[module][name] = spaces[f"{module}.{name}"]
    return spaces
