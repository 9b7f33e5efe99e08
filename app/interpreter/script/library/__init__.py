"""Everything a program can import, built for one run from the tables: real members, and ours where real ones will not do.

``catalogue()`` names what there is, for the check before the run; ``libraries(machine)`` holds the objects of a run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import TYPE_CHECKING

from app.interpreter.script.kind import Kind
from app.interpreter.script.library import chance, creation, loader, numpy, plot, python, resnet
from app.interpreter.script.library.real import REAL
from app.interpreter.script.namespace import Namespace
from app.interpreter.script.tables import MODULES

if TYPE_CHECKING:
    from app.interpreter.script.machine import Machine

# What needs no import, as in a notebook whose first cell was run: name → module, or module:member.
PRELUDE: Mapping[str, str] = {
    "torch": "torch",
    "nn": "torch.nn",
    "F": "torch.nn.functional",
    "optim": "torch.optim",
    "autograd": "torch.autograd",
    "Tensor": "torch:Tensor",
    "Variable": "torch.autograd:Variable",
    "Dataset": "torch.utils.data:Dataset",
    "DataLoader": "torch.utils.data:DataLoader",
    "np": "numpy",
    "plt": "matplotlib.pyplot",
    "math": "math",
    "random": "random",
    "torchvision": "torchvision",
}

# Members of our own, by module: a file of this folder each. They stand before real ones of the same name.
_OWN: Mapping[str, Callable[[Machine], Mapping[str, object]]] = {
    "torch": creation.members,
    "torch.cuda": creation.cuda,
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
}


@cache
def catalogue() -> Mapping[str, Namespace]:
    """Every importable dotted name, with the names of its members. Where a member is a module, it is the Namespace."""
    return _assembled({module: dict.fromkeys(names) for module, names in MODULES.items()})


def libraries(machine: Machine) -> dict[str, Namespace]:
    """Every importable dotted name, with the objects that this run works with."""
    members: dict[str, dict[str, object]] = {}
    for module, names in MODULES.items():
        own = _OWN[module](machine) if module in _OWN else {}
        real = REAL.get(module)
        members[module] = {
            name: own[name] if name in own else getattr(real, name)
            for name in names
            if f"{module}.{name}" not in MODULES
        }
        for member in members[module].values():
            _known(machine, member)
    return _assembled(members)


def finish(modules: Mapping[str, Namespace]) -> None:
    """What is left to do when a program has ended: a chart that was drawn and not yet shown is shown."""
    show = modules["matplotlib.pyplot"].members["show"]
    assert callable(show)
    show()


def _known(machine: Machine, member: object) -> None:
    """So that ``type(layer) == nn.Linear``: what ``type`` answers is what the module offers."""
    if isinstance(member, Kind) and isinstance(member.real, type):
        machine.kinds.setdefault(member.real, member)
    elif isinstance(member, type):
        machine.kinds.setdefault(member, member)  # type: ignore[arg-type]


def _assembled(members: Mapping[str, dict[str, object]]) -> dict[str, Namespace]:
    spaces = {module: Namespace(module, found, REAL.get(module)) for module, found in members.items()}
    for module in spaces:
        for name in MODULES[module]:
            if f"{module}.{name}" in spaces:
                members[module][name] = spaces[f"{module}.{name}"]
    return spaces
